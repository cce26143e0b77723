"""What may be done with the clinic's records? Every change goes through one of these use-cases.

Each takes the open records, its own arguments, then `by` (who does it) and `now`; it writes the change and
its audit event in the caller's transaction and returns the new value. Those that an action may call take the turn and
the part of its message, too: the same one then happens once, and none in a closed turn.
"""

from care.desk.conversations import (
    Answered,
    FirstReading,
    claim,
    close,
    delivered,
    escalate_in_turn,
    known,
    leave_open,
    receive,
)
from care.desk.courses import CourseRemoved, Told, confirm_course, remove_course, tell_course
from care.desk.holdings import erase_patient, export_patient
from care.desk.invitations import ask_to_agree, tell_of_unanswered, welcomed
from care.desk.links import (
    Linked,
    LinkRefusal,
    is_link_code,
    make_calendar_secret,
    make_link_code,
    patient_of_calendar,
    revoke_calendar_secret,
    use_link_code,
)
from care.desk.passages import load_passages
from care.desk.patients import (
    agree,
    change_profile,
    decline_agreement,
    enrol,
    invitations_unanswered,
    invite,
    leave,
    walk_in,
)
from care.desk.phones import change_phone, reveal_phone
from care.desk.preferences import PreferencesChanged, change_preferences, confirm_tests_off
from care.desk.tests import Recorded, record_test, remove_recorded_test
from care.desk.undo import undo

__all__ = [
    "Answered",
    "CourseRemoved",
    "FirstReading",
    "LinkRefusal",
    "Linked",
    "PreferencesChanged",
    "Recorded",
    "Told",
    "agree",
    "ask_to_agree",
    "change_phone",
    "change_preferences",
    "change_profile",
    "claim",
    "close",
    "confirm_course",
    "confirm_tests_off",
    "decline_agreement",
    "delivered",
    "enrol",
    "erase_patient",
    "escalate_in_turn",
    "export_patient",
    "invitations_unanswered",
    "invite",
    "is_link_code",
    "known",
    "leave",
    "leave_open",
    "load_passages",
    "make_calendar_secret",
    "make_link_code",
    "patient_of_calendar",
    "receive",
    "record_test",
    "remove_course",
    "remove_recorded_test",
    "reveal_phone",
    "revoke_calendar_secret",
    "tell_course",
    "tell_of_unanswered",
    "undo",
    "use_link_code",
    "walk_in",
    "welcomed",
]
