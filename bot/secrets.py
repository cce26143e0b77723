"""How are the secrets of a centre made?"""

import os
import secrets
from pathlib import Path

from care.db.sealing import new_keyset

__all__ = ["new_keyset", "write_secrets"]

_BYTES = 32


def write_secrets(file: Path) -> None:
    """Make every start-up secret and keep them in a new file that only its owner reads.

    Raises:
        FileExistsError: when the file is there already; secrets are never replaced.
    """
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as opened:
        opened.write("# Secrets of the demo centre, made at its first start. Delete the folder to begin anew.\n")
        opened.write(f"AFTERCOURSE_ENCRYPTION_KEYSET={new_keyset()}\n")
        for name in ("ADDRESS_INDEX_KEY", "ACTION_SECRET", "SESSION_SECRET"):
            opened.write(f"AFTERCOURSE_{name}={secrets.token_hex(_BYTES)}\n")
