"""Is every figure that a patient reads the figure of a fact, and does every claimed figure stand in the text?

A wrong number is the worst mistake an answer can make, so both directions are proved: from the claim to the
fact, and from the text to the claim.
"""

import re
from collections.abc import Iterable, Iterator

from content.findings import Problem
from content.rendering import FREQUENCY_RANGES
from content.values import Claim, Entry, Fact, Knowledge

Measure = tuple[str, str]

_WORDS = {
    word: str(number)
    for number, word in enumerate("two three four five six seven eight nine ten eleven twelve".split(), start=2)
} | {"twice": "2 times", "half": "0.5"}
_ORDINALS = {"first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5"}
_UNITS = {
    unit: unit for unit in "mg/ml mg ml mmol % hour minute day week month year time course infusion relapse".split()
} | {
    "percent": "%",
    "drip": "infusion",
    "lesion": "lesion",
    "spot": "lesion",
    "therapy": "therapy",
    "drug": "therapy",
    "patient": "person",
    "person": "person",
    "people": "person",
    "man": "man",
    "men": "man",
}
_EVERY = {
    r"quarterly": "3 months",
    r"(?:monthly|(?:every|each|once a) month)": "every-month",
    r"(?:yearly|annually|annual|(?:every|each|once a) year)": "every-year",
    r"(?:hourly|(?:every|each|once an) hour)": "every-hour",
}
_NUMBER = r"\d+(?:[.,]\d+)*"
_UNIT = "|".join(sorted((re.escape(unit) for unit in _UNITS), key=len, reverse=True))
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_DATE = re.compile(rf"\b(?:\d{{1,2}} )?(?:{_MONTHS}) \d{{4}}\b")
_SHARE = re.compile(rf"\b({_NUMBER})\s*(?:/|in|out of)\s*({_NUMBER})\b(?!\s*(?:day|week|month|year)s?)")
_RANKED = re.compile(rf"\b({_UNIT})\s+({_NUMBER})\b(?!\s*%)")
_NTH = re.compile(rf"\b({'|'.join(_ORDINALS)})\s+({_UNIT})s?\b")
# The unit is only looked at, so that it serves both numbers of "14 and 36 months".
_COUNTED = re.compile(rf"(?<![\w.])({_NUMBER})(?=\s*(%)|\s*(mg/ml)|(?:\s+|-)(?:[\w-]+\s+){{0,3}}?({_UNIT})s?\b|)")
_EVERY_MARK = re.compile(r"\bevery-(month|year|hour)\b")
# What limits a figure, and how near to it the limit has to stand.
_BOUND = re.compile(
    r"\b(?:at least|up to|at most|or more|or longer|between|not more than|no more than)\b", re.IGNORECASE
)
_BEFORE, _AFTER = 30, 15
# A rhythm that is a figure. "Your next monthly test" only refers to one.
_RHYTHM = re.compile(rf"\b(?:{'|'.join(_EVERY)})\b(?! (?:blood |urine )?tests?\b)", re.IGNORECASE)
_IN_TEXT = re.compile(rf"(?<![\w]){_NUMBER}|\b(?:{'|'.join(_WORDS)})\b", re.IGNORECASE)

# Letters with digits name something (a protein, an additive, a postcode), and so do some words with a number.
_NAMES = re.compile(r"\b[A-Z]{1,3}-?\d+[a-z]?\b")
EXEMPT_NAMES = re.compile(rf"{_NAMES.pattern}|\b(?:COVID-19|[Pp]olysorbate 80)\b")


def measures(text: str) -> frozenset[Measure]:
    """The numbers of a text with their units, in one spelling for each.

    >>> sorted(measures("12 mg/day on 5 consecutive days"))
    [('12', 'mg'), ('5', 'day')]
    >>> measures("quarterly") == measures("every three months")
    True
    """
    found: set[Measure] = {(name, "name") for name in _NAMES.findall(text)}
    flat = EXEMPT_NAMES.sub(" ", text).lower()
    for pattern, plain in _EVERY.items():
        flat = re.sub(rf"\b{pattern}\b", plain, flat)
    for word, digits in _WORDS.items():
        flat = re.sub(rf"\b{word}\b", digits, flat)
    found |= {("every", unit) for unit in _EVERY_MARK.findall(flat)}
    flat = _EVERY_MARK.sub(" ", flat)
    # Each form is taken out before the next is looked for: a date, "1 in 10", "day 3", "first day", "3 days".
    for form, read in _FORMS:
        found |= {read(hit) for hit in form.finditer(flat)}
        flat = form.sub(" ", flat)
    return frozenset(found)


def _share(hit: re.Match[str]) -> Measure:
    return f"{_plain(hit[1])}/{_plain(hit[2])}", ""


def _ranked(hit: re.Match[str]) -> Measure:
    return _plain(hit[2]), f"nth {_UNITS[hit[1]]}"


def _nth(hit: re.Match[str]) -> Measure:
    return _ORDINALS[hit[1]], f"nth {_UNITS[hit[2]]}"


def _counted(hit: re.Match[str]) -> Measure:
    return _plain(hit[1]), _UNITS.get(hit[2] or hit[3] or hit[4], "")


def _dated(hit: re.Match[str]) -> Measure:
    return hit[0], "date"


_FORMS = ((_DATE, _dated), (_SHARE, _share), (_RANKED, _ranked), (_NTH, _nth), (_COUNTED, _counted))


def problems(knowledge: Knowledge) -> Iterator[Problem]:
    """Every figure that is wrong, missing or unproved in answers and side effects."""
    for entry in knowledge.entries.values():
        for claim in entry.claims:
            if fact := knowledge.facts.get(claim.fact):
                yield from _claimed(entry, claim, fact)
        yield from _unproved(entry)
    yield from _classes(knowledge)


def _claimed(entry: Entry, claim: Claim, fact: Fact) -> Iterator[Problem]:
    for figure in claim.figures:
        yield from _bounded(entry, figure, fact)
        if not _stands(figure, entry.answer):
            yield _problem(entry, f'the figure "{figure}" of {fact.id} does not stand in answer', "answer")
        if not claim.sms_omits and not _stands(figure, entry.sms):
            yield _problem(entry, f'the figure "{figure}" of {fact.id} does not stand in sms', "sms")
        said = measures(figure)
        if not said:
            yield _problem(entry, f'"{figure}" is claimed as a figure and holds no number', "claims")
        elif not _of_fact(said, fact):
            yield _problem(
                entry,
                f'the figure "{figure}" is none of {fact.id}: {", ".join(fact.figures) or "it has none"}',
                "claims",
            )


def _of_fact(said: frozenset[Measure], fact: Fact) -> bool:
    """Whether it is (a part of) one figure of the fact, or several whole ones: "14 and 36 months"."""
    known = [measures(figure) for figure in fact.figures]
    whole = frozenset(measure for figure in known if figure <= said for measure in figure)
    return said == whole or any(said <= figure for figure in known)


def _bounded(entry: Entry, figure: str, fact: Fact) -> Iterator[Problem]:
    """A figure that is "at least" in every place of its fact is never told as if it were exact."""
    said = measures(figure)
    limits = [_BOUND.match(of_fact) for of_fact in fact.figures if said & measures(of_fact)]
    if not limits or not all(limits):
        return
    for field, text in (("answer", entry.answer), ("sms", entry.sms)):
        flat = _flat(text)
        for hit in re.finditer(_literal(figure), flat, re.IGNORECASE):
            if not _BOUND.search(flat[max(0, hit.start() - _BEFORE) : hit.end() + _AFTER]):
                yield _problem(
                    entry, f'"{figure}" stands in {field} without its limit: {", ".join(fact.figures)}', field
                )


def _unproved(entry: Entry) -> Iterator[Problem]:
    figures = sorted((figure for claim in entry.claims for figure in claim.figures), key=len, reverse=True)
    for field, text in (("answer", entry.answer), ("sms", entry.sms)):
        rest = EXEMPT_NAMES.sub(" ", _flat(text))
        for figure in figures:
            rest = re.sub(_literal(figure), " ", rest, flags=re.IGNORECASE)
        for number in _IN_TEXT.findall(rest):
            yield _problem(entry, f'the number "{number}" in {field} is no claim\'s figure', field)
        for rhythm in _RHYTHM.finditer(rest):
            sentence = rest[: rhythm.start()].rsplit(". ", 1)[-1]
            if not re.search(r"\bnot\b", sentence):
                yield _problem(entry, f'"{rhythm[0]}" in {field} is no claim\'s figure', field)


def _classes(knowledge: Knowledge) -> Iterator[Problem]:
    for effect in knowledge.side_effects.values():
        fact = knowledge.facts.get(effect.fact)
        if fact and measures(FREQUENCY_RANGES[effect.frequency]) != _all(fact.figures):
            yield Problem(
                shelf="side_effects",
                id=effect.id,
                field="frequency",
                message=f"{effect.frequency} is not the range of {fact.id}: {', '.join(fact.figures)}",
            )


def _all(figures: Iterable[str]) -> frozenset[Measure]:
    return frozenset(measure for figure in figures for measure in measures(figure))


def _plain(number: str) -> str:
    return number.replace(",", "").rstrip(".")


def _flat(text: str) -> str:
    return " ".join(text.split())


def _literal(figure: str) -> str:
    return rf"(?<![\w.]){re.escape(_flat(figure))}(?!\w)"


def _stands(figure: str, text: str) -> bool:
    return re.search(_literal(figure), _flat(text), re.IGNORECASE) is not None


def _problem(entry: Entry, message: str, field: str) -> Problem:
    return Problem(shelf="answers", id=entry.id, message=message, field=field)
