"""Is a sign only asked about: a question for information, a "what if", a precaution, a quotation?

A question about something that is happening ("is it normal that my arm is numb since this morning?") is no
question for information: own words ("my", "I have", "these") and words for now make it an alarm.
"""

import itertools
from collections.abc import Sequence

from language import question_cues as cues
from language.tokens import Token


def asked_about(
    tokens: Sequence[Token], places: Sequence[int], sentence: str, before: str, after: str, *, measured: bool
) -> bool:
    """Whether the sign at `places` is only asked or read about, not present.

    Args:
        tokens: the message.
        places: where the words of the sign stand.
        sentence: the words of its sentence, joined by single spaces.
        before: the words of the sentence up to the sign.
        after: the words of the sentence behind the sign.
        measured: whether the sign is a figure somebody measured; a figure is asked about only as a limit.
    """
    if cues.HELP.search(sentence):
        return False
    if cues.PRECAUTION_ROWS.search(before) or _taken_as_precaution(tokens, places):
        return True
    if cues.HAVE_IT_TOO.search(_following(tokens, places)):
        return False
    opened = _condition(tokens, places, sentence, before)
    if opened is not None:
        real = cues.NOW_IN_EARNEST.search(opened) if cues.HYPOTHETICAL.search(opened) else happening_now(opened)
        return not real
    if cues.SUBJECT_MATTER.search(before) and not stated_as_own(tokens, places):
        return True
    bare = before in {"is", "are", "and is", "so is"}
    if cues.NORMAL_FOR_ME.search(before) and not cues.TREATMENT.search(sentence):
        return False
    said_before = " ".join([before, *_gaps(tokens, places)])
    asks = cues.INFORMATION.search(before) or cues.INFORMATION.search(said_before)
    informative = bare or asks or cues.INFORMATION_AFTER.search(after)
    if not informative and not _starts_as_question(sentence):
        return False
    if measured and cues.A_LIMIT.search(sentence) is None:
        return False
    return not happening_now(sentence) and not stated_as_own(tokens, places)


def happening_now(sentence: str) -> bool:
    """Whether the sentence has words for now; the time of a treatment ("I had it 3 months ago") is none."""
    without_treatment = cues.TREATMENT_TIME.sub(" ", sentence)
    return cues.NOW.search(without_treatment) is not None or cues.AFTER_NUMBER.search(sentence) is not None


def stated_as_own(tokens: Sequence[Token], places: Sequence[int]) -> bool:
    """Whether the words around the sign say that the sender, or somebody in their care, has it."""
    inside = {tokens[place].word for place in range(places[0], places[-1] + 1)}
    if cues.OWN_WORDS & inside or _me_for_my(tokens, places):
        return True
    just_before = [token.word for token in _just_before(tokens, places)]
    if cues.OWN_WORDS & set(just_before) or _despite_it(tokens, places, just_before):
        return True
    last = places[-1]
    after = [token.word for token in tokens[last + 1 : last + 6] if token.sentence == tokens[last].sentence]
    return _on_my_body(after) or _judged(after) or _judged_later(tokens, places) or _own_subject(tokens, places)


def _me_for_my(tokens: Sequence[Token], places: Sequence[int]) -> bool:
    """Whether "me" stands for "my" before a part of the body ("me chest")."""
    around = [token.word for token in tokens[max(0, places[0] - 1) : places[-1] + 2]]
    return any(word == "me" and part in cues.BODY for word, part in itertools.pairwise(around))


def _on_my_body(after: Sequence[str]) -> bool:
    """Whether the words behind the sign name a place on the sender ("on my legs")."""
    return any(word in cues.MY and cues.BODY & set(after[place + 1 : place + 3]) for place, word in enumerate(after))


def _judged(after: Sequence[str]) -> bool:
    """Whether a verdict on the sign is asked ("is this normal?"), which only somebody who has it would."""
    for place, (verb, pointed) in enumerate(itertools.pairwise(after)):
        asked_what = place > 0 and after[place - 1] in {"what", "how", "why", "where"}
        if verb in {"is", "are"} and pointed in {"this", "that"} and not asked_what:
            return place + 2 >= len(after) or after[place + 2] in cues.VERDICTS
    return False


def _judged_later(tokens: Sequence[Token], places: Sequence[int]) -> bool:
    """Whether a verdict is asked in a clause of its own behind what is told ("fever, stiff neck, is that normal?")."""
    number = tokens[places[0]].sentence
    before = " ".join(token.word for token in tokens[: places[0]] if token.sentence == number)
    if cues.INFORMATION.search(before) or _starts_as_question(before):
        return False
    behind = [token for token in tokens[places[-1] + 1 :] if token.sentence == number]
    return any(
        verb.word in {"is", "are"} and pointed.word in {"this", "that"} and verb.clause != tokens[places[-1]].clause
        for verb, pointed in itertools.pairwise(behind)
    )


def _despite_it(tokens: Sequence[Token], places: Sequence[int], just_before: Sequence[str]) -> bool:
    """Whether it is asked if something may go ahead with the sign ("can I come with a chest infection")."""
    words = [token.word for token in tokens[: places[0]] if token.sentence == tokens[places[0]].sentence]
    if cues.REMEDY.search(" ".join(words)):
        return True
    if not {"with", "despite", "having"} & set(just_before) or not {"a", "an", "this", "my"} & set(just_before):
        return False
    return any(pair in cues.MAY_I for pair in itertools.pairwise(words))


def _own_subject(tokens: Sequence[Token], places: Sequence[int]) -> bool:
    for place in range(places[0], max(-1, places[0] - 9), -1):
        if tokens[place].sentence != tokens[places[0]].sentence:
            return False
        if tokens[place].word not in cues.SUBJECTS:
            continue
        if place > 1 and (tokens[place - 2].word, tokens[place - 1].word) in cues.WHY_DO:
            return True
        asker = place - 2 if place and tokens[place - 1].word in {"my", "our", "the"} else place - 1
        if asker >= 0 and tokens[asker].word in cues.ASKING:
            return False
        between = {token.word for token in tokens[place + 1 : places[0]]}
        return not between & cues.NOT_STATING
    return False


def _condition(tokens: Sequence[Token], places: Sequence[int], sentence: str, before: str) -> str | None:
    """The words from "if" or "in case" to the end of the sentence, when the sign stands under such a condition."""
    opened = cues.CONDITION.search(sentence)
    if opened is not None and opened.start() <= len(before):
        cue = places[0] - len(before[opened.start() :].split())
        told_apart = tokens[cue].clause != tokens[places[0]].clause and _own_subject_in_clause(tokens, places)
        return None if told_apart else sentence[opened.start() :]
    for place in range(places[0] - 1, -1, -1):
        token = tokens[place]
        if token.sentence != tokens[places[0]].sentence:
            return None
        if token.word not in cues.IF:
            continue
        if place and tokens[place - 1].word in cues.NOT_IF:
            return None
        rest = " ".join(after.word for after in tokens[place:] if after.sentence == token.sentence)
        told_apart = token.clause != tokens[places[0]].clause and _own_subject_in_clause(tokens, places)
        return None if told_apart or cues.POLITE_IF.match(rest) else rest
    return None


def _own_subject_in_clause(tokens: Sequence[Token], places: Sequence[int]) -> bool:
    first = places[0]
    start = first
    while start > 0 and tokens[start - 1].clause == tokens[first].clause:
        start -= 1
    words = {token.word for token in tokens[start : places[-1] + 1]}
    if tokens[start].word == "that":
        # "Suppose, only suppose, that I woke up": the clause belongs to the condition.
        return False
    return bool(words & {"i", "my", "he", "she", "these"}) and not words & {"should", "do", "shall", "can", "would"}


def _starts_as_question(sentence: str) -> bool:
    return cues.QUESTION_START.match(sentence) is not None


def _taken_as_precaution(tokens: Sequence[Token], places: Sequence[int]) -> bool:
    """Whether a word such as "prevent" stands right before the sign; "my monitor reads" names a device."""
    near = _just_before(tokens, places)
    start = places[0] - len(near)
    for place, token in enumerate(near, start):
        if token.word not in cues.PRECAUTION:
            continue
        device = token.word in cues.DEVICES and place > 0 and tokens[place - 1].word in cues.OWNING_A_DEVICE
        named = token.word == "monitoring" and tokens[place + 1].word in cues.APPOINTMENTS
        if not device and not named:
            return True
    return False


def _gaps(tokens: Sequence[Token], places: Sequence[int]) -> list[str]:
    """The words that stand between the words of a sign."""
    return [tokens[place].word for place in range(places[0], places[-1]) if place not in places]


def _following(tokens: Sequence[Token], places: Sequence[int]) -> str:
    """The words after the sign up to the end of the next sentence."""
    last = tokens[places[-1]].sentence + 1
    return " ".join(token.word for token in tokens[places[-1] + 1 :] if token.sentence <= last)


def _just_before(tokens: Sequence[Token], places: Sequence[int]) -> Sequence[Token]:
    first = places[0]
    return [token for token in tokens[max(0, first - 3) : first] if token.sentence == tokens[first].sentence]
