"""Strength: full-time equivalents of a unit over the run, by which its hours are counted; heads are in `flows`."""

from __future__ import annotations

from demandsim.scenario.bodies import Body
from demandsim.scenario.flows import holders_in, officers_in, supervisors_in
from demandsim.scenario.workforce import SUPERVISORS, Team

Strengths = dict[str | None, float]
"""Full-time equivalents by the shift of their own that people work; None: the team's."""


def strengths(
    team: Team,
    place: str,
    *,
    skill: str | None = None,
    supervisors: bool = False,
    attending: bool = False,
    paid: bool = False,
) -> Strengths:
    """Add up the full-time equivalents of a unit by shift, as a mean over the run.

    Part-time, days of service, people who join and the chance of leaving count; so does protected learning, which
    takes away from the hours worked, unless `paid` ones are asked for. Officers, or the `supervisors`; only holders of
    a `skill` where one is named, and nobody on restricted duties where they are `attending`. Posts that nobody joins
    or leaves count whole.
    """
    if team.bodies is None:
        if skill is not None:
            return {None: holders_in(team, place, skill)}
        return {None: (supervisors_in if supervisors else officers_in)(team, place)}
    bodies = [one for one in team.bodies.get(place, ()) if (one.rank in SUPERVISORS) == supervisors]
    posts = sum(one.first_day for one in bodies if one.skills is None)
    shared = 0.0 if skill is None or not posts else int(team.skills.get(skill, 0.0) * posts + 0.5) / posts
    found: Strengths = {}
    for one in bodies:
        part = 0.0 if attending and one.restricted else 1.0 if skill is None else _holding(one, skill, shared)
        found[one.shift] = found.get(one.shift, 0.0) + part * (one.paid if paid else one.working)
    return found


def strength_in(team: Team, place: str, *, skill: str | None = None, supervisors: bool = False) -> float:
    """Give the full-time equivalents of a unit that are at work, as a mean over the run; see `strengths`."""
    return sum(strengths(team, place, skill=skill, supervisors=supervisors).values())


def _holding(body: Body, skill: str, shared: float) -> float:
    """Give the share of people alike who hold a skill; `shared` is that of the posts."""
    if body.skills is not None:
        return float(skill in body.skills)
    return 0.0 if skill in body.without else shared
