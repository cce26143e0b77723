"""Which word stands for a month, a weekday, a day seen from today, or a part of a date?

Every word gets a sign of one letter (see `SIGNS`) and, where it has one, a number. English, Dutch, French and German
words stand side by side; misspelt months and weekdays are found by likeness.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from rapidfuzz.distance import OSA

SIGNS = {
    "D": "a figure that can be a day", "O": "an ordinal figure: 18th", "o": "an ordinal word", "n": "a number word",
    "1": "a, an, one", "Y": "a year in four figures", "y": "a year after an apostrophe",
    "N": "a whole date in figures", "I": "a whole date, year first", "P": "day and month in figures",
    "Z": "month and year in figures", "S": "a season",
    "#": "another number", "q": "a number before a unit of time",
    "M": "a month", "W": "a weekday", "R": "a day counted from today", "H": "a feast", "z": "now",
    "d": "days", "w": "weeks", "f": "fortnights", "m": "months", "a": "years", "k": "a weekend", "t": "part of a day",
    "K": "week commencing", "l": "last", "x": "next", "h": "this", "g": "gone", "b": "ago", "<": "before", ">": "after",
    "i": "in", "p": "on, since, by", "s": "at", "e": "the", "F": "of", "T": "to, until", "C": "and", "c": "couple",
    "v": "few", "E": "start, middle, end", "B": "beginning", "u": "a unit", "U": "a thing that is counted",
    ",": "a comma",     "|": "the end of a sentence", ".": "another word",
}  # fmt: skip

_MONTHS = (
    "january jan janu january's januari janv janvier januar jaenner janner",
    "february feb febr februari fev fevr fevrier februar  febuary febury",
    "march mar maart mrt mars maerz marz mrz mrch marchh",
    "april apr apri avril avr aprl",
    "may mei mai",
    "june jun juni juin jne",
    "july jul juli juillet juil jly juley",
    "august aug augustus aout augst ogust",
    "september sep sept septembre setember spt septemb sepetmber",
    "october oct okt oktober octobre octob",
    "november nov novembre novem novemb",
    "december dec dez dezember decembre decem desember",
)
_WEEKDAYS = (
    "monday mon maandag maa montag lundi monady mnday munday",
    "tuesday tue tues tu dinsdag din dienstag mardi tuseday teusday tuesay chewsday",
    "wednesday wed weds wednes woensdag woe mittwoch mercredi wensday wendsday wednsday wenesday",
    "thursday thu thur thurs thrs donderdag donnerstag jeudi thirsday thusday thurday",
    "friday fri frid vrijdag freitag vendredi firday fryday",
    "saturday sat satur zaterdag samstag sonnabend samedi satday saterday",
    "sunday sun zondag sonntag dimanche sundy",
)
_FROM_TODAY = {
    0: ("today tday 2day todays tody 2daay vandaag heute tonight 2nite tonite 2night aujourdhui vanmorgen "
        "vanochtend vanavond"),
    -1: "yesterday yday yest yesty ystrdy ystday yesterdays gisteren gister gisteravond gisterenavond gestern hier",
    1: "tomorrow tomorow tommorow tommorrow tomoz 2moro 2mor 2moz tmrw tmro tmr tmw tmoro tomo tomoro tomoroow 2morrow "
    "2morow demain morgen morgenvroeg",
    -2: "eergisteren eergister vorgestern avanthier ereyesterday",
    2: "overmorgen uebermorgen ubermorgen apresdemain overmorrow",
}  # fmt: skip
_ORDINALS = (
    "first eerste erste ersten premier", "second tweede zweite zweiten", "third derde dritte dritten",
    "fourth vierde vierten forth", "fifth vijfde fuenften", "sixth", "seventh", "eighth eigth", "ninth nineth", "tenth",
    "eleventh", "twelfth twelth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth",
    "nineteenth", "twentieth", "twentyfirst", "twentysecond", "twentythird", "twentyfourth", "twentyfifth",
    "twentysixth", "twentyseventh", "twentyeighth", "twentyninth", "thirtieth", "thirtyfirst",
)  # fmt: skip
_NUMBERS = (
    "zero", "", "two twee deux zwei", "three drie trois drei", "four vier quatre", "five vijf cinq fuenf funf",
    "six zes sechs", "seven zeven sept. sieben", "eight acht huit", "nine negen neuf neun", "ten tien dix zehn",
    "eleven elf onze", "twelve twaalf douze zwoelf zwolf", "thirteen", "fourteen veertien vierzehn quatorze", "fifteen",
    "sixteen", "seventeen", "eighteen", "nineteen", "twenty", "twentyone", "twentytwo", "twentythree", "twentyfour",
    "twentyfive", "twentysix", "twentyseven", "twentyeight", "twentynine", "thirty", "thirtyone",
)  # fmt: skip
_PLAIN = {
    "1": "a an one een eine einen einem einer une",
    "d": "day days dys dag dagen jour jours tag tage tagen",
    "w": "week weeks wk wks weekk weken semaine semaines woche wochen",
    "f": "fortnight fortnights fortnite",
    "m": "month months mth mths mnth mnths maand maanden mois monat monate monaten monats",
    "a": "year years yr yrs jaar jaren an ans annee jahr jahre jahren jahres",
    "k": "weekend weekends wkend weekeind wochenende wkd",
    "t": "morning mornin afternoon evening eve night nite arvo lunchtime noon midday am pm morgens ochtend middag "
    "avond "
    "nacht matin soir midi abend nachmittag vormittag",
    "l": "last lst past previous prev latest vorige vorig afgelopen laatste letzte letzten letzter letztes "
    "letztem vorigen "
    "vergangenen dernier derniere passe passee",
    "x": "next nxt coming following upcoming volgende volgend komende aanstaande naechste naechsten naechster "
    "naechstes "
    "nachste nachsten nachster nachstes kommende kommenden prochain prochaine prochains nex",
    "h": "this ths current deze dit diese diesen dieser dieses cette ce cet",
    "g": "gone",
    "b": "ago agoo back geleden earlier",
    "<": "before b4 bfore voor avant",
    ">": "after aftr na nach apres",
    "i": "in within binnen dans innerhalb en",
    "p": "on since from by for starting started began begins starts vom ab seit op vanaf sinds am du depuis around "
    "about approx till2 dated date le per",
    "s": "at @",
    "e": "the teh th de den het der la les dem",
    "F": "of o' van von",
    "T": "to till til until untill thru through tot bis - -- – — tm jusqu'au jusqu au jusquau upto",
    "C": "and & n + / or und oder et ou plus y",
    "c": "couple paar",
    "v": "few several some many enkele einige quelques",
    "E": "start end begin mid middle early late eind einde anfang ende mitte debut fin beginning halfway",
    "B": "beginning commencing starting start comm",
    "z": "now nu jetzt time",
    "j": "just",
    "u": "mg ml mcg µg ug g kg l mmol units iu x times percent % hours hour hrs hr h minutes mins min seconds "
    "secs oclock "
    "o'clock uhr uur heures heure tablets tablet tabs pills pill capsules drops people percentages bpm degrees c "
    "cm mm km "
    "miles pounds stone lbs euros pence quid old aged points out bags vials friends nurses reminders kids relapses",
    "S": "summer winter autumn spring fall zomer herfst lente sommer herbst fruehling ete hiver automne printemps",
    "U": "course courses round rounds infusion infusions dose doses drip drips cycle cycles treatment treatments "
    "test tests "
    "blood bloods lem lemtrada ones appointment appointments visit visits person attempt floor trimester child kid boy "
    "girl baby relapse reminder point hospital ward bag vial kur kuur behandeling cure cures stage lot go",
}  # fmt: skip
_FEASTS = {
    (12, 25): "christmas xmas kerst kerstmis weihnachten noel crimbo",
    (1, 1): "newyearsday",
    (12, 31): "newyearseve hogmanay silvester oudejaarsdag",
    (12, 24): "christmaseve heiligabend",
    (12, 26): "boxingday",
    (2, 14): "valentines valentine",
    (10, 31): "halloween",
}
EASTER = (0, 0)
"""A feast that moves; `days` counts it from the year."""

WEAK = frozenset("may mar march mai sat sun mon wed tu din don jan june april august mars sept dec sep tues2".split())
"""Words that mean something else too; `pieces` asks their neighbours."""


def _numbered(groups: tuple[str, ...], first: int) -> Iterator[tuple[str, int]]:
    for number, words in enumerate(groups, first):
        for word in words.split():
            yield word, number


_DOUBLED = re.compile(r"(.)\1")
_WORDS: dict[str, tuple[str, int]] = {}
for _sign, _words in _PLAIN.items():
    for _word in _words.split():
        _WORDS.setdefault(_word, (_sign, 1))
for _sign, _groups, _first in (("n", _NUMBERS, 0), ("o", _ORDINALS, 1), ("M", _MONTHS, 1), ("W", _WEEKDAYS, 0)):
    for _word, _number in _numbered(_groups, _first):
        _WORDS[_word] = (_sign, _number)
for _offset, _words in _FROM_TODAY.items():
    for _word in _words.split():
        _WORDS[_word] = ("R", _offset)
for (_month, _day), _words in _FEASTS.items():
    for _word in _words.split():
        _WORDS[_word] = ("H", _month * 100 + _day)
_WORDS["easter"] = _WORDS["easterday"] = ("H", 0)
_WORDS["goodfriday"] = ("H", -2)
_WORDS["eastermonday"] = ("H", 1)

_NAMES = (
    "january february march april august september october november december monday tuesday wednesday thursday friday "
    "saturday sunday yesterday tomorrow today januari februari augustus oktober maandag dinsdag woensdag "
    "donderdag vrijdag "
    "zaterdag zondag gisteren eergisteren overmorgen vandaag januar februar dezember montag dienstag mittwoch "
    "donnerstag "
    "freitag samstag sonntag gestern vorgestern janvier fevrier juillet septembre octobre novembre decembre lundi "
    "mercredi "
    "vendredi samedi dimanche first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth"
).split()
"""The words towards which a misspelt one is corrected; their short forms lie too close to other words."""
_ORDINARY = frozenset(
    "element elements eightieth sixtieth gesture getters thirds fourths fifths sixths eighths twelfths toddy samsung "
    "match marsh mark marry merch mercy marched marching martial marital sunny sundae someday holiday holidays "
    "birthday "
    "midday workday payday everyday friendly monthly mondays augment number numbers member members remember ember "
    "timber "
    "decent octopus tomato mayday apron second seconds seconde thirty third therapy thirsty sixty sunray sundry "
    "tuesdays "
    "wednesdays thursdays fridays saturdays sundays saturation saturated seventy ninety fist firsts fifty fight fourty "
    "forty worth north month months tenths teeth tooth truth death health march's juice juicy jury manual diner dinner "
    "finsih finish eight eighty weight height nineteen faith froth broth mouth south youth earth lunch mundane "
    "thousand "
    "hundred moody money monkey mending meeting montage mending mostly sister sisters thursdaynight noven oven friend "
    "friends fridge frame tumour tender tendency seventies dimension jeune jeudis lunde lundis mardis marche hour "
    "apply appel avril april's people premier premiere derde aprile jours junior joint januvia octave octagon notably "
    "together tomorrows yesterdays better letter winter later water dated dates finished yearly year years".split()
)


@lru_cache(maxsize=20_000)
def meaning(word: str) -> tuple[str, int]:
    """The sign and number of a levelled word; misspelt months, weekdays, ordinals and words such as yesterday too."""
    if known := _WORDS.get(word):
        return known
    once = _WORDS.get(_DOUBLED.sub(r"\1", word))
    if once and once[0] in "MW" and len(word) > 4 and word not in _ORDINARY:
        return once
    if len(word) < 5 or not word.isalpha() or word in _ORDINARY:
        return ".", 0
    best, nearest = None, 3
    for candidate in _NAMES:
        limit = 1 if min(len(word), len(candidate)) < 7 else 2
        if abs(len(word) - len(candidate)) > limit or not _begins_alike(word, candidate):
            continue
        if len(candidate) == len(word) + 1 and candidate.endswith("e"):
            continue
        distance = OSA.distance(word, candidate, score_cutoff=limit)
        if distance <= limit and distance < nearest:
            best, nearest = candidate, distance
    return (".", 0) if best is None else _WORDS[best]


def _begins_alike(word: str, candidate: str) -> bool:
    """A slip at the first letter is rare, except two letters that changed places."""
    return word[0] == candidate[0] or word[:2] == candidate[1::-1]
