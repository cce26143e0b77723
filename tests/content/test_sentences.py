import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.sentences import digest, normalise, sections, sentences

HEADINGS = ["DOSE", "CARE"]
WORDS = st.lists(st.text("abcdefgxyzäé", min_size=1, max_size=9), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("text", "pdf"),
    [
        ("The final effect is fine.", "The \ufb01nal e\ufb00ect is \ufb01ne."),
        ("The blood test comes first.", "The blood\n  test\tcomes\u00a0first. "),
        ("The treatment is long.", "The treat-\nment is long."),
        ("The treatment is long.", "The treat\u00adment is long."),
        ("Drip-associated hiccups.", "Drip- \nAssociated hiccups."),
        ("Drip-associated hiccups.", "Drip\u2011associated hiccups."),
        ('Crohn\'s "latent" disease.', "Crohn\u2019s \u201clatent\u201d disease."),
    ],
)
def test_a_sentence_of_a_text_and_of_a_pdf_have_the_same_hash(text, pdf):
    assert digest(text) == digest(pdf)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Take it for 1-3 days.", "Take it for 13 days."),
        ("Take 5 mg.", "Take 5 ml."),
        ("Take 1.5 mg.", "Take 15 mg."),
        ("Do not take it.", "Do take it."),
        ("Below < 1/10.", "Above > 1/10."),
    ],
)
def test_sentences_that_say_something_else_have_another_hash(one, other):
    assert digest(one) != digest(other)


def test_a_hash_is_64_hexadecimal_digits():
    assert re.fullmatch(r"[0-9a-f]{64}", digest("A sentence."))


@given(st.text(st.characters(max_codepoint=0x24F)))
def test_a_normalised_sentence_is_normal(text):
    assert normalise(normalise(text)) == normalise(text)


@given(WORDS, st.data())
def test_line_breaks_anywhere_between_words_change_nothing(words, data):
    gaps = data.draw(st.lists(st.sampled_from([" ", "\n", "  \n ", "\t"]), min_size=len(words), max_size=len(words)))
    broken = "".join(word + gap for word, gap in zip(words, gaps, strict=True))
    assert digest(broken) == digest(" ".join(words))


@given(WORDS, st.data())
def test_a_word_broken_by_a_hyphen_at_a_line_end_is_the_same_word(words, data):
    text = " ".join(words)
    inside = [place for place in range(1, len(text)) if text[place - 1].isalpha() and text[place].isalpha()]
    if inside:
        place = data.draw(st.sampled_from(inside))
        assert digest(f"{text[:place]}-\n{text[place:]}") == digest(text)


@given(st.lists(WORDS, min_size=1, max_size=5))
def test_a_section_is_cut_into_the_sentences_it_was_made_of(lists):
    made = [" ".join(words).capitalize() + "." for words in lists]
    assert list(sentences(" ".join(made))) == made


def test_a_document_is_cut_at_its_headings_also_when_a_line_breaks_in_them():
    text = "Examplin 5 mg. DOSE: Take one. LONG\nHEADING : More."
    assert list(sections(text, ["DOSE", "LONG HEADING"])) == [
        ("TITLE LINE", "Examplin 5 mg."),
        ("DOSE", "Take one."),
        ("LONG HEADING", "More."),
    ]


def test_a_document_without_headings_is_one_section():
    assert list(sections("Only this.", HEADINGS)) == [("TITLE LINE", "Only this.")]


def test_an_abbreviation_does_not_end_a_sentence():
    text = "Take a pill (e.g. Examplin) or a drip i.v. Then rest. It helps."
    assert list(sentences("Use a drug, e.g. Examplin, now. Then rest.")) == [
        "Use a drug, e.g. Examplin, now.",
        "Then rest.",
    ]
    assert list(sentences(text)) == ["Take a pill (e.g. Examplin) or a drip i.v. Then rest.", "It helps."]


def test_an_empty_section_has_no_sentences():
    assert list(sentences("  ")) == []
