"""What does Rasa ask for when a message is no question? A nurse, a decline in words, or a short reply.

Rasa's choice is one piece of evidence: the answerer reads the text again with all readers, and a question that Rasa
took for something else is still answered.
"""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.base import Answerer
from actions.turn import asked, say


class _Responding(Action):
    """An action that lets the answerer decide."""

    def __init__(self, answerer: Answerer) -> None:
        self._answerer = answerer

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Say what the answerer decides."""
        for said in self._answerer.respond(asked(tracker)):
            say(dispatcher, said)
        return []


class ActionHandOver(_Responding):
    """A personal decision, a result, a symptom, or somebody who wants a person."""

    def name(self) -> str:
        """The name in `domain.yml`."""
        return "action_hand_over"


class ActionDecline(_Responding):
    """What the approved sources do not cover, and what the assistant must not do."""

    def name(self) -> str:
        """The name in `domain.yml`."""
        return "action_decline"


class ActionSmallTalk(_Responding):
    """Hello, thanks, and what this service is."""

    def name(self) -> str:
        """The name in `domain.yml`."""
        return "action_small_talk"


class ActionAnswer(_Responding):
    """A question, or anything Rasa was not sure of."""

    def name(self) -> str:
        """The name in `domain.yml`."""
        return "action_answer"


class ActionTellCourse(_Responding):
    """A course was told, or corrected."""

    def name(self) -> str:
        """The name in `domain.yml`."""
        return "action_tell_course"


class ActionTellTest(_Responding):
    """A test was taken, booked or missed."""

    def name(self) -> str:
        """The name in `domain.yml`."""
        return "action_tell_test"


class ActionOwnDates(_Responding):
    """Something is asked that the patient's own record answers."""

    def name(self) -> str:
        """The name in `domain.yml`."""
        return "action_own_dates"


class ActionChangeReminders(_Responding):
    """Reminders are to come otherwise."""

    def name(self) -> str:
        """The name in `domain.yml`."""
        return "action_change_reminders"


class ActionManageData(_Responding):
    """Something about the patient's data, or about deleting it."""

    def name(self) -> str:
        """The name in `domain.yml`."""
        return "action_manage_data"


class ActionUndo(_Responding):
    """What was just noted is wrong."""

    def name(self) -> str:
        """The name in `domain.yml`."""
        return "action_undo"
