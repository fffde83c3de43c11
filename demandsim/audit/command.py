"""The command: read what was asked, refuse what cannot be, and give the audit."""

from __future__ import annotations

from pathlib import Path

from demandsim.audit.audit import Audit, audit
from demandsim.audit.leader_table import LEVELS, REQUIRED, read_leaders
from demandsim.quantities import QuantityError, parse_money
from demandsim.scenario.files import read_scenario
from demandsim.scenario.problems import Problem, ScenarioError, did_you_mean


def audited(
    file: Path,
    option: str | None = None,
    budget: str | None = None,
    leaders: Path | None = None,
    required: str | None = None,
) -> Audit:
    """Audit a scenario file as the command asks; `required` is written such as "sergeant=1,inspector=2".

    Raises ScenarioError for whatever cannot be read, before anything is written.
    """
    scenario = read_scenario(file, option)
    levels = REQUIRED if required is None else {**REQUIRED, **_levels(required)}
    if required is not None and leaders is None:
        raise _unusable("--required", "says which level a table of leaders is held to; it goes with --leaders")
    money = None if budget is None else _money(budget)
    if money is not None and not scenario.costs.course:
        message = "nothing says what a place on a course costs: write `costs.course`, pounds by skill"
        raise _unusable("--budget", message)
    table = None if leaders is None else read_leaders(leaders, scenario)
    return audit(scenario, option=option, budget=money, leaders=table, required=levels)


def _money(written: str) -> float:
    try:
        return parse_money(written)
    except QuantityError as error:
        raise _unusable("--budget", str(error)) from None


def _levels(written: str) -> dict[str, int]:
    """Read levels by rank."""
    found = {}
    for part in written.split(","):
        rank, _, level = (word.strip() for word in part.partition("="))
        if rank not in REQUIRED:
            raise _unusable("--required", f"there is no supervisor's rank {rank!r}{did_you_mean(rank, REQUIRED)}")
        if level not in map(str, LEVELS):
            raise _unusable("--required", f"{level!r} is not a level: write for example sergeant=1,inspector=2")
        found[rank] = int(level)
    return found


def _unusable(path: str, message: str) -> ScenarioError:
    return ScenarioError([Problem("", None, None, path, message)])
