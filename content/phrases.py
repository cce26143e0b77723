"""Which phrases of patients are known, and what is each of them about?

`data/nlu.yml` is Rasa's training data; the phrases under `question/<entry id>` also tell which approved
answer a question is about.
"""

from dataclasses import dataclass
from pathlib import Path

from content.reading import read_yaml
from content.values import ContentError

QUESTION = "question/"


@dataclass(frozen=True, kw_only=True)
class Phrase:
    """One way to say something. `topic` is `question/<entry id>` or the name of another intent."""

    text: str
    topic: str


def load_phrases(path: Path) -> tuple[Phrase, ...]:
    """Read the training phrases.

    Args:
        path: of `data/nlu.yml`.

    Returns:
        All phrases, in the order of the file.

    Raises:
        ContentError: when the file is missing or is not Rasa's training data.
    """
    data = read_yaml(path)
    try:
        return tuple(
            Phrase(text=line.removeprefix("- ").strip(), topic=block["intent"])
            for block in data["nlu"]
            for line in block["examples"].splitlines()
            if line.strip()
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ContentError(f"{path}: a list of intents with examples is expected under `nlu`") from error
