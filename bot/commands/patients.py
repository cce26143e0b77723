"""Which commands bring a patient in, are shown, and get what ties them to us?"""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Protocol, TypeVar

import typer

from bot.commands.terminal import (
    AsJson,
    By,
    Demo,
    Refused,
    Who,
    clinic,
    print_line,
    print_row,
    report,
    who_does_it,
)
from care.patient import PatientStatus

if TYPE_CHECKING:
    from bot.wiring import House
    from care.ports import Records

Result_co = TypeVar("Result_co", covariant=True)


class _UseCase(Protocol[Result_co]):
    """What is done with one patient."""

    def __call__(self, records: "Records", patient: str, *, by: str, now: datetime) -> Result_co: ...


PAGE = 200
OWNER_ONLY = 0o600


def add(
    *,
    phone: Annotated[str, typer.Option(help="Their mobile number, with or without the country's code.")] = "",
    reference: Annotated[str, typer.Option(help="The centre's own number for them.")] = "",
    language: Annotated[str, typer.Option(help="ISO 639-1, in two small letters.")] = "en",
    country: Annotated[str, typer.Option(help="ISO 3166, in two capital letters; the centre's unless given.")] = "",
    time_zone: Annotated[str, typer.Option(help="IANA name, as Europe/London; the centre's unless given.")] = "",
    applies: Annotated[
        list[str] | None, typer.Option(help="A test or window that applies to them; repeatable.")
    ] = None,
    welcome: Annotated[bool, typer.Option(help="Ask them by text to agree.")] = True,
    by: By = "",
    demo: Demo = False,
    as_json: AsJson = False,
) -> None:
    """Add a patient and ask them by text to agree; nothing else is sent before they do."""
    from bot.commands.patient_words import profile
    from bot.telephone import number_of

    with clinic(demo) as house:
        if not phone and not reference:
            raise Refused("Give at least one of --phone and --reference, so that the patient can be found again.")
        settings = house.settings
        if country and country != settings.country and not time_zone:
            raise Refused(f"Patients in {country} live in another zone than the centre: give --time-zone.")
        known = set(house.plan.when_set)
        if unknown := sorted(set(applies or ()) - known):
            raise Refused(f"The plan knows nothing called {', '.join(unknown)}; known are {', '.join(sorted(known))}.")
        number = number_of(phone, settings.country) if phone else None
        with house.database.begin() as records:
            invited = house.enrolment.add(
                records,
                phone=number.e164 if number else None,
                reference=reference or None,
                language=language,
                country=country or settings.country,
                time_zone=time_zone or settings.time_zone,
                applies=applies or (),
                welcome=welcome,
                by=who_does_it(by),
                now=house.now(),
            )
            shown = profile(records, invited.patient)
        _tell(number.doubt if number else None, invited.hindrance)
        if as_json:
            print_row({**shown, "asked": invited.asked})
        else:
            print_line(f"Added: {invited.patient.id}")
            print_line("They are asked by text to agree." if invited.asked else "They are not asked by text.")


def invite(who: Who, by: By = "", demo: Demo = False, as_json: AsJson = False) -> None:
    """Ask a patient to agree who was never asked by text, or who declined or left."""
    from bot.commands.patient_words import found, profile

    with clinic(demo) as house:
        with house.database.begin() as records:
            patient = found(records, who)
            invited = house.enrolment.invite(records, patient, by=who_does_it(by), now=house.now())
            shown = profile(records, invited.patient)
        _tell(invited.hindrance)
        if as_json:
            print_row({**shown, "asked": invited.asked})
        else:
            print_line("They are asked by text to agree." if invited.asked else "They are invited, not asked by text.")


def list_(
    status: Annotated[PatientStatus | None, typer.Option(help="Only those who stand so.")] = None,
    demo: Demo = False,
    as_json: AsJson = False,
) -> None:
    """List the patients: id, where they stand, the centre's own number, the masked phone number."""
    from bot.commands.patient_words import profile

    with clinic(demo) as house:
        after = None
        while True:
            with house.database.reading() as records:
                page = records.patients(status=status, after=after, limit=PAGE)
                rows = [profile(records, patient) for patient in page]
            for row in rows:
                if as_json:
                    print_row(row)
                else:
                    names = (row["reference"] or "-", row["phone"] or "-", row["enrolled_on"])
                    print_line(f"{row['id']}  {row['status']:<8}  {'  '.join(names)}")
            if len(page) < PAGE:
                break
            after = page[-1].id
        if after is None and not rows:
            report("nobody is on file" if status is None else f"nobody is {status}")


def show(
    who: Who,
    reveal: Annotated[bool, typer.Option("--reveal", help="Show the whole phone number; the audit keeps it.")] = False,
    by: By = "",
    demo: Demo = False,
    as_json: AsJson = False,
) -> None:
    """Show a patient: profile, courses, tests, what is due next, what is overdue."""
    from bot.commands.patient_words import found, lines, whole
    from care import desk

    with clinic(demo) as house:
        with house.database.begin() as records:
            patient = found(records, who)
            shown = whole(house, records, patient, house.now())
            if reveal:
                shown["phone"] = desk.reveal_phone(records, patient.id, by=who_does_it(by), now=house.now())
        if as_json:
            print_row(shown)
        else:
            for line in lines(shown):
                print_line(line)


def link_code(who: Who, by: By = "", demo: Demo = False, as_json: AsJson = False) -> None:
    """Make a one-time code that ties a web chat to a patient; an earlier one ends."""
    from care import desk
    from care.desk.links import CODE_LASTS

    with clinic(demo) as house:
        now = house.now()
        code = _made(house, who, desk.make_link_code, by, now)
        if as_json:
            print_row({"code": code, "valid_until": (now + CODE_LASTS).isoformat()})
        else:
            minutes = int(CODE_LASTS.total_seconds() // 60)
            print_line(f"{code[:4]}-{code[4:]}")
            report(f"valid once, for {minutes} minutes: the patient writes it in the web chat. Tell nobody else.")


def calendar(
    who: Who,
    end: Annotated[bool, typer.Option("--end", help="End the address instead of making one.")] = False,
    by: By = "",
    demo: Demo = False,
    as_json: AsJson = False,
) -> None:
    """Make a new secret address of a patient's calendar; the earlier one ends."""
    from bot.calendar_feed import calendar_link
    from care import desk

    with clinic(demo) as house:
        if end:
            ended = _made(house, who, desk.revoke_calendar_secret, by, house.now())
            if as_json:
                print_row({"ended": ended})
            else:
                print_line("Their calendar address works no more." if ended else "They had no calendar address.")
            return

        def made(records: "Records", patient: str, *, by: str, now: datetime) -> str:
            return calendar_link(records, patient, house.settings, by=by, now=now)

        link = _made(house, who, made, by, house.now())
        if as_json:
            print_row({"link": link})
        else:
            print_line(link)
            report("it cannot be shown again, and whoever has it sees the dates: give it to the patient only")


def _made(house: "House", who: str, use_case: _UseCase[Result_co], by: str, now: datetime) -> Result_co:
    """What a use-case gives for the patient whom somebody named."""
    from bot.commands.patient_words import found

    with house.database.begin() as records:
        return use_case(records, found(records, who).id, by=who_does_it(by), now=now)


def _tell(*notes: str | None) -> None:
    for note in notes:
        if note is not None:
            report(f"note: {note}")
