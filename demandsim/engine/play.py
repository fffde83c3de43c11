"""Wire the desks together and let time pass: tape + roster + rules → event log."""

from __future__ import annotations

from collections.abc import Callable

from demandsim.engine.allocation_desk import AllocationDesk
from demandsim.engine.case_duties import CaseDuties
from demandsim.engine.casework import Casework
from demandsim.engine.clock import Clock
from demandsim.engine.contact import ContactDesk
from demandsim.engine.duty import Desk, Duty
from demandsim.engine.evidence import Evidence, is_lost
from demandsim.engine.field import Field
from demandsim.engine.hand_back import HandBack
from demandsim.engine.investigation import InvestigationDesk
from demandsim.engine.opening import LocalWeek, asks_for_the_hour
from demandsim.engine.pressure import PressureRules
from demandsim.engine.prevention import Prevention
from demandsim.engine.protected import Protection
from demandsim.engine.quiet import Quiet
from demandsim.engine.reopening import Reopening
from demandsim.engine.reports import Reports
from demandsim.engine.resolution import ResolutionDesk
from demandsim.engine.response import ResponseDesk
from demandsim.engine.service import Service
from demandsim.engine.skills import Skills
from demandsim.engine.specialists import Specialists, are_called_in
from demandsim.engine.state import CrimeState
from demandsim.engine.supervision import Supervision
from demandsim.engine.tables import Names
from demandsim.engine.transfers import Transfers
from demandsim.engine.victims import Victims
from demandsim.eventlog.facts import Facts
from demandsim.eventlog.log import EventLog, LogBook, Row
from demandsim.roster import Roster
from demandsim.rules import Rules
from demandsim.tape.tape import NEVER, Tape


def run(tape: Tape, roster: Roster, rules: Rules) -> EventLog:
    """Play one replication and give the sealed log of everything that happened.

    Nothing random happens here: the same tape, roster and rules give the same log, row for row. Cases still open at
    the end stay open in the log.
    """
    return Play(tape, roster, rules).play()


def run_for(reader: Callable[[Row], object], tape: Tape, roster: Roster, rules: Rules) -> None:
    """Play one replication and hand every row of the log to a reader as it happens; nothing is kept.

    For horizons whose log would not fit into memory: what the engine holds then depends on how much is open at once,
    not on how long the run is.
    """
    Play(tape, roster, rules, reader).let_time_pass()


class Play:
    """The desks of one run and the calls between them; used once and thrown away."""

    def __init__(self, tape: Tape, roster: Roster, rules: Rules, reader: Callable[[Row], object] | None = None) -> None:
        self._tape, self._roster = tape, roster
        scenario = tape.scenario
        self._clock, self._log = Clock(tape.ends_at), LogBook(reader)
        clock, log = self._clock, self._log
        self._duty = Duty(clock, log, roster)
        duty = self._duty
        state = CrimeState(tape, roster, LocalWeek(tape, clock).now if asks_for_the_hour(rules) else None)
        desk = AllocationDesk(roster, rules.allocate)
        prevention = Prevention(clock, log, tape, roster, rules.proactive) if rules.proactive else None
        reports = Reports(clock, log, duty, tape.incidents.report) if tape.incidents.report.any() else None
        resolution = (
            ResolutionDesk(
                clock,
                log,
                duty,
                tape,
                roster,
                on_crime=lambda *found: self.investigation.from_incident(*found),
                begins=lambda officer: self.response.unready(officer),
                ask=lambda: self.field.ask(),
            )
            if any("resolution" in team.desks for team in scenario.workforce.teams.values())
            else None
        )
        # Desks call each other in a circle (a crime makes a victim ring, a call makes a crime), so each is given
        # functions that look its neighbour up when they are called.
        self.contact = ContactDesk(
            clock,
            log,
            duty,
            tape,
            roster,
            rules.answer,
            on_incident=lambda incident: self.response.open(incident),
            on_crime=lambda crime, contact: self.investigation.from_contact(crime, contact),
            prevented=None if prevention is None else prevention.prevents_call,
        )
        self.response = ResponseDesk(
            clock,
            log,
            duty,
            tape,
            roster,
            rules,
            on_crime=lambda *found: self.investigation.from_incident(*found),
            call_again=self.contact.wake,
            put_down=lambda officer: self.field.put_down(officer),
            harm_in_hand=lambda officer: self.casework.harm_in_hand(officer),
            ask=lambda: self.field.ask(),
            resolution=resolution,
            reports=reports,
            prevented=None if prevention is None else prevention.prevents,
        )
        self.victims = Victims(
            clock,
            tape,
            state,
            ring=self.contact.wake,
            withdraws=lambda crime: self.case_duties.withdraws(crime),
        )
        self.casework = Casework(
            clock,
            log,
            duty,
            state,
            scenario,
            roster,
            rules,
            stage_done=lambda crime: self.transfers.consider(crime),
            news=self.victims.news,
            closed=lambda owner: self.investigation.room(owner),
            could_work=lambda officer: self.field.could_work(officer),
            take_over=lambda crime, officer: self.investigation.take_over(crime, officer),
        )
        self.investigation = InvestigationDesk(
            clock,
            log,
            tape,
            state,
            roster,
            rules,
            receive=lambda crime: self.case_duties.receive(crime),
            begin_silence=self.victims.begin,
            news=self.victims.news,
            look_at=lambda unit: self.supervision.look_at(desk.of[unit]),
            review=lambda crime, number, unit: self.case_duties.reviews.falls_due(crime, number, unit),
            close=self.casework.close,
            duty=duty,
        )
        self.case_duties = CaseDuties(
            clock,
            log,
            duty,
            tape,
            state,
            roster,
            rules,
            self.casework,
            self.investigation,
            wanted=lambda kind, unit, task: self.supervision.wanted(kind, unit, task),
            has_supervisors=lambda unit: self.supervision.has_supervisors(unit),
            victims=self.victims,
            could_work=lambda officer: self.field.could_work(officer),
            cannot_be_sent=self.response.unready,
        )
        self.transfers = Transfers(
            clock,
            log,
            tape,
            state,
            roster,
            rules,
            put_down=self.casework.interrupt,
            released=lambda officer: self.supervision.look_at(desk.of[roster.officers[officer].unit]),
            enqueue=self.investigation.arrive,
        )
        self.supervision = Supervision(
            clock,
            log,
            duty,
            roster,
            rules,
            next_allocation=desk.shared(self.investigation.next_allocation),
            allocate=self.investigation.allocate_now,
            kinds=self.case_duties.kinds,
            ask=lambda: self.field.ask(),
            queue_of=state.unit,
        )
        quiet = Quiet(
            clock,
            log,
            duty,
            scenario,
            roster,
            rules.proactive,
            prevention,
            reports,
            cannot_be_sent=self.response.unready,
            break_is_due=lambda officer: self.field.break_is_due(officer),
        )
        self.casework.evidence = Evidence(clock, state, scenario) if is_lost(scenario) else None
        if are_called_in(scenario):
            self.casework.specialists = Specialists(
                clock,
                log,
                duty,
                state,
                scenario,
                roster,
                self.casework.evidence,
                stage_ends=self.casework.stage_ends,
                could_work=lambda officer: self.field.could_work(officer),
                gives_way=quiet.gives_way,
            )
        if (tape.crimes.reopens < NEVER).any():
            self.casework.reopen = Reopening(
                clock, log, state, tape.crimes.reopens, resume=self._resume, enqueue=self.investigation.arrive
            ).closed
        self.field = Field(
            clock, duty, self.response, self.casework, self.supervision, quiet, resolution, self.case_duties.calls
        )
        self.pressure = PressureRules(
            clock,
            log,
            duty,
            scenario,
            roster,
            rules.pressure,
            self.contact,
            self.response,
            self.investigation,
            lend=self.field.lend,
        )
        look_at = self.supervision.look_at
        self.skills = Skills(clock, log, state, roster, look_at)
        self.hand_back = HandBack(
            clock, log, duty, tape, state, roster, rules, self.casework.ready.forget, self.investigation.arrive, look_at
        )
        self.protection = Protection(duty, scenario, roster, self.response.protect)
        if roster.stays:
            takes, ready = rules.allocate.takes, self.casework.ready
            gives_up = self.investigation.gives_up
            service = Service(clock, duty, state, roster, takes, self.hand_back, ready, gives_up, look_at)
            self.casework.tell_of_putting_down(service.put_down)

    def _resume(self, crime: int) -> None:
        self.victims.resume(crime)
        self.investigation.reviews.resume(crime)

    def play(self) -> EventLog:
        """Let time pass until the tape ends, and seal the log."""
        self.let_time_pass()
        return self._log.seal(self._tape.ends_at, gather_facts(self._tape, self._roster))

    def let_time_pass(self) -> None:
        """Let time pass until the tape ends."""
        teams = self._tape.scenario.workforce.teams
        desks: list[Desk] = []
        for officer in self._roster.officers:
            team = teams[self._roster.units[officer.unit].team]
            if officer.supervisor:
                desks.append(self.supervision)
            elif "contact" in team.desks:
                desks.append(self.contact)
            else:
                desks.append(self.field)
        self.investigation.begin()
        self.skills.begin()
        self.hand_back.begin()
        self._duty.begin(desks)
        self.contact.begin()
        self.response.begin()
        self.pressure.begin()
        self._clock.play()


def gather_facts(tape: Tape, roster: Roster) -> Facts:
    """Gather the facts that the log's rows refer to."""
    import numpy as np

    scenario, contacts, incidents, crimes = tape.scenario, tape.contacts, tape.incidents, tape.crimes
    names = Names.of(scenario)
    areas = (*scenario.places.areas, "force")
    stays = np.array(roster.stays, dtype=np.int64).reshape(-1, 3)
    needs = np.array([names.mask(offence.skills) for offence in scenario.demand.offences], dtype=np.int64)
    return Facts(
        scenario=scenario,
        seed=tape.seed,
        replication=tape.replication,
        contact_uid=contacts.uid,
        contact_line=contacts.line,
        contact_cause=contacts.cause,
        contact_about=contacts.about,
        contact_incident=contacts.incident,
        contact_crime=contacts.crime,
        incident_uid=incidents.uid,
        incident_kind=incidents.kind,
        incident_area=incidents.area,
        incident_needs_attendance=incidents.needs_attendance,
        incident_prevention_luck=incidents.prevention_luck
        if scenario.rules.proactive
        else incidents.prevention_luck[:0],
        crime_uid=crimes.uid,
        crime_offence=crimes.offence,
        crime_area=crimes.area,
        crime_incident=crimes.incident,
        crime_opened_at=crimes.opened_at,
        crime_backlog=crimes.backlog_team >= 0,
        crime_named=crimes.named,
        crime_vulnerable=crimes.vulnerable,
        crime_prospect=crimes.prospect,
        crime_score=crimes.score,
        crime_skills=needs[crimes.offence],
        officer_key=tuple(officer.key for officer in roster.officers),
        officer_unit=np.array([officer.unit for officer in roster.officers], dtype=np.int64),
        officer_rank=tuple(officer.rank for officer in roster.officers),
        officer_skills=np.array([officer.skills for officer in roster.officers], dtype=np.int64),
        officer_supervisor=np.array([officer.supervisor for officer in roster.officers], dtype=bool),
        unit_team=tuple(unit.team for unit in roster.units),
        unit_area=tuple(areas[unit.area] for unit in roster.units),
        spell_officer=roster.spell_officer,
        spell_from=roster.spell_from,
        spell_to=roster.spell_to,
        stay_officer=stays[:, 0].copy(),
        stay_from=stays[:, 1].copy(),
        stay_to=stays[:, 2].copy(),
    )
