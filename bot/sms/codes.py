"""What does Twilio's number for a fault mean: can trying again help, and what does a nurse have to know?

The numbers are those of Twilio's list of errors. What is not here is taken for final, since a text that is tried again
and again annoys whoever gets it.
"""

from care.delivery import Refusal

_AGAIN: dict[str, str] = {
    "20429": "The phone company is busy.",
    "14107": "The phone company is busy.",
    "30001": "The phone company's queue is full.",
    "30003": "The phone is off or out of reach.",
    "30017": "The person's carrier is overloaded.",
    "30022": "The phone company sends no more texts for us at this moment.",
    "63018": "The phone company sends no more texts for us at this moment.",
}
_FINAL: dict[str, str] = {
    "21211": "The number is not a phone number.",
    "21214": "The number cannot be reached.",
    "21217": "The number is not a phone number.",
    "21408": "The account may not send texts to the country of this number.",
    "21602": "The text was empty.",
    "21606": "The centre's own number cannot send texts.",
    "21608": "The account is a trial and may not send to this number.",
    "21612": "No text can go from the centre's number to this one.",
    "21614": "The number is not a mobile phone.",
    "21617": "The text was too long.",
    "30002": "The account was suspended. Tell whoever runs the service.",
    "30004": "The person's carrier or phone blocks our texts.",
    "30005": "The number does not exist any more.",
    "30006": "The number is a landline, or its carrier cannot be reached.",
    "30007": "The carrier took the text for spam.",
    "30008": "The carrier could not deliver the text and did not say why.",
    "30010": "The text would have cost more than is allowed.",
    "30018": "The person's carrier must approve our texts first. Tell whoever runs the service.",
    "30034": "The centre's number is not registered. Tell whoever runs the service.",
    "30036": "The text was not delivered in the time that was set for it.",
    "30039": "A machine was answering our texts, so the phone company stopped them.",
    "30410": "The carrier did not answer in time.",
    "30453": "The phone company took the text for fraud.",
    "30454": "The phone company took the text for fraud.",
}
OPTED_OUT = "21610"


def refusal_of(code: str, status: int | None = None) -> Refusal:
    """What a fault means.

    Args:
        code: Twilio's number, or an empty text.
        status: of the HTTP response, where there was one.
    """
    if code == OPTED_OUT:
        words = "The person's carrier holds our texts back, because the person sent STOP there."
        return Refusal(code=code, words=words, opted_out=True)
    if code in _AGAIN:
        return Refusal(code=code, words=_with(_AGAIN[code], code), again=True)
    if code in _FINAL:
        return Refusal(code=code, words=_with(_FINAL[code], code))
    if status == 429:  # noqa: PLR2004 - too many requests, in HTTP
        return Refusal(code="http_429", words="The phone company is busy.", again=True)
    if status in (401, 403):
        words = "The phone company does not know the account. Tell whoever runs the service."
        return Refusal(code=code or f"http_{status}", words=words, again=True)
    shown = code or (f"http_{status}" if status else "unknown")
    return Refusal(code=shown[:16], words=_with("The text could not be delivered.", shown))


def _with(words: str, code: str) -> str:
    return f"{words} ({code})"
