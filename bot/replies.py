"""How does a decision become a reply? The one place where a template, its values and a channel meet."""

from collections.abc import Mapping

from care.message import Channel, Citation, Kind, Level, Pending, Reply
from content.rendering import citations, render
from content.values import Knowledge


class Replies:
    """Makes replies from approved templates, with the centre's numbers filled in."""

    def __init__(self, knowledge: Knowledge, centre: Mapping[str, str]) -> None:
        self._knowledge = knowledge
        self._centre = dict(centre)

    def has(self, name: str, language: str) -> bool:
        """Whether a fixed text exists in a language."""
        return name in self._knowledge.wording.get(language, {})

    def make(
        self,
        template: str,
        *,
        kind: Kind,
        topic: str,
        channel: Channel,
        level: Level | None = None,
        values: Mapping[str, str] | None = None,
        language: str = "en",
        confidence: float | None = None,
        pending: Pending | None = None,
    ) -> Reply:
        """Render one reply; raises `content.ContentError` for an unknown template or a missing value."""
        filled = {**self._centre, **(values or {})}
        sources = tuple(
            Citation(
                document=source.document,
                section=source.section or None,
                version=self._knowledge.documents[source.document].version,
            )
            for source in citations(self._knowledge, template, filled)
        )
        return Reply(
            kind=kind,
            level=level,
            topic=topic,
            template=template,
            values=filled,
            text=render(self._knowledge, template, filled, channel.value, language),
            language=language,
            sources=sources,
            confidence=confidence,
            pending=pending,
        )

    def wording(
        self,
        name: str,
        *,
        kind: Kind,
        channel: Channel,
        level: Level | None = None,
        values: Mapping[str, str] | None = None,
        language: str = "en",
    ) -> Reply:
        """A fixed text by the id of its wording."""
        return self.make(
            f"wording/{name}",
            kind=kind,
            topic=name,
            channel=channel,
            level=level,
            values=values,
            language=language,
        )
