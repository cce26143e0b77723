"""By which words does a patient wish for a change of their reminders?

All patterns read text in lower case with its spelling corrected; `SNOOZED` reads it with its dates marked, too.
"""

from language.wordings import any_of, only

CALENDAR = any_of(r"calend[ae]r\w*|ical|ics|outlook|agenda|google cal\w*|sync")
NEUTRAL = any_of(
    r"neutral|less detail|discreet\w*",
    "(?:do not|don'?t|without|no) (?:put |write |say |name |mention )?(?:the )?(?:name|drug|medicine|lemtrada)",
)
NAMED = any_of("(?:may|can|ok to|fine to) (?:name|say|write|mention|put) (?:the )?(?:test|name|drug|medicine|lemtrada)")
SHOWN = any_of(
    r"(?:what|which) (?:time|hour|days?)\b.{0,40}\b(?:reminders?|texts?|remind me|text me)",
    r"(?:what|which|when|how many|wat|quel\w*) .{0,24}\b(?:reminders?|texts?)\b.{0,24}"
    r"\b(?:on|set|have|get|send|come|receive)",
)
SNOOZE_ENDED = any_of("(?:cancel|end|stop|undo|no more) (?:the |my )?(?:snooze|pause|break)", "unsnooze|unpause|resume")
ON = any_of(
    r"(?:back|turn|switch|put|them|reminders?|texts?) (?:\w+ )?on\b(?! (?:mon|tue|wed|thu|fri|sat|sun|the|@))|on again",
    r"(?:re)?start\w*(?: \w+){0,3} (?:again|reminders?|texts?|messages?)|sending (?:them )?again",
    "want (?:to get |my |the )?reminders (?:again|back)|unmute|unstop|enable|resubscribe",
    r"aan|weer aan|reactiv\w*|remettre",
)
ON_ALONE = only("on")
OFF = any_of(
    "stop|off|turn it off|no more|mute|silence|cancel|end|quit|unsubscribe|disable|remove|leave out|skip|drop|without",
    r"(?:don'?t|do not) (?:send|text|remind|want|need|message)|no (?:\w+ ){0,2}reminders?",
    r"uit|stoppen|geen|arret\w*|plus de|aus|keine",
)
SNOOZED = any_of(
    r"snooze|later|pause|silence|hold|postpone|push\w*|not now|come back",
    "remind me (?:again |once more )?(?:on |next |in |@|about|the|this|after|tomorrow)",
    "ask (?:me )?(?:again|about|on|next|in|@|this)|recall me|try (?:me )?again|again (?:on |in )?@",
    "wait (?:until|till?|with)|until @|till? @|not before|leave me alone (?:until|till)",
    "after (?:my|the) holiday|away|on holiday|in hospital until",
    "for a (?:week|month|few|while)|skip the next|this (?:week|month)",
    r"rappel\w* .{0,12}@|demain|herinner .{0,14}@|erinner\w* .{0,14}@|morgen",
)
TESTS = {
    "blood": any_of(r"bloods?|cbc|creatinine?|bloed\w*|sang"),
    "urine": any_of(r"urin\w*|pee|wee|plas\w*"),
    "thyroid": any_of(r"thyr\w*|tsh|schildklier\w*"),
    "liver": any_of("liver|lfts?"),
    "hpv": any_of("hpv|smears?|cervical"),
    "herpes": any_of("herpes|aciclovir|tablets?"),
}
LEAD = any_of(
    "before|beforehand|notice|ahead|b4|earlier|in advance|prior|lead|on the day",
    "vooraf|avant|vorher",
)
HOUR = any_of(
    r"hours?|time|clock|o'?clock|am|pm|a\.m|p\.m|\d{1,2}\s?(?:am|pm|h|u)|\d{1,2}[:.]\d\d",
    r"morning|noon|lunch\w*|midday|afternoon|evening|night|after|at|earl\w*|later in the day",
    "heures?|matin|soir|uur|ochtend|avond|uhr",
)
AT_HOUR = any_of("at|am|pm")
EVERY = any_of(
    "only|never|always|every|each|except|no (?:texts?|messages?|reminders?) on|not on|weekdays?|weekends?",
    "(?:mon|tues|wednes|thurs|fri|satur|sun)days",
)
INSTEAD = any_of("make it|change (?:it )?to|move (?:it )?to|rather|instead|better at|but at")
