"""How is a page made? Templates with automatic escaping, the centre's numbers, and phone numbers that can be tapped."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from bot.settings import Settings

_ROOMS = Path(__file__).resolve().parent
FOLDERS = (_ROOMS / "webchat" / "templates", _ROOMS / "phone" / "templates")
STATIC = _ROOMS / "webchat" / "static"


class Pages:
    """Renders templates for one centre."""

    def __init__(self, settings: Settings, folders: Sequence[Path] = FOLDERS) -> None:
        values = settings.centre_values()
        self._environment = Environment(
            loader=FileSystemLoader(folders),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals.update(values, demo=settings.demo, here="")
        self._environment.filters.update(numbers=Numbers(values).linked, telephone=telephone, clock=_clock)

    def html(self, template: str, **values: object) -> str:
        """A template as text. Half of a broken character, which a message may hold, becomes a question mark."""
        text = self._environment.get_template(template).render(values)
        return text.encode("utf-8", "replace").decode("utf-8")

    def response(self, template: str, *, status: int = 200, **values: object) -> HTMLResponse:
        """A template as a whole page."""
        return HTMLResponse(self.html(template, **values), status_code=status)


class Numbers:
    """Finds the numbers that people of this centre are told to call."""

    def __init__(self, centre: dict[str, str]) -> None:
        names = ("emergency_number", "clinic_phone", "out_of_hours_phone", "crisis_line")
        longest_first = sorted({centre[name] for name in names}, key=len, reverse=True)
        either = "|".join(map(re.escape, longest_first))
        self._pattern = re.compile(rf"(?<![\w.,+-])(?:{either})(?!\w|[.,-]\d)")

    def first(self, text: str) -> str | None:
        """The number that a text names first, or None."""
        found = self._pattern.search(text)
        return found.group() if found else None

    def linked(self, text: str) -> Markup:
        """The text, escaped, with its numbers as links that dial."""
        parts = []
        end = 0
        for found in self._pattern.finditer(text):
            parts.append(escape(text[end : found.start()]))
            link = Markup('<a href="tel:{}">{}</a>')
            parts.append(link.format(telephone(found.group()), found.group()))
            end = found.end()
        parts.append(escape(text[end:]))
        return Markup("").join(parts)


def telephone(number: str) -> str:
    """A number as it stands in a link that dials: digits, and a plus in front where it has one."""
    return "".join(sign for sign in number if sign.isdigit() or sign == "+")


def _clock(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%d %b %H:%M} UTC"
