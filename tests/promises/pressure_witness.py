"""A witness of pressure: which rules must be in force, and what is then done differently.

At every look of a rule she counts its queue from the log; where the words leave open whether something counts, she
accepts both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from demandsim.eventlog.moments import Moment
from demandsim.roster import Roster
from demandsim.rules.choice import GRADES
from demandsim.rules.pressure import Pressure, in_force
from demandsim.rules.screen import ALLOCATE, DESK, FILE, PROTECTED, BySolvability
from demandsim.tape import Tape
from tests.promises.turns import Turns

Row = tuple[int, ...]
M = Moment
Waiting = Callable[[], Iterable[tuple[int, int]]]
"""(area, grade) of every incident that waits for somebody to be sent."""
_JOINS = (M.RECEIVED, M.PUT_THROUGH)
_LEAVES = (M.ANSWERED, M.ABANDONED, M.BLOCKED, M.PROMISED)


class PressureWitness:
    """Books on rules of pressure; complaints go to `found`."""

    def __init__(self, tape: Tape, roster: Roster, turns: Turns, found: list[str]) -> None:
        scenario = tape.scenario
        self.tape, self.roster, self.turns, self.found = tape, roster, turns, found
        self.rules = scenario.rules.pressure
        self.screen = scenario.rules.screen
        self.areas, self.lines = list(scenario.places.areas), list(scenario.demand.lines)
        self.since: dict[int, int] = {}
        """Second since which a rule is in force."""
        self.spells: dict[int, list[tuple[int, int]]] = {}
        self.queued: dict[int, int] = {}
        """Unit in whose queue a crime is."""
        self.allocating: dict[int, int] = {}
        self.calls: dict[int, int] = {}
        """Line on which a contact waits."""
        self.waiting: Waiting = list
        self.looked: set[int] = set()
        """Rules that have looked in this second."""
        self.last = 0

    # What is in force

    def _active(self, area: int) -> list[Pressure]:
        return [self.rules[n] for n in self.since if self.rules[n].watch.area in (None, self.areas[area])]

    def stopped(self, grade: int, area: int) -> bool:
        """Tell whether nobody is sent to incidents of a grade in an area."""
        return any(GRADES[grade] in rule.do.stop for rule in self._active(area))

    def borrows(self, area: int) -> bool:
        """Tell whether neighbours help an area at once."""
        return any(rule.do.borrow for rule in self._active(area))

    def may_be_diverted(self, team: str, home: int, area: int) -> tuple[bool, bool]:
        """Tell whether an investigator may be sent to an area, and whether that is in doubt."""
        rules = [self.rules[n] for n in self.since if team in self.rules[n].do.divert_investigators]
        names = [rule.watch.area for rule in rules]
        here = self.areas[area]
        certain = any(name is None or (name == here and home == area) for name in names)
        perhaps = any(name == here or (home >= 0 and name == self.areas[home]) for name in names)
        return certain or perhaps, not certain

    def diverted_since(self, team: str) -> int:
        """Give the second since which officers of an investigation team may be sent."""
        return min((at for n, at in self.since.items() if team in self.rules[n].do.divert_investigators), default=0)

    # What is written

    def note(self, row: Row) -> None:
        """Take a row down."""
        at, code, subject, officer, detail, amount = row
        moment: Any = Moment(code)
        if moment in (M.PRESSED, M.EASED):
            self._turns(at, detail, moment == M.PRESSED, amount)
        elif moment == M.ROUTED:
            self.queued[subject] = amount
        elif moment == M.ALLOCATING:
            self.allocating[subject] = self.queued.pop(subject)
        elif moment in (M.ALLOCATED, M.CLOSED):
            self.queued.pop(subject, None)
            self.allocating.pop(subject, None)
        elif moment in _JOINS:
            self.calls[subject] = detail
        elif moment in _LEAVES:
            self.calls.pop(subject, None)
        elif moment == M.SCREENED:
            self._screened(at, subject, detail, amount)
        elif moment == M.KEPT_ON:
            self._kept_on(at, officer, detail, amount)
        elif moment == M.OFF_DUTY:
            self._goes(at, officer, amount)

    def _turns(self, at: int, number: int, begins: bool, queue: int) -> None:
        rule = self.rules[number]
        self._expect(at, at > 0 and at % rule.every == 0, f"rule {rule.name} looks when it should not")
        for other in range(number):
            self._looks(at, other)
        low, high = self.queue(rule)
        lawful = begins != (number in self.since) and in_force(rule, not begins, queue) == begins
        self._expect(at, lawful and low <= queue <= high, f"rule {rule.name} turns at {queue}, not {low} to {high}")
        self.looked.add(number)
        if begins:
            self.since[number] = at
        else:
            self.spells.setdefault(number, []).append((self.since.pop(number, at), at))

    def _looks(self, at: int, number: int) -> None:
        """A rule that looks now and says nothing stays as it was."""
        rule = self.rules[number]
        if number in self.looked or not at or at % rule.every:
            return
        self.looked.add(number)
        was = number in self.since
        if not any(in_force(rule, was, queue) == was for queue in self.queue(rule)):
            self.found.append(f"{at}: rule {rule.name} stays as it was while {self.queue(rule)} wait")

    def queue(self, rule: Pressure) -> tuple[int, int]:
        """Count what a rule watches: at least and at most."""
        watch = rule.watch
        if watch.queue == "calls":
            waiting = sum(not watch.lines or self.lines[line] in watch.lines for line in self.calls.values())
            return waiting, waiting
        if watch.queue == "incidents":
            waiting = sum(
                (not watch.grades or GRADES[grade] in watch.grades) and watch.area in (None, self.areas[area])
                for area, grade in self.waiting()
            )
            return waiting, waiting
        certain = perhaps = 0
        for crimes, sure in ((self.queued, True), (self.allocating, False)):
            for crime, unit in crimes.items():
                home = self.roster.units[unit]
                if watch.teams and home.team not in watch.teams:
                    continue
                places = {
                    self.areas[int(self.tape.crimes.area[crime])],
                    self.areas[home.area] if home.area >= 0 else "",
                }
                certain += sure and (watch.area is None or places == {watch.area})
                perhaps += watch.area is None or watch.area in places
        return certain, perhaps

    def _screened(self, at: int, crime: int, verdict: int, reason: int) -> None:
        rule = self.screen
        if not isinstance(rule, BySolvability) or reason == PROTECTED:
            return
        harder = max((r.do.screen_harder for r in self._active(int(self.tape.crimes.area[crime]))), default=0.0)
        most = rule.desk_below if rule.desk_below > rule.file_below else 1.0
        below = min(most, rule.file_below + harder)
        score = float(self.tape.crimes.score[crime])
        expected = FILE if score < below else DESK if score < rule.desk_below else ALLOCATE
        self._expect(at, verdict == expected, f"crime {crime} is screened {verdict}, not {expected}")

    def _keepers(self, officer: int, at: int) -> list[int]:
        """List rules that keep an officer on whose turn ends at a second that is just being played or is over."""
        unit = self.roster.units[self.roster.officers[officer].unit]
        found = []
        for number, rule in enumerate(self.rules):
            keep, area = rule.do.keep_on, rule.watch.area
            here = area is None or (unit.area >= 0 and self.areas[unit.area] == area)
            spells = [*self.spells.get(number, ()), (self.since.get(number, 2**60), 2**60)]
            if keep is not None and unit.team in keep.teams and here and any(a < at <= b for a, b in spells):
                found.append(number)
        return found

    def _kept_on(self, at: int, officer: int, number: int, until: int) -> None:
        keep = self.rules[number].do.keep_on
        if keep is None:
            self.found.append(f"{at}: officer {officer} is kept on by rule {number}, which keeps nobody on")
            return
        ends = self.turns.rostered_end(officer)
        expected = min(ends + keep.time, self.turns.next_begins(officer))
        lawful = at == ends and until == expected and (number in self._keepers(officer, at) or self._doubtful(officer))
        self._expect(at, lawful, f"officer {officer} is kept on until {until}, not {expected}")

    def _doubtful(self, officer: int) -> bool:
        """Whether the officer is of the whole force and a rule is confined to an area."""
        return self.roster.units[self.roster.officers[officer].unit].area < 0

    def _goes(self, at: int, officer: int, overtime: int) -> None:
        ends = self.turns.rostered_end(officer)
        self._expect(at, at >= self.turns.planned_end(officer), f"officer {officer} goes off duty too early")
        self._expect(at, overtime == at - ends, f"officer {officer} has {overtime} s of overtime, not {at - ends}")
        supervisor = self.roster.officers[officer].supervisor
        kept = self.turns.planned_end(officer) > ends or supervisor
        self._expect(at, kept or not self._keepers(officer, ends), f"officer {officer} is not kept on at {ends}")

    def _expect(self, at: int, so: bool, otherwise: str) -> None:
        if not so:
            self.found.append(f"{at}: {otherwise}")

    def look_round(self, at: int) -> None:
        """Look round at the end of a second; rules that should have turned in a second without a row are told too."""
        for number in range(len(self.rules)):
            self._looks(at, number)
        self.looked.clear()
        self.last = at

    def before(self, at: int) -> None:
        """Look round at the looks since the last second with a row: nothing has changed since."""
        for number, rule in enumerate(self.rules):
            if (at - 1) // rule.every > self.last // rule.every:
                self._looks((self.last // rule.every + 1) * rule.every, number)
        self.looked.clear()
