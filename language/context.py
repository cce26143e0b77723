"""Does a sign that was read mean that somebody has it now, and if not, why not?

The order of the questions matters: a clear denial first, then a question for information, other people, the past.
Whatever none of them clearly settles alarms.
"""

import re
from collections.abc import Collection, Sequence
from typing import Literal

from content.red_flags import Sign
from language import negation, people, questions, times
from language.tokens import Reading, Token

Reason = Literal["denied", "asked about", "other people", "past", "gone", "taken back", "seen by a doctor",
                 "figure of speech", "explained", "named only"]  # fmt: skip

FOLLOWING = 80
"""Words after a sign within which it may be said to be over, seen by a doctor or taken back."""

_TREATMENT_TIME = re.compile(
    r"\b((had |have had |finished |got |started |received |did |completed )?((my|the|a|her|his|first|second|"
    r"third|last|previous) )*"
    r"(lem\w*|alemtuzumab|campath|infusions?|treatments?|drip|perfusion|course|round|dose|cure)\b( (was|were|"
    r"ended|finished|in|on|about|"
    r"over|like|just|\d|course|round|treatment|lem\w*|infusion))*( (in|on))?( (19|20)\d\d| last (year|month|"
    r"week|summer|winter|spring|autumn|\w+day)|"
    r"( (a|an|one|two|three|four|five|six|seven|eight|nine|ten|few|several|some|couple|of|\d+))+ (day|week|"
    r"month|year|hour)s? ago)|"
    r"((a|an|one|two|three|four|five|six|seven|eight|nine|ten|few|several|some|couple|of|\d+) )+(day|week|"
    r"month|year|hour)s? (ago|after|"
    r"since|post|back) ((i|we|he|she|had|have|got|my|the|a|first|second|last|finished|of) )*"
    r"(lem\w*|alemtuzumab|campath|infusions?|treatments?|drip|perfusion|course|round|dose|cure))\b"
)
_NAMED = re.compile(
    r"\b(reckon|having|have|has|had|got|get|getting|suffer\w*|think|thinks|suspect\w*|believe|sure|certain|"
    r"(feel|feels|look|looks|seems?|something|much) like|"
    r"is this|this is|it is|is it|this|could be|might be|may be|must be|maybe|possibly|possible|probably|be|"
    r"diagnosed with|"
    r"with|developed|caught|definitely|ik heb|heeft|heb|j ai|fait|fais|a eu|habe|hat|een|un|une|einen|eine|"
    r"help|in the middle of)"
    r"( (a|an|another|some|bad|mild|minor|small|mini|massive|full|blown|the|had|having|my|first|second|in|on|"
    r"of|is|i|am|he|she|it|was|just|now|possible|a bit of)){0,4} ?$"
)


_TELLS_RESULT = re.compile(
    r"\b(came|come|back|found|says?|said|rang|called|told|shows?|showed|letter|app|lab|gp|mine|again|confirmed|"
    r"dropped|"
    r"went|gone|rising|(platelets?|creatinine?|neutrophils|tsh|cells|counts?|values|enzymes|results?|"
    r"lymphocytes) (is|are|was|were|too|very|low|high|up|down))\b"
)
_LISTS = re.compile(r"\b(signs?|symptoms?|side effects?|what (is|are)|which|list|cause)\b")
_ONLY_COMPARED = re.compile(
    r"\b(is it|or|with|had|more|of|many|two|new|possible|possibly|maybe|be|getting)( (a|an|the|my|another|"
    r"first|last))* ?$"
)
_NAMED_AFTER = re.compile(
    r"(i|he|she|we) (think|thinks|reckon|guess|believe|fear|suspect|am sure)|again|since|(on|round|around|over|"
    r"near|all over) (my|his|her|the|one)|"
    r"rash|blisters|started|help|now|coming on|starting|symptoms|maybe|probably|today|yesterday"
)


def judge(
    reading: Reading,
    sign: Sign,
    places: Sequence[int],
    other_signs: Collection[int],
    *,
    emergency_open: bool = False,
) -> Reason | None:
    """Why a sign does not alarm, or None when it does.

    Args:
        reading: the whole message.
        sign: the sign that was read.
        places: where its words stand, in order.
        other_signs: all places that belong to words of any sign.
        emergency_open: an emergency reply was given and no nurse has closed it; then "gone" and "false alarm"
            settle nothing.
    """
    if sign.modifier:
        return None
    tokens = reading.tokens
    number = tokens[places[0]].sentence
    indices = [place for place, token in enumerate(tokens) if token.sentence == number]
    sentence = _joined(tokens, range(indices[0], indices[-1] + 1))
    before = _joined(tokens, range(indices[0], places[0]))
    after = _joined(tokens, range(places[-1] + 1, indices[-1] + 1))
    question = number in reading.asked
    if negation.denied(tokens, places, other_signs):
        return "denied"
    if questions.asked_about(tokens, places, sentence, before, after, measured=sign.measured):
        return "asked about"
    if _continues_question(reading, places, sentence, number, question=question):
        return "asked about"
    if people.of_an_animal(tokens, places):
        return "other people"
    if not sign.anyone and people.of_other_people(tokens, places, sentence, lasting=sign.lasting):
        return "other people"
    if sign.anyone and people.only_heard_of(tokens, places, sentence):
        return "other people"
    if sign.reported and not _reported(tokens, places, sentence):
        return "named only"
    if sign.name and not sign.lasting and _ONLY_COMPARED.search(before):
        return "named only"
    if sign.name and not _somebody_has_it(tokens, places, before, after, sentence):
        return "named only"
    return _over(reading, sign, places, sentence, emergency_open=emergency_open)


def _over(reading: Reading, sign: Sign, places: Sequence[int], sentence: str, *, emergency_open: bool) -> Reason | None:
    tokens = reading.tokens
    clause_number = tokens[places[0]].clause
    clause = " ".join(token.word for token in tokens if token.clause == clause_number)
    own_sentence = _TREATMENT_TIME.sub(" ", sentence)
    own_clause = _TREATMENT_TIME.sub(" ", clause)
    if sign.name and times.history_for_eligibility(sentence):
        return "past"
    if times.long_ago(own_sentence, own_clause, sentence):
        return "past"
    rest = _joined(tokens, range(places[-1] + 1, min(len(tokens), places[-1] + 1 + FOLLOWING)))
    if _dealt_with(sign, rest, _joined_sentence(tokens, places[0])):
        return "seen by a doctor"
    if times.goes_on(_TREATMENT_TIME.sub(" ", rest)):
        return None
    if emergency_open:
        return None
    if times.message_taken_back(sentence):
        return "taken back"
    if times.taken_back(rest) and (not sign.lasting or "false alarm" in rest):
        return "taken back"
    if not sign.lasting and times.gone(own_sentence, rest):
        return "gone"
    return None


def _dealt_with(sign: Sign, rest: str, before_and_sign: str) -> bool:
    """Whether a doctor saw it and nothing after that says "but it is back", "worse" or "now"."""
    after = times.words_after_doctor(rest)
    if after is None:
        after = times.words_after_doctor(f"{before_and_sign} {rest}")
        if after is not None and sign.lasting and len(after) > len(rest):
            # The sign is told after the doctor's verdict: "he said it is fine, but chest pain".
            return False
    return after is not None and not times.goes_on(after) and re.search(r"\b(now|but)\b", after) is None


def _joined_sentence(tokens: Sequence[Token], place: int) -> str:
    return " ".join(token.word for token in tokens[: place + 1] if token.sentence == tokens[place].sentence)


def _somebody_has_it(tokens: Sequence[Token], places: Sequence[int], before: str, after: str, sentence: str) -> bool:
    """Whether the name of an illness is said of somebody, or the message is nothing but that name."""
    if len(tokens) == len(places) or re.search(r"\b(help|ambulance|now|right now|urgent)\b", sentence):
        return True
    return _NAMED.search(before) is not None or _NAMED_AFTER.match(after) is not None


def _reported(tokens: Sequence[Token], places: Sequence[int], sentence: str) -> bool:
    """Whether a result is told as somebody's own, and not only named."""
    return (
        len(tokens) <= 4
        or questions.stated_as_own(tokens, places)
        or questions.happening_now(sentence)
        or _TELLS_RESULT.search(sentence) is not None
    )


def _continues_question(reading: Reading, places: Sequence[int], sentence: str, number: int, *, question: bool) -> bool:
    """Whether the sentence is the list that belongs to a question before it ("Signs of a stroke? Face, arm?")."""
    if number == 0 or not question:
        return False
    tokens = reading.tokens
    earlier = [token.word for token in tokens if token.sentence == number - 1]
    if not earlier or len(sentence.split()) > 8:
        return False
    if questions.happening_now(sentence) or questions.stated_as_own(tokens, places):
        return False
    return _LISTS.search(" ".join(earlier)) is not None


def _joined(tokens: Sequence[Token], places: range) -> str:
    return " ".join(tokens[place].word for place in places)
