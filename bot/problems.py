"""What does a person see when a page cannot be given? Plain words and whom to call, never the inside of a fault."""

import logging
from dataclasses import dataclass

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from bot.guard import security_headers
from bot.pages import Pages
from bot.settings import Settings

logger = logging.getLogger(__name__)

_WORDS = {
    400: ("This address is not known", "The service is not reached under this name."),
    403: ("This was refused", "It was sent from another site. Nothing was kept. Please write on our own page."),
    404: ("This page does not exist", "The link may be old, or there may be a slip in the address."),
    405: ("This cannot be done here", "Please go to the chat and write your message there."),
    413: ("Your message is too long", "It was not kept. Please send it again in a few short lines."),
    422: ("Your message could not be read", "It was not kept. Please go to the chat and write it again."),
    503: (
        "The service has a fault",
        "It cannot keep messages now, and nobody will see them. Do not wait for a reply: please call.",
    ),
}
_ANY = ("Something went wrong", "It is not your fault. If you sent a message, it may not have been kept.")


@dataclass(frozen=True, kw_only=True)
class Problems:
    """Answers for requests that went wrong."""

    pages: Pages
    settings: Settings

    def response(self, request: Request, status: int) -> Response:
        """The page, or the same as data for a script."""
        heading, words = _WORDS.get(status, _ANY)
        if "application/json" in request.headers.get("accept", ""):
            call = f"In an emergency, call {self.settings.emergency} now."
            return JSONResponse({"problem": f"{heading}. {words} {call}"}, status_code=status)
        return self.pages.response("problem.html", status=status, heading=heading, words=words)

    def add_to(self, app: FastAPI) -> None:
        """Let the application answer with these."""

        async def stated(request: Request, error: Exception) -> Response:
            assert isinstance(error, HTTPException)  # noqa: S101 - registered for these only
            response = self.response(request, error.status_code)
            response.headers.update(error.headers or {})
            return response

        async def invalid(request: Request, _error: Exception) -> Response:
            return self.response(request, 422)

        async def no_records(request: Request, error: Exception) -> Response:
            logger.error("the database could not be used: %s", type(error).__name__)
            return self.response(request, 503)

        async def unforeseen(request: Request, _error: Exception) -> Response:
            # This answer is made outside of the guard, so it brings its headers itself.
            response = self.response(request, 500)
            response.headers.update(security_headers(self.settings, request.url.path))
            return response

        app.add_exception_handler(HTTPException, stated)
        app.add_exception_handler(RequestValidationError, invalid)
        app.add_exception_handler(SQLAlchemyError, no_records)
        app.add_exception_handler(Exception, unforeseen)

    async def refused(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer for a request that the guard refused."""
        response = self.response(Request(scope), scope["refused"])
        await response(scope, receive, send)
