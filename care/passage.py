"""What does the centre keep of its own copy of a source document?"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Passage:
    """One sentence of a loaded document: where it stands, its words, and the hash that claims refer to."""

    document: str
    section: str
    position: int
    text: str
    digest: str
