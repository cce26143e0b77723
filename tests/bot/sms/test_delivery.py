"""The table of a text's steps, its limits, and what the phone company's numbers mean."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sms.codes import refusal_of
from care.delivery import (
    A_MINUTE,
    ALLOWED_MOVES,
    BACK_OFF,
    UNSOLICITED_A_DAY,
    URGENT_BACK_OFF,
    DeliveryState,
    Recent,
    Step,
    next_try,
    wait_for_turn,
)

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_every_state_has_a_row_and_every_step_a_place():
    assert set(ALLOWED_MOVES) == set(DeliveryState)
    assert {step for row in ALLOWED_MOVES.values() for step in row} == set(Step)


@given(st.lists(st.sampled_from(Step), max_size=30))
def test_whatever_is_reported_delivered_and_failed_are_the_end_and_no_text_is_given_away_twice_unasked(steps):
    state, given_away = DeliveryState.QUEUED, 0
    for step in steps:
        after = ALLOWED_MOVES[state].get(step, state)
        if state in (DeliveryState.DELIVERED, DeliveryState.FAILED):
            assert after is state
        given_away += step is Step.CLAIM and state is DeliveryState.QUEUED
        # Only somebody's word that it did not go out brings a text back into the queue.
        if after is DeliveryState.QUEUED and state not in (DeliveryState.QUEUED, DeliveryState.HELD):
            assert step in (Step.POSTPONE, Step.SEND_AGAIN)
            given_away -= 1
        state = after
    assert given_away <= 1


@pytest.mark.parametrize(("urgent", "schedule"), [(False, BACK_OFF), (True, URGENT_BACK_OFF)])
def test_tries_come_later_and_later_and_end(urgent, schedule):
    waits = [next_try(attempt, urgent=urgent) for attempt in range(1, len(schedule) + 2)]
    assert waits[:-1] == sorted(schedule)
    assert waits[-1] is None


@given(st.lists(st.booleans(), max_size=40))
def test_however_many_texts_wait_no_minute_and_no_day_has_more_than_is_allowed(kinds):
    planned: list[Recent] = []
    for unsolicited in kinds:
        wait = wait_for_turn(planned, NOON, unsolicited=unsolicited) or timedelta()
        planned.append(Recent(template="answer/a", at=NOON + wait, unsolicited=unsolicited))
    for text in planned:
        minute = [each for each in planned if text.at <= each.at < text.at + timedelta(minutes=1)]
        day = [each for each in planned if each.unsolicited and text.at <= each.at < text.at + timedelta(days=1)]
        assert len(minute) <= A_MINUTE
        assert len(day) <= UNSOLICITED_A_DAY


@pytest.mark.parametrize(
    ("code", "status", "again", "opted_out"),
    [
        ("21610", 400, False, True),
        ("30003", None, True, False),
        ("30005", None, False, False),
        ("20429", 429, True, False),
        ("", 429, True, False),
        ("20003", 401, True, False),
        ("12345", None, False, False),
        ("", None, False, False),
        ("x" * 50, None, False, False),
    ],
)
def test_a_number_of_twilios_says_whether_trying_again_helps(code, status, again, opted_out):
    refusal = refusal_of(code, status)
    assert (refusal.again, refusal.opted_out) == (again, opted_out)
    assert "." in refusal.words
    assert len(refusal.code) <= 16
