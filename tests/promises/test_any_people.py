"""Whoever is listed, joins and leaves: the roster is what scenario and luck come to, and the log keeps to it.

Set DEMANDSIM_WORLDS to play more random worlds than the suite does.
"""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from demandsim.engine import run
from demandsim.eventlog.identities import identities
from demandsim.eventlog.moments import Moment
from demandsim.roster import build_roster
from demandsim.tape import record
from tests.promises.any_people import ANY_PEOPLE, ANY_PEOPLE_CASE, DAYS
from tests.promises.any_world import loaded, minutes
from tests.promises.how_many import worlds
from tests.promises.roster_witness import roster_complaints
from tests.promises.service_witness import LEFT, ServiceWitness
from tests.promises.witness import Witness
from tests.worlds import village

SEEN: set[str] = set()
ANY = settings(
    max_examples=worlds(12),
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@settings(ANY, max_examples=2 * ANY.max_examples)
@given(changes=ANY_PEOPLE, replication=st.integers(0, 50))
def play_any_roster(changes: dict[str, Any], replication: int) -> None:
    scenario = village(**changes)
    tape = record(scenario, replication=replication, days=DAYS)
    roster = build_roster(scenario.workforce, tape.absences)
    SEEN.update(reason for reason, seconds in roster.lost.items() if seconds.any())
    SEEN.update(["two stays"] if len(roster.stays) > len({stay.officer for stay in roster.stays}) else [])
    assert roster_complaints(tape, roster) == []


def test_any_roster_is_what_the_scenario_and_luck_come_to() -> None:
    SEEN.clear()
    play_any_roster()
    assert {"learning", "sickness", "abstraction", "two stays"} <= SEEN


@ANY
@given(
    changes=ANY_PEOPLE | ANY_PEOPLE_CASE,
    load=st.sampled_from([1, 4]),
    replication=st.integers(0, 50),
    whole_minutes=st.booleans(),
)
def play_any_people(changes: dict[str, Any], load: int, replication: int, whole_minutes: bool) -> None:
    scenario = village(**loaded(load), **changes)
    tape = record(scenario, replication=replication, days=DAYS)
    if whole_minutes:
        tape = minutes(tape)
    roster = build_roster(scenario.workforce, tape.absences)
    log = run(tape, roster, scenario.rules)
    SEEN.update(["left"] if ((log.moment == Moment.HANDED_BACK) & (log.detail == LEFT)).any() else [])
    assert roster_complaints(tape, roster) == []
    assert ServiceWitness(tape, roster).complaints(log) == []
    assert identities(log) == []
    assert Witness(tape, roster).complaints(log) == []


def test_service_is_kept_to_in_any_world() -> None:
    SEEN.clear()
    play_any_people()
    assert "left" in SEEN
