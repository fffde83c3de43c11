"""A witness of management meetings: no other assignment of a unit's queue to its officers would have cost less."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import linprog

from demandsim.eventlog.moments import Moment
from tests.promises.allocation_witness import AllocationWitness
from tests.promises.case_books import Case
from tests.promises.case_facts import MET

Row = tuple[int, ...]
M = Moment
NEAR = 1e-4
"""Costs are rounded to a millionth each."""


@dataclass
class Agenda:
    """A unit's queue and its officers as they were at a meeting."""

    crimes: list[Case]
    officers: list[int]
    loads: list[int]
    costs: list[list[float]]
    """Of every crime with every officer, for the first place."""
    leaving: list[float]

    def places(self, caps: list[int], soft: bool) -> list[int]:
        """Count the crimes that each officer may be given."""
        rooms = [max(0, cap - load) for cap, load in zip(caps, self.loads, strict=True)]
        return [len(self.crimes) if soft else min(len(self.crimes), room) for room in rooms]


class MeetingWitness:
    """Where allocations need no supervisor's time, what a meeting decides is seen at once."""

    def __init__(self, allocation: AllocationWitness) -> None:
        self.allocation, self.books, self.facts = allocation, allocation.books, allocation.facts
        self.rule: Any = allocation.rule
        self.times = self.facts.meetings() if allocation.meets else []
        self.agendas: dict[int, Agenda] = {}
        """By unit: what this second's meeting had before it."""
        self.given: dict[int, list[tuple[Case, int]]] = {}
        self.closing: set[int] = set()
        """Units in which a crime has been closed in this second, perhaps after the meeting."""
        self.seen = -1

    def until(self, at: int) -> None:
        """Look at the meetings before a second of which the log tells nothing."""
        for time in self.times:
            if self.seen < time < at:
                self.look_round(time)

    def before(self, row: Row) -> None:
        """Judge a row before it goes into the books."""
        at, moment, crime, officer, why, supervisor = row
        if moment == M.CLOSED:
            self.closing.add(self.books.cases[crime].unit)
        if moment != M.ALLOCATED or not why & MET:
            return
        case = self.books.cases[crime]
        self.books.say(at, self.allocation.meets, f"crime {crime} is said to be given at a meeting")
        met = [time for time in self.times if case.queued_at <= time <= at]
        self.books.say(at, bool(met), f"no meeting has dealt with crime {crime}")
        if supervisor < 0:
            self.books.say(at, at in self.times, f"crime {crime} is given at a meeting that is not held")
            if case.unit not in self.agendas:
                self.agendas[case.unit] = self._agenda(case.unit, list(self.books.queues[case.unit].values()))
            self.given.setdefault(case.unit, []).append((case, officer))

    def _agenda(self, unit: int, crimes: list[Case]) -> Agenda:
        officers = self.books.there(unit)
        loads = [self.books.caseload[officer] for officer in officers]
        score = self.allocation.score
        costs = [[score(case, officer, load) for officer, load in zip(officers, loads, strict=True)] for case in crimes]
        harm = [float(self.facts.offence(case.number).harm) for case in crimes]
        mean = sum(harm) / len(harm) if harm else 0.0
        leaving = [self.rule.left * (each / mean if mean else 1.0) for each in harm]
        return Agenda(crimes, officers, loads, costs, leaving)

    def _more(self, officer: int, load: int, place: int) -> float:
        """Give what a further place costs more than the first."""
        weights, cap = self.rule.weights, self.facts.cap[officer]
        over = max(0, load + place + 1 - cap) - max(0, load + 1 - cap)
        return float(weights.caseload * place + weights.over_cap * over)

    def _cost(self, agenda: Agenda, given: list[tuple[Case, int]]) -> float:
        """Add up what the log's assignment costs."""
        owners = {case.number: agenda.officers.index(officer) for case, officer in given}
        total, used = 0.0, [0] * len(agenda.officers)
        for row, case in enumerate(agenda.crimes):
            column = owners.get(case.number)
            if column is None:
                total += agenda.leaving[row]
                continue
            officer, load = agenda.officers[column], agenda.loads[column]
            total += agenda.costs[row][column] + self._more(officer, load, used[column])
            used[column] += 1
        return total

    def least(self, agenda: Agenda) -> float:
        """Find the least cost as a linear program: every crime is given or left, every place taken once."""
        crimes = len(agenda.crimes)
        caps = [self.facts.cap[officer] for officer in agenda.officers]
        rooms = agenda.places(caps, self.rule.cap == "soft")
        places = [(column, place) for column, room in enumerate(rooms) for place in range(room)]
        costs = np.array(
            [
                agenda.costs[row][column] + self._more(agenda.officers[column], agenda.loads[column], place)
                for row in range(crimes)
                for column, place in places
            ]
            + agenda.leaving
        )
        ways = len(places)
        once = np.hstack([np.kron(np.eye(crimes), np.ones(ways)), np.eye(crimes)])
        taken = np.hstack([np.kron(np.ones(crimes), np.eye(ways)), np.zeros((ways, crimes))])
        found = linprog(
            costs,
            A_eq=once,
            b_eq=np.ones(crimes),
            A_ub=taken if ways else None,
            b_ub=np.ones(ways) if ways else None,
        )
        return float(found.fun)

    def look_round(self, at: int) -> None:
        """Look round at the end of a second."""
        if at in self.times:
            for unit in range(len(self.facts.roster.units)):
                if not self.facts.allocates(unit):
                    self._look_at(at, unit)
        self.agendas.clear()
        self.given.clear()
        self.closing.clear()
        self.seen = at

    def _look_at(self, at: int, unit: int) -> None:
        queue = [case for case in self.books.queues[unit].values() if case.queued_at < at]
        if unit in self.closing and unit not in self.agendas:
            return
        agenda = self.agendas.get(unit) or self._agenda(unit, queue)
        if not agenda.crimes:
            return
        given = self.given.get(unit, [])
        cost, least = self._cost(agenda, given), self.least(agenda)
        who = [(case.number, officer) for case, officer in given]
        self.books.say(at, cost <= least + NEAR, f"unit {unit} meets and gives {who}: costs {cost}, not {least}")
        order = [(not self.books.in_custody(case), case.queued_at, case.number) for case, _ in given]
        self.books.say(at, order == sorted(order), f"unit {unit} meets and gives in the order {who}")
