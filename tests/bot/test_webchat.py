"""The web chat as a browser without JavaScript and as its script see it."""

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from bot.limits import SESSION, Limits
from bot.live import Live, Seen
from bot.processes import free_port
from bot.serving import served
from bot.web import web_app
from care.message import Channel, OutgoingState

BASE = "http://127.0.0.1:8080"
JSON = {"accept": "application/json"}


@pytest.fixture
def client(house: Any) -> Iterator[TestClient]:
    with TestClient(web_app(house), base_url=BASE) as opened:
        yield opened


def outgoing(house: Any, conversation: int = 0) -> list[Any]:
    with house.database.reading() as records:
        return list(records.outgoing_in(conversations(house)[conversation]))


def conversations(house: Any) -> list[str]:
    with house.database.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT id FROM conversations ORDER BY started_at")
        return [row[0] for row in rows]


def incoming(house: Any) -> list[str]:
    with house.database.reading() as records:
        return [each.text for kept in conversations(house) for each in records.incoming_in(kept)]


def until(condition: Callable[[], Any], seconds: float = 10) -> Any:
    """What the condition returns as soon as it holds."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)
    return found


def test_the_page_begins_with_what_it_is_and_the_emergency_number(client: TestClient) -> None:
    text = client.get("/").text
    notice = text.index("a computer, not a nurse")
    assert notice < text.index("Nobody watches this day and night") < text.index('href="tel:112"')
    assert notice < text.index("Demo: invented centre, content not reviewed by clinicians.") < text.index("<h1>")
    assert "It does not diagnose, read results or change" in text
    assert 'role="log" aria-live="polite"' in text


def test_looking_alone_starts_nothing(client: TestClient, house: Any) -> None:
    response = client.get("/")
    assert response.text.count('<button name="text"') == 4
    assert "set-cookie" not in response.headers
    assert conversations(house) == []
    assert client.get("/chat/events").status_code == 204


def test_a_form_waits_for_the_answer_and_leads_to_it(client: TestClient, house: Any) -> None:
    response = client.post("/chat/messages", data={"text": "how long herpes tablets"}, follow_redirects=False)
    assert response.status_code == 303
    assert response.headers["location"] == "/#last"
    text = client.get("/").text
    assert "how long herpes tablets" in text
    assert "at least 1 month" in text
    assert '<p class="source"><b>Source</b> LEMTRADA short SPC, August 2021' in text
    assert text.count('id="last"') == 1
    assert [each.state for each in outgoing(house)] == [OutgoingState.DELIVERED]


def test_a_form_does_not_wait_for_ever(client: TestClient, house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.webchat.routes.FORM_SECONDS", 0.2)
    house.dialogue.before_answer = lambda: time.sleep(1)
    assert "Working on an answer" in client.post("/chat/messages", data={"text": "herpes"}).text
    until(lambda: outgoing(house))
    assert "Working on an answer" not in client.get("/").text


def test_an_emergency_shows_the_number_first_and_large_at_once(client: TestClient, house: Any) -> None:
    given = {"text": "my face hangs down on one side", "message_id": "a"}
    result = client.post("/chat/messages", json=given, headers=JSON).json()
    assert [item["id"] for item in result["items"]] == ["in-1", "out-1"]
    html = result["items"][1]["html"]
    assert html.index("Emergency") < html.index('class="call" href="tel:112">Call 112') < html.index("stroke")
    assert result["working"] is False
    assert house.dialogue.asked == []


def test_a_sign_in_another_language_is_marked_as_that_language(client: TestClient) -> None:
    given = {"text": "mijn gezicht hangt scheef", "message_id": "a"}
    html = "".join(item["html"] for item in client.post("/chat/messages", json=given, headers=JSON).json()["items"])
    assert html.index('lang="nl"') < html.index("Bel 112") < html.index('lang="en"')


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("how long herpes", "Answer"),
        ("should i stop my tablets", "For your team"),
        ("which one", "A question back"),
        ("the weather", "No answer found"),
    ],
)
def test_every_kind_of_reply_says_in_words_what_it_is(client: TestClient, text: str, label: str) -> None:
    assert f'<b class="label">{label}</b>' in client.post("/chat/messages", data={"text": text}).text


def test_a_question_back_has_buttons_until_something_else_was_said(client: TestClient) -> None:
    asked = client.post("/chat/messages", data={"text": "which one"}).text
    assert '<button name="text" value="2"><span class="number">2</span> which herpes tablet is used' in asked
    picked = client.post("/chat/messages", data={"text": "1"}).text
    assert "at least 1 month" in picked
    assert '<button name="text"' not in picked


def test_the_same_message_sent_again_is_kept_and_answered_once(client: TestClient, house: Any) -> None:
    for _ in range(3):
        client.post("/chat/messages", data={"text": "herpes", "message_id": "one"})
    assert incoming(house) == ["herpes"]
    assert len(outgoing(house)) == 1


def test_a_form_that_was_changed_and_sent_again_is_a_new_message(client: TestClient, house: Any) -> None:
    client.post("/chat/messages", data={"text": "herpes", "message_id": "one"})
    client.post("/chat/messages", data={"text": "my face hangs down", "message_id": "one"})
    assert incoming(house) == ["herpes", "my face hangs down"]


def test_two_browsers_have_two_conversations_even_with_the_same_ids(house: Any) -> None:
    app = web_app(house)
    one, other = TestClient(app, base_url=BASE), TestClient(app, base_url=BASE)
    one.post("/chat/messages", data={"text": "herpes one", "message_id": "same"})
    other.post("/chat/messages", data={"text": "herpes other", "message_id": "same"})
    assert len(conversations(house)) == 2
    assert "herpes other" not in one.get("/").text
    assert "herpes one" not in other.get("/").text


def test_what_comes_while_a_turn_is_open_is_answered_after_it(client: TestClient, house: Any) -> None:
    house.dialogue.before_answer = lambda: time.sleep(0.3)
    for number in range(3):
        given = {"text": f"herpes {number}", "message_id": str(number)}
        assert client.post("/chat/messages", json=given, headers=JSON).json()["working"] is True
    until(lambda: "Working" not in client.get("/").text)
    assert house.dialogue.asked == ["herpes 0", "herpes 1", "herpes 2"]


def test_a_visit_from_another_site_keeps_the_conversation(client: TestClient) -> None:
    # Such a visit does not bring the strict cookie; the page leads on to itself, and that brings it.
    stranger = TestClient(client.app, base_url=BASE)
    response = stranger.get("/", headers={"sec-fetch-site": "cross-site"})
    assert '<meta http-equiv="refresh" content="0; url=/">' in response.text
    assert "set-cookie" not in response.headers
    assert "refresh" not in stranger.get("/", headers={"sec-fetch-site": "same-origin"}).text


def test_leaving_forgets_the_conversation_on_this_device_only(client: TestClient, house: Any) -> None:
    client.post("/chat/messages", data={"text": "herpes"})
    assert "herpes" not in client.post("/chat/leave").text.partition('id="conversation"')[2]
    assert incoming(house) == ["herpes"]


def test_too_many_messages_are_refused_but_never_a_warning_sign(client: TestClient, house: Any) -> None:
    texts = [f"herpes {number}" for number in range(SESSION.at_once + 3)]
    answers = [client.post("/chat/messages", json={"text": text}, headers=JSON) for text in texts]
    limited = answers[-1]
    assert limited.status_code == 429
    assert "You sent many messages" in limited.json()["problem"]
    page = client.post("/chat/messages", data={"text": "herpes 99"})
    assert page.status_code == 429
    assert ">herpes 99</textarea>" in page.text
    urgent = client.post("/chat/messages", json={"text": "my face hangs down"}, headers=JSON)
    assert urgent.status_code == 200
    assert "tel:112" in urgent.json()["items"][-1]["html"]
    assert len(incoming(house)) == SESSION.at_once + 1
    assert client.post("/chat/messages", json={"text": "STOP"}, headers=JSON).status_code == 200


def test_an_allowance_comes_back_with_time(house: Any) -> None:
    moment = house.now()
    limits = Limits(now=lambda: moment)
    sender = [("session x", SESSION)]
    assert sum(limits.allows(sender) for _ in range(SESSION.at_once + 5)) == SESSION.at_once
    moment += timedelta(minutes=0.5)
    assert sum(limits.allows(sender) for _ in range(99)) == SESSION.a_minute // 2
    moment += timedelta(days=1)
    assert sum(limits.allows(sender) for _ in range(99)) == SESSION.at_once


def test_the_nurses_list_shows_level_reason_and_words_and_says_when_nobody_waits(client: TestClient) -> None:
    assert "Nobody is waiting for a nurse" in client.get("/demo/escalations").text
    client.post("/chat/messages", data={"text": "HELP"})
    client.post("/chat/messages", data={"text": "my face hangs down"})
    text = client.get("/demo/escalations").text
    assert text.index("Emergency</span>") < text.index("my face hangs down") < text.index("Same day")


def read_stream(house: Any, port: int, cookies: dict[str, str], headers: dict[str, str], count: int) -> list[Any]:
    """The first items of a stream with their ids."""
    found = []
    with httpx.stream(
        "GET", f"http://127.0.0.1:{port}/chat/events", cookies=cookies, headers=headers, timeout=10
    ) as response:
        data = ""
        for line in response.iter_lines():
            if line.startswith("data: {"):
                data = line.removeprefix("data: ")
            elif line.startswith("id: "):
                found.append((line.removeprefix("id: "), json.loads(data)["id"]))
                if len(found) == count:
                    return found
    return found


def test_a_stream_brings_what_is_new_in_order_and_goes_on_where_it_ended(house: Any) -> None:
    port = free_port()
    with served(web_app(house), port), httpx.Client(base_url=f"http://127.0.0.1:{port}") as browser:
        browser.post("/chat/messages", json={"text": "herpes"}, headers=JSON)
        cookies = dict(browser.cookies)
        assert read_stream(house, port, cookies, {}, 2) == [("1.0", "in-1"), ("1.1", "out-1")]
        browser.post("/chat/messages", json={"text": "my face hangs down"}, headers=JSON)
        again = read_stream(house, port, cookies, {"last-event-id": "1.1"}, 2)
        assert again == [("2.1", "in-2"), ("2.2", "out-2")]
        until(lambda: {each.state for each in outgoing(house)} == {OutgoingState.DELIVERED})


def test_an_open_stream_ends_when_the_server_stops(house: Any) -> None:
    port = free_port()
    app = web_app(house)
    with served(app, port):
        with httpx.Client(base_url=f"http://127.0.0.1:{port}") as browser:
            browser.post("/chat/messages", json={"text": "herpes"}, headers=JSON)
            cookies = dict(browser.cookies)
        opened = httpx.Client(timeout=20)
        stream = opened.send(
            opened.build_request("GET", f"http://127.0.0.1:{port}/chat/events", cookies=cookies), stream=True
        )
        until(lambda: app.state.live.open == 1)
        began = time.monotonic()
    assert time.monotonic() - began < 5
    stream.close()
    opened.close()


def test_an_open_stream_holds_no_connection_of_the_database_and_sees_other_processes(house: Any) -> None:
    async def follow() -> list[Any]:
        live = Live(house.database)
        seen = []
        async for news in live.follow(Channel.WEB, "token", Seen()):
            assert news is not None
            seen.append([item.id for item in news.items])
            assert house.database.engine.pool.checkedout() == 0
            if len(seen) == 1:
                # Another process would write just so: this one is not told.
                await asyncio.to_thread(write)
            if "out-1" in seen[-1]:
                live.close()
        return seen

    def write() -> None:
        from care.message import NewMessage

        message = NewMessage(
            channel=Channel.WEB,
            address="token",
            provider_id="x",
            text="my face hangs down",
            written_at=house.now(),
        )
        house.reception.receive(message, by="test")

    assert asyncio.run(follow()) == [[], ["in-1", "out-1"]]


@pytest.mark.parametrize("text", ["", "x", "1", "1.x", "-1.2", "1.2.3", "9" * 30 + ".1", "\u0661.1"])
def test_a_place_that_nobody_wrote_means_nothing_seen(text: str) -> None:
    assert Seen.read(text) == Seen()


def test_one_conversation_has_only_so_many_open_pages(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.live.STREAMS_OF_ONE", 0)
    client = TestClient(web_app(house), base_url=BASE)
    client.post("/chat/messages", data={"text": "herpes"})
    assert client.get("/chat/events").status_code == 503
