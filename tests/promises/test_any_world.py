"""Whatever the world and the rules: the log is sound, and nobody who may work is idle while work waits."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from demandsim.engine import run
from demandsim.eventlog.identities import identities
from demandsim.eventlog.log import EventLog
from demandsim.roster import build_roster
from demandsim.scenario.scenario import Scenario
from demandsim.tape import record
from tests.promises.any_desk import DAYS, any_desk
from tests.promises.any_world import CHANGES, loaded, minutes
from tests.promises.how_many import worlds
from tests.promises.witness import Witness
from tests.worlds import village

ANY = settings(
    max_examples=worlds(12),
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@ANY
@given(changes=CHANGES, load=st.sampled_from([1, 4]), replication=st.integers(0, 50), whole_minutes=st.booleans())
def test_the_log_is_sound_and_nobody_idles(
    changes: dict[str, Any], load: int, replication: int, whole_minutes: bool
) -> None:
    assert len(judged(village(**loaded(load), **changes), 4, replication, whole_minutes)) > 100


@settings(ANY, max_examples=worlds(12))
@given(changes=any_desk(), load=st.sampled_from([1, 4]), replication=st.integers(0, 50), whole_minutes=st.booleans())
def test_at_any_contact_desk_the_right_caller_is_served_and_nobody_idles(
    changes: dict[str, Any], load: int, replication: int, whole_minutes: bool
) -> None:
    scenario = village(**loaded(load), **changes, **{"demand.backlog": []})
    assert len(judged(scenario, DAYS, replication, whole_minutes)) > 100


def judged(scenario: Scenario, days: int, replication: int, whole_minutes: bool) -> EventLog:
    """Play a world; the log must be sound and the witness must have nothing to complain of."""
    tape = record(scenario, replication=replication, days=days)
    if whole_minutes:
        tape = minutes(tape)
    roster = build_roster(scenario.workforce, tape.absences)
    log = run(tape, roster, scenario.rules)
    assert Witness(tape, roster).complaints(log) == []
    assert identities(log) == []
    return log
