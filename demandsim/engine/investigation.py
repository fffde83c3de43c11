"""The investigation desk: crimes are recorded, screened, routed to a unit, allocated to an owner and reviewed."""

from __future__ import annotations

from bisect import insort
from collections import deque
from collections.abc import Callable, Container

from demandsim.engine.clock import Appointment, Clock, Rank
from demandsim.engine.duty import Duty
from demandsim.engine.meetings import Item, Meetings, Queue
from demandsim.engine.owner_choice import OwnerChoice
from demandsim.engine.queue_order import ByHarm
from demandsim.engine.review_calendar import ReviewCalendar
from demandsim.engine.screening import Destinations, InHours, protections, screened_on
from demandsim.engine.state import CrimeState, Life
from demandsim.engine.tables import Names, UnitFinder, plain, resolve_routes
from demandsim.eventlog.log import LogBook
from demandsim.eventlog.moments import Moment, Outcome
from demandsim.roster import Roster
from demandsim.rules import Rules
from demandsim.rules.allocate import ATTENDED, LINKED, OPENING, SHARED, TO_ANYONE, Meeting, remarks
from demandsim.rules.screen import ALLOCATE, FILE, ScreenAll, screen
from demandsim.rules.when import first_that_holds
from demandsim.tape.tape import Tape

RECORDED, SCREENED, ROUTED = int(Moment.RECORDED), int(Moment.SCREENED), int(Moment.ROUTED)
ALLOCATED = int(Moment.ALLOCATED)
DIRECT, BY_CONTACT, AT_INCIDENT, FROM_BACKLOG = 0, 1, 2, 3
NO_CLAUSE = -1


class InvestigationDesk:
    """Queues of crimes by unit and the decisions on them.

    `receive(crime)` hands a crime to its new owner, `begin_silence`/`news` tell the victim's side, `look_at(unit)` asks
    the supervisors, `review(crime, number, unit)` puts a due review into their queue, `close(crime, why)` ends a crime.
    """

    def __init__(
        self,
        clock: Clock,
        log: LogBook,
        tape: Tape,
        state: CrimeState,
        roster: Roster,
        rules: Rules,
        receive: Callable[[int], None],
        begin_silence: Callable[[int], None],
        news: Callable[[int], None],
        look_at: Callable[[int], None],
        review: Callable[[int, int, int], None],
        close: Callable[[int, Outcome | None], None],
        duty: Duty,
    ) -> None:
        scenario, crimes = tape.scenario, tape.crimes
        names = Names.of(scenario)
        self._clock, self._log, self._state = clock, log, state
        self._receive, self._begin_silence, self._news = receive, begin_silence, news
        self._look_at, self._close = look_at, close
        self._decision_time = scenario.mechanics.decision_time
        self._screen = rules.screen
        self.screens = [rules.screen for _ in scenario.places.areas]
        """The screen as it is in each area now: rules of pressure make it harder."""
        self._never = protections(rules.screen, names)
        self._screened_on = screened_on(rules.screen, tape, state)
        self._screening = InHours(clock, tape, rules.screen.hours)
        self._allocating = InHours(clock, tape, rules.allocate.hours)
        self._destinations = Destinations(roster, state, duty)
        self._routes = resolve_routes(rules, names)
        self._conditions = [route.condition for route in self._routes]
        self._practice = [route.practice for route in self._routes]
        self._allocate_rule = rules.allocate
        self._units, self._find = roster.units, UnitFinder(roster)
        self._unit_of = [officer.unit for officer in roster.officers]
        self._investigates = ["investigation" in scenario.workforce.teams[u.team].desks for u in roster.units]
        self._skills = state.skills
        self._direct_at, self._opened_at = plain(crimes.direct_at), plain(crimes.opened_at)
        self._incident, self._backlog_team = plain(crimes.incident), plain(crimes.backlog_team)
        self._route_luck = plain(crimes.route_luck)
        self._interview = plain(tape.incidents.interview)
        self._filed_work, self._desk_work = plain(crimes.filed_work), plain(crimes.desk_work)
        self._backlog = [entry.team for entry in scenario.demand.backlog]
        rule = rules.allocate
        self._owners = OwnerChoice(tape, state, roster, rule, duty.activity)
        self._why, self._choose = self._owners.why, self._owners.choose
        self._queues: list[Queue] = [{} for _ in roster.units]
        self._order = None if rule.order == "longest_queued" else ByHarm(clock, scenario, state, rule.order)
        attended = self._owners.attended
        self._meetings = (
            Meetings(clock, tape, state, roster, rule, self._queues, attended, duty.activity, look_at)
            if isinstance(rule, Meeting)
            else None
        )
        self.reviews = ReviewCalendar(clock, log, tape, state, rules.review, review)
        self._withdrawn: set[int] = set()
        """Crimes from which the victim withdrew while they were being allocated."""
        self.suspect_held: Callable[[int], None] | None = None
        """Told of a crime for which somebody has been arrested at the scene."""
        direct = [row for row in range(len(crimes.offence)) if self._direct_at[row] >= 0]
        self._direct = sorted(direct, key=lambda row: (self._direct_at[row], row))
        self._next_direct = 0

    def begin(self) -> None:
        """Open the backlog, and let the first crime without a call be reported."""
        for crime in range(len(self._backlog_team)):
            if self._backlog_team[crime] >= 0:
                self._open_backlog(crime)
        self._schedule_direct()
        self._allocating.every_time(self._look_at_all)

    def _look_at_all(self) -> None:
        for unit in range(len(self._units)):
            self._look_at(unit)

    def _schedule_direct(self) -> None:
        if self._next_direct < len(self._direct):
            crime = self._direct[self._next_direct]
            self._next_direct += 1
            self._clock.at(self._direct_at[crime], Rank.CRIME, crime, self._reported)

    def _reported(self, appointment: Appointment) -> None:
        self._schedule_direct()
        self._record(appointment.who, -1, DIRECT, -1)

    def from_contact(self, crime: int, contact: int) -> None:
        """A call has reported a crime that needs no deployment."""
        self._record(crime, -1, BY_CONTACT, contact)

    def from_incident(self, crime: int, incident: int, officer: int, arrested: bool) -> None:
        """A crime was found at an incident; `officer` is -1 where a desk resolved it."""
        self._state.attended[crime] = officer >= 0
        self._state.arrested[crime] = arrested
        if arrested and self.suspect_held is not None:
            self.suspect_held(crime)
        self._record(crime, officer, AT_INCIDENT, incident)

    def _open_backlog(self, crime: int) -> None:
        state = self._state
        team = self._backlog[self._backlog_team[crime]]
        unit = self._find.unit(team, state.area[crime])
        state.recorded_at[crime] = self._opened_at[crime]
        self._log.write((0, RECORDED, crime, -1, FROM_BACKLOG, self._backlog_team[crime]))
        self._begin_silence(crime)
        self._prepare(crime)
        state.unit[crime] = unit
        owner = self._choose(self._owners.opening_rule, unit, crime)
        if owner < 0:  # nobody serves yet
            self.arrive(crime, unit)
            return
        self._why[crime] += OPENING
        self.allocate(crime, owner, -1)

    def _record(self, crime: int, officer: int, cause: int, row: int) -> None:
        state, now = self._state, self._clock.now
        state.recorded_at[crime] = now
        state.life[crime] = Life.SCREENING
        if officer >= 0:
            self._owners.attending[crime] = officer
        self._log.write((now, RECORDED, crime, officer, cause, row))
        self._begin_silence(crime)
        if self._decision_time:
            self._clock.at(now + self._decision_time, Rank.MOVED, crime, self._decide)
        else:
            self._decide_on(crime)

    def _decide(self, appointment: Appointment) -> None:
        if self._state.is_open(appointment.who):
            self._decide_on(appointment.who)

    def _decide_on(self, crime: int) -> None:
        state, now = self._state, self._clock.now
        if not self._screening.is_open():
            self._screening.when_open(crime, self._decide)
            return
        facts = state.facts(crime)
        verdict, reason = screen(self.screens[facts.area], self._never, facts, self._screened_on(crime))
        self._log.write((now, SCREENED, crime, -1, verdict, reason))
        if verdict != ALLOCATE and not isinstance(self._screen, ScreenAll):
            unit = self._find.unit(self._screen.by, facts.area)
            state.filed[crime] = verdict == FILE
            state.desk_work[crime] = max(1, (self._filed_work if verdict == FILE else self._desk_work)[crime])
            self._prepare(crime)
            state.unit[crime] = unit
            self._log.write((now, ROUTED, crime, -1, NO_CLAUSE, unit))
            owner = self._choose(TO_ANYONE, unit, crime)
            if owner >= 0:
                self.allocate(crime, owner, -1)
            else:  # nobody serves
                self._queue(crime, unit)
            return
        holder = self._owners.holder(crime)
        self._prepare(crime)
        if state.arrested[crime] and len(self._interview):
            # After an arrest its first stage has the interview and the file too.
            state.add_work(crime, self._interview[self._incident[crime]])
        clause = first_that_holds(self._conditions, self._practice, facts, self._route_luck[crime])
        route = self._routes[clause]
        attending = self._owners.attended(crime)
        if holder >= 0:
            self._give_at_once(crime, holder, clause, LINKED)
        elif route.attending and self._may_keep(attending):
            self._give_at_once(crime, attending, clause, ATTENDED)
        else:
            unit = self._destinations.unit(route, facts.area)
            self._log.write((now, ROUTED, crime, -1, clause, unit))
            self._queue(crime, unit)

    def _may_keep(self, attending: int) -> bool:
        served = attending >= 0 and attending not in self._state.out
        return served and self._investigates[self._unit_of[attending]]

    def _give_at_once(self, crime: int, owner: int, clause: int, why: int) -> None:
        """Make somebody the owner for whom nobody has to choose."""
        state = self._state
        state.unit[crime] = unit = self._unit_of[owner]
        self._log.write((self._clock.now, ROUTED, crime, -1, clause, unit))
        held = state.caseload[owner], state.cap[owner]
        self._why[crime] = why + remarks(*held, self._skills[owner], state.needs(crime))
        self.allocate(crime, owner, -1)

    def _prepare(self, crime: int) -> None:
        state = self._state
        state.stage[crime] = stage = state.next_stage(crime, 0)
        state.left[crime] = state.stage_work(crime, stage)

    def arrive(self, crime: int, unit: int) -> None:
        """A transferred crime reaches its new unit."""
        self._log.write((self._clock.now, ROUTED, crime, -1, NO_CLAUSE, unit))
        self._queue(crime, unit)

    def _queue(self, crime: int, unit: int) -> None:
        state = self._state
        state.unit[crime] = unit
        state.life[crime] = Life.QUEUED
        key = (not state.in_custody[crime], state.needs(crime))
        self._queues[unit].setdefault(key, deque()).append((self._clock.now, crime))
        self._look_at(unit)

    def reordered(self, crime: int) -> None:
        """A suspect has left custody: a queued crime goes to where it would be without; an agenda stays as it is."""
        state = self._state
        if state.life[crime] == Life.QUEUED:
            queues, needs = self._queues[state.unit[crime]], state.needs(crime)
            for entry in [entry for entry in queues.get((False, needs), ()) if entry[1] == crime]:
                queues[False, needs].remove(entry)
                insort(queues.setdefault((True, needs), deque()), entry)

    def queued(self, unit: int, areas: Container[int]) -> int:
        """Count the crimes of some areas in a unit's queue that nobody is allocating yet."""
        state = self._state
        return sum(
            state.life[crime] == Life.QUEUED and state.area[crime] in areas
            for queue in self._queues[unit].values()
            for _, crime in queue
        )

    def next_allocation(self, unit: int) -> tuple[int, int] | None:
        """Choose the next crime of the unit's queue and its owner, and keep room for it; None: nobody has room.

        Crimes with somebody in custody come first, outside the hours they alone, then the longest queued or those of
        greatest harm; one for which no skilled officer has room lets others pass. With meetings, what is on the agenda
        comes next, and what has been queued since waits.
        """
        state, meetings, is_open = self._state, self._meetings, self._allocating.is_open()
        if meetings is not None and (item := meetings.next(unit, in_custody=True)) is not None:
            return self._carry_out(item)
        heads = []
        for (free_suspect, _), queue in self._queues[unit].items():
            if free_suspect and meetings is not None:
                continue
            while queue and state.life[queue[0][1]] != Life.QUEUED:
                queue.popleft()
            if queue and (is_open or not free_suspect):
                heads.append((free_suspect, *queue[0], queue))
        heads = sorted(heads, key=lambda head: head[:3]) if self._order is None else self._order.arrange(heads)
        for _, _, crime, queue in heads:
            owner = self._choose(self._allocate_rule, unit, crime)
            if owner >= 0:
                queue.popleft()
                state.life[crime] = Life.ALLOCATING
                state.caseload[owner] += 1
                return crime, owner
        if meetings is not None and (item := meetings.next(unit)) is not None:
            return self._carry_out(item)
        return None

    def _carry_out(self, item: Item) -> tuple[int, int]:
        """Take up what a meeting has decided, which has kept room for it."""
        self._state.life[item.crime] = Life.ALLOCATING
        self._why[item.crime] = item.why
        return item.crime, item.owner

    def allocate_now(self, crime: int, owner: int, supervisor: int) -> None:
        """Carry out an allocation for which room was kept."""
        self._state.caseload[owner] -= 1
        self.allocate(crime, owner, supervisor)
        if crime in self._withdrawn and self._state.is_open(crime):
            self._close(crime, Outcome.VICTIM_WITHDREW)

    def allocate(self, crime: int, owner: int, supervisor: int) -> None:
        """Make an officer the owner of a crime."""
        state, now = self._state, self._clock.now
        state.caseload[owner] += 1
        state.give(crime, owner)
        self._log.write((now, ALLOCATED, crime, owner, self._owners.given(crime, owner), supervisor))
        self._news(crime)
        self._receive(crime)
        if not state.desk_work[crime]:
            self.reviews.allocated(crime)

    def take_over(self, crime: int, officer: int) -> None:
        """A colleague who shares the unit's work takes up a crime and becomes its owner."""
        state = self._state
        needs = 0 if state.desk_work[crime] else state.needs(crime)
        held = state.caseload[officer], state.cap[officer]
        self._why[crime] = SHARED + remarks(*held, self._skills[officer], needs)
        state.take_away(crime)
        self.allocate(crime, officer, -1)

    def room(self, owner: int) -> None:
        """An officer has closed a crime and has room for another."""
        if owner >= 0:
            self._state.caseload[owner] -= 1
            self._look_at(self._unit_of[owner])

    def gives_up(self, officer: int) -> None:
        """An officer leaves: what a meeting has decided for him or her is to be decided again."""
        if self._meetings is not None:
            self._meetings.gives_up(officer)

    def withdraws(self, crime: int) -> None:
        """A victim withdraws support: the crime is closed, after an allocation in progress."""
        if self._state.life[crime] == Life.ALLOCATING:
            self._withdrawn.add(crime)
        else:
            if self._meetings is not None:
                self._meetings.drop(crime)
            self._close(crime, Outcome.VICTIM_WITHDREW)
