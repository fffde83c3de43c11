"""Quiet hours: are breaks had, how long do reports lie, what goes into prevention and what does it spare?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from demandsim.eventlog import Moment
from demandsim.eventlog.prevention import proactive_seconds
from demandsim.eventlog.quiet import breaks_due
from demandsim.eventlog.rows import NO_ROW, codes_at, first_of, names, rows_of, taken
from demandsim.measures.measure import FORCE, Measure, Values, counts, label, means, over
from demandsim.measures.window import Window, mean, once
from demandsim.quantities import HOUR, MINUTE
from demandsim.rules.choice import GRADES

RESOLUTION = GRADES.index("resolution")
BY_AREA = ("area",)


def breaks_had(window: Window, groups: tuple[str, ...]) -> Values:
    """Give the share of turns with room for the team's break in which it was begun."""
    due = breaks_due(window.log, window.begin)
    due["team"] = window.officers["team"].iloc[due["officer"]].astype(str).to_numpy()
    return means(due.astype({"had": float}), "had", groups)


@once
def _reports(window: Window) -> pd.DataFrame:
    """Give the reports: area of the incident, second from which they could be written, and second of the end."""
    log, facts = window.log, window.log.facts
    count = len(facts.incident_uid)
    asked = np.array([kind.report is not None for kind in facts.scenario.demand.incidents])
    finished = first_of(log, rows_of(log, Moment.ARRESTED, Moment.CLEARED), count)
    incident = np.flatnonzero((finished != NO_ROW) & asked[facts.incident_kind])
    writer = np.full(count, -1, dtype=np.int64)
    writer[incident] = log.officer[finished[incident]]
    cleared = rows_of(log, Moment.CLEARED)
    cleared = cleared[log.officer[cleared] == writer[log.subject[cleared]]]
    free = first_of(log, cleared, count)[incident]
    incident, free = incident[free != NO_ROW], free[free != NO_ROW]
    written = first_of(log, rows_of(log, Moment.WRITTEN), count)[incident]
    return pd.DataFrame(
        {
            "area": names(facts.incident_area[incident], tuple(facts.scenario.places.areas)),
            "from_at": log.at[free],
            "to_at": taken(log.at, written),
        }
    )


def reports_waiting(window: Window, groups: tuple[str, ...]) -> Values:
    """Average over time the number of reports that are not yet written."""
    frame = _reports(window)
    frame["stay"] = window.within(frame["from_at"], frame["to_at"]) / window.seconds
    yield FORCE, float(frame["stay"].sum())
    for group in groups:
        for value, total in frame.groupby(group, observed=False)["stay"].sum().items():
            yield label([group], [value]), float(total)


def report_delay(window: Window, groups: tuple[str, ...]) -> Values:
    """Average the hours from clearing until the report is written."""
    frame = _reports(window)
    frame = frame[window.contains(frame["from_at"])]
    length, written = window.waited(frame["from_at"], frame["to_at"])
    frame = frame.assign(hours=length / HOUR, written=written)
    return over(frame, groups, lambda f: mean(f["hours"].to_numpy(), f["written"].to_numpy()))


def proactive_hours(window: Window, groups: tuple[str, ...]) -> Values:
    """Add up the hours a week of proactive work, by plan and by the area in which they count."""
    plans, areas = window.scenario.rules.proactive, window.scenario.places.areas
    hours = proactive_seconds(window.log, window.begin, window.end) / HOUR / window.weeks
    yield FORCE, float(hours.sum())
    rows = [(plan.name, area, hours[n, place]) for n, plan in enumerate(plans) for place, area in enumerate(areas)]
    frame = pd.DataFrame(rows, columns=["plan", "area", "hours"])
    for group in groups:
        keys = group.split(", ")
        for values, total in frame.groupby(keys, sort=False)["hours"].sum().items():
            yield label(keys, values if isinstance(values, tuple) else (values,)), float(total)


def incidents_prevented(window: Window, groups: tuple[str, ...]) -> Values:
    """Count the incidents a week that proactive work prevents."""
    facts = window.log.facts
    incident = window.log.subject[window.rows(Moment.PREVENTED)]
    frame = pd.DataFrame(
        {
            "kind": names(facts.incident_kind[incident], tuple(kind.name for kind in facts.scenario.demand.incidents)),
            "area": names(facts.incident_area[incident], tuple(facts.scenario.places.areas)),
        }
    )
    return counts(frame, groups, window.weeks)


def resolution_wait(window: Window, groups: tuple[str, ...]) -> Values:
    """Average the minutes that incidents wait for the resolution desk."""
    log, facts = window.log, window.log.facts
    count = len(facts.incident_uid)
    graded = window.rows(Moment.GRADED)
    graded = graded[log.detail[graded] == RESOLUTION]
    incident = log.subject[graded]
    resolved = first_of(log, rows_of(log, Moment.RESOLVED), count)[incident]
    begun = first_of(log, rows_of(log, Moment.RESOLVING), count)[incident]
    by_nobody = (resolved != NO_ROW) & (codes_at(log.officer, resolved) == -1)
    frame = pd.DataFrame(
        {
            "area": names(facts.incident_area[incident], tuple(facts.scenario.places.areas)),
            "from_at": log.at[graded],
            "to_at": taken(log.at, begun),
        }
    )[~by_nobody]
    length, over_now = window.waited(frame["from_at"], frame["to_at"])
    frame = frame.assign(minutes=length / MINUTE, begun=over_now)
    return over(frame, groups, lambda f: mean(f["minutes"].to_numpy(), f["begun"].to_numpy()))


QUIET = (
    Measure(
        "breaks_had",
        "In what share of turns long enough for the team's break is it begun? One that is cut short counts.",
        "share",
        "higher",
        ("team",),
        breaks_had,
    ),
    Measure(
        "reports_waiting",
        "How many reports of officers who have attended are still to be written, on average over day and night?",
        "reports",
        "lower",
        BY_AREA,
        reports_waiting,
    ),
    Measure(
        "report_delay",
        "How long from clearing until the report is written, on average? Those still to be written count as censored.",
        "hours",
        "lower",
        BY_AREA,
        report_delay,
    ),
    Measure(
        "proactive_hours",
        "How many hours go into proactive work, by plan and by the area in which they count?",
        "hours a week",
        "neither",
        ("plan", "area", "plan, area"),
        proactive_hours,
    ),
    Measure(
        "incidents_prevented",
        "How many incidents does proactive work prevent?",
        "incidents a week",
        "higher",
        ("kind", "area"),
        incidents_prevented,
    ),
    Measure(
        "resolution_wait",
        "How long do incidents wait for a resolution team, on average? Those resolved at once by nobody do not count.",
        "minutes",
        "lower",
        BY_AREA,
        resolution_wait,
    ),
)
