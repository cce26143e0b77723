"""Does a text ask us to stop, to start again, or for help, and may we write to this person?

The single words are those that carriers and Twilio act on for long codes: STOP, STOPALL, UNSUBSCRIBE, CANCEL,
END, QUIT, REVOKE, OPTOUT, ARRET; START, UNSTOP; HELP, INFO. Carriers act on a single word only; patients
write "stop pls" or "no more texts", and mean it, so those count here. YES is left out on purpose: carriers
treat it as START, and patients use it as a word.
"""

import re
import unicodedata
from enum import StrEnum
from itertools import groupby


class Command(StrEnum):
    """A word that concerns the service itself and never reaches the model."""

    STOP = "stop"
    START = "start"
    HELP = "help"


class Consent(StrEnum):
    """Whether unsolicited texts may be sent. A warning-sign reply is never held back by it."""

    GIVEN = "given"
    STOPPED = "stopped"
    CLOSED = "closed"
    """Whoever has the number said that it is not the patient's; a word from there does not open it again."""


ALLOWED_MOVES: dict[Consent, dict[Command, Consent]] = {
    Consent.GIVEN: {
        Command.STOP: Consent.STOPPED,
        Command.START: Consent.GIVEN,
        Command.HELP: Consent.GIVEN,
    },
    Consent.STOPPED: {
        Command.STOP: Consent.STOPPED,
        Command.START: Consent.GIVEN,
        Command.HELP: Consent.STOPPED,
    },
    Consent.CLOSED: {
        Command.STOP: Consent.CLOSED,
        Command.START: Consent.CLOSED,
        Command.HELP: Consent.CLOSED,
    },
}

# Only when nothing stands beside them: "please cancel" and "end now" may be meant for the open question.
_BARE_STOP = "cancel|end|ende|fin|annuler|beenden"

_TEXTS = r"(?:(?:text )?messages?|mesages?|messges|msgs?|texts?|txts?|sms(?:es)?)"
_WHICH = r"(?: (?:all|any|more|of|the|th[eo]se|this|your|my))*"
_STOP = [
    # The word itself: drawn out, slipped on the keyboard, spelt out, copied from our own footer.
    r"st[o0]+p+|stp|stpo|sotp|tsop|dtop|syop|s t o p|stop it|stop this|stop al|stop ?all",
    r"(?:reply|text|txt|send|sending|type) stop|stop ?(?:2|to) ?(?:end|quit|stop)",
    # English
    r"quit|revoke|opt ?out|opt me out|remove me",
    r"(?:i (?:want|wish|would like|need) to |id like to )?(?:opt ?out|unsubscribe)",
    r"un ?sub|un ?subscribed?|unsub?s?cribe?|unsubscibe|unsubscrible|unsubsribe|unsubsrcibe",
    r"unsubscribe (?:me|all|from all)",
    r"(?:remove|take) me (?:from|off)(?: (?:the|your|this))?(?: \w+)? list",
    rf"(?:stop|quit|end|cancel)(?: sending)?(?: me)?{_WHICH} {_TEXTS}(?: to me)?",
    r"(?:stop|quit) (?:texting|txting|messaging|msging|contacting|spamming)(?: me)?",
    r"(?:do not|dont|never) (?:text|txt|message|msg|sms|contact) me(?: (?:again|any ?more|any longer|ever))*",
    rf"(?:do not|dont|never) send(?: me)?{_WHICH} {_TEXTS}(?: (?:again|any ?more|any longer|ever))*",
    rf"no more {_TEXTS}",
    # Dutch
    r"stoppen|stop maar|stop ermee|stop hiermee",
    r"afmelden|uitschrijven|uitschrijving|schrijf me uit|meld me af",
    r"stop(?: met)?(?: de| deze| die| alle)? (?:sms|smsen|smsjes|berichten|berichtjes)",
    r"geen (?:sms|smsen|smsjes|berichten|berichtjes) meer",
    # French, without accents
    r"arr?ett?|arretee?r?|arretez|stopper|stoppez|arreter tout|resilier",
    r"(?:me )?desabonner|desabonnement|desabonnez moi|(?:me )?desinscrire|desinscription|desinscrivez moi",
    r"(?:stop|arret|arreter|arretez|arrete)(?: (?:les|des|ces|vos|tous les|de))? (?:sms|messages|textos)",
    r"plus de (?:sms|messages|textos)",
    # German, without umlauts or with their e
    r"abmelden|abmeldung|abbestellen|abbestellung|stoppt|aufhoe?ren|melden sie mich ab|meldet mich ab",
    r"stopp?(?: die| diese| alle)? (?:sms|nachrichten)|(?:sms|nachrichten) stoppen",
    r"keine (?:sms|nachrichten) mehr",
]
_START = [
    r"start+|strat|un ?stop+|restart|re start|start again|start up again|opt ?in|opt me in",
    r"resubscribe|re subscribe|resubscribe me|subscribe(?: me)?(?: again)?|undo stop|stop the stop",
    rf"(?:re)?start(?: sending)?(?: me)?{_WHICH} {_TEXTS}(?: to me)?(?: again)?",
    r"(?:re)?start (?:texting|txting|messaging)(?: me)?(?: again)?",
    r"aanmelden|inschrijven|opnieuw starten|start opnieuw|herstarten",
    r"recommencer|recommencez|reprendre|reabonner|reabonnement|me reabonner|sinscrire",
    r"anmelden|anmeldung|starten|neu starten|wieder starten|wieder anmelden",
]
_HELP = [
    r"he+l+p+|hlp|hepl|hlep|halp|help me|helpme|help us|info|sos",
    r"(?:i )?(?:really )?need (?:some )?help",
    r"(?:can|could) (?:some|any) ?(?:one|body) help(?: me)?",
    r"hulp|help mij|hulp nodig|ik heb hulp nodig",
    r"aide|aidez moi|aide moi|a laide|au secours|besoin daide|jai besoin daide",
    r"hilfe|hilf mir|helfen sie mir|helft mir|ich brauche hilfe|brauche hilfe",
]
_PATTERNS = {
    command: re.compile("|".join(f"(?:{spelling})" for spelling in spellings))
    for command, spellings in ((Command.STOP, _STOP), (Command.START, _START), (Command.HELP, _HELP))
}
_BARE_PATTERN = re.compile(_BARE_STOP)
_POLITE = re.compile(
    r"\b(?:please|pleas|plese|plase|plse|pls|plss|plz|plzz|kindly|just|sorry|hi|hello|hey|ok|okay"
    r"|thanks|thank (?:you|u)|no thanks|no thank you|thx|tks|tnx|ty|cheers|now|right now|immediately|asap"
    r"|alsjeblieft|alstublieft|asjeblieft|a ?u ?b|bedankt|dank (?:u|je)|graag|nu"
    r"|s ?v ?p|stp|s ?il (?:vous|te) plait|merci|bonjour|maintenant|tout de suite"
    r"|bitte|danke|jetzt|sofort|hallo)\b"
)
_SIGNATURE = re.compile(r"\bsent from my \w+.*$", re.DOTALL)
_APOSTROPHES = dict.fromkeys(map(ord, "'’‘`\N{ACUTE ACCENT}\N{MODIFIER LETTER APOSTROPHE}"))


def command_in(text: str) -> Command | None:
    """The command a whole text consists of, or None.

    A keyword inside a sentence ("should I stop my tablets?") is content and no command, and so is a question
    ("stop?"), except for help. Case, accents, punctuation, repetition and politeness do not matter.
    """
    bare = _plain(text)
    if not bare:
        return None
    # A slash begins a command to chat programs and to Rasa: of those only a stop is obeyed, because it is safe.
    if text.lstrip().startswith("/"):
        return Command.STOP if _PATTERNS[Command.STOP].fullmatch(bare) else None
    polite_free = _once(_POLITE.sub(" ", bare))
    for command, pattern in _PATTERNS.items():
        if command is not Command.HELP and "?" in text:
            continue
        if pattern.fullmatch(bare) or pattern.fullmatch(polite_free):
            return command
    return Command.STOP if _BARE_PATTERN.fullmatch(bare) and "?" not in text else None


def command_beside(text: str) -> Command | None:
    """STOP or START that stands as a sentence or line of its own within a longer text, or None.

    It is meant for texts that hold a warning sign as well ("STOP. I cannot breathe"), where both are acted
    on. In any other text a keyword among sentences is content.
    """
    commands = (command_in(sentence) for sentence in re.split(r"(?<=[.!?;\n])", text))
    return next((command for command in commands if command in (Command.STOP, Command.START)), None)


def after(consent: Consent, command: Command) -> Consent:
    """The consent after a command; asking twice changes nothing."""
    return ALLOWED_MOVES[consent][command]


def _plain(text: str) -> str:
    """Lower case without accents, marks and repeats, one space between words."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES)).casefold()
    # Accents and the invisible characters that telephones put in vanish; other marks part words.
    letters = "".join(character for character in decomposed if unicodedata.category(character) not in ("Mn", "Cf"))
    return _once(re.sub(r"[\W_]+", " ", _SIGNATURE.sub("", letters)))


def _once(text: str) -> str:
    return " ".join(word for word, _ in groupby(text.split()))
