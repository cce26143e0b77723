"""Is a sign only asked about: a question for information, a "what if", a precaution, a quotation?

A question about something that is happening ("is it normal that my arm is numb since this morning?") is no
question for information: own words ("my", "I have", "these") and words for now make it an alarm.
"""

import re
from collections.abc import Sequence

from language.tokens import Token

_NOT_IF = frozenset(
    "know sure wonder wondering ask asking check see tell as idea unsure clue doubt question knows dunno even "
    "confirm uncertain".split()
)
_POLITE_IF = re.compile(r"if (it (helps|matters|is ok)|possible|you (can|could|would|have|get)|u (can|could)|any|so|"
                        r"not|i am honest|someone can|anyone)\b")  # fmt: skip
_CONDITION = re.compile(
    r"\b(in case|what if|suppose|supposing|imagine|let us say|assuming|hypothetical\w*|in theory|would happen|"
    r"ever (get|got|have|had|notice|feel|happen\w*)|i ever|one day|in (the )?future|someday|were to|unless|"
    r"when(ever)? (i|you|u|we|one|someone|somebody|people) (get|have|notice|see|feel|experience)|"
    r"what (to|must|should|shall|do) (i |we |you )?(to )?do (when|with|in|at|for)|"
    r"(emergency|contact|call|phone|ring|tell|go|come|hospital|help|112|999|911|worry) (you |them |the team |"
    r"someone |the nurse |a doctor |my doctor |straight away |immediately )?(if|when)|"
    r"how (can|would|could|will|does|do) (you|one|my \w+|he|she|they|someone|people|others) (see|know|tell|recogni\w*|notice|spot)|"
    r"(i|he|she|we|they) (will|would) (get|have|develop|suffer|catch)|(will|would|might) (i|my|we)|can i (get|lose|develop|catch|bleed|bruise|die|go|become|still)|could i (get|lose|develop|catch|bleed|bruise|die)|"
    r"als ik|si (je|j|on)|falls|wenn ich)\b"
)
_INFORMATION = re.compile(
    r"\b(common\w*|comon|frequen\w*|can (my|a|an|the|your) \w+ (get|have|lose|develop|suffer|catch)|often|probable|probability|regularly|same as|timing|how (can|do|does|would|will|could) .{0,25}(see|know|tell|recogni\w*|notice|feel|spot|start|look)|(how|very|is|are|that|which) rare|likely|likelihood|how often|risks?|risky|chances?|probability|odds|percent\w*|"
    r"(can|could|does|do|did|will|would|may|might|r|are|is|how|why) (it |they |the )?(lem\w*|alem\w*|campath|infusions?|"
    r"treatments?|drip|drug|medicine|perfusion|steroids?|this drug|this medicine|aciclovir|acyclovir|tablets?) .{0,30}"
    r"(cause|causes|give|gives|lead|leads|trigger|triggers|bring|brings|make|makes|produce|provoke|provokes|raise|"
    r"increase|linked|known|affect|result)|caused by|linked to|related to lem\w*|"
    r"side ?effects?|adverse|undesirable|listed|(on|in) (the|your|that|a) list|list of|warning signs?|red flags?|"
    r"symptoms? of|signs? (of|for|that|to)|sign (of|for)|(mean|means|meant|meaning)\b|definition|define|(?<!cant )(?<!cannot )(?<!couldnt )explain\w*|"
    r"difference between|look(s)? like|feels? like\b(?= (for|to|when)\b)|recogni[sz]e\w*|notice (it|that|a|an)\b|"
    r"look out for|watch (out )?for|watch 4|be aware|aware of|looking for|"
    r"(asked|asks) (me |us )?(about|if|whether)|tell me (more )?about|know (more )?about|to know|want to (know|learn|understand|read)|"
    r"information|info|curious|wondering about|interested in|learn\w*|homework|exam|quiz|essay|assignment|lecture|"
    r"presentation|nursing student|student|university|school project|article|research|studies|"
    r"in general|generally|watching|watched|drama|(a|the) video|(film|movie|documentary|podcast|series|show|talk|poster|news|programme|post|lecture|book) (about|on|of)|leaflet|booklet|brochure|pamphlet|package insert|notice says|website|page|alert card says|card says|spc|"
    r"i read|ive read|have read|reading about|read about|read that|i heard|have heard|heard (about|that|of)|"
    r"(what|which) (temperature|temp|number|level|symptoms?|signs?|class|kind|group|frequency|category|infections?|days?|grade)|counts? as|"
    r"the word|mentioned|described|it says|says that|told (me|us) (about|that)|warned (me|us)? ?(about|of)|"
    r"worried about (getting|having|developing)|worry about (getting|having)|(afraid|scared|frightened|terrified|"
    r"fear|fearful|nervous|anxious|panicking|panic|worried|worry|paranoid) (of|about|abt|for)|fear of|"
    r"possible to (get|have)|possible (that|after|with|from|under)|possible$|"
    r"(can|could|may|might|will|would|do|does|should|shall) (i|u|you|we|people|patients|someone|somebody|one|anyone|"
    r"she|he|they|everyone|most people|a patient|a person) (still |also |really |even |always |actually )?"
    r"(get|have|expect|develop|catch|suffer|experience|worry|be worried|be concerned|lose|die|bleed|go|be|"
    r"feel|become|need|call|ring|phone|take|tell|report|see|know|watch)|"
    r"when (should|do|does|would|must|can|is|are|to)|how (do|would|can|could|will|should) (i|u|you|we|one|it|they|"
    r"people|patients|someone)|how (many|likely|common|big|high|serious|bad|dangerous|frequent|much|soon|"
    r"quickly|long|rapid\w*)|"
    r"what (is|are|does|do|was|causes?|counts|kind|type|sort|sorts|kinds|would|happens|can cause|percentage)"
    r"(?! (happening|wrong|going|the matter|up|this|these|those|it\b|i do|do i|should i|am i))|"
    r"whats|which (symptom|sign|infection|side|effect|problem)\w*|why (is|are|do|does|would|can|must|should)|"
    r"normal|expected|usual|is (it )?(a |an )?(known|possible|dangerous|serious|contagious|hereditary|true|typical)|"
    r"(is|are) .{1,40} (dangerous|contagious|normal|possible|serious|listed|known|expected|typical|hereditary)|"
    r"any (link|connection)|associated|connection between|happen\w*|how come|prevent\w*|avoid\w*)\b"
)
_INFORMATION_AFTER = re.compile(
    r"\b(common\w*|comon|frequen\w*|often|probable|rare|likely|more likely|a (sign|symptom) of|how (do|can|would) (you|one|people) (know|tell|see|notice|recognise|recognize)|how to (notice|see|recogni\w*|know|tell|spot)|same as|(what|which) (illness|disease|condition)|disease name|illness name|allowed|permitted|likely|likelihood|how often|how (many|likely)|risks?|chances?|probability|odds|"
    r"percent\w*|side ?effects?|adverse|undesirable|listed|(on|in) (the|your|that|a) list|mentioned|described|possible$|(which|what) (day|days|week|weeks|time|month|months)|(in|on) the (text|product|document|label)|meaning|definition|(?<!cant )(?<!cannot )explain\w*|"
    r"(is|are) (a |an )?(known|possible|contagious|hereditary|typical|expected)|possible (with|after|from|under|on)|"
    r"caused by (lem\w*|alem\w*|the)|linked to|a thing|what (is|are) (it|that|this|they)$|exam|leaflet|booklet|warning signs?|"
    r"happens? (with|after|to (people|others|many|everyone))|(does|do|can|could|will) (it|they|that|this) happen|signs?|symptoms?|"
    r"can (lem\w*|it) cause|from lem\w* (possible|how)|should (i|we|you|u) (look|watch)|when (to|should))\b"
)
_QUESTION_START = re.compile(
    r"(so |and |hi |hello |hey |please |also |but |ok |just )*(known side|how (does|do|would|can|could) (a|an|the|it|one|you|people|someone|lem\w*)|(is|are|was) (a|an|the|every|still|having|depression|lem\w*|there|any|people|patients|strokes?|low|high|having|"
    r"getting)|(does|do|can|could|will|would|might|may|did|should) (?!(it|this|that|these|those|i|my|he|she|you|we|u|someone|somebody|anyone|the nurse|a nurse)\b)\w+)\b"
)
_PRECAUTION = frozenset(
    "prevent prevents preventing prevention avoid avoiding avoids against screening screened screen monitor monitors "
    "monitoring".split()
)
_PRECAUTION_ROWS = re.compile(
    r"\b(test(s|ed|ing)?|check(s|ed|ing)?|look(s|ed|ing)?|screen(s|ed|ing)?|watch(es|ing)?|monitor(s|ed|ing)?) "
    r"(me |us |you |it |out |my \w+ |your \w+ |our \w+ )?for( \w+){0,5}$|(vaccin\w+|protect\w*|jab|shot) (me |us |you )?"
    r"(for|against)( \w+){0,2}$|rule(d|s)? out( \w+){0,3}$"
)
_NOW = re.compile(
    r"\b(right now|now(?! that| i (know|understand|want|am wondering))|since(?! (it|this|they|lem\w*) (cures|is|are|has))|"
    r"today|tonight|this (morning|afternoon|evening|week|weekend|night)|yesterday|yest|last night|(minute|minutes|min|"
    r"hour|hours|day|days|week|weeks|morning) ago|just (started|noticed|happened|found|had|got|woke)|started|"
    r"began|(?<!you )(?<!can i )(?<!they )still|already|at the moment|currently|for (the (last|past) )?(\d+|a few|two|three|four|five|several|some|"
    r"one|an?|couple of|a couple of) (minute|minutes|hour|hours|day|days|week|weeks|nights|month|months)|"
    r"keep|keeps|again|woke|been (having|coughing|feeling|bleeding|getting|seeing)|getting worse|"
    r"nu|sinds|vandaag|gisteren|depuis|maintenant|hier|jetzt|seit|heute|gestern|plots|ineens|soudain|plotzlich)\b"
)
_AFTER_NUMBER = re.compile(r"(?<!many )\b\d+ (hour|hours|day|days|week|weeks) (after|later|post)\b")
_TREATMENT = re.compile(
    r"(lem\w*|alemtuzumab|campath|infusions?|treatments?|drip|perfusion|course|round|dose|cure|therapy)"
)
_TREATMENT_TIME = re.compile(
    r"\b((lem\w*|alemtuzumab|campath|infusions?|treatment|drip|perfusion|course|round|dose|cure)\b( \w+){0,5} ago|"
    r"(had|finished|got|started|have) (my |the |a |first |second )*(lem\w*|infusion|treatment|course|drip|round)( \w+){0,5}|"
    r"since (my |the |i had |having |first |second |last )*(lem\w*|infusion|treatment|course|drip|round))\b"
)
_HELP = re.compile(
    r"\b(help( me| us| him| her| please)?(?! (me |us )?(to )?(understand|know|learn|find|with|for|line))|urgent(ly)?|ambulance (now|please)|please call|asap)$|"
    r"\b(help (me|us|him|her|please)(?! (to )?(understand|know|learn|find|with))|please help|send help|call an ambulance)\b"
)
_A_LIMIT = re.compile(
    r"\b(above|over|higher|more than|at (what|which)|from (what|which)|(what|which) (temperature|number|pulse|level)|counts?|limit|under|below|"
    r"lower than|less than|considered|threshold|until|cut ?off)\b"
)
_OWN_WORDS = frozenset("my mine these those this mijn mon ma mes mein meine meinen meiner".split())
_HAVE_IT_TOO = re.compile(
    r"\b(mine (is|are|has|have|was|do|does|did|look\w*|keep\w*|started|wont)|i (have|got|get) (it|this|that|them|one|some|exactly|the same)( too| as well|"
    r" now| here| today)*$|(?<!should )(?<!can )(?<!must )(?<!do )(?<!shall )i do$|(it|that|this) is (me|what i (have|got|feel)|happening)|happening to (me|him|her|us|my \w+)|"
    r"so here i am|happened (once|twice|again|today|to (me|him|her)|yesterday)|(he|she|husband|wife|mum|dad|partner|son|daughter) (has|have|got|is having) (it|this|that|them|one)|i (have|got) it|because (i|mine|my|he|she) (have|has|do|does|is|am)|asking (because|cos|as) (i|my|mine|he|she)|as mine|cause mine|cus mine)\b"
)
_BODY = frozenset(
    "chest arm arms leg legs face head eye eyes skin neck throat tongue lips mouth gums nose hand hands foot feet "
    "stomach belly tummy side body pee wee urine stool poo mouth back shins ankles knees mind heart poop toilet "
    "left right spit nappy pants pad phlegm whole entire".split()
)
_VERDICTS = frozenset(
    "normal ok okay bad serious dangerous common usual expected lem lemtrada from because due a the it something anything urgent alright all worrying".split()
)
_SUBJECTS = frozenset("i he she we it mine wife husband son daughter mum mom dad partner ik je j il elle ich er sie hij".split())
_ASKING = frozenset("can could do does did should would will may might if when shall must how".split())
_NOT_STATING = frozenset(
    "will would might may could should can want read heard saw told understand learn learnt learned wonder wondering "
    "ask asked asking curious studying looking writing interested searching googled worried scared afraid anxious "
    "nervous frightened terrified panicking know expect understood wish hope prefer fear".split()
)


def asked_about(
    tokens: Sequence[Token], places: Sequence[int], sentence: str, before: str, after: str, *, measured: bool
) -> bool:
    """Whether the sign at `places` is only asked or read about, not present.

    Args:
        tokens: the message.
        places: where the words of the sign stand.
        sentence: the words of its sentence, joined by single spaces.
        before: the words of the sentence up to the sign.
        after: the words of the sentence behind the sign.
        measured: whether the sign is a figure somebody measured; a figure is asked about only as a limit.
    """
    if _HELP.search(sentence):
        return False
    if _PRECAUTION_ROWS.search(before) or _PRECAUTION & {token.word for token in _just_before(tokens, places)}:
        return True
    if _HAVE_IT_TOO.search(_following(tokens, places)):
        return False
    opened = _condition(tokens, places, sentence, before)
    if opened is not None:
        return not happening_now(opened)
    bare = before in {"is", "are", "and is", "so is"}
    informative = bare or _INFORMATION.search(before) or _INFORMATION_AFTER.search(after)
    if not informative and not _starts_as_question(sentence):
        return False
    if measured and _A_LIMIT.search(sentence) is None:
        return False
    return not happening_now(sentence) and not stated_as_own(tokens, places, sentence)


def happening_now(sentence: str) -> bool:
    """Whether the sentence has words for now; the time of a treatment ("I had it 3 months ago") is none."""
    without_treatment = _TREATMENT_TIME.sub(" ", sentence)
    return _NOW.search(without_treatment) is not None or _AFTER_NUMBER.search(sentence) is not None


def stated_as_own(tokens: Sequence[Token], places: Sequence[int], sentence: str) -> bool:
    """Whether the words around the sign say that the sender, or somebody in their care, has it."""
    inside = {tokens[place].word for place in range(places[0], places[-1] + 1)}
    if _OWN_WORDS & inside:
        return True
    just_before = [token.word for token in _just_before(tokens, places)]
    if _OWN_WORDS & set(just_before) or _despite_it(tokens, places, just_before):
        return True
    following = [token for token in tokens[places[-1] + 1 : places[-1] + 6] if token.sentence == tokens[places[-1]].sentence]
    for place, token in enumerate(following[:-1]):
        if token.word in {"my", "mijn", "mon", "ma", "mes", "mein", "meine"}:
            if {after.word for after in following[place + 1 : place + 3]} & _BODY:
                return True
        asked_what = place > 0 and following[place - 1].word in {"what", "how", "why", "where"}
        if token.word in {"is", "are"} and following[place + 1].word in {"this", "that"} and not asked_what:
            return place + 2 >= len(following) or following[place + 2].word in _VERDICTS
    return _own_subject(tokens, places)


def _despite_it(tokens: Sequence[Token], places: Sequence[int], just_before: Sequence[str]) -> bool:
    """Whether it is asked if something may go ahead with the sign ("can I come with a chest infection")."""
    if not {"with", "despite", "having"} & set(just_before) or not {"a", "an", "this", "my"} & set(just_before):
        return False
    words = [token.word for token in tokens[: places[0]] if token.sentence == tokens[places[0]].sentence]
    return any(pair in {("can", "i"), ("may", "i"), ("should", "i"), ("could", "i")} for pair in zip(words, words[1:]))


def _own_subject(tokens: Sequence[Token], places: Sequence[int]) -> bool:
    for place in range(places[0], max(-1, places[0] - 9), -1):
        if tokens[place].sentence != tokens[places[0]].sentence:
            return False
        if tokens[place].word not in _SUBJECTS:
            continue
        if tokens[place].word == "it":
            continue
        if place > 1 and tokens[place - 2].word == "why" and tokens[place - 1].word in {"do", "am", "have", "does", "is", "did"}:
            return True
        asker = place - 2 if place and tokens[place - 1].word in {"my", "our", "the"} else place - 1
        if asker >= 0 and tokens[asker].word in _ASKING:
            return False
        between = {token.word for token in tokens[place + 1 : places[0]]}
        return not between & _NOT_STATING
    return False


def _condition(tokens: Sequence[Token], places: Sequence[int], sentence: str, before: str) -> str | None:
    """The words from "if" or "in case" to the end of the sentence, when the sign stands under such a condition."""
    opened = _CONDITION.search(sentence)
    if opened is not None and opened.start() <= len(before):
        return sentence[opened.start() :]
    for place in range(places[0] - 1, -1, -1):
        token = tokens[place]
        if token.sentence != tokens[places[0]].sentence:
            return None
        if token.word not in {"if", "als", "si", "wenn", "falls"}:
            continue
        if place and tokens[place - 1].word in _NOT_IF:
            return None
        rest = " ".join(after.word for after in tokens[place:] if after.sentence == token.sentence)
        if _POLITE_IF.match(rest):
            return None
        if token.clause != tokens[places[0]].clause and _own_subject_in_clause(tokens, places):
            return None
        return rest
    return None


def _own_subject_in_clause(tokens: Sequence[Token], places: Sequence[int]) -> bool:
    first = places[0]
    start = first
    while start > 0 and tokens[start - 1].clause == tokens[first].clause:
        start -= 1
    words = {token.word for token in tokens[start : places[-1] + 1]}
    return bool(words & {"i", "my", "he", "she", "these"}) and not words & {"should", "do", "shall", "can", "would"}


def _starts_as_question(sentence: str) -> bool:
    return _QUESTION_START.match(sentence) is not None


def _following(tokens: Sequence[Token], places: Sequence[int]) -> str:
    """The words after the sign up to the end of the next sentence."""
    last = tokens[places[-1]].sentence + 1
    return " ".join(token.word for token in tokens[places[-1] + 1 :] if token.sentence <= last)


def _just_before(tokens: Sequence[Token], places: Sequence[int]) -> Sequence[Token]:
    first = places[0]
    return [token for token in tokens[max(0, first - 3) : first] if token.sentence == tokens[first].sentence]
