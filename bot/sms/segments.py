"""What are the very characters that go out, and in how many text messages?

One character outside the alphabet of text messages, such as a curly quotation mark, would leave 70 characters of the
160: each is written with the characters that there are. A text longer than two segments is cut between sentences, and
the rest is sent to whoever asks for it.
"""

import re
import unicodedata
from collections.abc import Sequence

import smsutil

MOST_SEGMENTS = 2
_WRITTEN = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032`\u00b4\u02bc", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043", "-"),
        **dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u200a\u202f\t", " "),
        **dict.fromkeys("\u2028\u2029\v\f", "\n"),
        **dict.fromkeys("\u2022\u00b7\u25cf\u25e6", "-"),
        "\u2026": "...",
        "\u2264": "<=",
        "\u2265": ">=",
        "\u2260": "not =",
        "\u2248": "about ",
        "\u00d7": "x",
        "\u00f7": "/",
        "\u00b1": "+/-",
        "\u00b5": "micro",
        "\u03bc": "micro",
        "\u00b0": " degrees ",
        "\u00ba": "o",
        "\u00aa": "a",
        "\u00bd": "1/2",
        "\u00bc": "1/4",
        "\u00be": "3/4",
        "\u2192": "->",
        "\u00a9": "(c)",
        "\u00ae": "(R)",
        "\u2122": "(TM)",
        "\u0153": "oe",
        "\u0152": "OE",
        "\u0142": "l",
        "\u0141": "L",
        "\u0111": "d",
        "\u0110": "D",
        "\u0131": "i",
        "\u00fe": "th",
        "\u00f0": "d",
        "\u1e9e": "SS",
    }
)
_SENTENCE = re.compile(r"(?<=[.!?])[ ]+|\n+")


def transliterated(text: str) -> str:
    """A text in the characters of GSM-7 only; what cannot be written with them, such as an emoji, is left out."""
    written = unicodedata.normalize("NFC", text).translate(_WRITTEN)
    return "".join(_character(character) for character in written)


def segments(text: str) -> int:
    """How many segments a text takes: one of 160 GSM-7 characters, or several of 153."""
    return len(smsutil.split(text).parts)


def parts_of(text: str, more: str, *, whole: bool) -> Sequence[str]:
    """The texts that are sent one by one, when the person asks for the next.

    Args:
        text: what is to be said.
        more: how to ask for the rest; it ends every part but the last.
        whole: whether it is sent at once, however long it is, as an urgent text must be.
    """
    plain = transliterated(text).strip()
    if whole or segments(plain) <= MOST_SEGMENTS:
        return (plain,)
    parts: list[str] = []
    left = plain
    while segments(left) > MOST_SEGMENTS:
        end = _end_of_part(left, more)
        parts.append(f"{left[:end].rstrip()} {more}")
        left = left[end:].lstrip()
    return (*parts, left)


def _end_of_part(text: str, more: str) -> int:
    """Where the first part ends: behind a sentence, else behind a word, else wherever it must."""
    ends = [match.end() for match in _SENTENCE.finditer(text)]
    for candidates in (ends, [match.end() for match in re.finditer(r"\s+", text)], list(range(1, len(text)))):
        fitting = [end for end in candidates if segments(f"{text[:end].rstrip()} {more}") <= MOST_SEGMENTS]
        # A part that says next to nothing is no help: then it is cut behind a word.
        if fitting and (fitting[-1] > len(more) * 2 or candidates is not ends):
            return fitting[-1]
    raise AssertionError("a single character and the words behind it fit into two segments")


def _character(character: str) -> str:
    if smsutil.is_valid_gsm(character):
        return character
    bare = "".join(each for each in unicodedata.normalize("NFKD", character) if unicodedata.category(each) != "Mn")
    return "".join(each for each in bare.translate(_WRITTEN) if smsutil.is_valid_gsm(each))
