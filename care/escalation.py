"""When does a nurse have to look, how fast, and which steps may an escalation take?"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from care.errors import MoveNotAllowed
from care.message import Level


class State(StrEnum):
    """Where an escalation stands."""

    OPEN = "open"
    TAKEN = "taken"
    RESOLVED = "resolved"


class Move(StrEnum):
    """What can be done with an escalation."""

    TAKE = "take"
    RELEASE = "release"
    RESOLVE = "resolve"


ALLOWED_MOVES: dict[State, dict[Move, State]] = {
    State.OPEN: {Move.TAKE: State.TAKEN, Move.RESOLVE: State.RESOLVED},
    State.TAKEN: {Move.RELEASE: State.OPEN, Move.RESOLVE: State.RESOLVED},
    State.RESOLVED: {},
}


class Reason(StrEnum):
    """Why a nurse is asked to look."""

    WARNING_SIGN = "warning_sign"
    PERSONAL_DECISION = "personal_decision"
    RESULT = "result"
    SYMPTOM = "symptom"
    SIDE_EFFECT_REPORT = "side_effect_report"
    WANTS_A_PERSON = "wants_a_person"
    WORN_OUT = "worn_out"
    FALSE_ALARM = "false_alarm"
    DATES = "dates"
    REMINDERS = "reminders"
    PERSONAL_DATA = "personal_data"
    STOPPED = "stopped"
    BARE_HELP = "bare_help"
    MEDIA = "media"
    NOT_ANSWERED = "not_answered"
    OTHER_LANGUAGE = "other_language"
    WRONG_PERSON = "wrong_person"
    UNDELIVERED_URGENT = "undelivered_urgent"
    UNDELIVERED = "undelivered"
    UNSETTLED = "unsettled"
    LOOP = "loop"
    OVERDUE = "overdue"
    END_OF_MONITORING = "end_of_monitoring"
    NOT_AGREED = "not_agreed"


@dataclass(frozen=True, kw_only=True)
class Concern:
    """Something that needs a nurse, before it is kept.

    Attributes:
        level: how fast.
        reason: why.
        flag: the red flag's id for a warning sign, else None.
        words: the patient's words that raised it, for the nurse to see.
        possible_adverse_event: True when a side effect may have been reported, which has a legal deadline.
    """

    level: Level
    reason: Reason
    flag: str | None = None
    words: str = ""
    possible_adverse_event: bool = False


@dataclass(frozen=True, kw_only=True)
class Escalation:
    """A concern on the nurses' list."""

    id: str
    conversation: str
    incoming: str | None
    concern: Concern
    state: State
    raised_at: datetime


def moved(state: State, move: Move) -> State:
    """The state after a move.

    Raises:
        MoveNotAllowed: with a sentence saying what the escalation allows.
    """
    allowed = ALLOWED_MOVES[state]
    if move not in allowed:
        possible = ", ".join(allowed) or "nothing any more"
        raise MoveNotAllowed(f"An escalation that is {state} cannot be moved by {move}; allowed: {possible}.")
    return allowed[move]
