"""Demand that is not met, on made-up results: tables that add up, and sentences that never say more than is shown."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from demandsim.experiment import plan_experiment, run_experiment, write_comparison
from demandsim.experiment.comparison import Comparison, read_comparison
from demandsim.experiment.query import query, tables
from demandsim.experiment.store import part_path
from demandsim.measures.unmet import CLASSES, DEMAND, HOURS, STATES
from demandsim.report.parts.unmet import unmet_section
from demandsim.report.section import Chart, Section, Table
from tests.experiment.files import write_village
from tests.report import made_up
from tests.report.made_up import OPTIONS
from tests.report.made_up_ledger import GROUPS, Moves, made_up_ledger

TODAY, DESK, TEAMS = OPTIONS
RUNS = 8
ALL = GROUPS["crimes"]


@cache
def comparison(replications: int = RUNS) -> Comparison:
    return made_up.comparison(replications=replications)


def with_moves(moves: Moves, replications: int = RUNS) -> Comparison:
    return replace(comparison(replications), unmet=made_up_ledger(OPTIONS, replications, moves))


def section_of(found: Comparison) -> Section:
    section = unmet_section(found)
    assert section is not None
    return section


def table(section: Section, caption: str) -> Table:
    (found,) = [block for block in section.blocks if isinstance(block, Table) and block.caption.startswith(caption)]
    assert all(len(row) == len(found.columns) for row in found.rows)
    return found


def figure(cell: str) -> float:
    """The figure in a cell, before any half-width."""
    return float(cell.split(" ± ")[0].replace(",", "").replace("−", "-") or "nan")


def said(moves: Moves, replications: int = RUNS) -> str:
    return " ".join(section_of(with_moves(moves, replications)).lead)


@pytest.fixture(scope="module")
def section() -> Section:
    return section_of(comparison())


@pytest.fixture(scope="module")
def means() -> pd.DataFrame:
    """Means of the made-up ledger by option, kind and class."""
    ledger = made_up_ledger(OPTIONS, RUNS)
    return ledger.groupby(["option", "kind", "met"])[["number", "harm", "vulnerable"]].sum() / RUNS


def near(value: float) -> object:
    """What a rounded figure may be: to the whole from 100 on, to a decimal below."""
    return pytest.approx(value, abs=0.5 if value >= 100 else 0.05)


@pytest.mark.parametrize(("caption", "quantity"), [("volume", "number"), ("severity", "harm"), ("risk", "vulnerable")])
def test_every_row_of_the_last_step_adds_up_to_all_that_came_in(
    section: Section, means: pd.DataFrame, caption: str, quantity: str
) -> None:
    shown = table(section, f"Step 4, {caption}")
    kinds = DEMAND if quantity == "number" else DEMAND[2:]
    assert len(shown.rows) == len(kinds) * len(OPTIONS)
    for number, row in enumerate(shown.rows):
        kind, option = kinds[number // len(OPTIONS)], row[1]
        truth = [means.loc[(option, kind, met), quantity] for met in CLASSES]
        assert [figure(cell) for cell in row[3:7]] == [near(value) for value in truth]
        assert figure(row[7]) == near(sum(truth))
        assert (row[2] == "") == (row[8] == "") == (option == TODAY)


def test_totals_of_the_first_step_are_the_sums_of_their_rows(section: Section) -> None:
    whole, by_offence = table(section, "Step 1. The demand"), table(section, "Step 1, by offence")
    found = {row[0]: figure(row[1]) for row in whole.rows}
    assert found["All contacts"] == pytest.approx(found["Contacts, 999"] + found["Contacts, 101"], abs=1)
    assert found["All incidents"] == pytest.approx(found["Incidents, emergency"] + found["Incidents, priority"], abs=1)
    for column in range(1, 5):
        *offences, total = (figure(row[column]) for row in by_offence.rows)
        assert total == pytest.approx(sum(offences), abs=3)
    assert by_offence.rows[-1][1] == next(row for row in whole.rows if row[0] == "All crimes recorded")[1]
    assert [row[3] for row in whole.rows if "ontacts" in row[0]] == [""] * 3, "severity is that of crimes"


def test_the_workforce_adds_up_and_names_desks_without_posts(section: Section) -> None:
    shown = table(section, "Step 2.")
    ledger = made_up_ledger(OPTIONS, RUNS)
    hours = ledger[(ledger["kind"] == HOURS) & (ledger["option"] == TODAY)]
    mine = hours[hours["group"] == "response"].groupby("state")["number"].sum() / RUNS
    (row,) = [row for row in shown.rows if row[0] == "response"]
    assert figure(row[2]) == near(mine.sum())
    assert figure(row[3]) == near(mine["at work"])
    assert figure(row[4]) == pytest.approx(100 * mine["at work"] / mine.sum(), abs=0.05)
    *teams, total = shown.rows
    for column in (1, 2, 3, 5, 6):
        assert figure(total[column]) == pytest.approx(sum(figure(team[column]) for team in teams), abs=1)


def test_ledgers_add_up_across_and_down(section: Section) -> None:
    for kind in DEMAND:
        words = {"crimes": "crimes recorded", "backlog": "crimes open"}.get(kind, kind)
        shown = table(section, f"The ledger under ‘today’: {words}")
        assert shown.folded
        assert all(state.meaning in shown.note for state in STATES[kind])
        assert shown.columns[1:-1] == tuple(state.name.capitalize() for state in STATES[kind])
        cells = [[figure(cell) for cell in row[1:]] for row in shown.rows]
        for row in cells:
            assert row[-1] == pytest.approx(sum(row[:-1]), abs=3)
        for column in zip(*cells, strict=True):
            assert column[-1] == pytest.approx(sum(column[:-1]), abs=3)


def test_changes_by_offence_add_up_to_those_of_the_whole() -> None:
    section = section_of(with_moves({(DESK, "crimes", "rape"): -12.0, (TEAMS, "crimes", "theft"): 7.0}))
    shown = table(section, "Step 4 by offence: crimes recorded")
    for column in (4, 5):
        *offences, total = (figure(row[column]) for row in shown.rows)
        assert total == pytest.approx(sum(offences), abs=0.5)
    assert figure({row[0]: row for row in shown.rows}["rape"][4]) == pytest.approx(-12, abs=1)
    assert shown.rows[-1][0] == "All"


def test_no_difference_is_said_where_none_is_shown() -> None:
    text = said({})
    assert "No difference in what is not met is shown for ‘desk first’ and ‘volume <crime> & teams’." in text
    assert "fewer" not in text
    assert "more with" not in text


def test_options_are_named_where_a_difference_is_shown() -> None:
    text = said(
        {(DESK, "crimes", offence): -20.0 for offence in ALL} | {(TEAMS, "backlog", offence): 20.0 for offence in ALL}
    )
    assert re.search(
        r"Crimes recorded not met, against ‘today’: fewer with ‘desk first’ \(−\d+\.\d+ ± \d\.\d+\)\.", text
    )
    assert "Severity in crimes recorded not met, against ‘today’: less with ‘desk first’ (−4" in text
    assert "Crimes open at the beginning not met, against ‘today’: more with ‘volume <crime> & teams’ (+" in text
    assert "No difference" not in text


def test_fewer_crimes_of_more_severity_are_called_so() -> None:
    moves = {(DESK, "crimes", "theft"): -40.0, (DESK, "crimes", "rape"): 15.0}
    assert "‘desk first’ leaves fewer crimes recorded not met, but those weigh more by severity." in said(moves)
    back = {key: -moved for key, moved in moves.items()}
    assert "‘desk first’ leaves more crimes recorded not met, but those weigh less by severity." in said(back)
    alike = {(DESK, "crimes", "theft"): -40.0, (DESK, "crimes", "rape"): -15.0}
    assert "but those weigh" not in said(alike)


def test_verdicts_of_the_table_are_those_of_the_sentences() -> None:
    section = section_of(with_moves({(DESK, "crimes", offence): -20.0 for offence in ALL}))
    verdicts = {row[:2]: row[2] for row in table(section, "Step 4, volume").rows}
    assert verdicts["Crimes recorded", DESK] == "better"
    assert verdicts["Crimes recorded", TEAMS] == "no difference shown"
    assert verdicts["Contacts", DESK] == "identical results"


def test_one_replication_shows_nothing() -> None:
    section = section_of(comparison(1))
    assert section.lead[-1] == "A single replication cannot show what the options change."
    assert "±" not in " ".join(section.lead)
    assert {row[2] for row in table(section, "Step 3.").rows} == {"too few replications"}
    assert table(section, "Step 1. The demand").rows[0][2] == ""


def test_one_option_has_nothing_to_be_compared_with() -> None:
    found = comparison()
    alone = replace(found, options=(TODAY,), unmet=made_up_ledger((TODAY,), RUNS))
    section = section_of(alone)
    assert not [block for block in section.blocks if isinstance(block, Table) and block.caption.startswith("Step 3")]
    assert len(table(section, "Step 4, volume").rows) == len(DEMAND)
    assert "against" not in " ".join(section.lead)


def test_severity_and_what_is_never_seen_are_said_by_rule() -> None:
    ledger = made_up_ledger((TODAY,), RUNS)
    alone = replace(comparison(), options=(TODAY,), unmet=ledger)
    text = " ".join(section_of(alone).lead)
    assert "is undecided." in text
    assert "longer run" not in text
    assert "nobody has recorded" not in text, "no severity in contacts and incidents here"
    later = ledger.copy()
    later.loc[later["state"] == "open", ["number", "harm"]] *= 20
    lost = (later["state"] == "given up for good") & (later["group"] == "101")
    later.loc[lost, "harm"] = 300.0
    text = " ".join(section_of(replace(alone, unmet=later)).lead)
    assert "so a longer run tells more." in text
    assert "Crimes that nobody has recorded" in text
    assert "weigh 300 ± 0 on the same score" in text


def test_without_a_ledger_there_is_no_such_part() -> None:
    assert unmet_section(replace(comparison(), unmet=pd.DataFrame())) is None
    nothing = made_up_ledger(OPTIONS, 2).assign(number=0.0, harm=0.0)
    assert unmet_section(replace(comparison(), unmet=nothing)) is None
    # Without a backlog, or a line, the others are told all the same.
    ledger = made_up_ledger(OPTIONS, RUNS)
    fewer = section_of(replace(comparison(), unmet=ledger[~ledger["kind"].isin(["backlog", "contacts"])]))
    assert {row[0] for row in table(fewer, "Step 4, volume").rows} == {"Incidents", "Crimes recorded"}


def test_the_chart_holds_its_figures_and_is_the_same_each_time(section: Section) -> None:
    (chart,) = [block for block in section.blocks if isinstance(block, Chart)]
    assert chart.data is not None
    for row in chart.data.rows:
        assert sum(figure(cell) for cell in row[2:]) == pytest.approx(100, abs=0.25)
    kind, option, met, *_ = chart.data.rows[0]
    assert f"{kind.lower()}, {option}: {met} % met" in chart.svg
    assert "volume <crime>" not in chart.svg
    assert section_of(comparison()) == section


def test_the_folder_holds_the_ledger_of_every_run(tmp_path: Path) -> None:
    out = tmp_path / "results"
    plan = plan_experiment(write_village(tmp_path), out=out, options=["no transfers"], replications=1)
    run_experiment(plan, workers=1)
    found = write_comparison(out)
    kept = pd.read_csv(out / "unmet.csv", keep_default_na=False, na_values={"harm": [""], "vulnerable": [""]})
    pd.testing.assert_frame_equal(kept, found.unmet, check_dtype=False)
    assert (out / "unmet.csv-metadata.json").exists()
    recorded = query(
        out,
        "SELECT u.number / m.value AS weeks FROM measures m JOIN (SELECT option, replication, sum(number) AS number "
        "FROM unmet WHERE kind = 'crimes' GROUP BY ALL) u USING (option, replication) "
        "WHERE m.measure = 'crimes_recorded' AND m.\"group\" = ''",
    )
    assert recorded["weeks"].tolist() == pytest.approx([plan.made["days"] / 7] * 2)
    assert unmet_section(found) is not None
    # A folder of a program that left no ledgers is read all the same.
    for option in ("today", "no transfers"):
        part_path(out, option, 0, "unmet").unlink()
    assert read_comparison(out).unmet.empty
    assert "unmet" not in tables(out)
    assert "crimes" in tables(out)
