"""Is all that is learnt trained for the present data, and if not, train it: Rasa's model and the topics.

    python -m scripts.train        prints two shell assignments on standard output, and nothing else there

Each is named by the hash of everything that it is made from, so that it is trained again only when one of those
changed; when both did, both are trained at the same time. Two calls at once are safe: the second waits and finds
what the first one trained.
"""

import contextlib
import fcntl
import hashlib
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
#: How many of each stay on disk: the present one and the one to go back to.
KEPT = 2
#: Seconds between two lines that say that training is still going on.
SIGN_OF_LIFE = 15
#: Seconds between two looks at what is being trained.
LOOK = 0.2
#: How much of a log is shown when training fails.
LINES_SHOWN = 25

SETTINGS = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    # Rasa's libraries warn about one another; what matters is in the log and the exit code.
    "PYTHONWARNINGS": "ignore",
    # Sets are walked in the order of hashes: fixed, so that the same data gives the same model.
    "PYTHONHASHSEED": "0",
}


class TrainingError(Exception):
    """Training failed; the message ends with what to do."""


@dataclass(frozen=True, kw_only=True)
class Learner:
    """Something that is trained: what from, how, and what its file is called."""

    #: What it is called in messages.
    name: str
    #: The file is models/<hash><suffix>.
    suffix: str
    #: The variable that tells the service where the file is.
    variable: str
    #: The files that decide what is learnt, in a fixed order.
    inputs: Callable[[Path], Sequence[Path]]
    #: The command, given the checkout, its Python and the file to write, alone in a folder of its own.
    command: Callable[[Path, Path, Path], list[str]]
    #: Where a mistake that stops it can be.
    made_from: str


def rasa_inputs(checkout: Path) -> list[Path]:
    """Return what Rasa's model is made from.

    The endpoints are not among them: where Rasa finds its neighbours changes nothing in a model.
    """
    data = sorted(path for path in (checkout / "data").rglob("*") if path.is_file())
    return [checkout / "config.yml", checkout / "domain.yml", *data, checkout / "requirements" / "rasa.txt"]


def rasa_command(checkout: Path, python: Path, target: Path) -> list[str]:
    """Return how Rasa's model is trained."""
    # Rasa writes into the configuration that it trains from when it misses a key there: it gets a copy.
    config = target.parent / "config.yml"
    shutil.copyfile(checkout / "config.yml", config)
    name = target.name.removesuffix(RASA.suffix)
    command = [str(python), "-m", "rasa", "train", "--fixed-model-name", name, "--out", str(target.parent)]
    return [*command, "--config", str(config)]


def topics_inputs(checkout: Path) -> list[Path]:
    """Return what the topics are made from: phrases, the approved content, and the code that learns from them.

    The encoder's numbers are pinned in its code; another release of a library moves no answer worth a training.
    """
    english = checkout / "knowledge" / "en"
    content = sorted([*english.glob("*.yml"), *english.glob("answers/*.yml")])
    signs = checkout / "knowledge" / "red_flags" / "descriptions.yml"
    return [checkout / "data" / "nlu.yml", signs, *content, *code_of(checkout, checkout / "language" / "training.py")]


def code_of(checkout: Path, start: Path) -> list[Path]:
    """Return `start`, the modules of language/ that it leads to, and those of content/ that these import."""
    found: list[Path] = []
    waiting = [start]
    while waiting:
        path = waiting.pop()
        found.append(path)
        code = path.read_text(encoding="utf-8") if path.is_file() and path.parent == start.parent else ""
        for package, module in re.findall(r"(?m)^from (language|content)\.(\w+) import ", code):
            imported = checkout / package / f"{module}.py"
            waiting += [imported] if imported not in [*found, *waiting] else []
    return sorted(found)


def topics_command(_checkout: Path, python: Path, target: Path) -> list[str]:
    """Return how the topics are trained."""
    return [str(python), "-m", "language.training", str(target)]


RASA = Learner(
    name="Rasa",
    suffix=".tar.gz",
    variable="AFTERCOURSE_MODEL",
    inputs=rasa_inputs,
    command=rasa_command,
    made_from="data/, domain.yml or config.yml",
)
TOPICS = Learner(
    name="the topics",
    suffix=".topics.npz",
    variable="AFTERCOURSE_TOPICS",
    inputs=topics_inputs,
    command=topics_command,
    made_from="data/nlu.yml, knowledge/en/ or language/",
)
LEARNERS = (RASA, TOPICS)


def report(message: str) -> None:
    """Say on standard error what is happening."""
    print(f"train: {message}", file=sys.stderr, flush=True)


def fingerprint(checkout: Path, learner: Learner) -> str:
    """Return the SHA-256 over the names and the contents of all inputs, in hexadecimal.

    Raises TrainingError when one of them is missing.
    """
    total = hashlib.sha256()
    for path in learner.inputs(checkout):
        name = path.relative_to(checkout)
        try:
            content = path.read_bytes()
        except OSError as error:
            message = f"{name} cannot be read ({error.strerror}): restore it, then try again."
            raise TrainingError(message) from error
        total.update(f"{name}\0{len(content)}\0".encode())
        total.update(content)
    return total.hexdigest()


def file_of(checkout: Path, learner: Learner) -> Path:
    """Return where the trained file for the present inputs is or will be."""
    return checkout / "models" / (fingerprint(checkout, learner) + learner.suffix)


@contextlib.contextmanager
def only_one(models: Path) -> Iterator[None]:
    """Hold the lock on the folder of models; wait for another training to end."""
    models.mkdir(parents=True, exist_ok=True)
    with (models / ".lock").open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            report("another training is running here, waiting for it")
            fcntl.flock(held, fcntl.LOCK_EX)
        yield


def readable(log: str) -> list[str]:
    """Return the lines of a log without colours and without what Rasa's libraries say of one another."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", log)
    return re.sub(r"(?m)^.*/site-packages/.*Warning: .*\n(?: .*\n|Implementing .*\n)*", "", plain).splitlines()


class Training:
    """One training that is going on, in a process of its own."""

    def __init__(self, checkout: Path, learner: Learner, python: Path, target: Path) -> None:
        """Start training `learner` with its `python`; `target` is moved into its folder when all went well."""
        self.learner = learner
        self._target = target
        self._folder = tempfile.TemporaryDirectory(dir=target.parent, prefix="unfinished-")
        self._made = Path(self._folder.name) / target.name
        self._log = target.parent / f"training-{learner.name.rpartition(' ')[2].lower()}.log"
        cache = {"RASA_CACHE_DIRECTORY": str(checkout / "models" / ".cache")}
        try:
            with self._log.open("wb") as output:
                self._process = subprocess.Popen(
                    learner.command(checkout, python, self._made),
                    cwd=checkout,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    env={**os.environ, **SETTINGS, **cache},
                )
        except OSError as error:
            self._folder.cleanup()
            message = f"{error.filename} cannot be used ({error.strerror}): run `make environments`, then try again."
            raise TrainingError(message) from error

    def is_done(self) -> bool:
        """Say whether it ended; raise TrainingError when it failed."""
        code = self._process.poll()
        if code is None:
            return False
        if code != 0 or not self._made.is_file():
            tail = "\n".join(self._lines()[-LINES_SHOWN:])
            message = (
                f"training {self.learner.name} stopped with code {code}; the end of its log:\n{tail}\n"
                f"Correct what it names in {self.learner.made_from}, then try again."
            )
            raise TrainingError(message)
        return True

    def stage(self) -> str:
        """Return what is being trained and, where the log tells, which part of it."""
        found = re.findall(r"Starting to train component '(\w+)'", "\n".join(self._lines()))
        return f"{self.learner.name} ({found[-1]})" if found else self.learner.name

    def keep(self) -> None:
        """Give the finished file its place, and delete all others of its kind but the newest."""
        self._made.replace(self._target)
        others = [path for path in self._target.parent.glob(f"*{self.learner.suffix}") if path != self._target]
        others.sort(key=lambda path: path.stat().st_mtime, reverse=True)
        for path in others[KEPT - 1 :]:
            path.unlink(missing_ok=True)

    def end(self) -> None:
        """Stop it if it still runs, and delete what is unfinished."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        self._folder.cleanup()

    def _lines(self) -> list[str]:
        return readable(self._log.read_text(encoding="utf-8", errors="replace"))


def train(checkout: Path, wanted: Sequence[tuple[Learner, Path, Path]]) -> None:
    """Train all that is wanted at the same time, with a sign of life now and then.

    `wanted` holds learners with their Python and the file to make. Raises TrainingError when one fails; what
    another finished before that is kept.
    """
    started = time.monotonic()
    spoken = started
    with contextlib.ExitStack() as stack:
        going = []
        for learner, python, target in wanted:
            going.append(Training(checkout, learner, python, target))
            stack.callback(going[-1].end)
        while going:
            for training in [each for each in going if each.is_done()]:
                training.keep()
                going.remove(training)
                report(f"{training.learner.name} trained in {time.monotonic() - started:.0f} s")
            if time.monotonic() - spoken >= SIGN_OF_LIFE:
                spoken = time.monotonic()
                stages = " and ".join(training.stage() for training in going)
                report(f"still training {stages} after {spoken - started:.0f} s")
            time.sleep(LOOK)


def trained(checkout: Path, rasa_python: Path, app_python: Path) -> dict[str, Path]:
    """Return the trained files for the present inputs by their variable, trained first when there are none.

    Raises TrainingError when training fails.
    """
    pythons = {RASA: rasa_python, TOPICS: app_python}
    found = {learner.variable: file_of(checkout, learner) for learner in LEARNERS}
    if all(path.is_file() for path in found.values()):
        return found
    with only_one(checkout / "models"):
        # The other make may have trained this very model, or somebody may have edited a file while we waited.
        files = {learner: file_of(checkout, learner) for learner in LEARNERS}
        missing = [learner for learner in LEARNERS if not files[learner].is_file()]
        if missing:
            names = " and ".join(learner.name for learner in missing)
            report(f"the data changed, training {names} (about two minutes on two cores)")
            train(checkout, [(learner, pythons[learner], files[learner]) for learner in missing])
        return {learner.variable: path for learner, path in files.items()}


def main() -> int:
    """Print where the trained files are; return 0, or 1 after saying what is wrong."""
    python = Path(os.environ.get("AFTERCOURSE_RASA_PYTHON") or CHECKOUT / ".venv" / "rasa" / "bin" / "python")
    try:
        files = trained(CHECKOUT, python, Path(sys.executable))
    except TrainingError as error:
        report(str(error))
        return 1
    print(" ".join(f"{variable}={shlex.quote(str(path))}" for variable, path in files.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
