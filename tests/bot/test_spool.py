"""Warning signs that come while the database cannot be written."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.exc import OperationalError

from bot.spool import import_spool, spool_of
from bot.web import web_app
from care.message import Channel, NewMessage

BASE = "http://127.0.0.1:8080"
JSON = {"accept": "application/json"}
SIGN = "my face hangs down and i am Ingrid"


@pytest.fixture
def broken(house: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """The database cannot be written until the returned function is called."""
    whole = type(house.database).begin

    def fails(*_: Any) -> Any:
        raise OperationalError("insert", {}, Exception("database or disk is full"))

    monkeypatch.setattr(type(house.database), "begin", fails)
    return lambda: monkeypatch.setattr(type(house.database), "begin", whole)


@pytest.fixture
def client(house: Any) -> Iterator[TestClient]:
    with TestClient(web_app(house), base_url=BASE) as opened:
        yield opened


def message(house: Any, number: int = 0, text: str = SIGN) -> NewMessage:
    return NewMessage(
        channel=Channel.WEB,
        address=f"token-{number}",
        provider_id=f"id-{number}",
        text=text,
        written_at=house.now(),
    )


def kept(house: Any) -> list[str]:
    with house.database.reading() as records:
        return [escalation.concern.words for escalation in records.escalations(only_open=True)]


def lines(house: Any) -> list[bytes]:
    return Path(house.settings.spool_file).read_bytes().splitlines()


def test_a_warning_sign_gets_its_words_and_is_kept_in_the_spool(
    client: TestClient, house: Any, broken: Callable[[], None]
) -> None:
    response = client.post("/chat/messages", data={"text": SIGN})
    assert response.status_code == 200
    assert response.text.index("Call 112") < response.text.index("This service has a fault")
    assert "your team may not see it soon" in response.text
    assert len(lines(house)) == 1
    assert b"Ingrid" not in lines(house)[0]
    assert oct(house.settings.spool_file.stat().st_mode & 0o777) == "0o600"


def test_a_script_gets_the_words_as_an_item(client: TestClient, house: Any, broken: Callable[[], None]) -> None:
    result = client.post("/chat/messages", json={"text": SIGN, "message_id": "a"}, headers=JSON)
    assert result.status_code == 200
    assert result.json()["outcome"] == "spooled"
    assert "tel:112" in result.json()["items"][0]["html"]
    assert "call" in result.json()["problem"]


def test_any_other_message_is_refused_with_whom_to_call_and_stays_in_the_box(
    client: TestClient, house: Any, broken: Callable[[], None]
) -> None:
    response = client.post("/chat/messages", data={"text": "herpes tablets"})
    assert response.status_code == 503
    for words in ("was not kept", "112", "02 555 01 10", "02 555 01 99", ">herpes tablets</textarea>"):
        assert words in response.text
    assert client.post("/chat/messages", json={"text": "x y"}, headers=JSON).status_code == 503
    assert not Path(house.settings.spool_file).exists()


def test_the_words_go_out_even_when_the_spool_fails_as_well(
    client: TestClient, broken: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr("bot.spool.Spool.append", full)
    response = client.post("/chat/messages", data={"text": SIGN})
    assert response.status_code == 503
    assert "Call 112" in response.text
    assert "was not kept" in response.text


def test_a_warning_sign_does_not_wait_for_a_database_that_hangs(
    client: TestClient, house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.arrivals.URGENT_SECONDS", 0.3)
    real = type(house.reception).receive

    def slow(*given: Any, **named: Any) -> Any:
        time.sleep(1.5)
        return real(*given, **named)

    monkeypatch.setattr(type(house.reception), "receive", slow)
    began = time.monotonic()
    assert "Call 112" in client.post("/chat/messages", data={"text": SIGN}).text
    assert time.monotonic() - began < 1.2
    time.sleep(2)
    monkeypatch.setattr(type(house.reception), "receive", real)
    import_spool(house)
    assert kept(house) == [SIGN]


def test_the_next_message_brings_the_spool_into_the_records(
    client: TestClient, house: Any, broken: Callable[[], None]
) -> None:
    client.post("/chat/messages", data={"text": SIGN})
    broken()
    client.post("/chat/messages", data={"text": "herpes"})
    end = time.monotonic() + 5
    while kept(house) != [SIGN] and time.monotonic() < end:
        time.sleep(0.05)
    assert kept(house) == [SIGN]
    page = client.get("/").text
    assert SIGN in page
    assert "Call 112" in page


def test_a_start_brings_the_spool_into_the_records_once(house: Any) -> None:
    for number in range(3):
        spool_of(house).append(message(house, number), by="webchat")
    with TestClient(web_app(house), base_url=BASE):
        assert kept(house) == [SIGN] * 3
    assert lines(house) == []
    assert import_spool(house) == 0
    spool_of(house).append(message(house, 1), by="webchat")
    assert import_spool(house) == 1
    assert kept(house) == [SIGN] * 3


def test_while_the_database_is_broken_the_spool_stays_as_it_was(house: Any, broken: Callable[[], None]) -> None:
    spool_of(house).append(message(house), by="webchat")
    before = lines(house)
    assert import_spool(house) == 0
    assert lines(house) == before
    broken()
    assert import_spool(house) == 1


def test_a_line_that_a_crash_cut_short_is_set_aside_and_hides_no_other(house: Any) -> None:
    spool = spool_of(house)
    spool.append(message(house, 1), by="webchat")
    file = Path(house.settings.spool_file)
    file.write_bytes(file.read_bytes() + b'{"id": "torn", "sea')
    spool.append(message(house, 2), by="webchat")
    assert import_spool(house) == 2
    assert len(kept(house)) == 2
    assert file.with_name("spool.jsonl.unreadable").read_bytes() == b'{"id": "torn", "sea\n'


def test_a_line_moved_from_another_place_does_not_open(house: Any) -> None:
    spool_of(house).append(message(house), by="webchat")
    file = Path(house.settings.spool_file)
    file.write_bytes(file.read_bytes().replace(b'{"id": "', b'{"id": "x'))
    assert import_spool(house) == 0
    assert kept(house) == []


def test_half_of_a_character_is_kept_as_well(house: Any) -> None:
    text = "my face hangs down \ud83d"
    spool_of(house).append(message(house, text=text), by="webchat")
    assert import_spool(house) == 1
    assert kept(house) == [text]


def test_the_spool_lies_beside_the_database_or_where_the_settings_say(
    build_house: Callable[..., Any], tmp_path: Path
) -> None:
    assert build_house().settings.spool_file == tmp_path / "spool.jsonl"
    assert build_house(spool="/var/lib/aftercourse/spool").settings.spool_file == Path("/var/lib/aftercourse/spool")
