"""Specialists: stages that a team does for the owners of crimes, who keep them meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush

from demandsim.engine.clock import Appointment, Clock, Rank, cancel
from demandsim.engine.duty import AVAILABLE, Duty
from demandsim.engine.evidence import Evidence
from demandsim.engine.mechanics import work_factor
from demandsim.engine.state import CrimeState, Life
from demandsim.engine.tables import UnitFinder
from demandsim.eventlog.log import LogBook
from demandsim.eventlog.moments import Activity, Moment
from demandsim.roster import Roster
from demandsim.scenario.cases import passes
from demandsim.scenario.scenario import Scenario

PASSED, ASSISTING = int(Moment.PASSED), int(Moment.ASSISTING)
ASSIST_PAUSED, ASSISTED = int(Moment.ASSIST_PAUSED), int(Moment.ASSISTED)
INVESTIGATING = int(Activity.INVESTIGATING)


def are_called_in(scenario: Scenario) -> bool:
    """Tell whether any stage is done by others than the owner."""
    return any(stage.by for plan in scenario.demand.plans.values() for stage in plan)


class Specialists:
    """The stages that wait for specialists, by unit, first come first served; it is desk work, after own crimes.

    `stage_ends(crime, officer, moment)` is told when a stage is done, `could_work(officer)` of somebody free who could
    take one up, `gives_way(officer)` tells who is at work that would be put down for it.
    """

    def __init__(
        self,
        clock: Clock,
        log: LogBook,
        duty: Duty,
        state: CrimeState,
        scenario: Scenario,
        roster: Roster,
        evidence: Evidence | None,
        stage_ends: Callable[[int, int, int], None],
        could_work: Callable[[int], None],
        gives_way: Callable[[int], bool],
    ) -> None:
        self._clock, self._log, self._duty, self._state = clock, log, duty, state
        self._mechanics, self._offences = scenario.mechanics, scenario.demand.offences
        self._evidence, self._stage_ends = evidence, stage_ends
        self._could_work, self._gives_way = could_work, gives_way
        self._find, self._units = UnitFinder(roster), roster.units
        self._unit_of = [officer.unit for officer in roster.officers]
        plans = {name: [plan[place.stage].by for place in passes(plan)] for name, plan in scenario.demand.plans.items()}
        self._by = [plans[offence.plan] for offence in self._offences]
        """By offence and place of the stage: the team that does it, None for the owner."""
        self._lines: list[list[tuple[int, int]]] = [[] for _ in roster.units]
        """By unit: when each crime was passed on, and the crime; some are no longer there."""
        self._passed_at: dict[int, int] = {}
        self._left: dict[int, tuple[int, float]] = {}
        """Work left of stages put down, and whether whoever put it down is below level."""
        self._doing: dict[int, tuple[int, Appointment, int, bool]] = {}
        """By specialist: crime, appointment of the end, the second at which it ends, and whether below level."""
        self.is_put_down: Callable[[int], None] | None = None
        """Told of a crime that a specialist has put down."""

    def do(self, crime: int) -> bool:
        """Tell whether the crime's next stage is done by specialists."""
        state = self._state
        by = self._by[state.offence[crime]]
        stage = state.stage[crime]
        return stage < len(by) and by[stage] is not None and state.follows_plan(crime)

    def take(self, crime: int) -> bool:
        """Take the next stage of a crime over from its owner if specialists do it; tell whether they do."""
        if not self.do(crime):
            return False
        state, now = self._state, self._clock.now
        stage = state.stage[crime]
        unit = self._find.unit(self._by[state.offence[crime]][stage] or "", state.area[crime])
        state.life[crime] = Life.PASSED
        self._log.write((now, PASSED, crime, state.owner[crime], stage, unit))
        self._left.pop(crime, None)
        self._passed_at[crime] = now
        heappush(self._lines[unit], (now, crime))
        self._ask(unit)
        return True

    def _waits(self, entry: tuple[int, int]) -> bool:
        return self._state.life[entry[1]] == Life.PASSED and self._passed_at[entry[1]] == entry[0]

    def _ask(self, unit: int, but: int = -1) -> None:
        """Let whoever is free look, and as many as are still wanted of those at work that gives way."""
        wanted = sum(map(self._waits, self._lines[unit]))
        interrupted = []
        for officer in self._units[unit].officers:
            if officer == but:
                continue
            if self._duty.activity[officer] == AVAILABLE:
                wanted -= 1
                self._could_work(officer)
            elif self._gives_way(officer):
                interrupted.append(officer)
        for officer in interrupted[: max(0, wanted)]:
            self._could_work(officer)

    def take_up(self, officer: int) -> None:
        """Let a free officer go on with the stage that the unit was passed first."""
        line = self._lines[self._unit_of[officer]]
        while line:
            entry = heappop(line)
            if self._waits(entry):
                break
        else:
            return
        state, now, crime = self._state, self._clock.now, entry[1]
        state.life[crime] = Life.ASSISTED
        if state.first_worked_at[crime] < 0:
            state.first_worked_at[crime] = now
        if self._evidence is not None:
            self._evidence.stage_begins(crime)
        below = state.lacks_skill(crime, officer)
        seconds, was_below = self._left.pop(crime, (state.left[crime], state.lacking(crime)))
        left = round(seconds / work_factor(self._mechanics, was_below) * work_factor(self._mechanics, below))
        self._duty.activity[officer] = INVESTIGATING
        self._log.write((now, ASSISTING, crime, officer, state.stage[crime], left))
        end = self._clock.at(now + left, Rank.FINISHED, officer, self._finishes)
        self._doing[officer] = (crime, end, now + left, below)

    def harm_in_hand(self, officer: int) -> float:
        """Give the harm of the crime that an officer helps with, 0 for none."""
        if officer not in self._doing:
            return 0.0
        harm: float = self._offences[self._state.offence[self._doing[officer][0]]].harm
        return harm

    def put_down(self, officer: int) -> None:
        """Let an officer put such a stage down, if one is in hand: it keeps its place in the unit's line."""
        if officer in self._doing:
            crime, end, ends_at, below = self._doing.pop(officer)
            cancel(end)
            state, now = self._state, self._clock.now
            left, unit = ends_at - now, self._unit_of[officer]
            self._left[crime] = (left, below)
            standard = left / work_factor(self._mechanics, below)
            state.left[crime] = round(standard * work_factor(self._mechanics, state.lacking(crime)))
            state.life[crime] = Life.PASSED
            self._duty.activity[officer] = AVAILABLE
            self._log.write((now, ASSIST_PAUSED, crime, officer, state.stage[crime], left))
            heappush(self._lines[unit], (self._passed_at[crime], crime))
            if self.is_put_down is not None:
                self.is_put_down(crime)
            self._ask(unit, but=officer)

    def interrupt(self, crime: int) -> None:
        """Take a crime out of the hands of whoever helps with it now."""
        for officer, doing in self._doing.items():
            if doing[0] == crime:
                self.put_down(officer)
                self._duty.released(officer)
                return

    def _finishes(self, appointment: Appointment) -> None:
        officer = appointment.who
        crime = self._doing.pop(officer)[0]
        self._stage_ends(crime, officer, ASSISTED)
        self._duty.released(officer)
