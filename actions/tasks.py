"""Which room carries out what a patient tells, asks or wishes about their own record?"""

import re
from collections.abc import Sequence
from dataclasses import replace

from actions.course_tasks import CourseTasks
from actions.own_date_tasks import OwnDateTasks
from actions.record import Clinic
from actions.reminder_tasks import ReminderTasks
from actions.taken_back import TakenBack
from actions.test_tasks import TestTasks
from actions.turn import Asked, Said
from care.message import Kind
from content.values import Knowledge
from language.dates import read_dates
from language.hours import read_hour
from language.own_dates import Wanted
from language.plain_tasks import Task, plain_task
from language.test_words import named_tests

_SO_WHEN = re.compile(r"\W*(?:so|and|ok|okay|well)?\W*when(?: then| is it| is that)?\W*")
_SHORT = 4
"""Words up to which an hour is all that a message says."""


class Tasks:
    """Carries out tasks on the record of the patient who writes; empty results mean that it cannot."""

    def __init__(self, clinic: Clinic, knowledge: Knowledge) -> None:
        self._clinic = clinic
        self._courses = CourseTasks(clinic)
        self._tests = TestTasks(clinic)
        self._own_dates = OwnDateTasks(clinic, knowledge)
        self._reminders = ReminderTasks(clinic)
        self._taken_back = TakenBack(clinic)

    def of_intent(self, intent: str, asked: Asked) -> Sequence[Said]:
        """Carry out a message of one of the task intents; empty for any other, or when nobody knows who writes."""
        if intent == "tell_course" or (intent == "tell_test" and self._courses.went_ahead(asked)):
            return self._courses.tell(asked)
        if intent == "tell_test":
            # "When were my last bloods?" speaks of a test that was taken and tells none.
            return self._tests.tell(asked) or self._own_dates.tell(asked)
        if intent == "ask_own_dates":
            return self._own_dates.tell(asked)
        if intent == "change_reminders":
            return self._reminders.tell(asked)
        if intent == "manage_data":
            return self._reminders.manage_data(asked)
        return ()

    def beside(self, asked: Asked) -> Sequence[Said]:
        """The patient's own date that belongs beside the answer to a general question, or nothing."""
        return self._own_dates.beside(asked)

    def plainly(self, asked: Asked) -> Task | None:
        """The task that the words of a message state plainly, whatever the trained readers say."""
        with self._clinic.records.reading() as records:
            record = self._clinic.own_record(records, asked)
        if record is None:
            return None
        corrected = self._clinic.plain(asked.text)
        return plain_task(asked.text, corrected, self._clinic.marker, today=record.today, day_first=record.day_first)

    def resume(self, asked: Asked) -> Sequence[Said]:
        """Go on with the question that is open; empty when none is, or the text is no answer to it."""
        then = asked.pending.known.get("then") if asked.pending is not None else None
        if then is None:
            return self._resumed(asked)
        wanted = Wanted(then)
        if _SO_WHEN.fullmatch(asked.text.casefold()):
            return self._own_dates.answer(asked, wanted)
        # What was asked before the dates were on file is answered once they are.
        said = [
            replace(one, pending=replace(one.pending, known={**one.pending.known, "then": then}))
            if one.pending is not None
            else one
            for one in self._resumed(asked)
        ]
        noted = any(one.kind is Kind.TASK for one in said)
        return [*said, *(self._own_dates.answer(asked, wanted) if noted else ())]

    def _resumed(self, asked: Asked) -> Sequence[Said]:
        match asked.pending.question if asked.pending is not None else "":
            case "course":
                return self._courses.resume(asked)
            case "test":
                return self._tests.resume(asked) or (self._corrected(asked) if self._taken_back.is_meant(asked) else ())
            case "wish":
                return self._reminders.resume(asked)
            case "reminder":
                return self._reminders.answer_reminder(asked) or self._tests.answer_reminder(asked)
            case "undo":
                return self._after_change(asked)
            case _:
                return ()

    def _after_change(self, asked: Asked) -> Sequence[Said]:
        """What follows what was just noted: the rest of it, or that it is wrong."""
        if self._hour_instead(asked):
            return self._reminders.tell(asked)
        again = self._courses.place_again(asked) or self._tests.name_again(asked)
        if again:
            return again
        if self._taken_back.is_meant(asked):
            return self._corrected(asked)
        of_test = asked.pending is not None and asked.pending.known.get("of") == "test"
        if of_test and self._taken_back.amends(asked) and (self._has_dates(asked) or self._names_tests(asked)):
            return self._corrected(asked)
        return ()

    def _hour_instead(self, asked: Asked) -> bool:
        """Whether a bare hour follows a change of reminders: "half seven" after "in the evening"."""
        known = asked.pending.known if asked.pending is not None else {}
        return known.get("of") == "wish" and len(asked.text.split()) <= _SHORT and bool(read_hour(asked.text))

    def _corrected(self, asked: Asked) -> Sequence[Said]:
        """What was wrong is taken back; what is right may stand in the same message."""
        if asked.pending is not None and asked.pending.known.get("of") == "course" and self._has_dates(asked):
            # One day of a course can be wrong and the other right, so the course is corrected and not taken back.
            return self._courses.tell(asked)
        undone = self._taken_back.undo(asked)
        pending = undone[0].pending if undone else None
        if pending is None:
            return undone
        # "No, it was the 24th" answers the question that taking back leaves open.
        return self.resume(replace(asked, pending=pending)) or undone

    def _names_tests(self, asked: Asked) -> bool:
        return bool(named_tests(self._clinic.plain(asked.text))) or "undo" in asked.text.casefold()

    def _has_dates(self, asked: Asked) -> bool:
        with self._clinic.records.reading() as records:
            record = self._clinic.own_record(records, asked)
        if record is None:
            return False
        return bool(read_dates(asked.text, today=record.today, day_first=record.day_first))
