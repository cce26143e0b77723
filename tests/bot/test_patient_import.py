"""Is every wrong line of a file told with its number, and is nothing kept that nobody said to keep?"""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot import wiring
from bot.commands import application
from bot.patient_import import bring
from bot.patient_sheet import NotReadable, read
from care.course import SaidBy
from care.desk.invitations import WELCOME
from care.patient import PatientStatus

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HEADER = "reference,phone,language,country,time_zone,applies,course_1_first,course_1_last,course_2_first,course_2_last"
ANNA = "MS-1,0470 12 34 56,en,,,contraception hpv,2024-03-04,2024-03-08,2025-03-10,2025-03-12"
BERT = "MS-2,+32470654321,,GB,Europe/London,,2025-11-03,,,"
CARL = "MS-3,,,,,,,,,"


class Files:
    """The command on a centre's database, and files to bring."""

    def __init__(self, house: Any, folder: Any) -> None:
        self.house = house
        self.folder = folder

    def file(self, *lines: str, header: str = HEADER, encoding: str = "utf-8") -> str:
        path = self.folder / "patients.csv"
        path.write_bytes("\r\n".join([header, *lines]).encode(encoding))
        return str(path)

    def __call__(self, file: str, *options: str) -> Result:
        return CliRunner().invoke(application, ["patient", "import", file, *options])

    def rows(self, file: str, *options: str, code: int = 0) -> list[dict[str, Any]]:
        result = self(file, *options, "--json")
        assert result.exit_code == code, result.output
        return [json.loads(line) for line in result.stdout.splitlines()]

    def bad(self, *lines: str, header: str = HEADER) -> list[tuple[int, str]]:
        """The wrong lines of a trial; nothing is kept."""
        rows = self.rows(self.file(*lines, header=header), code=2)
        assert self.patients() == {}
        return [(row["line"], row["error"]) for row in rows if "error" in row]

    def patients(self) -> dict[str, Any]:
        with self.house.database.reading() as records:
            return {records.reference_of(each.id): each for each in records.patients(limit=1000)}

    def texts(self, patient: str) -> list[str]:
        with self.house.database.reading() as records:
            return [
                text.reply.template
                for conversation in records.conversations_of(patient)
                for text in records.outgoing_in(conversation.id)
            ]


@pytest.fixture
def files(build_house: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> Files:
    house = replace(build_house(visitors_are_patients="false"), now=lambda: NOW)
    monkeypatch.setattr(wiring, "open_house", lambda _settings: house)
    monkeypatch.setattr("bot.commands.terminal.settings_of", lambda _demo: house.settings)
    return Files(house, tmp_path)


def test_without_store_nothing_is_kept_and_the_trial_says_so(files):
    result = files(files.file(ANNA, BERT, CARL))
    assert result.exit_code == 0
    assert "3 patients would be added, 2 of them asked by text; 0 were on file already; 0 lines are wrong" in (
        " ".join(result.stdout.split())
    )
    assert "nothing was stored" in " ".join(result.stderr.split())
    assert files.patients() == {}
    with files.house.database.reading() as records:
        assert records.chain_head().number == 0


def test_with_store_all_is_kept_as_the_nurses_and_each_is_asked(files):
    assert files.rows(files.file(ANNA, BERT, CARL), "--store")[-1] == {
        "added": 3,
        "asked": 2,
        "known": 0,
        "bad": 0,
        "stored": True,
    }
    kept = files.patients()
    assert set(kept) == {"MS-1", "MS-2", "MS-3"}
    assert {each.status for each in kept.values()} == {PatientStatus.INVITED}
    assert kept["MS-1"].applies == {"contraception", "hpv"}
    assert (kept["MS-2"].country, kept["MS-2"].time_zone) == ("GB", "Europe/London")
    with files.house.database.reading() as records:
        first, second = records.courses_of(kept["MS-1"].id)
        assert records.phone_of(kept["MS-1"].id) == "+32470123456"
    assert (first.first_infusion, first.last_infusion) == (date(2024, 3, 4), date(2024, 3, 8))
    assert second.said_by is SaidBy.NURSE
    assert files.texts(kept["MS-1"].id)[0] == WELCOME
    assert files.texts(kept["MS-3"].id) == []


def test_the_same_file_twice_changes_nothing_the_second_time(files):
    files.rows(files.file(ANNA, BERT), "--store")
    before = files.patients()
    assert files.rows(files.file(ANNA, BERT, CARL), "--store")[-1]["known"] == 2
    after = files.patients()
    assert {name: after[name] for name in before} == before
    assert files.texts(after["MS-1"].id).count(WELCOME) == 1


def test_one_wrong_line_keeps_all_others_out_unless_it_is_to_be_skipped(files):
    wrong = "MS-9,12,,,,,,,,"
    rows = files.rows(files.file(ANNA, wrong, BERT), "--store", code=2)
    assert rows[0]["line"] == 3
    assert rows[-1]["stored"] is False
    assert files.patients() == {}
    rows = files.rows(files.file(ANNA, wrong, BERT), "--store", "--skip-bad")
    assert (rows[-1]["added"], rows[-1]["bad"], rows[-1]["stored"]) == (2, 1, True)
    assert set(files.patients()) == {"MS-1", "MS-2"}


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (",0470999999,,,,,,,,", "no reference"),
        ("MS-9,hello,,,,,,,,", "no phone number"),
        ("MS-9,,,GB,,,,,,", "fill in time_zone"),
        ("MS-9,,,GB,Mars/Crater,,,,,", "IANA name"),
        ("MS-9,,,be,Europe/Brussels,,,,,", "two capital letters"),
        ("MS-9,,english,,,,,,,", "two small letters"),
        ("MS-9,,,,,botox,,,,", "known are"),
        ("MS-9,,,,,,04/03/2024,,,", "2026-03-31"),
        ("MS-9,,,,,,2024-02-30,,,", "course_1_first: '2024-02-30' is no day"),
        ("MS-9,,,,,,2024-03-08,2024-03-04,,", "last day lies before its first"),
        ("MS-9,,,,,,2027-03-08,,,", "course 1: in the future"),
        ("MS-9,,,,,,2024-03-04,,2024-05-06,", "course 2: too soon; if it is right, leave it out and enter it"),
        ("MS-9,,,", "it has 4 fields where the header has 10"),
        (f"{'9' * 61},,,,,,,,,", "1 to 60 characters"),
    ],
)
def test_every_wrong_line_is_told_with_its_number_and_the_reason(files, line, says):
    ((number, reason),) = files.bad(ANNA, "", line)
    assert number == 4
    assert says in reason


def test_all_reasons_of_all_wrong_lines_are_told_at_once(files):
    told = files.bad(",hello,,,,,,,,", "MS-8,,,,,botox,2024-02-30,,,", ANNA, "MS-7,,,")
    assert [number for number, _ in told] == [2, 2, 3, 3, 5]


def test_two_lines_about_one_person_are_told_of_each_other(files):
    ((number, reason),) = files.bad(ANNA, ANNA.replace("MS-1", "MS-9"))
    assert (number, reason) == (3, "line 2 has the same phone number")
    told = files.bad(CARL, CARL)
    assert told == [(3, "line 2 has the same reference")]


def test_a_number_of_somebody_on_file_is_not_given_to_another(files):
    files.rows(files.file(ANNA), "--store")
    rows = files.rows(files.file(ANNA.replace("MS-1", "MS-9")), "--store", code=2)
    assert "belongs to patient" in rows[0]["error"]


def test_a_number_that_may_be_wrong_is_kept_with_a_note(files):
    rows = files.rows(files.file("MS-9,+447700900123,,,,,,,,"), "--store")
    assert rows[0]["line"] == 2
    assert "check its digits" in rows[0]["note"]
    assert set(files.patients()) == {"MS-9"}


def test_a_file_as_spreadsheets_write_it_is_read(files):
    lines = [HEADER, ANNA.replace("MS-1", "MS-é"), CARL]
    header, *rest = [line.replace(",", ";") for line in lines]
    file = files.file(*rest, header=header, encoding="utf-8-sig")
    assert files.rows(file, "--store")[-1]["added"] == 2
    assert "MS-é" in files.patients()


def test_a_field_of_two_lines_does_not_confuse_the_numbers(files):
    told = files.bad('"MS-1\r\nb",,,,,,,,,', "MS-9,12,,,,,,,,")
    assert told[-1][0] == 4


def test_a_quotation_mark_without_its_other_half_is_told(files):
    told = files.bad(CARL, 'MS-9,"0470,,,,,,,,')
    assert told[-1][0] == 3
    assert "quotation mark" in told[-1][1]


@pytest.mark.parametrize(
    ("header", "says"),
    [
        ("phone,language", "no column 'reference'"),
        ("reference,telephone", "telephone"),
        ("reference,course_5_first", "course_5_first"),
        ("reference,reference", "Twice"),
        ("", "no column"),
    ],
)
def test_a_header_that_is_not_known_is_refused_with_those_that_are(files, header, says):
    result = files(files.file("MS-1,1", header=header), "--store")
    assert result.exit_code == 2
    assert says in " ".join(result.stderr.split())
    assert files.patients() == {}


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_another_encoding_is_refused_with_the_way_to_save_it(files, encoding):
    result = files(files.file(ANNA, "MS-é,,,,,,,,,", encoding=encoding), "--store")
    assert result.exit_code == 2
    assert "CSV UTF-8" in " ".join(result.stderr.split())


def test_nobody_is_asked_when_nobody_is_to_be(files):
    assert files.rows(files.file(ANNA), "--store", "--no-welcome")[-1]["asked"] == 0
    assert files.texts(files.patients()["MS-1"].id) == []


def test_progress_is_told_every_hundred_lines(files):
    lines = [f"MS-{number},,,,,,,,," for number in range(250)]
    told: list[str] = []
    sheet = read(files.folder / files.file(*lines), files.house.plan, files.house.settings)
    brought = bring(
        files.house, sheet, store=True, skip_bad=False, welcome=True, by="nurse-1", now=NOW, progress=told.append
    )
    assert brought.fit == 250
    assert told == [f"{what} {count} of 250" for what in ("tried", "kept") for count in (100, 200, 250)]


def test_what_somebody_else_adds_between_trial_and_keeping_is_told(files, monkeypatch):
    sheet = read(files.folder / files.file(ANNA, BERT), files.house.plan, files.house.settings)
    from bot import patient_import

    trial = patient_import._keep

    def meanwhile(house: Any, line: Any, *, keep: bool, **given: Any) -> Any:
        if keep and line.reference == "MS-1":
            trial(house, replace(line, reference="other"), keep=True, **given)
        return trial(house, line, keep=keep, **given)

    monkeypatch.setattr(patient_import, "_keep", meanwhile)
    brought = bring(files.house, sheet, store=True, skip_bad=False, welcome=True, by="nurse-1", now=NOW)
    assert (brought.fit, [each.number for each in brought.bad]) == (1, [2])
    assert set(files.patients()) == {"other", "MS-2"}


def test_a_file_that_is_not_there_is_refused(files):
    with pytest.raises(NotReadable, match="cannot be read"):
        read(files.folder / "missing.csv", files.house.plan, files.house.settings)
