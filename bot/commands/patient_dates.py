"""Which commands set a patient's dates as the nurse: courses, tests, and what the patient told?

What is impossible is refused, what is doubtful needs `--confirm`, and the old value is shown beside the new one.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.course_dates import changed, day_of
from bot.commands.terminal import AsJson, By, Demo, Refused, Who, clinic, print_line, print_row, who_does_it
from care.course import Course, CourseStatus, SaidBy
from care.recorded_test import RecordedState, RecordedTest

if TYPE_CHECKING:
    from bot.wiring import House
    from care.patient import Patient
    from care.ports import Records


def course(
    who: Who,
    number: Annotated[int, typer.Argument(min=1, help="Which course, from 1.")],
    *,
    first: Annotated[str, typer.Option(help="The first day of the course.")] = "",
    last: Annotated[str, typer.Option(help="The last day of the course.")] = "",
    day: Annotated[
        list[str] | None, typer.Option(help="A day between, repeatable; they replace those on file.")
    ] = None,
    planned: Annotated[bool | None, typer.Option("--planned/--given", help="Whether it is only planned.")] = None,
    confirm: Annotated[bool, typer.Option("--confirm", help="Keep it though it is doubtful.")] = False,
    remove: Annotated[bool, typer.Option("--remove", help="Take the course off the file.")] = False,
    by: By = "",
    demo: Demo = False,
    as_json: AsJson = False,
) -> None:
    """Set the dates of a course as the nurse; what is not given stays as it is on file."""
    from bot.commands.patient_words import course_in_words, found, in_words
    from care import desk
    from care.monitoring import problems
    from care.written import course_written

    with clinic(demo) as house, house.database.begin() as records:
        patient = found(records, who)
        courses = records.courses_of(patient.id)
        before = next((each for each in courses if each.number == number), None)
        if remove:
            if before is None:
                raise Refused(f"No course {number} is on file.")
            desk.remove_course(records, patient.id, number, said_by=SaidBy.NURSE, by=who_does_it(by), now=house.now())
            _print_change(as_json, f"Course {number}", course_in_words(before), "nothing", {"course": number})
            return
        if not first and not last and not day and planned is None:
            raise Refused("Give at least one of --first, --last, --day, --planned, --given and --remove.")
        candidate = changed(
            before or Course(number=number, status=CourseStatus.GIVEN, said_by=SaidBy.NURSE),
            first=day_of(first) if first else None,
            last=day_of(last) if last else None,
            between=[day_of(each) for each in day] if day else None,
            planned=planned,
        )
        doubts = problems(house.plan, courses, candidate, today=patient.today(house.now()))
        impossible = [doubt for doubt in doubts if not doubt.nurse_may_confirm]
        if impossible:
            raise Refused(_refusal(map(in_words, impossible), "This cannot be so; nothing was changed."))
        if doubts and not confirm:
            raise Refused(
                _refusal(map(in_words, doubts), "Nothing was changed. If it is right all the same, add --confirm.")
            )
        told = desk.tell_course(records, patient.id, candidate, by=who_does_it(by), now=house.now())
        row = {
            "course": number,
            "kept": told.kept,
            "before": course_written(before) if before else None,
            "after": course_written(candidate),
            "confirmed_doubts": [doubt.doubt.value for doubt in doubts],
        }
        _print_change(as_json, f"Course {number}", course_in_words(before), course_in_words(candidate), row)


def record(
    who: Who,
    name: Annotated[str, typer.Argument(metavar="TEST", help="The test's id in the monitoring plan, as cbc.")],
    state: Annotated[RecordedState, typer.Argument(help="How it stands.")],
    on: Annotated[str, typer.Argument(metavar="DATE", help="On which day, as 2026-03-31.")],
    *,
    instead_of: Annotated[str, typer.Option(help="The date of the entry that this one corrects.")] = "",
    remove: Annotated[bool, typer.Option("--remove", help="Take the entry off the file.")] = False,
    by: By = "",
    demo: Demo = False,
    as_json: AsJson = False,
) -> None:
    """Record as the nurse that a test was done, is booked or was missed."""
    from bot.commands.patient_words import found, test_in_words
    from care import desk
    from care.written import recorded_test_written

    with clinic(demo) as house, house.database.begin() as records:
        if name not in house.plan.test_ids:
            raise Refused(f"The plan has no test {name!r}; known are {', '.join(sorted(house.plan.test_ids))}.")
        patient = found(records, who)
        if remove:
            entry = _entry(records, patient, name, day_of(on))
            taken = desk.remove_recorded_test(
                records, patient.id, entry.id, said_by=SaidBy.NURSE, by=who_does_it(by), now=house.now()
            )
            row = {"kept": taken.kept, "before": [recorded_test_written(entry)], "after": None}
            _print_change(as_json, "Test", test_in_words(entry), "nothing", row)
            return
        entry = RecordedTest(test=name, state=state, on=day_of(on), said_by=SaidBy.NURSE)
        _check_day(entry, today=patient.today(house.now()))
        corrected = _entry(records, patient, name, day_of(instead_of)).id if instead_of else None
        recorded = desk.record_test(records, patient.id, entry, replaces=corrected, by=who_does_it(by), now=house.now())
        row = {
            "kept": recorded.kept,
            "before": [recorded_test_written(each) for each in recorded.before],
            "after": recorded_test_written(recorded.entry or entry),
        }
        old = "; ".join(map(test_in_words, recorded.before)) or ("nothing" if recorded.kept else test_in_words(entry))
        _print_change(as_json, "Test", old, test_in_words(entry), row, note=_place(house, records, patient, entry))


def confirm(
    who: Who,
    *,
    number: Annotated[list[int] | None, typer.Option("--course", help="Confirm this course; repeatable.")] = None,
    tests: Annotated[bool, typer.Option("--tests", help="Confirm all entries about tests.")] = False,
    off: Annotated[
        list[str] | None, typer.Option(help="Confirm that the reminders of this safety test are off; repeatable.")
    ] = None,
    by: By = "",
    demo: Demo = False,
    as_json: AsJson = False,
) -> None:
    """Confirm what the patient told; without an option, list what waits for it."""
    from bot.commands.patient_words import course_in_words, found, test_in_words
    from care import desk
    from care.written import course_written, recorded_test_written

    with clinic(demo) as house, house.database.begin() as records:
        patient = found(records, who)
        told = {each.number: each for each in records.courses_of(patient.id) if each.said_by is SaidBy.PATIENT}
        entries = [each for each in records.recorded_tests_of(patient.id) if each.said_by is SaidBy.PATIENT]
        asked_off = patient.preferences.asked_off
        if not number and not tests and not off:
            if as_json:
                print_row(
                    {
                        "courses": [course_written(each) for each in told.values()],
                        "tests": [recorded_test_written(each) for each in entries],
                        "off": sorted(asked_off),
                    }
                )
                return
            for waiting in told.values():
                print_line(f"Course {waiting.number}: {course_in_words(waiting)}; --course {waiting.number}")
            for entry in entries:
                print_line(f"{test_in_words(entry)}; --tests")
            for off_test in sorted(asked_off):
                print_line(f"Reminders of {off_test} off; --off {off_test}")
            if not told and not entries and not asked_off:
                print_line("Nothing waits to be confirmed.")
            return
        if unknown := sorted(set(off or ()) - asked_off):
            raise Refused(f"The patient has not asked for {', '.join(unknown)} to be off; nothing was confirmed.")
        count = 0
        for each in number or ():
            count += desk.confirm_course(records, patient.id, each, by=who_does_it(by), now=house.now()).kept
        for entry in entries if tests else ():
            mine = replace(entry, said_by=SaidBy.NURSE, id="")
            count += desk.record_test(records, patient.id, mine, by=who_does_it(by), now=house.now()).kept
        if off:
            desk.confirm_tests_off(records, patient.id, set(off), by=who_does_it(by), now=house.now())
            count += len(set(off))
        if as_json:
            print_row({"confirmed": count})
        else:
            print_line(f"Confirmed: {count}")


def _entry(records: "Records", patient: "Patient", test: str, on: date) -> RecordedTest:
    for entry in records.recorded_tests_of(patient.id, test=test):
        if entry.on == on:
            return entry
    raise Refused(f"No entry about {test} of {on.isoformat()} is on file.")


def _check_day(entry: RecordedTest, *, today: date) -> None:
    if entry.state is RecordedState.BOOKED and entry.on < today:
        raise Refused(f"{entry.on.isoformat()} has passed: was it done or missed?")
    if entry.state is not RecordedState.BOOKED and entry.on > today:
        raise Refused(f"{entry.on.isoformat()} is still to come: a test of a day to come is `booked`.")


def _place(house: "House", records: "Records", patient: "Patient", entry: RecordedTest) -> str | None:
    """What a done test counts for, where that is not plain."""
    from bot.wiring import follow_up_settings
    from care.monitoring import Verdict, placements

    if entry.state is not RecordedState.DONE:
        return None
    settings = follow_up_settings(house.settings).of(patient)
    placed = placements(house.plan, records.courses_of(patient.id), records.recorded_tests_of(patient.id), settings)
    mine = next((each for each in placed if (each.recorded.test, each.recorded.on) == (entry.test, entry.on)), None)
    if mine is None or mine.verdict is Verdict.COUNTS:
        return None
    if mine.verdict is Verdict.EITHER:
        return f"it counts for {mine.due}; the one of {mine.earlier} was never done"
    return {
        Verdict.ASK_NURSE: "it lies more than 14 days from any due date and counts for none",
        Verdict.BEFORE_TREATMENT: "it was done before the first infusion",
        Verdict.NOT_FOLLOWED: "this test is not followed for the patient",
    }[mine.verdict]


def _refusal(sentences: Iterable[str], end: str) -> str:
    return "\n".join([*(f"- {sentence}" for sentence in sentences), end])


def _print_change(
    as_json: bool, what: str, old: str, new: str, row: dict[str, Any], *, note: str | None = None
) -> None:
    if as_json:
        print_row({**row, "note": note} if note else row)
    elif old == new:
        print_line(f"{what}: {new}, as it was")
    else:
        print_line(f"{what}: {old} -> {new}")
    if note and not as_json:
        print_line(f"Note: {note}.")
