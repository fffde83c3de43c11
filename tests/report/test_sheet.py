"""The sheet of the contact desk: every figure on it stands in the tables that the runs left."""

from __future__ import annotations

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from statistics import fmean, stdev

import numpy as np
import pandas as pd
import pytest

from demandsim.experiment import plan_experiment, run_experiment, write_comparison
from demandsim.experiment.store import ResultsError, part_path, read_part
from demandsim.report.sheets.contact_desk import read_desk
from demandsim.report.sheets.contact_tables import FEWEST_CALLS
from demandsim.report.sheets.sheet import page, write_sheet
from tests.conftest import Command
from tests.experiment.files import write_village
from tests.report.test_page import Reader

RUNS = 3
WEEKS = 2.0
MORE, LESS = "more handlers", "nobody asks"
OPTIONS = {
    MORE: {"changes": {"workforce.teams.handlers.posts.force.handler": 20}},
    LESS: {"changes": {"demand.victims.chase.times": 0}},
}
T_975 = 4.302652729911275
"""Two-sided 95 % quantile of Student's t with two degrees of freedom: three replications."""


class Tables(HTMLParser):
    """The tables of a page as lists of rows of texts, by the heading before them; spanned cells are not repeated."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, list[list[list[str]]]] = {}
        self.heading, self.open = "", ""

    def handle_starttag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        if tag == "h2":
            self.heading, self.open = "", tag
        elif tag == "table":
            self.found.setdefault(self.heading, []).append([])
        elif tag == "tr":
            self.found[self.heading][-1].append([])
        elif tag in ("td", "th"):
            self.found[self.heading][-1][-1].append("")
            self.open = tag

    def handle_endtag(self, tag: str) -> None:
        if tag in ("h2", "td", "th"):
            self.open = ""

    def handle_data(self, data: str) -> None:
        if self.open == "h2":
            self.heading += data
        elif self.open:
            cell = self.found[self.heading][-1][-1]
            cell[-1] = " ".join(f"{cell[-1]} {data}".split())


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two weeks from 23 January to 5 February, thrice, of a busier village under two options beside today."""
    folder = tmp_path_factory.mktemp("sheet")
    scenario = write_village(
        folder,
        **{
            "start": "2025-01-20",
            "about.title": "A <b>village</b> & more",
            "period.days": 14,
            "period.replications": RUNS,
            "demand.lines.101.volume": "150 per day",
            "options": OPTIONS,
        },
    )
    run_experiment(plan_experiment(scenario, out=folder / "results"), workers=1)
    return folder / "results"


@pytest.fixture(scope="module")
def text(results: Path) -> str:
    return page(read_desk(results))


@pytest.fixture(scope="module")
def tables(text: str) -> dict[str, list[list[list[str]]]]:
    return read(text)


def read(text: str) -> dict[str, list[list[list[str]]]]:
    reader = Tables()
    reader.feed(text)
    reader.close()
    assert reader.open == ""
    return reader.found


def stored(results: Path, kind: str, option: str = "today") -> list[pd.DataFrame]:
    return [read_part(results, option, n, kind) for n in range(RUNS)]  # type: ignore[arg-type]


def figure(values: list[float], digits: int) -> str:
    """Write a mean and the half-width of its interval as they stand on the sheet."""
    half_width = T_975 * stdev(values) / RUNS**0.5
    return f"{fmean(values):,.{digits}f} ± {half_width:,.{digits}f}"


def seconds(words: str) -> int:
    parts = [int(part) for part in words.split(":")]
    return sum(part * 60**power for power, part in enumerate(reversed(parts)))


def test_months_are_those_of_the_store(results: Path, tables: dict[str, list[list[list[str]]]]) -> None:
    (heads, *rows) = tables["Month by month"][0]
    assert heads[:5] == ["Line", "Month", "Offered", "In target, %", "In 60 s, %"]
    parts = stored(results, "performance")
    shown = {}
    line = ""
    for row in rows:
        if len(row) == len(heads):
            line = row.pop(0).split()[0]
        shown[line, row[0]] = dict(zip(heads[2:], row[1:], strict=True))
    labels = {"Jan 2025, 9 days": ("month", "2025-01"), "Feb 2025, 5 days": ("month", "2025-02")}
    labels["All 14 days"] = ("window", "")
    assert set(shown) == {(line, label) for line in ("999", "101", "All") for label in labels}
    for (line, label), cells in shown.items():
        by, period = labels[label]
        name = "" if line == "All" else line
        mine = [
            part[(part["by"] == by) & (part["period"] == period) & (part["line"] == name)].iloc[0] for part in parts
        ]
        offered = [float(row["offered"]) for row in mine]
        assert cells["Offered"] == figure(offered, 0 if fmean(offered) >= 100 else 1)
        assert cells["In target, %"] == figure([100 * row["in_target"] / row["due"] for row in mine], 1)
        assert cells["In 60 s, %"] == figure([100 * row["answered_in_60"] / row["offered"] for row in mine], 1)
        given_up = [100 * row["abandoned"] / (row["offered"] - row["waiting"]) for row in mine]
        assert cells["Given up, %"] == figure(given_up, 1)
        for column, heading in (("wait_median", "Median wait"), ("wait_p90", "Nine in ten")):
            waits = [float(row[column]) for row in mine]
            average, half_width = (seconds(words) for words in cells[heading].split(" ± "))
            assert average == pytest.approx(fmean(waits), abs=0.51)
            assert half_width == pytest.approx(T_975 * stdev(waits) / RUNS**0.5, abs=0.51)
        longest = [seconds(words) for words in cells["Longest"].split(" to ")]
        assert [longest[0], longest[-1]] == [
            min(row["wait_longest"] for row in mine),
            max(r["wait_longest"] for r in mine),
        ]
        if line == "All":
            assert cells["Handlers busy, %"] == figure([100 * r["hours_busy"] / r["hours_on_duty"] for r in mine], 1)
            assert cells["Answered per hour"] == figure([r["answered"] / r["hours_on_duty"] for r in mine], 2)
        else:
            assert cells["Handlers busy, %"] == cells["Answered per hour"] == ""


def test_hours_of_the_week_are_pooled_over_replications(
    results: Path, tables: dict[str, list[list[list[str]]]]
) -> None:
    pooled = pd.concat(stored(results, "performance"))
    pooled = (
        pooled[pooled["by"] == "hour of week"].groupby(["line", "period"], observed=True)[["in_target", "due"]].sum()
    )
    drawn = tables["The week, hour by hour"]
    blank = 0
    for line, table in zip(("999", "101"), drawn, strict=True):
        assert [row[0] for row in table[1:]][:2] == ["Monday", "Tuesday"]
        for day, row in enumerate(table[1:]):
            for hour, cell in enumerate(row[1:]):
                sums = pooled.loc[line, f"{24 * day + hour:03d}"]
                *share, rang = cell.split()
                # Two Mondays in two weeks, in each of three replications.
                assert rang == f"{sums['due'] / (WEEKS * RUNS):.1f}"
                if sums["due"] < FEWEST_CALLS:
                    blank += 1
                    assert share == []
                else:
                    assert share == [f"{100 * sums['in_target'] / sums['due']:.0f}"]
    assert 0 < blank < 2 * 168


def test_the_balance_is_that_of_the_store(results: Path, tables: dict[str, list[list[list[str]]]]) -> None:
    _, *rows = tables["Demand that need not have been"][0]
    parts = stored(results, "avoidable")
    titles = {"rang again": "Rang again", "asking for news": "Asked for news", "nobody came": "Nobody came"}
    titles |= {"other agency": "Other agency"}
    assert [row[0] for row in rows[-3:]] == ["Avoidable in all", "Needed", "All contacts"]
    by_path = {row[1].split(" :")[0]: row for row in rows[:-3]}
    assert list(by_path) == [rule for rule in parts[0]["rule"] if rule]
    for path, row in by_path.items():
        mine = [part[part["rule"] == path].iloc[0] for part in parts]
        assert row[0] == titles[mine[0]["cause"]]
        calls = [each["calls"] / WEEKS for each in mine]
        assert row[2] == figure(calls, 0 if fmean(calls) >= 100 else 1)
        shares = [100 * each["calls"] / part["calls"].sum() for each, part in zip(mine, parts, strict=True)]
        assert row[3] == figure(shares, 1)
        hours = [each["hours"] / WEEKS for each in mine]
        assert row[4] == figure(hours, 0 if fmean(hours) >= 100 else 1)
        assert row[6] == "0"
    caused = [100 * part.loc[part["rule"] != "", "hours"].sum() / part["hours"].sum() for part in parts]
    assert rows[-3][5] == figure(caused, 1)
    assert rows[-1][3] == rows[-1][5] == "100"
    assert "demand.lines.101.retry : 80 % of those in need, 40 % of others" in [row[1] for row in rows]


def test_options_stand_beside_today_as_in_the_comparison(
    results: Path, tables: dict[str, list[list[list[str]]]]
) -> None:
    heads, *rows = tables["‘today’ beside the options"][0]
    assert heads == ["Means over replications", "today", MORE, LESS]
    table = write_comparison(results).table.set_index(["option", "measure", "group"])
    shown = {row[0]: row[1:] for row in rows}
    today, more, change, *_ = shown["101 answered in target, %"]
    mean = table.loc[("today", "calls_in_target", "line=101"), "mean"]
    other = table.loc[(MORE, "calls_in_target", "line=101")]
    assert (today, more) == (f"{100 * mean:.1f}", f"{100 * other['mean']:.1f}")
    words = f"+{100 * other['difference']:.1f} ± {100 * other['half_width']:.1f}"
    assert change == words + (" better" if other["verdict"] == "better" else "")
    assert {
        "Longest wait",
        "Handlers busy, %",
        "Avoidable contacts a week",
        "Cost of all posts and overtime, £ a week",
    } <= set(shown)
    assert "Put through, %" not in shown, "nothing of the kind in this village"
    assert "Rung back as promised, %" not in shown


def test_an_option_has_a_sheet_of_its_own(results: Path, tables: dict[str, list[list[list[str]]]]) -> None:
    text = page(read_desk(results, LESS))
    found = read(text)
    mine = {row[0]: row for row in found["Demand that need not have been"][0]}
    assert mine["Asked for news"][2] == "0.0 ± 0.0"
    assert found["‘today’ beside the options"] == tables["‘today’ beside the options"]
    assert found["Month by month"] != tables["Month by month"]
    assert "How the public would get through: nobody asks" in text
    assert "Against ‘today’, taking each figure alone, ‘nobody asks’ is better on" in text


def test_the_page_is_sound_and_asks_nothing_of_the_network(text: str) -> None:
    reader = Reader()
    reader.feed(text)
    reader.close()
    assert reader.open == []
    assert len(reader.ids) == len(set(reader.ids))
    assert all(link.startswith("#") and link[1:] in reader.ids for link in reader.links)
    assert set(re.findall(r"https?://[^\s\"'<)]+", text)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }
    assert "<script" not in text
    assert "@import" not in text
    assert "<b>village" not in text, "what planners write is shown, never run"
    assert "A &lt;b&gt;village&lt;/b&gt; &amp; more" in text
    assert "@page { size: A4" in text
    for name in re.findall(r'aria-(?:labelledby|describedby)="([^"]+)"', text):
        assert name in reader.ids
    # In this village 999 rings about three times in any hour of the week over all replications.
    said = "999: too few calls in every hour of the week. 101, answered within 30 s: from"
    assert f'<title id="hours-title">The week, hour by hour</title><desc id="hours-said">{said}' in text


def test_the_same_results_give_the_same_page_to_the_letter(results: Path, text: str) -> None:
    code = f"from demandsim.report.sheets.sheet import write_sheet; write_sheet({str(results)!r})"
    subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[2], check=True)
    assert (results / "contact.html").read_text(encoding="utf-8") == text


def test_one_replication_of_one_option_gives_a_page_without_intervals(tmp_path: Path) -> None:
    scenario = write_village(tmp_path)
    run_experiment(plan_experiment(scenario, out=tmp_path / "out", options=["today"], replications=1), workers=1)
    text = write_sheet(tmp_path / "out").read_text(encoding="utf-8")
    shown = " ".join(text.split())
    assert "one replication gives no interval by which to judge the target of 90 %" in shown
    assert "No intervals." in shown
    assert "1 replication of 7 days from 9 January 2025 on, 3 days of warm-up before" in shown
    assert "Fewer than 20 calls, over all replications, in every hour of the week: too few to draw." in shown
    assert "<svg" not in text
    found = read(text)
    assert list(found) == ["Month by month", "The week, hour by hour", "Demand that need not have been"]
    cells = [cell for row in found["Month by month"][0] for cell in row]
    assert not [cell for cell in cells if "±" in cell or "nan" in cell]


def test_a_missing_table_is_named_and_made_again(tmp_path: Path) -> None:
    scenario = write_village(tmp_path)
    settings = {"out": tmp_path / "out", "options": ["today"], "replications": 1}
    run_experiment(plan_experiment(scenario, **settings), workers=1)
    gone = part_path(tmp_path / "out", "today", 0, "performance")
    before = gone.read_bytes()
    gone.unlink()
    with pytest.raises(ResultsError, match=r"performance_0\.parquet is missing or cannot be read"):
        write_sheet(tmp_path / "out")
    gone.write_bytes(before[:100])
    plan = plan_experiment(scenario, **settings)
    assert [task.replication for task in plan.tasks] == [0]
    run_experiment(plan, workers=1)
    assert gone.read_bytes() == before


def test_the_command_says_where_it_wrote_and_what_there_is(results: Path, command: Command) -> None:
    assert command("report", results, "--sheet", "contact") == (0, f"Sheet: {results / 'contact.html'}\n", "")
    ended = command("report", results, "--sheet", "contact", "--option", LESS)
    place = Path(ended.out.removeprefix("Sheet: ").strip())
    assert place.name.startswith("contact-nobody-asks-")
    assert LESS in place.read_text(encoding="utf-8")
    for words, said in (
        (("--sheet", "contct"), "there is no sheet 'contct'; did you mean 'contact'?; the sheets are: contact"),
        (("--sheet", "contact", "--option", "more"), f"it holds: today, {MORE}, {LESS}"),
        (("--option", LESS), "it goes with --sheet"),
    ):
        ended = command("report", results, *words)
        assert ended.code == 2
        assert said in ended.err
    for place, said in (("nowhere", "there is no folder nowhere"), (results.parent, "is not a results folder")):
        ended = command("report", place, "--sheet", "contact")
        assert ended.code == 2
        assert said in ended.err


def test_an_hour_in_which_nobody_was_answered_is_not_blank(results: Path) -> None:
    from dataclasses import replace

    from demandsim.report.sheets.contact_chart import hours_of_the_week
    from demandsim.report.sheets.contact_tables import weeks_of_hours

    desk = read_desk(results)
    table = desk.performance.copy()
    table.loc[table["by"] == "hour of week", "in_target"] = 0
    weeks = weeks_of_hours(replace(desk, performance=table))
    assert np.nanmax(weeks[1].share) == 0
    picture = hours_of_the_week(weeks)
    assert picture is not None
    assert "from 0 % (Monday" in picture.svg
    # On 999 too few ring to draw anything.
    assert "Not drawn, for too few calls: 999." in picture.note
    assert hours_of_the_week(weeks[:1]) is None
    assert hours_of_the_week([]) is None
