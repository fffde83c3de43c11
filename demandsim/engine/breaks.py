"""Breaks: the break of every turn, taken when nobody waits, cut short for what is grave enough, or missed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from demandsim.engine.clock import Appointment, Clock, Rank, cancel
from demandsim.engine.duty import AVAILABLE, Duty
from demandsim.eventlog.log import LogBook
from demandsim.eventlog.moments import Activity, Moment
from demandsim.scenario.workforce import Rest

BEGINS, ENDS = int(Moment.RESTING), int(Moment.RESTED)
AT_REST = int(Activity.RESTING)
CUT_SHORT, WHOLE = 1, 0


class Breaks:
    """Who has a break in a turn, and who is having it.

    `rests` gives the rule for every officer, None for those without one; `falls_due(officer)` is told of an officer on
    duty whose break is due from now on.
    """

    def __init__(
        self,
        clock: Clock,
        log: LogBook,
        duty: Duty,
        rests: Sequence[Rest | None],
        falls_due: Callable[[int], None],
    ) -> None:
        self._clock, self._log, self._duty = clock, log, duty
        self._rests, self._tell = rests, falls_due
        self._began = [0] * len(rests)
        self._had = [False] * len(rests)
        """Whether the break of the present turn has begun."""
        self._resting: dict[int, tuple[int, Appointment]] = {}
        """By officer: since when, and the appointment of the end."""

    def turn_begins(self, officer: int) -> None:
        """Expect the break of a turn that begins now."""
        rest, now = self._rests[officer], self._clock.now
        if rest is not None:
            self._began[officer], self._had[officer] = now, False
            self._clock.at(now + rest.after, Rank.REST_DUE, officer, self._falls_due)

    def _falls_due(self, appointment: Appointment) -> None:
        if self._is_due(appointment.who):
            self._tell(appointment.who)

    def _is_due(self, officer: int) -> bool:
        rest = self._rests[officer]
        if rest is None or self._had[officer]:
            return False
        now, began = self._clock.now, self._began[officer]
        in_time = began + rest.after <= now <= began + rest.before
        return in_time and now + rest.time <= self._duty.ends_at[officer]

    def take_up(self, officer: int) -> None:
        """Let a free officer begin the break, if it is due."""
        rest = self._rests[officer]
        if rest is not None and self._is_due(officer):
            now = self._clock.now
            self._had[officer] = True
            self._duty.activity[officer] = AT_REST
            self._log.write((now, BEGINS, -1, officer, -1, rest.time))
            end = self._clock.at(now + rest.time, Rank.FINISHED, officer, self._is_over)
            self._resting[officer] = (now, end)

    def put_down(self, officer: int) -> None:
        """Cut a break short, if there is one; the rest of it is lost."""
        if officer in self._resting:
            since, end = self._resting.pop(officer)
            cancel(end)
            self._duty.activity[officer] = AVAILABLE
            self._log.write((self._clock.now, ENDS, -1, officer, CUT_SHORT, self._clock.now - since))

    def _is_over(self, appointment: Appointment) -> None:
        officer, now = appointment.who, self._clock.now
        since, _ = self._resting.pop(officer)
        self._log.write((now, ENDS, -1, officer, WHOLE, now - since))
        self._duty.released(officer)
