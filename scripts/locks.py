"""Do the locked requirements still install on every supported Python, and how are they made?

python -m scripts.locks make      resolve requirements/*.in again into requirements/*.txt
python -m scripts.locks check     resolve the locks, hashes required, on each Python; install nothing
python -m scripts.locks audit     look every locked version up among the known weaknesses; needs a network
"""

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from scripts.environment import APP_VERSIONS, CHECKOUT
from scripts.installer import SetupError, get_uv, report, uv_environment
from scripts.interpreters import find


@dataclass(frozen=True, kw_only=True)
class Lock:
    """One requirement file and the Pythons that it must install on."""

    #: The file is requirements/<name>.txt, made from requirements/<name>.in.
    name: str
    #: Versions of Python, the oldest first: it is resolved for that one and newer.
    versions: tuple[str, ...]
    #: Whether what its packages ask for is locked and installed, too.
    with_dependencies: bool = True

    @property
    def source(self) -> Path:
        """The file that people edit."""
        return Path("requirements", f"{self.name}.in")

    @property
    def target(self) -> Path:
        """The file that is installed from."""
        return Path("requirements", f"{self.name}.txt")


APP = tuple(sorted(APP_VERSIONS))
#: Looks locked versions up at the index's own list of weaknesses. Run apart: nothing here depends on it.
AUDITOR = "pip-audit@2.10.1"
#: In this order: the set for development is held to what the app's lock says.
LOCKS = (
    Lock(name="app", versions=APP),
    Lock(name="development", versions=APP),
    Lock(name="weights", versions=APP, with_dependencies=False),
    Lock(name="tools", versions=("3.8",)),
    Lock(name="rasa", versions=("3.10",)),
)


def run(command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run uv from the root of the checkout, so that the files name no folder of this machine."""
    return subprocess.run(
        command,
        cwd=CHECKOUT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env=uv_environment(os.environ),
        check=False,
    )


def make(uv: str, lock: Lock, *, upgrade: bool) -> bool:
    """Resolve one lock again; say whether it worked. Versions move only where they must, or on `upgrade`."""
    command = [uv, "pip", "compile", "--quiet", "--universal", "--generate-hashes", "--no-header"]
    command += ["--python-version", lock.versions[0], "--output-file", str(lock.target), str(lock.source)]
    interpreter = find(lock.versions, os.environ)
    command += ["--python", interpreter.path] if interpreter else []
    command += [] if lock.with_dependencies else ["--no-deps"]
    answer = run(command + (["--upgrade"] if upgrade else []))
    report(f"{lock.target}: {'made' if answer.returncode == 0 else answer.stderr.strip()}")
    return answer.returncode == 0


def check(uv: str, lock: Lock, version: str) -> bool:
    """Say whether the lock resolves on a Python `version`, with what is cached if that is enough."""
    command = [uv, "pip", "install", "--dry-run", "--quiet", "--require-hashes", "--python-version", version]
    with tempfile.TemporaryDirectory() as empty:
        command += ["--python", sys.executable, "--target", empty, "--requirement", str(lock.target)]
        command += [] if lock.with_dependencies else ["--no-deps"]
        answer = run([*command, "--offline"])
        if answer.returncode != 0:
            answer = run(command)
    if answer.returncode != 0:
        report(f"{lock.target} does not install on Python {version}: {answer.stderr.strip()}")
    return answer.returncode == 0


def audit(uv: str, lock: Lock) -> bool:
    """Say whether every version in the lock was looked up and no weakness of it is known."""
    command = [uv, "tool", "run", "--quiet", AUDITOR, "--disable-pip", "--require-hashes", "--strict"]
    answer = run([*command, "--progress-spinner", "off", "--requirement", str(lock.target)])
    report(f"{lock.target}: {'no known weakness' if answer.returncode == 0 else answer.stdout + answer.stderr}")
    return answer.returncode == 0


def main(arguments: list[str]) -> int:
    """Make, check or audit all locks; return 0 when every one is right."""
    try:
        uv = get_uv(CHECKOUT, [sys.executable], os.environ)
    except SetupError as error:
        report(str(error))
        return 1
    match arguments:
        case ["make", *options] if set(options) <= {"--upgrade"}:
            return 0 if all(make(uv, lock, upgrade=bool(options)) for lock in LOCKS) else 1
        case ["check"]:
            broken = [1 for lock in LOCKS for version in lock.versions if not check(uv, lock, version)]
            return 1 if broken else 0
        case ["audit"]:
            weak = [lock for lock in LOCKS if not audit(uv, lock)]
            return 1 if weak else 0
        case _:
            report("say `make`, `make --upgrade`, `check` or `audit`")
            return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
