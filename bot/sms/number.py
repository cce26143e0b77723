"""Which phone number is meant? One way to write each, so that a person always has the same conversation."""

import phonenumbers

LONGEST = 40


def e164(written: str, country: str) -> str:
    """A number as +32470123456; what is no number, such as a short code or a name, as it came.

    Only the length is checked: numbers kept for examples, and ranges newer than the tables, must pass.

    Args:
        written: as it came or as somebody wrote it.
        country: where a number without a country code belongs, as ISO 3166.
    """
    plain = written.strip()[:LONGEST]
    try:
        number = phonenumbers.parse(plain, country)
    except phonenumbers.NumberParseException:
        return plain
    # "1733" is a short code of some carrier and no subscriber of the centre's country.
    if not plain.startswith("+") and not phonenumbers.is_valid_number(number):
        return plain
    if not phonenumbers.is_possible_number(number):
        return plain
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
