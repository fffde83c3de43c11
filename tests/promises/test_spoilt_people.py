"""The witnesses of rosters by people see every roster that is not what it should be, and every log that is not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from demandsim.engine import run
from demandsim.eventlog.log import EventLog
from demandsim.eventlog.moments import Moment
from demandsim.roster import Officer, Roster, build_roster
from demandsim.tape import Tape, record
from tests.promises.any_world import loaded
from tests.promises.roster_witness import roster_complaints
from tests.promises.service_witness import LEFT, ServiceWitness
from tests.worlds import village

DAYS = 8
PEOPLE = [
    {"id": "ann", "skills": ["pip1"], "ends": "2025-01-09"},
    {"id": "bob", "fte": 0.6},
    {"id": "cat", "restricted": True, "group": 1},
    {"id": "dan", "learning": 0.5, "shift": "office"},
    {"id": "eve", "begins": "2025-01-08"},
    *({"id": f"p{number}"} for number in range(6)),
]
CHANGES: dict[str, Any] = {
    "workforce.teams.response.posts": {},
    "workforce.people": [{"team": "response", "area": "north", "rank": "constable", **one} for one in PEOPLE],
    "workforce.joiners": [
        {"name": "new", "team": "cid", "rank": "constable", "places": {"force": 2}, "begins": "2025-01-08"}
    ],
    "workforce.leavers": {"share": {"constable": 1 - 1e-9}, "vacant": "1 day", "without": ["pip1"]},
}


@pytest.fixture(scope="module")
def world() -> tuple[Tape, Roster]:
    """A small force in which everything about people is declared."""
    scenario = village(**loaded(4), **CHANGES)
    tape = record(scenario, days=DAYS)
    return tape, build_roster(scenario.workforce, tape.absences)


@pytest.fixture(scope="module")
def played(world: tuple[Tape, Roster]) -> EventLog:
    """What happens in it."""
    tape, roster = world
    return run(tape, roster, tape.scenario.rules)


def _officers(roster: Roster, change: Callable[[Officer], Officer]) -> Roster:
    return replace(roster, officers=tuple(change(officer) for officer in roster.officers))


SPOILT: dict[str, Callable[[Roster], Roster]] = {
    "a turn ends later": lambda r: replace(r, spell_to=r.spell_to + (np.arange(len(r.spell_to)) == 5)),
    "a turn is missing": lambda r: replace(
        r, spell_officer=r.spell_officer[1:], spell_from=r.spell_from[1:], spell_to=r.spell_to[1:]
    ),
    "a stay is missing": lambda r: replace(r, stays=r.stays[1:]),
    "a stay ends a day later": lambda r: replace(
        r, stays=tuple(stay._replace(to_at=stay.to_at + 86_400) for stay in r.stays)
    ),
    "nobody is restricted": lambda r: _officers(r, lambda o: replace(o, restricted=False)),
    "everybody can do everything": lambda r: _officers(r, lambda o: replace(o, skills=7)),
    "nothing is lost to learning": lambda r: replace(r, lost={**r.lost, "learning": 0 * r.lost["learning"]}),
    "successors have what they are without": lambda r: replace(r, skill_changes=()),
}


def test_a_roster_as_it_should_be_passes(world: tuple[Tape, Roster]) -> None:
    assert roster_complaints(*world) == []


@pytest.mark.parametrize("spoilt", SPOILT)
def test_a_spoilt_roster_is_seen(spoilt: str, world: tuple[Tape, Roster]) -> None:
    tape, roster = world
    assert roster_complaints(tape, SPOILT[spoilt](roster))


def _without(log: EventLog, rows: np.ndarray[Any, Any]) -> EventLog:
    columns = ("at", "moment", "subject", "officer", "detail", "amount")
    return replace(log, **{name: getattr(log, name)[~rows] for name in columns})


def _first(rows: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    return np.asarray(np.arange(len(rows)) == np.flatnonzero(rows)[0])


def test_the_log_as_it_should_be_passes(world: tuple[Tape, Roster], played: EventLog) -> None:
    assert ServiceWitness(*world).complaints(played) == []


def test_a_crime_that_is_not_handed_back_is_seen(world: tuple[Tape, Roster], played: EventLog) -> None:
    left = (played.moment == Moment.HANDED_BACK) & (played.detail == LEFT)
    assert ServiceWitness(*world).complaints(_without(played, _first(left)))


def test_an_end_of_a_turn_that_is_not_told_is_seen(world: tuple[Tape, Roster], played: EventLog) -> None:
    assert ServiceWitness(*world).complaints(_without(played, _first(played.moment == Moment.OFF_DUTY)))


@pytest.mark.parametrize("moment", [Moment.ALLOCATED, Moment.DISPATCHED, Moment.ON_DUTY])
def test_whoever_is_given_what_is_not_for_them_is_seen(
    moment: Moment, world: tuple[Tape, Roster], played: EventLog
) -> None:
    _, roster = world
    keys = [officer.key for officer in roster.officers]
    who = keys.index("response/north/constable/cat" if moment == Moment.DISPATCHED else "cid/force/constable/new.1")
    rows = (played.moment == moment) & (played.at < 86_400)
    officer = np.where(_first(rows), who, played.officer)
    assert ServiceWitness(*world).complaints(replace(played, officer=officer))
