"""How does an operator learn which settings there are?

Both `.env.example` and the table of docs/runbook.md are printed from here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from bot.settings import CHECKOUT, Settings

INTRODUCTION = """\
# The settings of a centre. Printed by `python -m bot settings`; a test compares the two.
#
# Copy this file to .env, fill in what is required, and take the # away where a default is not right. Then, in the
# shell that starts the service: set -a; . ./.env; set +a
# Keep .env readable by its owner only (chmod 600 .env). The demo centre needs none of this.
"""


@dataclass(frozen=True, kw_only=True)
class Setting:
    """One setting as an operator sees it; a default of None means that it is required."""

    variable: str
    decides: str
    default: str | None
    secret: bool


def settings_listed() -> tuple[Setting, ...]:
    """All settings in the order of `Settings`."""
    return tuple(_setting(name, field) for name, field in Settings.model_fields.items())


def example() -> str:
    """The whole of `.env.example`: what is not required is commented out and shows its default."""
    blocks = [INTRODUCTION]
    for setting in settings_listed():
        line = f"{setting.variable}={_quoted(setting.default or '')}"
        required = setting.default is None
        blocks.append("\n".join([*_comment(setting), line if required else f"# {line}"]) + "\n")
    return "\n".join(blocks)


def table() -> str:
    """The settings as the Markdown table that stands in docs/runbook.md."""
    rows = ["| setting | decides | default |", "| --- | --- | --- |"]
    for setting in settings_listed():
        default = "required" if setting.default is None else f"`{setting.default}`"
        secret = " (secret)" if setting.secret else ""
        decides = setting.decides.replace("|", "\\|")
        rows.append(f"| `{setting.variable}` | {decides}{secret} | {default.replace('``', 'empty')} |")
    return "\n".join(rows) + "\n"


def _setting(name: str, field: FieldInfo) -> Setting:
    return Setting(
        variable=f"AFTERCOURSE_{name.upper()}",
        # A setting that nobody described is at least named in words.
        decides=field.description or name.replace("_", " "),
        default=None if field.is_required() else _written(field.default),
        secret=field.annotation is SecretStr,
    )


def _comment(setting: Setting) -> Iterator[str]:
    marks = (("required", setting.default is None), ("secret", setting.secret))
    notes = [mark for mark, holds in marks if holds]
    yield f"# {setting.decides}" + (f" ({', '.join(notes)})" if notes else "")


def _written(default: object) -> str:
    if isinstance(default, Path):
        return str(default.relative_to(CHECKOUT)) if default.is_relative_to(CHECKOUT) else str(default)
    return str(default).lower() if isinstance(default, bool) else str(default)


def _quoted(value: str) -> str:
    """A value as both a shell and a settings file read it."""
    return value if value and not set(value) - _PLAIN else f"'{value}'"


_PLAIN = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789./_-:")
