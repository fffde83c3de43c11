"""Sheets of response, investigation and leadership: one printed page each, and every figure that of the store."""

from __future__ import annotations

import math
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from shutil import which
from statistics import fmean, stdev
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from demandsim.audit.audit import audit
from demandsim.experiment import plan_experiment, run_experiment
from demandsim.experiment.comparison import Comparison, compare_values, read_comparison
from demandsim.experiment.store import ResultsError, scenario_of
from demandsim.measures import MEASURES
from demandsim.report.sheets import one_page
from demandsim.report.sheets.form import Grid, Lines
from demandsim.report.sheets.one_page import FORMS
from demandsim.report.sheets.sheet import SHEETS, write_sheet
from demandsim.report.words import bare_change, group_words
from tests.conftest import Command
from tests.experiment.files import write_village
from tests.report import made_up
from tests.report.test_page import Reader
from tests.report.test_sheet import T_975, read

if TYPE_CHECKING:
    from playwright.sync_api import Browser

RUNS = 3
OPTION = "more detectives"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LONG = {
    "area": "north eastern borough",
    "team": "neighbourhood policing",
    "offence": "domestic abuse with injury",
}
"""Names of groups that take more than a line of their column."""
A_PAGE = re.compile(rb"/Type\s*/Page\b")
"""Begins every page of a PDF, and nothing else in it."""


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two weeks of the village, thrice, under today and an option."""
    folder = tmp_path_factory.mktemp("one_page")
    changes = {
        "about.title": "A <b>village</b> & more",
        "period.days": 14,
        "workforce.teams.cid.skills": {"pip1": "100 %", "pip2": "17 %"},
        "workforce.teams.response.skills": {"pip1": "90 %", "pip2": "10 %", "rasso": "10 %"},
    }
    scenario = write_village(folder, **changes)
    asked = {"out": folder / "results", "options": ["today", OPTION], "replications": RUNS}
    run_experiment(plan_experiment(scenario, **asked), workers=1)
    return folder / "results"


@pytest.fixture(scope="module")
def comparison(results: Path) -> Comparison:
    return read_comparison(results)


@pytest.fixture(scope="module")
def pages(comparison: Comparison) -> dict[tuple[str, str], str]:
    return {(name, option): one_page.page(comparison, name, option) for name in FORMS for option in ("today", OPTION)}


@pytest.fixture(scope="module")
def full() -> Comparison:
    """Results in which every measure has a value, in more and longer groups than stand on a page."""
    made = made_up.comparison({(made_up.OPTIONS[1], "owner_has_skill"): 9.0}, replications=3)
    told = made.values["group"].str.partition("=")
    wide = [made.values[~told[0].isin(LONG)]]
    for key, name in LONG.items():
        mine = made.values[(told[0] == key) & (told[2] == made_up.GROUPS[key][0])]
        wide += [mine.assign(group=f"{key}={name} {n}") for n in range(20)]
        if key == "area":
            emergencies = mine[mine["measure"].isin(["response_in_target", "response_time_p90"])]
            wide += [emergencies.assign(group=f"grade=emergency, area={name} {n}") for n in range(20)]
    values = pd.concat(wide)
    return replace(made, values=values, table=compare_values(values, made.options, tuple(MEASURES.values())))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, without a window; it asks for no page but those given to it."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright opens the sheets: it is not installed")
    chromium = next(filter(None, map(which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        pytest.skip("no Chromium on this machine to print the sheets with")
    with playwright.sync_playwright() as play:
        opened = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


def values(comparison: Comparison, option: str, measure: str, group: str) -> list[float]:
    table = comparison.values
    mine = table[(table["option"] == option) & (table["measure"] == measure) & (table["group"] == group)]
    return [float(value) for value in mine.sort_values("replication")["value"]]


def is_figure(cell: str, seen: list[float], unit: str, compared: bool) -> bool:
    """Tell whether a cell begins with the mean of some values, and gives their interval where nothing is compared."""
    known = [value for value in seen if not math.isnan(value)]
    if not known:
        return cell == "–"
    scale = 100.0 if unit == "share" else 1 / 60 if re.search(r"\d h\b", cell) else 1.0
    shown = [float(part) for part in re.findall(r"[−-]?[\d,]+(?:\.\d+)?", cell.replace(",", "").replace("−", "-"))]
    digits = len(re.match(r"[\d,]*\.?(\d*)", cell)[1])  # type: ignore[index]
    half_unit = 0.5 * 10.0**-digits + 1e-9
    if abs(shown[0] - scale * fmean(known)) > half_unit:
        return False
    if compared or len(known) < 2 or stdev(known) == 0:
        return "±" not in cell or compared
    return abs(shown[1] - scale * T_975 * stdev(known) / len(known) ** 0.5) <= half_unit or len(known) < RUNS


def blocks(name: str, tables: dict[str, list[list[list[str]]]]) -> Iterator[tuple[Lines | Grid, list[list[str]]]]:
    for part in FORMS[name].parts:
        if part.heading in tables:
            yield part, tables[part.heading][0]


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("option", ["today", OPTION])
def test_every_figure_is_that_of_the_store(
    comparison: Comparison, pages: dict[tuple[str, str], str], name: str, option: str
) -> None:
    checked = 0
    for part, (_, *rows) in blocks(name, read(pages[name, option])):
        if isinstance(part, Lines):
            by_name = {row[0].rpartition(",")[0]: row[1:] for row in rows}
            for figure in part.figures:
                if figure.name not in by_name:
                    continue
                cells = by_name[figure.name]
                told = ["today", option] if option != "today" else ["today"]
                for cell, of in zip(cells, told, strict=False):
                    seen = values(comparison, of, figure.measure, figure.group)
                    assert is_figure(cell, seen, MEASURES[figure.measure].unit, option != "today"), (figure, cell, seen)
                    checked += 1
        else:
            heads = [head.rpartition(",")[0] for head in read(pages[name, option])[part.heading][0][0]]
            by_heading = {figure.name: figure for figure in part.columns}
            groups = {group_words(f"{part.by}={key}"): key for key in _keys(comparison, part)}
            for row in rows:
                for head, cell in zip(heads[1:], row[1:], strict=True):
                    figure = by_heading[head]
                    key = [f"{part.by}={groups[row[0]]}"] if row[0] in groups else []
                    group = ", ".join([*filter(None, [figure.group]), *key])
                    seen = values(comparison, option, figure.measure, group)
                    assert is_figure(cell, seen, MEASURES[figure.measure].unit, option != "today"), (group, cell, seen)
                    checked += 1
    assert checked > 30


def _keys(comparison: Comparison, part: Grid) -> set[str]:
    names = {figure.measure for figure in part.columns}
    table = comparison.table
    groups = table.loc[table["measure"].isin(names), "group"]
    return {piece.partition("=")[2] for group in groups for piece in group.split(", ") if piece.startswith(part.by)}


@pytest.mark.parametrize("name", FORMS)
def test_an_option_stands_beside_today_with_interval_and_verdict(
    comparison: Comparison, pages: dict[tuple[str, str], str], name: str
) -> None:
    table = comparison.table[comparison.table["option"] == OPTION].set_index(["measure", "group"])
    verdicts = set()
    for part, (heads, *rows) in blocks(name, read(pages[name, OPTION])):
        if not isinstance(part, Lines):
            continue
        assert heads == ["Figure", "today", OPTION, "Difference"]
        found = {row[0].rpartition(",")[0]: row[-1] for row in rows}
        for figure in part.figures:
            if figure.name not in found:
                continue
            row = table.loc[(figure.measure, figure.group)]
            verdict = row["verdict"]
            verdicts.add(verdict)
            if verdict == "identical":
                assert found[figure.name] == ("identical" if row["mean"] else "")
            elif verdict == "no difference shown":
                half_width = row["half_width"] or math.nan
                assert found[figure.name] == bare_change(row["difference"], half_width, row["unit"])
            elif verdict != "too few replications":
                assert found[figure.name].endswith(f" {verdict}")
                assert re.match(r"[+−][\d.,]+ ± [\d.,]+ ", found[figure.name]) or not row["half_width"]
    assert len(verdicts) > 1
    assert f"‘{OPTION}’" in pages[name, OPTION]
    assert "Quicker work. One-off cost: £50,000." in pages[name, OPTION]
    assert "Difference" not in pages[name, "today"]


def test_the_hours_of_supervisors_are_those_of_the_audit(
    comparison: Comparison, pages: dict[tuple[str, str], str]
) -> None:
    found = read(pages["leadership", OPTION])
    heads, *rows = found["Hours asked of supervisors"][0]
    assert heads[-2:] == ["Asked of held under today, %", f"Under {OPTION}, %"]
    loads = []
    for under in ("today", OPTION):
        leaders = audit(scenario_of(comparison.made, under)).leaders
        loads.append({group_words(f"team={one.team}, area={one.place}"): one for one in leaders})
    assert len(rows) == sum(one.hours > 0 for one in loads[1].values())
    for unit, supervisors, span, asked, held, before, now in rows:
        one = loads[1][unit]
        assert (int(supervisors), float(span)) == (one.supervisors, pytest.approx(one.span, abs=0.06))
        assert float(asked) == pytest.approx(one.hours, abs=0.06)
        assert float(held) == pytest.approx(one.there, abs=0.06)
        assert float(before) == pytest.approx(100 * loads[0][unit].load, abs=0.06)
        assert float(now) == pytest.approx(100 * one.load, abs=0.06)
    shares = [float(row[-1]) for row in rows]
    assert shares == sorted(shares, reverse=True)


def test_skills_that_hang_on_one_officer_are_those_of_the_audit(
    comparison: Comparison, pages: dict[tuple[str, str], str]
) -> None:
    needs = [one for one in audit(scenario_of(comparison.made)).skills if one.single or one.nobody]
    rows = read(pages["leadership", "today"])["Single points of failure"][0][1:]
    assert {one.nobody for one in needs} == {True, False}, "one of six detectives has pip2, none is trained for rape"
    assert {(row[0], row[1]) for row in rows} == {(group_words(one.team), group_words(one.skill)) for one in needs}
    for one in needs:
        (row,) = [row for row in rows if (row[0], row[1]) == (group_words(one.team), group_words(one.skill))]
        assert group_words(one.place) in row[2 if one.nobody else 3]


@pytest.mark.parametrize("name", FORMS)
def test_every_target_stands_with_its_source(pages: dict[tuple[str, str], str], name: str) -> None:
    shown = " ".join(pages[name, "today"].split())
    (said,) = re.findall(r"Targets of the scenario: (.*?\))\.", shown)
    assert said.endswith("(ASSUMPTION, range invented for tests: any)")


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("option", ["today", OPTION])
def test_the_sheet_is_sound_and_asks_nothing_of_the_network(
    pages: dict[tuple[str, str], str], name: str, option: str
) -> None:
    text = pages[name, option]
    reader = Reader()
    reader.feed(text)
    reader.close()
    assert reader.open == []
    assert len(reader.ids) == len(set(reader.ids))
    assert all(link.startswith("#") and link[1:] in reader.ids for link in reader.links)
    assert "<script" not in text
    assert "@import" not in text
    assert "<b>village" not in text, "what planners write is shown, never run"
    assert "A &lt;b&gt;village&lt;/b&gt; &amp; more" in text
    assert re.search(r"\bnan\b", text) is None
    assert reader.drawings, "each has a drawing, told in words"


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("option", made_up.OPTIONS[:2])
def test_it_prints_on_one_page_whatever_the_force(full: Comparison, browser: Browser, name: str, option: str) -> None:
    page = browser.new_page()
    page.set_content(one_page.page(full, name, option))
    assert len(A_PAGE.findall(page.pdf(prefer_css_page_size=True))) == 1
    page.evaluate("document.body.append(document.querySelector('main').cloneNode(true))")
    assert len(A_PAGE.findall(page.pdf(prefer_css_page_size=True))) > 1, "twice as much does not fit: pages are counted"
    page.close()


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("option", ["today", OPTION])
def test_it_is_open_to_everybody_and_fits_a_phone(
    pages: dict[tuple[str, str], str], browser: Browser, name: str, option: str
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe checks the sheets: not installed")
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.set_content(pages[name, option])
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    found = axe.Axe().run(page, options={"runOnly": WCAG})
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") == 390, "only tables scroll sideways, in their places"
    page.close()


def test_the_same_results_give_the_same_sheet_to_the_letter(results: Path, pages: dict[tuple[str, str], str]) -> None:
    asked = f"{str(results)!r}, 'investigation', {OPTION!r}"
    code = f"from demandsim.report.sheets.sheet import write_sheet; write_sheet({asked})"
    subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[2], check=True)
    (written,) = results.glob("investigation-*.html")
    assert written.read_text(encoding="utf-8") == pages["investigation", OPTION]


def test_the_command_names_all_sheets(results: Path, command: Command) -> None:
    assert SHEETS == ("contact", "response", "investigation", "leadership")
    ended = command("report", results, "--sheet", "leadership")
    assert ended == (0, f"Sheet: {results / 'leadership.html'}\n", "")
    ended = command("report", results, "--sheet", "leader")
    assert ended.code == 2
    assert "did you mean 'leadership'?; the sheets are: contact, response, investigation, leadership" in ended.err
    with pytest.raises(ResultsError, match=f"holds no option 'more detective'; did you mean '{OPTION}'"):
        write_sheet(results, "response", "more detective")


def test_one_replication_gives_no_interval_and_no_verdict(tmp_path: Path) -> None:
    scenario = write_village(tmp_path)
    asked = {"out": tmp_path / "out", "options": ["today", OPTION], "replications": 1}
    run_experiment(plan_experiment(scenario, **asked), workers=1)
    once = read_comparison(tmp_path / "out")
    for name in FORMS:
        alone, compared = (one_page.page(once, name, option) for option in ("today", OPTION))
        assert "One replication: no intervals." in alone
        assert "One replication cannot tell" in compared
        for text in (alone, compared):
            cells = [cell for tables in read(text).values() for table in tables for row in table for cell in row]
            assert not [cell for cell in cells if "±" in cell or cell.split()[-1:] in (["better"], ["worse"])]
