"""Does Twilio's own description of its interface accept every request that we make? Prism plays it."""

import json
import os
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.demo import demo_settings
from bot.processes import free_port
from bot.sms.client import MayBeTaken, NotTaken, TwilioProvider

ACCOUNT = "AC" + "a" * 32
DESCRIPTION = "node_modules/@twilio/cli-core/src/services/twilio-api/twilio_api_v2010.json"
PATH = "/2010-04-01/Accounts/{AccountSid}/Messages.json"


@pytest.fixture(scope="module")
def prism(node_tools: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of Prism, which answers as the messages' part of Twilio's description says."""
    whole = json.loads((node_tools / DESCRIPTION).read_text())
    whole["paths"] = {PATH: whole["paths"][PATH]}
    folder = tmp_path_factory.mktemp("prism")
    description = folder / "messages.json"
    description.write_text(json.dumps(whole))
    port = free_port()
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [str(node_tools / "node_modules" / ".bin" / "prism"), "mock", "-p", str(port), str(description)],
            stdout=log,
            stderr=subprocess.STDOUT,
            env={**os.environ, "SCARF_ANALYTICS": "false"},
        )
    try:
        end = time.monotonic() + 60
        while "listening" not in (folder / "log").read_text():
            assert process.poll() is None, (folder / "log").read_text()
            assert time.monotonic() < end, "Prism did not start"
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def provider(prism: str, tmp_path: Path) -> Any:
    def build(sender: str, number: str = "") -> TwilioProvider:
        return TwilioProvider(
            demo_settings(
                tmp_path,
                twilio_account_sid=ACCOUNT,
                twilio_auth_token="t" * 32,
                twilio_sender=sender,
                twilio_api=prism,
                public_url=number or "https://texts.example.org",
            )
        )

    return build


@pytest.mark.parametrize("sender", ["+32460000000", "MG" + "b" * 32])
@pytest.mark.parametrize("text", ["One month.", "é€{}" * 40, "x" * 1600])
def test_a_text_from_a_number_or_a_service_is_accepted(provider: Any, sender: str, text: str) -> None:
    report_to = "https://texts.example.org/sms/status/0b7b7c0e-6c1c-4f2f-9a52-1d7d5f3a8b11.1"
    sid = provider(sender).send("+32470123456", text, report_to=report_to)
    assert sid.startswith(("SM", "MM"))


def test_the_list_of_texts_to_a_number_is_asked_as_described(provider: Any) -> None:
    found = provider("+32460000000").find("+32470123456", "One month.", since=datetime(2026, 11, 22, tzinfo=UTC))
    assert list(found) == []


def test_prism_does_refuse_what_the_description_does_not_allow(prism: str, provider: Any) -> None:
    address = prism + PATH.replace("{AccountSid}", ACCOUNT)
    fields = {"To": "+32470123456", "Body": "One month.", "From": "+32460000000"}
    auth = (ACCOUNT, "t" * 32)
    assert httpx.post(address, data=fields, auth=auth).status_code == 201
    assert httpx.post(address, data={"Body": "One month."}, auth=auth).status_code == 422
    assert httpx.post(address, data=fields).status_code == 401
    assert httpx.post(address, data={**fields, "MessagingServiceSid": "MGx"}, auth=auth).status_code == 422
    with pytest.raises((NotTaken, MayBeTaken)):
        provider("+32460000000").send("+32470123456", "One month.", report_to="no address")
