"""Pay: what people cost a year, by rank, pay point, share of full time and time in service."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from demandsim.eventlog.facts import Facts
from demandsim.scenario.costs import Costs
from demandsim.scenario.people import Person, Terms
from demandsim.scenario.scenario import Scenario
from demandsim.scenario.workforce import Workforce

Floats = NDArray[np.float64]


class Pay(NamedTuple):
    """Pay of the officers of a log: equal-length columns."""

    full_time: Floats
    """Pounds a year of a full-time post like the officer's, on-costs included."""
    fte: Floats
    """Share of full time that is paid."""
    served: Floats
    """Share of the window in which the officer is in service."""


def books(scenario: Scenario, team: str) -> float:
    """Give the pounds a year of a team's posts, or of its people, and of those who join, were all there throughout."""
    costs, workforce = scenario.costs, scenario.workforce
    there = workforce.teams[team]
    if there.people:
        a_year = sum(costs.a_year(one.rank, one) * one.fte for one in there.people)
    else:
        a_year = sum(costs.a_year(rank) * number for ranks in there.posts.values() for rank, number in ranks.items())
    return a_year + sum(
        costs.a_year(one.rank) * one.fte * sum(one.places.values()) for one in workforce.joiners if one.team == team
    )


def pay(facts: Facts, begin: int, end: int) -> Pay:
    """Give what every officer is paid, and for how much of the time between two seconds."""
    terms = terms_by_key(facts.scenario.workforce)
    found = [terms.get(key) for key in facts.officer_key]
    costs = facts.scenario.costs
    return Pay(
        full_time=np.array([_a_year(costs, rank, one) for rank, one in zip(facts.officer_rank, found, strict=True)]),
        fte=np.array([1.0 if one is None else one.fte for one in found]),
        served=_served(facts, begin, end),
    )


def terms_by_key(workforce: Workforce) -> dict[str, Terms]:
    """Give the terms of those who are listed or join, by the officer's key; posts have none."""
    return dict(_terms(workforce))


def _terms(workforce: Workforce) -> Iterator[tuple[str, Terms]]:
    for person in workforce.people:
        yield f"{person.team}/{person.area}/{person.rank}/{person.id}", person
    for intake in workforce.joiners:
        for area, number in intake.places.items():
            for n in range(number):
                yield f"{intake.team}/{area}/{intake.rank}/{intake.name}.{n}", intake


def _a_year(costs: Costs, rank: str, terms: Terms | None) -> float:
    return costs.a_year(rank, terms if isinstance(terms, Person) else None)  # type: ignore[arg-type]


def _served(facts: Facts, begin: int, end: int) -> Floats:
    """Give the share of the time between two seconds in which each officer is in service; all of it without stays."""
    officers = len(facts.officer_key)
    seconds = np.clip(facts.stay_to, begin, end) - np.clip(facts.stay_from, begin, end)
    served = np.bincount(facts.stay_officer, weights=seconds, minlength=officers) / (end - begin)
    served[np.bincount(facts.stay_officer, minlength=officers) == 0] = 1.0
    return served
