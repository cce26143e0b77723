"""Which questions does one message hold?"""


def split(text: str) -> tuple[str, ...]:
    """The parts of a message, at most four, in its order."""
    return (text,)
