"""Quiet hours: what must be true of breaks, reports, proactive work and the resolution desk in every log."""

from __future__ import annotations

import numpy as np
import pandas as pd

from demandsim.eventlog.duty import planned_from, steps
from demandsim.eventlog.lengths import disagree
from demandsim.eventlog.log import EventLog
from demandsim.eventlog.moments import Moment
from demandsim.eventlog.rows import Ints, rows_of, stable_order
from demandsim.eventlog.successions import shown
from demandsim.scenario.workforce import Team


def team_of_officers(log: EventLog, officer: Ints) -> list[Team]:
    """Give the team of each of some officers."""
    teams, units = log.facts.scenario.workforce.teams, log.facts.unit_team
    return [teams[units[unit]] for unit in log.facts.officer_unit[officer].tolist()]


def breaks_due(log: EventLog, begin: int) -> pd.DataFrame:
    """Give the turns of the roster from an instant on with room for the team's break, and whether it was begun.

    Supervisors have no breaks; a turn in which the break may still begin at the end of the log does not count.
    """
    facts = log.facts
    teams = facts.scenario.workforce.teams
    rests = {
        officer: teams[facts.unit_team[unit]].rest
        for officer, unit in enumerate(facts.officer_unit.tolist())
        if not facts.officer_supervisor[officer]
    }
    rested = rows_of(log, Moment.RESTING)
    begun = planned_from(log, log.officer[rested], log.at[rested])
    had = set(zip(log.officer[rested].tolist(), begun.tolist(), strict=True))
    turns = []
    spells = zip(facts.spell_officer.tolist(), facts.spell_from.tolist(), facts.spell_to.tolist(), strict=True)
    for officer, since, until in spells:
        rest = rests.get(officer)
        if rest is None or since < begin or since + rest.before >= log.ends_at:
            continue
        if since + rest.after + rest.time <= until:
            turns.append((officer, (officer, since) in had))
    return pd.DataFrame(turns, columns=["officer", "had"]).astype({"officer": np.int64, "had": np.bool_})


def quiet_lengths_agree(log: EventLog) -> list[str]:
    """Breaks, reports, proactive work and desk work last as long as their rows say."""
    officer, row, _ = steps(log)
    same = officer[1:] == officer[:-1]
    before, after = row[:-1][same], row[1:][same]
    passed = log.at[after] - log.at[before]
    begins, ends = log.moment[before], log.moment[after]
    found: list[str] = []
    for what, rows, stated in (
        ("break", ends == Moment.RESTED, log.amount[after]),
        ("proactive work", ends == Moment.STOPPED, log.amount[after]),
        ("work of the resolution desk", begins == Moment.RESOLVING, log.amount[before]),
        ("work on a report", ends == Moment.PUT_ASIDE, log.amount[before] - log.amount[after]),
        ("work on a report", ends == Moment.WRITTEN, log.amount[before]),
    ):
        found += disagree(log, what, after[rows], stated[rows], passed[rows])
    whole = (ends == Moment.RESTED) & (log.detail[after] == 0)
    return found + disagree(log, "whole break", after[whole], log.amount[before[whole]], passed[whole])


def breaks_keep_their_window(log: EventLog) -> list[str]:
    """A break begins within the window of its turn, has the length of the team's, and there is at most one a turn."""
    rows = rows_of(log, Moment.RESTING)
    officer = log.officer[rows]
    rests = [team.rest for team in team_of_officers(log, officer)]
    into_turn = log.at[rows] - planned_from(log, officer, log.at[rows])
    kept = [
        rest is not None and rest.after <= since <= rest.before and planned == rest.time
        for rest, since, planned in zip(rests, into_turn.tolist(), log.amount[rows].tolist(), strict=True)
    ]
    wrong = np.flatnonzero(~np.array(kept, dtype=np.bool_))
    cases = [f"officer {officer[n]} at {log.at[rows[n]]}" for n in wrong.tolist()]
    found = shown("a break not as the team has it", cases)
    turn = np.column_stack([officer, log.at[rows] - into_turn])
    turns, count = np.unique(turn, axis=0, return_counts=True)
    twice = turns[count > 1].tolist()
    return found + shown("two breaks in a turn", [f"officer {who} in the turn from {since}" for who, since in twice])


def reports_are_the_writers_own(log: EventLog) -> list[str]:
    """A report is written by whoever cleared the incident before, by one alone, from where it was left."""
    rows = rows_of(log, Moment.WRITING_UP, Moment.PUT_ASIDE, Moment.WRITTEN)
    rows = rows[stable_order(log.subject[rows])]
    key = np.column_stack([log.subject[rows], log.officer[rows]])
    cleared = rows_of(log, Moment.CLEARED)[::-1]
    at = {
        (incident, officer): when
        for incident, officer, when in zip(
            log.subject[cleared].tolist(), log.officer[cleared].tolist(), log.at[cleared].tolist(), strict=True
        )
    }
    """The first time, where somebody was there twice."""
    ready = np.array(
        [at.get((incident, officer), log.ends_at + 1) for incident, officer in key.tolist()], dtype=np.int64
    )
    found = _of_incidents(log, "a report not by somebody who has cleared", rows[ready > log.at[rows]])
    written = log.moment[rows] == Moment.WRITTEN
    late = rows[written]
    found += disagree(log, "time until written", late, log.amount[late], log.at[late] - ready[written])
    same = np.zeros(len(rows), dtype=np.bool_)
    same[1:] = key[1:, 0] == key[:-1, 0]
    other = same[1:] & (key[1:, 1] != key[:-1, 1])
    found += _of_incidents(log, "a report handed on", rows[1:][other])
    again = same[1:] & (log.moment[rows[1:]] == Moment.WRITING_UP)
    changed = again & (log.amount[rows[1:]] != log.amount[rows[:-1]])
    return found + _of_incidents(log, "a report not taken up where it was left", rows[1:][changed])


def turns_have_their_hours(log: EventLog) -> list[str]:
    """Nobody gives a plan more than its hours of a turn, or begins with other than what is left of them."""
    plans = log.facts.scenario.rules.proactive
    rows = rows_of(log, Moment.PREVENTING, Moment.STOPPED)
    if not len(rows):
        return []
    officer, plan = log.officer[rows], log.detail[rows]
    teams = [log.facts.unit_team[unit] for unit in log.facts.officer_unit[officer].tolist()]
    strangers = np.array([team not in plans[n].teams for team, n in zip(teams, plan.tolist(), strict=True)])
    found = shown("proactive work of another team", [f"officer {who}" for who in officer[strangers].tolist()])
    begins = log.moment[rows] == Moment.PREVENTING
    turn = np.empty(len(rows), dtype=np.int64)
    turn[begins] = planned_from(log, officer[begins], log.at[rows[begins]])
    left: dict[tuple[int, int, int], int] = {}
    going_on: dict[int, tuple[int, int, int]] = {}
    wrong: list[str] = []
    for who, number, is_begin, since, amount, at in zip(
        officer.tolist(),
        plan.tolist(),
        begins.tolist(),
        turn.tolist(),
        log.amount[rows].tolist(),
        log.at[rows].tolist(),
        strict=True,
    ):
        if is_begin:
            going_on[who] = key = (who, number, since)
            if left.setdefault(key, plans[number].per_turn) != amount:
                wrong.append(f"officer {who} at {at}: {amount} s, {left[key]} s are left")
        elif who in going_on:
            left[going_on[who]] -= amount
            if left[going_on[who]] < 0:
                wrong.append(f"officer {who} at {at}: {-left[going_on[who]]} s too much")
    return found + shown("more than the hours of the turn", wrong)


def _of_incidents(log: EventLog, what: str, rows: Ints) -> list[str]:
    return shown(what, [f"incident {log.subject[row]} by officer {log.officer[row]} at {log.at[row]}" for row in rows])
