"""Patrols: the officers who may be sent, where they are based and what they would put aside."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from demandsim.engine.duty import AVAILABLE, Duty
from demandsim.engine.tables import FORCE_WIDE
from demandsim.eventlog.moments import Activity
from demandsim.roster import Roster
from demandsim.rules.choice import GRADES
from demandsim.rules.dispatch import (
    AT_DESK,
    BORROWED,
    CALLED_AWAY,
    DIVERTED,
    IDLE,
    NOBODY,
    ON_THE_WAY,
    RESERVE,
    AnyDispatch,
    Candidate,
    choose_officer,
    dispatch_order,
)
from demandsim.scenario.scenario import Scenario

TRAVELLING, RESTING = int(Activity.TRAVELLING), int(Activity.RESTING)


class Patrols:
    """Officers of response teams by area, and those on the way, who may be diverted.

    `harm_in_hand(officer)` tells the harm of the crime that an officer works on at a desk.
    """

    def __init__(
        self,
        duty: Duty,
        scenario: Scenario,
        roster: Roster,
        rule: AnyDispatch,
        harm_in_hand: Callable[[int], float],
    ) -> None:
        places = scenario.places
        areas = tuple(places.areas)
        self._activity, self._harm_in_hand = duty.activity, harm_in_hand
        self._order = dispatch_order(rule)
        self._interrupts = [name in rule.interrupt_for for name in GRADES]
        self._diverts = [name in rule.divert_for for name in GRADES]
        self._hold_back = [rule.hold_back.get(name, 0) for name in GRADES]
        self._whole_crew = [name in rule.whole_crew for name in GRADES]
        self.border = [
            {areas.index(neighbour): extra for neighbour, extra in places.areas[area].borders.items()} for area in areas
        ]
        """By area: neighbours whose officers may be borrowed, and their longer way in seconds."""
        means = [places.travel[name].mean if name in places.travel else 0.0 for name in GRADES]
        factors = [place.travel_factor for place in places.areas.values()]
        self._mean_travel = [[mean * factor for factor in factors] for mean in means]
        teams = scenario.workforce.teams
        responds = ["response" in teams[unit.team].desks for unit in roster.units]
        self.area = [roster.units[officer.unit].area for officer in roster.officers]
        """Area in which each officer is based, or FORCE_WIDE."""
        self._responds = [responds[officer.unit] and not officer.supervisor for officer in roster.officers]
        rests = [teams[unit.team].rest for unit in roster.units]
        self._ends_break = [[rest is not None and name in rest.interrupt_for for rest in rests] for name in GRADES]
        """Whether officers of a unit are called away from a break, by grade."""
        self._unit = [officer.unit for officer in roster.officers]
        waits = [rule.reserve_teams.get(unit.team, 0) for unit in roster.units]
        self._sent_after = [waits[officer.unit] for officer in roster.officers]
        self.reserve_waits = sorted({wait for wait in waits if wait})
        """Waits after which further teams may be sent."""
        self._ready: list[dict[int, None]] = [{} for _ in range(len(areas) + 1)]
        """Officers who may be sent, by area; the last entry is for those of the whole force."""
        self._on_the_way: list[dict[int, int]] = [{} for _ in range(len(areas) + 1)]
        """Officers on the way by area, with the grade of the incident to which they go."""
        self._since = [0] * len(roster.officers)

    def ready(self, officer: int, now: int) -> bool:
        """Note that an officer may be sent from now on; False for those who never are."""
        if not self._responds[officer]:
            return False
        pool = self._ready[self.area[officer]]
        if officer not in pool:
            self._since[officer] = now
            pool[officer] = None
        return True

    def unready(self, officer: int) -> None:
        """Note that an officer may no longer be sent."""
        self._ready[self.area[officer]].pop(officer, None)

    def leaves_for(self, officer: int, level: int) -> None:
        """Note that an officer is on the way to an incident of a grade."""
        self._on_the_way[self.area[officer]][officer] = level

    def arrives(self, officer: int) -> None:
        """Note that an officer is no longer on the way."""
        self._on_the_way[self.area[officer]].pop(officer, None)

    def choose(self, level: int, area: int, waited: int, own: bool, borrows: bool, wanted: int, now: int) -> int:
        """Choose who is sent to an incident of a grade in an area, or NOBODY; `wanted` officers are still needed.

        `own` and `borrows` say whether officers of the area and of the force, and those of its neighbours, may go.
        """
        within = self._mean_travel[level][area]
        pools = [(area, within, False), (FORCE_WIDE, within, False)] if own else []
        if borrows:
            pools += [(neighbour, within + extra, True) for neighbour, extra in self.border[area].items()]
        found: list[Candidate] = []
        enough = 0
        """Those found who are not kept free."""
        for pool, travel, borrowed in pools:
            here = list(self._free(pool, travel, borrowed, level, waited))
            spare = len(here) - (self._hold_back[level] if pool != FORCE_WIDE else 0)
            if spare > 0:
                found += here
                enough += spare
            if self._diverts[level]:
                turning = [
                    Candidate(travel, ON_THE_WAY, self._since[officer], officer, 0.0, borrowed)
                    for officer, grade in self._on_the_way[pool].items()
                    if grade > level and self._sent_after[officer] <= waited
                ]
                found += turning
                enough += len(turning)
        if self._whole_crew[level] and enough < wanted:
            return NOBODY
        return choose_officer(self._order, found, now)

    def _free(self, pool: int, travel: float, borrowed: bool, level: int, waited: int) -> Iterable[Candidate]:
        interrupts, activity = self._interrupts[level], self._activity
        for officer in self._ready[pool]:
            doing = activity[officer]
            idle = doing == AVAILABLE
            may = idle or (self._ends_break[level][self._unit[officer]] if doing == RESTING else interrupts)
            if may and self._sent_after[officer] <= waited:
                harm = 0.0 if idle else self._harm_in_hand(officer)
                yield Candidate(travel, IDLE if idle else AT_DESK, self._since[officer], officer, harm, borrowed)

    def why(self, officer: int, area: int) -> int:
        """Give the reasons why an officer, with what is in hand now, is sent to an area."""
        doing = self._activity[officer]
        return (
            BORROWED * (self.area[officer] not in (area, FORCE_WIDE))
            + CALLED_AWAY * (doing not in (AVAILABLE, TRAVELLING))
            + DIVERTED * (doing == TRAVELLING)
            + RESERVE * (self._sent_after[officer] > 0)
        )

    def longer_way(self, officer: int, area: int) -> int:
        """Give the seconds by which an officer's way is longer than from within the area."""
        return self.border[area].get(self.area[officer], 0)
