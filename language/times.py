"""Is a sign long past, gone, seen by a doctor, or taken back?

Words for "still", "again" or "worse" always win: what goes on is not past.
"""

import re

_LONG_AGO = re.compile(
    r"\b(in (19|20)\d\d|back in|years? (ago|back)|months? (ago|back)|(\d+|two|three|four|five|six|some|few|"
    r"several) (weeks|wks) ago|last "
    r"(year|summer|winter|spring|autumn|fall|month|january|february|march|april|may|june|july|august|september|"
    r"october|"
    r"november|december|christmas)|as a (child|kid|teenager|student|baby|boy|girl|youngster)|when i was|"
    r"when (he|she) "
    r"was|in my (childhood|youth|teens|twenties|thirties)|long ago|ages ago|(two|three|four|several|few|some|"
    r"many|\d+) (summers|winters|springs|autumns|christmases) ago|a while (ago|back)|"
    r"(?<!rolled )(?<!rolling )(?<!came )(?<!fell )(?<!went )(?<!got )(?<!head )(?<!eyes )back then|"
    r"in the past|(?<!right )before "
    r"(lem\w*|treatment|the treatment|my (first|diagnosis)|i (had|got|started) (lem\w*|treatment)|the first)|"
    r"previously|history of|had (a |an )?(stroke|heart attack|tia|seizure|clot|dissection|"
    r"relapse)( \w+){0,3} before(?! (i|the|my))|"
    r"used to (have|get)|once had|had .{1,30} once|at (the )?age (of )?\d+|at \d\d$|decades|before ms|"
    r"(after|during|with) my (first|1st|last|previous) (course|round|infusion|lem\w*) (in|back)|"
    r"vorig jaar|jaren geleden|il y a .{1,12} (ans|mois)|annee derniere|letztes jahr|vor .{1,10} jahren|"
    r"the first time round)\b"
)
_PAST_TENSE = re.compile(
    r"\b(had|was|were|got|went|lost|did|coughed|passed|fainted|collapsed|happened|ended|turned|came|started|noticed|"
    r"found|bled|gone|been|ago|once|previously|history|used|felt|broke|took|suffered|survived|recovered|hatte|"
    r"had|avais|ai eu)\b"
)
_GOES_ON = re.compile(
    r"\b(still|again|every (night|evening|day|morning)|worse|worsening|back again|(is|are|has|have|came|come|"
    r"coming|its) back|(?<!never )(?<!not )returned|returning|"
    r"now (my|i|it is|the|he|she|also|have|has|got)|"
    r"since|ever since|ongoing|keeps?|continues|not gone|not going|hasnt gone|havent gone|"
    r"wont go|today|tonight|right now|this (morning|afternoon|evening)|getting|toujours|encore|nog steeds|weer|"
    r"immer noch|"
    r"wieder|started)\b"
)
_GONE = re.compile(
    r"\b((is|are|has|have|all|it|they|he|she|now|completely|totally|was|had) gone( (now|away|again|since|after|"
    r"by|overnight|thank\w*|so|and|already|today|phew|lol|yay|too|completely|for good)|$)|gone (now|away|since|"
    r"by|after|again|overnight|completely|within)|"
    r"went away|gone away|goes away|(all |now |feel |feeling |am |is |are |im |much |completely |be )+(fine|ok|"
    r"okay|good|better|well|normal|clear|recovered) (now|again|since|today)|"
    r"(fine|ok|okay|better|good|well|normal|clear|recovered) now|now (fine|ok|okay|better|good|well|normal|"
    r"clear)|all (fine|good|clear|ok|better|gone|normal)|"
    r"cleared (up|now)|disappeared|no longer|settled( down)?|long (gone|over|past|healed)|back to normal|"
    r"has stopped|stopped (now|by itself|after)|"
    r"it stopped|healed|recovered|full recovery|(has|have|had) faded|(?<!look )(?<!looks )(?<!looking )(?<!colours )"
    r"(?<!colors )faded( away| now)?$|is healing|"
    r"passed (off|quickly|by itself)|"
    r"resolved|weg nu|voorbij|over now|all over now|c est passe|passe maintenant|ist weg|vorbei)\b"
)
_SEEN = re.compile(
    r"\b((doctor|doctors|doc|gp|nurse|consultant|hospital|neurologist|neuro|specialist|paramedics?|er|ae|emergency "
    r"department|cardiologist|dermatologist|optician|midwife|dentist|team|urologist)\b( \w+){0,4} (says?|said|"
    r"checked|confirmed|thinks|thought|told|ruled|"
    r"found|cleared|reassured|looked|examined|explained|diagnosed|did (tests|a scan|scans|an ecg))\b.{0,60}"
    r"(fine|ok|okay|good|nothing|normal|clear|harmless|only an?|just an?|no (stroke|problem|infection|clot|"
    r"sign|heart|"
    r"bleed\w*|relapse)|not (a|an|serious|dangerous|"
    r"shingles|itp)|all right|alright|muscle|heartburn|reflux|anxiety|benign)|"
    r"(been |was |got |it |i am |had it |all |them |have |already )(checked|seen|looked at|examined|sorted|"
    r"treated)( (out|over|by|at|in))?|all clear|ruled out|discharged|(had|took|has had|has taken) a look|"
    r"ward treated|full recovery|"
    r"(doctor|nurse|gp|team|hospital|neurologist) (knows|is aware|has seen|saw|already|checked|looked)|"
    r"(scan|mri|ecg|ekg|tests?|bloods|x ?ray|blood test|ct)( \w+){0,3} (was|were|came back|is|are|all|showed) "
    r"(fine|ok|okay|normal|clear|good|all|nothing)|docteur a dit|dokter zegt|arzt sagt)\b"
)
_VERDICT_ASKED = re.compile(
    r"\bis (this|that|it) (still )?(normal|ok|okay|fine|good|nothing|harmless|all right|alright)\b"
)
_TAKEN_BACK = re.compile(
    r"\b(false alarm|my mistake|i was wrong|wrong (person|number|chat|patient)|ignore (my|that|the|this|last)|"
    r"forget (what|my|that|it)|turned out|turns out|"
    r"(was|were|is|are|it|be|just|been) (only|just|actually|simply) (?:(?:a|an|the|my|from|because|some|that|"
    r"due|dried|old) )+(?!minute|moment|second|bit|little|few|"
    r"while|time|mild|small|once|when|few|couple|one|first)\w+|"
    r"(was|were) (only |just |actually )?(ketchup|beetroot|makeup|make up|wine|paint|ink|dye|jam|juice|"
    r"lipstick|felt tip|pen)|"
    r"(mistyped|typo|autocorrect|meant to (say|write|type)|but (i )?meant|wanted to (say|write|type)|"
    r"wrong chat|sorry (that|it) was|"
    r"exaggerat\w+|overreact\w*|was joking|only joking|just kidding|jk))\b"
)


_IN_AN_EARLIER_COURSE = re.compile(
    r"\b(during|after|with|since|in|at|on) (my |the )?((first|1st|second|2nd|third|last|previous|earlier) )?(course|"
    r"infusion|round|treatment|drip|lem\w*)( \d| one| two| three)?"
    r"( (in|back in))? ((19|20)\d\d|last year|(\w+ ){1,3}years? ago)"
)
_WAS = re.compile(r"\b(had|was|were|got|passed|fainted|collapsed|felt|came|did)\b")
_TAKEN_BACK_WHOLE = re.compile(
    r"\b(wrong (chat|person)|(that|my (last|first|earlier)) (message|text) .{0,60}\bwas (my|a|not|just|only|"
    r"wrong|an)|mucking about|by mistake i (wrote|sent)|"
    r"(earlier|before|yesterday|last time|this morning|just now) i (said|wrote|typed|texted|reported|mentioned|told) "
    r".{0,60}\b(it|that|they|those|which) (was|were) (only |just |actually )?(a|an|the|some|from|because|due|"
    r"my(?! (heart|chest|head|arm|face|leg|blood|lung)))) \w+\b"
)
_HISTORY = re.compile(r"\b(had|has had|have had|suffered|survived)\b|\b(before|previous|history|past)\b")
_ELIGIBLE = re.compile(
    r"\b((can|may|could) (i|he|she|we|my \w+) (still )?(have|get|start|take|be treated|receive|do|use)|allowed|"
    r"eligible|is (lem\w*|it) (out|possible|safe|ok)|"
    r"reason not|treatment possible|before and now ms|suitable|contraindicat\w*|may i have)\b"
)


def history_for_eligibility(sentence: str) -> bool:
    """Whether an illness is told as history by somebody who asks if the medicine is open to them."""
    return _HISTORY.search(sentence) is not None and _ELIGIBLE.search(sentence) is not None


def long_ago(sentence: str, clause: str, whole: str) -> bool:
    """Whether a sentence puts the sign more than a week back and nothing says that it goes on.

    Args:
        sentence: the words of the sign's sentence, with words about the time of a treatment taken out.
        clause: the words of the sign's clause, with the same taken out.
        whole: the words of the sentence.
    """
    if _GOES_ON.search(clause):
        return False
    if _IN_AN_EARLIER_COURSE.search(whole) and _WAS.search(whole):
        return True
    return _LONG_AGO.search(sentence) is not None and _PAST_TENSE.search(sentence) is not None


def gone(sentence: str, rest: str) -> bool:
    """Whether the sentence of the sign, or what follows, says that it is over. Both are words joined by spaces."""
    return _GONE.search(sentence) is not None or _GONE.search(rest) is not None


def goes_on(rest: str) -> bool:
    """Whether the words from the sign onwards say that it is there still, back or worse."""
    return _GOES_ON.search(rest) is not None


def words_after_doctor(text: str) -> str | None:
    """The words after a doctor or nurse looked at it and found it harmless or dealt with it; None when nobody did."""
    # "Is this normal?" asks for a verdict and is none; blanks of the same length keep the rest in its place.
    found = _SEEN.search(_VERDICT_ASKED.sub(lambda asked: "?" * len(asked.group()), text))
    return None if found is None else text[found.end() :]


def message_taken_back(sentence: str) -> bool:
    """Whether the sentence takes back a whole earlier message ("that message was my son playing")."""
    return _TAKEN_BACK_WHOLE.search(sentence) is not None


def taken_back(rest: str) -> bool:
    """Whether what follows the sign takes it back ("it was only the lamp")."""
    return _TAKEN_BACK.search(rest) is not None
