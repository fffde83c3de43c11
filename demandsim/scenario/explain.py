"""Explain: what a scenario will ask of its people, in plain words and bars, before anything is run."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING

from demandsim.scenario.contact_load import offered_calls
from demandsim.scenario.decisions import decision_table
from demandsim.scenario.explain_rosters import PaidHours, paid_hours, week_chart
from demandsim.scenario.flows import crime_flows, teams_at
from demandsim.scenario.gaps import nobody_on_duty
from demandsim.scenario.headcount import Headcount, headcounts
from demandsim.scenario.load import (
    Week,
    at_work,
    attending_hours,
    case_work,
    hours_a_year,
    offered_incidents,
    responders,
    supervisor_hours,
)
from demandsim.scenario.workforce import FORCE

if TYPE_CHECKING:
    from demandsim.scenario.scenario import Scenario

OVERLOADED = "OVERLOADED"
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WIDE, LINE = 22, 118
CAVEAT = (
    "Means only: no queues, no chance, and nothing of what the force causes itself (calls again,",
    "victims asking for news, transfers, work beyond people's skills). Expect more, not less.",
    f"{OVERLOADED} marks where more is asked for than people can give.",
)
STREET = (
    "STREET: officers kept busy by incidents / officers on duty, by hour of the week",
    "  (the bar is how much of those on duty is asked for; ! is more than all)",
)


@dataclass(frozen=True, slots=True)
class HourlyLoad:
    """People asked for and people there, hour by hour of the week from Monday 00:00."""

    name: str
    asked: Week
    there: Week

    @property
    def ratio(self) -> float:
        """People asked for divided by people there, over the whole week."""
        return _ratio(sum(self.asked), sum(self.there))

    @property
    def tightest(self) -> tuple[int, float]:
        """The hour of the week with the highest ratio, and that ratio."""
        ratios = [_ratio(asked, there) for asked, there in zip(self.asked, self.there, strict=True)]
        hour = max(range(len(ratios)), key=ratios.__getitem__)
        return hour, ratios[hour]

    @property
    def overloaded_hours(self) -> int:
        """Hours of the week in which more people are asked for than are there."""
        return sum(asked > there for asked, there in zip(self.asked, self.there, strict=True))


@dataclass(frozen=True, slots=True)
class YearlyLoad:
    """Hours of work asked for in a year and hours that people are there to do it."""

    team: str
    place: str
    crimes: float
    """Crimes a year that come by the routes and the screening, transfers apart."""
    attending: float
    """Hours spent on incidents."""
    casework: float
    """Hours of work on crimes."""
    there: float
    """Hours at work."""
    supervision: float
    """Supervisors' hours that allocation and reviews ask for."""
    supervisors: float
    """Supervisors' hours at work."""

    @property
    def ratio(self) -> float:
        """Hours asked for divided by hours at work."""
        return _ratio(self.attending + self.casework, self.there)

    @property
    def supervision_ratio(self) -> float:
        """Supervisors' hours asked for divided by their hours at work."""
        return _ratio(self.supervision, self.supervisors)


@dataclass(frozen=True, slots=True)
class SkillLoad:
    """Hours of crimes that need a skill, and hours at work of those in the team who hold it."""

    team: str
    skill: str
    asked: float
    there: float

    @property
    def ratio(self) -> float:
        """Hours asked for divided by hours at work of those who hold the skill."""
        return _ratio(self.asked, self.there)


@dataclass(frozen=True, slots=True)
class WorkNobodyMayDo:
    """Crimes a year that the routes give to a unit in which nobody holds all the skills that they need."""

    team: str
    place: str
    offence: str
    crimes: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a scenario asks of its people: pure arithmetic on means, without queues and chance."""

    title: str
    contact: tuple[HourlyLoad, ...]
    """Calls by contact team."""
    response: tuple[HourlyLoad, ...]
    """Incidents by area."""
    gaps: tuple[str, ...]
    """Hours of the week in which emergencies may come in and nobody of a response team is ever on duty, in words."""
    people: tuple[Headcount, ...]
    """Who there is, by team, where people are listed, join or leave."""
    paid: tuple[PaidHours, ...]
    """Paid hours and hours on duty, by team."""
    units: tuple[YearlyLoad, ...]
    """A year of work by unit."""
    skills: tuple[SkillLoad, ...]
    """A year of work that needs a skill, by team."""
    nobody: tuple[WorkNobodyMayDo, ...]
    """Crimes that come to people who all lack a skill."""
    decisions: tuple[str, ...]
    """The investigative model as a decision table, one line each."""

    def text(self) -> str:
        """Write it for people, in plain words with small bars."""
        lines = [self.title, "=" * len(self.title), ""]
        lines += [*CAVEAT, ""]
        lines += ["TELEPHONE: handlers kept busy by first calls, and handlers there, by hour of the day"]
        for load in self.contact:
            lines += _by_hour(load)
        lines += ["", *STREET]
        for load in self.response:
            lines += [_summary(load), *week_chart(load.asked, load.there)]
        lines += [f"  WARNING: {gap}" for gap in self.gaps]
        if self.people:
            lines += ["", "PEOPLE: on the first day, and expected to join and to leave in the run"]
            lines += [f"  {each.text()}" for each in self.people]
        lines += ["", "PAID HOURS: what becomes of them in a year", *(hours.text() for hours in self.paid)]
        lines += [
            "",
            "A YEAR OF WORK, in hours: incidents, investigation, and hours at work",
            *_years(self.units),
        ]
        lines += [
            "",
            "SUPERVISION: hours that allocation and reviews ask of supervisors, and their hours at work",
        ]
        lines += _supervisors(self.units)
        lines += ["", "SKILLS: hours of crimes that need a skill, and hours at work of those who hold it"]
        lines += [
            f"  {one.team:{WIDE}}{one.skill:{WIDE}}{one.asked:>10,.0f}{one.there:>10,.0f}{_flag(one.ratio)}"
            for one in self.skills
        ]
        lines += ["", "WORK THAT NOBODY IN THE TEAM MAY DO", *_nobody(self.nobody)]
        lines += ["", "WHO GETS WHICH CRIME", *self.decisions]
        return "\n".join(_wrapped(line) for line in lines) + "\n"


def explain(scenario: Scenario) -> Explanation:
    """Work out what a scenario asks of its people, by arithmetic on its figures alone."""
    flows = crime_flows(scenario)
    work = case_work(scenario, flows)
    attending = attending_hours(scenario)
    units, skills, nobody = [], [], []
    for name, team in scenario.workforce.teams.items():
        asked: dict[str, float] = {}
        held: dict[str, float] = {}
        for place in team.posts:
            done = work.get((name, place))
            if done is None and (name, place) not in attending:
                continue
            there = hours_a_year(scenario, team, place)
            units.append(
                YearlyLoad(
                    team=name,
                    place=place,
                    crimes=done.crimes if done else 0.0,
                    attending=attending.get((name, place), 0.0),
                    casework=done.hours if done else 0.0,
                    there=there,
                    supervision=done.supervision if done else 0.0,
                    supervisors=supervisor_hours(scenario, name, place),
                )
            )
            for skill, hours in done.by_skill.items() if done else ():
                asked[skill] = asked.get(skill, 0.0) + hours
                held[skill] = held.get(skill, 0.0) + hours_a_year(scenario, team, place, skill=skill)
            for offence, crimes in done.beyond.items() if done else ():
                nobody.append(WorkNobodyMayDo(name, place, offence, crimes))
        skills += [
            SkillLoad(name, skill, asked[skill], held[skill]) for skill in scenario.workforce.skills if skill in asked
        ]
    return Explanation(
        title=scenario.about.title,
        contact=_contact(scenario),
        response=_response(scenario),
        gaps=tuple(nobody_on_duty(scenario)),
        people=headcounts(scenario),
        paid=paid_hours(scenario),
        units=tuple(units),
        skills=tuple(skills),
        nobody=tuple(nobody),
        decisions=tuple(decision_table(scenario, flows)),
    )


def _contact(scenario: Scenario) -> tuple[HourlyLoad, ...]:
    """Calls of a line that several teams answer are shared by the hours that their handlers are there."""
    teams = teams_at(scenario, "contact")
    there = {name: at_work(scenario, team, team.posts) for name, team in teams.items()}
    asked = {name: [0.0] * len(week) for name, week in there.items()}
    for line in scenario.demand.lines:
        answering = {name: sum(there[name]) for name in there if line in teams[name].lines}
        for name, hours in answering.items():
            share = hours / sum(answering.values())
            for hour, busy in enumerate(offered_calls(scenario, line)):
                asked[name][hour] += busy * share
    return tuple(HourlyLoad(name, tuple(asked[name]), there[name]) for name in there)


def _response(scenario: Scenario) -> tuple[HourlyLoad, ...]:
    """Officers of the whole force count in an area by the area's share of demand."""
    loads = []
    for area, each in scenario.places.areas.items():
        there = [0.0] * 168
        for (name, place), _ in responders(scenario, area):
            team = scenario.workforce.teams[name]
            part = each.share if place == FORCE else 1.0
            for hour, people in enumerate(at_work(scenario, team, [place], part=part, attending=True)):
                there[hour] += people
        loads.append(HourlyLoad(area, offered_incidents(scenario, area), tuple(there)))
    return tuple(loads)


def _wrapped(line: str) -> str:
    """Break a long line of words, its continuation indented further; tables and bars are shorter."""
    if len(line) <= LINE:
        return line.rstrip()
    indent = " " * (len(line) - len(line.lstrip()) + 4)
    return "\n".join(wrap(line, LINE, subsequent_indent=indent))


def _ratio(asked: float, there: float) -> float:
    if there > 0:
        return asked / there
    return float("inf") if asked > 0 else 0.0


def _flag(ratio: float) -> str:
    """Write a ratio, and flag what is more than people can do."""
    written = f"{ratio:>9.0%}" if ratio < float("inf") else "   nobody"
    return written + (f"  {OVERLOADED}" if ratio > 1 else "")


def _by_hour_of_day(week: Week) -> list[float]:
    return [sum(week[hour::24]) / 7 for hour in range(24)]


def _summary(load: HourlyLoad) -> str:
    hour, ratio = load.tightest
    when = f"{DAYS[hour // 24]} {hour % 24:02d}:00"
    tightest = f"with {ratio:.0%}" if ratio < float("inf") else "with nobody"
    text = f"  {load.name}: {load.ratio:.0%} of the hours there are asked for; tightest {when} {tightest}"
    if load.ratio > 1:
        return f"{text}  {OVERLOADED}"
    if load.overloaded_hours:
        return f"{text}; {OVERLOADED} in {load.overloaded_hours} of 168 hours"
    return text


def _by_hour(load: HourlyLoad) -> list[str]:
    """Draw a bar of people asked for (█) in every hour of the day, with a mark (|) where those there end."""
    asked, there = _by_hour_of_day(load.asked), _by_hour_of_day(load.there)
    most = max(*asked, *there)
    rows = [_summary(load)]
    for hour in range(24):
        bar = ["█"] * round(40 * asked[hour] / most)
        bar += [" "] * (42 - len(bar))
        bar[round(40 * there[hour] / most)] = "|"
        over = f"  {OVERLOADED}" if asked[hour] > there[hour] else ""
        rows.append(f"    {hour:02d}  {''.join(bar)}{asked[hour]:6.1f} of {there[hour]:5.1f}{over}")
    return rows


def _years(units: tuple[YearlyLoad, ...]) -> list[str]:
    rows = [f"  {'':{WIDE}}{'':{WIDE}}{'crimes':>10}{'incidents':>10}{'crimes, h':>10}{'at work':>10}{'load':>9}"]
    rows += [
        f"  {unit.team:{WIDE}}{unit.place:{WIDE}}{unit.crimes:>10,.0f}{unit.attending:>10,.0f}"
        f"{unit.casework:>10,.0f}{unit.there:>10,.0f}{_flag(unit.ratio)}"
        for unit in units
    ]
    return rows


def _supervisors(units: tuple[YearlyLoad, ...]) -> list[str]:
    return [
        f"  {unit.team:{WIDE}}{unit.place:{WIDE}}{unit.supervision:>10,.0f}{unit.supervisors:>10,.0f}"
        f"{_flag(unit.supervision_ratio)}"
        for unit in units
        if unit.supervision > 0
    ]


def _nobody(found: tuple[WorkNobodyMayDo, ...]) -> list[str]:
    """Sum over places: which offences come to which team, and where its people all lack a skill."""
    if not found:
        return ["  none: every team has somebody with the skills for every crime that the routes send there"]
    rows: dict[tuple[str, str], list[WorkNobodyMayDo]] = {}
    for each in found:
        rows.setdefault((each.team, each.offence), []).append(each)
    return [
        f"  {team:{WIDE}}{offence:{WIDE}}{sum(each.crimes for each in group):>10,.0f} crimes a year in "
        f"{', '.join(each.place for each in group)}"
        for (team, offence), group in rows.items()
    ]
