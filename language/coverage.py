"""Which answer states the most of what may have been asked, and how sure is that?

Several answers can state the same facts. A question that lies between "days of the second course" and "all courses
listed" is answered by either, so the probabilities of topics are added up by what an answer states of them.
"""

import math
from collections.abc import Sequence

import numpy as np

from content.values import Knowledge
from language.lexical import Floats

LENGTH_COST = 0.01
"""What one more fact costs an answer: of two that state what was asked, the shorter is given."""
BY_ANOTHER = 0.7
"""What it counts when another answer states the facts: its words were chosen for another question."""


class Coverage:
    """Knows how much of each topic's facts each topic's answer states."""

    def __init__(self, knowledge: Knowledge, entries: Sequence[str]) -> None:
        """Take the entry of each topic, in the readers' order; an empty text for a topic without an answer."""
        facts = [
            frozenset(claim.fact for claim in (knowledge.entries[name].claims if name in knowledge.entries else ()))
            for name in entries
        ]
        self._cost = LENGTH_COST * np.array([len(stated) for stated in facts], dtype=np.float32)
        self._states = np.eye(len(facts), dtype=np.float32)
        for asked, wanted in enumerate(facts):
            for given, stated in enumerate(facts):
                if wanted and stated and asked != given:
                    self._states[asked, given] = BY_ANOTHER * len(wanted & stated) / len(wanted)

    def states(self, *answers: int) -> Floats:
        """The share of each topic's facts that the better of the answers states, 0 to 1."""
        column: Floats = self._states[:, answers].max(axis=1)
        return column

    def expected(self, shares: Floats, answer: int) -> float:
        """The share of the asked facts that an answer is expected to state, under topic probabilities."""
        return float(shares @ self._states[:, answer])

    def worth(self, shares: Floats) -> Floats:
        """For every answer what it is expected to state, less the cost of its length."""
        worth: Floats = shares @ self._states - self._cost
        return worth

    def worth_beside(self, shares: Floats, answer: int) -> Floats:
        """For every answer what it and the given one together are expected to state, less the cost of its length."""
        worth: Floats = shares @ np.maximum(self._states, self._states[:, [answer]]) - self._cost
        return worth


def confidence(calibration: tuple[float, ...], covered: float, lead: float, likeness: float) -> float:
    """How likely an answer states the facts that were asked for.

    Args:
        calibration: constant and weights of a logistic regression, fitted on out-of-fold readings of the phrases.
        covered: share of the asked facts that the answer is expected to state, 0 to 1.
        lead: `covered` less the probability of the likeliest topic whose facts the answer does not state.
        likeness: with the nearest training phrase.

    Returns:
        A probability.
    """
    constant, by_covered, by_lead, by_likeness = calibration
    bounded = min(max(covered, 0.01), 0.99)
    score = constant + by_covered * math.log(bounded / (1.0 - bounded)) + by_lead * lead + by_likeness * likeness
    return 1.0 / (1.0 + math.exp(-score))
