"""Skills: hours a week of crimes that need a skill, beside the hours of those who hold it, unit by unit.

Pure arithmetic on means, from the same load as `explain`. A crime that needs two skills counts in full for both, and
an officer's hours count in full for every skill that he or she holds.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from demandsim.rules.screen import DESK, FILE
from demandsim.scenario.flows import Flow, holders_in, officers_in
from demandsim.scenario.load import WEEKS_A_YEAR, CaseWork, Unit, at_work, attending_hours, hours_a_year, units_of
from demandsim.scenario.scenario import Scenario
from demandsim.scenario.strength import strength_in
from demandsim.scenario.workforce import Team

ALL_WORK = "all investigation"
"""Stands in the place of a skill for all work on crimes, whatever it needs."""
FIRST_OF_WEEKEND = 5 * 24


@dataclass(frozen=True, slots=True)
class SkillNeed:
    """One skill in one unit: a week of work that needs it, and those who hold it."""

    skill: str
    team: str
    place: str
    required: float
    """Hours a week of crimes that need the skill."""
    harm: float
    """Harm weight of those crimes, a week of them added up."""
    officers: int
    holders: int
    an_officer: float
    """Hours a week that one officer is at work, less the share that incidents take."""
    equivalent: float | None = None
    """Holders as so many of these, where people are listed, join or leave: a part-time holder is less than one."""

    @property
    def available(self) -> float:
        """Hours a week of the holders."""
        return (self.holders if self.equivalent is None else self.equivalent) * self.an_officer

    @property
    def gap(self) -> float:
        """Hours a week that the holders are short of; 0 where they have enough."""
        return max(0.0, self.required - self.available)

    @property
    def harm_per_hour(self) -> float:
        """Mean harm weight of the crimes for each hour of work on them."""
        return self.harm / self.required if self.required > 0 else 0.0

    @property
    def harm_gap(self) -> float:
        """The gap weighted by harm: harm weight of a week's crimes for which the holders have no hours."""
        return self.gap * self.harm_per_hour

    @property
    def nobody(self) -> bool:
        """Whether crimes need the skill and nobody in the unit holds it."""
        return self.required > 0 and self.holders == 0

    @property
    def single(self) -> bool:
        """Whether crimes need the skill and exactly one officer of the unit holds it."""
        return self.required > 0 and self.holders == 1


@dataclass(frozen=True, slots=True)
class Cover:
    """How often a holder of a skill is expected on duty in a unit, as shares of the hours concerned."""

    skill: str
    team: str
    place: str
    on_duty: float
    """Mean number of holders on duty over the week."""
    below: float
    """Share of the hours of the week in which fewer than one holder is expected."""
    below_at_night: float
    """The same for 22:00 to 06:00 on any day."""
    below_at_weekends: float
    """The same for Saturday and Sunday."""


def skill_needs(scenario: Scenario, flows: list[Flow], work: dict[Unit, CaseWork]) -> tuple[SkillNeed, ...]:
    """Set required against held by skill, team and area, in their order in the scenario; `ALL_WORK` comes last.

    `work` is `case_work(scenario, flows)`. A unit has a row for every skill that its crimes need or its officers hold.
    """
    harm, attending = _harm(scenario, flows), attending_hours(scenario)
    found = []
    for skill in (*scenario.workforce.skills, ALL_WORK):
        for name, team in scenario.workforce.teams.items():
            for place in team.posts:
                unit = name, place
                done = work.get(unit)
                if done is None:
                    continue
                officers = officers_in(team, place)
                hours = done.hours if skill == ALL_WORK else done.by_skill.get(skill, 0.0)
                holders = officers if skill == ALL_WORK else holders_in(team, place, skill)
                if hours == 0 and holders == 0:
                    continue
                there = hours_a_year(scenario, team, place)
                left = max(0.0, there - attending.get(unit, 0.0))
                found.append(
                    SkillNeed(
                        skill=skill,
                        team=name,
                        place=place,
                        required=hours / WEEKS_A_YEAR,
                        harm=harm[unit, skill] / WEEKS_A_YEAR,
                        officers=officers,
                        holders=holders,
                        an_officer=left / officers / WEEKS_A_YEAR if officers else 0.0,
                        equivalent=None if team.bodies is None else _equivalent(team, place, skill),
                    )
                )
    return tuple(found)


def _equivalent(team: Team, place: str, skill: str) -> float:
    """Give the holders of a skill as so many of the mean officer of their unit."""
    strength = strength_in(team, place)
    holding = strength if skill == ALL_WORK else strength_in(team, place, skill=skill)
    return officers_in(team, place) * holding / strength if strength else 0.0


def _harm(scenario: Scenario, flows: list[Flow]) -> dict[tuple[Unit, str], float]:
    """Add up the harm weights of a year's crimes by unit and skill, as `case_work` adds up their hours."""
    areas, harm = tuple(scenario.places.areas), defaultdict[tuple[Unit, str], float](float)
    for flow in flows:
        offence = scenario.demand.offences[flow.sort.facts.offence]
        needed = () if flow.decision in (FILE, DESK) else offence.skills
        for unit, share in units_of(scenario, flow, areas[flow.sort.facts.area]):
            for skill in (*needed, ALL_WORK):
                harm[unit, skill] += flow.per_year * share * offence.harm
    return harm


def covers(scenario: Scenario, needs: tuple[SkillNeed, ...]) -> tuple[Cover, ...]:
    """Say how often a holder is expected on duty, where crimes need the skill and somebody holds it."""
    wanted = (need for need in needs if need.skill != ALL_WORK and need.required > 0 and need.holders > 0)
    return tuple(_cover(scenario, need) for need in wanted)


def _cover(scenario: Scenario, need: SkillNeed) -> Cover:
    week = at_work(scenario, scenario.workforce.teams[need.team], [need.place], skill=need.skill)
    hours = range(len(week))

    def below(chosen: list[int]) -> float:
        return sum(week[hour] < 1 for hour in chosen) / len(chosen)

    return Cover(
        skill=need.skill,
        team=need.team,
        place=need.place,
        on_duty=sum(week) / len(week),
        below=below(list(hours)),
        below_at_night=below([hour for hour in hours if hour % 24 >= 22 or hour % 24 < 6]),
        below_at_weekends=below([hour for hour in hours if hour >= FIRST_OF_WEEKEND]),
    )
