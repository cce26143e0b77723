"""What is each sign of a text worth beside its neighbours?

Words that are dates only in company ("may", "sun", "second") and figures that count something else than days (doses,
scores, courses) are settled here; words that make one sign together ("twenty first", "good friday") are joined.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from language.dates.lexicon import WEAK, meaning
from language.dates.pieces import Piece, level, split_pieces

_FEASTS = re.compile(
    r"new year'?s day|new year'?s eve|christmas eve|christmas day|xmas day|xmas eve|boxing day|good friday|"
    r"easter monday|"
    r"easter (?:sunday|day)|valentine'?s day"
)
_FEAST_NAMES = {
    "christmasday": "christmas", "xmasday": "christmas", "xmaseve": "christmaseve", "eastersunday": "easter",
    "valentinesday": "valentines",
}  # fmt: skip
_SCORES = frozenset(
    "pain score scored scoring rate rated rating level about only fatigue bp pressure mood grade took take".split()
)
_LABELS = frozenset(
    "course courses round rounds cycle cycles week weeks number no nr phase stage type part page lem version "
    "question option age aged level grade reply step kur".split()
)  # fmt: skip
_FEW = frozenset("course courses round rounds cycle cycles lem no kur phase stage".split())
_MOST_LABELLED = 6
"""Courses are few: what follows the word beyond this is the day of a date, not the number of a course."""
_DAY_WORDS = frozenset("day dag jour tag days".split())
_UNITS_OF_TIME = "dwmaf"
_SUBJECTS = frozenset(
    "i he she we they you who it and im ive nurse just have has had that there always often can".split()
)
_AFTER_SITTING = frozenset(
    "down there here outside up with around in on by next for beside through still and at too".split()
)
_BEFORE_MONTH = frozenset(
    "in since last next this of until till by end early late mid before after during for from around "
    "through between start beginning middle every each en im van von op fin debut eind mitte anfang ende".split()
)  # fmt: skip
_BEFORE_WEEKDAY = frozenset(
    "on last next this by till until til since from for before after every done it test tests bloods blood was is "
    "and or "
    "to tomorrow coming the today booked week".split()
)  # fmt: skip
_AFTER_FIRST_WEEKDAY = frozenset(
    "i my we had did got bloods blood urine pee tsh cbc tests test was went is he she at this for they "
    "appointment".split()
)  # fmt: skip
_BEFORE_PAIR = frozenset(
    "on am vom seit op le den since du ab at dated date from for till until til by the was is booked it infusion "
    "drip last "
    "first done between bis tot".split()
)  # fmt: skip
_STRONG_BEFORE_PAIR = frozenset("on am vom seit op le den since du ab dated date was op".split())
_NAMES_BEFORE = frozenset(
    "dr mrs mr ms miss aunt sister daughter wife mum named called nurse friend cousin with".split()
)


_BEGINNING = frozenset("beginning commencing starting start comm beg begin".split())
_DUTCH_UNITS = frozenset("dagen dag weken week maanden maand jaar".split())


@dataclass(frozen=True, slots=True)
class _Place:
    """A piece with two neighbours on each side, the ones before it already settled."""

    piece: Piece
    before: Piece
    earlier: Piece
    after: Piece
    later: Piece
    plain: str


def read_pieces(text: str) -> tuple[Piece, ...]:
    """Turn a text into its signs, settled by their neighbours."""
    return tuple(_settled(_compounded(split_pieces(text)), level(text)))


def _compounded(pieces: list[Piece]) -> list[Piece]:
    """Feasts of several words, and numbers such as "twenty first", as one piece each."""
    made: list[Piece] = []
    place = 0
    while place < len(pieces):
        one = pieces[place]
        after = pieces[place + 1] if place + 1 < len(pieces) else None
        third = pieces[place + 2] if place + 2 < len(pieces) else None
        if after and third and _FEASTS.fullmatch(f"{one.word} {after.word} {third.word}".replace("year ", "years ")):
            feast = _feast((one, after, third))
            if feast:
                made.append(feast)
                place += 3
                continue
        if after and _FEASTS.fullmatch(f"{one.word} {after.word}"):
            feast = _feast((one, after))
            if feast:
                made.append(feast)
                place += 2
                continue
        if after and one.sign == "n" and one.value in {20, 30} and after.sign in "no1" and 0 < after.value < 10:
            sign = "o" if after.sign == "o" else "n"
            made.append(Piece(sign, (one.value + after.value,), after.word, one.start, after.end))
            place += 2
            continue
        if after and third and _is_dotted_day(one, after, third, pieces[place + 3 : place + 4]):
            made.append(Piece("O", one.values, one.word, one.start, after.end))
            place += 2
            continue
        made.append(one)
        place += 1
    return made


def _is_dotted_day(one: Piece, dot: Piece, third: Piece, fourth: list[Piece]) -> bool:
    """Whether a figure with a full stop is an ordinal, as in German: "7. bis 11. September"."""
    if one.sign != "D" or dot.word != "." or dot.start != one.end:
        return False
    return third.sign == "M" or (third.sign in "TC" and bool(fourth) and fourth[0].sign == "D")


def _feast(parts: tuple[Piece, ...]) -> Piece | None:
    name = "".join(part.word.replace("'", "") for part in parts).replace("newyearday", "newyearsday")
    name = name.replace("newyeareve", "newyearseve")
    sign, value = meaning(_FEAST_NAMES.get(name, name))
    return Piece(sign, (value,), name, parts[0].start, parts[-1].end) if sign == "H" else None


def _settled(pieces: Sequence[Piece], plain: str) -> list[Piece]:
    """Take away the signs that the neighbours of a piece rule out."""
    nothing = Piece("|", (0,), "", -1, -1)
    padded = [*pieces, nothing, nothing]
    settled: list[Piece] = [nothing, nothing]
    for number, piece in enumerate(pieces):
        place = _Place(piece, settled[-1], settled[-2], padded[number + 1], padded[number + 2], plain)
        sign = _sign(place)
        settled.append(piece if sign == piece.sign else replace(piece, sign=sign))
    return settled[2:]


def _sign(place: _Place) -> str:
    """The sign that a piece keeps, or the one it gets."""
    sign = place.piece.sign
    if sign in "Dn":
        return _number_sign(place)
    if sign in "Oo":
        return "#" if _is_counted(place) else sign
    if sign == "Y" and place.after.sign == "u":
        return "#"
    if sign == "P":
        return "P" if _is_pair(place) else "#"
    if sign == "R":
        return "R" if _is_day(place) else "."
    if place.piece.word in WEAK and sign in "MW":
        kept = _is_month(place) if sign == "M" else _is_weekday(place)
        return sign if kept else "."
    return _word_sign(place)


def _word_sign(place: _Place) -> str:
    """The sign of a small word that means different things in different languages or places."""
    word, before, after = place.piece.word, place.before, place.after
    if word == "en" and before.sign in "DOoWMY" and after.sign in "DOoWe":
        return "C"
    if word in _BEGINNING and before.sign == "w":
        return "B"
    if word == "vor" or (word == "a" and before.word == "y" and place.earlier.word == "il"):
        return "V"
    if word == "over" and place.later.word in _DUTCH_UNITS:
        return "i"
    if word == "an" and before.sign in "Dn1q":
        return "a"
    return place.piece.sign


def _number_sign(place: _Place) -> str:
    piece, before, earlier, after = place.piece, place.before, place.earlier, place.after
    if after.sign in _UNITS_OF_TIME and after.word != "an":
        return "q"
    if after.start - piece.end <= 1 and (after.sign == "u" or (after.sign == "U" and before.sign != "M")):
        return "#"
    if piece.sign == "n":
        return "n"
    # "First course 2 to 6 november": the course has its number before it.
    labelled = before.word in _LABELS and before.end >= piece.start - 1 and earlier.sign not in ("O", "o", "#")
    if labelled and (piece.value <= _MOST_LABELLED or before.word not in _FEW):
        return "#"
    if before.word in _DAY_WORDS and before.end >= piece.start - 1 and earlier.sign not in "oOl#":
        return "#"
    if before.sign == "s" and after.sign not in "MF":
        return "#"
    return "D"


def _is_counted(place: _Place) -> bool:
    """Whether an ordinal counts something else than days of a month: the 2nd course, the 3rd day."""
    before, after = place.before, place.after
    if after.sign == "U":
        return before.sign != "M" or after.word in {"course", "round", "cycle", "kur", "kuur", "treatment"}
    return after.sign in "udwm" or after.word in {"year", "years"}


def _is_pair(place: _Place) -> bool:
    """Whether "12/5" or "3.4." is day and month, and not a score, a fraction, a dose or a figure of a result."""
    piece, before, after, plain = place.piece, place.before, place.after, place.plain
    first, second = piece.values
    written = plain[piece.start : piece.end]
    if after.sign in "udwmafq#":
        return False
    if "." in written:
        return before.word in _STRONG_BEFORE_PAIR or (written.endswith(".") and before.word in _BEFORE_PAIR | {"-"})
    if (first > 31 or second > 12) and (second > 31 or first > 12):
        return before.word in _STRONG_BEFORE_PAIR and max(first, second) < 60
    if before.word in _SCORES or (first, second) == (24, 7):
        return before.word == "on"
    fraction = second <= 4 and first < second
    return before.word in _BEFORE_PAIR if fraction or second == 10 else True


def _is_month(place: _Place) -> bool:
    """Whether "may", "march" or a name such as "june" is the month."""
    piece, before, earlier, after, later = place.piece, place.before, place.earlier, place.after, place.later
    if before.word in _NAMES_BEFORE:
        return False
    if before.sign in "CT" and earlier.sign in "MYy":
        return True
    if before.sign in "DOoY" or (before.sign == "F") or (before.sign in "lxhE" and before.word != "late"):
        return True
    if after.sign in "DOoYy" and before.word not in _SUBJECTS:
        return True
    if after.sign == "e" and later.sign in ("O" if piece.word == "may" else "Oo"):
        return before.word not in _SUBJECTS
    if before.sign == "T" and before.word == "-":
        return True
    closed = after.sign in "|,TC"
    if before.word in {"was", "is", "about"}:
        return closed and piece.word != "may"
    return before.word in _BEFORE_MONTH or (closed and before.sign in "|,")


def _is_weekday(place: _Place) -> bool:
    """Whether "sat", "sun", "mon" or "wed" is the day of the week."""
    piece, before, earlier, after = place.piece, place.before, place.earlier, place.after
    if after.sign in "DOoMNIPTCg" and before.word not in {"the", "i", "he", "she", "we", "they", "oxygen", "o2", "got"}:
        return True
    if piece.word == "sun" and before.word in {"the", "hot", "strong", "much", "no", "direct"}:
        return False
    if piece.word == "wed" and before.word in {"got", "get", "were", "newly", "was"}:
        return False
    if piece.word == "sat" and (
        before.word in _SUBJECTS - {"it"} or after.word in _AFTER_SITTING - {"at", "and", "too"}
    ):
        return False
    if before.word == "in" or (piece.word == "sat" and earlier.word == "o" and before.word == "2"):
        return False
    if before.sign in "|," and (piece.word in {"sat", "wed"} or after.word in _AFTER_FIRST_WEEKDAY):
        return True
    return (
        before.word in _BEFORE_WEEKDAY or before.sign in "lxhRW" or after.sign in "|,TCtR" or after.word in {"at", "s"}
    )


def _is_day(place: _Place) -> bool:
    """Whether "hier" is the French yesterday, not the German here, and "morgen" is no greeting."""
    piece, before, after, plain = place.piece, place.before, place.after, place.plain
    if piece.word == "hier":
        return re.search(r"\b(?:ich|ist|bin|wir|nicht|das|es|ben|het)\b", plain) is None
    if piece.word == "morgen":
        return before.word not in {"guten", "goede", "goeden", "goeie", "de", "am"} and before.sign != "h"
    if piece.word in {"todays", "yesterdays"}:
        return after.sign != "|"
    return True
