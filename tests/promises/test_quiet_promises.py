"""Promises of quiet hours: what they do not change, and that every world with them is sound."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from demandsim.engine import run
from demandsim.eventlog import EventLog, Moment
from demandsim.eventlog.identities import identities
from demandsim.eventlog.journeys import reporting_contact
from demandsim.eventlog.rows import NO_ROW, first_of, rows_of
from demandsim.roster import build_roster
from demandsim.scenario.calendar import DAY
from demandsim.tape import record
from tests.promises.any_world import loaded, minutes
from tests.stories.quiet import plans
from tests.worlds import village

PATROLS: dict[str, Any] = {
    "workforce.teams.patrols": {
        "desks": ["investigation"],
        "posts": {"north": {"constable": 3}, "force": {"constable": 2}},
        "shift": "office",
    },
    "investigative_model.allocate.takes": "0 s",
    "investigative_model.review.takes": "0 s",
    "investigative_model.review.takes_if": {},
}
"""A team to which nothing else comes."""
WORK = {"teams": ["patrols"], "per_turn": "4 h", "incidents": ["violence", "concern"], "effect": 0.6}
DAYS = 8


def played(*entries: dict[str, Any], replication: int = 0, whole_minutes: bool = False, **changes: Any) -> EventLog:
    scenario = village(**PATROLS, **plans(*entries), **changes)
    tape = record(scenario, replication=replication, days=DAYS)
    tape = minutes(tape) if whole_minutes else tape
    return run(tape, build_roster(scenario.workforce, tape.absences), scenario.rules)


def rows_without_hours(log: EventLog) -> list[tuple[int, ...]]:
    return [row for row in log.rows() if row[1] not in (Moment.PREVENTING, Moment.STOPPED)]


def test_hours_without_effect_of_people_without_other_work_change_nothing_else() -> None:
    without, with_hours = played(), played({**WORK, "effect": 0})
    assert len(with_hours) > len(without)
    assert rows_without_hours(with_hours) == without.rows()


def test_nothing_changes_before_the_lag_is_over() -> None:
    soon, late = played({**WORK, "lag": "3 days"}), played({**WORK, "lag": "30 days"})
    before = [[row for row in log.rows() if row[0] < 3 * DAY] for log in (soon, late)]
    assert before[0] == before[1]
    assert len(rows_of(late, Moment.PREVENTED)) == 0
    assert len(rows_of(soon, Moment.PREVENTED)) > 10


def noticed(log: EventLog) -> dict[int, int]:
    """Second at which each incident first comes to notice, or would have, by identity."""
    facts = log.facts
    count = len(facts.incident_uid)
    contact = reporting_contact(log)
    rang = first_of(log, rows_of(log, Moment.RECEIVED), len(facts.contact_uid))
    first = np.where(contact < 0, first_of(log, rows_of(log, Moment.GRADED, Moment.PREVENTED), count), rang[contact])
    prevented = first_of(log, rows_of(log, Moment.PREVENTED), count)
    first = np.where(prevented == NO_ROW, first, prevented)
    seen = np.flatnonzero(first != NO_ROW)
    return dict(zip(facts.incident_uid[seen].tolist(), log.at[first[seen]].tolist(), strict=True))


def test_prevention_thins_demand_and_moves_nothing_of_the_rest() -> None:
    without, with_effect = played(), played(WORK)
    assert len(rows_of(with_effect, Moment.PREVENTED)) > 10
    assert noticed(with_effect) == noticed(without)


def test_more_effect_prevents_more_and_all_that_less_effect_does() -> None:
    less, more = (
        {*log.facts.incident_uid[log.subject[rows_of(log, Moment.PREVENTED)]].tolist()}
        for log in (played({**WORK, "effect": 0.2}), played({**WORK, "effect": 0.6}))
    )
    assert less < more


REST = {"time": "40 min", "after": "2 h", "before": "6 h"}
EVERYTHING: dict[str, Any] = {
    "workforce.teams.response.rest": REST,
    "workforce.teams.cid.rest": {**REST, "interrupt_for": []},
    "workforce.teams.desk": {
        "desks": ["resolution", "response", "investigation"],
        "posts": {"north": {"constable": 2}, "force": {"staff": 2}},
        "shift": "2-2-2-4",
        "rest": {**REST, "interrupt_for": ["emergency", "priority"]},
    },
    "rules.grade": {"kind": "desk_first", "grades": ["priority", "scheduled"], "incidents": ["property"], "share": 0.6},
    "rules.dispatch": {"kind": "nearest", "divert_for": ["emergency"], "hold_back": {"scheduled": 1}},
} | {f"demand.incidents.{kind}.report": {"exponential": {"mean": "40 min"}} for kind in ("violence", "property")} | {
    f"demand.incidents.{kind}.desk": {"exponential": {"mean": "30 min"}} for kind in ("property", "concern")
}  # fmt: skip


@pytest.mark.parametrize("load", [1, 4])
@pytest.mark.parametrize("whole_minutes", [False, True])
def test_every_world_with_all_of_it_is_sound(load: int, whole_minutes: bool) -> None:
    for replication in range(3):
        log = played(
            {**WORK, "teams": ["patrols", "desk"]},
            {**WORK, "name": "visits", "teams": ["response", "cid", "patrols"], "protected": False},
            replication=replication,
            whole_minutes=whole_minutes,
            **loaded(load),
            **EVERYTHING,
        )
        assert identities(log) == []
        told = {Moment(moment) for moment in set(log.moment.tolist())}
        assert told >= {
            Moment.RESTING,
            Moment.RESOLVING,
            Moment.WRITTEN,
            Moment.PUT_ASIDE,
            Moment.STOPPED,
            Moment.PREVENTED,
        }
