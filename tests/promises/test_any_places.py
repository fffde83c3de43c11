"""Wherever officers are: a witness who follows every one of them has nothing to complain of."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from demandsim.engine import run
from demandsim.eventlog import Moment
from demandsim.eventlog.identities import identities
from demandsim.roster import build_roster
from demandsim.rules.choice import GRADES
from demandsim.rules.dispatch import DIVERTED
from demandsim.tape import record
from tests.promises.any_world import DISPATCH, NEIGHBOURHOOD, loaded
from tests.promises.how_many import worlds
from tests.promises.response_witness import ResponseWitness
from tests.worlds import village

MATRIX = st.fixed_dictionaries(
    {
        "places.between": st.sampled_from(
            [
                {"north": {"north": "6 min", "south": "5 min"}, "south": {"north": "9 min", "south": "12 min"}},
                {"north": {"north": "0 s", "south": "20 min"}, "south": {"north": "20 min", "south": "1 min"}},
            ]
        )
    }
)
STATIONS = st.sampled_from(
    [
        {},
        {"town": {"at": [4, 4], "share": 1.0}},
        {"town": {"at": [4, 4], "share": 0.7}, "hill": {"at": [15, 9], "share": 0.3}},
    ]
)
MAP = st.fixed_dictionaries(
    {
        "metric": st.sampled_from(["streets", "straight"]),
        "detour": st.sampled_from([1, 1.3]),
        "speed": st.sampled_from([dict.fromkeys(GRADES, 60), dict(zip(GRADES, (70, 50, 35, 35), strict=True))]),
        "turnout": st.sampled_from(["0 s", "2 min"]),
        "waiting_at": st.sampled_from(["station", "anywhere"]),
    }
)
ON_MAP = st.builds(
    lambda map_, stations: {
        "places.map": map_,
        "places.areas.north": {
            "share": 0.6,
            "box": [0, 0, 20, 12],
            "stations": stations,
            "borders": {"south": "0 s"},
        },
        "places.areas.south": {"share": 0.4, "box": [0, -15, 12, 0], "borders": {"north": "0 s"}},
    },
    MAP,
    STATIONS,
)
RULES = st.builds(
    lambda rule, crews, moves: {"rules.dispatch": {**rule, "crews": crews, **moves}},
    DISPATCH,
    st.sampled_from([[], [2] * 24, [1] * 8 + [2] * 16]),
    st.sampled_from(
        [{}, {"divert_for": ["emergency", "priority"]}, {"borrow_after": "0 s", "borrow_for": list(GRADES)}]
    ),
)
PEOPLE = st.fixed_dictionaries(
    {
        "workforce.teams.response.posts": st.builds(
            lambda north, south: {"north": {"constable": north}, "south": {"constable": south}},
            st.integers(3, 20),
            st.integers(3, 12),
        )
    }
)
SEEN: set[str] = set()


@settings(
    max_examples=worlds(10),
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(
    people=PEOPLE,
    slow=st.sampled_from([[], [0.5, 2.0] * 12]),
    places=st.one_of(MATRIX, MATRIX, ON_MAP, ON_MAP, ON_MAP),
    rules=RULES,
    load=st.sampled_from([1, 4, 6]),
    replication=st.integers(0, 50),
)
def play_anywhere(
    people: dict[str, Any],
    slow: list[float],
    places: dict[str, Any],
    rules: dict[str, Any],
    load: int,
    replication: int,
) -> None:
    scenario = village(
        **loaded(load),
        **{"workforce.teams.neighbourhood": NEIGHBOURHOOD, "places.travel_hours": slow},
        **people,
        **places,
        **rules,
    )
    tape = record(scenario, replication=replication, days=3)
    roster = build_roster(scenario.workforce, tape.absences)
    log = run(tape, roster, scenario.rules)
    assert identities(log) == []
    witness = ResponseWitness(tape, roster)
    for at, rows in groupby(log.rows(), key=lambda row: row[0]):
        for row in rows:
            witness.note(row)
        witness.look_round(at)
    assert witness.found == []
    sent = log.moment == Moment.DISPATCHED
    SEEN.update(places)
    if "places.map" in places and (log.amount[sent] & DIVERTED).any():
        SEEN.add("diverted on a map")
    if scenario.desk_rules.dispatch.crews and sent.any():
        SEEN.add("in pairs")


def test_everybody_comes_from_where_they_are() -> None:
    SEEN.clear()
    play_anywhere()
    assert {"places.map", "places.between", "diverted on a map", "in pairs"} <= SEEN
