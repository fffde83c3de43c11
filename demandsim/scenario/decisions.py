"""Decisions: the investigative model in words: which crime goes to whom, when it moves, and who looks."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from demandsim.quantities import format_clock, format_duration, format_share
from demandsim.rules.allocate import Allocate, LeastCaseload, Meeting, Weighted
from demandsim.rules.route import ATTENDING
from demandsim.rules.screen import DESK, FILE, ByFactors, ScreenAll
from demandsim.rules.transfer import TransferClause
from demandsim.rules.when import When
from demandsim.scenario.case_words import life_of_crimes
from demandsim.scenario.duties_in_words import duties_in_words
from demandsim.scenario.flows import Flow
from demandsim.scenario.model_warnings import ambiguous_routes
from demandsim.scenario.model_words import allocation_desk, hours_in_words, not_covered, second_teams, weights_in_words
from demandsim.scenario.officers_in_words import next_work_in_words, officers_in_words

if TYPE_CHECKING:
    from demandsim.scenario.scenario import Scenario

Practice = float | dict[str, float]


def decision_table(scenario: Scenario, flows: list[Flow]) -> list[str]:
    """Write the investigative model in words, with the crimes a year that each route meets, read in order."""
    model = scenario.investigative_model
    rows = _screening(scenario, flows)
    by_clause: dict[int, float] = defaultdict(float)
    for flow in flows:
        by_clause[flow.clause] += flow.per_year
    for number, route in enumerate(model.routes):
        to = route.to
        if to == ATTENDING:
            to = f"the officer who attended, or {route.otherwise_to} where nobody did"
        met = by_clause.get(number, 0.0)
        volume = f"{met:,.0f} a year" if met > 0 else "no crime ever meets this clause"
        said = f"{route.name}: {in_words(route.when)} -> {to}{second_teams(route)}{_followed(route.practice)}: {volume}"
        rows.append(f"  {number + 1}. {said}")
    rows += not_covered(scenario, flows)
    rows += [f"  WARNING: {warning}" for warning in ambiguous_routes(scenario)]
    return [
        *rows,
        *_allocation(scenario),
        *allocation_desk(scenario),
        *_transfers(scenario),
        *_afterwards(scenario),
        *life_of_crimes(scenario),
        *officers_in_words(scenario),
    ]


def in_words(when: When) -> str:
    """Write a condition as a planner would say it; an empty one means every crime."""
    parts = []
    if when.offence is not None:
        parts.append(" or ".join(when.offence))
    if when.harm_at_least is not None:
        parts.append(f"harm {when.harm_at_least:g} or more")
    if when.harm_below is not None:
        parts.append(f"harm below {when.harm_below:g}")
    if when.suspect is not None:
        parts.append("suspect named" if when.suspect == "named" else "no suspect named")
    for answer, yes, no in (
        (when.vulnerable, "vulnerable victim", "victim not vulnerable"),
        (when.arrested, "somebody arrested", "nobody arrested"),
        (when.attended, "attended", "not attended"),
    ):
        if answer is not None:
            parts.append(yes if answer else no)
    if when.score_at_least is not None:
        parts.append(f"score {format_share(when.score_at_least)} or more")
    if when.score_below is not None:
        parts.append(f"score below {format_share(when.score_below)}")
    if when.area is not None:
        parts.append(f"in {' or '.join(when.area)}")
    if when.hours is not None:
        parts.append(f"decided {hours_in_words(when.hours)}")
    return ", ".join(parts) or "every crime"


def _followed(practice: Practice) -> str:
    shares = list(practice.values()) if isinstance(practice, dict) else [practice]
    low, high = min(shares, default=1.0), max(shares, default=1.0)
    if low >= 1:
        return ""
    many = format_share(low) if low == high else f"{format_share(low)} to {format_share(high)} by area"
    return f" (followed for {many})"


def _screening(scenario: Scenario, flows: list[Flow]) -> list[str]:
    rule = scenario.investigative_model.screen
    hours = f", {hours_in_words(rule.hours)}" if rule.hours is not None else ""
    if isinstance(rule, ScreenAll):
        return [f"  Every crime is allocated to an investigator{hours}."]
    total = sum(flow.per_year for flow in flows) or 1.0
    on, bounds = (
        "a solvability score between 0 and 100 %",
        (format_share(rule.file_below), format_share(rule.desk_below)),
    )
    if isinstance(rule, ByFactors):
        on, bounds = f"points of factors ({weights_in_words(rule)})", (f"{rule.file_below:g}", f"{rule.desk_below:g}")
    rows = [f"  {rule.by} decides{hours}{',' if hours else ''} by {on}:"]
    for decision, said, below in ((FILE, "files", bounds[0]), (DESK, "works at the desk", bounds[1])):
        number = sum(flow.per_year for flow in flows if flow.decision == decision)
        rows.append(
            f"    {said} what scores below {below}: {number:,.0f} a year, {format_share(number / total)} of all crime"
        )
    rows += [f"    never: {in_words(when)}" for when in rule.never]
    return [*rows, "  The rest is allocated; the first clause that holds and is followed decides:"]


def _allocation(scenario: Scenario) -> list[str]:
    rule = scenario.investigative_model.allocate
    full = "makes crimes wait" if rule.cap == "hard" else "is exceeded where all are full"
    takes = f"; it takes a supervisor {format_duration(rule.takes)}" if rule.takes else ""
    rows = [f"  In the team: {_to_whom(rule)}; a full caseload {full}{takes}."]
    if rule.order != "longest_queued":
        gravest = "the greatest harm" + (" times days since recording" if rule.order == "harm_by_age" else "")
        rows.append(f"    Of a queue first: {gravest}, after crimes with somebody in custody.")
    if rule.linked:
        less = scenario.mechanics.linked_work
        cost = f", and takes {format_share(less)} of the work" if less < 1 else ""
        rows.append(f"    A crime linked to an open one goes to its owner, if there is room{cost}.")
    return rows


def _to_whom(rule: Allocate) -> str:
    if isinstance(rule, Weighted | Meeting):
        weights = [f"{name.replace('_', ' ')} {value:g}" for name, value in rule.weights.model_dump().items() if value]
        counts = " + ".join(weights)
        if isinstance(rule, Weighted):
            return f"to the officer with the lowest sum of {counts}"
        times = ", ".join(format_clock(at) for at in rule.at)
        return (
            f"all of the queue together at {times}, at the least sum of {counts}, or left at {rule.left:g} times harm"
        )
    whom = {
        "least_caseload": "to the officer with the fewest open crimes",
        "best_fit": "to the officer with the fewest open crimes",
        "longest_idle": "to the officer whose last allocation is longest ago",
        "listed_first": "to the first officer on the list with room",
        "rarest_skill": "to the officer whose other skills are least rare",
        "continuity": "to the officer who attended, else the one with the fewest open crimes",
    }[rule.kind]
    if isinstance(rule, LeastCaseload):
        return whom
    only = ", and to nobody else" if rule.skill == "required" else ", to another where none has room"
    return f"{whom} among those with the skills{only}"


def _transfers(scenario: Scenario) -> list[str]:
    rule = scenario.investigative_model.transfer
    if not rule.clauses:
        return ["  No crime moves to another team afterwards."]
    again = f", offered again after {format_duration(rule.offer_again_after)}" if rule.offer_again_after else ""
    rows = [
        f"  After a stage of work a crime moves ({format_share(rule.refusal)} of offers are refused{again}; "
        f"{format_duration(rule.delay)} on the way, {format_duration(rule.lost_work)} of work done again):"
    ]
    return rows + [f"    {_clause(clause)}" for clause in rule.clauses]


def _clause(clause: TransferClause) -> str:
    owner = {"any": "", "lacks_skill": ", owner lacks a skill", "over_cap": ", owner over the caseload cap"}
    source = f" from {' or '.join(clause.from_teams)}" if clause.from_teams else ""
    what = f"{in_words(clause.when)}{owner[clause.owner]}"
    return f"{clause.name}: {what}{source} -> {clause.to}{_followed(clause.practice)}"


def _afterwards(scenario: Scenario) -> list[str]:
    model = scenario.investigative_model
    rule = model.review
    special = "".join(
        f", every {format_duration(every)} where {skill} is needed" for skill, every in rule.then_if.items()
    )
    first, then = format_duration(rule.first), format_duration(rule.then)
    return [
        f"  Next work: {next_work_in_words(model.next_work)}",
        f"  Reviews: first after {first}, then every {then}{special}.",
        *duties_in_words(scenario),
    ]
