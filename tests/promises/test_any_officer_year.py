"""Whatever the world: an officer's hours add up to the second, and books kept row by row agree with the year told.

Set DEMANDSIM_WORLDS to play more random worlds than the suite does.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from demandsim.engine import run
from demandsim.eventlog.duty import ACTIVITIES
from demandsim.eventlog.officers import DOING
from demandsim.experiment.officers import with_lost
from demandsim.measures.window import Window
from demandsim.roster import Roster, build_roster
from demandsim.scenario.files import read_scenario
from demandsim.scenario.scenario import Scenario
from demandsim.scenario.workforce import Workforce
from demandsim.tape import record
from demandsim.tape.tape import Absences
from tests.promises.any_case import ANY_CASE
from tests.promises.any_response import ANY_RESPONSE
from tests.promises.any_world import loaded
from tests.promises.how_many import worlds
from tests.promises.officer_books import books, length
from tests.worlds import village

SCENARIOS = Path(__file__).parent.parent.parent / "scenarios"
BOOKED = (
    *("crimes_held", "high_harm_held", "turns", "finished", "late", "nights", "weekend", "interruptions"),
    *("on_duty", "planned", "overtime", "alone", *DOING),
)
SEEN: dict[str, float] = {}


@settings(
    max_examples=worlds(10),
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(
    changes=st.one_of(ANY_RESPONSE, ANY_CASE),
    load=st.sampled_from([1, 4]),
    replication=st.integers(0, 50),
    warm_up=st.integers(0, 2),
)
def play_any(changes: dict[str, Any], load: int, replication: int, warm_up: int) -> None:
    balanced(village(**loaded(load), **changes), 4, replication, warm_up)


def test_the_hours_of_any_officer_add_up() -> None:
    SEEN.clear()
    play_any()
    assert [name for name in (*BOOKED, "turns_lost", "breaks_due", "breaks_forgone") if not SEEN[name]] == ["writing"]


@pytest.mark.parametrize("name", ["village", "town"])
def test_the_hours_of_the_shipped_worlds_add_up(name: str) -> None:
    balanced(read_scenario(SCENARIOS / f"{name}.yaml"), 28, 0, 7)


def balanced(scenario: Scenario, days: int, replication: int, warm_up: int) -> None:
    """Play a world; compare every officer's year with books kept row by row and with a roster of nobody away."""
    tape = record(scenario, replication=replication, days=days)
    roster = build_roster(scenario.workforce, tape.absences)
    window = Window(run(tape, roster, scenario.rules), warm_up)
    found = with_lost(window.officer_year, roster, window.begin, window.end)
    kept = books(window.log, window.begin)
    everywhere = never_away(scenario.workforce, tape.absences)
    for one in found.to_dict("records"):
        officer = one["officer"]
        assert {name: one[name] for name in BOOKED} == pytest.approx({name: kept[officer][name] for name in BOOKED})
        assert one["on_duty"] == one["planned"] + one["overtime"] == sum(one[name] for name in DOING)
        mine = everywhere.spell_officer == officer
        turns = list(zip(everywhere.spell_from[mine].tolist(), everywhere.spell_to[mine].tolist(), strict=True))
        rostered = [(min(a, window.end), min(b, window.end)) for a, b in turns]
        assert one["paid"] == one["planned"] + one["lost"] == length(rostered, window.begin)
        assert one["lost"] == sum(one[f"lost:{reason}"] for reason in roster.lost)
    for name in found.columns[6:]:
        SEEN[name] = SEEN.get(name, 0) + float(found[name].sum())
    reasons = len(roster.lost)
    flat = roster.missed.officer * reasons + roster.missed.reason
    seconds = np.bincount(flat, roster.missed.to_at - roster.missed.from_at, len(roster.officers) * reasons)
    assert (np.array(list(roster.lost.values())) == seconds.reshape(-1, reasons).T).all()


def never_away(workforce: Workforce, absences: Absences) -> Roster:
    """Give the roster of the same people had nobody been away."""
    present = workforce.model_copy(update={"abstraction": 0.0, "courses": ()})
    nobody = {key: np.empty((0, 2), dtype=np.int64) for key in absences.sick}
    return build_roster(present, replace(absences, sick=nobody))


def test_every_activity_on_duty_is_told() -> None:
    assert set(DOING) == set(ACTIVITIES) - {"off_duty"}
