"""Everything a contact desk can have is played by the search, and named where the formulas leave it out."""

from __future__ import annotations

import pytest

from demandsim.scenario.scenario import Scenario
from demandsim.staffing.formulas import homes
from demandsim.staffing.staffing import staffing
from demandsim.staffing.words import text
from tests.worlds import VILLAGE, village

LINE = VILLAGE["demand"]["lines"]["101"]


def full_desk() -> Scenario:
    """Describe a desk with a switchboard, two teams, call-back, trunks, written work, a message and a reserve table."""
    return village(
        **{
            "demand.lines.switchboard": {**LINE, "volume": "0 per year", "talk": "30 s", "wrap": "0 s"},
            "demand.lines.online": {
                **LINE,
                "volume": "20 per day",
                "yields": True,
                "patience": None,
                "target": {"share": "90 %", "within": "4 h"},
            },
            "demand.lines.101": {
                **LINE,
                "volume": "150 per day",
                "trunks": 12,
                "announcement": "5 s",
                "call_back": {"accepts": "40 %", "reached": "80 %"},
            },
            "demand.switchboard": {"line": "switchboard", "resolves": {"information": "30 %"}},
            "workforce.teams.handlers": {
                "desks": ["contact"],
                "lines": ["999", "101", "online"],
                "positions": [4] * 48,
                "handle_factor": {"101": 1.1},
            },
            "workforce.teams.sorters": {"desks": ["contact"], "lines": ["switchboard"], "positions": [2] * 24},
            "rules.answer": {
                "kind": "by_skill",
                "routes": {
                    "999": [{"team": "handlers"}],
                    "101": [{"team": "handlers"}],
                    "online": [{"team": "handlers"}],
                    "switchboard": [{"team": "sorters"}],
                },
                "takes": {"handlers": ["999", "101", "online"]},
                "reserve": {"999": [0] * 8 + [1] * 16},
                "switchboard": ["101"],
                "call_back": {"101": {"offer_after": "2 min", "within": "1 h"}},
            },
        }
    )


def test_a_desk_with_everything() -> None:
    scenario = full_desk()
    assert scenario.cross_check() == []
    assert homes(scenario) == {
        "999": "handlers",
        "101": "handlers",
        "online": "handlers",
        "switchboard": "sorters",
    }
    found = staffing(scenario, by="day", replications=2, weeks=3)
    assert {target.line for target in found.targets} == {"999", "101", "switchboard"}
    assert set(found.found.plan) == {"handlers", "sorters"}
    lines = list(scenario.demand.lines)
    offered = dict(zip(lines, found.asked.offered.sum(axis=1), strict=True))
    # All 101 callers ring the switchboard first; it puts through whoever it does not deal with.
    assert offered["switchboard"] == pytest.approx(150, rel=0.15)
    assert 0.5 * offered["switchboard"] < offered["101"] < offered["switchboard"]
    handled = dict(zip(lines, found.asked.handled, strict=True))
    assert handled["switchboard"].mean() == pytest.approx(30)
    # Talk and wrap of 6 + 2 min, longer by a tenth in this team.
    assert handled["101"].mean() == pytest.approx(1.1 * 480, rel=0.1)
    assert handled["online"].mean() == pytest.approx(480, rel=0.15)
    by_team = found.table.groupby("team")["calls"].sum()
    assert by_team["sorters"] == pytest.approx(offered["switchboard"])
    assert by_team["handlers"] == pytest.approx(offered["999"] + offered["101"])
    assert all(trial.answered["online"][0] > 0.5 for trial in found.trials)
    said = " ".join(text(found).split())
    for words in (
        "up to 1 handler is kept free for 999",
        "a limited number of trunks, on 101",
        "written work between calls, on online",
        "a switchboard that answers first, on 101",
        "ringing callers back, on 101",
        "POSITIONS OF sorters",
    ):
        assert words in said


def test_callers_who_never_give_up_or_give_up_at_once() -> None:
    patient = village(**{"demand.lines.101.patience": None, "demand.lines.999.patience": None})
    found = staffing(patient, by="day", replications=2, weeks=2)
    assert found.pools[0].patience is None
    assert found.table["erlang_a"].tolist() == found.table["erlang_c"].tolist()
    assert "Patience" not in text(found)
    hasty = village(**{"demand.lines.101.patience": "0 s", "demand.lines.999.patience": "0 s"})
    found = staffing(hasty, by="day", replications=2, weeks=2)
    assert found.pools[0].patience == pytest.approx(1.0)
    assert found.table["erlang_a"].sum() <= found.table["erlang_c"].sum()
