"""Which commands hand out what is held of a patient, let them leave, and erase them?"""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.terminal import AsJson, By, Demo, Refused, Who, clinic, print_line, print_row, report, who_does_it
from care.errors import ChangedMeanwhile
from care.patient import LeaveReason

OWNER_ONLY = 0o600


def export(
    who: Who,
    out: Annotated[Path | None, typer.Option(help="Write to this file, readable by its owner only.")] = None,
    by: By = "",
    demo: Demo = False,
    as_json: AsJson = False,
) -> None:
    """Hand out all that is held of a patient as JSON, messages included; the audit keeps it."""
    from bot.commands.patient_words import found
    from care import desk

    with clinic(demo) as house:
        if out is not None and out.exists():
            raise Refused(f"{out} exists already; give another name.")
        with house.database.begin() as records:
            held = desk.export_patient(records, found(records, who).id, by=who_does_it(by), now=house.now())
        # --json is one line for a program; without it a person can read it.
        text = json.dumps(held, ensure_ascii=False, indent=None if as_json else 2) + "\n"
        if out is None:
            sys.stdout.write(text)
        else:
            out.touch(mode=OWNER_ONLY)
            out.write_text(text, encoding="utf-8")
            report(f"written to {out}")


def erase(
    who: Who,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    by: By = "",
    demo: Demo = False,
    as_json: AsJson = False,
) -> None:
    """Remove all that is held of a patient, for ever; the audit keeps that it happened."""
    from bot.commands.patient_words import found, unsettled
    from care import desk

    with clinic(demo) as house:
        with house.database.reading() as records:
            patient = found(records, who)
            waiting = unsettled(records, patient.id)
        if waiting:
            levels = ", ".join(sorted({f"{escalation.concern.level}" for escalation in waiting}))
            report(f"no nurse has settled {len(waiting)} of their escalations yet ({levels}); these go as well")
        if not yes:
            _confirm(f"Remove all that is held of patient {patient.id}, for ever?")
        try:
            with house.database.begin() as records:
                erased = desk.erase_patient(records, patient.id, by=who_does_it(by), now=house.now())
        except ChangedMeanwhile as error:
            raise Refused("They wrote at this very moment; nothing was erased. Run the command again.") from error
        if as_json:
            counts = {"conversations": erased.conversations, "messages": erased.messages}
            print_row({"id": patient.id, "erased": True, **counts, "open_escalations": erased.open_escalations})
        else:
            print_line(f"Erased: {erased.conversations} conversations with {erased.messages} messages and texts.")
            if erased.open_escalations:
                print_line(f"{erased.open_escalations} escalations were open: call the patient if need be.")


def leave(
    who: Who,
    reason: Annotated[LeaveReason, typer.Option(help="Why, in a word of this list.")],
    by: By = "",
    demo: Demo = False,
    as_json: AsJson = False,
) -> None:
    """Let a patient leave: nothing unsolicited is sent any more, and what is held stays."""
    from bot.commands.patient_words import found, profile
    from care import desk

    with clinic(demo) as house:
        with house.database.begin() as records:
            patient = desk.leave(records, found(records, who).id, reason=reason, by=who_does_it(by), now=house.now())
            shown = profile(records, patient)
        if as_json:
            print_row({**shown, "left_reason": reason.value})
        else:
            print_line(f"{patient.id} has left ({reason}). `python -m bot patient invite` brings them back.")


def _confirm(question: str) -> None:
    try:
        agreed = typer.confirm(question, err=True)
    except typer.Abort as error:
        raise Refused("Nothing was changed. Add --yes to do it without a question.") from error
    if not agreed:
        raise Refused("Nothing was changed.")
