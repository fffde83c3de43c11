"""What the witnesses of investigation look up: plans by column, skills, units, hours, luck; nothing that changes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from demandsim.roster import Roster
from demandsim.scenario.calendar import Calendar
from demandsim.tape import Tape
from demandsim.tape.tape import NONE

FORCE = -1
LINKED, RAREST, KEPT, SCORED, MET, SHARED = (1 << bit for bit in range(9, 15))
"""Reasons for an owner besides those of old: he or she holds the linked crime, has the fewest rare skills, attended,
has the lowest sum, was found at a meeting, has taken it up from the line that the team shares."""
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class CaseFacts:
    """Facts of one run."""

    def __init__(self, tape: Tape, roster: Roster) -> None:
        scenario = tape.scenario
        self.tape, self.roster, self.crimes = tape, roster, tape.crimes
        self.rules, self.mechanics = scenario.rules, scenario.mechanics
        self.custody = scenario.demand.custody
        self.calendar = Calendar(scenario.start, scenario.timezone)
        self.offences = scenario.demand.offences
        self.skill_names = list(scenario.workforce.skills)
        self.masks = [self.mask(offence.skills) for offence in self.offences]
        self.teams = [scenario.workforce.teams[unit.team] for unit in roster.units]
        self.unit = [who.unit for who in roster.officers]
        self.cap = [self.teams[unit].caseload_cap for unit in self.unit]
        self.supervisor = [who.supervisor for who in roster.officers]
        self.stages = int(tape.crimes.stage_work.shape[1])
        self._units = {(unit.team, unit.area): row for row, unit in enumerate(roster.units)}
        plans = {
            name: [stage for stage in plan for _ in range(1 + (stage.again.at_most if stage.again else 0))]
            for name, plan in scenario.demand.plans.items()
        }
        self.columns: list[list[Any]] = [plans[offence.plan] for offence in self.offences]
        """Stages of every offence's plan, one for every column of the tape."""
        self.reopens_after = tape.crimes.reopens.tolist()

    def mask(self, skills: Any) -> int:
        """Give the bit mask of some skills."""
        return sum(1 << self.skill_names.index(skill) for skill in set(skills))

    def offence(self, crime: int) -> Any:
        """Give the offence of a crime."""
        return self.offences[int(self.crimes.offence[crime])]

    def area(self, crime: int) -> int:
        """Give the area of a crime."""
        return int(self.crimes.area[crime])

    def needs(self, crime: int) -> int:
        """Give the skills that a crime needs."""
        return self.masks[int(self.crimes.offence[crime])]

    def stage(self, crime: int, column: int) -> Any:
        """Give the plan's stage behind a column, or None where hand-made tapes have more."""
        columns = self.columns[int(self.crimes.offence[crime])]
        return columns[column] if column < len(columns) else None

    def find_unit(self, team: str, area: int) -> int:
        """Find the unit of a team for an area: its own, else that of the force; -1: none."""
        return self._units.get((team, area), self._units.get((team, FORCE), -1))

    def allocating_unit(self, unit: int) -> int:
        """Find the unit whose supervisors allocate the crimes of a unit."""
        by = self.rules.allocate.by
        if by is None:
            return unit
        found = self.find_unit(by, self.roster.units[unit].area)
        return found if found >= 0 else next(n for n, one in enumerate(self.roster.units) if one.team == by)

    def allocates(self, unit: int) -> bool:
        """Tell whether allocations of a unit's crimes need a supervisor's time."""
        return bool(self.rules.allocate.takes and self.roster.units[self.allocating_unit(unit)].supervisors)

    def open_at(self, hours: Any, at: int) -> bool:
        """Tell whether a second lies in the hours, by the local clock."""
        if hours is None:
            return True
        now: datetime = self.calendar.local(at)
        second = now.hour * 3600 + now.minute * 60 + now.second
        today = DAYS[now.weekday()] in hours.days
        if hours.opens < hours.closes:
            return today and hours.opens <= second < hours.closes
        yesterday = DAYS[now.weekday() - 1] in hours.days
        return (today and second >= hours.opens) or (yesterday and second < hours.closes)

    def meetings(self) -> list[int]:
        """List the seconds of management meetings."""
        at = getattr(self.rules.allocate, "at", ())
        return sorted(self.calendar.elapsed(day, clock) for day in range(self.tape.days + 1) for clock in at)

    def interview(self, crime: int) -> int:
        """Give the further work after an arrest at the scene."""
        incident = int(self.crimes.incident[crime])
        work = self.tape.incidents.interview
        return int(work[incident]) if incident != NONE and len(work) else 0

    def arrest_at(self, crime: int, column: int) -> bool:
        """Tell whether the tape has an arrest when a stage is done."""
        table = self.crimes.stage_arrest
        return bool(table.size and column < table.shape[1] and table[crime, column])

    def released(self, crime: int, *, by_clock: bool) -> int:
        """Give what becomes of the suspect: 0 for good, 1 bail, 2 under investigation."""
        rule, luck = self.custody.released, float(self.crimes.release_luck[crime])
        if rule is not None and luck < rule.bail:
            return 1
        if rule is not None and luck < rule.bail + rule.under_investigation:
            return 2
        return 2 if by_clock else 0

    def contact_every(self, crime: int) -> int | None:
        """Give the silence after which a victim is owed a call; None: never."""
        rule = self.rules.victim_contact
        if rule is None or int(self.crimes.patience[crime]) == NONE:
            return None
        if self.crimes.vulnerable[crime] and rule.vulnerable_every is not None:
            return int(rule.vulnerable_every)
        return int(rule.every)
