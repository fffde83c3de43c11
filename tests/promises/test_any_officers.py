"""Whatever is declared of next work, shared work, absent owners, courses and lapses: the log is sound and as declared.

Set DEMANDSIM_WORLDS to play more random worlds than the suite does.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from demandsim.engine import ready_crimes, run
from demandsim.engine.casework import Casework
from demandsim.engine.protected import Protection
from demandsim.engine.ready_crimes import ReadyCrimes
from demandsim.engine.state import CrimeState
from demandsim.eventlog.identities import identities
from demandsim.eventlog.moments import Moment
from demandsim.roster import build_roster
from demandsim.rules.allocate import SHARED
from demandsim.tape import record
from tests.breaking import Patch, after_start, nothing
from tests.promises.any_world import length, loaded, minutes
from tests.promises.how_many import worlds
from tests.promises.officer_witness import OfficerWitness
from tests.worlds import village

SEEN: set[int] = set()
DAYS = 8
M = Moment

NEXT_WORK = st.builds(
    lambda kind, more: ({"kind": kind, "slice": "40 min"} if kind == "in_turn" else {"kind": kind}) | more,
    st.sampled_from(["oldest_first", "ready_longest", "harm_first", "like_first", "in_turn", "in_turn"]),
    st.fixed_dictionaries({}, optional={"change": length("1 min", "20 min"), "new_first": st.booleans()}),
)
COURSES = st.lists(
    st.fixed_dictionaries(
        {
            "team": st.just("cid"),
            "places": st.just({"force": 2}),
            "skill": st.sampled_from(["pip2", "rasso"]),
            "begins": st.sampled_from(["2025-01-04", "2025-01-07", "2025-01-09"]),
            "days": st.integers(1, 4),
        }
    )
    | st.fixed_dictionaries(
        {
            "team": st.just("response"),
            "places": st.just({"north": 1, "south": 2}),
            "skill": st.just("pip1"),
            "begins": st.just("2025-01-08"),
            "days": st.integers(1, 3),
        }
    ),
    max_size=3,
)
PROTECTED = st.none() | st.fixed_dictionaries(
    {"every": st.integers(1, 3)}, optional={"break_for": st.sampled_from([[], ["emergency", "priority"]])}
)
CHANGES = st.fixed_dictionaries(
    {
        "investigative_model.next_work": NEXT_WORK,
        "investigative_model.allocate": st.fixed_dictionaries(
            {"kind": st.sampled_from(["least_caseload", "best_fit"]), "cap": st.just("soft")},
            optional={"takes": length("0 s", "20 min")},
        ),
        "investigative_model.transfer.after_sickness": length("0 s", "6 h", "1 day"),
        "workforce.teams.cid.shares_work": st.booleans(),
        "workforce.teams.response.shares_work": st.booleans(),
        "workforce.teams.response.protected": PROTECTED,
        "workforce.courses": COURSES,
        "workforce.lapses": st.sampled_from([{}, {"pip1": 0.999, "pip2": 0.9999}]),
        "workforce.sickness": st.sampled_from([{"share": 0.04, "spell": "8 days"}, {"share": 0.3, "spell": "2 days"}]),
        "demand.plans.volume": st.just(
            [{"name": "one", "work": 0.5, "wait": {"share": 0.5, "time": "1 day"}}, {"name": "two", "work": 0.5}]
        ),
    }
)
NO_ARRESTS = {f"demand.incidents.{kind}.arrest": 0 for kind in ("violence", "property", "concern")}


def complaints(changes: dict[str, Any], load: int, replication: int, whole_minutes: bool) -> list[str]:
    """Play a world and say what is wrong with it."""
    changes = {path: value for path, value in changes.items() if value is not None}
    scenario = village(**loaded(load), **NO_ARRESTS, **changes)
    tape = record(scenario, replication=replication, days=DAYS)
    if whole_minutes:
        tape = minutes(tape)
    roster = build_roster(scenario.workforce, tape.absences)
    log = run(tape, roster, scenario.rules)
    SEEN.update(log.moment.tolist())
    if any(row[1] == M.ALLOCATED and row[4] & SHARED for row in log.rows()):
        SEEN.add(SHARED)
    return [*identities(log), *OfficerWitness(tape, roster, log).complaints()]


@settings(
    max_examples=worlds(12),
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(changes=CHANGES, load=st.sampled_from([1, 4]), replication=st.integers(0, 50), whole_minutes=st.booleans())
def play_any_officers(changes: dict[str, Any], load: int, replication: int, whole_minutes: bool) -> None:
    assert complaints(changes, load, replication, whole_minutes) == []


def test_every_crime_is_taken_up_and_handed_back_as_declared() -> None:
    SEEN.clear()
    play_any_officers()
    assert {M.HANDED_BACK, M.QUALIFIED, M.DISQUALIFIED, SHARED} <= SEEN


WORLD = {
    "investigative_model.allocate": {"kind": "best_fit", "cap": "soft"},
    "workforce.teams.cid.shares_work": True,
    "workforce.teams.response.shares_work": True,
}
LAPSING = {
    "workforce.teams.cid.shares_work": False,
    "workforce.teams.response.shares_work": False,
    "workforce.lapses": {"pip1": 1 - 1e-12},
}
LIKE = {"investigative_model.next_work": {"kind": "like_first", "change": "10 min"}}
IN_TURN = {"investigative_model.next_work": {"kind": "in_turn", "slice": "40 min"}}
NEW = {"investigative_model.next_work": {"kind": "harm_first", "new_first": True}}
GUARDED = {"workforce.teams.response.protected": {"every": 2}}


def no_change(patch: Patch) -> None:
    """finding the way into another crime takes no time"""
    after_start(patch, Casework, lambda room: setattr(room, "_change", 0))


def nothing_alike(patch: Patch) -> None:
    """no crime is like the last one"""
    after_start(patch, ReadyCrimes, lambda lines: setattr(lines, "_like", False))


def endless_slices(patch: Patch) -> None:
    """a slice is never over"""
    patch.setattr(Casework, "_slice_is_over", nothing)


def nothing_new(patch: Patch) -> None:
    """a crime that was worked on counts as new"""
    key = ready_crimes.work_key
    patch.setattr(ready_crimes, "work_key", lambda *facts: key(*facts[:6], False, facts[7]))


def nobody_asked(patch: Patch) -> None:
    """no colleague is asked"""
    patch.setattr(ReadyCrimes, "_asks_colleagues", nothing)


def open_to_all(patch: Patch) -> None:
    """no turn is protected"""
    patch.setattr(Protection, "_turn_begins", nothing)


def once_and_for_all(patch: Patch) -> None:
    """the level is never looked at again"""
    after_start(patch, CrimeState, lambda state: setattr(state, "skills_change", False))


@pytest.mark.parametrize(
    ("changes", "breaking"),
    [
        (LIKE, no_change),
        (LIKE, nothing_alike),
        (IN_TURN, endless_slices),
        (NEW, nothing_new),
        ({}, nobody_asked),
        (GUARDED, open_to_all),
        (LAPSING, once_and_for_all),
    ],
    ids=lambda one: one.__doc__ if callable(one) else "",
)
def test_a_broken_rule_is_seen(changes: dict[str, Any], breaking: Any, monkeypatch: Patch) -> None:
    assert complaints({**WORLD, **changes}, 4, 0, False) == []
    breaking(monkeypatch)
    assert complaints({**WORLD, **changes}, 4, 0, False)
