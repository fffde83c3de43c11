"""Whatever the rules for work on scene and in custody: every identity holds, and nobody finishes too soon.

The worlds are those of `any_world`, with officers called off, relieved and apart, and with custody
suites, laid over them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from demandsim.engine import run
from demandsim.eventlog import EventLog, Moment
from demandsim.eventlog.identities import identities
from demandsim.roster import build_roster
from demandsim.tape import Tape, record
from tests.promises.any_world import CHANGES, length, loaded
from tests.promises.how_many import worlds
from tests.worlds import village

SEEN: set[int] = set()
LEAVES = (Moment.CALLED_OFF, Moment.LEFT, Moment.HANDED_OVER)
BREAKING_OFF = st.fixed_dictionaries(
    {
        "call_off": st.sampled_from(
            [{"emergency": ["scheduled"]}, {"emergency": ["priority", "scheduled"], "priority": ["scheduled"]}]
        ),
        "work_left": st.sampled_from(["continued", "done again"]),
    },
    optional={"hand_over": st.fixed_dictionaries({"above": length("0 s", "20 min"), "waits": st.booleans()})},
)
SUITES = st.sampled_from(
    [
        {"all": {"areas": ["north", "south"], "desks": 1}},
        {"north": {"areas": ["north"], "desks": 2}, "south": {"areas": ["south"], "desks": 1}},
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
    breaking_off=BREAKING_OFF,
    suites=SUITES,
    apart=st.booleans(),
    load=st.sampled_from([1, 4, 8]),
    replication=st.integers(0, 50),
)
def play_any_scene(
    changes: dict[str, Any],
    breaking_off: dict[str, Any],
    suites: dict[str, Any],
    apart: bool,
    load: int,
    replication: int,
) -> None:
    laid_over: dict[str, Any] = {
        "demand.custody.suites": suites,
        "demand.custody.transport": {"exponential": {"mean": "20 min"}},
        "demand.custody.booking": "30 min",
        "demand.custody.interview": "1 h",
        "demand.incidents.0.apart": apart,
        "demand.incidents.0.arrest": 0.5,
        "rules.dispatch": changes["rules.dispatch"] | breaking_off,
    }
    scenario = village(**loaded(load), **{**changes, **laid_over})
    tape = record(scenario, replication=replication, days=3)
    roster = build_roster(scenario.workforce, tape.absences)
    log = run(tape, roster, scenario.rules)
    SEEN.update(int(moment) for moment in set(log.moment.tolist()))
    assert identities(log) == []
    assert finished_too_soon(tape, log) == []


def finished_too_soon(tape: Tape, log: EventLog) -> list[int]:
    """List incidents of which somebody finished on scene though less was done there than the shortest piece of work."""
    wrong = []
    spent = np.zeros(len(log.facts.incident_uid), dtype=np.int64)
    since: dict[int, int] = {}
    finished: set[int] = set()
    for at, moment, incident, officer, _, _ in log.rows():
        if moment == Moment.ARRIVED:
            since[officer] = at
        elif officer in since and moment in (Moment.CLEARED, Moment.ARRESTED, *LEAVES):
            spent[incident] += at - since.pop(officer)
            shortest = int(tape.incidents.scene[incident])
            if tape.scenario.demand.incidents[tape.incidents.kind[incident]].apart:
                shortest = int(tape.incidents.scene_apart[incident].min())
            if moment not in LEAVES and incident not in finished:
                finished.add(incident)
                if spent[incident] < shortest:
                    wrong.append(incident)
    return wrong


def test_work_on_scene_adds_up_in_any_world() -> None:
    SEEN.clear()
    play_any_scene()
    assert {Moment.CALLED_OFF, Moment.LEFT, Moment.RELIEF_WANTED, Moment.HANDED_OVER, Moment.TAKEN_IN} <= SEEN
