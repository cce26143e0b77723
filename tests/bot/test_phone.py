"""The demo phone as its page sees it."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from bot.phone.routes import NUMBER
from bot.web import web_app
from care.message import Channel, OutgoingState

BASE = "http://127.0.0.1:8080"
JSON = {"accept": "application/json"}


@pytest.fixture
def client(house: Any) -> Iterator[TestClient]:
    with TestClient(web_app(house), base_url=BASE) as opened:
        yield opened


def texts(house: Any) -> list[Any]:
    with house.database.reading() as records:
        mark = records.marks(Channel.SMS, [NUMBER])[NUMBER]
        return list(records.outgoing_in(mark.conversation))


def test_a_phone_without_texts_says_so(client: TestClient) -> None:
    assert "No texts yet" in client.get("/demo/phone").text


def test_a_text_gets_the_short_form_of_the_answer_with_its_segments_and_state(client: TestClient, house: Any) -> None:
    response = client.post("/demo/phone/messages", data={"text": "how long herpes"}, follow_redirects=False)
    assert response.headers["location"] == "/demo/phone#last"
    page = client.get("/demo/phone").text
    assert "how long herpes" in page
    assert "LEMTRADA short SPC 08/2021" in page
    assert "2 segments, delivered" in page
    assert {each.state for each in texts(house)} == {OutgoingState.DELIVERED}


def test_the_first_text_says_that_it_is_a_demo(client: TestClient, house: Any) -> None:
    client.post("/demo/phone/messages", data={"text": "herpes"})
    client.post("/demo/phone/messages", data={"text": "hello"})
    assert [each.reply.topic for each in texts(house)].count("demo.banner") == 1


def test_a_warning_sign_is_one_segment_and_stands_out(client: TestClient) -> None:
    result = client.post("/demo/phone/messages", json={"text": "my face hangs down"}, headers=JSON).json()
    html = next(item["html"] for item in result["items"] if "alarm" in item["html"])
    assert 'href="tel:112"' in html
    assert "1 segment," in html


def test_stop_and_start_work_as_they_would_on_a_phone(client: TestClient, house: Any) -> None:
    for word in ("STOP", "START"):
        client.post("/demo/phone/messages", data={"text": word})
    topics = [each.reply.topic for each in texts(house)]
    assert topics.index("consent.stopped") < topics.index("consent.started")


def test_a_text_that_was_sent_twice_is_one_text(client: TestClient) -> None:
    for _ in range(2):
        client.post("/demo/phone/messages", data={"text": "herpes", "message_id": "one"})
    assert client.get("/demo/phone").text.count('class="sent"') == 1


def test_the_number_belongs_to_nobody() -> None:
    # The British regulator keeps 07700 900000 to 900999 for films and examples.
    assert NUMBER.startswith("+447700900")
    assert len(NUMBER) == 13


def test_the_web_chat_does_not_see_the_phone(client: TestClient) -> None:
    client.post("/demo/phone/messages", data={"text": "herpes on the phone"})
    assert "herpes on the phone" not in client.get("/").text
