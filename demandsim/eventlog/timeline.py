"""Timelines: the story of one crime or one officer, moment by moment, in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

import numpy as np

from demandsim.eventlog.case_duty_words import CASE_DUTY_WORDS
from demandsim.eventlog.journeys import CONTACT_ABOUT, SCREENED, reporting_contact, unit_names
from demandsim.eventlog.log import EventLog
from demandsim.eventlog.moments import SCHEMA, Moment, Outcome
from demandsim.eventlog.reasons import reasons_in_words
from demandsim.eventlog.rows import Flags, Ints, rows_of
from demandsim.quantities import format_duration
from demandsim.rules.choice import GRADES
from demandsim.rules.dispatch import BORROWED, CALLED_AWAY, CALLED_OFF, DIVERTED, INVESTIGATOR, RELIEVES, RESERVE
from demandsim.rules.grade import BY_DESK
from demandsim.rules.screen import ALLOCATE, PROTECTED, TOO_LITTLE
from demandsim.scenario.calendar import Calendar
from demandsim.scenario.cases import Offence, pass_names

AWAY = ("is ill", "is on a course", "has left")


class Step(NamedTuple):
    """One moment of a story."""

    at: int
    """Seconds from the start."""
    moment: str
    """Name of the moment, for example `ALLOCATED`."""
    words: str
    """What happened, with the names of people, teams and clauses."""


class _Row(NamedTuple):
    at: int
    moment: Moment
    subject: int
    officer: int
    detail: int
    amount: int


def timeline(log: EventLog, crime: int) -> list[Step]:
    """Tell the story of one crime, given by its `uid`: the call, the incident, the investigation, calls for news.

    Raises ValueError where the log knows no such crime.
    """
    return told(log, rows_of_story(log, crime))


def rows_of_story(log: EventLog, crime: int) -> Ints:
    """Give the rows of the log that tell the story of one crime, given by its `uid`; raises as `timeline` does."""
    facts = log.facts
    found = np.flatnonzero(facts.crime_uid == crime)
    if not len(found):
        raise ValueError(f"there is no crime {crime} in this log")
    row = int(found[0])
    contacts = facts.contact_crime == row
    incident = int(facts.crime_incident[row])
    if incident >= 0:
        contacts = contacts | (facts.contact_incident == incident)
        reporting = int(reporting_contact(log)[incident])
        if reporting >= 0:
            contacts[reporting] = True
    chosen = _rows_about(log, "crime", [row])
    chosen |= _rows_about(log, "contact", np.flatnonzero(contacts).tolist())
    chosen |= _rows_about(log, "incident", [incident] if incident >= 0 else [])
    return np.flatnonzero(chosen)


def told(log: EventLog, rows: Ints) -> list[Step]:
    """Put rows of the log into words."""
    return _told(log, rows, _words_for_subject)


def officer_timeline(log: EventLog, officer: str) -> list[Step]:
    """Tell what one officer did, given by the officer's key (`team/area/rank/ordinal`).

    Raises ValueError where the log knows no such officer.
    """
    if officer not in log.facts.officer_key:
        raise ValueError(f"there is no officer {officer!r} in this log")
    row = log.facts.officer_key.index(officer)
    chosen = (log.officer == row) | ((log.moment == Moment.ALLOCATED) & (log.amount == row))
    return _told(log, np.flatnonzero(chosen), _words_for_officer)


def _rows_about(log: EventLog, subject: str, rows: list[int]) -> Flags:
    # The handler's wrap-up is no part of anybody's story but the handler's.
    moments = [int(m) for m, columns in SCHEMA.items() if columns.subject == subject and m != Moment.FREED]
    chosen = np.flatnonzero(log.subject == rows[0] if len(rows) == 1 else np.isin(log.subject, rows))
    flags = np.zeros(len(log), dtype=np.bool_)
    flags[chosen[np.isin(log.moment[chosen], moments)]] = True
    return flags


def _told(log: EventLog, rows: Ints, words: Callable[[_Names, _Row], str]) -> list[Step]:
    names, story = _Names(log), []
    for number in rows.tolist():
        row = _Row(
            int(log.at[number]),
            Moment(int(log.moment[number])),
            int(log.subject[number]),
            int(log.officer[number]),
            int(log.detail[number]),
            int(log.amount[number]),
        )
        story.append(Step(row.at, row.moment.name, words(names, row)))
    return story


def _words_for_officer(names: _Names, row: _Row) -> str:
    subject = SCHEMA[row.moment].subject
    words = _words_for_subject(names, row)
    return f"{words} ({subject} {names.uid(subject, row.subject)})" if subject else words


def _words_for_subject(names: _Names, row: _Row) -> str:
    return _WORDS[row.moment](names, row)


class _Names:
    """Names of what rows refer to."""

    def __init__(self, log: EventLog) -> None:
        self.scenario = log.facts.scenario
        self.facts = log.facts
        self._units: tuple[str, ...] = unit_names(log)
        screened = rows_of(log, Moment.SCREENED)
        again = rows_of(log, Moment.REOPENED)
        self._reopened = dict(zip(log.subject[again].tolist(), log.at[again].tolist(), strict=True))
        self._at_desk = set(log.subject[screened[log.detail[screened] != ALLOCATE]].tolist())

    def uid(self, subject: str, row: int) -> int:
        facts = self.facts
        uids = {"contact": facts.contact_uid, "incident": facts.incident_uid, "crime": facts.crime_uid}[subject]
        return int(uids[row])

    def officer(self, row: int) -> str:
        return self.facts.officer_key[row] if row >= 0 else "nobody"

    def unit(self, row: int) -> str:
        return self._units[row] if row >= 0 else "no unit"

    def line(self, row: int) -> str:
        return tuple(self.scenario.demand.lines)[row]

    def offence(self, crime: int) -> str:
        return self._offence(crime).name

    def stage(self, row: _Row) -> str:
        if row.at >= self._reopened.get(row.subject, row.at + 1):
            return "what it was opened again for"
        if row.subject in self._at_desk:
            return "the desk work"
        return pass_names(self.scenario.demand.plans[self._offence(row.subject).plan])[row.detail]

    def _offence(self, crime: int) -> Offence:
        return self.scenario.demand.offences[int(self.facts.crime_offence[crime])]

    def route(self, number: int) -> str:
        return f"under the route {self.scenario.investigative_model.routes[number].name!r}"

    def clause(self, number: int) -> str:
        return f"under the clause {self.scenario.investigative_model.transfer.clauses[number].name!r}"

    def pressure(self, number: int) -> str:
        return f"the rule {self.scenario.desk_rules.pressure[number].name!r}"

    def plan(self, number: int) -> str:
        return f"the plan {self.scenario.rules.proactive[number].name!r}"

    def clock(self, at: int) -> datetime:
        return Calendar(self.scenario.start, self.scenario.timezone).local(at)

    def area(self, crime: int) -> str:
        return tuple(self.scenario.places.areas)[int(self.facts.crime_area[crime])]


def _received(names: _Names, row: _Row) -> str:
    cause = int(names.facts.contact_cause[row.subject])
    why = ("", ", to ask for news", ", because nobody has come")[cause]
    again = f", attempt {row.amount}" if row.amount > 1 else ""
    how = "writes to" if tuple(names.scenario.demand.lines.values())[row.detail].yields else "rings"
    return f"{how} {names.line(row.detail)}{why}{again}"


def _graded(names: _Names, row: _Row) -> str:
    kind = names.scenario.demand.incidents[names.facts.incident_kind[row.subject]].name
    by_desk = ", taken by the desk" if row.amount == BY_DESK else ""
    return f"{kind} graded {GRADES[row.detail]}{by_desk}"


def _recorded(names: _Names, row: _Row) -> str:
    how = (
        "reported online",
        "recorded from the call",
        "recorded at the incident",
        "open from before the start",
    )
    by = f" by {names.officer(row.officer)}" if row.officer >= 0 else ""
    return f"{names.offence(row.subject)} in {names.area(row.subject)} {how[row.detail]}{by}"


def _screened(_: _Names, row: _Row) -> str:
    why = {PROTECTED: "protected", TOO_LITTLE: "too little to go on"}.get(row.amount, "solvable enough")
    return f"screened: {SCREENED[row.detail]}, {why}"


def _routed(names: _Names, row: _Row) -> str:
    why = f" {names.route(row.detail)}" if row.detail >= 0 else ""
    return f"in the queue of {names.unit(row.amount)}{why}"


_WHY_SENT = {
    BORROWED: "borrowed",
    CALLED_AWAY: "called away from desk work",
    DIVERTED: "diverted",
    RESERVE: "of a reserve team",
    CALLED_OFF: "called off a scene",
    RELIEVES: "to relieve a colleague",
    INVESTIGATOR: "lent by an investigation team",
}


def _dispatched(names: _Names, row: _Row) -> str:
    return ", ".join([f"{names.officer(row.officer)} sent", *(w for why, w in _WHY_SENT.items() if row.amount & why)])


def _booked(names: _Names, row: _Row) -> str:
    slot = names.clock(row.amount), names.clock(row.amount + row.detail)
    return f"a visit is booked for {slot[0]:%A %d %B, %H:%M}-{slot[1]:%H:%M}"


def _suite(names: _Names, row: _Row) -> str:
    return f"{names.officer(row.officer)} with the prisoner at {list(names.scenario.demand.custody.suites)[row.detail]}"


def _diverted(names: _Names, row: _Row) -> str:
    return f"{names.officer(row.officer)} turns to incident {names.uid('incident', row.amount)} instead"


def _allocated(names: _Names, row: _Row) -> str:
    by = f" by {names.officer(row.amount)}" if row.amount >= 0 else ""
    unit = names.unit(int(names.facts.officer_unit[row.officer]))
    return f"given to {names.officer(row.officer)} of {unit}{by}: {reasons_in_words(row.detail)}"


def _finished(names: _Names, row: _Row) -> str:
    then = f", then a wait of {format_duration(row.amount)}" if row.amount > 0 else ""
    return f"{names.stage(row)} finished{then}"


def _put_down(names: _Names, row: _Row) -> str:
    return f"put down with {format_duration(row.amount)} of {names.stage(row)} left"


def _refused(names: _Names, row: _Row) -> str:
    return f"{names.unit(row.amount)} refuses, {('by practice', 'being full')[row.detail]}"


_WORDS: dict[Moment, Callable[[_Names, _Row], str]] = {
    Moment.ON_DUTY: lambda *_: "on duty",
    Moment.OFF_DUTY: lambda _, r: "off duty" + (f" after {format_duration(r.amount)} overtime" if r.amount > 0 else ""),
    Moment.KEPT_ON: lambda n, r: f"stays on until {n.clock(r.amount):%H:%M}, under {n.pressure(r.detail)}",
    Moment.RESTING: lambda *_: "begins the break",
    Moment.RESTED: lambda _, r: (
        f"{('ends', 'is called away from')[r.detail]} the break after {format_duration(r.amount)}"
    ),
    Moment.PREVENTING: lambda n, r: f"turns to {n.plan(r.detail)}, with {format_duration(r.amount)} left in the turn",
    Moment.STOPPED: lambda n, r: f"leaves {n.plan(r.detail)} after {format_duration(r.amount)}",
    Moment.RECEIVED: _received,
    Moment.ANSWERED: lambda n, r: f"answered by {n.officer(r.officer)} after {format_duration(r.amount)}",
    Moment.HUNG_UP: lambda _, r: f"hangs up; the call was about {CONTACT_ABOUT[r.detail]}",
    Moment.FREED: lambda n, r: f"{n.officer(r.officer)} is free again",
    Moment.ABANDONED: lambda _, r: f"gives up after {format_duration(r.amount)}",
    Moment.LOST: lambda *_: "will not ring again",
    Moment.BLOCKED: lambda n, r: f"hears the engaged tone on {n.line(r.detail)}",
    Moment.PUT_THROUGH: lambda n, r: f"put through to {n.line(r.detail)} by {n.officer(r.officer)}",
    Moment.PROMISED: lambda _, r: f"promised to be rung back, after a wait of {format_duration(r.amount)}",
    Moment.RUNG_BACK: lambda n, r: (
        f"rung back by {n.officer(r.officer)}, {format_duration(r.amount)} after the promise"
    ),
    Moment.UNREACHED: lambda _, r: f"does not pick up, try {r.detail}",
    Moment.TAKEN_UP: lambda n, r: f"taken up by {n.officer(r.officer)} with {format_duration(r.amount)} of work left",
    Moment.SET_ASIDE: lambda _, r: f"set aside with {format_duration(r.amount)} of work left",
    Moment.DEALT_WITH: lambda _, r: f"dealt with; it was about {CONTACT_ABOUT[r.detail]}",
    Moment.SILENCED: lambda n, r: f"{n.line(r.detail)} cannot be answered",
    Moment.RESTORED: lambda n, r: f"{n.line(r.detail)} can be answered again",
    Moment.GRADED: _graded,
    Moment.RESOLVING: lambda n, r: f"{n.officer(r.officer)} takes it up at the desk, for {format_duration(r.amount)}",
    Moment.RESOLVED: lambda *_: "resolved without sending anybody",
    Moment.DISPATCHED: _dispatched,
    Moment.ARRIVED: lambda n, r: f"{n.officer(r.officer)} on scene, {format_duration(r.amount)} after grading",
    Moment.ARRESTED: lambda n, r: f"{n.officer(r.officer)} makes an arrest",
    Moment.BROUGHT_IN: lambda n, r: f"{_suite(n, r)}, after {r.amount} others",
    Moment.TAKEN_IN: lambda n, r: f"{_suite(n, r)}, booked in",
    Moment.CLEARED: lambda n, r: f"{n.officer(r.officer)} clears",
    Moment.ATTENDED: lambda _, r: f"attended; {r.amount} sent",
    Moment.BOOKED: _booked,
    Moment.MISSED: lambda *_: "the slot is over and nobody has come",
    Moment.DIVERTED: _diverted,
    Moment.CALLED_OFF: lambda n, r: f"{_diverted(n, r)}, off the scene",
    Moment.LEFT: lambda n, r: f"{n.officer(r.officer)} goes home with {format_duration(r.amount)} of work left",
    Moment.RELIEF_WANTED: lambda n, r: f"{n.officer(r.officer)} waits for relief, {format_duration(r.amount)} left",
    Moment.HANDED_OVER: lambda n, r: f"{n.officer(r.officer)} is relieved, {format_duration(r.amount)} of work left",
    Moment.ESCALATED: lambda _, r: f"goes before others of its grade after {format_duration(r.amount)}",
    Moment.LAPSED: lambda _, r: f"nobody is needed any more, after {format_duration(r.amount)}",
    Moment.UPGRADED: lambda _, r: f"graver after {format_duration(r.amount)}: graded {GRADES[r.detail]} now",
    Moment.WRITING_UP: lambda n, r: f"{n.officer(r.officer)} writes the report, {format_duration(r.amount)} are left",
    Moment.PUT_ASIDE: lambda _, r: f"the report is put aside with {format_duration(r.amount)} left",
    Moment.WRITTEN: lambda _, r: f"the report is written, {format_duration(r.amount)} after clearing",
    Moment.PREVENTED: lambda n, r: f"does not happen, thanks to {n.plan(r.detail)}",
    Moment.RECORDED: _recorded,
    Moment.SCREENED: _screened,
    Moment.ROUTED: _routed,
    Moment.ALLOCATING: lambda n, r: f"{n.officer(r.officer)} decides who gets it",
    Moment.ALLOCATED: _allocated,
    Moment.STARTED: lambda n, r: f"{n.officer(r.officer)} works on {n.stage(r)}",
    Moment.PAUSED: _put_down,
    Moment.FINISHED: _finished,
    Moment.WAITED: lambda *_: "the outside wait is over",
    Moment.OFFERED: lambda n, r: f"offered to {n.unit(r.amount)} {n.clause(r.detail)}",
    Moment.REFUSED: _refused,
    Moment.ACCEPTED: lambda n, r: f"{n.unit(r.amount)} accepts",
    Moment.TRANSFERRED: lambda n, r: f"moved from {n.unit(r.detail)} to {n.unit(r.amount)}",
    Moment.HANDED_BACK: lambda n, r: (
        f"{n.officer(r.officer)} {AWAY[r.detail]}: back to the queue of {n.unit(r.amount)}"
    ),
    Moment.QUALIFIED: lambda n, r: f"now holds {n.scenario.workforce.skills[r.detail]}",
    Moment.DISQUALIFIED: lambda n, r: f"no longer holds {n.scenario.workforce.skills[r.detail]}",
    Moment.REVIEW_DUE: lambda _, r: f"review {r.detail} falls due",
    Moment.REVIEWING: lambda n, r: f"{n.officer(r.officer)} reviews",
    Moment.REVIEWED: lambda _, r: f"review {r.detail} done, {format_duration(r.amount)} after it fell due",
    Moment.CLOSED: lambda _, r: "closed: " + Outcome(r.detail).name.lower().replace("_", " "),
    Moment.REOPENED: lambda _, r: f"opened again, {format_duration(r.amount)} after it was closed",
    Moment.PASSED: lambda n, r: f"{n.stage(r)} passed to {n.unit(r.amount)}",
    Moment.ASSISTING: lambda n, r: f"{n.officer(r.officer)} helps with {n.stage(r)}",
    Moment.ASSIST_PAUSED: _put_down,
    Moment.ASSISTED: _finished,
    **CASE_DUTY_WORDS,
}
