"""What is known of a monitoring test: taken, booked or missed, on which day, who said so?"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from care.course import SaidBy


class RecordedState(StrEnum):
    """How a test stands. Done means that the sample was taken; it never means that the result is normal."""

    DONE = "done"
    BOOKED = "booked"
    MISSED = "missed"


@dataclass(frozen=True, kw_only=True)
class RecordedTest:
    """One entry about one test of one patient.

    Attributes:
        id: opaque; empty before it is kept.
        test: the id of the test in the monitoring plan: cbc, creatinine, urine, thyroid, liver, hpv.
        state: done, booked or missed.
        on: the civil date it was or is to be taken, or, for a missed one, was to be taken.
        said_by: who told it.
    """

    test: str
    state: RecordedState
    on: date
    said_by: SaidBy
    id: str = ""
