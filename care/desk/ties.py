"""How does a conversation become a patient's?"""

from datetime import datetime

from care.audit import Event
from care.ports import Records


def link(records: Records, conversation: str, patient: str, *, how: str, by: str, now: datetime) -> bool:
    """Make a conversation the patient's; False when it is another's already, or the patient is gone."""
    linked = records.link_conversation(conversation, patient)
    if linked:
        records.audit(
            Event(
                action="conversation.linked",
                subject=conversation,
                by=by,
                at=now,
                details={"patient": patient, "how": how},
            )
        )
    return linked
