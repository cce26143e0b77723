"""May this be done on behalf of a turn, and was it done before?

An action may be called twice for one message, and may come back after its turn was answered in another way. So what
it does names its turn, the part of the message and the move: the same one happens once, and none in a closed turn.
"""

from collections.abc import Callable
from dataclasses import dataclass

from care.errors import MoveNotAllowed, TurnClosed
from care.ports import Records


@dataclass(frozen=True, kw_only=True)
class Move:
    """The right to do something.

    Attributes:
        first: False when this very move was made before: nothing is to be done again.
        turn: the turn, or None outside one.
        part: which part of the turn's message.
        name: what is done.
        conversation: the turn's conversation, or the one given, or None.
        incoming: the message that the turn answers, or None.
    """

    first: bool
    turn: str | None
    part: int
    name: str
    conversation: str | None
    incoming: str | None


def in_turn(
    records: Records,
    turn: str,
    part: int,
    name: str,
    *,
    patient: str | None = None,
    conversation: str | None = None,
    check: Callable[[], None] | None = None,
) -> Move:
    """Make a move in a turn, whose conversation nobody else changes until the commit.

    Args:
        records: the open records.
        turn: the turn's id.
        part: which part of its message.
        name: what is done.
        patient: whose record it changes, or None; a turn speaks for its own patient only.
        conversation: which one it changes, or None; a turn speaks for its own only.
        check: raises when it cannot be done; the move then stays to be made, with other values.

    Raises:
        TurnClosed: when the turn was answered or taken over meanwhile.
        MoveNotAllowed: when the turn's conversation is not this patient's, or another one.
    """
    living = records.living_turn(turn)
    if living is None:
        raise TurnClosed(f"Turn {turn} is closed; what was meant for it is refused.")
    if patient is not None and living.conversation.patient != patient:
        raise MoveNotAllowed(f"Turn {turn} does not speak for patient {patient}.")
    if conversation is not None and living.conversation.id != conversation:
        raise MoveNotAllowed(f"Turn {turn} does not speak for conversation {conversation}.")
    if check is not None:
        check()
    return Move(
        first=records.move_once(turn, part, name),
        turn=turn,
        part=part,
        name=name,
        conversation=living.conversation.id,
        incoming=living.waiting[-1].id if living.waiting else None,
    )


def for_patient(
    records: Records,
    patient: str,
    turn: str | None,
    part: int,
    name: str,
    *,
    conversation: str | None = None,
    check: Callable[[], None] | None = None,
) -> Move:
    """Make a move on a patient's record, in a turn or outside one; `check` is that of `in_turn`.

    Raises:
        TurnClosed: as `in_turn`.
        MoveNotAllowed: as `in_turn`.
    """
    if turn is not None:
        return in_turn(records, turn, part, name, patient=patient, check=check)
    if check is not None:
        check()
    return Move(first=True, turn=None, part=part, name=name, conversation=conversation, incoming=None)
