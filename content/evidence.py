"""Does every answer rest on a sourced fact, and is all of the abbreviated SPC told to patients?

A patient can ask where an answer comes from, and a new version of a document withdraws what rested on a changed
sentence: both need the chain from answer to fact to section to sentence without a gap. The other direction
matters as much, since a warning that no entry tells is one that no patient gets.
"""

from collections import Counter
from collections.abc import Iterator

from content.findings import Problem
from content.values import Claim, Entry, Fact, Knowledge, Source

FREQUENCY_ENTRY = "side_effect.frequency"
_CLASSES = ("very_common", "common", "uncommon")


def problems(knowledge: Knowledge) -> Iterator[Problem]:
    """Every source that is missing, different or unknown, and all that the sources say and no entry does."""
    for fact in knowledge.facts.values():
        yield from _sourced(knowledge, fact)
    for entry in knowledge.entries.values():
        yield from _rests(knowledge, entry)
    yield from _told(knowledge)
    yield from _effects(knowledge)


def claimed_sentences(knowledge: Knowledge) -> frozenset[str]:
    """The hashes of all sentences that an answer or a side effect rests on."""
    facts = {claim.fact for entry in knowledge.entries.values() for claim in entry.claims}
    if FREQUENCY_ENTRY in knowledge.entries:
        facts |= {effect.fact for effect in knowledge.side_effects.values()}
    return frozenset(
        sentence for fact in facts & knowledge.facts.keys() for sentence in knowledge.facts[fact].sentences
    )


def _sourced(knowledge: Knowledge, fact: Fact) -> Iterator[Problem]:
    def problem(message: str) -> Problem:
        return Problem(shelf="facts", id=fact.id, message=message, field="source")

    document = knowledge.documents.get(fact.source.document)
    if document is None:
        yield problem(f"its document {fact.source.document} is not in sources.yml")
        return
    if fact.cite_section and not fact.source.section.strip():
        yield problem("it names no section; only a fact with cite_section: false may do so")
    listed = document.sentences.get(fact.source.section, ())
    for sentence in fact.sentences:
        if sentence not in listed:
            yield problem(f"sentence {sentence[:12]} is not in sources.yml under {fact.source.section}")
    if fact.basis == "seed" and not fact.sentences:
        yield problem("it is said to stand in the abbreviated SPC (basis: seed) and names no sentence")


def _rests(knowledge: Knowledge, entry: Entry) -> Iterator[Problem]:
    if entry.kind == "answer" and not entry.claims and entry.claims_from is None:
        yield _of(entry, "an answer without a source: it has no claims")
    if entry.kind == "decline" and entry.claims:
        yield _of(entry, "a decline says that the texts are silent, and this one has claims")
    for claim in entry.claims:
        fact = knowledge.facts.get(claim.fact)
        if fact is None:
            yield _of(entry, f"there is no fact {claim.fact}")
        else:
            yield from _same_source(knowledge, entry, claim, fact)


def _same_source(knowledge: Knowledge, entry: Entry, claim: Claim, fact: Fact) -> Iterator[Problem]:
    said, true = _place(claim.source), _place(fact.source)
    if said != true:
        yield _of(entry, f"the source of {fact.id} is {true}, the claim says {said}")
        return
    sentence = claim.source.sentence
    if sentence is None and fact.sentences:
        yield _of(entry, f"the claim of {fact.id} names no sentence")
    if sentence is not None and sentence not in fact.sentences:
        yield _of(entry, f"sentence {sentence[:12]} is none of the sentences of {fact.id}")
    document = knowledge.documents.get(claim.source.document)
    listed = document.sentences.get(claim.source.section, ()) if document else ()
    if sentence is not None and sentence not in listed:
        yield _of(entry, f"sentence {sentence[:12]} is not in sources.yml under {claim.source.section}")


def _place(source: Source) -> str:
    return " ".join(part for part in (source.document, source.section, source.subsection) if part)


def _told(knowledge: Knowledge) -> Iterator[Problem]:
    claims = {claim.fact for entry in knowledge.entries.values() for claim in entry.claims}
    effects = {effect.fact for effect in knowledge.side_effects.values()}
    for fact in knowledge.facts.values():
        if fact.basis == "seed" and fact.id not in claims | effects:
            yield Problem(shelf="facts", id=fact.id, message="it stands in the abbreviated SPC and no entry claims it")
    covered = claimed_sentences(knowledge)
    for document in knowledge.documents.values():
        for section, sentences in document.sentences.items():
            for position, sentence in enumerate(sentences, start=1):
                if sentence not in covered:
                    yield Problem(
                        shelf="sources",
                        id=document.id,
                        message=f"no claim covers sentence {position} of {section} ({sentence[:12]})",
                    )


def _effects(knowledge: Knowledge) -> Iterator[Problem]:
    listed = Counter(effect.fact for effect in knowledge.side_effects.values())
    for fact in knowledge.facts:
        if _class_of(fact) and listed[fact] != 1:
            yield Problem(
                shelf="facts",
                id=fact,
                message=f"it stands {listed[fact]} times in side_effects.yml, not once",
            )
    for effect in knowledge.side_effects.values():
        frequency = _class_of(effect.fact)
        if effect.fact not in knowledge.facts or frequency is None:
            message = f"there is no side-effect fact {effect.fact}"
        elif frequency != effect.frequency:
            message = f"it is {frequency} in {effect.fact}, not {effect.frequency}"
        else:
            continue
        yield Problem(shelf="side_effects", id=effect.id, field="frequency", message=message)


def _class_of(fact: str) -> str | None:
    parts = fact.split(".")
    return parts[1] if parts[0] == "ae" and len(parts) > 2 and parts[1] in _CLASSES else None  # noqa: PLR2004 - ae.class.name


def _of(entry: Entry, message: str) -> Problem:
    return Problem(shelf="answers", id=entry.id, message=message, field="claims")
