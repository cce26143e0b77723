"""What the outside may not do to the pages, and what it never gets to see."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.exc import OperationalError

from bot.guard import LARGEST_BODY, allowed_hosts
from bot.web import web_app

BASE = "http://127.0.0.1:8080"


@pytest.fixture
def client(house: Any) -> Iterator[TestClient]:
    with TestClient(web_app(house), base_url=BASE, raise_server_exceptions=False) as opened:
        yield opened


@pytest.mark.parametrize("path", ["/", "/demo/phone", "/demo/escalations", "/nowhere", "/static/talk.js", "/ready"])
def test_every_response_allows_nothing_but_our_own_files(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_no_page_has_inline_script_or_style_or_anything_from_elsewhere(client: TestClient) -> None:
    for path in ("/", "/demo/phone", "/demo/escalations", "/nowhere"):
        text = client.get(path).text
        assert "<style" not in text
        assert " style=" not in text
        assert " onclick=" not in text
        assert "https://" not in text
        assert text.count("<script") == text.count('<script src="/static/')


def test_a_browser_is_held_to_https_only_where_the_public_address_has_it(
    client: TestClient, build_house: Callable[..., Any]
) -> None:
    assert "strict-transport-security" not in client.get("/").headers
    app = web_app(build_house(public_url="https://chat.example.org"))
    secured = TestClient(app, base_url="https://chat.example.org")
    assert "max-age" in secured.get("/").headers["strict-transport-security"]
    cookie = secured.post("/chat/messages", data={"text": "hello"}, follow_redirects=False).headers["set-cookie"]
    assert cookie.startswith("__Host-aftercourse=")
    for part in ("HttpOnly", "SameSite=strict", "Secure", "Path=/"):
        assert part in cookie


def test_the_cookie_is_a_random_token_of_256_bits_that_scripts_and_other_sites_cannot_use(
    client: TestClient,
) -> None:
    response = client.post("/chat/messages", data={"text": "hello"}, follow_redirects=False)
    cookie = response.headers["set-cookie"]
    assert len(cookie.partition("=")[2].partition(";")[0]) == 43
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "evil.example:8080"])
def test_a_request_for_another_host_is_refused(client: TestClient, host: str) -> None:
    response = client.get("/", headers={"host": host})
    assert response.status_code == 400
    assert "112" in response.text


def test_the_public_host_is_the_only_one_beside_loopback(build_house: Callable[..., Any]) -> None:
    settings = build_house(public_url="https://chat.example.org").settings
    assert allowed_hosts(settings) == {"chat.example.org", "localhost", "127.0.0.1", "::1"}


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": BASE},
    ],
)
def test_what_another_site_posts_is_refused_and_not_kept(
    client: TestClient, house: Any, headers: dict[str, str]
) -> None:
    response = client.post("/chat/messages", data={"text": "hello"}, headers=headers)
    assert response.status_code == 403
    assert "set-cookie" not in response.headers
    assert house.dialogue.asked == []


@pytest.mark.parametrize("headers", [{"origin": BASE}, {"sec-fetch-site": "same-origin"}, {}])
def test_what_our_own_page_posts_is_taken(client: TestClient, headers: dict[str, str]) -> None:
    response = client.post("/chat/messages", data={"text": "hello"}, headers=headers, follow_redirects=False)
    assert response.status_code == 303


def test_a_body_that_is_too_large_is_refused_with_plain_words(client: TestClient) -> None:
    stated = client.post("/chat/messages", data={"text": "x" * (LARGEST_BODY + 1)})
    assert stated.status_code == 413
    assert "too long" in stated.text
    assert "content-security-policy" in stated.headers

    def parts() -> Iterator[bytes]:
        yield b"text="
        for _ in range(70):
            yield b"x" * 1024

    kind = {"content-type": "application/x-www-form-urlencoded"}
    unstated = client.post("/chat/messages", content=parts(), headers=kind)
    assert unstated.status_code == 413
    assert "too long" in unstated.text


@pytest.mark.parametrize(
    ("method", "path", "given", "status"),
    [
        ("GET", "/nowhere", {}, 404),
        ("GET", "/static/../web.py", {}, 404),
        ("DELETE", "/", {}, 405),
        ("POST", "/chat/messages", {"data": {"words": "x"}}, 422),
        ("POST", "/chat/messages", {"json": ["text"]}, 422),
        ("POST", "/chat/messages", {"json": {"text": 7}}, 422),
        ("POST", "/chat/messages", {"json": {"text": "x", "message_id": "y" * 101}}, 422),
        ("POST", "/chat/messages", {"content": b"x", "headers": {"content-type": "text/plain"}}, 415),
        ("POST", "/chat/messages", {"content": b"{", "headers": {"content-type": "application/json"}}, 422),
        ("GET", "/docs", {}, 404),
        ("GET", "/openapi.json", {}, 404),
    ],
)
def test_a_slip_gets_plain_words_and_the_emergency_number(
    client: TestClient, method: str, path: str, given: dict[str, Any], status: int
) -> None:
    response = client.request(method, path, **given)
    assert response.status_code == status
    assert 'href="tel:112"' in response.text
    assert "Traceback" not in response.text


def test_a_script_gets_the_same_as_data(client: TestClient) -> None:
    response = client.get("/nowhere", headers={"accept": "application/json"})
    assert "call 112 now" in response.json()["problem"]


def test_a_fault_of_our_own_shows_nothing_of_itself(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any, **__: Any) -> str:
        raise RuntimeError("the inside")

    monkeypatch.setattr("bot.webchat.routes.WebChat._conversation", fails)
    response = client.get("/")
    assert response.status_code == 500
    assert "the inside" not in response.text
    assert 'href="tel:112"' in response.text
    assert "content-security-policy" in response.headers


def test_without_the_database_the_page_says_whom_to_call(
    client: TestClient, house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.post("/chat/messages", data={"text": "hello"})

    def gone(*_: Any) -> Any:
        raise OperationalError("select secret", {}, Exception("disk I/O error"))

    monkeypatch.setattr(type(house.database), "reading", gone)
    response = client.get("/")
    assert response.status_code == 503
    assert "02 555 01 10" in response.text
    assert "secret" not in response.text
    assert client.get("/ready").status_code == 503
    assert client.get("/health").json()["database"] is False


def test_what_people_write_is_shown_as_text(client: TestClient) -> None:
    client.post("/chat/messages", data={"text": "<script>alert(1)</script> & <b>bold</b> herpes"})
    text = client.get("/").text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp;" in text


def test_half_of_a_character_breaks_no_page(client: TestClient) -> None:
    kind = {"content-type": "application/json", "accept": "application/json"}
    response = client.post("/chat/messages", content=b'{"text": "\\ud800 herpes"}', headers=kind)
    assert response.status_code == 200
    assert client.get("/").status_code == 200


def test_health_names_the_parts_and_ready_needs_the_database_only(client: TestClient) -> None:
    response = client.get("/health")
    assert response.status_code == 503  # there is no Rasa in this test
    assert response.json() == {
        "status": "degraded",
        "database": True,
        "rasa": False,
        "versions": {"aftercourse": "0.1.0", "documents": {"abbreviated_spc": "2021-08"}},
    }
    assert client.get("/ready").json() == {"ready": True}


def test_outside_of_the_demo_there_is_no_phone_and_no_open_list(build_house: Callable[..., Any]) -> None:
    client = TestClient(web_app(build_house(demo="false")), base_url=BASE)
    assert client.get("/demo/phone").status_code == 404
    assert client.get("/demo/escalations").status_code == 404
    assert "Demo:" not in client.get("/").text
