"""Handlers: who is free to answer, by team, with those kept free for graver lines."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence

from demandsim.engine.call import NOBODY
from demandsim.roster import Roster
from demandsim.rules.answer import AnyAnswer, BySkill, answer_routes, protected_from, taking_order
from demandsim.scenario.calendar import Calendar, place_in_table
from demandsim.scenario.scenario import Scenario


class Handlers:
    """Handlers who are idle or at written work, which yields to calls.

    Handlers of one team are taken in the order in which they became free (longest idle first; those who come on duty
    together by lowest id). Of those at written work the one who began last is called away first.
    """

    def __init__(self, scenario: Scenario, roster: Roster, rule: AnyAnswer) -> None:
        lines = tuple(scenario.demand.lines)
        teams = {name: team.lines for name, team in scenario.workforce.teams.items() if "contact" in team.desks}
        numbers = {name: number for number, name in enumerate(teams)}
        self.team = [NOBODY] * len(roster.officers)
        """Contact team of every officer."""
        for unit in roster.units:
            if unit.team in numbers:
                for officer in unit.officers:
                    self.team[officer] = numbers[unit.team]
        self.lines_of_team = [tuple(n for n, line in enumerate(lines) if line in teams[name]) for name in teams]
        self.takes = [taking_order(rule, lines, name) for name in teams]
        """Rank in which each team's free handlers take the lines."""
        self.in_order = isinstance(rule, BySkill)
        """Whether a call goes to the first team of its route, rather than to whoever has been idle longest."""
        self._reserve = [0] * len(lines)
        self._tables = {lines.index(line): table for line, table in rule.reserve.items()}
        guards = protected_from(rule, lines)
        self.routes = [
            tuple(
                (team, after, tuple(other for other in guards[line] if other in self.lines_of_team[team]))
                for team, after in route
            )
            for line, route in enumerate(answer_routes(rule, lines, teams))
        ]
        """By line: team, wait after which it may take a call, and the lines for which handlers are kept free."""
        self.overflows = [tuple(sorted({after for _, after, _ in route if after > 0})) for route in self.routes]
        """By line: waits after which further teams may take a call."""
        self.idle: list[deque[int]] = [deque() for _ in teams]
        """Free handlers by team, longest idle first."""
        self.since = [0] * len(roster.officers)
        """Second from which each free handler has been free."""
        self.here = 0
        """Handlers who are idle or at written work."""
        self._writing: list[list[int]] = [[] for _ in teams]
        self._began = [0] * len(roster.officers)
        """Place of each handler at written work in the order in which all began."""
        self._taken_up = 0
        self._free_for = [0] * len(lines)
        """Handlers who could answer each line at once: idle, or at written work."""
        self._factor: list[Mapping[int, float]] = [
            {lines.index(line): factor for line, factor in scenario.workforce.teams[name].handle_factor.items()}
            for name in teams
        ]
        self.alike = not any(self._factor)
        """Whether every team takes as long as every other."""

    def reserves(self, calendar: Calendar, days: int) -> list[tuple[int, int, int]]:
        """Set the reserves of the first half hour, and list their changes as (second, line, handlers kept free)."""
        changes: list[tuple[int, int, int]] = []
        for line, table in self._tables.items():
            if isinstance(table, int):
                self._reserve[line] = table
                continue
            kept: int | None = None
            for at, half_hour in calendar.half_hours(days):
                wanted = table[place_in_table(len(table), half_hour)]
                if kept is None:
                    self._reserve[line] = wanted
                elif wanted != kept:
                    changes.append((at, line, wanted))
                kept = wanted
        return sorted(changes)

    def keep_free(self, line: int, number: int) -> None:
        """Keep so many handlers free for a line from now on."""
        self._reserve[line] = number

    def for_call(self, line: int, waited: int) -> int:
        """Find the idle handler who takes a call that has waited so long, or NOBODY.

        Ties: longest idle, then lowest id; with routes by skill the first team that has somebody comes before that.
        """
        best = NOBODY
        for team, after, guarded in self.routes[line]:
            idle = self.idle[team]
            if not idle or after > waited or (guarded and self._needed(guarded)):
                continue
            handler = idle[0]
            if self.in_order:
                return handler
            if best < 0 or (self.since[handler], handler) < (self.since[best], best):
                best = handler
        return best

    def at_written_work(self, line: int, waited: int) -> int:
        """Find the handler who is called away from written work for a call, or NOBODY: whoever began last."""
        best = NOBODY
        for team, after, guarded in self.routes[line]:
            writing = self._writing[team]
            if not writing or after > waited or (guarded and self._needed(guarded)):
                continue
            handler = writing[-1]
            if self.in_order:
                return handler
            if best < 0 or self._began[handler] > self._began[best]:
                best = handler
        return best

    def for_written_work(self, line: int, waited: int) -> int:
        """Find the idle handler who takes up written work, or NOBODY; it keeps nobody from graver lines."""
        idle = [self.idle[team][0] for team, after, _ in self.routes[line] if self.idle[team] and after <= waited]
        if not idle or self.in_order:
            return idle[0] if idle else NOBODY
        return min(idle, key=lambda handler: (self.since[handler], handler))

    def idle_longest(self) -> list[int]:
        """List the first idle handler of every team, longest idle first, then lowest id."""
        return sorted((team[0] for team in self.idle if team), key=lambda handler: (self.since[handler], handler))

    def allowed(self, line: int, team: int, waited: int) -> bool:
        """Tell whether an idle handler of a team may take a call that has waited so long."""
        return any(
            number == team and after <= waited and not self._needed(guarded)
            for number, after, guarded in self.routes[line]
        )

    def pace(self, handler: int, line: int) -> float:
        """Give the factor on talk and wrap of a handler on a line."""
        return self._factor[self.team[handler]].get(line, 1.0)

    def _needed(self, guarded: Sequence[int]) -> bool:
        return any(self._free_for[line] <= self._reserve[line] for line in guarded)

    def free(self, handler: int, now: int) -> None:
        """Note that a handler is free from now on."""
        self.since[handler] = now
        self.here += 1
        team = self.team[handler]
        idle = self.idle[team]
        for line in self.lines_of_team[team]:
            self._free_for[line] += 1
        freed_too = []
        while idle and self.since[idle[-1]] == now and idle[-1] > handler:
            freed_too.append(idle.pop())
        idle.append(handler)
        idle.extend(reversed(freed_too))

    def take(self, handler: int) -> None:
        """Note that a handler who was idle, or has just set written work aside, answers."""
        self.here -= 1
        team = self.team[handler]
        idle = self.idle[team]
        if idle and idle[0] == handler:
            idle.popleft()
        elif handler in idle:
            idle.remove(handler)
        else:
            self._writing[team].remove(handler)
        for line in self.lines_of_team[team]:
            self._free_for[line] -= 1

    def writes(self, handler: int, now: int) -> None:
        """Note that an idle handler turns to written work, and can still be called away."""
        self.since[handler] = now
        self._taken_up = self._began[handler] = self._taken_up + 1
        team = self.team[handler]
        self.idle[team].remove(handler)
        self._writing[team].append(handler)

    def is_here(self, handler: int) -> bool:
        """Tell whether a handler is idle or at written work."""
        team = self.team[handler]
        return handler in self.idle[team] or handler in self._writing[team]
