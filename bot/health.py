"""Is the service well? One address for people and monitors, one for whoever sends it requests."""

import asyncio
import time
import tomllib
from typing import Any

import httpx
from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from bot.settings import CHECKOUT
from bot.wiring import House

RASA_SECONDS = 2.0
KEPT_SECONDS = 3.0
"""How long a finding about Rasa is used again, so that whoever asks often does not burden it."""


class Health:
    """Looks at the parts of a house."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._rasa: tuple[float, bool] = (float("-inf"), False)
        self._versions = {
            "aftercourse": tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]["version"],
            "documents": {
                name: document.version
                for name, document in sorted(house.knowledge.documents.items())
                if document.version
            },
        }

    async def health(self) -> Response:
        """Everything, with 503 when a part is missing: without Rasa people get fixed words and a nurse."""
        database, rasa = await asyncio.gather(asyncio.to_thread(self._database), self._rasa_answers())
        found: dict[str, Any] = {"database": database, "rasa": rasa, "versions": self._versions}
        well = database and rasa
        return JSONResponse({"status": "ok" if well else "degraded", **found}, status_code=200 if well else 503)

    async def ready(self) -> Response:
        """Whether messages can be taken in; warning signs are, with or without Rasa."""
        database = await asyncio.to_thread(self._database)
        return JSONResponse({"ready": database}, status_code=200 if database else 503)

    def _database(self) -> bool:
        try:
            with self._house.database.reading() as records:
                records.chain_head()
        except Exception:  # noqa: BLE001 - whatever it is, the database cannot be used
            return False
        return True

    async def _rasa_answers(self) -> bool:
        at, answered = self._rasa
        if time.monotonic() - at < KEPT_SECONDS:
            return answered
        try:
            async with httpx.AsyncClient(timeout=RASA_SECONDS, trust_env=False) as client:
                answered = (await client.get(self._house.settings.rasa_url)).is_success
        except httpx.HTTPError:
            answered = False
        self._rasa = (time.monotonic(), answered)
        return answered


def routes(house: House) -> APIRouter:
    """The routes for monitors."""
    health = Health(house)
    router = APIRouter(include_in_schema=False)
    router.add_api_route("/health", health.health, methods=["GET"], response_class=Response)
    router.add_api_route("/ready", health.ready, methods=["GET"], response_class=Response)
    return router
