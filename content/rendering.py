"""Which text does a template with values become, and which source is named under it?

A template is `answer/<entry id>` or `wording/<wording id>`. Rendering is a pure function of the knowledge,
the template, the values and the channel: a stored text can always be rebuilt from what is stored beside it,
which is how the promise that nothing is generated is proved.
"""

from collections.abc import Iterable, Mapping

from content.values import Channel, Claim, ContentError, Document, Entry, Knowledge, Source

FREQUENCY_WORDS = {"very_common": "very common", "common": "common", "uncommon": "uncommon"}
# The classes of the abbreviated SPC, section UNDESIRABLE EFFECTS, in words.
FREQUENCY_RANGES = {
    "very_common": "it affects 1 in 10 people or more",
    "common": "it affects between 1 in 100 and 1 in 10 people",
    "uncommon": "it affects between 1 in 1,000 and 1 in 100 people",
}
NOT_CHECKED = "full product information, not yet checked"


def render(
    knowledge: Knowledge,
    template: str,
    values: Mapping[str, str],
    channel: Channel,
    language: str = "en",
) -> str:
    """The text a person receives.

    Args:
        knowledge: the content the template stands in.
        template: `answer/<entry id>` or `wording/<wording id>`.
        values: what fills the slots; for `answer/side_effect.frequency`, `effect` names the side effect.
        channel: `web` for the long form, `sms` for the short one.
        language: of the wording; answers exist in English.

    Returns:
        The text, with its source line when it is an answer.

    Raises:
        ContentError: when the template is unknown or a slot has no value.
    """
    shelf, _, name = template.partition("/")
    if shelf == "answer" and name in knowledge.entries:
        entry = knowledge.entries[name]
        text = entry.sms if channel == "sms" else entry.answer
        filled = _fill(template, text, {**values, **_effect_values(knowledge, values)})
        line = source_line(knowledge, citations(knowledge, template, values), channel)
        separator = " " if channel == "sms" else "\n"
        return f"{filled}{separator}{line}" if line else filled
    wordings = knowledge.wording.get(language, {})
    if shelf == "wording" and name in wordings:
        wording = wordings[name]
        return _fill(template, wording.sms if channel == "sms" else wording.web, values)
    raise ContentError(f"{template}: no such template in language {language}")


def citations(knowledge: Knowledge, template: str, values: Mapping[str, str]) -> tuple[Source, ...]:
    """The distinct document sections an answer rests on, in the order of its claims.

    A source whose EU section nobody has read carries an empty section.
    """
    shelf, _, name = template.partition("/")
    if "source_document" in values:
        # A reply that shows a passage names the document it stands in.
        return (Source(document=values["source_document"], section=values.get("source_section", "")),)
    if shelf != "answer" or name not in knowledge.entries:
        return ()
    entry = knowledge.entries[name]
    found: dict[tuple[str, str], Source] = {}
    for claim in claims_of(knowledge, entry, values):
        cited = knowledge.facts[claim.fact].cite_section
        source = Source(document=claim.source.document, section=claim.source.section if cited else "")
        found.setdefault((source.document, source.section), source)
    return tuple(found.values())


def source_line(knowledge: Knowledge, sources: Iterable[Source], channel: Channel) -> str:
    """The line that names the sources: with the version of a document that was opened, else unchecked."""
    sections: dict[str, list[str]] = {}
    unread = False
    for source in sources:
        document = knowledge.documents[source.document]
        if source.section and document.version:
            sections.setdefault(_named(document, channel), []).append(source.section)
        elif source.section and channel == "web":
            sections.setdefault(f"{document.short} (not yet checked)", []).append(source.section)
        else:
            unread = True
    named = [f"{document}, {' and '.join(_section_words(parts))}" for document, parts in sections.items()]
    if unread:
        named.append(NOT_CHECKED)
    return f"Source: {'; '.join(named)}." if named else ""


def _section_words(parts: list[str]) -> list[str]:
    return [f"section {part}" if part[:1].isdigit() else part for part in parts]


def _named(document: Document, channel: Channel) -> str:
    if channel == "sms":
        year, month = (document.version or "").split("-")
        return f"{document.short} {month}/{year}"
    return f"{document.short}, {document.version_words}"


def claims_of(knowledge: Knowledge, entry: Entry, values: Mapping[str, str]) -> tuple[Claim, ...]:
    """The claims of an entry; for the frequency of a side effect, the one of the effect that is meant."""
    if entry.claims_from == "side_effect" and values.get("effect") in knowledge.side_effects:
        fact = knowledge.facts[knowledge.side_effects[values["effect"]].fact]
        sentence = fact.sentences[0] if fact.sentences else None
        source = fact.source.model_copy(update={"sentence": sentence})
        return (Claim(fact=fact.id, source=source),)
    return entry.claims


def _effect_values(knowledge: Knowledge, values: Mapping[str, str]) -> dict[str, str]:
    effect = knowledge.side_effects.get(values.get("effect", ""))
    if effect is None:
        return {}
    return {
        "name": effect.name,
        "medical": effect.medical,
        "frequency": FREQUENCY_WORDS[effect.frequency],
        "range": FREQUENCY_RANGES[effect.frequency],
        "action": (effect.action or "").format_map(values) if effect.action else "",
    }


def _fill(template: str, text: str, values: Mapping[str, str]) -> str:
    try:
        return " ".join(text.format_map(values).split(" ")).strip()
    except (KeyError, ValueError, IndexError) as error:
        raise ContentError(f"{template}: slot {error} has no value") from error
