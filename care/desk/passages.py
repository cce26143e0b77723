"""How does the centre's own copy of a document come into the records?"""

from collections.abc import Sequence
from datetime import datetime

from care.audit import Event
from care.passage import Passage
from care.ports import Records


def load_passages(records: Records, document: str, passages: Sequence[Passage], *, by: str, now: datetime) -> int:
    """Keep the centre's copy of a document in place of an earlier one; returns its number of passages."""
    records.keep_passages(document, passages)
    records.audit(
        Event(action="source.loaded", subject=document, by=by, at=now, details={"passages": str(len(passages))})
    )
    return len(passages)
