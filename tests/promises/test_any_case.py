"""Whatever is declared of investigation: a witness who works everything out again has nothing to complain of.

Set DEMANDSIM_WORLDS to play more random worlds than the suite does.
"""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from demandsim.engine import run
from demandsim.eventlog import Moment
from demandsim.eventlog.identities import identities
from demandsim.roster import build_roster
from demandsim.tape import record
from tests.promises.any_case import ANY_CASE
from tests.promises.any_world import loaded, minutes
from tests.promises.how_many import worlds
from tests.promises.witness import Witness
from tests.worlds import village

SEEN: set[int] = set()
M = Moment


@settings(
    max_examples=worlds(18),
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(changes=ANY_CASE, load=st.sampled_from([2, 4, 8]), replication=st.integers(0, 50), whole_minutes=st.booleans())
def play_any_case(changes: dict[str, Any], load: int, replication: int, whole_minutes: bool) -> None:
    scenario = village(**loaded(load), **changes)
    tape = record(scenario, replication=replication, days=4)
    if whole_minutes:
        tape = minutes(tape)
    roster = build_roster(scenario.workforce, tape.absences)
    log = run(tape, roster, scenario.rules)
    SEEN.update(int(moment) for moment in set(log.moment.tolist()))
    assert identities(log) == []
    assert Witness(tape, roster).complaints(log) == []


def test_investigation_in_full_is_right_and_nobody_idles() -> None:
    SEEN.clear()
    play_any_case()
    assert {M.ASSISTED, M.ASSIST_PAUSED, M.REOPENED, M.RELEASED, M.SUSPECT_ARRESTED, M.HANDED_BACK} <= SEEN
    assert {M.CONTACTED, M.SIGNED_OFF, M.MENTORED} <= SEEN
    assert {M.EXTENDING, M.BAIL_EXTENDED, M.BAIL_EXPIRED} <= SEEN
    assert {M.QUALIFIED, M.DISQUALIFIED} <= SEEN
