"""Words of the break-even: what a plan of problem solving takes and spares, and the effect from which it pays."""

from __future__ import annotations

from collections.abc import Iterator
from math import isinf
from textwrap import wrap

from demandsim.money.break_even import YEARS_FOLLOWED, BreakEven
from demandsim.money.invested import Effort
from demandsim.money.plan_words import WIDTH, pounds
from demandsim.money.spared import WORKS
from demandsim.quantities import format_duration, format_share
from demandsim.scenario.scenario import Scenario

MONTHS_SHOWN = (1, 2, 3, 6, 9, 12, 18, 24, 36)
HOW = (
    "Arithmetic on means, as demandsim explain does it: no queue, no chance, and none of the calls and moves that the "
    "force causes itself, of which fewer incidents make fewer. Hours are counted as asked for; what is really found "
    "for a plan in a run, and what it prevents, are the measures proactive_hours and incidents_prevented."
)
NOTHING = "No problem solving is declared: write a plan in `rules.proactive`."


def text(scenario: Scenario, option: str | None, found: tuple[BreakEven, ...]) -> str:
    """Write the break-even of every plan as plain text."""
    title = scenario.about.title if option is None else f"{scenario.about.title}: {option}"
    lines = [title, "=" * len(title), ""]
    if not found:
        return "\n".join([*lines, NOTHING]) + "\n"
    lines += wrap(HOW, WIDTH)
    for one in found:
        lines += ["", *_plan(one)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _plan(one: BreakEven) -> Iterator[str]:
    plan = one.plan
    yield plan.name.upper()
    about = (
        f"{format_duration(plan.per_turn)} of every turn of {', '.join(plan.teams)}, to prevent "
        f"{', '.join(plan.incidents)}. Evidence for its effect of {format_share(plan.effect)}, which "
        f"{plan.hours_a_week:g} hours a week in an area have: {plan.evidence} ({plan.because.strip().rstrip('.')})."
    )
    yield from wrap(about, WIDTH, initial_indent="  ", subsequent_indent="  ")
    if not one.areas:
        yield "  Nobody gives it any time: its teams have no posts, or their turns touch and never begin anew."
        return
    yield f"  {'a year, once it has told':<28}{'hours':>12}{'pounds':>14}"
    yield _line("put in", one.invested)
    for work in WORKS:
        spared = one.spared_by(work)
        if spared.hours:
            yield _line(f"spared in {work}", spared)
    yield _line("spared in all", one.spared)
    yield _line("left over (below 0: short)", Effort(*(b - a for a, b in zip(one.invested, one.spared, strict=True))))
    if len(one.areas) > 1:
        yield f"  {'by area':<28}{'hours in':>12}{'hours spared':>14}{'incidents':>12}{'prevented':>12}"
        for area in one.areas:
            yield (
                f"  {area.area:<28}{area.invested.hours:>12,.0f}{area.spared.hours:>14,.0f}"
                f"{area.named.incidents:>12,.0f}{format_share(area.share):>12}"
            )
    for said in sentences(one):
        yield from wrap(f"- {said}", WIDTH, initial_indent="  ", subsequent_indent="    ")
    yield from _months(one)


def sentences(one: BreakEven) -> Iterator[str]:
    """Say what is prevented, from what effect on it pays, and when."""
    yield (
        f"Of {one.incidents:,.0f} incidents a year it prevents {format_share(one.share)}: "
        f"{one.incidents * one.share:,.0f} incidents and {one.crimes:,.0f} crimes, {one.harm:,.0f} points of harm."
    )
    hours, money = one.break_even
    yield (
        f"BREAK-EVEN: hours come back when {_must(hours)} of these incidents are prevented, pounds when {_must(money)} "
        f"are; expected are {format_share(one.share)}, on the evidence of: {one.plan.evidence}."
    )
    if min(hours, money) > 1:
        yield "The incidents ask for less than is put in: even if all were prevented it would not pay for itself."
    short = one.invested.pounds - one.spared.pounds
    if short > 0 and one.harm > 0:
        yield (
            f"What does not come back is the price of what is prevented: {pounds(short)} a year, "
            f"{pounds(short / one.harm)} for every point of harm."
        )
    pays, back = one.first_month_that_pays(), one.paid_back_in()
    if pays is None:
        yield f"Within {YEARS_FOLLOWED} years there is no month in which as many hours are spared as are put in."
    else:
        ends = f"not within {YEARS_FOLLOWED} years" if back is None else f"at the end of month {back}"
        yield f"As many hours are spared as put in from month {pays} on; all put in till then have come back {ends}."


def _must(share: float) -> str:
    if isinf(share):
        return "never, as they ask for nothing: none"
    return format_share(share) if share <= 1 else f"{share:,.1f} times as many as there are"


def _line(what: str, effort: Effort) -> str:
    return f"    {what:<26}{effort.hours:>12,.0f}{pounds(effort.pounds):>14}"


def _months(one: BreakEven) -> Iterator[str]:
    """Show single months from the first day on, with all hours so far."""
    yield f"  {'month':<28}{'hours in':>12}{'hours spared':>14}{'so far':>12}"
    so_far = 0.0
    for month in one.months:
        so_far += month.spared.hours - month.invested.hours
        if month.number in MONTHS_SHOWN:
            spent, spared = month.invested.hours, month.spared.hours
            yield f"    {month.number:<26}{spent:>12,.1f}{spared:>14,.1f}{so_far:>12,.1f}"
