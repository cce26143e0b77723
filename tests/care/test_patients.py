"""How does a patient come into the record, agree, leave, and get found again, on SQLite and on PostgreSQL?"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from care import audit, desk
from care.errors import AlreadyEnrolled, ChangedMeanwhile, MoveNotAllowed, NotAccepted, NotFound, TurnClosed
from care.message import Channel
from care.patient import Agreement, LeaveReason, PatientStatus, Preferences

NUMBER = "+32470123456"


def test_an_enrolled_patient_is_invited_and_read_back_as_kept(clinic):
    patient = clinic.enrol(phone=NUMBER, reference="MS-0042", language="nl", country="BE", applies=["hpv"])
    assert clinic.patient(patient.id) == patient
    assert patient.status is PatientStatus.INVITED
    assert (patient.invited_at, patient.agreement, patient.version) == (clinic.now, None, 1)
    assert (patient.applies, patient.preferences) == (frozenset({"hpv"}), Preferences())
    assert clinic.read(lambda records: records.phone_of(patient.id)) == NUMBER
    assert clinic.read(lambda records: records.reference_of(patient.id)) == "MS-0042"
    assert clinic.read(lambda records: records.patient_with_phone(NUMBER)) == patient
    assert clinic.read(lambda records: records.patient_with_reference("MS-0042")) == patient
    assert clinic.read(lambda records: records.patient_with_phone("+32470000000")) is None


def test_a_patient_without_a_number_has_none(clinic):
    first, second = clinic.enrol(), clinic.enrol()
    assert first.id != second.id
    assert clinic.read(lambda records: records.phone_of(first.id)) is None
    assert clinic.read(lambda records: records.reference_of(first.id)) is None


def test_the_day_of_enrolment_is_the_patients_own(clinic):
    clinic.now = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert clinic.enrol(time_zone="Pacific/Auckland").enrolled_on == date(2026, 11, 23)
    assert clinic.enrol(time_zone="America/New_York").enrolled_on == date(2026, 11, 22)


@pytest.mark.parametrize(
    "given",
    [
        {"phone": "0470 12 34 56"},
        {"phone": "+32 470 123456"},
        {"phone": "+0470123456"},
        {"phone": ""},
        {"reference": " "},
        {"reference": "9" * 61},
        {"language": "english"},
        {"country": "gb"},
        {"time_zone": "Europe/Atlantis"},
        {"time_zone": "../etc/passwd"},
        {"time_zone": ""},
        {"applies": ["My HPV test"]},
    ],
    ids=str,
)
def test_what_cannot_be_kept_is_refused_and_not_repeated_in_the_error(clinic, given):
    with pytest.raises(NotAccepted) as refused:
        clinic.enrol(**given)
    assert not any(len(str(value)) > 2 and str(value) in str(refused.value) for value in given.values())
    assert clinic.read(lambda records: records.patients()) == []


@pytest.mark.parametrize("given", [{"phone": NUMBER}, {"reference": "MS-0042"}], ids=str)
def test_a_number_belongs_to_one_patient(clinic, given):
    first = clinic.enrol(**given)
    with pytest.raises(AlreadyEnrolled):
        clinic.enrol(**given)
    assert clinic.read(lambda records: records.patients()) == [first]


def test_a_number_enrolled_twice_at_once_becomes_one_patient(clinic, at_once):
    results = at_once(*[lambda: clinic.enrol(phone=NUMBER)] * 5)
    refused = [result for result in results if isinstance(result, Exception)]
    assert [type(each) for each in refused] == [AlreadyEnrolled] * 4
    assert len(clinic.read(lambda records: records.patients())) == 1


def test_patients_are_listed_page_by_page_each_once(clinic):
    everybody = sorted(clinic.enrol().id for _ in range(5))
    active = clinic.do(desk.agree, everybody[2], version="1").id
    with clinic.database.reading() as records:
        first = [patient.id for patient in records.patients(limit=2)]
        second = [patient.id for patient in records.patients(after=first[-1], limit=2)]
        last = [patient.id for patient in records.patients(after=second[-1], limit=2)]
        assert records.patients(after=last[-1], limit=2) == []
    assert (len(first), len(last)) == (2, 1)
    assert [*first, *second, *last] == everybody
    found = clinic.read(lambda records: records.patients(status=PatientStatus.ACTIVE))
    assert [patient.id for patient in found] == [active]


def test_agreeing_is_kept_with_version_time_country_and_zone_and_moving_house_does_not_change_it(clinic):
    patient = clinic.enrol(country="BE", time_zone="Europe/Brussels")
    clinic.wait(hours=5)
    agreed = clinic.do(desk.agree, patient.id, version="2026-11")
    assert agreed.status is PatientStatus.ACTIVE
    agreement = Agreement(version="2026-11", at=clinic.now, country="BE", time_zone="Europe/Brussels")
    assert agreed.agreement == agreement
    moved = clinic.do(desk.change_profile, replace(agreed, country="NL", time_zone="Europe/Amsterdam"))
    assert (moved.country, moved.agreement) == ("NL", agreement)


def test_declining_and_changing_ones_mind(clinic):
    patient = clinic.enrol().id
    assert clinic.do(desk.decline_agreement, patient).status is PatientStatus.DECLINED
    assert clinic.do(desk.agree, patient, version="1").status is PatientStatus.ACTIVE
    with pytest.raises(MoveNotAllowed, match="active cannot be moved by decline"):
        clinic.do(desk.decline_agreement, patient)


def test_who_left_cannot_agree_before_being_invited_again(clinic):
    patient = clinic.enrol().id
    left = clinic.do(desk.leave, patient, reason=LeaveReason.TRANSFERRED)
    assert (left.status, left.left_reason) == (PatientStatus.LEFT, LeaveReason.TRANSFERRED)
    for refused in (
        lambda: clinic.do(desk.agree, patient, version="1"),
        lambda: clinic.do(desk.leave, patient, reason=LeaveReason.DIED),
    ):
        with pytest.raises(MoveNotAllowed):
            refused()
    clinic.wait(days=3)
    again = clinic.do(desk.invite, patient)
    assert (again.status, again.left_reason, again.invited_at) == (PatientStatus.INVITED, None, clinic.now)


def test_an_invitation_is_unanswered_after_seven_days_and_not_before(clinic):
    silent, answered = clinic.enrol(), clinic.enrol()
    clinic.do(desk.agree, answered.id, version="1")
    start = clinic.now

    def unanswered(**after):
        return clinic.read(lambda records: desk.invitations_unanswered(records, now=start + timedelta(**after)))

    assert unanswered(days=7, seconds=-1) == []
    assert unanswered(days=7) == [silent]


def test_every_move_leaves_its_old_and_new_value_in_the_audit_and_no_number(clinic):
    patient = clinic.enrol(phone=NUMBER, reference="MS-0042", applies=["hpv"]).id
    clinic.do(desk.agree, patient, version="2026-11")
    clinic.do(desk.change_profile, replace(clinic.patient(patient), country="FR", applies=frozenset()))
    clinic.do(desk.leave, patient, reason=LeaveReason.ASKED)
    (agreed,) = clinic.events("patient.agree")
    assert agreed.details == {
        "agreed.before": "",
        "agreed.after": "2026-11",
        "status.before": "invited",
        "status.after": "active",
    }
    (changed,) = clinic.events("patient.changed")
    assert changed.details == {
        "applies.before": "hpv",
        "applies.after": "",
        "country.before": "GB",
        "country.after": "FR",
    }
    (left,) = clinic.events("patient.leave")
    assert (left.subject, left.by, left.details["left.after"]) == (patient, "nurse-1", "asked")
    with clinic.database.begin() as records:
        chain = list(records.chain())
        assert audit.first_break(chain, records.chain_head()) is None
    assert not any(secret in repr(kept) for kept in chain for secret in ("470123456", "MS-0042"))


def test_the_second_of_two_nurses_is_told_and_overwrites_nothing(clinic):
    patient = clinic.enrol()
    read_by_both = clinic.patient(patient.id)
    clinic.do(desk.change_profile, replace(read_by_both, country="FR"))
    with pytest.raises(ChangedMeanwhile, match="version 1 and is now version 2"):
        clinic.do(desk.change_profile, replace(read_by_both, country="DE"))
    assert clinic.patient(patient.id).country == "FR"


def test_of_nurses_who_save_at_once_one_is_first_and_the_others_are_told(clinic, at_once):
    patient = clinic.enrol()
    countries = ["FR", "DE", "NL", "BE"]
    changes = [lambda country=c: clinic.do(desk.change_profile, replace(patient, country=country)) for c in countries]
    results = at_once(*changes)
    told = [result for result in results if isinstance(result, Exception)]
    assert [type(each) for each in told] == [ChangedMeanwhile] * 3
    (saved,) = [result for result in results if not isinstance(result, Exception)]
    assert clinic.patient(patient.id) == saved


def test_a_profile_that_cannot_be_is_refused(clinic):
    patient = clinic.enrol()
    with pytest.raises(NotAccepted):
        clinic.do(desk.change_profile, replace(patient, time_zone="Nowhere"))
    with pytest.raises(NotFound):
        clinic.do(desk.change_profile, replace(patient, id="no such patient"))


def test_agreeing_in_a_turn_happens_once_and_not_in_a_closed_or_foreign_one(clinic):
    patient = clinic.enrol(phone=NUMBER).id
    turn = clinic.turn("1")
    first = clinic.do(desk.agree, patient, version="1", turn=turn.id)
    clinic.wait(minutes=1)
    again = clinic.do(desk.agree, patient, version="1", turn=turn.id)
    assert again == first
    assert len(clinic.events("patient.agree")) == 1
    stranger = clinic.enrol().id
    with pytest.raises(MoveNotAllowed, match="does not speak for"):
        clinic.do(desk.agree, stranger, version="1", turn=turn.id, part=1)
    with pytest.raises(MoveNotAllowed, match="does not speak for"):
        clinic.do(desk.decline_agreement, stranger, turn=turn.id, part=1)
    clinic.close(turn)
    with pytest.raises(TurnClosed):
        clinic.do(desk.agree, patient, version="2", turn=turn.id, part=2)
    assert clinic.patient(patient).agreement.version == "1"


def test_declining_in_a_turn_happens_once(clinic):
    patient = clinic.enrol(phone=NUMBER).id
    turn = clinic.turn("2").id
    for _ in range(2):
        assert clinic.do(desk.decline_agreement, patient, turn=turn).status is PatientStatus.DECLINED
    assert len(clinic.events("patient.decline")) == 1


def test_who_writes_from_a_patients_number_is_that_patient(clinic):
    patient = clinic.enrol(phone=NUMBER)
    conversation = clinic.receive("hello").conversation
    kept = clinic.read(lambda records: records.conversation(conversation))
    assert (kept.patient, kept.linked) == (patient.id, True)
    assert clinic.read(lambda records: records.patient_of(conversation)) == patient
    assert clinic.read(lambda records: records.conversations_of(patient.id)) == [kept]
    clinic.receive("again")
    (linked,) = clinic.events("conversation.linked")
    assert (linked.subject, linked.details) == (conversation, {"patient": patient.id, "how": "phone"})


def test_who_wrote_before_being_enrolled_is_the_patient_from_then_on(clinic):
    conversation = clinic.receive("hello").conversation
    assert clinic.read(lambda records: records.patient_of(conversation)) is None
    patient = clinic.enrol(phone=NUMBER)
    assert clinic.read(lambda records: records.patient_of(conversation)) == patient


def test_the_same_address_on_the_web_is_nobodys_number(clinic):
    clinic.enrol(phone=NUMBER)
    conversation = clinic.receive(clinic.message(channel=Channel.WEB)).conversation
    assert clinic.read(lambda records: records.patient_of(conversation)) is None


def test_a_visitor_walks_in_once(clinic, at_once):
    conversation = clinic.receive(clinic.message(channel=Channel.WEB, address="token")).conversation

    def walk_in():
        return clinic.do(desk.walk_in, conversation, country="BE", time_zone="Europe/Brussels", by="demo")

    results = at_once(*[walk_in] * 4)
    assert len({patient.id for patient in results}) == 1
    patient = walk_in()
    assert patient.status is PatientStatus.ACTIVE
    assert (patient.agreement, patient.invited_at, patient.country) == (None, None, "BE")
    assert clinic.read(lambda records: records.patients()) == [patient]
    assert len(clinic.events("patient.walked_in")) == len(clinic.events("conversation.linked")) == 1


def test_a_visitor_walks_in_within_their_own_open_turn(clinic):
    mine = clinic.turn("hello")
    other = clinic.receive(clinic.message(channel=Channel.WEB, address="token")).conversation
    given = {"country": "GB", "time_zone": "Europe/London", "turn": mine.id}
    with pytest.raises(MoveNotAllowed):
        clinic.do(desk.walk_in, other, **given)
    clinic.do(desk.walk_in, mine.conversation.id, **given)
    clinic.close(mine)
    with pytest.raises(TurnClosed):
        clinic.do(desk.walk_in, mine.conversation.id, **given)


def test_a_new_number_leaves_what_was_said_and_makes_a_stranger_of_who_gets_the_old_one(clinic):
    patient = clinic.enrol(phone=NUMBER).id
    old = clinic.receive("my own words").conversation
    clinic.do(desk.change_phone, patient, "+32470999999")
    assert clinic.read(lambda records: records.phone_of(patient)) == "+32470999999"
    assert clinic.read(lambda records: records.address_of(old)) == ""
    stranger = clinic.receive("who is this?").conversation
    assert stranger != old
    assert clinic.read(lambda records: records.patient_of(stranger)) is None
    clinic.wait(minutes=1)
    new = clinic.receive(clinic.message(address="+32470999999")).conversation
    assert [each.id for each in clinic.read(lambda records: records.conversations_of(patient))] == [old, new]
    (changed,) = clinic.events("patient.phone_changed")
    assert changed.details == {"before": "yes", "after": "yes"}


def test_a_number_is_changed_to_one_that_is_free_and_can_be(clinic):
    patient, other = clinic.enrol(phone=NUMBER).id, clinic.enrol(phone="+32470999999").id
    with pytest.raises(AlreadyEnrolled):
        clinic.do(desk.change_phone, patient, "+32470999999")
    with pytest.raises(NotAccepted):
        clinic.do(desk.change_phone, patient, "0470")
    clinic.do(desk.change_phone, patient, NUMBER)
    assert clinic.events("patient.phone_changed") == []
    clinic.do(desk.change_phone, other, None)
    clinic.do(desk.change_phone, patient, "+32470999999")
    assert clinic.read(lambda records: records.patient_with_phone("+32470999999")).id == patient


def test_an_unknown_patient_is_said_to_be_unknown(clinic):
    for question in ("patient", "hold_patient", "phone_of", "reference_of"):
        with clinic.database.begin() as records, pytest.raises(NotFound):
            getattr(records, question)("no such patient")
