"""Is the arithmetic of the bench right? How fast the service is, no test can say for another machine."""

import json

import pytest

from bot.bench import RASA_ALONE, SERVICE, Bench, Speed, percentile, printed


def speed(**changes):
    given = {"what": SERVICE, "clients": 4, "milliseconds": [10.0, 20.0, 30.0, 40.0], "seconds": 0.5, "failed": 0}
    return Speed(**given | changes)


def bench(*speeds):
    return Bench(speeds=speeds, triage_microseconds=812.4, reading_milliseconds=7.25, parts=1.1, cores=2, load=0.4)


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([7.0], 0.5, 7.0),
        ([7.0], 0.95, 7.0),
        ([1.0, 2.0], 0.5, 1.0),
        ([1.0, 2.0, 3.0], 0.5, 2.0),
        (list(range(1, 101)), 0.5, 50),
        (list(range(1, 101)), 0.95, 95),
        (list(range(1, 21)), 0.95, 19),
        (list(range(1, 22)), 0.95, 20),
        (list(range(1, 21)), 1.0, 20),
    ],
)
def test_a_percentile_is_the_smallest_value_that_enough_values_do_not_exceed(values, share, expected):
    assert percentile(values, share) == expected


def test_the_order_of_the_values_makes_no_difference():
    assert percentile([30.0, 10.0, 20.0], 0.5) == 20.0


def test_messages_a_second_are_counted_over_the_time_of_all_clients_together():
    assert speed().per_second == 8.0


@pytest.mark.parametrize(
    ("what", "clients", "goal"), [(SERVICE, 1, None), (SERVICE, 4, 250), (SERVICE, 16, 600), (RASA_ALONE, 4, None)]
)
def test_only_the_service_has_goals(what, clients, goal):
    assert speed(what=what, clients=clients).goal == goal


def test_the_table_shows_each_speed_beside_its_goal():
    table = printed(bench(speed(failed=3), speed(what=RASA_ALONE)), as_json=False)
    service, alone = (line for line in table.splitlines() if line.lstrip().startswith("4 "))
    assert service.split() == "4 service 8.0 20 40 3 <= 250 ms on two cores".split()
    assert alone.split() == "4 Rasa alone 8.0 20 40 0".split()
    assert "812 microseconds" in table


def test_json_lines_hold_the_same_figures():
    rows = [json.loads(line) for line in printed(bench(speed()), as_json=True).splitlines()]
    row = next(row for row in rows if row["measure"] == SERVICE)
    assert (row["per_second"], row["p50_ms"], row["p95_ms"], row["goal_p95_ms"]) == (8.0, 20.0, 40.0, 250)
