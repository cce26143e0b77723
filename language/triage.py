"""Does a message hold a warning sign, and how fast does the person need a human?

Read before anything else, on every message, without model, database or web. It decides only how fast: it never
diagnoses. What is unclear alarms, and `read_safely` alarms even when reading itself fails.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from content.red_flags import Flag, Language, RedFlags, Urgency, terms
from language.context import Reason, judge
from language.measures import read_measures
from language.patterns import Match, Patterns
from language.spelling import Speller
from language.tokens import Reading, Token, read_tokens

_STRENGTH: Mapping[str, int] = {"emergency": 3, "same_day": 2, "routine": 1}
_FIGURE = "figure of speech"
_JOINING = frozenset("and with plus a the my also high bad some very strong".split())
_LANGUAGES: tuple[Language, ...] = ("en", "nl", "fr", "de")


@dataclass(frozen=True, kw_only=True, slots=True)
class Circumstances:
    """What is known of the sender apart from the text. None means unknown; nothing here lowers a level.

    `days_since_infusion` counts from the last infusion (0 on its day); `on_infusion_day` is a recorded infusion
    day; `emergency_open` that an emergency reply was given and no nurse has closed it; `treated` whether the
    person had LEMTRADA at all.
    """

    days_since_infusion: int | None = None
    on_infusion_day: bool = False
    emergency_open: bool = False
    treated: bool | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Alarm:
    """One flag that a message raises: how fast, the id of the wording, the words it was read from."""

    flag: str
    level: Urgency
    reply: str
    words: tuple[str, ...]
    language: Language = "en"


@dataclass(frozen=True, kw_only=True, slots=True)
class Settled:
    """A sign that was read and does not alarm, with the reason."""

    sign: str
    reason: Reason
    words: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Triage:
    """What a message holds: alarms, the strongest first, and signs that context settled."""

    alarms: tuple[Alarm, ...] = ()
    settled: tuple[Settled, ...] = ()

    @property
    def level(self) -> Urgency | None:
        """The strongest level, or None when nothing alarms."""
        return self.alarms[0].level if self.alarms else None


@dataclass(frozen=True, slots=True)
class _Seen:
    """A sign that alarms, where its words stand, and their language."""

    places: tuple[int, ...]
    language: Language


@dataclass(frozen=True, slots=True)
class _Way:
    """One combination of signs that raises a flag at a level."""

    flag: Flag
    level: Urgency
    terms: tuple[tuple[bool, frozenset[str]], ...]


class TriageReader:
    """Reads messages against one set of red flags. Compiled once; safe to share between threads."""

    def __init__(self, flags: RedFlags) -> None:
        """Compile the word patterns. Raises ValueError naming a line that cannot be understood."""
        self._flags = flags
        self._patterns = Patterns(flags.groups)
        self._explained: dict[str, frozenset[str]] = {}
        for sign in flags.signs.values():
            for language in _LANGUAGES:
                lines = sign.words if language == "en" else getattr(sign, language)
                for line in lines:
                    self._add(f"{language}:{sign.id}", line)
            for line in sign.unless:
                self._add(f"unless:{sign.id}", line)
        for line in flags.figures_of_speech:
            self._add(_FIGURE, line)
        self._speller = Speller(self._patterns.lexicon, self._patterns.prefixes, flags.spelling)
        self._ways = tuple(
            _Way(flag, level, tuple((wanted, self._members(names)) for wanted, names in terms(line)))
            for flag in flags.flags.values()
            for level, lines in _levels(flag)
            for line in lines
        )

    def read(self, text: str, *, circumstances: Circumstances = Circumstances()) -> Triage:
        """Read one message.

        Args:
            text: what the person wrote, whole, in any length.
            circumstances: what is known of the sender.

        Returns:
            The alarms, strongest first, and the signs that context settled.
        """
        reading = self._spelled(read_tokens(text, self._flags.spelling.texting))
        if not reading.tokens:
            return Triage()
        seen, settled = self._signs(reading, circumstances)
        alarms = self._alarms(reading, seen, circumstances)
        return Triage(alarms=alarms, settled=settled)

    def _add(self, owner: str, line: str) -> None:
        try:
            self._patterns.add(owner, line)
        except (ValueError, IndexError) as error:
            raise ValueError(f"signs: {owner}: cannot read {line!r}: {error}") from error

    def _members(self, names: Iterable[str]) -> frozenset[str]:
        return frozenset(member for name in names for member in self._flags.families.get(name, (name,)))

    def _spelled(self, reading: Reading) -> Reading:
        tokens: list[Token] = []
        for token in reading.tokens:
            tokens.extend(
                token if word == token.word else replace(token, word=word)
                for word in self._speller.correct(token.word)
            )
        return replace(reading, tokens=tuple(tokens))

    def _signs(
        self, reading: Reading, circumstances: Circumstances
    ) -> tuple[dict[str, list[_Seen]], tuple[Settled, ...]]:
        found: dict[tuple[str, Language], list[tuple[int, ...]]] = defaultdict(list)
        figures: set[int] = set()
        explained: dict[str, set[int]] = defaultdict(set)
        matches = [*self._patterns.find(reading), *_measured(reading.tokens)]
        for match in matches:
            kind, _, sign_id = match.owner.partition(":")
            if match.owner == _FIGURE:
                figures.update(range(match.places[0], match.places[-1] + 1))
            elif kind == "unless":
                explained[sign_id].add(reading.tokens[match.places[0]].sentence)
            elif sign_id in self._flags.signs:
                found[sign_id, kind].append(match.places)  # type: ignore[index]
        all_places = {place for places in found.values() for row in places for place in row}
        seen: dict[str, list[_Seen]] = defaultdict(list)
        settled: dict[str, Settled] = {}
        asked: list[tuple[str, _Seen]] = []
        for (sign_id, language), rows in found.items():
            sign = self._flags.signs[sign_id]
            for row in rows:
                reason: Reason | None
                if not sign.modifier and figures & set(row):
                    reason = "figure of speech"
                elif reading.tokens[row[0]].sentence in explained[sign_id]:
                    reason = "explained"
                else:
                    others = all_places - set(row)
                    reason = judge(reading, sign, row, others, emergency_open=circumstances.emergency_open)
                if reason is None:
                    seen[sign_id].append(_Seen(row, language))
                else:
                    settled[sign_id] = Settled(sign=sign_id, reason=reason, words=_words(reading, row))
                    if reason == "asked about":
                        asked.append((sign_id, _Seen(row, language)))
        self._keep_joined(reading, asked, seen)
        if any(not self._flags.signs[name].modifier for name in seen):
            self._keep_results(found, settled, seen)
        kept = tuple(item for name, item in settled.items() if name not in seen)
        return seen, kept

    def _keep_joined(
        self, reading: Reading, asked: Sequence[tuple[str, _Seen]], seen: dict[str, list[_Seen]]
    ) -> None:
        """What is named in one breath with a sign that alarms is there too ("for my headache with stiff neck")."""
        present = [
            item.places for name, items in seen.items() if not self._flags.signs[name].modifier for item in items
        ]
        for sign_id, item in asked:
            if any(_in_one_breath(reading.tokens, places, item.places) for places in present):
                seen[sign_id].append(item)
                present.append(item.places)

    def _keep_results(
        self,
        found: Mapping[tuple[str, Language], Sequence[tuple[int, ...]]],
        settled: Mapping[str, Settled],
        seen: dict[str, list[_Seen]],
    ) -> None:
        """A result that is only named counts when another sign alarms beside it ("hit my head, low platelets")."""
        for (sign_id, language), rows in found.items():
            only_named = sign_id in settled and settled[sign_id].reason == "named only"
            if self._flags.signs[sign_id].reported and only_named and sign_id not in seen:
                seen[sign_id].append(_Seen(rows[0], language))

    def _alarms(
        self, reading: Reading, seen: Mapping[str, Sequence[_Seen]], circumstances: Circumstances
    ) -> tuple[Alarm, ...]:
        alarms: dict[str, Alarm] = {}
        for way in self._ways:
            signs = [_first_seen(names, seen) for wanted, names in way.terms if wanted]
            if any(sign is None for sign in signs):
                continue
            if any(names & seen.keys() for wanted, names in way.terms if not wanted):
                continue
            alarm = _alarm(reading, way.flag, way.level, [sign for sign in signs if sign is not None])
            if way.flag.id not in alarms or _STRENGTH[alarm.level] > _STRENGTH[alarms[way.flag.id].level]:
                alarms[way.flag.id] = alarm
        self._raise_soon_after_infusion(reading, seen, circumstances, alarms)
        self._raise_together(seen, alarms)
        ordered = sorted(alarms.values(), key=lambda alarm: -_STRENGTH[alarm.level])
        return tuple(self._voiced(alarm, seen, circumstances) for alarm in ordered)

    def _raise_soon_after_infusion(
        self,
        reading: Reading,
        seen: Mapping[str, Sequence[_Seen]],
        circumstances: Circumstances,
        alarms: dict[str, Alarm],
    ) -> None:
        rules = self._flags.escalation
        days = circumstances.days_since_infusion
        soon = days is not None and 0 <= days <= rules.soon_after_infusion_days
        if not (soon or circumstances.on_infusion_day or "soon_after_infusion" in seen):
            return
        for sign_id in rules.soon_after_infusion:
            if sign_id in seen:
                flag = self._flags.flags[rules.soon_after_infusion_flag[sign_id]]
                if flag.id not in alarms or alarms[flag.id].level != "emergency":
                    alarms[flag.id] = _alarm(reading, flag, "emergency", [seen[sign_id][0]])

    def _raise_together(self, seen: Mapping[str, Sequence[_Seen]], alarms: dict[str, Alarm]) -> None:
        same_day = [alarm for alarm in alarms.values() if alarm.level == "same_day"]
        graver = self._members(self._flags.escalation.together_with) & seen.keys()
        if len(same_day) >= 2 and graver:
            first = same_day[0]
            alarms[first.flag] = replace(first, level="emergency", reply="urgent.emergency.general")

    def _voiced(self, alarm: Alarm, seen: Mapping[str, Sequence[_Seen]], circumstances: Circumstances) -> Alarm:
        voices = self._flags.voices
        on_ward = circumstances.on_infusion_day or voices.ward_sign in seen
        if alarm.level == "emergency":
            if on_ward and alarm.flag not in voices.keep_on_ward:
                return replace(alarm, reply=voices.ward_emergency)
            if voices.child_sign in seen:
                return replace(alarm, reply=voices.child_emergency)
        if alarm.level == "same_day":
            if on_ward and alarm.flag not in voices.keep_on_ward:
                return replace(alarm, reply=voices.ward_same_day)
            if circumstances.treated is False and alarm.flag not in voices.keep_on_ward:
                return replace(alarm, reply=voices.untreated_same_day)
        return alarm


def read(text: str, flags: RedFlags, *, circumstances: Circumstances = Circumstances()) -> Triage:
    """Read one message against `flags`; for more than a few, make a `TriageReader` once."""
    return TriageReader(flags).read(text, circumstances=circumstances)


def read_safely(
    reader: TriageReader, text: str, *, circumstances: Circumstances = Circumstances()
) -> Triage:
    """Read one message; when reading itself fails, alarm the same day instead of keeping silent.

    The caller logs nothing of the text; that the flag is `unreadable` is enough to find the fault.
    """
    try:
        return reader.read(text, circumstances=circumstances)
    except Exception:  # noqa: BLE001 - a fault in reading must never silence a warning sign
        return Triage(
            alarms=(Alarm(flag="unreadable", level="same_day", reply="urgent.same_day.general", words=()),)
        )


def _levels(flag: Flag) -> tuple[tuple[Urgency, tuple[str, ...]], ...]:
    return (("emergency", flag.emergency_when), (flag.urgency, flag.when), ("same_day", flag.same_day_when))


def _measured(tokens: Sequence[Token]) -> Iterable[Match]:
    for match in read_measures(tokens):
        yield replace(match, owner=f"en:{match.owner}")


def _first_seen(names: frozenset[str], seen: Mapping[str, Sequence[_Seen]]) -> _Seen | None:
    present = [seen[name][0] for name in names if name in seen]
    return min(present, key=lambda item: item.places) if present else None


def _alarm(reading: Reading, flag: Flag, level: Urgency, signs: Sequence[_Seen]) -> Alarm:
    places = sorted({place for sign in signs for place in sign.places})
    languages = [sign.language for sign in signs if sign.language != "en"]
    reply = flag.reply
    if level != flag.urgency:
        reply = f"urgent.{level}.general" if not reply.startswith(f"urgent.{level}.") else reply
    return Alarm(
        flag=flag.id,
        level=level,
        reply=reply,
        words=tuple(reading.tokens[place].written for place in places),
        language=languages[0] if languages else "en",
    )


def _in_one_breath(tokens: Sequence[Token], one: Sequence[int], other: Sequence[int]) -> bool:
    between = tokens[one[-1] + 1 : other[0]] if one[-1] < other[0] else tokens[other[-1] + 1 : one[0]]
    near = 0 < len(between) <= 3 and tokens[one[0]].sentence == tokens[other[0]].sentence
    return near and {token.word for token in between} <= _JOINING and bool({"and", "with"} & {token.word for token in between})


def _words(reading: Reading, places: Sequence[int]) -> tuple[str, ...]:
    return tuple(reading.tokens[place].written for place in places)
