"""What is kept of a patient beside what was said: where they live, what they agreed to, how they want reminders."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from care.errors import MoveNotAllowed


class PatientStatus(StrEnum):
    """Where a patient stands with the service."""

    INVITED = "invited"
    ACTIVE = "active"
    DECLINED = "declined"
    LEFT = "left"


class PatientMove(StrEnum):
    """What can happen to a patient's place in the service."""

    INVITE = "invite"
    AGREE = "agree"
    DECLINE = "decline"
    LEAVE = "leave"


# To agree once more is to agree to a newer text; who declined may still change their mind.
ALLOWED_MOVES: dict[PatientStatus, dict[PatientMove, PatientStatus]] = {
    PatientStatus.INVITED: {
        PatientMove.AGREE: PatientStatus.ACTIVE,
        PatientMove.DECLINE: PatientStatus.DECLINED,
        PatientMove.LEAVE: PatientStatus.LEFT,
    },
    PatientStatus.ACTIVE: {
        PatientMove.AGREE: PatientStatus.ACTIVE,
        PatientMove.LEAVE: PatientStatus.LEFT,
    },
    PatientStatus.DECLINED: {
        PatientMove.INVITE: PatientStatus.INVITED,
        PatientMove.AGREE: PatientStatus.ACTIVE,
        PatientMove.LEAVE: PatientStatus.LEFT,
    },
    PatientStatus.LEFT: {PatientMove.INVITE: PatientStatus.INVITED},
}


class LeaveReason(StrEnum):
    """Why a patient left; a word from this list, so that no free text about a person is kept."""

    ASKED = "asked"
    TRANSFERRED = "transferred"
    MOVED_AWAY = "moved_away"
    FOLLOW_UP_ENDED = "follow_up_ended"
    DIED = "died"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """That a patient agreed to be written to: which text, when, and where they were.

    Attributes:
        version: of the text that was agreed to.
        at: when, aware, in UTC.
        country: ISO 3166 alpha-2, as it was then.
        time_zone: IANA name, as it was then.
    """

    version: str
    at: datetime
    country: str
    time_zone: str


@dataclass(frozen=True, kw_only=True)
class Preferences:
    """How a patient wants to be reminded.

    Attributes:
        on: whether reminders are sent at all.
        time: the hour of the day in the patient's own zone.
        lead_days: how many days ahead of a test, largest first.
        days: weekdays on which reminders may come, 0 for Monday; None for any.
        snoozed_until: no reminder before this civil date, or None.
        off: tests a nurse confirmed to be off.
        asked_off: safety tests the patient wants off and no nurse has confirmed.
        names_medicine: whether texts and calendar may name the medicine; only when the patient agreed.
    """

    on: bool = True
    time: time = time(9, 0)
    lead_days: tuple[int, ...] = (7,)
    days: tuple[int, ...] | None = None
    snoozed_until: date | None = None
    off: frozenset[str] = frozenset()
    asked_off: frozenset[str] = frozenset()
    names_medicine: bool = False


@dataclass(frozen=True, kw_only=True)
class Patient:
    """One patient of the centre.

    Attributes:
        id: opaque.
        status: where they stand with the service.
        language: ISO 639-1.
        country: ISO 3166 alpha-2; it decides whether 03/04 is a day in April or in March.
        time_zone: IANA name; every civil date of theirs is in it.
        enrolled_on: their civil date when they were added; nothing before it is ever called overdue.
        applies: ids of tests and windows that a nurse set to apply to this person, such as hpv or contraception.
        agreement: what they agreed to, or None.
        preferences: how they want to be reminded.
        invited_at: when they were invited last, or None for a visitor who walked in.
        left_reason: why they left, or None.
        version: grows with every change of what stands here; a writer who read an older one is told.
    """

    id: str
    status: PatientStatus
    language: str = "en"
    country: str = "GB"
    time_zone: str = "Europe/London"
    enrolled_on: date
    applies: frozenset[str] = frozenset()
    agreement: Agreement | None = None
    preferences: Preferences = field(default_factory=Preferences)
    invited_at: datetime | None = None
    left_reason: LeaveReason | None = None
    version: int = 1

    def today(self, now: datetime) -> date:
        """The civil date of an instant where the patient lives."""
        return now.astimezone(ZoneInfo(self.time_zone)).date()


@dataclass(frozen=True, kw_only=True)
class Erased:
    """How much was removed with a patient, in counts.

    Attributes:
        conversations: with everything that was said in them.
        messages: incoming messages and outgoing texts.
        open_escalations: of the escalations removed, those that no nurse had resolved.
    """

    conversations: int
    messages: int
    open_escalations: int


def moved(status: PatientStatus, move: PatientMove) -> PatientStatus:
    """The status after a move.

    Raises:
        MoveNotAllowed: with a sentence saying what the status allows.
    """
    allowed = ALLOWED_MOVES[status]
    if move not in allowed:
        possible = ", ".join(allowed)
        raise MoveNotAllowed(f"A patient who is {status} cannot be moved by {move}; allowed: {possible}.")
    return allowed[move]
