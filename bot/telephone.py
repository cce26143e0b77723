"""Which phone number did somebody at the clinic write down, and how is one shown to those who need not know it?"""

from dataclasses import dataclass

import phonenumbers

from care.errors import NotAccepted

SHOWN_DIGITS = 2
"""Of a masked number, at its end: enough to tell two of a family apart."""


@dataclass(frozen=True, kw_only=True)
class Number:
    """A phone number.

    Attributes:
        e164: as it is kept and dialled: +32470123456.
        doubt: why it may be wrong, as a sentence, or None.
    """

    e164: str
    doubt: str | None = None


def number_of(written: str, country: str) -> Number:
    """The number that somebody wrote.

    One that has the right length but belongs to no known range is taken with a doubt: ranges newer than the tables
    exist, and numbers that are kept for films and examples.

    Args:
        written: as it was written, with or without the country's code.
        country: where a number without a country's code belongs, as ISO 3166.

    Raises:
        NotAccepted: when it can be no phone number.
    """
    try:
        number = phonenumbers.parse(written.strip(), country)
    except phonenumbers.NumberParseException as error:
        raise NotAccepted(_NO_NUMBER) from error
    if number.extension or not phonenumbers.is_possible_number(number):
        raise NotAccepted(_NO_NUMBER)
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if not phonenumbers.is_valid_number(number):
        return Number(e164=e164, doubt="No phone company is known to give out this number; please check its digits.")
    if phonenumbers.number_type(number) in _NO_TEXTS:
        return Number(e164=e164, doubt="This is no mobile number; it may not be able to receive texts.")
    return Number(e164=e164)


def masked(e164: str) -> str:
    """A number of which only the country's code and the end can be read: +32*******56."""
    try:
        code = str(phonenumbers.parse(e164).country_code)
    except phonenumbers.NumberParseException:
        code = ""
    hidden = len(e164) - 1 - len(code) - SHOWN_DIGITS
    return f"+{code}{'*' * hidden}{e164[-SHOWN_DIGITS:]}"


_NO_NUMBER = (
    "This is no phone number: its length is wrong, or it has other signs than digits. Write it with the country's "
    "code, such as +32470123456."
)
_NO_TEXTS = frozenset(
    {
        phonenumbers.PhoneNumberType.FIXED_LINE,
        phonenumbers.PhoneNumberType.TOLL_FREE,
        phonenumbers.PhoneNumberType.PREMIUM_RATE,
        phonenumbers.PhoneNumberType.SHARED_COST,
        phonenumbers.PhoneNumberType.VOICEMAIL,
    }
)
