"""How does the centre's own copy of a source document get in, and what does it say of our answers?"""

from pathlib import Path

from bot.wiring import House
from care import desk
from care.passage import Passage
from content.documents import Comparison, compare, read_document
from content.values import ContentError, Document


def check(house: House, document: str, file: Path) -> Comparison:
    """Hold a file against every claim that rests on the document.

    Raises:
        content.ContentError: when the document is unknown or the file cannot be read as it.
    """
    known = _document(house, document)
    return compare(known, read_document(file, known), house.knowledge)


def load(house: House, document: str, file: Path, *, by: str) -> int:
    """Keep the passages of a file, in place of an earlier copy; returns how many there are.

    Raises:
        content.ContentError: when the document is unknown or the file cannot be read as it.
    """
    known = _document(house, document)
    passages = [
        Passage(
            document=document,
            section=passage.section,
            position=passage.position,
            text=passage.text,
            digest=passage.digest,
        )
        for passage in read_document(file, known)
    ]
    with house.database.begin() as records:
        return desk.load_passages(records, document, passages, by=by, now=house.now())


def _document(house: House, document: str) -> Document:
    known = house.knowledge.documents.get(document)
    if known is None:
        names = ", ".join(house.knowledge.documents)
        raise ContentError(f"There is no document {document}; known are: {names}.")
    return known
