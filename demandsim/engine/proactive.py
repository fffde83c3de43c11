"""Proactive work: officers give the hours of a plan in every turn; those that are protected before other desk work."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from demandsim.engine.clock import Appointment, Clock, Rank, cancel
from demandsim.engine.duty import AVAILABLE, Duty
from demandsim.engine.prevention import Prevention
from demandsim.eventlog.log import LogBook
from demandsim.eventlog.moments import Activity, Moment

BEGINS, STOPPED = int(Moment.PREVENTING), int(Moment.STOPPED)
PREVENTING = int(Activity.PREVENTING)


class ProactiveWork:
    """The plans that are all protected, or all unprotected, and how much of each an officer has left in the turn.

    `hours` gives for every officer the plans to give time to, with the seconds of a turn; `begins(officer)` is told of
    whoever begins.
    """

    def __init__(
        self,
        clock: Clock,
        log: LogBook,
        duty: Duty,
        hours: Sequence[Mapping[int, int]],
        prevention: Prevention,
        begins: Callable[[int], None] = lambda _: None,
    ) -> None:
        self._clock, self._log, self._duty = clock, log, duty
        self._hours, self._prevention, self._begins = hours, prevention, begins
        self._left: list[dict[int, int]] = [{} for _ in hours]
        self._doing: dict[int, tuple[int, int, Appointment]] = {}
        """By officer at work: plan, since when, and the appointment at which the time is used up."""

    def turn_begins(self, officer: int) -> None:
        """Give an officer the hours of a turn that begins now; what was left of the turn before is lost."""
        self._left[officer] = dict(self._hours[officer])

    def has_in_hand(self, officer: int) -> bool:
        """Tell whether an officer is at such work now."""
        return officer in self._doing

    def take_up(self, officer: int) -> None:
        """Let a free officer begin on the first plan for which the turn has time left."""
        for plan, left in self._left[officer].items():
            if left:
                now = self._clock.now
                self._duty.activity[officer] = PREVENTING
                self._log.write((now, BEGINS, -1, officer, plan, left))
                end = self._clock.at(now + left, Rank.FINISHED, officer, self._is_used_up)
                self._doing[officer] = (plan, now, end)
                self._prevention.begins(officer, plan)
                self._begins(officer)
                return

    def put_down(self, officer: int) -> None:
        """Let an officer stop, if at such work; what is left of the time may be taken up later in the turn."""
        if officer in self._doing:
            plan, since, end = self._doing.pop(officer)
            cancel(end)
            now = self._clock.now
            self._left[officer][plan] -= now - since
            self._prevention.stops(officer)
            self._duty.activity[officer] = AVAILABLE
            self._log.write((now, STOPPED, -1, officer, plan, now - since))

    def _is_used_up(self, appointment: Appointment) -> None:
        self.put_down(appointment.who)
        self._duty.released(appointment.who)
