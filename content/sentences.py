"""When are two sentences of a source document the same sentence?

A document is kept as hashes of its normalised sentences, so that the clinic's own copy can be checked
sentence by sentence without the document standing in this repository.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence

# A full stop after these is not the end of a sentence in a summary of product characteristics.
_ABBREVIATIONS = ("e.g.", "i.e.", "i.v.", "etc.", "approx.", "vs.")
_END = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-ÖØ-Þ(])")
_PROTECTED = "\ue000"


# Between two letters nobody can tell a hyphen of the word from one that a line's end put there: neither
# counts. Between figures it does, so that 1-3 days is never 13 days.
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u2010\u00ad]\s*(?=[^\W\d_])")
_STRAIGHT = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"'})


def normalise(sentence: str) -> str:
    """The form in which a sentence from a text and from a PDF is the same sentence.

    NFKC, quotation marks straight, words joined at their hyphens (those of a line's end too), white space
    collapsed, case folded. Made for hashing, not for reading.
    """
    text = unicodedata.normalize("NFKC", sentence).translate(_STRAIGHT)
    return re.sub(r"\s+", " ", _HYPHEN.sub("", text)).strip().casefold()


def digest(sentence: str) -> str:
    """The SHA-256 of the normalised sentence, as 64 hexadecimal digits."""
    return hashlib.sha256(normalise(sentence).encode()).hexdigest()


def sections(text: str, headings: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Cut a document at its headings.

    Args:
        text: the whole document as text.
        headings: the headings in upper case, as they stand before a colon; what stands before the first of
            them belongs to `TITLE LINE`.

    Yields:
        (heading, text of the section) in the document's order.
    """
    flat = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", re.sub(r"(?<=\w)-\s*\n\s*(?=\w)", "-", text))).strip()
    pattern = re.compile("(" + "|".join(re.escape(heading) for heading in headings) + r")\s*:")
    start, name = 0, "TITLE LINE"
    for match in pattern.finditer(flat):
        yield name, flat[start : match.start()].strip()
        start, name = match.end(), match.group(1)
    yield name, flat[start:].strip()


def sentences(section: str) -> Iterator[str]:
    """The sentences of one section, in order."""
    guarded = section
    for abbreviation in _ABBREVIATIONS:
        guarded = guarded.replace(abbreviation, abbreviation.replace(".", _PROTECTED))
    for sentence in _END.split(guarded):
        if sentence.strip():
            yield sentence.replace(_PROTECTED, ".").strip()
