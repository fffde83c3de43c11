"""Demand that is not met: a ledger in which everything that came in is in exactly one state when the run ends.

Four kinds of demand are booked, and the hours there were for them:

contacts    waits that began in the window, by line, as in `calls_offered`: attempts to get through, and second waits of
            those put through. A caller who gives up and rings again is booked twice.
incidents   graded in the window, by the grade that they had first, as in `incidents_graded`
crimes      recorded in the window, by offence, as in `crimes_recorded`
backlog     crimes that were open when the window began, whenever they were recorded, by offence
hours       on duty in the window, by team, supervisors apart

So the numbers of a kind and group add up to what came in, and those of crimes and backlog together to what was closed
(`crimes_closed`) and what is left (`open_crimes_at_end`).

Severity is the ONS Crime Severity Score of crimes. Contacts and incidents carry that of the crime behind them for as
long as nobody has recorded it: harm that the force does not see. A police force cannot know it; the simulation does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from demandsim.eventlog import Activity
from demandsim.eventlog.contacts import FIRST_CALL
from demandsim.measures.investigation import FOUR_MONTHS, TWO_DAYS
from demandsim.measures.outcomes import POSITIVE
from demandsim.measures.window import Window
from demandsim.quantities import HOUR
from demandsim.rules.choice import GRADES

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Conditions = Mapping[str, "Flags | pd.Series"]

Met = Literal["yes", "below standard", "no", "undecided", ""]
YES, BELOW, NO, UNDECIDED = "yes", "below standard", "no", "undecided"
CLASSES = (YES, BELOW, NO, UNDECIDED)
"""Was it met: yes; yes, but late or by somebody without the skill; no; or is it too early to say?"""
CONTACTS, INCIDENTS, CRIMES, BACKLOG, HOURS = "contacts", "incidents", "crimes", "backlog", "hours"
DEMAND = (CONTACTS, INCIDENTS, CRIMES, BACKLOG)
"""Kinds of demand; hours are what there was for it."""


class State(NamedTuple):
    """Where something that came in stands when the run ends."""

    name: str
    met: Met
    meaning: str


_OF_CRIMES = (
    State("charged or settled out of court", "yes", "The last outcome is a charge or an out-of-court outcome."),
    State("other outcome, owner had the skills", "yes", "Closed otherwise; the last owner held every skill needed."),
    State("other outcome at a desk", "yes", "Closed otherwise by a desk, or before anybody owned it."),
    State("other outcome, owner lacked a skill", "below standard", "Closed otherwise; the last owner lacked a skill."),
    State("victim withdrew for want of news", "no", "Closed because the victim withdrew support."),
    State("filed without investigation", "no", "Closed at screening."),
    State("open for over four months", "no", "Open, and recorded over 120 days ago."),
    State("without an owner for over 48 hours", "no", "Open, and nobody has owned it since it was recorded."),
    State("open", "undecided", "Open, and neither of these."),
)
STATES: dict[str, tuple[State, ...]] = {
    CONTACTS: (
        State("answered in target", "yes", "Answered, or written work taken up, within the target of the line."),
        State("rung back as promised", "yes", "Left the queue with a promise, which was kept in time."),
        State("answered late", "below standard", "Answered, or written work taken up, after the target."),
        State("rung back late", "below standard", "Rung back and reached, after the promise had run out."),
        State("given up for good", "no", "Given up, or engaged tone; the caller does not ring again."),
        State("never reached when rung back", "no", "Rung back in vain until the force gave up."),
        State("still waiting, already late", "no", "Not answered when the run ends, and the target has passed."),
        State("given up, rings again", "undecided", "Given up, or engaged tone; the next attempt is booked anew."),
        State("promised a call back", "undecided", "Not rung back when the run ends, or not spoken to."),
        State("still waiting", "undecided", "Not answered when the run ends, and the target has not passed."),
    ),
    INCIDENTS: (
        State("attended in target", "yes", "Somebody arrived within the target of the grade, or there is none."),
        State("resolved without deployment", "yes", "Resolved, and nobody was to be sent."),
        State("attended late", "below standard", "Somebody arrived after the target of the grade."),
        State("nobody came, no longer needed", "no", "Lapsed before anybody arrived."),
        State("still waiting, already late", "no", "Nobody has arrived when the run ends, and the target has passed."),
        State("waiting for a desk", "undecided", "To be resolved without deployment, and not yet."),
        State("still waiting", "undecided", "Nobody has arrived when the run ends, and the target has not passed."),
    ),
    CRIMES: _OF_CRIMES,
    BACKLOG: _OF_CRIMES,
    HOURS: (
        State("at work", "", "Anything but available or on a break."),
        State("on a break", "", "Resting."),
        State("available", "", "On duty with nothing to do that the officer may do."),
    ),
}
"""The states that each kind may be in, each thing in exactly one of them."""

MEANING = {
    "kind": "What came in: contacts, incidents, crimes, backlog (crimes open at the beginning), hours (on duty)",
    "group": "Line of contacts, first grade of incidents, offence of crimes, team of hours",
    "state": "Where it stands when the run ends; everything is in exactly one state",
    "number": "How many of them, or hours; over the states of a kind and group they add up to what came in",
    "harm": "Their severity (ONS Crime Severity Score); of contacts and incidents that of crimes nobody has recorded",
    "vulnerable": "Crimes with a vulnerable victim among them; of contacts and incidents those nobody has recorded",
    "met": "Whether the state meets the demand: yes, below standard, no, undecided; empty for hours",
}
"""What the columns of the ledger hold."""


def unmet(window: Window) -> pd.DataFrame:
    """Book everything that came in under the state in which it is when the run ends: a row per kind, group and state.

    The columns are those of `MEANING`; states in which there is nothing have a row of zeros. Numbers and severity are
    those of the window, not of a week.
    """
    unseen = _Unseen(window)
    books = (
        _contacts(window, unseen),
        _incidents(window, unseen),
        _crimes(window, CRIMES, window.crimes),
        _crimes(window, BACKLOG, _carried_in(window)),
        _hours(window),
    )
    return pd.concat(books, ignore_index=True)[list(MEANING)]


def _contacts(window: Window, unseen: _Unseen) -> pd.DataFrame:
    calls, lines = window.calls, window.scenario.demand.lines
    line = calls["line"].cat.codes.to_numpy().astype(np.int64)
    length, _ = window.waited(calls["received_at"], calls["received_at"] + calls["wait"])
    late = length > np.array([each.target.within for each in lines.values()], dtype=np.float64)[line]
    offers = window.scenario.rules.answer.call_back
    promise = np.array([offers[name].within if name in offers else 0 for name in lines], dtype=np.int64)[line]
    gave_up = calls["abandoned_at"].notna() | _is(calls["ended"], "blocked")
    answered, promised = _is(calls["ended"], "answered"), _is(calls["ended"], "promised")
    rung = calls["rung_back_at"].notna()
    kept = (calls["rung_back_at"] - calls["received_at"] - calls["wait"] <= promise).fillna(False)
    conditions: Conditions = {
        "given up for good": gave_up & calls["last"],
        "given up, rings again": gave_up,
        "answered late": answered & late,
        "answered in target": answered,
        "rung back as promised": rung & kept,
        "rung back late": rung,
        "never reached when rung back": promised & calls["last"],
        "promised a call back": promised,
        "still waiting, already late": late,
    }
    # What a caller had to report is booked once, with the wait of the window that was the caller's last.
    latest = ~calls["contact"].duplicated(keep="last").to_numpy()
    crime = np.where(latest, unseen.of_contacts[calls["contact"].to_numpy(np.int64)], NOTHING)
    state = _state(CONTACTS, conditions, "still waiting")
    return _book(CONTACTS, tuple(lines), line, state, **unseen.behind(crime))


def _incidents(window: Window, unseen: _Unseen) -> pd.DataFrame:
    frame, targets = window.incidents, window.scenario.places.targets
    grade = frame["grade"].cat.codes.to_numpy().astype(np.int64)
    within = np.array([targets.get(name, np.inf) for name in GRADES], dtype=np.float64)[grade]
    arrived, resolved = frame["arrived_at"].notna(), frame["resolved"]
    length, _ = window.waited(frame["notice_at"], frame["arrived_at"])
    conditions: Conditions = {
        "resolved without deployment": resolved & frame["closed_at"].notna(),
        "waiting for a desk": resolved,
        "attended in target": arrived & (length <= within),
        "attended late": arrived,
        "nobody came, no longer needed": frame["lapsed_at"].notna(),
        "still waiting, already late": length > within,
    }
    crime = unseen.of_incidents[frame["incident"].to_numpy(np.int64)]
    return _book(INCIDENTS, GRADES, grade, _state(INCIDENTS, conditions, "still waiting"), **unseen.behind(crime))


def _carried_in(window: Window) -> pd.DataFrame:
    """Crimes of which the window begins with an open one."""
    frame = window.all_crimes
    before = (frame["recorded_at"] < window.begin) | frame["backlog"]
    return frame[before & (frame["closed_at"].isna() | window.contains(frame["closed_at"].fillna(-1)))]


def _crimes(window: Window, kind: str, frame: pd.DataFrame) -> pd.DataFrame:
    offences = tuple(offence.name for offence in window.scenario.demand.offences)
    closed, outcome = frame["closed_at"].notna(), frame["outcome"]
    age = window.end - frame["recorded_at"]
    conditions: Conditions = {
        "charged or settled out of court": outcome.isin(POSITIVE),
        "filed without investigation": _is(outcome, "filed"),
        "victim withdrew for want of news": _is(outcome, "victim_withdrew"),
        "other outcome, owner had the skills": closed & frame["skilled_last"].fillna(False),
        "other outcome, owner lacked a skill": closed & ~frame["skilled_last"].fillna(True),
        "other outcome at a desk": closed,
        "open for over four months": age > FOUR_MONTHS,
        "without an owner for over 48 hours": frame["allocated_at"].isna() & (age > TWO_DAYS),
    }
    harm, vulnerable = frame["harm"].to_numpy(np.float64), frame["vulnerable"].to_numpy(np.float64)
    offence = frame["offence"].cat.codes.to_numpy().astype(np.int64)
    return _book(kind, offences, offence, _state(kind, conditions, "open"), harm=harm, vulnerable=vulnerable)


def _hours(window: Window) -> pd.DataFrame:
    officers, seconds = window.officers, window.officer_seconds
    teams = officers["team"].cat.categories
    groups = (*teams, *(f"{team}, supervisors" for team in teams))
    group = officers["team"].cat.codes.to_numpy().astype(np.int64) + len(teams) * officers["supervisor"].to_numpy()
    on_duty, busy = (officers[name].to_numpy(np.float64) for name in ("on_duty", "busy"))
    resting = seconds[:, Activity.RESTING]
    spent = np.concatenate([busy - resting, resting, on_duty - busy]) / HOUR
    state, none = np.repeat(np.arange(3), len(officers)), np.zeros(len(spent))
    book = _book(HOURS, groups, np.tile(group, 3), state, number=spent, harm=none, vulnerable=none)
    return book.assign(harm=np.nan, vulnerable=np.nan)


NOTHING = -1


class _Unseen:
    """Crimes that nobody has recorded, by the incident and by the contact behind which they are."""

    def __init__(self, window: Window) -> None:
        facts = window.log.facts
        offences = window.scenario.demand.offences
        self._harm = np.array([offence.harm for offence in offences], dtype=np.float64)[facts.crime_offence]
        self._vulnerable = facts.crime_vulnerable
        unrecorded = np.ones(len(facts.crime_uid), dtype=np.bool_)
        unrecorded[window.all_crimes["crime"].to_numpy(np.int64)] = False
        found = np.flatnonzero(unrecorded & (facts.crime_incident >= 0))
        self.of_incidents: Ints = np.full(len(facts.incident_uid), NOTHING, dtype=np.int64)
        self.of_incidents[facts.crime_incident[found]] = found
        opened = np.zeros(len(facts.incident_uid), dtype=np.bool_)
        opened[window.all_incidents["incident"].to_numpy(np.int64)] = True
        self.of_contacts: Ints = np.full(len(facts.contact_uid), NOTHING, dtype=np.int64)
        """An incident that has been opened carries its crime itself."""
        first = facts.contact_cause == FIRST_CALL
        incident, crime = facts.contact_incident, facts.contact_crime
        about = np.flatnonzero(first & (incident >= 0))
        about = about[~opened[incident[about]]]
        self.of_contacts[about] = self.of_incidents[incident[about]]
        about = np.flatnonzero(first & (crime >= 0))
        about = about[unrecorded[crime[about]]]
        self.of_contacts[about] = crime[about]

    def behind(self, crime: Ints) -> dict[str, Floats]:
        """Give severity and vulnerable victims of the crimes named; NOTHING has neither."""
        there = crime != NOTHING
        harm, vulnerable = np.zeros(len(crime)), np.zeros(len(crime))
        harm[there], vulnerable[there] = self._harm[crime[there]], self._vulnerable[crime[there]]
        return {"harm": harm, "vulnerable": vulnerable}


def _is(column: pd.Series, value: str) -> pd.Series:
    return (column == value).fillna(False)


def _state(kind: str, conditions: Conditions, otherwise: str) -> Ints:
    """Give for every row the place of the first state whose condition holds."""
    place = {state.name: number for number, state in enumerate(STATES[kind])}
    flags = [np.asarray(condition, dtype=np.bool_) for condition in conditions.values()]
    return np.select(flags, [place[name] for name in conditions], place[otherwise]).astype(np.int64)


def _book(
    kind: str,
    groups: Sequence[str],
    group: Ints,
    state: Ints,
    *,
    harm: Floats,
    vulnerable: Floats,
    number: Floats | None = None,
) -> pd.DataFrame:
    """Add up by group and state; every state of every group has its row."""
    states = STATES[kind]
    cells = len(groups) * len(states)
    columns = {
        name: np.bincount(group * len(states) + state, weights=weights, minlength=cells).astype(np.float64)
        for name, weights in (("number", number), ("harm", harm), ("vulnerable", vulnerable))
    }
    return pd.DataFrame(
        {
            "kind": kind,
            "group": np.repeat(np.array(groups, dtype=object), len(states)),
            "state": [each.name for each in states] * len(groups),
            "met": [each.met for each in states] * len(groups),
            **columns,
        }
    )
