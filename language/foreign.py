"""Is a message in another language than English?

Only clear cases count: a false yes would leave a question unanswered.
"""

import re
from typing import Literal

OtherLanguage = Literal["nl", "fr", "de", "other"]

# Small words that carry sentences. Words that are also English, or that patients mix into English, are left out.
_SMALL_WORDS = {
    "nl": "ik jij wij het een en van niet heb hebben moet kan mag wanneer hoe lang mijn voor naar bij ook nog maar wat "
    "waarom welke zijn wordt worden deze dat geen of aan uit heeft wil moeten kunnen bent dagen weken maanden",
    "fr": "je tu il elle nous vous les des une est et pas pour avec mon ma mes dans sur que qui quand comment combien "
    "pourquoi dois peut ai avez suis sont cette ce du au depuis après avant puis-je faut combien temps jours",
    "de": "ich du wir sie der die das ein eine und nicht habe haben muss kann darf wann wie lange mein meine für nach "
    "bei auch noch aber warum welche sind wird werden dieser kein keine oder aus mit seit vor tage wochen monate",
    "other": "que como cuando tengo puedo para con una los las por qué dónde está che sono posso quando perché della "
    "nie jest mam czy jak dla po mogę kiedy ve bir için ne zaman nasıl var mı çok não você tenho",
}
_WORDS = {language: frozenset(words.split()) for language, words in _SMALL_WORDS.items()}
_ENGLISH = frozenset(
    "the a an i you he she it we they is are am was were be been do does did have has had can could should would will "
    "may must my your his her our their this that these those what when where which who why how long many much often "
    "to of in on at for from with without by about after before until and or but not no yes if so then than as me us "
    "them u ur wot wen y r 2 4 b4 pls please hi hello thanks thank get got take need want know tell".split()
)
# Greek, Cyrillic, Hebrew and Arabic, the scripts of India, Thai, Japanese, Chinese, Korean.
_OTHER_SCRIPT = re.compile(
    r"[\u0370-\u03ff\u0400-\u04ff\u0590-\u06ff\u0900-\u0dff\u0e00-\u0e7f\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]"
)
FEWEST = 3
"""Small words of one language that must stand in a text before it is taken for that language."""


def other_language(text: str) -> OtherLanguage | None:
    """The language of a text that is clearly not English, or None.

    A script that English never uses counts at once; otherwise the small words of one language must be at least three
    and more than twice the English ones.
    """
    letters = [character for character in text if character.isalpha()]
    if letters and len(_OTHER_SCRIPT.findall(text)) > len(letters) / 2:
        return "other"
    words = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)?", text.casefold())
    english = sum(word in _ENGLISH for word in words)
    counts: dict[OtherLanguage, int] = {
        "nl": sum(word in _WORDS["nl"] for word in words),
        "fr": sum(word in _WORDS["fr"] for word in words),
        "de": sum(word in _WORDS["de"] for word in words),
        "other": sum(word in _WORDS["other"] for word in words),
    }
    best = max(counts, key=lambda language: counts[language])
    return best if counts[best] >= FEWEST and counts[best] > 2 * english else None
