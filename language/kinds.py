"""What kind of message is it: a question, or which other intent?"""

import re
from collections.abc import Mapping, Sequence

from content.phrases import QUESTION
from language.lexical import Floats

QUESTIONS = "question"
RASA_SHARE = 0.2
"""Weight of Rasa's ranking against the trained topics."""
FLOOR = 0.003
"""Least probability that either reader gives to a kind, so that neither can rule one out alone."""
SURE_ENOUGH = 0.4
"""Probability of a task or of small talk below which it is not taken for granted."""
QUESTION_DISCOUNT = 2.0
"""What the probability of a question is divided by before kinds are compared: nine in ten training phrases are
questions, which is more than patients send. Chosen on the training phrases: 9 in 100 more messages for the nurses get
to them, for 1 in 100 questions that they are asked needlessly."""
FOR_NURSE = (
    "personal_decision",
    "report_result",
    "report_symptom",
    "side_effect_report",
    "ask_for_nurse",
    "worn_out",
)
"""Intents that end on the nurses' list: which of them it is matters less than that it is one."""
_RESULT = re.compile(
    r"\b(?:tsh|f?t[34]|platelets?|plt|wbc|white (?:blood )?(?:cells?|count)|lymphocytes?|lymphs|neutrophils?|neuts"
    r"|hb|hgb|ha?emoglobin|ha?ematocrit|creatinine?|egfr|ggt|alt|ast|alat|asat|bilirubin"
    r"|crp|esr|ferritin|vitamin d|vit d|potassium|sodium|index)\b"
    r"(?: (?:is|are|was|were|of|at|now|count|level|value|result|only|came back|went from|has|down to"
    r"|up to|low|high)){0,3}"
    r"\s*[:=]?\s*[<>]?\d+(?:[.,]\d+)?"
    r"(?![\d.,/]*\s*(?:mg|ml|months?|mths?|weeks?|wks?|days?|years?|yrs?|times?|x|h|hours?|st|nd|rd|th)\b)"
)


def probabilities(names: Sequence[str], shares: Floats, ranking: Mapping[str, float] | None) -> Mapping[str, float]:
    """The probability of each kind by all readers, all questions taken together as `question`.

    Args:
        names: of the topics.
        shares: the trained probability of each.
        ranking: Rasa's probability for each intent, or None when Rasa was not asked.
    """
    kinds: dict[str, float] = {QUESTIONS: 0.0}
    for name, share in zip(names, shares.tolist(), strict=True):
        kind = QUESTIONS if name.startswith(QUESTION) else name
        kinds[kind] = kinds.get(kind, 0.0) + share
    if not ranking:
        return kinds
    joined = {
        kind: (share + FLOOR) ** (1 - RASA_SHARE) * (ranking.get(kind, 0.0) + FLOOR) ** RASA_SHARE
        for kind, share in kinds.items()
    }
    total = sum(joined.values())
    return {kind: share / total for kind, share in joined.items()}


def likeliest(kinds: Mapping[str, float], text: str) -> str:
    """The likeliest kind of a text in lower case.

    What is for the nurses is taken together first, so that it is not outvoted piecemeal. A test with a value is
    somebody's result, whatever is asked about it.
    """
    if _RESULT.search(text):
        return "report_result"
    compared = {kind: share / (QUESTION_DISCOUNT if kind == QUESTIONS else 1.0) for kind, share in kinds.items()}
    kind = max(compared, key=lambda name: compared[name])
    if sum(compared.get(name, 0.0) for name in FOR_NURSE) > compared[kind]:
        return max(FOR_NURSE, key=lambda name: compared.get(name, 0.0))
    return kind
