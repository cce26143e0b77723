"""Where does a warning sign go that comes while the database cannot be written?

Into one file, sealed and forced to the disk a line at a time, and from there into the records as soon as they can be
written again. It is the sole place outside the database that keeps a patient's words. Replaying is safe at any time
and any number of times: a message is known by its provider id.
"""

import base64
import binascii
import fcntl
import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from bot.wiring import House
from care.message import Channel, NewMessage

logger = logging.getLogger(__name__)


class MessageSealer(Protocol):
    """What is used of `care.db.sealing.Sealer`."""

    def seal(self, text: str, place: str) -> bytes:
        """Encrypt a text for one place."""

    def open(self, sealed: bytes, place: str) -> str:
        """Decrypt what was sealed for this place."""


class Spool:
    """The file of messages that wait for the database."""

    def __init__(self, file: Path, sealer: MessageSealer) -> None:
        self._file = file
        self._sealer = sealer

    def append(self, message: NewMessage, *, by: str) -> None:
        """Keep a message; when this returns it is on the disk.

        Raises:
            OSError: when the file cannot be written either.
        """
        line = str(uuid4())
        sealed = self._sealer.seal(_to_json(message, by), _place(line))
        row = json.dumps({"id": line, "sealed": base64.b64encode(sealed).decode("ascii")}) + "\n"
        with self._opened() as descriptor:
            # A line that a crash cut short must not swallow this one.
            end = os.lseek(descriptor, 0, os.SEEK_END)
            torn = end > 0 and os.pread(descriptor, 1, end - 1) != b"\n"
            _write(descriptor, (b"\n" if torn else b"") + row.encode("ascii"))
            os.fsync(descriptor)

    def waits(self) -> bool:
        """Whether there is anything in the file."""
        try:
            return self._file.stat().st_size > 0
        except OSError:
            return False

    def take(self, house: House) -> int:
        """Put every message of the file into the records, then empty it; returns how many there were.

        What cannot be opened is moved to a file beside it, for a person to look at; nothing is thrown away.

        Raises:
            Exception: whatever the records raise; the file is then left as it was.
        """
        if not self.waits():
            return 0
        with self._opened() as descriptor:
            rows = _read(descriptor).splitlines()
            unreadable, taken = [], 0
            for row in filter(None, rows):
                try:
                    message, by = self._message(row)
                except Exception as error:  # noqa: BLE001 - the next lines are messages of other people
                    logger.error("a line of the spool cannot be read: %s", type(error).__name__)  # noqa: TRY400
                    unreadable.append(row)
                    continue
                house.reception.receive(message, by=by)
                taken += 1
            if unreadable:
                self._set_aside(unreadable)
            os.ftruncate(descriptor, 0)
            os.fsync(descriptor)
        return taken

    def _message(self, row: bytes) -> tuple[NewMessage, str]:
        given = json.loads(row)
        try:
            sealed = base64.b64decode(given["sealed"], validate=True)
        except binascii.Error as error:
            raise ValueError("not base64") from error
        return _from_json(self._sealer.open(sealed, _place(given["id"])))

    def _set_aside(self, rows: list[bytes]) -> None:
        beside = self._file.with_name(self._file.name + ".unreadable")
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            _write(descriptor, b"".join(row + b"\n" for row in rows))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    @contextmanager
    def _opened(self) -> Iterator[int]:
        """The file, made if need be, for this process alone."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        new = not self._file.exists()
        descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield descriptor
            if new:
                _fsync_folder(self._file.parent)
        finally:
            os.close(descriptor)


def spool_of(house: House) -> Spool:
    """The spool of a house."""
    return Spool(house.settings.spool_file, house.database.sealer)


def import_spool(house: House) -> int:
    """Put what waits in the spool into the records, as at every start; returns how many messages there were.

    When the records still cannot be written it says so in the log and leaves the file as it was.
    """
    try:
        taken = spool_of(house).take(house)
    except Exception:
        logger.exception("the spool could not be taken in; it is tried again")
        return 0
    if taken:
        logger.warning("%d messages were taken in from the spool", taken)
    return taken


def _place(line: str) -> str:
    return f"spool:{line}:message"


def _to_json(message: NewMessage, by: str) -> str:
    return json.dumps(
        {
            "by": by,
            "channel": message.channel,
            "address": message.address,
            "provider_id": message.provider_id,
            "text": message.text,
            "written_at": message.written_at.isoformat(),
            "has_media": message.has_media,
        }
    )


def _from_json(text: str) -> tuple[NewMessage, str]:
    given = json.loads(text)
    message = NewMessage(
        channel=Channel(given["channel"]),
        address=given["address"],
        provider_id=given["provider_id"],
        text=given["text"],
        written_at=datetime.fromisoformat(given["written_at"]),
        has_media=given["has_media"],
    )
    return message, given["by"]


def _read(descriptor: int) -> bytes:
    os.lseek(descriptor, 0, os.SEEK_SET)
    with os.fdopen(os.dup(descriptor), "rb") as file:
        return file.read()


def _write(descriptor: int, content: bytes) -> None:
    while content:
        content = content[os.write(descriptor, content) :]


def _fsync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
