"""The field: officers who attend incidents, investigate crimes, or both; one pass a second decides who does what next.

When several things end in one second, all of them end before anybody is given something new: the pass runs after
them and decides in a stated order: supervisors first (so that a new owner can start), then incidents by area, then
what each officer who is still free takes up, by lowest id.
"""

from __future__ import annotations

from demandsim.engine.casework import INVESTIGATING, Casework
from demandsim.engine.clock import Appointment, Clock, Rank
from demandsim.engine.duty import AVAILABLE, Duty
from demandsim.engine.response import ResponseDesk
from demandsim.engine.supervision import Supervision


class Field:
    """Gives officers their next piece of work."""

    def __init__(
        self,
        clock: Clock,
        duty: Duty,
        response: ResponseDesk,
        casework: Casework,
        supervision: Supervision,
    ) -> None:
        self._clock, self._duty = clock, duty
        self._response, self._casework, self._supervision = response, casework, supervision
        self._undecided: set[int] = set()
        self._asked = False

    def free(self, officer: int) -> None:
        """An officer is free: an incident that waits comes first, then the officer's own crimes."""
        self._response.ready(officer)
        self._undecided.add(officer)
        self.ask()

    def gone(self, officer: int) -> None:
        """An officer leaves: desk work is put down."""
        self._response.unready(officer)
        self._undecided.discard(officer)
        self._casework.put_down(officer)

    def lend(self, officer: int, areas: tuple[int, ...]) -> None:
        """An investigator may be sent to the incidents of some areas from now on, or of none."""
        self._response.lend(officer, areas)
        if areas and self._duty.activity[officer] in (AVAILABLE, INVESTIGATING):
            self._response.ready(officer)
            self.ask()

    def could_work(self, officer: int) -> None:
        """Something has become ready for an officer, who takes it up if free."""
        if self._duty.activity[officer] == AVAILABLE:
            self._undecided.add(officer)
            self.ask()

    def ask(self) -> None:
        """Ask for a pass at the end of this second's changes."""
        if not self._asked:
            self._asked = True
            self._clock.at(self._clock.now, Rank.ASSIGN_OFFICERS, 0, self._assign)

    def _assign(self, _: Appointment) -> None:
        self._supervision.assign()
        self._response.assign()
        undecided, self._undecided = self._undecided, set()
        for officer in sorted(undecided):
            if self._duty.activity[officer] == AVAILABLE:
                self._casework.take_up(officer)
        self._asked = False
