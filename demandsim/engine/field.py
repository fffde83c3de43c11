"""The field: officers who attend incidents, investigate crimes, or both; one pass a second decides who does what next.

When several things end in one second, all of them end before anybody is given something new: the pass runs after
them and decides in a stated order: supervisors first (so that a new owner can start), then incidents by area, then
incidents for the resolution desk, then what each officer who is still free takes up, by lowest id.
"""

from __future__ import annotations

from demandsim.engine.casework import INVESTIGATING, Casework
from demandsim.engine.clock import Appointment, Clock, Rank
from demandsim.engine.duty import AT_DESK, AVAILABLE, Duty
from demandsim.engine.quiet import Quiet
from demandsim.engine.resolution import ResolutionDesk
from demandsim.engine.response import ResponseDesk
from demandsim.engine.supervision import Supervision
from demandsim.engine.victim_contact import VictimCalls
from demandsim.eventlog.moments import Activity

REPORTING, RESTING = int(Activity.REPORTING), int(Activity.RESTING)


class Field:
    """Gives officers their next piece of work."""

    def __init__(
        self,
        clock: Clock,
        duty: Duty,
        response: ResponseDesk,
        casework: Casework,
        supervision: Supervision,
        quiet: Quiet,
        resolution: ResolutionDesk | None,
        calls: VictimCalls | None,
    ) -> None:
        self._clock, self._duty = clock, duty
        self._response, self._supervision = response, supervision
        self._resolution, self._quiet = resolution, quiet
        self._in_order = quiet.in_order(casework, calls, casework.specialists)
        self._undecided: set[int] = set()
        self._asked = False

    def free(self, officer: int) -> None:
        """An officer is free: an incident that waits comes first, then what there is to do in a quiet hour."""
        self._response.ready(officer)
        if self._resolution is not None:
            self._resolution.free(officer)
        self._undecided.add(officer)
        self.ask()

    def gone(self, officer: int) -> None:
        """An officer leaves: desk work is put down."""
        self._response.unready(officer)
        if self._resolution is not None:
            self._resolution.gone(officer)
        self._undecided.discard(officer)
        self.put_down(officer)

    def put_down(self, officer: int) -> None:
        """Let an officer put down what is in hand at a desk, if anything is."""
        for work in self._in_order:
            work.put_down(officer)

    def lend(self, officer: int, areas: tuple[int, ...]) -> None:
        """An investigator may be sent to the incidents of some areas from now on, or of none."""
        self._response.lend(officer, areas)
        doing = self._duty.activity[officer]
        if areas and (doing in (AVAILABLE, INVESTIGATING, REPORTING, RESTING) or self._quiet.gives_way(officer)):
            self._response.ready(officer)
            self.ask()

    def could_work(self, officer: int) -> None:
        """Something has become ready for an officer, who takes it up if free, or at work that gives way to it."""
        if self._duty.activity[officer] == AVAILABLE:
            self._undecided.add(officer)
            self.ask()
        elif self._quiet.gives_way(officer):
            self._looks_round(officer)

    def break_is_due(self, officer: int) -> None:
        """The break of an officer is due: it begins if nobody waits, and desk work is put down for it."""
        if self._duty.activity[officer] in AT_DESK:
            self._looks_round(officer)
        else:
            self.could_work(officer)

    def _looks_round(self, officer: int) -> None:
        self.put_down(officer)
        self._duty.released(officer)

    def ask(self) -> None:
        """Ask for a pass at the end of this second's changes."""
        if not self._asked:
            self._asked = True
            self._clock.at(self._clock.now, Rank.ASSIGN_OFFICERS, 0, self._assign)

    def _assign(self, _: Appointment) -> None:
        self._supervision.assign()
        self._response.assign()
        if self._resolution is not None:
            self._resolution.assign()
        undecided, self._undecided = self._undecided, set()
        activity, in_order = self._duty.activity, self._in_order
        for officer in sorted(undecided):
            for work in in_order:
                if activity[officer] == AVAILABLE:
                    work.take_up(officer)
        self._asked = False
        # A colleague who has just taken a crime over may want advice, when supervisors have had their turn.
        if self._supervision.is_asked():
            self.ask()
