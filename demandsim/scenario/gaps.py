"""Gaps: hours of the week in which emergencies may come in and nobody of a response team is ever rostered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from demandsim.quantities import DAY, HOUR, HOURS_A_WEEK, MINUTE, format_clock
from demandsim.scenario.flows import attended_share, teams_at
from demandsim.scenario.people_checks import serves
from demandsim.scenario.shifts import WEEKDAYS, Shift
from demandsim.scenario.workforce import FORCE, SUPERVISORS, YEAR_OF_DAYS, Rank, Team

if TYPE_CHECKING:
    from demandsim.scenario.scenario import Scenario

Minutes = NDArray[np.bool_]
"""One value for each minute of the week from Monday 00:00."""
DAY_MINUTES = DAY // MINUTE
Ranges = tuple[tuple[int, int], ...]
Dealt = set[tuple[str | None, int]]
"""Shift of people's own (None: the team's) and number by which they are dealt round its groups."""


def nobody_on_duty(scenario: Scenario) -> list[str]:
    """Say for each area in which hours emergencies may come in and nobody of a response team is ever on duty.

    Ever means in no week of the full cycle of any shift of the area's teams and of the force's, as far as there
    are posts to fill its groups; absence is left aside, and so are officers of other areas. Where seasons
    differ, the days of the year are named.
    """
    warnings = []
    asked = np.repeat(_emergency_hours(scenario), HOUR // MINUTE)
    teams = teams_at(scenario, "response")
    for area, each in scenario.places.areas.items():
        here = [(team, dealt) for name, team in teams.items() if (dealt := _dealt(scenario, name, area))]
        if each.share == 0 or not here:
            continue
        for days, gap in _by_days_of_the_year(scenario, here):
            hours = _in_words(gap & asked)
            if hours:
                when = f" ({days})" if days else ""
                warnings.append(f"nobody of a response team is ever on duty in {area}{when}: {hours}")
    return warnings


def _emergency_hours(scenario: Scenario) -> Minutes:
    """Tell for each hour of the week whether an emergency that is attended may come in."""
    demand, rule = scenario.demand, scenario.desk_rules.grade
    hours = np.zeros(HOURS_A_WEEK, dtype=np.bool_)
    for kind in demand.incidents:
        if kind.per_year * kind.grades.get("emergency", 0.0) * attended_share(kind, rule, "emergency") > 0:
            profiles = [demand.lines[line].profile for line, share in kind.by.items() if share > 0]
            if sum(kind.by.values()) < 1:
                profiles.append(demand.generated_profile)
            for profile in profiles:
                hours |= np.array(demand.profiles[profile].week) > 0
    return hours


def _dealt(scenario: Scenario, name: str, area: str) -> Dealt:
    """Give what the officers of a team that may be sent in an area work: groups of the team's shift, or of their own.

    Posts, people and those who join are dealt round the groups by their number in their rank.
    """
    team = scenario.workforce.teams[name]
    dealt: Dealt = set()
    for place in (area, FORCE):
        numbers: dict[Rank, int] = {}
        for one in team.people:
            if one.area == place:
                number = numbers[one.rank] = numbers.get(one.rank, -1) + 1
                if one.rank not in SUPERVISORS and not one.restricted and serves(scenario, one):
                    dealt.add((one.shift, number if one.group is None else one.group - 1))
        here = (
            {rank: number + 1 for rank, number in numbers.items()} if team.people else dict(team.posts.get(place, {}))
        )
        if not team.people:
            dealt |= {(None, n) for rank, number in here.items() if rank not in SUPERVISORS for n in range(number)}
        for intake in scenario.workforce.joiners:
            if intake.team == name and place in intake.places:
                first = here.get(intake.rank, 0)
                here[intake.rank] = first + intake.places[place]
                if intake.rank not in SUPERVISORS and not intake.restricted and serves(scenario, intake):
                    dealt |= {(None, number) for number in range(first, here[intake.rank])}
    return dealt


def _by_days_of_the_year(scenario: Scenario, here: list[tuple[Team, Dealt]]) -> Iterator[tuple[str, Minutes]]:
    """Give the minutes of the week that nobody covers, with the days of the year on which it is so."""
    on: dict[tuple[str, ...], list[int]] = {}
    for number, day in enumerate(YEAR_OF_DAYS):
        on.setdefault(tuple(team.shift_on(day) for team, _ in here), []).append(number)
    for names, days in on.items():
        covered = np.zeros(7 * DAY_MINUTES, dtype=np.bool_)
        for name, (_, dealt) in zip(names, here, strict=True):
            for shift in {own for own, _ in dealt}:
                groups = {number for own, number in dealt if own == shift}
                covered |= _covered(scenario.workforce.shifts[shift or name], groups)
        yield _spans(days) if len(on) > 1 else "", ~covered


def _spans(days: list[int]) -> str:
    """Write days of the year as `11-01 to 02-29`, joined over the New Year."""
    length = len(YEAR_OF_DAYS)
    first = [day for day in days if (day - 1) % length not in days]
    last = [day for day in days if (day + 1) % length not in days]
    if last[0] < first[0]:
        last = [*last[1:], last[0]]
    return ", ".join(f"{YEAR_OF_DAYS[since]} to {YEAR_OF_DAYS[to]}" for since, to in zip(first, last, strict=True))


def _covered(shift: Shift, groups: set[int]) -> Minutes:
    """Tell for each minute of the week whether it is on duty in some week of the full cycle."""
    covered = np.zeros(7 * DAY_MINUTES, dtype=np.bool_)
    turns = {
        (day % 7, letter)
        for day in range(shift.repeats_after)
        for group in {number % shift.teams for number in groups}
        if (letter := shift.letter(day, group)) != "-"
    }
    for weekday, letter in turns:
        hours = shift.turns[letter].on(weekday)
        begins = weekday * DAY_MINUTES
        worked = np.arange(begins + hours.starts // MINUTE, begins + hours.until // MINUTE)
        covered[worked % len(covered)] = True
    return covered


def _in_words(gap: Minutes) -> str:
    """Write minutes of the week as ranges of the clock, days with the same ranges together: `Mon-Fri 02:00-07:00`."""
    days: dict[Ranges, list[int]] = {}
    for weekday, minutes in enumerate(gap.reshape(7, DAY_MINUTES)):
        changes = np.flatnonzero(np.diff(minutes, prepend=False, append=False)).tolist()
        days.setdefault(tuple(zip(changes[::2], changes[1::2], strict=True)), []).append(weekday)
    return "; ".join(
        f"{_days_in_words(weekdays)} "
        + ", ".join(f"{format_clock(first * MINUTE)}-{format_clock(last * MINUTE)}" for first, last in ranges)
        for ranges, weekdays in days.items()
        if ranges
    )


def _days_in_words(weekdays: list[int]) -> str:
    if len(weekdays) > 2 and weekdays[-1] - weekdays[0] == len(weekdays) - 1:
        return f"{WEEKDAYS[weekdays[0]]}-{WEEKDAYS[weekdays[-1]]}"
    return " ".join(WEEKDAYS[weekday] for weekday in weekdays)
