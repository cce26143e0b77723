"""The characters that go out and how many text messages they take, against two other implementations."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import smsutil
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.sms.segments import parts_of, segments, transliterated

MORE = "Send MORE for the rest."
ACCENTS = "áâãåÁÂÃÀĀăčćçèéêëēěğíîïłñńóôõőřśšșțúûůýžźżÿ"
COUNT = """
const {SegmentedMessage} = require("sms-segments-calculator");
const texts = JSON.parse(require("fs").readFileSync(0, "utf8"));
console.log(JSON.stringify(texts.map((text) => {
  const message = new SegmentedMessage(text, "auto");
  return [message.segmentsCount, message.encodingName];
})));
"""


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("it\u2019s \u201cfine\u201d", 'it\'s "fine"'),
        ("\u2265 38 \u00b0C \u2013 call", ">= 38  degrees C - call"),
        ("caf\u00e9 No\u00ebl \u00e7a \u0153uf", "café Noel ca oeuf"),
        ("Kra\u0301kow \u0141\u00f3d\u017a", "Krakow Lodz"),
        ("\u00c7 \u00e0 \u00e4 \u00f6 \u00fc \u00f1 \u00df", "Ç à ä ö ü ñ ß"),
        ("take 2 \U0001f48a daily \u2026", "take 2  daily ..."),
        ("5 \u00b5g, \u00bd tablet, 3\u00d71", "5 microg, 1/2 tablet, 3x1"),
        ("\u5317\u4eac", ""),
        ("\u20ac {a} [b] ~ | \\ ^", "\u20ac {a} [b] ~ | \\ ^"),
        ("a\u00a0b\u200bc\ufeff", "a bc"),
    ],
)
def test_a_text_is_written_with_the_characters_that_there_are(text: str, written: str) -> None:
    assert transliterated(text) == written


def test_no_accented_letter_of_the_languages_around_is_lost() -> None:
    assert len(transliterated(ACCENTS)) == len(ACCENTS)


@given(st.text(max_size=400))
def test_whatever_comes_goes_out_in_the_alphabet_of_text_messages(text: str) -> None:
    written = transliterated(text)
    assert all(smsutil.is_valid_gsm(character) for character in written)
    assert transliterated(written) == written


words = st.text(st.characters(codec="ascii", categories=("L", "N", "P")), min_size=1, max_size=40)


@settings(max_examples=60)
@given(st.lists(words, min_size=1, max_size=160))
@example(["x" * 1500])
@example(["{" * 700])
def test_the_parts_of_a_long_text_hold_all_its_words_in_two_segments_each(text: list[str]) -> None:
    whole = " ".join(text)
    parts = parts_of(whole, MORE, whole=False)
    assert all(segments(part) <= 2 for part in parts)
    said = "".join(part.removesuffix(MORE) for part in parts)
    assert "".join(said.split()) == "".join(transliterated(whole).split())
    assert all(part.endswith(MORE) for part in parts[:-1])


def test_a_text_is_cut_between_sentences_where_there_are_any() -> None:
    text = " ".join(f"This is sentence {number}, which is neither long nor short." for number in range(12))
    for part in parts_of(text, MORE, whole=False)[:-1]:
        assert part.removesuffix(" " + MORE).endswith("short.")


def test_an_urgent_text_stays_whole() -> None:
    assert len(parts_of("Call 112. " * 100, MORE, whole=True)) == 1


@pytest.fixture(scope="session")
def count_elsewhere(node_tools: Path) -> Any:
    """What Twilio's own calculator says about texts."""

    def count(texts: list[str]) -> list[tuple[int, str]]:
        ran = subprocess.run(
            [shutil.which("node") or "node", "-e", COUNT],
            input=json.dumps(texts),
            cwd=node_tools,
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        return [tuple(each) for each in json.loads(ran.stdout)]

    return count


def test_segments_are_counted_as_twilios_own_calculator_does(count_elsewhere: Any, all_knowledge: Any) -> None:
    texts = ["", "a", *("x" * length for length in (159, 160, 161, 305, 306, 307, 459, 460))]
    texts += [f"{'x' * length}\u20ac" for length in (158, 159, 152, 304, 305)] + ["{" * 80, "{" * 81, "\n\r\n" * 60]
    texts += ["ABC \u20ac" * 40, "\u00e9\u00e0\u00f9" * 60]
    texts += [wording.sms for wordings in all_knowledge.wording.values() for wording in wordings.values()]
    texts += [entry.sms for entry in all_knowledge.entries.values()]
    written = [transliterated(text) for text in texts if text]
    for text, (count, encoding) in zip(written, count_elsewhere(written), strict=True):
        assert (segments(text), "GSM-7") == (count, encoding), text


@pytest.mark.parametrize("seed", range(3))
def test_segments_of_any_text_are_counted_as_twilios_own_calculator_does(count_elsewhere: Any, seed: int) -> None:
    import random

    draw = random.Random(seed)
    alphabet = "abc XYZ0123.,?!\n\u00e9\u00f1\u20ac{}[]~^|\\@\u00a3\u00a7\u0394"
    texts = ["".join(draw.choices(alphabet, k=draw.randrange(1, 700))) for _ in range(300)]
    for text, (count, encoding) in zip(texts, count_elsewhere(texts), strict=True):
        assert (segments(text), "GSM-7") == (count, encoding), text
