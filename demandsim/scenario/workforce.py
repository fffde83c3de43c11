"""Workforce: teams, their posts, skills and shifts, and how much of the time people are there."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator

from demandsim.quantities import Duration, Share
from demandsim.rules.choice import Choice, Grade, Name
from demandsim.scenario.calendar import TABLE_LENGTHS
from demandsim.scenario.people import FORCE as FORCE
from demandsim.scenario.people import SUPERVISORS as SUPERVISORS
from demandsim.scenario.people import Joiners, Leavers, Person
from demandsim.scenario.people import Rank as Rank
from demandsim.scenario.shifts import Season, Shift

Desk = Literal["contact", "response", "investigation", "resolution"]
SICKNESS = "sickness"
COURSE = "course"


class Rest(Choice):
    """The break of a turn: taken when nothing waits, or missed."""

    time: Duration = Field(gt=0)
    """Length."""
    after: Duration
    """Time from the start of the turn from which it may begin."""
    before: Duration
    """Time from the start of the turn by which it must have begun, else it is missed."""
    interrupt_for: tuple[Grade, ...] = ("emergency",)
    """Grades for which somebody is called away from a break; the rest of it is lost."""


class Protected(Choice):
    """Protected investigation days: turns in which an officer who attends incidents is left to investigate."""

    every: int = Field(ge=1, le=100)
    """Every so many turns of an officer one is protected; officers begin at different turns."""
    break_for: tuple[Grade, ...] = ("emergency",)
    """Grades for which somebody is sent all the same, after everybody else."""


class Course(Choice):
    """A course: some officers of a team are away for days, and hold a skill at its end."""

    team: Name
    """Their team."""
    places: dict[Name, Annotated[int, Field(ge=0, le=1000)]]
    """Officers by area or `force`: the first of the unit, supervisors apart, who do not hold the skill."""
    skill: Name
    """Skill that they hold afterwards."""
    begins: date
    """First day."""
    days: int = Field(ge=1, le=400)
    """Calendar days; turns that begin on them are missed."""


YEAR_OF_DAYS = tuple((date(2000, 1, 1) + timedelta(days=day)).strftime("%m-%d") for day in range(366))
"""Every day of a leap year, as month and day."""


class Team(Choice):
    """A team: who is in it by area and rank, what they do, what they can do and when they work."""

    desks: tuple[Desk, ...]
    """What the team does: contact, response, investigation, resolution (one or more)."""
    posts: dict[Name, dict[Rank, Annotated[int, Field(ge=0, le=20000)]]] = {}
    """Posts by area (or `force`) and rank. Of a team whose people are listed, they are counted."""
    people: tuple[Person, ...] = ()
    """Those of `workforce.people` who belong to the team, filled in on reading; not written here."""
    establishment: dict[Name, dict[Rank, Annotated[int, Field(ge=0, le=20000)]]] = {}
    """With listed people: posts that there ought to be, by area and rank; those beyond the people are vacant."""
    positions: tuple[Annotated[int, Field(ge=0, le=2000)], ...] | None = None
    """Instead of posts, for the contact desk: staffed positions by hour or half hour of the day (24 or 48 numbers) or
    of the week from Monday 00:00 (168 or 336). The table is read by the local clock: the hour skipped in spring is not
    staffed, the hour that comes twice in autumn is staffed twice."""
    paid_hours_per_position_hour: float = Field(default=1.0, ge=1, le=5)
    """With positions: paid hours behind one staffed hour (leave, sickness, training, breaks)."""
    position_rank: Rank = "handler"
    """With positions: rank at which they are costed."""
    lines: tuple[Name, ...] = ()
    """Lines that the team answers."""
    handle_factor: dict[Name, Annotated[float, Field(gt=0, le=10)]] = {}
    """Talk and wrap of the team on a line, compared with the line's own (1.2: a fifth longer)."""
    skills: dict[Name, Share] = {}
    """Share of the team that holds each skill; rarer skills are held by people who hold the commoner ones."""
    shift: Name | None = None
    """Shift pattern."""
    seasons: tuple[Season, ...] = ()
    """Days of the year on which the team works another shift."""
    minimum: dict[Annotated[str, Field(pattern=r"^([A-Z]|all)$")], Annotated[int, Field(ge=0, le=20000)]] = {}
    """Officers (supervisors apart) that each unit of the team must have on a turn, by its letter or for `all` others:
    those away by abstraction are called back, those who would have been there had the share been a little smaller
    first, until it is met or nobody is left; nobody is called back from sickness."""
    rest: Rest | None = None
    """Break of every turn, for officers who are sent to incidents, investigate or resolve them (left out: none)."""
    shares_work: bool = False
    """Whether the team's crimes belong to all of a unit: whoever is free takes up the next and becomes its owner."""
    protected: Protected | None = None
    """Turns in which nobody is sent to incidents, so that crimes are investigated (left out: none)."""
    caseload_cap: int = Field(default=1000, ge=0, le=1000)
    """Open crimes that one officer may hold."""

    @field_validator("positions")
    @classmethod
    def _hours(cls, value: tuple[int, ...] | None) -> tuple[int, ...] | None:
        if value is not None and len(value) not in TABLE_LENGTHS:
            raise ValueError(
                f"positions are 24 or 168 hourly or 48 or 336 half-hourly numbers, without gaps; found {len(value)}"
            )
        return value

    @model_validator(mode="after")
    def _complete(self) -> Team:
        if self.positions is None and self.shift is None:
            raise ValueError("a team with posts needs a `shift`")
        if self.positions is not None and (self.posts or self.shift):
            raise ValueError("a team has either `positions` by hour or `posts` with a `shift`, not both")
        if self.positions is not None and (self.seasons or self.minimum):
            raise ValueError("`seasons` and `minimum` go with `posts` and a `shift`, not with `positions` by hour")
        if self.positions is not None and self.desks != ("contact",):
            raise ValueError("only a contact team can be given as `positions` by hour")
        return self

    @field_validator("seasons")
    @classmethod
    def _one_shift_a_day(cls, value: tuple[Season, ...]) -> tuple[Season, ...]:
        for day in YEAR_OF_DAYS:
            if sum(season.holds(day) for season in value) > 1:
                raise ValueError(f"{day} lies in more than one season")
        return value

    def shift_on(self, month_and_day: str) -> str:
        """Give the name of the shift of a day of the year such as `06-01`, for a team with posts."""
        return next((season.shift for season in self.seasons if season.holds(month_and_day)), str(self.shift))

    def year_by_shift(self) -> dict[str, float]:
        """Give the share of a leap year's days on which the team works each of its shifts."""
        on = Counter(self.shift_on(day) for day in YEAR_OF_DAYS)
        return {name: number / len(YEAR_OF_DAYS) for name, number in on.items()}

    @property
    def shifts(self) -> tuple[str, ...]:
        """Names of the shifts that the team works in the year."""
        return tuple(dict.fromkeys(name for name in (self.shift, *(season.shift for season in self.seasons)) if name))


class Sickness(Choice):
    """Sickness absence: whole spells, so that colleagues are missed for days."""

    share: Share
    """Share of working days lost."""
    spell: Duration
    """Mean length of a spell, in elapsed time."""


class BankHolidays(Choice):
    """Whose bank holidays are kept; the days are those that the library `holidays` names, substitute days included."""

    country: str = Field(pattern=r"^[A-Z]{2}$")
    """Country by its code of two letters, such as GB."""
    subdivision: str | None = None
    """Part of the country, such as ENG."""


def _counted(people: tuple[Person, ...]) -> dict[str, dict[Rank, int]]:
    """Count people by area and rank, each in the order in which it first appears."""
    posts: dict[str, dict[Rank, int]] = {}
    for one in people:
        ranks = posts.setdefault(one.area, {})
        ranks[one.rank] = ranks.get(one.rank, 0) + 1
    return posts


class Workforce(Choice):
    """Who there is and when they are there."""

    skills: tuple[Name, ...]
    """Skills and accreditations that the scenario speaks of."""
    people: tuple[Person, ...] = ()
    """A roster by people: a table, such as `roster.csv` or a sheet of a workbook. Teams named in it have no `posts`."""
    teams: dict[Name, Team]
    """The teams."""
    shifts: dict[Name, Shift]
    """The shift patterns."""
    abstraction: Share | dict[Name, Share]
    """Share of rostered shifts lost to leave, training, court and the like, sickness apart; or the share of each."""
    sickness: Sickness
    """Sickness absence."""
    courses: tuple[Course, ...] = ()
    """Training courses."""
    joiners: tuple[Joiners, ...] = ()
    """People who join, or are added."""
    leavers: Leavers | None = None
    """People who leave by chance (left out: nobody)."""
    lapses: dict[Name, Share] = {}
    """Share of the holders of a skill who lose it in a year, supervisors apart."""
    welfare: Duration = 0
    """Supervisor time for each officer and month; it counts in `demandsim audit` and is not played."""
    bank_holidays: BankHolidays | None = None
    """Bank holidays, of which shifts say what becomes `on_bank_holidays` (left out: there are none)."""

    @field_validator("teams")
    @classmethod
    def _manned(cls, teams: dict[str, Team], found: ValidationInfo) -> dict[str, Team]:
        """Give teams their listed people and count their posts."""
        manned = {}
        for name, team in teams.items():
            people = tuple(one for one in found.data.get("people", ()) if one.team == name)
            if people and team.posts:
                raise ValueError(f"the people of {name} are listed: write `establishment` instead of `posts`")
            if not people and team.positions is None and not team.posts:
                raise ValueError(f"the team {name} needs `posts` (or `positions` by hour, or people in `people`)")
            filled_in = {"people": people, "posts": _counted(people)} if people else {}
            manned[name] = team.model_copy(update=filled_in)
            # What was not written is not kept with results either: it is counted anew when they are read.
            manned[name].model_fields_set.difference_update(filled_in)
        return manned

    @field_validator("abstraction")
    @classmethod
    def _at_most_all(cls, value: float | dict[str, float]) -> float | dict[str, float]:
        if isinstance(value, dict) and sum(value.values()) > 1 + 1e-9:
            raise ValueError(f"the shares add up to {sum(value.values()):.3f}, which is more than all shifts")
        if isinstance(value, dict) and SICKNESS in value:
            raise ValueError(f"{SICKNESS} has a place of its own, `workforce.sickness`")
        return value

    @property
    def abstracted(self) -> dict[str, float]:
        """Share of rostered shifts lost by reason, in written order; a plain share is lost to `abstraction`."""
        return self.abstraction if isinstance(self.abstraction, dict) else {"abstraction": self.abstraction}
