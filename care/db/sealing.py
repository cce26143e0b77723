"""How are patients' words and numbers kept so that a copy of the database does not tell them?

AES-256-GCM by Tink, with the table, the row and the column as associated data: a value moved to another row
does not open. Keysets rotate; a value sealed with an older key of the set still opens. Addresses are found by
a keyed hash.
"""

import hmac
import json
from hashlib import sha256
from typing import Any, Protocol, cast

import tink
from tink import aead, secret_key_access

aead.register()

SHORTEST_INDEX_KEY = 32
"""Characters of the address index key."""


class _Aead(Protocol):
    """What is used of Tink's primitive, which is published without types."""

    def encrypt(self, plaintext: bytes, associated_data: bytes) -> bytes: ...

    def decrypt(self, ciphertext: bytes, associated_data: bytes) -> bytes: ...


class Sealer:
    """Seals and opens values with one keyset, and indexes addresses with one secret."""

    def __init__(self, keyset: str, index_key: str) -> None:
        """Take the secrets.

        Args:
            keyset: a Tink AEAD keyset in JSON, as `new_keyset` makes it.
            index_key: the secret of the address index, at least 32 hexadecimal digits.

        Raises:
            ValueError: when either cannot be used.
        """
        self._aead = _opened(keyset)
        if len(index_key) < SHORTEST_INDEX_KEY:
            raise ValueError(f"the address index key is shorter than {SHORTEST_INDEX_KEY} characters")
        self._index_key = index_key.encode()

    def seal(self, text: str, place: str) -> bytes:
        """Encrypt `text` for one place, written `table:row:column`."""
        # Half of an emoji can arrive as a lone surrogate; the message is kept all the same.
        return self._aead.encrypt(text.encode("utf-8", "surrogatepass"), place.encode())

    def open(self, sealed: bytes, place: str) -> str:
        """Decrypt what was sealed for this place; anything else raises `tink.TinkError`."""
        return self._aead.decrypt(bytes(sealed), place.encode()).decode("utf-8", "surrogatepass")

    def index(self, channel: str, address: str) -> str:
        """The keyed hash by which an address is found again."""
        return hmac.new(self._index_key, f"{channel}:{address}".encode("utf-8", "surrogatepass"), sha256).hexdigest()


def new_keyset() -> str:
    """A fresh AES-256-GCM keyset as JSON in clear text.

    Keep it in a secret store, or in a file that only its owner reads.
    """
    handle = tink.new_keyset_handle(aead.aead_key_templates.AES256_GCM)
    return json.dumps(json.loads(tink.json_proto_keyset_format.serialize(handle, secret_key_access.TOKEN)))


def rotated_keyset(keyset: str) -> str:
    """The keyset with a fresh primary key: new values are sealed with it, and all older ones still open.

    Every process that reads the database must have the new keyset before one of them writes with it: stop the
    service, put it in place, start the service. The address index key does not rotate with it.

    Raises:
        ValueError: when `keyset` is not a Tink AEAD keyset in JSON.
    """
    _opened(keyset)
    kept = cast("dict[str, Any]", json.loads(keyset))
    taken = {key["keyId"] for key in kept["key"]}
    fresh = json.loads(new_keyset())
    while fresh["primaryKeyId"] in taken:
        fresh = json.loads(new_keyset())
    return json.dumps({"primaryKeyId": fresh["primaryKeyId"], "key": [*kept["key"], *fresh["key"]]})


def _opened(keyset: str) -> _Aead:
    try:
        handle = tink.json_proto_keyset_format.parse(keyset, secret_key_access.TOKEN)
        return cast("_Aead", handle.primitive(aead.Aead))
    except tink.TinkError as error:
        raise ValueError("the encryption keyset is not a Tink AEAD keyset in JSON") from error
