"""Is a message written as the answers write, and are misspelt words understood?"""

import pytest

from language.plain import PlainWriter
from language.word_spelling import WordSpeller

WORDS = {"often": 90, "urine": 80, "history": 5, "common": 90, "vertigo": 3, "many": 90, "so": 90, "tired": 40,
         "second": 60, "infection": 30, "infect": 1, "inject": 1, "licence": 1, "course": 90, "white": 25}  # fmt: skip


@pytest.fixture(scope="module")
def speller():
    return WordSpeller(WORDS, ordinary={"worms", "manny", "soo", "curse", "hopped"})


def test_synonyms_become_the_words_of_the_answers_longest_first():
    writer = PlainWriter({"pap": "cervical screening", "pap smear": "cervical screening", "b4": "before"})
    assert writer.written("Pap smear B4 lem?") == "cervical screening before lem"


def test_a_synonym_inside_a_word_is_left_alone():
    assert PlainWriter({"op": "operation"}).written("stop the op") == "stop the operation"


def test_curly_apostrophes_and_ornaments_are_levelled():
    assert PlainWriter({}).written("Can’t  sleep!! 😀") == "can't sleep"


@pytest.mark.parametrize(
    ("written", "meant"),
    [("offen", "often"), ("urin", "urine"), ("histry", "history"), ("comon", "common"), ("vertgo", "vertigo"),
     ("manny", "many"), ("soo", "so"), ("tierd", "tired"), ("secnd", "second"), ("infecton", "infection"),
     ("lisence", "licence"), ("mny", "many"), ("commmmon", "common"), ("wite", "white")],
)  # fmt: skip
def test_a_misspelt_word_becomes_ours(speller, written, meant):
    assert speller.corrected(written) == meant


@pytest.mark.parametrize("word", ["worms", "inject", "curse", "xy", "lemons", "don't", "12", "tennis"])
def test_what_is_a_word_or_lies_too_far_is_left_alone(speller, word):
    assert speller.corrected(word) == word
