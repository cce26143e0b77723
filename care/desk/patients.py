"""How does a patient come into the service, agree to be written to, and leave it again?"""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from care.audit import Event
from care.desk.moves import for_patient, in_turn
from care.desk.ties import link
from care.errors import NotAccepted
from care.message import Channel
from care.patient import Agreement, LeaveReason, Patient, PatientMove, PatientStatus, moved
from care.ports import Records

INVITATION_WAITS = timedelta(days=7)
"""How long an invitation may stay unanswered before the nurse is told."""

LONGEST_REFERENCE = 60

_PHONE = re.compile(r"\+[1-9][0-9]{6,14}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_LANGUAGE = re.compile(r"[a-z]{2}")
_APPLIES = re.compile(r"[a-z][a-z0-9_]{0,39}")


def enrol(
    records: Records,
    *,
    phone: str | None = None,
    reference: str | None = None,
    language: str,
    country: str,
    time_zone: str,
    applies: Collection[str] = (),
    by: str,
    now: datetime,
) -> Patient:
    """A nurse adds a patient, who is invited from now on and gets nothing unsolicited until they agree.

    Args:
        records: the open records.
        phone: their number in E.164 form; a conversation from it becomes theirs.
        reference: the centre's own number for them.
        language: ISO 639-1.
        country: ISO 3166 alpha-2.
        time_zone: IANA name.
        applies: ids of tests and windows that apply to this person.
        by: the nurse.
        now: when.

    Raises:
        NotAccepted: when one of these cannot be so.
        AlreadyEnrolled: when the phone number or the reference is another patient's.
    """
    if phone is not None:
        check_phone(phone)
    if reference is not None and not 0 < len(reference.strip()) <= LONGEST_REFERENCE:
        raise NotAccepted(f"The centre's own number has 1 to {LONGEST_REFERENCE} characters.")
    patient = _new(
        PatientStatus.INVITED,
        language=language,
        country=country,
        time_zone=time_zone,
        applies=applies,
        invited_at=now,
        now=now,
    )
    records.keep_patient(patient, phone=phone, reference=reference)
    details = {**_described(patient), "phone": "yes" if phone else "no", "reference": "yes" if reference else "no"}
    records.audit(Event(action="patient.enrolled", subject=patient.id, by=by, at=now, details=details))
    earlier = records.marks(Channel.SMS, [phone]).get(phone) if phone else None
    if earlier is not None:
        link(records, earlier.conversation, patient.id, how="phone", by=by, now=now)
    return patient


def walk_in(
    records: Records,
    conversation: str,
    *,
    language: str = "en",
    country: str,
    time_zone: str,
    turn: str | None = None,
    part: int = 0,
    by: str,
    now: datetime,
) -> Patient:
    """The patient of a demo visitor's conversation: an active one is made for it, once."""
    if turn is not None:
        in_turn(records, turn, part, "walk_in", conversation=conversation)
    records.hold_conversation(conversation)
    already = records.patient_of(conversation)
    if already is not None:
        return already
    patient = _new(PatientStatus.ACTIVE, language=language, country=country, time_zone=time_zone, now=now)
    records.keep_patient(patient, phone=None, reference=None)
    details = _described(patient)
    records.audit(Event(action="patient.walked_in", subject=patient.id, by=by, at=now, details=details))
    link(records, conversation, patient.id, how="walk_in", by=by, now=now)
    return patient


def invite(records: Records, patient: str, *, by: str, now: datetime) -> Patient:
    """Invite again somebody who declined or left."""
    held = records.hold_patient(patient)
    return _moved(records, held, PatientMove.INVITE, replace(held, invited_at=now, left_reason=None), by=by, now=now)


def agree(
    records: Records, patient: str, *, version: str, turn: str | None = None, part: int = 0, by: str, now: datetime
) -> Patient:
    """The patient agrees to be written to; kept with the version of the text, the time, the country and the zone.

    Raises:
        MoveNotAllowed: when the patient has left, or the turn is another's.
        TurnClosed: when the turn was answered or taken over meanwhile.
    """
    move = for_patient(records, patient, turn, part, "agree")
    held = records.hold_patient(patient)
    if not move.first:
        return held
    agreement = Agreement(version=version, at=now, country=held.country, time_zone=held.time_zone)
    return _moved(records, held, PatientMove.AGREE, replace(held, agreement=agreement), by=by, now=now)


def decline_agreement(
    records: Records, patient: str, *, turn: str | None = None, part: int = 0, by: str, now: datetime
) -> Patient:
    """The patient does not want to be written to; errors as `agree`."""
    move = for_patient(records, patient, turn, part, "decline")
    held = records.hold_patient(patient)
    if not move.first:
        return held
    return _moved(records, held, PatientMove.DECLINE, held, by=by, now=now)


def leave(records: Records, patient: str, *, reason: LeaveReason, by: str, now: datetime) -> Patient:
    """The patient leaves the service: from now on nothing unsolicited is sent, also nothing that was queued for it.

    Raises:
        MoveNotAllowed: when they have left already.
    """
    held = records.hold_patient(patient)
    return _moved(records, held, PatientMove.LEAVE, replace(held, left_reason=reason), by=by, now=now)


def invitations_unanswered(records: Records, *, now: datetime) -> Sequence[Patient]:
    """Patients who were invited seven days ago or more and have not answered: a nurse calls them."""
    return records.invited_before(now - INVITATION_WAITS)


def change_profile(records: Records, profile: Patient, *, by: str, now: datetime) -> Patient:
    """A nurse changes language, country, time zone, or what applies to the patient; nothing else of `profile` counts.

    Raises:
        NotAccepted: when one of these cannot be so.
        ChangedMeanwhile: when the version on file is no longer that of `profile`; it names both.
    """
    _check_profile(profile)
    before = records.hold_patient(profile.id)
    wished = replace(
        before,
        language=profile.language,
        country=profile.country,
        time_zone=profile.time_zone,
        applies=profile.applies,
        version=profile.version,
    )
    after = records.change_patient(wished)
    _audit_move(records, "patient.changed", before, after, by=by, now=now)
    return after


def check_phone(phone: str) -> None:
    """Refuse what is no phone number in E.164 form; raises `NotAccepted`."""
    if not _PHONE.fullmatch(phone):
        raise NotAccepted("A phone number is written in E.164 form: +, the country's code, the number, digits only.")


def _new(
    status: PatientStatus,
    *,
    language: str,
    country: str,
    time_zone: str,
    applies: Collection[str] = (),
    invited_at: datetime | None = None,
    now: datetime,
) -> Patient:
    patient = Patient(
        id=str(uuid4()),
        status=status,
        language=language,
        country=country,
        time_zone=time_zone,
        enrolled_on=now.date(),
        applies=frozenset(applies),
        invited_at=invited_at,
    )
    _check_profile(patient)
    return replace(patient, enrolled_on=patient.today(now))


def _check_profile(patient: Patient) -> None:
    if not _LANGUAGE.fullmatch(patient.language):
        raise NotAccepted("A language is written in two small letters, as in ISO 639-1.")
    if not _COUNTRY.fullmatch(patient.country):
        raise NotAccepted("A country is written in two capital letters, as in ISO 3166.")
    if any(not _APPLIES.fullmatch(each) for each in patient.applies):
        raise NotAccepted("What applies to a patient is named by ids of the monitoring plan.")
    try:
        ZoneInfo(patient.time_zone)
    except (OSError, ValueError, LookupError) as unknown:
        raise NotAccepted("A time zone is written by its IANA name, as Europe/London.") from unknown


def _moved(records: Records, held: Patient, move: PatientMove, wished: Patient, *, by: str, now: datetime) -> Patient:
    after = records.change_patient(replace(wished, status=moved(held.status, move)))
    _audit_move(records, f"patient.{move}", held, after, by=by, now=now)
    return after


def _audit_move(records: Records, action: str, before: Patient, after: Patient, *, by: str, now: datetime) -> None:
    """An event with the old and the new value of all that changed."""
    old, new = _described(before), _described(after)
    details: dict[str, str] = {}
    for name in sorted(old):
        if old[name] != new[name]:
            details |= {f"{name}.before": old[name], f"{name}.after": new[name]}
    records.audit(Event(action=action, subject=after.id, by=by, at=now, details=details))


def _described(patient: Patient) -> dict[str, str]:
    """What the audit may hold of a patient: no number and no word of theirs."""
    return {
        "status": patient.status.value,
        "language": patient.language,
        "country": patient.country,
        "time_zone": patient.time_zone,
        "applies": ",".join(sorted(patient.applies)),
        "agreed": patient.agreement.version if patient.agreement else "",
        "left": patient.left_reason.value if patient.left_reason else "",
    }
