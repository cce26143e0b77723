"""How is Rasa started, fenced in on loopback, and when does it answer?"""

import os
from pathlib import Path
from uuid import uuid4

import httpx

from bot.processes import Program
from bot.settings import CHECKOUT, Settings, SettingsError

_PROBE_SECONDS = 5.0


def rasa_program(settings: Settings) -> Program:
    """The Rasa server with the trained model, calling our action endpoint."""
    model = os.environ.get("AFTERCOURSE_MODEL") or _newest_model()
    python = os.environ.get("AFTERCOURSE_RASA_PYTHON") or str(CHECKOUT / ".venv" / "rasa" / "bin" / "python")
    if not Path(python).exists():
        raise SettingsError(f"Rasa's environment is missing ({python}): run `make environments`.")
    return Program(
        name="rasa",
        command=[
            *(python, "-m", "rasa", "run", "--model", str(model)),
            *("--endpoints", str(CHECKOUT / "endpoints.yml"), "--credentials", str(CHECKOUT / "credentials.yml")),
            *("--interface", "127.0.0.1", "--port", str(settings.rasa_port)),
        ],
        environment={
            "AFTERCOURSE_ACTION_URL": settings.action_url,
            "AFTERCOURSE_ACTION_SECRET": settings.action_secret.get_secret_value(),
            "RASA_TELEMETRY_ENABLED": "false",
            "TF_CPP_MIN_LOG_LEVEL": "3",
            "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
            "PYTHONWARNINGS": "ignore",
            "OMP_NUM_THREADS": "1",
            "LOG_LEVEL": "WARNING",
            "LOG_LEVEL_LIBRARIES": "ERROR",
            "HOME": str(_home()),
            # Rasa needs none of the service's own secrets.
            "AFTERCOURSE_ENCRYPTION_KEYSET": "",
            "AFTERCOURSE_ADDRESS_INDEX_KEY": "",
            "AFTERCOURSE_SESSION_SECRET": "",
            "AFTERCOURSE_DATABASE_URL": "",
        },
        is_ready=lambda: rasa_answers(settings.rasa_url),
        tells="Rasa is loading its model",
    )


def rasa_answers(url: str) -> bool:
    """Whether a probe text comes back with an answer from one of our actions."""
    try:
        response = httpx.post(
            f"{url}/webhooks/rest/webhook",
            json={"sender": str(uuid4()), "message": "hello", "metadata": {"probe": True}},
            timeout=_PROBE_SECONDS,
            trust_env=False,
        )
        return response.status_code == httpx.codes.OK and any("custom" in message for message in response.json())
    except (httpx.HTTPError, ValueError):
        return False


def _home() -> Path:
    """Where Rasa may write what it keeps for itself."""
    folder = CHECKOUT / ".run" / "rasa-home"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _newest_model() -> Path:
    models = sorted((CHECKOUT / "models").glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    if not models:
        raise SettingsError("There is no trained model: run `make train`.")
    return models[-1]
