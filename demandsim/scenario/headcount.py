"""Headcount: who there is in each team, on what terms, what is vacant, and who is expected to join and leave."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from demandsim.scenario.bodies import Run, stays
from demandsim.scenario.people import Person, Rank, Terms
from demandsim.scenario.workforce import Team

if TYPE_CHECKING:
    from demandsim.scenario.scenario import Scenario

FEW = 0.1
"""People expected to leave below which no number is written."""


@dataclass(frozen=True, slots=True)
class Headcount:
    """The people of a team on the first day, supervisors included, and what is expected in the run."""

    team: str
    heads: int
    fte: float
    """Full-time equivalents of these heads."""
    vacant: int | None
    """Posts of the establishment that nobody holds; None where none is declared."""
    beyond: int
    """Heads in ranks and places beyond those of a declared establishment."""
    restricted: int
    acting: int
    part_time: int
    learning: int
    """Heads with protected learning on the first day."""
    joining: int
    """Those who begin within the run."""
    leaving: float
    """Those whose last day comes before that of the run, and those expected to leave by chance."""

    def text(self) -> str:
        """Write it as one line of words."""
        said = [f"{self.heads} there, {self.fte:.1f} full-time equivalents"]
        counts = {
            "vacant": self.vacant or 0,
            "beyond the establishment": self.beyond,
            "restricted": self.restricted,
            "acting": self.acting,
            "part-time": self.part_time,
            "learning": self.learning,
        }
        said += [f"{number} {what}" for what, number in counts.items() if number]
        said += [f"{self.joining} to join"] if self.joining else []
        leaving = f"{self.leaving:.1f}" if self.leaving >= FEW else f"fewer than {FEW}"
        said += [f"{leaving} expected to leave"] if self.leaving else []
        return f"{self.team}: {', '.join(said)}"


def whole_force(counts: Iterable[Headcount]) -> Headcount:
    """Add headcounts up; what is vacant, where an establishment is declared."""
    teams = list(counts)
    vacant = [each.vacant for each in teams if each.vacant is not None]
    return Headcount(
        team="whole force",
        heads=sum(each.heads for each in teams),
        fte=sum(each.fte for each in teams),
        vacant=sum(vacant) if vacant else None,
        beyond=sum(each.beyond for each in teams),
        restricted=sum(each.restricted for each in teams),
        acting=sum(each.acting for each in teams),
        part_time=sum(each.part_time for each in teams),
        learning=sum(each.learning for each in teams),
        joining=sum(each.joining for each in teams),
        leaving=sum(each.leaving for each in teams),
    )


def headcounts(scenario: Scenario) -> tuple[Headcount, ...]:
    """Count the people of every team whose people are listed, whom somebody joins, or who leave by chance."""
    teams = scenario.workforce.teams
    return tuple(_headcount(scenario, name) for name, team in teams.items() if team.bodies is not None)


def listed(scenario: Scenario) -> list[str]:
    """Say how many people are listed and how many columns with names were passed over, then a line for each team."""
    people, passed_over = len(scenario.workforce.people), scenario.origin.passed_over if scenario.origin else ()
    columns = f"{len(passed_over)} column{'s' * (len(passed_over) != 1)} with names passed over"
    first = [f"people {people:,} listed, {columns}"] if people else []
    return [*first, *(each.text() for each in headcounts(scenario))]


def _headcount(scenario: Scenario, name: str) -> Headcount:
    team, period = scenario.workforce.teams[name], scenario.period
    run = Run(scenario.start, period.warm_up + period.days, scenario.workforce.leavers)
    terms = list(_terms(scenario, name, team))
    there = [(rank, one, number) for rank, one, number in terms if _there(run, one)]
    vacant, beyond = _against_establishment(team)
    return Headcount(
        team=name,
        heads=sum(number for *_, number in there),
        fte=sum(number * one.fte for _, one, number in there),
        vacant=vacant if team.establishment else None,
        beyond=beyond,
        restricted=sum(number for _, one, number in there if one.restricted),
        acting=sum(number for _, one, number in there if isinstance(one, Person) and one.acting),
        part_time=sum(number for _, one, number in there if one.fte < 1),
        learning=sum(number for _, one, number in there if one.learning and run.day(one.learning_until, 0) >= 0),
        joining=sum(number for _, one, number in terms if 0 < run.day(one.begins, 0) < run.days),
        leaving=sum(number * _leaves(run, rank, one) for rank, one, number in terms),
    )


def _terms(scenario: Scenario, name: str, team: Team) -> Iterator[tuple[Rank, Terms, int]]:
    """Give the people of a team and those who join it: rank, terms and number."""
    for one in team.people:
        yield one.rank, one, 1
    for ranks in team.posts.values() if not team.people else ():
        for rank, number in ranks.items():
            yield rank, Terms(), number
    for intake in scenario.workforce.joiners:
        if intake.team == name:
            yield intake.rank, intake, sum(intake.places.values())


def _there(run: Run, terms: Terms) -> bool:
    return run.day(terms.begins, 0) <= 0 <= run.day(terms.ends, 0)


def _leaves(run: Run, rank: Rank, terms: Terms) -> float:
    """Give the probability that somebody leaves within the run: by the last day of service, else by chance."""
    first, last = run.day(terms.begins, 0), run.day(terms.ends, run.days - 1)
    if first >= run.days or last < 0:
        return 0.0
    if last < run.days - 1:
        return 1.0
    share = 0.0 if run.leavers is None else run.leavers.share.get(rank, 0.0)
    since = 0 if isinstance(terms, Person) else max(0, first)
    return 1.0 - float(stays(share, run.days - since))


def _against_establishment(team: Team) -> tuple[int, int]:
    """Count the posts that nobody holds on the first day, and the heads beyond posts, by rank and place."""
    vacant = beyond = 0
    for _, _, posts, heads in establishment_and_heads(team):
        vacant += max(0, posts - heads)
        beyond += max(0, heads - posts)
    return vacant, beyond


def establishment_and_heads(team: Team) -> Iterator[tuple[str, Rank, int, int]]:
    """Give place, rank, posts of the establishment and heads on the first day, where an establishment is declared."""
    if not team.establishment or team.bodies is None:
        return
    for place in dict.fromkeys((*team.establishment, *team.bodies)):
        posts = team.establishment.get(place, {})
        bodies = team.bodies.get(place, ())
        for rank in dict.fromkeys((*posts, *(one.rank for one in bodies))):
            yield place, rank, posts.get(rank, 0), sum(one.first_day for one in bodies if one.rank == rank)
