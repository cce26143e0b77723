"""How does a patient get another phone number, and how is one shown, with nobody else learning of it?"""

from datetime import datetime

from care.audit import Event
from care.desk.patients import check_phone
from care.message import Channel
from care.ports import Records


def change_phone(records: Records, patient: str, phone: str | None, *, by: str, now: datetime) -> None:
    """A nurse changes the number, or takes it off the file.

    What was said from the old number stays with the patient; whoever writes from it next is a stranger. A conversation
    with the new number becomes the patient's with its next message.

    Raises:
        NotAccepted: when it is no number in E.164 form.
        AlreadyEnrolled: when it is another patient's.
        NotFound: when there is no such patient.
    """
    if phone is not None:
        check_phone(phone)
    old = records.phone_of(patient)
    if old == phone:
        return
    earlier = records.marks(Channel.SMS, [old]).get(old) if old else None
    if earlier is not None:
        records.hold_conversation(earlier.conversation)
    records.hold_patient(patient)
    records.set_phone(patient, phone)
    if earlier is not None and records.conversation(earlier.conversation).patient == patient:
        records.retire_address(earlier.conversation)
    details = {"before": "yes" if old else "no", "after": "yes" if phone else "no"}
    records.audit(Event(action="patient.phone_changed", subject=patient, by=by, at=now, details=details))


def reveal_phone(records: Records, patient: str, *, by: str, now: datetime) -> str | None:
    """The whole number, or None where there is none; that somebody looked is kept. Raises `NotFound`."""
    phone = records.phone_of(patient)
    records.audit(Event(action="patient.phone_shown", subject=patient, by=by, at=now))
    return phone
