"""Which parts make up the service, and who gets whom? The one place that knows everything."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from fastapi import FastAPI

import actions
from bot import clock
from bot.action_endpoint import action_app
from bot.answering import Answering
from bot.dialogue import Dialogue
from bot.reception import Reception
from bot.replies import Replies
from bot.settings import Settings, SettingsError
from care.db.database import Database
from care.db.sealing import Sealer
from content import Knowledge, load
from language.answers import AnswerReader
from language.encoder import Encoder, EncoderMissing
from language.plain import PlainWriter
from language.second_reading import SecondReader
from language.topics import TopicsMissing, open_topics

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class House:
    """The parts of a running service."""

    settings: Settings
    knowledge: Knowledge
    database: Database
    replies: Replies
    reception: Reception
    answering: Answering
    dialogue: Dialogue
    now: Callable[[], datetime]

    def action_app(self) -> FastAPI:
        """The application Rasa calls; reading questions is loaded here, since nothing else needs it."""
        answerer = actions.Answerer(
            self.knowledge,
            question_reader(self.knowledge, self.settings),
            self.database,
            require_approval=self.settings.require_approval,
            now=self.now,
        )
        return action_app(actions.build(answerer), self.settings.action_secret.get_secret_value())

    def close(self) -> None:
        """Give back connections."""
        self.dialogue.close()
        self.database.close()


def question_reader(knowledge: Knowledge, settings: Settings) -> AnswerReader:
    """The reader of questions with its trained numbers."""
    return AnswerReader(knowledge, open_topics(settings.topics_file, PlainWriter(knowledge.terms.synonyms)))


def second_reader(knowledge: Knowledge, settings: Settings) -> SecondReader | None:
    """The second reading of warning signs, or None when its files are not there: the word patterns stand alone then."""
    try:
        writer = PlainWriter(knowledge.terms.synonyms)
        return SecondReader(settings.topics_file, Encoder(), writer, knowledge.red_flags)
    except (EncoderMissing, TopicsMissing) as missing:
        logger.warning("warning signs are read by word patterns alone: %s", missing)
        return None


def open_house(settings: Settings, *, introduced: bool = False, now: Callable[[], datetime] = clock.now) -> House:
    """Open the database, bring it up to date, load the content and put the parts together.

    Args:
        settings: the centre's.
        introduced: whether people were told before that a demo is a demo, so that the first text need not say it.
        now: the machine's clock.

    Raises:
        SettingsError: when a secret cannot be used, or content that must be approved is not.
        content.ContentError: when a knowledge file is wrong.
    """
    knowledge = load(settings.knowledge)
    _approved_enough(knowledge, settings)
    try:
        sealer = Sealer(settings.encryption_keyset.get_secret_value(), settings.address_index_key.get_secret_value())
    except ValueError as error:
        raise SettingsError(f"A secret cannot be used: {error}.") from error
    database = Database(settings.database_url, sealer)
    database.upgrade()
    replies = Replies(knowledge, settings.centre_values())
    dialogue = Dialogue(settings.rasa_url)
    return House(
        settings=settings,
        knowledge=knowledge,
        database=database,
        replies=replies,
        reception=Reception(
            database,
            knowledge.red_flags,
            replies,
            linked=settings.visitors_are_patients,
            second=lambda: second_reader(knowledge, settings),
            demo=settings.demo and not introduced,
            now=now,
        ),
        answering=Answering(database, dialogue, replies, now=now),
        dialogue=dialogue,
        now=now,
    )


def _approved_enough(knowledge: Knowledge, settings: Settings) -> None:
    """With approval required, an unapproved urgent wording keeps the service from starting: it must be sendable."""
    if not settings.require_approval:
        return
    drafts = [
        wording.id
        for wordings in knowledge.wording.values()
        for wording in wordings.values()
        if wording.id.startswith("urgent.") and wording.review.status != "approved"
    ]
    if drafts:
        raise SettingsError(
            f"{len(drafts)} urgent wordings are not approved by a clinician (first: {drafts[0]}). The service starts "
            "when they are, or with AFTERCOURSE_REQUIRE_APPROVAL=false for a demo."
        )
