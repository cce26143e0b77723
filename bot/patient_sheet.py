"""What does a CSV file say of patients, line by line, and which of its lines can be read?"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from bot.settings import Settings
from bot.telephone import number_of
from care.course import Course, SaidBy, course_of
from care.errors import NotAccepted
from care.plan import Plan

REQUIRED = "reference"
COLUMNS = ("reference", "phone", "language", "country", "time_zone", "applies")
"""What a file may say of a patient beside their courses; `applies` holds ids with spaces between."""


class NotReadable(ValueError):
    """The file cannot be taken as a list of patients at all; the message says what to do."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the file, read.

    Attributes:
        number: of the line in the file, from 1 for the header.
        reference: the centre's own number for the patient.
        phone: in E.164 form, or None.
        language: ISO 639-1.
        country: ISO 3166.
        time_zone: IANA name.
        applies: ids of the plan.
        courses: as the centre knows them.
        doubt: what the nurse should look at, or None.
    """

    number: int
    reference: str
    phone: str | None
    language: str
    country: str
    time_zone: str
    applies: frozenset[str] = frozenset()
    courses: tuple[Course, ...] = ()
    doubt: str | None = None


@dataclass(frozen=True, kw_only=True)
class BadLine:
    """A line that cannot be kept as it is, and why."""

    number: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What a file holds: the lines that could be read, and the others."""

    lines: tuple[Line, ...]
    bad: tuple[BadLine, ...]


@dataclass
class _Seen:
    """What earlier lines of the file said, by the line that said it first."""

    references: dict[str, int] = field(default_factory=dict)
    phones: dict[str, int] = field(default_factory=dict)


def read(file: Path, plan: Plan, settings: Settings) -> Sheet:
    """The lines of a file.

    Args:
        file: CSV in UTF-8 with a header; parted by commas, semicolons or tabs.
        plan: says which courses and which ids there are.
        settings: the centre's country and time zone, where a line says no other.

    Raises:
        NotReadable: when it is no such file.
    """
    text = _text(file)
    first_line = text.partition("\n")[0]
    separator = max(",;\t", key=first_line.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        header = [name.strip().casefold() for name in next(rows, [])]
    except csv.Error as error:
        raise NotReadable(f"The header of {file} cannot be read: {error}.") from error
    _check_header(file, header, plan)
    lines: list[Line] = []
    bad: list[BadLine] = []
    seen = _Seen()
    for number, row in _numbered(rows, bad):
        if not any(value.strip() for value in row):
            continue
        if len(row) != len(header):
            reason = f"it has {len(row)} fields where the header has {len(header)}"
            bad.append(BadLine(number=number, reason=reason))
            continue
        values = {name: value.strip() for name, value in zip(header, row, strict=True)}
        line, reasons = _line(number, values, plan, settings, seen)
        bad += [BadLine(number=number, reason=reason) for reason in reasons]
        if not reasons:
            lines.append(line)
    return Sheet(lines=tuple(lines), bad=tuple(bad))


def _text(file: Path) -> str:
    try:
        plain = file.read_bytes()
    except OSError as error:
        raise NotReadable(f"{file} cannot be read: {error.strerror}.") from error
    if b"\0" in plain:
        raise NotReadable(f"{file} is no CSV file in UTF-8. Save it as “CSV UTF-8”.")
    try:
        return plain.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        number = plain.count(b"\n", 0, error.start) + 1
        raise NotReadable(f"Line {number} of {file} is not in UTF-8. Save it as “CSV UTF-8”.") from error


def _check_header(file: Path, header: Sequence[str], plan: Plan) -> None:
    known = [*COLUMNS, *(name for rule in plan.courses for name in _course_columns(rule.number))]
    unknown = [name or "(empty)" for name in header if name not in known]
    twice = sorted({name for name in header if header.count(name) > 1})
    if REQUIRED not in header:
        raise NotReadable(f"The header of {file} has no column {REQUIRED!r}. Known columns: {', '.join(known)}.")
    if unknown:
        raise NotReadable(f"Unknown in the header of {file}: {', '.join(unknown)}. Known are: {', '.join(known)}.")
    if twice:
        raise NotReadable(f"Twice in the header of {file}: {', '.join(twice)}.")


def _course_columns(number: int) -> tuple[str, str]:
    return f"course_{number}_first", f"course_{number}_last"


def _numbered(rows: Iterator[list[str]], bad: list[BadLine]) -> Iterator[tuple[int, list[str]]]:
    """Each row with the number of its first line; where quotation marks break off, the rest cannot be read."""
    while True:
        number = rows.line_num + 1  # type: ignore[attr-defined]
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            reason = f"from here on the file cannot be read ({error}); look for a quotation mark without its other half"
            bad.append(BadLine(number=number, reason=reason))
            return
        yield number, row


def _line(
    number: int, values: Mapping[str, str], plan: Plan, settings: Settings, seen: _Seen
) -> tuple[Line, list[str]]:
    """A line as it is read, and everything that is wrong with it."""
    reasons: list[str] = []
    reference = values["reference"]
    if not reference:
        reasons.append("it has no reference, so the patient could be added twice")
    elif (earlier := seen.references.setdefault(reference, number)) != number:
        reasons.append(f"line {earlier} has the same reference")
    phone, doubt = None, None
    if values.get("phone"):
        try:
            found = number_of(values["phone"], settings.country)
        except NotAccepted as error:
            reasons.append(str(error))
        else:
            phone, doubt = found.e164, found.doubt
            if (earlier := seen.phones.setdefault(phone, number)) != number:
                reasons.append(f"line {earlier} has the same phone number")
    country = values.get("country") or settings.country
    if country != settings.country and not values.get("time_zone"):
        reasons.append(f"patients in {country} live in another zone than the centre: fill in time_zone")
    applies = frozenset(values.get("applies", "").split())
    if unknown := sorted(applies - plan.when_set):
        known = ", ".join(sorted(plan.when_set))
        reasons.append(f"the plan knows nothing called {', '.join(unknown)}; known are {known}")
    courses = _courses(values, plan, reasons)
    return (
        Line(
            number=number,
            reference=reference,
            phone=phone,
            language=values.get("language") or "en",
            country=country,
            time_zone=values.get("time_zone") or settings.time_zone,
            applies=applies,
            courses=courses,
            doubt=doubt,
        ),
        reasons,
    )


def _courses(values: Mapping[str, str], plan: Plan, reasons: list[str]) -> tuple[Course, ...]:
    courses = []
    for rule in plan.courses:
        first, last = (_day(values.get(name, ""), name, reasons) for name in _course_columns(rule.number))
        if first is not None and last is not None and last < first:
            reasons.append(f"course {rule.number}: its last day lies before its first")
        elif first is not None or last is not None:
            courses.append(course_of(rule.number, said_by=SaidBy.NURSE, first=first, last=last))
    return tuple(courses)


def _day(written: str, column: str, reasons: list[str]) -> date | None:
    if not written:
        return None
    try:
        if len(written) == len("2026-03-31"):
            return date.fromisoformat(written)
    except ValueError:
        pass
    reasons.append(f"{column}: {written!r} is no day; it is written as 2026-03-31")
    return None
