"""Case duties: what a scenario declares of custody, bail, signatures, mentoring, reviews and calls to victims."""

from __future__ import annotations

from collections.abc import Callable

from demandsim.engine.bail import Bail
from demandsim.engine.casework import Casework
from demandsim.engine.clock import Clock
from demandsim.engine.duty import Duty
from demandsim.engine.investigation import InvestigationDesk
from demandsim.engine.mentors import Mentors
from demandsim.engine.release import Suspects
from demandsim.engine.reviews import Reviews
from demandsim.engine.sign_off import SignOff
from demandsim.engine.state import CrimeState
from demandsim.engine.supervision import Kind, Task
from demandsim.engine.victim_contact import VictimCalls
from demandsim.engine.victims import Victims
from demandsim.eventlog.log import LogBook
from demandsim.roster import Roster
from demandsim.rules import Rules
from demandsim.tape.tape import Tape


class CaseDuties:
    """Each duty is None where the scenario does not declare it, and nobody then asks for it.

    `wanted(kind, unit, task)` puts a task before supervisors, `has_supervisors(unit)` tells whether there are any,
    `could_work(officer)` tells of an owner with a call to make, `cannot_be_sent(officer)`
    of one who makes it.
    """

    def __init__(
        self,
        clock: Clock,
        log: LogBook,
        duty: Duty,
        tape: Tape,
        state: CrimeState,
        roster: Roster,
        rules: Rules,
        casework: Casework,
        investigation: InvestigationDesk,
        wanted: Callable[[Kind, int, Task], None],
        has_supervisors: Callable[[int], bool],
        victims: Victims,
        could_work: Callable[[int], None],
        cannot_be_sent: Callable[[int], None],
    ) -> None:
        scenario, review = tape.scenario, rules.review
        self._casework, self._investigation = casework, investigation
        custody, counted = scenario.demand.custody, scenario.mechanics.missed_review > 0
        bail = sign_off = mentors = calls = suspects = None
        if custody.released is not None:
            bail = Bail(clock, log, state, custody.released, review, wanted)
        if review.sign_off:
            sign_off = SignOff(clock, log, state, review.sign_off, has_supervisors, wanted, casework.close)
        if rules.mentoring is not None:
            mentors = Mentors(clock, log, state, roster, rules.mentoring, wanted, casework.ready.reordered)
        self.reviews = Reviews(
            clock, log, review.on_time_within, counted, wanted, investigation.reviews.takes, victims.news
        )
        if rules.victim_contact is not None:
            calls = VictimCalls(
                clock,
                log,
                duty,
                tape,
                state,
                rules.victim_contact,
                casework.ready.has_custody_work,
                could_work,
                cannot_be_sent,
                victims,
            )
        if custody.clock is not None or tape.crimes.stage_arrest.any():
            bailed = (lambda _: None) if bail is None else bail.granted
            suspects = Suspects(clock, log, tape, state, bailed, self._reordered)
            investigation.suspect_held = suspects.arrested
        self.kinds: tuple[Kind, ...] = tuple(k for k in (bail, sign_off, mentors, self.reviews) if k is not None)
        """Tasks of supervisors, the most urgent kind first."""
        self.calls = calls
        self._mentors, self._suspects, self._sign_off = mentors, suspects, sign_off
        if suspects is not None or mentors is not None:
            casework.stage_ended = self._stage_ended
        casework.is_put_down = None if mentors is None else mentors.put_down
        casework.wants_sign_off = None if sign_off is None else sign_off.wants
        casework.missed_reviews = self.reviews.missed if counted else None
        closes = (suspects, bail, sign_off, calls)
        casework.told_of_closing = tuple(duty.closed for duty in closes if duty is not None)

    def _stage_ended(self, crime: int, stage: int) -> None:
        if self._suspects is not None:
            self._suspects.stage_ended(crime, stage)
        if self._mentors is not None:
            self._mentors.stage_ended(crime)

    def _reordered(self, crime: int) -> None:
        self._casework.ready.reordered(crime)
        self._investigation.reordered(crime)

    def receive(self, crime: int) -> None:
        """A crime has an owner."""
        if self._mentors is not None:
            self._mentors.allocated(crime)
        if self.calls is not None:
            self.calls.allocated(crime)
        self._casework.receive(crime)

    def withdraws(self, crime: int) -> None:
        """A victim withdraws support; what a supervisor has begun is ended first."""
        if self._sign_off is None or not self._sign_off.is_held_up(crime):
            self._investigation.withdraws(crime)
