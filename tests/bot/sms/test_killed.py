"""Workers that are killed while they send: what does the phone company's own log say?"""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.demo import demo_settings
from bot.settings import Settings
from care.db.database import Database
from care.db.sealing import Sealer

ROOT = Path(__file__).resolve().parents[3]
SPEED = 15
"""How many times faster than the world the clocks of workers and phone company run, so that nobody waits minutes."""
TEXTS = 40
ROUNDS = 2

WORKER = """
import signal, sys, threading, time
from datetime import UTC, datetime, timedelta

from bot import worker
from bot.settings import load_settings
from bot.sms import client
from bot.wiring import open_house

base, speed = float(sys.argv[1]), int(sys.argv[2])
client.TIMEOUT_SECONDS = 10 / speed
worker.PAUSE_SECONDS = 1 / speed


def now():
    return datetime.fromtimestamp(base, UTC) + timedelta(seconds=(time.time() - base) * speed)


stop = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: stop.set())
house = open_house(load_settings(), now=now)
print("ready", flush=True)
worker.work_for(house, stop)
house.close()
"""


def start(environment: dict[str, str], base: float) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, str(base), str(SPEED)],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        text=True,
    )


def ready(worker: subprocess.Popen[str]) -> subprocess.Popen[str]:
    assert worker.stdout is not None
    assert worker.stdout.readline() == "ready\n"
    return worker


@pytest.mark.journey
def test_of_texts_whose_workers_are_killed_none_is_lost_and_none_is_sent_twice(
    post: Any, httpserver: Any, quick: Path, database_url: str
) -> None:
    draw = random.Random(7)
    base = time.time()
    post.company.now = lambda: datetime.fromtimestamp(base + (time.time() - base) * SPEED, UTC)
    post.company.choose = lambda: draw.choice(
        ["ok"] * 8 + ["slow", "slow", "fault", "fault after", "cut after", "busy"]
    )
    settings = demo_settings(
        quick,
        database_url=database_url,
        twilio_account_sid="AC" + "a" * 32,
        twilio_auth_token="0123456789abcdef0123456789abcdef",
        twilio_sender="+32460000000",
        twilio_api=httpserver.url_for(""),
        public_url="https://texts.example.org",
    )
    changed = {name for name, field in Settings.model_fields.items() if getattr(settings, name) != field.default}
    everything = settings.as_environment()
    environment = {name: everything[name] for name in (f"AFTERCOURSE_{each.upper()}" for each in changed)}
    keys = (settings.encryption_keyset.get_secret_value(), settings.address_index_key.get_secret_value())
    post.database = Database(database_url, Sealer(*keys))
    post.now = datetime.fromtimestamp(base, UTC)
    for number in range(TEXTS):
        post.queue(f"text {number}", number=f"+3247012{number % 20:04d}")
    for _ in range(ROUNDS):
        workers = [ready(worker) for worker in [start(environment, base) for _ in range(2)]]
        post.company.holding.clear()
        # The text is taken, and its worker has not heard so yet.
        assert post.company.holding.wait(20)
        for worker in workers:
            worker.send_signal(signal.SIGKILL)
            worker.communicate(timeout=10)
    assert "sending" in post.states()
    worker = ready(start(environment, base))
    try:
        end = time.monotonic() + 90
        while set(post.states()) != {"sent"} or len(post.states()) < TEXTS:
            assert time.monotonic() < end, Counter(post.states())
            time.sleep(0.2)
    finally:
        worker.terminate()
        worker.communicate(timeout=20)
        assert worker.returncode == 0
        post.database.close()
    sent = Counter(text["body"] for text in post.company.taken)
    assert {text: count for text, count in sent.items() if count > 1} == {}
    assert len(sent) == TEXTS
