"""Heat maps: every cell of the table is drawn and told in words, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from demandsim.experiment.comparison import Comparison
from demandsim.report.heat_map import heat_map
from tests.report.made_up import OPTIONS, comparison

CELLS = {("rape", "north"): 0.25, ("rape", "south"): 0.5, ("theft", "north"): 1.0}


@pytest.fixture(scope="module")
def by_offence_and_area() -> Comparison:
    plain = comparison(replications=2)
    first = plain.table.iloc[0]
    rows = [
        {**first, "option": option, "measure": "modal_route", "unit": "share", "mean": value}
        | {"group": f"offence={offence}, area={area}"}
        for option in OPTIONS
        for (offence, area), value in CELLS.items()
    ]
    return replace(plain, table=pd.concat([plain.table, pd.DataFrame(rows)]))


def test_every_cell_is_drawn_and_told(by_offence_and_area: Comparison) -> None:
    drawn = heat_map(by_offence_and_area, "modal_route", options=OPTIONS[:2])
    assert drawn is not None
    assert "today: rape in north 25.0 %, rape in south 50.0 %, theft in north 100.0 %; desk first: " in drawn.svg
    assert drawn.svg.count(">25<") == drawn.svg.count(">50<") == drawn.svg.count(">100<") == 2
    assert OPTIONS[2] not in drawn.svg
    assert drawn.heading == "Modal route by offence and area, %"


def test_lines_come_in_the_order_asked_for(by_offence_and_area: Comparison) -> None:
    drawn = heat_map(by_offence_and_area, "modal_route", options=["today"], rows=["theft", "arson", "rape"])
    assert drawn is not None
    assert "today: theft in north 100.0 %, rape in north 25.0 %" in drawn.svg


def test_nothing_is_drawn_where_nothing_is_grouped_so(by_offence_and_area: Comparison) -> None:
    assert heat_map(by_offence_and_area, "modal_route", ("offence", "line")) is None
    assert heat_map(by_offence_and_area, "crimes_closed") is None


def test_an_option_may_lack_a_whole_line_or_column(by_offence_and_area: Comparison) -> None:
    table = by_offence_and_area.table
    lost = (table["option"] == OPTIONS[1]) & table["group"].str.contains("area=south|offence=theft")
    drawn = heat_map(replace(by_offence_and_area, table=table[~lost]), "modal_route", options=OPTIONS[:2])
    assert drawn is not None
    assert drawn.data is not None
    assert drawn.data.rows[:2] == (("rape", "today", "25.0", "50.0"), ("rape", OPTIONS[1], "25.0", ""))
    assert drawn.data.rows[3] == ("theft", OPTIONS[1], "", "")


def test_a_map_of_equal_cells_can_be_drawn(by_offence_and_area: Comparison) -> None:
    table = by_offence_and_area.table.assign(mean=lambda t: np.where(t["measure"] == "modal_route", 1.0, t["mean"]))
    assert heat_map(replace(by_offence_and_area, table=table), "modal_route") is not None
