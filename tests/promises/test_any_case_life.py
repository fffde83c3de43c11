"""Whatever is sent back, passed to specialists or opened again: the log is sound, and specialists serve in order."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import numpy as np
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from demandsim.engine import run
from demandsim.eventlog.identities import identities
from demandsim.eventlog.log import EventLog
from demandsim.eventlog.moments import SCHEMA, Activity, Moment
from demandsim.eventlog.views import crimes
from demandsim.roster import Roster, build_roster
from demandsim.scenario.cases import passes
from demandsim.scenario.scenario import Scenario
from demandsim.tape import Tape, record
from tests.promises.any_world import CHANGES, loaded, minutes
from tests.promises.how_many import worlds
from tests.worlds import village

DAYS = 10
BY = st.sampled_from([None, "digital", "cid", "response"])
AGAIN = st.sampled_from([None, {"share": 0.7, "at_most": 3}, {"share": 0.9, "at_most": 6, "work": "20 min"}])
WAIT = st.sampled_from([None, {"share": 0.5, "time": {"exponential": {"mean": "3 h"}}}])
DIGITAL = {
    "desks": ["investigation"],
    "posts": {"north": {"sergeant": 1, "constable": 2}, "force": {"sergeant": 1, "constable": 2}},
    "skills": {"pip1": 0.5},
    "shift": "office",
}
ANY = settings(
    max_examples=worlds(20),
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@st.composite
def any_plans(draw: st.DrawFn) -> dict[str, Any]:
    """Plans of stages in which anything may be sent back, passed on or begun late, and crimes that come back."""
    plans = {}
    for name, count in (("short", 1), ("volume", 2), ("complex", 3)):
        stages = []
        for number in range(count):
            stage: dict[str, Any] = {"name": f"stage {number}", "work": 1 / count}
            for key, choices in (("by", BY), ("again", AGAIN), ("wait", WAIT)):
                value = draw(choices)
                if value is not None:
                    stage[key] = value
            stage["evidence_lost_per_30_days"] = draw(st.sampled_from([0, 0.5]))
            stages.append(stage)
        plans[name] = stages
    work = draw(st.sampled_from(["30 min", "3 h"]))
    after = draw(st.sampled_from(["0 s", "2 h", {"exponential": {"mean": "1 day"}}]))
    return {
        "demand.plans": plans,
        "demand.reopened": {"share": draw(st.sampled_from([0.3, 1])), "after": after, "work": work},
        "demand.links": {"share": 0.5, "within": "5 days"},
        "workforce.teams.digital": DIGITAL,
        "investigative_model.allocate": {"kind": "best_fit", "skill": "preferred", "takes": "10 min"},
    }


@ANY
@given(
    changes=CHANGES,
    plans=any_plans(),
    load=st.sampled_from([1, 4]),
    replication=st.integers(0, 50),
    whole_minutes=st.booleans(),
)
def test_the_log_is_sound_and_specialists_serve_in_order(
    changes: dict[str, Any], plans: dict[str, Any], load: int, replication: int, whole_minutes: bool
) -> None:
    scenario = village(**{**loaded(load), **changes, **plans})
    tape = record(scenario, replication=replication, days=DAYS)
    if whole_minutes:
        tape = minutes(tape)
    roster = build_roster(scenario.workforce, tape.absences)
    log = run(tape, roster, scenario.rules)
    assert identities(log) == []
    assert complaints(log, tape, roster) == []
    frame = crimes(log)
    closings, again = (int((log.moment == moment).sum()) for moment in (Moment.CLOSED, Moment.REOPENED))
    assert len(frame) + again == closings + int(frame["closed_at"].isna().sum())
    assert frame["reopened_at"].notna().sum() == again


def complaints(log: EventLog, tape: Tape, roster: Roster) -> list[str]:
    """Keep books from the rows alone: who waits for which specialists since when, and who of them is free."""
    by = _specialists(tape.scenario)
    units = [unit.officers for unit in roster.units]
    free: set[int] = set()
    waiting: dict[int, tuple[int, int]] = {}
    ready_of: dict[int, set[int]] = {}
    found: list[str] = []
    for at, rows in groupby(log.rows(), key=lambda row: row[0]):
        for _, moment, subject, officer, detail, amount in rows:
            activity = SCHEMA[Moment(moment)].activity
            if officer >= 0 and activity is not None:
                (free.add if activity == Activity.AVAILABLE else free.discard)(officer)
            if moment == Moment.ALLOCATED and amount >= 0:
                free.add(amount)
            if moment == Moment.PASSED:
                team = by[int(tape.crimes.offence[subject])][detail]
                if roster.units[amount].team != team:
                    found.append(f"{at}: crime {subject} is passed to {roster.units[amount].team}, not {team}")
                waiting[subject] = (at, amount)
                ready_of[subject] = {at}
            elif moment == Moment.ASSISTING:
                since, unit = waiting.pop(subject)
                ready_of[subject] = {since}
                first = min((at_, crime) for crime, (at_, there) in [*waiting.items(), (subject, (since, unit))]
                            if there == unit)  # fmt: skip
                if first != (since, subject) or officer not in units[unit]:
                    found.append(f"{at}: {officer} helps with {subject} instead of {first[1]}")
            elif moment == Moment.ASSIST_PAUSED:
                waiting[subject] = (min(ready_of[subject]), roster.officers[officer].unit)
            elif moment == Moment.CLOSED:
                waiting.pop(subject, None)
        idle = [(crime, o) for crime, (_, unit) in waiting.items() for o in units[unit] if o in free]
        found += [f"{at}: crime {crime} waits while {officer} is idle" for crime, officer in idle]
    return found


def _specialists(scenario: Scenario) -> list[list[str | None]]:
    plans = {name: [plan[place.stage].by for place in passes(plan)] for name, plan in scenario.demand.plans.items()}
    return [plans[offence.plan] for offence in scenario.demand.offences]


def test_plans_that_say_nothing_new_are_played_as_before() -> None:
    """A stage that is never sent back and crimes that are never opened again change no row of the log."""
    plain = village()
    plans = {
        "demand.plans.volume.1.again": {"share": 0, "at_most": 4},
        "demand.plans.complex.2.again": {"share": 0, "at_most": 2},
        "demand.reopened": {"share": 0, "after": "1 day", "work": "1 h"},
        "demand.links": {"share": 0, "within": "30 days"},
    }
    logs = []
    for scenario in (plain, village(**plans)):
        tape = record(scenario, days=DAYS)
        logs.append(run(tape, build_roster(scenario.workforce, tape.absences), scenario.rules))
    assert len(logs[0]) > 1000
    assert all(
        np.array_equal(getattr(logs[0], column), getattr(logs[1], column))
        for column in ("at", "moment", "subject", "officer", "detail", "amount")
    )
