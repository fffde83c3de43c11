"""Contact load: how many contacts each line brings by what they are about, and how many handlers they keep busy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from demandsim.scenario.lines import MATTERS, Matter

if TYPE_CHECKING:
    from demandsim.scenario.scenario import Scenario

Week = tuple[float, ...]


def contacts_by_matter(scenario: Scenario, name: str) -> dict[Matter, float]:
    """Give the first contacts a second that dial a line, by what they are about, before any use another line instead.

    Callers who were told beforehand to ring another agency do not count: they do not ring.
    """
    demand = scenario.demand
    line = demand.lines[name]
    incident = sum(kind.per_year * kind.by.get(name, 0.0) for kind in demand.incidents)
    crime = sum(offence.per_year * offence.reported.call for offence in demand.offences) * (name == demand.call_line)
    rest = max(0.0, line.volume - incident - crime)
    other = rest * line.other_agency
    return {
        "information": rest - other,
        "incident": incident,
        "crime": crime,
        "other agency": other * (1 - line.signposted),
    }


def offered_calls(scenario: Scenario, name: str) -> Week:
    """Give the mean number of handlers that a line's first contacts keep busy, hour by hour of the week (erlangs).

    Contacts that use another line instead are counted there, and on a switchboard's line the calls that it answers
    first; what it ends there and then does not reach the line that was dialled.
    """
    demand = scenario.demand
    switchboard, through = demand.switchboard, scenario.desk_rules.answer.switchboard
    week = [0.0] * 168

    def add(dialled: str, rate: float, seconds: float) -> None:
        for hour, factor in enumerate(demand.profiles[demand.lines[dialled].profile].week):
            week[hour] += rate * seconds * factor

    for dialled, line in demand.lines.items():
        matters = contacts_by_matter(scenario, dialled)
        shifted = {matter: line.online.share.get(matter, 0.0) if line.online else 0.0 for matter in MATTERS}
        handling = line.talk.mean + line.wrap.mean
        if line.online is not None and line.online.line == name:
            there = demand.lines[name]
            add(dialled, sum(matters[m] * shifted[m] for m in MATTERS), there.talk.mean + there.wrap.mean)
        stays = {matter: matters[matter] * (1 - shifted[matter]) for matter in MATTERS}
        if switchboard is not None and dialled in through:
            if switchboard.line == name:
                add(dialled, sum(stays.values()), demand.lines[name].talk.mean)
            stays = {matter: rate * (1 - switchboard.resolves.get(matter, 0.0)) for matter, rate in stays.items()}
        if dialled == name:
            add(dialled, sum(stays.values()), handling)
    return tuple(week)
