"""Patrols: the officers who may be sent, where they are based and what they would put aside."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from demandsim.engine.duty import AVAILABLE, Duty
from demandsim.engine.tables import FORCE_WIDE
from demandsim.engine.travel import OnMap, Travel
from demandsim.eventlog.moments import Activity
from demandsim.roster import Roster
from demandsim.rules.choice import GRADES
from demandsim.rules.dispatch import (
    AT_DESK,
    BORROWED,
    CALLED_AWAY,
    CALLED_OFF,
    DIVERTED,
    IDLE,
    INVESTIGATOR,
    NOBODY,
    ON_SCENE,
    ON_THE_WAY,
    RESERVE,
    AnyDispatch,
    Candidate,
    choose_officer,
    dispatch_order,
)
from demandsim.scenario.scenario import Scenario
from demandsim.tape.tape import NEVER

TRAVELLING, AT_WORK, RESTING = int(Activity.TRAVELLING), int(Activity.ON_SCENE), int(Activity.RESTING)


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
        travel: Travel,
    ) -> None:
        places = scenario.places
        areas = tuple(places.areas)
        self._activity, self._harm_in_hand = duty.activity, harm_in_hand
        self._order = dispatch_order(rule)
        self._interrupts = [name in rule.interrupt_for for name in GRADES]
        self._diverts = [name in rule.divert_for for name in GRADES]
        self._calls_off = [tuple(map(GRADES.index, rule.call_off.get(name, ()))) for name in GRADES]
        """By grade: grades from whose scenes officers may be called off for it."""
        self._hold_back = [rule.hold_back.get(name, 0) for name in GRADES]
        self._whole_crew = [name in rule.whole_crew for name in GRADES]
        self.border = [
            {areas.index(neighbour): extra for neighbour, extra in places.areas[area].borders.items()} for area in areas
        ]
        """By area: neighbours whose officers may be borrowed, and their longer way in seconds."""
        self.travel = travel
        """How long everybody's way is."""
        self._map = travel if isinstance(travel, OnMap) else None
        self.pairs: set[int] = set()
        """Incidents to which officers go two by two."""
        self.helpers = [
            {areas.index(name): wait for name, wait in rule.cover[area].items()}
            if area in rule.cover
            else dict.fromkeys(self.border[number], NEVER if rule.borrow_after is None else rule.borrow_after)
            for number, area in enumerate(areas)
        ]
        """By area: neighbours whose officers may help, and the wait after which; NEVER for under pressure only."""
        self.help_after = [tuple(sorted({wait for wait in each.values() if wait < NEVER})) for each in self.helpers]
        """By area: waits after which one more neighbour may help."""
        self.at_once = [False] * len(areas)
        """By area: whether a rule of pressure lets all of them help at once."""
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
        only = [rule.only_for.get(unit.team, GRADES) for unit in roster.units]
        self._goes = [[name in only[officer.unit] for officer in roster.officers] for name in GRADES]
        """By grade: who may be sent to it."""
        self._usually_goes = [list(goes) for goes in self._goes]
        self._protected: set[int] = set()
        """Officers who are left to investigate in this turn, and sent after everybody else if at all."""
        self._kept_for_it = [roster.units[officer.unit].team in rule.only_for for officer in roster.officers]
        self._any_kept = any(self._kept_for_it)
        self.reserve_waits = sorted({wait for wait in waits if wait})
        """Waits after which further teams may be sent."""
        self._ever_lent = False
        self.lent: dict[int, tuple[int, ...]] = {}
        """Investigators who may be sent while a rule of pressure is in force, and the areas to whose incidents."""
        self._ready: list[dict[int, None]] = [{} for _ in range(len(areas) + 1)]
        """Officers who may be sent, by area; the last entry is for those of the whole force."""
        self._on_the_way: list[dict[int, int]] = [{} for _ in range(len(areas) + 1)]
        """Officers on the way by area, with the grade of the incident to which they go."""
        self._on_scene: list[dict[int, tuple[int, int]]] = [{} for _ in range(len(areas) + 1)]
        """Officers on scene by area, with the grade of the incident and the second of arrival."""
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

    def lend(self, officer: int, areas: tuple[int, ...]) -> None:
        """Let an investigator be sent to the incidents of some areas from now on; of none: finish and go back."""
        self._ever_lent = True
        if areas:
            self.lent[officer] = areas
        elif self.lent.pop(officer, None) is not None:
            self.unready(officer)
            self.arrives(officer)
        self._responds[officer] = bool(areas)

    def leaves_for(self, officer: int, level: int) -> None:
        """Note that an officer is on the way to an incident of a grade."""
        self._on_the_way[self.area[officer]][officer] = level

    def arrives(self, officer: int) -> None:
        """Note that an officer is no longer on the way."""
        self._on_the_way[self.area[officer]].pop(officer, None)

    def is_on_scene(self, officer: int, level: int, now: int) -> None:
        """Note that an officer, who may be called off, works on the scene of an incident of a grade."""
        self._on_scene[self.area[officer]][officer] = level, now

    def leaves_scene(self, officer: int) -> None:
        """Note that an officer no longer works on scene."""
        self._on_scene[self.area[officer]].pop(officer, None)

    def protect(self, officer: int, sent_to: tuple[int, ...] | None) -> None:
        """Leave an officer to investigate in this turn, except for some grades; None: send him or her as usual."""
        (self._protected.discard if sent_to is None else self._protected.add)(officer)
        for level, (goes, usually) in enumerate(zip(self._goes, self._usually_goes, strict=True)):
            goes[officer] = usually[officer] and (sent_to is None or level in sent_to)

    def choose(
        self, level: int, area: int, waited: int, own: bool, borrows: bool, wanted: int, now: int, incident: int
    ) -> int:
        """Choose who is sent to an incident of a grade in an area, or NOBODY; `wanted` officers are still needed.

        `own` and `borrows` say whether officers of the area and of the force, and those of its neighbours, may go.
        """
        means = self.travel.means[level][area]
        pools = [(area, means[area], False), (FORCE_WIDE, means[FORCE_WIDE], False)] if own else []
        if borrows:
            pools += [
                (neighbour, means[neighbour], True)
                for neighbour, wait in self.helpers[area].items()
                if wait <= waited or self.at_once[area]
            ]
        found: list[Candidate] = []
        enough = 0
        """Those found who are not kept free."""
        for pool, travel, borrowed in pools:
            here = list(self._free(pool, travel, borrowed, level, waited))
            if self.lent:
                here = [one for one in here if area in self.lent.get(one.officer, (area,))]
            if self._hold_back[level] and pool != FORCE_WIDE:
                kept_for_it = [one for one in here if self._kept_for_it[one.officer]]
                spare = len(here) - len(kept_for_it) - self._hold_back[level]
                here = here if spare > 0 else kept_for_it
                enough += max(spare, 0) + len(kept_for_it)
            else:
                enough += len(here)
            found += here
            if self._diverts[level]:
                turning = [
                    Candidate(travel, ON_THE_WAY, self._since[officer], officer, 0.0, borrowed)
                    for officer, grade in self._on_the_way[pool].items()
                    if grade > level and self._sent_after[officer] <= waited and self._goes[level][officer]
                ]
                if self._ever_lent:
                    turning = [one for one in turning if self._may_turn(one.officer, area)]
                found += turning
                enough += len(turning)
            if self._calls_off[level]:
                leaving = [
                    # The latest to arrive has put least work in.
                    Candidate(travel, ON_SCENE, -arrived_at, officer, 0.0, borrowed)
                    for officer, (grade, arrived_at) in self._on_scene[pool].items()
                    if grade in self._calls_off[level]
                    and self._sent_after[officer] <= waited
                    and self._goes[level][officer]
                ]
                if self._ever_lent:
                    leaving = [one for one in leaving if self._may_turn(one.officer, area)]
                found += leaving
                enough += len(leaving)
        if self._whole_crew[level] and enough < wanted:
            return NOBODY
        if self._any_kept:
            found = [one for one in found if self._kept_for_it[one.officer]] or found
        if self._protected:
            found = [one for one in found if one.officer not in self._protected] or found
        if enough < 2 and wanted % 2 == 0 and incident in self.pairs:
            return NOBODY
        if self._map is not None:
            found = [self._map.seen_from(one, incident, now) for one in found]
        return choose_officer(self._order, found, now)

    def _may_turn(self, officer: int, area: int) -> bool:
        """Tell whether an officer at work may be sent elsewhere: an investigator only while lent, to some areas."""
        return area in self.lent.get(officer, (area,) if self._responds[officer] else ())

    def _free(self, pool: int, travel: float, borrowed: bool, level: int, waited: int) -> Iterable[Candidate]:
        interrupts, activity, goes = self._interrupts[level], self._activity, self._goes[level]
        for officer in self._ready[pool]:
            doing = activity[officer]
            idle = doing == AVAILABLE
            may = idle or (self._ends_break[level][self._unit[officer]] if doing == RESTING else interrupts)
            if may and goes[officer] and self._sent_after[officer] <= waited:
                harm = 0.0 if idle else self._harm_in_hand(officer)
                yield Candidate(travel, IDLE if idle else AT_DESK, self._since[officer], officer, harm, borrowed)

    def why(self, officer: int, area: int) -> int:
        """Give the reasons why an officer, with what is in hand now, is sent to an area."""
        doing = self._activity[officer]
        return (
            BORROWED * (self.area[officer] not in (area, FORCE_WIDE))
            + CALLED_AWAY * (doing not in (AVAILABLE, TRAVELLING, AT_WORK))
            + DIVERTED * (doing == TRAVELLING)
            + CALLED_OFF * (doing == AT_WORK)
            + RESERVE * (self._sent_after[officer] > 0)
            + INVESTIGATOR * (officer in self.lent)
        )
