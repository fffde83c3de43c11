"""Service by hour of the week: worst hours are only called so when they are, and nothing is told of a few cases."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from demandsim.experiment.comparison import Comparison
from demandsim.report.parts.hour_of_week import service_section
from demandsim.report.parts.worst_hours import FEWEST, WORST, services, share_by_run
from demandsim.report.section import Chart, Section, Table
from tests.report.made_up import OPTIONS, comparison
from tests.report.made_up_weeks import CASES, WORST_HOURS, calls_by_hour, hourly

TODAY, DESK, TEAMS = OPTIONS
NONE = pd.DataFrame()


@pytest.fixture(scope="module")
def plain() -> Comparison:
    return comparison()


def section_of(plain: Comparison, **changes: Any) -> Section:
    section = service_section(replace(plain, **changes))
    assert section is not None
    return section


def blocks_of(section: Section, kind: type[Chart] | type[Table]) -> list[Any]:
    return [block for block in section.blocks if isinstance(block, kind)]


def test_worst_hours_and_the_options_that_change_them(plain: Comparison) -> None:
    incidents = hourly(plain.options, 8, WORST_HOURS, {DESK: 0.3, TEAMS: -0.2})
    section = section_of(plain, hourly=incidents, calls_by_hour=NONE)
    (emergency, priority) = section.lead
    found = re.fullmatch(
        r"Emergency incidents, reached within 15 min under ‘today’: ([\d.]+) ± [\d.]+ % over the week, ([\d.]+) ± "
        r"[\d.]+ % in the 10 worst hours, ([\d.]+) ± [\d.]+ points below the other hours\. In those hours ‘desk first’ "
        r"\(\+([\d.]+) ± [\d.]+ points\) does better; ‘volume <crime> & teams’ \(−([\d.]+) ± [\d.]+ points\) does "
        r"worse\.",
        emergency,
    )
    assert found is not None, emergency
    # The truth: 0.9 usually, 0.5 in ten of 168 hours; the options add 30 and take away 20 points.
    truth = (100 * (0.9 - 0.4 * 10 / 168), 50, 40, 30, 20)
    assert [float(figure) for figure in found.groups()] == pytest.approx(truth, abs=4)
    assert priority.startswith("Priority incidents, reached within 1 h under ‘today’: ")


def test_luck_alone_makes_no_hour_worse(plain: Comparison) -> None:
    flat = hourly(plain.options, 8)
    section = section_of(plain, hourly=flat, calls_by_hour=NONE)
    assert "; no hours are shown to be worse than the others." in section.lead[0]
    assert section.lead[0].endswith(
        "In the 10 hours that come out lowest nothing changes under ‘desk first’ and ‘volume <crime> & teams’."
    )
    # Picked by the runs that tell of them, ten such hours would surely have looked worse than the week.
    (service, _) = services(replace(plain, hourly=flat, calls_by_hour=NONE))
    whole = share_by_run(service, TODAY, np.arange(168))
    assert share_by_run(service, TODAY, service.worst(TODAY)).high < whole.low


def test_options_that_show_no_difference(plain: Comparison) -> None:
    # The option changes a case in some hours, up in one run and down in another.
    table = hourly(plain.options, 8, WORST_HOURS)
    touched = (table["option"] == DESK) & table["hour"].isin(WORST_HOURS)
    table.loc[touched, "in_target"] += np.where(table.loc[touched, "replication"] % 2, 1, -1)
    section = section_of(plain, hourly=table, calls_by_hour=NONE)
    assert section.lead[0].endswith(
        "In those hours no difference from ‘today’ is shown for ‘desk first’; nothing changes under ‘volume <crime> & "
        "teams’."
    )
    share, *_ = blocks_of(section, Chart)
    assert DESK not in share.svg


def test_a_single_replication(plain: Comparison) -> None:
    one = plain.values[plain.values["replication"] == 0]
    section = section_of(plain, values=one, hourly=hourly(plain.options, 1, WORST_HOURS, cases=24), calls_by_hour=NONE)
    assert re.fullmatch(
        r"Emergency incidents, reached within 15 min under ‘today’: [\d.]+ % over the week; a single replication "
        r"cannot show which hours are worse than others\.",
        section.lead[0],
    )
    assert blocks_of(section, Chart)


def test_too_few_cases_are_not_told_by_hour(plain: Comparison) -> None:
    assert FEWEST > 8 * 2
    section = section_of(plain, hourly=hourly(plain.options, 8, WORST_HOURS, cases=2), calls_by_hour=NONE)
    assert section.blocks == ()
    assert section.lead[0].endswith(
        "% over the week; there are too few cases to show which hours are worse than others."
    )


def test_hours_with_few_cases_stay_blank(plain: Comparison) -> None:
    table = hourly(plain.options, 8, WORST_HOURS)
    quiet = table["hour"] == WORST_HOURS[0]
    table.loc[quiet, ["incidents", "due", "in_target", "arrived"]] = 0
    table.loc[quiet & (table["replication"] == 0), ["incidents", "due", "arrived"]] = FEWEST - 1
    section = section_of(plain, hourly=table, calls_by_hour=NONE)
    share = blocks_of(section, Chart)[0]
    saturday = share.data.columns.index("Saturday")
    rows = {row[:3]: row for row in share.data.rows}
    assert rows["emergency", TODAY, "00:00"][saturday] == f"({FEWEST - 1})"
    assert re.fullmatch(rf"[\d.]+ of {8 * CASES}", rows["emergency", TODAY, "01:00"][saturday])
    table_of_worst = blocks_of(section, Table)[0]
    assert "Saturday 00:00" not in {row[0] for row in table_of_worst.rows}


def test_the_table_of_the_worst_hours(plain: Comparison) -> None:
    section = section_of(plain, hourly=hourly(plain.options, 8, WORST_HOURS))
    emergency, priority, first_line, second_line = blocks_of(section, Table)
    assert emergency.columns == (
        "Hour from", "Incidents a week", "Reached within 15 min, %", "Missed a week", "Mean minutes to arrival",
    )  # fmt: skip
    assert {row[0] for row in emergency.rows[:WORST]} == {f"Saturday {hour:02d}:00" for hour in range(10)}
    shares = [float(row[2].split(" ± ")[0]) for row in emergency.rows[:WORST]]
    assert shares == sorted(shares)
    together, rest = emergency.rows[WORST:]
    # Twelve cases an hour in four weeks; half of those in the worst hours are late.
    assert (together[0], together[1], together[4]) == ("These 10 hours", "30.0", "30.0")
    assert (rest[0], rest[1], rest[4]) == ("All other hours", "474.0", "10.0")
    assert float(together[3]) == pytest.approx(15, abs=2)
    assert not emergency.folded
    assert not priority.folded
    assert first_line.folded
    assert second_line.columns[-1] == "Missed a week"


def test_the_charts_tell_and_carry_their_numbers(plain: Comparison) -> None:
    section = section_of(
        plain,
        hourly=hourly(plain.options, 8, WORST_HOURS),
        calls_by_hour=calls_by_hour(plain.options, 8, WORST_HOURS, {DESK: 0.3}),
    )
    share, minutes, calls = blocks_of(section, Chart)
    assert DESK not in share.svg
    assert (
        "emergency: mean minutes until somebody arrives, today: from 10.0 minutes (Monday 00:00) to 30.0 minutes"
        in (minutes.svg)
    )
    assert re.search(r"999: % answered within 10 s, desk first: from [\d.]+ % \(", calls.svg)
    assert TEAMS not in {row[1] for row in calls.data.rows}
    assert len(calls.data.rows) == 2 * 2 * 24
    assert all(len(row) == len(calls.data.columns) for row in calls.data.rows)
    assert section.lead[2].startswith("Calls to 999, answered within 10 s under ‘today’: ")


def test_nothing_is_told_without_tables(plain: Comparison) -> None:
    assert service_section(replace(plain, hourly=NONE, calls_by_hour=NONE)) is None
    only_calls = section_of(plain, hourly=NONE)
    assert [line.split(",")[0] for line in only_calls.lead] == ["Calls to 999", "Calls to 101"]


def test_a_grade_without_a_target_is_not_judged(plain: Comparison) -> None:
    places = plain.scenario.places
    targets = {grade: target for grade, target in places.targets.items() if grade != "priority"}
    scenario = plain.scenario.model_copy(update={"places": places.model_copy(update={"targets": targets})})
    assert [service.name for service in services(replace(plain, scenario=scenario))] == ["emergency", "999", "101"]


def test_options_with_fewer_replications_are_judged_by_those_they_have(plain: Comparison) -> None:
    table = hourly(plain.options, 8, WORST_HOURS, {DESK: 0.3})
    section = section_of(
        plain, hourly=table[(table["option"] != DESK) | (table["replication"] < 3)], calls_by_hour=NONE
    )
    assert "‘desk first’ (+" in section.lead[0]
    assert "does better" in section.lead[0]
