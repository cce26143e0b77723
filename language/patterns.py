"""Where in a message do the words of a sign stand?

The lines of the knowledge files are compiled once into elements (a word, its endings, a group); a message is then
read against all of them at once, and only lines whose every element occurs are looked at.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from language.tokens import Reading, Token, read_tokens

NEAR = 8
"""Words that may stand between two parts of a line."""
SMALL_WORDS = 3
"""Small words that may stand between two words in a row."""
ANY_WORDS = 4
"""Words of any kind that `..` stands for at most."""
CHOICES = 3
"""Of several words that could be the next part of a line, so many of the nearest are followed."""

MOST_PLACES = 40
"""Places of one line in one sentence that are looked at."""

FILLERS = frozenset(
    "my me the a an his her your our their it is was were are be been am im of in on to so very really quite bit "
    "little just all some any that this these those and feel feels feeling felt get gets got getting have has had "
    "having gone go goes going went like at too with from for keep keeps kept kind sort also still both left right "
    "i he she we they being about around roughly nearly approx maybe probably way far real proper super "
    "absolutely totally completely rather pretty "
    "literally actually kinda bloody fucking damn "
    "de het een mijn zijn haar in is le la les un une mon ma mes du des au aux der die das ein eine mein meine im am "
    "heel erg zo tres si sehr ganz much more as up down now always only even me by then there here".split()
)
_VOWELS = "aeiou"
Found = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One way to say something: parts in any order, each a row of elements."""

    owner: str
    parts: tuple[tuple[str, ...], ...]
    needs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Match:
    """The words of a message, by their places, that a line of `owner` was found in."""

    owner: str
    places: Found


class Patterns:
    """All lines of one kind, compiled. Made once; safe to share between threads."""

    def __init__(self, groups: Mapping[str, Sequence[str]]) -> None:
        """Prepare the groups of words that lines may name."""
        self._singles: dict[str, set[str]] = defaultdict(set)
        self._prefixes: dict[str, set[str]] = defaultdict(set)
        self._rows: dict[str, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
        self._lines: list[Line] = []
        self._looked_up: dict[str, list[int]] = defaultdict(list)
        self._groups = groups
        for name, entries in groups.items():
            for entry in entries:
                self._enter(f"<{name}>", str(entry))

    def add(self, owner: str, line: str) -> None:
        """Compile one line. Raises ValueError when it names a group that does not exist."""
        parts = tuple(self._row(part) for part in line.split(" + "))
        needs = frozenset(element for part in parts for element in part if element != "..")
        # A line is looked at only when one of its elements occurs: the one that fewest other lines are kept under.
        self._looked_up[min(sorted(needs), key=lambda element: len(self._looked_up[element]))].append(len(self._lines))
        self._lines.append(Line(owner, parts, needs))

    @property
    def lexicon(self) -> frozenset[str]:
        """Every whole word that some line uses."""
        return frozenset(self._singles)

    @property
    def prefixes(self) -> frozenset[str]:
        """Every beginning of a word that some line uses."""
        return frozenset(self._prefixes)

    def find(self, reading: Reading) -> list[Match]:
        """All places where a line stands, sentence by sentence."""
        found: list[Match] = []
        start = 0
        tokens = reading.tokens
        while start < len(tokens):
            end = start
            while end < len(tokens) and tokens[end].sentence == tokens[start].sentence:
                end += 1
            found.extend(self._find_in(tokens, start, end))
            start = end
        return found

    def _find_in(self, tokens: Sequence[Token], start: int, end: int) -> Iterable[Match]:
        places: dict[str, list[Found]] = defaultdict(list)
        for index in range(start, end):
            for element in self._elements_of(tokens[index].word):
                places[element].append((index,))
        for first in [element for element in places if element in self._rows]:
            for group, row in self._rows[first]:
                if all(element == ".." or element in places for element in row):
                    places[group].extend(_rows_found(row, places, tokens))
        present = places.keys()
        for number in sorted(number for element in present for number in self._looked_up.get(element, ())):
            line = self._lines[number]
            if line.needs <= present:
                for match in _line_found(line, places, tokens):
                    yield Match(line.owner, match)

    def _elements_of(self, word: str) -> set[str]:
        elements = self._singles.get(word, set())
        for length in range(3, len(word) + 1):
            if more := self._prefixes.get(word[:length]):
                elements = elements | more
        return elements

    def _enter(self, element: str, entry: str) -> None:
        """Make `entry`, a word or a row of words, one way to say `element`."""
        words = entry.split()
        if len(words) > 1 or len(list(_written(entry))) > 1:
            row = self._row(entry)
            self._rows[row[0]].append((element, row))
        else:
            self._enter_word(element, next(iter(_written(entry))))

    def _enter_word(self, element: str, word: str) -> None:
        if word.endswith("*"):
            self._prefixes[word[:-1]].add(element)
        elif word.endswith("~"):
            for form in endings(word[:-1]):
                self._singles[form].add(element)
        else:
            self._singles[word].add(element)

    def _group(self, piece: str, text: str) -> Sequence[str]:
        if piece[1:-1] not in self._groups:
            raise ValueError(f"no group of words is called {piece[1:-1]!r} in {text!r}")
        return [str(entry) for entry in self._groups[piece[1:-1]]]

    def _row(self, text: str) -> tuple[str, ...]:
        row: list[str] = []
        for piece in text.split():
            if piece == "..":
                row.append(piece)
            elif "|" in piece:
                for choice in piece.split("|"):
                    for entry in self._group(choice, text) if choice.startswith("<") else (choice.replace("_", " "),):
                        self._enter(piece, entry)
                row.append(piece)
            elif piece.startswith("<"):
                self._group(piece, text)
                row.append(piece)
            else:
                for word in _written(piece):
                    self._enter_word(word, word)
                    row.append(word)
        return tuple(row)


def _written(piece: str) -> Iterable[str]:
    """The words a piece of a line is read as, levelled as a message is; the marks ~ and * are kept."""
    mark = piece[-1] if piece[-1] in "~*" else ""
    words = [token.word for token in read_tokens(piece.rstrip("~*"), {}).tokens]
    return [*words[:-1], words[-1] + mark]


def endings(word: str) -> frozenset[str]:
    """The usual forms of an English word: drop, drops, dropped, dropping."""
    forms = {word, f"{word}s", f"{word}ing", f"{word}ed", f"{word}es"}
    if word.endswith("e"):
        forms |= {f"{word}d", f"{word[:-1]}ing"}
    if word.endswith("y"):
        forms |= {f"{word[:-1]}ies", f"{word[:-1]}ied"}
    if len(word) > 2 and word[-1] not in f"{_VOWELS}wxy" and word[-2] in _VOWELS and word[-3] not in _VOWELS:
        forms |= {f"{word}{word[-1]}ing", f"{word}{word[-1]}ed"}
    return frozenset(forms)


def _rows_found(row: Sequence[str], places: Mapping[str, list[Found]], tokens: Sequence[Token]) -> list[Found]:
    open_rows: list[Found] = [()]
    gap, fillers_only = SMALL_WORDS, True
    for element in row:
        if element == "..":
            gap, fillers_only = ANY_WORDS, False
            continue
        longer: list[Found] = []
        for begun in open_rows:
            longer.extend(
                begun + place
                for place in places.get(element, ())
                if not begun or _follows(tokens, begun[-1], place[0], gap=gap, fillers_only=fillers_only)
            )
        open_rows = longer[:MOST_PLACES]
        gap, fillers_only = SMALL_WORDS, True
    return open_rows


def _follows(tokens: Sequence[Token], last: int, following: int, *, gap: int, fillers_only: bool) -> bool:
    between = following - last - 1
    if between < 0 or between > gap:
        return False
    return not fillers_only or all(tokens[place].word in FILLERS for place in range(last + 1, following))


def _line_found(line: Line, places: Mapping[str, list[Found]], tokens: Sequence[Token]) -> list[Found]:
    joined: list[Found] = []
    for number, part in enumerate(line.parts):
        rows = places[part[0]] if len(part) == 1 else _rows_found(part, places, tokens)
        if not rows:
            return []
        if number == 0:
            joined = list(rows)
            continue
        together: list[Found] = []
        for begun in joined:
            near = [row for row in rows if _near(begun, row)]
            if near:
                nearest = sorted((_distance(begun, row), row) for row in near)[:CHOICES]
                together.extend(tuple(sorted(begun + row)) for _, row in nearest)
        joined = together[:MOST_PLACES]
    return joined[:MOST_PLACES]


def _distance(one: Found, other: Found) -> int:
    return max(other[0] - one[-1], one[0] - other[-1])


def _near(one: Found, other: Found) -> bool:
    return not set(one) & set(other) and _distance(one, other) <= NEAR + 1
