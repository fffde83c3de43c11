"""The state of crimes: who holds each one, where it stands in its life and how much work is left."""

from __future__ import annotations

from collections.abc import Callable
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
    DONE = 8
    """Nothing is left to do; a supervisor is to sign."""
    PASSED = 9
    ASSISTED = 10
    CLOSED = 11


class CrimeState:
    """Columns over the tape's crimes; `left` counts the present owner's seconds of work in the present stage."""

    def __init__(self, tape: Tape, roster: Roster, of_week: Callable[[], int] | None = None) -> None:
        self._of_week = of_week
        """Tells the second of the local week; None where no rule asks."""
        scenario, crimes = tape.scenario, tape.crimes
        count = len(crimes.offence)
        names = Names.of(scenario)
        self.offence, self.area = plain(crimes.offence), plain(crimes.area)
        self.prospect, self.score = plain(crimes.prospect), plain(crimes.score)
        self.stages = crimes.stage_work.shape[1]
        """Places for stages that every crime has; a stage of this number means that nothing is left to do."""
        self._stage_work, self._stage_wait = plain(crimes.stage_work), plain(crimes.stage_wait)
        self._reopen_work = plain(crimes.reopen_work)
        self.reopened: dict[int, int] = {}
        """When each crime was opened again that was: what is left of it is one stage, the first."""
        self.to_reopen: set[int] = set()
        """Closed crimes that will be."""
        self._reader = CrimeReader(crimes, scenario)
        self._needs = [names.mask(offence.skills) for offence in scenario.demand.offences]
        self.skills = [officer.skills for officer in roster.officers]
        """Bit mask of the skills that every officer holds now; whoever decides on skills reads this list."""
        self.skills_change = bool(roster.skill_changes)
        """Whether anybody gains or loses a skill in the run."""
        self.away: set[int] = set()
        """Officers who have handed their crimes back and have not been on duty since, and those who are out."""
        self.out: set[int] = set()
        """Officers who have left or are about to, and those who have not had their first turn yet."""
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
        self.in_custody = self.arrested if scenario.demand.custody.clock is None else [False] * count
        """Whether somebody is held for it, so that it comes before others; where no clock runs, from arrest to end."""
        self.attended = [False] * count
        self.below_level = [False] * count
        self.mentored: set[int] = set()
        """Crimes whose present owner, below level, has been advised."""
        self.caseload = [0] * len(roster.officers)
        self.cap = [scenario.workforce.teams[roster.units[o.unit].team].caseload_cap for o in roster.officers]

    def needs(self, crime: int) -> int:
        """Give the bit mask of skills that the crime needs."""
        mask: int = self._needs[self.offence[crime]]
        return mask

    def facts(self, crime: int) -> CrimeFacts:
        """Give what the rules may know of the crime now."""
        of_week = 0 if self._of_week is None else self._of_week()
        return self._reader.facts(crime, self.arrested[crime], self.attended[crime], of_week)

    def is_open(self, crime: int) -> bool:
        """Tell whether the crime has been recorded and not closed."""
        return Life.UNKNOWN < self.life[crime] < Life.CLOSED

    def there(self, officers: tuple[int, ...]) -> tuple[int, ...]:
        """Give those of a unit who have not handed their crimes back, or, where nobody is left, all who are not out."""
        if not self.away:
            return officers
        here = tuple(officer for officer in officers if officer not in self.away)
        return here or tuple(officer for officer in officers if officer not in self.out)

    def have_room(self, officers: tuple[int, ...]) -> bool:
        """Tell whether anybody in a unit holds fewer crimes than the cap allows; those who are out do not count."""
        serve = tuple(officer for officer in officers if officer not in self.out) if self.out else officers
        return any(self.caseload[officer] < self.cap[officer] for officer in serve or officers)

    def lacks_skill(self, crime: int, officer: int) -> bool:
        """Tell whether the officer lacks a skill that the crime needs."""
        needs = self.needs(crime)
        return (self.skills[officer] & needs) != needs

    def lacking(self, crime: int) -> float:
        """Give how much of what it costs that the owner is below level counts: 0 for none, 1 for all of it."""
        if not self.below_level[crime]:
            return 0.0
        return 1.0 - self._mechanics.mentored if crime in self.mentored else 1.0

    def give(self, crime: int, officer: int) -> None:
        """Make the officer the owner; the work left becomes that officer's work."""
        standard = self.left[crime] / work_factor(self._mechanics, self.lacking(crime))
        self.mentored.discard(crime)
        self.owner[crime] = officer
        self._set_level(crime, standard)

    def is_below_level(self, crime: int) -> bool:
        """Tell whether the owner lacks a skill now that an investigation of the crime needs."""
        return not self.desk_work[crime] and self.lacks_skill(crime, self.owner[crime])

    def look_again(self, crime: int) -> None:
        """See whether the owner lacks a skill now; the work left becomes that of an owner of this level."""
        self._set_level(crime, self.left[crime] / work_factor(self._mechanics, self.lacking(crime)))

    def _set_level(self, crime: int, standard: float) -> None:
        self.below_level[crime] = self.is_below_level(crime)
        self.left[crime] = round(standard * work_factor(self._mechanics, self.lacking(crime)))

    def advised(self, crime: int) -> None:
        """Count the work left for an owner who has been advised by now."""
        before = work_factor(self._mechanics, self.below_level[crime])
        self.left[crime] = round(self.left[crime] / before * work_factor(self._mechanics, self.lacking(crime)))

    def add_work(self, crime: int, standard: int) -> None:
        """Add standard work to what is left, in terms of the present owner's."""
        self.left[crime] += round(standard * work_factor(self._mechanics, self.lacking(crime)))

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
        if crime in self.reopened:
            standard = self._reopen_work[crime] if stage == 0 else 0
        return round(standard * work_factor(self._mechanics, self.lacking(crime)))

    def stage_wait(self, crime: int, stage: int) -> int:
        """Give the standard outside wait after a stage in seconds."""
        return int(self._stage_wait[crime, stage]) if self.follows_plan(crime) else 0

    def follows_plan(self, crime: int) -> bool:
        """Tell whether the crime goes through the stages of its plan: not at the desk, and not opened again."""
        return not self.desk_work[crime] and crime not in self.reopened

    def open_again(self, crime: int, now: int) -> None:
        """Make a closed crime one that nobody owns, with the work for which it is opened again."""
        self.to_reopen.discard(crime)
        self.reopened[crime] = now
        self.filed[crime] = False
        self.desk_work[crime] = 0
        self.below_level[crime] = False
        self.owner[crime] = -1
        self.stage[crime] = 0
        self.left[crime] = self.stage_work(crime, 0)

    def next_stage(self, crime: int, stage: int) -> int:
        """Find the first stage from `stage` on that has work; `stages` where none is left."""
        while stage < self.stages and not self.stage_work(crime, stage):
            stage += 1
        return stage
