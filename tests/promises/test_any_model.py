"""Whatever the model says of hours, scores, factors, second teams and the allocation desk: the log keeps to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from demandsim.engine import run
from demandsim.eventlog.identities import identities
from demandsim.eventlog.log import EventLog
from demandsim.eventlog.moments import Moment
from demandsim.roster import build_roster
from demandsim.rules.hours import WEEK, Hours
from demandsim.rules.screen import ALLOCATE, PROTECTED, ByFactors
from demandsim.scenario.calendar import Calendar
from demandsim.tape import Tape, record
from tests.promises.any_world import loaded, minutes
from tests.promises.how_many import worlds
from tests.worlds import village

MODEL = "investigative_model"
DAY_HOURS = {"opens": "08:00", "closes": "16:00"}
NIGHTS = {"opens": "20:00", "closes": "02:30", "days": ["Fri", "Sat", "Sun"]}
HOURS = st.sampled_from([None, DAY_HOURS, NIGHTS])
FACTORS = {"witness": {"share": 0.3, "accuracy": 0.6}, "cctv": {"share": 0.5, "by_offence": {"theft": 0.1}}}
BY_FACTORS = {"kind": "factors", "weights": {"witness": 2, "cctv": 1, "named suspect": 2}, "file_below": 2}
SCREEN = st.sampled_from(
    [
        {"kind": "none"},
        BY_FACTORS | {"by": "crime_bureau", "desk_below": 3, "never": [{"vulnerable": True}]},
        {"kind": "solvability", "by": "crime_bureau", "file_below": 0.3, "desk_below": 0.5},
    ]
)
WHEN = st.sampled_from([{"score_at_least": 0.4, "score_below": 0.8}, {"hours": DAY_HOURS}, {"hours": NIGHTS}])
SECOND = st.sampled_from([{}, {"if_full": "response"}, {"if_off_duty": "crime_bureau", "if_full": "response"}])


def in_hours(log: EventLog, hours: Hours) -> Callable[[int], bool]:
    """Tell by the wall clock whether a second of the run lies in the hours."""
    calendar = Calendar(log.facts.scenario.start, log.facts.scenario.timezone)

    def inside(at: int) -> bool:
        local = calendar.local(at)
        second = (local.hour * 60 + local.minute) * 60 + local.second
        today, yesterday = (WEEK[(local.weekday() - back) % 7] in hours.days for back in (0, 1))
        if hours.opens < hours.closes:
            return today and hours.opens <= second < hours.closes
        return (today and second >= hours.opens) or (yesterday and second < hours.closes)

    return inside


def rows_of(log: EventLog, *moments: Moment) -> list[tuple[int, ...]]:
    rows = np.flatnonzero(np.isin(log.moment, moments))
    columns = (log.at, log.moment, log.subject, log.officer, log.detail, log.amount)
    return list(zip(*(column[rows].tolist() for column in columns), strict=True))


def screened_as_declared(tape: Tape, log: EventLog) -> None:
    """Within the hours, or at their very beginning for what waited; by points added up here again."""
    rule = tape.scenario.investigative_model.screen
    if rule.hours is not None:
        inside = in_hours(log, rule.hours)
        recorded = {row[2]: row[0] for row in rows_of(log, Moment.RECORDED)}
        for at, _, crime, *_ in rows_of(log, Moment.SCREENED):
            decided_at = recorded[crime] + tape.scenario.mechanics.decision_time
            assert inside(at)
            assert at == decided_at if inside(decided_at) else not inside(at - 1)
    if isinstance(rule, ByFactors):
        weight = [rule.weights[name] for name in tape.scenario.demand.factors]
        for _, _, crime, _, verdict, reason in rows_of(log, Moment.SCREENED):
            has = [bool(tape.crimes.factors[crime] & 1 << bit) for bit in range(len(weight))]
            counted = sum(points for points, there in zip(weight, has, strict=True) if there)
            counted += rule.weights["named suspect"] * bool(tape.crimes.named[crime])
            below = 1 if counted < rule.file_below else 2 if counted < rule.desk_below else 0
            protected = bool(tape.crimes.vulnerable[crime])
            assert (verdict, reason == PROTECTED) == ((ALLOCATE, True) if protected else (below, False))


def routed_as_declared(tape: Tape, log: EventLog) -> None:
    """The first clause holds where it decided, and the unit is of its team or one that stands in for it."""
    routes = tape.scenario.investigative_model.routes
    for at, _, crime, _, clause, unit in rows_of(log, Moment.ROUTED):
        if clause < 0:
            continue
        when, score = routes[0].when, float(tape.crimes.score[crime])
        first = when.hours is None or in_hours(log, when.hours)(at)
        first = first and (when.score_at_least or 0) <= score < (2 if when.score_below is None else when.score_below)
        assert first == (clause == 0)
        if clause == 0:
            teams = {routes[0].to, routes[0].if_full, routes[0].if_off_duty}
            assert log.facts.unit_team[unit] in teams


def allocated_as_declared(tape: Tape, log: EventLog) -> None:
    """Only in the hours unless somebody is in custody, and by the supervisors of the team that allocates for all."""
    rule = tape.scenario.investigative_model.allocate
    facts = log.facts
    arrested = {row[2] for row in rows_of(log, Moment.ARRESTED)}
    held = {crime for crime, incident in enumerate(facts.crime_incident.tolist()) if incident in arrested}
    for at, _, crime, supervisor, _, _ in rows_of(log, Moment.ALLOCATING):
        assert rule.hours is None or crime in held or in_hours(log, rule.hours)(at)
        team = facts.unit_team[facts.officer_unit[supervisor]]
        assert rule.by is None or team == rule.by


@settings(
    max_examples=worlds(20),
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(
    screen=SCREEN,
    screening=HOURS,
    when=WHEN,
    second=SECOND,
    allocating=HOURS,
    by=st.sampled_from([None, "cid", "response"]),
    takes=st.sampled_from(["0 s", "20 min"]),
    decision=st.sampled_from(["0 s", "3 h"]),
    start=st.sampled_from(["2025-01-06", "2025-03-28"]),
    load=st.sampled_from([1, 4]),
    replication=st.integers(0, 50),
    whole_minutes=st.booleans(),
)
def test_the_log_keeps_to_the_model(
    screen: dict[str, Any],
    screening: dict[str, Any] | None,
    when: dict[str, Any],
    second: dict[str, Any],
    allocating: dict[str, Any] | None,
    by: str | None,
    takes: str,
    decision: str,
    start: str,
    load: int,
    replication: int,
    whole_minutes: bool,
) -> None:
    routes = [{"name": "these", "when": when, "to": "cid", **second}]
    routes.append({"name": "rest", "to": "attending_officer", "otherwise_to": "response"})
    scenario = village(
        **{
            **loaded(load),
            "start": start,
            "demand.factors": FACTORS,
            f"{MODEL}.screen": screen | {"hours": screening},
            f"{MODEL}.routes": routes,
            f"{MODEL}.allocate": {"kind": "best_fit", "takes": takes, "by": by, "hours": allocating},
            "mechanics.decision_time": decision,
            "workforce.teams.cid.caseload_cap": 6,
        }
    )
    tape = record(scenario, replication, days=6)
    tape = minutes(tape) if whole_minutes else tape
    log = run(tape, build_roster(scenario.workforce, tape.absences), scenario.rules)
    assert identities(log) == []
    screened_as_declared(tape, log)
    routed_as_declared(tape, log)
    allocated_as_declared(tape, log)
