"""How are the topics learnt from the phrases? `python -m language.training FILE` writes the trained numbers."""

import re
import sys
import time
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from content.descriptions import load_descriptions
from content.phrases import Phrase, load_phrases
from content.reading import read_yaml
from content.values import Terms
from language.descriptions import learn_descriptions
from language.encoder import Encoder
from language.plain import PlainWriter
from language.topics import train

CHECKOUT = Path(__file__).resolve().parent.parent
OFTEN = 3
"""A word that stands so often in the phrases is meant as it is written."""
ORDINARY_STEP = 2
"""Every so manyth training phrase stands for the ordinary messages of the second reading."""
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")


def vocabulary(phrases: Sequence[Phrase], texts: Iterable[str], usual: Collection[str]) -> Mapping[str, int]:
    """The words that misspelt ones may stand for, and how often the phrases use each.

    Args:
        phrases: what patients write, slips of the pen included.
        texts: approved content; each of its words counts, and is spelt right.
        usual: words of the language that are certainly no slips.

    Returns:
        Every word of the content, and those of the phrases that are usual or frequent, with a count of at least 1.
    """
    counts = Counter(word for phrase in phrases for word in _WORD.findall(phrase.text.casefold()))
    ours = {word for text in texts for word in _WORD.findall(text.casefold())}
    known = {word for word, times in counts.items() if word in usual or "'" in word or times >= OFTEN}
    return {word: counts[word] + 1 for word in ours | known}


def main(path: Path) -> None:
    """Train from `data/nlu.yml` and `knowledge/en` of this checkout into `path`."""
    started = time.monotonic()
    phrases = load_phrases(CHECKOUT / "data" / "nlu.yml")
    english = CHECKOUT / "knowledge" / "en"
    files = [*sorted((english / "answers").glob("*.yml")), english / "side_effects.yml", english / "terms.yml"]
    terms = Terms.model_validate(read_yaml(english / "terms.yml"))
    encoder = Encoder()
    words = vocabulary(phrases, (file.read_text(encoding="utf-8") for file in files), encoder.words())
    writer = PlainWriter(terms.synonyms)
    descriptions = load_descriptions(CHECKOUT / "knowledge" / "red_flags" / "descriptions.yml")
    # Symptoms that patients report to a nurse are neither alarms nor ordinary: they teach the second reader nothing.
    ordinary = [phrase.text for phrase in phrases if phrase.topic != "report_symptom"][::ORDINARY_STEP]
    signs = learn_descriptions(descriptions, ordinary, encoder, writer)
    train(phrases, encoder, writer, words, path, more=signs)
    sys.stderr.write(f"topics: learnt from {len(phrases)} phrases in {time.monotonic() - started:.0f} s\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
