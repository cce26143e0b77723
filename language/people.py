"""Whose sign is it: the sender's own, somebody's in the sender's care, or that of other people in general?"""

import itertools
import re
from collections.abc import Sequence

from language.tokens import Token

SELF = frozenset("i my me mine myself we our ik mijn je j mon ma mes moi ich mein meine mir meinen meiner".split())
CARE = frozenset(
    "wife husband hubby partner spouse boyfriend girlfriend bf gf fiance fiancee son daughter kid kids "
    "child children baby "
    "toddler boy girl mum mom mam mummy mommy ma dad daddy father mother papa mama brother sister bro sis twin "
    "grandma grandmother granny gran nan nana grandad grandpa grandfather patient flatmate roommate housemate "
    "guest client resident he she him her his hers he "
    "vrouw man zoon dochter vader moeder partner broer zus kind hij zij femme mari fils fille pere mere frere soeur "
    "il elle enfant frau mann sohn tochter vater mutter bruder schwester er sie".split()
)
OTHER = frozenset(
    "celeb celebs footballer politician neighbour neighbor neighbours neighbors colleague colleagues "
    "coworker friend friends friends mate mates someone "
    "somebody anyone anybody woman man lady guy bloke girl people patients others everyone everybody "
    "nobody celebrity "
    "actor actress singer uncle aunt auntie cousin cousins boss teacher character stranger users members lad person "
    "ppl persons women men grandparents ancestors great landlord postman hairdresser barber milkman "
    "plumber heroine hero".split()
)
_AMBIGUOUS_OTHER = frozenset("man girl lady person guy lad".split())
_READ_ABOUT = re.compile(
    r"\b(facebook|fb|forum|reddit|tiktok|instagram|youtube|internet|online|group|blog|newspaper|magazine|on tv|"
    r"on the tv|television|telly|film|movie|series|episode|book|novel|soap|documentary|article|news|podcast|story|"
    r"case report|study|trial)\b"
)
_PRESENT = re.compile(
    r"\b(now|right now|here|help|at the moment|just|today|tonight|is having|this minute|minutes? ago|this morning|"
    r"ambulance|in front of me)\b"
)
_OVER = re.compile(
    r"\b(had|died|dead|was|were|got|lost|suffered|ended up|passed away|went|coughed|collapsed|dropped|fainted|"
    r"passed|fell|bled|broke|caught|came|in (?:19|20)\d\d|"
    r"years? ago|last year)\b"
)
_MET = re.compile(
    r"\b(sat|met|visit\w*|near|stay\w*|stays|hug\w*|kiss\w*|babys\w*|contact|exposed|played|plays|came|with|at ours|"
    r"saw|see|house|beside|next to|lives|shares?|looked after|minded)\b"
)
_ANIMALS = frozenset(
    "car laptop phone computer printer app bike tent website ipad boiler washing dog cat horse rabbit "
    "hamster puppy kitten pet bird cow goldfish dogs cats hond chien hund van engine motor motorbike moped scooter "
    "hoover fridge kettle router wifi lawnmower mower toaster tractor telly tv radiator pipes".split()
)
_PLACED = frozenset("in on by from off with near under behind at into outside inside beside".split())
_PRONOUNS = frozenset({"he", "she", "her", "his", "him"})
_GROUPS = frozenset(
    "group class street office forum village choir team gym town building school church club course work ward circle "
    "neighbourhood neighborhood feed timeline".split()
)
_OWNING = frozenset({"my", "our", "mijn", "mon", "ma", "mein", "meine"})
_ONLY_WITH_THE = frozenset({"patient", "client", "resident", "child", "person"})
_SENDER = frozenset({"my", "mine", "me", "myself", "i"})
NEAR_ANIMAL = 4
"""Words before a sign within which an animal or a thing owns it."""
NEAR_MY = 3
"""Words between "my" and a sign up to which the sign is the sender's."""

_GENERAL = frozenset(
    "person people patients others everyone everybody anyone anybody users members ppl persons women men".split()
)


def of_an_animal(tokens: Sequence[Token], places: Sequence[int]) -> bool:
    """Whether the sign at `places` is said of an animal or a thing ("the car collapsed")."""
    first = max(0, places[0] - NEAR_ANIMAL)
    words = [token.word for token in tokens[first : places[-1] + 1] if token.sentence == tokens[places[0]].sentence]
    named = [place for place, word in enumerate(words) if word in _ANIMALS]
    if not named or {"i", "me", "he", "she", "and", "but"} & set(words[named[-1] :]):
        return False
    if _PLACED & {token.word for token in tokens[max(0, first + named[-1] - 2) : first + named[-1]]}:
        # "He collapsed in the car": a thing that is only a place owns nothing.
        return False
    return _person(tokens, places) in _ANIMALS


def of_other_people(tokens: Sequence[Token], places: Sequence[int], sentence: str, *, lasting: bool = False) -> bool:
    """Whether the sign at `places` is about other people in general and not about somebody who needs help now.

    Args:
        tokens: the message.
        places: where the words of the sign stand.
        sentence: the words of its sentence, joined by single spaces.
        lasting: whether the sign is one that alarms even when it is gone; then only what is over is somebody else's.
    """
    person = _person(tokens, places)
    if person is None or person not in OTHER:
        return False
    if _PRESENT.search(sentence):
        return False
    if person in _GENERAL or _READ_ABOUT.search(sentence):
        return True
    return _OVER.search(sentence) is not None or (not lasting and _twice_removed(tokens, places))


def _person(tokens: Sequence[Token], places: Sequence[int]) -> str | None:
    """The person named nearest before the sign, in its sentence; "my friend's husband" is the friend's."""
    if _sender_within(tokens, places) or _sender_after(tokens, places):
        return "my"
    used = set(places)
    for place in range(places[0], -1, -1):
        if tokens[place].sentence != tokens[places[0]].sentence:
            return None
        word = tokens[place].word
        if place in used and word not in CARE | OTHER:
            continue
        if word in {"my", "our"} and (places[0] - place > NEAR_MY or _names_a_group(tokens, place)):
            # "my facebook group", "my street": it says nothing about whose sign it is.
            continue
        if (person := _meant(tokens, place)) is not None:
            return person
    return None


def _meant(tokens: Sequence[Token], place: int) -> str | None:
    """The person that the word at `place` stands for, or None when it names nobody."""
    word = tokens[place].word
    if word in _ANIMALS:
        return word
    if word in _PRONOUNS:
        return _named_before(tokens, place) or word
    if word in OTHER and not (word in _AMBIGUOUS_OTHER and _belongs_to_sender(tokens, place)):
        return word
    if word in CARE and word in OTHER and _belongs_to_sender(tokens, place):
        return "my"
    if word in _ONLY_WITH_THE and place and tokens[place - 1].word in {"a", "another", "one"}:
        return "patients"
    if word in CARE:
        owner = tokens[place - 1].word if place else ""
        return owner if owner in OTHER else word
    return word if word in SELF and not _owns_a_person(tokens, place) else None


def _sender_within(tokens: Sequence[Token], places: Sequence[int]) -> bool:
    return any(tokens[place].word in _SENDER for place in range(places[0], places[-1] + 1))


def _sender_after(tokens: Sequence[Token], places: Sequence[int]) -> bool:
    """Whether "my" or "me" stands right behind the sign and nobody else is named before it."""
    behind = {token.word for token in tokens[places[-1] + 1 : places[-1] + 4]}
    before = {token.word for token in tokens[max(0, places[0] - 6) : places[0]]}
    return bool({"my", "me"} & behind) and not before & OTHER


def _belongs_to_sender(tokens: Sequence[Token], place: int) -> bool:
    return place > 0 and bool(_OWNING & {token.word for token in tokens[max(0, place - 2) : place]})


def _owns_a_person(tokens: Sequence[Token], place: int) -> bool:
    following = [token.word for token in tokens[place + 1 : place + 3]]
    return tokens[place].word in _OWNING and any(word in OTHER or word in CARE for word in following)


def only_heard_of(tokens: Sequence[Token], places: Sequence[int], sentence: str) -> bool:
    """Whether an infection is that of somebody known through somebody else, and no contact is told."""
    return _twice_removed(tokens, places[-1:]) and _MET.search(sentence) is None and _PRESENT.search(sentence) is None


def _twice_removed(tokens: Sequence[Token], places: Sequence[int]) -> bool:
    """Whether the person is known through somebody else ("my colleague's sister bruises easily")."""
    before = [token.word for token in tokens[: places[0]] if token.sentence == tokens[places[0]].sentence]
    return any(one in OTHER and other in CARE | OTHER for one, other in itertools.pairwise(before))


def _names_a_group(tokens: Sequence[Token], place: int) -> bool:
    return any(token.word in _GROUPS for token in tokens[place + 1 : place + 4])


def _named_before(tokens: Sequence[Token], place: int) -> str | None:
    """The person that a "he" or "she" stands for, when named earlier in the message."""
    for earlier in range(place - 1, max(-1, place - 25), -1):
        word = tokens[earlier].word
        if word in _PRONOUNS:
            continue
        if word in OTHER:
            return word
        if word in CARE:
            owner = tokens[earlier - 1].word if earlier else ""
            return owner if owner in OTHER else word
    return None
