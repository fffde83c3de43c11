"""The program in seven lines: if these stop being true, the architecture has drifted."""

from __future__ import annotations

import ast
from pathlib import Path

import pandas as pd

from demandsim.engine import run
from demandsim.eventlog.views import identities
from demandsim.experiment import compare
from demandsim.measures import MEASURES, measure
from demandsim.report import write_report
from demandsim.roster import build_roster
from demandsim.scenario.files import read_scenario
from demandsim.tape import record
from tests.doc_examples import ROOT, blocks

TOWN = ROOT / "scenarios" / "town.yaml"
CALLED = ["read_scenario", "record", "build_roster", "run", "measure", "compare", "write_report"]


def test_seven_lines(tmp_path: Path) -> None:
    scenario = read_scenario(TOWN)
    tape = record(scenario, replication=1, days=9)
    roster = build_roster(scenario.workforce, tape.absences)
    log = run(tape, roster, scenario.rules)
    values = measure(log, warm_up_days=2)
    comparison = compare(scenario, ["settle it at the desk"], replications=2, days=7, warm_up_days=2)
    page = write_report(comparison, tmp_path / "report.html")

    assert identities(log) == []
    assert set(values["measure"]) == set(MEASURES)
    assert comparison.options == ("today", "settle it at the desk")
    compared = comparison.values
    same_world = compared[(compared["option"] == "today") & (compared["replication"] == 1)]
    pd.testing.assert_frame_equal(
        same_world[["measure", "group", "value", "unit"]].reset_index(drop=True).astype({"measure": str, "group": str}),
        values.astype({"measure": str, "group": str}),
        check_dtype=False,
        check_categorical=False,
    )
    desk = comparison.table[
        (comparison.table["option"] == "settle it at the desk")
        & (comparison.table["measure"] == "resolved_without_deployment")
        & (comparison.table["group"] == "")
    ]
    assert desk["difference"].item() > 0.05
    assert "settle it at the desk" in page.read_text(encoding="utf-8")


def test_the_page_about_them_shows_seven() -> None:
    page = (ROOT / "docs" / "start" / "seven_lines.md").read_text(encoding="utf-8")
    python = [block.lines for block in blocks(page) if block.language == "python"]
    tree = ast.parse("\n".join(python[1]))
    calls = [statement.value for statement in tree.body if isinstance(statement, ast.Assign | ast.Expr)]
    assert [call.func.id for call in calls if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)] == CALLED
    assert len(python[1]) == len(tree.body) == 7
