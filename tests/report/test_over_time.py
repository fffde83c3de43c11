"""Throughput and backlog over time: the words follow from tested rules, and the charts tell what the table holds."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from demandsim.experiment.comparison import Comparison
from demandsim.report.parts.over_time import sentences, throughput_section, throughput_table
from demandsim.report.parts.weeks import Weeks, weeks_of
from demandsim.report.section import Chart, Table
from tests.report.made_up import OPTIONS, comparison
from tests.report.made_up_weeks import weekly

TODAY, DESK, TEAMS = OPTIONS


@pytest.fixture(scope="module")
def plain() -> Comparison:
    return comparison()


def weeks(plain: Comparison, replications: int = 8, **truth: Any) -> Weeks:
    found = weeks_of(replace(plain, weekly=weekly(plain.options, replications, **truth)))
    assert found is not None
    return found


def section_of(made: Comparison, **changes: Any) -> tuple[tuple[str, ...], dict[str, Chart | Table]]:
    """The sentences and blocks of the section; blocks by the first word of their headings."""
    section = throughput_section(replace(made, **changes))
    assert section is not None
    return section.lead, {
        (block.heading if isinstance(block, Chart) else block.caption).split()[0]: block for block in section.blocks
    }


def test_a_backlog_that_grows_and_one_that_falls(plain: Comparison) -> None:
    # Luck of standard deviation 1 each week; over 8 replications a rise of 5 a week is beyond doubt.
    grows = sentences(weeks(plain, growth={"open_crimes": 5.0, "incidents_waiting": -5.0}))
    assert grows[0].startswith(
        "The backlog of open crimes grows under ‘today’: 6,000 crimes open in the first week, 6,015 in the last of 4 "
        "(+15.0 ± "
    )
    assert grows[1].startswith("By team it grows in ")
    assert grows[2].startswith("The number of incidents that wait for an officer falls under ‘today’: 150.0 waiting in")
    assert "135.0 in the last of 4 (−15.0 ± " in grows[2]


def test_teams_in_which_the_backlog_grows_or_falls(plain: Comparison) -> None:
    moved = weekly(plain.options, 8)
    for team, step in (("team=cid", 3.0), ("team=response", -3.0)):
        mine = (moved["series"] == "open_crimes") & (moved["group"] == team)
        moved.loc[mine, "value"] += step * moved.loc[mine, "week"]
    found = weeks_of(replace(plain, weekly=moved))
    assert found is not None
    said = sentences(found)[1]
    assert re.fullmatch(r"By team it grows in cid \(\+9\.0 ± 1\.\d\), and falls in response \(−9\.0 ± 1\.\d\)\.", said)


def test_growth_is_not_claimed_where_the_interval_holds_zero(plain: Comparison) -> None:
    said = sentences(weeks(plain, growth={"open_crimes": 0.05}))
    assert said[0].startswith("No growth is shown of the backlog of open crimes under ‘today’, nor a fall: 6,000 ")
    assert "±" in said[0]


def test_one_replication_shows_no_growth_and_no_difference(plain: Comparison) -> None:
    said = sentences(weeks(plain, replications=1, growth={"open_crimes": 50.0}, apart={(DESK, "open_crimes"): -90.0}))
    assert said == [
        "A single replication cannot show whether the backlog of open crimes grows: 6,000 crimes open in the first "
        "week, 6,150 in the last of 4.",
        "A single replication cannot show whether the number of incidents that wait for an officer grows: 150.0 "
        "waiting in the first week, 150.0 in the last of 4.",
    ]


def test_a_backlog_that_stands_still_exactly(plain: Comparison) -> None:
    still = weekly(plain.options, 8)
    still["value"] = still["value"].where(still["series"] != "open_crimes", 7.0)
    found = weeks_of(replace(plain, weekly=still))
    assert found is not None
    assert sentences(found)[0] == (
        "The backlog of open crimes is the same in the last week as in the first under ‘today’: 7.00 crimes open in "
        "the first week, 7.00 in the last of 4."
    )


def test_options_are_set_against_today_in_the_last_week(plain: Comparison) -> None:
    said = sentences(weeks(plain, apart={(DESK, "open_crimes"): -20.0, (TEAMS, "open_crimes"): 9.0}))[2]
    assert said.startswith("Crimes open in the last week: fewer under ‘desk first’ (−20.0")
    assert said.endswith("than under ‘today’; more under ‘volume <crime> & teams’ (+9.000 ± 0.084).")
    said = sentences(weeks(plain, apart={(DESK, "open_crimes"): 0.0, (TEAMS, "open_crimes"): 9.0}))[2]
    assert "more under ‘volume <crime> & teams’ (+9.000 ± 0.084) than under ‘today’; no difference from ‘today’" in said
    assert said.endswith("is shown for ‘desk first’.")
    said = sentences(weeks(plain))[2]
    assert said == "Crimes open in the last week: exactly as many under ‘desk first’ and ‘volume <crime> & teams’."


def test_many_looks_at_once_are_allowed_for(plain: Comparison) -> None:
    # Alone this difference would just be shown; beside others that show nothing it no longer is.
    options = (TODAY, *(f"option {n}" for n in range(1, 11)))
    apart = {(option, "open_crimes"): 0.0 for option in options[2:]} | {(options[1], "open_crimes"): 0.1}
    alone = weekly(options[:2], 8, apart=apart)
    many = weekly(options, 8, apart=apart)
    of_one, of_many = (
        weeks_of(replace(plain, options=asked, weekly=table))
        for asked, table in ((options[:2], alone), (options, many))
    )
    assert of_one is not None
    assert of_many is not None
    assert "more under ‘option 1’" in sentences(of_one)[2]
    assert "no difference from ‘today’ is shown for ‘option 1’" in sentences(of_many)[2]


def test_the_charts_tell_their_numbers_and_carry_them(plain: Comparison) -> None:
    apart = {(DESK, "open_crimes"): -20.0}
    _, blocks = section_of(plain, weekly=weekly(plain.options, 8, growth={"open_crimes": 5.0}, apart=apart))
    levels, away = blocks["Week"], blocks["How"]
    assert isinstance(levels, Chart)
    assert isinstance(away, Chart)
    assert "Open crimes, today: 6,000.00 ± 0.84 in the first week, 6,015.00 ± 0.84 in the last of 4" in levels.svg
    assert levels.data is not None
    assert levels.data.columns[:2] == ("Option", "Week from")
    assert [row[:2] for row in levels.data.rows[:4]] == [
        (TODAY, day) for day in ("15 Apr", "22 Apr", "29 Apr", "6 May")
    ]
    assert levels.data.rows[3][4] == "6,015.00 ± 0.84"
    assert "desk first, last week: crimes closed a week 0.0 ± 0.0, open crimes −20.000 ± 0.084" in away.svg
    assert away.data is not None
    assert away.data.rows[0] == (DESK, "15 Apr", "0.0 ± 0.0", "−5.000 ± 0.084", "0.0 ± 0.0", "0.0 ± 0.0")


def test_more_options_than_can_be_told_apart_leave_today_alone(plain: Comparison) -> None:
    options = (TODAY, "a", "b", "c", "d")
    values = pd.concat([plain.values[plain.values["option"] == TODAY].assign(option=name) for name in options])
    _, blocks = section_of(plain, options=options, values=values, weekly=weekly(options, 3))
    levels = blocks["Week"]
    assert isinstance(levels, Chart)
    assert levels.heading == "Week by week, today"
    assert levels.data is not None
    assert {row[0] for row in levels.data.rows} == {TODAY}


def test_where_crimes_pile_up(plain: Comparison) -> None:
    made = weekly(plain.options, 8, growth={"open_crimes": 5.0}, apart={(DESK, "open_crimes"): -40.0})
    # One team holds nothing at all in one run: it has no rows there.
    gone = (made["group"] == "team=cid") & (made["replication"] == 0) & (made["option"] == TEAMS)
    _, blocks = section_of(plain, weekly=made[~gone])
    table = blocks["Where"]
    assert isinstance(table, Table)
    assert table.columns == (
        "Team", "First week, today", "Change, today", "Change, desk first", "Change, volume <crime> & teams",
    )  # fmt: skip
    assert [row[0] for row in table.rows] == ["force", "cid", "response"]
    force, cid, _ = table.rows
    assert force[1] == "6,000"
    assert force[2].startswith("+15.0 ± ")
    assert force[2].endswith("\ngrows")
    # The desk gains 10 a week where 5 are added.
    assert force[3].startswith("−15.0 ± ")
    assert force[3].endswith("\nfalls")
    rose = [
        float(rows.sort_values("week")["value"].iloc[-1] - rows.sort_values("week")["value"].iloc[0])
        for _, rows in made[(made["group"] == "team=cid") & (made["option"] == TEAMS) & ~gone].groupby("replication")
    ]
    assert len(rose) == 7
    assert cid[4].startswith(f"+{sum(rose) / 8:.1f} ± ")


def test_one_week_is_drawn_without_a_word_on_growth(plain: Comparison) -> None:
    lead, blocks = section_of(plain, weekly=weekly(plain.options, 8, weeks=1))
    assert lead == ("Crimes open in the last week: exactly as many under ‘desk first’ and ‘volume <crime> & teams’.",)
    assert "Where" not in blocks
    assert isinstance(blocks["Week"], Chart)


def test_only_one_option(plain: Comparison) -> None:
    values = plain.values[plain.values["option"] == TODAY]
    lead, blocks = section_of(plain, options=(TODAY,), values=values, weekly=weekly((TODAY,), 8))
    assert len(lead) == 2
    assert "How" not in blocks
    through = blocks["What"]
    assert isinstance(through, Table)
    assert through.columns == ("Measure", TODAY)


def test_a_folder_without_tables_by_week_keeps_its_throughput(plain: Comparison) -> None:
    lead, blocks = section_of(plain, weekly=pd.DataFrame())
    assert lead == ()
    assert list(blocks) == ["What"]
    nothing = plain.table[plain.table["measure"] == "response_time"]
    assert throughput_section(replace(plain, weekly=pd.DataFrame(), table=nothing)) is None


def test_the_table_of_throughput_says_what_is_shown() -> None:
    table = throughput_table(comparison({(DESK, "crimes_closed"): 9.0}))
    assert table is not None
    rows = {row[0]: row for row in table.rows}
    assert rows["Crimes closed, crimes a week"][2].endswith("\nbetter")
    assert "\n" not in rows["Crimes recorded, crimes a week"][2]
    assert all(len(row) == len(table.columns) for row in table.rows)


def test_what_never_happens_is_left_out(plain: Comparison) -> None:
    table = plain.table.copy()
    table.loc[table["measure"] == "arrests", ["mean", "ci_low", "ci_high", "difference", "half_width"]] = 0.0
    found = throughput_table(replace(plain, table=table))
    assert found is not None
    assert "Arrests, arrests a day" not in {row[0] for row in found.rows}
    whole = throughput_table(plain)
    assert whole is not None
    assert "Arrests, arrests a day" in {row[0] for row in whole.rows}
