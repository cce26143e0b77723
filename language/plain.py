"""How is a message written with the words that answers use, so that alike questions look alike?"""

import re
import unicodedata
from collections.abc import Mapping

_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'"})
_KEPT = re.compile(r"[^\w\s'%/.<>=+-]")


class PlainWriter:
    """Lower-cases a text and writes patients' words as the words of the answers."""

    def __init__(self, synonyms: Mapping[str, str]) -> None:
        """Take the mapping from patients' words to answers' words, both in lower case."""
        longest_first = sorted(synonyms, key=len, reverse=True)
        self._synonyms = dict(synonyms)
        self._pattern = re.compile(r"(?<![\w'])(" + "|".join(re.escape(word) for word in longest_first) + r")(?![\w'])")

    def lowered(self, text: str) -> str:
        """The text in lower case with plain apostrophes, no ornaments and single spaces."""
        level = unicodedata.normalize("NFKC", text).translate(_APOSTROPHES).casefold()
        return " ".join(_KEPT.sub(" ", level).split())

    def replaced(self, lowered: str) -> str:
        """A lowered text with every synonym replaced, the longest expressions first."""
        return self._pattern.sub(lambda match: self._synonyms[match.group(1)], lowered) if self._synonyms else lowered

    def written(self, text: str) -> str:
        """A text in lower case and in the answers' words."""
        return self.replaced(self.lowered(text))
