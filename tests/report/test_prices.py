"""Prices in words: on the terminal and on the page."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pandas as pd
import pytest
from rich.console import Console

from demandsim.experiment import price_list
from demandsim.experiment.comparison import compare_values
from demandsim.measures import MEASURES
from demandsim.report.page import page
from demandsim.report.prices import EQUAL, STEP, at_equal_cost, money, offers, pounds
from demandsim.report.terminal import show_prices
from tests.experiment.test_prices import BETTER, made
from tests.report.made_up import comparison
from tests.worlds import village_facts

COSTS = {
    **village_facts()["costs"],
    "precept": {"band_d": 190, "tax_base": 104_000},
    "other": {"case system": {"a_year": "73k"}},
}
EFFECTS = {
    "four detectives": BETTER,
    "new rules": {"cost": -4_000.0, "positive_outcomes": -2.0, "charged": 0.01},
    "kiosks": {"cost": 8_000.0, "positive_outcomes": 2.0, "charged": -0.01},
}


def printed(width: int = 160) -> str:
    found = made(EFFECTS, COSTS)
    console = Console(file=io.StringIO(), width=width)
    show_prices(console, found, price_list(found))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_an_option_says_what_it_buys_and_what_each_costs() -> None:
    text = printed()
    assert re.search(
        r"four detectives: 4 × detective\. Cost against today: \+£52,1\d\d ± £\d+ a year for each, £5,000 once; there "
        r"and trained 24 months after the decision\. £1 on band D pays for 1\.99 of them\.",
        " ".join(text.split()),
    )
    assert "new rules: not bought by the piece. Cost against today: −£208," in text
    assert "£1 on band D brings £104,000 a year." in text


def test_each_measure_has_a_price_or_a_reason_why_not() -> None:
    rows = {(offer.option, row.title): row for offer in offers(price_list(made(EFFECTS, COSTS))) for row in offer.rows}
    assert "Cost" not in {name for _, name in rows}
    assert re.fullmatch(r"£2,00\d \(£1,\d{3} to £2,\d{3}\)", rows["four detectives", "Positive outcomes"].price)
    assert re.fullmatch(
        r"saves £2,00\d \(£1,\d{3} to £2,\d{3}\) for one given up", rows["new rules", "Positive outcomes"].price
    )
    assert rows["new rules", "Charged"].price == "cheaper and better"
    assert rows["kiosks", "Charged"].price == "dearer and worse"
    assert rows["kiosks", "Days to close"].price == "no price shown"
    assert rows["four detectives", "Positive outcomes"].change.startswith("+26.")
    assert rows["four detectives", "Charged"].unit == "points"


def test_at_equal_cost_the_best_comes_first_and_what_saves_is_not_there() -> None:
    rows = [row for row in at_equal_cost(price_list(made(EFFECTS, COSTS))) if row.title == "Positive outcomes"]
    assert [row.option for row in rows] == ["four detectives", "kiosks"]
    assert [re.match(r"[\d.]+", row.gain)[0][:2] for row in rows] == ["50", "25"]  # type: ignore[index]
    charged = [row.gain for row in at_equal_cost(price_list(made(EFFECTS, COSTS))) if row.title == "Charged"]
    assert charged[1].startswith("−0.")
    assert "crimes recorded" not in printed().lower()


def test_steps_are_spoken_of_where_something_is_bought_by_the_piece() -> None:
    found = made({"new rules": BETTER}, COSTS)
    said = money(found)
    assert said is not None
    assert said.step == ""
    whole = money(made(EFFECTS, COSTS))
    assert whole is not None
    assert whole.step == STEP
    flat = " ".join(printed().split())
    assert EQUAL in flat
    assert STEP in flat


def test_other_means_stand_beside_people_under_every_option() -> None:
    base = made(EFFECTS, COSTS)
    rows = [
        (option, n, "cost", "other=case system", 1_400.0, "pounds a week")
        for option in ("today", "kiosks")
        for n in range(6)
    ]
    values = pd.concat([base.values, pd.DataFrame(rows, columns=base.values.columns)])
    table = compare_values(values, base.options, tuple(MEASURES.values()))
    said = money(replace(base, values=values, table=table))
    assert said is not None
    assert said.other == [("case system", ["£73,000", "£0", "£0", "£73,000"])]


def test_a_page_shows_money_only_where_some_is_spent_or_saved() -> None:
    spent = page(comparison({("desk first", "crimes_closed"): 9.0}))
    assert '<a href="#costs">' in spent
    assert "£120,000" in spent
    assert "What it costs" in spent
    assert money(comparison(replications=2)) is not None
    nothing = made({"kiosks": {}, "new rules": {}})
    assert money(nothing) is None
    assert money(made({})) is None


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.853, "£0.85"),
        (99.994, "£99.99"),
        (1234.5, "£1,234"),
        (-3.2, "−£3.20"),
        (0.0, "£0"),
        (float("nan"), "no value"),
    ],
)
def test_pounds_have_pence_where_they_are_few(value: float, words: str) -> None:
    assert pounds(value) == words
