"""Whatever the rules of dispatch: a witness who works every decision out again has nothing to complain of."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from demandsim.engine import run
from demandsim.eventlog import EventLog, Moment
from demandsim.eventlog.identities import identities
from demandsim.roster import Roster, build_roster
from demandsim.tape import Tape, record
from tests.promises.any_world import CHANGES, loaded, minutes
from tests.promises.how_many import worlds
from tests.promises.response_witness import ResponseWitness
from tests.worlds import village

SEEN: set[int] = set()


def complaints(tape: Tape, roster: Roster, log: EventLog) -> list[str]:
    """Read the whole log and say what was wrong."""
    witness = ResponseWitness(tape, roster)
    for at, rows in groupby(log.rows(), key=lambda row: row[0]):
        for row in rows:
            witness.note(row)
        witness.look_round(at)
    return witness.found


@settings(
    max_examples=worlds(20),
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(changes=CHANGES, load=st.sampled_from([1, 4, 8]), replication=st.integers(0, 50), whole_minutes=st.booleans())
def play_any_world(changes: dict[str, Any], load: int, replication: int, whole_minutes: bool) -> None:
    scenario = village(**loaded(load), **changes)
    tape = record(scenario, replication=replication, days=3)
    if whole_minutes:
        tape = minutes(tape)
    roster = build_roster(scenario.workforce, tape.absences)
    log = run(tape, roster, scenario.rules)
    SEEN.update(int(moment) for moment in set(log.moment.tolist()))
    assert identities(log) == []
    assert complaints(tape, roster, log) == []


def test_every_dispatch_is_right_and_nobody_idles() -> None:
    SEEN.clear()
    play_any_world()
    assert {Moment.BOOKED, Moment.MISSED, Moment.DIVERTED, Moment.ESCALATED, Moment.LAPSED} <= SEEN
