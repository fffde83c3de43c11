"""Appointments: slots of the day in which incidents that can wait are visited."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable

from demandsim.engine.clock import Appointment, Clock, Rank
from demandsim.eventlog.log import LogBook
from demandsim.eventlog.moments import Moment
from demandsim.quantities import DAY
from demandsim.rules.choice import GRADES
from demandsim.rules.dispatch import Appointments
from demandsim.scenario.calendar import Calendar

BOOKED, MISSED = int(Moment.BOOKED), int(Moment.MISSED)


class Diary:
    """Books visits; `due(incident)` is told when a slot begins, `missed(incident)` when it ends without a visit.

    `visited(incident)` tells whether somebody has arrived.
    """

    def __init__(
        self,
        clock: Clock,
        log: LogBook,
        rule: Appointments,
        calendar: Calendar,
        days: int,
        areas: tuple[str, ...],
        due: Callable[[int], None],
        visited: Callable[[int], bool],
        missed: Callable[[int], None],
    ) -> None:
        self._clock, self._write, self._rule = clock, log.write, rule
        self._due, self._visited, self._missed = due, visited, missed
        self._grades = [grade in rule.grades for grade in GRADES]
        self._visits = [rule.visits.get(area, 0) for area in areas]
        last = days + rule.ahead // DAY + 1
        self._starts = [
            calendar.elapsed(day, second)
            for day in range(last)
            for second in range(rule.opens, rule.closes - rule.slot + 1, rule.slot)
        ]
        self._booked: list[dict[int, int]] = [{} for _ in areas]
        """Visits booked by area and slot."""
        self._slot: dict[int, tuple[int, int]] = {}
        """Area and slot of every visit that is booked and not over."""

    def book(self, incident: int, level: int, area: int) -> bool:
        """Book the first slot that has room; False where the grade has no appointments or no slot is free."""
        if not self._grades[level] or not self._visits[area]:
            return False
        now = self._clock.now
        booked, most = self._booked[area], self._visits[area]
        slot = bisect_left(self._starts, now + self._rule.notice)
        while slot < len(self._starts) and booked.get(slot, 0) >= most:
            slot += 1
        if slot == len(self._starts) or self._starts[slot] > now + self._rule.ahead:
            return False
        booked[slot] = booked.get(slot, 0) + 1
        self._slot[incident] = area, slot
        starts = self._starts[slot]
        self._write((now, BOOKED, incident, -1, self._rule.slot, starts))
        self._clock.at(starts, Rank.SLOT, incident, self._begins)
        self._clock.at(starts + self._rule.slot, Rank.SLOT_OVER, incident, self._ends)
        return True

    def give_up(self, incident: int) -> bool:
        """Give up a visit that is not over, whose slot others may have; False where there is none."""
        if incident not in self._slot:
            return False
        area, slot = self._slot.pop(incident)
        self._booked[area][slot] -= 1
        return True

    def _begins(self, appointment: Appointment) -> None:
        if appointment.who in self._slot:
            self._due(appointment.who)

    def _ends(self, appointment: Appointment) -> None:
        incident = appointment.who
        if self._slot.pop(incident, None) is not None and not self._visited(incident):
            self._write((self._clock.now, MISSED, incident, -1, -1, -1))
            self._missed(incident)
