"""What do all tests share? A throw-away PostgreSQL, migrated databases of both kinds, no way outside."""

import ipaddress
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import hypothesis
import psycopg
import pytest
from hypothesis.configuration import set_hypothesis_home_dir

from care.db.database import Database
from care.db.sealing import Sealer, new_keyset

INDEX_KEY = "0123456789abcdef" * 4
STARTS = 3
"""How often another port is tried when somebody took the free one meanwhile."""

set_hypothesis_home_dir(Path(__file__).resolve().parents[1] / ".venv" / ".hypothesis")
hypothesis.settings.register_profile("aftercourse", deadline=None)
hypothesis.settings.load_profile("aftercourse")


@pytest.fixture(autouse=True)
def _no_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that wants to talk to another machine fails."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else None
        if host not in (None, "localhost") and not ipaddress.ip_address(str(host)).is_loopback:
            raise AssertionError(f"a test tried to reach {host}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


class PostgreSQL:
    """A cluster of its own on a free loopback port, run by an ordinary user in a folder that goes with it."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs = programs
        self._data = folder / "data"
        self._log = folder / "log"
        self._folder = folder
        self._numbers = count()
        # PostgreSQL refuses to run as root, as tests in a container often do.
        self._user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        self.port = 0

    def start(self) -> None:
        if os.geteuid() == 0:
            shutil.chown(self._folder, self._user)
        self._run("initdb", "-U", "clinic", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "-N")
        for attempt in range(STARTS):
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                self.port = free.getsockname()[1]
            options = f"-p {self.port} -k {self._folder} -h 127.0.0.1"
            for setting in (
                "fsync=off",
                "full_page_writes=off",
                "shared_buffers=32MB",
                "max_connections=120",
            ):
                options += f" -c {setting}"
            try:
                self._run("pg_ctl", "start", "-w", "-s", "-l", str(self._log), "-o", options)
            except subprocess.CalledProcessError:
                if attempt == STARTS - 1:
                    raise
            else:
                return

    def stop(self) -> None:
        self._run("pg_ctl", "stop", "-s", "-m", "immediate")

    def new(self, template: str = "template1") -> str:
        """The address of a new database."""
        name = f"clinic_{next(self._numbers)}"
        self._ask(f"CREATE DATABASE {name} TEMPLATE {template}")
        return f"postgresql+psycopg://clinic@127.0.0.1:{self.port}/{name}"

    def drop(self, url: str) -> None:
        self._ask(f"DROP DATABASE {url.rpartition('/')[2]} WITH (FORCE)")

    def _ask(self, statement: str) -> None:
        address = f"postgresql://clinic@127.0.0.1:{self.port}/postgres"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement)

    def _run(self, program: str, *arguments: str) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        subprocess.run(
            [str(self._programs / program), *arguments, "-D", str(self._data)],
            check=True,
            cwd=self._folder,
            env=kept,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            user=self._user if os.geteuid() == 0 else None,
            group=pwd.getpwnam(self._user).pw_gid if os.geteuid() == 0 else None,
            extra_groups=() if os.geteuid() == 0 else None,
            timeout=60,
        )


def _programs() -> Path | None:
    """Where PostgreSQL's programs are, the newest first: Debian keeps them out of the PATH."""
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).resolve().parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    return versions[-1].parent if versions else None


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """The session's PostgreSQL; without one tests skip, but never in CI."""
    programs = _programs()
    if programs is None:
        reason = "PostgreSQL is not installed: neither initdb on the PATH nor /usr/lib/postgresql"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    folder = Path(tempfile.mkdtemp(prefix="aftercourse-"))
    server = PostgreSQL(programs, folder)
    try:
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def sealer() -> Sealer:
    return Sealer(new_keyset(), INDEX_KEY)


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql: PostgreSQL, sealer: Sealer) -> str:
    """The name of a database that the migrations built, to copy from."""
    url = postgresql.new()
    _migrate(url, sealer)
    return url.rpartition("/")[2]


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory, sealer: Sealer) -> Path:
    """A file that the migrations built, to copy from."""
    file = tmp_path_factory.mktemp("migrated") / "clinic.db"
    _migrate(f"sqlite:///{file}", sealer)
    return file


def _migrate(url: str, sealer: Sealer) -> None:
    database = Database(url, sealer)
    database.upgrade()
    database.close()


BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]


@pytest.fixture(params=BOTH)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'clinic.db'}"
        return
    server: PostgreSQL = request.getfixturevalue("postgresql")
    url = server.new()
    yield url
    server.drop(url)


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database with the newest tables."""
    if request.param == "sqlite":
        file = tmp_path / "clinic.db"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), file)
        yield f"sqlite:///{file}"
        return
    server: PostgreSQL = request.getfixturevalue("postgresql")
    url = server.new(request.getfixturevalue("migrated_postgresql"))
    yield url
    server.drop(url)


@pytest.fixture
def open_database(database_url: str, sealer: Sealer) -> Iterator[Callable[[], Database]]:
    """Opens the same database again, as another process would."""
    opened: list[Database] = []

    def again() -> Database:
        opened.append(Database(database_url, sealer))
        return opened[-1]

    yield again
    for each in opened:
        each.close()


@pytest.fixture
def database(open_database: Callable[[], Database]) -> Database:
    """A database with the newest tables, on SQLite and on PostgreSQL."""
    return open_database()


class StandIn:
    """Stands in for Rasa: says what our actions would, by a word in the text. `None` in its place is silence."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answers: dict[str, dict[str, Any]] = {
            "herpes": _said("answer", "herpes_prophylaxis.duration", "answer/herpes_prophylaxis.duration"),
            "stop my": _said("handoff", "handoff.decision", "wording/handoff.decision"),
            "which": {
                **_said("clarify", "clarify.two", "wording/clarify.two"),
                "values": {"first": "how long the herpes tablets go on", "second": "which herpes tablet is used"},
                "pending": {
                    "question": "choose",
                    "options": ["herpes_prophylaxis.duration", "herpes_prophylaxis.medicine"],
                },
            },
            "hello": _said("smalltalk", "smalltalk.greet", "wording/smalltalk.greet"),
        }
        self.before_answer: Callable[[], object] = lambda: None

    def ask(self, text: str, metadata: Mapping[str, Any]) -> list[dict[str, Any]]:
        self.before_answer()
        self.asked.append(text)
        if metadata["pending"] and text.strip() in ("1", "2"):
            return [self.answers["herpes"]]
        for word, said in self.answers.items():
            if word in text.lower():
                return [said]
        return [_said("decline", "decline.general", "wording/decline.general")]

    def close(self) -> None:
        """Nothing is held."""


def _said(kind: str, topic: str, template: str) -> dict[str, Any]:
    return {"kind": kind, "level": None, "topic": topic, "template": template, "values": {}, "confidence": 0.9}


@pytest.fixture(scope="session")
def all_knowledge() -> Any:
    """The whole content, read once."""
    from content import load

    return load(Path(__file__).resolve().parents[1] / "knowledge")


@pytest.fixture
def dialogue() -> StandIn:
    """What stands in for Rasa."""
    return StandIn()


@pytest.fixture
def build_house(
    tmp_path: Path,
    migrated_sqlite: Path,
    all_knowledge: Any,
    dialogue: StandIn,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Callable[..., Any]]:
    """Builds the demo centre on SQLite, with everything real save Rasa; settings can be given by name."""
    from bot import wiring
    from bot.answering import Answering
    from bot.demo import demo_settings

    monkeypatch.setattr(wiring, "load", lambda _folder: all_knowledge)
    opened = []

    def build(**given: str) -> Any:
        settings = demo_settings(tmp_path, **{"rasa_port": "1", **given})
        file = tmp_path / "aftercourse.db"
        if not file.exists():
            shutil.copy(migrated_sqlite, file)
        house = wiring.open_house(settings)
        answering = Answering(house.database, dialogue, house.replies, now=house.now)
        house.dialogue.close()
        opened.append(replace(house, dialogue=dialogue, answering=answering))
        return opened[-1]

    yield build
    for house in opened:
        house.close()


@pytest.fixture
def house(build_house: Callable[..., Any]) -> Any:
    """The demo centre."""
    return build_house()
