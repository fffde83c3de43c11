"""Owner choice: the rule of allocation asked with the facts of the moment; its reason is kept until it is told."""

from __future__ import annotations

from collections.abc import Sequence

from demandsim.engine.state import CrimeState
from demandsim.engine.tables import plain
from demandsim.roster import Roster
from demandsim.rules.allocate import (
    NOBODY,
    Allocate,
    Continuity,
    Meeting,
    Weighted,
    at_the_opening,
    choose_owner,
    why_owner,
)
from demandsim.tape.tape import Tape


class OwnerChoice:
    """Who receives which crime, and why; `on_duty` says by officer who is on duty (0: not)."""

    def __init__(self, tape: Tape, state: CrimeState, roster: Roster, rule: Allocate, on_duty: Sequence[int]) -> None:
        self._state, self._units, self._on_duty = state, roster.units, on_duty
        self._asks_further = isinstance(rule, Continuity | Weighted | Meeting)
        self._kept_once = isinstance(rule, Continuity)
        self._linked = plain(tape.crimes.linked) if rule.linked else None
        self._linked_work = tape.scenario.mechanics.linked_work
        self.opening_rule = at_the_opening(rule)
        """The rule by which the opening backlog is given out."""
        self.why: dict[int, int] = {}
        """Reasons for the owner, by crime, from the choice until the allocation."""
        self.attending: dict[int, int] = {}
        """Who attended, by crime; with `continuity` only until its first allocation."""
        self.last_allocated = [0] * len(roster.officers)
        """Number of the last allocation that each officer received, 0 for none."""
        self._allocations = 0

    def choose(self, rule: Allocate, unit: int, crime: int) -> int:
        """Choose an officer of the unit by a rule, and note why; NOBODY where nobody has room."""
        state = self._state
        officers, skills, last = state.there(self._units[unit].officers), state.skills, self.last_allocated
        # Anybody at the desk can file a crime or work it there.
        needs = 0 if state.desk_work[crime] else state.needs(crime)
        further = (self.attended(crime), self._on_duty) if self._asks_further else ()
        owner = choose_owner(rule, officers, state.caseload, state.cap, skills, needs, last, *further)
        if owner >= 0:
            facts = (officers, state.caseload, state.cap, skills, needs, last)
            self.why[crime] = why_owner(rule, owner, *facts, *further)
        return owner

    def attended(self, crime: int) -> int:
        """Give the officer who attended, as far as the rule may ask, or NOBODY."""
        return self.attending.get(crime, NOBODY)

    def holder(self, crime: int) -> int:
        """Give the owner, if there is room, of the open crime to which this one is linked, whose work is then less."""
        if self._linked is None:
            return NOBODY
        state, linked = self._state, self._linked[crime]
        owner: int = state.owner[linked] if linked >= 0 and state.is_open(linked) else NOBODY
        if owner < 0 or owner in state.out or state.caseload[owner] >= state.cap[owner]:
            return NOBODY
        if self._linked_work < 1:
            state.lighten(crime, self._linked_work)
        return owner

    def given(self, crime: int, owner: int) -> int:
        """Note that an officer has received a crime; gives the reason."""
        self._allocations += 1
        self.last_allocated[owner] = self._allocations
        if self._kept_once:
            self.attending.pop(crime, NOBODY)
        return self.why.pop(crime)
