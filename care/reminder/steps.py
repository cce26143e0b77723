"""Which steps lead from a due date to its test, and which moves may a reminder take?"""

from dataclasses import dataclass
from enum import StrEnum

from care.errors import MoveNotAllowed


class StepKind(StrEnum):
    """What a step is, in the order in which they come."""

    BEFORE = "before"
    ON_DAY = "on_day"
    AFTER_BOOKING = "after_booking"
    """The day after a booked test, when nothing was heard of it."""
    AFTER = "after"
    NURSE = "nurse"
    """No text any more: the date goes on the nurses' list."""
    END = "end"
    """No text: the end of monitoring comes near, and a nurse decides what is said about it."""


ORDER = {kind: position for position, kind in enumerate(StepKind)}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a due date: its kind, and the days before or after where it is counted in days."""

    kind: StepKind
    days: int = 0

    def __str__(self) -> str:
        """As it is kept: `before.7`, `on_day`."""
        return f"{self.kind.value}.{self.days}" if self.days else self.kind.value


def step_read(text: str) -> Step:
    """A step from the form in which it is kept; raises ValueError for anything else."""
    kind, _, days = text.partition(".")
    return Step(StepKind(kind), int(days or 0))


class State(StrEnum):
    """Where a reminder stands. What becomes of a queued text is said by its delivery."""

    PLANNED = "planned"
    QUEUED = "queued"
    STOPPED = "stopped"
    """It is not needed any more: the test was taken, the date moved, or a later step took its place."""
    ESCALATED = "escalated"


class Move(StrEnum):
    """What can happen to a reminder."""

    PLAN = "plan"
    QUEUE = "queue"
    STOP = "stop"
    ESCALATE = "escalate"


# A date may move away and back again: then a stopped step is planned once more. A text that was queued is queued for
# good, so that no step is ever sent twice.
ALLOWED_MOVES: dict[State, dict[Move, State]] = {
    State.PLANNED: {Move.PLAN: State.PLANNED, Move.QUEUE: State.QUEUED, Move.STOP: State.STOPPED},
    State.STOPPED: {Move.PLAN: State.PLANNED, Move.QUEUE: State.QUEUED},
    State.QUEUED: {},
    State.ESCALATED: {},
}
BEGINNINGS = {Move.PLAN: State.PLANNED, Move.QUEUE: State.QUEUED, Move.ESCALATE: State.ESCALATED}
"""With which moves a reminder comes into being, and where it stands then."""


def moved(state: State, move: Move) -> State:
    """The state after a move.

    Raises:
        MoveNotAllowed: with a sentence saying what the reminder allows.
    """
    allowed = ALLOWED_MOVES[state]
    if move not in allowed:
        possible = ", ".join(allowed) or "nothing any more"
        raise MoveNotAllowed(f"A reminder that is {state} cannot be moved by {move}; allowed: {possible}.")
    return allowed[move]
