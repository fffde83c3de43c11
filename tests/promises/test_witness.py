"""The witness sees it: an engine whose contact desk goes wrong does not get past the witness."""

from __future__ import annotations

from typing import Any

import pytest

from demandsim.engine import handlers, run, waiting
from demandsim.engine.call_back import CallBacks
from demandsim.engine.contact import ContactDesk
from demandsim.engine.conversations import Conversations
from demandsim.engine.handlers import Handlers
from demandsim.engine.lines import LineEvents
from demandsim.engine.waiting import Waiting
from demandsim.engine.written_work import WrittenWork
from demandsim.roster import build_roster
from demandsim.tape import record
from tests.breaking import Patch, after_start, nothing
from tests.promises.test_engine_promises import BUSY
from tests.promises.witness import Witness
from tests.worlds import village

DAYS = 6
TWO_TEAMS = {
    **BUSY,
    "demand.backlog": [],
    "demand.lines.101.volume": "80 per day",
    "workforce.teams.clerks": {"desks": ["contact"], "lines": ["101", "online"], "positions": [1] * 24},
}
FEATURES = {"switchboard": ["101"], "call_back": BUSY["rules.answer"]["call_back"]}
PRIORITY = {**BUSY["rules.answer"], "reserve": {"999": [2] * 30 + [0] * 18}}
AGEING = {"kind": "ageing", "weights": {"999": 4, "101": 1, "front": 1, "online": 1}, **FEATURES}
BY_SKILL = {
    "kind": "by_skill",
    "routes": {"101": [{"team": "clerks"}, {"team": "handlers", "after": "1 min"}]},
    "takes": {"handlers": ["999", "101", "front", "online"]},
    **FEATURES,
}
RULES = {"priority": PRIORITY, "ageing": AGEING, "by_skill": BY_SKILL}


def complaints(kind: str) -> list[str]:
    """What the witness complains of in a busy village under one kind of rule."""
    scenario = village(**{**TWO_TEAMS, "rules.answer": RULES[kind]})
    tape = record(scenario, days=DAYS)
    roster = build_roster(scenario.workforce, tape.absences)
    return Witness(tape, roster).complaints(run(tape, roster, scenario.rules))


@pytest.mark.parametrize("kind", RULES)
def test_the_witness_has_nothing_to_complain_of(kind: str) -> None:
    assert complaints(kind) == []


def shift_of_one(patch: Patch) -> None:
    """the reserve is smaller by one"""
    after = Handlers.keep_free
    patch.setattr(Handlers, "keep_free", lambda self, line, number: after(self, line, number - 1))


def shortest_idle(patch: Patch) -> None:
    """who has just become free answers first"""
    patch.setattr(Handlers, "free", _freed_to_the_front)


def _freed_to_the_front(self: Any, handler: int, now: int) -> None:
    self.since[handler] = now
    self.here += 1
    self.idle[self.team[handler]].appendleft(handler)
    for line in self.lines_of_team[self.team[handler]]:
        self._free_for[line] += 1


def reserves_for_nobody(patch: Patch) -> None:
    """the reserve is ignored"""
    patch.setattr(handlers, "protected_from", lambda _, lines: [()] * len(lines))


def in_reverse(patch: Patch) -> None:
    """lines are answered in reverse order"""
    patch.setattr(waiting, "answer_order", lambda rule, lines: [-rule.order.index(line) for line in lines])


def weightless(patch: Patch) -> None:
    """the weights of ageing are ignored"""
    patch.setattr(waiting, "answer_weights", lambda _, lines: [1.0] * len(lines))


def at_once(patch: Patch) -> None:
    """the wait before overflow is ignored"""
    routes = handlers.answer_routes
    patch.setattr(handlers, "answer_routes", lambda *facts: [tuple((t, 0) for t, _ in r) for r in routes(*facts)])


def never(patch: Patch) -> None:
    """nobody looks round when a call may overflow"""
    patch.setattr(ContactDesk, "_expects_overflow", nothing)


def stubborn(patch: Patch) -> None:
    """written work does not yield"""
    patch.setattr(Handlers, "at_written_work", lambda *_: -1)


def anew(patch: Patch) -> None:
    """written work begins anew"""
    take_up = WrittenWork.take_up

    def from_the_start(self: Any, call: Any, handler: int) -> None:
        call.left = call.work
        take_up(self, call, handler)

    patch.setattr(WrittenWork, "take_up", from_the_start)


def last_again(patch: Patch) -> None:
    """what was set aside goes to the end of the queue"""
    patch.setattr(Waiting, "put_back", Waiting.join)


def no_haste(patch: Patch) -> None:
    """a promise is never overdue"""
    promise = Waiting.promise

    def without_haste(self: Any, call: Any) -> None:
        call.due_at = 10**9
        promise(self, call)

    patch.setattr(Waiting, "promise", without_haste)


def forgotten(patch: Patch) -> None:
    """nobody is tried again"""
    patch.setattr(CallBacks, "_is_tried_again", nothing)


def patient(patch: Patch) -> None:
    """patience is ignored"""
    patch.setattr(ContactDesk, "_gives_up", nothing)


def open_lines(patch: Patch) -> None:
    """trunks are without end"""
    after_start(patch, ContactDesk, lambda desk: setattr(desk, "_trunks", [None] * len(desk._trunks)))


def undisturbed(patch: Patch) -> None:
    """outages are ignored"""
    patch.setattr(LineEvents, "_falls_silent", nothing)


def quick(patch: Patch) -> None:
    """slow systems are as quick as ever"""
    patch.setattr(LineEvents, "slowness", lambda *_: 1.0)


def unresolved(patch: Patch) -> None:
    """the switchboard resolves nothing"""
    after_start(patch, Conversations, lambda room: setattr(room, "_resolves", [0.0] * 4))


SEEN = [
    *(("priority", breaking) for breaking in (shift_of_one, shortest_idle, reserves_for_nobody, in_reverse, stubborn)),
    *(("priority", breaking) for breaking in (anew, last_again, no_haste, forgotten, patient, open_lines)),
    *(("priority", breaking) for breaking in (undisturbed, quick, unresolved)),
    ("ageing", weightless),
    *(("by_skill", breaking) for breaking in (at_once, never, shortest_idle)),
]


@pytest.mark.parametrize(("kind", "breaking"), SEEN, ids=[f"{kind}: {breaking.__doc__}" for kind, breaking in SEEN])
def test_the_witness_sees_a_broken_rule(kind: str, breaking: Any, monkeypatch: Patch) -> None:
    breaking(monkeypatch)
    assert complaints(kind)
