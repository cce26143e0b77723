"""In which words is a patient asked about a course that is not clear, or cannot be right?"""

from dataclasses import replace
from datetime import date

from actions.course_draft import Ask, Draft
from actions.spoken import spoken_course, spoken_date
from actions.turn import Said, task_wording
from care.course import Course
from care.message import Kind, Pending
from care.monitoring import Doubt, Problem
from language.course_words import Place

_QUESTIONS = {
    Ask.DATE: "ask.course_date",
    Ask.LAST_DATE: "ask.course_last_date",
    Ask.WHICH_DAY: "ask.course_day",
    Ask.WEEK: "ask.course_week",
    Ask.FIRST_DAY: "ask.course_first_day",
    Ask.IMPOSSIBLE: "ask.date_impossible",
    Ask.FUTURE: "ask.date_future",
    Ask.PLACE: "ask.course_place",
    Ask.WHICH_DATE: "ask.date_two",
}
_DOUBTS = {
    Doubt.TOO_SOON: "ask.course_too_early",
    Doubt.TOO_MANY_DAYS: "ask.course_too_many_days",
    Doubt.TOO_MANY_COURSES: "ask.course_fifth",
    Doubt.END_BEFORE_START: "ask.course_end_first",
    Doubt.IN_THE_FUTURE: "ask.date_future",
    Doubt.PLANNED_IN_THE_PAST: "ask.date_past",
    Doubt.BEFORE_THE_MEDICINE: "ask.course_too_old",
    Doubt.TOO_LONG: "ask.course_too_long",
    Doubt.TWO_ON_ONE_DAY: "ask.course_too_many_days",
    Doubt.OVERLAPS: "ask.course_overlap",
    Doubt.OUT_OF_ORDER: "ask.course_overlap",
}


def question(draft: Draft) -> Said:
    """The draft's question, with the draft kept beside it."""
    ask = draft.ask or Ask.DATE
    said = [spoken_date(option) for option in draft.options]
    if not said and ask in (Ask.FUTURE, Ask.WEEK):
        ask = Ask.DATE
    values = {"course": spoken_course(draft.number), "written": draft.written}
    if ask is Ask.WHICH_DATE:
        values |= {"first": said[0], "second": said[1]}
    elif ask is Ask.FIRST_DAY and draft.days:
        number, day = draft.days[0]
        values |= {"date": spoken_date(day), "day": str(number), "first": said[0]}
    elif said:
        values |= {"date": said[0]}
    name = "ask.course_date_planned" if ask is Ask.DATE and draft.planned else _QUESTIONS[ask]
    pending = Pending(question="course", options=_kept(draft.options), known=draft.known())
    return task_wording(name, values, kind=Kind.CLARIFY, pending=pending)


def doubt(draft: Draft, candidate: Course, problem: Problem) -> Said:
    """One plain question about what cannot be right, or that a nurse looks at it; nothing is noted.

    Args:
        draft: what the patient told.
        candidate: the course that it would make.
        problem: what is wrong with it.
    """
    day = problem.on or candidate.latest_known
    if problem.doubt is Doubt.IN_THE_FUTURE and day is not None:
        is_last = day == candidate.last_infusion != candidate.first_infusion
        place = Place.LAST if is_last else Place.FIRST
        return question(replace(draft, ask=Ask.FUTURE, place=place, options=(day,)))
    values = {
        "course": spoken_course(candidate.number),
        "date": spoken_date(day) if day else "that day",
        "most": str(problem.most or ""),
        "first": spoken_date(candidate.first_infusion) if candidate.first_infusion else "",
        "last": spoken_date(candidate.last_infusion) if candidate.last_infusion else "",
    }
    if problem.doubt is Doubt.TOO_MANY_COURSES:
        return task_wording(_DOUBTS[problem.doubt], values, kind=Kind.HANDOFF)
    kept = Draft(number=draft.number, planned=draft.planned, ask=Ask.DATE)
    pending = Pending(question="course", known=kept.known())
    return task_wording(_DOUBTS[problem.doubt], values, kind=Kind.CLARIFY, pending=pending)


def _kept(options: tuple[date, ...]) -> tuple[str, ...]:
    return tuple(option.isoformat() for option in options)
