"""Does what is written down read back exactly, and is the same value always the same text?"""

import json

from hypothesis import given
from hypothesis import strategies as st

from care.course import Course, CourseStatus, Infusion, SaidBy
from care.patient import Preferences
from care.recorded_test import RecordedState, RecordedTest
from care.written import (
    course_read,
    course_written,
    preferences_read,
    preferences_written,
    recorded_test_written,
    recorded_tests_read,
    text,
)

infusions = st.builds(Infusion, date=st.dates(), day=st.none() | st.integers(1, 9), last=st.booleans())
courses = st.builds(
    Course,
    number=st.integers(1, 9),
    status=st.sampled_from(CourseStatus),
    said_by=st.sampled_from(SaidBy),
    infusions=st.lists(infusions, max_size=6).map(tuple),
    version=st.just(0),
)
entries = st.builds(
    RecordedTest,
    id=st.uuids().map(str),
    test=st.sampled_from(["cbc", "urine"]),
    state=st.sampled_from(RecordedState),
    on=st.dates(),
    said_by=st.sampled_from(SaidBy),
)
ids = st.frozensets(st.sampled_from(["cbc", "urine", "hpv"]))
preferences = st.builds(
    Preferences,
    on=st.booleans(),
    time=st.times(),
    lead_days=st.lists(st.integers(0, 60)).map(tuple),
    days=st.none() | st.lists(st.integers(0, 6), min_size=1).map(tuple),
    snoozed_until=st.none() | st.dates(),
    off=ids,
    asked_off=ids,
    names_medicine=st.booleans(),
)


@given(courses)
def test_a_course_reads_back(course):
    assert course_read(text(course_written(course))) == course


@given(st.lists(entries, max_size=3))
def test_entries_about_tests_read_back(kept):
    assert list(recorded_tests_read(text([recorded_test_written(entry) for entry in kept]))) == kept


@given(preferences)
def test_preferences_read_back(wished):
    assert preferences_read(text(preferences_written(wished))) == wished


@given(preferences)
def test_the_same_value_is_the_same_text_and_plain_json(wished):
    written = text(preferences_written(wished))
    assert written == text(json.loads(written))


def test_nothing_is_the_empty_text():
    assert text(None) == text([]) == ""
    assert course_read("") is None
    assert recorded_tests_read("") == ()
