"""A witness of desk work on crimes: which is taken up next, how much is left of it, and what it comes to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from demandsim.eventlog.moments import Activity, Moment, Outcome
from demandsim.scenario.calendar import DAY
from tests.promises.case_books import READY, Case, CaseBooks
from tests.promises.case_facts import SHARED
from tests.promises.supervisors_witness import SupervisorsWitness

Row = tuple[int, ...]
M = Moment
NEAR = 3
"""Seconds by which rounding whenever a crime changes hands may add up."""


@dataclass
class Spell:
    """Somebody at work on a crime."""

    crime: int
    since: int
    change: int
    """Seconds to find one's way into it."""
    left: int
    factor: float


class NextWorkWitness:
    """Give her every row before and after it goes into the books."""

    def __init__(self, books: CaseBooks, supervisors: SupervisorsWitness) -> None:
        self.books, self.facts, self.mentored = books, books.facts, supervisors.mentored
        self.rule: Any = self.facts.rules.next_work
        self.shares = [team.shares_work for team in self.facts.teams]
        self.left: dict[int, float] = {}
        """Standard seconds left in the present stage."""
        self.unsure: set[int] = set()
        """Crimes whose owner was advised while at work: when what is left is scaled is a matter of reading."""
        self.last: dict[int, int] = {}
        """By officer: crime last worked on."""
        self.assisted: set[int] = set()
        """Officers who assist, or have assisted since: specialists are left to finish, whose slice is over or not."""
        self.doing: dict[int, Spell] = {}
        self.reviews: dict[tuple[int, int], tuple[int, int]] = {}
        """By crime and number: when a review fell due and was held (-1: not yet)."""
        self.changed: set[int] = set()
        """Crimes of owners whose skills have changed."""
        self.slice_over: dict[int, int] = {}
        """By officer: crime put down when a slice of work was over, if nothing else has ended it."""
        self.takes_over: dict[int, int] = {}
        """By officer who has taken up a colleague's crime in this second: the crime."""

    def factor(self, case: Case, officer: int, *, owner: bool = True) -> float:
        """Give an officer's seconds for one standard second."""
        more = self.facts.mechanics.below_level.work if self.books.lacks(case, officer) else 0.0
        advised = owner and case.number in self.mentored
        return 1.0 + more * (1.0 - self.facts.mechanics.mentored if advised else 1.0)

    def _key(self, case: Case, officer: int) -> tuple[float, ...]:
        """Give the order in which ready crimes are taken up; those alike in it are not told apart."""
        kind = self.rule.kind
        custody = self.books.in_custody(case)
        first = not custody, self.rule.new_first and not custody and case.first_work >= 0
        if kind == "harm_first":
            return *first, -self.facts.offence(case.number).harm, case.recorded_at
        if kind == "shortest_first":
            return *first, round(self.left.get(case.number, 0.0) * self.factor(case, case.owner)), case.recorded_at
        if kind == "like_first":
            last = self.last.get(officer)
            alike = last is not None and self.facts.crimes.offence[last] == self.facts.crimes.offence[case.number]
            return *first, not alike, case.ready_at
        if kind == "oldest_first":
            return *first, case.recorded_at, case.ready_at
        return *first, case.ready_at

    def line(self, officer: int) -> list[Case]:
        """List the crimes that an officer may take up."""
        unit = self.facts.unit[officer]
        mates = self.facts.roster.units[unit].officers if self.shares[unit] else (officer,)
        return [case for mate in mates for case in self.books.ready[mate].values()]

    def before(self, row: Row) -> None:
        """Judge a row before it goes into the books."""
        at, code, crime, officer, detail, amount = row
        moment: Any = Moment(code)
        put_down = self.slice_over.pop(officer, None)
        # With a break or the end of the turn in the same second it is that which ends the work.
        if put_down is not None and moment not in (M.OFF_DUTY, M.RESTING):
            self.books.cases[put_down].ready_at = at
        if moment == M.STARTED:
            self._starts(at, self.books.cases[crime], officer, amount)
        elif moment == M.ASSISTING:
            case = self.books.cases[crime]
            self._amount(at, case, amount, self.factor(case, officer, owner=False))
            self._begin(case, Spell(crime, at, 0, amount, self.factor(case, officer, owner=False)), officer)
            self.assisted.add(officer)
        elif moment in (M.PAUSED, M.ASSIST_PAUSED):
            self._stops(at, crime, officer, amount)
        elif moment in (M.FINISHED, M.ASSISTED):
            spell = self.doing.pop(officer, None)
            so = spell is not None and spell.crime == crime and at == spell.since + spell.change + spell.left
            self.books.say(at, so, f"{moment.name}: {row}, begun as {spell}")
            waits = self._waits(self.books.cases[crime], officer)
            self.books.say(at, amount in waits, f"{moment.name}: {row} is followed by a wait of {sorted(waits)}")
        elif moment == M.ALLOCATED and detail & SHARED:
            self._takes_over(at, self.books.cases[crime], officer)
        elif moment == M.CLOSED:
            self._closes(at, self.books.cases[crime], detail, amount)

    def _waits(self, case: Case, officer: int) -> set[int]:
        """List the outside waits that may follow: that of a skilled owner, or a longer one.

        It is not said whether the level of an owner or of a specialist counts, or that of the beginning of the work.
        """
        if case.desk or case.reopened:
            return {0}
        wait, more = int(self.facts.crimes.stage_wait[case.number, case.stage]), self.facts.mechanics.below_level.wait
        advised = self.facts.mechanics.mentored if case.number in self.mentored else 0.0
        known = {self.books.lacks(case, who) for who in (case.owner, officer)}
        levels = known if case.number not in self.changed else {False, True}
        return {round(wait * (1 + more * (1 - advised) * lacks)) for lacks in levels}

    def _takes_over(self, at: int, case: Case, officer: int) -> None:
        unit = self.facts.unit[officer]
        what = f"{officer} takes up crime {case.number} of {case.owner}"
        lawful = self.shares[unit] and case.owner != officer and case.owner >= 0 and self.facts.unit[case.owner] == unit
        self.books.say(at, lawful and case.life == READY, f"{what}, which is not shared")
        self._is_next(at, case, officer)
        self.takes_over[officer] = case.number

    def _is_next(self, at: int, case: Case, officer: int) -> None:
        mine, near = self._key(case, officer), NEAR if self.rule.kind == "shortest_first" else 0
        for other in self.line(officer):
            key = self._key(other, officer)
            same = near and key[:2] == mine[:2] and abs(key[2] - mine[2]) <= near
            if key < mine and not same:
                self.books.say(at, False, f"{officer} takes up crime {case.number} before {other.number}")

    def _starts(self, at: int, case: Case, officer: int, amount: int) -> None:
        if self.takes_over.pop(officer, -1) != case.number:
            self._is_next(at, case, officer)
        factor = self.factor(case, officer)
        last = self.last.get(officer)
        change = self.rule.change if last != case.number else 0
        lefts = {change}
        if officer in self.assisted:
            lefts.add(self.rule.change)
        self.assisted.discard(officer)
        change = next((each for each in lefts if self._near(case, amount - each, factor)), change)
        self._amount(at, case, amount - change, factor)
        self._begin(case, Spell(case.number, at, change, amount - change, factor), officer)
        self.last[officer] = case.number

    def _near(self, case: Case, amount: int, factor: float) -> bool:
        return abs(amount - self.left[case.number] * factor) <= NEAR

    def _amount(self, at: int, case: Case, amount: int, factor: float) -> None:
        right = self.left[case.number] * factor
        so = case.number in self.unsure or self._near(case, amount, factor)
        self.books.say(at, so, f"crime {case.number}: {amount} s are said to be left, not {right:.0f}")

    def _begin(self, case: Case, spell: Spell, officer: int) -> None:
        self.unsure.discard(case.number)
        self.left[case.number] = spell.left / spell.factor
        self.doing[officer] = spell

    def _stops(self, at: int, crime: int, officer: int, amount: int) -> None:
        spell = self.doing.pop(officer, None)
        if spell is None:
            return
        worked = max(0, at - spell.since - spell.change)
        so = amount == spell.left - worked or crime in self.unsure
        self.books.say(at, so, f"crime {crime} is put down with {amount} s: {spell}")
        self.left[crime] = amount / spell.factor
        sliced = self.rule.kind == "in_turn" and officer not in self.assisted
        if sliced and worked and worked % self.rule.slice == 0 and self.line(officer):
            self.slice_over[officer] = crime

    def after(self, row: Row) -> None:
        """Draw conclusions from a row once it is in the books."""
        at, code, crime, officer, detail, amount = row
        moment: Any = Moment(code)
        if moment in (M.QUALIFIED, M.DISQUALIFIED):
            self.changed |= {one.number for one in self.books.cases.values() if one.owner == officer}
        case = self.books.cases.get(crime)
        if case is None:
            return
        if moment in (M.RECORDED, M.SCREENED, M.REOPENED, M.FINISHED, M.ASSISTED):
            self.left[crime] = self._work_of(case)
            if moment == M.SCREENED and case.arrested and not case.desk:
                self.left[crime] += self.facts.interview(crime)
        elif moment == M.ALLOCATED and case.linked and case.allocated == 1:
            self.left[crime] = self._work_of(case) + (self.facts.interview(crime) if case.arrested else 0)
        elif moment in (M.ACCEPTED, M.HANDED_BACK):
            self.left[crime] += self.facts.rules.transfer.lost_work
        elif moment == M.SUSPECT_ARRESTED and case.stage < self.facts.stages:
            self.left[crime] += amount
        elif moment == M.MENTORED and case.worker >= 0:
            self.unsure.add(crime)
        elif moment == M.REVIEW_DUE:
            self.reviews[crime, detail] = at, -1
        elif moment == M.REVIEWED:
            self.reviews[crime, detail] = self.reviews[crime, detail][0], at

    def _work_of(self, case: Case) -> float:
        crimes = self.facts.crimes
        if case.desk:
            return float(max(1, (crimes.filed_work if case.filed else crimes.desk_work)[case.number]))
        if case.reopened:
            return float(crimes.reopen_work[case.number])
        if case.stage >= self.facts.stages:
            return 0.0
        return float(crimes.stage_work[case.number, case.stage]) * (
            self.facts.mechanics.linked_work if case.linked else 1.0
        )

    def _closes(self, at: int, case: Case, outcome: int, below: int) -> None:
        """A crime ends as its prospect, its owner's level and the delays decide."""
        what = f"crime {case.number} is closed as {Outcome(outcome).name}"
        if case.owner >= 0:
            self.books.say(at, below == self.books.lacks(case, case.owner), f"{what}: level {below}")
        if outcome == Outcome.VICTIM_WITHDREW:
            return
        self.books.say(at, case.stage >= self.facts.stages, f"{what} with work left")
        mechanics, law = self.facts.mechanics, self.facts.offence(case.number).outcomes
        if case.filed:
            self.books.say(at, outcome == Outcome.FILED, f"{what} though it is filed")
            return
        stages = self.facts.columns[int(self.facts.crimes.offence[case.number])]
        losses = [(column, stage.evidence_lost_per_30_days) for column, stage in enumerate(stages)]
        if (case.reopened or case.desk) and any(lost for _, lost in losses):
            return
        if case.reopened and (mechanics.missed_review or mechanics.evidence_lost_per_30_days):
            return
        kept = (1 - mechanics.evidence_lost_per_30_days) ** (max(0, case.first_work - case.recorded_at) / (30 * DAY))
        for column, lost in losses:
            if column in case.began and lost:
                kept *= (1 - lost) ** ((case.began[column] - case.recorded_at) / (30 * DAY))
        if below:
            advised = mechanics.mentored if case.number in self.mentored else 0.0
            kept *= 1 - mechanics.below_level.charge * (1 - advised)
        kept *= (1 - mechanics.missed_review) ** self._missed(case.number, at)
        luck = float(self.facts.crimes.prospect[case.number])
        bounds = [law.charged * kept, (law.charged + law.out_of_court) * kept]
        bounds.append(law.charged + law.out_of_court + law.evidential)
        right = sum(luck >= bound for bound in bounds)
        if min(abs(luck - bound) for bound in bounds) > 1e-9:
            self.books.say(at, right == outcome, f"{what}, not {Outcome(right).name}")

    def _missed(self, crime: int, at: int) -> int:
        """Count the reviews that were not held on time."""
        within = self.facts.rules.review.on_time_within
        found = 0
        for (one, _), (due, held) in self.reviews.items():
            if one == crime:
                found += held - due > within if held >= 0 else at - due >= within
        return found

    def look_round(self, at: int) -> None:
        """Look round at the end of a second: nobody with ready crimes is idle, and slices come to an end."""
        for officer in range(len(self.facts.roster.officers)):
            activity = self.books.activity[officer]
            if activity == Activity.AVAILABLE and not self.facts.supervisor[officer]:
                ready = [case.number for case in self.line(officer)]
                self.books.say(at, not ready, f"{officer} is idle while crimes {ready} are ready")
        for officer, spell in self.doing.items():
            if self.rule.kind == "in_turn" and officer not in self.assisted:
                self._slice(at, officer, spell)
        for officer, crime in self.takes_over.items():
            self.books.say(at, False, f"{officer} has taken over crime {crime} and does not begin")
        self.takes_over.clear()

    def _slice(self, at: int, officer: int, spell: Spell) -> None:
        """A slice that is over with another own crime ready ends the work."""
        for other in self.books.ready[officer].values():
            slices = max(0, other.ready_at - spell.since - spell.change) // self.rule.slice + 1
            ends = spell.since + spell.change + slices * self.rule.slice
            if ends <= at and other.ready_at < ends:
                self.books.say(at, False, f"{officer} goes on with crime {spell.crime} while {other.number} is ready")
