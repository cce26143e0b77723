"""Which states are there, and which steps lead from one to the next? Prints docs/states.md from the tables.

Run `python -m care.states > docs/states.md` after a table has changed.
"""

import sys
from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from care import consent, delivery, escalation, patient, reminder

_INTRODUCTION = """\
# States and allowed moves

Printed by `python -m care.states` from the tables in `care/`; a test holds this page against them.
"""


_State = TypeVar("_State", bound=StrEnum)
_Move = TypeVar("_Move", bound=StrEnum)


def diagram(title: str, start: _State, moves: Mapping[_State, Mapping[_Move, _State]]) -> str:
    """One table of allowed moves as a heading and a Mermaid state diagram.

    Moves that change nothing are drawn, too; a state without a way out ends the diagram.
    """
    lines = [f"## {title}", "", "```mermaid", "stateDiagram-v2", f"    [*] --> {start}"]
    for state, allowed in moves.items():
        lines += [f"    {state} --> {after}: {move}" for move, after in allowed.items()]
        if not allowed:
            lines.append(f"    {state} --> [*]")
    return "\n".join([*lines, "```", ""])


def page() -> str:
    """The whole of docs/states.md."""
    return "\n".join(
        [
            _INTRODUCTION,
            diagram("Patient in the service", patient.PatientStatus.INVITED, patient.ALLOWED_MOVES),
            diagram("Consent to unsolicited texts", consent.Consent.GIVEN, consent.ALLOWED_MOVES),
            diagram("Text on its way", delivery.DeliveryState.QUEUED, delivery.ALLOWED_MOVES),
            diagram("Escalation to a nurse", escalation.State.OPEN, escalation.ALLOWED_MOVES),
            diagram("Reminder of a due date", reminder.State.PLANNED, reminder.ALLOWED_MOVES),
        ]
    )


if __name__ == "__main__":
    sys.stdout.write(page())
