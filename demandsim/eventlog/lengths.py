"""Lengths of time: what rows state agrees with the clock, and turns of duty with the roster."""

from __future__ import annotations

import numpy as np

from demandsim.eventlog.duty import planned, seconds_by_activity, spells, steps, turns
from demandsim.eventlog.journeys import reviews
from demandsim.eventlog.log import EventLog
from demandsim.eventlog.moments import Activity, Moment
from demandsim.eventlog.rows import NO_ROW, Ints, codes_at, first_of, rows_of, stable_order, with_following
from demandsim.eventlog.successions import shown

DESK_WORK = (
    Activity.AVAILABLE,
    Activity.INVESTIGATING,
    Activity.WRITING,
    Activity.RESTING,
    Activity.REPORTING,
    Activity.PREVENTING,
    Activity.CONTACTING,
)
"""What nobody does beyond the planned end of duty."""


def duty_adds_up(log: EventLog) -> list[str]:
    """On-duty seconds of every officer are the sum of the activities, and the turns are the roster's plus overtime."""
    facts = log.facts
    turn = turns(log)
    officers = len(facts.officer_key)
    on_duty = np.bincount(turn["officer"], weights=turn["worked"], minlength=officers)
    active = seconds_by_activity(log, 0, log.ends_at).sum(axis=1)
    uneven = np.flatnonzero(on_duty != active)
    found = shown(
        "on-duty seconds are not the sum of activities",
        [f"officer {n}: {on_duty[n]:.0f} on duty, {active[n]:.0f} in activities" for n in uneven.tolist()],
    )
    found += shown(
        "a turn ends before it was planned to",
        [
            f"officer {turn['officer'][n]} from {turn['on_at'][n]}"
            for n in np.flatnonzero(turn["overtime"] < 0).tolist()
        ],
    )
    begun = np.flatnonzero(facts.spell_from < log.ends_at)
    if int(turn["spells"].sum()) != len(begun) or (turn["spells"] == 0).any():
        found.append(f"{len(begun)} spells in the roster, {int(turn['spells'].sum())} within the turns of duty")
    came = rows_of(log, Moment.ON_DUTY)
    rostered = {*zip(facts.spell_officer.tolist(), facts.spell_from.tolist(), facts.spell_to.tolist(), strict=True)}
    played = zip(log.officer[came].tolist(), log.at[came].tolist(), log.amount[came].tolist(), strict=True)
    found += shown(
        "a turn is not in the roster",
        [f"officer {who} from {on} to {off}" for who, on, off in sorted({*played} - rostered)],
    )
    once = turn[(turn["spells"] == 1) & turn["off_at"].notna()]
    went = rows_of(log, Moment.OFF_DUTY)
    stated = {*zip(log.officer[went].tolist(), log.at[went].tolist(), log.amount[went].tolist(), strict=True)}
    counted = {*zip(once["officer"].tolist(), once["off_at"].tolist(), once["overtime"].tolist(), strict=True)}
    return found + shown("overtime is misstated", [f"officer {who} at {at}" for who, at, _ in sorted(counted - stated)])


def nobody_lingers(log: EventLog) -> list[str]:
    """Beyond the planned end of duty officers only finish live work: nobody is idle or at a desk off the roster."""
    officer, row, activity, from_at, to_at = spells(log)
    idle = np.isin(activity, DESK_WORK)
    officer, row, from_at, to_at = officer[idle], row[idle], from_at[idle], to_at[idle]
    wrong = np.flatnonzero(~planned(log, officer, from_at, to_at))
    return shown(
        "idle or at a desk when not planned to be on duty",
        [f"officer {officer[n]} after {Moment(log.moment[row[n]]).name} at {from_at[n]}" for n in wrong.tolist()],
    )


def lengths_agree(log: EventLog) -> list[str]:
    """Lengths that rows state agree with the clock: journeys, work left, outside waits, lateness."""
    row, following = with_following(log, Moment.FINISHED, Moment.ASSISTED, Moment.WAITED)
    pair = (log.moment[row] != Moment.WAITED) & (codes_at(log.moment, following) == Moment.WAITED)
    row, following = row[pair], following[pair]
    found = disagree(log, "outside wait", row, log.amount[row], log.at[following] - log.at[row])
    for begins, pauses, ends in (
        (Moment.STARTED, Moment.PAUSED, Moment.FINISHED),
        (Moment.ASSISTING, Moment.ASSIST_PAUSED, Moment.ASSISTED),
    ):
        row, following = with_following(log, begins, pauses, ends)
        pair = (log.moment[row] == begins) & (following != NO_ROW)
        row, following = row[pair], following[pair]
        left = np.where(log.moment[following] == pauses, log.amount[following], 0)
        passed = log.at[following] - log.at[row]
        # What is left of the change to a crime is lost when it is put down.
        lost = np.maximum(_changes(log, row) - passed, 0) if begins == Moment.STARTED else 0
        found += disagree(log, "work", row, log.amount[row] - left - lost, passed)
    row, following = with_following(log, Moment.CLOSED, Moment.REOPENED)
    pair = codes_at(log.moment, following) == Moment.REOPENED
    row, following = row[pair], following[pair]
    found += disagree(log, "time since closing", following, log.amount[following], log.at[following] - log.at[row])
    officer, row, _ = steps(log)
    for what, begins in (
        ("custody work", Moment.ARRESTED),
        ("booking and custody work", Moment.TAKEN_IN),
        ("allocation", Moment.ALLOCATING),
        ("review", Moment.REVIEWING),
        ("extension of a bail", Moment.EXTENDING),
        ("signing off", Moment.SIGNING_OFF),
        ("advice", Moment.MENTORING),
        ("call to a victim", Moment.CONTACTING),
    ):
        begun = np.flatnonzero((log.moment[row[:-1]] == begins) & (officer[1:] == officer[:-1]))
        found += disagree(log, what, row[begun], log.amount[row[begun]], log.at[row[begun + 1]] - log.at[row[begun]])
    graded = first_of(log, rows_of(log, Moment.GRADED), len(log.facts.incident_uid))
    for what, moment in (
        ("time to arrival", Moment.ARRIVED),
        ("wait until escalated", Moment.ESCALATED),
        ("wait until lapsed", Moment.LAPSED),
        ("wait until upgraded", Moment.UPGRADED),
    ):
        rows = rows_of(log, moment)
        since = codes_at(log.at, graded[log.subject[rows]])
        found += disagree(log, what, rows, log.amount[rows], log.at[rows] - since)
    review = reviews(log)
    done = review[review["reviewed_at"].notna()]
    wrong = done[done["reviewed_at"] - done["due_at"] != done["late"]]
    return found + shown(
        "lateness is misstated", [f"review {n} of crime {c}" for c, n in wrong[["crime", "number"]].values]
    )


def _changes(log: EventLog, row: Ints) -> Ints:
    """Give the time that changing to a crime takes with each of some rows STARTED."""
    change = log.facts.scenario.investigative_model.next_work.change
    if not change:
        return np.zeros(len(row), dtype=np.int64)
    started = rows_of(log, Moment.STARTED)
    started = started[stable_order(log.officer[started])]
    same = np.zeros(len(started), dtype=np.bool_)
    officer, crime = log.officer[started], log.subject[started]
    same[1:] = (officer[1:] == officer[:-1]) & (crime[1:] == crime[:-1])
    takes = np.zeros(len(log), dtype=np.int64)
    takes[started] = np.where(same, 0, change)
    return takes[row]


def disagree(log: EventLog, what: str, rows: Ints, stated: Ints, measured: Ints) -> list[str]:
    """List the rows of which the stated length is not the one measured; all three columns are equally long."""
    wrong = np.flatnonzero(stated != measured)
    return shown(
        f"the {what} stated is not the time that passed",
        [f"{log.subject[rows[n]]} at {log.at[rows[n]]}: {stated[n]} s, {measured[n]} s passed" for n in wrong.tolist()],
    )
