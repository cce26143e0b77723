"""How is the audit chain kept when several transactions write at once?

Events are linked at the very end of their transaction: the head of the chain is the one row that every writer
needs, so it is taken last and held only until the commit. Whoever holds it waits for nobody.
"""

import json
from collections.abc import Iterator

from sqlalchemy import Connection, insert, select, update

from care.audit import ChainedEvent, ChainHead, Event, digest
from care.db import tables
from care.db.rows import event_from


class AuditChain:
    """The audit events of one open transaction, and all that were kept before."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._unlinked: list[Event] = []

    def append(self, event: Event) -> None:
        """Remember an event until `link`."""
        self._unlinked.append(event)

    def link(self) -> None:
        """Take the head and write what was remembered behind it."""
        if not self._unlinked:
            return
        head = tables.audit_head
        # The number is moved first and by one statement: that locks the row before the digest is read.
        first, previous = self._connection.execute(
            update(head)
            .where(head.c.id == 1)
            .values(number=head.c.number + len(self._unlinked))
            .returning(head.c.number - len(self._unlinked) + 1, head.c.digest)
        ).one()
        for number, event in enumerate(self._unlinked, start=first):
            kept = digest(event, previous)
            self._connection.execute(
                insert(tables.audit_events).values(
                    number=number,
                    action=event.action,
                    subject=event.subject,
                    by=event.by,
                    at=event.at,
                    details=json.dumps(dict(event.details), sort_keys=True),
                    previous=previous,
                    digest=kept,
                )
            )
            previous = kept
        self._connection.execute(update(head).where(head.c.id == 1).values(digest=previous))
        self._unlinked.clear()

    def events(self) -> Iterator[ChainedEvent]:
        """All events in order, those of this transaction included."""
        self.link()
        events = tables.audit_events
        for row in self._connection.execute(select(events).order_by(events.c.number)):
            yield event_from(row)

    def head(self) -> ChainHead:
        """The number and digest of the last event."""
        self.link()
        row = self._connection.execute(select(tables.audit_head)).one()
        return ChainHead(number=row.number, digest=row.digest)
