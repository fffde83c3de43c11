"""Who might be sent: the witness's books on what everybody is doing, and the order in which officers are preferred.

Where the rule leaves something open, a reading says how it is taken; a dispatch is right if some reading has it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any, NamedTuple

from demandsim.eventlog.moments import SCHEMA, Activity, Moment
from demandsim.roster import Roster
from demandsim.rules.choice import GRADES
from demandsim.rules.dispatch import AT_DESK, IDLE, ON_SCENE, ON_THE_WAY
from demandsim.tape import Tape
from tests.promises.journeys_witness import JourneysWitness
from tests.promises.pressure_witness import PressureWitness
from tests.promises.scene_witness import SceneWitness

Row = tuple[int, ...]
M = Moment
FORCE = -1
PUT_DOWN = (M.PAUSED, M.ASSIST_PAUSED, M.PUT_ASIDE, M.STOPPED, M.RESTED, M.DIVERTED, M.CALLED_OFF)


class Reading(NamedTuple):
    """How what is left open is taken."""

    after_rest: bool = False
    """Whether an officer counts as ready since the last break, or since before it."""
    after_work: bool = False
    """Whether as ready since the last work that nobody interrupts."""
    after_pressed: bool = False
    """Whether an investigator counts as ready since the reaction to pressure began."""
    doubtful: bool = False
    """Whether officers who perhaps may be sent are among those who may."""


READINGS = [Reading(*flags) for flags in product((False, True), repeat=4)]


class Now(NamedTuple):
    """What an officer is doing."""

    activity: int
    crime: int
    incident: int
    plan: int


@dataclass(frozen=True)
class Choice:
    """An officer who might be sent."""

    officer: int
    doing: int
    travel: float
    since: int
    harm: float
    borrowed: bool
    protected: bool = False
    """Left to investigate: after everybody else."""


class Choices:
    """Books on officers."""

    def __init__(
        self,
        tape: Tape,
        roster: Roster,
        journeys: JourneysWitness,
        pressure: PressureWitness,
        scenes: SceneWitness,
        grades: dict[int, int],
    ) -> None:
        scenario = tape.scenario
        self.tape, self.rule, self.teams = tape, scenario.rules.dispatch, scenario.workforce.teams
        self.plans = scenario.rules.proactive
        self.journeys, self.pressure, self.scenes, self.grades = journeys, pressure, scenes, grades
        self.harm = [offence.harm for offence in scenario.demand.offences]
        self.team = [roster.units[who.unit].team for who in roster.officers]
        self.home = [roster.units[who.unit].area for who in roster.officers]
        self.responds = [
            "response" in self.teams[team].desks and not who.supervisor
            for team, who in zip(self.team, roster.officers, strict=True)
        ]
        self.restricted = [who.restricted for who in roster.officers]
        self.after = [self.rule.reserve_teams.get(team, 0) for team in self.team]
        self.place = {officer: place for unit in roster.units for place, officer in enumerate(unit.officers)}
        self.pools: dict[int, list[int]] = {}
        for officer, who in enumerate(roster.officers):
            if not who.supervisor and {"response", "investigation"} & set(self.teams[self.team[officer]].desks):
                self.pools.setdefault(self.home[officer], []).append(officer)
        count = len(roster.officers)
        self.now = [Now(int(Activity.OFF_DUTY), -1, -1, -1)] * count
        self.was: dict[int, Now] = {}
        """What an officer was doing who has put it down in this second."""
        self.ready = [0] * count
        self.rested_at = [0] * count
        self.worked_at = [0] * count
        self.sent_at = [-1] * count
        self.arrived_at = [0] * count

    def note(self, row: Row) -> None:
        """Take a row down."""
        at, code, subject, officer, detail, _ = row
        moment: Any = Moment(code)
        columns = SCHEMA[moment]
        if officer < 0 or columns.activity is None:
            return
        if moment in PUT_DOWN:
            self.was[officer] = self.now[officer]
        if moment in (M.ON_DUTY, M.CLEARED):
            self.ready[officer] = at
        elif moment == M.RESTED and not detail:
            self.rested_at[officer] = at
        elif moment in (M.RESOLVED, M.CONTACTED) or (moment == M.STOPPED and self.plans[detail].protected):
            self.worked_at[officer] = at
        elif moment == M.DISPATCHED:
            self.sent_at[officer] = at
            self.was.pop(officer, None)
        elif moment == M.ARRIVED:
            self.arrived_at[officer] = at
        crime = subject if moment in (M.STARTED, M.ASSISTING) else -1
        incident = subject if columns.subject == "incident" else -1
        self.now[officer] = Now(int(columns.activity), crime, incident, detail if moment == M.PREVENTING else -1)

    def may_be_sent(self, officer: int, one: Any, gone: bool) -> tuple[int, float, bool]:
        """Give what an officer who might be sent is doing (-1: may not be sent), harm at the desk, and any doubt."""
        grade: Any = GRADES[one.grade]
        now = self.was[officer] if gone and officer in self.was else self.now[officer]
        activity, doubt = now.activity, False
        if not self.responds[officer]:
            may, doubt = self.pressure.may_be_diverted(self.team[officer], self.home[officer], one.area)
            if not may:
                return -1, 0.0, False
            # Sent like response officers, but said to be candidates when free or at a desk: the rest is in doubt.
            doubt = doubt or activity in (Activity.TRAVELLING, Activity.ON_SCENE)
        if activity == Activity.AVAILABLE:
            return IDLE, 0.0, doubt
        if activity == Activity.INVESTIGATING and grade in self.rule.interrupt_for:
            return AT_DESK, self.harm[self.tape.crimes.offence[now.crime]], doubt
        if activity == Activity.REPORTING and grade in self.rule.interrupt_for:
            return AT_DESK, 0.0, doubt
        if activity == Activity.PREVENTING and grade in self.rule.interrupt_for and not self.plans[now.plan].protected:
            return AT_DESK, 0.0, doubt
        rest: Any = self.teams[self.team[officer]].rest
        if activity == Activity.RESTING and rest is not None and grade in rest.interrupt_for:
            return AT_DESK, 0.0, doubt
        if activity == Activity.TRAVELLING and grade in self.rule.divert_for:
            return (ON_THE_WAY if self.grades[now.incident] > one.grade else -1), 0.0, doubt
        if activity == Activity.ON_SCENE and GRADES[self.grades[now.incident]] in self.rule.call_off.get(grade, ()):
            scene = self.scenes.scenes.get(now.incident)
            return ON_SCENE, 0.0, doubt or (scene is not None and officer in scene.waiting)
        return -1, 0.0, False

    def who(
        self, one: Any, at: int, own: bool, neighbours: set[int], gone: int = -1, reading: Reading = READINGS[0]
    ) -> tuple[list[Choice], int]:
        """List who might be sent, and count those of them whom nothing keeps back.

        `gone` is an officer whom the rows before have already taken from a desk or from another incident.
        """
        pools = [(one.area, False), (FORCE, False)] if own else []
        pools += [(neighbour, True) for neighbour in sorted(neighbours)]
        found: list[Choice] = []
        enough = 0
        for pool, borrowed in pools:
            free, turning = [], []
            for officer in self.pools.get(pool, ()):
                if self.after[officer] > at - one.since:
                    continue
                doing, harm, doubt = self.may_be_sent(officer, one, officer == gone)
                if doing < 0 or (doubt and not reading.doubtful):
                    continue
                since = self._since(officer, doing, reading)
                travel = self.journeys.seconds(officer, one.number, one.grade, at)
                protected = self._protected(officer)
                if protected and GRADES[one.grade] not in self._breaks(officer):
                    continue
                choice = Choice(officer, doing, travel, since, harm, borrowed, protected)
                (free if doing <= AT_DESK else turning).append(choice)
            kept = 0 if pool == FORCE else self.rule.hold_back.get(GRADES[one.grade], 0)
            found += (free if len(free) > kept else []) + turning
            enough += max(0, len(free) - kept) + len(turning)
        return found, enough

    def _protected(self, officer: int) -> bool:
        """Tell whether this turn is one that is kept for investigation; every turn of the restricted is kept."""
        if self.restricted[officer]:
            return True
        rule = self.teams[self.team[officer]].protected
        turn = self.pressure.turns.number[officer]
        return rule is not None and (turn + self.place[officer]) % rule.every == 0

    def _breaks(self, officer: int) -> tuple[str, ...]:
        rule = self.teams[self.team[officer]].protected
        return () if rule is None or self.restricted[officer] else rule.break_for

    def _since(self, officer: int, doing: int, reading: Reading) -> int:
        if doing == ON_SCENE:
            return -self.arrived_at[officer]
        since = self.ready[officer]
        if reading.after_rest:
            since = max(since, self.rested_at[officer])
        if reading.after_work:
            since = max(since, self.worked_at[officer])
        if reading.after_pressed and not self.responds[officer]:
            since = max(since, self.pressure.diverted_since(self.team[officer]))
        return since

    def preferred(self, choices: list[Choice], at: int) -> int:
        """Give the officer who must be sent, or -1."""
        rule: Any = self.rule
        if rule.kind == "nearest":
            key = [(c.protected, c.travel, c.doing, c.since, c.officer) for c in choices]
        elif rule.kind == "longest_idle":
            key = [(c.protected, c.doing, c.since, c.officer) for c in choices]
        elif rule.kind == "least_disruptive":
            key = [(c.protected, c.doing, c.harm, c.travel, c.since, c.officer) for c in choices]
        else:
            key = [(c.protected, self._score(c, at), c.doing, c.since, c.officer) for c in choices]
        return min(key)[-1] if key else -1

    def _score(self, c: Choice, at: int) -> float:
        rule: Any = self.rule
        price = {IDLE: 0.0, AT_DESK: rule.at_desk}.get(c.doing, rule.on_the_way)
        idle = rule.idle * (at - c.since) / 3600 if c.doing != ON_SCENE else 0.0
        return float(c.travel / 60 + price + rule.borrowed * c.borrowed + rule.harm * c.harm - idle)
