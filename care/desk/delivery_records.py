"""What does the desk need of the records to deliver texts, beside what it needs anyway?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from care.delivery import Delivery, DeliveryState, Recent, Step
from care.escalation import Reason
from care.message import Outgoing, OutgoingState
from care.ports import Records


class RecordsOfDeliveries(Records, Protocol):
    """The clinic's records with the texts on their way."""

    def conversations_to_send(self, *, now: datetime, limit: int, everything: bool = False) -> Sequence[str]:
        """Ids of conversations in which a text message waits, urgent ones first; `everything` looks back for ever."""

    def next_queued(self, conversation: str, *, now: datetime) -> Delivery | None:
        """The text of a conversation that was begun and is due again, urgent ones first, or None."""

    def next_new(self, conversation: str) -> Outgoing | None:
        """The first queued text of a conversation that was not begun, or None."""

    def add_delivery(
        self,
        text: Outgoing,
        part: int,
        characters: str,
        *,
        state: DeliveryState,
        due_at: datetime | None,
        alert_at: datetime | None,
        now: datetime,
    ) -> Delivery:
        """Begin to deliver a part of a text; `sending` counts as the first attempt."""

    def delivery(self, delivery: str) -> Delivery | None:
        """A text on its way by our id, or None."""

    def move_delivery(self, delivery: str, step: Step, **values: object) -> bool:
        """Take a step and set these columns, if the state allows it; False when it does not."""

    def note_delivery(self, delivery: str, **values: object) -> None:
        """Set columns and leave the state."""

    def first_held(self, conversation: str, *, since: datetime) -> Delivery | None:
        """The next part of the newest long text of a conversation that was begun since then, or None."""

    def deliveries_due(self, state: DeliveryState, *, now: datetime, limit: int) -> Sequence[Delivery]:
        """The texts in a state that are to be looked at again."""

    def deliveries_to_alert(self, *, now: datetime, limit: int) -> Sequence[Delivery]:
        """The urgent texts that are not known to have arrived in time."""

    def alert_is_open(self, delivery: str) -> bool:
        """Whether a text is urgent, not known to have arrived, and no nurse was told."""

    def known_provider_ids(self, provider_ids: Sequence[str]) -> frozenset[str]:
        """Those of the phone company's ids that belong to a text of ours."""

    def recent_texts(self, conversation: str, *, since: datetime) -> Sequence[Recent]:
        """What was given to the phone company for a conversation since then, and what waits for its turn."""

    def received_by(self, incoming: str) -> str | None:
        """Who received a message, as the audit has it."""

    def set_outgoing_state(self, outgoing: str, state: OutgoingState) -> None:
        """Say of a queued text what became of it."""

    def has_open_concern(self, conversation: str, reason: Reason) -> bool:
        """Whether the nurses' list has a conversation for this reason."""
