"""Price lists on made-up results whose truth is known."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import cast

import numpy as np
import pandas as pd
import pytest
from pydantic import JsonValue

from demandsim.experiment.comparison import Comparison, compare_values
from demandsim.experiment.precision import t_interval
from demandsim.experiment.prices import MEANING, SUM, price_list, with_crimes, yearly
from demandsim.experiment.store import ResultsError
from demandsim.measures import MEASURES
from demandsim.provenance import recipe
from tests.worlds import village, village_facts

RUNS = 6
LUCK = np.array([-2.0, -1.0, -0.5, 0.5, 1.0, 2.0])
"""What sways both options of a replication alike."""
OWN = np.array([0.3, -0.2, 0.1, -0.3, 0.2, -0.1])
"""What sways one option alone."""
SERVICES = {"cost": 60_000.0, "positive_outcomes": 40.0, "days_to_close": 50.0, "charged": 0.2, "crimes_recorded": 90.0}
"""Values under today."""
OPTIONS = {
    "four detectives": {
        "buys": {"what": "detective", "number": 4, "months": 24},
        "one_off_cost": 20_000,
    },
    "new rules": {},
    "fewer": {"buys": {"what": "constable less", "number": 2}},
    "kiosks": {},
}


def made(effects: dict[str, dict[str, float]], costs: dict[str, object] | None = None) -> Comparison:
    """Make results: `effects` gives the true change of a measure by option; others differ by luck alone."""
    rows = []
    for option in ("today", *effects):
        for number, (name, level) in enumerate(SERVICES.items()):
            own = np.roll(OWN, number) * level * 0.001
            change = 0.0 if option == "today" else effects[option].get(name, 0.0) + own
            values = level * (1 + 0.01 * LUCK) + change
            rows += [(option, n, name, "", value, MEASURES[name].unit) for n, value in enumerate(values)]
            rows.append((option, 0, name, "area=north", 1.0, MEASURES[name].unit))
    values = pd.DataFrame(rows, columns=["option", "replication", "measure", "group", "value", "unit"])
    options = ("today", *effects)
    facts = village_facts(options=OPTIONS, **({"costs": costs} if costs else {}))
    scenario = village(options=OPTIONS, **({"costs": costs} if costs else {}))
    about = recipe(
        file="village.yaml",
        resolved=cast(dict[str, JsonValue], facts),
        options=options,
        seed=1,
        replications=RUNS,
        days=28,
        warm_up_days=7,
    )
    table = compare_values(values, options, tuple(MEASURES.values()))
    return Comparison(scenario, about, options, values, table, pd.DataFrame())


def prices(comparison: Comparison, measures: list[str] | None = None) -> pd.DataFrame:
    return price_list(comparison, measures).set_index(["option", "measure"])


BETTER = {"cost": 4_000.0, "positive_outcomes": 2.0, "days_to_close": -5.0, "charged": 0.01}


def test_the_change_is_told_for_each_one_by_the_year() -> None:
    found = prices(made({"four detectives": BETTER})).loc["four detectives"]
    year = 365 / 7
    own = np.roll(OWN, 1) * 40 * 0.001
    seen = t_interval((2.0 + own) * year / 4)
    row = found.loc["positive_outcomes"]
    assert (row["unit"], row["number"], row["pairs"], row["months"]) == ("crimes a year", 4, RUNS, 24)
    assert row["change_each"] == pytest.approx(seen.mean)
    assert row["change_each_half_width"] == pytest.approx(seen.half_width)
    assert row["verdict"] == "better"
    assert row["cost_each"] == pytest.approx(np.mean(4_000 + OWN * 60) * year / 4)
    assert row["one_off_each"] == 5_000
    assert found.loc["charged", "change_each"] == pytest.approx(1 / 4, rel=0.01)
    assert found.loc["charged", "unit"] == "points"
    assert found.loc["cost", "change_each"] == pytest.approx(row["cost_each"])
    assert found.loc["cost", "unit"] == "pounds a year"


def test_a_price_is_cost_by_improvement_whatever_the_number() -> None:
    found = prices(made({"four detectives": BETTER, "new rules": BETTER}))
    for name, improvement in (("positive_outcomes", 2 * 365 / 7), ("days_to_close", 5.0), ("charged", 1.0)):
        rows = found.xs(name, level="measure")
        assert list(rows["said"]) == ["a price", "a price"]
        assert list(rows["price"]) == pytest.approx([4_000 * 365 / 7 / improvement] * 2, rel=0.01)
        assert (rows["price_low"] < rows["price"]).all()
        assert (rows["price"] < rows["price_high"]).all()
        assert rows["price"].nunique() == 1
        assert list(rows["for_sum"] * rows["price"]) == pytest.approx([SUM, SUM])
        assert list(rows["for_sum_low"] * rows["price_high"]) == pytest.approx([SUM, SUM])
    assert math.isnan(found.loc[("new rules", "charged"), "months"])
    assert found.loc[("new rules", "charged"), "buys"] == ""


@pytest.mark.parametrize(
    ("cost", "outcomes", "said"),
    [
        (4_000.0, 2.0, "a price"),
        (-4_000.0, 2.0, "cheaper and better"),
        (0.0, 2.0, "better, no difference in cost shown"),
        (4_000.0, -2.0, "dearer and worse"),
        (-4_000.0, -2.0, "a saving at a price"),
        (0.0, -2.0, "worse, no difference in cost shown"),
        (4_000.0, 0.0, "no price shown"),
        (-4_000.0, 0.0, "no price shown"),
        (0.0, 0.0, "no price shown"),
    ],
)
def test_a_price_is_told_only_where_there_is_one(cost: float, outcomes: float, said: str) -> None:
    row = prices(made({"fewer": {"cost": cost, "positive_outcomes": outcomes}})).loc[("fewer", "positive_outcomes")]
    assert row["said"] == said
    assert math.isnan(row["price"]) == (said not in ("a price", "a saving at a price"))
    if said == "a saving at a price":
        assert row["price"] == pytest.approx(2_000, rel=0.01)
    # What is improved for the same sum is told for whatever is shown to cost more, with its interval.
    assert math.isnan(row["for_sum"]) == (cost <= 0)
    if (cost, outcomes) == (4_000.0, 0.0):
        assert row["for_sum_low"] < 0 < row["for_sum_high"]
    if (cost, outcomes) == (4_000.0, -2.0):
        assert row["for_sum_high"] < 0


def test_money_and_what_is_neither_better_nor_worse_has_no_price() -> None:
    found = prices(made({"new rules": {**BETTER, "crimes_recorded": 5.0}}), ["crimes_recorded", "charged"])
    assert list(found.loc["new rules"].index) == ["cost", "crimes_recorded", "charged"]
    assert list(found["said"]) == ["not priced", "not priced", "a price"]
    assert found.loc[("new rules", "crimes_recorded"), "verdict"] == "higher"
    assert found.loc[("new rules", "crimes_recorded"), ["price", "for_sum"]].isna().all()


def test_a_difference_that_only_many_comparisons_make_doubtful_has_no_price() -> None:
    """`charged` is a headline measure: its verdict allows for all options, its plain interval does not."""
    effects = {name: {"cost": 4_000.0, "charged": 0.00006} for name in OPTIONS}
    found = prices(made(effects)).xs("charged", level="measure")
    assert (found["change_each"].abs() > found["change_each_half_width"]).all()
    assert set(found["verdict"]) == {"no difference shown"}
    assert set(found["said"]) == {"no price shown"}
    assert prices(made({"kiosks": effects["kiosks"]})).loc[("kiosks", "charged"), "said"] == "a price"


def test_a_pound_on_band_d_pays_for_so_many() -> None:
    costs = {**village_facts()["costs"], "precept": {"band_d": 190, "tax_base": 104_000}}
    found = prices(made({"four detectives": BETTER, "fewer": {"cost": -900.0}, "new rules": BETTER}, costs))
    by_option = found.xs("cost", level="measure")["band_d_buys"]
    assert by_option["four detectives"] == pytest.approx(104_000 / (4_000 * 365 / 7 / 4), rel=0.01)
    assert math.isnan(by_option["fewer"])
    assert math.isnan(by_option["new rules"])
    assert prices(made({"four detectives": BETTER}))["band_d_buys"].isna().all()


def test_replications_are_paired_by_their_number() -> None:
    comparison = made({"new rules": BETTER})
    mixed = comparison.values.sample(frac=1, random_state=2)
    pd.testing.assert_frame_equal(price_list(comparison), price_list(replace(comparison, values=mixed)))
    alone = comparison.values[(comparison.values["option"] == "today") | (comparison.values["replication"] != 3)]
    assert set(price_list(replace(comparison, values=alone))["pairs"]) == {RUNS - 1}


def test_the_list_has_the_columns_that_are_described_in_the_order_of_measures() -> None:
    found = price_list(made({"new rules": BETTER, "kiosks": {}}))
    assert list(found.columns) == list(MEANING)
    assert list(found["option"].drop_duplicates()) == ["new rules", "kiosks"]
    assert list(found["measure"])[:4] == ["cost", "charged", "days_to_close", "positive_outcomes"]


def test_what_cannot_be_priced_says_why() -> None:
    comparison = made({"new rules": BETTER})
    with pytest.raises(ResultsError, match="no measure 'charge'; did you mean 'charged'"):
        price_list(comparison, ["charge"])
    with pytest.raises(ResultsError, match="these results hold only one"):
        price_list(replace(comparison, options=("today",)))
    without = comparison.values[comparison.values["measure"] != "cost"]
    with pytest.raises(ResultsError, match="hold no cost"):
        price_list(replace(comparison, values=without))


@pytest.mark.parametrize(
    ("unit", "by_year", "factor"),
    [("crimes a week", "crimes a year", 365 / 7), ("share", "points", 100), ("days", "days", 1)],
)
def test_units_are_those_of_a_year(unit: str, by_year: str, factor: float) -> None:
    assert yearly(unit) == (by_year, pytest.approx(factor))


def test_posts_that_bring_crimes_of_their_own_are_named() -> None:
    changes = {"workforce.teams.cid.posts.force.constable": 8}
    more = {
        "four detectives": {"changes": changes},
        "new rules": {"changes": {"investigative_model.transfer.clauses": []}},
    }
    entry = {"team": "cid", "offences": {"rape": 1}, "age": "14 days"}
    for backlog, found in (({"per_officer": 9}, {"four detectives": ["cid"]}), ({"crimes": {"force": 54}}, {})):
        facts = village_facts(options=more, **{"demand.backlog": [entry | backlog]})
        comparison = made({"four detectives": BETTER, "new rules": BETTER})
        about = recipe(
            file="village.yaml",
            resolved=cast(dict[str, JsonValue], facts),
            options=comparison.options,
            seed=1,
            replications=RUNS,
            days=28,
            warm_up_days=7,
        )
        assert with_crimes(replace(comparison, made=about)) == found
