"""On a log that the engine has written: every identity holds, and plain loops over the rows find the same values."""

from __future__ import annotations

from collections import defaultdict
from statistics import fmean

import pandas as pd
import pytest

from demandsim.engine import run
from demandsim.eventlog import EventLog, Moment
from demandsim.eventlog.moments import SCHEMA, Activity, Outcome
from demandsim.eventlog.views import identities
from demandsim.measures import measure
from demandsim.roster import build_roster
from demandsim.tape import record
from tests.logs import IN_FULL
from tests.worlds import village

WARM_UP = 7 * 86_400
TOLD_BY_A_DESK = {
    Moment.BLOCKED,
    Moment.PUT_THROUGH,
    Moment.PROMISED,
    Moment.RUNG_BACK,
    Moment.UNREACHED,
    Moment.TAKEN_UP,
    Moment.SET_ASIDE,
    Moment.DEALT_WITH,
    Moment.SILENCED,
    Moment.RESTORED,
}
"""What needs a switchboard, trunks, call-back, written work or an outage: see `test_real_desk`."""
TOLD_BY_A_RULE = {Moment.BOOKED, Moment.MISSED, Moment.DIVERTED, Moment.ESCALATED, Moment.LAPSED}
"""What needs a rule of dispatch or incidents that lapse: see `test_response_measures` and `test_any_dispatch`."""


@pytest.fixture(scope="module")
def log() -> EventLog:
    scenario = village(
        **{
            "investigative_model.transfer.clauses.0.owner": "any",
            "investigative_model.transfer.offer_again_after": "1 day",
            "investigative_model.transfer.offers": 3,
            "investigative_model.transfer.delay": "1 day",
            "demand.victims.patience": {"exponential": {"mean": "20 days"}},
            "workforce.teams.handlers.posts.force.handler": 5,
        }
    )
    tape = record(scenario, replication=1, seed=4)
    return run(tape, build_roster(scenario.workforce, tape.absences), scenario.rules)


@pytest.fixture(scope="module")
def found(log: EventLog) -> pd.Series:
    return measure(log).set_index(["measure", "group"])["value"]


def test_the_log_is_sound_and_tells_of_everything(log: EventLog) -> None:
    assert identities(log) == []
    assert {Moment(row[1]) for row in log.rows()} == set(Moment) - TOLD_BY_A_DESK - TOLD_BY_A_RULE - IN_FULL


def test_calls(log: EventLog, found: pd.Series) -> None:
    line_of, since = {}, {}
    waits: list[int] = []
    kept = given_up = 0
    targets = [line.target.within for line in log.facts.scenario.demand.lines.values()]
    for at, moment, contact, _, detail, _ in log.rows():
        if moment == Moment.RECEIVED and at >= WARM_UP:
            since[contact], line_of[contact] = at, detail
        elif moment in (Moment.ANSWERED, Moment.ABANDONED) and contact in since:
            wait = at - since.pop(contact)
            waits.append(wait)
            given_up += moment == Moment.ABANDONED
            kept += moment == Moment.ANSWERED and wait <= targets[line_of[contact]]
    assert given_up > 20
    assert found["calls_abandoned", ""] == pytest.approx(given_up / len(waits))
    assert found["call_wait", ""] == pytest.approx(fmean(waits))
    late = sum(log.ends_at - at > targets[line_of[contact]] for contact, at in since.items())
    assert found["calls_in_target", ""] == pytest.approx(kept / (len(waits) + late))


def test_arrivals(log: EventLog, found: pd.Series) -> None:
    facts = log.facts
    rang: dict[int, int] = {}
    graded: dict[int, int] = {}
    minutes: dict[int, float] = {}
    reported = {int(i): c for c, i in enumerate(facts.contact_incident) if i >= 0 and facts.contact_cause[c] == 0}
    for at, moment, subject, _, detail, _ in log.rows():
        if moment == Moment.RECEIVED:
            rang.setdefault(subject, at)
        elif moment == Moment.GRADED and at >= WARM_UP and detail == 0:
            graded[subject] = at
        elif moment == Moment.ARRIVED and subject in graded and subject not in minutes:
            called = rang[reported[subject]] if subject in reported else graded[subject]
            minutes[subject] = (at - called) / 60
    assert len(graded) == len(minutes), "all emergencies were reached: the mean is plain"
    assert found["response_time", "grade=emergency"] == pytest.approx(fmean(minutes.values()))
    target = facts.scenario.places.targets["emergency"] / 60
    assert found["response_in_target", "grade=emergency"] == pytest.approx(fmean(m <= target for m in minutes.values()))


def test_crimes(log: EventLog, found: pd.Series) -> None:
    facts = log.facts
    recorded: dict[int, int] = {}
    allocate: set[int] = set()
    first: dict[int, int] = {}
    closed: dict[int, tuple[int, int]] = {}
    transfers = offers = refused = 0
    for at, moment, subject, officer, detail, _ in log.rows():
        match moment:
            case Moment.RECORDED if detail != 3 and at >= WARM_UP:
                recorded[subject] = at
            case Moment.SCREENED if detail == 0:
                allocate.add(subject)
            case Moment.ALLOCATED:
                first.setdefault(subject, officer)
            case Moment.CLOSED:
                closed[subject] = at, detail
            case Moment.TRANSFERRED if at >= WARM_UP:
                transfers += 1
            case Moment.OFFERED if at >= WARM_UP:
                offers += 1
            case Moment.REFUSED if at >= WARM_UP:
                refused += 1
    weeks = (log.ends_at - WARM_UP) / (7 * 86_400)
    done = [crime for crime in recorded if crime in closed]
    charged = sum(closed[crime][1] == Outcome.CHARGED for crime in done)
    owned = [crime for crime in recorded if crime in allocate and crime in first]
    skilled = sum(
        facts.officer_skills[first[crime]] & facts.crime_skills[crime] == facts.crime_skills[crime] for crime in owned
    )
    assert transfers > 0
    assert found["crimes_recorded", ""] == pytest.approx(len(recorded) / weeks)
    assert found["crimes_closed", ""] == pytest.approx(sum(at >= WARM_UP for at, _ in closed.values()) / weeks)
    assert found["charged", ""] == pytest.approx(charged / len(done))
    assert found["owner_has_skill", ""] == pytest.approx(skilled / len(owned))
    assert found["transfers", ""] == pytest.approx(100 * transfers / len(recorded))
    assert found["refused_offers", ""] == pytest.approx(100 * refused / offers)
    # The censored median lies between that of the closed ones alone and that with open ones counted as endless.
    closed_days = sorted((closed[crime][0] - recorded[crime]) / 86_400 for crime in done)
    all_days = closed_days + [float("inf")] * (len(recorded) - len(done))
    median = found["days_to_outcome", ""]
    assert closed_days[(len(closed_days) - 1) // 2] <= median <= all_days[(len(all_days) - 1) // 2] < float("inf")


def test_time(log: EventLog, found: pd.Series) -> None:
    facts = log.facts
    doing: dict[int, tuple[int, Activity]] = {}
    busy: dict[str, float] = defaultdict(float)
    on_duty: dict[str, float] = defaultdict(float)

    def turn_to(officer: int, at: int, activity: Activity) -> None:
        since, before = doing.get(officer, (at, Activity.OFF_DUTY))
        seconds = max(at, WARM_UP) - max(since, WARM_UP)
        if before != Activity.OFF_DUTY and not facts.officer_supervisor[officer]:
            team = facts.unit_team[facts.officer_unit[officer]]
            on_duty[team] += seconds
            busy[team] += seconds * (before != Activity.AVAILABLE)
        doing[officer] = at, activity

    for at, moment, _, officer, _, amount in log.rows():
        activity = SCHEMA[Moment(moment)].activity
        if activity is not None and officer >= 0:
            turn_to(officer, at, activity)
        elif moment == Moment.ALLOCATED and amount >= 0:
            turn_to(amount, at, Activity.AVAILABLE)
    for officer in list(doing):
        turn_to(officer, log.ends_at, Activity.OFF_DUTY)
    for team in ("handlers", "response", "cid", "crime_bureau"):
        assert found["utilisation", f"team={team}"] == pytest.approx(busy[team] / on_duty[team]), team


def test_caseload(log: EventLog, found: pd.Series) -> None:
    facts = log.facts
    owner: dict[int, tuple[int, int]] = {}
    held: dict[int, int] = defaultdict(int)

    def let_go(crime: int, at: int) -> None:
        if crime in owner:
            officer, since = owner.pop(crime)
            held[officer] += max(at, WARM_UP) - max(since, WARM_UP)

    for at, moment, crime, officer, _, _ in log.rows():
        if moment in (Moment.ALLOCATED, Moment.ACCEPTED, Moment.CLOSED):
            let_go(crime, at)
        if moment == Moment.ALLOCATED:
            owner[crime] = officer, at
    for crime in list(owner):
        let_go(crime, log.ends_at)
    constables = [
        row
        for row, unit in enumerate(facts.officer_unit)
        if facts.unit_team[unit] == "cid" and not facts.officer_supervisor[row]
    ]
    mean = fmean(held[row] for row in constables) / (log.ends_at - WARM_UP)
    assert found["caseload", "team=cid"] == pytest.approx(mean)
