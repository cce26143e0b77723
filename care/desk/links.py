"""How does a patient tie a web conversation or a calendar to their record, with a secret that only they hold?

Only hashes of codes and secrets are kept. A new one takes the place of the earlier ones, so that there is one at most
that works, and an action that is called twice hands out one that does.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from care.audit import Event
from care.desk.moves import in_turn
from care.desk.ties import link
from care.errors import MoveNotAllowed
from care.patient import Patient, PatientStatus
from care.ports import Records

CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No 0 and O, no 1, I and L: the code is read from a telephone and typed."""

CODE_LENGTH = 8
_SHAPE = re.compile(rf"(?=.*[A-Z])(?=.*[2-9])[{CODE_LETTERS}]{{4}}[\s-]*[{CODE_LETTERS}]{{4}}")
# What stands beside a figure in "26 sept 26", "3 march 26" and "22nd test" is no code.
_DAY = re.compile(
    r"[0-9]{1,2}(?:[SNR][TD]|TH).*|[0-9]{0,2}(?:FEB|MA?A?RT?|MAY|MEI|JUN|SEP|DEC)[A-Z]*[0-9]*(?:[SNR][TD]|TH)?"
)
CODE_LASTS = timedelta(minutes=30)

MOST_ATTEMPTS = 5
"""How many wrong codes one conversation may try within an hour."""

ATTEMPTS_WITHIN = timedelta(hours=1)

SECRET_BYTES = 32
"""Of a calendar link; it is as good as a password that is never typed."""


class LinkRefusal(StrEnum):
    """Why a code did not link a conversation."""

    NOT_VALID = "not_valid"
    TOO_MANY_ATTEMPTS = "too_many_attempts"
    LINKED_ALREADY = "linked_already"


@dataclass(frozen=True, kw_only=True)
class Linked:
    """What came of a code: the patient whose conversation it is now, or why it is not.

    A code that is wrong, used or too old is refused alike, so that nothing is learnt from trying.
    """

    patient: Patient | None = None
    refusal: LinkRefusal | None = None


def make_link_code(
    records: Records, patient: str, *, turn: str | None = None, part: int = 0, by: str, now: datetime
) -> str:
    """A one-time code with which the patient links another conversation within 30 minutes; earlier ones end.

    Raises:
        MoveNotAllowed: when the patient has left, or the turn is another's.
        TurnClosed: when the turn was answered or taken over meanwhile.
        NotFound: when there is no such patient.
    """
    if turn is not None:
        in_turn(records, turn, part, "link.code", patient=patient)
    _check_here(records.hold_patient(patient))
    code = _new_code()
    records.keep_link_code(patient, code, expires_at=now + CODE_LASTS)
    records.audit(Event(action="link.code_made", subject=patient, by=by, at=now))
    return code


def use_link_code(
    records: Records,
    conversation: str,
    code: str,
    *,
    turn: str | None = None,
    part: int = 0,
    by: str,
    now: datetime,
) -> Linked:
    """Make a conversation the patient's whose valid code it is; case, spaces and hyphens in the code do not matter.

    A refusal is a result and no error: the attempt has to be kept, and an error would roll it back.

    Raises:
        MoveNotAllowed: when the turn is another conversation's.
        TurnClosed: when the turn was answered or taken over meanwhile.
        NotFound: when there is no such conversation.
    """
    first = turn is None or in_turn(records, turn, part, "link.use", conversation=conversation).first
    records.hold_conversation(conversation)
    already = records.patient_of(conversation)
    if already is not None:
        return Linked(patient=already) if not first else Linked(refusal=LinkRefusal.LINKED_ALREADY)
    if records.count_link_attempts(conversation, since=now - ATTEMPTS_WITHIN) >= MOST_ATTEMPTS:
        return _refused(records, conversation, LinkRefusal.TOO_MANY_ATTEMPTS, by=by, now=now)
    plain = _plain(code)
    owner = records.use_link_code(plain, now=now) if len(plain) == CODE_LENGTH else None
    patient = records.patient(owner) if owner is not None else None
    if patient is not None and patient.status is not PatientStatus.LEFT:
        link(records, conversation, patient.id, how="code", by=by, now=now)
        return Linked(patient=patient)
    if first:
        records.keep_link_attempt(conversation, now=now)
    return _refused(records, conversation, LinkRefusal.NOT_VALID, by=by, now=now)


def is_link_code(text: str) -> bool:
    """Whether a text has the shape of a code, as people type it. Codes are made so that no word and no date has it."""
    typed = text.strip().upper()
    return _SHAPE.fullmatch(typed) is not None and _DAY.fullmatch(_plain(typed)) is None


def make_calendar_secret(
    records: Records, patient: str, *, turn: str | None = None, part: int = 0, by: str, now: datetime
) -> str:
    """The secret of a new calendar link, safe to stand in an address; it cannot be shown again. Earlier ones end.

    Errors are those of `make_link_code`.
    """
    if turn is not None:
        in_turn(records, turn, part, "calendar.secret", patient=patient)
    _check_here(records.hold_patient(patient))
    ended = records.revoke_calendar_secrets(patient, now=now)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    records.keep_calendar_secret(patient, secret, now=now)
    records.audit(Event(action="calendar.made", subject=patient, by=by, at=now, details={"ended": str(ended)}))
    return secret


def revoke_calendar_secret(
    records: Records, patient: str, *, turn: str | None = None, part: int = 0, by: str, now: datetime
) -> bool:
    """End the patient's calendar link; False when there was none. Errors are those of `make_link_code`."""
    if turn is not None:
        in_turn(records, turn, part, "calendar.revoke", patient=patient)
    records.hold_patient(patient)
    ended = records.revoke_calendar_secrets(patient, now=now)
    if ended:
        records.audit(Event(action="calendar.revoked", subject=patient, by=by, at=now, details={"ended": str(ended)}))
    return ended > 0


def patient_of_calendar(records: Records, secret: str) -> Patient | None:
    """The patient whose calendar link this is, or None when it is unknown, ended, or the patient has left."""
    patient = records.patient_of_calendar(secret)
    return None if patient is None or patient.status is PatientStatus.LEFT else patient


def _new_code() -> str:
    while not is_link_code(code := "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))):
        pass
    return code


def _plain(code: str) -> str:
    """A code as it was made, however it was typed."""
    return re.sub(r"[\s-]", "", code).upper()


def _check_here(patient: Patient) -> None:
    if patient.status is PatientStatus.LEFT:
        raise MoveNotAllowed("The patient has left the service.")


def _refused(records: Records, conversation: str, refusal: LinkRefusal, *, by: str, now: datetime) -> Linked:
    details = {"refusal": refusal.value}
    records.audit(Event(action="link.refused", subject=conversation, by=by, at=now, details=details))
    return Linked(refusal=refusal)
