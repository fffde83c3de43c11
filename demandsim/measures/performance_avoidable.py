"""Avoidable demand: the contacts that we cause ourselves or that are not for us, and the rule or figure behind each."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from demandsim.eventlog import Moment
from demandsim.eventlog.contacts import AVOIDABLE, CONTACT_CAUSES
from demandsim.eventlog.rows import NO_ROW, first_of, rows_of, stable_order
from demandsim.measures.performance_work import contact_work, work_of_waits
from demandsim.measures.window import Window
from demandsim.quantities import HOUR
from demandsim.scenario.scenario import Scenario

Ints = NDArray[np.int64]

CAUSES = AVOIDABLE
RANG_AGAIN, ASKING, NOBODY_CAME, OTHER_AGENCY, PUT_THROUGH = CAUSES
NEEDED = "needed"
"""Contacts that nothing made avoidable: the other side of the balance sheet."""

MEANING = {
    "cause": "Why it need not have been, or `needed`",
    "rule": "Rule or figure of the scenario behind it, as a path; empty for what is needed",
    "calls": "Contacts in the window: attempts, and second waits of those put through",
    "hours": "Handler hours they cost: talk, wrap-up and writing; of a call put through, the first conversation",
    "revisits": "Officers sent because of them",
}
"""What the columns of the balance sheet hold; shares of all are left to the reader."""


def avoidable_demand(window: Window) -> pd.DataFrame:
    """Balance avoidable against needed contacts: a row per cause and rule behind it, then what was needed.

    Each contact has one cause, the first that applies: put through to a second wait, rang again after giving up or
    after the engaged tone, asking for news, nobody came, other agency. The rule behind a call rung again is that of
    the line on which the caller gave up (of the line dialled, where a switchboard answers for it). Putting a call
    through costs the first conversation: what the second handler does counts with the first wait, whatever caused
    that. The rows add up to all contacts of the window; those that could not occur under the scenario are left out.

    In this model a call about a matter already reported sends nobody a second time, so `revisits` is 0; it is
    counted all the same, from the incidents that such calls open.
    """
    frame = pd.DataFrame(
        {
            "cause": _causes(window.calls),
            "rule": _rules(window),
            "calls": 1,
            "hours": work_of_waits(window, contact_work(window)) / HOUR,
        }
    )
    found = frame.groupby(["cause", "rule"])[["calls", "hours"]].sum()
    possible = pd.MultiIndex.from_tuples(_possible(window.scenario), names=["cause", "rule"])
    every = possible.append(found.index.difference(possible))
    table = found.reindex(every, fill_value=0).reset_index()
    sent = _sent_again(window)
    table["revisits"] = [sent.get(cause, 0) for cause in table["cause"]]
    order = {cause: number for number, cause in enumerate((*CAUSES, NEEDED))}
    table = table.sort_values("cause", key=lambda column: column.map(order), kind="stable")
    return table.astype({"calls": np.int64, "hours": np.float64}).reset_index(drop=True)[list(MEANING)]


def _causes(calls: pd.DataFrame) -> NDArray[np.object_]:
    """Name for every wait why it need not have been, or that it was needed."""
    known = (*calls["avoidable"].cat.categories, NEEDED)  # code -1, for missing, is the last
    return np.array(known, dtype=object)[calls["avoidable"].cat.codes.to_numpy()]


def _sent_again(window: Window) -> dict[str, int]:
    """Count the officers sent to incidents that calls about a matter already reported have opened, by cause."""
    log, facts = window.log, window.log.facts
    incidents = window.incidents
    opened = np.full(len(facts.incident_uid), len(log))
    graded = rows_of(log, Moment.GRADED)
    opened[log.subject[graded[::-1]]] = graded[::-1]
    ringing = first_of(log, rows_of(log, Moment.RECEIVED), len(facts.contact_uid))
    sent = pd.Series(incidents["sent"].to_numpy(np.int64), index=incidents["incident"].to_numpy(np.int64))
    found = {}
    for cause in (ASKING, NOBODY_CAME):
        about = np.flatnonzero((facts.contact_cause == CONTACT_CAUSES.index(cause)) & (facts.contact_incident >= 0))
        about = about[ringing[about] != NO_ROW]
        incident = facts.contact_incident[about]
        caused = np.unique(incident[opened[incident] > ringing[about]])
        found[cause] = int(sent.reindex(caused, fill_value=0).sum())
    return found


def _possible(scenario: Scenario) -> list[tuple[str, str]]:
    """List the causes that the scenario's figures allow, each with the path of the rule behind it."""
    demand = scenario.demand
    dialled = {name: line for name, line in demand.lines.items() if line.volume > 0 and not line.yields}
    found = [(RANG_AGAIN, f"demand.lines.{name}.retry") for name, line in dialled.items() if line.retry.attempts > 1]
    found += [(ASKING, "demand.victims.chase"), (NOBODY_CAME, "demand.repeat")]
    found += [
        (OTHER_AGENCY, f"demand.lines.{name}.other_agency") for name, line in demand.lines.items() if line.other_agency
    ]
    if demand.switchboard is not None and scenario.rules.answer.switchboard:
        found.append((PUT_THROUGH, "demand.switchboard.resolves"))
    return [*found, (NEEDED, "")]


def _rules(window: Window) -> NDArray[np.object_]:
    """Name for every wait of the window the rule or figure behind it."""
    calls, demand = window.calls, window.scenario.demand
    lines = list(demand.lines)
    cause = _causes(calls)
    retry = np.array([f"demand.lines.{name}.retry" for name in lines], dtype=object)
    agency = np.array(
        [f"demand.lines.{_stayed_away_from(window.scenario, name)}.other_agency" for name in lines], dtype=object
    )
    found = np.full(len(calls), "", dtype=object)
    found[cause == ASKING] = "demand.victims.chase"
    found[cause == NOBODY_CAME] = "demand.repeat"
    found[cause == PUT_THROUGH] = "demand.switchboard.resolves"
    own = window.log.facts.contact_line[calls["contact"].to_numpy(np.int64)]
    found[cause == OTHER_AGENCY] = agency[own[cause == OTHER_AGENCY]]
    again = np.flatnonzero(cause == RANG_AGAIN)
    gave_up_on = _given_up_on(window, calls.iloc[again])
    found[again] = retry[_dialled(window.scenario, gave_up_on, own[again])]
    return found


def _dialled(scenario: Scenario, gave_up_on: Ints, first_rung: Ints) -> Ints:
    """Give the lines dialled by callers who gave up: nobody dials a switchboard, it answers for other lines."""
    switchboard, behind = scenario.demand.switchboard, scenario.rules.answer.switchboard
    if switchboard is None or not behind:
        return gave_up_on
    lines = list(scenario.demand.lines)
    served = [lines.index(name) for name in behind]
    # Who came from another line must have dialled one that the switchboard answers; mostly there is only one.
    dialled = np.where(np.isin(first_rung, served), first_rung, served[0])
    return np.where(gave_up_on == lines.index(switchboard.line), dialled, gave_up_on)


def _stayed_away_from(scenario: Scenario, name: str) -> str:
    """Name the line whose callers these are: written work may have its people from a line that they did not ring."""
    lines = scenario.demand.lines
    sources = [other for other, line in lines.items() if line.online is not None and line.online.line == name]
    return sources[0] if len(sources) == 1 and not lines[name].other_agency else name


def _given_up_on(window: Window, again: pd.DataFrame) -> Ints:
    """Give the line on which the callers of these attempts gave up, or met the engaged tone, before."""
    log = window.log
    rows = rows_of(log, Moment.RECEIVED, Moment.ABANDONED, Moment.BLOCKED)
    rows = rows[stable_order(log.subject[rows])]
    rung = np.flatnonzero((log.moment[rows] == Moment.RECEIVED) & (log.amount[rows] > 1))
    attempt = again["attempt"].to_numpy(np.int64)
    width = int(max(attempt.max(initial=0), log.amount[rows[rung]].max(initial=0))) + 1
    key = log.subject[rows[rung]] * width + log.amount[rows[rung]]
    place = np.searchsorted(key, again["contact"].to_numpy(np.int64) * width + attempt)
    line: Ints = log.detail[rows[rung[place] - 1]]
    return line
