"""Typical weeks: the same calls meet the same fate as in the whole force, and a plan changes nothing but the staff."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from demandsim.engine import run
from demandsim.eventlog import EventLog, Moment
from demandsim.quantities import WEEK
from demandsim.roster import build_roster
from demandsim.staffing.weeks import Weeks, handlers_today, play, record_weeks, typical
from demandsim.tape import record
from tests.worlds import village

Fate = list[tuple[int, int, int, int]]


def fates(log: EventLog, begin: int, end: int) -> Fate:
    """Give (second, moment, caller, wait or attempt) of all that befell callers between two seconds."""
    wanted = (Moment.RECEIVED, Moment.ANSWERED, Moment.ABANDONED, Moment.FREED, Moment.LOST)
    rows = np.flatnonzero(np.isin(log.moment, wanted) & (log.at >= begin) & (log.at < end))
    uid = log.facts.contact_uid[log.subject[rows]]
    return sorted(
        zip(*(column.tolist() for column in (log.at[rows], log.moment[rows], uid, log.amount[rows])), strict=True)
    )


def test_calls_alone_meet_the_fate_they_met_in_the_whole_force() -> None:
    """Staffed as today, the calls cut off the rest ring, wait, are answered and ring again second by second as before.

    Also the calls that the force caused. The desk begins empty a day earlier, and empties at night.
    """
    scenario = village(**{"period.warm_up": 7, "demand.lines.101.volume": "90 per day"})
    weeks = record_weeks(scenario, 0, 1, 2)
    same = typical(scenario)
    tape = record(same, 0, 1, days=weeks.tape.days)
    log = run(tape, build_roster(same.workforce, tape.absences), same.rules)
    whole, alone = fates(log, weeks.begin, weeks.end), fates(play(weeks, {}), weeks.begin, weeks.end)
    assert len(whole) > 3_000
    assert alone == whole
    assert weeks.caused > 0.005
    assert any(moment == Moment.ABANDONED for _, moment, _, _ in alone)


def test_nothing_but_calls_happens() -> None:
    log = play(record_weeks(village(), 0, 1, 1), {})
    happened = {Moment(moment) for moment in np.unique(log.moment)}
    on_the_telephone = {Moment.RECEIVED, Moment.ANSWERED, Moment.HUNG_UP, Moment.FREED, Moment.ABANDONED, Moment.LOST}
    assert happened <= on_the_telephone | {Moment.ON_DUTY, Moment.OFF_DUTY}


def test_typical_weeks_have_no_season() -> None:
    scenario = village()
    assert {profile.months for profile in typical(scenario).demand.profiles.values()} == {(1.0,) * 12}
    assert typical(scenario).demand.lines == scenario.demand.lines


def test_a_plan_staffs_its_teams_and_leaves_the_others() -> None:
    scenario = village(**{"workforce.teams.handlers.posts.force": {"handler": 30}})
    weeks = record_weeks(scenario, 0, 1, 1)
    waits = {}
    for plan in ({}, {"handlers": (1,) * 48}, {"handlers": (40,) * 336}):
        log = play(weeks, plan)
        answered = log.moment == Moment.ANSWERED
        waits[len(plan.get("handlers", ()))] = log.amount[answered].mean()
    assert waits[336] == 0
    assert waits[48] > waits[0] > 0
    with_team = weeks.tape.scenario.workforce.teams["handlers"]
    assert with_team.posts, "the weeks themselves stay as they are"


def test_positions_by_half_hour_are_on_duty_then() -> None:
    weeks = record_weeks(village(), 0, 1, 1)
    numbers = tuple(range(48))
    planned = village(
        **{"workforce.teams.handlers": {"desks": ["contact"], "lines": ["999", "101"], "positions": numbers}}
    )
    staffed = Weeks(replace(weeks.tape, scenario=planned), weeks.begin, weeks.end, weeks.caused)
    on_duty = handlers_today(staffed)["handlers"]
    assert on_duty[:96] == pytest.approx([*numbers, *numbers])
    assert weeks.end - weeks.begin == WEEK


def test_handlers_today_count_what_the_roster_says() -> None:
    """Shift patterns, absences and overlaps: hours on duty by half hour add up to the spells of the roster."""
    weeks = record_weeks(village(**{"workforce.teams.handlers.posts.force": {"handler": 30, "supervisor": 2}}), 0, 1, 2)
    roster = build_roster(weeks.tape.scenario.workforce, weeks.tape.absences)
    answers = [
        number for number, officer in enumerate(roster.officers) if officer.key.startswith("handlers/force/handler")
    ]
    mine = np.isin(roster.spell_officer, answers)
    seconds = np.minimum(roster.spell_to, weeks.tape.ends_at) - roster.spell_from
    assert handlers_today(weeks)["handlers"].sum() * 1800 == pytest.approx(seconds[mine].sum())
