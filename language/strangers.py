"""Which words of a question are strange to everything that is asked and answered here?

"Which roof shingles last longest" has the words of an answer and a word that no question about the medicine has. A
strange word does not settle the matter, since people tell stories; but an answer then has to be surer.
"""

from collections.abc import Iterable

from spacy.lang.en.stop_words import STOP_WORDS

from content.values import Knowledge
from language.lexical import stem
from language.topics import WORD

SHORTEST = 4
"""Letters of the shortest word that counts: shorter ones are mostly slips and abbreviations."""
# Words that go with any subject and tell nothing of it.
_ANYWHERE = frozenset(
    stem(word)
    for word in (
        "accord actual again allow almost anybody anyone anything appear approximate ask assume avoid aware bad "
        "bare base basic begin believe best better bit bottom brief bring call care case cause certain check "
        "choose chosen clear close come common complete concern confirm confuse consider correct curious daft "
        "decide define depend describe detail differ direct discreet document dumb dread else end ensure entire "
        "especial even ever everybody everyone exact exist expect explain fact far feel few find fine follow "
        "forever forget forgot form full general get give glad go gone good gonna gotta grateful great ground "
        "guess guy handle happen happy hate hear heard help hesitate hope huge ideal idea imagine important "
        "include indicate inform instead involve issue just keep kind know known label last late lead least leave "
        "less let like likely list long look lose lost lot love main make many matter maybe mean meant mention "
        "mere mind miss month more most must name near need nerve never new next nobody normal note nothing number "
        "obtain obvious occur often okay once only open option order other otherwise ought panic paper part people "
        "perhaps permit person phrase place plain plan please point position possible practical precise prefer "
        "prepare present previous print probable prompt proper proportion propose prove provide publish put "
        "question quick quiet quite rate read real reason receive reckon recommend record regard remember remind "
        "repeat report require respect rest right rough routine rule sad said same sample save say scare section "
        "see seem seen separate serious set several shall share short show sign silly simple single sit slight "
        "small somebody someone something sometimes soon sorry sort sound speak specific stage stand start state "
        "stay still stop straight strange stupid suggest suppose sure swear tell term terrible text thank thing "
        "think thought today together told tomorrow tonight total touch true truth try type typical understand "
        "unsure upset use usual utter version very want warn watch week weird wonder word work worried worry worse "
        "worst write written wrong year yesterday"
    ).split()
) | {stem(word) for word in STOP_WORDS}


class Strangers:
    """Knows the words of questions and answers. Made once; safe to share between threads."""

    def __init__(self, knowledge: Knowledge, spoken: Iterable[str]) -> None:
        """Take the approved texts and the stems that patients' questions use."""
        texts = [f"{entry.asks} {entry.answer}" for entry in knowledge.entries.values()]
        texts += [" ".join((*effect.words, effect.name, effect.medical)) for effect in knowledge.side_effects.values()]
        texts += [*knowledge.terms.synonyms, *knowledge.terms.synonyms.values(), *knowledge.terms.exempt_words]
        ours = {stem(word) for text in texts for word in WORD.findall(text.casefold())}
        self._familiar = frozenset(ours) | frozenset(spoken) | _ANYWHERE

    def count(self, text: str) -> int:
        """How many words of a text, in lower case and spelt right, are strange."""
        return sum(
            len(word) >= SHORTEST and not word.endswith("ly") and stem(word) not in self._familiar
            for word in set(WORD.findall(text))
        )
