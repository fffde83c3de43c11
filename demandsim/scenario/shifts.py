"""Shifts: cycles of days by letters, by numbers or by name, the hours of their turns, and seasons of the year."""

from __future__ import annotations

import re
from datetime import date
from math import lcm
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, Field, ValidationInfo, field_validator, model_validator

from demandsim.quantities import DAY, Clock, format_clock
from demandsim.rules.choice import Choice, Name

Weekday = Literal["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
LONGEST_CYCLE = 70
"""Days."""
NAMED_CYCLES = {
    "5-2 office": ("5-2",),
    "4-on-4-off": ("4-4", "2-2-4"),
    "VSA 2-2-2-4": ("2-2-2-4",),
}
"""Well-known cycles by name, in numbers; the one that fits the number of turns is meant."""

CYCLE = rf"^([A-Z\-]{{1,{LONGEST_CYCLE}}}|\d+(-\d+)+|{'|'.join(NAMED_CYCLES)})$"
DAY_OF_YEAR = r"^\d\d-\d\d$"

Letter = Annotated[str, Field(pattern=r"^[A-Z]$")]
Days = Annotated[str, Field(pattern=rf"^({'|'.join(WEEKDAYS)})( ({'|'.join(WEEKDAYS)}))*$")]
"""Days of the week, such as `Fri Sat`."""


def _day_of_the_year(text: str) -> str:
    try:
        if not re.fullmatch(DAY_OF_YEAR, text):
            raise ValueError
        date(2000, *(int(part) for part in text.split("-")))
    except ValueError:
        raise ValueError(f"{text} is no day of the year; write month and day, such as 06-01") from None
    return text


DayOfYear = Annotated[str, Field(json_schema_extra={"pattern": DAY_OF_YEAR}), AfterValidator(_day_of_the_year)]
"""A day of the year as month and day, such as `06-01`."""


class Hours(Choice):
    """Hours of duty on the clock; those that end before they start run past midnight."""

    starts: Clock
    """Start of duty."""
    ends: Clock
    """End of duty."""

    @property
    def until(self) -> int:
        """Seconds from the midnight before the start to the end."""
        return self.ends if self.ends > self.starts else self.ends + DAY


class Turn(Hours):
    """A turn of duty on the clock; one that ends before it starts runs past midnight."""

    exceptions: dict[Days, Hours] = Field(default={}, alias="except")
    """Other hours on days of the week, by the day on which the turn begins; for example
    `{Fri Sat: {starts: 15:00, ends: 01:00}}`."""

    @field_validator("exceptions")
    @classmethod
    def _each_day_once(cls, value: dict[str, Hours]) -> dict[str, Hours]:
        days = [day for named in value for day in named.split()]
        twice = sorted({day for day in days if days.count(day) > 1})
        if twice:
            raise ValueError(f"{', '.join(twice)} is named twice")
        return value

    def on(self, weekday: int) -> Hours:
        """Give the hours of a turn that begins on a day of the week, 0 for Monday."""
        for named, hours in self.exceptions.items():
            if WEEKDAYS[weekday] in named.split():
                return hours
        return self


class Shift(Choice):
    """A shift pattern: a cycle of days, worked by several teams in step."""

    turns: dict[Letter, Turn]
    """Hours of each letter."""
    cycle: str = Field(json_schema_extra={"pattern": CYCLE})
    """Days of the cycle, from the Monday on or before the start. In letters, one a day, `-` for a rest day
    (EELLNN----); or in numbers (2-2-2-4): days of each turn in the order in which `turns` are written, then days of
    rest, and so on over again; or by name: 5-2 office, 4-on-4-off, VSA 2-2-2-4."""
    teams: int = Field(default=1, ge=1, le=20)
    """Groups that work the cycle one after another; officers are spread over them evenly."""
    on_bank_holidays: str = Field(default="work", pattern=r"^(work|rest|[A-Z])$")
    """What becomes of a turn that would begin on a bank holiday: work, rest, or the letter of the turn that all who
    are rostered work instead."""

    @field_validator("cycle")
    @classmethod
    def _in_letters(cls, value: str, info: ValidationInfo) -> str:
        return expanded(value, tuple(info.data["turns"])) if "turns" in info.data else value

    @model_validator(mode="after")
    def _letters(self) -> Shift:
        missing = sorted(set(self.cycle) - {"-"} - set(self.turns))
        if missing:
            raise ValueError(f"no hours for turn {', '.join(missing)} of the cycle {self.cycle}")
        if set(self.cycle) == {"-"}:
            raise ValueError("the cycle has no day of duty")
        if len(self.cycle) % self.teams:
            raise ValueError(f"a cycle of {len(self.cycle)} days cannot be shared by {self.teams} teams in even steps")
        if self.on_bank_holidays not in ("work", "rest", *self.turns):
            raise ValueError(f"no hours for turn {self.on_bank_holidays}, which bank holidays ask for")
        return self

    @property
    def repeats_after(self) -> int:
        """Days after which cycle and days of the week come together again."""
        return lcm(len(self.cycle), 7)

    def letter(self, day: int, group: int) -> str:
        """Give the letter of a group on a day, counted from the Monday on which the first group begins the cycle."""
        return self.cycle[(day + group * len(self.cycle) // self.teams) % len(self.cycle)]

    def overlap(self) -> str | None:
        """Say where a turn begins before the one on the day before has ended, or None where none does."""
        pairs = {
            (day % 7, self.letter(day, group), self.letter(day + 1, group)): None
            for group in range(self.teams)
            for day in range(self.repeats_after)
        }
        for weekday, today, tomorrow in pairs:
            if "-" in (today, tomorrow):
                continue
            first, second = self.turns[today].on(weekday), self.turns[tomorrow].on((weekday + 1) % 7)
            if first.until > DAY + second.starts:
                return (
                    f"turn {today} ends at {format_clock(first.ends)} of the next day, when turn {tomorrow} has "
                    f"begun at {format_clock(second.starts)}"
                )
        return None


class Season(Choice):
    """Days of the year on which a team works another shift; they may run over the New Year."""

    since: DayOfYear = Field(alias="from")
    """First day, month and day."""
    to: DayOfYear
    """Last day, month and day."""
    shift: Name
    """Shift pattern of the season."""

    def holds(self, month_and_day: str) -> bool:
        """Tell whether a day of the year, such as `06-01`, lies in the season."""
        if self.since <= self.to:
            return self.since <= month_and_day <= self.to
        return month_and_day >= self.since or month_and_day <= self.to


def expanded(cycle: str, turns: tuple[str, ...]) -> str:
    """Write a cycle in letters: as it is, or from numbers (2-2-2-4) or a name (5-2 office).

    The numbers are days of each turn in the order written, then days of rest; more numbers begin with the first
    turn again. Raises ValueError where the numbers do not come out even, or are more than a cycle may have.
    """
    if not re.fullmatch(CYCLE, cycle):
        raise ValueError(
            f"{cycle!r} is no cycle; write letters such as EELLNN---- (at most {LONGEST_CYCLE}), numbers such as "
            f"2-2-2-4, or {', '.join(NAMED_CYCLES)}"
        )
    places = len(turns) + 1
    if cycle in NAMED_CYCLES:
        fitting = [numbers for numbers in NAMED_CYCLES[cycle] if numbers.count("-") + 1 == places]
        if not fitting:
            meant = " or ".join(str(numbers.count("-")) for numbers in NAMED_CYCLES[cycle])
            raise ValueError(f"the cycle {cycle} goes with {meant} turns, not {len(turns)}")
        cycle = fitting[0]
    if not re.fullmatch(r"\d+(-\d+)+", cycle):
        return cycle
    numbers = [int(number) for number in cycle.split("-")]
    if len(numbers) % places:
        raise ValueError(
            f"a cycle in numbers is days of each of the turns {', '.join(turns)}, then days of rest: "
            f"{places} numbers or a multiple; {cycle} has {len(numbers)}"
        )
    if not 0 < sum(numbers) <= LONGEST_CYCLE:
        raise ValueError(f"a cycle has 1 to {LONGEST_CYCLE} days; {cycle} has {sum(numbers)}")
    return "".join((*turns, "-")[place % places] * number for place, number in enumerate(numbers))
