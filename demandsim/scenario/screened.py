"""Screened: the crimes of a sort told apart by score, by points of factors and by the time at which it is decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from demandsim.quantities import DAY, MINUTE
from demandsim.rules.hours import Hours, windows
from demandsim.rules.screen import DECIMALS, ByFactors, BySolvability, ScreenAll, points_by_factor, screen
from demandsim.rules.when import CrimeFacts, When, resolve
from demandsim.scenario.cases import Offence

if TYPE_CHECKING:
    from demandsim.scenario.scenario import Scenario

Floats = NDArray[np.float64]
WEEK_MINUTES = 7 * DAY // MINUTE
PROSPECTS = 256
"""Points at which the true prospect is looked at: the middles of as many equal parts."""
NO_TIME = ((0, 1.0),)


class Case(NamedTuple):
    """Crimes of a sort that are alike in everything that a rule may ask, and what screening makes of them."""

    facts: CrimeFacts
    decision: int
    """ALLOCATE, FILE or DESK (`rules.screen`)."""
    share: float
    """Share of the sort."""


def conditions(scenario: Scenario) -> Iterator[tuple[tuple[str | int, ...], When]]:
    """List all conditions on crimes in the investigative model, with their paths."""
    model, top = scenario.investigative_model, "investigative_model"
    if not isinstance(model.screen, ScreenAll):
        for number, when in enumerate(model.screen.never):
            yield (top, "screen", "never", number), when
    for number, route in enumerate(model.routes):
        yield (top, "routes", number, "when"), route.when
    for number, clause in enumerate(model.transfer.clauses):
        yield (top, "transfer", "clauses", number, "when"), clause.when


class Screening:
    """What screening makes of the crimes of a year.

    Solvability scores are uniform and independent of the rest, so a threshold is a share. Points of factors are worked
    out from the shares of the factors, which with a named suspect hang together by the true prospect, taken at 256
    points. The time of a decision follows the profiles of the sources from which the offence comes, by week and not by
    month, plus `mechanics.decision_time` and the wait for the hours of screening; time on the way to the record (a call
    that waits, an incident that is attended) is left aside.
    """

    def __init__(self, scenario: Scenario) -> None:
        self._scenario, self._rule = scenario, scenario.investigative_model.screen
        whens = [when for _, when in conditions(scenario)]
        offences = {offence.name: row for row, offence in enumerate(scenario.demand.offences)}
        areas = {name: row for row, name in enumerate(scenario.places.areas)}
        never = () if isinstance(self._rule, ScreenAll) else self._rule.never
        self._never = tuple(resolve(when, offences, areas) for when in never)
        asked = {bound for when in whens for bound in (when.score_at_least, when.score_below) if bound is not None}
        bounds = (self._rule.file_below, self._rule.desk_below) if isinstance(self._rule, BySolvability) else ()
        cuts = asked | set(bounds)
        edges = [0.0, *sorted(cut for cut in cuts if 0 < cut < 1), 1.0]
        self._scores = [(low, high - low) for low, high in pairwise(edges)]
        self._hours = list(dict.fromkeys(when.hours for when in whens if when.hours is not None))
        self._alike = not asked and not self._hours
        """Whether no condition asks for the score or the time."""
        self._times = lru_cache(None)(self._times_of)
        self._points = lru_cache(None)(self._points_of)

    def cases(self, facts: CrimeFacts) -> list[Case]:
        """Tell the crimes of a sort apart by what is not among its facts; the shares add up to 1."""
        points = self._points(facts.offence, facts.named)
        if self._alike:
            shares: dict[int, float] = {}
            for counted, share in points or self._scores:
                decision, _ = screen(self._rule, self._never, facts, counted)
                shares[decision] = shares.get(decision, 0.0) + share
            return [Case(facts, decision, share) for decision, share in shares.items()]
        found = []
        for of_week, in_time in self._times(facts.offence, facts.attended):
            for score, scoring in self._scores:
                this = facts._replace(score=score, of_week=of_week)
                for counted, counting in points or ((score, 1.0),):
                    decision, _ = screen(self._rule, self._never, this, counted)
                    found.append(Case(this, decision, in_time * scoring * counting))
        return found

    def _times_of(self, row: int, attended: bool) -> Sequence[tuple[int, float]]:
        """Give a second of the week for every answer that the conditions on hours may give, with its share."""
        if not self._hours:
            return NO_TIME
        weights = _reported(self._scenario, self._scenario.demand.offences[row], attended)
        decided = (np.arange(WEEK_MINUTES) + self._scenario.mechanics.decision_time // MINUTE) % WEEK_MINUTES
        if self._rule.hours is not None:
            decided = _next_open(_minutes(self._rule.hours))[decided]
        answers = sum(_minutes(hours).astype(np.int64) << bit for bit, hours in enumerate(self._hours))
        shares = np.bincount(np.asarray(answers)[decided], weights=weights)
        return tuple(
            (int(decided[np.argmax(np.asarray(answers)[decided] == answer)]) * MINUTE, float(shares[answer]))
            for answer in np.flatnonzero(shares).tolist()
        )

    def _points_of(self, row: int, named: bool) -> Sequence[tuple[float, float]]:
        """Give the lowest points of those filed, worked at the desk and allocated, with their shares."""
        if not isinstance(self._rule, ByFactors):
            return ()
        by_points = points_of_crimes(self._scenario, self._rule, self._scenario.demand.offences[row], named)
        parts: dict[tuple[bool, bool], tuple[float, float]] = {}
        for counted in sorted(by_points):
            part = counted < self._rule.file_below, counted < self._rule.desk_below
            lowest, share = parts.get(part, (counted, 0.0))
            parts[part] = lowest, share + by_points[counted]
        return tuple(parts.values())


def points_of_crimes(scenario: Scenario, rule: ByFactors, offence: Offence, named: bool) -> dict[float, float]:
    """Give the shares of an offence's crimes, with a suspect named or without, by points; the shares add up to 1."""
    factors = scenario.demand.factors
    weights, for_named = points_by_factor(rule, tuple(factors))
    has = _given_prospect(offence.named_suspect, scenario.mechanics.score_accuracy)
    likely = has if named else 1 - has
    spread: dict[float, Any] = {for_named * named: likely / likely.sum()}
    for weight, factor in zip(weights, factors.values(), strict=True):
        has = _given_prospect(factor.by_offence.get(offence.name, factor.share), factor.accuracy)
        added: dict[float, Any] = {}
        for counted, share in spread.items():
            for total, part in ((counted, share * (1 - has)), (round(counted + weight, DECIMALS), share * has)):
                added[total] = added.get(total, 0.0) + part
        spread = added
    return {counted: float(np.sum(share)) for counted, share in spread.items()}


def _given_prospect(share: float, accuracy: float) -> Floats:
    """Give the chance of what a share of crimes has, at every point of the true prospect, as the tape draws it."""
    from scipy import special

    prospect = (np.arange(PROSPECTS) + 0.5) / PROSPECTS
    seen = special.ndtri(share) - accuracy * special.ndtri(prospect)
    return np.asarray(special.ndtr(seen / np.sqrt(1 - accuracy**2)), dtype=np.float64)


def _reported(scenario: Scenario, offence: Offence, attended: bool) -> Floats:
    """Give the share of an offence's crimes, attended or not, that is reported in each minute of the week."""
    from demandsim.scenario.flows import attended_at_all  # which follow the cases made here

    demand, reported = scenario.demand, offence.reported
    parts: list[tuple[str, float]] = []
    kind = next((kind for kind in demand.incidents if kind.name == offence.kind), None)
    if kind is not None:
        went = attended_at_all(kind, scenario.desk_rules.grade)
        share = reported.incident * (went if attended else 1 - went)
        parts = [(demand.lines[line].profile, share * by) for line, by in kind.by.items()]
        parts.append((demand.generated_profile, share * max(0.0, 1 - sum(kind.by.values()))))
    if not attended:
        parts.append((demand.lines[demand.call_line].profile, reported.call))
        parts.append((demand.online_profile, reported.online))
    week = sum(np.array(demand.profiles[name].week) * share for name, share in parts)
    minutes: Floats = np.repeat(np.asarray(week, dtype=np.float64), WEEK_MINUTES // 168)
    minutes /= minutes.sum()
    return minutes


def _minutes(hours: Hours) -> NDArray[np.bool_]:
    """Tell for each minute of the week from Monday 00:00 whether it lies in the hours."""
    there = np.zeros(WEEK_MINUTES, dtype=np.bool_)
    for begins, until in windows(hours):
        there[np.arange(begins // MINUTE, until // MINUTE) % WEEK_MINUTES] = True
    return there


def _next_open(there: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Give for each minute of the week itself where it is open, else the minute in which it opens next."""
    opens = np.flatnonzero(there)
    following = np.searchsorted(opens, np.arange(WEEK_MINUTES))
    return opens[following % len(opens)]
