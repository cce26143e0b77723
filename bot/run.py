"""How does the whole service come up with one command, and go down with Ctrl-C?"""

import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import httpx

from bot.processes import NotStarted, Program, free_port, is_taken, running
from bot.rasa import rasa_program
from bot.settings import Settings

LOOK_SECONDS = 1.0


def run(settings: Settings, folder: Path, report: Callable[[str], None]) -> None:
    """Start Rasa, the actions, the web chat and the worker under supervision, and stay until told to stop.

    Args:
        settings: the centre's.
        folder: for logs and the supervisor's files.
        report: told in words what is happening.

    Raises:
        NotStarted: when a port is taken or a program does not become ready.
    """
    if is_taken(settings.web_port):
        raise NotStarted(
            f"Port {settings.web_port} is taken by another program. Stop that program, or choose another port: "
            "AFTERCOURSE_WEB_PORT=8081 make run"
        )
    chosen = settings.model_copy(
        update={
            "rasa_port": _usable(settings.rasa_port),
            "action_port": _usable(settings.action_port),
        }
    )
    signal.signal(signal.SIGTERM, _as_interrupt)
    began = time.monotonic()
    try:
        with running(
            _programs(chosen), folder / "processes", environment=chosen.as_environment(), report=report
        ) as supervised:
            report(f"ready after {time.monotonic() - began:.0f} s")
            report(f"web chat:  http://{settings.web_host}:{settings.web_port}/")
            if settings.demo:
                report(f"a phone:   http://{settings.web_host}:{settings.web_port}/demo/phone")
                report(f"the nurse: http://{settings.web_host}:{settings.web_port}/demo/escalations")
                report(f"demo centre: invented numbers, draft content; secrets in {folder / 'secrets.env'}")
            report(f"logs in {folder / 'processes'}; Ctrl-C stops everything")
            while supervised.alive():
                time.sleep(LOOK_SECONDS)
            raise NotStarted(f"The supervisor stopped; see {folder / 'processes' / 'supervisord.log'}.")
    except KeyboardInterrupt:
        report("stopped")


def _programs(settings: Settings) -> list[Program]:
    action_health = f"http://127.0.0.1:{settings.action_port}/health"
    web_health = f"http://127.0.0.1:{settings.web_port}/health"
    return [
        Program(
            name="actions",
            command=[sys.executable, "-m", "bot", "serve", "actions"],
            is_ready=lambda: _answers(action_health),
            tells="loading the content and the question reader",
        ),
        rasa_program(settings),
        Program(
            name="web",
            command=[sys.executable, "-m", "bot", "serve", "web"],
            is_ready=lambda: _answers(web_health),
            tells="the web chat is starting",
        ),
        Program(
            name="worker",
            command=[sys.executable, "-m", "bot", "serve", "worker"],
            is_ready=lambda: True,
            tells="the worker is starting",
        ),
    ]


def _answers(address: str) -> bool:
    try:
        return httpx.get(address, timeout=2.0, trust_env=False).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def _usable(port: int) -> int:
    return free_port() if is_taken(port) else port


def _as_interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
