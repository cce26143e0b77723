"""Did Twilio send this request, to this very address?

The address that was signed is made from the configured public one. What the request itself says about the host can be
forged, and a proxy may have changed it.
"""

import logging

from starlette.datastructures import FormData, Headers
from twilio.request_validator import (
    SIGNATURE_HEADER,
    SIGNATURE_SETTINGS_HEADER,
    RequestValidator,
    get_signature_algorithm,
)

from bot.settings import Settings

logger = logging.getLogger(__name__)


class Signatures:
    """Checks signatures, HMAC-SHA1 with the account's token or HMAC-SHA256 with the shared key."""

    def __init__(self, settings: Settings) -> None:
        self._base = settings.public_url.rstrip("/")
        self._token = RequestValidator(settings.twilio_auth_token.get_secret_value())
        shared = settings.twilio_webhook_secret.get_secret_value()
        self._shared = RequestValidator(shared) if shared else None
        self.refused = 0
        """How many requests were refused since the start."""

    def hold(self, target: str, form: FormData, headers: Headers) -> bool:
        """Whether a request is Twilio's; one that is not is counted.

        Args:
            target: the path that was asked for and, if there is one, the query behind it.
            form: the fields that were posted, each as often as it came.
            headers: of the request.
        """
        signature = headers.get(SIGNATURE_HEADER, "")
        settings = headers.get(SIGNATURE_SETTINGS_HEADER, "")
        algorithm = get_signature_algorithm(settings)
        # Only a shared key is announced by this header; the account's token signs without it.
        validator = self._shared if settings else self._token
        address = self._base + target
        if signature and validator is not None and validator.validate(address, form, signature, algorithm):
            return True
        self.refused += 1
        logger.warning("a request without a right signature of Twilio was refused; %d so far", self.refused)
        return False
