"""The ranking on the page: who may be best, said only where it is shown, and never a winner that is not."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from demandsim.experiment.comparison import Comparison, compare_values
from demandsim.measures import MEASURES
from demandsim.report.parts.best_option import Standing, differing, front_words, rank_section, ranking_words
from demandsim.report.parts.front_chart import Front
from demandsim.report.section import Chart, Section, Table
from tests.report.made_up import OPTIONS, comparison

TODAY, DESK, TEAMS = OPTIONS
UP = [name for name, measure in MEASURES.items() if measure.headline and measure.better == "higher"]
JUDGED = [name for name, measure in MEASURES.items() if measure.headline and measure.better != "neither"]


def of(seen: Comparison) -> Section:
    found = rank_section(seen)
    assert found is not None
    return found


def table_of(section: Section) -> dict[str, tuple[str, ...]]:
    table = section.blocks[0]
    assert isinstance(table, Table)
    return {row[0]: row[1:] for row in table.rows}


def with_values(seen: Comparison, values: pd.DataFrame) -> Comparison:
    table = compare_values(values, seen.options, tuple(MEASURES.values()))
    return dataclasses.replace(seen, values=values, table=table)


def standing(name: str, *may: str) -> Standing:
    return Standing(name, MEASURES[name].unit, may, 1.0)


def test_where_nothing_is_shown_nobody_is_ruled_out() -> None:
    section = of(comparison())
    assert section.lead == ("None of the 3 options is ruled out as the best on any headline measure.",)
    rows = table_of(section)
    assert len(rows) == len(JUDGED)
    assert {row[0] for row in rows.values()} == {"any of the 3"}
    assert len(section.blocks) == 1, "no front without a difference"


def test_a_planted_best_is_found_where_it_is_best_and_nowhere_else() -> None:
    section = of(comparison({(DESK, "owner_has_skill"): 9.0, (DESK, "caseload"): 9.0, (TEAMS, "crimes_closed"): -9.0}))
    rows = table_of(section)
    assert rows["Owner has skill"][0] == f"{DESK}: shown to be the best"
    assert rows["Crimes closed"][0] == f"all but {TEAMS}"
    # A higher caseload is worse.
    assert rows["Caseload"][0] == f"all but {DESK}"
    assert section.lead[0] == (
        f"Shown to be the best of the 3 options: ‘{DESK}’ on owner has skill. No single option is shown to be the best "
        f"on the other {len(JUDGED) - 1} headline measures. Every option is ruled out as the best on one measure or "
        "another: it depends on what counts most. ‘today’ is ruled out as the best on owner has skill."
    )


def test_how_far_today_falls_short_at_most_covers_the_truth_and_is_measured_against_the_best() -> None:
    # 20 deviations of luck (0.01 of the level of 0.6) are 12 points.
    said = table_of(of(comparison({(DESK, "owner_has_skill"): 20.0})))["Owner has skill"][1]
    assert said.endswith(" points")
    assert 12 < float(said.removesuffix(" points")) < 15


def test_one_replication_says_that_nothing_can_be_said() -> None:
    section = of(comparison(replications=1))
    assert section.blocks == ()
    assert "cannot be said from a single replication" in section.lead[0]


def test_identical_options_share_the_first_place() -> None:
    seen = comparison({(DESK, "owner_has_skill"): 9.0, (DESK, "modal_route"): -9.0})
    twin = seen.values[seen.values["option"] == DESK].assign(option=TEAMS)
    values = pd.concat([seen.values[seen.values["option"] != TEAMS], twin])
    section = of(with_values(seen, values))
    assert table_of(section)["Owner has skill"][0] == f"all but {TODAY}"
    assert table_of(section)["Modal route"][0] == f"{TODAY}: shown to be the best"
    front = section.blocks[1]
    assert isinstance(front, Chart)
    assert front.data is not None
    assert [row[-1] for row in front.data.rows] == ["over 99 %"] * 3


def test_all_options_alike_rule_nobody_out() -> None:
    seen = comparison()
    today = seen.values[seen.values["option"] == TODAY]
    section = of(with_values(seen, pd.concat([today.assign(option=option) for option in OPTIONS])))
    assert section.lead[0].startswith("None of the 3 options is ruled out")
    assert {row[1] for row in table_of(section).values()} == {"0"}


def test_a_measure_that_an_option_has_no_value_of_is_not_judged() -> None:
    seen = comparison({(DESK, "owner_has_skill"): 9.0})
    missing = (seen.values["option"] == TEAMS) & (seen.values["measure"] == "owner_has_skill")
    values = seen.values.assign(value=seen.values["value"].where(~missing))
    section = of(with_values(seen, values))
    assert "Owner has skill" not in table_of(section)
    assert len(table_of(section)) == len(JUDGED) - 1


def test_without_an_option_or_a_measure_there_is_no_ranking() -> None:
    seen = comparison()
    alone = seen.values[seen.values["option"] == TODAY]
    assert rank_section(dataclasses.replace(seen, options=(TODAY,), values=alone)) is None
    others = seen.values[~seen.values["measure"].isin(JUDGED)]
    assert rank_section(dataclasses.replace(seen, values=others)) is None


def test_measures_that_differ_most_are_chosen_and_not_one_thing_said_twice() -> None:
    effects = {(DESK, "owner_has_skill"): 20.0, (DESK, "crimes_closed"): 9.0, (DESK, "modal_route"): -15.0}
    seen = comparison(effects)
    values = seen.values[seen.values["group"] == ""]
    gains = {
        name: values[values["measure"] == name].pivot(index="option", columns="replication", values="value")
        .reindex(list(OPTIONS)).to_numpy(np.float64)
        for name in UP
    }  # fmt: skip
    # Crimes closed tells the same as the skill, and less surely; what nobody gains or loses on is not looked at.
    assert differing(seen, gains) == ["owner_has_skill", "modal_route"]
    assert differing(seen, gains, most=1) == ["owner_has_skill"]


def test_the_front_keeps_both_ends_of_a_trade_off_and_drops_what_is_worse_all_round() -> None:
    effects = {(DESK, "owner_has_skill"): 20.0, (DESK, "modal_route"): -20.0}
    effects |= {(TEAMS, "owner_has_skill"): -9.0, (TEAMS, "modal_route"): -9.0}
    section = of(comparison(effects))
    front = section.blocks[1]
    assert isinstance(front, Chart)
    assert front.data is not None
    assert {row[0]: row[-1] for row in front.data.rows} == {TODAY: "over 99 %", DESK: "over 99 %", TEAMS: "under 1 %"}
    assert section.lead[1].startswith("On owner has skill and modal route together, ‘today’ and ‘desk first’ are each")
    assert section.lead[1].endswith(f"better on one (95 % or more): ‘{TEAMS}’.")
    assert "desk first: owner has skill +12.0 ±" in front.svg, "the drawing says its figures"
    assert "volume <crime>" not in front.svg


def test_the_same_results_give_the_same_section() -> None:
    effects = {(DESK, "owner_has_skill"): 20.0, (DESK, "modal_route"): -20.0}
    assert rank_section(comparison(effects)) == rank_section(comparison(effects))


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (
            [standing("crimes_closed", DESK), standing("caseload", DESK)],
            [f"‘{DESK}’ is shown to be the best of the 3 options on all 2 headline measures."],
        ),
        (
            [standing("crimes_closed", DESK)],
            [f"‘{DESK}’ is shown to be the best of the 3 options on the one headline measure that can be judged."],
        ),
        (
            [standing("crimes_closed", DESK, TEAMS), standing("caseload", DESK, TEAMS)],
            [
                "No single option is shown to be the best on all 2 headline measures.",
                f"Not ruled out as the best on any headline measure: ‘{DESK}’ and ‘{TEAMS}’.",
                "‘today’ is ruled out as the best on all 2 headline measures.",
            ],
        ),
        (
            [standing("crimes_closed", TODAY, DESK), standing("caseload", DESK)],
            [
                f"Shown to be the best of the 3 options: ‘{DESK}’ on caseload.",
                "No single option is shown to be the best on the other headline measure.",
                f"Not ruled out as the best on any headline measure: ‘{DESK}’.",
                "‘today’ is ruled out as the best on caseload.",
            ],
        ),
        (
            [standing("crimes_closed", DESK, TEAMS), standing("caseload", DESK), standing("charged", TODAY, TEAMS)],
            [
                f"Shown to be the best of the 3 options: ‘{DESK}’ on caseload.",
                "No single option is shown to be the best on the other 2 headline measures.",
                "Every option is ruled out as the best on one measure or another: it depends on what counts most.",
                "‘today’ is ruled out as the best on all but charged.",
            ],
        ),
    ],
)
def test_ranking_in_words(found: list[Standing], said: list[str]) -> None:
    assert ranking_words(found, OPTIONS) == said


@pytest.mark.parametrize(
    ("chances", "said"),
    [
        (
            (0.5, 0.6, 0.7),
            ["it is not shown of any option that no other beats it (95 %).", "Whether another option beats ‘c’, ‘b’"],
        ),
        ((0.01, 0.99, 0.02), ["‘b’ alone is shown to be beaten by no other option (95 % or more).", "one (95 % or"]),
        ((0.96, 0.99, 0.5), ["‘b’ and ‘a’ are each shown to be beaten by no other", "beats ‘c’ on these measures"]),
    ],
)
def test_the_front_in_words(chances: tuple[float, ...], said: list[str]) -> None:
    found = " ".join(front_words(Front(("crimes_closed", "caseload"), ("a", "b", "c"), chances)))
    assert found.startswith("On crimes closed and caseload together, ")
    for words in said:
        assert words in found
