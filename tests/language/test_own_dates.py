"""Is it known which of their own dates a patient asks for?"""

import pytest

from language.own_dates import Wanted, read_own_dates


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("when is my next blood test", Wanted.BLOOD),
        ("next pee test?", Wanted.URINE),
        ("when is my tsh due", Wanted.THYROID),
        ("when is my next smear", Wanted.HPV),
        ("when is my next test", Wanted.NEXT),
        ("give me all my dates please", Wanted.ALL),
        ("until when do the blood tests go on", Wanted.END),
        ("how much longer do i need monitoring", Wanted.END),
        ("when can i have my next course", Wanted.NEXT_COURSE),
        ("until when do i need contraception", Wanted.CONTRACEPTION),
        ("when can i breast-feed", Wanted.BREAST_FEEDING),
        ("until when do i take aciclovir", Wanted.HERPES),
        ("may i have a live vaccine", Wanted.LIVE_VACCINES),
        ("when do my vaccines have to be complete", Wanted.VACCINES),
        ("until when no soft cheese", Wanted.FOOD),
        ("how long do i carry the card", Wanted.CARD),
        ("am i overdue with my bloods", Wanted.OVERDUE),
        ("which course am i on", Wanted.COURSE),
        ("when was my last infusion", Wanted.COURSE),
        ("when were my last bloods", Wanted.TAKEN),
        ("tot wanneer bloed prikken", Wanted.END),
    ],
)
def test_a_question_is_about_one_thing(text: str, wanted: Wanted) -> None:
    assert read_own_dates(text) == (wanted,)


def test_several_tests_stand_beside_each_other() -> None:
    assert set(read_own_dates("when are my next bloods and urine test")) == {Wanted.BLOOD, Wanted.URINE}


def test_the_end_of_a_medicine_is_not_the_end_of_the_tests() -> None:
    assert read_own_dates("until when do i take the herpes tablets") == (Wanted.HERPES,)


@pytest.mark.parametrize("text", ["", "hello", "?"])
def test_without_a_name_the_next_test_is_meant(text: str) -> None:
    assert read_own_dates(text) == (Wanted.NEXT,)
