"""How does what the plan asks for become one text or one entry on the nurses' list, and never two?

A look at a patient is one transaction: it reads what is on file, queues the text that is due, marks its step and says
when to look again. What fails in between leaves nothing behind, and whoever looks next finds the step still to be done.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Protocol

from care.audit import Event
from care.conversation import EMERGENCY_KEPT, Conversation, may_be_written_to
from care.desk.conversations import leave_open
from care.desk.escalations import raise_concern
from care.desk.reminder_records import Look, RecordsOfReminders
from care.desk.ties import link
from care.errors import NotFound
from care.escalation import Concern, Reason
from care.message import Channel, Level, Pending, Reply
from care.monitoring import Settings
from care.patient import Patient, PatientStatus
from care.plan import Counted, Plan
from care.reminder import (
    LOOK_BACK,
    MOST_A_MONTH,
    Kept,
    Move,
    Outlook,
    Reminder,
    Situation,
    State,
    Step,
    Tell,
    Why,
    dates_of,
    outlook,
)

LEASE = timedelta(minutes=5)
"""For how long one worker may keep a patient whom it took before another looks."""
WRITING = timedelta(minutes=30)
"""For how long after their last message nobody is interrupted by a reminder."""
AT_ONCE = 10
"""More than so much is never done for one patient in one look."""


class Words(Protocol):
    """Who finds the approved words for a reminder."""

    def first(self, patient: Patient, channel: Channel) -> Reply:
        """What a person reads before any other text: that a computer writes, and whom to call."""

    def reminder(self, reminder: Reminder, patient: Patient, channel: Channel) -> Reply:
        """The text of a reminder."""


@dataclass(frozen=True, kw_only=True)
class Looked:
    """What came of a look.

    Attributes:
        conversation: where it was written, or None when nothing was.
        texts: how many texts were queued.
        told: of how many things the nurses were told.
        next_look_at: when the patient is looked at next, or None.
    """

    conversation: str | None = None
    texts: int = 0
    told: int = 0
    next_look_at: datetime | None = None


def claim_looks(records: RecordsOfReminders, *, limit: int, now: datetime) -> Sequence[Look]:
    """Take patients whose moment has come, the longest due first; after the lease somebody else may take them."""
    return records.claim_looks(now=now, until=now + LEASE, limit=limit)


def look(
    records: RecordsOfReminders,
    claimed: Look,
    plan: Plan,
    centre: Settings,
    words: Words,
    *,
    by: str,
    now: datetime,
) -> Looked:
    """Do what is due for a patient, and say when to look again.

    Args:
        records: the open records.
        claimed: from `claim_looks`.
        plan: the monitoring plan.
        centre: the centre's decisions about it.
        words: finds the words of a text.
        by: who looks.
        now: the moment.
    """
    try:
        conversation = _conversation(records, claimed.patient, by=by, now=now)
        patient = records.hold_patient(claimed.patient)
    except NotFound:
        # The patient was erased, and the look with them.
        return Looked()
    if not records.holds(claimed):
        return Looked()
    if conversation is None:
        # Nowhere to write and nothing to put on the nurses' list; a number or a linked chat brings the next look.
        records.end_look(claimed, None)
        return Looked()
    situation = _situation(records, patient, conversation, plan, centre.of(patient), now=now)
    texts = told = 0
    dates = dates_of(plan, situation, now=now)
    seen = outlook(plan, situation, now=now, dates=dates)
    for _ in range(AT_ONCE):
        due = seen.reminder if seen.reminder is not None and seen.reminder.at <= now else None
        if due is None and not seen.tells:
            break
        for tell in seen.tells:
            told += _tell(records, patient, conversation, tell, by=by, now=now)
            situation = _after(situation, tell, State.ESCALATED, now=now)
        if due is not None:
            texts += _queue(records, patient, conversation, due, words, by=by, now=now)
            situation = _after(situation, due, State.QUEUED, now=now)
        seen = outlook(plan, situation, now=now, dates=dates)
    _keep_planned(records, patient.id, situation.kept, seen)
    records.end_look(claimed, seen.next_look_at)
    return Looked(conversation=conversation.id, texts=texts, told=told, next_look_at=seen.next_look_at)


def _conversation(records: RecordsOfReminders, patient: str, *, by: str, now: datetime) -> Conversation | None:
    """Where a patient is written to, held: by text message where a number is known, else in their newest web chat."""
    phone = records.phone_of(patient)
    if phone is not None:
        held = records.conversation_with(Channel.SMS, phone, linked=True, now=now)
        if held.patient is None:
            link(records, held.id, patient, how="reminder", by=by, now=now)
            held = records.conversation(held.id)
        if held.patient == patient:
            return held
    chats = records.conversations_of(patient)
    return records.hold_conversation(chats[-1].id) if chats else None


def _situation(
    records: RecordsOfReminders,
    patient: Patient,
    conversation: Conversation,
    plan: Plan,
    settings: Settings,
    *,
    now: datetime,
) -> Situation:
    since = patient.today(now) - LOOK_BACK
    kept = records.reminders_since(patient.id, since)
    if patient.status is not PatientStatus.ACTIVE:
        return Situation(patient=patient, settings=settings, courses=(), recorded=(), kept=kept)
    always = [test.id for test in plan.tests if test.counted is Counted.FROM_LAST_DONE]
    return Situation(
        patient=patient,
        settings=settings,
        courses=records.courses_of(patient.id),
        recorded=records.tests_since(patient.id, since, always=always),
        may_be_texted=may_be_written_to(patient, conversation),
        hold_until=_held_until(records, conversation, now),
        kept=kept,
        texts=records.unasked_texts(conversation.id, limit=MOST_A_MONTH),
    )


def _held_until(records: RecordsOfReminders, conversation: Conversation, now: datetime) -> datetime | None:
    """No reminder into an emergency, nor between the messages of somebody who is writing just now."""
    waits = []
    if conversation.emergency_at is not None and conversation.emergency_is_open(now):
        waits.append(conversation.emergency_at + EMERGENCY_KEPT)
    heard = records.last_heard(conversation.id)
    if heard is not None and now - heard < WRITING:
        waits.append(heard + WRITING)
    return max(waits, default=None)


def _queue(
    records: RecordsOfReminders,
    patient: Patient,
    conversation: Conversation,
    reminder: Reminder,
    words: Words,
    *,
    by: str,
    now: datetime,
) -> int:
    """Queue the text of a step and mark the step, together; 0 when somebody did it before."""
    first = not records.was_written_to(conversation.id)
    reply = words.reminder(reminder, patient, conversation.channel)
    if first:
        introduction = words.first(patient, conversation.channel)
        records.queue(conversation.id, introduction, turn=None, answers=None, now=now)
    text = records.queue(conversation.id, reply, turn=None, answers=None, now=now)
    if not records.move_reminder(
        patient.id, reminder.due, reminder.step, Move.QUEUE, tests=reminder.tests, at=now, outgoing=text.id
    ):
        raise AssertionError(f"the step {reminder.step} of {reminder.due} was sent before")
    _audit(records, "reminder.queued", patient, reminder.due, reminder.step, by=by, now=now)
    known = {"reminded": " ".join(reminder.tests), "due": reminder.due.isoformat()}
    leave_open(records, conversation.id, Pending(question="reminder", known=known), by=by, now=now)
    return 1 + first


def _tell(
    records: RecordsOfReminders, patient: Patient, conversation: Conversation, tell: Tell, *, by: str, now: datetime
) -> int:
    """Put a late test or a near end on the nurses' list, once; 0 when the list has the patient for that reason."""
    if not records.move_reminder(patient.id, tell.due, tell.step, Move.ESCALATE, tests=tell.tests, at=now):
        return 0
    reason = Reason.END_OF_MONITORING if tell.why is Why.END else Reason.OVERDUE
    _audit(records, "reminder.escalated", patient, tell.due, tell.step, by=by, now=now)
    if records.has_open_concern(conversation.id, reason):
        return 0
    concern = Concern(level=Level.ROUTINE, reason=reason, words=_for_the_nurse(tell))
    raise_concern(records, conversation.id, concern, incoming=None, by=by, now=now)
    return 1


def _for_the_nurse(tell: Tell) -> str:
    due, tests = tell.due.isoformat(), ", ".join(tell.tests)
    match tell.why:
        case Why.END:
            return f"Monitoring ends on {due}. Please plan the last visit; nothing is said to the patient by itself."
        case Why.LONG_WITHOUT:
            return f"Due on {due}, nothing heard: {tests}. It is long since the last blood count. Please phone."
        case Why.MISSES:
            return f"Due on {due}, nothing heard, and the date before was missed, too: {tests}. Please phone."
        case Why.OVERDUE:
            return f"Due on {due}, nothing heard: {tests}. Please phone."


def _keep_planned(records: RecordsOfReminders, patient: str, kept: Sequence[Kept], seen: Outlook) -> None:
    """Plan the next text and stop what was planned and is not next any more."""
    planned = seen.reminder
    for each in kept:
        if each.state is State.PLANNED and (planned is None or (each.due, each.step) != (planned.due, planned.step)):
            records.move_reminder(patient, each.due, each.step, Move.STOP, tests=sorted(each.tests), at=each.at)
    if planned is not None and not any(_same(each, planned) for each in kept):
        records.move_reminder(patient, planned.due, planned.step, Move.PLAN, tests=planned.tests, at=planned.at)


def _same(kept: Kept, planned: Reminder) -> bool:
    stands = (kept.due, kept.step, kept.tests, kept.state, kept.at)
    return stands == (planned.due, planned.step, frozenset(planned.tests), State.PLANNED, planned.at)


def _after(situation: Situation, what: Reminder | Tell, state: State, *, now: datetime) -> Situation:
    """The situation with this step behind it."""
    done = Kept(due=what.due, step=what.step, tests=frozenset(what.tests), state=state, at=now)
    others = [kept for kept in situation.kept if (kept.due, kept.step) != (what.due, what.step)]
    texts = [now, *situation.texts][:MOST_A_MONTH] if state is State.QUEUED else situation.texts
    return replace(situation, kept=[*others, done], texts=texts)


def _audit(
    records: RecordsOfReminders, action: str, patient: Patient, due: date, step: Step, *, by: str, now: datetime
) -> None:
    details = {"due": due.isoformat(), "step": str(step)}
    records.audit(Event(action=action, subject=patient.id, by=by, at=now, details=details))
