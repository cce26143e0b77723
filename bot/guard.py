"""What is refused at the door, and what does every page tell the browser to refuse?

Refused are requests for another host, posts that another site caused and bodies that are too large. The headers
allow nothing but our own files.
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.settings import Settings

_POLICY = (
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'; "
    "img-src 'self'; script-src 'self'; style-src 'self'; connect-src 'self'"
)
LARGEST_BODY = 64 * 1024
"""Bytes of a request; a longer text than fits into it is no message that a person wrote."""
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def security_headers(settings: Settings, path: str) -> dict[str, str]:
    """The headers of every response."""
    headers = {
        "Content-Security-Policy": _POLICY,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Cache-Control": _kept(path),
    }
    if settings.public_url.startswith("https://"):
        headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    return headers


def allowed_hosts(settings: Settings) -> frozenset[str]:
    """The names under which the service may be asked: the public one, or this machine where there is none."""
    public = urlsplit(settings.public_url).hostname if settings.public_url else None
    return _LOOPBACK | ({public} if public else {settings.web_host})


class Guard:
    """Stands before the application."""

    def __init__(self, app: ASGIApp, settings: Settings, refused: ASGIApp) -> None:
        """Take the parts.

        Args:
            app: what is guarded.
            settings: for the host and the headers.
            refused: answers for a refused request; the scope's `refused` holds the status.
        """
        self._app = app
        self._settings = settings
        self._refused = refused
        self._hosts = allowed_hosts(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on and add the headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in security_headers(self._settings, scope["path"]).items():
                    headers[name] = value
            await send(message)

        headers = Headers(scope=scope)
        if _host(headers.get("host", "")) not in self._hosts:
            await self._refused({**scope, "refused": 400}, receive, with_headers)
        elif scope["method"] not in _SAFE and not self._is_own(headers):
            await self._refused({**scope, "refused": 403}, receive, with_headers)
        elif _length(headers) > LARGEST_BODY:
            await self._refused({**scope, "refused": 413}, receive, with_headers)
        else:
            await self._app(scope, receive, with_headers)

    def _is_own(self, headers: Headers) -> bool:
        """Whether a page of ours, or no browser at all, sent this."""
        site = headers.get("sec-fetch-site")
        if site is not None:
            return site in ("same-origin", "none")
        origin = headers.get("origin")
        if origin is None:
            return True
        return urlsplit(origin).netloc.lower() == headers.get("host", "").lower()


def _kept(path: str) -> str:
    """What may be kept of a response. Patients' words must not stay in a cache."""
    if path.startswith("/static/"):
        # Our own files are asked for again by their tag.
        return "no-cache"
    # A calendar program keeps what it shows, and nobody between it and us does.
    return "private, no-cache" if path.startswith("/calendar/") else "no-store"


def _length(headers: Headers) -> int:
    """The length that a request states; one that states none is counted while it is read."""
    stated = headers.get("content-length", "")
    return int(stated) if stated.isascii() and stated.isdigit() else 0


def _host(header: str) -> str:
    try:
        return urlsplit(f"//{header}").hostname or ""
    except ValueError:
        return ""
