"""Which words show that a sign is asked about, stated as one's own, or happening now?

Read by `language.questions`; `INFORMATION` is looked for before a sign, `INFORMATION_AFTER` behind it, because
"what does chest pain mean" asks and "chest pain, what does it mean" tells.
"""

import re

NOT_IF = frozenset(
    "know sure wonder wondering ask asking check see tell as idea unsure clue doubt question knows dunno even "
    "confirm uncertain".split()
)
POLITE_IF = re.compile(
    r"if (it (helps|matters|is ok)|possible|you (can|could|would|(have|get) (time|a|the|any|some))|u (can|could)|any|"
    r"so|not|i am honest|someone can|anyone)\b"
)
HYPOTHETICAL = re.compile(
    r"\b(suppose|supposing|imagine|let us say|assuming|hypothetical\w*|in theory)\b|"
    r"^(so |ok |well |and |just |hi |hello )*say (i|you|we|he|she|somebody|someone|a|an|my|one|the|it|there)\b"
)
CONDITION = re.compile(
    r"^(so |ok |well |and |just |hi |hello )*say (i|you|we|he|she|somebody|someone|a|an|my|one|the|it|there)\b|"
    r"\b(in case|what if|suppose|supposing|imagine|let us say|assuming|hypothetical\w*|in theory|would happen|"
    r"ever (get|got|have|had|notice|feel|happen\w*)|i ever|one day|in (the )?future|someday|were (i|you|we|he|"
    r"she|one) to|were to|were i|unless|"
    r"when(ever)? (i|he|she) (get|gets|has|have|notice|see|feel|experience)|"
    r"when(ever)? (you|u|we|one|someone|somebody|people|patients|they) (get|gets|has|have|is|are|notice|see|feel|"
    r"experience)|"
    r"what (to|must|should|shall|do) (i |we |you )?(to )?do (when|with|in|at|for)|"
    r"(emergency|contact|call|phone|ring|tell|hospital|112|999|911|worry) (you |them |the team |"
    r"someone |the nurse |a doctor |my doctor |straight away |immediately )?(if|when)|"
    r"how (can|would|could|will|does|do) (you|one|my \w+|he|she|they|someone|people|others) (see|know|tell|"
    r"recogni\w*|notice|spot)|"
    r"(i|he|she|we|they) (will|would) (get|have|develop|suffer|catch)|(will|would|might) (i|my|we)|can i (get|"
    r"lose|develop|catch|bleed|bruise|die|go|become|still)|could i (get|lose|develop|catch|bleed|bruise|die)|"
    r"als ik|si (je|j|on)|falls|wenn ich|wenn (man|jemand)|als (je|iemand)|si (quelqu un|jamais)|quand (on|faut il))\b"
)
INFORMATION = re.compile(
    r"\b(common\w*|comon|frequen\w*|can (my|a|an|the|your) \w+ (get|have|lose|develop|suffer|catch)|often|"
    r"probable|probability|regularly|same as|timing|how (can|do|does|would|will|could) .{0,25}(see|know|tell|"
    r"recogni\w*|notice|feel|spot|start|look)|(how|very|is|are|that|which) rare|likely|likelihood|how often|"
    r"risks?|risky|chances?|probability|odds|percent\w*|"
    r"(can|could|does|do|did|will|would|may|might|r|are|is|how|why) (it |they |the )?(lem\w*|alem\w*|campath|"
    r"infusions?|"
    r"treatments?|drip|drug|medicine|perfusion|steroids?|this drug|this medicine|aciclovir|acyclovir|"
    r"tablets?) .{0,30}"
    r"(cause|causes|give|gives|lead|leads|trigger|triggers|bring|brings|make|makes|produce|provoke|provokes|raise|"
    r"increase|linked|known|affect|result)|caused by|linked to|related to lem\w*|"
    r"side ?effects?|adverse|undesirable|listed|(on|in) (the|your|that|a) list|list of|warning signs?|red flags?|"
    r"symptoms? of|signs? (of|for|that|to)|sign (of|for)|(mean|means|meant|meaning)\b|definition|define|"
    r"(?<!cant )(?<!cannot )(?<!couldnt )explain\w*|"
    r"difference between|feels? like\b(?= (for|to|when)\b)|recogni[sz]e\w*|notice (it|that|a|an)\b|"
    r"look out for|watch (out )?for|watch 4|be aware|aware of|looking for|"
    r"(asked|asks) (me |us )?(about|if|whether)|tell me (more )?about|know (more )?about|to know|want to (know|"
    r"learn|understand|read)|"
    r"information|info|curious|wondering about|interested in|learn\w*|homework|exam|quiz|essay|assignment|lecture|"
    r"presentation|nursing student|student|university|school project|article|research|studies|"
    r"in general|generally|watching|watched|drama|(a|the) video|(film|movie|documentary|podcast|series|show|"
    r"talk|poster|news|programme|post|lecture|book) (about|on|of)|leaflet|booklet|brochure|pamphlet|"
    r"package insert|notice says|website|page|alert card says|card says|spc|"
    r"i read|ive read|have read|reading about|read about|read that|i heard|have heard|heard (about|that|of)|"
    r"(what|which) (temperature|temp|number|level|symptoms?|signs?|class|kind|group|frequency|category|"
    r"infections?|days?|grade)|counts? as|"
    r"the word|novel|heroine|hero|(share|proportion) of (patients|people)|considered|what .{0,30} (is|"
    r"are) (considered|too)|mentioned|described|it says|says that|told (me|us) (about|that)|warned (me|"
    r"us)? ?(about|of)|"
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
    r"what (a|an)$|translat\w*|(can|could|does|do|did|will|would|may|might) (it|this|that|they|these) (cause|"
    r"give|bring|trigger|lead|make|produce)|what (is|are|does|do|was|causes?|counts|kind|type|sort|sorts|kinds|"
    r"would|happens|can cause|percentage)"
    r"(?! (happening|wrong|going|the matter|up|this|these|those|it\b|i do|do i|should i|am i))|"
    r"whats(?! (happening|going|wrong|up))|"
    r"which (symptom|sign|infection|side|effect|problem)\w*|why (is|are|do|does|would|can|must|should)|"
    r"normal|expected|usual|is (it )?(a |an )?(known|possible|dangerous|serious|contagious|hereditary|true|typical)|"
    r"(is|are) .{1,40} (dangerous|contagious|normal|possible|serious|listed|known|expected|typical|hereditary)|"
    r"any (link|connection)|associated|connection between|happen\w*|how come|prevent\w*|avoid\w*|"
    r"(wat|welke|hoe) (zijn|is|herken\w*|merk\w*|ziet|weet|vaak|groot)|de kans|tekenen van|symptomen van|bijwerking\w*|"
    r"quels? (sont|est)|quelles? (sont|est)|comment (reconna\w*|savoir|voir)|qu est ce qu\w*|les signes|"
    r"(signes|symptomes|risque) d\w*|effets? secondaires?|"
    r"was (ist|sind)|welche|wie (erkenn\w*|merk\w*|oft|hoch|sieht)|anzeichen|symptome|nebenwirkung\w*|risiko)\b"
)
INFORMATION_AFTER = re.compile(
    r"\b(common\w*|comon|frequen\w*|often|probable|rare|likely|more likely|a (sign|symptom) of|how (do|can|"
    r"would) (you|one|people) (know|tell|see|notice|recognise|recognize)|how to (notice|see|recogni\w*|know|"
    r"tell|spot)|same as|(what|which) (illness|disease|condition)|disease name|illness name|allowed|permitted|"
    r"likely|likelihood|how often|how long|(share|proportion) of|considered|novel|heroine|how (many|likely)|"
    r"risks?|chances?|probability|odds|"
    r"percent\w*|side ?effects?|adverse|undesirable|listed|(on|in) (the|your|that|a) list|mentioned|described|"
    r"(known|typical|expected|usual|recogni[sz]ed) (effect|reaction|complication|risk)s?|"
    r"possible$|(which|what) (day|days|week|weeks|time|month|months)|(in|on) the (text|product|document|label)|"
    r"meaning|definition|(?<!cant )(?<!cannot )explain\w*|"
    r"(is|are) (a |an )?(known|possible|contagious|hereditary|typical|expected)|possible (with|after|from|under|on)|"
    r"caused by (lem\w*|alem\w*|the)|linked to|a thing|what (is|are) (it|that|this|they)$|exam|leaflet|booklet|"
    r"warning signs?|"
    r"happens? (with|after|to (people|others|many|everyone))|(does|do|can|could|will) (it|they|that|"
    r"this) happen|signs?|symptoms?|"
    r"can (lem\w*|it) cause|from lem\w* (possible|how)|should (i|we|you|u) (look|watch)|when (to|should))\b"
)
QUESTION_START = re.compile(
    r"(so |and |hi |hello |hey |please |also |but |ok |just )*(known side|"
    r"(?!.*\b(on|in|under|over) (my|his|her)\b)(which|what) (\w+ ){1,3}(must|should|shall|do) "
    r"(i|we|you|u|one|people|patients) (look|watch|report|expect|fear|know|tell|mention|ring|call|worry|be)|"
    r"(is|are) \w+ the (one|1)|how (does|"
    r"do|would|can|could) (a|an|"
    r"the|it|one|you|people|someone|lem\w*)|(is|are|was) (a|an|the|every|still|having|depression|lem\w*|there|"
    r"any|people|patients|strokes?|low|high|having|"
    r"getting)|(does|do|can|could|will|would|might|may|did|should) (?!(only|hardly|barely|just|not|feel|see|"
    r"hear|smell|taste|it|this|that|these|those|i|my|he|she|"
    r"you|we|u|someone|somebody|anyone|the nurse|a nurse)\b)\w+)\b"
)
REMEDY = re.compile(
    r"\b(can|should|may|could|shall|do|what|which) .{0,20}\b(i|he|she|we)\b .{0,12}\b(take|use|give|put|try|do|"
    r"get|buy|drink)\b.{0,40}\bfor( \w+)?$"
)
PRECAUTION = frozenset(
    "prevent prevents preventing prevention avoid avoiding avoids against screening screened screen monitor monitors "
    "monitoring".split()
)
DEVICES = frozenset({"monitor", "monitors", "screen", "screens"})
OWNING_A_DEVICE = frozenset("my the a our his her home pressure bp heart oxygen wrist arm cuff".split())
APPOINTMENTS = frozenset("appointment appointments test tests visit visits call calls reminder reminders".split())
PRECAUTION_ROWS = re.compile(
    r"\b(test(s|ed|ing)?|check(s|ed|ing)?|look(s|ed|ing)?|screen(s|ed|ing)?|watch(es|ing)?|monitor(s|ed|ing)?) "
    r"(me |us |you |it |out |my \w+ |your \w+ |our \w+ )?for( \w+){0,5}$|(vaccin\w+|protect\w*|jab|shot) (me |"
    r"us |you )?"
    r"(for|against)( \w+){0,2}$|rule(d|s)? out( \w+){0,3}$"
)
NOW_IN_EARNEST = re.compile(
    r"\b(right now|now|today|tonight|since|(minute|minutes|min|hour|hours) ago|this (morning|afternoon|evening)|at the "
    r"moment|still|already|ambulance|help)\b"
)
"""Words for now that tell of something real even behind "suppose"; "suppose I woke with a fever" does not."""
SUBJECT_MATTER = re.compile(
    r"\b(topic|lesson|lecture|course|class|talk|training|chapter|module|workshop|seminar|quiz|exam|homework|essay|"
    r"teach|teaches|teaching|taught|revise|revising|revision|study|studying|first aid|drill|messages|questions?|"
    r"information|leaflet|poster|article)"
    r"(?: (?:is|was|were|are|it|its|on|of|about|covers|covered|this|week|today|month|day|tomorrow|now|the|a|an|and|"
    r"or|for|in|we|signs?|symptoms?|causes?|named|called|how|to|what|with|patients?|people|treat|spot|handle|both|"
    r"had|did|do|learned|learnt|learn)){0,9} ?$"
)
"""A subject that is taught or written about, with nothing but small words up to the sign."""
NOW = re.compile(
    r"\b(right now|now(?! that| i (know|understand|want|am wondering))|since(?! (it|this|they|lem\w*) (cures|"
    r"is|are|has))|"
    r"today|tonight|this (morning|afternoon|evening|week|weekend|night)|yesterday|yest|last night|(minute|"
    r"minutes|min|"
    r"hour|hours|day|days|week|weeks|morning) ago|just (started|noticed|happened|found|had|got|woke)|started|"
    r"began|(am|is|are|have|has|had|(?<!should )(?<!do )(?<!must )(?<!shall )i|he|she) "
    r"still|still (there|here|have|has|having|got|bleeding|hurts?|"
    r"going|coughing|numb|not|feel\w*)|already|at the moment|currently|for (the (last|past) )?(\d+|"
    r"a few|two|three|four|five|several|some|"
    r"one|an?|couple of|a couple of) (minute|minutes|hour|hours|day|days|week|weeks|nights|month|months)|"
    r"keep|keeps|again|woke|been (having|coughing|feeling|bleeding|getting|seeing)|getting worse|"
    r"nu|sinds|vandaag|gisteren|depuis|maintenant|hier|jetzt|seit|heute|gestern|plots|ineens|soudain|plotzlich)\b"
)
AFTER_NUMBER = re.compile(r"(?<!many )\b\d+ (hour|hours|day|days|week|weeks) (after|later|post)\b")
TREATMENT = re.compile(
    r"(lem\w*|alemtuzumab|campath|infusions?|treatments?|drip|perfusion|course|round|dose|cure|therapy)"
)
TREATMENT_TIME = re.compile(
    r"\b((lem\w*|alemtuzumab|campath|infusions?|treatment|drip|perfusion|course|round|dose|cure)\b( \w+){0,5} ago|"
    r"(had|finished|got|started|have) (my |the |a |first |second )*(lem\w*|infusion|treatment|course|drip|"
    r"round)( \w+){0,5}|"
    r"since (my |the |i had |having |first |second |last )*(lem\w*|infusion|treatment|course|drip|round))\b"
)
HELP = re.compile(
    r"\b(help( me| us| him| her| please)?(?! (me |us )?(to )?(understand|know|learn|find|with|for|line))|"
    r"urgent(ly)?|ambulance (now|please)|please call|asap)$|"
    r"\b(help (me|us|him|her|please)(?! (to )?(understand|know|learn|find|with))|please help|send help|"
    r"call an ambulance)\b"
)
A_LIMIT = re.compile(
    r"\b(above|over|higher|more than|at (what|which)|from (what|which)|(what|which) (temperature|number|pulse|"
    r"level)|counts?|limit|under|below|"
    r"lower than|less than|considered|threshold|until|cut ?off)\b"
)
OWN_WORDS = frozenset("my mine these those this mijn mon ma mes mein meine meinen meiner".split())
HAVE_IT_TOO = re.compile(
    r"\b(mine (is|are|has|have|was|do|does|did|look\w*|keep\w*|started|wont|began|begins|came|comes|lasts|lasted|"
    r"got|gets|feels|felt|goes|went|appeared|hurts|showed|stays?)|(it|they) (is|are) (all )?(on|in|over|under|behind) "
    r"(my|me|his|her)|i (have|got|get) (it|this|that|"
    r"them|one|some|exactly|the same)( too| as well|"
    r" now| here| today)*$|(?<!should )(?<!can )(?<!must )(?<!do )(?<!shall )i do$|i (just )?did( it|"
    r" that)?( once| twice| now| today| just now| this morning)?$|just happened|(it|that|this) is (me|"
    r"what i (have|got|feel)|happening)|happening to (me|him|her|us|my \w+)|"
    r"so here i am|not on my period|it (comes|came|is back|keeps|started|happens (each|every|when)|gets worse|"
    r"wakes me|has (started|been|come))|happened (once|twice|again|today|to (me|him|her)|yesterday)|(he|she|"
    r"husband|wife|mum|dad|"
    r"partner|son|daughter) (has|have|got|is having) (it|this|that|them|one)|i (have|got) it|because (i|mine|"
    r"my|he|she) (have|has|do|does|is|am)|asking (because|cos|as) (i|my|mine|he|she)|as mine|cause mine|"
    r"cus mine)\b"
)
BODY = frozenset(
    "breastbone gums urine breath ribs calf jaw knees tum chest arm arms leg legs face head eye eyes skin "
    "neck throat tongue lips mouth gums nose hand hands foot feet "
    "stomach belly tummy side body pee wee urine stool poo mouth back shins ankles knees mind heart poop toilet "
    "left right spit nappy pants pad phlegm whole entire".split()
)
VERDICTS = frozenset(
    "normal ok okay bad serious dangerous common usual expected lem lemtrada from because due a the it "
    "something anything urgent alright all worrying".split()
)
SUBJECTS = frozenset(
    "i he she we mine wife husband son daughter mum mom dad partner ik je j il elle ich er sie hij".split()
)
ASKING = frozenset(
    "can could do does did should would will may might if when shall must how "
    "herken erkenne merke kan kann mag darf puis".split()
)
NOT_STATING = frozenset(
    "must translate quote explain will would might may could should can want read heard saw told "
    "understand learn learnt learned wonder wondering "
    "ask asks asked asking wants wonders worries reads curious studying looking writing interested "
    "searching googled worried scared afraid anxious "
    "nervous frightened terrified panicking know expect understood wish hope prefer fear".split()
)
IF = frozenset({"if", "als", "si", "wenn", "falls"})
MY = frozenset({"my", "mijn", "mon", "ma", "mes", "mein", "meine"})
MAY_I = frozenset({("can", "i"), ("may", "i"), ("should", "i"), ("could", "i")})
WHY_DO = frozenset(("why", verb) for verb in ("do", "am", "have", "does", "is", "did"))
NORMAL_FOR_ME = re.compile(r"\b(is it|it is|is that|is this) (normal|ok|okay|usual|bad|dangerous|serious|worrying)\b")
"""Who asks "is it normal to ..." without naming the medicine asks about themselves."""
