"""Which conversation does a browser belong to? A random token of 256 bits in a cookie, and nothing else.

The token is the address of the conversation: the records know it by a keyed hash only. It is given with the first
message, never for just looking, so that a visit that comes from another site, which does not bring the cookie
along, can never replace a conversation by an empty one.
"""

import hmac
import re
import secrets
from dataclasses import dataclass
from hashlib import sha256

from fastapi import Request
from fastapi.responses import Response

from bot.settings import Settings

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, kw_only=True)
class Session:
    """A browser's token, and whether the browser has it already."""

    token: str
    is_new: bool


class Sessions:
    """Gives tokens and takes them back."""

    def __init__(self, settings: Settings) -> None:
        self._secure = settings.public_url.startswith("https://")
        self._name = "__Host-aftercourse" if self._secure else "aftercourse"
        self._secret = settings.session_secret.get_secret_value().encode()

    def of(self, request: Request) -> Session | None:
        """The session a request belongs to, or None."""
        token = request.cookies.get(self._name, "")
        return Session(token=token, is_new=False) if _TOKEN.fullmatch(token) else None

    def of_or_new(self, request: Request) -> Session:
        """The session a request belongs to, or a fresh one."""
        return self.of(request) or Session(token=secrets.token_urlsafe(32), is_new=True)

    def give(self, response: Response, session: Session) -> None:
        """Let the browser keep its token until it is closed, where it has none yet."""
        if session.is_new:
            response.set_cookie(
                self._name, session.token, path="/", secure=self._secure, httponly=True, samesite="strict"
            )

    def forget(self, response: Response) -> None:
        """Let the browser forget its token; the clinic's record of the conversation stays."""
        response.delete_cookie(self._name, path="/", secure=self._secure, httponly=True, samesite="strict")

    def provider_id(self, session: str, message: str, text: str) -> str:
        """The id under which a message is kept.

        It is bound to the session, so that no browser can take the ids of another, and to the words, so that a form
        sent again after it was changed is a new message and not a repeat.
        """
        whole = f"{session}\x00{message}\x00{text}".encode("utf-8", "surrogatepass")
        return "web-" + hmac.new(self._secret, whole, sha256).hexdigest()


def came_from_elsewhere(request: Request) -> bool:
    """Whether a link of another site led here, in which case a strict cookie stayed behind."""
    return request.headers.get("sec-fetch-site", "") == "cross-site"
