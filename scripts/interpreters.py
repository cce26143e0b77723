"""Which Pythons on this machine can run each half of the project?

A file with the right name proves nothing: a version manager's stand-in can exist and fail, and a Python built
without sqlite or TLS cannot run the service. Each candidate is therefore started once and asked.
Runs on any Python from 3.8 and needs the standard library only.
"""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Iterable, Iterator, Mapping, Optional, Tuple

#: What a candidate is asked. It fails where a module is missing that both halves need, and answers with the
#: path of the Python itself, not of a virtual environment that may be deleted tomorrow.
QUESTION = (
    "import ctypes, os, sqlite3, ssl, sys, zlib;"
    "base = getattr(sys, '_base_executable', None) or sys.executable;"
    "base = base if os.path.exists(base) else sys.executable;"
    "print(sys.implementation.name, '%d.%d' % sys.version_info[:2], base)"
)
#: Seconds that a candidate may take to answer; a cold disk needs a few.
ANSWER_WITHIN = 30


@dataclass(frozen=True)
class Interpreter:
    """A Python that was started and answered."""

    #: Major and minor number, for example "3.10".
    version: str
    #: Absolute path of the program.
    path: str


def ask(path: str) -> Optional[Interpreter]:
    """Start the program at `path`; return what it says it is, or None when it is not a working CPython."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    try:
        answer = subprocess.run(
            [path, "-c", QUESTION],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=ANSWER_WITHIN,
            env=environment,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    match = re.match(r"cpython (\S+) (.+)", answer.stdout.decode("utf-8", "replace"))
    if answer.returncode != 0 or match is None:
        return None
    return Interpreter(version=match.group(1), path=os.path.abspath(match.group(2)))


def _pyenv_folders(environ: Mapping[str, str]) -> Iterator[Path]:
    """Yield the folders in which pyenv keeps its Pythons, most explicit first."""
    if environ.get("PYENV_ROOT"):
        yield Path(environ["PYENV_ROOT"])
    try:
        answer = subprocess.run(
            ["pyenv", "root"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=ANSWER_WITHIN,
            env=dict(environ),
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        pass
    else:
        root = answer.stdout.decode("utf-8", "replace").strip()
        if answer.returncode == 0 and root:
            yield Path(root)
    if environ.get("HOME"):
        yield Path(environ["HOME"]) / ".pyenv"


def _release(folder: Path) -> Tuple[int, ...]:
    """Return the release number in a folder name such as "3.10.13", for sorting; letters count as nothing."""
    return tuple(int(part) if part.isdigit() else 0 for part in folder.name.split("."))


def candidates(version: str, environ: Mapping[str, str]) -> Iterator[str]:
    """Yield every path at which a Python of `version` ("3.10") may be, best first, each once.

    The order: the variable PYTHON310 (for 3.10), every python3.10 on the PATH, the versions that pyenv keeps,
    and last the plain python3 and python on the PATH, which may happen to be of that version.
    """
    seen = set()
    for path in _unfiltered_candidates(version, environ):
        if path not in seen and os.access(path, os.X_OK) and not os.path.isdir(path):
            seen.add(path)
            yield path


def _unfiltered_candidates(version: str, environ: Mapping[str, str]) -> Iterator[str]:
    explicit = environ.get("PYTHON" + version.replace(".", ""), "")
    if explicit:
        yield explicit
    folders = [folder for folder in environ.get("PATH", "").split(os.pathsep) if folder]
    for folder in folders:
        yield os.path.join(folder, "python" + version)
    for root in _pyenv_folders(environ):
        for kept in sorted(root.glob("versions/" + version + "*"), key=_release, reverse=True):
            yield str(kept / "bin" / ("python" + version))
            yield str(kept / "bin" / "python")
    for folder in folders:
        yield os.path.join(folder, "python3")
        yield os.path.join(folder, "python")


def find(versions: Iterable[str], environ: Mapping[str, str]) -> Optional[Interpreter]:
    """Return the first working Python of one of `versions`, the first version preferred; or None."""
    for version in versions:
        for path in candidates(version, environ):
            interpreter = ask(path)
            if interpreter is not None and interpreter.version == version:
                return interpreter
    return None
