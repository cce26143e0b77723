"""Which tests of the plan does a patient mean by the names they use, by a number, or by none at all?

The monthly blood values come from one needle and are one test to a patient: `blood`.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import timedelta

from actions.record import Clinic, OwnRecord
from care.monitoring import due_days
from language.test_words import named_tests

AROUND = timedelta(days=14)
"""How far from today a planned day may lie for "all" to mean its tests (plan: a test counts within 14 days)."""
_BLOOD = ("cbc", "creatinine", "liver")
_MONTHLY_BLOOD = frozenset({"cbc", "creatinine"})
_MONTHLY = _MONTHLY_BLOOD | {"urine"}
_EVERY_MONTH = frozenset({"blood", "urine"})
_OFFERED = ("all", "blood", "urine", "thyroid")
"""The tests in the order in which the question offers them by number."""
_NUMBER = re.compile(r"\b([1-4])\b")
_DENIED = re.compile(r"\b(?:not|except|apart from|without|but not|all but|scrap|forget|no)\b(?: \w+){0,2}")


def names_of(tests: Iterable[str]) -> list[str]:
    """Tests of the plan by the names that patients use, as `language.test_words` reads them."""
    return sorted({"blood" if test in _BLOOD else test for test in tests})


def meant(clinic: Clinic, record: OwnRecord, names: Iterable[str], reminded: Sequence[str]) -> tuple[str, ...]:
    """The plan's ids of the tests that are meant, in the plan's order; empty when nobody can know.

    Args:
        clinic: the plan, and how the centre follows it.
        record: whose tests.
        names: as `language.test_words.named_tests` reads them; none when no test was named.
        reminded: ids of the tests of the reminder that is answered, if any.
    """
    settings = clinic.of(record.patient)
    followed = {test.id for test in clinic.plan.tests if settings.follow(test)}
    blood = _MONTHLY_BLOOD | ({"liver"} & followed)
    found: set[str] = set()
    named = tuple(names)
    for name in named:
        if name == "blood":
            found |= blood
        elif name == "both":
            found |= blood | {"urine"}
        elif name == "all":
            found |= set(reminded) or _due_around(clinic, record) or _MONTHLY
        else:
            found.add(name)
    if not named and frozenset(names_of(reminded)) <= _EVERY_MONTH:
        # A month without the thyroid asks for blood and urine alone: "done" is both of them.
        found = set(reminded)
    return tuple(test for test in clinic.plan.test_ids if test in found)


def answered_names(text: str, reminded: Iterable[str]) -> frozenset[str]:
    """The names of the tests that an answer means, also when it says which one it does not mean.

    Args:
        text: in lower case, its spelling corrected: "all but the thyroid one".
        reminded: the tests of the reminder that is answered, if any.
    """
    named = named_tests(text)
    denials = (named_tests(denied.group()) for denied in _DENIED.finditer(text))
    left_out = next((names for names in denials if names), frozenset())
    if not left_out:
        return named
    rest = named - left_out - {"all", "both"}
    return rest or frozenset(names_of(reminded)) - left_out or frozenset({"both"})


def numbered(text: str) -> frozenset[str]:
    """The test that a number picks from those that were offered; empty without a number."""
    match = _NUMBER.search(text)
    return frozenset({_OFFERED[int(match.group(1)) - 1]}) if match else frozenset()


def _due_around(clinic: Clinic, record: OwnRecord) -> set[str]:
    days = due_days(
        clinic.plan,
        record.courses,
        (),
        clinic.of(record.patient),
        first=record.today - AROUND,
        last=record.today + AROUND,
    )
    return {test for day in days[:1] for test in day.tests}
