"""How does Rasa learn what the record knows of an open question, although every turn comes under a fresh id?"""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActionExecuted, EventType, SessionStarted, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.turn import pending_in

METADATA_SLOT = "session_started_metadata"
"""Where Rasa 3.6 keeps the metadata of the message that began a session."""


class ActionSessionStart(Action):
    """Sets the slot `pending` from the turn's metadata."""

    def name(self) -> str:
        """The name that Rasa reserves for this action."""
        return "action_session_start"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Begin the session with what the record knows."""
        pending = pending_in(tracker.get_slot(METADATA_SLOT) or {})
        slots = [SlotSet("pending", pending.question)] if pending else []
        return [SessionStarted(), *slots, ActionExecuted("action_listen")]
