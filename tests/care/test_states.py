"""Do the tables of allowed moves say something about every state, and does the page show them?"""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care import consent, escalation, patient, states
from care.errors import MoveNotAllowed

PAGE = Path(__file__).resolve().parents[2] / "docs" / "states.md"


def test_every_consent_has_a_row_and_every_command_a_place_in_it():
    assert set(consent.ALLOWED_MOVES) == set(consent.Consent)
    for row in consent.ALLOWED_MOVES.values():
        assert set(row) == set(consent.Command)


def test_every_escalation_state_has_a_row():
    assert set(escalation.ALLOWED_MOVES) == set(escalation.State)


def test_every_escalation_move_is_allowed_somewhere():
    assert {move for row in escalation.ALLOWED_MOVES.values() for move in row} == set(escalation.Move)


@pytest.mark.parametrize("state", escalation.State)
@pytest.mark.parametrize("move", escalation.Move)
def test_a_move_is_made_or_refused_with_a_sentence(state, move):
    allowed = escalation.ALLOWED_MOVES[state].get(move)
    if allowed is None:
        with pytest.raises(MoveNotAllowed, match=rf"{state} cannot be moved by {move}"):
            escalation.moved(state, move)
    else:
        assert escalation.moved(state, move) is allowed


@given(st.lists(st.sampled_from(escalation.Move), max_size=20))
def test_whatever_is_tried_an_escalation_stays_in_the_table_and_resolved_is_the_end(moves):
    state = escalation.State.OPEN
    for move in moves:
        before = state
        try:
            state = escalation.moved(state, move)
        except MoveNotAllowed:
            assert move not in escalation.ALLOWED_MOVES[before]
        assert before is not escalation.State.RESOLVED or state is escalation.State.RESOLVED


def test_every_patient_status_has_a_row_and_every_move_is_allowed_somewhere():
    assert set(patient.ALLOWED_MOVES) == set(patient.PatientStatus)
    assert {move for row in patient.ALLOWED_MOVES.values() for move in row} == set(patient.PatientMove)


@pytest.mark.parametrize("status", patient.PatientStatus)
@pytest.mark.parametrize("move", patient.PatientMove)
def test_a_patient_is_moved_or_the_move_refused_with_a_sentence(status, move):
    allowed = patient.ALLOWED_MOVES[status].get(move)
    if allowed is None:
        with pytest.raises(MoveNotAllowed, match=rf"{status} cannot be moved by {move}"):
            patient.moved(status, move)
    else:
        assert patient.moved(status, move) is allowed


def test_nobody_becomes_active_without_agreeing():
    ways = [move for row in patient.ALLOWED_MOVES.values() for move, after in row.items() if after == "active"]
    assert set(ways) == {patient.PatientMove.AGREE}


def test_the_page_of_states_is_up_to_date():
    assert PAGE.read_text() == states.page(), "run `python -m care.states > docs/states.md`"


def test_the_page_shows_every_state_and_every_move():
    shown = states.page()
    for enum in (
        patient.PatientStatus,
        patient.PatientMove,
        consent.Consent,
        consent.Command,
        escalation.State,
        escalation.Move,
    ):
        for member in enum:
            assert member.value in shown
