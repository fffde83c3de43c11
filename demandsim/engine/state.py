"""The state of crimes: who holds each one, where it stands in its life and how much work is left."""

from __future__ import annotations

from enum import IntEnum

from demandsim.engine.mechanics import work_factor
from demandsim.engine.tables import CrimeReader, Names, plain, plain_copy
from demandsim.roster import Roster
from demandsim.rules.when import CrimeFacts
from demandsim.tape.tape import Tape


class Life(IntEnum):
    """Where a crime stands."""

    UNKNOWN = 0
    SCREENING = 1
    QUEUED = 2
    ALLOCATING = 3
    READY = 4
    WORKED_ON = 5
    WAITING = 6
    MOVING = 7
    CLOSED = 8


class CrimeState:
    """Columns over the tape's crimes; `left` counts the present owner's seconds of work in the present stage."""

    def __init__(self, tape: Tape, roster: Roster) -> None:
        scenario, crimes = tape.scenario, tape.crimes
        count = len(crimes.offence)
        names = Names.of(scenario)
        self.offence, self.area = plain(crimes.offence), plain(crimes.area)
        self.prospect, self.score = plain(crimes.prospect), plain(crimes.score)
        self.stages = crimes.stage_work.shape[1]
        """Places for stages that every crime has; a stage of this number means that nothing is left to do."""
        self._stage_work, self._stage_wait = plain(crimes.stage_work), plain(crimes.stage_wait)
        self._reader = CrimeReader(crimes, scenario)
        self._needs = [names.mask(offence.skills) for offence in scenario.demand.offences]
        self.skills = [officer.skills for officer in roster.officers]
        """Bit mask of the skills that every officer holds now; whoever decides on skills reads this list."""
        self._mechanics = scenario.mechanics

        self.life = [Life.UNKNOWN] * count
        self.recorded_at = [0] * count
        self.ready_at = [0] * count
        self.first_worked_at = [-1] * count
        self.waits_until = [0] * count
        self.owner = [-1] * count
        self.unit = [-1] * count
        self.stage = [0] * count
        self.left = [0] * count
        self.desk_work = [0] * count
        """Work at the desk for crimes that are filed or worked there; 0 for those that are investigated in stages."""
        self.filed = [False] * count
        self.arrested = [False] * count
        self.attended = [False] * count
        self.below_level = [False] * count
        self.caseload = [0] * len(roster.officers)
        self.cap = [scenario.workforce.teams[roster.units[o.unit].team].caseload_cap for o in roster.officers]

    def needs(self, crime: int) -> int:
        """Give the bit mask of skills that the crime needs."""
        mask: int = self._needs[self.offence[crime]]
        return mask

    def facts(self, crime: int) -> CrimeFacts:
        """Give what the rules may know of the crime now."""
        return self._reader.facts(crime, self.arrested[crime], self.attended[crime])

    def is_open(self, crime: int) -> bool:
        """Tell whether the crime has been recorded and not closed."""
        return Life.UNKNOWN < self.life[crime] < Life.CLOSED

    def lacks_skill(self, crime: int, officer: int) -> bool:
        """Tell whether the officer lacks a skill that the crime needs."""
        needs = self.needs(crime)
        return (self.skills[officer] & needs) != needs

    def give(self, crime: int, officer: int) -> None:
        """Make the officer the owner; the work left becomes that officer's work."""
        before = work_factor(self._mechanics, self.below_level[crime])
        below = not self.desk_work[crime] and self.lacks_skill(crime, officer)
        self.below_level[crime] = below
        self.left[crime] = round(self.left[crime] / before * work_factor(self._mechanics, below))
        self.owner[crime] = officer

    def add_work(self, crime: int, standard: int) -> None:
        """Add standard work to what is left, in terms of the present owner's."""
        self.left[crime] += round(standard * work_factor(self._mechanics, self.below_level[crime]))

    def lighten(self, crime: int, factor: float) -> None:
        """Scale the standard work of all stages; a stage that has work keeps at least a second of it."""
        work = self._stage_work
        if work.readonly:
            # The tape is read by every option: what an option changes, it changes in a copy.
            self._stage_work = work = plain_copy(work)
        for stage in range(self.stages):
            if work[crime, stage]:
                work[crime, stage] = max(1, round(work[crime, stage] * factor))

    def take_away(self, crime: int) -> None:
        """Leave the crime without an owner; its caseload goes down."""
        self.caseload[self.owner[crime]] -= 1
        self.owner[crime] = -1

    def stage_work(self, crime: int, stage: int) -> int:
        """Give the seconds that a stage costs the present owner (0: there is no such stage)."""
        if self.desk_work[crime]:
            return self.desk_work[crime] if stage == 0 else 0
        standard: int = self._stage_work[crime, stage]
        return round(standard * work_factor(self._mechanics, self.below_level[crime]))

    def stage_wait(self, crime: int, stage: int) -> int:
        """Give the standard outside wait after a stage in seconds."""
        wait = int(self._stage_wait[crime, stage])
        return 0 if self.desk_work[crime] else wait

    def next_stage(self, crime: int, stage: int) -> int:
        """Find the first stage from `stage` on that has work; `stages` where none is left."""
        while stage < self.stages and not self.stage_work(crime, stage):
            stage += 1
        return stage
