"""In which order are the replies of one turn sent?"""

from hypothesis import given
from hypothesis import strategies as st

from care.message import STRENGTH, Kind, Reply, strongest_first

replies = st.lists(
    st.builds(Reply, kind=st.sampled_from(Kind), topic=st.text(max_size=3), template=st.just("t"), text=st.text())
)


def test_an_urgent_reply_leads_and_small_talk_comes_last():
    kinds = sorted(Kind, key=STRENGTH.__getitem__)
    assert [kinds[0], kinds[1], kinds[-1]] == [Kind.URGENT, Kind.HANDOFF, Kind.SMALLTALK]


@given(replies)
def test_no_reply_is_lost_or_doubled(given_replies):
    ordered = strongest_first(given_replies)
    assert sorted(map(id, ordered)) == sorted(map(id, given_replies))


@given(replies)
def test_the_strongest_leads_and_equals_keep_the_order_of_the_questions(given_replies):
    ordered = strongest_first(given_replies)
    places = [(STRENGTH[reply.kind], index_of(given_replies, reply)) for reply in ordered]
    assert places == sorted(places)


@given(replies)
def test_ordering_twice_changes_nothing(given_replies):
    once = strongest_first(given_replies)
    assert strongest_first(once) == once


def index_of(given_replies, wanted):
    return next(index for index, reply in enumerate(given_replies) if reply is wanted)
