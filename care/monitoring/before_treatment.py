"""Were the tests that come before the very first infusion done?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from care.course import Course, CourseStatus
from care.monitoring.settings import Settings
from care.plan import Plan
from care.recorded_test import RecordedState, RecordedTest


@dataclass(frozen=True, kw_only=True)
class Baseline:
    """A test before treatment that nobody has recorded as done.

    Attributes:
        test: its id.
        before: the first infusion, which it has to precede.
        given: whether that infusion was given already: a nurse is told the same day. If not, it stands in the nurse's
            way and not in the patient's.
    """

    test: str
    before: date
    given: bool


def baseline(
    plan: Plan, courses: Iterable[Course], recorded: Iterable[RecordedTest], settings: Settings
) -> tuple[Baseline, ...]:
    """The tests before treatment of which nobody recorded that they were done; it is never assumed that they were.

    They have to be done before the first infusion of course 1 (itp.monitoring, nephropathy.monitoring,
    thyroid.monitoring, liver.monitoring in the plan of this service). How long before is not stated, so that any
    earlier day counts and the nurse sees it. A patient who joined after that infusion is not asked about it: nothing
    before their enrolment is.

    Args:
        plan: the plan.
        courses: what is known of the patient's courses; the first infusion may still be planned.
        recorded: what is known of their tests.
        settings: the decisions of the centre and the nurses; `enrolled_on` is used here.
    """
    course = next((course for course in courses if course.number == 1), None)
    first = None if course is None else course.first_infusion
    if course is None or first is None:
        return ()
    if settings.enrolled_on is not None and settings.enrolled_on > first:
        return ()
    done = {entry.test for entry in recorded if entry.state is RecordedState.DONE and entry.on < first}
    return tuple(
        Baseline(test=test.id, before=first, given=course.status is CourseStatus.GIVEN)
        for test in plan.tests
        if test.before_treatment and settings.follow(test) and test.id not in done
    )
