"""Which signs does a text consist of, and where does each stand?

A text becomes one sign for each word, figure or mark, so that the shape of a date is a short pattern of letters
("DFM" is "3 of march").
"""

import re
import unicodedata
from dataclasses import dataclass

from language.dates.lexicon import meaning
from language.tokens import LONGEST

_LEVEL = str.maketrans(
    {"’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'", "‐": "-", "‑": "-", "‒": "-", "−": "-", "\u00a0": " "}
)
_PIECE = re.compile(
    r"(?P<iso>(?<![\d/.-])(?:19|20)\d\d([-/.])\d{1,2}\2\d{1,2}(?![\d/-]))"
    r"|(?P<compact>(?<!\d)(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d))"
    r"|(?P<whole>(?<![\d/.:])\d{1,2}\s?([-/.])\s?\d{1,2}\s?\5\s?(?:(?:19|20)\d\d|'?\d\d)(?![\d/:]|[.,]\d|-(?!\d{1,2}[-/.]\d)))"
    r"|(?P<ofyear>(?<![\d/.:,-])(?:0?[1-9]|1[0-2])\s?[-/.]\s?(?:19|20)\d\d(?![\d/:-]|[.,]\d))"
    r"|(?P<clock>(?<![\d/-])\d{1,2}(?:[:.h]\d\d(?!\d|\.\d|/))?\s?(?:am|pm|a\.m\.?|p\.m\.?|uhr|uur|o'?\s?clock|h)(?![a-z0-9])"
    r"|(?<![\d/-])\d{1,2}[:h]\d\d(?!\d))"
    r"|(?P<pair>(?<![\d/.:])\d{1,2}\s?/\s?\d{1,2}(?![\d/:%]|[.,]\d)|(?<![\d/.:-])\d{1,2}\.\s?\d{1,2}(?:\.(?=\D|$)|(?![\d./:%]|,\d)))"
    r"|(?P<ordinal>(?<![\d.,/])\d{1,3}\s?(?:st|nd|rd|th|ste|de|er|eme|e)(?:of)?(?![a-z0-9]))"
    r"|(?P<shortyear>(?<![a-z0-9])'\d\d(?!\d|[a-z]))"
    r"|(?P<listed>(?<![\d.,:/])\d{1,2}(?=(?:,\d{1,2})+\s?(?:[/.-]\d|[a-z]))|(?<=\d,)\d{1,2}(?=(?:,\d{1,2})+\s?(?:[/.-]\d|[a-z])))"
    r"|(?P<figure>\d+(?:[.,:/]\d+)*)"
    r"|(?P<through>t/m)"
    r"|(?P<commence>w/c|wk/c|w\.c\.|wc/|w/b|w/beg)"
    r"|(?P<fused>[a-z]+-[a-z]+(?=\W|$))"
    r"|(?P<word>[^\W\d_]+(?:'[^\W\d_]+)*)"
    r"|(?P<end>[!?;\n]+|\.+(?=\s|$)|\.{2,})"
    r"|(?P<mark>[,&+@%]|[-–—/]+|[():])"
)
_TEXTING = re.compile(r"(?<![a-z0-9])(?:2(?:daay|day|moro|mor|moz|morrow|morow|nite|night)|b4)(?![a-z0-9])")
_ENDS_IN_ORDINAL = re.compile(r"\d(?:st|nd|rd|th)$")
_SIGN_OF = {
    "iso": "I", "whole": "N", "ofyear": "Z", "clock": "#", "pair": "P", "ordinal": "O", "shortyear": "y", "listed": "D",
    "through": "T", "commence": "K", "end": "|",
}  # fmt: skip
_FUSED = {"w-c": ("K", 1), "avant-hier": ("R", -2), "apres-demain": ("R", 2), "twenty": ("n", 20), "thirty": ("n", 30)}
_TODAY_FRENCH = "aujourd'hui"


@dataclass(frozen=True, slots=True)
class Piece:
    """One sign of a text: its letter, its number or numbers, and the characters it stands for."""

    sign: str
    values: tuple[int, ...]
    word: str
    start: int
    end: int

    @property
    def value(self) -> int:
        return self.values[0]


def level(text: str) -> str:
    """The text in lower case without accents; every character keeps its place, so that spans fit the original."""
    text = text[:LONGEST].translate(_LEVEL)
    if text.isascii():
        return text.lower()
    return "".join(_level_letter(letter) for letter in text)


def _level_letter(letter: str) -> str:
    plain = unicodedata.normalize("NFKD", letter).lower()
    return plain[0] if plain and plain[0].isascii() else letter.lower()[0]


def split_pieces(text: str) -> list[Piece]:
    """Turn a text into its signs, each as its own word has it."""
    plain = level(text)
    return [piece for match in _matches(plain) for piece in _made(plain, match)]


def _matches(plain: str) -> list[re.Match[str]]:
    masked = _TEXTING.sub(lambda found: found.group().replace("2", "t").replace("4", "f"), plain)
    masked = masked.replace("aujourd'hui", "aujourdxhui")
    return list(_PIECE.finditer(masked))


def _made(plain: str, match: re.Match[str]) -> list[Piece]:
    kind = str(match.lastgroup)
    start, end = match.span()
    written = plain[start:end]

    figures = tuple(int(part) for part in re.findall(r"\d+", written)) if kind not in {"word", "fused"} else ()
    if kind in _SIGN_OF:
        return [Piece(_SIGN_OF[kind], figures or (0,), written, start, end)]
    match kind:
        case "compact":
            return [Piece("I", (int(written[:4]), int(written[4:6]), int(written[6:])), written, start, end)]
        case "figure":
            return _figure(written, figures, start, end)
        case "fused":
            return _fused(written, start)
        case "word":
            return _word(written, start, end)
    return _mark(plain, written, start, end)


def _figure(written: str, figures: tuple[int, ...], start: int, end: int) -> list[Piece]:
    sign = "#"
    if written.isdigit():
        if len(written) <= 2:
            sign = "D"
        elif len(written) == 4 and 1900 <= int(written) <= 2099:
            sign = "Y"
    return [Piece(sign, figures, written, start, end)]


def _fused(written: str, start: int) -> list[Piece]:
    if written in _FUSED:
        sign, value = _FUSED[written]
        return [Piece(sign, (value,), written, start, start + len(written))]
    whole = written.replace("-", "")
    if meaning(whole)[0] in "no":
        return _word(whole, start, start + len(written))
    first, second = written.split("-")
    middle = start + len(first)
    return [
        *_word(first, start, middle),
        Piece("T", (0,), "-", middle, middle + 1),
        *_word(second, middle + 1, start + len(written)),
    ]


def _word(written: str, start: int, end: int) -> list[Piece]:
    word = written
    if written == _TODAY_FRENCH:
        word = "aujourdhui"
    elif "'" in written:
        head, _, tail = written.rpartition("'")
        word = tail if len(head) <= 2 else head if tail in {"s", "ll", "d", "ve", "re"} else written
    sign, value = meaning(word)
    return [Piece(sign, (value,), word, start, end)]


def _mark(plain: str, written: str, start: int, end: int) -> list[Piece]:
    if written[0] in "-–—/" and start > 0 and end < len(plain):
        before, after = plain[start - 1], plain[end]
        after_ordinal = _ENDS_IN_ORDINAL.search(plain, max(0, start - 4), start)
        if (before.isdigit() and after.isalpha()) or (before.isalpha() and after.isdigit() and not after_ordinal):
            return []
    if written in {":", "(", ")"}:
        return [Piece("|" if written == ":" else ",", (0,), written, start, end)]
    sign = "," if written == "," else "u" if written == "%" else meaning(written)[0] if written in "&+@/" else "T"
    return [Piece(sign, (0,), written, start, end)]
