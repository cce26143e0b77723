"""Which small numbers do patients write as words?"""

LONGEST = 1_600
"""Characters that are read: the most that a text message can have."""
NUMBERS = {
    word: number
    for number, words in enumerate(
        (
            "zero null", "one een une eine ein a an", "two twee deux zwei couple", "three drie trois drei",
            "four vier quatre", "five vijf cinq funf", "six zes sechs", "seven zeven sieben", "eight acht huit",
            "nine negen neuf neun", "ten tien dix zehn", "eleven elf onze", "twelve twaalf douze zwolf", "thirteen",
            "fourteen",
        )
    )
    for word in words.split()
}  # fmt: skip


def number(written: str) -> int:
    """The value of a figure or of a word in `NUMBERS`."""
    return int(written) if written.isdigit() else NUMBERS[written]
