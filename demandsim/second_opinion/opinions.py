"""All second opinions on a scenario: one for every headline measure, or the reason why there is none."""

from __future__ import annotations

from demandsim.second_opinion.calls import calls_opinions
from demandsim.second_opinion.crimes import Crimes, investigators
from demandsim.second_opinion.incidents import incident_opinions
from demandsim.second_opinion.money import cost_opinion
from demandsim.second_opinion.opinion import SecondOpinion, between, no_opinion
from demandsim.second_opinion.owners import owned, owner_opinions
from demandsim.second_opinion.supervisors import review_opinion
from demandsim.second_opinion.window import Measured

FLOW = (
    "{what}: crimes as the rules send them, opening backlog and outside waits from the scenario; between owners who "
    "work on a crime as soon as they have it, round the clock, and owners who share their hours for investigation, "
    "response taken off, among all that they hold (processor sharing)"
)
WHY_FLOW = (
    "transfers, refusals, lost work, owners below the level and news to victims are left out; who works on what first "
    "decides which crimes close early; a unit asked for nearly all its hours has no settled level in a short run; in a "
    "small unit one heavy crime or one absence weighs more than any mean"
)
HOW_CHARGED = (
    "chances of a charge of the scenario, weighted by what closes within the measured days at either pace of work and "
    "by what screening lets through; at least: owners at random as to skill and victims who are never told anything"
)


def second_opinions_on(measured: Measured) -> list[SecondOpinion]:
    """Give the second opinions on a scenario over the measured days, one a headline measure."""
    calls, desk = calls_opinions(measured)
    return [*calls, *incident_opinions(measured, desk), *_of_crimes(Crimes(measured))]


def _of_crimes(crimes: Crimes) -> list[SecondOpinion]:
    """Give the opinions on crimes, their owners and what they cost."""
    people = investigators(crimes.measured.scenario)
    rows = owned(crimes)
    names = ("crimes_closed", "harm_open", "charged", "days_to_outcome", "caseload")
    if not crimes.streams or not people:
        found = [no_opinion(name, "no crime is recorded, or nobody investigates") for name in names]
    else:
        held = crimes.held_on_average()
        number = sum(row.number for row in rows)
        skilled = sum(row.number * row.at_random for row in rows) / number if number else 1.0
        remain = 1 - crimes.measured.scenario.mechanics.below_level.charge * (1 - skilled)
        closed = FLOW.format(what="Inflow and backlog that can have closed by the end of the measured days")
        found = [
            between("crimes_closed", *crimes.closed_a_week(), closed, WHY_FLOW),
            between("harm_open", *crimes.open_at_end(harm=True), FLOW.format(what="Harm of what is open"), WHY_FLOW),
            between("charged", *crimes.charged(remain), HOW_CHARGED, WHY_FLOW),
            _half_closed(crimes),
            between(
                "caseload",
                held[0] / people,
                held[1] / people,
                FLOW.format(what="Little's law, crimes with an owner divided by officers who investigate"),
                WHY_FLOW,
            ),
        ]
    return [*found, *owner_opinions(crimes, rows), review_opinion(crimes, rows), cost_opinion(crimes)]


def _half_closed(crimes: Crimes) -> SecondOpinion:
    """Give the opinion on the days until half is closed, open above where half never closes in time."""
    free, shared = crimes.half_closed_after()
    how = FLOW.format(what="Median of outside waits and work")
    if free != free:  # NaN: not even at the free pace
        return no_opinion("days_to_outcome", "half of the crimes cannot be closed within the measured days")
    return between("days_to_outcome", free, float("inf") if shared != shared else shared, how, WHY_FLOW)
