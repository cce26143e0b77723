"""What do the tests of text messages share? A centre with a Twilio account, and Twilio's side of a signed request."""

import base64
import hmac
import json
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import sha1
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from fastapi.testclient import TestClient
from werkzeug import Response

from bot import clock
from bot.web import web_app
from care.message import Channel, Kind, Level

CHECKOUT = Path(__file__).resolve().parents[3]
PUBLIC = "https://texts.example.org"
TOKEN = "0123456789abcdef0123456789abcdef"
ACCOUNT = "AC" + "a" * 32
NUMBER = "+32470123456"
CENTRE = "+32460000000"
PROVIDED = {
    "twilio_account_sid": ACCOUNT,
    "twilio_auth_token": TOKEN,
    "twilio_sender": CENTRE,
    "twilio_api": "http://127.0.0.1:9",
    "public_url": PUBLIC,
}


@dataclass
class Twilio:
    """Twilio's side: posts signed requests as Twilio does."""

    client: TestClient
    house: Any
    number: str = NUMBER
    centre: str = CENTRE
    public: str = PUBLIC
    token: str = TOKEN
    account: str = ACCOUNT
    ids: Any = field(default_factory=count)

    def signature(self, path: str, fields: Mapping[str, str], secret: str = TOKEN, digest: Any = sha1) -> str:
        """What Twilio's documents say a signature is, worked out without Twilio's package."""
        whole = PUBLIC + path + "".join(name + fields[name] for name in sorted(fields))
        return base64.b64encode(hmac.new(secret.encode(), whole.encode(), digest).digest()).decode()

    def post(self, path: str, fields: Mapping[str, str], **headers: str) -> httpx.Response:
        signed = {"X-Twilio-Signature": self.signature(path, fields)}
        signed |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(
            path, content=urlencode(fields), headers={"content-type": "application/x-www-form-urlencoded", **signed}
        )

    def fields(self, text: str, **given: str) -> dict[str, str]:
        sid = f"SM{next(self.ids):032x}"
        return {
            "MessageSid": sid,
            "SmsMessageSid": sid,
            "AccountSid": ACCOUNT,
            "From": NUMBER,
            "To": CENTRE,
            "Body": text,
            "NumMedia": "0",
            "NumSegments": "1",
            "FromCity": "",
            **given,
        }

    def text(self, text: str, **given: str) -> httpx.Response:
        """A patient's text, as it reaches us."""
        return self.post("/sms/incoming", self.fields(text, **given))

    def texts(self, number: str = NUMBER) -> list[Any]:
        """What was written to a number."""
        with self.house.database.reading() as records:
            mark = records.marks(Channel.SMS, [number]).get(number)
            return list(records.outgoing_in(mark.conversation)) if mark else []

    def templates(self, number: str = NUMBER) -> list[str]:
        return [text.reply.template for text in self.texts(number)]

    def messages(self, number: str = NUMBER) -> list[Any]:
        """What came from a number."""
        with self.house.database.reading() as records:
            mark = records.marks(Channel.SMS, [number]).get(number)
            return list(records.incoming_in(mark.conversation)) if mark else []

    def concerns(self) -> list[Any]:
        """The nurses' list."""
        with self.house.database.reading() as records:
            return [escalation.concern for escalation in records.escalations(only_open=True)]

    def consent(self, number: str = NUMBER) -> Any:
        with self.house.database.reading() as records:
            mark = records.marks(Channel.SMS, [number])[number]
            return records.conversation(mark.conversation).consent

    def until(self, condition: Callable[[], Any], seconds: float = 10) -> Any:
        """What the condition returns as soon as it holds."""
        end = time.monotonic() + seconds
        while not (found := condition()):
            assert time.monotonic() < end, "it did not happen in time"
            time.sleep(0.02)
        return found


@pytest.fixture
def build_centre(build_house: Callable[..., Any]) -> Callable[..., Any]:
    """Builds a demo centre that sends its texts by Twilio."""
    return lambda **given: build_house(**{**PROVIDED, **given})


@pytest.fixture
def centre(build_centre: Callable[..., Any]) -> Any:
    """A demo centre that sends its texts by Twilio."""
    return build_centre()


@pytest.fixture
def twilio(centre: Any) -> Iterator[Twilio]:
    """Twilio, and the centre whose number it serves; every number counts as a patient's."""
    with TestClient(web_app(centre), base_url=PUBLIC) as client:
        yield Twilio(client, centre)


@pytest.fixture
def strangers(build_centre: Callable[..., Any]) -> Iterator[Twilio]:
    """The same for a centre that knows its patients, and has none."""
    house = build_centre(visitors_are_patients="false", demo="false")
    with TestClient(web_app(house), base_url=PUBLIC) as client:
        yield Twilio(client, house)


class PhoneCompany:
    """A small Twilio that remembers: it takes texts, may fail on the way, and lists what it took.

    `plan` says what happens to the next calls, one word a call, and `choose` what happens after them: `ok`; `slow`;
    `refuse CODE`; `busy` (429); `fault` (500, and nothing was taken); `fault after` (500, and the text was taken);
    `hang after` and `cut after` (taken, and the answer comes too late or not whole); `hang` (not taken, and no answer
    in time).
    """

    def __init__(self, server: Any) -> None:
        self.plan: list[str] = []
        self.choose: Callable[[], str] = lambda: "ok"
        self.taken: list[dict[str, Any]] = []
        self.asked: list[dict[str, str]] = []
        self.list_answers = True
        self.hang_seconds = 0.5
        self.lock = threading.Lock()
        self.holding = threading.Event()
        self.now: Callable[[], datetime] = clock.now
        path = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
        server.expect_request(path, method="POST").respond_with_handler(self._take)
        server.expect_request(path, method="GET").respond_with_handler(self._list)

    def texts(self, body: str) -> list[dict[str, Any]]:
        return [message for message in self.taken if message["body"] == body]

    def _take(self, request: Any) -> Response:
        assert request.authorization.username == ACCOUNT
        assert request.authorization.password == TOKEN
        with self.lock:
            what = self.plan.pop(0) if self.plan else self.choose()
            given = request.form.to_dict()
            self.asked.append(given)
            if what in ("ok", "slow", "fault after", "hang after", "cut after"):
                self.taken.append(self._message(given))
        if what == "slow":
            self.holding.set()
            time.sleep(0.1)
        if what in ("ok", "slow"):
            return self._json(self.taken[-1], 201)
        if what.startswith("refuse"):
            code = int(what.split()[1])
            return self._json({"code": code, "message": f"The number {given['To']} is refused", "status": 400}, 400)
        if what == "busy":
            return self._json({"code": 20429, "message": "Too many requests", "status": 429}, 429)
        if what.startswith("fault"):
            return self._json({"code": 20500, "message": "Internal error", "status": 500}, 500)
        if what.startswith("hang"):
            time.sleep(self.hang_seconds)
            return self._json(self.taken[-1] if what == "hang after" else {}, 201)
        return Response('{"sid": "SM', 201, {"Content-Length": "2000"}, content_type="application/json")

    def _list(self, request: Any) -> Response:
        if not self.list_answers:
            return self._json({"code": 20500, "message": "Internal error", "status": 500}, 500)
        with self.lock:
            found = [message for message in reversed(self.taken) if message["to"] == request.args["To"]]
        return self._json({"messages": found, "next_page_uri": None, "page": 0, "page_size": 50}, 200)

    def _message(self, given: dict[str, str]) -> dict[str, Any]:
        at = format_datetime(self.now())
        return {
            "sid": f"SM{len(self.taken) + 0xABC0000:032x}",
            "account_sid": ACCOUNT,
            "to": given["To"],
            "from": given.get("From"),
            "messaging_service_sid": given.get("MessagingServiceSid"),
            "body": given["Body"],
            "callback": given["StatusCallback"],
            "status": "queued",
            "direction": "outbound-api",
            "date_created": at,
            "date_updated": at,
            "date_sent": None,
            "error_code": None,
            "error_message": None,
            "num_media": "0",
            "num_segments": "1",
            "api_version": "2010-04-01",
            "price": None,
            "price_unit": "USD",
            "uri": "/2010-04-01/x.json",
            "subresource_uris": {},
        }

    @staticmethod
    def _json(value: Any, status: int) -> Response:
        return Response(json.dumps(value), status, content_type="application/json")


@pytest.fixture
def company(httpserver: Any) -> PhoneCompany:
    """The phone company, on loopback."""
    return PhoneCompany(httpserver)


@dataclass
class Post:
    """Texts of one conversation, what sends them, and a clock that stands still until it is moved."""

    database: Any
    company: PhoneCompany
    provider: Any
    replies: Any
    now: datetime = datetime(2026, 11, 22, 12, tzinfo=UTC)
    _ids: Any = field(default_factory=count)

    def __post_init__(self) -> None:
        self.company.now = lambda: self.now
        self.sender = self.another()

    def another(self) -> Any:
        """Another worker."""
        from bot.sms.outgoing import Sender

        return Sender(
            self.database,
            self.provider,
            self.replies,
            report_to=f"{PUBLIC}/sms/status/",
            now=lambda: self.now,
        )

    def wait(self, **duration: float) -> None:
        self.now += timedelta(**duration)

    def queue(self, text: str = "One month.", *, number: str = NUMBER, asked: bool = True, **given: Any) -> Any:
        """A text that waits; by default as an answer to a message."""
        from care import desk
        from care.desk import FirstReading
        from care.message import NewMessage, Reply

        values = {"kind": Kind.ANSWER, "topic": "a.b", "template": f"answer/{next(self._ids)}"}
        reply = Reply(text=text, **{**values, **given})
        with self.database.begin() as records:
            if asked:
                message = NewMessage(
                    channel=Channel.SMS,
                    address=number,
                    provider_id=f"SM{next(self._ids)}",
                    text="?",
                    written_at=self.now,
                )
                reading = FirstReading(replies=(reply,), settled=True)
                kept = desk.receive(records, message, reading, linked=True, by="sms", now=self.now)
                return records.outgoing_in(kept.conversation)[-1]
            conversation = records.conversation_with(Channel.SMS, number, linked=True, now=self.now)
            return records.queue(conversation.id, reply, turn=None, answers=None, now=self.now)

    def urgent(self, text: str = "Call 112 now.", **given: Any) -> Any:
        return self.queue(text, kind=Kind.URGENT, level=Level.EMERGENCY, **given)

    def tick(self, **given: Any) -> int:
        return self.sender.alert() + self.sender.tick(**given)

    def rows(self) -> list[Any]:
        """All deliveries, oldest first, as they are in the table."""
        with self.database.engine.connect() as connection:
            return list(
                connection.exec_driver_sql(
                    "SELECT id, state, part, attempts, error, provider_id FROM deliveries ORDER BY created_at, part"
                )
            )

    def states(self) -> list[str]:
        return [row.state for row in self.rows()]

    def outgoing_states(self) -> list[str]:
        with self.database.engine.connect() as connection:
            return [row[0] for row in connection.exec_driver_sql("SELECT state FROM outgoing ORDER BY number")]

    def report(self, status: str, *, row: int = -1, error: str = "", attempt: int | None = None, sid: str = "") -> None:
        """What Twilio reports of a text."""
        from starlette.datastructures import FormData

        from bot.sms.reports import take_report

        kept = self.rows()[row]
        form = {"MessageSid": sid or kept.provider_id or "SM" + "0" * 32, "MessageStatus": status, "ErrorCode": error}
        with self.database.begin() as records:
            take_report(records, f"{kept.id}.{attempt or kept.attempts}", FormData(form), now=self.now)

    def concerns(self) -> list[Any]:
        with self.database.reading() as records:
            return [escalation.concern for escalation in records.escalations(only_open=True)]

    def consent(self) -> Any:
        with self.database.reading() as records:
            mark = records.marks(Channel.SMS, [NUMBER])[NUMBER]
            return records.conversation(mark.conversation).consent


@pytest.fixture
def quick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder, and a phone company that is given up soon."""
    monkeypatch.setattr("bot.sms.client.TIMEOUT_SECONDS", 0.4)
    return tmp_path


@pytest.fixture(scope="session")
def readers() -> dict[str, Any]:
    """The second readings of warning signs that were opened, since opening one takes a second."""
    return {}


@pytest.fixture(autouse=True)
def _one_reader(readers: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    from bot import wiring

    opened = wiring.second_reader

    def once(knowledge: Any, settings: Any) -> Any:
        if "reader" not in readers:
            readers["reader"] = opened(knowledge, settings)
        return readers["reader"]

    monkeypatch.setattr(wiring, "second_reader", once)


@pytest.fixture
def post(
    database: Any,
    company: PhoneCompany,
    httpserver: Any,
    all_knowledge: Any,
    quick: Path,
) -> Post:
    """Texts on SQLite and on PostgreSQL, sent with Twilio's own package."""
    from bot.demo import demo_settings
    from bot.replies import Replies
    from bot.sms import client

    settings = demo_settings(quick, **{**PROVIDED, "twilio_api": httpserver.url_for("")})
    replies = Replies(all_knowledge, settings.centre_values())
    return Post(database, company, client.TwilioProvider(settings), replies)


@pytest.fixture(scope="session")
def node_tools() -> Path:
    """Where Twilio's calculator, its description of its own interface and Prism are; without them tests skip.

    In any folder: npm install --ignore-scripts sms-segments-calculator@1.3.0 @twilio/cli-core@8.3.2
    @stoplight/prism-cli@5.14.2
    """
    folder = Path(os.environ.get("AFTERCOURSE_NODE_TOOLS", CHECKOUT / ".venv" / "node"))
    if shutil.which("node") is None or not (folder / "node_modules" / "sms-segments-calculator").is_dir():
        reason = f"the test tools of npm are not in {folder}: see this fixture"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return folder
