"""Which signs does a message hold, and which of them does its context settle?

Reads a message against every sign at once, then asks of each place where one stands whether somebody has it now.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from content.red_flags import Language, RedFlags
from language.context import Reason, judge
from language.measures import read_measures
from language.negation import NEGATORS
from language.patterns import Match, Patterns
from language.spelling import Speller
from language.tokens import Reading, Token, read_tokens

FIGURE = "figure of speech"
LOOSE_FIGURE = "figure of speech with a gap"
LANGUAGES: tuple[Language, ...] = ("en", "nl", "fr", "de")
ONE_BREATH = 3
"""Words that may join two signs that are told together, such as "headache with a stiff neck"."""

ENOUGH = 4
"""Places of one sign that somebody has, after which the message is not searched for more."""

RULED_OUT = 3
"""Words before an everyday cause in which it may be denied or only compared."""

_GAPS = frozenset({"..", "+"})
_COMPARING = frozenset("like as size though although despite even without".split())
_JOINING = frozenset("and with plus a the my also high bad some very strong".split())

Places = tuple[int, ...]
Found = Mapping[tuple[str, Language], Sequence[Places]]


@dataclass(frozen=True, slots=True)
class Seen:
    """A sign that somebody has: where its words stand, and their language."""

    places: Places
    language: Language


@dataclass(frozen=True, kw_only=True, slots=True)
class Settled:
    """A sign that was read and that nobody has now, with the reason."""

    sign: str
    reason: Reason
    words: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Signs:
    """What a message says: its words, the signs somebody has by name, and the settled ones."""

    reading: Reading
    seen: Mapping[str, Sequence[Seen]]
    settled: tuple[Settled, ...] = ()


class SignReader:
    """Reads the signs of messages. Compiled once; safe to share between threads."""

    def __init__(self, flags: RedFlags) -> None:
        """Compile the word patterns. Raises ValueError naming a line that cannot be understood."""
        self._flags = flags
        self._patterns = Patterns(flags.groups)
        for sign in flags.signs.values():
            for language in LANGUAGES:
                for line in sign.words if language == "en" else getattr(sign, language):
                    self._add(f"{language}:{sign.id}", line)
            for line in sign.unless:
                self._add(f"unless:{sign.id}", line)
        for line in flags.figures_of_speech:
            self._add(LOOSE_FIGURE if _GAPS & set(line.split()) else FIGURE, line)
        self._speller = Speller(self._patterns.lexicon, self._patterns.prefixes, flags.spelling)

    def read(self, text: str, *, emergency_open: bool = False) -> Signs:
        """Read one message; `emergency_open` as in `language.context.judge`."""
        reading = self._spelled(read_tokens(text, self._flags.spelling.texting))
        if not reading.tokens:
            return Signs(reading=reading, seen={})
        found, explained_away = self._find(reading)
        return self._judged(reading, found, explained_away, emergency_open=emergency_open)

    def _add(self, owner: str, line: str) -> None:
        try:
            self._patterns.add(owner, line)
        except (ValueError, IndexError) as error:
            raise ValueError(f"signs: {owner}: cannot read {line!r}: {error}") from error

    def _spelled(self, reading: Reading) -> Reading:
        tokens: list[Token] = []
        for token in reading.tokens:
            tokens.extend(replace(token, word=word) for word in self._speller.correct(token.word))
        return replace(reading, tokens=tuple(tokens))

    def _find(self, reading: Reading) -> tuple[Found, Mapping[tuple[str, Places], Reason]]:
        """Every place where a sign stands, and those that a figure of speech or an everyday cause explains."""
        found: dict[tuple[str, Language], list[Places]] = defaultdict(list)
        figures: set[int] = set()
        explained: dict[str, set[int]] = defaultdict(set)
        for match in [*self._patterns.find(reading), *_measured(reading.tokens)]:
            kind, _, sign_id = match.owner.partition(":")
            if match.owner in (FIGURE, LOOSE_FIGURE):
                # A set phrase keeps its words together: "lost face" is none in "lost feeling in my face".
                whole = range(match.places[0], match.places[-1] + 1)
                figures.update(whole if match.owner == LOOSE_FIGURE or len(whole) == len(match.places) else ())
            elif kind == "unless":
                if not _ruled_out(reading.tokens, match.places[0]):
                    explained[sign_id].add(reading.tokens[match.places[0]].sentence)
            else:
                found[sign_id, kind].append(match.places)  # type: ignore[index]
        away: dict[tuple[str, Places], Reason] = {}
        for (sign_id, _), rows in found.items():
            for row in rows:
                if figures & set(row) and not self._flags.signs[sign_id].modifier:
                    away[sign_id, row] = "figure of speech"
                elif reading.tokens[row[0]].sentence in explained[sign_id]:
                    away[sign_id, row] = "explained"
        return found, away

    def _judged(
        self, reading: Reading, found: Found, away: Mapping[tuple[str, Places], Reason], *, emergency_open: bool
    ) -> Signs:
        all_places = {place for rows in found.values() for row in rows for place in row}
        seen: dict[str, list[Seen]] = defaultdict(list)
        settled: dict[str, Settled] = {}
        asked: list[tuple[str, Seen]] = []
        for (sign_id, language), rows in found.items():
            for row in dict.fromkeys(rows):
                if len(seen.get(sign_id, ())) >= ENOUGH:
                    break
                reason = away.get((sign_id, row)) or judge(
                    reading, self._flags.signs[sign_id], row, all_places - set(row), emergency_open=emergency_open
                )
                if reason is None:
                    seen[sign_id].append(Seen(row, language))
                    continue
                words = tuple(reading.tokens[place].written for place in row)
                settled[sign_id] = Settled(sign=sign_id, reason=reason, words=words)
                if reason == "asked about":
                    asked.append((sign_id, Seen(row, language)))
        self._keep_joined(reading, asked, seen)
        self._keep_results(found, settled, seen)
        kept = tuple(item for name, item in settled.items() if name not in seen)
        return Signs(reading=reading, seen=dict(seen), settled=kept)

    def _keep_joined(self, reading: Reading, asked: Sequence[tuple[str, Seen]], seen: dict[str, list[Seen]]) -> None:
        """What is told in one breath with a sign that somebody has, they have too."""
        present = [item.places for name in self._own(seen) for item in seen[name]]
        for sign_id, item in asked:
            if any(_in_one_breath(reading.tokens, places, item.places) for places in present):
                seen[sign_id].append(item)
                present.append(item.places)

    def _keep_results(self, found: Found, settled: Mapping[str, Settled], seen: dict[str, list[Seen]]) -> None:
        """A result that is only named counts when another sign stands beside it ("hit my head, low platelets")."""
        if not self._own(seen):
            return
        for (sign_id, language), rows in found.items():
            only_named = sign_id in settled and settled[sign_id].reason == "named only"
            if self._flags.signs[sign_id].reported and only_named and sign_id not in seen:
                seen[sign_id].append(Seen(rows[0], language))

    def _own(self, seen: Mapping[str, Sequence[Seen]]) -> list[str]:
        return [name for name in seen if not self._flags.signs[name].modifier]


def _measured(tokens: Sequence[Token]) -> Iterable[Match]:
    for match in read_measures(tokens):
        yield replace(match, owner=f"en:{match.owner}")


def _ruled_out(tokens: Sequence[Token], place: int) -> bool:
    """Whether an everyday cause is denied or only compared ("I never bumped it", "like after the dentist")."""
    before = tokens[max(0, place - RULED_OUT) : place]
    words = {token.word for token in before if token.sentence == tokens[place].sentence}
    return bool(words & (NEGATORS | _COMPARING))


def _in_one_breath(tokens: Sequence[Token], one: Sequence[int], other: Sequence[int]) -> bool:
    between = tokens[one[-1] + 1 : other[0]] if one[-1] < other[0] else tokens[other[-1] + 1 : one[0]]
    words = {token.word for token in between}
    near = len(between) <= ONE_BREATH and tokens[one[0]].sentence == tokens[other[0]].sentence
    return near and words <= _JOINING and bool(words & {"and", "with"})
