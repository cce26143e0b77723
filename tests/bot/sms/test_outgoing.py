"""Texts on their way, with Twilio's own package and a phone company that remembers, on both databases."""

import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import smsutil

from care.consent import Consent
from care.delivery import A_MINUTE, AN_HOUR, BACK_OFF, THE_SAME, URGENT_BACK_OFF
from care.desk import deliveries, outbox
from care.escalation import Reason
from care.message import Level

NUMBER = "+32470123456"


def test_a_text_is_sent_once_and_is_delivered_when_the_phone_company_says_so(post: Any) -> None:
    post.queue("One month.")
    assert post.tick() == 1
    assert post.tick() == 0
    assert [(text["to"], text["body"]) for text in post.company.taken] == [(NUMBER, "One month.")]
    assert (post.states(), post.outgoing_states()) == (["sent"], ["queued"])
    assert post.rows()[0].provider_id == post.company.taken[0]["sid"]
    post.report("delivered")
    assert (post.states(), post.outgoing_states()) == (["delivered"], ["delivered"])


def test_the_phone_company_is_told_where_to_report_and_from_which_number_the_text_is(post: Any) -> None:
    post.queue()
    post.tick()
    asked = post.company.asked[0]
    assert asked["StatusCallback"] == f"https://texts.example.org/sms/status/{post.rows()[0].id}.1"
    assert asked["From"] == "+32460000000"


def test_no_transaction_is_open_while_the_phone_company_is_called(post: Any, monkeypatch: Any) -> None:
    post.queue()
    send = post.provider.send

    def looks(*given: Any, **named: Any) -> str:
        assert post.states() == ["sending"]
        with post.database.begin() as records:
            records.conversation_with("sms", "+32470000001", linked=True, now=post.now)
        return send(*given, **named)

    monkeypatch.setattr(post.provider, "send", looks)
    post.tick()
    assert post.states() == ["sent"]


def test_texts_of_one_person_go_out_in_their_order(post: Any) -> None:
    for text in ("first", "second", "third"):
        post.queue(text)
    post.tick()
    assert [text["body"] for text in post.company.taken] == ["first", "second", "third"]


def test_many_workers_at_once_send_each_text_once(post: Any) -> None:
    for number in range(30):
        post.queue(f"text {number}", number=f"+3247012{number:04d}")
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _: post.another().tick(), range(6)))
    assert sorted(text["body"] for text in post.company.taken) == sorted(f"text {number}" for number in range(30))


def test_an_urgent_text_goes_before_all_that_wait(post: Any) -> None:
    for number in range(5):
        post.queue(f"text {number}", number=f"+3247012{number:04d}")
        post.wait(seconds=1)
    post.urgent()
    post.tick()
    assert post.company.taken[0]["body"] == "Call 112 now."


def test_a_phone_company_that_does_not_answer_is_not_asked_for_all_that_wait_at_once(post: Any) -> None:
    post.company.plan = ["fault"]
    for number in range(3):
        post.queue(f"text {number}", number=f"+3247012{number:04d}")
    post.tick()
    assert len(post.company.asked) == 1
    post.tick()
    assert len(post.company.asked) == 3


def test_a_web_conversation_is_not_sent_by_text_message(post: Any) -> None:
    from care.message import Channel, Kind, Reply

    with post.database.begin() as records:
        conversation = records.conversation_with(Channel.WEB, "token", linked=True, now=post.now)
        reply = Reply(kind=Kind.ANSWER, topic="a", template="answer/a", text="on a page")
        records.queue(conversation.id, reply, turn=None, answers=None, now=post.now)
    assert post.tick() == 0
    assert post.company.taken == []


# ------------------------------------------------------------------------------------------------ what may go wrong


@pytest.mark.parametrize("what", ["hang after", "cut after", "fault after"])
def test_a_text_that_was_taken_without_a_word_is_found_in_the_list_and_not_sent_again(post: Any, what: str) -> None:
    post.company.plan = [what]
    post.queue()
    post.tick()
    assert post.states() == ["sending"]
    post.tick()
    assert post.states() == ["sending"]
    post.wait(seconds=31)
    post.tick()
    assert post.states() == ["sent"]
    assert len(post.company.taken) == 1
    post.report("delivered")
    assert post.states() == ["delivered"]


@pytest.mark.parametrize("what", ["hang", "fault"])
def test_a_text_that_was_not_taken_is_sent_again_only_after_two_looks_at_the_list(post: Any, what: str) -> None:
    post.company.plan = [what]
    post.queue()
    post.tick()
    post.wait(seconds=31)
    post.tick()
    assert (post.states(), post.company.taken) == (["sending"], [])
    post.wait(seconds=61)
    post.tick()
    post.tick()
    assert post.states() == ["sent"]
    assert len(post.company.taken) == 1


def test_a_worker_that_died_before_the_call_loses_nothing_and_one_that_died_after_it_doubles_nothing(
    post: Any, monkeypatch: Any
) -> None:
    send = post.provider.send

    class Died(BaseException):
        pass

    def dies(*given: Any, **named: Any) -> str:
        if len(post.company.asked) == 1:
            raise Died
        send(*given, **named)
        raise Died

    monkeypatch.setattr(post.provider, "send", dies)
    for text in ("one", "two"):
        post.queue(text)
        with pytest.raises(Died):
            post.tick()
    monkeypatch.setattr(post.provider, "send", send)
    for _ in range(4):
        post.wait(seconds=45)
        post.tick()
    assert sorted(text["body"] for text in post.company.taken) == ["one", "two"]
    assert post.states() == ["sent", "sent"]


def test_two_equal_texts_in_doubt_are_told_apart(post: Any) -> None:
    post.company.plan = ["fault after", "fault", "fault after"]
    for _ in range(3):
        post.queue("the same")
    for _ in range(3):
        post.tick()
    for _ in range(4):
        post.wait(seconds=45)
        post.tick()
    assert len(post.company.texts("the same")) == 3
    assert len({row.provider_id for row in post.rows()}) == 3


def test_a_report_settles_a_text_in_doubt_before_the_list_is_asked(post: Any) -> None:
    post.company.plan = ["hang after"]
    post.queue()
    post.tick()
    post.report("delivered", sid=post.company.taken[0]["sid"])
    post.wait(minutes=5)
    post.tick()
    assert post.states() == ["delivered"]
    assert len(post.company.taken) == 1


def test_a_text_of_which_nobody_can_say_anything_is_a_nurses_decision(post: Any) -> None:
    post.company.plan = ["fault after"]
    post.company.list_answers = False
    post.queue()
    post.tick()
    for _ in range(40):
        post.wait(seconds=31)
        post.tick()
    assert post.states() == ["unconfirmed"]
    assert [concern.reason for concern in post.concerns()] == [Reason.UNSETTLED]
    assert len(post.company.taken) == 1
    text = post.rows()[0].id
    with post.database.begin() as records:
        assert deliveries.send_again(records, text, by="nurse", now=post.now)
    post.tick()
    assert (post.states(), len(post.company.taken)) == (["sent"], 2)


def test_a_text_that_the_machine_slept_over_is_not_given_to_the_phone_company_late(post: Any, monkeypatch: Any) -> None:
    post.queue()
    next_text = outbox.next_text

    def sleeps(*given: Any, **named: Any) -> Any:
        found = next_text(*given, **named)
        if found is not None:
            post.wait(minutes=5)
        return found

    monkeypatch.setattr("care.desk.outbox.next_text", sleeps)
    post.tick()
    assert post.company.asked == []
    monkeypatch.setattr("care.desk.outbox.next_text", next_text)
    for _ in range(3):
        post.wait(minutes=2)
        post.tick()
    assert len(post.company.taken) == 1


def test_a_busy_phone_company_is_tried_again_later_and_later(post: Any) -> None:
    post.company.plan = ["busy", "busy", "busy"]
    post.queue()
    post.tick()
    for pause in BACK_OFF[:3]:
        post.now += pause / 2
        post.tick()
        assert post.states() == ["queued"]
        post.now += pause / 2
        post.tick()
    assert (post.states(), post.rows()[0].attempts) == (["sent"], 4)
    assert len(post.company.taken) == 1


@pytest.mark.parametrize(("urgent", "schedule"), [(False, BACK_OFF), (True, URGENT_BACK_OFF)])
def test_a_text_that_is_never_taken_is_given_up_and_a_nurse_is_told(post: Any, urgent: bool, schedule: Any) -> None:
    post.company.plan = ["busy"] * 20
    (post.urgent if urgent else post.queue)()
    post.tick()
    for pause in schedule:
        post.now += pause
        post.tick()
    assert post.states() == ["failed"]
    assert len(post.company.asked) == len(schedule) + 1
    reasons = {concern.reason for concern in post.concerns()}
    assert reasons == {Reason.UNDELIVERED_URGENT if urgent else Reason.UNDELIVERED}


def test_an_unreachable_phone_company_is_tried_again(post: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(post.provider._client.http_client, "_base", "http://127.0.0.1:9")
    post.queue()
    post.tick()
    assert (post.states(), post.rows()[0].error) == (["queued"], "unreached")


@pytest.mark.parametrize(
    ("code", "words"),
    [("21211", "not a phone number"), ("30006", "landline"), ("99999", "could not be delivered. (99999)")],
)
def test_a_final_refusal_fails_the_text_and_tells_a_nurse_in_words_once(post: Any, code: str, words: str) -> None:
    post.company.plan = [f"refuse {code}"] * 2
    post.queue()
    post.queue()
    post.tick()
    assert post.states() == ["failed", "failed"]
    assert post.outgoing_states() == ["failed", "failed"]
    assert [concern.reason for concern in post.concerns()] == [Reason.UNDELIVERED]
    assert words in post.concerns()[0].words


# ------------------------------------------------------------------------------------------------------- reports


@pytest.mark.parametrize(
    ("reports", "state"),
    [
        (["queued", "sent", "delivered"], "delivered"),
        (["delivered", "sent", "queued", "sending"], "delivered"),
        (["delivered", "undelivered"], "delivered"),
        (["delivered", "delivered", "delivered"], "delivered"),
        (["undelivered", "delivered"], "failed"),
        (["failed", "sent"], "failed"),
        (["sent", "something new"], "sent"),
        (["read"], "delivered"),
    ],
)
def test_reports_only_lead_forward(post: Any, reports: list[str], state: str) -> None:
    post.queue()
    post.tick()
    for status in reports:
        post.report(status, error="30005" if status in ("undelivered", "failed") else "")
    assert post.states() == [state]


def test_a_report_that_comes_before_the_answer_is_not_undone_by_it(post: Any, monkeypatch: Any) -> None:
    send = post.provider.send

    def reported(*given: Any, **named: Any) -> str:
        sid = send(*given, **named)
        post.report("delivered", sid=sid)
        return sid

    monkeypatch.setattr(post.provider, "send", reported)
    post.queue()
    post.tick()
    assert post.states() == ["delivered"]


def test_a_phone_that_is_off_is_tried_again_and_late_reports_of_the_first_try_change_nothing(post: Any) -> None:
    post.queue()
    post.tick()
    post.report("undelivered", error="30003")
    post.report("undelivered", error="30003")
    assert (post.states(), post.rows()[0].attempts) == (["queued"], 1)
    post.wait(seconds=31)
    post.tick()
    assert (post.states(), post.rows()[0].attempts) == (["sent"], 2)
    first = post.company.taken[0]["sid"]
    post.report("undelivered", error="30003", attempt=1, sid=first)
    post.report("sent", attempt=1, sid=first)
    assert post.states() == ["sent"]
    post.report("delivered")
    assert post.states() == ["delivered"]
    assert post.concerns() == []


def test_a_report_about_another_text_is_refused(post: Any) -> None:
    from fastapi import HTTPException

    post.queue()
    post.tick()
    with pytest.raises(HTTPException) as refused:
        post.report("failed", error="30005", sid="SM" + "f" * 32)
    assert refused.value.status_code == 409
    assert post.states() == ["sent"]


def test_a_text_without_a_receipt_for_a_day_is_unconfirmed_and_can_still_arrive(post: Any) -> None:
    post.queue()
    post.tick()
    post.wait(hours=25)
    post.tick()
    assert (post.states(), post.concerns()) == (["unconfirmed"], [])
    post.report("delivered")
    assert post.states() == ["delivered"]


# ------------------------------------------------------------------------------------------- who is told, and consent


def test_an_urgent_text_that_is_not_known_to_have_arrived_after_two_minutes_is_a_nurses_matter_once(post: Any) -> None:
    post.urgent()
    post.tick()
    post.wait(minutes=1, seconds=59)
    post.tick()
    assert post.concerns() == []
    post.wait(seconds=2)
    post.tick()
    post.tick()
    assert [(each.reason, each.level) for each in post.concerns()] == [(Reason.UNDELIVERED_URGENT, Level.EMERGENCY)]
    post.report("failed", error="30005")
    assert len(post.concerns()) == 1


def test_an_urgent_text_that_arrives_in_time_alerts_nobody(post: Any) -> None:
    post.urgent()
    post.tick()
    post.report("delivered")
    post.wait(minutes=10)
    post.tick()
    assert post.concerns() == []


def test_an_urgent_text_that_fails_is_a_nurses_matter_at_once(post: Any) -> None:
    post.company.plan = ["refuse 21610"]
    post.urgent()
    post.tick()
    reasons = sorted(concern.reason for concern in post.concerns())
    assert reasons == sorted([Reason.UNDELIVERED_URGENT, Reason.STOPPED])


def test_a_carrier_that_holds_texts_back_stops_the_consent_and_puts_the_person_on_the_list_once(post: Any) -> None:
    post.company.plan = ["refuse 21610", "refuse 21610"]
    post.queue()
    post.queue()
    post.tick()
    assert post.consent() is Consent.STOPPED
    assert [concern.reason for concern in post.concerns()] == [Reason.STOPPED]


def test_a_report_of_an_opt_out_counts_as_well(post: Any) -> None:
    post.queue()
    post.tick()
    post.report("undelivered", error="21610")
    assert post.consent() is Consent.STOPPED


@pytest.mark.parametrize("consent", [Consent.STOPPED, Consent.CLOSED])
def test_nothing_that_nobody_asked_for_goes_to_a_person_who_does_not_want_it(post: Any, consent: Consent) -> None:
    text = post.queue("Your test is due.", asked=False)
    with post.database.begin() as records:
        records.set_consent(text.conversation, consent)
    post.urgent()
    post.queue("an answer")
    post.tick()
    assert sorted(text["body"] for text in post.company.taken) == ["Call 112 now.", "an answer"]
    assert post.concerns() == []


def test_texts_that_nobody_asked_for_wait_for_the_next_day_and_none_is_lost(post: Any) -> None:
    for number in range(5):
        post.queue(f"reminder {number}", asked=False)
    post.queue("an answer")
    sent = []
    for _ in range(3):
        post.tick()
        sent.append(len(post.company.taken))
        post.wait(days=1)
    assert sent == [3, 5, 6]


def test_a_number_gets_so_many_texts_a_minute_and_an_urgent_one_all_the_same(post: Any) -> None:
    for number in range(A_MINUTE + 3):
        post.queue(f"answer {number}")
    post.urgent()
    post.tick()
    assert len(post.company.taken) == A_MINUTE + 1
    assert post.company.taken[-1]["body"] == "Call 112 now."
    for _ in range(2):
        post.wait(minutes=1)
        post.tick()
    assert len(post.company.taken) == A_MINUTE + 4


def test_two_machines_that_answer_each_other_are_stopped_and_a_nurse_is_told_once(post: Any) -> None:
    for _ in range(THE_SAME + 4):
        post.queue("I cannot answer this.", template="wording/decline.general")
        post.tick()
        post.wait(seconds=20)
    assert len(post.company.taken) == THE_SAME
    assert [concern.reason for concern in post.concerns()] == [Reason.LOOP]
    post.urgent()
    post.tick()
    assert post.company.taken[-1]["body"] == "Call 112 now."


def test_more_than_so_many_texts_an_hour_are_a_loop_whatever_they_say(post: Any) -> None:
    for _ in range(AN_HOUR + 5):
        post.queue()
        post.tick()
        post.wait(seconds=60)
    assert len(post.company.taken) == AN_HOUR


@pytest.mark.parametrize(("urgent", "hours", "sent"), [(False, 11, 1), (False, 13, 0), (True, 0.5, 1), (True, 2, 0)])
def test_a_reply_that_is_too_old_is_not_sent_any_more_and_a_nurse_knows(
    post: Any, urgent: bool, hours: float, sent: int
) -> None:
    (post.urgent if urgent else post.queue)()
    post.wait(hours=hours)
    post.tick()
    assert len(post.company.taken) == sent
    assert bool(post.concerns()) == (not sent)


def test_a_text_of_long_ago_is_found_at_a_start(post: Any) -> None:
    post.queue()
    post.wait(days=30)
    assert post.tick() == 0
    post.tick(everything=True)
    assert post.states() == ["failed"]
    assert [concern.reason for concern in post.concerns()] == [Reason.UNDELIVERED]


# ------------------------------------------------------------------------------------------------------ long texts


def test_a_long_text_goes_out_in_two_segments_and_the_rest_for_more(post: Any) -> None:
    sentences = [f"This is sentence number {number} of a list that a patient asked for." for number in range(12)]
    text = post.queue(" ".join(sentences))
    post.tick()
    assert post.states() == ["sent", "held", "held"]
    for _ in range(2):
        with post.database.begin() as records:
            assert outbox.more(records, text.conversation, by="sms", now=post.now)
        post.tick()
    with post.database.begin() as records:
        assert not outbox.more(records, text.conversation, by="sms", now=post.now)
    bodies = [text["body"] for text in post.company.taken]
    assert all(body.endswith(" Send MORE for the rest.") for body in bodies[:-1])
    assert " ".join(body.removesuffix(" Send MORE for the rest.") for body in bodies) == " ".join(sentences)
    assert all(len(smsutil.split(body).parts) <= 2 for body in bodies)


def test_the_rest_of_a_long_text_cannot_be_asked_for_after_a_day(post: Any) -> None:
    text = post.queue("One more sentence of a long list. " * 20)
    post.tick()
    post.wait(hours=25)
    with post.database.begin() as records:
        assert not outbox.more(records, text.conversation, by="sms", now=post.now)


def test_an_urgent_text_is_never_cut(post: Any) -> None:
    post.urgent("Call 112 now. " + "Say that you had this treatment. " * 20)
    post.tick()
    assert post.states() == ["sent"]


# ---------------------------------------------------------------------------------------------------------- logs


@pytest.mark.parametrize("what", ["ok", "refuse 21211", "busy", "fault", "cut after", "hang"])
def test_no_log_line_holds_a_number_or_a_text(
    post: Any, caplog: pytest.LogCaptureFixture, what: str, monkeypatch: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("twilio", "urllib3"):
        monkeypatch.setattr(logging.getLogger(name), "level", logging.WARNING)
    post.company.plan = [what]
    post.queue("a planted sentence")
    post.tick()
    post.wait(minutes=2)
    post.tick()
    ours = [record for record in caplog.records if record.name != "werkzeug"]
    written = "\n".join(record.getMessage() + str(record.exc_info or "") for record in ours)
    assert "470123456" not in written
    assert "planted" not in written


def test_the_loggers_that_would_write_numbers_are_at_warning(post: Any) -> None:
    assert logging.getLogger("twilio").level == logging.WARNING
    assert logging.getLogger("urllib3").level == logging.WARNING


def test_an_erased_patients_texts_are_gone_with_all_that_became_of_them(post: Any) -> None:
    text = post.queue()
    post.tick()
    with post.database.engine.begin() as connection:
        connection.exec_driver_sql(f"DELETE FROM outgoing WHERE id = '{text.id}'")  # noqa: S608 - an id of ours
    assert post.rows() == []
