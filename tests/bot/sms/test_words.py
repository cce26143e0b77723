"""Words that concern the service itself, strangers and wrong numbers, as they come by text message."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.limits import Allowance, Limits
from bot.sms.wrong_person import says_wrong_person
from care.consent import Consent
from care.escalation import Reason
from care.message import Channel, Kind, Level, Reply

SIGN = "my face hangs down on one side"
STOPPED, STARTED = "wording/consent.stopped", "wording/consent.started"
FIXED = "wording/unknown_number.fixed"


@pytest.mark.parametrize("word", ["STOP", "stop.", "Please stop", "STOPALL", "arret", "stoppen", "abmelden"])
def test_a_stop_is_confirmed_once_and_the_nurses_know_once(twilio: Any, word: str) -> None:
    for _ in range(3):
        assert twilio.text(word).status_code == 200
    assert twilio.consent() is Consent.STOPPED
    assert twilio.templates().count(STOPPED) == 1
    assert [concern.reason for concern in twilio.concerns()] == [Reason.STOPPED]


def test_a_stop_that_twilio_confirmed_itself_is_not_confirmed_again(twilio: Any) -> None:
    twilio.text("STOP", OptOutType="STOP")
    assert twilio.consent() is Consent.STOPPED
    assert STOPPED not in twilio.templates()
    assert [concern.reason for concern in twilio.concerns()] == [Reason.STOPPED]


def test_a_keyword_that_only_twilio_knows_counts(twilio: Any) -> None:
    twilio.text("basta", OptOutType="STOP")
    assert twilio.consent() is Consent.STOPPED
    assert STOPPED not in twilio.templates()
    twilio.text("vamos", OptOutType="START")
    assert twilio.consent() is Consent.GIVEN
    assert twilio.house.dialogue.asked == []


def test_a_start_is_confirmed_once_after_a_stop(twilio: Any) -> None:
    twilio.text("STOP")
    twilio.text("START")
    twilio.text("start")
    assert twilio.consent() is Consent.GIVEN
    assert [name for name in twilio.templates() if "consent" in name] == [STOPPED, STARTED]


def test_a_person_who_stops_twice_with_a_start_between_is_told_each_time(twilio: Any) -> None:
    for word in ("STOP", "START", "STOP"):
        twilio.text(word)
    assert [name for name in twilio.templates() if "consent" in name] == [STOPPED, STARTED, STOPPED]


def test_a_stop_with_a_warning_sign_does_both(twilio: Any) -> None:
    twilio.text("STOP. " + SIGN)
    assert twilio.consent() is Consent.STOPPED
    assert twilio.texts()[0].reply.kind is Kind.URGENT


def test_help_gets_the_emergency_number_also_where_twilio_answered(twilio: Any) -> None:
    twilio.text("HELP", OptOutType="HELP")
    assert [text.reply.kind for text in twilio.texts() if "help" in text.reply.template] == [Kind.URGENT]


def test_more_without_anything_to_come_is_a_message_like_any_other(twilio: Any) -> None:
    twilio.text("more")
    twilio.until(lambda: twilio.house.dialogue.asked == ["more"])


def test_too_many_messages_are_kept_and_told_so_once(twilio: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    # On a slow machine the twenty texts take so long that some are allowed again: here no time passes.
    def left(limits: Limits, sender: str, allowance: Allowance, now: datetime) -> float:
        return limits._left.get(sender, (float(allowance.at_once), now))[0]

    monkeypatch.setattr(Limits, "_left_of", left)
    for _ in range(20):
        twilio.text("how long herpes")
    assert len(twilio.messages()) == 20
    assert twilio.templates().count("wording/decline.rate_limited") == 1
    twilio.text(SIGN)
    assert twilio.texts()[-1].reply.kind is Kind.URGENT


# -------------------------------------------------------------------------------------------------------- strangers


def test_an_unknown_number_gets_one_fixed_reply_a_day_that_confirms_nothing(strangers: Any) -> None:
    for text in ("how long herpes", "when is my next blood test", "hello", ""):
        assert strangers.text(text).status_code == 200
    strangers.until(lambda: strangers.templates() == [FIXED])
    said = strangers.texts()[0].reply.text
    assert strangers.house.settings.clinic_phone not in said
    assert strangers.house.settings.clinic_name not in said
    assert "112" in said
    assert strangers.house.dialogue.asked == []
    assert len(strangers.messages()) == 4


def test_an_unknown_number_is_told_again_on_the_next_day(strangers: Any) -> None:
    strangers.text("hello")
    with strangers.house.database.engine.begin() as connection:
        yesterday = (strangers.house.now() - timedelta(days=1, seconds=1)).replace(tzinfo=None)
        connection.exec_driver_sql("UPDATE outgoing SET created_at = ?", (str(yesterday),))
    strangers.text("hello")
    assert strangers.templates() == [FIXED, FIXED]


def test_an_unknown_number_is_triaged_like_any_other(strangers: Any) -> None:
    strangers.text("hello")
    strangers.text(SIGN)
    assert strangers.texts()[-1].reply.kind is Kind.URGENT
    assert strangers.concerns()[0].level is Level.EMERGENCY


def test_a_stop_of_an_unknown_number_is_obeyed_in_words_that_confirm_nothing(strangers: Any) -> None:
    strangers.text("STOP")
    assert strangers.consent() is Consent.STOPPED
    assert strangers.templates() == ["wording/unknown_number.stopped"]
    assert strangers.concerns() == []


def test_a_patients_own_number_is_answered_as_a_patients(strangers: Any, monkeypatch: Any) -> None:
    with strangers.house.database.begin() as records:
        conversation = records.conversation_with(Channel.SMS, strangers.number, linked=True, now=strangers.house.now())
    strangers.text("how long herpes")
    strangers.until(lambda: "answer/herpes_prophylaxis.duration" in strangers.templates())
    assert conversation.linked


# ------------------------------------------------------------------------------------------------------ wrong person


@pytest.mark.parametrize(
    "text",
    [
        "wrong number",
        "WRONG PERSON!",
        "Sorry, you have the wrong number.",
        "verkeerd nummer",
        "falsche Nummer",
        "faux numéro",
    ],
)
def test_a_wrong_person_closes_the_number_and_a_nurse_is_told_once(twilio: Any, text: str) -> None:
    for _ in range(2):
        twilio.text(text)
    assert twilio.consent() is Consent.CLOSED
    assert twilio.templates().count("wording/wrong_person.closed") == 1
    assert [concern.reason for concern in twilio.concerns()] == [Reason.WRONG_PERSON]


def test_wrong_alone_closes_the_number_of_somebody_who_was_written_to_and_never_wrote(twilio: Any) -> None:
    house = twilio.house
    with house.database.begin() as records:
        conversation = records.conversation_with(Channel.SMS, twilio.number, linked=True, now=house.now())
        reply = Reply(kind=Kind.TASK, topic="a", template="wording/a", text="Your test is due.")
        records.queue(conversation.id, reply, turn=None, answers=None, now=house.now())
    twilio.text("WRONG")
    assert twilio.consent() is Consent.CLOSED


def test_wrong_alone_from_a_patient_who_wrote_before_is_about_something_else(twilio: Any) -> None:
    twilio.text("my last infusion was on 3 march")
    twilio.text("WRONG")
    assert twilio.consent() is Consent.GIVEN
    twilio.until(lambda: "WRONG" in twilio.house.dialogue.asked)


def test_a_closed_number_is_not_opened_by_a_word_and_learns_nothing_any_more(twilio: Any) -> None:
    twilio.text("wrong number")
    twilio.text("START")
    twilio.text("how long herpes")
    assert twilio.consent() is Consent.CLOSED
    assert STARTED not in twilio.templates()
    assert twilio.house.dialogue.asked == []
    twilio.text(SIGN)
    assert twilio.texts()[-1].reply.kind is Kind.URGENT


@pytest.mark.parametrize(
    "text",
    [
        "is it wrong to stop",
        "I took the wrong number of tablets",
        "something is wrong with me",
        "wrong date",
        "no",
        "who is this",
    ],
)
def test_other_sentences_with_these_words_close_nothing(text: str) -> None:
    assert not says_wrong_person(text, wrote_before=False)
