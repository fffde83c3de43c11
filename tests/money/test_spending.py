"""Spending: plans of the village by hand, and every penny of any plan."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demandsim.money.spending import COSTS, Month, work_out
from demandsim.scenario.costs import Costs, PayScale
from demandsim.scenario.files import read_scenario
from demandsim.scenario.people import Leavers
from demandsim.scenario.plan import SpendingPlan, first_day, month_of
from demandsim.scenario.problems import ScenarioError
from tests.money.villages import ROOT

VILLAGE = read_scenario(ROOT / "scenarios" / "village.yaml")
CONSTABLES = [{"name": "constables", "rank": "constable", "share": 1}]


def worked_out(
    plan: dict[str, Any],
    *,
    recruit: dict[str, Any] | None = None,
    leaving: float = 0.0,
    pay: PayScale | None = None,
    running: dict[str, float] | None = None,
    once: float = 0.0,
) -> tuple[Month, ...]:
    """Work out a plan of the village, where a constable costs £50,000 a year and £1 on band D brings £100,000."""
    post: dict[str, Any] = {"handler": "32k", "sergeant": "60k"} | ({} if pay else {"constable": "50k"})
    costs = Costs.model_validate(
        {
            "post": post,
            "pay": {} if pay is None else {"constable": pay},
            "hours_per_post": 2080,
            "overtime": 1.33,
            "recruit": {"constable": recruit or {"months": 0}},
            "precept": {"band_d": 200, "tax_base": 100_000},
        }
    )
    # A share that makes a tenth leave every month, and so on.
    leavers = Leavers.model_validate({"share": {"constable": 1 - (1 - leaving) ** 12}})
    workforce = VILLAGE.workforce.model_copy(update={"leavers": leavers if leaving else None})
    options = {name: one.model_copy(update={"one_off_cost": once}) for name, one in VILLAGE.options.items()}
    chosen = SpendingPlan.model_validate({"years": 1, "spend": CONSTABLES, **plan})
    changes = {"costs": costs, "workforce": workforce, "options": options, "plan": chosen}
    return work_out(VILLAGE.model_copy(update=changes), running)


def spent(months: tuple[Month, ...], what: str) -> float:
    return sum(month.spent[cost] for month in months for cost in COSTS if cost == what) / 100


def course(months: tuple[Month, ...], what: str) -> list[int]:
    return [getattr(month.posts[0], what) for month in months]


def test_two_constables_come_after_the_lead_and_work_after_their_training() -> None:
    """£100,000 funds two; they begin in month 4, are trained in 2.5 months (three) and work alone from month 7 on."""
    months = worked_out(
        {"years": 2, "precept": [1]},
        recruit={"months": 3, "training": 2.5, "cost": 5000},
    )
    assert course(months, "funded") == [2] * 24
    assert course(months, "recruited") == [0, 0, 0, 2] + [0] * 20
    assert course(months, "training") == [0] * 3 + [2] * 3 + [0] * 18
    assert course(months, "effective") == [0] * 6 + [2] * 18
    first, second = months[:12], months[12:]
    assert (spent(first, "pay"), spent(first, "pay in training"), spent(first, "recruiting")) == (
        50_000,
        25_000,
        10_000,
    )
    assert months[11].carried == 15_000_00
    assert (spent(second, "pay"), months[23].carried) == (100_000, 15_000_00)


def test_precept_lasts_and_adds_up_over_the_years() -> None:
    months = worked_out({"years": 3, "precept": [1, 0.5], "base": 25_000})
    by_year = [sum(month.money_in for month in months[year : year + 12]) for year in (0, 12, 24)]
    assert by_year == [125_000_00, 175_000_00, 175_000_00]
    assert [months[month].posts[0].funded for month in (0, 11, 12, 24)] == [2, 2, 3, 3]
    assert [months[month].carried for month in (11, 23, 35)] == [25_000_00, 50_000_00, 75_000_00]


def test_pay_rises_a_point_a_year_and_posts_are_funded_at_the_dearest() -> None:
    """On-costs included the points are £36,000, £45,000 and £54,000; three of the first would outgrow the money."""
    pay = PayScale.model_validate({"points": [24_000, 30_000, 36_000], "on_cost": 0.5})
    months = worked_out({"years": 3, "base": 110_000}, pay=pay)
    assert course(months, "effective") == [2] * 36
    assert [spent(months[year : year + 12], "pay") for year in (0, 12, 24)] == [72_000, 90_000, 108_000]
    assert months[-1].carried == 330_000_00 - 270_000_00


def test_somebody_is_recruited_when_the_first_month_can_be_paid_for() -> None:
    """£4,166.67 a month pays for one constable; the £20,000 for recruiting are there, with the pay, in month 6."""
    months = worked_out({"base": 50_000}, recruit={"months": 0, "cost": 20_000})
    assert course(months, "recruited") == [0] * 5 + [1] + [0] * 6
    assert min(month.carried for month in months) >= 0


def test_those_who_leave_are_replaced_after_the_lead() -> None:
    """A tenth leaves a month. Of two from month 1 on, one should have left by month 6; a successor takes two months."""
    months = worked_out({"base": 100_000}, recruit={"months": 0}, leaving=0.1)
    assert course(months, "left")[:6] == [0, 0, 0, 0, 0, 1]
    assert course(months, "recruited")[:6] == [2, 0, 0, 0, 0, 1]
    slow = worked_out({"base": 100_000}, recruit={"months": 2}, leaving=0.1)
    # The two begin in month 3, one leaves in month 8, the successor decided upon then begins in month 10.
    assert course(slow, "effective") == [0, 0, 2, 2, 2, 2, 2, 1, 1, 2, 2, 2]


def test_without_replacement_the_money_is_kept() -> None:
    months = worked_out({"base": 100_000, "replace": False}, leaving=0.1)
    assert course(months, "effective")[:7] == [2, 2, 2, 2, 2, 1, 1]
    assert sum(course(months, "recruited")) == 2
    assert spent(months, "pay") + months[-1].carried / 100 == 100_000


def test_vacant_posts_are_filled_before_new_ones() -> None:
    """£34,166.67 must be there for the first month of anybody. `old` has one post in the first year, from month 5 on;
    in month 13 it falls vacant, `new` is funded, and of £53,333.33 only one can be paid: the vacant post.
    """
    spend = [
        {"name": "new", "rank": "constable", "share": 0.3},
        {"name": "old", "rank": "constable", "share": 0.7},
    ]
    asked = {"years": 2, "base": 100_000, "precept": [0, 1], "spend": spend}
    months = worked_out(asked, recruit={"months": 0, "cost": 30_000}, leaving=0.125)
    new, old = ([month.posts[number].recruited for month in months[:14]] for number in (0, 1))
    assert [month.posts[1].left for month in months].index(1) == 12
    assert old == [0] * 4 + [1] + [0] * 7 + [1, 0]
    assert new == [0] * 14
    assert months[12].carried == pytest.approx(53_333_33 - 34_166_67, abs=2)


def test_more_posts_than_any_force_has_are_refused() -> None:
    with pytest.raises(ScenarioError, match="would fund 40,000 constables"):
        worked_out({"base": "2000m"})


def test_an_option_is_paid_for_before_posts() -> None:
    """£20,000 in month 3 and £50,000 a year from then on: of £100,000 one constable can be kept for ever.

    Two months bring £16,666.67, the third £8,333.33, of which the option takes £24,166.67; a constable, for whom there
    is £4,166.67 a month, would have taken more than the £833.33 that are left, and begins in month 4.
    """
    option = next(iter(VILLAGE.options))
    adopt = [{"option": option, "from": "2018-03-15"}]
    months = worked_out({"years": 2, "base": 100_000, "adopt": adopt}, running={option: 50_000}, once=20_000)
    assert [month.spent["options once"] for month in months[:4]] == [0, 0, 20_000_00, 0]
    assert spent(months, "options a year") == pytest.approx(50_000 * 22 / 12, abs=0.01)
    assert course(months, "funded") == [1] * 24
    assert course(months, "recruited") == [0, 0, 0, 1] + [0] * 20
    assert [month.carried for month in months[2:]] == pytest.approx([833_33] * 22, abs=2)


def test_an_option_that_cannot_be_paid_for_shows_as_missing_money_and_nobody_is_recruited() -> None:
    option = next(iter(VILLAGE.options))
    adopt = [{"option": option, "from": "2018-01-01"}]
    months = worked_out({"base": 60_000, "adopt": adopt}, once=100_000)
    assert (months[0].carried, months[-1].carried) == (5_000_00 - 100_000_00, -40_000_00)
    assert sum(course(months, "recruited")) == 0


def test_savings_of_an_option_fund_posts() -> None:
    option = next(iter(VILLAGE.options))
    adopt = [{"option": option, "from": "2018-01-01"}]
    months = worked_out({"adopt": adopt}, running={option: -60_000})
    assert course(months, "effective") == [1] * 12
    assert months[-1].carried == 10_000_00


def test_nobody_who_would_begin_after_the_plan_is_counted() -> None:
    months = worked_out({"base": 100_000}, recruit={"months": 12, "cost": 5000})
    assert months[-1].carried == 100_000_00


@pytest.mark.parametrize(
    ("start", "day", "month"),
    [
        (date(2018, 4, 1), date(2018, 4, 30), 0),
        (date(2018, 4, 1), date(2019, 4, 1), 12),
        (date(2018, 4, 1), date(2018, 3, 31), -1),
        (date(2018, 1, 31), date(2018, 2, 27), 0),
        (date(2018, 1, 31), date(2018, 2, 28), 1),
        (date(2018, 1, 31), date(2018, 3, 30), 1),
    ],
)
def test_the_month_of_a_day(start: date, day: date, month: int) -> None:
    assert month_of(start, day) == month
    assert first_day(start, month) <= day < first_day(start, month + 1)


def test_a_scenario_without_a_plan_is_refused() -> None:
    with pytest.raises(ValueError, match="no plan"):
        work_out(VILLAGE)


@settings(max_examples=60, deadline=None)
@given(
    years=st.integers(1, 5),
    precept=st.lists(st.floats(0, 5), max_size=5),
    base=st.floats(0, 500_000),
    share=st.floats(0.1, 1),
    lead=st.floats(0, 14),
    training=st.floats(0, 20),
    cost=st.floats(0, 30_000),
    leaving=st.floats(0, 0.2),
    replace=st.booleans(),
    points=st.lists(st.floats(20_000, 60_000), min_size=1, max_size=6),
)
def test_every_penny_is_accounted_for_and_nobody_is_paid_with_money_that_is_not_there(
    years: int,
    precept: list[float],
    base: float,
    share: float,
    lead: float,
    training: float,
    cost: float,
    leaving: float,
    replace: bool,
    points: list[float],
) -> None:
    precept = precept[:years]
    months = worked_out(
        {
            "years": years,
            "precept": precept,
            "base": base,
            "replace": replace,
            "spend": [
                {"name": "constables", "rank": "constable", "share": share},
                {"name": "sergeants", "rank": "sergeant", "share": 1 - share},
            ],
        },
        recruit={"months": lead, "training": training, "cost": cost},
        leaving=leaving,
        pay=PayScale(points=tuple(points), on_cost=0.3),
    )
    carried, there = 0, [0, 0]
    for month in months:
        carried += month.money_in - sum(month.spent.values())
        assert month.carried == carried >= 0
        for number, count in enumerate(month.posts):
            there[number] += count.recruited - count.left
            assert there[number] == count.training + count.effective <= count.funded
    lasting = [base + 100_000 * sum(precept[: year + 1]) for year in range(years)]
    by_year = [sum(month.money_in for month in months[12 * year : 12 * year + 12]) for year in range(years)]
    assert by_year == [round(100 * pounds) for pounds in lasting]


def test_the_files_hold_the_same_money(tmp_path: Path) -> None:
    """What the table by month says adds up to the penny to what the table by year says."""
    from demandsim.money.plan import Plan, by_month, by_year

    months = worked_out({"years": 3, "precept": [1, 1], "base": 12_345.67}, recruit={"months": 4.5, "cost": 1234.56})
    chosen = SpendingPlan.model_validate({"years": 3, "spend": CONSTABLES})
    plan = Plan(VILLAGE.model_copy(update={"plan": chosen}), None, {}, months)
    monthly = {row.what: row.values for row in by_month(plan) if not row.of}
    yearly = {row.what: row.values for row in by_year(plan) if row.of == "money"}
    for year in range(3):
        rows = slice(12 * year, 12 * year + 12)
        pence = {
            what: sum(round(100 * float(one)) for one in values[rows])
            for what, values in monthly.items()
            if what != "begins"
        }
        assert round(100 * float(yearly["money in"][year])) == pence["money in"]
        gone = sum(pence[cost] for cost in COSTS)
        brought, left = (round(100 * float(yearly[what][year])) for what in ("brought over", "carried over"))
        assert brought + pence["money in"] - gone == left == round(100 * float(monthly["carried over"][12 * year + 11]))
