"""What happens to each kind of message that is no question? One row an intent."""

from dataclasses import dataclass

from care.escalation import Reason


@dataclass(frozen=True, kw_only=True)
class HandOver:
    """How a kind of message goes to a nurse: why, in which words, and with a general rule when one is known."""

    reason: Reason
    wording: str
    adverse_event: bool = False
    with_rule: bool = False


HANDED_OVER = {
    "personal_decision": HandOver(reason=Reason.PERSONAL_DECISION, wording="handoff.decision", with_rule=True),
    "report_result": HandOver(reason=Reason.RESULT, wording="handoff.result"),
    "report_symptom": HandOver(reason=Reason.SYMPTOM, wording="handoff.symptom", adverse_event=True),
    "side_effect_report": HandOver(
        reason=Reason.SIDE_EFFECT_REPORT, wording="handoff.side_effect_report", adverse_event=True
    ),
    "ask_for_nurse": HandOver(reason=Reason.WANTS_A_PERSON, wording="handoff.nurse"),
    "worn_out": HandOver(reason=Reason.WORN_OUT, wording="handoff.worn_out"),
    "false_alarm": HandOver(reason=Reason.FALSE_ALARM, wording="handoff.false_alarm"),
    "tell_course": HandOver(reason=Reason.DATES, wording="handoff.dates"),
    "tell_test": HandOver(reason=Reason.DATES, wording="handoff.dates"),
    "ask_own_dates": HandOver(reason=Reason.DATES, wording="handoff.own_dates"),
    "change_reminders": HandOver(reason=Reason.REMINDERS, wording="handoff.reminders"),
    "manage_data": HandOver(reason=Reason.PERSONAL_DATA, wording="handoff.data"),
}

DECLINED = {
    "other_medicine": "decline.other_medicine",
    "out_of_scope": "decline.out_of_scope",
    "others_data": "decline.others_data",
    "manipulation": "decline.manipulation",
}

SMALL_TALK = {
    "greet": "smalltalk.greet",
    "thank": "smalltalk.thank",
    "goodbye": "smalltalk.goodbye",
    "affirm": "smalltalk.affirm",
    "deny": "smalltalk.deny",
    "ask_about_service": "smalltalk.service",
}
