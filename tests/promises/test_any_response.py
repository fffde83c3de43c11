"""Whatever is declared of response: a witness who works everything out again has nothing to complain of.

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
from tests.promises.any_response import ANY_RESPONSE
from tests.promises.any_world import loaded, minutes
from tests.promises.how_many import worlds
from tests.promises.witness import Witness
from tests.worlds import village

SEEN: set[int] = set()
M = Moment


@settings(
    max_examples=worlds(15),
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(
    changes=ANY_RESPONSE, load=st.sampled_from([1, 4, 8]), replication=st.integers(0, 50), whole_minutes=st.booleans()
)
def play_any_response(changes: dict[str, Any], load: int, replication: int, whole_minutes: bool) -> None:
    scenario = village(**loaded(load), **changes)
    tape = record(scenario, replication=replication, days=3)
    if whole_minutes:
        tape = minutes(tape)
    roster = build_roster(scenario.workforce, tape.absences)
    log = run(tape, roster, scenario.rules)
    SEEN.update(int(moment) for moment in set(log.moment.tolist()))
    assert identities(log) == []
    assert Witness(tape, roster).complaints(log) == []


def test_response_in_full_is_right_and_nobody_idles() -> None:
    SEEN.clear()
    play_any_response()
    assert {M.CALLED_OFF, M.HANDED_OVER, M.LEFT, M.TAKEN_IN, M.UPGRADED, M.RESOLVING} <= SEEN
    assert {M.RESTED, M.WRITTEN, M.STOPPED, M.PREVENTED, M.PRESSED, M.EASED} <= SEEN
