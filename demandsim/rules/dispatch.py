"""Dispatch: which officer goes to this incident, when, and what may be put aside for it?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Literal, NamedTuple

from pydantic import Field, field_validator

from demandsim.quantities import Clock, Duration
from demandsim.rules.choice import Choice, Grade, Name

NOBODY = -1
BORROWED, CALLED_AWAY, DIVERTED, RESERVE, CALLED_OFF, RELIEVES, INVESTIGATOR = 1, 2, 4, 8, 16, 32, 64
"""Reasons, added up: the officer comes from another area; was called away from desk work; was on the way to something
less grave; belongs to a team that is sent only after a wait; was on the scene of something less grave; goes to relieve
a colleague whose turn is over; belongs to an investigation team."""
IDLE, AT_DESK, ON_THE_WAY, ON_SCENE = 0, 1, 2, 3
"""What an officer who may be sent is doing."""


class Appointments(Choice):
    """Incidents that can wait are visited by appointment, in slots of the day."""

    grades: tuple[Grade, ...] = ("scheduled",)
    """Grades for which an appointment is made."""
    opens: Clock
    """Start of the first slot of a day."""
    closes: Clock
    """End of the last slot of a day."""
    slot: Duration
    """Length of a slot: the visit is kept when somebody arrives within it."""
    notice: Duration
    """Time from grading to the earliest slot."""
    visits: dict[Name, int]
    """Visits that can be booked in one slot by area (an area that is left out makes no appointments)."""
    ahead: Duration = 14 * 86_400
    """How far ahead a slot may lie; an incident that finds none waits like others."""


class HandOver(Choice):
    """What happens to work on scene when the turn is over."""

    above: Duration
    """Work left above which it is handed over; what is shorter is finished as overtime."""
    waits: bool = True
    """Whether the officer works on until relieved; otherwise leaves at once, and the incident waits for somebody."""


class _Dispatch(Choice):
    borrow_after: Duration | None = None
    """Wait after which officers of other areas may be sent; leave out for never."""
    cover: dict[Name, dict[Name, Duration]] = {}
    """By area: the only neighbours who may help it, each with the wait after which; instead of `borrow_after` there."""
    borrow_for: tuple[Grade, ...] = ("emergency", "priority")
    """Grades for which officers of other areas may be sent."""
    interrupt_for: tuple[Grade, ...] = ("emergency", "priority")
    """Grades for which an officer is called away from desk work on a crime."""
    divert_for: tuple[Grade, ...] = ()
    """Grades for which an officer on the way to a less grave incident is diverted."""
    hold_back: dict[Grade, int] = {}
    """Officers kept free per area: an incident of the grade is attended only while more than this are free."""
    reserve_teams: dict[Name, Duration] = {}
    """Teams whose officers are sent only to incidents that have waited so long (neighbourhood officers, say)."""
    only_for: dict[Name, tuple[Grade, ...]] = {}
    """Teams that are sent to nothing but these grades (cars for appointments, say). They go before other officers, and
    `hold_back` neither counts them nor keeps them."""
    escalate: dict[Grade, Duration] = {}
    """Wait after which an incident goes before all others of its grade: its target is about to be missed."""
    whole_crew: tuple[Grade, ...] = ()
    """Grades to which nobody is sent until as many officers are free as are needed."""
    appointments: Appointments | None = None
    """Visits by appointment."""
    call_off: dict[Grade, tuple[Grade, ...]] = {}
    """By grade: less grave grades from whose scenes officers may be called off for it."""
    work_left: Literal["continued", "done again"] = "continued"
    """Whether work on scene that somebody was called off from, or has left, is continued by the next or done again."""
    hand_over: HandOver | None = None
    """What happens to work on scene when the turn is over; left out: it is finished as overtime."""
    crews: tuple[Literal[1, 2], ...] = ()
    """24 numbers by local hour of grading: officers who ride together. Incidents are then attended by so many officers
    or a multiple of it, and the two of a crew are sent in the same second. Left out: everybody rides alone."""

    @field_validator("crews")
    @classmethod
    def _hours(cls, value: tuple[int, ...]) -> tuple[int, ...]:
        if len(value) not in (0, 24):
            raise ValueError(f"crews are 24 numbers, one for each hour of the day; found {len(value)}")
        return value


class Nearest(_Dispatch):
    """The officer with the shortest mean travel time goes; officers who are doing nothing go before those at a desk."""

    kind: Literal["nearest"]


class LongestIdle(_Dispatch):
    """The officer longest without a deployment goes, among all who may be sent."""

    kind: Literal["longest_idle"]


class LeastDisruptive(_Dispatch):
    """The officer whose present work loses least goes: the idle before those at a desk, at a desk least harm first."""

    kind: Literal["least_disruptive"]


class Weighted(_Dispatch):
    """The officer with the lowest score goes: minutes of travel, plus a price for what is put aside, less idle time."""

    kind: Literal["weighted"]
    at_desk: float = 0.0
    """Minutes of travel that calling an officer away from a desk is worth."""
    on_the_way: float = 0.0
    """Minutes of travel that diverting an officer, or calling one off a scene, is worth."""
    borrowed: float = 0.0
    """Minutes of travel that taking an officer from another area is worth, beyond the longer way."""
    harm: float = 0.0
    """Minutes of travel per unit of harm (ONS Crime Severity Score) of the crime that is put aside."""
    idle: float = 0.0
    """Minutes of travel that an hour without a deployment outweighs."""


AnyDispatch = Nearest | LongestIdle | LeastDisruptive | Weighted
Dispatch = Annotated[AnyDispatch, Field(discriminator="kind")]


class Candidate(NamedTuple):
    """An officer who may be sent."""

    travel: float
    """Mean travel time in seconds."""
    doing: int
    """IDLE, AT_DESK, ON_THE_WAY or ON_SCENE."""
    since: int
    """Second since which the officer could have been sent; on scene, minus the second of arrival."""
    officer: int
    harm: float = 0.0
    """Harm of the crime at the desk, 0 for other work."""
    borrowed: bool = False


Order = Callable[[Candidate, int], tuple[float, ...]]


def dispatch_order(rule: AnyDispatch) -> Order:
    """Give the order in which officers are preferred (lowest first) at a second.

    Ties: idle before desk work before those on the way before those on scene, ready longest (on scene the latest to
    arrive), lowest id.
    """
    if isinstance(rule, Weighted):
        price = (0.0, rule.at_desk, rule.on_the_way, rule.on_the_way)

        def score(one: Candidate, now: int) -> float:
            idle = rule.idle * (now - one.since) / 3600 if one.doing != ON_SCENE else 0.0
            return one.travel / 60 + price[one.doing] + rule.borrowed * one.borrowed + rule.harm * one.harm - idle

        return lambda one, now: (score(one, now), one.doing, one.since, one.officer)
    if isinstance(rule, LeastDisruptive):
        return lambda one, _: (one.doing, one.harm, one.travel, one.since, one.officer)
    if isinstance(rule, LongestIdle):
        return lambda one, _: (one.doing, one.since, one.officer)
    return lambda one, _: (one.travel, one.doing, one.since, one.officer)


def choose_officer(order: Order, candidates: Sequence[Candidate], now: int) -> int:
    """Choose one officer among those who may be sent, or NOBODY."""
    if not candidates:
        return NOBODY
    return min(candidates, key=lambda one: order(one, now)).officer
