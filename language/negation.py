"""Is a sign clearly said not to be there?

Only a clear "no" counts. As soon as a word stands between the "no" and the sign that is not plainly part of the
same denial ("not sure if", "not well, fever"), the sign alarms.
"""

import itertools
from collections.abc import Collection, Sequence

from language.tokens import Token

NEGATORS = frozenset(
    "no not never without nor neither nobody none dont doesnt didnt isnt arent wasnt werent hasnt havent hadnt aint "
    "denies denied "
    "zero geen niet zonder pas aucun aucune sans kein keine keinen keiner nicht ohne".split()
)
_INVERTED = frozenset("isnt arent wasnt doesnt dont didnt hasnt havent".split())
_AFTER_INVERTED = frozenset("this that it these those the i he she my".split())
_LIGHT = frozenset(
    "any a an the more some sign signs symptom symptoms of real new bad big major actual such single further other "
    "have had has having get getting got been feel feeling felt notice noticed see seen seeing experience "
    "experienced "
    "in on at my his her your our this that there is are was were be being me i to so far really actually running "
    "suffering from with ever all he she it we here us anyone family one trace type kind sort either form "
    "de het een la le les un une du des en der die das ein eine mehr plus".split()
)
_OR = frozenset("or nor ni ou oder".split())
_DUTCH = frozenset("geen niet zonder".split())
_EMPHASIS = frozenset("before like such worse this so".split())
_TURNS = frozenset("but until till yet except".split())
_THIS_TIME = frozenset("this now today tonight yesterday since suddenly last".split())
FOLLOWED = 10
"""Words after a sign within which "but this one" may take its denial back."""

_ANSWERS_NO = frozenset("no none nope nil negative not never nee non nein".split())


def denied(tokens: Sequence[Token], places: Sequence[int], other_signs: Collection[int]) -> bool:
    """Whether the sign at `places` is clearly denied.

    Args:
        tokens: the message.
        places: where the words of the sign stand, in order.
        other_signs: all places that belong to words of any sign, for lists such as "no fever, rash or cough".
    """
    return (
        _denied_before(tokens, places, other_signs) or _denied_within(tokens, places) or _denied_after(tokens, places)
    )


def _denied_before(tokens: Sequence[Token], places: Sequence[int], other_signs: Collection[int]) -> bool:
    first = places[0]
    or_seen = False
    listed = False
    # "of" is the Dutch "or"; in English it joins no list ("out of the blue").
    joining = _OR | {"of"} if any(token.word in _DUTCH for token in tokens[max(0, first - 14) : first]) else _OR
    later = [token.word for token in tokens[first : first + 8] if token.sentence == tokens[first].sentence]
    or_later = bool(joining & set(later))
    for place in range(first - 1, max(-1, first - 14), -1):
        token = tokens[place]
        if token.sentence != tokens[first].sentence:
            return False
        if token.clause != tokens[place + 1].clause and token.word not in NEGATORS:
            # A comma is part of the denial only in a list that ends in "or".
            listed = True
        if token.word in NEGATORS:
            if token.clause != tokens[place + 1].clause:
                return False
            return (not listed or or_later or or_seen) and not _means_yes(tokens, place, places)
        if token.word in joining:
            or_seen = True
        elif token.word in _LIGHT:
            continue
        elif place not in other_signs or (not or_seen and not (listed and or_later)):
            return False
    return False


def _denied_within(tokens: Sequence[Token], places: Sequence[int]) -> bool:
    used = set(places)
    for place in range(places[0] + 1, places[-1]):
        if place in used or tokens[place].word not in NEGATORS:
            continue
        following = next(used_place for used_place in places if used_place > place)
        between = tokens[place + 1 : following]
        if tokens[place].clause == tokens[following].clause and all(token.word in _LIGHT for token in between):
            return not _means_yes(tokens, place, places)
    return False


def _denied_after(tokens: Sequence[Token], places: Sequence[int]) -> bool:
    place = places[-1] + 1
    if place >= len(tokens):
        return False
    if tokens[place - 1].sentence != tokens[place].sentence and tokens[places[0]].clause != tokens[place - 1].clause:
        return False
    if tokens[place].word not in _ANSWERS_NO:
        return False
    return place + 1 == len(tokens) or tokens[place + 1].clause != tokens[place].clause


def _means_yes(tokens: Sequence[Token], place: int, places: Sequence[int]) -> bool:
    """Whether the "no" is a question tag ("isn't it") or stresses the sign ("never had such a headache")."""
    word = tokens[place].word
    following = tokens[place + 1].word if place + 1 < len(tokens) else ""
    starts_clause = place == 0 or tokens[place - 1].clause != tokens[place].clause
    if word in _INVERTED and following in _AFTER_INVERTED and starts_clause and word != "dont":
        return True
    if following in {"only", "just", "wonder", "doubt", "idea"}:
        return True
    if word in {"never", "dont", "doesnt", "rarely"} and _but_this(tokens, places):
        return True
    if word in {"never", "havent", "hasnt", "not", "hadnt"}:
        near = tokens[place + 1 : places[-1] + 4]
        stressed = {token.word for token in near if token.sentence == tokens[place].sentence}
        had = {"had", "felt", "known", "experienced", "seen", "have"} & stressed
        return "before" in stressed or (word != "not" and bool(_EMPHASIS & stressed) and bool(had))
    return False


def _but_this(tokens: Sequence[Token], places: Sequence[int]) -> bool:
    """Whether what is usually not there is there now ("I never get headaches, but this one came like a clap")."""
    after = [
        token for token in tokens[places[0] + 1 : places[0] + FOLLOWED] if token.sentence == tokens[places[0]].sentence
    ]
    return any(one.word in _TURNS and other.word in _THIS_TIME for one, other in itertools.pairwise(after))
