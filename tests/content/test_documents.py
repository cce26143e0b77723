import pytest

from content import ContentError
from content.documents import compare, read_document
from content.loading import load


@pytest.fixture
def knowledge(small):
    return load(small.knowledge)


@pytest.fixture
def summary(knowledge):
    return knowledge.documents["summary"]


@pytest.fixture
def compared(small, knowledge, summary):
    """Compares the document after `old` in it was replaced by `new`."""

    def after(old="", new=""):
        if old:
            small.replace("document.txt", old, new)
        return compare(summary, read_document(small.document, summary), knowledge)

    return after


def pdf(path, lines):
    """A one-page PDF that shows these lines."""
    escaped = [line.replace("(", "\\(").replace(")", "\\)") for line in lines]
    escaped = [line.replace("(", "\\(").replace(")", "\\)") for line in lines]
    shown = "".join(f"({line}) Tj T* " for line in escaped)
    stream = f"BT /F1 10 Tf 14 TL 40 780 Td {shown}ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    written, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(written))
        written += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = len(written)
    rows = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    written += f"xref\n0 {size}\n0000000000 65535 f \n{rows}".encode()
    written += f"trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n".encode()
    path.write_bytes(written)
    return path


def verdicts(comparison):
    return {claim.fact: claim.verdict for claim in comparison.claims}


def test_a_document_becomes_sentences_with_section_and_position(small, summary):
    passages = read_document(small.document, summary)
    assert [(passage.section, passage.position) for passage in passages] == [
        ("TITLE LINE", 1), ("DOSE", 1), ("DOSE", 2), ("CARE", 1), ("CARE", 2), ("EFFECTS", 1),
    ]  # fmt: skip
    assert passages[2].text == "A second round follows after at least 6 weeks."
    assert [passage.digest for passage in passages if passage.section == "DOSE"] == list(summary.sentences["DOSE"])


def test_text_and_pdf_of_the_same_version_agree(small, summary):
    words = small.document.read_text(encoding="utf-8").replace("inter-\nvals", "intervals").split()
    lines = [" ".join(words[start : start + 6]) for start in range(0, len(words), 6)]
    from_pdf = read_document(pdf(small.root / "copy.pdf", lines), summary)
    from_text = read_document(small.document, summary)
    assert [passage.digest for passage in from_pdf] == [passage.digest for passage in from_text]
    assert [passage.section for passage in from_pdf] == [passage.section for passage in from_text]


def test_every_claim_of_the_same_version_is_confirmed(compared):
    comparison = compared()
    assert set(verdicts(comparison).values()) == {"confirmed"}
    assert comparison.same_version
    assert {(claim.entry, claim.fact) for claim in comparison.claims} == {
        ("dose.how", "dose.daily"),
        ("dose.how", "product.strength"),
        ("dose.again", "dose.second_round"),
        ("care.tests", "care.blood"),
        ("care.tests", "care.hiccups"),
        ("side_effect.frequency", "ae.common.sneezing"),
        ("side_effect.frequency", "ae.common.itchy_elbows"),
    }


def test_a_changed_sentence_is_shown_with_its_new_words(compared):
    comparison = compared("5 mg/day on 3", "5 mg/day on 4")
    (changed,) = [claim for claim in comparison.claims if claim.verdict != "confirmed"]
    assert (changed.entry, changed.fact, changed.verdict) == ("dose.how", "dose.daily", "changed")
    assert [passage.text for passage in changed.now] == ["Take 5 mg/day on 4 consecutive days, by mouth."]
    assert not comparison.same_version
    assert comparison.added == ()


def test_a_sentence_that_is_gone_is_not_in_this_version(compared):
    comparison = compared("Examplin-associated hiccups pass within the day.", "")
    assert verdicts(comparison)["care.hiccups"] == "not in this version"
    assert verdicts(comparison)["care.blood"] == "confirmed"


def test_a_section_that_is_gone_takes_its_claims_with_it(compared):
    comparison = compared(" EFFECTS: Common (>= 1/100 to < 1/10): sneezing, itchy\nelbows.", "")
    assert verdicts(comparison)["ae.common.sneezing"] == "not in this version"
    assert verdicts(comparison)["ae.common.itchy_elbows"] == "not in this version"


def test_a_sentence_that_moved_to_another_section_is_changed(compared):
    comparison = compared("CARE:", "CARE: A second round follows after at least 6 weeks.")
    assert verdicts(comparison)["dose.second_round"] == "confirmed"
    comparison = compared(" A second\nround follows after at least 6 weeks. CARE:", " CARE:")
    (moved,) = [claim for claim in comparison.claims if claim.fact == "dose.second_round"]
    assert (moved.verdict, moved.now[0].section) == ("changed", "CARE")


def test_sentences_in_another_order_are_still_confirmed(compared):
    comparison = compared(
        "Take 5 mg/day on 3 consecutive days, by mouth. A second\nround follows after at least 6 weeks.",
        "A second\nround follows after at least 6 weeks. Take 5 mg/day on 3 consecutive days, by mouth.",
    )
    assert set(verdicts(comparison).values()) == {"confirmed"}


def test_a_new_sentence_is_reported_and_harms_no_claim(compared):
    comparison = compared("6 weeks.", "6 weeks. Drink water.")
    assert set(verdicts(comparison).values()) == {"confirmed"}
    assert [passage.text for passage in comparison.added] == ["Drink water."]
    assert not comparison.same_version


def test_claims_whose_sentence_nobody_recorded_are_left_to_a_person(small, knowledge):
    copy = small.root / "leaflet.txt"
    copy.write_text("Keep it cold.", encoding="utf-8")
    leaflet = knowledge.documents["leaflet"]
    comparison = compare(leaflet, read_document(copy, leaflet), knowledge)
    assert comparison.claims == ()
    assert comparison.unhashed == (("storage.where", "storage.cool"),)


def test_a_text_that_is_another_document_is_refused(small, summary):
    small.document.write_text("Minutes of the meeting. We met.", encoding="utf-8")
    with pytest.raises(ContentError, match="none of the headings of EXAMPLIN, summary is in it"):
        read_document(small.document, summary)


def test_a_document_without_words_is_refused(small, knowledge):
    with pytest.raises(ContentError, match="there is no text in it"):
        read_document(pdf(small.root / "scan.pdf", []), knowledge.documents["leaflet"])


@pytest.mark.parametrize(
    ("name", "words", "message"),
    [
        ("missing.txt", None, "the file is missing"),
        ("missing.pdf", None, "the file is missing"),
        ("copy.docx", b"words", r"a \.txt or a \.pdf file is expected"),
        ("copy.pdf", b"no pdf at all", "it cannot be read"),
        ("copy.txt", b"\xff\xfe\x00", "it cannot be read"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path, summary, name, words, message):
    file = tmp_path / name
    if words is not None:
        file.write_bytes(words)
    with pytest.raises(ContentError, match=message):
        read_document(file, summary)
