"""Does a code link one conversation once, in time, and is trying codes of no use?"""

from datetime import timedelta

import pytest
from sqlalchemy import text

from care import desk
from care.desk.links import CODE_LETTERS
from care.errors import MoveNotAllowed, NotFound, TurnClosed
from care.message import Channel
from care.patient import LeaveReason

NUMBER = "+32470123456"
WRONG = "22222222"


@pytest.fixture
def patient(clinic):
    return clinic.enrol(phone=NUMBER).id


@pytest.fixture
def visitor(clinic):
    """The conversation of somebody on the web whom nobody knows."""
    return on_the_web(clinic)


def on_the_web(clinic, address="token"):
    return clinic.receive(clinic.message(channel=Channel.WEB, address=address)).conversation


def use(clinic, conversation, code, **given):
    return clinic.do(desk.use_link_code, conversation, code, by="action", **given)


def test_a_code_links_a_web_conversation_to_the_patient(clinic, patient, visitor):
    code = clinic.do(desk.make_link_code, patient)
    assert len(code) == 8
    assert set(code) <= set(CODE_LETTERS)
    assert not set("01OIL") & set(CODE_LETTERS)
    linked = use(clinic, visitor, code)
    assert linked.patient == clinic.patient(patient)
    kept = clinic.read(lambda records: records.conversation(visitor))
    assert (kept.patient, kept.linked) == (patient, True)


def test_a_code_is_read_as_people_type_it(clinic, patient, visitor):
    code = clinic.do(desk.make_link_code, patient)
    assert use(clinic, visitor, f" {code[:4].lower()}-{code[4:]} ").patient is not None


def test_a_code_works_once(clinic, patient, visitor):
    code = clinic.do(desk.make_link_code, patient)
    use(clinic, visitor, code)
    other = on_the_web(clinic, "other token")
    assert use(clinic, other, code).refusal is desk.LinkRefusal.NOT_VALID
    assert clinic.read(lambda records: records.patient_of(other)) is None


def test_a_code_used_at_once_links_one_conversation(clinic, patient, at_once):
    code = clinic.do(desk.make_link_code, patient)
    visitors = [on_the_web(clinic, f"token {number}") for number in range(5)]
    results = at_once(*[lambda v=v: use(clinic, v, code) for v in visitors])
    assert not any(isinstance(each, Exception) for each in results)
    assert sum(each.patient is not None for each in results) == 1
    assert len(clinic.read(lambda records: records.conversations_of(patient))) == 1


def test_a_code_lasts_thirty_minutes(clinic, patient, visitor):
    code = clinic.do(desk.make_link_code, patient)
    late = clinic.now + timedelta(minutes=30)
    assert use(clinic, visitor, code, now=late).refusal is desk.LinkRefusal.NOT_VALID
    assert use(clinic, visitor, code, now=late - timedelta(seconds=1)).patient is not None


def test_a_new_code_ends_the_earlier_one(clinic, patient, visitor):
    earlier, later = (clinic.do(desk.make_link_code, patient) for _ in range(2))
    assert use(clinic, visitor, earlier).refusal is desk.LinkRefusal.NOT_VALID
    assert use(clinic, visitor, later).patient is not None


def test_after_five_wrong_codes_within_an_hour_even_the_right_one_is_not_tried(clinic, patient, visitor):
    for _ in range(5):
        assert use(clinic, visitor, WRONG).refusal is desk.LinkRefusal.NOT_VALID
        clinic.wait(minutes=10)
    code = clinic.do(desk.make_link_code, patient)
    assert use(clinic, visitor, code).refusal is desk.LinkRefusal.TOO_MANY_ATTEMPTS
    other = on_the_web(clinic, "other token")
    assert use(clinic, other, WRONG).refusal is desk.LinkRefusal.NOT_VALID
    clinic.wait(minutes=10)
    assert use(clinic, visitor, code).patient is not None


def test_wrong_codes_tried_at_once_are_all_counted(clinic, visitor, at_once):
    results = at_once(*[lambda: use(clinic, visitor, WRONG)] * 8)
    refusals = sorted(each.refusal for each in results)
    assert refusals == ["not_valid"] * 5 + ["too_many_attempts"] * 3


@pytest.mark.parametrize("code", ["", "A", "A" * 9, "A" * 10_000, "' OR 1=1", "\x00" * 8, "ßßßßßßßß", "🧠" * 8])
def test_whatever_is_tried_as_a_code_is_refused(clinic, visitor, code):
    assert use(clinic, visitor, code).refusal is desk.LinkRefusal.NOT_VALID


def test_a_conversation_that_is_linked_is_not_linked_to_somebody_else(clinic, patient, visitor):
    use(clinic, visitor, clinic.do(desk.make_link_code, patient))
    other = clinic.enrol().id
    code = clinic.do(desk.make_link_code, other)
    assert use(clinic, visitor, code).refusal is desk.LinkRefusal.LINKED_ALREADY
    assert clinic.read(lambda records: records.patient_of(visitor)).id == patient
    with clinic.database.begin() as records:
        assert not records.link_conversation(visitor, other)
        assert not records.link_conversation(visitor, "no such patient")


def test_within_a_turn_a_code_is_used_once_and_its_repeat_says_the_same(clinic, patient, visitor):
    code = clinic.do(desk.make_link_code, patient)
    turn = clinic.claim(visitor)
    first = use(clinic, visitor, code, turn=turn.id)
    assert use(clinic, visitor, code, turn=turn.id) == first
    other = on_the_web(clinic, "other token")
    with pytest.raises(MoveNotAllowed):
        use(clinic, other, code, turn=turn.id, part=1)
    clinic.close(turn)
    with pytest.raises(TurnClosed):
        use(clinic, visitor, code, turn=turn.id)


def test_a_wrong_code_repeated_in_its_turn_counts_once(clinic, visitor):
    turn = clinic.claim(visitor).id
    for _ in range(7):
        assert use(clinic, visitor, WRONG, turn=turn).refusal is desk.LinkRefusal.NOT_VALID


def test_codes_and_secrets_are_made_in_a_living_turn_of_their_own_patient(clinic, patient):
    turn = clinic.turn("link")
    stranger = clinic.enrol().id
    for use_case in (desk.make_link_code, desk.make_calendar_secret, desk.revoke_calendar_secret):
        clinic.do(use_case, patient, turn=turn.id)
        with pytest.raises(MoveNotAllowed):
            clinic.do(use_case, stranger, turn=turn.id)
        with pytest.raises(NotFound):
            clinic.do(use_case, "no such patient")
    clinic.close(turn)
    for use_case in (desk.make_link_code, desk.make_calendar_secret, desk.revoke_calendar_secret):
        with pytest.raises(TurnClosed):
            clinic.do(use_case, patient, turn=turn.id)


def test_a_repeat_in_a_turn_hands_out_a_code_that_works(clinic, patient, visitor):
    turn = clinic.turn("link").id
    codes = [clinic.do(desk.make_link_code, patient, turn=turn) for _ in range(2)]
    assert use(clinic, visitor, codes[-1]).patient is not None


def calendar(clinic, secret):
    found = clinic.read(lambda records: desk.patient_of_calendar(records, secret))
    return None if found is None else found.id


def test_a_calendar_secret_leads_to_its_patient_until_it_is_revoked(clinic, patient):
    secret = clinic.do(desk.make_calendar_secret, patient)
    assert len(secret) >= 43
    assert calendar(clinic, secret) == patient
    assert calendar(clinic, secret[:-1]) is None
    assert calendar(clinic, "") is None
    assert clinic.do(desk.revoke_calendar_secret, patient) is True
    assert calendar(clinic, secret) is None
    assert clinic.do(desk.revoke_calendar_secret, patient) is False
    assert len(clinic.events("calendar.revoked")) == 1


def test_a_new_calendar_secret_ends_the_earlier_one(clinic, patient):
    earlier, later = (clinic.do(desk.make_calendar_secret, patient) for _ in range(2))
    assert (calendar(clinic, earlier), calendar(clinic, later)) == (None, patient)


def test_who_left_gets_no_code_and_shows_no_calendar(clinic, patient, visitor):
    secret = clinic.do(desk.make_calendar_secret, patient)
    code = clinic.do(desk.make_link_code, patient)
    clinic.do(desk.leave, patient, reason=LeaveReason.MOVED_AWAY)
    assert calendar(clinic, secret) is None
    assert use(clinic, visitor, code).refusal is desk.LinkRefusal.NOT_VALID
    for use_case in (desk.make_link_code, desk.make_calendar_secret):
        with pytest.raises(MoveNotAllowed):
            clinic.do(use_case, patient)


def test_neither_a_code_nor_a_secret_is_kept_or_audited(clinic, patient, visitor):
    planted = [clinic.do(desk.make_link_code, patient), clinic.do(desk.make_calendar_secret, patient)]
    use(clinic, visitor, planted[0])
    with clinic.database.engine.connect() as connection:
        kept = [
            repr(tuple(row))
            for table in ("link_codes", "calendar_secrets", "audit_events", "moves", "link_attempts")
            for row in connection.execute(text(f"SELECT * FROM {table}"))  # noqa: S608
        ]
    assert len(kept) > 5
    assert not any(secret in row for secret in planted for row in kept)
