"""How is an application served inside this process, and stopped again?"""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from bot.processes import NotStarted

_START_SECONDS = 30
_FINISH_SECONDS = 5


class Server(uvicorn.Server):
    """Uvicorn, which would wait for open streams when it stops: those are ended first."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop, the application's open streams first."""
        live = getattr(getattr(self.config.app, "state", None), "live", None)
        if live is not None:
            live.close()
        await super().shutdown(sockets)


def serve(app: FastAPI, host: str, port: int) -> None:
    """Serve an application in the foreground until a signal ends it."""
    Server(_configuration(app, host, port)).run()


def _configuration(app: FastAPI, host: str, port: int) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_FINISH_SECONDS,
    )


@contextmanager
def served(app: FastAPI, port: int) -> Iterator[None]:
    """Serve an application on loopback in a thread for the length of the block.

    Raises:
        NotStarted: when the port is taken or the application does not start.
    """
    server = Server(_configuration(app, "127.0.0.1", port))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    started = time.monotonic()
    while not server.started:
        if not thread.is_alive() or time.monotonic() - started > _START_SECONDS:
            raise NotStarted(f"Port {port} on loopback is taken or the application did not start.")
        time.sleep(0.05)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(10)
