"""Worlds for theory: arrays of arrivals and work turned into a tape, a roster and rules that the engine plays.

Chance is drawn here with numpy, apart from the tape's own streams, so that a fault in `demandsim.tape` cannot hide a
fault in the engine. Theory has no unit of time; a world gives one of its units so many seconds that rounding to whole
seconds does not matter.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from demandsim.engine import run
from demandsim.eventlog import EventLog
from demandsim.roster import Officer, Roster, Unit
from demandsim.rules import Rules
from demandsim.scenario.calendar import DAY, Calendar
from demandsim.scenario.scenario import Scenario
from demandsim.tape.tape import INFORMATION, NEVER, NONE, Absences, Contacts, Crimes, Incidents, Tape
from tests.theory.forces import PLAIN, Desk, call_scenario, field_scenario

Ints = NDArray[np.int64]
Spell = tuple[int, int, int]
"""(officer, from, to) in seconds."""

FOREVER = 2**45
"""Seconds that no run lasts: patience without end."""
JOURNEYS, STAGES, OFFERS = 6, 4, 4


@dataclass(frozen=True, slots=True)
class Calls:
    """Calls in order of time; `patience`, `retry_luck` and `retry_time` have one column per attempt."""

    at: Ints
    line: Ints
    talk: Ints
    wrap: Ints
    patience: Ints
    retry_luck: NDArray[np.float64] | None = None
    retry_time: Ints | None = None
    call_back_luck: NDArray[np.float64] | None = None
    """Luck of accepting to be rung back, then of picking up, by try."""


@dataclass(frozen=True, slots=True)
class Jobs:
    """Incidents in order of time: grade (index in GRADES) and seconds on scene; nobody has to travel.

    With `booking`, each ends in an arrest, and the officer waits at a custody suite next door to be booked in.
    """

    at: Ints
    grade: Ints
    scene: Ints
    booking: Ints | None = None


@dataclass(frozen=True, slots=True)
class Cases:
    """Crimes in order of time: seconds of work and of outside wait by stage, shape (crimes, stages)."""

    at: Ints
    work: Ints
    wait: Ints


@dataclass(frozen=True, slots=True)
class World:
    """What the engine plays."""

    tape: Tape
    roster: Roster
    rules: Rules

    def play(self) -> EventLog:
        """Let the engine play it."""
        return run(self.tape, self.roster, self.rules)


def one_spell(officers: int, ends_at: int) -> list[Spell]:
    """Keep some officers on duty from the start to the end."""
    return [(officer, 0, ends_at) for officer in range(officers)]


def call_world(
    calls: Calls, answers: Sequence[tuple[int, ...]], spells: Sequence[Spell], ends_at: int, desk: Desk = PLAIN
) -> World:
    """Put callers before handlers: `answers[handler]` are the lines that one handler takes."""
    teams = tuple(dict.fromkeys(answers))
    scenario = call_scenario(1 + max(map(max, teams)), teams, desk)
    units = [teams.index(lines) for lines in answers]
    tape = _tape(scenario, ends_at, _contacts(calls), _incidents(None), _crimes(None))
    return World(tape, _roster([f"desk-{number}" for number in range(len(teams))], units, spells), scenario.rules)


def field_world(
    jobs: Jobs | None,
    cases: Cases | None,
    officers: int,
    spells: Sequence[Spell],
    ends_at: int,
    cap: int = 1,
    reserve: int = 0,
    declared: Mapping[str, Any] | None = None,
) -> World:
    """Put incidents and crimes before officers, who hold at most `cap` crimes each; the rest wait in order of time.

    Incidents go before crimes and take an officer off case work; `reserve` officers are kept free of the least grade.
    `declared` is what the scenario declares otherwise, by path.
    """
    scenario = field_scenario(cap, reserve, json.dumps(declared or {}))
    tape = _tape(scenario, ends_at, _contacts(None), _incidents(jobs), _crimes(cases))
    return World(tape, _roster(["officers"], [0] * officers, spells), scenario.rules)


def _roster(teams: Sequence[str], unit_of: Sequence[int], spells: Sequence[Spell]) -> Roster:
    units = tuple(
        Unit(team, -1, tuple(row for row, unit in enumerate(unit_of) if unit == number), ())
        for number, team in enumerate(teams)
    )
    officers = tuple(
        Officer(f"{teams[unit]}/force/constable/{row}", unit, "constable", 0, False) for row, unit in enumerate(unit_of)
    )
    officer, starts, ends = np.array(sorted(spells, key=lambda spell: (spell[1], spell[0])), dtype=np.int64).T
    return Roster(units, officers, officer.copy(), starts.copy(), ends.copy())


def _tape(scenario: Scenario, ends_at: int, contacts: Contacts, incidents: Incidents, crimes: Crimes) -> Tape:
    days = -(-ends_at // DAY)
    absences = Absences(
        Calendar(scenario.start, scenario.timezone), days, tuple(scenario.places.areas), shift_luck={}, sick={}
    )
    return Tape(scenario, 0, 0, days, contacts, incidents, crimes, absences)


def _contacts(calls: Calls | None) -> Contacts:
    if calls is None:
        nothing = np.zeros(0, dtype=np.int64)
        calls = Calls(nothing, nothing, nothing, nothing, np.zeros((0, 1), dtype=np.int64))
    count, attempts = calls.patience.shape
    none, luck = np.full(count, NONE), np.ones((count, attempts))
    return Contacts(
        uid=np.arange(count),
        line=calls.line,
        cause=np.zeros(count, dtype=np.int64),
        received_at=calls.at,
        about=np.full(count, INFORMATION),
        incident=none,
        crime=none,
        talk=calls.talk,
        wrap=calls.wrap,
        patience=calls.patience,
        retry_luck=luck if calls.retry_luck is None else calls.retry_luck,
        switch_luck=luck,
        retry_time=np.zeros_like(calls.patience) if calls.retry_time is None else calls.retry_time,
        call_back_luck=np.empty((count, 0)) if calls.call_back_luck is None else calls.call_back_luck,
    )


def _incidents(jobs: Jobs | None) -> Incidents:
    if jobs is None:
        nothing = np.zeros(0, dtype=np.int64)
        jobs = Jobs(nothing, nothing, nothing)
    count, booking = len(jobs.at), jobs.booking
    nowhere = np.zeros(0, dtype=np.int64)
    zero, none, luck = np.zeros(count, dtype=np.int64), np.full(count, NONE), np.full(count, 0.5)
    return Incidents(
        uid=np.arange(count),
        kind=zero,
        area=zero,
        contact=none,
        generated_at=jobs.at,
        assessed=jobs.grade,
        needs_attendance=np.ones(count, dtype=bool),
        officers=np.ones(count, dtype=np.int64),
        travel_luck=np.full((count, JOURNEYS), 0.5),
        scene=jobs.scene,
        arrest=np.full(count, booking is not None),
        custody_officers=np.ones(count, dtype=np.int64),
        custody_work=zero,
        vulnerable=np.zeros(count, dtype=bool),
        crime=none,
        desk_luck=luck,
        repeat_luck=np.ones((count, 1)),
        again=np.full((count, 1), NONE),
        transport=nowhere if booking is None else zero,
        booking=nowhere if booking is None else booking,
    )


def _crimes(cases: Cases | None) -> Crimes:
    if cases is None:
        nothing = np.zeros((0, STAGES), dtype=np.int64)
        cases = Cases(np.zeros(0, dtype=np.int64), nothing, nothing)
    count = len(cases.at)
    zero, none, luck = np.zeros(count, dtype=np.int64), np.full(count, NONE), np.full(count, 0.5)
    return Crimes(
        uid=np.arange(count),
        offence=zero,
        area=zero,
        incident=none,
        contact=none,
        direct_at=cases.at,
        opened_at=zero,
        backlog_team=none,
        named=np.zeros(count, dtype=bool),
        vulnerable=np.zeros(count, dtype=bool),
        stage_work=cases.work,
        stage_wait=cases.wait,
        filed_work=zero,
        desk_work=zero,
        prospect=luck,
        score=luck,
        route_luck=luck,
        transfer_luck=luck,
        refusal_luck=np.full((count, OFFERS), 0.5),
        patience=none,
        chase_luck=np.ones((count, 1)),
        asks=np.full((count, 1), NONE),
        done=np.zeros(count),
        factors=zero,
        linked=none,
        reopens=np.full(count, NEVER),
        reopen_work=zero,
        release_luck=np.ones(count),
        stage_arrest=np.zeros((count, 0), dtype=bool),
    )
