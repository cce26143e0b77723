"""Does Rasa accept data/, domain.yml and config.yml, and without a warning?

    python -m scripts.rasa_data

`rasa data validate --fail-on-warnings` ends well although it warned of an intent that no rule uses or that has no
phrases. Here each of its warnings is a failure, less the two that our use of its training data always draws.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

from scripts.train import CHECKOUT, SETTINGS, readable

#: The phrases of `question` are divided among the approved answers (question/<entry>), which is how Rasa writes
#: questions that it answers itself. Here it only tells that something is a question, so it misses texts to answer with.
EXPECTED = (
    "The following duplicated intents have been found across multiple domain files: question",
    (
        "Action 'utter_question' is listed as a response action in the domain file, but there is no matching response "
        "defined. Please check your domain."
    ),
)


def warnings_in(log: str) -> list[str]:
    """Return Rasa's own warnings in a log, less those that are expected."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", log)
    found = re.findall(r"/rasa/shared/utils/io\.py:\d+: \w*Warning: (.*)", plain)
    # A conflict between stories is written by the logger.
    found += re.findall(r"(?m)^.* WARNING +rasa\.\S+ +- (.*)$", plain)
    return [warning for warning in found if warning not in EXPECTED]


def main() -> int:
    """Print what is wrong; return 0 when nothing is."""
    python = Path(os.environ.get("AFTERCOURSE_RASA_PYTHON") or CHECKOUT / ".venv" / "rasa" / "bin" / "python")
    answer = subprocess.run(
        [str(python), "-m", "rasa", "data", "validate", "--fail-on-warnings"],
        cwd=CHECKOUT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env={**os.environ, **SETTINGS},
        check=False,
    )
    wrong = warnings_in(answer.stdout)
    if answer.returncode != 0 and not wrong:
        wrong = [*readable(answer.stdout)[-25:], f"Rasa stopped with code {answer.returncode}"]
    print("\n".join(wrong) if wrong else "Rasa accepts the data without a warning")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
