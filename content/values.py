"""Which values does approved content consist of?

Every value is frozen and refuses unknown fields, so that a misspelt key in a YAML file is an error and never
a silently missing warning.
"""

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from content.red_flags import RedFlags

Channel = Literal["web", "sms"]
Frequency = Literal["very_common", "common", "uncommon"]


class ContentError(ValueError):
    """A knowledge file cannot be used; the message names file, line and field and says what is wrong."""


class Content(BaseModel):
    """A value read from a knowledge file."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Review(Content):
    """Whether a clinician has approved a text: `draft` until someone did, with name and day."""

    status: Literal["draft", "approved", "withdrawn"] = "draft"
    by: str | None = None
    on: str | None = None


class Source(Content):
    """Where in which document something stands. `sentence` is a hash, see `content.sentences`."""

    document: str
    section: str
    subsection: str | None = None
    sentence: str | None = None


class Fact(Content):
    """One statement of a source in our own words, with every figure that an answer has to keep."""

    id: str
    statement: str
    figures: tuple[str, ...] = ()
    source: Source
    sentences: tuple[str, ...] = ()
    basis: Literal["seed", "found", "recall"]
    audience: Literal["patient", "professional"]
    cite_section: bool = True
    address: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    note: str | None = None


class Claim(Content):
    """That an answer states a fact, and the literal words in which it carries the fact's figures."""

    fact: str
    figures: tuple[str, ...] = ()
    sms_omits: bool = False
    source: Source


class Entry(Content):
    """One patient question and its approved answer, or an honest decline."""

    id: str
    kind: Literal["answer", "decline"] = "answer"
    asks: str = Field(max_length=80)
    answer: str
    sms: str
    claims: tuple[Claim, ...] = ()
    claims_from: Literal["side_effect"] | None = None
    complete: bool = True
    review: Review = Review()


class SideEffect(Content):
    """A named side effect with its frequency class, the words patients use for it and its warning, if any."""

    id: str
    fact: str
    name: str
    medical: str
    frequency: Frequency
    groups: tuple[str, ...]
    words: tuple[str, ...]
    warning: str | None = None
    action: str | None = None


class Wording(Content):
    """A sentence a person can receive that is not an answer: its long form and its text-message form."""

    id: str
    web: str
    sms: str
    review: Review = Review()


class Document(Content):
    """A source document. `version` is None as long as nobody here has opened it."""

    id: str
    title: str
    short: str
    holder: str
    version: str | None = None
    version_words: str | None = None
    headings: tuple[str, ...] = ()
    sentences: Mapping[str, tuple[str, ...]] = {}


class Terms(Content):
    """Words exempt from the reading grade, and what patients say for the words answers use."""

    exempt_words: tuple[str, ...]
    synonyms: Mapping[str, str]


class Knowledge(Content):
    """Everything that may be said, and what it rests on."""

    facts: Mapping[str, Fact]
    entries: Mapping[str, Entry]
    side_effects: Mapping[str, SideEffect]
    wording: Mapping[str, Mapping[str, Wording]]
    documents: Mapping[str, Document]
    terms: Terms
    red_flags: RedFlags
