"""Is a day, a month's name and a year in a language without words here a date?

dateparser knows some two hundred languages, and takes 15 ms for a text that `shapes` reads in a tenth of one; it also
finds dates in "may" and "sun". So it is asked only about a span that can be nothing else: a day, one or two unknown
words, and a year in four figures. Day, month and year must all be found.
"""

import re
from collections.abc import Sequence
from datetime import date

from language.dates.mentions import Mention
from language.dates.pieces import Piece

_SPAN = re.compile(r"[DO][.eFpi1]?\.[.eFpi1]?Y")
_LANGUAGES = (
    "es",
    "it",
    "pt",
    "pl",
    "ro",
    "tr",
    "sv",
    "da",
    "nb",
    "fi",
    "cs",
    "sk",
    "hu",
    "hr",
    "el",
    "ru",
    "uk",
    "ar",
)
_SETTINGS = {"DATE_ORDER": "DMY", "PREFER_LOCALE_DATE_ORDER": False, "REQUIRE_PARTS": ["day", "month", "year"]}


def find_elsewhere(text: str, pieces: Sequence[Piece], taken: Sequence[bool]) -> list[Mention]:
    """Dates whose month is written in a language that the lexicon lacks."""
    signs = "".join("#" if held else piece.sign for piece, held in zip(pieces, taken, strict=True))
    found: list[Mention] = []
    for match in _SPAN.finditer(signs):
        day = _parsed(text[pieces[match.start()].start : pieces[match.end() - 1].end])
        if day is not None:
            found.append(
                Mention(first=match.start(), last=match.end() - 1, day=day.day, month=day.month, year=day.year)
            )  # fmt: skip
    return found


def _parsed(span: str) -> date | None:
    import dateparser  # noqa: PLC0415 - its tables take 0.1 s to load, and most messages never need them

    parsed = dateparser.parse(span, languages=list(_LANGUAGES), settings=_SETTINGS)
    return None if parsed is None else parsed.date()
