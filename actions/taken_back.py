"""What happens when a patient says that what was just noted is wrong?

The record is put back exactly as it was. What is right can stand in the same message; otherwise it is asked for.
"""

from collections.abc import Sequence

from actions.record import Clinic
from actions.turn import Asked, Said, task_wording
from care.errors import ChangedMeanwhile
from care.message import Kind, Pending
from language.course_words import Place
from language.test_words import named_tests
from language.wordings import any_of, leading

_WRONG = leading(
    "no+|nope|nah|wrong|undo|incorrect|false|oops|sorry|mistake|error|not (?:right|correct|true)",
    "(?:that|this|it)(?:'s| is|s)? (?:wrong|not (?:right|correct|true|it)|a mistake|incorrect)",
    "take (?:that|it) back|(?:cancel|delete|scrap|forget) that",
    "nee|fout|verkeerd|non|faux|nein|falsch",
)


_AMENDED = any_of(
    "i was wrong|my (?:mistake|error)|made a mistake|wrong (?:date|day|one|test)|i meant?|correction|jk|undo|soz|oops",
    "no wait|wait no|wait|scrap|take (?:that|it) back|they chang\\w* it|i looked it up|actually|it was in fact",
)
_FEW_WORDS = 6
"""Words up to which a bare day after a test that was noted is the day of that test."""


def without_refusal(text: str) -> str:
    """A text in lower case without the word that says that something is wrong: "no, it was the 20th"."""
    return _WRONG.sub("", text, count=1)


class TakenBack:
    """Undoes what the last turn noted."""

    def __init__(self, clinic: Clinic) -> None:
        self._clinic = clinic

    def amends(self, asked: Asked) -> bool:
        """Whether a message says, somewhere in it, that something else is right than what was just noted."""
        if asked.pending is None or not asked.pending.known.get("changes"):
            return False
        text = self._clinic.plain(asked.text)
        return bool(_AMENDED.search(text)) or (len(text.split()) <= _FEW_WORDS and not named_tests(text))

    def is_meant(self, asked: Asked) -> bool:
        """Whether a message says that what was just noted is wrong."""
        if asked.pending is None or not asked.pending.known.get("changes"):
            return False
        return bool(_WRONG.search(self._clinic.plain(asked.text)))

    def undo(self, asked: Asked) -> Sequence[Said]:
        """Put back what was on file; empty when there is nothing to put back."""
        pending = asked.pending
        if pending is None or not pending.known.get("changes"):
            return ()
        with self._clinic.records.begin() as records:
            record = self._clinic.own_record(records, asked)
            if record is None:
                return ()
            try:
                self._clinic.take_back(records, record, asked, pending.known["changes"], by="action.undo")
            except ChangedMeanwhile:
                return (task_wording("undo.nothing", {}, kind=Kind.CLARIFY),)
        return (task_wording("undo.done", {}, pending=_asking_again(pending)),)


def _asking_again(pending: Pending) -> Pending:
    """What is open once something was taken back: the same thing, told right."""
    known = pending.known
    if known.get("of") == "course":
        place = next(iter(known.get("places", "").split()), Place.FIRST.value)
        return Pending(question="course", known={"ask": "date", "number": known["number"], "place": place})
    if known.get("of") == "test":
        kept = {"ask": "again", "told": known.get("told", "done"), "tests": known.get("tests", "")}
        return Pending(question="test", known={**kept, "on": known.get("on", "")})
    return Pending(question="wish", known={"ask": "wish"})
