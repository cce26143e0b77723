"""Are questions answered, asked back, handed on or declined as they should, with and without the encoder?"""

import os
from pathlib import Path

import numpy as np
import pytest

from content.loading import load
from content.phrases import load_phrases
from language import topics as reading
from language.answers import AnswerReader
from language.coverage import Coverage, confidence
from language.encoder import Encoder, EncoderMissing
from language.fitting import FittingAnswers
from language.kinds import probabilities
from language.plain import PlainWriter
from language.strangers import Strangers
from language.topics import Evidence, LexicalTopics, Topics, TopicsMissing, open_topics, train
from language.training import vocabulary

CHECKOUT = Path(__file__).resolve().parents[2]
# A slice that trains in seconds; the limits of decisions are not what is tested on it.
CHAPTERS = (
    "courses.",
    "dose.per_day",
    "herpes_prophylaxis.",
    "side_effect.frequency",
    "side_effect.not_listed",
    "pml.",
    "shingles.",
    "medicine.company",
    "daily.tattoo",
    "monitoring.urine_h",
    "monitoring.thyroid_h",
)
INTENTS = ("greet", "thank", "personal_decision", "report_result", "ask_for_nurse", "out_of_scope", "other_medicine")


@pytest.fixture(scope="session")
def knowledge():
    return load(CHECKOUT / "knowledge")


@pytest.fixture(scope="session")
def writer(knowledge):
    return PlainWriter(knowledge.terms.synonyms)


@pytest.fixture(scope="session")
def trained(tmp_path_factory, writer):
    if given := os.environ.get("AFTERCOURSE_TOPICS"):
        return Path(given)
    phrases = [
        phrase
        for phrase in load_phrases(CHECKOUT / "data" / "nlu.yml")
        if phrase.topic in INTENTS or phrase.topic.startswith(tuple(f"question/{chapter}" for chapter in CHAPTERS))
    ]
    encoder = Encoder()
    path = tmp_path_factory.mktemp("topics") / "slice.npz"
    english = CHECKOUT / "knowledge" / "en"
    texts = [(english / name).read_text(encoding="utf-8") for name in ("side_effects.yml", "terms.yml")]
    train(phrases, encoder, writer, vocabulary(phrases, texts, encoder.words()), path)
    return path


@pytest.fixture(scope="session")
def reader(knowledge, writer, trained):
    return AnswerReader(knowledge, Topics(trained, Encoder(), writer))


@pytest.mark.parametrize(
    ("sentence", "entry"),
    [
        ("how many days does the first course take", "courses.first_days"),
        ("what company is behind lemtrada", "medicine.company"),
        ("how many mg do i get on each day", "dose.per_day"),
        ("for how long must i take acyclovir", "herpes_prophylaxis.duration"),
        ("can i get a tatoo", "daily.tattoo"),
    ],
)
def test_a_question_gets_its_answer(reader, sentence, entry):
    decision = reader.read(sentence)
    assert (decision.move, decision.entry) == ("answer", entry)


@pytest.mark.parametrize(
    ("sentence", "effect"),
    [
        ("how comon is a headake", "headache"),
        ("hair los - frequent?", "alopecia"),
        ("is nausea a common one", "nausea"),
    ],
)
def test_the_frequency_of_an_effect_is_told_however_it_is_spelt(reader, sentence, effect):
    decision = reader.read(sentence)
    assert (decision.entry, decision.values) == ("side_effect.frequency", {"effect": effect})


def test_several_effects_get_an_answer_each(reader):
    decisions = reader.read_all("how common are fever and vertigo")
    assert [decision.values for decision in decisions] == [{"effect": "pyrexia"}, {"effect": "vertigo"}]


def test_another_medicine_is_not_answered_about_ours(reader):
    assert reader.read("does atorvastatin cause headache").intent == "other_medicine"
    assert reader.read("how common is nausea with tecfidera").intent == "other_medicine"


def test_a_result_goes_to_the_nurse_and_thanks_do_not(reader):
    assert reader.read("my platelets came back at 120, is that bad for me").intent == "report_result"
    assert reader.read("thank you").intent == "thank"


def test_a_test_with_a_value_is_a_result_and_a_test_with_an_interval_is_not(reader):
    assert reader.read("is ggt 61 normal").intent == "report_result"
    assert reader.read("is the tsh every 3 months").intent != "report_result"


def test_nonsense_is_not_answered(reader):
    assert reader.read("qwz plonk 77 zzgh").move in ("decline", "intent")
    assert reader.read("which bus goes to the zoo on sundays").move != "answer"


def test_dying_is_not_brought_up_unasked(reader):
    asked = reader.read("what is pml")
    assert asked.entry is not None
    assert not asked.entry.endswith(".fatal")


class Unsure:
    """A reader of three topics that wavers between two of them."""

    names = ("question/courses.second_days", "question/medicine.company", "question/daily.tattoo")
    calibration = Topics.calibration
    answer_from = Topics.answer_from
    unknown_below = Topics.unknown_below
    spoken = frozenset()

    def read(self, sentence):
        return Evidence(sentence, np.array([0.5, 0.46, 0.04], dtype=np.float32), np.zeros(3, dtype=np.float32), 0.8)


def test_two_answers_are_given_when_only_both_are_sure_to_state_what_was_asked(knowledge):
    fitting = FittingAnswers(knowledge, Unsure())
    decisions = fitting.best(Unsure().read("how long"), 1.0)
    assert [decision.move for decision in decisions] == ["answer", "answer"]
    assert {decision.entry for decision in decisions} == {"courses.second_days", "medicine.company"}


def test_what_the_sources_are_silent_on_is_declined_when_no_answer_is_sure(knowledge):
    evidence = Evidence("how long", np.array([0.3, 0.2, 0.5], dtype=np.float32), np.zeros(3, dtype=np.float32), 0.6)
    assert [decision.move for decision in FittingAnswers(knowledge, Unsure()).best(evidence, 1.0)] == ["decline"]


def test_a_word_that_no_question_or_answer_has_is_strange_and_story_words_are_not(knowledge):
    strangers = Strangers(knowledge, ())
    assert strangers.count("which roof shingles are waterproof") == 2
    assert strangers.count("i really worry about shingles") == 0


def test_short_forms_are_written_out_before_anything_is_read(reader):
    assert reader.read("hw long shud u tke aciclovir").entry == "herpes_prophylaxis.duration"


def test_no_answer_begins_with_yes_or_no_because_nobody_knows_what_it_would_confirm(knowledge):
    texts = [text for entry in knowledge.entries.values() for text in (entry.answer, entry.sms)]
    assert not [text for text in texts if text.startswith(("Yes,", "Yes.", "No,", "No."))]


@pytest.mark.parametrize(
    ("last", "sentence", "entry", "effect"),
    [
        ("courses.first_days", "and the second course?", "courses.second_days", None),
        ("monitoring.thyroid_how_often", "and the urine?", "monitoring.urine_how_often", None),
        ("herpes_prophylaxis.which", "how long?", "herpes_prophylaxis.duration", None),
        ("shingles.about", "is that common?", "side_effect.frequency", "herpes_zoster"),
        ("side_effect.frequency:rash", "and nausea?", "side_effect.frequency", "nausea"),
    ],
)
def test_a_follow_up_leans_on_the_last_answer(reader, last, sentence, entry, effect):
    decision = reader.read(sentence, None, last)
    assert decision.entry == entry
    assert (decision.values or {}).get("effect") == effect


def test_a_question_that_stands_for_itself_does_not_lean(reader):
    assert reader.read("which company sells this medicine", None, "courses.first_days").entry == "medicine.company"


def test_rasa_can_tip_what_kind_of_message_it_is():
    names, shares = ("greet", "thank"), np.array([0.55, 0.45], dtype=np.float32)
    alone = probabilities(names, shares, None)
    with_rasa = probabilities(names, shares, {"greet": 0.01, "thank": 0.99})
    assert alone["greet"] > alone["thank"]
    assert with_rasa["thank"] > with_rasa["greet"]


def test_a_confidence_is_a_probability_and_grows_with_the_evidence():
    weak = confidence(Topics.calibration, 0.2, -0.2, 0.5)
    strong = confidence(Topics.calibration, 0.95, 0.9, 0.9)
    assert 0.0 < weak < 0.4
    assert 0.9 < strong < 1.0


def test_an_answer_that_states_all_that_was_asked_covers_it(knowledge):
    names = ["courses.second_days", "courses.all_courses_listed", "medicine.company"]
    coverage = Coverage(knowledge, names)
    assert coverage.states(1)[0] > 0.5
    assert coverage.states(2)[0] == 0.0


def test_without_the_encoder_words_alone_are_read(knowledge, writer, trained, monkeypatch):
    def missing():
        raise EncoderMissing("not installed")

    monkeypatch.setattr(reading, "Encoder", missing)
    topics = open_topics(trained, writer)
    assert isinstance(topics, LexicalTopics)
    without = AnswerReader(knowledge, topics)
    assert without.read("how common is vertigo").values == {"effect": "vertigo"}
    assert without.read("which company makes lemtrada").entry == "medicine.company"
    assert without.read("which bus goes to the zoo").move != "answer"


def test_a_file_that_is_no_training_says_what_to_run(tmp_path, writer):
    with pytest.raises(TopicsMissing, match="make train"):
        LexicalTopics(tmp_path / "nothing.npz", writer)
