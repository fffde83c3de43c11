"""A witness of allocation: at every choice of an owner she applies the declared rule to her own books."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from demandsim.eventlog.moments import Activity, Moment
from demandsim.rules.allocate import (
    ATTENDED,
    FEWEST,
    LACKS_SKILL,
    LISTED_FIRST,
    LONGEST,
    ONLY_ONE,
    ONLY_SKILLED,
    OVER_CAP,
)
from tests.promises.case_books import HELD, SCREENING, Case, CaseBooks
from tests.promises.case_facts import KEPT, LINKED, MET, RAREST, SCORED, SHARED

Row = tuple[int, ...]
M = Moment
WAYS = (ATTENDED, ONLY_ONE, ONLY_SKILLED, FEWEST, LONGEST, LISTED_FIRST, LINKED, RAREST, KEPT, SCORED, MET, SHARED)
Key = tuple[float, ...]


class AllocationWitness:
    """Give her every row before it goes into the books."""

    def __init__(self, books: CaseBooks) -> None:
        self.books, self.facts = books, books.facts
        self.rule: Any = books.facts.rules.allocate
        self.kind = self.rule.kind
        self.weights = getattr(self.rule, "weights", None)
        self.required = getattr(self.rule, "skill", "preferred") == "required"
        self.meets = self.kind == "meeting"
        self.expected: dict[int, int] = {}
        """Linked crimes routed in this second, with the owner of the one to which they are linked."""
        self.why: dict[int, tuple[int, int]] = {}
        """By crime that is being allocated: owner and remarks when the choice was made."""
        self.ways: dict[int, set[int]] = {}

    def _hidden(self, unit: int) -> bool:
        """Tell whether room is kept in the unit for what a meeting has decided, of which the log tells only later."""
        return self.meets and self.facts.allocates(unit)

    def candidates(self, case: Case, *, soft: bool | None = None) -> list[int]:
        """List the officers of the unit whom the rule considers."""
        soft = self.rule.cap == "soft" if soft is None else soft
        return [
            officer
            for officer in self.books.there(case.unit)
            if (soft or self._room(officer)) and not (self.required and self.books.lacks(case, officer))
        ]

    def _room(self, officer: int) -> bool:
        return self.books.caseload[officer] < self.facts.cap[officer]

    def _surplus(self, case: Case, officer: int) -> float:
        """Add up 1 / holders in the unit over the skills that the crime does not need."""
        skills, needs = self.books.skills, 0 if case.desk else self.facts.needs(case.number)
        mates = self.books.there(case.unit)
        more = skills[officer] & ~needs
        return sum(
            1 / sum(skills[mate] >> skill & 1 for mate in mates)
            for skill in range(len(self.facts.skill_names))
            if more >> skill & 1
        )

    def score(self, case: Case, officer: int, load: int) -> float:
        """Add up what counts against an officer who holds so many crimes."""
        weights: Any = self.weights
        needs = 0 if case.desk else self.facts.needs(case.number)
        away = self.books.activity[officer] == Activity.OFF_DUTY
        return float(
            weights.caseload * load
            + weights.lacks_skill * (needs & ~self.books.skills[officer]).bit_count()
            + weights.rare_skill * self._surplus(case, officer)
            + weights.off_duty * away
            + weights.not_attended * (case.attending >= 0 and case.attending != officer)
            + weights.over_cap * max(0, load + 1 - self.facts.cap[officer])
        )

    def key(self, case: Case, officer: int, *, kind: str = "") -> Key:
        """Give the order in which officers are preferred, the lowest first."""
        kind = kind or self.kind
        load, last = self.books.caseload[officer], self.books.last_allocated[officer]
        full, lacks = not self._room(officer), self.books.lacks(case, officer)
        if kind in ("weighted", "meeting"):
            return round(self.score(case, officer, load), 6), last, officer
        if kind == "least_caseload":
            return full, load, last, officer
        if kind == "longest_idle":
            return full, lacks, last, officer
        if kind == "listed_first":
            return full, lacks, officer
        if kind == "rarest_skill":
            rare = 0.0 if lacks else round(self._surplus(case, officer), 9)
            return full, lacks, rare, load, last, officer
        kept = kind == "continuity" and self._may_keep(case, officer)
        return not kept, full, lacks, load, last, officer

    def _may_keep(self, case: Case, officer: int) -> bool:
        """Tell whether continuity gives the crime to the officer who attended."""
        skilled = not self.books.lacks(case, officer) or not self.required
        return case.attending == officer and not case.allocated and skilled and self._room(officer)

    def _lawful_ways(self, case: Case, owner: int, candidates: list[int]) -> set[int]:
        """List what may be named as having decided."""
        others = [officer for officer in candidates if officer != owner]
        if self.kind in ("weighted", "meeting"):
            mine, best = self.key(case, owner)[0], min((self.key(case, other)[0] for other in others), default=None)
            if best is None:
                return {ONLY_ONE, SCORED}
            return {SCORED} if mine < best else {SCORED, LONGEST, LISTED_FIRST}
        if self.kind == "continuity" and self._may_keep(case, owner):
            return {KEPT}
        unit = self.books.there(case.unit)
        with_room = [o for o in unit if o != owner and (not self._room(owner) or self._room(o))]
        if not with_room:
            return {ONLY_ONE}
        fit_first = self.kind != "least_caseload"
        if fit_first and not self.books.lacks(case, owner):
            rivals = [officer for officer in with_room if not self.books.lacks(case, officer)]
            if not rivals:
                return {ONLY_SKILLED}
        else:
            rivals = with_room
        return {self._decided(case, owner, rivals)}

    def _decided(self, case: Case, owner: int, rivals: Iterable[int]) -> int:
        rivals = list(rivals)
        names = {"longest_idle": (LONGEST,), "listed_first": (), "rarest_skill": (RAREST, FEWEST, LONGEST)}
        steps = names.get(self.kind, (FEWEST, LONGEST))
        load, last = self.books.caseload, self.books.last_allocated
        for way in steps:
            value = {
                RAREST: lambda o: 0.0 if self.books.lacks(case, o) else round(self._surplus(case, o), 9),
                FEWEST: lambda o: float(load[o]),
                LONGEST: lambda o: float(last[o]),
            }[way]
            least = min(map(value, rivals))
            if value(owner) < least:
                return way
            rivals = [officer for officer in rivals if value(officer) == least]
        return LISTED_FIRST

    def before(self, row: Row, will_own: int) -> None:
        """Judge a row before it goes into the books."""
        at, moment, crime, officer, why, amount = row
        if moment == M.ALLOCATING:
            case = self.books.cases[crime]
            if will_own >= 0:
                self._judge(at, case, will_own)
                self.why[crime] = will_own, self._remarks(case, will_own)
        elif moment == M.ALLOCATED:
            case = self.books.cases[crime]
            self._explained(at, case, officer, why, amount)
        elif moment == M.ROUTED:
            self._routed(at, self.books.cases[crime], amount)

    def _remarks(self, case: Case, owner: int) -> int:
        return LACKS_SKILL * self.books.lacks(case, owner) + OVER_CAP * (not self._room(owner))

    def _explained(self, at: int, case: Case, owner: int, why: int, supervisor: int) -> None:
        what = f"crime {case.number} goes to {owner} because of {why}"
        ways = [way for way in WAYS if why & way]
        self.books.say(at, len(ways) == 1, f"{what}: {ways}")
        linked_to = self.expected.pop(case.number, None)
        if why & LINKED and self._hidden(self.facts.unit[owner]):
            linked_to = self.books.cases[int(self.facts.crimes.linked[case.number])].owner
        if linked_to is not None or why & LINKED:
            self.books.say(
                at, linked_to == owner and ways == [LINKED] and supervisor < 0, f"{what}, not to {linked_to}"
            )
        chosen = self.books.chosen_by_rule(why, case)
        if chosen and case.number not in self.why:
            needs_supervisor = self.facts.allocates(case.unit)
            self.books.say(at, not needs_supervisor and supervisor < 0, f"{what} without a supervisor")
            self._judge(at, case, owner, met=bool(why & MET))
            self.why[case.number] = owner, self._remarks(case, owner)
        elif case.desk and not case.allocated:
            self._at_a_desk(at, case, owner)
        # A supervisor chose when she began.
        told = self.why.pop(case.number, (owner, self._remarks(case, owner)))
        known = LACKS_SKILL if self._hidden(self.facts.unit[owner]) else LACKS_SKILL | OVER_CAP
        self.books.say(at, told[0] == owner and told[1] & known == why & known, f"{what}: {told}")
        lawful = self.ways.pop(case.number, None)
        if chosen and lawful is not None:
            self.books.say(at, ways[:1] == ways and set(ways) <= lawful, f"{what}: {ways}, not {sorted(lawful)}")

    def _at_a_desk(self, at: int, case: Case, owner: int) -> None:
        """Whoever holds the fewest crimes files it, or works it at the desk."""
        officers = self.books.there(case.unit)
        best = min(officers, key=lambda officer: self.key(case, officer, kind="least_caseload"))
        so = best == owner or self._hidden(case.unit)
        self.books.say(at, so, f"crime {case.number} is worked at the desk by {owner}, not {best}")

    def _judge(self, at: int, case: Case, owner: int, *, met: bool = False) -> None:
        """The owner is the one whom the rule chooses, and it is this crime's turn."""
        # One with somebody in custody for whom nobody had room at once is before the next meeting like the others.
        meets = self.meets and (met or not self.books.in_custody(case))
        if not meets and not self._hidden(case.unit):
            candidates = self.candidates(case)
            keyed = min(candidates, key=lambda officer: self.key(case, officer), default=-1)
            self.books.say(at, keyed == owner, f"crime {case.number} goes to {owner}, not {keyed}")
            self.ways[case.number] = self._lawful_ways(case, owner, candidates)
            self._in_turn(at, case)
        elif meets:
            self.ways[case.number] = {MET}
        if self.rule.cap == "hard":
            self.books.say(at, self._room(owner), f"crime {case.number} goes to {owner}, who is full")

    def may_be_allocated(self, case: Case, at: int) -> bool:
        """Tell whether it is the time for the crime."""
        if self.books.in_custody(case):
            return True
        return not self.meets and self.facts.open_at(self.rule.hours, at)

    def _order(self, case: Case, at: int) -> Key:
        """Give the order of the queue; crimes queued in one second with the same order are not told apart."""
        if self.books.in_custody(case):
            return (0, 0.0, case.queued_at)
        if self.rule.order == "longest_queued":
            return (1, 0.0, case.queued_at)
        age = at - case.recorded_at if self.rule.order == "harm_by_age" else 1
        return (1, round(-float(self.facts.offence(case.number).harm) * age, 6), case.queued_at, case.number)

    def _in_turn(self, at: int, case: Case) -> None:
        self.books.say(at, self.may_be_allocated(case, at), f"crime {case.number} is allocated outside hours")
        mine = self._order(case, at)
        for other in self.books.queues[case.unit].values():
            if self.may_be_allocated(other, at) and self._order(other, at) < mine and self.candidates(other):
                self.books.say(at, False, f"crime {case.number} is allocated before {other.number}")

    def _routed(self, at: int, case: Case, unit: int) -> None:
        """A linked crime goes where the other one is, if its owner has room."""
        other = self.books.cases.get(int(self.facts.crimes.linked[case.number]))
        if not self.rule.linked or case.life != SCREENING or case.desk or other is None or other.life not in HELD:
            return
        if self._room(other.owner) and not self._hidden(self.facts.unit[other.owner]):
            home = self.facts.unit[other.owner]
            self.books.say(at, unit == home, f"linked crime {case.number} goes to unit {unit}, not {home}")
            self.expected[case.number] = other.owner

    def waits_in_vain(self, unit: int, at: int) -> list[int]:
        """List the crimes of a unit's queue for which somebody might be chosen now."""
        return [
            case.number
            for case in self.books.queues[unit].values()
            if self.may_be_allocated(case, at) and self.candidates(case)
        ]

    def look_round(self, at: int) -> None:
        """Look round at the end of a second."""
        for crime in self.expected:
            self.books.say(at, False, f"linked crime {crime} is not given to the owner of the other")
        self.expected.clear()
        for unit in range(len(self.facts.roster.units)):
            if not self.facts.allocates(unit):
                for crime in self.waits_in_vain(unit, at):
                    self.books.say(at, False, f"crime {crime} waits while somebody has room")
