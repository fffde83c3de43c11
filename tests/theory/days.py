"""Days that differ by the hour: many in one run, with nobody ringing in between until the last call is over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from demandsim.eventlog import EventLog, Moment
from tests.theory.call_measures import second_of
from tests.theory.draws import Floats, Rate, arrivals_by_day, seconds
from tests.theory.forces import PLAIN, Desk
from tests.theory.neighbours import Chain, Day, in_turn
from tests.theory.runner import Case, Sample, cases
from tests.theory.worlds import FOREVER, Calls, Spell, call_world, one_spell

Ints = NDArray[np.int64]
WRITTEN = Desk(line={"yields": True})
"""Work that is set aside when the turn ends, so that whoever leaves hands it back."""


@dataclass(frozen=True, slots=True)
class Played:
    """What a log says of calls on many days; an entry per call, in the case's unit; NaN for what did not happen."""

    received: Floats
    begun: Floats
    left: Floats
    """When the caller gave up."""
    ended: Floats
    """When the call was over, one way or the other."""
    taken: Floats
    put_down: Floats
    """Instants at which any work was taken up, and was put down or done; not in the order of calls."""
    overtime: float
    """Time worked after the ends of turns, in all."""


def played(log: EventLog, unit: float) -> Played:
    """Read calls or written work."""

    def instants(*moments: Moment) -> Floats:
        return np.sort(log.at[np.isin(log.moment, moments)]) / unit

    def of_call(*moments: Moment) -> Floats:
        second = np.max([second_of(log, moment) for moment in moments], axis=0)
        return np.where(second >= 0, second / unit, np.nan)

    return Played(
        of_call(Moment.RECEIVED),
        _first(log, (Moment.ANSWERED, Moment.TAKEN_UP)) / unit,
        of_call(Moment.ABANDONED),
        of_call(Moment.FREED, Moment.DEALT_WITH, Moment.ABANDONED),
        instants(Moment.ANSWERED, Moment.TAKEN_UP),
        instants(Moment.FREED, Moment.SET_ASIDE, Moment.DEALT_WITH),
        float(log.amount[log.moment == Moment.OFF_DUTY].sum()) / unit,
    )


def _first(log: EventLog, moments: Sequence[Moment]) -> Floats:
    rows = np.flatnonzero(np.isin(log.moment, moments))[::-1]
    second = np.full(len(log.facts.contact_uid), np.nan)
    second[log.subject[rows]] = log.at[rows]
    return second


def level(began: Floats, ended: Floats, at: Floats) -> Floats:
    """Give how many have begun and not ended by each instant."""
    return np.searchsorted(np.sort(began), at, "right") - np.searchsorted(np.sort(ended), at, "right")


def spells_of(staff: Sequence[Sequence[int]], length: float, days: int, cycle: float, unit: float) -> list[Spell]:
    """Turn steps (from, number) into turns of duty: handler n is there whenever more than n are."""
    steps = [*staff, [length, staff[-1][1]]]
    of_day: list[tuple[int, float, float]] = []
    for handler in range(max(number for _, number in staff)):
        for (since, number), (until, _) in pairwise(steps):
            # The last number stays until the next day begins, so that all calls end.
            until = cycle if until == length else until
            if number > handler:
                if of_day and of_day[-1][0] == handler and of_day[-1][2] == since:
                    of_day[-1] = (handler, of_day[-1][1], until)
                else:
                    of_day.append((handler, since, until))
    return [
        (handler, round((day * cycle + since) * unit), round((day * cycle + until) * unit))
        for day in range(days)
        for handler, since, until in of_day
    ]


def leave_when_free(
    log: EventLog, spells: Sequence[Spell], falls: Sequence[tuple[int, Sequence[int], int]]
) -> list[Spell]:
    """Let those leave who are free first; who that is, a first run tells, in which everybody stays.

    `falls` lists (second, officers of whom some leave, how many).
    """
    answered, freed = second_of(log, Moment.ANSWERED), second_of(log, Moment.FREED)
    rows = log.moment == Moment.ANSWERED
    handler = np.full(len(answered), -1)
    handler[log.subject[rows]] = log.officer[rows]
    leaves: dict[int, list[int]] = {}
    for at, members, how_many in falls:
        in_hand = (answered <= at) & (freed > at)
        free_at = dict.fromkeys(members, at) | dict(
            zip(handler[in_hand].tolist(), freed[in_hand].tolist(), strict=True)
        )
        for officer in sorted(members, key=lambda officer: free_at[officer])[:how_many]:
            leaves.setdefault(officer, []).append(at)
    return [
        (officer, since, min((at for at in leaves.get(officer, ()) if since < at < until), default=until))
        for officer, since, until in spells
    ]


def rate_of(lam: Sequence[Any]) -> Rate:
    """Give the rate of arrivals in the reference's notation."""
    kind, *numbers = lam
    if kind == "sin":
        base, swing, period, phase = (*numbers, 0)[:4]
        return lambda t: base + swing * np.sin(2 * np.pi * (t - phase) / period)
    starts, rates = numbers
    return lambda t: np.array(rates, dtype=np.float64)[np.searchsorted(starts, t, "right") - 1]


@dataclass(frozen=True, slots=True)
class Days:
    """Days of one case, from empty."""

    case: str
    days: int
    neighbours: Sequence[tuple[int, float]]
    """Numbers of handlers, the same all day, before whom the same calls are put for control, and how long work then
    takes compared with the case."""
    staff: Sequence[Sequence[int]] = field(default_factory=list)
    """Steps (from, number); left out: the case's own."""
    desk: Desk = PLAIN
    unit: float = 20_000.0
    leaving: Callable[[EventLog, list[Spell]], list[Spell]] | None = None
    """Says after a first run who leaves when, where that depends on who is free."""

    def replicate(self, case: Case, rng: Generator) -> Sample:
        """Play the days and read every measure of the case."""
        params, unit, days = case.params, self.unit, self.days
        length, staff = params["T"], self.staff or params["staff"]
        rate, cycle, patience = rate_of(params["lam"]), 2.0 * length, params.get("pat")
        at = arrivals_by_day(rate, length, cycle, days, rng)
        work = rng.exponential(params["aht"], len(at))
        lasts = None if patience is None else rng.exponential(patience, len(at))
        handlers = max(number for _, number in staff)
        spells = spells_of(staff, length, days, cycle, unit)
        log = play_calls(at, work, lasts, handlers, spells, days * cycle, unit, self.desk)
        if self.leaving is not None:
            log = play_calls(at, work, lasts, handlers, self.leaving(log, spells), days * cycle, unit, self.desk)
        found = self._measures(case, played(log, unit), staff, days, cycle)
        calls = len(at) / days / expected_calls(self.case) - 1
        controls = [calls, float(work.mean() / params["aht"] - 1)]
        return Sample(found, controls, self._controls(case, at, work, lasts, staff))

    def _measures(
        self, case: Case, calls: Played, staff: Sequence[Sequence[int]], days: int, cycle: float
    ) -> dict[str, float]:
        length = case.params["T"]
        opens = np.floor(calls.received / cycle) * cycle
        until = opens + length
        busy = level_area(calls.taken, calls.put_down, days, cycle, length)
        present = (np.minimum(calls.ended, until) - calls.received).sum()
        number = len(calls.received)
        rang = number / days
        found = {
            "arrivals": rang,
            "frac_delayed": float((calls.begun != calls.received).mean()),
            "mean_wait": (present - busy) / number,
            "busy_hours": busy / days,
            "P_ab_day": float((calls.left < until).mean()),
            "overtime": calls.overtime / days,
        }
        for hour in case.params["at"]:
            instants = np.arange(days) * cycle + hour
            there = level(calls.received, calls.ended, instants)
            working = level(calls.taken, calls.put_down, instants)
            found[f"L({hour})"] = float(there.mean())
            found[f"Lq({hour})"] = float((there - working).mean())
            found[f"busy({hour})"] = float(working.mean())
            found[f"Pdelay({hour})"] = float((there >= staff_at(staff, hour)).mean())
        return found

    def _controls(
        self, case: Case, at: Floats, work: Floats, lasts: Floats | None, staff: Sequence[Sequence[int]]
    ) -> dict[str, list[float]]:
        """Compare the same days before other numbers of handlers with what is known of them, measure by measure."""
        length, cycle = case.params["T"], 2.0 * case.params["T"]
        until = np.floor(at / cycle) * cycle + length
        controls: dict[str, list[float]] = {}
        for number, pace in self.neighbours:
            day, one = expected_day(self.case, number, pace), in_turn(at, work * pace, number, lasts)
            waiting, busy = day.chain.waiting, day.chain.present >= number
            wait = (np.minimum(at + one.wait, until) - at).sum() / len(at)
            of_day = [
                wait * expected_calls(self.case) / day.over(waiting) - 1,
                float((one.wait > 0).mean() - day.found(busy)),
            ]
            for measure in ("frac_delayed", "mean_wait", "busy_hours", "P_ab_day", "overtime"):
                controls.setdefault(measure, []).extend(of_day)
            for hour in case.params["at"]:
                if pace == 1 and {handlers for since, handlers in staff if since <= hour} == {number}:
                    continue  # until then that is the case itself
                instants = np.arange(self.days) * cycle + hour
                there, chances = level(at, one.leaves, instants), day.at_hour(hour)
                present, own = day.chain.present, staff_at(staff, hour)
                of_hour = [
                    float(there.mean() - chances @ present),
                    float(np.maximum(there - own, 0).mean() - chances @ np.maximum(present - own, 0)),
                    float((there >= own).mean() - chances @ (present >= own)),
                ]
                for measure in ("L", "Lq", "Pdelay", "busy"):
                    controls.setdefault(f"{measure}({hour})", []).extend(of_hour)
        return controls


def staff_at(staff: Sequence[Sequence[int]], hour: float) -> int:
    """Give the number on duty at an hour."""
    return [number for since, number in staff if since <= hour][-1]


@cache
def expected_day(case: str, handlers: int, pace: float) -> Day:
    """Give the same day before a fixed number of handlers, with work that takes longer or shorter."""
    params = cases()[case].params
    gives_up = 1 / params["pat"] if "pat" in params else 0.0
    return Day(Chain(handlers, pace * params["aht"], gives_up), rate_of(params["lam"]), params["T"])


@cache
def expected_calls(case: str) -> float:
    """Give the mean number of calls on a day."""
    params = cases()[case].params
    grid = np.linspace(0, params["T"], 100_001)
    middle = (grid[1:] + grid[:-1]) / 2
    return float(rate_of(params["lam"])(middle).mean() * params["T"])


def level_area(began: Floats, ended: Floats, days: int, cycle: float, length: float) -> float:
    """Give the time spent, within days of the given length, by what begins and ends at these instants."""
    within = [np.minimum(at - np.floor(at / cycle) * cycle, length) for at in (began, ended)]
    return float(within[1].sum() - within[0].sum())


def play_calls(
    at: Floats,
    work: Floats,
    patience: Floats | None,
    handlers: int,
    spells: Sequence[Spell] | None,
    ends: float,
    unit: float,
    desk: Desk = PLAIN,
) -> EventLog:
    """Let calls come; without spells the handlers are always there."""
    none = np.zeros(len(at), dtype=np.int64)
    lasts = np.full(len(at), FOREVER) if patience is None else seconds(patience, unit)
    calls = Calls(seconds(at, unit), none, seconds(work, unit), none, lasts[:, None])
    ends_at = int(ends * unit)
    turns = one_spell(handlers, ends_at) if spells is None else spells
    return call_world(calls, [(0,)] * handlers, turns, ends_at, desk).play()
