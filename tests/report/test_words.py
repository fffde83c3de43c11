"""Words: numbers as people read them, and answers that never say more than is shown."""

from __future__ import annotations

import math
from dataclasses import replace

import pandas as pd
import pytest

from demandsim.report.tables import at_a_glance, sourcing, throughput
from demandsim.report.words import (
    MOST_FIGURES,
    amount,
    answer,
    bare_mean,
    change,
    group_words,
    listed,
    settled_by,
    still_open,
    title,
)
from tests.report.made_up import OPTIONS, comparison
from tests.worlds import village

DESK, VOLUME = OPTIONS[1:]


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (0.8126, "share", "81.3 %"),
        (12.44, "days", "12.4 days"),
        (1204.4, "crimes", "1,204 crimes"),
        (3.456, "per crime", "3.46 per crime"),
        (2932.6, "pounds", "£2,933"),
        (51200.0, "pounds a week", "£51,200 a week"),
        (-0.5, "hours", "−0.50 hours"),
        (-0.0001, "hours", "0.00 hours"),
        (math.nan, "days", "no value"),
    ],
)
def test_amounts(value: float, unit: str, words: str) -> None:
    assert amount(value, unit) == words


@pytest.mark.parametrize(
    ("difference", "half_width", "unit", "words"),
    [
        (0.0214, 0.0083, "share", "+2.1 ± 0.8 points"),
        (-1.3561, 0.312, "days", "−1.36 ± 0.31 days"),
        (-1234.5, 310.2, "pounds", "−£1,234 ± £310"),
        (12.0, math.nan, "crimes", "+12 crimes"),
        (0.00001, 2.0, "days", "0.0 ± 2.0 days"),
        (math.nan, math.nan, "days", "no value"),
    ],
)
def test_changes_have_a_sign_and_digits_that_the_interval_allows(
    difference: float, half_width: float, unit: str, words: str
) -> None:
    assert change(difference, half_width, unit) == words


def test_means_have_no_sign_but_their_own() -> None:
    assert bare_mean(0.6021, 0.0123, "share") == "60.2 ± 1.2"
    assert bare_mean(-2.0, math.nan, "days") == "−2.0"


def test_names_in_words() -> None:
    assert title("calls_in_target") == "Calls in target"
    assert title("response_time_p90") == "Response time, nine in ten"
    assert group_words("team=crime_bureau, area=north") == "crime bureau, north"
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed(["a", "b", "c", "d", "e"]) == "a, b, c and 2 more"
    assert settled_by("1") == "1 more run to settle"
    assert settled_by("more than 1,000") == "over 1,000 more runs to settle"


def test_no_effect_is_never_called_one() -> None:
    found = answer(comparison())
    assert found == [
        f"No difference from ‘today’ is shown for ‘{DESK}’ and ‘{VOLUME}’ on any of the 13 headline measures."
    ]


def test_gains_losses_and_trade_offs_are_told_apart() -> None:
    gain = {(DESK, "owner_has_skill"): 9.0, (DESK, "days_to_outcome"): -9.0}
    both = {(VOLUME, "calls_in_target"): 9.0, (VOLUME, "caseload"): 9.0}
    assert answer(comparison(gain | both)) == [
        f"Better than ‘today’ and worse on no headline measure: ‘{DESK}’ on owner has skill (+5.4 ± 0.5 points) and "
        "days to outcome (−1.98 ± 0.18 days).",
        f"A trade-off: ‘{VOLUME}’ is better on calls in target (+5.4 ± 0.5 points), but worse on caseload "
        "(+10.8 ± 1.0 crimes).",
    ]
    worse = {(DESK, "cost_per_closed_crime"): 9.0}
    assert answer(comparison(worse)) == [
        f"Worse than ‘today’ and better on no headline measure: ‘{DESK}’ on cost per closed crime "
        f"(+£261 ± £24); no difference from ‘today’ is shown for ‘{VOLUME}’ on any of the 13 headline measures."
    ]


def test_answers_are_three_sentences_at_most() -> None:
    effects = {(DESK, "owner_has_skill"): 9.0, (VOLUME, "calls_in_target"): -9.0, (VOLUME, "charged"): 9.0}
    assert len(answer(comparison(effects))) <= 3


@pytest.mark.parametrize(
    "effects",
    [
        {
            (DESK, name): 9.0
            for name in ("calls_in_target", "owner_has_skill", "crimes_closed", "charged", "modal_route")
        },
        {(option, name): -9.0 for option in (DESK, VOLUME) for name in ("calls_in_target", "charged", "modal_route")},
        {
            (option, name): size
            for option in (DESK, VOLUME)
            for name, size in (
                ("calls_in_target", 9.0),
                ("charged", 6.0),
                ("caseload", 12.0),
                ("owner_has_skill", -9.0),
            )
        },
    ],
)
def test_no_more_figures_than_people_keep_in_mind(effects: dict[tuple[str, str], float]) -> None:
    text = " ".join(answer(comparison(effects)))
    assert 1 <= text.count("±") <= MOST_FIGURES


def test_figures_stand_with_the_greatest_changes() -> None:
    """Of four gains that one option shows, three are named; the greatest of those gets its figure first."""
    small = {(DESK, name): 4.0 for name in ("calls_in_target", "crimes_closed", "charged")}
    wide = {(VOLUME, name): 4.0 for name in ("calls_in_target", "crimes_closed")}
    text = answer(comparison(small | wide | {(DESK, "owner_has_skill"): 9.0, (VOLUME, "owner_has_skill"): 9.0}))[0]
    assert text.count("owner has skill (+5.4 ± ") == 2
    assert text.count("±") == MOST_FIGURES
    assert "and 1 more" in text


def test_a_trade_off_shows_what_is_lost_beside_what_is_gained() -> None:
    names = ("calls_in_target", "owner_has_skill", "crimes_closed", "charged")
    both = {(option, name): 9.0 for option in (DESK, VOLUME) for name in names}
    text = answer(comparison(both | {(option, "caseload"): 9.0 for option in (DESK, VOLUME)}))
    assert len(text) == 1
    assert text[0].count("±") == MOST_FIGURES
    assert text[0].count("worse on caseload (+10.8 ± ") == 2


def test_figures_in_the_answer_are_those_of_the_table() -> None:
    found = comparison({(DESK, "owner_has_skill"): 9.0})
    row = found.table.set_index(["option", "measure", "group"]).loc[(DESK, "owner_has_skill", "")]
    words = change(float(row["difference"]), float(row["half_width"]), "share")
    assert f"owner has skill ({words})" in answer(found)[0]


def test_an_effect_that_only_one_interval_shows_is_not_in_the_answer() -> None:
    """The plain interval leaves out zero, but among 26 headline comparisons that is not enough."""
    found = comparison({(DESK, "charged"): 1.05})
    row = found.table[
        (found.table["option"] == DESK) & (found.table["measure"] == "charged") & (found.table["group"] == "")
    ].iloc[0]
    assert abs(row["difference"]) > row["half_width"]
    assert row["verdict"] == "no difference shown"
    assert "charged" not in " ".join(answer(found))


def test_one_replication_says_nothing() -> None:
    assert answer(comparison(replications=1)) == [
        "Nothing can be said from a single replication: there is no interval to judge by."
    ]


def test_rows_and_cells_carry_what_the_table_says() -> None:
    found = comparison({(DESK, "owner_has_skill"): 9.0})
    row = next(row for row in at_a_glance(found) if row.name == "owner_has_skill")
    assert [cell.verdict for cell in row.cells] == ["", "better", "no difference shown"]
    assert row.cells[0].change == ""
    assert row.cells[1].change.startswith("+")
    assert row.cells[2].more.endswith("to settle")
    assert {"crimes_closed", "calls_offered", "arrests"} <= {row.name for row in throughput(found)}


def test_sources_are_counted_by_figure() -> None:
    assumed = village()
    found = sourcing(assumed)
    assert (found.sourced, found.assumed, found.unaccounted) == (0.0, 1.0, 0.0)
    some = village(
        sources=[
            {"figures": "places.**", "source": "Ordnance Survey", "quality": "A"},
            {"figures": "costs.**", "source": "ASSUMPTION", "range": "20 % either way"},
        ]
    )
    found = sourcing(some)
    assert 0 < found.sourced < found.unaccounted < 1
    assert found.sourced + found.assumed + found.unaccounted == pytest.approx(1)


def test_a_short_run_says_how_much_is_still_open() -> None:
    made = comparison()
    assert still_open(made) == ""
    for share, said in ((0.04, ""), (0.4, "40.0 % of the crimes recorded")):
        rows = [(option, 0, "outcomes_of_recorded", "outcome=open", share, "share") for option in OPTIONS]
        values = pd.concat([made.values, pd.DataFrame(rows, columns=made.values.columns)], ignore_index=True)
        words = still_open(replace(made, values=values))
        assert words.startswith(said)
        assert bool(words) == bool(said)
