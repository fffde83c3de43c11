"""Whatever the rules of pressure, the cover and the risk of becoming graver: the log is sound."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from demandsim.engine import run
from demandsim.eventlog import Moment
from demandsim.eventlog.identities import identities
from demandsim.roster import build_roster
from demandsim.tape import record
from tests.promises.any_world import CHANGES, loaded, minutes
from tests.promises.how_many import worlds
from tests.worlds import village

SEEN: set[int] = set()

WATCH = st.sampled_from(
    [
        {"queue": "incidents"},
        {"queue": "incidents", "grades": ["priority", "scheduled"], "area": "north"},
        {"queue": "crimes", "teams": ["response"]},
        {"queue": "crimes", "area": "south"},
        {"queue": "calls", "lines": ["101"]},
    ]
)
DO = st.fixed_dictionaries(
    {"borrow": st.just(True)},
    optional={
        "screen_harder": st.sampled_from([0.1, 0.9]),
        "stop": st.sampled_from([["scheduled"], ["priority", "scheduled"]]),
        "divert_investigators": st.just(["cid"]),
        "keep_on": st.sampled_from(
            [{"teams": ["response"], "time": "2 h"}, {"teams": ["cid", "response", "handlers"], "time": "20 h"}]
        ),
    },
)
RULE = st.fixed_dictionaries(
    {
        "watch": WATCH,
        "above": st.integers(1, 4),
        "release": st.integers(0, 1),
        "every": st.sampled_from(["1 min", "15 min", "7 h"]),
        "do": DO,
    }
)
RULES = st.lists(RULE, min_size=1, max_size=3).map(
    lambda rules: [{"name": f"rule {number}", **rule} for number, rule in enumerate(rules)]
)
COVER = st.sampled_from([{}, {"north": {"south": "10 min"}}, {"north": {}, "south": {"north": "0 s"}}])
UPGRADES = st.sampled_from(
    [
        {},
        {
            "priority": {"share": 0.5, "after": "0 s", "to": "emergency"},
            "scheduled": {"share": 1.0, "after": {"exponential": {"mean": "1 h"}}, "to": "priority"},
        },
    ]
)


@settings(
    max_examples=worlds(30),
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(
    changes=CHANGES,
    rules=RULES,
    cover=COVER,
    upgrades=UPGRADES,
    load=st.sampled_from([1, 4, 8]),
    replication=st.integers(0, 50),
    whole_minutes=st.booleans(),
)
def play_any_world(
    changes: dict[str, Any],
    rules: list[dict[str, Any]],
    cover: dict[str, Any],
    upgrades: dict[str, Any],
    load: int,
    replication: int,
    whole_minutes: bool,
) -> None:
    changes = changes | {
        "rules.dispatch": changes["rules.dispatch"] | {"cover": cover},
        "rules.pressure": rules,
        "demand.incidents.concern.upgrades": upgrades,
    }
    scenario = village(**loaded(load), **changes)
    tape = record(scenario, replication=replication, days=3)
    if whole_minutes:
        tape = minutes(tape)
    log = run(tape, build_roster(scenario.workforce, tape.absences), scenario.rules)
    SEEN.update(int(moment) for moment in set(log.moment.tolist()))
    assert identities(log) == []


def test_every_log_under_pressure_is_sound() -> None:
    SEEN.clear()
    play_any_world()
    assert {Moment.PRESSED, Moment.EASED, Moment.KEPT_ON, Moment.UPGRADED} <= SEEN
