"""Exchange: what does response take from investigation, what does investigation take from response?"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from demandsim.eventlog import Activity, Moment
from demandsim.eventlog.journeys import team_of_units
from demandsim.eventlog.log import EventLog
from demandsim.eventlog.pressure import in_force_spells
from demandsim.eventlog.rows import rows_of, stable_order
from demandsim.measures.measure import FORCE, Measure, Values, label, ratio
from demandsim.measures.window import Window
from demandsim.quantities import HOUR
from demandsim.rules.choice import GRADES

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

AT_INCIDENTS = (Activity.TRAVELLING, Activity.ON_SCENE, Activity.IN_CUSTODY)


class Spans(NamedTuple):
    """Spans of time, each of somebody or somewhere: equal-length columns."""

    of: Ints
    from_at: Ints
    to_at: Ints


def _where_any(spans: Spans, width: int) -> Spans:
    """Join spans of the same owner that overlap or touch; in order of owner and time."""
    at = np.concatenate([spans.from_at, spans.to_at])
    of = np.concatenate([spans.of, spans.of])
    change = np.repeat([1, -1], len(spans.of))
    order = np.lexsort((-change, of * width + at))
    level, at, of = np.cumsum(change[order]), at[order], of[order]
    ends = level == 0
    begins = np.append(True, ends[:-1])[: len(level)]
    return Spans(of[begins], at[begins], at[ends])


def _shared(spans: Spans, others: Spans, width: int) -> Ints:
    """Give for each span the seconds that it shares with spans of the same owner among others."""
    joined = _where_any(others, width)
    key = joined.of * width + joined.from_at
    before = np.concatenate([[0], np.cumsum(joined.to_at - joined.from_at)])

    def until(at: Ints) -> Ints:
        place = np.searchsorted(key, spans.of * width + at, side="right")
        last = np.maximum(place - 1, 0)
        if not len(key):
            return np.zeros(len(at), dtype=np.int64)
        too_much = np.where((place > 0) & (joined.of[last] == spans.of), np.maximum(joined.to_at[last] - at, 0), 0)
        done: Ints = before[place] - too_much
        return done

    return until(spans.to_at) - until(spans.from_at)


_SET_ASIDE = (Moment.FINISHED, Moment.PASSED)
"""What an outside wait or a specialist's work begins with."""


def _ready(log: EventLog) -> Spans:
    """Give by officer the spans in which a crime of the officer's own could be worked on, and not by specialists."""
    ends = (Moment.ACCEPTED, Moment.HANDED_BACK, Moment.CLOSED)
    rows = rows_of(log, Moment.ALLOCATED, *ends, *_SET_ASIDE, Moment.ASSISTED, Moment.WAITED)
    rows = rows[(log.moment[rows] != Moment.FINISHED) | (log.amount[rows] > 0)]
    rows = rows[stable_order(log.subject[rows])]
    crime, moment = log.subject[rows], log.moment[rows]
    waits = np.isin(moment, (*_SET_ASIDE, Moment.ASSISTED, Moment.WAITED))
    owner = _latest(crime, ~waits, np.where(moment == Moment.ALLOCATED, log.officer[rows], -1), -1)
    aside = np.isin(moment, _SET_ASIDE) | ((moment == Moment.ASSISTED) & (log.amount[rows] > 0))
    waiting = _latest(crime, waits, aside, 0)
    from_at = log.at[rows]
    to_at = np.full(len(rows), log.ends_at, dtype=np.int64)
    same = crime[1:] == crime[:-1]
    to_at[:-1][same] = from_at[1:][same]
    ready = (owner >= 0) & (waiting == 0) & (to_at > from_at)
    return Spans(owner[ready], from_at[ready], to_at[ready])


def _latest(crime: Ints, sets: Flags, values: NDArray[np.generic], before: int) -> Ints:
    """Give the value that the latest row that sets one has set for the same crime; `before` where none has."""
    latest = np.maximum.accumulate(np.where(sets, np.arange(len(crime)), -1))
    known = (latest >= 0) & (crime[latest] == crime)
    return np.where(known, values[latest], before).astype(np.int64)


def investigation_lost_to_response(window: Window, groups: tuple[str, ...]) -> Values:
    """Add up the hours a week that owners of crimes that could be worked on spend on incidents."""
    officer, _, activity, from_at, to_at = window.spells
    away = np.isin(activity, AT_INCIDENTS)
    spans = _within(window, officer[away], from_at[away], to_at[away])
    lost = _shared(spans, _ready(window.log), window.end + 1)
    teams, team_of = team_of_units(window.log)
    seconds = np.bincount(team_of[window.log.facts.officer_unit[spans.of]], weights=lost, minlength=len(teams))
    hours = seconds / HOUR / window.weeks
    yield FORCE, float(hours.sum())
    if groups:
        for name, value in zip(teams, hours.tolist(), strict=True):
            yield label(["team"], [name]), value


def _within(window: Window, of: Ints, from_at: Ints, to_at: Ints) -> Spans:
    """Cut spans to the window."""
    return Spans(of, np.clip(from_at, window.begin, window.end), np.clip(to_at, window.begin, window.end))


def _waiting(window: Window) -> Spans:
    """Give by area and grade the spans in which an incident waits for the first officer and its grade is served."""
    frame = window.all_incidents
    frame = frame[~frame["resolved"]]
    ends, graver_at, booked_for = (
        frame[column].fillna(window.end).to_numpy(np.int64) for column in ("dispatched_at", "upgraded_at", "slot_at")
    )
    ends = np.minimum(ends, frame["lapsed_at"].fillna(window.end).to_numpy(np.int64))
    begins = np.where(frame["slot_at"].isna(), frame["graded_at"].to_numpy(np.int64), booked_for)
    begins, graver_at = np.minimum(begins, graver_at), np.minimum(graver_at, ends)
    area, grade = frame["area"].cat.codes.to_numpy(np.int64), frame["grade"].cat.codes.to_numpy(np.int64)
    becomes = np.tile(np.arange(len(GRADES)), (len(window.scenario.demand.incidents), 1))
    for number, kind in enumerate(window.scenario.demand.incidents):
        for name, risk in kind.upgrades.items():
            becomes[number, GRADES.index(name)] = GRADES.index(risk.to)
    graver = becomes[frame["kind"].cat.codes.to_numpy(), grade]
    queue = np.concatenate([area * len(GRADES) + grade, area * len(GRADES) + graver])
    from_at, to_at = np.concatenate([begins, graver_at]), np.concatenate([graver_at, ends])
    kept = to_at > from_at
    return _without(Spans(queue[kept], from_at[kept], to_at[kept]), _stopped(window))


def _stopped(window: Window) -> dict[int, list[tuple[int, int]]]:
    """Give by area and grade, in order of time, the spans in which a rule of pressure sends nobody."""
    areas, rules = list(window.scenario.places.areas), window.scenario.desk_rules.pressure
    found: dict[int, list[tuple[int, int]]] = {}
    for number, from_at, to_at in zip(*(column.tolist() for column in in_force_spells(window.log)), strict=True):
        rule = rules[number]
        for name in rule.do.stop:
            for area, place in enumerate(areas):
                if rule.watch.area in (None, place):
                    found.setdefault(area * len(GRADES) + GRADES.index(name), []).append((from_at, to_at))
    return {queue: sorted(spans) for queue, spans in found.items()}


def _without(spans: Spans, cuts: dict[int, list[tuple[int, int]]]) -> Spans:
    """Cut stretches of time out of the spans of the same owner."""
    if not cuts:
        return spans
    found: list[tuple[int, int, int]] = []
    for of, from_at, to_at in zip(*(column.tolist() for column in spans), strict=True):
        at = from_at
        for begins, ends in cuts.get(of, ()):
            if at < begins < to_at:
                found.append((of, at, begins))
            at = max(at, min(ends, to_at)) if begins < to_at else at
        if at < to_at:
            found.append((of, at, to_at))
    return Spans(*np.array(found, dtype=np.int64).reshape(-1, 3).T)


def response_lost_to_investigation(window: Window, groups: tuple[str, ...]) -> Values:
    """Add up the hours a week that response officers investigate while an incident of their area waits for somebody."""
    facts, scenario = window.log.facts, window.scenario
    places = [*scenario.places.areas, "force"]
    base = np.array([places.index(area) for area in facts.unit_area], dtype=np.int64)[facts.officer_unit]
    team = np.array(["response" in scenario.workforce.teams[name].desks for name in facts.unit_team])
    sent = team[facts.officer_unit] & ~facts.officer_supervisor
    officer, _, activity, from_at, to_at = window.spells
    chosen = (activity == Activity.INVESTIGATING) & sent[officer]
    spans = _within(window, base[officer[chosen]], from_at[chosen], to_at[chosen])
    waiting = _waiting(window)
    everywhere = np.full(len(waiting.of), len(places) - 1)
    others = Spans(
        np.concatenate([waiting.of // len(GRADES), everywhere]),
        np.concatenate([waiting.from_at, waiting.from_at]),
        np.concatenate([waiting.to_at, waiting.to_at]),
    )
    lost = np.bincount(spans.of, weights=_shared(spans, others, window.end + 1), minlength=len(places))
    hours = lost / HOUR / window.weeks
    yield FORCE, float(hours.sum())
    if groups:
        for name, value in zip(places, hours.tolist(), strict=True):
            yield label(["area"], [name]), value


def waiting_age(window: Window, groups: tuple[str, ...]) -> Values:
    """Average over time, and over those who wait at it, how long incidents have waited for the first officer."""
    frame = window.all_incidents
    frame = frame[~frame["resolved"]]
    graded = frame["graded_at"].to_numpy(np.float64)
    ends = frame["dispatched_at"].fillna(frame["lapsed_at"]).fillna(window.end).to_numpy(np.float64)
    since, until = (np.clip(at, window.begin, window.end) - graded for at in (graded, ends))
    frame = frame[["area"]].assign(stay=until - since, age=(until**2 - since**2) / 2)
    yield FORCE, ratio(float(frame["age"].sum()), float(frame["stay"].sum())) / HOUR
    for group in groups:
        for value, sums in frame.groupby(group, observed=False)[["age", "stay"]].sum().iterrows():
            yield label([group], [value]), ratio(float(sums["age"]), float(sums["stay"])) / HOUR


EXCHANGE = (
    Measure(
        "investigation_lost_to_response",
        "For how many hours are officers at incidents, or on the way there, while a crime of theirs could be worked "
        "on? A crime in an outside wait or on its way to another team cannot.",
        "hours a week",
        "lower",
        ("team",),
        investigation_lost_to_response,
    ),
    Measure(
        "response_lost_to_investigation",
        "For how many hours do response officers investigate while an incident of their area waits for the first "
        "officer? Before its slot an incident does not wait, nor while nobody is sent to its grade by a rule of "
        "pressure.",
        "hours a week",
        "lower",
        ("area",),
        response_lost_to_investigation,
    ),
    Measure(
        "waiting_age",
        "How long have incidents waited that wait for the first officer to be sent, on average over day and night? "
        "Those with an appointment are included.",
        "hours",
        "lower",
        ("area",),
        waiting_age,
    ),
)
