"""A witness of what happens on scene and in custody: how long everybody works there, and what is left to whom.

Her books tell how many officers an incident still wants: parts of the work that nobody does, and colleagues who wait
to be relieved, less those on the way.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from demandsim.eventlog.moments import Moment
from demandsim.rules.choice import GRADES
from demandsim.scenario.calendar import Calendar
from demandsim.tape import Tape
from tests.promises.turns import Turns

Row = tuple[int, ...]
M = Moment
RESOLUTION = GRADES.index("resolution")


@dataclass
class Scene:
    """The books of one incident that is attended."""

    needed: int
    apart: bool
    crew: int
    """Officers who ride together at the hour of grading."""
    on_the_way: set[int] = field(default_factory=set)
    started: int = 0
    left: list[int] = field(default_factory=list)
    """Work that officers have left behind."""
    waiting: list[int] = field(default_factory=list)
    """Officers who wait to be relieved."""
    ends: dict[int, int] = field(default_factory=dict)
    """End of work on scene by officer."""
    custody: dict[int, int] = field(default_factory=dict)
    """End of work in custody by officer, -1 while it is not known."""
    done: bool = False
    prisoners: int = 0
    over: bool = False

    @property
    def nothing_left(self) -> bool:
        """Whether the first to finish has finished for all."""
        return self.done and not self.apart

    @property
    def open_parts(self) -> int:
        """Parts of the work that nobody does."""
        return 0 if self.nothing_left else self.needed - self.started + len(self.left)

    @property
    def wanted(self) -> int:
        """Officers still to be sent."""
        if self.nothing_left or self.over:
            return 0
        return max(0, self.open_parts + len(self.waiting) - len(self.on_the_way))

    @property
    def coming(self) -> int:
        """Officers on the way, there or in custody."""
        return len(self.on_the_way) + len(self.ends) + len(self.custody)

    @property
    def minimum(self) -> int:
        """Officers of whom nobody is sent without the others."""
        return 2 if self.crew == 2 and self.wanted % 2 == 0 else 1


class SceneWitness:
    """Books on all incidents; complaints go to `found`."""

    def __init__(self, tape: Tape, turns: Turns, found: list[str]) -> None:
        scenario = tape.scenario
        self.tape, self.rule, self.turns, self.found = tape, scenario.rules.dispatch, turns, found
        self.kinds = scenario.demand.incidents
        self.calendar = Calendar(scenario.start, scenario.timezone)
        self.scenes: dict[int, Scene] = {}
        self.place: dict[int, int] = {}
        """Place in the crew by officer."""
        self.at: dict[int, int] = {}
        """Incident at which an officer is at work on scene."""
        self.due: list[tuple[int, int, int]] = []
        """(officer, incident, officer to be relieved or -1) of rows that must follow at once."""

    def note(self, row: Row) -> None:
        """Take a row down."""
        at, code, incident, officer, detail, amount = row
        moment: Any = Moment(code)
        if moment == M.GRADED:
            self._graded(at, incident, detail)
            return
        scene = self.scenes.get(incident)
        if scene is None:
            return
        if moment == M.DISPATCHED:
            scene.on_the_way.add(officer)
            self.place[officer] = detail
        elif moment == M.DIVERTED:
            scene.on_the_way.discard(officer)
        elif moment == M.ARRIVED:
            self._arrives(at, scene, incident, officer)
        elif moment in (M.CALLED_OFF, M.LEFT):
            self._leaves(at, scene, incident, officer, moment, amount)
        elif moment == M.RELIEF_WANTED:
            self._over_planned_end(at, scene, incident, officer, amount, waits=True)
            scene.waiting.append(officer)
        elif moment == M.HANDED_OVER:
            expected = [old for _, one, old in self.due if one == incident and old >= 0]
            self._expect(at, officer in expected, f"officer {officer} hands over at {incident} to nobody")
            self.due = [one for one in self.due if one[2] != officer]
        elif moment in (M.ARRESTED, M.CLEARED):
            self._finishes(at, scene, incident, officer, moment, amount)
        elif moment in (M.LAPSED, M.ATTENDED):
            over = moment == M.LAPSED or (scene.done and not scene.wanted and not scene.coming)
            self._expect(at, over and not scene.over, f"incident {incident} is over too early")
            scene.over = True

    def _graded(self, at: int, incident: int, grade: int) -> None:
        incidents = self.tape.incidents
        if grade == RESOLUTION or not incidents.needs_attendance[incident]:
            return
        crew = self.rule.crews[self.calendar.local(at).hour] if self.rule.crews else 1
        needed = -(-int(incidents.officers[incident]) // crew) * crew
        self.scenes[incident] = Scene(needed, self.kinds[incidents.kind[incident]].apart, crew)

    def _full(self, scene: Scene, incident: int, officer: int) -> int:
        incidents = self.tape.incidents
        if scene.apart:
            return int(incidents.scene_apart[incident, min(self.place[officer], 5)])
        return int(incidents.scene[incident])

    def _arrives(self, at: int, scene: Scene, incident: int, officer: int) -> None:
        scene.on_the_way.discard(officer)
        again, work, old = self.rule.work_left == "done again", 0, -1
        if not scene.nothing_left:
            if scene.waiting:
                old = scene.waiting.pop(0)
                work = scene.ends.pop(old) - at
            elif scene.left:
                work = scene.left.pop(0)
            elif scene.started < scene.needed:
                scene.started += 1
                again = True
            else:
                again = False
            if again:
                work = self._full(scene, incident, officer)
        self.at[officer] = incident
        scene.ends[officer] = at + work
        if old >= 0:
            self.due.append((officer, incident, old))
            self.at.pop(old)

    def _leaves(self, at: int, scene: Scene, incident: int, officer: int, moment: Moment, amount: int) -> None:
        self._expect(at, officer in scene.ends, f"officer {officer} leaves {incident}, but is not on scene there")
        left = scene.ends.pop(officer, at) - at
        self.at.pop(officer, None)
        if moment == M.LEFT:
            self._over_planned_end(at, scene, incident, officer, amount, waits=False, left=left)
        if officer in scene.waiting:
            scene.waiting.remove(officer)
        if not scene.nothing_left:
            scene.left.append(left)

    def _over_planned_end(
        self, at: int, scene: Scene, incident: int, officer: int, amount: int, *, waits: bool, left: int = -1
    ) -> None:
        rule = self.rule.hand_over
        left = scene.ends.get(officer, at) - at if left < 0 else left
        lawful = rule is not None and rule.waits == waits and left == amount > rule.above
        planned = self.turns.planned_end(officer)
        self._expect(at, lawful and at == planned, f"officer {officer} hands {incident} over with {amount} left")

    def _finishes(self, at: int, scene: Scene, incident: int, officer: int, moment: Moment, amount: int) -> None:
        if officer in scene.custody:
            ends = scene.custody.pop(officer)
            self._expect(at, ends in (-1, at), f"officer {officer} leaves custody of {incident}, not at {ends}")
            return
        ends = scene.ends.pop(officer, -1)
        self.at.pop(officer, None)
        self._expect(at, ends == at, f"officer {officer} finishes on scene of {incident}, not at {ends}")
        if officer in scene.waiting:
            scene.waiting.remove(officer)
        incidents = self.tape.incidents
        arrests = bool(incidents.arrest[incident]) and scene.prisoners < incidents.custody_officers[incident]
        superfluous = moment == M.CLEARED and scene.done
        self._expect(at, superfluous or arrests == (moment == M.ARRESTED), f"an arrest at {incident} is wrong")
        scene.done = True
        if moment == M.ARRESTED:
            self._arrests(at, scene, incident, officer, amount)

    def _arrests(self, at: int, scene: Scene, incident: int, officer: int, amount: int) -> None:
        incidents, suites = self.tape.incidents, self.tape.scenario.demand.custody.suites
        work = int(incidents.custody_work[incident])
        if suites:
            way = int(incidents.transport[incident])
            expected, ends = (way, -1) if not scene.prisoners else (way + work, at + way + work)
        else:
            expected, ends = work, at + work
        self._expect(at, amount == expected, f"the arrest at {incident} takes {amount}, not {expected}")
        scene.custody[officer] = ends
        scene.prisoners += 1

    def _expect(self, at: int, so: bool, otherwise: str) -> None:
        if not so:
            self.found.append(f"{at}: {otherwise}")

    def look_round(self, at: int) -> None:
        """Look round at the end of a second."""
        for _, incident, old in self.due:
            self.found.append(f"{at}: officer {old} is not relieved at {incident}")
        self.due.clear()
        rule = self.rule.hand_over
        for officer, incident in self.at.items():
            scene = self.scenes[incident]
            ends = scene.ends[officer]
            self._expect(at, ends > at, f"officer {officer} is still on scene of {incident}, but finished at {ends}")
            planned = self.turns.planned_end(officer)
            if rule is not None and at == planned and ends - at > rule.above and not scene.nothing_left:
                self._expect(at, officer in scene.waiting, f"officer {officer} hands nothing over at {incident}")
        for incident, scene in list(self.scenes.items()):
            if scene.over:
                del self.scenes[incident]
            elif scene.done and not scene.wanted and not scene.coming:
                self.found.append(f"{at}: incident {incident} is over, but not closed")
