"""The contact desk: calls ring, wait, are answered or given up, and ring again."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from demandsim.engine.clock import Appointment, Clock, Rank
from demandsim.engine.duty import Duty
from demandsim.engine.tables import plain
from demandsim.eventlog.log import LogBook
from demandsim.eventlog.moments import Activity, Moment
from demandsim.roster import Roster
from demandsim.rules.answer import Answer, answer_order, next_contact, positions_held_back
from demandsim.rules.choice import GRADES
from demandsim.scenario.scenario import Scenario
from demandsim.tape.tape import CRIME, FROM_PUBLIC, INCIDENT, Tape

RECEIVED, ANSWERED, HUNG_UP = int(Moment.RECEIVED), int(Moment.ANSWERED), int(Moment.HUNG_UP)
FREED, ABANDONED, LOST = int(Moment.FREED), int(Moment.ABANDONED), int(Moment.LOST)
TALKING, WRAPPING = int(Activity.TALKING), int(Activity.WRAPPING)
EMERGENCY = GRADES.index("emergency")
NOBODY_WAITS = (0, -1)


class ContactDesk:
    """Handlers and waiting callers.

    Handlers of one team have the same lines and are taken in the order in which they became free (longest idle first;
    those who come on duty together by lowest id). `on_incident` and `on_crime` are told what a call reported.
    """

    def __init__(
        self,
        clock: Clock,
        log: LogBook,
        duty: Duty,
        tape: Tape,
        roster: Roster,
        rule: Answer,
        on_incident: Callable[[int], None],
        on_crime: Callable[[int, int], None],
    ) -> None:
        scenario: Scenario = tape.scenario
        contacts = tape.contacts
        lines = tuple(scenario.demand.lines)
        self._clock, self._at, self._write, self._duty = clock, clock.at, log.write, duty
        self._on_incident, self._on_crime = on_incident, on_crime
        self._received_at, self._line_on_tape = plain(contacts.received_at), plain(contacts.line)
        self._about, self._cause = plain(contacts.about), plain(contacts.cause)
        self._incident, self._crime = plain(contacts.incident), plain(contacts.crime)
        self._talk, self._wrap, self._patience = (
            plain(contacts.talk),
            plain(contacts.wrap),
            plain(contacts.patience),
        )
        self._retry_luck, self._switch_luck = plain(contacts.retry_luck), plain(contacts.switch_luck)
        self._retry_time = plain(contacts.retry_time)

        self._first_calls = int((contacts.received_at >= 0).sum())
        self._next_call = 0
        self._attempt = [0] * len(contacts.line)
        self._line = contacts.line.tolist()
        self._waiting_since = [-1] * len(contacts.line)
        self._handler = [-1] * len(contacts.line)
        self._queues: list[deque[tuple[int, int]]] = [deque() for _ in lines]
        self._waiting = 0

        self._rank = answer_order(rule, lines)
        self._held_back = positions_held_back(rule, lines)
        groups: dict[tuple[int, ...], int] = {}
        self._group = [-1] * len(roster.officers)
        for unit in roster.units:
            team = scenario.workforce.teams[unit.team]
            if "contact" in team.desks:
                answers = tuple(number for number, line in enumerate(lines) if line in team.lines)
                group = groups.setdefault(answers, len(groups))
                for officer in unit.officers:
                    self._group[officer] = group
        self._groups_of_line = tuple(
            tuple(group for group, answers in enumerate(groups) if line in answers) for line in range(len(lines))
        )
        self._lines_of_group = tuple(groups)
        self._free: list[deque[int]] = [deque() for _ in groups]
        self._free_for = [0] * len(lines)
        """Free handlers who answer each line."""
        self._free_since = [0] * len(roster.officers)
        self._retries = tuple(
            (line.retry, lines.index(line.retry.switch_to) if line.retry.switch_to else -1)
            for line in scenario.demand.lines.values()
        )
        self._pass_on = [line.emergency_passed_on for line in scenario.demand.lines.values()]
        self._assessed = plain(tape.incidents.assessed)
        self._passed_on: set[int] = set()
        self._asked = False

    def begin(self) -> None:
        """Let the first call ring."""
        if self._first_calls:
            self._at(self._received_at[0], Rank.CALL, 0, self._rings_first)

    def _rings_first(self, call: Appointment) -> None:
        contact = call.who
        following = contact + 1
        if following < self._first_calls:
            self._at(self._received_at[following], Rank.CALL, following, self._rings_first)
        self._ring(contact)

    def wake(self, contact: int) -> None:
        """Let a candidate call ring now: what the force did, or failed to do, has caused it."""
        self._at(self._clock.now, Rank.CALL, contact, self._rings_again)

    def _rings_again(self, call: Appointment) -> None:
        self._ring(call.who)

    def _ring(self, contact: int) -> None:
        now = self._clock.now
        line = self._line[contact]
        self._attempt[contact] += 1
        attempt = self._attempt[contact]
        self._write((now, RECEIVED, contact, -1, line, attempt))
        if not self._queues[line] or self._head(line) == NOBODY_WAITS:
            handler = self._free_handler(line)
            if handler >= 0:
                self._answer(contact, handler, now, now)
                return
        self._waiting_since[contact] = now
        self._queues[line].append((contact, attempt))
        self._waiting += 1
        self._at(now + self._patience[contact, attempt - 1], Rank.ABANDON, contact, self._gives_up)

    def _free_handler(self, line: int) -> int:
        if self._free_for[line] <= self._held_back[line]:
            return -1
        heads = [self._free[group][0] for group in self._groups_of_line[line] if self._free[group]]
        return heads[0] if len(heads) == 1 else min(heads, key=lambda handler: (self._free_since[handler], handler))

    def _answer(self, contact: int, handler: int, since: int, now: int) -> None:
        group = self._group[handler]
        self._free[group].popleft()
        self._count_free(group, -1)
        self._waiting_since[contact] = -1
        self._handler[contact] = handler
        self._duty.activity[handler] = TALKING
        self._write((now, ANSWERED, contact, handler, self._line[contact], now - since))
        talk = self._talk[contact]
        self._at(now + talk, Rank.HUNG_UP, contact, self._hangs_up)
        if self._about[contact] == INCIDENT and self._assessed[self._incident[contact]] == EMERGENCY:
            after = self._pass_on[self._line[contact]]
            if after is not None and after < talk:
                self._at(now + after, Rank.PASSED_ON, contact, self._passes_on)

    def _passes_on(self, call: Appointment) -> None:
        self._passed_on.add(call.who)
        self._on_incident(self._incident[call.who])

    def _hangs_up(self, call: Appointment) -> None:
        contact = call.who
        handler = self._handler[contact]
        now = self._clock.now
        about = self._about[contact]
        self._write((now, HUNG_UP, contact, handler, about, self._talk[contact]))
        self._duty.activity[handler] = WRAPPING
        if self._cause[contact] == FROM_PUBLIC:
            if about == INCIDENT and contact in self._passed_on:
                self._passed_on.remove(contact)
            elif about == INCIDENT:
                self._on_incident(self._incident[contact])
            elif about == CRIME:
                self._on_crime(self._crime[contact], contact)
        wrap = self._wrap[contact]
        if wrap:
            self._at(now + wrap, Rank.FREED, contact, self._wraps_up)
        else:
            self._wraps_up(call)

    def _wraps_up(self, call: Appointment) -> None:
        contact = call.who
        handler = self._handler[contact]
        self._write((self._clock.now, FREED, contact, handler, -1, self._wrap[contact]))
        self._duty.released(handler)

    def _gives_up(self, appointment: Appointment) -> None:
        contact = appointment.who
        now = self._clock.now
        attempt = self._attempt[contact]
        since = self._waiting_since[contact]
        if since < 0 or since + self._patience[contact, attempt - 1] != now:
            return
        line = self._line[contact]
        self._waiting_since[contact] = -1
        self._waiting -= 1
        self._write((now, ABANDONED, contact, -1, line, now - since))
        retry, other_line = self._retries[line]
        about = self._about[contact]
        share = retry.need if about in (INCIDENT, CRIME) else retry.information
        if attempt < retry.attempts and self._retry_luck[contact, attempt - 1] < share:
            if other_line >= 0 and self._switch_luck[contact, attempt - 1] < retry.switch_share:
                self._line[contact] = other_line
            again_at = now + self._retry_time[contact, attempt - 1]
            self._at(again_at, Rank.CALL, contact, self._rings_again)
        else:
            self._write((now, LOST, contact, -1, about, attempt))

    def free(self, officer: int) -> None:
        """A handler is free: take the next call, or wait for one."""
        now = self._clock.now
        self._free_since[officer] = now
        group = self._group[officer]
        handlers = self._free[group]
        self._count_free(group, 1)
        freed_too = []
        while handlers and self._free_since[handlers[-1]] == now and handlers[-1] > officer:
            freed_too.append(handlers.pop())
        handlers.append(officer)
        handlers.extend(reversed(freed_too))
        if self._waiting and not self._asked:
            self._asked = True
            self._at(now, Rank.ASSIGN_CONTACTS, 0, self._assign)

    def gone(self, officer: int) -> None:
        """A handler leaves."""
        group = self._group[officer]
        if officer in self._free[group]:
            self._free[group].remove(officer)
            self._count_free(group, -1)

    def _count_free(self, group: int, change: int) -> None:
        for line in self._lines_of_group[group]:
            self._free_for[line] += change

    def _assign(self, _: Appointment) -> None:
        self._asked = False
        while self._waiting and self._assign_one():
            pass

    def _assign_one(self) -> bool:
        heads = [self._head(line) if queue else NOBODY_WAITS for line, queue in enumerate(self._queues)]
        chosen = next_contact(heads, self._rank, self._held_back, self._free_for)
        if chosen < 0:
            return False
        since, contact = heads[chosen]
        handler = self._free_handler(chosen)
        self._queues[chosen].popleft()
        self._waiting -= 1
        self._answer(contact, handler, since, self._clock.now)
        return True

    def _head(self, line: int) -> tuple[int, int]:
        queue = self._queues[line]
        while queue:
            contact, attempt = queue[0]
            since = self._waiting_since[contact]
            if since >= 0 and self._attempt[contact] == attempt:
                return since, contact
            queue.popleft()
        return NOBODY_WAITS
