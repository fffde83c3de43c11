"""Ready crimes: the line from which every officer takes the next one, one's own or that of all in the unit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from heapq import heapify, heappop, heappush

from demandsim.engine.clock import Appointment, Clock, Rank
from demandsim.engine.duty import AVAILABLE
from demandsim.engine.state import CrimeState, Life
from demandsim.eventlog.moments import Activity
from demandsim.roster import Roster
from demandsim.rules.next_work import AnyNextWork, LikeFirst, work_key
from demandsim.scenario.scenario import Scenario
from demandsim.tape.tape import NONE

READY = Life.READY
ASKED = (AVAILABLE, int(Activity.PREVENTING))
"""What an officer may be doing who is asked to take up a crime of the unit, in this order."""

Entry = tuple[tuple[int, float, int], int]
"""Order and crime."""


class ReadyCrimes:
    """Crimes that are ready for work, by the officers who may take them up.

    Officers of a team that shares its work have one line in a unit. Lines may hold crimes that are no longer ready;
    they are passed over. `could_work(officer)` asks an officer of a unit to look round.
    """

    def __init__(
        self,
        clock: Clock,
        activity: Sequence[int],
        state: CrimeState,
        scenario: Scenario,
        roster: Roster,
        rule: AnyNextWork,
        could_work: Callable[[int], None],
    ) -> None:
        self._clock, self._activity, self._state, self._rule = clock, activity, state, rule
        self._harm = [offence.harm for offence in scenario.demand.offences]
        self._like = isinstance(rule, LikeFirst)
        self._units, self._could_work = roster.units, could_work
        self._unit = [officer.unit for officer in roster.officers]
        teams = scenario.workforce.teams
        of_unit: list[list[Entry]] = [[] for _ in roster.units]
        self._shares = [teams[unit.team].shares_work for unit in roster.units]
        self._of_unit = of_unit
        self._lines = [of_unit[unit] if self._shares[unit] else [] for unit in self._unit]
        self._asked: set[int] = set()
        """Units that share their work and whose officers are asked at the end of this second."""
        self.last = [NONE] * len(roster.officers)
        """Crime on which each officer last worked."""

    def _key(self, crime: int, officer: int) -> tuple[int, float, int]:
        state, last = self._state, self.last[officer]
        offence = state.offence[crime]
        return work_key(
            self._rule,
            state.in_custody[crime],
            state.recorded_at[crime],
            state.ready_at[crime],
            self._harm[offence],
            state.left[crime],
            state.first_worked_at[crime] >= 0,
            self._like and last != NONE and state.offence[last] == offence,
        )

    def push(self, crime: int, owner: int) -> None:
        """Put a crime that is ready into its owner's line."""
        heappush(self._lines[owner], (self._key(crime, owner), crime))
        unit = self._unit[owner]
        if self._shares[unit] and unit not in self._asked:
            # After the pass in which the owner looks round, who comes first.
            self._asked.add(unit)
            self._clock.at(self._clock.now, Rank.ASSIGN_OFFICERS, 1 + unit, self._asks_colleagues)

    def take(self, officer: int) -> int:
        """Take the next crime out of an officer's line, or NONE."""
        state, lines, line = self._state, self._lines, self._lines[officer]
        if self._like:
            return self._take_like(officer)
        while line:
            crime = heappop(line)[1]
            if state.life[crime] == READY and lines[state.owner[crime]] is line:
                return crime
        return NONE

    def _take_like(self, officer: int) -> int:
        """Which crime is next depends on the officer's last one: all are compared."""
        line, waiting = self._lines[officer], self._waiting(officer)
        crime = min(waiting, key=lambda one: (self._key(one, officer), one), default=NONE)
        line[:] = [entry for entry in line if entry[1] in waiting and entry[1] != crime]
        heapify(line)
        return crime

    def _waiting(self, officer: int) -> set[int]:
        return self._ready_in(self._lines[officer])

    def _ready_in(self, line: list[Entry]) -> set[int]:
        state, lines = self._state, self._lines
        return {crime for _, crime in line if state.life[crime] == READY and lines[state.owner[crime]] is line}

    def any_for(self, officer: int) -> bool:
        """Tell whether an officer's line holds a crime that is ready."""
        return bool(self._waiting(officer))

    def leaves(self, officer: int) -> None:
        """An officer no longer serves, and takes up no crime of the unit."""
        if self._shares[self._unit[officer]]:
            self._lines[officer] = []

    def joins(self, officer: int) -> None:
        """An officer serves from now on."""
        if self._shares[self._unit[officer]]:
            self._lines[officer] = self._of_unit[self._unit[officer]]

    def forget(self, crime: int) -> None:
        """Take a crime out of its owner's line."""
        line = self._lines[self._state.owner[crime]]
        line[:] = [entry for entry in line if entry[1] != crime]
        heapify(line)

    def reordered(self, crime: int) -> None:
        """Give a crime that is ready its place anew: what its place depends on has changed."""
        if self._state.life[crime] == READY:
            owner = self._state.owner[crime]
            self.forget(crime)
            heappush(self._lines[owner], (self._key(crime, owner), crime))

    def has_custody_work(self, officer: int) -> bool:
        """Tell whether a crime with somebody in custody is ready in an officer's line."""
        return any(self._state.in_custody[crime] for crime in self._waiting(officer))

    def _asks_colleagues(self, appointment: Appointment) -> None:
        """Ask as many officers of a unit as crimes still wait: the free, then those at work that gives way."""
        unit = appointment.who - 1
        self._asked.discard(unit)
        line, activity = self._of_unit[unit], self._activity
        officers = [officer for officer in self._units[unit].officers if self._lines[officer] is line]
        wanted = len(self._ready_in(line))
        for doing in ASKED:
            for officer in officers:
                if wanted and activity[officer] == doing:
                    self._could_work(officer)
                    wanted -= activity[officer] == AVAILABLE
