"""Promises of the engine: no chance, no foresight, and nothing hangs on names, order or people who do nothing."""

from __future__ import annotations

import os
import random
import secrets
import time
import uuid
from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from demandsim.engine import run
from demandsim.engine.clock import Appointment, Clock, Rank
from demandsim.engine.contact import ContactDesk
from demandsim.engine.investigation import InvestigationDesk
from demandsim.engine.response import ResponseDesk
from demandsim.eventlog.identities import identities
from demandsim.eventlog.log import EventLog
from demandsim.eventlog.moments import SCHEMA, Moment
from demandsim.roster import Officer, Roster, Unit, build_roster
from demandsim.rules.choice import GRADES
from demandsim.scenario.calendar import DAY
from demandsim.scenario.scenario import Scenario
from demandsim.tape import Tape, record, streams
from demandsim.tape.tape import NONE
from tests.logs import IN_FULL
from tests.promises.any_world import minutes
from tests.worlds import village, village_facts

DAYS = 10
ROUTINE = village_facts()["demand"]["lines"]["101"]
BUSY: dict[str, Any] = {
    "mechanics.decision_time": "10 min",
    "demand.victims.chase.after": "1 day",
    "demand.victims.patience": {"exponential": {"mean": "3 days"}},
    "demand.lines.999.emergency_passed_on": "1 min",
    "rules.dispatch": {
        "kind": "nearest",
        "borrow_after": "5 min",
        "divert_for": ["emergency"],
        "hold_back": {"scheduled": 1},
        "reserve_teams": {"neighbourhood": "10 min"},
        "escalate": {"emergency": "10 min", "priority": "45 min"},
        "whole_crew": ["emergency"],
        "appointments": {
            "opens": "08:00",
            "closes": "20:00",
            "slot": "2 h",
            "notice": "1 h",
            "visits": {"north": 1, "south": 1},
            "ahead": "1 day",
        },
    },
    "demand.incidents.concern.lapses": {"priority": {"exponential": {"mean": "3 h"}}, "scheduled": "8 h"},
    "places.travel_hours": [0.8] * 7 + [1.0] + [1.3] * 2 + [1.0] * 14,
    "workforce.teams.neighbourhood": {
        "desks": ["response"],
        "posts": {"north": {"constable": 1}, "south": {"constable": 1}},
        "shift": "office",
    },
    "investigative_model.transfer.delay": "6 h",
    "investigative_model.transfer.offers": 3,
    "investigative_model.transfer.offer_again_after": "12 h",
    "investigative_model.transfer.clauses.serious assault": {
        "name": "serious assault",
        "from_teams": ["response"],
        "to": "cid",
        "practice": 0.7,
    },
    "workforce.teams.response.posts": {
        "north": {"sergeant": 2, "constable": 8},
        "south": {"sergeant": 2, "constable": 6},
    },
    "workforce.teams.handlers.posts": {"force": {"supervisor": 1, "handler": 7}},
    "demand.lines.online": {**ROUTINE, "volume": "40 per day", "yields": True},
    "demand.lines.front": {**ROUTINE, "volume": "2 per day"},
    "demand.switchboard": {"line": "front", "resolves": {"information": 0.3}},
    "demand.lines.101.online": {"line": "online", "share": {"incident": 0.2, "crime": 0.5}},
    "demand.lines.101.trunks": 4,
    "demand.lines.101.announcement": "20 s",
    "demand.lines.101.call_back": {"accepts": 0.8, "reached": 0.5},
    "rules.answer": {
        "kind": "priority",
        "order": ["999", "101", "front", "online"],
        "reserve": {"999": [1] * 30 + [0] * 18},
        "switchboard": ["101"],
        "call_back": {"101": {"offer_after": "2 min", "within": "20 min", "try_again_after": "5 min"}},
    },
    "workforce.teams.handlers.lines": ["999", "101", "front", "online"],
    "workforce.teams.handlers.handle_factor": {"online": 2},
    "events": [
        {"kind": "outage", "name": "cut", "begins": "2025-01-08 11:00", "ends": "2025-01-08 13:00", "lines": ["101"]},
        {
            "kind": "slow",
            "name": "crash",
            "begins": "2025-01-09 00:00",
            "ends": "2025-01-11 00:00",
            "lines": ["999", "online"],
            "factor": 2,
        },
        {
            "kind": "surge",
            "name": "storm",
            "begins": "2025-01-10 12:00",
            "ends": "2025-01-10 22:00",
            "lines": ["999", "101"],
            "factor": 3,
        },
    ],
}
"""A village in which everything happens within days and people are short."""


def busy(**changes: Any) -> tuple[Tape, Roster]:
    """A busy village's tape and roster."""
    scenario = village(**{**BUSY, **changes})
    tape = record(scenario, days=DAYS)
    return tape, build_roster(scenario.workforce, tape.absences)


def play(tape: Tape, roster: Roster) -> EventLog:
    """Run the tape under its own scenario's rules."""
    return run(tape, roster, tape.scenario.rules)


@pytest.fixture(scope="module")
def world() -> tuple[Tape, Roster]:
    return busy()


@pytest.fixture(scope="module")
def log(world: tuple[Tape, Roster]) -> EventLog:
    return play(*world)


def test_the_busy_village_shows_every_moment(log: EventLog) -> None:
    """Otherwise the promises below would promise little."""
    assert set(log.moment.tolist()) == {int(moment) for moment in Moment} - IN_FULL
    assert identities(log) == []


# No chance


def test_the_engine_runs_with_every_generator_poisoned(
    world: tuple[Tape, Roster], log: EventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    def poisoned(*_: object, **__: object) -> Any:
        raise AssertionError("the engine asked for chance or for the time of day")

    with monkeypatch.context() as patch:
        for module in (np.random, random, secrets, uuid, streams):
            for name, thing in vars(module).copy().items():
                foreign = module is streams and getattr(thing, "__module__", None) not in (
                    streams.__name__,
                    "numpy.random",
                )
                if callable(thing) and not name.startswith("__") and not foreign:
                    patch.setattr(module, name, poisoned)
        for module, name in (
            (os, "urandom"),
            (os, "getpid"),
            (time, "time"),
            (time, "time_ns"),
            (time, "perf_counter"),
            (time, "monotonic"),
        ):
            patch.setattr(module, name, poisoned)
        with pytest.raises(AssertionError, match="asked for chance"):
            record(world[0].scenario, days=1)
        again = play(*world)
    assert again.rows() == log.rows()


def test_the_same_tape_gives_the_same_log_and_is_left_as_it_was(world: tuple[Tape, Roster], log: EventLog) -> None:
    tape, roster = world
    for table in (tape.contacts, tape.incidents, tape.crimes, roster):
        for column in fields(table):
            values = getattr(table, column.name)
            if isinstance(values, np.ndarray):
                values.setflags(write=False)
    assert play(tape, roster).rows() == log.rows()


# No foresight


@pytest.mark.parametrize("day", [1.4, 4.6, 8.5])
def test_no_decision_sees_what_has_not_happened_yet(world: tuple[Tape, Roster], log: EventLog, day: float) -> None:
    """Calls, incidents and crimes that come later, turns and events that begin later, may as well not exist."""
    tape, roster = world
    now = round(day * DAY)

    def kept(column: Any, otherwise: int) -> Any:
        return np.where(column > now, otherwise, column)

    contacts, incidents, crimes = tape.contacts, tape.incidents, tape.crimes
    later = contacts.received_at > now
    cut = replace(
        tape,
        contacts=replace(
            contacts,
            received_at=kept(contacts.received_at, tape.ends_at),
            talk=np.where(later, 1, contacts.talk),
            patience=np.where(later[:, None], 1, contacts.patience),
            about=np.where(later, 0, contacts.about),
            switchboard_talk=np.where(later[:, None], 1, contacts.switchboard_talk),
            switchboard_luck=np.where(later[:, None], 0.5, contacts.switchboard_luck),
            call_back_luck=np.where(later[:, None], 0.5, contacts.call_back_luck),
        ),
        incidents=replace(incidents, generated_at=kept(incidents.generated_at, NONE)),
        crimes=replace(crimes, direct_at=kept(crimes.direct_at, NONE)),
        silences=tuple(silence for silence in tape.silences if silence.begins_at <= now),
        stretches=tuple(stretch for stretch in tape.stretches if stretch.begins_at <= now),
    )
    begun = roster.spell_from <= now
    shorter = replace(
        roster,
        spell_officer=roster.spell_officer[begun],
        spell_from=roster.spell_from[begun],
        spell_to=roster.spell_to[begun],
    )
    before = [row for row in log.rows() if row[0] <= now]
    assert len(before) > 500
    assert [row for row in play(cut, shorter).rows() if row[0] <= now] == before
    assert len(log) > len(before)


def test_a_longer_tape_begins_with_the_same_log(log: EventLog) -> None:
    scenario = village(**BUSY)
    longer = record(scenario, days=DAYS + 5)
    other = play(longer, build_roster(scenario.workforce, longer.absences))
    mine, theirs = _by_identity(log), _by_identity(other)
    assert theirs[: len(mine)] == mine
    assert len(theirs) > len(mine)


def _by_identity(log: EventLog) -> list[tuple[int, ...]]:
    """The rows with the row numbers of contacts, incidents and crimes turned into identities."""
    facts = log.facts
    uid = {"contact": facts.contact_uid, "incident": facts.incident_uid, "crime": facts.crime_uid}
    cause = {1: "contact", 2: "incident"}
    rows = []
    for at, moment, subject, officer, detail, amount in log.rows():
        kind = SCHEMA[Moment(moment)].subject
        if moment == Moment.RECORDED and detail in cause:
            amount = int(uid[cause[detail]][amount])
        rows.append((at, moment, int(uid[kind][subject]) if kind else subject, officer, detail, amount))
    return rows


def test_nobody_knows_how_a_case_will_end(world: tuple[Tape, Roster], log: EventLog) -> None:
    """The true prospect decides the outcome and nothing else."""
    tape, roster = world
    hopeless = replace(tape, crimes=replace(tape.crimes, prospect=np.full_like(tape.crimes.prospect, 0.9999)))

    def without_outcome(rows: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
        return [row if row[1] != Moment.CLOSED else (*row[:4], -1, row[5]) for row in rows]

    other = play(hopeless, roster)
    assert without_outcome(other.rows()) == without_outcome(log.rows())
    assert other.rows() != log.rows()


# Names and order


def test_renaming_changes_nothing(world: tuple[Tape, Roster], log: EventLog) -> None:
    names = {
        "north": "zenith",
        "south": "austral",
        "cid": "a detectives",
        "response": "zz patrols",
        "handlers": "yy desk",
        "crime_bureau": "bb bureau",
        "assault": "z assault",
        "rape": "y rape",
        "burglary": "x burglary",
        "theft": "a theft",
        "pip1": "zpip",
        "pip2": "apip",
        "violence": "zviolence",
    }

    def renamed(thing: Any) -> Any:
        if isinstance(thing, dict):
            return {renamed(key): renamed(value) for key, value in thing.items()}
        if isinstance(thing, list):
            return [renamed(item) for item in thing]
        if isinstance(thing, str):
            return names.get(thing) or " ".join(names.get(word, word) for word in thing.split(" "))
        return thing

    def key(old: str) -> str:
        return "/".join(names.get(part, part) for part in old.split("/"))

    # Routes to `response` and skills such as `pip2 rasso` are renamed, the desk called response is not.
    facts = renamed(village_facts(**BUSY))
    facts["sources"] = []
    teams, originals = facts["workforce"]["teams"], village_facts(**BUSY)["workforce"]["teams"]
    for team, original in zip(teams.values(), originals.values(), strict=True):
        team["desks"] = original["desks"]
    scenario = Scenario.model_validate(facts)
    tape, _ = world
    absences = replace(
        tape.absences,
        areas=tuple(scenario.places.areas),
        shift_luck={key(old): luck for old, luck in tape.absences.shift_luck.items()},
        sick={key(old): spells for old, spells in tape.absences.sick.items()},
    )
    other = play(replace(tape, scenario=scenario, absences=absences), build_roster(scenario.workforce, absences))
    assert other.facts.unit_team != log.facts.unit_team
    assert other.rows() == log.rows()


def reordered(roster: Roster, order: list[int]) -> Roster:
    """The same people in another order: `order` lists the old rows; units are numbered as they are met."""
    new = {old: row for row, old in enumerate(order)}
    units = list(dict.fromkeys(roster.officers[old].unit for old in order))
    spell_officer = np.array([new[officer] for officer in roster.spell_officer.tolist()])
    by_time = np.lexsort((spell_officer, roster.spell_from))
    return Roster(
        units=tuple(
            replace(
                roster.units[old],
                officers=tuple(sorted(new[officer] for officer in roster.units[old].officers)),
                supervisors=tuple(sorted(new[officer] for officer in roster.units[old].supervisors)),
            )
            for old in units
        ),
        officers=tuple(replace(roster.officers[old], unit=units.index(roster.officers[old].unit)) for old in order),
        spell_officer=spell_officer[by_time],
        spell_from=roster.spell_from[by_time],
        spell_to=roster.spell_to[by_time],
    )


UNIT_IN = {
    Moment.ROUTED: "amount",
    Moment.ALLOCATING: "detail",
    Moment.OFFERED: "amount",
    Moment.REFUSED: "amount",
    Moment.ACCEPTED: "amount",
    Moment.TRANSFERRED: "both",
    Moment.REVIEW_DUE: "amount",
}
"""Where a row names a unit."""


def told(
    log: EventLog, officers: Callable[[int], int], units: Callable[[int], int], leave_out: int = -2
) -> list[tuple[int, ...]]:
    """The rows, sorted, with officers and units numbered anew and one officer left out."""
    rows = []
    for at, moment, subject, officer, detail, amount in log.rows():
        if officer == leave_out:
            continue
        where = UNIT_IN.get(Moment(moment))
        if where in ("detail", "both"):
            detail = units(detail)
        if where in ("amount", "both"):
            amount = units(amount)
        if moment == Moment.ALLOCATED and amount >= 0:
            amount = officers(amount)
        rows.append((at, moment, subject, officers(officer) if officer >= 0 else officer, detail, amount))
    return sorted(rows)


def same(number: int) -> int:
    return number


def test_the_order_of_teams_changes_nothing(world: tuple[Tape, Roster], log: EventLog) -> None:
    tape, roster = world
    team = [roster.units[officer.unit].team for officer in roster.officers]
    first = ("crime_bureau", "cid")
    order = sorted(range(len(team)), key=lambda row: (first.index(team[row]) if team[row] in first else 2, row))
    other = reordered(roster, order)
    place = {(unit.team, unit.area): number for number, unit in enumerate(roster.units)}
    units = [place[unit.team, unit.area] for unit in other.units]
    assert units != sorted(units)
    assert told(play(tape, other), lambda row: order[row], lambda unit: units[unit]) == told(log, same, same)


def test_the_order_of_equal_officers_changes_only_who() -> None:
    """With skills, shifts and attendance alike, turning a unit's officers round changes nothing but names."""
    tape, roster = busy(
        **{
            "workforce.abstraction": 0,
            "workforce.sickness": {"share": 0, "spell": "8 days"},
            "workforce.teams.response.skills": {},
            "workforce.teams.response.shift": "office",
        }
    )
    unit = next(unit for unit in roster.units if unit.team == "response")
    rows = list(range(len(roster.officers)))
    for old, new in zip(unit.officers, reversed(unit.officers), strict=True):
        rows[old] = new
    other = reordered(roster, rows)
    assert [officer.key for officer in other.officers] != [officer.key for officer in roster.officers]
    assert play(tape, other).rows() == play(tape, roster).rows()


@pytest.mark.parametrize(
    ("desks", "supervisor"), [(["contact"], False), (["investigation"], False), (["investigation"], True)]
)
def test_somebody_who_may_do_nothing_changes_nothing(
    world: tuple[Tape, Roster], log: EventLog, desks: list[str], supervisor: bool
) -> None:
    tape, roster = world
    facts = village_facts(**BUSY)
    facts["workforce"]["teams"]["spare"] = {
        "desks": desks,
        "posts": {"force": {"constable": 1}},
        "shift": "office",
        "caseload_cap": 0,
    }
    every_day = np.arange(DAYS) * DAY
    order = np.argsort(np.concatenate([every_day, roster.spell_from]), kind="stable")

    def joined(theirs: Any, others: Any) -> Any:
        return np.concatenate([theirs, others])[order]

    other = Roster(
        units=(
            Unit("spare", NONE, () if supervisor else (0,), (0,) if supervisor else ()),
            *(
                replace(u, officers=tuple(o + 1 for o in u.officers), supervisors=tuple(o + 1 for o in u.supervisors))
                for u in roster.units
            ),
        ),
        officers=(
            Officer("spare/force/constable/0", 0, "constable", 0, supervisor),
            *(replace(officer, unit=officer.unit + 1) for officer in roster.officers),
        ),
        spell_officer=joined(np.zeros(DAYS, dtype=np.int64), roster.spell_officer + 1),
        spell_from=joined(every_day, roster.spell_from),
        spell_to=joined(every_day + DAY // 2, roster.spell_to),
    )
    longer = play(replace(tape, scenario=Scenario.model_validate(facts)), other)
    assert len(longer) == len(log) + 2 * DAYS
    assert told(longer, lambda row: row - 1, lambda unit: unit - 1, leave_out=0) == told(log, same, same)


def test_splitting_a_team_of_handlers_changes_nothing(world: tuple[Tape, Roster], log: EventLog) -> None:
    tape, roster = world
    facts = village_facts(**BUSY)
    facts["workforce"]["teams"]["handlers too"] = facts["workforce"]["teams"]["handlers"]
    number = next(number for number, unit in enumerate(roster.units) if unit.team == "handlers")
    mine, theirs = roster.units[number].officers[::2], roster.units[number].officers[1::2]
    units = list(roster.units)
    units[number] = replace(units[number], officers=mine)
    units.append(Unit("handlers too", NONE, theirs, ()))
    officers = tuple(
        replace(officer, unit=len(units) - 1) if row in theirs else officer
        for row, officer in enumerate(roster.officers)
    )
    other = play(
        replace(tape, scenario=Scenario.model_validate(facts)),
        replace(roster, units=tuple(units), officers=officers),
    )
    assert other.rows() == log.rows()


def test_the_order_in_which_appointments_are_made_means_nothing(
    world: tuple[Tape, Roster], log: EventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All arrivals may be announced beforehand, last first, and the latest of two like appointments may go first."""

    def all_calls(desk: Any) -> None:
        for contact in reversed(range(desk._first_calls)):
            desk._clock.at(desk._received_at[contact], Rank.CALL, contact, desk._rings_again)
        desk._events.begin()

    def all_incidents(desk: Any) -> None:
        for incident in reversed(desk._generated):
            desk._clock.at(desk._generated_at[incident], Rank.INCIDENT, incident, lambda a: desk.open(a.who))

    def all_crimes(desk: Any) -> None:
        for crime in reversed(desk._direct):
            desk._clock.at(desk._direct_at[crime], Rank.CRIME, crime, lambda a: desk._record(a.who, -1, 0, -1))

    monkeypatch.setattr(ContactDesk, "begin", all_calls)
    monkeypatch.setattr(ResponseDesk, "_schedule_generated", all_incidents)
    monkeypatch.setattr(InvestigationDesk, "_schedule_direct", all_crimes)
    monkeypatch.setattr(Appointment, "__lt__", lambda one, other: one.order > other.order)
    tape, roster = (minutes(world[0]), world[1])
    backwards = play(tape, roster)
    monkeypatch.undo()
    assert backwards.rows() == play(tape, roster).rows()


def test_the_clock_orders_by_second_rank_and_subject() -> None:
    clock, order = Clock(100), []
    for second, rank, who in [(5, 3, 1), (5, 3, 0), (5, 1, 7), (4, 9, 9), (5, 3, 0), (100, 0, 0)]:
        clock.at(second, rank, who, lambda _, key=(second, rank, who): order.append((*key, clock.now)))
    clock.play()
    assert order == [(4, 9, 9, 4), (5, 1, 7, 5), (5, 3, 0, 5), (5, 3, 0, 5), (5, 3, 1, 5)]


# Units of time


def test_a_change_of_the_unit_of_time_changes_only_the_figures() -> None:
    """A world in which everything takes twice as long happens at twice the seconds."""
    once, twice = _stretched(1), _stretched(2)
    lengths = {
        Moment.ON_DUTY, Moment.OFF_DUTY, Moment.ANSWERED, Moment.HUNG_UP, Moment.FREED, Moment.ABANDONED,
        Moment.ARRIVED, Moment.ARRESTED, Moment.ALLOCATING, Moment.STARTED, Moment.PAUSED, Moment.FINISHED,
        Moment.REVIEWING, Moment.REVIEWED, Moment.PUT_THROUGH, Moment.PROMISED, Moment.RUNG_BACK, Moment.UNREACHED,
        Moment.TAKEN_UP, Moment.SET_ASIDE, Moment.DEALT_WITH, Moment.BOOKED, Moment.ESCALATED, Moment.LAPSED,
    }  # fmt: skip
    assert len(once) > 3000
    assert {moment for _, moment, *_ in once} == {int(moment) for moment in Moment} - IN_FULL
    assert twice == [
        (
            at * 2,
            moment,
            subject,
            officer,
            detail * 2 if moment == Moment.BOOKED else detail,
            amount * 2 if moment in lengths else amount,
        )
        for at, moment, subject, officer, detail, amount in once
    ]


def replace_times(event: Any, factor: int) -> Any:
    """The silence or stretch, so many times as late and as long."""
    return event._replace(begins_at=event.begins_at * factor, ends_at=event.ends_at * factor)


def _stretched(factor: int) -> list[tuple[int, ...]]:
    def long(minutes_long: float) -> str:
        return f"{round(minutes_long * 60) * factor} s"

    model = "investigative_model"
    scenario = village(
        **{
            **BUSY,
            "places.travel": dict(zip(GRADES, (long(8), long(14), long(20), long(20)), strict=True)),
            "places.areas.south.travel_factor": 1.5,
            "places.areas.south.borders.north": long(10),
            "places.areas.north.borders.south": long(10),
            "demand.lines.999.emergency_passed_on": long(1),
            "demand.lines.101.announcement": long(1),
            "demand.lines.101.call_back.try_time": long(1),
            "rules.answer.reserve": {"999": 1},
            "rules.answer.call_back.101": {
                "offer_after": long(2),
                "within": long(20),
                "try_again_after": long(5),
            },
            "demand.victims.chase.after": long(1440),
            "demand.repeat.after": {"emergency": long(15), "priority": long(60), "scheduled": long(1440)},
            "places.travel_hours": [],
            "rules.dispatch.borrow_after": long(5),
            "rules.dispatch.reserve_teams.neighbourhood": long(10),
            "rules.dispatch.escalate": {"emergency": long(10), "priority": long(45)},
            "rules.dispatch.appointments": {
                "opens": "00:00",
                "closes": "24:00",
                "slot": long(120),
                "notice": long(60),
                "visits": {"north": 1, "south": 1},
                "ahead": long(1440),
            },
            f"{model}.allocate.takes": long(10),
            f"{model}.transfer.delay": long(360),
            f"{model}.transfer.lost_work": long(150),
            f"{model}.transfer.offer_again_after": long(720),
            f"{model}.review": {
                "first": long(4320),
                "then": long(20000),
                "then_if": {"pip2": long(10000)},
                "takes": long(20),
                "takes_if": {"pip2": long(40)},
                "on_time_within": long(60),
            },
            "mechanics.decision_time": long(10),
            "mechanics.below_level": {"work": 0, "charge": 0.3, "wait": 0},
            "mechanics.evidence_lost_per_30_days": 0,
        }
    )
    tape = record(village(**BUSY), days=DAYS)
    roster = build_roster(scenario.workforce, tape.absences)

    def stretched(table: Any, *names: str) -> Any:
        columns = {name: getattr(table, name) for name in names}
        return replace(table, **{name: np.where(c == NONE, NONE, c * factor) for name, c in columns.items()})

    crime_lengths = ("direct_at", "opened_at", "stage_work", "stage_wait", "filed_work", "desk_work", "patience")
    stretched_tape = replace(
        tape,
        scenario=scenario,
        absences=replace(tape.absences, days=DAYS * factor),
        days=DAYS * factor,
        silences=tuple(replace_times(silence, factor) for silence in tape.silences),
        stretches=tuple(replace_times(stretch, factor) for stretch in tape.stretches),
        contacts=stretched(tape.contacts, "received_at", "talk", "wrap", "patience", "retry_time", "switchboard_talk"),
        incidents=stretched(tape.incidents, "generated_at", "scene", "custody_work", "lapse"),
        crimes=stretched(tape.crimes, *crime_lengths),
    )
    return play(stretched_tape, stretched(roster, "spell_from", "spell_to")).rows()
