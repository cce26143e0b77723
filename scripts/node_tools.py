"""Are the test tools that are not written in Python there, exactly those of the lock?

Twilio's own counter of segments, its description of its interface, and a server that plays it: oracles that nobody of
us wrote. The lock names versions and hashes and no registry. Without npm nothing is installed, and the tests that need
the tools say so.
"""

import hashlib
import shutil
import subprocess
import sys
import time
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
WANTED = CHECKOUT / "requirements" / "node"
FOLDER = CHECKOUT / ".venv" / "node"
FILES = ("package.json", "package-lock.json")
LONGEST_SECONDS = 300


def fingerprint(folder: Path) -> str:
    """One hash over what is wanted."""
    return hashlib.sha256(b"\0".join((folder / name).read_bytes() for name in FILES)).hexdigest()


def install() -> int:
    """Install the tools unless the very same are there; 0 also where there is no npm."""
    wanted, mark = fingerprint(WANTED), FOLDER / "installed"
    if mark.is_file() and mark.read_text(encoding="utf-8") == wanted:
        return 0
    npm = shutil.which("npm")
    if npm is None:
        print("setup: npm is not there; the tests that need its tools are skipped", file=sys.stderr)
        return 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        shutil.copy(WANTED / name, FOLDER / name)
    began = time.monotonic()
    print("setup: installing the test tools of npm", file=sys.stderr)
    options = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    done = subprocess.run([npm, *options], cwd=FOLDER, check=False, timeout=LONGEST_SECONDS)
    if done.returncode != 0:
        print("setup: npm could not install the test tools; see the lines above", file=sys.stderr)
        return done.returncode
    mark.write_text(wanted, encoding="utf-8")
    print(f"setup: the test tools of npm are ready after {time.monotonic() - began:.0f} s", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(install())
