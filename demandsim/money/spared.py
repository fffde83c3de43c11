"""Hours spared: what incidents of a kind in an area ask of everybody, so that it can be told what their absence spares.

Means without queue or chance, as `demandsim explain` reckons them. What late answers, silence and transfers add comes
on top, and with fewer incidents there would be less of it: what is said here is rather too little than too much.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from demandsim.money.invested import Effort, added
from demandsim.money.prices import an_hour
from demandsim.quantities import HOUR, YEAR
from demandsim.rules.grade import DeskFirst
from demandsim.scenario.demand import IncidentKind
from demandsim.scenario.flows import (
    Flow,
    attended_at_all,
    crime_flows,
    place_of,
    teams_at,
)
from demandsim.scenario.load import case_work, responders, seconds_of_officers
from demandsim.scenario.workforce import FORCE

if TYPE_CHECKING:
    from demandsim.scenario.scenario import Scenario

Work = Literal["attendance", "calls", "resolution desk", "investigation", "supervision"]
WORKS: tuple[Work, ...] = get_args(Work)


class Named(NamedTuple):
    """A year of incidents of some kinds in an area, and all that they ask for."""

    incidents: float
    crimes: float
    harm: float
    """Harm weights of the crimes added up."""
    asks: dict[Work, Effort]

    @property
    def effort(self) -> Effort:
        """All effort together."""
        return added(list(self.asks.values()))


def a_year_of(scenario: Scenario, area: str, kinds: dict[str, float]) -> Named:
    """Add up a year of incidents in an area; `kinds` gives the share of those of each kind that still happen."""
    demand, place = scenario.demand, scenario.places.areas[area]
    asks: dict[Work, list[Effort]] = defaultdict(list)
    incidents = crimes = harm = 0.0
    flows = []
    for kind in demand.incidents:
        number = kind.per_year * YEAR * place.share * kinds.get(kind.name, 0.0)
        if number:
            incidents += number
            asks["attendance"].append(_attendance(scenario, kind, area).times(number))
            asks["calls"].append(_calls(scenario, kind).times(number))
            asks["resolution desk"].append(_resolution(scenario, kind, area).times(number))
    for flow in _of_incidents(scenario, area):
        offence = demand.offences[flow.sort.facts.offence]
        left = kinds.get(str(offence.kind), 0.0)
        if left:
            crimes += flow.per_year * left
            harm += flow.per_year * left * offence.harm
            flows.append(flow._replace(per_year=flow.per_year * left))
    for unit, work in case_work(scenario, flows).items():
        asks["investigation"].append(Effort(work.hours, work.hours * an_hour(scenario, unit)))
        led = work.supervision * an_hour(scenario, unit, supervisors=True)
        asks["supervision"].append(Effort(work.supervision, led))
    return Named(incidents, crimes, harm, {work: added(asks[work]) for work in WORKS})


def _attendance(scenario: Scenario, kind: IncidentKind, area: str) -> Effort:
    """Give travel, scene and custody of all officers of one incident, and the report of the first."""
    report = 0.0 if kind.report is None else kind.report.mean
    seconds = seconds_of_officers(scenario, kind, area) + report * attended_at_all(kind, scenario.desk_rules.grade)
    price = sum(share * an_hour(scenario, unit) for unit, share in responders(scenario, area))
    return Effort(seconds / HOUR, seconds / HOUR * price)


def _resolution(scenario: Scenario, kind: IncidentKind, area: str) -> Effort:
    """Give the work of the resolution desk on one incident: of those assessed so, and those that it takes first."""
    teams = teams_at(scenario, "resolution")
    units = [(name, place) for name, team in teams.items() if (place := place_of(team, area)) is not None]
    if kind.desk is None or not units:
        return Effort(0.0, 0.0)
    rule = scenario.desk_rules.grade
    first = rule.grades if isinstance(rule, DeskFirst) and kind.name in rule.incidents else ()
    tried = rule.share if isinstance(rule, DeskFirst) else 0.0
    share = sum(
        part * (1.0 if grade == "resolution" else tried * (grade in first)) for grade, part in kind.grades.items()
    )
    hours = share * kind.desk.mean / HOUR
    return Effort(hours, hours * sum(an_hour(scenario, unit) for unit in units) / len(units))


def _calls(scenario: Scenario, kind: IncidentKind) -> Effort:
    """Give talk and wrap of the call by which one incident is reported; what officers come across rings nobody."""
    found = [Effort(0.0, 0.0)]
    for dialled, share in kind.by.items():
        for line, seconds in _handling(scenario, dialled).items():
            hours = share * seconds / HOUR
            found.append(Effort(hours, hours * _handlers_hour(scenario, line)))
    return added(found)


def _handling(scenario: Scenario, dialled: str) -> dict[str, float]:
    """Give the mean seconds of one call about an incident by the line on which they are spent."""
    demand, here = scenario.demand, scenario.demand.lines[dialled]
    spent: dict[str, float] = defaultdict(float)
    stays = 1.0
    if here.online is not None:
        online = here.online.share.get("incident", 0.0)
        there = demand.lines[here.online.line]
        spent[here.online.line] += online * (there.talk.mean + there.wrap.mean)
        stays -= online
    if demand.switchboard is not None and dialled in scenario.desk_rules.answer.switchboard:
        spent[demand.switchboard.line] += stays * demand.lines[demand.switchboard.line].talk.mean
        stays *= 1 - demand.switchboard.resolves.get("incident", 0.0)
    spent[dialled] += stays * (here.talk.mean + here.wrap.mean)
    return spent


def _handlers_hour(scenario: Scenario, line: str) -> float:
    """Give the price of an hour of those who answer a line, the mean over its teams and their places."""
    teams = {name: team for name, team in teams_at(scenario, "contact").items() if line in team.lines}
    every = [an_hour(scenario, (name, place)) for name, team in teams.items() for place in team.posts or (FORCE,)]
    prices = [price for price in every if price > 0]
    return sum(prices) / len(prices) if prices else 0.0


def _of_incidents(scenario: Scenario, area: str) -> list[Flow]:
    """Give the flows of an area's crimes with those of incidents alone: they do not happen when the incident does not.

    Attended crimes all are such; of the others that part which is not reported in another way.
    """
    kinds = {kind.name: kind for kind in scenario.demand.incidents}
    number = list(scenario.places.areas).index(area)
    found = []
    for flow in crime_flows(scenario):
        offence = scenario.demand.offences[flow.sort.facts.offence]
        if flow.sort.facts.area != number or offence.kind is None:
            continue
        by_incident = offence.reported.incident
        attended = by_incident * attended_at_all(kinds[offence.kind], scenario.desk_rules.grade)
        part = 1.0 if flow.sort.facts.attended else (by_incident - attended) / (1 - attended)
        if part > 0:
            found.append(flow._replace(per_year=flow.per_year * part))
    return found
