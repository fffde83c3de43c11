"""The figures on the page: whatever stands in a table or behind a chart is what the comparison holds."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest

from demandsim.experiment.comparison import Comparison
from demandsim.report.words import MINUS, group_words, title
from tests.report.drawn import PAGES, drawn

NUMBER = re.compile(rf"[{MINUS}+]?£?[\d,]+(?:\.\d+)?")


@dataclass
class Grid:
    """A table as a browser would show it: cells are lines of text."""

    name: str
    rows: list[list[list[str]]] = field(default_factory=list)

    @property
    def columns(self) -> list[str]:
        """The headings."""
        return [cell[0] for cell in self.rows[0]]


class Grids(HTMLParser):
    """Reads every table of a page by the name of the region that it scrolls in."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[Grid] = []
        self.name = ""
        self.inside = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "div" and given.get("role") == "group":
            self.name = given["aria-label"] or ""
        elif tag == "table":
            self.found.append(Grid(self.name))
        elif tag == "tr":
            self.found[-1].rows.append([])
        elif tag in ("th", "td"):
            self.found[-1].rows[-1].append([""])
            self.inside = True
        elif tag == "small":
            self.found[-1].rows[-1][-1].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("th", "td"):
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.found[-1].rows[-1][-1][-1] += data.strip("\n")


@pytest.fixture(scope="module", params=PAGES)
def shown(request: pytest.FixtureRequest) -> tuple[Comparison, list[Grid]]:
    found, text = drawn(request.param)
    return found, Grids(text).found


def agree(text: str, *values: float) -> None:
    """Check that the numbers in a text are these values, rounded to the digits that are shown."""
    numbers = NUMBER.findall(text)
    assert len(numbers) == len(values), text
    for number, value in zip(numbers, values, strict=True):
        plain = number.replace(",", "").replace("£", "").replace(MINUS, "-")
        digits = len(plain.partition(".")[2])
        assert abs(float(plain) - value) <= 0.5 * 10**-digits + 1e-9, (text, value)


def one(grids: list[Grid], start: str) -> Grid:
    """Give the table whose name begins so."""
    (found,) = [grid for grid in grids if grid.name.startswith(start)]
    return found


def record(found: Comparison, option: str, measure: str, group: str = "") -> pd.Series:
    """Give what the comparison holds, shares as percentages."""
    table = found.table
    mine = (table["option"] == option) & (table["measure"] == measure) & (table["group"] == group)
    (row,) = table[mine].to_dict("records")
    scale = 100.0 if row["unit"] == "share" else 1.0
    for name in ("mean", "ci_high", "difference", "half_width"):
        row[name] *= scale
    return pd.Series(row)


@pytest.mark.parametrize("name", ["Headline measures of the whole force", "All measures of the whole force"])
def test_measures_are_those_of_the_comparison(shown: tuple[Comparison, list[Grid]], name: str) -> None:
    found, grids = shown
    grid = one(grids, name)
    names = {title(measure): measure for measure in found.table["measure"].unique()}
    assert tuple(grid.columns[1:]) == found.options
    for head, *cells in grid.rows[1:]:
        measure = next(names[words] for words in sorted(names, key=len, reverse=True) if head[0].startswith(words))
        for option, cell in zip(found.options, cells, strict=True):
            row = record(found, option, measure)
            agree(cell[0], row["mean"])
            if option != found.baseline:
                agree(cell[1], row["difference"], row["half_width"])
                assert cell[2] == row["verdict"]


def test_every_measure_of_the_force_stands_on_the_page(shown: tuple[Comparison, list[Grid]]) -> None:
    found, grids = shown
    assert (
        len(one(grids, "All measures of the whole force").rows) - 1
        == found.table.loc[found.table["group"] == "", "measure"].nunique()
    )


def test_differences_behind_their_chart_are_those_of_the_comparison(shown: tuple[Comparison, list[Grid]]) -> None:
    found, grids = shown
    grid = one(grids, "Differences from today")
    names = {title(measure): measure for measure in found.table["measure"].unique()}
    assert len(grid.rows) == 14
    for (head, *_), _unit, *cells in grid.rows[1:]:
        for option, cell in zip(found.options[1:], cells, strict=True):
            row = record(found, option, names[head])
            agree(cell[0], row["difference"], row["half_width"])
            assert cell[1:] == ([row["verdict"]] if row["verdict"] in ("better", "worse") else [])


def test_levels_behind_their_charts_are_those_of_the_comparison(shown: tuple[Comparison, list[Grid]]) -> None:
    found, grids = shown
    charts = [grid for grid in grids if grid.name.endswith("mean ± half-width of its 95 % interval")]
    assert len(charts) >= 8
    for grid in charts:
        words, key = re.fullmatch(r"(.*) by (\w+), .*", grid.name).groups()  # type: ignore[union-attr]
        measure = next(name for name in found.table["measure"].unique() if title(name) == words)
        groups = {group_words(group): group for group in found.table.loc[found.table["measure"] == measure, "group"]}
        for (head, *_), *cells in grid.rows[1:]:
            assert groups[head].startswith(f"{key}=")
            for option, cell in zip(found.options, cells, strict=True):
                row = record(found, option, measure, groups[head])
                agree(cell[0], row["mean"], row["ci_high"] - row["mean"])


def test_cells_behind_heat_maps_are_those_of_the_comparison() -> None:
    found, text = drawn("many options")
    grids = Grids(text).found
    for measure in ("owner_has_skill", "modal_route"):
        grid = one(grids, f"{title(measure)} by offence and area")
        assert len(grid.rows) == 1 + 4 * 3
        for (offence, *_), (option, *_), *cells in grid.rows[1:]:
            for area, cell in zip(grid.columns[2:], cells, strict=True):
                agree(cell[0], record(found, option, measure, f"offence={offence}, area={area}")["mean"])


def test_shares_behind_the_bars_are_those_of_single_crimes(shown: tuple[Comparison, list[Grid]]) -> None:
    found, grids = shown
    grid = one(grids, "Who is better and who is worse off")
    crimes = found.worse_off[found.worse_off["aspect"] == "days_open"]
    assert len(grid.rows) > 5
    for (option, *_), (who, *_), (better, *_), (worse, *_) in grid.rows[1:]:
        mine = crimes[crimes["option"] == option]
        name = [
            group_words(group) == who or (who == "everyone" and by == "everyone")
            for by, group in zip(mine["by"], mine["group"], strict=True)
        ]
        row = mine[np.array(name)].iloc[0]
        agree(better, 100 * row["better"])
        agree(worse, 100 * row["worse"])
