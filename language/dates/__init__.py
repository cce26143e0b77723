"""Which days does a patient mean? Words in, civil days out; what is doubtful keeps all its readings.

The rooms: `values` says what comes out, `lexicon` and `pieces` turn a text into signs, `shapes` finds the expressions
among the signs, `mentions` and `days` turn an expression into days, `joins` lets neighbours lend each other month and
year, `tense` tells past from future, and `elsewhere` asks a library for the languages that have no words here.
"""

from language.dates.reading import read_dates
from language.dates.tense import read_tense
from language.dates.values import DateReading, Joined, Precision, Problem, Tense

__all__ = ["DateReading", "Joined", "Precision", "Problem", "Tense", "read_dates", "read_tense"]
