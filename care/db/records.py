"""What makes up the clinic's records in a database? One `DatabaseRecords` is one open transaction.

Each noun has a room of its own; here they come together with the audit chain, to which all of them belong.
"""

from collections.abc import Iterable

from sqlalchemy import Connection

from care.audit import ChainedEvent, ChainHead, Event
from care.db.chain import AuditChain
from care.db.changes import ChangeRecords
from care.db.courses import CourseRecords
from care.db.deliveries import DeliveryRecords
from care.db.escalations import EscalationRecords
from care.db.holdings import HoldingsRecords
from care.db.links import LinkRecords
from care.db.passages import PassageRecords
from care.db.recorded_tests import RecordedTestRecords
from care.db.reminders import ReminderRecords
from care.db.sealing import Sealer
from care.db.turns import TurnRecords


class DatabaseRecords(
    ReminderRecords,
    TurnRecords,
    EscalationRecords,
    DeliveryRecords,
    PassageRecords,
    LinkRecords,
    CourseRecords,
    RecordedTestRecords,
    ChangeRecords,
    HoldingsRecords,
):
    """`care.ports.Records` over one SQLAlchemy connection that is inside a transaction."""

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        super().__init__(connection, sealer)
        self._chain = AuditChain(connection)

    def audit(self, event: Event) -> None:
        """See `care.ports.Records`."""
        self._chain.append(event)

    def chain(self) -> Iterable[ChainedEvent]:
        """See `care.ports.Records`."""
        return self._chain.events()

    def chain_head(self) -> ChainHead:
        """See `care.ports.Records`."""
        return self._chain.head()

    def link_audit(self) -> None:
        """Write the audit events of this transaction; `Database.begin` does it before the commit."""
        self._chain.link()
