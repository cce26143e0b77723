"""How is Rasa asked about one part of a message, and what counts as no answer?"""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import httpx

PATIENCE_SECONDS = 8.0
"""How long a patient's message waits for Rasa before fixed words and a nurse take over."""


class RasaSilent(RuntimeError):
    """Rasa did not answer in time, answered nothing, or answered nonsense; the message says which."""


class Dialogue:
    """Rasa's REST channel on loopback."""

    def __init__(self, url: str, *, patience: float = PATIENCE_SECONDS) -> None:
        """Take Rasa's address, without a path, and how many seconds one answer may take."""
        limits = httpx.Limits(max_connections=32, max_keepalive_connections=32)
        self._client = httpx.Client(base_url=url, timeout=patience, limits=limits, trust_env=False)

    def ask(self, text: str, metadata: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Ask about one part of a message under a fresh random id, so that Rasa remembers nothing of it.

        Args:
            text: what the patient wrote; a leading slash, which Rasa takes for a command, is taken off.
            metadata: what our actions need to know of the turn.

        Returns:
            The custom messages of our action, at least one.

        Raises:
            RasaSilent: for anything else.
        """
        harmless = text.replace("\x00", " ").strip().lstrip("/ \t") or "?"
        try:
            response = self._client.post(
                "/webhooks/rest/webhook",
                json={"sender": str(uuid4()), "message": harmless, "metadata": dict(metadata)},
            )
            response.raise_for_status()
            messages = [message["custom"] for message in response.json() if "custom" in message]
        except (httpx.HTTPError, ValueError, TypeError, KeyError) as error:
            raise RasaSilent(f"Rasa did not answer: {type(error).__name__}") from error
        if not messages:
            raise RasaSilent("Rasa answered nothing: an action failed or a rule is missing")
        return messages

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()
