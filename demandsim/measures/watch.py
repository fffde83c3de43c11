"""What supervisors watch: at the end of the window, what is overdue and what has expired."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from demandsim.eventlog import Moment
from demandsim.eventlog.rows import NO_ROW, Flags, codes_at, first_of, last_of, rows_of
from demandsim.measures.measure import FORCE, Measure, Values, counts
from demandsim.measures.window import Floats, Window, once
from demandsim.quantities import DAY, HOUR
from demandsim.rules.allocate import OPENING
from demandsim.scenario.cases import Stage

TEAM = ("team",)
BY_OFFENCE = ("team", "offence", "area", "offence, area")
PLAN_WITHIN = 7 * DAY
CONTACT_WITHIN = 7 * DAY
SUSPECT_WITHIN = 28 * DAY
SIGNED_WITHIN = 48 * HOUR
DASHBOARD = "supervisors' dashboard of West Midlands Police"


@once
def _open(window: Window) -> pd.DataFrame:
    """Crimes open at the end with the team that has them; what is at hand of a crime is counted for that team."""
    frame = window.open_crimes
    return frame.assign(team=frame["final_team"])


def _stands_for(window: Window, frame: pd.DataFrame, begins: Moment, *ends: Moment) -> Floats:
    """Give for how many seconds `begins` has stood at the end for each crime; -1 where it never came or is over."""
    log = window.log
    last = last_of(log, rows_of(log, begins, *ends), len(log.facts.crime_uid))[frame["crime"].to_numpy(np.int64)]
    stands = codes_at(log.moment, last) == begins
    return np.where(stands, window.end - codes_at(log.at, last), -1).astype(np.float64)


def plans_overdue(window: Window, groups: tuple[str, ...]) -> Values:
    """Count investigations whose owner has had them for over 7 days in which nobody has worked on them."""
    log, frame = window.log, _open(window)
    again = frame["crime"].isin(log.subject[rows_of(log, Moment.REOPENED)])
    frame = frame[(frame["screened"] == "allocate") | frame["backlog"] | again]
    crime = frame["crime"].to_numpy(np.int64)
    given = last_of(log, rows_of(log, Moment.ALLOCATED), len(log.facts.crime_uid))[crime]
    at_start = codes_at(log.detail, given) & OPENING > 0
    gone = (Moment.STARTED, Moment.ASSISTING, Moment.ACCEPTED, Moment.HANDED_BACK, Moment.REOPENED)
    held = _stands_for(window, frame, Moment.ALLOCATED, *gone)
    return counts(frame[(held > PLAN_WITHIN) & ~((given != NO_ROW) & at_start)], groups, 1)


def victim_contact_overdue(window: Window, groups: tuple[str, ...]) -> Values:
    """Count the victims who for over 7 days have been owed a call; no value where no duty is declared."""
    if window.scenario.investigative_model.victim_contact is None:
        return _undeclared()
    frame = _open(window)
    owed = _stands_for(window, frame, Moment.CONTACT_DUE, Moment.CONTACTED)
    return counts(frame[owed > CONTACT_WITHIN], groups, 1)


def suspects_outstanding(window: Window, groups: tuple[str, ...]) -> Values:
    """Count open crimes over 28 days old with a suspect, named or released, who has not been dealt with."""
    frame = _open(window)
    suspect = frame["named"].to_numpy(np.bool_) | _at_large(window, frame)
    old = (window.end - frame["recorded_at"]).to_numpy(np.int64) > SUSPECT_WITHIN
    return counts(frame[suspect & old & ~_dealt_with(window, frame)], groups, 1)


def _at_large(window: Window, frame: pd.DataFrame) -> Flags:
    """Tell of which crimes somebody was arrested who is not in custody any more.

    Without a custody clock the log does not tell of releases: then whoever was arrested counts.
    """
    log, facts, crime = window.log, window.log.facts, frame["crime"].to_numpy(np.int64)
    count = len(facts.crime_uid)
    released: Flags = first_of(log, rows_of(log, Moment.RELEASED), count)[crime] != NO_ROW
    if window.scenario.demand.custody.clock is not None:
        return released
    arrests = first_of(log, rows_of(log, Moment.ARRESTED), len(facts.incident_uid))
    at_scene = codes_at(arrests, facts.crime_incident[crime]) != NO_ROW
    later = first_of(log, rows_of(log, Moment.SUSPECT_ARRESTED), count)[crime] != NO_ROW
    known: Flags = released | at_scene | later
    return known


def suspect_columns(plan: Iterable[Stage]) -> tuple[int, ...]:
    """Give the stages of a plan, as the log counts them, after the first of which the suspect has been dealt with.

    A stage that may be sent back stands once for every time that it may be done. A plan that marks none: every stage.
    """
    times = [(stage, 1 + (stage.again.at_most if stage.again else 0)) for stage in plan]
    marked = [stage.suspect for stage, passes in times for _ in range(passes)]
    return tuple(number for number, suspect in enumerate(marked) if suspect or not any(marked))


def _dealt_with(window: Window, frame: pd.DataFrame) -> Flags:
    """Tell of which crimes the first stage that deals with the suspect is done, or a later one has been begun."""
    log, demand = window.log, window.scenario.demand
    first = np.array([suspect_columns(demand.plans[offence.plan])[0] for offence in demand.offences])
    due = first[log.facts.crime_offence]
    done = rows_of(log, Moment.FINISHED, Moment.ASSISTED)
    begun = rows_of(log, Moment.STARTED, Moment.ASSISTING)
    done = done[log.detail[done] >= due[log.subject[done]]]
    begun = begun[log.detail[begun] > due[log.subject[begun]]]
    dealt_with = np.zeros(len(due), dtype=np.bool_)
    dealt_with[log.subject[done]] = dealt_with[log.subject[begun]] = True
    found: Flags = dealt_with[frame["crime"].to_numpy(np.int64)]
    return found


def bails_expired(window: Window, groups: tuple[str, ...]) -> Values:
    """Count open crimes whose bail has expired and has not been extended since; no value where nobody is bailed."""
    released = window.scenario.demand.custody.released
    if released is None or not released.bail:
        return _undeclared()
    frame = _open(window)
    return counts(frame[frame["bail_expired_at"].notna()], groups, 1)


def sign_offs_overdue(window: Window, groups: tuple[str, ...]) -> Values:
    """Count investigations that have waited over 48 hours for a signature; no value where nobody signs."""
    if not window.scenario.investigative_model.review.sign_off:
        return _undeclared()
    frame = _open(window)
    waits = _stands_for(window, frame, Moment.SIGN_OFF_WANTED, Moment.SIGNED_OFF)
    return counts(frame[waits > SIGNED_WITHIN], groups, 1)


def _undeclared() -> Values:
    """Give no value: the scenario declares nothing of it."""
    return [(FORCE, float("nan"))]


WATCH = (
    Measure(
        "plans_overdue",
        "How many investigations has the present owner had for over 7 days without anybody working on them? What was "
        "done before the start is not known: crimes whose owner has had them since then do not count.",
        "crimes",
        "lower",
        BY_OFFENCE,
        plans_overdue,
        source=DASHBOARD,
    ),
    Measure(
        "victim_contact_overdue",
        "How many victims of open crimes have been owed a call for over 7 days at the end?",
        "victims",
        "lower",
        BY_OFFENCE,
        victim_contact_overdue,
        source=DASHBOARD,
    ),
    Measure(
        "suspects_outstanding",
        "In how many open crimes, recorded over 28 days ago, has a suspect, named or arrested and released, not been "
        "dealt with? Where the plan says no more, the first stage done counts as dealing with the suspect.",
        "crimes",
        "lower",
        BY_OFFENCE,
        suspects_outstanding,
        source=DASHBOARD,
    ),
    Measure(
        "bails_expired",
        "In how many open crimes has the bail expired and not been extended since?",
        "crimes",
        "lower",
        BY_OFFENCE,
        bails_expired,
        source=DASHBOARD,
    ),
    Measure(
        "sign_offs_overdue",
        "How many finished investigations have waited for a supervisor's signature for over 48 hours at the end?",
        "crimes",
        "lower",
        TEAM,
        sign_offs_overdue,
    ),
)
