"""Can the record of what happened be trusted?"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.audit import GENESIS, ChainedEvent, ChainHead, Event, digest, first_break

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
instants = st.datetimes(
    min_value=datetime(2000, 1, 1),
    max_value=datetime(2100, 1, 1),
    timezones=st.just(UTC),
)
words = st.text(max_size=20)
events = st.builds(
    Event,
    action=words,
    subject=words,
    by=words,
    at=instants,
    details=st.dictionaries(words, words, max_size=3),
)


def chained(kept):
    chain, previous = [], GENESIS
    for number, event in enumerate(kept, start=1):
        chain.append(ChainedEvent(number=number, event=event, previous=previous, digest=digest(event, previous)))
        previous = chain[-1].digest
    return chain


def head_of(chain):
    return ChainHead(number=len(chain), digest=chain[-1].digest if chain else GENESIS)


@given(st.lists(events, max_size=6))
def test_an_untouched_chain_holds(kept):
    chain = chained(kept)
    assert first_break(chain) is None
    assert first_break(chain, head_of(chain)) is None


@given(st.lists(events, min_size=1, max_size=6), events, st.data())
def test_a_changed_event_breaks_the_chain_where_it_stands(kept, other, data):
    chain = chained(kept)
    place = data.draw(st.integers(0, len(chain) - 1))
    chain[place] = replace(chain[place], event=other)
    assert first_break(chain) == (None if kept[place] == other else place + 1)


@given(st.lists(events, min_size=2, max_size=6), st.data())
def test_a_removed_event_breaks_the_chain_where_it_stood(kept, data):
    chain = chained(kept)
    place = data.draw(st.integers(0, len(chain) - 2))
    del chain[place]
    assert first_break(chain) == place + 1


@given(st.lists(events, min_size=1, max_size=6), st.data())
def test_events_removed_at_the_end_show_against_the_head(kept, data):
    chain = chained(kept)
    head = head_of(chain)
    left = data.draw(st.integers(0, len(chain) - 1))
    assert first_break(chain[:left], head) == left + 1


@given(st.lists(events, min_size=1, max_size=6), events, st.data())
def test_an_inserted_event_breaks_the_chain(kept, other, data):
    chain = chained(kept)
    head = head_of(chain)
    place = data.draw(st.integers(0, len(chain)))
    previous = chain[place - 1].digest if place else GENESIS
    forged = ChainedEvent(number=place + 1, event=other, previous=previous, digest=digest(other, previous))
    broken = first_break([*chain[:place], forged, *chain[place:]], head)
    # Even a forged event that fits the one before it breaks what follows it, or the head.
    assert broken is not None
    assert broken >= place + 1


@given(st.lists(events, min_size=2, max_size=6), st.data())
def test_two_swapped_events_break_the_chain(kept, data):
    chain = chained(kept)
    first, second = sorted(data.draw(st.lists(st.integers(0, len(chain) - 1), min_size=2, max_size=2, unique=True)))
    chain[first], chain[second] = chain[second], chain[first]
    assert first_break(chain) == first + 1


@given(events, events, st.sampled_from([GENESIS, "1" * 64]))
def test_the_digest_is_the_same_for_the_same_event_only(one, other, previous):
    assert (digest(one, previous) == digest(other, previous)) == (one == other)


@given(events)
def test_the_digest_depends_on_the_event_before(event):
    assert digest(event, GENESIS) != digest(event, "1" * 64)


@pytest.mark.parametrize("hours", [-11, 1, 5.5, 14])
def test_the_digest_does_not_depend_on_the_zone_an_instant_is_written_in(hours):
    event = Event(action="a", subject="s", by="b", at=NOON)
    elsewhere = replace(event, at=NOON.astimezone(timezone(timedelta(hours=hours))))
    assert digest(event, GENESIS) == digest(elsewhere, GENESIS)
