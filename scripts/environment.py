"""Are the project's environments here and up to date, and if not, how are they made?

    python -m scripts.environment app rasa          what the service needs
    python -m scripts.environment development rasa  the same and everything that checks it

Each environment keeps a stamp with the hash of the requirement files that it was made from, so that a second
call costs nothing. Everything is said on standard error. Runs on any Python from 3.8; standard library only.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, Iterable, Iterator, List, Mapping, Optional, Tuple

from scripts.installer import SetupError, download_python, downloaded_pythons, get_uv, report, uv_environment
from scripts.interpreters import Interpreter, ask, find

CHECKOUT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Environment:
    """One set of packages, and the folder under .venv that holds it."""

    #: Name of the requirement file, requirements/<name>.txt, and of the set in the stamp.
    name: str
    #: Folder under .venv; two sets may share one, the larger holding the smaller.
    folder: str
    #: Versions of Python that it runs on, the preferred one first.
    versions: Tuple[str, ...]
    #: Names of the smaller sets that it holds.
    holds: Tuple[str, ...] = ()
    #: Names of further requirement files, locked without what their packages ask for.
    beside: Tuple[str, ...] = ()

    @property
    def path(self) -> Path:
        return CHECKOUT / ".venv" / self.folder

    @property
    def python(self) -> Path:
        return self.path / "bin" / "python"

    @property
    def requirements(self) -> List[Path]:
        """All files that it is installed from, its own the last."""
        return [CHECKOUT / "requirements" / (name + ".txt") for name in (*self.beside, self.name)]


APP_VERSIONS = ("3.12", "3.13", "3.11")
ENVIRONMENTS = {
    "app": Environment("app", "app", APP_VERSIONS, beside=("weights",)),
    "development": Environment("development", "app", APP_VERSIONS, holds=("app",), beside=("weights",)),
    "rasa": Environment("rasa", "rasa", ("3.10",)),
}


def digest(paths: Iterable[Path]) -> str:
    """Return the SHA-256 over the files at `paths`, in their order, in hexadecimal."""
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in paths)).hexdigest()


def read_stamp(environment: Environment) -> Dict[str, str]:
    """Return what the environment was made from; empty when missing, unfinished, moved or without Python."""
    try:
        stamp = json.loads((environment.path / "stamp.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(stamp, dict) or stamp.get("folder") != str(environment.path):
        return {}
    return stamp if os.access(str(environment.python), os.X_OK) else {}


def is_ready(environment: Environment) -> bool:
    """Say whether the environment holds exactly what its requirement files ask for."""
    return read_stamp(environment).get(environment.name) == digest(environment.requirements)


@contextlib.contextmanager
def only_one(lock: Path) -> Iterator[None]:
    """Hold the lock file, so that two makes do not write into the same environment; wait for the other."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            report("another make is setting up here, waiting for it")
            fcntl.flock(held, fcntl.LOCK_EX)
        yield


def missing_python(environment: Environment) -> SetupError:
    """Return the one sentence that says which Python to install, where no search and no download found it."""
    versions = environment.versions
    wanted = versions[0] if len(versions) == 1 else "{} (or {})".format(versions[0], ", ".join(versions[1:]))
    return SetupError(
        "No working Python {0} was found: install it (for example `pyenv install {1}`), "
        "or set PYTHON{2} to the path of one, then run the same command again.".format(
            wanted, versions[0], versions[0].replace(".", "")
        )
    )


def choose_python(environment: Environment, environ: Mapping[str, str]) -> Tuple[Interpreter, str]:
    """Return the Python to make the environment with, and the path of uv.

    Raises SetupError with one sentence when there is no such Python, or uv cannot be had.
    """
    interpreter = find(environment.versions, environ)
    pythons = [sys.executable] + ([interpreter.path] if interpreter else [])
    uv = get_uv(CHECKOUT, pythons, environ)
    downloaded = [path for version in environment.versions for path in downloaded_pythons(version, CHECKOUT)]
    if interpreter is None and downloaded:
        interpreter = ask(downloaded[0])
    if interpreter is None:
        path = download_python(uv, environment.versions[0], CHECKOUT, environ)
        interpreter = ask(path) if path else None
    if interpreter is None:
        raise missing_python(environment)
    return interpreter, uv


def run_uv(command: List[str], environ: Mapping[str, str]) -> None:
    """Run uv with its messages on standard error; raise SetupError when it fails."""
    answer = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=sys.stderr, env=uv_environment(environ), check=False
    )
    if answer.returncode != 0:
        raise SetupError(
            "Installing failed for the reason above; when it is the network, run the same command again "
            "and it goes on from what is already downloaded."
        )


def make(environment: Environment, environ: Mapping[str, str]) -> None:
    """Make the environment, or bring it up to date; the caller holds the lock."""
    started = time.monotonic()
    stamp = read_stamp(environment)
    (environment.path / "stamp.json").unlink() if stamp else None
    interpreter, uv = choose_python(environment, environ)
    report("{}: Python {} at {}".format(environment.name, interpreter.version, interpreter.path))
    if not stamp:
        command = [uv, "venv", "--quiet", "--clear", "--no-project", "--python", interpreter.path]
        run_uv([*command, str(environment.path)], environ)
    files = [str(path) for path in environment.requirements]
    names = " and ".join(os.path.relpath(file, str(CHECKOUT)) for file in files)
    report("{}: installing {}".format(environment.name, names))
    # Compiled now, once: where nothing may be written later, every start of Rasa would compile it all.
    command = [uv, "pip", "sync", "--quiet", "--require-hashes", "--compile-bytecode"]
    run_uv([*command, "--python", str(environment.python), *files], environ)
    sets = [environment] + [ENVIRONMENTS[name] for name in environment.holds]
    made = {each.name: digest(each.requirements) for each in sets}
    made["folder"] = str(environment.path)
    made["python"] = interpreter.path
    unfinished = environment.path / "stamp.json.unfinished"
    unfinished.write_text(json.dumps(made, indent=2) + "\n", encoding="utf-8")
    unfinished.replace(environment.path / "stamp.json")
    report("{}: ready after {:.0f} s".format(environment.name, time.monotonic() - started))


def larger_set(environment: Environment) -> Environment:
    """Return the set in the folder when it holds this one too: a developer's tools are not thrown away."""
    stamp = read_stamp(environment)
    for other in ENVIRONMENTS.values():
        if environment.name in other.holds and other.name in stamp:
            return other
    return environment


def main(arguments: List[str], environ: Optional[Mapping[str, str]] = None) -> int:
    """Make every environment named in `arguments` ready; return 0, or 1 after one sentence on what to do."""
    environ = os.environ if environ is None else environ
    unknown = [name for name in arguments if name not in ENVIRONMENTS]
    if unknown or not arguments:
        report("name one or more of: " + ", ".join(ENVIRONMENTS))
        return 2
    wanted = [ENVIRONMENTS[name] for name in arguments]
    if all(is_ready(environment) for environment in wanted):
        return 0
    try:
        with only_one(CHECKOUT / ".venv" / "lock"):
            for environment in wanted:
                if not is_ready(environment):
                    make(larger_set(environment), environ)
    except SetupError as error:
        report(str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
