"""Which warnings do the signs of a message raise, how fast, and in which words are they answered?

Every rule here stands in `red_flags.yml`: the combinations of signs, what raises a level, and the wordings that
replace a flag's own on the ward, for a child who writes and for people who were never treated.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from content.red_flags import Flag, Language, RedFlags, Urgency, terms
from language.signs import Seen, Signs

STRENGTH: Mapping[Urgency, int] = {"emergency": 3, "same_day": 2, "routine": 1}
BREAST_FEEDING_WINDOW_DAYS = 124
"""Four months, counted in the longest months, so that the window is never too short."""

SOON_AFTER_INFUSION = "soon_after_infusion"
IN_BREAST_FEEDING_WINDOW = "in_breast_feeding_window"


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


@dataclass(frozen=True, slots=True)
class Way:
    """One combination of signs that raises a flag at a level."""

    flag: Flag
    level: Urgency
    terms: tuple[tuple[bool, frozenset[str]], ...]


class AlarmRules:
    """The flags of `red_flags.yml` as rules over signs. Compiled once; safe to share between threads."""

    def __init__(self, flags: RedFlags) -> None:
        """Compile the `when` lines of every flag."""
        self._flags = flags
        self._ways = tuple(
            Way(flag, level, tuple((wanted, self._members(names)) for wanted, names in terms(line)))
            for flag in flags.flags.values()
            for level, lines in _levels(flag)
            for line in lines
        )

    def raised(self, signs: Signs, circumstances: Circumstances) -> tuple[Alarm, ...]:
        """The alarms that `signs` raise for a person in `circumstances`, the strongest first."""
        seen = self._with_circumstances(signs.seen, circumstances)
        alarms: dict[str, Alarm] = {}
        for way in self._ways:
            found = _found(way, seen)
            if found is not None:
                _keep_stronger(alarms, _alarm(signs, way.flag, way.level, found))
        self._raise_soon_after_infusion(signs, seen, alarms)
        self._raise_together(seen, alarms)
        ordered = sorted(alarms.values(), key=lambda alarm: -STRENGTH[alarm.level])
        return tuple(self._voiced(alarm, seen, circumstances) for alarm in ordered)

    def _members(self, names: Iterable[str]) -> frozenset[str]:
        return frozenset(member for name in names for member in self._flags.families.get(name, (name,)))

    def _with_circumstances(
        self, seen: Mapping[str, Sequence[Seen]], circumstances: Circumstances
    ) -> Mapping[str, Sequence[Seen]]:
        """What the record knows counts as if the message had said it; it is added only to messages with a sign."""
        if not any(not self._flags.signs[name].modifier for name in seen):
            return {}
        known = dict(seen)
        days = circumstances.days_since_infusion
        unsaid = [Seen((), "en")]
        soon = days is not None and 0 <= days <= self._flags.escalation.soon_after_infusion_days
        if soon or circumstances.on_infusion_day:
            known.setdefault(SOON_AFTER_INFUSION, unsaid)
        if days is not None and 0 <= days <= BREAST_FEEDING_WINDOW_DAYS:
            known.setdefault(IN_BREAST_FEEDING_WINDOW, unsaid)
        if circumstances.on_infusion_day:
            known.setdefault(self._flags.voices.ward_sign, unsaid)
        return known

    def _raise_soon_after_infusion(
        self, signs: Signs, seen: Mapping[str, Sequence[Seen]], alarms: dict[str, Alarm]
    ) -> None:
        if SOON_AFTER_INFUSION not in seen:
            return
        rules = self._flags.escalation
        for sign_id in rules.soon_after_infusion:
            if sign_id in seen:
                flag = self._flags.flags[rules.soon_after_infusion_flag[sign_id]]
                _keep_stronger(alarms, _alarm(signs, flag, "emergency", [seen[sign_id][0]]))

    def _raise_together(self, seen: Mapping[str, Sequence[Seen]], alarms: dict[str, Alarm]) -> None:
        same_day = [alarm for alarm in alarms.values() if alarm.level == "same_day"]
        graver = self._members(self._flags.escalation.together_with) & seen.keys()
        if len(same_day) > 1 and graver:
            first = same_day[0]
            alarms[first.flag] = replace(first, level="emergency", reply="urgent.emergency.general")

    def _voiced(self, alarm: Alarm, seen: Mapping[str, Sequence[Seen]], circumstances: Circumstances) -> Alarm:
        """The alarm with the wording for the ward, for a child or for somebody who was never treated."""
        voices = self._flags.voices
        own_words = alarm.flag in voices.keep_on_ward
        on_ward = voices.ward_sign in seen and not own_words
        reply = alarm.reply
        if alarm.level == "emergency" and on_ward:
            reply = voices.ward_emergency
        elif alarm.level == "emergency" and voices.child_sign in seen:
            reply = voices.child_emergency
        elif alarm.level == "same_day" and on_ward:
            reply = voices.ward_same_day
        elif alarm.level == "same_day" and circumstances.treated is False and not own_words:
            reply = voices.untreated_same_day
        return replace(alarm, reply=reply)


def _levels(flag: Flag) -> tuple[tuple[Urgency, tuple[str, ...]], ...]:
    return (("emergency", flag.emergency_when), (flag.urgency, flag.when), ("same_day", flag.same_day_when))


def _found(way: Way, seen: Mapping[str, Sequence[Seen]]) -> list[Seen] | None:
    """The signs that make `way` true, one for each term, or None."""
    found: list[Seen] = []
    for wanted, names in way.terms:
        present = [seen[name][0] for name in names if name in seen]
        if bool(present) != wanted:
            return None
        if wanted:
            found.append(min(present, key=lambda item: item.places))
    return found


def _keep_stronger(alarms: dict[str, Alarm], alarm: Alarm) -> None:
    before = alarms.get(alarm.flag)
    if before is None or STRENGTH[alarm.level] > STRENGTH[before.level]:
        alarms[alarm.flag] = alarm


def _alarm(signs: Signs, flag: Flag, level: Urgency, found: Sequence[Seen]) -> Alarm:
    places = sorted({place for item in found for place in item.places})
    languages = [item.language for item in found if item.language != "en"]
    fits = level == flag.urgency or flag.reply.startswith(f"urgent.{level}.")
    return Alarm(
        flag=flag.id,
        level=level,
        reply=flag.reply if fits else f"urgent.{level}.general",
        words=tuple(signs.reading.tokens[place].written for place in places),
        language=languages[0] if languages else "en",
    )
