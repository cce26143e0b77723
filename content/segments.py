"""Does everything that a patient receives fit into text messages, in length and in characters?

Long texts travel in parts that may come late, in disorder or not at all: an urgent one has to be whole in one
part, an answer with its source in two. A single character outside GSM-7, such as a curly quotation mark, would
leave 70 characters of the 160.
"""

import re
from collections.abc import Iterator, Mapping

import smsutil

from content.findings import Problem
from content.rendering import render
from content.values import Knowledge, Wording

MOST_SEGMENTS = 2
_SLOT = re.compile(r"\{(\w+)\}")
_PHONE = "+000 000 000 000"

# The longest value that may come into each slot: an emergency number of 4 digits, telephone numbers of 16
# characters, a clinic's name of 30. What does not fit with these may be cut in two on its way to somebody.
LONGEST: Mapping[str, str] = {
    "emergency_number": "0000",
    "clinic_phone": _PHONE,
    "out_of_hours_phone": _PHONE,
    "crisis_line": _PHONE,
    "clinic_name": "MS clinic at a long named town",
    "clinic_hours": "Mon-Fri 08:30-12:30, 13-16",
    "document": "LEMTRADA Patient Guide",
    "section": "MARKETING AUTHORISATION HOLDER",
    "version": "September 2021",
    "first": "x" * 60,
    "second": "x" * 60,
    "third": "x" * 60,
    "date": "Wednesday 30 September 2026",
    "last": "Wednesday 30 September 2026",
    "until": "Wednesday 30 September 2026",
    "day": "5",
    "course": "your second course",
    "dates": "first day Wednesday 23 September 2026, last day Wednesday 30 September 2026",
    "written": "x" * 24,
    "most": "5",
    "tests": "blood, urine and thyroid test",
    "next": "blood and urine Wednesday 30 September 2026",
    "time": "12:30",
    "days": "Monday, Wednesday, Thursday, Friday and Sunday",
    "lead": "14 and 7 days before and on the day",
    "state": "off",
    "medicine": "LEMTRADA",
    "source_line": "Source: LEMTRADA SPC 08/2021, SPECIAL WARNINGS.",
}
# These have no longest value: the source's own words, a patient's own list and a link go out in as many segments as
# they have.
UNBOUNDED = frozenset({"passage", "list", "courses", "link"})


def count(text: str) -> int:
    """How many text-message segments a text takes: one of 160 GSM-7 characters, or several of 153."""
    return len(smsutil.split(text).parts)


def problems(knowledge: Knowledge) -> Iterator[Problem]:
    """Every text with a character that GSM-7 lacks, and every text message that is too long."""
    for entry in knowledge.entries.values():
        for field, text in (("asks", entry.asks), ("answer", entry.answer), ("sms", entry.sms)):
            yield from _characters("answers", entry.id, field, text)
        if entry.claims_from is None:
            yield from _answer(knowledge, entry.id, {}, shelf="answers", name=entry.id)
            continue
        for effect in knowledge.side_effects.values():
            yield from _answer(knowledge, entry.id, {"effect": effect.id}, shelf="side_effects", name=effect.id)
    for effect in knowledge.side_effects.values():
        for field, text in (
            ("name", effect.name),
            ("medical", effect.medical),
            ("action", effect.action or ""),
        ):
            yield from _characters("side_effects", effect.id, field, text)
    for language, wordings in knowledge.wording.items():
        for wording in wordings.values():
            yield from _wording(knowledge, language, wording)


def fits_one(text: str) -> bool:
    """Whether a template takes a single segment with the longest values in its slots."""
    return count(_SLOT.sub(lambda slot: LONGEST.get(slot[1], slot[0]), text)) == 1


def _wording(knowledge: Knowledge, language: str, wording: Wording) -> Iterator[Problem]:
    shelf = f"wording/{language}"
    for field, text in (("web", wording.web), ("sms", wording.sms)):
        yield from _characters(shelf, wording.id, field, text)
        for slot in sorted(set(_SLOT.findall(text)) - LONGEST.keys() - UNBOUNDED):
            message = f"the slot {{{slot}}} has no longest value in content/segments.py"
            yield Problem(shelf=shelf, id=wording.id, field=field, message=message)
    if set(_SLOT.findall(wording.sms)) - LONGEST.keys():
        # Nothing can be said about the length of a text with an unbounded slot.
        return
    text = render(knowledge, f"wording/{wording.id}", LONGEST, "sms", language)
    yield from _length(text, shelf, wording.id)


def _answer(knowledge: Knowledge, entry: str, values: Mapping[str, str], *, shelf: str, name: str) -> Iterator[Problem]:
    try:
        render(knowledge, f"answer/{entry}", {**LONGEST, **values}, "web")
        text = render(knowledge, f"answer/{entry}", {**LONGEST, **values}, "sms")
    except (ValueError, KeyError) as error:
        # A slot without a value, or a claim without its fact: it cannot be sent at all.
        yield Problem(shelf=shelf, id=name, field="sms", message=f"it cannot be rendered: {error}")
        return
    yield from _length(text, shelf, name)


def _length(text: str, shelf: str, name: str) -> Iterator[Problem]:
    if (segments := count(text)) > MOST_SEGMENTS:
        message = f"sms takes {segments} segments with its source line and the longest values in its slots"
        yield Problem(shelf=shelf, id=name, field="sms", message=message)


def _characters(shelf: str, name: str, field: str, text: str) -> Iterator[Problem]:
    foreign = sorted({character for character in text if not smsutil.is_valid_gsm(character)})
    if foreign:
        message = f"{field} has characters that a text message cannot carry: {' '.join(foreign)}"
        yield Problem(shelf=shelf, id=name, field=field, message=message)
