"""In which words is a course read back that a patient told, and what stays open with it?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from actions.course_draft import Draft
from actions.record import Clinic, OwnRecord
from actions.spoken import spoken_course, spoken_date, spoken_days
from actions.turn import Said, task_wording
from care.course import Course
from care.message import Kind, Pending


@dataclass(frozen=True, kw_only=True)
class Noted:
    """A course that was told and is now on file, or was already: what was said, and all that is known of it."""

    draft: Draft
    course: Course


def read_back(clinic: Clinic, record: OwnRecord, noted: Sequence[Noted], changes: Sequence[str]) -> Said:
    """What was noted, in full, with the end of the tests where it is known, and open to be taken back.

    Args:
        clinic: how the end is reckoned.
        record: as it was before.
        noted: one or more courses.
        changes: the ids of the changes; none when all of it was on file already.
    """
    newest = noted[-1]
    values = {"course": spoken_course(newest.course.number), "dates": spoken_days(newest.course)}
    if not changes:
        return task_wording("task.course_same", values)
    undo = Pending(question="undo", known=_known(newest, changes))
    if newest.draft.planned:
        return task_wording("task.course_planned", values, pending=undo)
    courses = {course.number: course for course in record.courses} | {one.course.number: one.course for one in noted}
    end = clinic.end(replace(record, courses=tuple(courses.values())))
    if len(noted) > 1 and end is not None:
        said = "; ".join(f"{spoken_course(one.course.number)} {spoken_days(one.course)}" for one in noted)
        return task_wording("task.courses_noted", {"dates": said, "until": spoken_date(end)}, pending=undo)
    if end is None or newest.course.last_infusion is None:
        return task_wording("task.course_noted", values, pending=undo)
    return task_wording("task.course_noted_until", {**values, "until": spoken_date(end)}, pending=undo)


def same(course: Course, pending: Pending | None) -> Said:
    """That a course is on file already, with what was open left open."""
    values = {"course": spoken_course(course.number), "dates": spoken_days(course)}
    return task_wording("task.course_same", values, pending=pending)


def differs(on_file: Course) -> Said:
    """That the team has other dates, which stand; a nurse looks at it."""
    values = {"course": spoken_course(on_file.number), "dates": spoken_days(on_file)}
    return task_wording("task.course_differs", values, kind=Kind.HANDOFF)


def _known(noted: Noted, changes: Sequence[str]) -> dict[str, str]:
    draft = noted.draft
    single = draft.first or draft.last
    return {
        "of": "course",
        "number": str(noted.course.number),
        "places": " ".join(place.value for place in draft.told_places),
        "date": single.isoformat() if single and len(draft.told_places) == 1 else "",
        "changes": " ".join(changes),
    }
