"""Words of a plan: a table by year, and what a pound on band D brings, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from demandsim.money.plan import Kind, Plan, Row, Value, by_year
from demandsim.money.spending import PENCE, Count, Month, pay_by_year, work_out
from demandsim.quantities import format_share
from demandsim.scenario.people import Rank
from demandsim.scenario.plan import Spend

WIDTH = 110
LABEL, CELL, YEARS_ABREAST = 26, 14, 6
PLURALS: dict[Rank, str] = {"pcso": "PCSOs", "staff": "staff"}
HOW = (
    "Arithmetic in whole posts and whole pence: leavers are the expected number, everybody else stays, and what buys "
    "no whole post is carried over. Nothing is played."
)


def text(plan: Plan) -> str:
    """Write a plan as plain text: the table by year, then what it says in sentences."""
    about = plan.scenario.about
    title = about.title if plan.option is None else f"{about.title}: {plan.option}"
    lines = [title, "=" * len(title), "", *wrap(HOW, WIDTH)]
    rows = list(by_year(plan))
    for first in range(0, plan.asked.years, YEARS_ABREAST):
        lines += ["", *_table(rows, first, min(first + YEARS_ABREAST, plan.asked.years))]
    lines += ["", "IN SHORT"]
    for said in sentences(plan):
        lines += wrap(f"- {said}", WIDTH, subsequent_indent="  ")
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _table(rows: list[Row], first: int, last: int) -> Iterator[str]:
    yield " " * LABEL + "".join(f"{f'year {year + 1}':>{CELL}}" for year in range(first, last))
    of = ""
    for row in rows:
        if row.of != of:
            of = row.of
            yield of.upper()
        yield f"  {row.what:<{LABEL - 2}}" + "".join(
            f"{shown(one, row.kind):>{CELL}}" for one in row.values[first:last]
        )


def shown(value: Value, kind: Kind) -> str:
    """Write a value for people: pounds whole, means to a tenth."""
    if isinstance(value, str):
        return value
    return pounds(value) if kind == "pounds" else f"{value:,.1f}" if kind == "number" else f"{value:,.0f}"


def pounds(value: float) -> str:
    """Write pounds: whole from a hundred on, with pence below."""
    sign = "-" if value < 0 else ""
    return f"{sign}£{abs(value):,.0f}" if abs(value) >= 100 or value == round(value) else f"{sign}£{abs(value):,.2f}"


def sentences(plan: Plan) -> Iterator[str]:
    """Say what a pound on band D brings, what the plan brings, and where the money does not suffice."""
    yield from _a_pound(plan)
    yield from _posts(plan)
    come = sum(month.money_in for month in plan.months) / PENCE
    spent = sum(sum(month.spent.values()) for month in plan.months) / PENCE
    yield (
        f"In {_counted(plan.asked.years, 'year')} {pounds(come)} comes in, {pounds(spent)} is spent and "
        f"{pounds(plan.months[-1].carried / PENCE)} is left."
    )
    last = plan.years()[-1]
    over = sum(month.money_in - sum(month.spent.values()) for month in last) / PENCE
    if over >= 1:
        yield f"In the last year {pounds(over)} of what comes in buys no whole post."
    short = [month for month in plan.months if month.carried < 0]
    if short:
        worst = min(short, key=lambda month: month.carried)
        yield (
            f"The money does not suffice from {short[0].begins} on: at worst, in the month of {worst.begins}, "
            f"{pounds(-worst.carried / PENCE)} is missing. Options are paid for before posts."
        )
    for one in plan.asked.adopt:
        option = plan.scenario.options[one.option]
        yield (
            f"{one.option} is adopted on {one.since}: {pounds(option.one_off_cost)} once, and a year "
            f"{_beyond(plan.running[one.option])}."
        )


def _beyond(a_year: float) -> str:
    if not a_year:
        return "what is paid for today"
    return f"{pounds(abs(a_year))} {'more' if a_year > 0 else 'less'} than today, from the first day"


def _a_pound(plan: Plan) -> Iterator[str]:
    """Say what a pound on band D alone would bring, by working out a plan of it alone."""
    precept = plan.scenario.costs.precept
    if precept is None:
        return
    alone = plan.asked.model_copy(update={"precept": (1.0,), "base": 0.0, "adopt": ()})
    months = work_out(plan.scenario.model_copy(update={"plan": alone}))
    brings = [
        _there(plan, spend, [month.posts[number] for month in months]) for number, spend in enumerate(plan.asked.spend)
    ]
    said = " and ".join(part for part in brings if part) or "not one whole post within the plan"
    shared = "in the plan's shares " if len(plan.asked.spend) > 1 else ""
    yield f"£1 on band D brings {pounds(precept.tax_base)} a year: {shared}{said}."
    for spend in plan.asked.spend:
        a_year = _dearest(plan, spend)
        on_band_d = a_year / precept.tax_base
        of_today = format_share(on_band_d / precept.band_d)
        yield (
            f"One more {_called(spend, 1)} costs {pounds(a_year)} a year at most within the plan: "
            f"{pounds(on_band_d)} on band D, {of_today} of what a band D household pays now."
        )


def _posts(plan: Plan) -> Iterator[str]:
    for number, spend in enumerate(plan.asked.spend):
        counts = [month.posts[number] for month in plan.months]
        recruited, left = sum(one.recruited for one in counts), sum(one.left for one in counts)
        if recruited:
            yield (
                f"{spend.name}: the plan brings {_there(plan, spend, counts)}; {recruited} recruited, {left} left, "
                f"{sum(one.effective for one in counts) / 12:,.1f} years of work alone."
            )
        else:
            yield f"{spend.name}: nobody begins within the plan."
        yield from _afterwards(plan, spend, plan.months[-1], number)


def _afterwards(plan: Plan, spend: Spend, end: Month, number: int) -> Iterator[str]:
    """Warn of pay that goes on rising when the plan is over."""
    scale = plan.scenario.costs.pay.get(spend.rank)
    there = end.posts[number].training + end.posts[number].effective
    if scale is not None and there:
        top = max(scale.at(point) for point in range(len(scale.points)))
        more = there * (top - _dearest(plan, spend))
        if more > 0:
            yield (
                f"{spend.name}: pay goes on rising after the plan; at the top of the scale its {there} cost "
                f"{pounds(more)} a year more than was put aside for them."
            )


def _dearest(plan: Plan, spend: Spend) -> float:
    """Give the pounds a year of somebody in the year of service in which he costs most, within the plan."""
    return max(pay_by_year(plan.scenario.costs, spend, plan.asked.years)) / PENCE


def _there(plan: Plan, spend: Spend, counts: list[Count]) -> str:
    """Say how many work alone at most and from when on; nothing where nobody does."""
    most = max(one.effective for one in counts)
    if not most:
        return ""
    since = next(month for month, one in enumerate(counts) if one.effective == most)
    fewest = min(one.effective for one in counts[since:])
    why = "while those who leave are replaced" if plan.asked.replace else "as people leave"
    later = f" (as few as {fewest} later, {why})" if fewest < most else ""
    return f"{most} {_called(spend, most)} from the {_ordinal(since + 1)} month on{later}"


def _called(spend: Spend, number: int) -> str:
    rank = spend.rank if number == 1 else PLURALS.get(spend.rank, f"{spend.rank}s")
    return rank if spend.team is None else f"{rank} for {spend.team}"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"


def _ordinal(number: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th") if number // 10 % 10 != 1 else "th"
    return f"{number}{ending}"
