"""What happens when a patient tells the dates of a course?

What is certain and possible is noted and read back. What is doubtful is asked about in one question and not noted; what
the team entered is never changed by a patient's text.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from actions.course_answers import answered
from actions.course_asked import doubt, question
from actions.course_draft import Ask, Draft, course_from, draft_of, kept_draft
from actions.course_meant import Corrected, corrected_in, numbered, single_day, without_corrected
from actions.course_read_back import Noted, differs, read_back, same
from actions.record import Clinic, OwnRecord
from actions.turn import Asked, Said, task_wording
from care import desk
from care.course import Course, CourseStatus
from care.errors import ChangedMeanwhile
from care.escalation import Concern, Reason
from care.message import Kind, Level
from care.monitoring import Doubt, Problem, problems
from care.ports import Records
from language.course_words import Place, place_in, speaks_of_course
from language.dates import read_dates
from language.test_words import named_tests
from language.told_courses import ToldCourse, read_told_courses
from language.wordings import any_of

NEAR_PLAN = timedelta(days=14)
"""How far from a planned day a told one may lie to be about that course."""
_FEW_WORDS = 7
"""Words up to which "course 1" or "the last one" is about the date that was just noted."""
_GIVEN = any_of(
    "had|has been|been|was|were|did|done|got|received|took|went|gave birth",
    "started|began|completed|finished|ended",
)
_UNKNOWN = any_of(
    r"(?:do|did)(?:n'?t| not) (?:know|remember)|dunno|no idea|not sure|unsure|forgot\w*",
    "can'?t remember|cannot remember",
    "geen idee|weet (?:ik )?niet|sais pas|weiss nicht",
)


class CourseTasks:
    """Reads, asks about and keeps what patients tell of their courses."""

    def __init__(self, clinic: Clinic) -> None:
        self._clinic = clinic

    def tell(self, asked: Asked) -> Sequence[Said]:
        """Note what a message tells of courses, or ask what is missing; empty when nobody knows who writes."""
        with self._clinic.records.begin() as records:
            record = self._clinic.own_record(records, asked)
            if record is None:
                return ()
            corrected = corrected_in(self._clinic.plain(asked.text), asked.pending)
            told_wrong = record.course(corrected.number) if corrected is not None else None
            told = self._told(asked.text, record, told_wrong.earliest_known if told_wrong is not None else None)
            if not told:
                return (question(Draft(ask=Ask.DATE)),)
            default = corrected.place if corrected is not None else None
            drafts = [draft_of(course, default=default) for course in told]
            return self._settled(records, record, asked, drafts, corrected)

    def resume(self, asked: Asked) -> Sequence[Said]:
        """Go on with what was asked about a course; empty when the text is no answer to it."""
        pending = asked.pending
        if pending is None:
            return ()
        with self._clinic.records.begin() as records:
            record = self._clinic.own_record(records, asked)
            if record is None:
                return ()
            text = self._clinic.plain(asked.text)
            if _UNKNOWN.search(text):
                self._escalate(records, asked)
                return (task_wording("ask.course_unknown", {}, kind=Kind.HANDOFF),)
            draft = kept_draft(pending.known, pending.options)
            told = self._told(asked.text, record)
            places = [day.place for course in told for day in course.days]
            if len(places) > 1 or any(place in (Place.FIRST, Place.LAST) for place in places):
                # The answer is a sentence of its own, with more than was asked.
                number = next((course.number for course in told if course.number), None) or draft.number
                again = replace(_merged(draft, draft_of(told[0])), number=number)
            else:
                readings = read_dates(asked.text, today=record.today, day_first=record.day_first)
                found = answered(draft, text, readings)
                if found is None:
                    return ()
                again = found
            return self._settled(records, record, asked, [again], None)

    def went_ahead(self, asked: Asked) -> bool:
        """Whether a message without the name of a test tells days of the treatment, or on which one was planned."""
        with self._clinic.records.reading() as records:
            record = self._clinic.own_record(records, asked)
        text = self._clinic.plain(asked.text)
        if record is None or named_tests(text):
            return False
        planned = [i.date for c in record.courses if c.status is CourseStatus.PLANNED for i in c.infusions]
        readings = read_dates(asked.text, today=record.today, day_first=record.day_first)
        told = [option for reading in readings for option in reading.options]
        if told and speaks_of_course(text):
            return True
        return any(abs(day - other) <= NEAR_PLAN for day in told for other in planned)

    def place_again(self, asked: Asked) -> Sequence[Said]:
        """What was just noted, with the course or the day said after it: "course 1", "the last of course 2".

        Empty when the text says neither, or more than one day was noted.
        """
        known = asked.pending.known if asked.pending is not None else {}
        if not single_day(known) or len(asked.text.split()) > _FEW_WORDS:
            return ()
        with self._clinic.records.begin() as records:
            record = self._clinic.own_record(records, asked)
            if record is None or read_dates(asked.text, today=record.today, day_first=record.day_first):
                return ()
            number = next((course.number for course in self._told(asked.text, record) if course.number), None)
            place = place_in(self._clinic.plain(asked.text))
            if number is None and place is None:
                return ()
            noted, noted_place = int(known["number"]), Place(known["places"])
            draft = Draft(number=number or noted).with_date(place or noted_place, date.fromisoformat(known["date"]))
            course = record.course(noted)
            if course is not None and (draft.number, draft.told_places) == (noted, (noted_place,)):
                return (same(course, asked.pending),)
            try:
                self._clinic.take_back(records, record, asked, known.get("changes", ""), by="action.tell_course")
            except ChangedMeanwhile:
                return (task_wording("undo.nothing", {}, kind=Kind.CLARIFY),)
            again = self._clinic.own_record(records, asked) or record
            return self._noted(records, again, asked, [draft], None)

    def _told(self, text: str, record: OwnRecord, around: date | None = None) -> tuple[ToldCourse, ...]:
        return read_told_courses(
            text, self._clinic.marker, today=record.today, day_first=record.day_first, around=around
        )

    def _settled(
        self,
        records: Records,
        record: OwnRecord,
        asked: Asked,
        drafts: Sequence[Draft],
        corrected: Corrected | None,
    ) -> Sequence[Said]:
        """Note the drafts, or ask about the first that is not clear."""
        drafts = [_in_its_time(numbered(draft, record, corrected), asked.text, record) for draft in drafts]
        unclear = next((draft for draft in drafts if draft.ask is not None), None)
        if unclear is not None:
            # Of several courses the clear ones would be noted now and the other asked about; one thing at a time
            # is easier to answer and to take back.
            return (question(unclear),)
        return self._noted(records, record, asked, drafts, corrected)

    def _noted(
        self,
        records: Records,
        record: OwnRecord,
        asked: Asked,
        drafts: Sequence[Draft],
        corrected: Corrected | None,
    ) -> Sequence[Said]:
        """Keep the courses that the drafts make, all of them or none, and read them back."""
        told: list[Noted] = []
        courses = {course.number: course for course in record.courses}
        for draft in drafts:
            number = draft.number or 1
            existing = courses.get(number)
            if corrected is not None and existing is not None:
                existing = without_corrected(existing, draft)
            candidate = course_from(draft, existing, number)
            doubted = self._doubted(draft, candidate, courses.values(), record)
            if doubted is not None:
                if doubted.doubt is Doubt.TOO_MANY_COURSES:
                    self._escalate(records, asked)
                return (doubt(draft, candidate, doubted),)
            courses[number] = candidate
            told.append(Noted(draft=draft, course=candidate))
        return self._kept(records, record, asked, told)

    def _kept(self, records: Records, record: OwnRecord, asked: Asked, told: Sequence[Noted]) -> Sequence[Said]:
        kept: list[Noted] = []
        changes: list[str] = []
        others: list[Said] = []
        for one in told:
            result = desk.tell_course(
                records,
                record.patient.id,
                one.course,
                words=asked.text,
                turn=asked.turn,
                part=asked.part,
                by="action.tell_course",
                now=self._clinic.written(asked),
            )
            if result.differs:
                others.append(differs(result.before or one.course))
                continue
            kept.append(one)
            changes += [result.change] if result.change is not None else []
        return (*([read_back(self._clinic, record, kept, changes)] if kept else []), *others)

    def _doubted(self, draft: Draft, candidate: Course, courses: Iterable[Course], record: OwnRecord) -> Problem | None:
        rule = self._clinic.plan.course(candidate.number)
        if rule is not None and draft.length is not None and draft.length > rule.days:
            return Problem(doubt=Doubt.TOO_MANY_DAYS, course=candidate.number, most=rule.days)
        return next(iter(problems(self._clinic.plan, courses, candidate, today=record.today)), None)

    def _escalate(self, records: Records, asked: Asked) -> None:
        concern = Concern(level=Level.ROUTINE, reason=Reason.DATES, words=asked.text)
        desk.escalate_in_turn(records, asked.turn, asked.part, concern, by="action.tell_course", now=self._clinic.now())


def _merged(draft: Draft, told: Draft) -> Draft:
    """What was told now, over what was known before."""
    return replace(
        told,
        planned=told.planned or draft.planned,
        first=told.first or draft.first,
        last=told.last or draft.last,
        days=told.days or draft.days,
    )


def _in_its_time(draft: Draft, text: str, record: OwnRecord) -> Draft:
    """A course is planned when its day is still to come, whatever else the words are about."""
    if draft.ask is Ask.FUTURE and draft.options and not _GIVEN.search(text.casefold()):
        draft = draft.with_date(draft.place, draft.options[0])
    if draft.ask is None and draft.first is None:
        course = record.course(draft.number or 1)
        draft = draft.sure_of_last(course.first_infusion if course is not None else None)
    if draft.ask is not None or not draft.told_days:
        return draft
    return replace(draft, planned=min(draft.told_days) > record.today)
