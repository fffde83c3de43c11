"""Prevention: the hours of proactive work in an area, day by day, and the demand that does not come because of them."""

from __future__ import annotations

from collections.abc import Sequence

from demandsim.engine.clock import Clock
from demandsim.engine.tables import FORCE_WIDE, plain
from demandsim.eventlog.log import LogBook
from demandsim.eventlog.moments import Moment
from demandsim.roster import Roster
from demandsim.rules.proactive import Proactive, days_of_lag, first_to_prevent, next_level, share_prevented
from demandsim.scenario.calendar import HOUR
from demandsim.tape.tape import NONE, Tape

PREVENTED = int(Moment.PREVENTED)


class Prevention:
    """How much of each plan's demand is prevented today in every area, and which incidents that are.

    Levels are worked out at local midnight, from the hours of the day that has ended. Whoever is based in an area
    counts there; hours of officers of the whole force are spread over the areas by their shares.
    """

    def __init__(self, clock: Clock, log: LogBook, tape: Tape, roster: Roster, plans: Sequence[Proactive]) -> None:
        scenario, incidents = tape.scenario, tape.incidents
        self._clock, self._log, self._plans = clock, log, plans
        calendar = tape.absences.calendar
        self._midnights = [calendar.elapsed(day, 0) for day in range(tape.days + 1)]
        self._shares = [area.share for area in scenario.places.areas.values()]
        self._based_in = [roster.units[officer.unit].area for officer in roster.officers]
        self._kind, self._area = plain(incidents.kind), plain(incidents.area)
        self._luck, self._incident_of = plain(incidents.prevention_luck), plain(tape.contacts.incident)
        self._plans_against = [
            tuple(number for number, plan in enumerate(plans) if kind.name in plan.incidents)
            for kind in scenario.demand.incidents
        ]
        """Plans by kind of incident, in order."""
        self._lags = [days_of_lag(plan) for plan in plans]
        self._today = 0
        self._done = [[0] * (len(self._shares) + 1) for _ in plans]
        """Seconds done today by plan and area; the last entry is for the whole force."""
        self._levels = [[[0.0] for _ in self._shares] for _ in plans]
        """Hours a week that count at the end of every day by plan and area; the first entry is before the run."""
        self._running: dict[int, tuple[int, int]] = {}
        """By officer at work: the plan, and since when today."""

    def begins(self, officer: int, plan: int) -> None:
        """An officer begins proactive work now."""
        self._end_days()
        self._running[officer] = (plan, self._clock.now)

    def stops(self, officer: int) -> None:
        """An officer stops proactive work now."""
        self._end_days()
        self._count(officer, self._clock.now)
        del self._running[officer]

    def prevents_call(self, contact: int) -> bool:
        """Tell, and write down, whether a call that would ring now does not because there is nothing to report."""
        incident = self._incident_of[contact]
        return incident != NONE and self.prevents(incident)

    def prevents(self, incident: int) -> bool:
        """Tell, and write down, whether an incident that would come to notice now does not happen."""
        plans = self._plans_against[self._kind[incident]]
        if not plans or not len(self._luck):
            return False
        self._end_days()
        area = self._area[incident]
        found = first_to_prevent([self._share_today(plan, area) for plan in plans], self._luck[incident])
        if found < 0:
            return False
        self._log.write((self._clock.now, PREVENTED, incident, -1, plans[found], -1))
        return True

    def _share_today(self, plan: int, area: int) -> float:
        # Entry 0 is before the run, so that the end of day d is entry d + 1.
        level = self._levels[plan][area][max(0, self._today - self._lags[plan] + 1)]
        return share_prevented(self._plans[plan], level)

    def _end_days(self) -> None:
        """End every day that is over by now: its hours become part of the levels."""
        while self._clock.now >= self._midnights[self._today + 1]:
            midnight = self._midnights[self._today + 1]
            for officer in self._running:
                self._count(officer, midnight)
            for plan, done, levels in zip(self._plans, self._done, self._levels, strict=True):
                for area, share in enumerate(self._shares):
                    hours = (done[area] + share * done[FORCE_WIDE]) / HOUR
                    levels[area].append(next_level(levels[area][-1], hours, plan.fades))
                done[:] = [0] * len(done)
            self._today += 1

    def _count(self, officer: int, until: int) -> None:
        plan, since = self._running[officer]
        self._done[plan][self._based_in[officer]] += until - since
        self._running[officer] = (plan, until)
