"""What happens when a patient wants reminders at another hour, on other days, later, off or on?"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, time

from actions.record import Clinic, OwnRecord
from actions.spoken import spoken_date, spoken_lead, spoken_tests, spoken_time, spoken_weekdays
from actions.turn import Asked, Said, task_wording
from care import desk
from care.course import SaidBy
from care.escalation import Concern, Reason
from care.message import Kind, Level, Pending
from care.patient import Preferences
from care.ports import Records
from language.choice import number_chosen
from language.dates import Tense, read_dates
from language.hours import read_hour
from language.reminder_wishes import Change, Wish, read_wishes
from language.wordings import any_of, leading, only

EARLIEST, LATEST = time(6, 0), time(22, 0)
"""Between these a patient may choose to be written to; outside, a text would wake people."""
_YES = leading("yes|yeah|yep|ok|okay|sure|please do|go ahead|ja|oui|y")
_NO = leading("no|nope|nee|non|nein|n|don'?t|do not|rather not|keep")
_END_LINK = any_of("stop|end|revoke|remove|delete|cancel|switch off|turn off")
_DELETE = any_of(r"delete|erase|remove|wipe|forget|forgotten|get rid|supprimer|verwijder\w*|losch\w*")
_CANNOT = only("(?:i )?(?:can'?t|cannot|can not|unable)(?: (?:go|come|make it|do it|this time|sorry))*")
_LATER = only("later|not now|snooze|remind me later|maybe later|spater|later please")
_MORNING = any_of("morning|am|ochtend|matin")
_EVENING = any_of("evening|pm|night")
_ALL_DAYS = 7


@dataclass(frozen=True, kw_only=True)
class _Outcome:
    """The preferences a wish leads to and what is said, or only what is said."""

    said: Said
    preferences: Preferences | None = None


class ReminderTasks:
    """Reads and carries out wishes about reminders and about the patient's own data."""

    def __init__(self, clinic: Clinic) -> None:
        self._clinic = clinic

    def tell(self, asked: Asked) -> Sequence[Said]:
        """Carry out what a message wishes, or ask what is missing; empty when nobody knows who writes."""
        with self._clinic.records.begin() as records:
            record = self._clinic.own_record(records, asked)
            if record is None:
                return ()
            text = self._clinic.plain(asked.text)
            wishes = read_wishes(asked.text, text, self._clinic.marker, today=record.today, day_first=record.day_first)
            if not wishes:
                return (_asking("ask.wish", {}, ask="wish"),)
            return self._carried_out(records, record, asked, wishes)

    def manage_data(self, asked: Asked) -> Sequence[Said]:
        """Ask whether data shall really be deleted; empty for any other matter of data."""
        text = self._clinic.plain(asked.text)
        if not _DELETE.search(text) or not asked.linked:
            return ()
        return (_asking("ask.delete_sure", {}, ask="delete"),)

    def resume(self, asked: Asked) -> Sequence[Said]:
        """Go on with what was asked about a wish; empty when the text is no answer to it."""
        pending = asked.pending
        if pending is None:
            return ()
        text = self._clinic.plain(asked.text)
        ask = pending.known.get("ask")
        with self._clinic.records.begin() as records:
            record = self._clinic.own_record(records, asked)
            if record is None:
                return ()
            if ask == "delete":
                return self._deleted(records, asked, text)
            if ask == "time":
                wish = self._hour_chosen(pending, asked.text, text)
                return self._carried_out(records, record, asked, [wish]) if wish else ()
            if ask == "until":
                readings = read_dates(asked.text, today=record.today, day_first=record.day_first, tense=Tense.FUTURE)
                if not readings:
                    return ()
                return self._carried_out(records, record, asked, [Wish(change=Change.SNOOZE, until=readings[0])])
            wishes = read_wishes(asked.text, text, self._clinic.marker, today=record.today, day_first=record.day_first)
            return self._carried_out(records, record, asked, wishes) if wishes else ()

    def answer_reminder(self, asked: Asked) -> Sequence[Said]:
        """LATER and CAN'T, as a reminder offers them; empty for anything else."""
        text = self._clinic.plain(asked.text)
        if _LATER.search(text):
            return (_asking("ask.snooze_until", {}, ask="until"),)
        if not _CANNOT.search(text):
            return ()
        with self._clinic.records.begin() as records:
            self._escalate(records, asked, Reason.REMINDERS)
        # "Tomorrow is better" may follow.
        pending = Pending(question="wish", known={"ask": "until"})
        return (task_wording("task.cannot", {}, kind=Kind.HANDOFF, pending=pending),)

    def _hour_chosen(self, pending: Pending, written: str, text: str) -> Wish | None:
        offered = [time.fromisoformat(option) for option in pending.options]
        times = read_hour(written)
        if len(times) == 1:
            return Wish(change=Change.TIME, times=times)
        for wording, hour in ((_MORNING, offered[:1]), (_EVENING, offered[-1:])):
            if hour and wording.search(text):
                return Wish(change=Change.TIME, times=tuple(hour))
        if offered:
            position = number_chosen(text, len(offered))
            if position is not None:
                return Wish(change=Change.TIME, times=(offered[position],))
        return Wish(change=Change.TIME, times=times) if times else None

    def _deleted(self, records: Records, asked: Asked, text: str) -> Sequence[Said]:
        if _NO.search(text):
            return (task_wording("data.kept", {}),)
        if not _YES.search(text):
            return ()
        self._escalate(records, asked, Reason.PERSONAL_DATA)
        return (task_wording("data.delete_passed_on", {}, kind=Kind.HANDOFF),)

    def _escalate(self, records: Records, asked: Asked, reason: Reason) -> None:
        concern = Concern(level=Level.ROUTINE, reason=reason, words=asked.text)
        desk.escalate_in_turn(
            records, asked.turn, asked.part, concern, by="action.change_reminders", now=self._clinic.now()
        )

    def _carried_out(self, records: Records, record: OwnRecord, asked: Asked, wishes: Sequence[Wish]) -> Sequence[Said]:
        if any(wish.change is Change.CALENDAR for wish in wishes):
            return (self._calendar(records, record, asked),)
        preferences = record.patient.preferences
        said: list[Said] = []
        for wish in wishes:
            outcome = self._outcome(wish, preferences, record.today)
            said.append(outcome.said)
            preferences = outcome.preferences or preferences
        if preferences == record.patient.preferences:
            return said
        changed = desk.change_preferences(
            records,
            record.patient.id,
            preferences,
            said_by=SaidBy.PATIENT,
            safety=self._clinic.plan.safety_tests,
            words=asked.text,
            turn=asked.turn,
            part=asked.part,
            by="action.change_reminders",
            now=self._clinic.now(),
        )
        if changed.change is None:
            return said
        undo = Pending(question="undo", known={"of": "wish", "changes": changed.change})
        return [replace(one, pending=one.pending or undo) for one in said]

    def _calendar(self, records: Records, record: OwnRecord, asked: Asked) -> Said:
        """A new link to the patient's own calendar, or the end of the one there is."""
        if _END_LINK.search(self._clinic.plain(asked.text)):
            desk.revoke_calendar_secret(
                records, record.patient.id, by="action.change_reminders", now=self._clinic.now()
            )
            return task_wording("wish.calendar_stopped", {})
        if self._clinic.calendar is None:
            return task_wording("wish.calendar_soon", {})
        link = self._clinic.calendar(
            records,
            record.patient.id,
            turn=asked.turn,
            part=asked.part,
            by="action.change_reminders",
            now=self._clinic.now(),
        )
        return task_wording("wish.calendar", {"link": link})

    def _outcome(self, wish: Wish, kept: Preferences, today: date) -> _Outcome:
        match wish.change:
            case Change.TIME:
                return self._time(wish, kept)
            case Change.DAYS:
                days = tuple(sorted(wish.days))
                wanted = replace(kept, days=days if len(days) < _ALL_DAYS else None)
                return _Outcome(said=task_wording("wish.days", {"days": spoken_weekdays(days)}), preferences=wanted)
            case Change.LEAD:
                lead = tuple(day for day in wish.lead_days if day > 0) or wish.lead_days
                wanted = replace(kept, lead_days=lead)
                return _Outcome(said=task_wording("wish.lead", {"lead": spoken_lead(lead)}), preferences=wanted)
            case Change.SNOOZE:
                return self._snoozed(wish, kept, today)
            case Change.TEST_OFF:
                return self._test_off(wish, kept)
            case Change.OFF:
                return _Outcome(said=task_wording("wish.off", {}), preferences=replace(kept, on=False))
            case Change.ON | Change.END_SNOOZE:
                wanted = replace(kept, on=True, snoozed_until=None)
                return _Outcome(said=task_wording("wish.on", {"time": spoken_time(kept.time)}), preferences=wanted)
            case Change.NEUTRAL | Change.NAMED:
                named = wish.change is Change.NAMED
                wanted = replace(kept, names_medicine=named)
                return _Outcome(said=task_wording("wish.named" if named else "wish.neutral", {}), preferences=wanted)
            # A calendar link is no preference and was carried out before.
            case Change.SHOWN | Change.CALENDAR:
                return _Outcome(said=_shown(kept))

    def _time(self, wish: Wish, kept: Preferences) -> _Outcome:
        fitting = [hour for hour in wish.times if EARLIEST <= hour <= LATEST]
        if len(fitting) > 1:
            first, second = (spoken_time(hour) for hour in fitting[:2])
            asking = _asking("ask.wish_time", {"first": first, "second": second}, ask="time", options=(first, second))
            return _Outcome(said=asking)
        if not fitting:
            return _Outcome(said=_asking("ask.wish_quiet", {}, ask="time"))
        said = task_wording("wish.time", {"time": spoken_time(fitting[0])})
        return _Outcome(said=said, preferences=replace(kept, time=fitting[0]))

    def _snoozed(self, wish: Wish, kept: Preferences, today: date) -> _Outcome:
        until = wish.until.options[0] if wish.until is not None and wish.until.options else None
        if until is None or until <= today:
            return _Outcome(said=_asking("ask.snooze_until", {}, ask="until"))
        said = task_wording("wish.snoozed", {"date": spoken_date(until)})
        return _Outcome(said=said, preferences=replace(kept, snoozed_until=until))

    def _test_off(self, wish: Wish, kept: Preferences) -> _Outcome:
        ids = {test for name in wish.tests for test in _PLAN_IDS.get(name, (name,))}
        safety = ids & set(self._clinic.plan.safety_tests)
        wanted = replace(kept, off=kept.off | frozenset(ids))
        named = spoken_tests(ids)
        return _Outcome(
            said=task_wording("wish.test_off" if safety else "wish.optional_off", {"tests": named}),
            preferences=wanted,
        )


_PLAN_IDS = {"blood": ("cbc", "creatinine", "liver"), "herpes": ("herpes_prophylaxis",)}


def _asking(name: str, values: dict[str, str], *, ask: str, options: Collection[str] = ()) -> Said:
    pending = Pending(question="wish", options=tuple(options), known={"ask": ask})
    return task_wording(name, values, kind=Kind.CLARIFY, pending=pending)


def _shown(kept: Preferences) -> Said:
    return task_wording(
        "wish.shown",
        {
            "state": "on" if kept.on else "off",
            "time": spoken_time(kept.time),
            "lead": spoken_lead(kept.lead_days),
            "days": spoken_weekdays(kept.days),
        },
    )
