"""Desks for tests of staffing: a village whose callers ring on one line, at random and without end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from demandsim.scenario.scenario import Scenario
from tests.worlds import village

CASES: dict[str, dict[str, Any]] = {
    case["id"]: case for case in json.loads((Path(__file__).parent / "cases.json").read_text(encoding="utf-8"))
}


def expected(case: str) -> dict[str, Any]:
    """Give the expected values of a reference case by measure."""
    return {row["measure"]: row["value"] for row in CASES[case]["expected"]}


def steady_desk(calls: str, handle: str, share: float, within: str, **changes: object) -> Scenario:
    """Describe a desk that meets Erlang C's assumptions: one line, a flat profile, exponential handling, no impatience.

    Incidents are reported on the line and nobody asks for news or rings again, so that callers are just these.
    """
    line = {
        "volume": calls,
        "profile": "flat",
        "talk": {"exponential": {"mean": handle}},
        "wrap": "0 s",
        "target": {"share": share, "within": within},
        "retry": {"information": 0, "need": 0, "after": "1 min"},
    }
    settings: dict[str, object] = {
        "start": "2025-01-06",
        "timezone": "UTC",
        "period": {"days": 7, "warm_up": 1, "replications": 2},
        "demand.lines": {"101": line, "999": {**line, "volume": "0 per year"}},
        "demand.incidents.violence.by": {"101": 1.0},
        "demand.incidents.property.by": {"101": 1.0},
        "demand.incidents.concern.by": {"101": 1.0},
        "demand.victims.chase.times": 0,
        "demand.repeat.times": 0,
        "workforce.teams.handlers": {"desks": ["contact"], "lines": ["999", "101"], "positions": [3] * 24},
        "rules.answer": {"kind": "first_come"},
    }
    return village(**{**settings, **changes})
