"""How is an application served inside this process, and stopped again?"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from bot.processes import NotStarted

_START_SECONDS = 30


@contextmanager
def served(app: FastAPI, port: int) -> Iterator[None]:
    """Serve an application on loopback in a thread for the length of the block.

    Raises:
        NotStarted: when the port is taken or the application does not start.
    """
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning", access_log=False))
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
