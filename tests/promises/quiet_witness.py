"""A witness of quiet hours: the break, proactive work, reports and own crimes, each in its turn.

At the end of every second she asks of everybody: is what you do what you should be doing? And of whoever has put
something down: was there a reason?
"""

from __future__ import annotations

from typing import Any

from demandsim.eventlog.moments import SCHEMA, Activity, Moment
from demandsim.roster import Roster
from demandsim.rules.choice import GRADES
from demandsim.tape import Tape
from tests.promises.turns import Turns

Row = tuple[int, ...]
M = Moment
A = Activity
BEGINS = (M.RESTING, M.WRITING_UP, M.PREVENTING)
ENDS: dict[int, tuple[int, ...]] = {
    M.RESTING: (M.RESTED,),
    M.WRITING_UP: (M.PUT_ASIDE, M.WRITTEN),
    M.PREVENTING: (M.STOPPED,),
}


class QuietWitness:
    """Books on officers in quiet hours; complaints go to `found`."""

    def __init__(self, tape: Tape, roster: Roster, turns: Turns, activity: list[int], found: list[str]) -> None:
        scenario = tape.scenario
        self.tape, self.turns, self.activity, self.found = tape, turns, activity, found
        self.interrupts = scenario.rules.dispatch.interrupt_for
        self.plans = scenario.rules.proactive
        teams = scenario.workforce.teams
        self.team = [roster.units[who.unit].team for who in roster.officers]
        quiet = [bool({"response", "investigation", "resolution"} & set(teams[team].desks)) for team in self.team]
        self.officers = [n for n, who in enumerate(roster.officers) if quiet[n] and not who.supervisor]
        self.rests = [teams[team].rest if quiet[n] else None for n, team in enumerate(self.team)]
        self.rested: set[tuple[int, int]] = set()
        """(officer, turn) in which a break has begun."""
        self.used: dict[tuple[int, int, int], int] = {}
        """Seconds by officer, turn and plan."""
        self.reports: list[dict[int, tuple[int, int]]] = [{} for _ in roster.officers]
        """By officer: incident, with the second at which he or she cleared, and the work left."""
        self.reporter: dict[int, int] = {}
        self.doing: dict[int, Row] = {}
        """The row with which an officer began what he or she does in a quiet hour."""
        self.put_down: dict[int, tuple[Moment, int]] = {}
        """What an officer has put down in this second for a reason still to be seen, and its plan."""
        self.no_longer: set[int] = set()
        """Officers a crime of whom was closed in this second: it may have been taken up only to be closed."""
        self.grades: dict[int, int] = {}

    def _expect(self, at: int, so: bool, otherwise: str) -> None:
        if not so:
            self.found.append(f"{at}: {otherwise}")

    def note(self, row: Row) -> None:
        """Take a row down, once turns and activity are up to date."""
        at, code, subject, officer, detail, amount = row
        moment: Any = Moment(code)
        if moment in (M.GRADED, M.UPGRADED):
            self.grades[subject] = detail
        elif moment in (M.ARRESTED, M.CLEARED):
            self._gets_report(at, subject, officer, moment)
        if officer < 0:
            return
        if moment == M.CLOSED:
            self.no_longer.add(officer)
        if officer in self.put_down and SCHEMA[moment].activity is not None:
            self._had_reason(at, moment, subject, officer, amount)
        if moment in BEGINS:
            self.doing[officer] = row
            self._begins(at, moment, subject, officer, detail, amount)
        elif moment in (M.RESTED, M.PUT_ASIDE, M.WRITTEN, M.STOPPED):
            began = self.doing.pop(officer, None)
            if began is None or moment not in ENDS[began[1]]:
                self.found.append(f"{at}: officer {officer}: {moment.name} ends nothing")
            else:
                self._ends(at, moment, officer, detail, amount, began)

    def _gets_report(self, at: int, incident: int, officer: int, moment: Moment) -> None:
        reports = self.tape.incidents.report
        self.reporter.setdefault(incident, officer)
        if moment == M.CLEARED and len(reports) and reports[incident] > 0 and self.reporter[incident] == officer:
            self.reporter[incident] = -1
            self.reports[officer][incident] = at, int(reports[incident])

    def _had_reason(self, at: int, moment: Moment, subject: int, officer: int, amount: int) -> None:
        what, plan = self.put_down.pop(officer)
        protected = what == M.STOPPED and self.plans[plan].protected
        if moment == M.DISPATCHED:
            for_these = self._rest(officer).interrupt_for if what == M.RESTED else self.interrupts
            # Whoever puts something down for the break, or an own crime, is free for a moment: what waits comes first.
            for_break = not amount & 2 and (self.break_due(officer, at) or (what == M.STOPPED and not protected))
            lawful = for_break or (not protected and GRADES[self.grades[subject]] in for_these)
        elif moment == M.RESTING:
            lawful = what != M.RESTED
        elif moment in (M.WRITING_UP, M.STARTED, M.ASSISTING, M.CONTACTING) or (
            moment == M.PREVENTING and officer in self.no_longer
        ):
            lawful = what == M.STOPPED and not protected
        else:
            lawful = moment == M.OFF_DUTY
        self._expect(at, lawful, f"officer {officer}: {what.name} for {moment.name} of {subject}")

    def _rest(self, officer: int) -> Any:
        return self.rests[officer]

    def _turn(self, officer: int) -> tuple[int, int]:
        return officer, self.turns.number[officer]

    def break_due(self, officer: int, at: int, *, perhaps: bool = False) -> bool:
        """Tell whether a break must (or, perhaps, may) begin at a second."""
        rest = self._rest(officer)
        if rest is None or self._turn(officer) in self.rested:
            return False
        since = at - self.turns.begins(officer)
        # In the last second of the time for it, it depends on the order of moments.
        in_time = rest.after <= since < rest.before + perhaps
        return bool(in_time and at + rest.time <= self.turns.planned_end(officer))

    def left(self, officer: int, *, protected: bool) -> list[tuple[int, int]]:
        """List plans with time left in this turn, and the time."""
        found = []
        for number, plan in enumerate(self.plans):
            if plan.protected == protected and self.team[officer] in plan.teams:
                left = plan.per_turn - self.used.get((*self._turn(officer), number), 0)
                if left > 0:
                    found.append((number, left))
        return found

    def _begins(self, at: int, moment: Moment, subject: int, officer: int, detail: int, amount: int) -> None:
        if moment == M.RESTING:
            lawful = self.break_due(officer, at, perhaps=True) and amount == self._rest(officer).time
            self._expect(at, lawful, f"officer {officer} takes a break that is not due")
            self.rested.add(self._turn(officer))
        elif moment == M.WRITING_UP:
            cleared, left = self.reports[officer].get(subject, (-1, -1))
            oldest = min((cleared for cleared, _ in self.reports[officer].values()), default=-1)
            self._expect(at, amount == left, f"officer {officer} has {left} s of report {subject} left, not {amount}")
            self._expect(at, cleared == oldest, f"officer {officer} writes report {subject}, but has an older one")
        else:
            protected = self.plans[detail].protected
            plans = self.left(officer, protected=protected)
            self._expect(at, plans[:1] == [(detail, amount)], f"officer {officer} begins plan {detail}, not {plans}")

    def _ends(self, at: int, moment: Moment, officer: int, detail: int, amount: int, began: Row) -> None:
        had, planned = at - began[0], began[5]
        what = f"officer {officer}: {moment.name} after {had} of {planned} s says {detail}, {amount}"
        if moment == M.RESTED:
            self._expect(at, amount == had <= planned and detail == (had < planned), what)
            short = had < planned
        elif moment == M.STOPPED:
            self._expect(at, detail == began[4] and amount == had <= planned, what)
            key = (*self._turn(officer), detail)
            self.used[key] = self.used.get(key, 0) + had
            short = had < planned
        elif moment == M.PUT_ASIDE:
            self._expect(at, amount == planned - had, what)
            self.reports[officer][began[2]] = self.reports[officer][began[2]][0], planned - had
            short = True
        else:
            cleared, _ = self.reports[officer].pop(began[2])
            self._expect(at, had == planned and amount == at - cleared, what)
            short = False
        if short:
            self.put_down[officer] = moment, began[4]

    def look_round(self, at: int, busy_owners: set[int]) -> None:
        """Look round at the end of a second; `busy_owners` hold a crime that is ready to be worked on."""
        for officer, (what, _) in self.put_down.items():
            self.found.append(f"{at}: officer {officer}: {what.name} for nothing")
        self.put_down.clear()
        self.no_longer.clear()
        for officer, began in self.doing.items():
            self._expect(at, at < began[0] + began[5], f"officer {officer} goes on beyond {began[0] + began[5]}")
        for officer in self.officers:
            doing = self._rank(officer)
            if doing is not None and at < self.turns.planned_end(officer):
                self._should(at, officer, doing, officer in busy_owners)

    def _rank(self, officer: int) -> int | None:
        """Give the place of what an officer does in the order of quiet hours; None where it is no quiet hour."""
        activity = self.activity[officer]
        if activity == A.PREVENTING:
            return 2 if self.plans[self.doing[officer][4]].protected else 5
        return {int(A.AVAILABLE): 6, int(A.REPORTING): 3, int(A.INVESTIGATING): 4}.get(activity)

    def _should(self, at: int, officer: int, doing: int, has_crime: bool) -> None:
        what = f"officer {officer} is at {Activity(self.activity[officer]).name}"
        self._expect(at, not self.break_due(officer, at), f"{what} while a break is due")
        if doing > 2:
            self._expect(at, not self.left(officer, protected=True), f"{what} while protected time is left")
        if doing > 3:
            self._expect(at, not self.reports[officer], f"{what} while reports wait: {self.reports[officer]}")
        if doing > 4:
            self._expect(at, not has_crime, f"{what} while a crime is ready")
        if doing > 5:
            self._expect(at, not self.left(officer, protected=False), f"{what} while proactive time is left")
