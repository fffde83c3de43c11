"""When: the conditions on a crime that screens, routes and transfers share, so that they mean the same everywhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from demandsim.quantities import Share
from demandsim.rules.choice import Choice, Name
from demandsim.rules.hours import Hours, Windows, windows, within


class When(Choice):
    """Conditions that must all hold; one that is left out always holds."""

    offence: tuple[Name, ...] | None = None
    """The crime is one of these offences."""
    harm_at_least: float | None = None
    """Harm weight (ONS Crime Severity Score) at least this."""
    harm_below: float | None = None
    """Harm weight (ONS Crime Severity Score) below this."""
    suspect: Literal["named", "unknown"] | None = None
    """Whether a suspect is named at the first report."""
    vulnerable: bool | None = None
    """Whether the victim is vulnerable, domestic abuse included."""
    arrested: bool | None = None
    """Whether somebody was arrested at the scene."""
    attended: bool | None = None
    """Whether an officer attended."""
    area: tuple[Name, ...] | None = None
    """The crime happened in one of these areas."""
    score_at_least: Share | None = None
    """Solvability score (0-1) at least this."""
    score_below: Share | None = None
    """Solvability score (0-1) below this."""
    hours: Hours | None = None
    """The decision falls into these hours."""


class CrimeFacts(NamedTuple):
    """What is known of one crime when it is decided upon; indices refer to the scenario's own order."""

    offence: int
    area: int
    harm: float
    named: bool
    vulnerable: bool
    arrested: bool
    attended: bool
    score: float = 0.0
    """Solvability score, 0 to 1."""
    of_week: int = 0
    """Second of the local week from Monday 00:00 in which it is decided upon; 0 where no condition asks."""


class Condition(NamedTuple):
    """A `When` with its names resolved to indices, made once per run."""

    offence: frozenset[int] | None
    area: frozenset[int] | None
    harm_at_least: float
    harm_below: float
    named: bool | None
    vulnerable: bool | None
    arrested: bool | None
    attended: bool | None
    score_at_least: float = float("-inf")
    score_below: float = float("inf")
    hours: Windows | None = None


def resolve(when: When, offences: Mapping[str, int], areas: Mapping[str, int]) -> Condition:
    """Resolve the names in `when`; an unknown name raises KeyError (scenarios are checked before)."""
    return Condition(
        None if when.offence is None else frozenset(offences[o] for o in when.offence),
        None if when.area is None else frozenset(areas[a] for a in when.area),
        float("-inf") if when.harm_at_least is None else when.harm_at_least,
        float("inf") if when.harm_below is None else when.harm_below,
        None if when.suspect is None else when.suspect == "named",
        when.vulnerable,
        when.arrested,
        when.attended,
        float("-inf") if when.score_at_least is None else when.score_at_least,
        float("inf") if when.score_below is None else when.score_below,
        None if when.hours is None else windows(when.hours),
    )


def holds(condition: Condition, crime: CrimeFacts) -> bool:
    """Tell whether every stated condition holds for the crime."""
    offence, area, at_least, below, named, vulnerable, arrested, attended, score_from, score_below, hours = condition
    return (
        (offence is None or crime.offence in offence)
        and at_least <= crime.harm < below
        and (named is None or named == crime.named)
        and (vulnerable is None or vulnerable == crime.vulnerable)
        and (arrested is None or arrested == crime.arrested)
        and (attended is None or attended == crime.attended)
        and (area is None or crime.area in area)
        and score_from <= crime.score < score_below
        and (hours is None or within(hours, crime.of_week))
    )


def first_that_holds(
    conditions: Sequence[Condition], practice: Sequence[Sequence[float]], crime: CrimeFacts, luck: float
) -> int:
    """Find the first clause that holds and is followed in practice; -1 where none is.

    `practice[clause][area]` is the share of crimes for which the clause is followed when it holds: one uniform number
    per crime decides, so that a firmer practice only ever adds followers.
    """
    for clause, condition in enumerate(conditions):
        if holds(condition, crime) and luck < practice[clause][crime.area]:
            return clause
    return -1
