"""Does nobody get reminders who has not agreed, and is each answer to the invitation read as it is meant?"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from bot.answering import Answering
from bot.enrolment import Enrolment
from bot.enrolment_words import Answer, answer_in, code_in
from bot.replies import Replies
from care import desk
from care.conversation import may_be_written_to
from care.db.database import Database
from care.desk.invitations import version_of
from care.errors import AlreadyEnrolled, MoveNotAllowed
from care.escalation import Reason
from care.message import Channel, IncomingState, Kind, Level, NewMessage
from care.patient import LeaveReason, PatientStatus
from content.segments import count as segments

PHONE = "+32470123456"
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
CENTRE = {
    "emergency_number": "112",
    "clinic_name": "North MS clinic",
    "clinic_phone": "02 555 01 10",
    "clinic_hours": "Monday to Friday, 9 to 5",
    "out_of_hours_phone": "02 555 01 99",
    "crisis_line": "02 648 40 14",
}


@dataclass
class Centre:
    """A centre with the real desk, wording and reception, and a stand-in for Rasa."""

    database: Database
    replies: Replies
    dialogue: Any
    reception: Any
    now: datetime = NOW
    ids: Any = field(default_factory=count)

    @property
    def enrolment(self) -> Enrolment:
        return Enrolment(self.database, self.replies)

    def wait(self, **duration: float) -> None:
        self.now += timedelta(**duration)

    def do(self, use_case: Callable[..., Any], *arguments: Any, **given: Any) -> Any:
        with self.database.begin() as records:
            return use_case(records, *arguments, **{"by": "nurse-1", "now": self.now, **given})

    def add(self, **given: Any) -> Any:
        values = {"phone": PHONE, "reference": None, "language": "en", "country": "BE", "time_zone": "Europe/Brussels"}
        return self.do(self.enrolment.add, **{**values, **given})

    def writes(self, text: str, *, channel: Channel = Channel.SMS, address: str = PHONE) -> list[str]:
        """The templates of the texts that a message gets."""
        message = NewMessage(
            channel=channel,
            address=address,
            provider_id=f"SM{next(self.ids)}",
            text=text,
            written_at=self.now,
        )
        receipt = self.reception.receive(message, by="sms", linked=False)
        before = len(self.texts(receipt.conversation))
        if receipt.state is IncomingState.WAITING:
            answering = Answering(self.database, self.dialogue, self.replies, now=lambda: self.now)
            answering.answer(receipt.conversation)
            return [text.reply.template for text in self.texts(receipt.conversation)[before:]]
        return [text.reply.template for text in self.texts(receipt.conversation) if text.answers == receipt.incoming]

    def texts(self, conversation: str) -> Any:
        with self.database.reading() as records:
            return records.outgoing_in(conversation)

    def patient(self) -> Any:
        with self.database.reading() as records:
            return records.patient_with_phone(PHONE)

    def conversation(self, channel: Channel = Channel.SMS) -> Any:
        with self.database.reading() as records:
            owned = records.conversations_of(self.patient().id)
            return next(each for each in owned if each.channel is channel)

    def reasons(self) -> list[Reason]:
        with self.database.reading() as records:
            return [each.concern.reason for each in records.escalations(only_open=True)]


@pytest.fixture
def centre(database: Database, all_knowledge: Any, dialogue: Any) -> Centre:
    from bot.reception import Reception

    replies = Replies(all_knowledge, CENTRE)
    made = Centre(database, replies, dialogue, None)
    made.reception = Reception(
        database, all_knowledge.red_flags, replies, linked=False, demo=False, now=lambda: made.now
    )
    return made


AGAIN = "wording/enrolment.ask_again"
AGREED = "wording/enrolment.agreed"
DECLINED = "wording/enrolment.declined"
WELCOME = "wording/enrolment.welcome"


def test_a_new_patient_is_asked_by_one_text_that_says_what_writes_to_them(centre):
    invited = centre.add()
    assert (invited.asked, invited.hindrance) == (True, None)
    assert invited.patient.status is PatientStatus.INVITED
    (text,) = centre.texts(centre.conversation().id)
    assert text.answers is None
    words = text.reply.text
    for said in ("North MS clinic", "computer, not a nurse", "Nobody watches", "112", "Reply 1 to agree", "STOP"):
        assert said in words
    for unsaid in ("YES", "LEMTRADA", "alemtuzumab", "sclerosis"):
        assert unsaid not in words
    assert segments(words) <= 2


def test_one_agrees_and_it_is_kept_to_which_text_when_and_where(centre):
    centre.add()
    centre.wait(hours=3)
    welcome = centre.texts(centre.conversation().id)[0].reply.text
    assert centre.writes("1") == [AGREED]
    patient = centre.patient()
    assert patient.status is PatientStatus.ACTIVE
    assert patient.agreement.version == version_of(welcome)
    assert (patient.agreement.at, patient.agreement.country) == (centre.now, "BE")
    assert patient.agreement.time_zone == "Europe/Brussels"
    assert centre.dialogue.asked == []


def test_another_wording_is_another_version():
    assert version_of("Reply 1 to agree") != version_of("Reply 1 to agree.")
    assert len(version_of("Reply 1 to agree")) <= 60


@pytest.mark.parametrize("text", ["2", "no", "No thanks", "I don't agree", "nee"])
def test_who_says_no_is_left_alone_and_a_nurse_is_told(centre, text):
    centre.add()
    assert centre.writes(text) == [DECLINED]
    assert centre.patient().status is PatientStatus.DECLINED
    assert centre.reasons() == [Reason.NOT_AGREED]
    with centre.database.reading() as records:
        assert records.escalations(only_open=True)[0].concern.words == text


def test_who_declined_may_still_agree(centre):
    centre.add()
    centre.writes("2")
    centre.wait(days=3)
    assert centre.writes("1") == [AGREED]
    assert centre.patient().status is PatientStatus.ACTIVE


def test_anything_else_is_answered_as_always_and_the_question_comes_once_more(centre):
    centre.add()
    assert centre.writes("how long do i take the herpes tablets") == ["answer/herpes_prophylaxis.duration", AGAIN]
    assert centre.writes("how long do i take the herpes tablets") == ["answer/herpes_prophylaxis.duration"]
    assert centre.patient().status is PatientStatus.INVITED
    assert centre.writes("1") == [AGREED]


def test_yes_agrees_to_nothing_and_the_question_comes_once_more(centre):
    centre.add()
    assert AGREED not in centre.writes("yes")
    assert centre.patient().status is PatientStatus.INVITED


def test_a_figure_answers_the_question_that_is_open_and_not_the_invitation(centre):
    centre.add()
    assert centre.writes("which tablets") == ["wording/clarify.two"]
    assert centre.writes("1") == ["answer/herpes_prophylaxis.duration", AGAIN]
    assert centre.patient().status is PatientStatus.INVITED


def test_a_warning_sign_comes_before_everything(centre):
    centre.add()
    templates = centre.writes("1 my face is drooping and i cannot speak")
    assert templates[0].startswith("wording/urgent.")
    assert AGAIN not in templates
    assert centre.patient().status is PatientStatus.INVITED
    assert AGAIN not in centre.writes("how long herpes tablets")


def test_stop_is_obeyed_and_nobody_is_asked_again(centre):
    centre.add()
    assert centre.writes("STOP") == ["wording/consent.stopped"]
    assert centre.writes("how long herpes tablets") == ["answer/herpes_prophylaxis.duration"]


def test_a_figure_from_a_patient_who_was_never_asked_agrees_to_nothing(centre):
    centre.add(welcome=False)
    assert AGREED not in centre.writes("1")
    assert centre.patient().status is PatientStatus.INVITED


def test_a_figure_from_a_stranger_agrees_to_nothing(centre):
    assert centre.writes("1") == ["wording/decline.general"]


def test_a_figure_of_an_active_patient_goes_to_the_dialogue(centre):
    centre.add()
    centre.writes("1")
    centre.wait(minutes=5)
    assert centre.writes("1") == ["wording/decline.general"]
    assert centre.writes("2") == ["wording/decline.general"]


def test_agreeing_and_saying_so_survive_a_crash_in_between(centre, monkeypatch):
    centre.add()
    with monkeypatch.context() as broken:
        broken.setattr(desk, "close", lambda *_args, **_given: (_ for _ in ()).throw(RuntimeError("killed")))
        with pytest.raises(RuntimeError):
            centre.writes("1")
    assert centre.patient().status is PatientStatus.ACTIVE
    centre.wait(minutes=1)
    Answering(centre.database, centre.dialogue, centre.replies, now=lambda: centre.now).answer_all()
    assert centre.texts(centre.conversation().id)[-1].reply.template == AGREED


def test_a_taken_over_turn_agrees_to_nothing_and_says_nothing(centre):
    centre.add()
    message = NewMessage(channel=Channel.SMS, address=PHONE, provider_id="SMx", text="1", written_at=centre.now)
    receipt = centre.reception.receive(message, by="sms")
    turn = centre.do(desk.claim, receipt.conversation)
    centre.wait(minutes=2)
    taken = centre.do(desk.claim, receipt.conversation)
    with pytest.raises(desk_error("TurnClosed")):
        centre.enrolment.answer(turn, turn.waiting[0], 0)
    assert centre.enrolment.answer(taken, taken.waiting[0], 0)[0].template == AGREED


def desk_error(name: str) -> type[Exception]:
    from care import errors

    return getattr(errors, name)


# ---------------------------------------------------------------- may this person be written to
def may(centre: Centre) -> bool:
    return may_be_written_to(centre.patient(), centre.conversation())


def test_nothing_unsolicited_before_agreement_and_nothing_after_stop_or_leaving(centre):
    centre.add()
    assert not may(centre)
    centre.writes("1")
    assert may(centre)
    centre.writes("stop")
    assert not may(centre)
    centre.writes("start")
    assert may(centre)
    centre.do(desk.leave, centre.patient().id, reason=LeaveReason.ASKED)
    assert not may(centre)


def test_a_conversation_of_somebody_else_is_not_written_to(centre):
    centre.add()
    centre.writes("1")
    with centre.database.begin() as records:
        other = records.conversation_with(Channel.SMS, "+32470999999", linked=False, now=centre.now)
    assert not may_be_written_to(centre.patient(), other)


# ---------------------------------------------------------------- nobody answers
def test_after_a_week_without_an_answer_a_nurse_is_told_once(centre):
    centre.add()
    centre.wait(days=6, hours=23)
    assert centre.enrolment.tell_of_unanswered(now=centre.now) == 0
    centre.wait(hours=1)
    assert centre.enrolment.tell_of_unanswered(now=centre.now) == 1
    centre.wait(days=30)
    assert centre.enrolment.tell_of_unanswered(now=centre.now) == 0
    assert centre.reasons() == [Reason.NOT_AGREED]
    with centre.database.reading() as records:
        assert records.escalations(only_open=True)[0].concern.level is Level.ROUTINE


@pytest.mark.parametrize("text", ["1", "2", "stop"])
def test_of_somebody_who_answered_nobody_is_told_a_week_later(centre, text):
    centre.add()
    centre.writes(text)
    before = centre.reasons()
    centre.wait(days=8)
    assert centre.enrolment.tell_of_unanswered(now=centre.now) == 0
    assert centre.reasons() == before


def test_who_agrees_while_the_nurses_are_about_to_be_told_is_not_told_of(centre):
    centre.add()
    centre.wait(days=8)
    centre.writes("1")
    assert centre.do(desk.tell_of_unanswered, centre.patient().id) is False
    assert centre.reasons() == []


def test_of_somebody_who_was_never_asked_nobody_is_told(centre):
    centre.add(welcome=False)
    centre.add(phone=None, reference="17")
    centre.wait(days=8)
    assert centre.enrolment.tell_of_unanswered(now=centre.now) == 0


def test_a_second_invitation_has_its_own_week(centre):
    centre.add()
    centre.writes("2")
    centre.wait(days=10)
    centre.do(centre.enrolment.invite, centre.patient())
    assert centre.texts(centre.conversation().id)[-1].reply.template == WELCOME
    assert centre.enrolment.tell_of_unanswered(now=centre.now) == 0
    centre.wait(days=7)
    assert centre.enrolment.tell_of_unanswered(now=centre.now) == 1
    assert centre.reasons() == [Reason.NOT_AGREED, Reason.NOT_AGREED]


def test_the_work_stops_when_it_is_told_to(centre):
    centre.add()
    centre.wait(days=8)
    assert centre.enrolment.tell_of_unanswered(now=centre.now, stopping=lambda: True) == 0


# ---------------------------------------------------------------- invitations that cannot be
def test_somebody_who_was_asked_is_not_asked_again_by_a_nurse(centre):
    centre.add()
    with pytest.raises(MoveNotAllowed, match="call them"):
        centre.do(centre.enrolment.invite, centre.patient())


def test_somebody_who_was_added_without_a_text_can_be_asked_later(centre):
    centre.add(welcome=False)
    assert centre.do(centre.enrolment.invite, centre.patient()).asked
    assert centre.writes("1") == [AGREED]


def test_a_number_that_wants_no_texts_gets_none_and_the_nurse_learns_it(centre):
    centre.writes("stop")
    invited = centre.add()
    assert not invited.asked
    assert "call the patient" in invited.hindrance
    assert WELCOME not in [text.reply.template for text in centre.texts(centre.conversation().id)]


def test_a_patient_without_a_number_is_kept_and_not_asked(centre):
    invited = centre.add(phone=None, reference="17")
    assert (invited.asked, "no phone number" in invited.hindrance) == (False, True)


def test_a_number_that_a_patient_has_is_not_given_to_another(centre):
    first = centre.add().patient.id
    with pytest.raises(AlreadyEnrolled, match=first):
        centre.add(reference="17")
    with centre.database.reading() as records:
        assert len(records.patients()) == 1


def test_who_wrote_before_they_were_added_keeps_their_conversation(centre):
    centre.writes("how long herpes tablets")
    centre.add()
    assert len(centre.texts(centre.conversation().id)) == 2
    assert centre.writes("1") == [AGREED]


def test_a_demo_says_so_behind_its_first_text(centre):
    demo = Enrolment(centre.database, centre.replies, demo=True)
    centre.do(demo.add, phone=PHONE, reference=None, language="en", country="BE", time_zone="Europe/Brussels")
    assert [text.reply.template for text in centre.texts(centre.conversation().id)] == [WELCOME, "wording/demo.banner"]


# ---------------------------------------------------------------- words
@pytest.mark.parametrize(
    "text",
    ["1", " 1. ", "1!", "(1)", "One", "ok 1", "1 please", "reply 1", "I agree", "Agreed", "1 i agree", "akkoord"],
)
def test_what_agrees(text):
    assert answer_in(text) is Answer.AGREES


@pytest.mark.parametrize(
    "text", ["2", "2.", "two", "NO", "no thank you", "2 no", "i do not agree", "non", "I don’t want this"]
)
def test_what_declines(text):
    assert answer_in(text) is Answer.DECLINES


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yes",
        "ok",
        "12",
        "1 march 2024",
        "1?",
        "no blood in urine",
        "day 1",
        "i have 1 question",
        "not 1",
        "👍",
        "1 2",
    ],
)
def test_what_is_about_something_else(text):
    assert answer_in(text) is None


# ---------------------------------------------------------------- a web chat of a patient
def on_web(centre: Centre, text: str, address: str = "token-1") -> list[str]:
    return centre.writes(text, channel=Channel.WEB, address=address)


@pytest.fixture
def code(centre: Centre) -> str:
    centre.add()
    return centre.do(desk.make_link_code, centre.patient().id)


def test_a_code_in_the_web_chat_ties_it_to_the_patient_and_asks_who_was_not_asked(centre, code):
    assert on_web(centre, f" {code[:4].lower()}-{code[4:]} ") == ["wording/link.done", WELCOME]
    assert centre.conversation(Channel.WEB).patient == centre.patient().id
    assert on_web(centre, "1") == [AGREED]


def test_an_active_patient_is_not_asked_in_the_web_chat(centre, code):
    centre.writes("1")
    assert on_web(centre, f"my code is {code}") == ["wording/link.done"]


def test_a_wrong_a_used_and_an_old_code_get_the_same_words(centre, code):
    wrong = on_web(centre, "ABCD2345", "token-2")
    on_web(centre, code)
    used = on_web(centre, code, "token-3")
    newer = centre.do(desk.make_link_code, centre.patient().id)
    centre.wait(minutes=31)
    old = on_web(centre, newer, "token-4")
    assert wrong == used == old == ["wording/link.not_valid"]


def test_after_five_wrong_codes_the_right_one_is_refused_too(centre, code):
    for _ in range(5):
        assert on_web(centre, "ABCD2345") == ["wording/link.not_valid"]
    assert on_web(centre, code) == ["wording/link.too_many_attempts"]
    centre.wait(minutes=1)
    assert on_web(centre, code, "token-2")[0] == "wording/link.done"


def test_a_linked_chat_does_not_use_up_another_code(centre, code):
    centre.writes("1")
    on_web(centre, code)
    newer = centre.do(desk.make_link_code, centre.patient().id)
    assert on_web(centre, newer) == ["wording/link.linked_already"]
    assert on_web(centre, newer, "token-2")[0] == "wording/link.done"


def test_a_code_by_text_message_from_a_strange_number_ties_nothing(centre, code):
    assert centre.writes(code, address="+32470999999") == ["wording/decline.general"]


@pytest.mark.parametrize(
    "text", ["pregnant", "headache", "26 sept 26", "3 march 26", "22nd test", "thank you", "remember"]
)
def test_words_and_dates_are_no_codes(text):
    assert code_in(text) is None


@pytest.mark.parametrize(
    "text", ["ABCD2345", "abcd 2345", "abcd-2345.", "code ABCD2345", "Hi, my code is abcd2345", '"ABCD2345"']
)
def test_a_code_is_read_as_people_type_it(text):
    assert code_in(text).upper().replace(" ", "").replace("-", "") == "ABCD2345"


def test_every_reply_of_enrolment_is_a_task_and_none_is_taken_for_an_answer(centre):
    centre.add()
    centre.writes("1")
    texts = centre.texts(centre.conversation().id)
    assert {text.reply.kind for text in texts} == {Kind.TASK}
    assert all(text.reply.sources == () for text in texts)


def test_every_code_that_is_made_is_read_as_one():
    from care.desk.links import _new_code

    assert all(code_in(_new_code()) for _ in range(5000))
