"""Does a sealed value open where it belongs, and nowhere else?"""

import json

import pytest
import tink
from hypothesis import given
from hypothesis import strategies as st

from care.db.sealing import Sealer, new_keyset, rotated_keyset

INDEX_KEY = "ab" * 32
KEYSET = new_keyset()
SEALER = Sealer(KEYSET, INDEX_KEY)
any_text = st.text(alphabet=st.characters(), max_size=60)


@given(any_text)
def test_whatever_was_sealed_opens_again(text):
    assert SEALER.open(SEALER.seal(text, "incoming:1:text"), "incoming:1:text") == text


@pytest.mark.parametrize("place", ["incoming:2:text", "incoming:1:words", "outgoing:1:text", ""])
def test_a_sealed_value_does_not_open_in_another_place(place):
    with pytest.raises(tink.TinkError):
        SEALER.open(SEALER.seal("my words", "incoming:1:text"), place)


def test_a_sealed_value_that_was_changed_does_not_open():
    sealed = bytearray(SEALER.seal("my words", "p"))
    sealed[-1] ^= 1
    with pytest.raises(tink.TinkError):
        SEALER.open(bytes(sealed), "p")


def test_the_same_words_sealed_twice_look_different():
    assert SEALER.seal("yes", "p") != SEALER.seal("yes", "p")


def test_a_rotated_keyset_opens_old_values_and_seals_new_ones_with_its_new_key():
    keysets = [KEYSET]
    sealed = [SEALER.seal("value 0", "p")]
    for number in range(1, 4):
        keysets.append(rotated_keyset(keysets[-1]))
        sealed.append(Sealer(keysets[-1], INDEX_KEY).seal(f"value {number}", "p"))
    newest = Sealer(keysets[-1], INDEX_KEY)
    assert [newest.open(value, "p") for value in sealed] == [f"value {number}" for number in range(4)]
    for older, value in zip(keysets, sealed[1:], strict=False):
        with pytest.raises(tink.TinkError):
            Sealer(older, INDEX_KEY).open(value, "p")


def test_a_rotated_keyset_keeps_every_key_and_names_a_new_primary():
    before, after = json.loads(KEYSET), json.loads(rotated_keyset(KEYSET))
    assert after["key"][:-1] == before["key"]
    assert after["primaryKeyId"] == after["key"][-1]["keyId"] != before["primaryKeyId"]
    assert len({key["keyId"] for key in after["key"]}) == len(after["key"])


@pytest.mark.parametrize("keyset", ["", "{}", "no JSON", '{"primaryKeyId": 1, "key": []}'])
def test_what_is_no_keyset_is_refused_without_being_shown(keyset):
    for use in (lambda: Sealer(keyset, INDEX_KEY), lambda: rotated_keyset(keyset)):
        with pytest.raises(ValueError, match="not a Tink AEAD keyset") as refused:
            use()
        assert keyset == "" or keyset not in str(refused.value)


def test_a_short_index_key_is_refused():
    with pytest.raises(ValueError, match="shorter than"):
        Sealer(KEYSET, "short")


def test_an_address_is_found_by_its_index_and_by_no_other():
    index = SEALER.index("sms", "+32470123456")
    assert index == Sealer(rotated_keyset(KEYSET), INDEX_KEY).index("sms", "+32470123456")
    assert index != SEALER.index("web", "+32470123456")
    assert index != SEALER.index("sms", "+32470123457")
    assert index != Sealer(KEYSET, "cd" * 32).index("sms", "+32470123456")
