"""Does triage miss no emergency that patients write, and does it stay silent where nothing is wrong?"""

import random
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from content.red_flags import RedFlags, RedFlagsError, load_red_flags
from language.triage import Circumstances, TriageReader, read, read_safely

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
EXAMPLES = yaml.safe_load(Path(__file__).with_name("triage_examples.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def flags() -> RedFlags:
    return load_red_flags(KNOWLEDGE / "red_flags.yml")


@pytest.fixture(scope="module")
def reader(flags: RedFlags) -> TriageReader:
    return TriageReader(flags)


def flag_examples() -> Iterator[tuple[str, str, str]]:
    for flag, levels in EXAMPLES["flags"].items():
        for level, texts in levels.items():
            for text in texts:
                yield flag, level, text


def silent_examples() -> Iterator[str]:
    for texts in EXAMPLES["look_alikes"].values():
        yield from texts
    yield from EXAMPLES["everyday"]
    yield from EXAMPLES["more"]["silent"]


def known_misses() -> Iterator[tuple[str, str]]:
    for expected, texts in EXAMPLES["known_misses"].items():
        for text in texts or ():
            yield expected, text


def as_expected(expected: str, level: str | None) -> bool:
    """Whether a level is what an example expects; a same-day message may be raised further."""
    allowed = {"emergency": ("emergency",), "same_day": ("same_day", "emergency"), "silent": (None, "routine")}
    return level in allowed[expected]


@pytest.mark.parametrize(("flag", "level", "text"), list(flag_examples()))
def test_words_of_a_flag_raise_its_level(reader: TriageReader, flag: str, level: str, text: str) -> None:
    found = reader.read(text).level
    # A second sign may raise a same-day message further; it may never be lowered.
    assert found in (level, "emergency"), f"{flag}: {text}"


@pytest.mark.parametrize(
    ("expected", "text"), [(level, text) for level in ("emergency", "same_day") for text in EXAMPLES["more"][level]]
)
def test_signs_in_many_voices_are_read(reader: TriageReader, expected: str, text: str) -> None:
    assert as_expected(expected, reader.read(text).level), text


@pytest.mark.parametrize(("expected", "text"), list(known_misses()))
def test_a_known_miss_is_still_missed(reader: TriageReader, expected: str, text: str) -> None:
    assert not as_expected(expected, reader.read(text).level), f"mended, move it up: {text}"


@pytest.mark.parametrize(
    "around",
    [
        "thanks for the reminder. {}",
        "i was fine last week. {}",
        "sorry to bother you, {}",
        "{}. what time is my blood test on friday",
        "{}. is this normal",
        "{}, is that a side effect",
        "{}, i had lemtrada in 2022",
    ],
)
def test_what_stands_around_an_emergency_does_not_hide_it(reader: TriageReader, around: str) -> None:
    emergencies = [text for _, level, text in flag_examples() if level == "emergency"]
    hidden = [text for text in emergencies if reader.read(around.format(text)).level != "emergency"]
    assert hidden == []


@pytest.mark.parametrize(
    ("cause", "text"),
    [
        ("denied", "a huge bruise on my thigh, i never bumped into a table"),
        ("compared", "half my mouth feels like after the dentist"),
        ("elsewhere in the sentence", "he collapsed in the street"),
    ],
)
def test_an_everyday_cause_that_is_none_explains_nothing_away(reader: TriageReader, cause: str, text: str) -> None:
    assert reader.read(text).level in ("same_day", "emergency"), cause


def test_a_set_phrase_keeps_its_words_together(reader: TriageReader) -> None:
    assert reader.read("we lost face at the match").level is None
    assert reader.read("lost feeling in my face").level == "emergency"


@pytest.mark.parametrize("text", list(silent_examples()))
def test_look_alikes_and_everyday_messages_raise_no_warning(reader: TriageReader, text: str) -> None:
    assert reader.read(text).level in (None, "routine"), text


@pytest.mark.parametrize(
    ("language", "text"), [(name, text) for name, texts in EXAMPLES["other_languages"].items() for text in texts]
)
def test_emergency_words_in_other_languages_are_read(reader: TriageReader, language: str, text: str) -> None:
    triage = reader.read(text)
    assert triage.level == "emergency"
    assert triage.alarms[0].language == language


def test_every_flag_has_examples(flags: RedFlags) -> None:
    assert set(EXAMPLES["flags"]) == set(flags.flags)


@pytest.mark.parametrize("language", ["en", "nl", "fr", "de"])
def test_every_reply_has_a_wording_in_every_language(flags: RedFlags, language: str) -> None:
    wordings = yaml.safe_load((KNOWLEDGE / language / "wording" / "urgent.yml").read_text(encoding="utf-8"))
    known = {wording["id"] for wording in wordings}
    voices = flags.voices
    replies = {flag.reply for flag in flags.flags.values()} | {
        "urgent.emergency.general", "urgent.same_day.general", voices.ward_emergency, voices.ward_same_day,
        voices.child_emergency, voices.untreated_same_day,
    }  # fmt: skip
    assert replies <= known


def test_alarms_come_strongest_first(reader: TriageReader) -> None:
    text = "my hair is thinning, i have a fever and crushing chest pain"
    levels = [alarm.level for alarm in reader.read(text).alarms]
    assert levels[0] == "emergency"
    assert levels == sorted(levels, key=["emergency", "same_day", "routine"].index)


def test_a_settled_sign_keeps_its_reason(reader: TriageReader) -> None:
    reasons = {
        item.sign: item.reason for item in reader.read("no bruises, but what are the signs of a stroke?").settled
    }
    assert reasons == {"bruises": "denied", "stroke_named": "asked about"}


def test_soon_after_an_infusion_one_sided_numbness_is_an_emergency(reader: TriageReader) -> None:
    text = "blurred vision since the weekend"
    assert reader.read(text).level == "same_day"
    assert reader.read(text, circumstances=Circumstances(days_since_infusion=2)).level == "emergency"


def test_time_since_the_infusion_never_lowers_a_level(reader: TriageReader) -> None:
    for days in (None, 0, 3, 400):
        triage = reader.read("crushing chest pain", circumstances=Circumstances(days_since_infusion=days))
        assert triage.level == "emergency"


def test_on_the_ward_the_reply_begins_with_the_call_bell(reader: TriageReader) -> None:
    triage = reader.read("my throat is closing", circumstances=Circumstances(on_infusion_day=True))
    assert triage.alarms[0].reply == "urgent.emergency.ward"
    assert reader.read("the drip is running and my throat is closing").alarms[0].reply == "urgent.emergency.ward"


def test_a_child_who_writes_gets_the_words_for_a_child(reader: TriageReader) -> None:
    assert reader.read("mummy wont wake up").alarms[0].reply == "urgent.emergency.child"


def test_untreated_people_get_the_emergency_number_and_otherwise_their_own_doctor(reader: TriageReader) -> None:
    untreated = Circumstances(treated=False)
    emergency = reader.read("crushing chest pain", circumstances=untreated).alarms[0]
    same_day = reader.read("i have a fever", circumstances=untreated).alarms[0]
    assert emergency.reply == "urgent.emergency.heart"
    assert same_day.reply == "urgent.untreated_same_day"


def test_a_false_alarm_settles_nothing_while_an_emergency_is_open(reader: TriageReader) -> None:
    text = "the chest pain was a false alarm"
    assert reader.read(text).level is None
    assert reader.read(text, circumstances=Circumstances(emergency_open=True)).level == "emergency"


def test_two_same_day_signs_with_breathlessness_are_an_emergency(reader: TriageReader) -> None:
    assert reader.read("short of breath and my ankles are swollen").level == "emergency"


@pytest.mark.parametrize("text", ["", " ", "\n\n", "😀😱🩸", "....", "?!?!", "\x00\x01\x02", "\u200b"])
def test_texts_without_words_raise_nothing(reader: TriageReader, text: str) -> None:
    assert reader.read(text).level is None


def test_no_text_whatever_makes_reading_fail(reader: TriageReader) -> None:
    chance = random.Random(7)
    for _ in range(300):
        length = chance.randrange(200)
        reader.read("".join(chr(chance.randrange(1, 0x2FFF)) for _ in range(length)))
        reader.read("".join(chance.choice(string.printable) for _ in range(length)))


def test_a_sign_at_the_end_of_a_very_long_text_is_read(reader: TriageReader) -> None:
    assert reader.read("the weather was nice " * 480 + "and i am coughing up blood").level == "emergency"


def test_spelling_leaves_ordinary_words_alone(reader: TriageReader) -> None:
    for text in ("i heard the train crash at your feet", "i fit the shelf", "breath of fresh air", "chess club"):
        assert reader.read(text).level is None


def test_a_fault_in_reading_alarms(reader: TriageReader, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(TriageReader, "read", broken)
    triage = read_safely(reader, "hello")
    assert triage.level == "same_day"
    assert triage.alarms[0].flag == "unreadable"


def test_reading_without_a_reader_gives_the_same(flags: RedFlags, reader: TriageReader) -> None:
    assert read("chest pain", flags) == reader.read("chest pain")


def test_a_mistake_in_the_files_names_file_and_field(tmp_path: Path) -> None:
    source = (KNOWLEDGE / "red_flags.yml").read_text(encoding="utf-8")
    folder = tmp_path / "red_flags"
    folder.mkdir()
    for file in (KNOWLEDGE / "red_flags").glob("*.yml"):
        (folder / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    broken = tmp_path / "red_flags.yml"
    broken.write_text(source.replace("      - face_droop\n", "      - face_drop\n", 1), encoding="utf-8")
    with pytest.raises(RedFlagsError, match=r"red_flags\.yml: flags\.stroke\.when.*face_drop"):
        load_red_flags(broken)
