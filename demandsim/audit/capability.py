"""Capability: which shares of the leaders meet the level that their rank asks for, and who alone holds what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from demandsim.audit.leader_table import COMPETENCIES, Leader, Leaders
from demandsim.scenario.flows import supervisors_in
from demandsim.scenario.scenario import Scenario

WHOLE_FORCE = "whole force"


@dataclass(frozen=True, slots=True)
class Headcount:
    """The leaders of a team in the table, beside its posts."""

    team: str
    posts: int
    """Supervisors' posts in the scenario."""
    leaders: int
    """Rows of the table."""
    acting: int
    """Those of them who act in their rank."""


@dataclass(frozen=True, slots=True)
class Competence:
    """One competency in one team, or in the whole force."""

    team: str
    competency: str
    assessed: int
    not_assessed: int
    meeting: int
    """Assessed leaders at or above the level required of their rank."""

    @property
    def below(self) -> int:
        """The gap: assessed leaders below the level required."""
        return self.assessed - self.meeting

    @property
    def share(self) -> float:
        """Share of the assessed who meet the level; NaN where nobody was assessed."""
        return self.meeting / self.assessed if self.assessed else float("nan")


@dataclass(frozen=True, slots=True)
class Accreditation:
    """One role accreditation in one team, or in the whole force."""

    team: str
    accreditation: str
    holders: int
    leaders: int
    acting_holders: int
    """Holders who act in their rank, and may leave it."""

    @property
    def single(self) -> bool:
        """Whether exactly one leader holds it: a single point of failure."""
        return self.holders == 1


@dataclass(frozen=True, slots=True)
class Capability:
    """What a table of leaders says, added up by team; the whole force comes last."""

    required: dict[str, int]
    """Level by rank."""
    headcounts: tuple[Headcount, ...]
    competences: tuple[Competence, ...]
    accreditations: tuple[Accreditation, ...]
    dropped: tuple[str, ...]
    """Columns that were passed over because they hold names of people."""

    def of(self, team: str) -> Capability | None:
        """Give what the table says of one team; None where the team has no supervisors' posts and no rows."""
        headcounts = tuple(one for one in self.headcounts if one.team == team)
        if not headcounts:
            return None
        competences = tuple(one for one in self.competences if one.team == team)
        accreditations = tuple(one for one in self.accreditations if one.team == team)
        return Capability(self.required, headcounts, competences, accreditations, ())


def capability(scenario: Scenario, table: Leaders, required: Mapping[str, int]) -> Capability:
    """Add a table of leaders up by team, in the scenario's order, and for the whole force.

    Teams have a row where they have supervisors' posts or leaders in the table.
    """
    headcounts, competences, accreditations = [], [], []
    posts = {
        name: sum(supervisors_in(team, place) for place in team.posts)
        for name, team in scenario.workforce.teams.items()
    }
    groups = {name: [leader for leader in table.leaders if leader.team == name] for name in posts}
    posts[WHOLE_FORCE], groups[WHOLE_FORCE] = sum(posts.values()), list(table.leaders)
    for name, group in groups.items():
        if not group and not posts[name]:
            continue
        headcounts.append(Headcount(name, posts[name], len(group), sum(leader.acting for leader in group)))
        if not group:
            continue
        competences += [_competence(name, number, group, required) for number in range(len(COMPETENCIES))]
        for number, what in enumerate(table.accreditations):
            holders = [leader for leader in group if leader.holds[number]]
            acting = sum(leader.acting for leader in holders)
            accreditations.append(Accreditation(name, what, len(holders), len(group), acting))
    return Capability(dict(required), tuple(headcounts), tuple(competences), tuple(accreditations), table.dropped)


def _competence(team: str, number: int, group: list[Leader], required: Mapping[str, int]) -> Competence:
    found = [(level, required[leader.rank]) for leader in group if (level := leader.levels[number]) is not None]
    meeting = sum(level >= wanted for level, wanted in found)
    return Competence(team, COMPETENCIES[number], len(found), len(group) - len(found), meeting)
