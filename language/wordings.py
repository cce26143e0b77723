"""How is one of many wordings found in a text?

Patients say one thing in a hundred ways; they are listed in groups, a kind of wording on each line, so that a line can
be read, added or taken away by itself.
"""

import re


def any_of(*groups: str) -> re.Pattern[str]:
    """A pattern that finds any of these wordings.

    Args:
        groups: regular expressions; each wording begins and ends at the edge of a word. A mark of a date, `@`, counts
            as an edge.
    """
    return re.compile(rf"\b(?:{'|'.join(groups)})\b")


def only(*groups: str) -> re.Pattern[str]:
    """A pattern that finds one of these wordings where a text says nothing else."""
    return re.compile(rf"^\W*(?:{'|'.join(groups)})\W*$")


def leading(*groups: str) -> re.Pattern[str]:
    """A pattern that finds one of these wordings at the beginning of a text, with any stops before it."""
    return re.compile(rf"^\W*(?:{'|'.join(groups)})\b")
