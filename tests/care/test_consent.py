"""Is STOP understood as patients write it, and left alone where it is a word?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.consent import ALLOWED_MOVES, Command, Consent, after, command_beside, command_in

STOPS = """
stop|STOP|Stop|STOP.|Stop!|stop!!!| stop |stop\\n|"STOP"|“stop”|*stop*|/stop|stop 🛑
sto\u200bp|ｓｔｏｐ|S.T.O.P.|stopp|STOOOP|stopppp|st0p|stpo|sotp|stop stop|STOP STOP STOP
stop. stop.|stop it|stop this|stopall|STOP ALL|stop all|please stop|stop please|stop pls
pls stop|plz stop now|ok stop|hi, stop please|just stop|no thanks stop|stop thanks|sorry stop
stop thank you|STOP NOW!|stop\\nSent from my iPhone|reply STOP|text stop|stop 2 end|stop to end
unsubscribe|Unsubscribe me|unsubscribe please|unsub|unsuscribe|unsubcribe|un-subscribe
i want to unsubscribe|opt out|opt-out|OPTOUT|i'd like to opt out|revoke|quit|please quit|end
END.|cancel|Cancel!|remove me|remove me from your list|take me off this list|stop texting me
stop texting|quit texting me|stop messaging me|stop sending me texts
stop sending me these messages|stop sending texts to me|stop the texts|stop all messages
stop these texts please|stop your sms|no more texts|no more messages please|don't text me
dont text me anymore|don’t text me again|do not text me ever again
don't send me any more messages|do not send texts|never text me again|stop contacting me
stop spamming me|cancel texts|end messages|stoppen|stop aub|stop alsjeblieft|stop maar
STOP A.U.B.|afmelden|uitschrijven|stop de berichten aub|stop met sms|geen berichten meer
geen smsjes meer aub|schrijf me uit|arrêt|ARRÊT|arret|Arrêter|arrete|arrêtez|arrêter svp
arrêtez s'il vous plaît|s’il te plaît arrête|stop svp|stop stp|stopper|arrêt sms
arrêtez les messages|stop sms|plus de sms|plus de messages merci|désabonner|me désinscrire
arrett|abmelden|bitte stop|Stopp bitte|stopp!|bitte aufhören|aufhoeren|abbestellen
keine SMS mehr|keine Nachrichten mehr bitte|stopp die Nachrichten|beenden
"""
STARTS = """
start|START|Start.|start please|start again|START NOW|unstop|un-stop|restart|re-start|opt in
opt-in|optin|resubscribe|subscribe|start texting me again|start the texts again
start sending me messages|aanmelden|start aub|opnieuw starten|recommencer|recommencez svp
s'inscrire|anmelden|wieder anmelden|bitte starten
"""
HELPS = """
help|HELP|Help!|help?|help me|HELP ME!!|please help|pls help|help please|help help|heeelp|helppp
hlp|need help|i need help|I need help please|can someone help me|info|INFO|info please|hulp
hulp aub|help mij|ik heb hulp nodig|aide|aidez-moi|aidez moi svp|à l'aide|au secours
besoin d'aide|j'ai besoin d'aide|Hilfe|Hilfe!|hilf mir|ich brauche hilfe
"""
CONTENT = """
should i stop aciclovir|can i stop|when can i stop|stop?|stop aciclovir|stop treatment
i want to stop|want to stop|i stopped|stopped|it won't stop|the bleeding does not stop
make it stop|don't stop|do i stop now|stop lemtrada|how do i stop these texts
how do i unsubscribe?|why did you stop|non stop headache|stop smoking|bus stop|i quit smoking
quit smoking|i want it to end|the end|end of treatment|at the end|when does it end|week end
cancel my appointment|cancel it|please cancel|cancel please|cancel my blood test|end now|no more
enough|leave me alone|delete my data|no|no thanks|thanks|ok|now|please|please now|done|later
text|message|a text|stop reminders|stop the reminders for urine|no more reminders
no more lemtrada|i want to die|i'm done|yes|Yes please|y|start aciclovir|when do i start|start?
i start monday|did my treatment start|start of the course|help me understand|help with my dates
can you help me with my tax|help me find a date|does it help|what helps|info about thyroid
more info on tests|information about lemtrada|need info|arrêter le traitement|faut-il arrêter
moet ik stoppen|wanneer stoppen met pillen|soll ich aufhören|ende der behandlung|hulp bij datum
aide pour la date|die Hilfe kommt|fin du traitement
"""


def _texts(listed: str) -> list[str]:
    return [text.replace("\\n", "\n") for text in listed.strip("\n").replace("\n", "|").split("|")]


@pytest.mark.parametrize("text", _texts(STOPS))
def test_stop_is_understood_as_patients_write_it(text):
    assert command_in(text) is Command.STOP


@pytest.mark.parametrize("text", _texts(STARTS))
def test_start_is_understood_as_patients_write_it(text):
    assert command_in(text) is Command.START


@pytest.mark.parametrize("text", _texts(HELPS))
def test_help_is_understood_as_frightened_people_write_it(text):
    assert command_in(text) is Command.HELP


@pytest.mark.parametrize("text", [*_texts(CONTENT), "", "   ", "🛑", "...", "\x00", "?"])
def test_a_keyword_that_is_part_of_what_somebody_says_is_no_command(text):
    assert command_in(text) is None


@pytest.mark.parametrize(
    "word", ["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT", "ARRET"]
)
def test_every_word_that_the_carrier_takes_for_stop_stops_here_too(word):
    assert command_in(word) is Command.STOP


@given(st.text(max_size=200))
def test_any_text_can_be_read(text):
    assert command_in(text) in (None, *Command)
    assert command_beside(text) in (None, Command.STOP, Command.START)


@pytest.mark.parametrize("text", ["stop " * 20_000, "st" + "o" * 100_000, "help " * 20_000, "please " * 20_000])
def test_a_very_long_text_is_read_at_once(text):
    command_in(text)


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("STOP. I cannot breathe", Command.STOP),
        ("my face drops on one side\nstop", Command.STOP),
        ("please stop! my chest hurts", Command.STOP),
        ("the bleeding does not stop", None),
        ("it comes and goes, stop, start, stop", None),
        ("help. I cannot breathe", None),
    ],
)
def test_stop_beside_a_warning_sign_is_a_sentence_of_its_own(text, command):
    assert command_beside(text) is command


@pytest.mark.parametrize("consent", Consent)
@pytest.mark.parametrize("command", Command)
def test_asking_twice_changes_nothing(consent, command):
    once = after(consent, command)
    assert after(once, command) is once


def test_only_start_brings_texts_back():
    back = {command for command, state in ALLOWED_MOVES[Consent.STOPPED].items() if state is Consent.GIVEN}
    assert back == {Command.START}
