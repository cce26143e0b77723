"""Where does Rasa reach our actions? A listener of its own, on loopback, behind a shared secret."""

import asyncio
import hmac
import logging
import warnings
from collections.abc import Iterable
from typing import Annotated, Any

from fastapi import Body, FastAPI, Header, HTTPException
from rasa_sdk import Action
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException

from care.errors import TurnClosed

logger = logging.getLogger(__name__)
# Rasa 3.6.21 and this SDK are meant to differ in version; the wire format was checked, so the warning says nothing.
warnings.filterwarnings("ignore", message=".*rasa.*rasa_sdk.*", category=UserWarning)


def action_app(actions: Iterable[Action], secret: str) -> FastAPI:
    """The application behind `endpoints.yml`.

    Args:
        actions: the custom actions, ready made.
        secret: what the header `X-Aftercourse-Secret` must hold.
    """
    executor = ActionExecutor()
    for action in actions:
        executor.register_action(action)
    app = FastAPI(title="Aftercourse actions", docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/health")
    def health() -> dict[str, str]:
        return {"status": "ok"}

    # A plain function runs in a thread of its own, so that a slow reading never holds up another patient.
    @app.post("/webhook")
    def webhook(
        call: Annotated[dict[str, Any], Body()],
        x_aftercourse_secret: Annotated[str, Header()] = "",
    ) -> dict[str, Any]:
        if not hmac.compare_digest(x_aftercourse_secret.encode(), secret.encode()):
            raise HTTPException(403, "the secret of endpoints.yml is missing or wrong")
        try:
            result = asyncio.run(executor.run(call))
        except ActionExecutionRejection as error:
            raise HTTPException(400, "the action was rejected") from error
        except ActionNotFoundException as error:
            raise HTTPException(404, "no such action") from error
        except TurnClosed as error:
            raise HTTPException(409, "the turn is closed") from error
        except Exception as error:
            # Rasa writes the body of an error into its own log, so nothing of the call may stand in it.
            logger.exception("the action %s failed", call.get("next_action"))
            raise HTTPException(500, "the action failed") from error
        answer: dict[str, Any] = result.model_dump() if result is not None else {"events": [], "responses": []}
        return answer

    return app
