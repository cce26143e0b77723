"""What does each command do, in words for the operator? Every command has `--help`; lists have `--json`.

A command loads what it needs when it is called, so that `--help` answers at once.
"""

import typer

from bot.commands import (
    asking,
    measuring,
    operating,
    patient_dates,
    patient_file,
    patient_leaving,
    patients,
    running,
    sources,
)

__all__ = ["application"]

application = typer.Typer(
    help="Aftercourse: answers, warning signs and reminders for people treated with LEMTRADA.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
application.command()(running.run)
application.command(hidden=True)(running.serve)
application.command()(asking.ask)
application.command()(asking.chat)
application.command()(operating.escalations)
application.command()(operating.settings)
application.command()(operating.keyset)
application.command()(measuring.evaluate)
application.command()(measuring.bench)

_sources = typer.Typer(help="The centre's own copies of the source documents.", no_args_is_help=True)
_sources.command()(sources.load)
_sources.command()(sources.check)
application.add_typer(_sources, name="sources")

_patient = typer.Typer(help="The centre's patients: add, show, correct, hand out, erase.", no_args_is_help=True)
_patient.command(epilog="Example: python -m bot patient add --phone '0470 12 34 56' --reference MS-17")(patients.add)
_patient.command(epilog="Example: python -m bot patient invite MS-17")(patients.invite)
_patient.command("list", epilog="Example: python -m bot patient list --status invited --json")(patients.list_)
_patient.command(epilog="Example: python -m bot patient show MS-17")(patients.show)
_patient.command(epilog="Example: python -m bot patient course MS-17 1 --first 2026-03-02 --last 2026-03-06")(
    patient_dates.course
)
_patient.command("test", epilog="Example: python -m bot patient test MS-17 cbc done 2026-11-20")(patient_dates.record)
_patient.command(epilog="Example: python -m bot patient confirm MS-17 --course 1 --tests")(patient_dates.confirm)
_patient.command(epilog="Example: python -m bot patient link-code MS-17")(patients.link_code)
_patient.command(epilog="Example: python -m bot patient calendar MS-17")(patients.calendar)
_patient.command(epilog="Example: python -m bot patient export MS-17 --out MS-17.json")(patient_leaving.export)
_patient.command(epilog="Example: python -m bot patient leave MS-17 --reason transferred")(patient_leaving.leave)
_patient.command(epilog="Example: python -m bot patient erase MS-17")(patient_leaving.erase)
_patient.command("import", epilog="Example: python -m bot patient import patients.csv --store")(patient_file.bring)
application.add_typer(_patient, name="patient")
