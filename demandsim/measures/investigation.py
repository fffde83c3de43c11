"""Investigation: how many crimes come and go, who owns them, how long they take and how they end."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from demandsim.eventlog import Moment
from demandsim.eventlog.rows import Ints, names
from demandsim.measures.measure import FORCE, Measure, Values, counts, label, means, over, ratio
from demandsim.measures.window import Window, kept, mean, once, quantile
from demandsim.quantities import DAY, HOUR

OFFENCE = ("offence",)
OFFENCE_AND_AREA = ("offence", "area")
TEAM = ("team",)
CELL = "offence, area"
"""A cell of a heat map."""
NO_GROUPS: tuple[str, ...] = ()
TWO_DAYS = 48 * HOUR
FOUR_MONTHS = 120 * DAY


def crimes_recorded(window: Window, groups: tuple[str, ...]) -> Values:
    """Count crimes recorded a week."""
    return counts(window.crimes, groups, window.weeks)


def crimes_closed(window: Window, groups: tuple[str, ...]) -> Values:
    """Count crimes closed a week, whenever they were recorded."""
    return counts(window.closed_crimes.assign(team=window.closed_crimes["final_team"]), groups, window.weeks)


def open_crimes(window: Window, groups: tuple[str, ...]) -> Values:
    """Average over time the number of open crimes: for teams of those that they hold, from routing on."""
    frame = window.all_crimes
    yield FORCE, float(window.within(frame["recorded_at"], frame["closed_at"]).sum()) / window.seconds
    held = window.open_stays
    held = held.assign(stay=window.within(held["entered_at"], held["left_at"]) / window.seconds)
    for group in groups:
        for value, total in held.groupby(group, observed=False)["stay"].sum().items():
            yield label([group], [value]), float(total)


@once
def _open_at_end(window: Window) -> pd.DataFrame:
    frame = window.open_crimes
    return frame.assign(
        team=frame["final_team"],
        age=(window.end - frame["recorded_at"]) / DAY,
        old=window.end - frame["recorded_at"] > FOUR_MONTHS,
    )


def open_crimes_at_end(window: Window, groups: tuple[str, ...]) -> Values:
    """Count the crimes open at the end."""
    return counts(_open_at_end(window), groups, 1)


def open_crime_age(window: Window, groups: tuple[str, ...]) -> Values:
    """Average the days since recording of the crimes open at the end."""
    return means(_open_at_end(window), "age", groups)


def open_over_four_months(window: Window, groups: tuple[str, ...]) -> Values:
    """Count the crimes open at the end that were recorded over 120 days before."""
    frame = _open_at_end(window)
    return counts(frame[frame["old"]], groups, 1)


def harm_open(window: Window, groups: tuple[str, ...]) -> Values:
    """Add up the harm weights of the crimes open at the end."""
    frame = _open_at_end(window)
    yield FORCE, float(frame["harm"].sum())
    for group in groups:
        for value, total in frame.groupby(group, observed=False)["harm"].sum().items():
            yield label([group], [value]), float(total)


def unallocated_over_48_hours(window: Window, groups: tuple[str, ...]) -> Values:
    """Count the crimes that at the end have been without a first owner for over 48 hours since recording."""
    frame = window.open_crimes
    frame = frame[frame["allocated_at"].isna() & (window.end - frame["recorded_at"] > TWO_DAYS)]
    return counts(frame.assign(team=frame["final_team"]), groups, 1)


@once
def _to_allocate(window: Window) -> pd.DataFrame:
    """Crimes recorded in the window that go to an investigator, with hours until the first owner, or so far.

    One that is closed before anybody owns it is censored at its closing.
    """
    frame = window.crimes
    frame = frame[frame["screened"] == "allocate"]
    _, done = window.waited(frame["recorded_at"], frame["allocated_at"])
    length, _ = window.waited(frame["recorded_at"], frame["allocated_at"].fillna(frame["closed_at"]))
    return frame.assign(team=frame["first_team"], hours=length / HOUR, owned=done)


def allocation_time(window: Window, groups: tuple[str, ...]) -> Values:
    """Average the hours from recording to the first owner."""
    return over(_to_allocate(window), groups, lambda f: mean(f["hours"].to_numpy(), f["owned"].to_numpy()))


def allocation_time_p90(window: Window, groups: tuple[str, ...]) -> Values:
    """Give the hours within which nine crimes in ten have their first owner."""
    return over(_to_allocate(window), groups, lambda f: quantile(f["hours"].to_numpy(), f["owned"].to_numpy(), 0.9))


def allocated_in_two_days(window: Window, groups: tuple[str, ...]) -> Values:
    """Give the share of crimes that have their first owner within 48 hours of recording."""
    frame = _to_allocate(window)
    in_time = kept(frame["hours"].to_numpy(), frame["owned"].to_numpy(), TWO_DAYS / HOUR)
    return means(frame.assign(kept=in_time), "kept", groups)


def owner_has_skill(window: Window, groups: tuple[str, ...]) -> Values:
    """Give the share of crimes whose first owner holds every skill needed, of those given to an investigator."""
    frame = window.crimes
    return means(frame.assign(team=frame["owner_team"]), "skilled_first", groups)


def last_owner_has_skill(window: Window, groups: tuple[str, ...]) -> Values:
    """Give the share of crimes whose present or last owner holds every skill needed."""
    frame = window.crimes
    return means(frame.assign(team=frame["final_team"]), "skilled_last", groups)


def specialist_owner_has_skill(window: Window, groups: tuple[str, ...]) -> Values:
    """Give the same share for crimes that need a skill beyond the one that most officers hold."""
    skills = window.log.facts.officer_skills
    holders = [int(((skills >> number) & 1).sum()) for number in range(len(window.scenario.workforce.skills))]
    commonest = 1 << int(np.argmax(holders)) if holders else 0
    frame = window.crimes
    frame = frame[(frame["needs"] & ~commonest) > 0]
    return means(frame.assign(team=frame["owner_team"]), "skilled_first", groups)


def _per(
    moment: Moment,
    per: Callable[[Window], pd.DataFrame],
    times: float,
    frame_of: Callable[[Window, Ints], pd.DataFrame],
) -> Callable[[Window, tuple[str, ...]], Values]:
    def compute(window: Window, groups: tuple[str, ...]) -> Values:
        above, below = frame_of(window, window.rows(moment)), per(window)
        yield FORCE, times * ratio(len(above), len(below))
        for group in groups:
            base = below.groupby(group, observed=False).size()
            found = above.groupby(group, observed=False).size()
            for value, count, size in zip(base.index, found.to_numpy(), base.to_numpy(), strict=True):
                yield label([group], [value]), times * ratio(float(count), float(size))

    return compute


def _rows_of_crimes(window: Window, rows: Ints) -> pd.DataFrame:
    facts = window.log.facts
    crime = window.log.subject[rows]
    return pd.DataFrame(
        {
            "offence": names(facts.crime_offence[crime], [offence.name for offence in window.scenario.demand.offences]),
            "area": names(facts.crime_area[crime], tuple(window.scenario.places.areas)),
        }
    )


def _offers(window: Window) -> pd.DataFrame:
    return _rows_of_crimes(window, window.rows(Moment.OFFERED))


transfers = _per(Moment.TRANSFERRED, lambda window: window.crimes, 100, _rows_of_crimes)
refused_offers = _per(Moment.REFUSED, _offers, 100, _rows_of_crimes)


def hand_offs(window: Window, groups: tuple[str, ...]) -> Values:
    """Average the changes of owner of crimes closed in the window."""
    frame = window.closed_crimes
    return means(frame[~frame["backlog"]], "hand_offs", groups)


INVESTIGATION = (
    Measure(
        "crimes_recorded",
        "How many crimes are recorded?",
        "crimes a week",
        "neither",
        OFFENCE_AND_AREA,
        crimes_recorded,
    ),
    Measure(
        "crimes_closed",
        "How many crimes are closed?",
        "crimes a week",
        "higher",
        (*OFFENCE_AND_AREA, "team"),
        crimes_closed,
        headline=True,
    ),
    Measure("open_crimes", "How many crimes are open, on average over time?", "crimes", "lower", TEAM, open_crimes),
    Measure(
        "open_crimes_at_end",
        "How many crimes are open at the end?",
        "crimes",
        "lower",
        TEAM,
        open_crimes_at_end,
    ),
    Measure(
        "open_crime_age",
        "How old are the open crimes at the end, on average?",
        "days",
        "lower",
        TEAM,
        open_crime_age,
    ),
    Measure(
        "open_over_four_months",
        "How many crimes are open at the end and over four months old (120 days)?",
        "crimes",
        "lower",
        TEAM,
        open_over_four_months,
        source="supervisors' dashboard of West Midlands Police",
    ),
    Measure(
        "harm_open",
        "How much harm is in the open crimes at the end, weighted by the Crime Severity Score?",
        "severity score",
        "lower",
        TEAM,
        harm_open,
        headline=True,
        source="weights: ONS Crime Severity Score",
    ),
    Measure(
        "unallocated_over_48_hours",
        "How many crimes have waited for an owner for over 48 hours at the end?",
        "crimes",
        "lower",
        TEAM,
        unallocated_over_48_hours,
        source="supervisors' dashboard of West Midlands Police",
    ),
    Measure(
        "allocation_time",
        "How long from recording until an investigator owns the crime, on average?",
        "hours",
        "lower",
        ("team", *OFFENCE_AND_AREA),
        allocation_time,
    ),
    Measure(
        "allocation_time_p90",
        "Within how many hours do nine crimes in ten have an owner?",
        "hours",
        "lower",
        TEAM,
        allocation_time_p90,
    ),
    Measure(
        "allocated_in_two_days",
        "What share of crimes has an owner within 48 hours of recording?",
        "share",
        "higher",
        TEAM,
        allocated_in_two_days,
    ),
    Measure(
        "owner_has_skill",
        "What share of crimes given to an investigator goes first to one who holds the required skills?",
        "share",
        "higher",
        ("team", *OFFENCE_AND_AREA, CELL),
        owner_has_skill,
        headline=True,
        source="HMICFRS: crimes allocated to investigators with the right skills (area for improvement)",
    ),
    Measure(
        "last_owner_has_skill",
        "What share of crimes given to an investigator ends with one who holds the required skills?",
        "share",
        "higher",
        ("team", *OFFENCE_AND_AREA, CELL),
        last_owner_has_skill,
    ),
    Measure(
        "specialist_owner_has_skill",
        "The same at first allocation, for crimes that need more than the skill most officers hold?",
        "share",
        "higher",
        ("team", *OFFENCE_AND_AREA, CELL),
        specialist_owner_has_skill,
    ),
    Measure(
        "transfers",
        "How many crimes move to another team, per 100 recorded?",
        "per 100 crimes",
        "neither",
        OFFENCE_AND_AREA,
        transfers,
    ),
    Measure(
        "refused_offers",
        "How many offers of a crime are refused, per 100 offers?",
        "per 100 offers",
        "lower",
        OFFENCE_AND_AREA,
        refused_offers,
    ),
    Measure(
        "hand_offs",
        "How often does a crime change its owner until it is closed?",
        "per crime",
        "lower",
        OFFENCE_AND_AREA,
        hand_offs,
    ),
)
