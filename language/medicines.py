"""Does a sentence ask about another medicine, of which the approved texts say nothing?

International names of medicines end in stems that tell their class, so that a name nobody trained for is known for
what it is. Without this, "does metformin make people gain weight" would be answered about LEMTRADA.
"""

import re
from collections.abc import Iterable

_STEMS = (
    "formin|gliptin|gliflozin|glitazone|glutide|cillin|mycin|cycline|floxacin|oxacin|conazole|nidazole|prazole|tidine|setron"
    "|statin|fibrate|sartan|pril|olol|dipine|semide|thiazide|xaban|gatran|parin|oxetine|traline|citalopram|triptyline|zapine"
    "|peridone|azepam|zolam|zopiclone|gabalin|gabapentin|triptan|profen|coxib|oxicam|tadine|irizine|oterol|lukast|dronate"
    "|mab|tinib|ciclib|limus|fenadine|dafinil|phylline|barbital"
)
_NAME = re.compile(rf"\b[a-z]{{2,}}(?:{_STEMS})e?s?\b")
_COMMON = frozenset(
    "insulin morphine codeine tramadol lithium digoxin viagra ozempic xanax valium prozac ventolin".split()
)
_FOR_MS = frozenset(
    "aubagio avonex betaferon briumvi copaxone gilenya kesimpta mavenclad mayzent ocrevus plegridy ponvory rebif"
    " tecfidera tysabri vumerity zeposia cladribine fingolimod glatiramer interferon natalizumab ocrelizumab ofatumumab"
    " ozanimod ponesimod rituximab siponimod teriflunomide".split()
)
_OURS = re.compile(
    r"\b(?:lemtrada|alemtuzumab|campath|infusions?|courses?|treatments?|premed\w*"
    r"|herpes tablets?|ms|tests?|blood|with (?:it|this|that))\b"
)
# A medicine for MS stands beside ours in questions about changing from one to the other.
_BESIDE_OURS = re.compile(
    r"\b(?:lemtrada|alemtuzumab|campath|switch\w*|chang\w+|from|after|before|stop\w*|wash\w*|with (?:it|this|that))\b"
)
_WORD = re.compile(r"[a-z]+")


class OtherMedicines:
    """Knows the medicines that answers speak of; any other is another medicine."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Take the approved texts."""
        self._known = frozenset(word for text in texts for word in _WORD.findall(text.casefold()))

    def for_ms(self, text: str) -> bool:
        """Whether a sentence names another medicine for MS, and not ours: its side effects are not those of ours."""
        return bool(_FOR_MS & set(_WORD.findall(text))) and not _OURS.search(text)

    def asked(self, text: str) -> bool:
        """Whether a sentence, in lower case and the answers' words, is about another medicine alone."""
        words = set(_WORD.findall(text))
        if (_FOR_MS & words) - self._known and not _BESIDE_OURS.search(text):
            return True
        names = {match.group() for match in _NAME.finditer(text)} | (_COMMON & words)
        return bool(names - self._known) and not _OURS.search(text)
