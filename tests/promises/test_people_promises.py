"""Whoever joins, leaves, follows or is restricted, in whatever world: nobody is given a crime who does not serve."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from demandsim.engine import run
from demandsim.eventlog import EventLog, Moment
from demandsim.eventlog.identities import identities
from demandsim.roster import Roster, build_roster
from demandsim.tape import record
from demandsim.tape.tape import Tape
from tests.promises.any_case import ANY_CASE
from tests.promises.any_world import loaded, minutes
from tests.promises.how_many import worlds
from tests.worlds import village, village_facts

M = Moment
SEEN: set[str] = set()
OFTEN = 1 - 1e-15
"""A share so near to everybody in a year that a third leave in four days."""
DAYS = st.sampled_from(["2025-01-07", "2025-01-08", "2025-01-09"])
TERMS = st.fixed_dictionaries(
    {},
    optional={
        "begins": DAYS,
        "ends": st.just("2025-01-09"),
        "restricted": st.booleans(),
        "fte": st.sampled_from([0.5, 0.8]),
        "learning": st.sampled_from([0.2, 0.5]),
    },
)
PEOPLE = st.fixed_dictionaries(
    {
        "workforce.leavers": st.fixed_dictionaries(
            {"share": st.just({"constable": OFTEN, "staff": OFTEN, "sergeant": OFTEN})},
            optional={"vacant": st.sampled_from(["0 s", "12 h", "1 day"]), "without": st.just(["pip1", "pip2"])},
        ),
        "joiners": st.lists(
            st.tuples(st.sampled_from(["response", "cid", "crime_bureau"]), st.integers(1, 3), TERMS), max_size=3
        ),
        "listed": st.lists(TERMS, min_size=6, max_size=8),
    }
)


def changed(people: dict[str, Any]) -> dict[str, Any]:
    """Say what of the village changes: the detectives are listed, with terms of their own, and others join."""
    teams = village_facts()["workforce"]["teams"]
    joiners = [
        {"name": f"in{n}", "team": team, "rank": "constable", "skills": ["pip1"], **terms,
         "places": {"north" if team == "response" else "force": number}}
        for n, (team, number, terms) in enumerate(people["joiners"])
    ]  # fmt: skip
    listed = [
        {"id": f"d{n}", "team": "cid", "area": "force", "rank": "constable" if n else "sergeant",
         "skills": ["pip1", "pip2", "rasso"][: n % 4], **terms}
        for n, terms in enumerate(people["listed"])
    ]  # fmt: skip
    del teams["cid"]["posts"]
    teams["cid"].pop("skills")
    return {
        "workforce.teams": teams,
        "workforce.people": listed,
        "workforce.joiners": joiners,
        "workforce.leavers": people["workforce.leavers"],
    }


def world(people: dict[str, Any], changes: dict[str, Any], load: int, replication: int) -> tuple[Tape, Roster]:
    """Record a world and build its roster."""
    scenario = village(**{**loaded(load), **changed(people), **changes})
    tape = record(scenario, replication=replication, days=4)
    return tape, build_roster(scenario.workforce, tape.absences)


def left_with_crimes(log: EventLog, roster: Roster) -> list[str]:
    """List crimes that somebody still holds after leaving, though nobody is at work on them and none is done."""
    found: list[str] = []
    ends = sorted((stay.to_at, stay.officer) for stay in roster.stays if 0 < stay.to_at < log.ends_at)
    owner: dict[int, int] = {}
    busy: set[int] = set()
    gone: dict[int, int] = {}
    checked_at = -1

    def look(at: int) -> None:
        for crime, officer in owner.items():
            if officer in gone and crime not in busy and gone[officer] < at:
                found.append(f"crime {crime} is with {officer} at {at}")

    for at, moment, subject, officer, *_ in log.rows():
        if at > checked_at:
            # At the end of a second in which something happened, nothing may be left over.
            look(checked_at)
            checked_at = at
        while ends and ends[0][0] < at:
            gone[ends[0][1]] = ends[0][0]
            ends.pop(0)
        if moment == M.ALLOCATED:
            owner[subject] = officer
            gone.pop(officer, None)
        elif moment in (M.HANDED_BACK, M.ACCEPTED, M.CLOSED):
            owner.pop(subject, None)
        if moment in (M.STARTED, M.ASSISTING, M.SIGN_OFF_WANTED):
            busy.add(subject)
        elif moment in (M.PAUSED, M.FINISHED, M.ASSISTED, M.ASSIST_PAUSED, M.CLOSED, M.HANDED_BACK):
            busy.discard(subject)
    return found


@settings(
    max_examples=worlds(12),
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(
    people=PEOPLE,
    changes=ANY_CASE,
    load=st.sampled_from([1, 4]),
    replication=st.integers(0, 50),
    whole_minutes=st.booleans(),
)
def play_any_people(
    people: dict[str, Any], changes: dict[str, Any], load: int, replication: int, whole_minutes: bool
) -> None:
    tape, roster = world(people, changes, load, replication)
    log = run(minutes(tape) if whole_minutes else tape, roster, tape.scenario.rules)
    assert identities(log) == []
    assert left_with_crimes(log, roster) == []
    restricted = [row for row, officer in enumerate(roster.officers) if officer.restricted]
    assert not np.isin(log.officer[log.moment == M.DISPATCHED], restricted).any()
    SEEN.update({"restricted"} if restricted else ())
    SEEN.update({"left"} if (log.detail[log.moment == M.HANDED_BACK] == 2).any() else ())
    SEEN.update({"followed"} if len({stay.officer for stay in roster.stays}) < len(roster.stays) else ())


def test_nobody_holds_what_nobody_serves_for() -> None:
    SEEN.clear()
    play_any_people()
    assert {"restricted", "left", "followed"} <= SEEN
