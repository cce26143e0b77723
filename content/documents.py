"""Which passages does the clinic's own copy of a document hold, and does it still say what answers rest on?

The documents themselves are not in this repository: the clinic loads its copy, as text or PDF, and every
claim is held against it by the hashes of its sentences (`content.sentences`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path
from typing import Literal

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from content.evidence import FREQUENCY_ENTRY
from content.sentences import digest, sections, sentences
from content.values import ContentError, Document, Knowledge

Verdict = Literal["confirmed", "changed", "not in this version"]


@dataclass(frozen=True, kw_only=True)
class Passage:
    """One sentence of a loaded document: its section, its number in that section from 1, and its hash."""

    section: str
    position: int
    text: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class Support:
    """What a loaded document says of one claim.

    `now` holds the passages that stand in the place of a changed sentence; `sentence` is the hash the claim
    rests on.
    """

    entry: str
    fact: str
    section: str
    sentence: str
    verdict: Verdict
    now: tuple[Passage, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """A loaded document held against every claim that rests on it.

    `unhashed` names (entry, fact) of the claims whose sentence nobody has recorded yet: a person has to read
    the document for them. `added` are passages that no recorded sentence corresponds to.
    """

    document: str
    claims: tuple[Support, ...]
    unhashed: tuple[tuple[str, str], ...]
    added: tuple[Passage, ...]

    @property
    def same_version(self) -> bool:
        """Whether every claim is confirmed and nothing was added."""
        return not self.added and all(claim.verdict == "confirmed" for claim in self.claims)


def read_document(path: Path, document: Document) -> tuple[Passage, ...]:
    """The passages of a file.

    Args:
        path: a `.txt` file in UTF-8, or a `.pdf` with text in it.
        document: which document it is a copy of; its headings cut the text into sections.

    Returns:
        All sentences, in the document's order.

    Raises:
        ContentError: when the file is missing, of another kind, or holds none of the document's headings.
    """
    text = _text(path)
    passages = tuple(
        Passage(section=section, position=position, text=sentence, digest=digest(sentence))
        for section, part in sections(text, document.headings)
        for position, sentence in enumerate(sentences(part), start=1)
    )
    if document.headings and not {passage.section for passage in passages} & set(document.headings):
        raise ContentError(f"{path}: none of the headings of {document.title} is in it")
    if not passages:
        raise ContentError(f"{path}: there is no text in it; a scanned page has to be made readable first")
    return passages


def compare(document: Document, passages: Sequence[Passage], knowledge: Knowledge) -> Comparison:
    """Hold a loaded document against the claims.

    A sentence that still stands in its section is confirmed. Where others stand in its place, it is changed;
    so is one that stands in another section now. What has no counterpart is not in this version.

    Args:
        document: with the sentence hashes of the version that the answers were written from.
        passages: of the clinic's copy, from `read_document`.
        knowledge: the content; the claims of its entries and side effects are what is compared.

    Returns:
        A verdict for each claim that rests on this document.
    """
    verdicts, added = _aligned(document, passages)
    claims: list[Support] = []
    unhashed: list[tuple[str, str]] = []
    for entry, fact in _claims(knowledge):
        source = knowledge.facts[fact].source
        if source.document != document.id:
            continue
        recorded = knowledge.facts[fact].sentences
        if not recorded:
            unhashed.append((entry, fact))
        for sentence in recorded:
            verdict, now = verdicts.get((source.section, sentence), ("not in this version", ()))
            claims.append(
                Support(
                    entry=entry,
                    fact=fact,
                    section=source.section,
                    sentence=sentence,
                    verdict=verdict,
                    now=now,
                )
            )
    return Comparison(document=document.id, claims=tuple(claims), unhashed=tuple(unhashed), added=added)


_Verdicts = Mapping[tuple[str, str], tuple[Verdict, tuple[Passage, ...]]]


def _aligned(document: Document, passages: Sequence[Passage]) -> tuple[_Verdicts, tuple[Passage, ...]]:
    verdicts: dict[tuple[str, str], tuple[Verdict, tuple[Passage, ...]]] = {}
    anywhere = {passage.digest: passage for passage in passages}
    recorded = {sentence for listed in document.sentences.values() for sentence in listed}
    added = [passage for passage in passages if passage.section not in document.sentences]
    for section, listed in document.sentences.items():
        here = [passage for passage in passages if passage.section == section]
        for old, new in _stretches(listed, [passage.digest for passage in here]):
            replacement = tuple(passage for passage in here[new] if passage.digest not in recorded)
            if not listed[old]:
                added += replacement
            for sentence in listed[old]:
                if any(passage.digest == sentence for passage in here):
                    verdicts[section, sentence] = ("confirmed", ())
                elif sentence in anywhere:
                    verdicts[section, sentence] = ("changed", (anywhere[sentence],))
                elif replacement:
                    verdicts[section, sentence] = ("changed", replacement)
                else:
                    verdicts[section, sentence] = ("not in this version", ())
    return verdicts, tuple(passage for passage in added if passage.digest not in recorded)


def _stretches(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[slice, slice]]:
    """The stretches between (and of) what both have, in order: which old sentences face which new ones."""
    blocks = SequenceMatcher(a=old, b=new, autojunk=False).get_matching_blocks()
    edges = [(0, 0)] + [edge for a, b, size in blocks for edge in ((a, b), (a + size, b + size))]
    for (old_start, new_start), (old_end, new_end) in pairwise(edges):
        if old_end > old_start or new_end > new_start:
            yield slice(old_start, old_end), slice(new_start, new_end)


def _claims(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    for entry in knowledge.entries.values():
        for claim in entry.claims:
            yield entry.id, claim.fact
    if FREQUENCY_ENTRY in knowledge.entries:
        for effect in knowledge.side_effects.values():
            yield FREQUENCY_ENTRY, effect.fact


def _text(path: Path) -> str:
    try:
        if path.suffix.lower() == ".pdf":
            return "\n".join(page.extract_text() for page in PdfReader(path).pages)
        if path.suffix.lower() == ".txt":
            return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise ContentError(f"{path}: the file is missing") from error
    except (PyPdfError, UnicodeDecodeError) as error:
        raise ContentError(f"{path}: it cannot be read: {error}") from error
    raise ContentError(f"{path}: a .txt or a .pdf file is expected")
