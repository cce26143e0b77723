"""What kind of message is it: a question, or which other intent?"""

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
FOR_NURSE = (
    "personal_decision",
    "report_result",
    "report_symptom",
    "side_effect_report",
    "ask_for_nurse",
    "worn_out",
)
"""Intents that end on the nurses' list: which of them it is matters less than that it is one."""


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


def likeliest(kinds: Mapping[str, float]) -> str:
    """The likeliest kind; what is for the nurses is taken together first, so that it is not outvoted piecemeal."""
    kind = max(kinds, key=lambda name: kinds[name])
    if sum(kinds.get(name, 0.0) for name in FOR_NURSE) > kinds[kind]:
        return max(FOR_NURSE, key=lambda name: kinds.get(name, 0.0))
    return kind
