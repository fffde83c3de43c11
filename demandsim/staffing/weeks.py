"""Typical weeks: the calls of weeks without season and without events, cut off the rest of the force's work.

A whole replication is recorded and played once with the staff of today. What it shows of victims who ask for news and
of callers to whom nobody has come is kept as it was: they ring at the same instants whatever the handlers do. Then
incidents and crimes are left out, so that a week can be played again within a fraction of a second, by the engine
itself and under the scenario's own rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from demandsim.engine import run
from demandsim.eventlog import EventLog, Moment
from demandsim.eventlog.rows import rows_of
from demandsim.quantities import DAY, WEEK
from demandsim.roster import build_roster
from demandsim.rules.choice import GRADES
from demandsim.scenario.calendar import HALF_HOUR
from demandsim.scenario.scenario import Scenario
from demandsim.scenario.workforce import Workforce
from demandsim.tape import Tape, record
from demandsim.tape.tables import joined
from demandsim.tape.tape import ASKING, INCIDENT, NONE, Contacts, Incidents

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

Plan = Mapping[str, tuple[int, ...]]
"""Positions by team, 48 for a day or 336 for a week; a team that is not named is staffed as it is today."""

MARGIN = DAY
"""Played before and after what is counted: nobody's wait may be cut off by the ends of the run."""


@dataclass(frozen=True, slots=True)
class Weeks:
    """The calls of some typical weeks of one replication, ready to be played under any plan."""

    tape: Tape
    begin: int
    """Second from which calls are counted."""
    end: int
    """Second up to which calls are counted."""
    caused: float
    """Share of callers who ring only because of what the force did or failed to do, with the staff of today."""

    def half_hours(self) -> Ints:
        """Give the half hour of the week, from Monday 00:00, of every elapsed half hour of the run."""
        absences = self.tape.absences
        return np.array([half_hour for _, half_hour in absences.calendar.half_hours(absences.days)])

    def counted(self) -> Ints:
        """Give the elapsed half hours that are counted."""
        return np.arange(self.begin // HALF_HOUR, self.end // HALF_HOUR)


def typical(scenario: Scenario) -> Scenario:
    """Take season and events out of a scenario: every week is a mean week of the year."""
    demand = scenario.demand
    profiles = {name: each.model_copy(update={"months": (1.0,) * 12}) for name, each in demand.profiles.items()}
    return scenario.model_copy(
        update={"demand": demand.model_copy(update={"profiles": profiles}), "events": (), "options": {}}
    )


def record_weeks(scenario: Scenario, replication: int, seed: int, weeks: int) -> Weeks:
    """Record some typical weeks of a replication, after the scenario's warm-up, and keep only the calls."""
    scenario = typical(scenario)
    before = max(scenario.period.warm_up * DAY, MARGIN)
    tape = record(scenario, replication, seed, days=(before + MARGIN) // DAY + 7 * weeks)
    log = run(tape, build_roster(scenario.workforce, tape.absences), scenario.rules)
    received_at = _rang_first(tape, log)
    order = np.argsort(received_at, kind="stable")
    kept = order[received_at[order] >= before - MARGIN]
    alone = replace(
        tape,
        contacts=_calls_alone(tape.contacts, received_at, kept),
        incidents=_one_incident(tape.incidents),
        crimes=joined([tape.crimes], np.zeros(0, dtype=np.int64)),
    )
    caused = (tape.contacts.received_at[kept] == NONE).mean() if len(kept) else 0.0
    return Weeks(alone, before, before + weeks * WEEK, float(caused))


def play(weeks: Weeks, plan: Plan) -> EventLog:
    """Play typical weeks under a plan."""
    scenario = weeks.tape.scenario
    workforce = staffed_by(scenario.workforce, plan)
    tape = replace(weeks.tape, scenario=scenario.model_copy(update={"workforce": workforce}))
    return run(tape, build_roster(workforce, tape.absences), scenario.rules)


def staffed_by(workforce: Workforce, plan: Plan) -> Workforce:
    """Keep the contact teams alone, with the positions of a plan where it names them."""
    teams = {}
    for name, team in workforce.teams.items():
        if name in plan:
            teams[name] = team.model_copy(update={"positions": plan[name], "posts": {}, "shift": None})
        elif "contact" in team.desks:
            teams[name] = team
    return workforce.model_copy(update={"teams": teams})


def handlers_today(weeks: Weeks) -> dict[str, Floats]:
    """Give the mean number of handlers on duty by team, for every elapsed half hour of the run."""
    workforce = staffed_by(weeks.tape.scenario.workforce, {})
    roster = build_roster(workforce, weeks.tape.absences)
    found = {}
    for name in workforce.teams:
        answers = {officer for unit in roster.units if unit.team == name for officer in unit.officers}
        spells = np.isin(roster.spell_officer, list(answers))
        edges = np.arange(len(weeks.half_hours()) + 1) * HALF_HOUR
        on_duty = _seconds_since(roster.spell_from[spells], edges) - _seconds_since(roster.spell_to[spells], edges)
        found[name] = np.diff(on_duty) / HALF_HOUR
    return found


def _seconds_since(instants: Ints, edges: Ints) -> Floats:
    """Give for every edge the seconds since each instant before it, summed over the instants."""
    ordered = np.sort(instants)
    passed = np.searchsorted(ordered, edges, side="right")
    sums = np.concatenate([[0], np.cumsum(ordered)])
    since: Floats = (edges * passed - sums[passed]).astype(np.float64)
    return since


def _rang_first(tape: Tape, log: EventLog) -> Ints:
    """Give the second in which every caller first rang, calls that the force caused as the log has them, or NONE."""
    received_at = tape.contacts.received_at.copy()
    rang = rows_of(log, Moment.RECEIVED)
    caused = rang[(log.amount[rang] == 1) & (received_at[log.subject[rang]] == NONE)]
    received_at[log.subject[caused]] = log.at[caused]
    return received_at


def _calls_alone(contacts: Contacts, received_at: Ints, kept: Ints) -> Contacts:
    """Keep some callers in the order in which they rang, so that they set no other desk to work.

    What they ring about stays: it decides whether they ring again. As calls that ask for news they are told nobody.
    """
    calls = joined([contacts], kept)
    return replace(
        calls,
        received_at=received_at[kept],
        cause=np.full(len(kept), ASKING),
        incident=np.where(calls.about == INCIDENT, 0, NONE),
        crime=np.full(len(kept), NONE),
    )


def _one_incident(incidents: Incidents) -> Incidents:
    """Make a table of one incident, which stands for all that callers report: nobody is told of it."""
    columns = {
        column.name: np.zeros((1, *getattr(incidents, column.name).shape[1:]), getattr(incidents, column.name).dtype)
        for column in fields(incidents)
    }
    none = np.full(1, NONE)
    resolution = np.full(1, GRADES.index("resolution"))
    return Incidents(**{**columns, "contact": none, "generated_at": none, "crime": none, "assessed": resolution})
