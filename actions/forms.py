"""How does a Rasa form carry a question that is open about a course, a test or a reminder?

The form is begun by `action_session_start` from the record. The patient's text either answers the question, and the
form is done; or it is a message of its own, which is answered, and the question is asked once more.
"""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.base import Answerer
from actions.turn import asked, say, task_wording
from care.message import Kind

FORMS = {"course": "course_told", "test": "test_told", "wish": "wish_told"}
"""The open questions that are forms, and the slot that each form waits for."""


class ValidateForm(Action):
    """Reads the text as the answer to the form's question."""

    def __init__(self, answerer: Answerer, question: str) -> None:
        self._answerer = answerer
        self._question = question

    def name(self) -> str:
        """The name by which Rasa finds a form's validation."""
        return f"validate_{self._question}_form"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Carry the answer out and fill the slot, or leave it empty."""
        resumed = self._answerer.resume(asked(tracker))
        for said in resumed:
            say(dispatcher, said)
        return [SlotSet(FORMS[self._question], "told" if resumed else None)]


class AskForm(Action):
    """Answers a message that was no answer to the form's question, and asks it once more."""

    def __init__(self, answerer: Answerer, question: str) -> None:
        self._answerer = answerer
        self._question = question

    def name(self) -> str:
        """The name by which Rasa finds how a slot is asked for."""
        return f"action_ask_{FORMS[self._question]}"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Answer, and ask again unless the answer asks something itself."""
        message = asked(tracker)
        answered = self._answerer.respond(message)
        for said in answered:
            say(dispatcher, said)
        if message.pending is not None and not any(said.pending for said in answered):
            again = f"ask.still_{self._question}"
            say(dispatcher, task_wording(again, {}, kind=Kind.CLARIFY, pending=message.pending))
        return []
