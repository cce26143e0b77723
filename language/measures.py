"""Which measured figures does a message report: temperature, pulse, blood pressure, oxygen, laboratory results?

A figure counts only beside the word for what was measured, or with its unit. The limits decide how fast a person
gets to a human; they interpret nothing. 38 degrees, the pulse and pressure limits are the reference's; the
laboratory limits are wide of the usual normal ranges and need clinical sign-off.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from language.patterns import Match
from language.tokens import Token

_REACH = 5
_TEMPERATURE = frozenset(
    "temperature temp temps fever feverish thermometer febrile koorts fievre fieber temperatur "
    "lichaamstemperatuur".split()
)
_DEGREES = frozenset("c celsius degrees degree deg degs f fahrenheit graden degres grad centigrade".split())
_WEATHER = frozenset(
    "outside weather sun sunny oven water bath fridge heating summer spain seville forecast pool beach tomorrow".split()
)
_PULSE = frozenset("pulse heart heartrate hartslag pols pouls puls herzschlag heartbeat bpm hr beats".split())
_PRESSURE = frozenset("pressure bp bloeddruk tension blutdruck systolic diastolic".split())
_OXYGEN = frozenset("oxygen sats sat saturation o2 spo2 oximeter".split())
_TENS = {"thirty": 30, "forty": 40}
_ONES = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9}
_NOT_A_MEASURE = frozenset(
    "day days hour hours hrs minute minutes week weeks month months year years times mg ml pm am oclock old percent "
    "euro euros pounds km miles people tablets pills dagen uur jours heures tage stunden".split()
)
_MONTHS = frozenset(
    "january jan february feb march april apr june jun july jul august aug september sept sep october oct november nov "
    "december dec januari februari maart mei juni juli augustus oktober janvier fevrier avril mai juin juillet aout "
    "septembre octobre novembre decembre januar februar marz dezember".split()
)


@dataclass(frozen=True, slots=True)
class Limit:
    """From which figures on a result is reported as a sign, given the words that name it."""

    sign: str
    names: frozenset[str]
    outside: Callable[[float], bool]


_WHOLE_DEGREES = frozenset({38.0, 39.0, 40.0, 41.0})
_AFTER_DEGREES = frozenset(["", *"and now since but today tonight again still with this feel hot".split()])
_HAVING = frozenset("have has got had hit reached spike spiking spiked is".split())
_LABORATORY = (
    Limit("low_platelets", frozenset("platelets platelet plt plts thrombocytes bloedplaatjes plaquettes".split()),
          lambda value: value < 150 or 1_000 < value < 150_000),
    Limit("very_low_neutrophils", frozenset("neutrophils neutrophil neuts anc neutros".split()),
          lambda value: value < 0.5 or 15 < value < 500),
    Limit("abnormal_value", frozenset("neutrophils neutrophil neuts anc neutros".split()),
          lambda value: value < 1.5 or 15 < value < 1_500),
    Limit("abnormal_value", frozenset("creatinine creatinin creat kreatinin".split()),
          lambda value: 1.3 < value < 15 or value > 110),
    Limit("abnormal_value", frozenset("tsh".split()), lambda value: value < 0.1 or value > 10),
    Limit("abnormal_value", frozenset("alt alat ast asat gpt ggt transaminases".split()), lambda value: value > 90),
    Limit("abnormal_value", frozenset("hemoglobin haemoglobin hb".split()),
          lambda value: value < 7.5 or 20 < value < 100),
)  # fmt: skip


def read_measures(tokens: Sequence[Token]) -> Iterable[Match]:
    """The signs that figures report, each with the places of the figure and of the word that names it."""
    for place, token in enumerate(tokens):
        if token.word in _TENS:
            yield from _spoken_temperature(tokens, place)
        elif token.word[0].isdigit():
            yield from _figure(tokens, place)


def _figure(tokens: Sequence[Token], place: int) -> Iterable[Match]:
    word = tokens[place].word
    if "/" in word:
        yield from _pressure_pair(tokens, place, word)
        return
    value = _number(word)
    if value is None:
        return
    following = tokens[place + 1].word if place + 1 < len(tokens) else ""
    if following == "over" and place + 2 < len(tokens) and (lower := _number(tokens[place + 2].word)) is not None:
        named_pressure = _beside(tokens, place, _PRESSURE) is not None
        yield from _pressure_signs(value, lower, (place, place + 2), named=named_pressure)
        return
    if following in _NOT_A_MEASURE or _is_a_date(tokens, place, value):
        return
    yield from _temperature(tokens, place, value, following)
    if (named := _beside(tokens, place, _PRESSURE)) is not None and value > 180:
        yield Match("very_high_pressure", (min(named, place), max(named, place)))
    elif (named := _beside(tokens, place, _PULSE)) is not None and 15 < value < 250:
        places = (min(named, place), max(named, place))
        if value > 120:
            yield Match("fast_pulse_number", places)
        elif value < 45 and _beside(tokens, place, _TEMPERATURE) is None:
            yield Match("slow_pulse_number", places)
    if (named := _beside(tokens, place, _OXYGEN)) is not None and 50 < value < 92:
        yield Match("low_oxygen", (min(named, place), max(named, place)))
    for limit in _LABORATORY:
        if (named := _before(tokens, place, limit.names)) is not None and limit.outside(value):
            yield Match(limit.sign, (named, place))


def _is_a_date(tokens: Sequence[Token], place: int, value: float) -> bool:
    """Whether the figure is a day of a month ("TSH 20 November"); a decimal figure or one above 31 never is."""
    if not tokens[place].word.isdigit() or not 1 <= value <= 31:
        return False
    beside = [*tokens[max(0, place - 1) : place], *tokens[place + 1 : place + 2]]
    return any(token.word in _MONTHS and token.clause == tokens[place].clause for token in beside)


def _temperature(tokens: Sequence[Token], place: int, value: float, following: str) -> Iterable[Match]:
    named = _beside(tokens, place, _TEMPERATURE)
    if _beside(tokens, place, _WEATHER) is not None:
        return
    if named is None and following not in _DEGREES:
        before = tokens[place - 1].word if place else ""
        said_so = before in _HAVING and value in _WHOLE_DEGREES and following in _AFTER_DEGREES
        written_out = said_so or re.fullmatch(r"(?:3[89]|4[012])[.,]\d", tokens[place].word)
        if not written_out:
            return
    places = (place,) if named is None else (min(named, place), max(named, place))
    if 96 <= value < 112:
        value = (value - 32) / 1.8
    elif 380 <= value <= 425:
        value = value / 10
    # A figure above 42 or below 33 beside "temperature" is an oven, a bath or the weather.
    if 37.95 <= value <= 42.9:
        yield Match("fever_number", places)
        if value >= 39.95:
            yield Match("very_high_fever", places)
    elif 33 <= value < 36:
        yield Match("low_temperature", places)


def _spoken_temperature(tokens: Sequence[Token], place: int) -> Iterable[Match]:
    ones = _ONES.get(tokens[place + 1].word, 0) if place + 1 < len(tokens) else 0
    value = _TENS[tokens[place].word] + ones
    if 38 <= value <= 42 and (named := _beside(tokens, place, _TEMPERATURE | _DEGREES)) is not None:
        places = (min(named, place), max(named, place))
        yield Match("fever_number", places)
        if value >= 40:
            yield Match("very_high_fever", places)


def _pressure_pair(tokens: Sequence[Token], place: int, word: str) -> Iterable[Match]:
    upper, _, lower = word.partition("/")
    first, second = _number(upper), _number(lower)
    if first is not None and second is not None:
        yield from _pressure_signs(first, second, (place,), named=_beside(tokens, place, _PRESSURE) is not None)


def _pressure_signs(upper: float, lower: float, places: tuple[int, ...], *, named: bool) -> Iterable[Match]:
    if 14 <= upper <= 30 and 5 <= lower <= 20 and named:
        upper, lower = upper * 10, lower * 10
    if not 60 <= upper <= 300 or not 30 <= lower <= 200 or upper <= lower:
        return
    if upper > 180 or lower > 110 or (upper >= 180 and lower >= 110):
        yield Match("very_high_pressure", places)
    elif upper >= 160 or lower >= 100:
        yield Match("pressure_out_of_range", places)
    elif upper < 85 and named:
        yield Match("very_low_pressure", places)


def _number(word: str) -> float | None:
    try:
        return float(word.replace(",", "."))
    except ValueError:
        return None


def _beside(tokens: Sequence[Token], place: int, names: frozenset[str]) -> int | None:
    """The nearest place of one of `names` within reach, in the same sentence."""
    for distance in range(1, _REACH + 1):
        for other in (place - distance, place + distance):
            inside = 0 <= other < len(tokens) and tokens[other].sentence == tokens[place].sentence
            if inside and tokens[other].word in names:
                return other
    return None


def _before(tokens: Sequence[Token], place: int, names: frozenset[str]) -> int | None:
    for other in range(place - 1, max(-1, place - _REACH - 1), -1):
        if tokens[other].sentence != tokens[place].sentence:
            return None
        if tokens[other].word in names:
            return other
        if tokens[other].word[0].isdigit():
            return None
    return None
