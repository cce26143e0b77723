"""How does Rasa learn what the record knows of an open question, although every turn comes under a fresh id?"""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActionExecuted, ActiveLoop, EventType, SessionStarted, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.forms import FORMS
from actions.turn import pending_in

METADATA_SLOT = "session_started_metadata"
"""Where Rasa 3.6 keeps the metadata of the message that began a session."""


class ActionSessionStart(Action):
    """Sets the slot `pending`, and the form that is open, from the turn's metadata."""

    def name(self) -> str:
        """The name that Rasa reserves for this action."""
        return "action_session_start"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Begin the session with what the record knows."""
        pending = pending_in(tracker.get_slot(METADATA_SLOT) or {})
        if pending is None:
            return [SessionStarted(), ActionExecuted("action_listen")]
        opened: list[EventType] = [SlotSet("pending", pending.question)]
        if pending.question in FORMS:
            requested = SlotSet("requested_slot", FORMS[pending.question])
            opened += [ActiveLoop(f"{pending.question}_form"), requested]
        return [SessionStarted(), *opened, ActionExecuted("action_listen")]
