"""Which commands start the service, whole or one process of it?"""

import signal
import threading
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.commands.terminal import Demo, explained, report, settings_of
from bot.processes import NotStarted
from bot.settings import CHECKOUT, SettingsError, load_settings
from content import ContentError

if TYPE_CHECKING:
    from bot.wiring import House


class Part(StrEnum):
    """A process of the service."""

    ACTIONS = "actions"
    WEB = "web"
    WORKER = "worker"


def run(demo: Demo = False) -> None:
    """Start everything under supervision: web chat, actions, worker, Rasa. Ctrl-C stops it."""
    from bot.demo import demo_folder
    from bot.run import run as run_service

    folder = demo_folder() if demo else CHECKOUT / ".run" / "service"
    with explained(SettingsError, ContentError, NotStarted):
        run_service(settings_of(demo), folder, report)


def serve(part: Part) -> None:
    """Run one process of the service in the foreground, as the supervisor does."""
    from bot.serving import serve as serve_application
    from bot.wiring import open_house

    with explained(SettingsError, ContentError, RuntimeError):
        house = open_house(load_settings())
        if part is Part.WORKER:
            _serve_worker(house)
            return
        if part is Part.ACTIONS:
            app, host, port = house.action_app(), "127.0.0.1", house.settings.action_port
        else:
            from bot.web import web_app

            app, host, port = web_app(house), house.settings.web_host, house.settings.web_port
    serve_application(app, host, port)
    house.close()


def _serve_worker(house: "House") -> None:
    from bot.worker import work_for

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    work_for(house, stop)
    house.close()
