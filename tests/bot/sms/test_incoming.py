"""Text messages as Twilio posts them."""

import re
import threading
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy.exc import OperationalError
from twilio.request_validator import RequestValidator

from bot.spool import import_spool
from care.escalation import Reason
from care.message import IncomingState, Kind, Level

EMPTY = '<?xml version="1.0" encoding="UTF-8"?><Response />'
SIGN = "my face hangs down on one side"
FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.fixture
def broken(twilio: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """The database cannot be written until the returned function is called."""
    kind = type(twilio.house.database)
    whole = kind.begin

    def fails(*_: Any) -> Any:
        raise OperationalError("insert", {}, Exception("database or disk is full"))

    monkeypatch.setattr(kind, "begin", fails)
    return lambda: monkeypatch.setattr(kind, "begin", whole)


def test_a_text_is_answered_later_and_the_response_is_empty(twilio: Any) -> None:
    may_answer = threading.Event()
    twilio.house.dialogue.before_answer = lambda: may_answer.wait(10)
    response = twilio.text("how long herpes tablets")
    assert not may_answer.is_set()
    may_answer.set()
    assert (response.status_code, response.text) == (200, EMPTY)
    assert response.headers["content-type"] == "text/xml; charset=utf-8"
    twilio.until(lambda: "answer/herpes_prophylaxis.duration" in twilio.templates())


def test_the_fixed_words_of_a_warning_sign_are_queued_before_the_response(twilio: Any) -> None:
    assert twilio.text(SIGN).text == EMPTY
    assert twilio.texts()[0].reply.kind is Kind.URGENT
    assert twilio.concerns()[0].level is Level.EMERGENCY
    assert twilio.house.dialogue.asked == []


def test_the_same_text_posted_again_gets_the_same_response_and_nothing_happens_twice(twilio: Any) -> None:
    fields = twilio.fields(SIGN)
    responses = [twilio.post("/sms/incoming", fields) for _ in range(3)]
    assert {response.text for response in responses} == {EMPTY}
    assert len(twilio.messages()) == 1
    assert len(twilio.concerns()) == 1
    assert len([text for text in twilio.texts() if text.reply.kind is Kind.URGENT]) == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\U0001f635\u200d\U0001f4ab \U0001f1e7\U0001f1ea",
        "é ê ñ ß 北京 \u202e",
        "a+b & c=d %41 100%",
        "line\r\nline",
        "\x00\x1b",
        "x" * 1600,
        "how long herpes " * 30,
    ],
)
def test_a_text_is_kept_as_it_was_written_in_whatever_characters(twilio: Any, text: str) -> None:
    assert twilio.text(text, NumSegments="7").status_code == 200
    assert [message.text for message in twilio.messages()] == [text]


def test_a_text_in_an_encoding_that_is_not_utf_8_is_refused_because_nobody_signs_so(twilio: Any) -> None:
    fields = twilio.fields("caf\u00e9")
    headers = {"X-Twilio-Signature": twilio.signature("/sms/incoming", fields), **FORM}
    body = urlencode(fields, encoding="latin-1")
    assert twilio.client.post("/sms/incoming", content=body, headers=headers).status_code == 403


def test_a_picture_is_told_that_nobody_can_see_it(twilio: Any) -> None:
    fields = {"NumMedia": "1", "MediaUrl0": "https://media.example.org/1", "MediaContentType0": "image/jpeg"}
    twilio.text("", **fields)
    assert twilio.messages()[0].has_media
    assert "wording/handoff.media" in twilio.templates()
    assert Reason.MEDIA in [concern.reason for concern in twilio.concerns()]


@pytest.mark.parametrize("sender", ["+447700900123", "+15005550006", "32470999888", "1733", "TWILIO"])
def test_whoever_writes_is_triaged_also_from_numbers_that_nobody_can_have(twilio: Any, sender: str) -> None:
    assert twilio.text(SIGN, From=sender).status_code == 200
    assert twilio.concerns()[0].level is Level.EMERGENCY


def test_one_number_has_one_conversation_however_it_is_written(twilio: Any) -> None:
    twilio.text("how long herpes", From="+32 470 12 34 56")
    twilio.text("how long herpes", From="0470123456")
    assert len(twilio.messages()) == 2


# ---------------------------------------------------------------------------------------------- who sent the request


def test_a_signature_worked_out_by_twilios_own_package_holds(twilio: Any) -> None:
    fields = twilio.fields("how long herpes")
    ours = twilio.signature("/sms/incoming", fields)
    assert ours == RequestValidator(twilio.token).compute_signature(f"{twilio.public}/sms/incoming", fields)
    assert twilio.post("/sms/incoming", fields).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"X_Twilio_Signature": ""},
        {"X_Twilio_Signature": "AAAAAAAAAAAAAAAAAAAAAAAAAAA="},
        {"X_Twilio_Webhooks_Signature_Settings": "key=a,algorithm=HMAC_SHA256"},
        {"X_Twilio_Webhooks_Signature_Settings": "key=a,algorithm=MD5"},
        {"X_Twilio_Webhooks_Signature_Settings": "key=a"},
    ],
    ids=str,
)
def test_a_wrong_signature_is_refused_and_nothing_is_kept(twilio: Any, wrong: dict[str, str]) -> None:
    assert twilio.post("/sms/incoming", twilio.fields(SIGN), **wrong).status_code == 403
    assert twilio.messages() == []


def test_a_signature_for_other_words_or_another_address_is_refused(twilio: Any) -> None:
    fields = twilio.fields("how long herpes")
    signed = {"X_Twilio_Signature": twilio.signature("/sms/incoming", fields)}
    assert twilio.post("/sms/incoming", {**fields, "Body": "STOP"}, **signed).status_code == 403
    assert twilio.post("/sms/incoming", {**fields, "NumMedia": ""}, **signed).status_code == 403
    assert twilio.post("/sms/incoming?a=b", fields, **signed).status_code == 403
    assert twilio.messages() == []


def test_the_query_of_the_address_is_part_of_what_is_signed(twilio: Any) -> None:
    assert twilio.post("/sms/incoming?a=b%20c", twilio.fields("how long herpes")).status_code == 200


def test_the_host_header_has_no_say_in_the_signature(twilio: Any) -> None:
    fields = twilio.fields("how long herpes")
    forged = RequestValidator(twilio.token).compute_signature("http://127.0.0.1/sms/incoming", fields)
    refused = twilio.post("/sms/incoming", fields, X_Twilio_Signature=forged, Host="127.0.0.1")
    assert refused.status_code == 403
    assert twilio.post("/sms/incoming", fields, Host="127.0.0.1").status_code == 200


def test_the_newer_signatures_hold_with_the_shared_key_and_with_no_other(build_centre: Any, request: Any) -> None:
    from fastapi.testclient import TestClient

    from bot.web import web_app

    key = "a shared key of the account"
    centre = build_centre(twilio_webhook_secret=key)
    twilio = type(request.getfixturevalue("twilio"))(None, centre)
    newer = {"X_Twilio_Webhooks_Signature_Settings": "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256"}
    with TestClient(web_app(centre), base_url=twilio.public) as twilio.client:
        fields = twilio.fields("how long herpes")
        for secret, digest, status in ((key, sha256, 200), (twilio.token, sha256, 403)):
            signed = twilio.signature("/sms/incoming", fields, secret, digest)
            response = twilio.post("/sms/incoming", fields, X_Twilio_Signature=signed, **newer)
            assert response.status_code == status
        # The token's signature goes on to hold while the centre changes over.
        assert twilio.post("/sms/incoming", fields).status_code == 200


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (b"x" * 70_000, FORM, 413),
        (b"{}", {"content-type": "application/json"}, 415),
        ("&".join(f"a{i}=1" for i in range(500)).encode(), FORM, 422),
    ],
    ids=["too large", "no form", "too many fields"],
)
def test_what_is_no_form_of_twilios_is_refused(
    twilio: Any, content: bytes, headers: dict[str, str], status: int
) -> None:
    assert twilio.client.post("/sms/incoming", content=content, headers=headers).status_code == status


def test_a_signed_request_without_id_or_sender_is_refused(twilio: Any) -> None:
    fields = twilio.fields("hello")
    assert twilio.post("/sms/incoming", {**fields, "From": ""}).status_code == 422
    assert twilio.post("/sms/incoming", {**fields, "MessageSid": "", "SmsMessageSid": ""}).status_code == 422


def test_without_an_account_there_is_no_such_address(house: Any) -> None:
    from fastapi.testclient import TestClient

    from bot.web import web_app

    with TestClient(web_app(house), base_url="http://127.0.0.1:8080") as client:
        assert client.post("/sms/incoming", data={"a": "b"}).status_code == 404


def test_a_public_address_with_an_account_shows_no_demo_phone(twilio: Any) -> None:
    assert twilio.client.get("/demo/phone").status_code == 404


# ------------------------------------------------------------------------------------- the database cannot be written


def test_a_warning_sign_that_cannot_be_kept_is_answered_in_the_response(
    twilio: Any, broken: Callable[[], None]
) -> None:
    response = twilio.text(SIGN)
    assert response.status_code == 200
    said = re.findall("<Message>([^<]+)</Message>", response.text)
    assert "Call 112" in said[0]
    broken()
    assert import_spool(twilio.house) == 1
    assert twilio.concerns()[0].level is Level.EMERGENCY
    assert [message.text for message in twilio.messages()] == [SIGN]


def test_words_that_went_out_in_the_response_are_not_sent_again_and_a_nurse_is_told_all_the_same(
    twilio: Any, broken: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.sms.edge import sender_of

    class Nobody:
        def send(self, *_: Any, **__: Any) -> str:
            raise AssertionError("nothing is to be sent")

    twilio.text(SIGN)
    broken()
    assert import_spool(twilio.house) == 1
    sender = sender_of(twilio.house, Nobody())
    now = twilio.house.now()
    monkeypatch.setattr(sender, "_now", lambda: now)
    with twilio.house.database.engine.begin() as connection:
        # Only what is urgent is looked at: the words that the demo is a demo go out now.
        connection.exec_driver_sql("DELETE FROM outgoing WHERE kind <> 'urgent'")
    sender.tick()
    assert [concern.reason for concern in twilio.concerns()] == [Reason.WARNING_SIGN]
    now += timedelta(minutes=3)
    sender.alert()
    reasons = sorted(concern.reason for concern in twilio.concerns())
    assert reasons == [Reason.UNDELIVERED_URGENT, Reason.WARNING_SIGN]


def test_a_message_posted_again_after_the_database_came_back_is_the_same_message(
    twilio: Any, broken: Callable[[], None]
) -> None:
    fields = twilio.fields(SIGN)
    twilio.post("/sms/incoming", fields)
    broken()
    assert twilio.post("/sms/incoming", fields).text == EMPTY
    twilio.until(lambda: not twilio.house.settings.spool_file.read_bytes())
    assert len(twilio.messages()) == 1


def test_any_other_message_that_cannot_be_kept_is_refused(twilio: Any, broken: Callable[[], None]) -> None:
    assert twilio.text("how long herpes").status_code == 503
    broken()
    assert twilio.messages() == []


def test_a_message_stays_in_line_when_the_answer_fails(twilio: Any) -> None:
    def fails() -> None:
        raise RuntimeError

    twilio.house.dialogue.before_answer = fails
    assert twilio.text("how long herpes").status_code == 200
    assert twilio.messages()[0].state is IncomingState.WAITING
