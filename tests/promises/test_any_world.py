"""Whatever the world and the rules: the log is sound, and nobody who may work is idle while work waits."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from demandsim.engine import run
from demandsim.eventlog.identities import identities
from demandsim.roster import build_roster
from demandsim.tape import record
from tests.promises.any_world import CHANGES, loaded, minutes
from tests.promises.witness import Witness
from tests.worlds import village


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(changes=CHANGES, load=st.sampled_from([1, 4]), replication=st.integers(0, 50), whole_minutes=st.booleans())
def test_the_log_is_sound_and_nobody_idles(
    changes: dict[str, Any], load: int, replication: int, whole_minutes: bool
) -> None:
    scenario = village(**loaded(load), **changes)
    tape = record(scenario, replication=replication, days=4)
    if whole_minutes:
        tape = minutes(tape)
    roster = build_roster(scenario.workforce, tape.absences)
    log = run(tape, roster, scenario.rules)
    assert identities(log) == []
    assert Witness(tape, roster).complaints(log) == []
    assert len(log) > 100
