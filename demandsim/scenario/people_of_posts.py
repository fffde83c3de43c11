"""People of posts: the roster by people that a scenario of posts and shares amounts to, for a force to fill in."""

from __future__ import annotations

from collections.abc import Iterator

from demandsim.scenario.people import SUPERVISORS, Person
from demandsim.scenario.people_checks import groups_of
from demandsim.scenario.roster_table import HEADINGS, NAMES_OF_PEOPLE, words_of
from demandsim.scenario.scenario import Scenario
from demandsim.scenario.workforce import FORCE, Team

FIELDS = (
    *("id", "team", "area", "rank", "acting", "fte", "shift", "group", "begins", "ends", "restricted", "learning"),
    *("learning_until", "point", "role"),
)
"""Columns of a roster table that are not skills, in the order in which they are written."""
MOST_GROUPS = 100
Cell = str | int | float


def people_of(scenario: Scenario) -> tuple[Person, ...]:
    """List the people of a scenario: those listed as they are, and one for each post of the other teams.

    Of posts, the group and the skills are those that the roster deals them: the first of a unit's officers, and of its
    supervisors, hold each skill, as many as its share says. Teams of positions by hour have no people, and those who
    join are not listed.
    """
    teams = scenario.workforce.teams.items()
    return tuple(one for name, team in teams for one in (team.people or _of_posts(scenario, name, team)))


def _of_posts(scenario: Scenario, name: str, team: Team) -> Iterator[Person]:
    for place in (*scenario.places.areas, FORCE):
        posts = [(rank, number) for rank, held in team.posts.get(place, {}).items() for number in range(held)]
        groups = groups_of(scenario, team)
        alike = {above: sum((rank in SUPERVISORS) == above for rank, _ in posts) for above in (False, True)}
        met = {False: 0, True: 0}
        for rank, number in posts:
            above = rank in SUPERVISORS
            shares = ((skill, team.skills.get(skill, 0.0)) for skill in scenario.workforce.skills)
            yield Person(
                id=f"{name}-{place}-{rank}-{number}",
                team=name,
                area=place,
                rank=rank,
                group=number % groups + 1 if 1 < groups <= MOST_GROUPS else None,
                skills=tuple(skill for skill, share in shares if met[above] < int(share * alike[above] + 0.5)),
            )
            met[above] += 1


def roster_rows(scenario: Scenario) -> tuple[tuple[str, ...], list[tuple[Cell, ...]]]:
    """Give the roster table of a scenario: its headings, and a row for each of its people.

    Every skill has a column of yes and no, unless a heading of its name would be read as something else; those stand
    in the list under `skills`.
    """
    people, skills = people_of(scenario), scenario.workforce.skills
    words = [words_of(skill) for skill in skills]
    own = tuple(
        skill
        for skill, said in zip(skills, words, strict=True)
        if said not in HEADINGS and not NAMES_OF_PEOPLE.intersection(said.split()) and words.count(said) == 1
    )
    rest = [skill for skill in skills if skill not in own]
    named = ("name",) if scenario.workforce.keep_names else ()
    rows: list[tuple[Cell, ...]] = []
    for one in people:
        listed = "; ".join(skill for skill in one.skills if skill in rest)
        held = ["yes" if skill in one.skills else "no" for skill in own]
        fields = [_cell(getattr(one, field)) for field in (*named, *FIELDS)]
        rows.append((*fields, *held, *([listed] if rest else [])))
    return (*named, *(field.replace("_", " ") for field in FIELDS), *own, *(["skills"] if rest else [])), rows


def _cell(value: object) -> Cell:
    """Write a field of a person as a cell: nothing for what is left out."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, int | float):
        return value
    return "" if value is None else str(value)
