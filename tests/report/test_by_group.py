"""Sections by group: those options are drawn that differ most, and nothing is said where nothing is held."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from demandsim.experiment.comparison import Comparison
from demandsim.report.levels import MOST_PANELS, levels
from demandsim.report.parts.by_group import (
    consistency_section,
    leadership_section,
    most_different,
    outcomes_section,
    service_levels_section,
    teams_section,
)
from demandsim.report.section import Chart, Table
from tests.report.made_up import OPTIONS, comparison
from tests.report.many_options import MORE, many_options


def test_options_that_differ_most_are_drawn_beside_today() -> None:
    found = many_options()
    assert most_different(found, "modal_route", 2) == list(MORE[1:])
    section = consistency_section(found)
    assert section is not None
    assert "the 2 options whose cells differ most" in section.lead[0]
    first = section.blocks[0]
    assert isinstance(first, Chart)
    assert first.data is not None
    assert [row[1] for row in first.data.rows[:3]] == [OPTIONS[0], *MORE[1:]]


def test_nothing_is_said_where_nothing_is_held() -> None:
    found = comparison()
    assert consistency_section(found) is None
    empty = replace(found, table=found.table[found.table["measure"] == "cost"])
    for compose in (service_levels_section, teams_section, outcomes_section, leadership_section):
        assert compose(found) is not None
        assert compose(empty) is None


def test_measures_without_any_value_are_left_out() -> None:
    found = comparison()
    lost = found.table["measure"] == "victims_withdrew"
    section = outcomes_section(replace(found, table=found.table.assign(mean=found.table["mean"].mask(lost, np.nan))))
    assert section is not None
    table = section.blocks[0]
    assert isinstance(table, Table)
    heads = [row[0].splitlines()[0] for row in table.rows]
    assert "Charged, %" in heads
    assert not any(head.startswith("Victims withdrew") for head in heads)


def test_many_options_have_a_panel_for_each_group_and_verdicts_in_words() -> None:
    few, many = (levels(found, "caseload", "team") for found in (comparison(), many_options()))
    assert few is not None
    assert many is not None
    assert "Every panel has a scale of its own." in many.note
    assert "Every panel" not in few.note
    assert many.data is not None
    cid = next(row for row in many.data.rows if row[0] == "cid")
    assert cid[2].splitlines()[1] == "worse"
    assert cid[1].count("\n") == 0


@pytest.mark.parametrize("make", [comparison, many_options])
def test_a_measure_that_is_nought_everywhere_is_drawn_without_a_warning(make: Callable[[], Comparison]) -> None:
    found = make()
    nought = found.table.assign(mean=0.0, ci_low=0.0, ci_high=0.0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        drawn = levels(replace(found, table=nought), "utilisation", "team")
    assert drawn is not None
    assert "cid 0.0 %" in drawn.svg


def test_of_very_many_groups_the_greatest_are_drawn_and_all_are_in_the_data() -> None:
    found = many_options()
    rows = found.table[found.table["group"] == "team=cid"]
    more = [rows.assign(group=f"team=unit {n}", mean=rows["mean"] * (1 + n / 100)) for n in range(12)]
    table = type(rows)(
        np.concatenate([found.table.to_numpy(), *(each.to_numpy() for each in more)]), columns=rows.columns
    )
    drawn = levels(replace(found, table=table.astype(found.table.dtypes)), "caseload", "team")
    assert drawn is not None
    assert drawn.data is not None
    assert len(drawn.data.rows) == 16
    assert f"the {MOST_PANELS} with the greatest values of 16" in drawn.note
    assert "unit 11" in drawn.svg
    assert "unit 0 " not in drawn.svg
