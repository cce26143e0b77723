"""Which side effect does a sentence name, and is its frequency asked for?"""

from pathlib import Path

import pytest

from content.loading import load
from language.frequencies import FREQUENCY, NOT_LISTED, FrequencyQuestions
from language.side_effects import SideEffectFinder

CHECKOUT = Path(__file__).resolve().parents[2]
ASKS_FOR_ONE = {FREQUENCY: 0.9, NOT_LISTED: 0.05, "courses.number": 0.05}


@pytest.fixture(scope="module")
def knowledge():
    return load(CHECKOUT / "knowledge")


@pytest.fixture(scope="module")
def finder(knowledge):
    return SideEffectFinder(knowledge.side_effects)


@pytest.fixture(scope="module")
def frequencies(knowledge):
    return FrequencyQuestions(knowledge)


def test_every_listed_effect_is_found_by_its_medical_name(finder, knowledge):
    missed = [
        effect.id
        for effect in knowledge.side_effects.values()
        if effect.id != "pain" and not any(effect.id in found.effects for found in finder.find(effect.medical))
    ]
    assert missed == []


@pytest.mark.parametrize(
    ("sentence", "effect"),
    [
        ("loss of my hair", "alopecia"),
        ("swelling in the ankles", "oedema_peripheral"),
        ("hair los", "alopecia"),
        ("nose bleds", "epistaxis"),
        ("i am dizzy", "dizziness"),
        ("do joints hurt", "arthralgia"),
    ],
)
def test_other_orders_and_slips_are_found(finder, sentence, effect):
    assert [effect] == [found for mention in finder.find(sentence) for found in mention.effects]


@pytest.mark.parametrize("sentence", ["how long is the drip", "the pain of waiting", "infection", "who makes it"])
def test_nothing_is_found_where_nothing_is_named(finder, sentence):
    assert finder.find(sentence) == ()


def test_each_of_several_effects_is_asked_for(frequencies):
    asked = frequencies.asked("how common are headache and hair loss", ASKS_FOR_ONE)
    assert asked is not None
    assert asked.effects == (("headache",), ("alopecia",))


def test_the_effect_in_the_clause_that_asks_counts_and_not_the_run_up(frequencies):
    asked = frequencies.asked("i am tired of all this. how common is flushing", ASKS_FOR_ONE)
    assert asked is not None
    assert asked.effects == (("flushing",),)


def test_a_known_serious_effect_outside_the_list_gets_its_own_answer(frequencies):
    asked = frequencies.asked("how common is a stroke", ASKS_FOR_ONE)
    assert asked is not None
    assert asked.entry == "emergency.how_likely"


def test_what_comes_near_a_listed_effect_is_not_said_to_be_missing(frequencies):
    assert frequencies.asked("how common is a spinning chair", {FREQUENCY: 0.1, NOT_LISTED: 0.9}) is None


def test_how_often_a_test_is_done_is_no_frequency_of_an_effect(frequencies):
    shares = {FREQUENCY: 0.05, NOT_LISTED: 0.0, "monitoring.thyroid_how_often": 0.95}
    assert frequencies.asked("how often is the thyroid test", shares) is None
