"""What does a patient's own record answer: the next test, the end, a window, what is late, what is on file?

Every date comes from the plan and the infusions on file; without them the patient is asked for them. A window is said
with its rule and its source.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby

from actions.record import Clinic, OwnRecord
from actions.spoken import spoken_course, spoken_date, spoken_days, spoken_tests
from actions.turn import Asked, Said, task_wording
from care.course import CourseStatus
from care.message import Kind, Pending
from care.monitoring import earliest_next_course, newest_window, overdue, windows
from care.recorded_test import RecordedState
from content.rendering import source_line
from content.values import Knowledge, Source
from language.own_dates import Wanted, read_own_dates

_WINDOWS = {
    Wanted.CONTRACEPTION: ("contraception", "own.contraception"),
    Wanted.BREAST_FEEDING: ("breast_feeding_pause", "own.breast_feeding"),
    Wanted.HERPES: ("herpes_prophylaxis", "own.herpes"),
    Wanted.FOOD: ("listeria_diet", "own.food"),
    Wanted.CARD: ("alert_card", "own.card"),
}
_TESTS = {
    Wanted.BLOOD: ("cbc", "creatinine", "liver"),
    Wanted.URINE: ("urine",),
    Wanted.THYROID: ("thyroid",),
    Wanted.HPV: ("hpv",),
}
_PERSONAL = frozenset({Wanted.END, Wanted.NEXT_COURSE, Wanted.VACCINES, *_WINDOWS})
"""What a general question may be about, too, so that the own date belongs beside the rule."""


class OwnDateTasks:
    """Looks up a patient's own dates."""

    def __init__(self, clinic: Clinic, knowledge: Knowledge) -> None:
        self._clinic = clinic
        self._knowledge = knowledge
        self._answers: Mapping[Wanted, Callable[[OwnRecord], Said]] = {
            Wanted.END: self._end,
            Wanted.NEXT_COURSE: self._next_course,
            Wanted.LIVE_VACCINES: lambda _: self._sourced("own.live_vaccines", {}, "live_vaccine_stop"),
            Wanted.VACCINES: self._vaccines,
            Wanted.OVERDUE: self._overdue,
            Wanted.COURSE: self._courses,
            Wanted.TAKEN: self._taken,
            Wanted.ALL: self._all,
            Wanted.NEXT: self._next,
        }

    def tell(self, asked: Asked) -> Sequence[Said]:
        """What the record says to a question about own dates; empty when nobody knows who asks."""
        record = self._record(asked)
        if record is None:
            return ()
        wanted = read_own_dates(self._clinic.plain(asked.text))
        if not record.courses and wanted[0] is not Wanted.LIVE_VACCINES:
            return (_ask_for_course("own.no_dates", Kind.CLARIFY, then=wanted[0]),)
        return (self._said(record, wanted),)

    def answer(self, asked: Asked, wanted: Wanted) -> Sequence[Said]:
        """What the record says now to something asked before; empty while it still lacks the dates for it."""
        record = self._record(asked)
        if record is None or not record.courses:
            return ()
        said = self._said(record, (wanted,))
        return () if said.kind is Kind.CLARIFY else (said,)

    def _said(self, record: OwnRecord, wanted: Sequence[Wanted]) -> Said:
        if wanted[0] in _TESTS:
            return self._tests(record, [test for one in wanted for test in _TESTS.get(one, ())])
        if wanted[0] in _WINDOWS:
            return self._window(record, wanted[0])
        return self._answers[wanted[0]](record)

    def beside(self, asked: Asked) -> Sequence[Said]:
        """The own date that belongs beside the answer to a general question; empty where there is none."""
        wanted = read_own_dates(self._clinic.plain(asked.text))
        if wanted[0] not in _PERSONAL:
            return ()
        record = self._record(asked)
        if record is None or not any(course.status is CourseStatus.GIVEN for course in record.courses):
            return ()
        return self.tell(asked)

    def _record(self, asked: Asked) -> OwnRecord | None:
        with self._clinic.records.reading() as records:
            return self._clinic.own_record(records, asked)

    def _tests(self, record: OwnRecord, tests: Sequence[str]) -> Said:
        due = {test: day for test, day in self._clinic.next_due(record).items() if test in tests}
        if not due:
            return self._ended(record) or task_wording("own.not_for_you", {})
        if len(set(due.values())) == 1:
            values = {"tests": spoken_tests(due), "date": spoken_date(min(due.values()))}
            return task_wording("own.next", values)
        return task_wording("own.next_two", {"list": _by_day(due)})

    def _next(self, record: OwnRecord) -> Said:
        due = self._clinic.next_due(record)
        if not due:
            return self._ended(record) or task_wording("own.not_for_you", {})
        return task_wording("own.next_two", {"list": _by_day(due)})

    def _ended(self, record: OwnRecord) -> Said | None:
        end = self._clinic.end(record)
        if end is None or end > record.today:
            return None
        return task_wording("own.ended", {"until": spoken_date(end)})

    def _all(self, record: OwnRecord) -> Said:
        end = self._clinic.end(record)
        due = self._clinic.next_due(record)
        if end is None or not due:
            return self._courses(record)
        values = {"courses": _courses(record), "list": _by_day(due), "until": spoken_date(end)}
        return task_wording("own.all", values)

    def _end(self, record: OwnRecord) -> Said:
        end, last = self._clinic.end(record), self._last(record)
        if end is None or last is None:
            return _ask_for_course("own.no_last", Kind.CLARIFY)
        return self._sourced(
            "own.until", {"until": spoken_date(end), "last": spoken_date(last)}, fact="followup.two_courses"
        )

    def _next_course(self, record: OwnRecord) -> Said:
        reckoned = earliest_next_course(self._clinic.plan, record.courses)
        last = self._last(record)
        if reckoned is None or last is None:
            return _ask_for_course("own.no_last", Kind.CLARIFY) if last is None else self._courses(record)
        values = {"date": spoken_date(reckoned.on), "last": spoken_date(last)}
        return self._sourced("own.next_course", values, fact="dosing.second_course")

    def _window(self, record: OwnRecord, wanted: Wanted) -> Said:
        name, wording = _WINDOWS[wanted]
        settings = replace(self._clinic.of(record.patient), applies=self._clinic.plan.when_set)
        window = newest_window(windows(self._clinic.plan, record.courses, settings), name)
        last = self._last(record)
        if window is None or window.at_least_until is None or last is None:
            return _ask_for_course("own.no_last", Kind.CLARIFY)
        values = {"date": spoken_date(window.at_least_until), "last": spoken_date(last)}
        return self._sourced(wording, values, name)

    def _vaccines(self, record: OwnRecord) -> Said:
        settings = self._clinic.of(record.patient)
        found = windows(self._clinic.plan, record.courses, settings, planned=True)
        window = newest_window(found, "vaccination_complete")
        planned = next((course for course in record.courses if course.status is CourseStatus.PLANNED), None)
        if planned is None or planned.earliest_known is None or window is None or window.latest is None:
            return self._sourced("own.vaccines_no_course", {}, "vaccination_complete")
        values = {"first": spoken_date(planned.earliest_known), "date": spoken_date(window.latest)}
        return self._sourced("own.vaccines", values, "vaccination_complete")

    def _overdue(self, record: OwnRecord) -> Said:
        settings = self._clinic.of(record.patient)
        late = overdue(self._clinic.plan, record.courses, record.tests, settings, today=record.today)
        due = self._clinic.next_due(record)
        coming = _by_day({test: day for test, day in due.items() if day == min(due.values())}) if due else "none"
        if not late:
            return task_wording("own.overdue_none", {"next": coming})
        return task_wording("own.overdue", {"list": _by_day({one.test: one.due for one in late}), "next": coming})

    def _courses(self, record: OwnRecord) -> Said:
        return task_wording("own.course", {"courses": _courses(record)})

    def _taken(self, record: OwnRecord) -> Said:
        done = sorted((entry for entry in record.tests if entry.state is RecordedState.DONE), key=lambda one: one.on)
        newest = {entry.test: entry.on for entry in done}
        if not newest:
            return task_wording("own.taken_none", {})
        return task_wording("own.taken", {"list": _by_day(newest)})

    def _last(self, record: OwnRecord) -> date | None:
        """The last infusion of the newest course given, or the latest one known of it."""
        given = [course for course in record.courses if course.status is CourseStatus.GIVEN and course.infusions]
        newest = max(given, key=lambda course: course.number, default=None)
        return (newest.last_infusion or newest.latest_known) if newest else None

    def _sourced(self, name: str, values: Mapping[str, str], window: str = "", *, fact: str = "") -> Said:
        """A wording with the source of its rule, as the plan names it."""
        rule = next((rule for rule in self._clinic.plan.windows if rule.id == window), None)
        found = self._knowledge.facts[fact or (rule.facts[0] if rule else "")]
        source = found.source
        section = source.section if found.cite_section else ""
        # The short form fits a text message and is as plain on a page.
        line = source_line(self._knowledge, (Source(document=source.document, section=section),), "sms")
        sourced = {"source_line": line, "source_document": source.document, "source_section": section}
        return task_wording(name, {**values, **sourced})


def _ask_for_course(name: str, kind: Kind, *, then: Wanted | None = None) -> Said:
    place = "last" if name == "own.no_last" else "first"
    known = {"ask": "date", "place": place} | ({"then": then.value} if then is not None else {})
    return task_wording(name, {}, kind=kind, pending=Pending(question="course", known=known))


def _courses(record: OwnRecord) -> str:
    return "; ".join(
        f"{spoken_course(course.number)}{' (planned)' if course.status is CourseStatus.PLANNED else ''}: "
        f"{spoken_days(course)}"
        for course in record.courses
    )


def _by_day(due: Mapping[str, date]) -> str:
    """Tests with their days in the order of time: `blood and urine test Monday …; thyroid test Friday …`."""
    ordered = sorted(due, key=lambda test: due[test])
    days = ((day, list(tests)) for day, tests in groupby(ordered, key=lambda test: due[test]))
    return "; ".join(f"{spoken_tests(tests)} {spoken_date(day)}" for day, tests in days)
