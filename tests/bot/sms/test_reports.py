"""Twilio's reports on what became of a text, as they reach us over HTTP."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from bot.web import web_app


@pytest.fixture
def sent(build_centre: Any, company: Any, httpserver: Any, twilio: Any) -> Iterator[Any]:
    """A centre whose answer to a text went out."""
    house = build_centre(twilio_api=httpserver.url_for(""))
    with TestClient(web_app(house), base_url=twilio.public) as client:
        both = type(twilio)(client, house)
        both.text("how long herpes tablets")
        both.until(lambda: [text for text in company.taken if "1 month" in text["body"]])
        yield both


def report(sent: Any, message: dict[str, Any], status: str, **given: str) -> Any:
    fields = {"MessageSid": message["sid"], "MessageStatus": status, "To": message["to"], **given}
    return sent.post(message["callback"].removeprefix(sent.public), fields)


def states(sent: Any) -> list[str]:
    with sent.house.database.engine.connect() as connection:
        return [row[0] for row in connection.exec_driver_sql("SELECT state FROM deliveries ORDER BY created_at")]


def test_an_answer_goes_out_by_the_phone_company_and_comes_back_as_delivered(sent: Any, company: Any) -> None:
    sent.until(lambda: states(sent) == ["sent"] * len(company.taken))
    for message in company.taken:
        assert report(sent, message, "delivered").status_code == 204
    assert set(states(sent)) == {"delivered"}
    assert {text.state for text in sent.texts()} == {"delivered"}


def test_a_replayed_report_changes_nothing(sent: Any, company: Any) -> None:
    for _ in range(3):
        assert report(sent, company.taken[0], "delivered").status_code == 204
    report(sent, company.taken[0], "failed", ErrorCode="30005")
    assert states(sent)[0] == "delivered"
    assert sent.concerns() == []


def test_a_report_without_a_right_signature_is_refused(sent: Any, company: Any) -> None:
    sent.until(lambda: states(sent) == ["sent"] * len(company.taken))
    path = company.taken[0]["callback"].removeprefix(sent.public)
    fields = {"MessageSid": company.taken[0]["sid"], "MessageStatus": "failed"}
    assert sent.post(path, fields, X_Twilio_Signature="forged").status_code == 403
    assert set(states(sent)) == {"sent"}


def test_the_signature_of_one_texts_report_does_not_hold_for_another_text(sent: Any, company: Any) -> None:
    sent.text("how long herpes again")
    sent.until(lambda: len(company.taken) > 1 and states(sent) == ["sent"] * len(company.taken))
    first, second = company.taken[0], company.taken[-1]
    path = {name: message["callback"].removeprefix(sent.public) for name, message in (("a", first), ("b", second))}
    fields = {"MessageSid": first["sid"], "MessageStatus": "failed"}
    signed = sent.signature(path["a"], fields)
    assert sent.post(path["b"], fields, X_Twilio_Signature=signed).status_code == 403
    # Even a rightly signed report does not move a text that it does not name.
    assert sent.post(path["b"], fields).status_code == 409
    assert set(states(sent)) == {"sent"}


@pytest.mark.parametrize(
    "name", ["x", "00000000-0000-0000-0000-000000000000.1", "00000000-0000-0000-0000-000000000000"]
)
def test_a_report_about_no_text_of_ours_is_not_found(sent: Any, name: str) -> None:
    assert sent.post(f"/sms/status/{name}", {"MessageSid": "SM" + "0" * 32}).status_code == 404


def test_an_urgent_text_is_at_the_phone_company_within_a_moment(sent: Any, company: Any) -> None:
    sent.text("my face hangs down on one side")
    sent.until(lambda: [text for text in company.taken if text["body"].startswith("Call 112")], seconds=3)


def test_more_brings_the_rest_of_a_long_text(sent: Any, company: Any) -> None:
    from care.message import Channel, Kind, Reply

    text = " ".join(f"Sentence number {number} of the passage that was asked for." for number in range(12))
    reply = Reply(kind=Kind.ANSWER, topic="a", template="answer/a", text=text)
    with sent.house.database.begin() as records:
        conversation = records.conversation_with(Channel.SMS, sent.number, linked=True, now=sent.house.now())
        records.queue(conversation.id, reply, turn=None, answers=None, now=sent.house.now())
    sent.text("how long herpes")
    first = sent.until(lambda: [text for text in company.taken if text["body"].startswith("Sentence number 0")])
    assert first[0]["body"].endswith("Send MORE for the rest.")
    for word, last in (("More!", 8), ("more", 11)):
        sent.text(word)
        said = f"number {last} of the passage that was asked for."
        sent.until(lambda said=said: any(said in text["body"] for text in company.taken))
    assert sent.house.dialogue.asked == ["how long herpes tablets", "how long herpes"]
