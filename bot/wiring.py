"""Which parts make up the service, and who gets whom? The one place that knows everything."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from fastapi import FastAPI

import actions
from bot import clock
from bot.action_endpoint import action_app
from bot.answering import Answering
from bot.calendar_feed import CalendarFeed, calendar_link
from bot.dialogue import Dialogue
from bot.enrolment import Enrolment
from bot.reception import Reception
from bot.reminding import Reminding
from bot.replies import Replies
from bot.settings import Settings, SettingsError
from care.db.database import Database
from care.db.sealing import Sealer
from care.monitoring import Settings as FollowUpSettings
from care.monitoring import unknown_in
from care.plan import Plan
from content import Knowledge, load
from content.monitoring import load_plan
from language.answers import AnswerReader
from language.encoder import Encoder, EncoderMissing
from language.marked import Marker
from language.plain import PlainWriter
from language.second_reading import SecondReader
from language.topics import TopicReader, TopicsMissing, open_topics

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class House:
    """The parts of a running service."""

    settings: Settings
    knowledge: Knowledge
    plan: Plan
    database: Database
    replies: Replies
    reception: Reception
    answering: Answering
    dialogue: Dialogue
    enrolment: Enrolment
    calendar: CalendarFeed
    now: Callable[[], datetime]

    def action_app(self) -> FastAPI:
        """The application Rasa calls; reading questions is loaded here, since nothing else needs it."""
        topics = topic_reader(self.knowledge, self.settings)
        clinic = actions.Clinic(
            records=self.database,
            plan=self.plan,
            settings=follow_up_settings(self.settings),
            marker=Marker(topics.spelt),
            corrected=topics.spelt,
            now=self.now,
            calendar=partial(calendar_link, settings=self.settings),
        )
        answerer = actions.Answerer(
            self.knowledge,
            AnswerReader(self.knowledge, topics),
            self.database,
            actions.Tasks(clinic, self.knowledge),
            require_approval=self.settings.require_approval,
            now=self.now,
        )
        return action_app(actions.build(answerer), self.settings.action_secret.get_secret_value())

    def reminding(self) -> Reminding:
        """What queues reminders, for the worker."""
        return Reminding(self.database, self.plan, follow_up_settings(self.settings), self.replies, now=self.now)

    def close(self) -> None:
        """Give back connections."""
        self.dialogue.close()
        self.database.close()


def question_reader(knowledge: Knowledge, settings: Settings) -> AnswerReader:
    """The reader of questions with its trained numbers."""
    return AnswerReader(knowledge, topic_reader(knowledge, settings))


def topic_reader(knowledge: Knowledge, settings: Settings) -> TopicReader:
    """The trained reader of topics, which knows how our words are spelt, too."""
    return open_topics(settings.topics_file, PlainWriter(knowledge.terms.synonyms))


def follow_up_settings(settings: Settings) -> FollowUpSettings:
    """How the centre follows the monitoring plan."""
    return FollowUpSettings(
        tests_on=settings.tests_on, tests_off=settings.tests_off, monitoring_day=settings.monitoring_day
    )


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
    plan = load_plan(settings.plan_file, knowledge.facts)
    unknown = unknown_in(plan, follow_up_settings(settings))
    if unknown:
        raise SettingsError(f"The monitoring plan has no test called {', '.join(sorted(unknown))}; see its `id`s.")
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
        plan=plan,
        database=database,
        replies=replies,
        reception=Reception(
            database,
            knowledge.red_flags,
            replies,
            linked=settings.visitors_are_patients,
            home=(settings.country, settings.time_zone),
            second=lambda: second_reader(knowledge, settings),
            demo=settings.demo and not introduced,
            now=now,
        ),
        answering=Answering(database, dialogue, replies, now=now),
        dialogue=dialogue,
        enrolment=Enrolment(database, replies, demo=settings.demo and not introduced),
        calendar=CalendarFeed(database, plan, follow_up_settings(settings), replies),
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
