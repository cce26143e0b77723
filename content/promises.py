"""Does every text keep the promises about what is said to a patient, and what never is?

A list that is shorter than its source says so, or a patient whose sign is not in it feels safe. What nobody has
read in the source is to be confirmed. Reassurance, a diagnosis and an order to stop a medicine are a clinician's
to give. An emergency text begins with what to do, because some people read no further.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from content.findings import Problem
from content.segments import fits_one
from content.values import Entry, Knowledge

LONGEST_ASKS = 60

_UNCONFIRMED = re.compile(r"\bconfirm\b|\bnot (?:yet )?checked\b|\bnot been checked\b", re.IGNORECASE)
_MAY_BE_LONGER = re.compile(
    r"\bnot (?:be )?(?:\w+ )?(?:complete|full)\b|\bincomplete\b|\bmay be longer\b|\bnot all of\b"
    r"|\bthere (?:are|may be|can be) (?:more|others)\b|\bnot in (?:it|the list)\b",
    re.IGNORECASE,
)
# Reassurance and orders that only a clinician may give.
_FORBIDDEN = {
    "it reassures": r"(?:don't|do not|nothing to|no need to|no reason to) worry|you (?:are|will be) fine",
    "it promises a cure": r"(?<!not a )(?<!no )\b(?:cures?|cured)\b (?:your |the )?(?:ms|multiple sclerosis)",
    "it stops a medicine": r"you (?:should|must|can) stop (?:taking|using|your)",
}
_CURE_DENIED = re.compile(r"\b(?:not|no|never|n't)\b[^.]*\bcure", re.IGNORECASE)
_YOU_HAVE = re.compile(r"\byou (?:have|are having|have got|suffer from) (?:an? |the )?", re.IGNORECASE)
_SUPPOSED = re.compile(
    r"\b(?:if|when|whether|once|unless|while|before|until|that|think|in case|do|did|should|where)\b",
    re.IGNORECASE,
)

# The first words of an emergency text are what a person does. In the languages that triage reads.
_FIRST_WORDS = {
    "en": r"(?:In danger\? |Please )?(?:Call|Press|Ring|Go|Get)\b",
    "nl": r"(?:In gevaar\? )?(?:Bel|Druk|Ga)\b",
    "fr": r"(?:En danger ?\? )?(?:Appelez|Appelle|Appuyez|Sonnez|Allez)\b",
    "de": r"(?:In Gefahr\? )?(?:Rufen|Ruf|Klingeln|Wählen|Drücken|Gehen)\b",
}


def problems(knowledge: Knowledge) -> Iterator[Problem]:
    """Every text that breaks a promise."""
    asks: dict[str, list[str]] = defaultdict(list)
    for entry in knowledge.entries.values():
        asks[entry.asks.casefold()].append(entry.id)
        yield from _honest(knowledge, entry)
    for names in asks.values():
        for name in names[1:]:
            yield Problem(shelf="answers", id=name, field="asks", message=f"asks is the same as that of {names[0]}")
    yield from _forbidden(knowledge)
    yield from _emergencies(knowledge)


def _honest(knowledge: Knowledge, entry: Entry) -> Iterator[Problem]:
    def problem(field: str, message: str) -> Problem:
        return Problem(shelf="answers", id=entry.id, field=field, message=message)

    if len(entry.asks) > LONGEST_ASKS:
        yield problem("asks", f"asks has {len(entry.asks)} characters, more than {LONGEST_ASKS}")
    facts = (knowledge.facts.get(claim.fact) for claim in entry.claims)
    unread = [fact.id for fact in facts if fact is not None and not fact.cite_section]
    if unread and not _UNCONFIRMED.search(entry.answer):
        yield problem("answer", f"nobody read the section of {unread[0]}: answer has to ask to confirm it")
    if not entry.complete:
        for field, text in (("answer", entry.answer), ("sms", entry.sms)):
            if not _MAY_BE_LONGER.search(text):
                yield problem(field, f"complete is false, and {field} does not say that the list may be longer")


def _forbidden(knowledge: Knowledge) -> Iterator[Problem]:
    diseases = _diseases(knowledge)
    for shelf, name, field, text in _received(knowledge):
        flat = " ".join(text.split())
        for why, pattern in _FORBIDDEN.items():
            for hit in re.finditer(pattern, flat, re.IGNORECASE):
                sentence = flat[: hit.end()].rsplit(". ", 1)[-1]
                if not (why == "it promises a cure" and _CURE_DENIED.search(sentence)):
                    yield Problem(shelf=shelf, id=name, field=field, message=f'{why}: "{hit[0]}"')
        for hit in _YOU_HAVE.finditer(flat):
            disease = diseases.match(flat, hit.end())
            sentence = re.split(r"[.?!:] ", flat[: hit.start()])[-1]
            if disease and not _SUPPOSED.search(sentence):
                yield Problem(shelf=shelf, id=name, field=field, message=f'it diagnoses: "{hit[0]}{disease[0]}"')


def _diseases(knowledge: Knowledge) -> re.Pattern[str]:
    names = {
        "ITP",
        "PML",
        "TTP",
        "HLH",
        "MS relapse",
        "cancer",
        "stroke",
        "thyroid disease",
        "kidney disease",
        "tuberculosis",
    }
    for effect in knowledge.side_effects.values():
        names |= {effect.medical, re.sub(r"^(?:an?|the) ", "", effect.name)}
    return re.compile("|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)), re.IGNORECASE)


def _received(knowledge: Knowledge) -> Iterator[tuple[str, str, str, str]]:
    for entry in knowledge.entries.values():
        yield "answers", entry.id, "answer", entry.answer
        yield "answers", entry.id, "sms", entry.sms
    for effect in knowledge.side_effects.values():
        yield "side_effects", effect.id, "action", effect.action or ""
    for wording in knowledge.wording.get("en", {}).values():
        yield "wording/en", wording.id, "web", wording.web
        yield "wording/en", wording.id, "sms", wording.sms


def _emergencies(knowledge: Knowledge) -> Iterator[Problem]:
    for language, wordings in knowledge.wording.items():
        for wording in wordings.values():
            shelf = f"wording/{language}"
            if wording.id.startswith("urgent.") and not fits_one(wording.sms):
                message = "sms takes more than one segment with the longest values"
                yield Problem(shelf=shelf, id=wording.id, field="sms", message=message)
            if not wording.id.startswith("urgent.emergency."):
                continue
            for field, text in (("web", wording.web), ("sms", wording.sms)):
                if "{emergency_number}" not in text:
                    message = f"{field} does not name {{emergency_number}}"
                    yield Problem(shelf=shelf, id=wording.id, field=field, message=message)
                if not re.match(_FIRST_WORDS.get(language, r"(?!)"), text):
                    message = f"{field} does not begin with what to do"
                    yield Problem(shelf=shelf, id=wording.id, field=field, message=message)
