"""The shipped village with money: plans to spend, and problem solving that can be worked out with a pencil."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from demandsim.scenario.files import read_scenario
from demandsim.scenario.scenario import Scenario

ROOT = Path(__file__).parent.parent.parent
PLAN = "a plan"


def write(folder: Path, changes: dict[str, Any], **more: Any) -> Path:
    """Write the village with an option of changes by path, and what else stands at the top of the file."""
    (folder / "village.yaml").write_text((ROOT / "scenarios" / "village.yaml").read_text(encoding="utf-8"))
    options = {PLAN: {"because": "For the tests of money.", "changes": changes}, **more.pop("options", {})}
    file = folder / "money.yaml"
    file.write_text(yaml.safe_dump({"extends": "village.yaml", "options": options, **more}), encoding="utf-8")
    return file


def village(folder: Path, changes: dict[str, Any], **more: Any) -> Scenario:
    """Give the village with the changes made."""
    return read_scenario(write(folder, changes, **more), PLAN)


DAYS_AND_NIGHTS = {
    "cycle": "DN",
    "turns": {"D": {"starts": "07:00", "ends": "19:00"}, "N": {"starts": "20:00", "ends": "06:00"}},
    "teams": 2,
}


def problem_solving(*plans: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Give changes: officers have a turn a day and give an hour of it to each plan, to halve disturbances."""
    usual = {
        "name": "problem places",
        "teams": ["officers"],
        "per_turn": "1 h",
        "protected": True,
        "incidents": ["disturbance"],
        "effect": 0.5,
        "hours_a_week": 14,
        "lag": "0 s",
        "fades": "1 day",
        "evidence": "assumption",
        "because": "invented for tests",
    }
    return {
        "workforce.shifts.days_and_nights": DAYS_AND_NIGHTS,
        "workforce.teams.officers.shift": "days_and_nights",
        "rules.proactive": [{**usual, **plan} for plan in plans],
        **changes,
    }


ALL_TO_DETECTIVES = {
    "investigative_model.screen": {"kind": "none"},
    "investigative_model.routes": [{"name": "all to detectives", "to": "detectives"}],
    "investigative_model.transfer.clauses": [],
    "workforce.teams.detectives.skills.pip2": "100 %",
}
"""Every crime is investigated by detectives who can do it, and stays with them: no hours are lost on the way."""
