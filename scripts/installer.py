"""Where is uv, the program that makes environments and installs into them, and how does it get here?

uv is used where it is on the PATH. Elsewhere its pinned and hashed release is installed under .venv/tools
with whatever Python has pip, also where Debian has taken ensurepip out of it.
Runs on any Python from 3.8 and needs the standard library only.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Dict, Iterable, List, Mapping, Optional, Tuple

#: The oldest uv whose options are those used here.
OLDEST = (0, 8)
#: Seconds that a download of a whole Python may take before the person is asked to install one instead.
PYTHON_DOWNLOAD_WITHIN = 90


class SetupError(Exception):
    """Setting up cannot go on; the message is one sentence that says what to do."""


def report(message: str) -> None:
    """Tell the person at the terminal what is happening; standard output belongs to the answers."""
    print("setup: " + message, file=sys.stderr, flush=True)


def uv_environment(environ: Mapping[str, str]) -> Dict[str, str]:
    """Return the variables to start uv with: the machine's own index and certificates, and no other Python.

    uv does not read pip's configuration. Where the machine points pip at a mirror and says nothing to uv, uv
    is told the same, in memory only.
    """
    started_with = {
        name: value
        for name, value in environ.items()
        if name not in {"UV_PYTHON", "UV_SYSTEM_PYTHON", "VIRTUAL_ENV", "CONDA_PREFIX", "PYTHONHOME", "PYTHONPATH"}
    }
    configured = pip_configuration(environ)
    if configured.get("index-url") and not {"UV_INDEX_URL", "UV_DEFAULT_INDEX"} & set(started_with):
        started_with["UV_DEFAULT_INDEX"] = configured["index-url"]
    if configured.get("cert") and not started_with.get("SSL_CERT_FILE"):
        started_with["SSL_CERT_FILE"] = configured["cert"]
    home = started_with.get("HOME", "")
    if "UV_CACHE_DIR" not in started_with and not (home and os.access(home, os.W_OK)):
        started_with["UV_CACHE_DIR"] = str(Path(".venv", "cache").absolute())
    started_with.setdefault("UV_NO_PROGRESS", "1")
    return started_with


def pip_configuration(environ: Mapping[str, str]) -> Dict[str, str]:
    """Return the index and certificate that this machine gives pip; variables beat files."""
    found: Dict[str, str] = {}
    home = environ.get("HOME", "")
    files = ["/etc/xdg/pip/pip.conf", "/etc/pip.conf"]
    files += [home + "/.pip/pip.conf", home + "/.config/pip/pip.conf"] if home else []
    files += [environ["PIP_CONFIG_FILE"]] if environ.get("PIP_CONFIG_FILE") else []
    for name in files:
        try:
            text = Path(name).read_text(encoding="utf-8")
        except (OSError, ValueError):
            continue
        found.update(re.findall(r"(?m)^(index-url|cert)[ \t]*[=:][ \t]*(\S.*?)[ \t]*$", text))
    for key in ("index-url", "cert"):
        value = environ.get("PIP_" + key.upper().replace("-", "_"))
        if value:
            found[key] = value
    return found


def _version_of(uv: str) -> Optional[Tuple[int, ...]]:
    try:
        answer = subprocess.run(
            [uv, "--version"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            timeout=30, check=False,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return None
    match = re.match(rb"uv (\d+)\.(\d+)", answer.stdout)
    return (int(match.group(1)), int(match.group(2))) if answer.returncode == 0 and match else None


def find_uv(checkout: Path, environ: Mapping[str, str]) -> Optional[str]:
    """Return the absolute path of a uv that runs and is new enough, or None."""
    tools = checkout / ".venv" / "tools" / "bin" / "uv"
    for path in (environ.get("UV", ""), str(tools), shutil.which("uv", path=environ.get("PATH", "")) or ""):
        if path and (_version_of(path) or (0,)) >= OLDEST:
            return os.path.abspath(path)
    return None


def get_uv(checkout: Path, pythons: Iterable[str], environ: Mapping[str, str]) -> str:
    """Return the absolute path of uv, installed under .venv/tools first when it is not on this machine.

    `pythons` are tried in turn; the first that has pip installs it. Raises SetupError when none does.
    """
    found = find_uv(checkout, environ)
    if found:
        return found
    report("uv is not here, installing it into .venv/tools")
    tools = checkout / ".venv" / "tools"
    log = ""
    for python in pythons:
        for command in _ways_to_install(python, tools, checkout / "requirements" / "tools.txt"):
            shutil.rmtree(str(tools), ignore_errors=True)
            log = _run_quietly(command, environ) or log
            found = find_uv(checkout, environ)
            if found:
                return found
    last = (log.strip().splitlines() or ["no Python here has pip"])[-1]
    raise SetupError(
        "uv could not be installed ({}): install uv, or pip for this Python "
        "(on Debian: apt-get install python3-pip), then run the same command again.".format(last)
    )


def _ways_to_install(python: str, tools: Path, lock: Path) -> List[List[List[str]]]:
    """Return the ways in which `python` may install uv, each a list of commands, the cleanest first."""
    install = ["-m", "pip", "install", "--quiet", "--require-hashes", "--disable-pip-version-check"]
    inside = str(tools / "bin" / "python")
    return [
        [[python, "-m", "venv", str(tools)], [inside, *install, "-r", str(lock)]],
        [[python, *install, "--target", str(tools), "-r", str(lock)]],
    ]


def _run_quietly(commands: List[List[str]], environ: Mapping[str, str]) -> str:
    """Run `commands` until one fails; return what the failed one said, or an empty text."""
    environment = dict(environ, PIP_USER="0", PIP_REQUIRE_VIRTUALENV="0")
    for command in commands:
        try:
            answer = subprocess.run(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                env=environment, timeout=300, check=False,
            )  # fmt: skip
        except (OSError, subprocess.SubprocessError) as error:
            return str(error)
        if answer.returncode != 0:
            return answer.stdout.decode("utf-8", "replace")
    return ""


def download_python(uv: str, version: str, checkout: Path, environ: Mapping[str, str]) -> Optional[str]:
    """Let uv download a Python of `version` into .venv/python; return its path, or None if that fails."""
    report("no Python {0} here, trying uv's download of it (at most {1} s)".format(version, PYTHON_DOWNLOAD_WITHIN))
    folder = checkout / ".venv" / "python"
    environment = dict(uv_environment(environ), UV_HTTP_TIMEOUT="15", UV_HTTP_RETRIES="1")
    try:
        subprocess.run(
            [uv, "python", "install", "--quiet", "--no-bin", "--install-dir", str(folder), version],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env=environment, timeout=PYTHON_DOWNLOAD_WITHIN, check=False,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return None
    return next(iter(downloaded_pythons(version, checkout)), None)


def downloaded_pythons(version: str, checkout: Path) -> List[str]:
    """Return the paths of the Pythons of `version` that uv downloaded for this checkout, newest first."""
    pattern = "*-{0}*/bin/python{0}".format(version)
    return sorted((str(path) for path in (checkout / ".venv" / "python").glob(pattern)), reverse=True)
