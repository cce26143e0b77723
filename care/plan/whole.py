"""What is a plan as a whole?"""

from dataclasses import dataclass
from functools import cached_property

from care.plan.items import CheckRule, CourseRule, PlannedTest, WindowRule
from care.plan.rules import CountingRule, EntryRule, FollowUpRule, ReminderRule
from care.plan.terms import Applies, ReviewStatus


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The whole plan of one medicine.

    Attributes:
        medicine: its name, for clinicians.
        version: grows with every change.
        review: whether the team has approved it.
        follow_up: how long the tests go on.
        counting: how a test finds its due date.
        entry: which course dates are doubtful.
        reminders: when a test is spoken of.
        tests: what comes back, in the order in which it is named to people.
        windows: what holds for a while.
        courses: the courses it knows, the first one first.
        checks: what is looked at before or during treatment.
        questions: what the team has still to decide.
    """

    medicine: str
    version: int
    review: ReviewStatus
    follow_up: FollowUpRule
    counting: CountingRule
    entry: EntryRule
    reminders: ReminderRule
    tests: tuple[PlannedTest, ...]
    windows: tuple[WindowRule, ...]
    courses: tuple[CourseRule, ...]
    checks: tuple[CheckRule, ...] = ()
    questions: tuple[str, ...] = ()

    @cached_property
    def test_ids(self) -> frozenset[str]:
        """The ids of all tests, those that are off included."""
        return frozenset(test.id for test in self.tests)

    @cached_property
    def when_set(self) -> frozenset[str]:
        """The ids of the tests and windows that are followed only for those for whom a nurse set them."""
        items: tuple[PlannedTest | WindowRule, ...] = (*self.tests, *self.windows)
        return frozenset(item.id for item in items if item.applies is Applies.WHEN_SET)

    @cached_property
    def safety_tests(self) -> frozenset[str]:
        """The ids of the tests whose reminders stay off only when a nurse confirms it."""
        return frozenset(test.id for test in self.tests if test.safety)

    @cached_property
    def timed_tests(self) -> tuple[tuple[PlannedTest, int], ...]:
        """The tests with a number each: those with the same number always fall on the same days."""
        numbers: dict[tuple[object, ...], int] = {}
        return tuple(
            (test, numbers.setdefault((test.counted, test.first_after, test.every, test.closing_test), len(numbers)))
            for test in self.tests
        )

    def course(self, number: int) -> CourseRule | None:
        """What the plan says of this course, or None when it knows no such course."""
        return next((course for course in self.courses if course.number == number), None)
