"""How are the topics learnt from the phrases? `python -m language.training FILE` writes the trained numbers."""

import sys
import time
from pathlib import Path

from content.loading import read_yaml
from content.phrases import load_phrases
from content.values import Terms
from language.encoder import Encoder
from language.plain import PlainWriter
from language.topics import train

CHECKOUT = Path(__file__).resolve().parent.parent


def main(path: Path) -> None:
    """Train from `data/nlu.yml` and `knowledge/en/terms.yml` of this checkout into `path`."""
    started = time.monotonic()
    phrases = load_phrases(CHECKOUT / "data" / "nlu.yml")
    terms = Terms.model_validate(read_yaml(CHECKOUT / "knowledge" / "en" / "terms.yml"))
    train(phrases, Encoder(), PlainWriter(terms.synonyms), path)
    sys.stderr.write(f"topics: learnt from {len(phrases)} phrases in {time.monotonic() - started:.0f} s\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
