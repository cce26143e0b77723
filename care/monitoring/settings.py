"""What have the centre and the nurses decided beside the plan?"""

from dataclasses import dataclass, replace
from datetime import date

from care.patient import Patient
from care.plan import Applies, Plan, PlannedTest, WindowRule

LAST_DAY_OF_EVERY_MONTH = 28


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The decisions of a centre, and for one patient those of its nurses.

    Attributes:
        tests_on: tests that the plan has off and the centre follows.
        tests_off: tests that the centre does not follow.
        monitoring_day: the centre's fixed day of the month for tests counted in months, 1 to 28 so that every month has
            it; None counts from the day of the first infusion.
        applies: ids of tests and windows that a nurse set to apply to the patient.
        enrolled_on: the patient's civil date when they joined; nothing before it is overdue. None when it does not
            matter.
        not_before: a later end of monitoring that the team set. It never makes the end earlier.
    """

    tests_on: frozenset[str] = frozenset()
    tests_off: frozenset[str] = frozenset()
    monitoring_day: int | None = None
    applies: frozenset[str] = frozenset()
    enrolled_on: date | None = None
    not_before: date | None = None

    def __post_init__(self) -> None:
        """Refuse a day that some months do not have.

        Raises:
            ValueError: saying so.
        """
        if self.monitoring_day is not None and not 1 <= self.monitoring_day <= LAST_DAY_OF_EVERY_MONTH:
            raise ValueError(f"the day of the month is {self.monitoring_day}; it must be one of 1 to 28")

    def of(self, patient: Patient) -> "Settings":
        """The same decisions of the centre, for this patient."""
        return replace(self, applies=patient.applies, enrolled_on=patient.enrolled_on)

    def follow(self, test: PlannedTest) -> bool:
        """Whether the test is followed: on at this centre and meant for this patient."""
        switched_on = (test.on or test.id in self.tests_on) and test.id not in self.tests_off
        return switched_on and self.concern(test)

    def concern(self, item: PlannedTest | WindowRule) -> bool:
        """Whether a test or window is meant for this patient."""
        return item.applies is Applies.EVERYONE or item.id in self.applies


def unknown_in(plan: Plan, settings: Settings) -> frozenset[str]:
    """The ids in a centre's settings that this plan does not know; a service with any refuses to start."""
    known_windows = {window.id for window in plan.windows}
    return frozenset(
        (settings.tests_on | settings.tests_off) - plan.test_ids | settings.applies - plan.test_ids - known_windows
    )
