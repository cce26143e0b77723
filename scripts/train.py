"""Is there a trained model for the present data, domain and pipeline, and if not, train one.

    python -m scripts.train        prints the model's path on standard output, and nothing else there

A model is named by the hash of everything that it is made from, so training is repeated only when one of
those changed. Two at once are safe: the second waits and finds the first one's model.
"""

import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
#: How many models stay on disk: the present one and the one to go back to.
KEPT = 2
#: Seconds between two lines that say that training is still going on.
SIGN_OF_LIFE = 15
#: How much of Rasa's log is shown when training fails.
LINES_SHOWN = 25


class TrainingError(Exception):
    """Training failed; the message ends with what to do."""


def report(message: str) -> None:
    """Say on standard error what is happening."""
    print(f"train: {message}", file=sys.stderr, flush=True)


def inputs(checkout: Path) -> list[Path]:
    """Return the files that decide what is learnt, in a fixed order.

    The endpoints are not among them: where Rasa finds its neighbours changes nothing in a model.
    """
    data = sorted(path for path in (checkout / "data").rglob("*") if path.is_file())
    return [checkout / "config.yml", checkout / "domain.yml", *data, checkout / "requirements" / "rasa.txt"]


def fingerprint(checkout: Path) -> str:
    """Return the SHA-256 over the names and the contents of all inputs, in hexadecimal.

    Raises TrainingError when one of them is missing.
    """
    total = hashlib.sha256()
    for path in inputs(checkout):
        try:
            content = path.read_bytes()
        except OSError as error:
            message = (
                f"{path.relative_to(checkout)} cannot be read ({error.strerror}): restore it, then try again."
            )
            raise TrainingError(message) from error
        total.update(f"{path.relative_to(checkout)}\0{len(content)}\0".encode())
        total.update(content)
    return total.hexdigest()


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
    """Return the lines of Rasa's log without colours and without what its libraries say of one another."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", log)
    return re.sub(
        r"(?m)^.*/site-packages/.*Warning: .*\n(?: .*\n|Implementing .*\n)*", "", plain
    ).splitlines()


def run_rasa(python: Path, checkout: Path, name: str, folder: Path, log: Path) -> None:
    """Train into `folder` under `name`, with a sign of life now and then; raise TrainingError if it fails."""
    settings = {
        "RASA_TELEMETRY_ENABLED": "false",
        "RASA_CACHE_DIRECTORY": str(checkout / "models" / ".cache"),
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        # Rasa's libraries warn about one another; what matters is in the log and the exit code.
        "PYTHONWARNINGS": "ignore",
        # Sets are walked in the order of hashes: fixed, so that the same data gives the same model.
        "PYTHONHASHSEED": "0",
    }
    # Rasa writes into the configuration that it trains from when it misses a key there: it gets a copy.
    config = folder / "config.yml"
    shutil.copyfile(checkout / "config.yml", config)
    command = [str(python), "-m", "rasa", "train", "--fixed-model-name", name, "--out", str(folder)]
    command += ["--config", str(config)]
    started = time.monotonic()
    with (
        log.open("wb") as output,
        subprocess.Popen(
            command,
            cwd=checkout,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **settings},
        ) as training,
    ):
        try:
            while training.poll() is None:
                try:
                    training.wait(SIGN_OF_LIFE)
                except subprocess.TimeoutExpired:
                    report(f"still training after {time.monotonic() - started:.0f} s")
        except BaseException:
            training.kill()
            raise
    if training.returncode != 0 or not (folder / f"{name}.tar.gz").is_file():
        tail = "\n".join(readable(log.read_text(encoding="utf-8", errors="replace"))[-LINES_SHOWN:])
        message = (
            f"Rasa stopped with code {training.returncode}; the end of its log:\n{tail}\n"
            "Correct what it names in data/, domain.yml or config.yml, then try again."
        )
        raise TrainingError(message)


def forget_old(models: Path, newest: Path) -> None:
    """Delete all models but the newest ones, `newest` always among those kept."""
    others = [path for path in models.glob("*.tar.gz") if path != newest]
    others.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for path in others[KEPT - 1 :]:
        path.unlink(missing_ok=True)


def trained_model(checkout: Path, python: Path) -> Path:
    """Return the model for the present inputs, trained first when there is none.

    `python` is the one of Rasa's environment. Raises TrainingError when training fails.
    """
    models = checkout / "models"
    model = models / f"{fingerprint(checkout)}.tar.gz"
    if model.is_file():
        return model
    with only_one(models):
        # The other make may have trained this very model, or somebody may have edited a file while we waited.
        name = fingerprint(checkout)
        model = models / f"{name}.tar.gz"
        if model.is_file():
            return model
        report("the data changed, training Rasa (about two minutes on two cores)")
        started = time.monotonic()
        with tempfile.TemporaryDirectory(dir=models, prefix="unfinished-") as folder:
            run_rasa(python, checkout, name, Path(folder), models / "training.log")
            (Path(folder) / model.name).replace(model)
        forget_old(models, model)
        report(f"trained in {time.monotonic() - started:.0f} s: {model.relative_to(checkout)}")
    return model


def main() -> int:
    """Print the path of the model; return 0, or 1 after saying what is wrong."""
    python = Path(os.environ.get("AFTERCOURSE_RASA_PYTHON") or CHECKOUT / ".venv" / "rasa" / "bin" / "python")
    try:
        print(trained_model(CHECKOUT, python))
    except TrainingError as error:
        report(str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
