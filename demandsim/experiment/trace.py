"""What happened: one crime, one officer's week or one night of a results folder, played again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from demandsim.eventlog.crime_story import CrimeStory, crime_story
from demandsim.eventlog.night import Night, night
from demandsim.eventlog.night_moments import NightMoment, moments_that_matter
from demandsim.eventlog.officer_week import Absence, OfficerWeek, busiest_week, monday_of, officer_week
from demandsim.experiment.rerun import log_again, made_here
from demandsim.experiment.runner import play_with_roster
from demandsim.experiment.store import TODAY, ResultsError, read_recipe, scenario_of
from demandsim.experiment.twice import Twice, parting, side_by_side
from demandsim.provenance import Recipe
from demandsim.scenario.calendar import Calendar
from demandsim.scenario.problems import did_you_mean

DATE = re.compile(r"(?P<y>\d{4})-(?P<m>\d\d?)-(?P<d>\d\d?)|(?P<D>\d\d?)/(?P<M>\d\d?)/(?P<Y>\d{4})")
"""A date as 2018-04-07 or, the day first, 07/04/2018."""
MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class Run:
    """Which run a story is of."""

    made: Recipe
    options: tuple[str, ...]
    replication: int
    title: str
    """Of the scenario."""
    calendar: Calendar
    begins: date
    """First day that was played."""
    measured: date
    """First day after the warm-up."""
    ends: date
    """Day after the last that was played."""


@dataclass(frozen=True, slots=True)
class CrimeTrace:
    """One crime under one option or two."""

    run: Run
    stories: tuple[CrimeStory, ...]
    """By option."""
    twice: Twice | None
    """Both journeys side by side, where there are two options."""
    parted_at: int | None
    """Second at which the journeys part."""


@dataclass(frozen=True, slots=True)
class WeekTrace:
    """One officer's week."""

    run: Run
    week: OfficerWeek
    chosen: bool
    """Whether the program chose the week."""


@dataclass(frozen=True, slots=True)
class NightTrace:
    """One night."""

    run: Run
    night: Night
    moments: tuple[NightMoment, ...]


def trace_crime(
    folder: str | Path, crime: int, options: Sequence[str] | None = None, replication: int = 0, *, anyway: bool = False
) -> CrimeTrace:
    """Play a run again, or the same tape under two options, and tell the story of a crime, given by its uid.

    Left out, the option is today. Raises `ResultsError` where there is no such run, option or crime, and where another
    version of the program made the results, unless `anyway`.
    """
    place = Path(folder)
    chosen = _options(place, options)
    for option in chosen:
        made_here(place, option, replication, anyway=anyway)
    logs = [log_again(place, option, replication, anyway=anyway) for option in chosen]
    stories = []
    for log, option in zip(logs, chosen, strict=True):
        try:
            stories.append(crime_story(log, crime))
        except ValueError:
            raise ResultsError(
                f"there is no crime {crime} on the tape under {option!r}; the table crimes holds the uids: "
                f'demandsim query {place} "select uid, offence from crimes"'
            ) from None
    made = read_recipe(place)
    if len(chosen) == 1:
        return CrimeTrace(_run(made, chosen, replication), tuple(stories), None, None)
    first, second = stories[0].steps, stories[1].steps
    at = parting(first, second)
    parted = None if at is None else min(story[at].at for story in (first, second) if at < len(story))
    twice = side_by_side(logs[0], logs[1], (chosen[0], chosen[1]), crime)
    return CrimeTrace(_run(made, chosen, replication), tuple(stories), twice, parted)


def trace_week(
    folder: str | Path,
    officer: str,
    week: str | None = None,
    option: str | None = None,
    replication: int = 0,
    *,
    anyway: bool = False,
) -> WeekTrace:
    """Play a run again and tell an officer's week, Monday to Sunday, by any date in it.

    Left out, it is the measured week in which the officer was busy longest. Raises `ResultsError` as `trace_crime`
    does, and for an officer or a date that the run does not hold.
    """
    place = Path(folder)
    (chosen,) = _options(place, None if option is None else [option])
    day = None if week is None else read_date(week, "--week")
    made = made_here(place, chosen, replication, anyway=anyway)
    run = _run(made, (chosen,), replication)
    if day is not None and not run.begins <= day < run.ends:
        raise ResultsError(
            f"--week {week}: this run goes from {_said(run.begins)} to {_said(run.ends - timedelta(days=1))}"
        )
    log, roster = play_with_roster(made, place, chosen, replication)
    keys = log.facts.officer_key
    if officer not in keys:
        raise ResultsError(_unknown_officer(officer, keys, chosen))
    row = keys.index(officer)
    begin = run.calendar.elapsed(made["warm_up_days"], 0)
    monday = busiest_week(log, row, begin) if day is None else monday_of(day)
    missed, reasons = roster.missed, list(roster.lost)
    absences = [
        Absence(int(missed.from_at[n]), int(missed.to_at[n]), reasons[int(missed.reason[n])])
        for n in (missed.officer == row).nonzero()[0].tolist()
    ]
    return WeekTrace(run, officer_week(log, row, monday, absences), day is None)


def trace_night(
    folder: str | Path,
    day: str,
    area: str | None = None,
    option: str | None = None,
    replication: int = 0,
    *,
    anyway: bool = False,
) -> NightTrace:
    """Play a run again and tell the night that begins on a date, in the whole force or one area.

    Raises `ResultsError` as `trace_crime` does, and for an area or a night that the run does not hold.
    """
    place = Path(folder)
    (chosen,) = _options(place, None if option is None else [option])
    wanted = read_date(day, "--night")
    made = made_here(place, chosen, replication, anyway=anyway)
    run = _run(made, (chosen,), replication)
    areas = list(scenario_of(made, chosen).places.areas)
    if area is not None and area not in areas:
        guess = did_you_mean(area, areas)
        raise ResultsError(f"--area: there is no area {area!r}{guess}{' ' if guess else '; '}valid: {', '.join(areas)}")
    last = run.ends - timedelta(days=2)
    if not run.begins <= wanted <= last:
        raise ResultsError(f"--night {day}: the nights of this run begin on {_said(run.begins)} to {_said(last)}")
    found = night(log_again(place, chosen, replication, anyway=anyway), wanted, area)
    return NightTrace(run, found, tuple(moments_that_matter(found)))


def read_date(text: str, what: str) -> date:
    """Read a date written as 2018-04-07 or, the day first, as 07/04/2018; raises `ResultsError`."""
    match = DATE.fullmatch(text.strip())
    try:
        if match is None:
            raise ValueError
        year, month, day = (match[low] or match[high] for low, high in (("y", "Y"), ("m", "M"), ("d", "D")))
        return date(int(year), int(month), int(day))
    except ValueError:
        raise ResultsError(
            f"{what} {text!r} is no date; write it as 2018-04-07 or, the day first, as 07/04/2018"
        ) from None


def _options(folder: Path, asked: Sequence[str] | None) -> tuple[str, ...]:
    """Give the options to tell of, today or else the first left out; an unknown one is refused with the nearest."""
    held = list(read_recipe(folder)["options"])
    if asked is None:
        return (TODAY if TODAY in held else held[0],)
    for option in asked:
        if option not in held:
            raise ResultsError(
                f"{folder} holds no option {option!r}{did_you_mean(option, held)}; it holds {', '.join(held)}"
            )
    if not 1 <= len(asked) <= 2 or len(set(asked)) < len(asked):
        raise ResultsError("name one option, or two different ones to set side by side: --options today,NAME")
    return tuple(asked)


def _run(made: Recipe, options: tuple[str, ...], replication: int) -> Run:
    scenario = scenario_of(made, options[0])
    return Run(
        made=made,
        options=options,
        replication=replication,
        title=scenario.about.title,
        calendar=Calendar(scenario.start, scenario.timezone),
        begins=scenario.start,
        measured=scenario.start + timedelta(days=made["warm_up_days"]),
        ends=scenario.start + timedelta(days=made["warm_up_days"] + made["days"]),
    )


def _unknown_officer(officer: str, keys: Sequence[str], option: str) -> str:
    place = officer.rpartition("/")[0]
    near = [key for key in keys if key.rpartition("/")[0] == place] or [
        key for key in keys if key.partition("/")[0] == officer.partition("/")[0]
    ]
    some = list(near or keys)
    shown = ", ".join(some[:MOST_NAMED])
    more = f" and {len(some) - MOST_NAMED:,} more" if len(some) > MOST_NAMED else ""
    guess = did_you_mean(officer, keys)
    return f"there is no officer {officer!r} under {option!r}{guess}{' ' if guess else '; '}valid: {shown}{more}"


def _said(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"
