"""How are the service's processes started, watched, restarted and stopped together?

supervisord does it; this module writes its configuration, waits until every program is ready and makes sure that
whatever was started here is stopped here, and nothing else.
"""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

STOP_SECONDS = 10
READY_SECONDS = 240
SIGN_OF_LIFE_SECONDS = 5
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG, prctl(2)


class NotStarted(RuntimeError):
    """A program did not become ready; the message holds the end of its log and what to do."""


@dataclass(frozen=True, kw_only=True)
class Program:
    """One process: how to start it, and how to tell that it is ready."""

    name: str
    command: Sequence[str]
    is_ready: Callable[[], bool]
    environment: Mapping[str, str] = field(default_factory=dict)
    tells: str = ""


class Supervised:
    """Programs that run under supervision."""

    def __init__(self, supervisor: "subprocess.Popen[bytes]") -> None:
        self._supervisor = supervisor

    def alive(self) -> bool:
        """Whether the supervisor itself still runs; it restarts programs that stop."""
        return self._supervisor.poll() is None


@contextmanager
def running(
    programs: Sequence[Program],
    folder: Path,
    *,
    environment: Mapping[str, str],
    report: Callable[[str], None] = lambda _: None,
) -> Iterator["Supervised"]:
    """Run programs under supervision for the length of the block.

    Args:
        programs: started in this order; each must be ready before the block begins.
        folder: for the configuration, the control socket and the logs.
        environment: added to this process's own for all programs; never written to a file.
        report: told in words what is being waited for.

    Raises:
        NotStarted: when a program stops or is not ready within four minutes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    configuration = folder / "supervisord.conf"
    configuration.write_text(_configuration(programs, folder))
    configuration.chmod(0o600)
    with (folder / "supervisord.out").open("w") as output:
        supervisor = subprocess.Popen(
            [sys.executable, "-m", "supervisor.supervisord", "-n", "-c", str(configuration)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **environment},
            start_new_session=True,
            # Between fork and exec only one system call is made, which takes no lock that another thread may hold.
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509
        )
    try:
        for program in programs:
            _wait(program, folder, supervisor, report)
        yield Supervised(supervisor)
    finally:
        _stop(supervisor)


def free_port() -> int:
    """A port on loopback that nobody uses now."""
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        return int(opened.getsockname()[1])


def is_taken(port: int) -> bool:
    """Whether somebody listens on a loopback port."""
    with socket.socket() as opened:
        opened.settimeout(0.5)
        return opened.connect_ex(("127.0.0.1", port)) == 0


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGTERM)


def _stop(supervisor: "subprocess.Popen[bytes]") -> None:
    if supervisor.poll() is None:
        supervisor.terminate()
        try:
            supervisor.wait(STOP_SECONDS + 5)
        except subprocess.TimeoutExpired:
            os.killpg(supervisor.pid, signal.SIGKILL)
            supervisor.wait()


def _wait(program: Program, folder: Path, supervisor: "subprocess.Popen[bytes]", report: Callable[[str], None]) -> None:
    started = time.monotonic()
    told = -10.0
    while not program.is_ready():
        waited = time.monotonic() - started
        if supervisor.poll() is not None or _gave_up(program, folder):
            raise NotStarted(_why(program, folder, "stopped"))
        if waited > READY_SECONDS:
            raise NotStarted(_why(program, folder, f"was not ready after {READY_SECONDS} s"))
        if waited - told >= SIGN_OF_LIFE_SECONDS:
            report(f"{program.tells or program.name} ({waited:.0f} s)")
            told = waited
        time.sleep(0.2)


def _gave_up(program: Program, folder: Path) -> bool:
    log = folder / "supervisord.log"
    return log.exists() and f"gave up: {program.name} entered FATAL" in log.read_text(errors="replace")


def _why(program: Program, folder: Path, what: str) -> str:
    log = folder / f"{program.name}.log"
    lines = log.read_text(errors="replace").splitlines()[-15:] if log.exists() else []
    return "\n".join([f"{program.name} {what}. The end of {log}:", *lines])


def _configuration(programs: Sequence[Program], folder: Path) -> str:
    blocks = [
        f"""[supervisord]
logfile={folder}/supervisord.log
pidfile={folder}/supervisord.pid
nodaemon=true
minfds=256
[unix_http_server]
file={folder}/supervisor.sock
chmod=0700
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
"""
    ]
    for program in programs:
        command = " ".join(_quoted(part) for part in program.command)
        variables = ",".join(f'{name}="{_escaped(value)}"' for name, value in program.environment.items())
        blocks.append(
            f"""[program:{program.name}]
command={_percent(command)}
environment={_percent(variables)}
autorestart=true
startretries=3
stopsignal=TERM
stopwaitsecs={STOP_SECONDS}
stopasgroup=true
killasgroup=true
redirect_stderr=true
stdout_logfile={folder}/{program.name}.log
stdout_logfile_maxbytes=5MB
stdout_logfile_backups=1
"""
        )
    return "\n".join(blocks)


def _quoted(part: str) -> str:
    return '"' + part.replace('"', '\\"') + '"' if " " in part else part


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')


def _percent(text: str) -> str:
    # supervisord expands %(name)s in its values.
    return text.replace("%", "%%")
