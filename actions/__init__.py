"""What may Rasa ask for? Thin custom actions over the clinic's rules and the reading of questions.

An action decides, it does not speak: it returns one custom message with a template and values, which the service
renders from approved content. `build` makes the actions with all they need.
"""

from rasa_sdk import Action

from actions.answer import ActionChoose, ActionShowSource
from actions.base import Answerer
from actions.forms import FORMS, AskForm, ValidateForm
from actions.record import Clinic
from actions.route import (
    ActionAnswer,
    ActionChangeReminders,
    ActionDecline,
    ActionHandOver,
    ActionManageData,
    ActionOwnDates,
    ActionSmallTalk,
    ActionTellCourse,
    ActionTellTest,
    ActionUndo,
)
from actions.session import ActionSessionStart
from actions.tasks import Tasks

__all__ = ["Answerer", "Clinic", "Tasks", "build"]


def build(answerer: Answerer) -> tuple[Action, ...]:
    """All custom actions of `domain.yml`, sharing one answerer."""
    return (
        ActionSessionStart(),
        ActionAnswer(answerer),
        ActionHandOver(answerer),
        ActionDecline(answerer),
        ActionSmallTalk(answerer),
        ActionChoose(answerer),
        ActionShowSource(answerer),
        ActionTellCourse(answerer),
        ActionTellTest(answerer),
        ActionOwnDates(answerer),
        ActionChangeReminders(answerer),
        ActionManageData(answerer),
        ActionUndo(answerer),
        *(ValidateForm(answerer, question) for question in FORMS),
        *(AskForm(answerer, question) for question in FORMS),
    )
