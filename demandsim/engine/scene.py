"""Work on scene: how much awaits an officer who arrives, and what is left there when somebody has to break off."""

from __future__ import annotations

from demandsim.engine.clock import Appointment, cancel
from demandsim.engine.incident_state import IncidentState
from demandsim.engine.tables import plain
from demandsim.rules.dispatch import AnyDispatch
from demandsim.tape.tape import Tape

NOTHING = -1


class SceneWork:
    """Officers at work on scene, the work that others have left there, and who waits there to be relieved."""

    def __init__(self, tape: Tape, state: IncidentState, rule: AnyDispatch) -> None:
        self._state = state
        self._scene, self._apart = plain(tape.incidents.scene), plain(tape.incidents.scene_apart)
        self._last_place = tape.incidents.scene_apart.shape[1] - 1
        self.may_break_off = bool(rule.call_off) or rule.hand_over is not None
        """Whether work on scene is ever broken off; otherwise nobody keeps books on it."""
        self._continued = rule.work_left == "continued"
        self._at_work: dict[int, tuple[Appointment, int]] = {}
        """By officer: the appointment of the end of the work, and the second at which it ends."""
        self._left: dict[int, list[int]] = {}
        """By incident: seconds of each piece of work that was broken off and that nobody has taken up."""
        self._unrelieved: dict[int, list[int]] = {}
        """By incident: officers who work on until relieved, the longest waiting first."""
        self._relieving: dict[int, int] = {}
        """Incident by officer on the way to relieve somebody."""
        self._too_many: dict[int, int] = {}
        """By incident: officers on the way although the colleague to be relieved has finished."""

    def begins(self, officer: int, ends_at: int, end: Appointment) -> None:
        """Note that an officer works on scene until a second."""
        self._at_work[officer] = end, ends_at

    def left(self, officer: int, now: int) -> int:
        """Give the seconds of work that an officer on scene has left."""
        return self._at_work[officer][1] - now

    def awaits(self, incident: int, place: int) -> int:
        """Give the seconds of work for an officer who arrives, or NOTHING; work that others left comes first."""
        if self._state.is_done(incident):
            return NOTHING
        if self.may_break_off:
            if self._one_too_many(incident):
                return NOTHING
            if self._left.get(incident):
                return self._left[incident].pop(0)
        return self._whole(incident, place)

    def takes_over(self, incident: int, place: int, left: int) -> int:
        """Give the seconds of work for an officer who relieves another with so much left."""
        return left if self._continued else self._whole(incident, place)

    def _whole(self, incident: int, place: int) -> int:
        work: int = (
            self._apart[incident, min(place, self._last_place)]
            if self._state.apart[incident]
            else self._scene[incident]
        )
        return work

    def breaks_off(self, officer: int, incident: int, now: int) -> bool:
        """Take an officer off the scene; the work left is kept. Tells whether one more is wanted there for it."""
        end, ends_at = self._at_work.pop(officer)
        cancel(end)
        # Somebody is wanted already for whoever waits to be relieved.
        wanted = not self._waits_no_more(officer, incident) and not self._state.is_done(incident)
        if self._continued and not self._state.is_done(incident):
            self._left.setdefault(incident, []).append(ends_at - now)
        return wanted

    def finishes(self, officer: int, incident: int) -> bool:
        """Note that an officer has finished on scene; tells whether somebody wanted as relief is wanted no more."""
        del self._at_work[officer]
        spared = self._waits_no_more(officer, incident)
        if self._state.is_done(incident):
            self._left.pop(incident, None)
            self._unrelieved.pop(incident, None)
            return False
        if spared and not self._state.wanting[incident]:
            self._too_many[incident] = self._too_many.get(incident, 0) + 1
        return spared and self._state.wanting[incident] > 0

    def turns_back(self, officer: int, incident: int) -> bool:
        """Note that an officer on the way turns to something else; tells whether one more is wanted for it."""
        self._relieving.pop(officer, None)
        return not self._state.is_done(incident) and not self._one_too_many(incident)

    def waits_for_relief(self, officer: int, incident: int) -> None:
        """Note that an officer works on until relieved."""
        self._unrelieved.setdefault(incident, []).append(officer)

    def is_waiting(self, officer: int, incident: int) -> bool:
        """Tell whether an officer works on until relieved."""
        return officer in self._unrelieved.get(incident, ())

    def goes_as_relief(self, officer: int, incident: int) -> bool:
        """Tell whether an officer who sets out does so to relieve somebody, and note it."""
        waiting = self._unrelieved.get(incident)
        if not waiting or len(waiting) <= list(self._relieving.values()).count(incident):
            return False
        self._relieving[officer] = incident
        return True

    def relieves(self, officer: int, incident: int) -> int:
        """Give the officer whom somebody who arrives relieves, or -1."""
        self._relieving.pop(officer, None)
        waiting = self._unrelieved.get(incident)
        return waiting.pop(0) if waiting else -1

    def relieved(self, officer: int) -> None:
        """Take an officer off the scene whose work somebody else does from now on."""
        cancel(self._at_work.pop(officer)[0])

    def _waits_no_more(self, officer: int, incident: int) -> bool:
        if not self.is_waiting(officer, incident):
            return False
        self._unrelieved[incident].remove(officer)
        return True

    def _one_too_many(self, incident: int) -> bool:
        many = self._too_many.get(incident, 0)
        if many:
            self._too_many[incident] = many - 1
        return many > 0
