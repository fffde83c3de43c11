"""A witness of the resolution desk: who is dealt with next, by whom, for how long, and does nobody wait in vain?"""

from __future__ import annotations

from typing import Any

from demandsim.eventlog.moments import SCHEMA, Activity, Moment
from demandsim.roster import Roster
from demandsim.rules.choice import GRADES
from demandsim.tape import Tape

Row = tuple[int, ...]
M = Moment
FORCE = -1
RESOLUTION = GRADES.index("resolution")


class ResolutionWitness:
    """Books on incidents that a resolution desk deals with; complaints go to `found`."""

    def __init__(self, tape: Tape, roster: Roster, found: list[str]) -> None:
        self.tape, self.found = tape, found
        teams = tape.scenario.workforce.teams
        self.home = {
            officer: roster.units[who.unit].area
            for officer, who in enumerate(roster.officers)
            if "resolution" in teams[roster.units[who.unit].team].desks and not who.supervisor
        }
        self.free: dict[int, int] = {}
        """Officers who are free, with the second since when."""
        self.waiting: dict[int, int] = {}
        """Incidents that wait, with the second at which they were opened."""
        self.at_desk: dict[int, tuple[int, int]] = {}
        """Incident in hand and when it is resolved, by officer."""

    def _expect(self, at: int, so: bool, otherwise: str) -> None:
        if not so:
            self.found.append(f"{at}: {otherwise}")

    def _takes(self, incident: int) -> int:
        work = self.tape.incidents.desk_work
        return int(work[incident]) if len(work) and self.home else 0

    def note(self, row: Row) -> None:
        """Take a row down."""
        at, code, subject, officer, detail, amount = row
        moment: Any = Moment(code)
        activity = SCHEMA[moment].activity
        if moment == M.GRADED and detail == RESOLUTION and self._takes(subject):
            self.waiting[subject] = at
        elif moment == M.RESOLVING:
            self._resolving(at, subject, officer, amount)
        elif moment == M.RESOLVED:
            incident, ends = self.at_desk.pop(officer, (subject, at))
            by_somebody = officer >= 0
            right = (incident, ends) == (subject, at) and by_somebody == (self._takes(subject) > 0 and detail == 3)
            self._expect(at, right, f"incident {subject} is resolved by {officer}, not {incident} at {ends}")
        if officer in self.home and activity is not None:
            if activity == Activity.AVAILABLE:
                self.free[officer] = at
            else:
                self.free.pop(officer, None)

    def _resolving(self, at: int, incident: int, officer: int, amount: int) -> None:
        area = int(self.tape.incidents.area[incident])
        opened = self.waiting.pop(incident, None)
        self._expect(at, opened is not None and officer in self._may(area), f"incident {incident} is not for {officer}")
        ahead = [(o, n) for n, o in self.waiting.items() if o < at and self._may(self._area(n))]
        self._expect(at, not ahead or (opened or 0, incident) < min(ahead), f"incident {incident} is out of turn")
        own = [one for one in self._may(area) if self.home[one] == area] or self._may(area)
        longest = min(own, key=lambda one: (self.free[one], one), default=-1)
        self._expect(at, officer == longest, f"incident {incident} is for officer {longest}, not {officer}")
        takes = self._takes(incident)
        self._expect(at, amount == takes, f"incident {incident} takes {amount}, not {takes}")
        self.at_desk[officer] = incident, at + takes

    def _area(self, incident: int) -> int:
        return int(self.tape.incidents.area[incident])

    def _may(self, area: int) -> list[int]:
        return [officer for officer in self.free if self.home[officer] in (area, FORCE)]

    def look_round(self, at: int) -> None:
        """Look round at the end of a second."""
        for incident in self.waiting:
            free = self._may(self._area(incident))
            self._expect(at, not free, f"incident {incident} waits while {free} are free to resolve it")
        for officer, (incident, ends) in self.at_desk.items():
            self._expect(at, ends > at, f"officer {officer} still resolves {incident}, but was done at {ends}")
