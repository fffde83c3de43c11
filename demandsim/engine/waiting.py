"""Waiting: who waits on which line, and whom a free handler takes next."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

from demandsim.engine.call import NOBODY, QUEUED, Call, Queue, head
from demandsim.engine.handlers import Handlers
from demandsim.rules.answer import AnyAnswer, answer_order, answer_weights, next_contact
from demandsim.scenario.scenario import Scenario


class Next(NamedTuple):
    """Who is served next, and by whom."""

    call: Call
    handler: int
    to_be_rung: bool


Heads = list[tuple[int, Call, Queue]]
"""(line, who has waited longest, queue)"""


class Waiting:
    """The queues of callers, of those to be rung back and of written work, by line."""

    def __init__(self, scenario: Scenario, rule: AnyAnswer, handlers: Handlers) -> None:
        names, lines = tuple(scenario.demand.lines), scenario.demand.lines.values()
        self._handlers = handlers
        self._rank, self._weights = answer_order(rule, names), answer_weights(rule, names)
        self.calling: list[Queue] = [deque() for _ in names]
        """Callers, or written work, by line."""
        self._to_be_rung: list[Queue] = [deque() for _ in names]
        self.count = 0
        """Contacts in any queue."""
        self.silent = [0] * len(names)
        """Outages that silence each line now."""
        self.written = [line.yields for line in lines]
        """Whether each line brings written work."""
        self._keeps_place = [name in rule.call_back and rule.call_back[name].order == "keeps_place" for name in names]

    def nobody(self, line: int) -> bool:
        """Tell whether nobody waits on a line that can be answered."""
        queue = self.calling[line]
        return not self.silent[line] and (not queue or head(queue) is None)

    def join(self, call: Call) -> None:
        """Let a call wait at the end of its line."""
        call.state = QUEUED
        self.calling[call.line].append((call, call.waits))
        self.count += 1

    def put_back(self, call: Call) -> None:
        """Put written work that was set aside before all that waits."""
        call.state = QUEUED
        self.calling[call.line].appendleft((call, call.waits))
        self.count += 1

    def promise(self, call: Call) -> None:
        """Note a caller who is to be rung back; who was tried in vain is in line again by when the call came."""
        queue = self._to_be_rung[call.line]
        place, mine = len(queue), (call.since, call.contact)
        while place and (queue[place - 1][0].since, queue[place - 1][0].contact) > mine:
            place -= 1
        queue.insert(place, (call, call.waits))
        self.count += 1

    def leave(self, call: Call) -> None:
        """Take a call out of its queue: its entry no longer stands."""
        call.waits += 1
        self.count -= 1

    def next(self, now: int) -> Next | None:
        """Choose who is served next and by whom, and take the call out of its queue; None where nobody can be.

        Callers come first, and with them those whom we promised to ring by now; then others to be rung back; then
        written work.
        """
        urgent, quiet, written = self._heads(now)
        found: Next | None = None
        if urgent:
            found = self._by_team(urgent, now) if self._handlers.in_order else self._by_call(urgent, now)
        if found is None and quiet:
            found = self._by_call(quiet, now)
        if found is None and written:
            found = self._by_call(written, now)
        if found is not None:
            self.leave(found.call)
        return found

    def _heads(self, now: int) -> tuple[Heads, Heads, Heads]:
        urgent: Heads = []
        quiet: Heads = []
        written: Heads = []
        for line, silent in enumerate(self.silent):
            if silent:
                continue
            queue = self.calling[line]
            if queue:
                call = head(queue)
                if call is not None:
                    (written if self.written[line] else urgent).append((line, call, queue))
            queue = self._to_be_rung[line]
            if queue:
                call = head(queue)
                if call is not None:
                    due = self._keeps_place[line] or call.due_at <= now
                    (urgent if due else quiet).append((line, call, queue))
        return urgent, quiet, written

    def _by_call(self, heads: Heads, now: int) -> Next | None:
        """Choose the most urgent of those for whom somebody is free, or can be called away from written work."""
        handlers = self._handlers
        can: Heads = []
        by: list[int] = []
        for one in heads:
            line, call, _ = one
            waited = now - call.since
            if self.written[line]:
                handler = handlers.for_written_work(line, waited)
            else:
                handler = handlers.for_call(line, waited)
                if handler < 0:
                    handler = handlers.at_written_work(line, waited)
            if handler >= 0:
                can.append(one)
                by.append(handler)
        chosen = next_contact(_waits(can), self._rank, self._weights, now)
        return None if chosen == NOBODY else self._taken(can[chosen], by[chosen])

    def _by_team(self, heads: Heads, now: int) -> Next | None:
        """Let the handler who has been idle longest take the first line of the team on which somebody waits."""
        handlers = self._handlers
        for handler in handlers.idle_longest():
            team = handlers.team[handler]
            can = [one for one in heads if handlers.allowed(one[0], team, now - one[1].since)]
            chosen = next_contact(_waits(can), handlers.takes[team], None, now)
            if chosen != NOBODY:
                return self._taken(can[chosen], handler)
        return self._by_call(heads, now)

    def _taken(self, one: tuple[int, Call, Queue], handler: int) -> Next:
        line, call, queue = one
        return Next(call, handler, queue is self._to_be_rung[line])


def _waits(heads: Sequence[tuple[int, Call, Queue]]) -> list[tuple[int, int, int]]:
    return [(line, call.since, call.contact) for line, call, _ in heads]
