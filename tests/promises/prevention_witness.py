"""A witness of prevention: the hours of proactive work by area and day, and which incidents they must prevent."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from demandsim.eventlog.log import EventLog
from demandsim.eventlog.moments import Moment
from demandsim.quantities import DAY
from demandsim.roster import Roster
from demandsim.rules.proactive import next_level, share_prevented
from demandsim.scenario.calendar import Calendar
from demandsim.tape import Tape
from demandsim.tape.tape import NONE

M = Moment
HOUR = 3600


class PreventionWitness:
    """Reads a whole log at once: what is done on one day decides what happens on the next."""

    def __init__(self, tape: Tape, roster: Roster) -> None:
        scenario = tape.scenario
        self.tape, self.roster, self.plans = tape, roster, scenario.rules.proactive
        self.calendar = Calendar(scenario.start, scenario.timezone)
        self.shares_of_area = [area.share for area in scenario.places.areas.values()]
        self.kinds = [kind.name for kind in scenario.demand.incidents]

    def _hours(self, log: EventLog) -> list[list[list[float]]]:
        """Give seconds of work by plan, area and day."""
        done = [[[0.0] * self.tape.days for _ in self.shares_of_area] for _ in self.plans]
        began: dict[int, int] = {}
        midnights = [self.calendar.elapsed(day, 0) for day in range(self.tape.days + 1)]
        for at, moment, _, officer, plan, _ in log.rows():
            if moment == M.PREVENTING:
                began[officer] = at
            elif moment == M.STOPPED:
                self._adds(done[plan], officer, began.pop(officer), at, midnights)
        return done

    def _adds(self, done: list[list[float]], officer: int, begins: int, ends: int, midnights: list[int]) -> None:
        home = self.roster.units[self.roster.officers[officer].unit].area
        for day, (since, until) in enumerate(pairwise(midnights)):
            seconds = max(0, min(ends, until) - max(begins, since))
            for area, share in enumerate(self.shares_of_area):
                done[area][day] += seconds * (share if home < 0 else float(home == area))

    def _levels(self, log: EventLog) -> list[list[list[float]]]:
        """Give the level by plan, area and day, at its end."""
        levels = []
        for plan, by_area in zip(self.plans, self._hours(log), strict=True):
            of_plan = []
            for days in by_area:
                level, of_area = 0.0, []
                for seconds in days:
                    level = next_level(level, seconds / HOUR, plan.fades)
                    of_area.append(level)
                of_plan.append(of_area)
            levels.append(of_plan)
        return levels

    def complaints(self, log: EventLog) -> list[str]:
        """Read the log and say what was wrong."""
        if not self.plans:
            return []
        incidents, levels = self.tape.incidents, self._levels(log)
        prevented: dict[int, tuple[int, int]] = {}
        found: list[str] = []
        seen: dict[int, int] = {}
        """Second at which incidents came to notice, or their calls first rang."""
        for at, code, subject, _, detail, _ in log.rows():
            moment: Any = Moment(code)
            if moment == M.PREVENTED:
                prevented[subject] = at, detail
            elif moment == M.RECEIVED and self.tape.contacts.incident[subject] != NONE:
                seen.setdefault(int(self.tape.contacts.incident[subject]), at)
            elif moment == M.GRADED:
                seen.setdefault(subject, at)
        for incident in range(len(incidents.uid)):
            contact = int(incidents.contact[incident])
            due = int(incidents.generated_at[incident] if contact == NONE else self.tape.contacts.received_at[contact])
            if not 0 <= due < log.ends_at:
                continue
            expected = self._plan(incident, self.calendar.day_of(due), levels)
            told = prevented.get(incident, (due, -1))
            if told != (due, expected) or (seen.get(incident, -1) == due) != (expected < 0):
                found.append(f"{due}: incident {incident} is prevented by {told}, not {expected}")
        return found

    def _plan(self, incident: int, day: int, levels: list[list[list[float]]]) -> int:
        """Give the plan that prevents an incident that would come on a day, or -1."""
        incidents = self.tape.incidents
        luck, area = float(incidents.prevention_luck[incident]), int(incidents.area[incident])
        left = 1.0
        for number, plan in enumerate(self.plans):
            since = day - -(-plan.lag // DAY)
            if self.kinds[incidents.kind[incident]] not in plan.incidents or since < 0:
                continue
            share = share_prevented(plan, levels[number][area][since])
            if 1 - left <= luck < 1 - left * (1 - share):
                return number
            left *= 1 - share
        return -1
