"""Casework: an officer takes up a crime, puts it down, finishes a stage, waits for others, and closes it."""

from __future__ import annotations

from collections.abc import Callable

from demandsim.engine.clock import Appointment, Clock, Rank, cancel
from demandsim.engine.duty import AVAILABLE, Duty
from demandsim.engine.evidence import Evidence
from demandsim.engine.mechanics import outcome, wait_factor
from demandsim.engine.ready_crimes import ReadyCrimes
from demandsim.engine.specialists import Specialists
from demandsim.engine.state import CrimeState, Life
from demandsim.eventlog.log import LogBook
from demandsim.eventlog.moments import Activity, Moment, Outcome
from demandsim.roster import Roster
from demandsim.rules import Rules
from demandsim.rules.next_work import InTurn
from demandsim.scenario.scenario import Scenario
from demandsim.tape.tape import NONE

STARTED, PAUSED, FINISHED = int(Moment.STARTED), int(Moment.PAUSED), int(Moment.FINISHED)
WAITED, CLOSED = int(Moment.WAITED), int(Moment.CLOSED)
INVESTIGATING = int(Activity.INVESTIGATING)


class Casework:
    """Officers at work on the crimes they hold, one at a time and without interleaving within a stage.

    `stage_done(crime)` is told when a stage with work after it is finished, `closed(owner)` when a crime is
    closed, `could_work(officer)` when something has become ready for its owner, `take_over(crime, officer)` when
    somebody takes up the crime of a colleague.
    """

    def __init__(
        self,
        clock: Clock,
        log: LogBook,
        duty: Duty,
        state: CrimeState,
        scenario: Scenario,
        roster: Roster,
        rules: Rules,
        stage_done: Callable[[int], None],
        news: Callable[[int], None],
        closed: Callable[[int], None],
        could_work: Callable[[int], None],
        take_over: Callable[[int, int], None],
    ) -> None:
        self._clock, self._log, self._duty, self._state = clock, log, duty, state
        self._mechanics, self._offences = scenario.mechanics, scenario.demand.offences
        rule = rules.next_work
        self._change, self._slice = rule.change, rule.slice if isinstance(rule, InTurn) else 0
        self._stage_done, self._news, self._closed, self._could_work = stage_done, news, closed, could_work
        self._take_over = take_over
        self.ready = ReadyCrimes(clock, duty.activity, state, scenario, roster, rule, could_work)
        self._push, self._last = self.ready.push, self.ready.last
        self._slice_ends = [-1] * len(roster.officers)
        self._doing: dict[int, tuple[int, Appointment, int]] = {}
        """By officer at work: crime, appointment of its end, and the second at which it ends."""
        self.stage_ended: Callable[[int, int], None] | None = None
        """Told of a crime and the stage that is done, when its next stage and the work left on it are known."""
        self.is_put_down: Callable[[int], None] | None = None
        """Told of a crime whose work left has been noted: it may be counted anew."""
        self.wants_sign_off: Callable[[int], bool] | None = None
        """Lets a crime with nothing left to do wait for a signature; False where it is closed at once."""
        self.missed_reviews: Callable[[int], int] | None = None
        """Counts the reviews of a crime that were not held on time. None: they make no difference."""
        self.told_of_closing: tuple[Callable[[int], None], ...] = ()
        self.specialists: Specialists | None = None
        """Those who do stages for the owners, None where no stage is done by others."""
        self.evidence: Evidence | None = None
        """What late stages lose, None where none does."""
        self.reopen: Callable[[int, Outcome], None] | None = None
        """Told of a crime that is closed, and how, where some are opened again."""

    def tell_of_putting_down(self, tell: Callable[[int], None]) -> None:
        """Tell one more of crimes that their owners or specialists put down, or with which they have done a stage."""
        ended, put_down = self.stage_ended, self.is_put_down

        def told_of_stage(crime: int, stage: int) -> None:
            if ended is not None:
                ended(crime, stage)
            tell(crime)

        def told(crime: int) -> None:
            if put_down is not None:
                put_down(crime)
            tell(crime)

        self.stage_ended, self.is_put_down = told_of_stage, told
        if self.specialists is not None:
            self.specialists.is_put_down = tell

    def receive(self, crime: int) -> None:
        """The crime has a new owner: it is ready, or still waits for others."""
        state, now = self._state, self._clock.now
        if state.life[crime] == Life.WORKED_ON:
            return  # its new owner, who shares the unit's work, is taking it up
        if state.waits_until[crime] > now:
            state.life[crime] = Life.WAITING
        elif state.stage[crime] >= state.stages:
            self._nothing_left(crime)  # the last wait was over before it had an owner again
        else:
            self._make_ready(crime, now)

    def _make_ready(self, crime: int, now: int) -> None:
        state = self._state
        if self.specialists is not None and self.specialists.take(crime):
            return
        owner = state.owner[crime]
        state.life[crime] = Life.READY
        state.ready_at[crime] = now
        self._push(crime, owner)
        self._could_work(owner)

    def take_up(self, officer: int) -> None:
        """Let a free officer start on the next of the own crimes, if one is ready."""
        state, now = self._state, self._clock.now
        crime = self.ready.take(officer)
        if crime == NONE:
            return
        state.life[crime] = Life.WORKED_ON
        if state.owner[crime] != officer:
            self._take_over(crime, officer)
        if state.skills_change:
            state.look_again(crime)
        if state.first_worked_at[crime] < 0:
            state.first_worked_at[crime] = now
        if self.evidence is not None:
            self.evidence.stage_begins(crime)
        self._duty.activity[officer] = INVESTIGATING
        change = 0 if self._last[officer] == crime else self._change
        self._last[officer] = crime
        takes = change + state.left[crime]
        self._log.write((now, STARTED, crime, officer, state.stage[crime], takes))
        end = self._clock.at(now + takes, Rank.FINISHED, officer, self._finishes)
        self._doing[officer] = (crime, end, now + takes)
        if self._slice:
            self._begin_slice(officer, now + change)

    def _begin_slice(self, officer: int, since: int) -> None:
        """Expect the end of a slice of work."""
        self._slice_ends[officer] = since + self._slice
        self._clock.at(since + self._slice, Rank.SLICE, officer, self._slice_is_over)

    def _slice_is_over(self, appointment: Appointment) -> None:
        """Another crime has its turn, if one is ready; otherwise another slice of this one begins."""
        officer, now = appointment.who, self._clock.now
        if officer not in self._doing or self._slice_ends[officer] != now:
            return
        if self.ready.any_for(officer):
            self._state.ready_at[self._doing[officer][0]] = now
            self.interrupt(officer)
        else:
            self._begin_slice(officer, now)

    def harm_in_hand(self, officer: int) -> float:
        """Give the harm of the crime on which an officer works, 0 for none."""
        if officer not in self._doing:
            return 0.0 if self.specialists is None else self.specialists.harm_in_hand(officer)
        harm: float = self._offences[self._state.offence[self._doing[officer][0]]].harm
        return harm

    def put_down(self, officer: int) -> None:
        """Let an officer put desk work down, if there is any in hand; the work left is kept."""
        if officer in self._doing:
            crime, end, ends_at = self._doing.pop(officer)
            cancel(end)
            state, now = self._state, self._clock.now
            # What is lost of the change to this crime is no work on it.
            state.left[crime] = left = min(ends_at - now, state.left[crime])
            state.life[crime] = Life.READY
            self._duty.activity[officer] = AVAILABLE
            self._log.write((now, PAUSED, crime, officer, state.stage[crime], left))
            if self.is_put_down is not None:
                self.is_put_down(crime)
            self._push(crime, officer)

    def interrupt(self, officer: int) -> None:
        """Take the work out of an officer's hands; the officer looks for something else, an incident first."""
        self.put_down(officer)
        self._duty.released(officer)

    def _finishes(self, appointment: Appointment) -> None:
        officer = appointment.who
        crime, _, _ = self._doing.pop(officer)
        self.stage_ends(crime, officer, FINISHED)
        self._duty.released(officer)

    def stage_ends(self, crime: int, officer: int, moment: int) -> None:
        """The owner has FINISHED a stage, or a specialist has ASSISTED with it: the crime goes on."""
        state, now = self._state, self._clock.now
        stage = state.stage[crime]
        wait = round(state.stage_wait(crime, stage) * wait_factor(self._mechanics, state.lacking(crime)))
        self._log.write((now, moment, crime, officer, stage, wait))
        self._news(crime)
        state.stage[crime] = following = state.next_stage(crime, stage + 1)
        if following < state.stages:
            state.left[crime] = state.stage_work(crime, following)
        if self.stage_ended is not None:
            self.stage_ended(crime, stage)
        if wait:
            state.life[crime] = Life.WAITING
            state.waits_until[crime] = now + wait
            self._clock.at(now + wait, Rank.WAITED, crime, self._wait_is_over)
        if following < state.stages:
            passed_on = self.specialists is not None and self.specialists.do(crime)
            if not wait:
                state.life[crime] = Life.READY
                if not passed_on:
                    self._make_ready(crime, now)
            self._stage_done(crime)
            if passed_on and state.life[crime] == Life.READY:
                self._make_ready(crime, now)
        elif not wait:
            self._nothing_left(crime)

    def _wait_is_over(self, appointment: Appointment) -> None:
        crime = appointment.who
        state, now = self._state, self._clock.now
        if not state.is_open(crime):
            return
        self._log.write((now, WAITED, crime, state.owner[crime], state.stage[crime], -1))
        if state.stage[crime] >= state.stages:
            if state.life[crime] != Life.ALLOCATING:
                self._nothing_left(crime)
        elif state.life[crime] == Life.WAITING:
            self._make_ready(crime, now)

    def _nothing_left(self, crime: int) -> None:
        nobody_owns = self._state.owner[crime] < 0
        if nobody_owns or self.wants_sign_off is None or not self.wants_sign_off(crime):
            self.close(crime)

    def close(self, crime: int, why: Outcome | None = None) -> None:
        """Close a crime, as `why` or as its prospect, the owner's level and the delay of the first work decide."""
        state, now = self._state, self._clock.now
        if state.skills_change and state.owner[crime] >= 0:
            state.below_level[crime] = state.is_below_level(crime)
        if why is None:
            if state.filed[crime]:
                why = Outcome.FILED
            else:
                chances = self._offences[state.offence[crime]].outcomes
                delay = max(0, state.first_worked_at[crime] - state.recorded_at[crime])
                missed = 0 if self.missed_reviews is None else self.missed_reviews(crime)
                left = 1.0 if self.evidence is None else self.evidence.left(crime)
                lacks = state.lacking(crime)
                why = outcome(self._mechanics, chances, state.prospect[crime], lacks, delay, missed, left)
        owner = state.owner[crime]
        if state.life[crime] == Life.WORKED_ON:
            self.interrupt(owner)
        elif state.life[crime] == Life.ASSISTED and self.specialists is not None:
            self.specialists.interrupt(crime)
        state.life[crime] = Life.CLOSED
        self._log.write((now, CLOSED, crime, owner, int(why), int(state.below_level[crime])))
        for told in self.told_of_closing:
            told(crime)
        self._closed(owner)
        if self.reopen is not None:
            self.reopen(crime, why)
