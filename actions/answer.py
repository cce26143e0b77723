"""How is an open question closed, and the passage behind an answer shown?"""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.base import Answerer
from actions.turn import asked, say


class ActionChoose(Action):
    """The patient picks one of the readings that were offered."""

    def __init__(self, answerer: Answerer) -> None:
        self._answerer = answerer

    def name(self) -> str:
        """The name in `domain.yml`."""
        return "action_choose"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Answer the reading that was picked."""
        message = asked(tracker)
        if message.pending is not None and message.pending.question != "choose":
            # A name or a number after something was noted is about that, see the stories.
            for said in self._answerer.respond(message):
                say(dispatcher, said)
            return []
        say(dispatcher, self._answerer.chosen(message))
        return []


class ActionShowSource(Action):
    """The patient wants to see the original wording."""

    def __init__(self, answerer: Answerer) -> None:
        self._answerer = answerer

    def name(self) -> str:
        """The name in `domain.yml`."""
        return "action_show_source"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Show the passage behind the last answer."""
        say(dispatcher, self._answerer.source_of(asked(tracker)))
        return []
