"""The contact desk by formula: two grades of call, hour by hour of the week, with callers who ring again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from demandsim.quantities import HOUR, HOURS_A_WEEK
from demandsim.rules.answer import Priority
from demandsim.scenario.calendar import place_in_table
from demandsim.scenario.lines import Line
from demandsim.scenario.load import staffed
from demandsim.scenario.scenario import Scenario
from demandsim.scenario.strength import strength_in
from demandsim.second_opinion.opinion import SecondOpinion, no_opinion, point
from demandsim.second_opinion.two_grades import TwoGrades, two_grades
from demandsim.second_opinion.window import Measured

Floats = NDArray[np.float64]

ROUNDS = 12
"""Rounds at most until the callers who ring again no longer change."""
SETTLED = 2e-3
"""Change of a share given up below which they no longer do."""
HOW = (
    "{rule}, half hour by half hour with the positions on duty: calls of the scenario by hour and month, those asking "
    "for news as counted, mean handling and patience as stated; who gives up rings again as declared, until the number "
    "of callers fits itself (fixed point)"
)
ORDERED = (
    "Erlang A with two grades of call and the reserve (Cobham's priority queue with patience; Schaack and Larson's "
    "cut-off)"
)
ONE_QUEUE = "Erlang A, all lines in one queue"
WHY = (
    "the formula takes each half hour as though it lasted for ever (a queue outlives the hour in which it grew), "
    "every day as a mean day, handling as exponential and those who ring again as ringing in the same half hour"
)


@dataclass(frozen=True, slots=True)
class Desk:
    """What callers of each line meet, by half hour of the week; shares of the attempts of that half hour."""

    attempts: dict[str, Floats]
    """Attempts an hour, those who ring again included."""
    in_time: dict[str, Floats]
    given_up: dict[str, Floats]
    waits: dict[str, Floats]
    """Share of attempts that are not answered at once."""
    wait: dict[str, Floats]
    """Mean seconds that an attempt rings."""

    def of_line(self, line: str, of: dict[str, Floats]) -> float:
        """Weigh a share or a mean by the attempts of a line; 0 where nobody rings."""
        calls = float(self.attempts[line].sum())
        return float(self.attempts[line] @ of[line]) / calls if calls else 0.0

    def share(self, of: dict[str, Floats]) -> float:
        """Weigh a share by the attempts of all lines."""
        calls = sum(float(each.sum()) for each in self.attempts.values())
        return sum(float(self.attempts[line] @ of[line]) for line in self.attempts) / calls if calls else float("nan")


def calls_opinions(measured: Measured) -> tuple[list[SecondOpinion], Desk | None]:
    """Give the opinions on calls answered in time and given up, and the desk that they come from."""
    reason = _unlike(measured.scenario)
    names = ("calls_in_target", "calls_abandoned")
    if reason:
        return [no_opinion(name, reason) for name in names], None
    desk = desk_by_formula(measured)
    how = HOW.format(rule=ORDERED if isinstance(measured.scenario.desk_rules.answer, Priority) else ONE_QUEUE)
    return [
        point("calls_in_target", desk.share(desk.in_time), how, WHY),
        point("calls_abandoned", desk.share(desk.given_up), how, WHY),
    ], desk


def _unlike(scenario: Scenario) -> str:
    """Say what makes a desk unlike every formula here; nothing where one fits."""
    rule = scenario.desk_rules.answer
    if rule.switchboard:
        return "a switchboard stands before the desk: two queues in a row with calls put through have no such formula"
    if rule.call_back:
        return "callers are rung back: the queue of promises has no such formula"
    if not any(not line.yields for line in scenario.demand.lines.values()):
        return "nobody telephones in this scenario"
    return ""


def desk_by_formula(measured: Measured) -> Desk:
    """Solve every group of teams that share lines, each as one desk."""
    found = Desk({}, {}, {}, {}, {})
    for lines, teams in _desks(measured.scenario):
        one = _solve(measured, lines, _positions(measured.scenario, teams))
        for mine, its in zip(
            (found.attempts, found.in_time, found.given_up, found.waits, found.wait),
            (one.attempts, one.in_time, one.given_up, one.waits, one.wait),
            strict=True,
        ):
            mine.update(its)
    return found


def _desks(scenario: Scenario) -> Iterator[tuple[list[str], list[str]]]:
    """Put lines and teams together that have to do with each other; written work is done between calls."""
    spoken = [name for name, line in scenario.demand.lines.items() if not line.yields]
    answers = {name: set(team.lines) for name, team in scenario.workforce.teams.items() if "contact" in team.desks}
    left = list(spoken)
    while left:
        lines, teams = {left[0]}, set[str]()
        while True:
            found = {name for name, its in answers.items() if its & lines}
            if found == teams:
                break
            teams = found
            lines |= {line for name in teams for line in answers[name] if line in spoken}
        yield [name for name in spoken if name in lines], [name for name in answers if name in teams]
        left = [name for name in left if name not in lines]


def _positions(scenario: Scenario, teams: list[str]) -> Floats:
    """Add up the positions on duty by half hour of the week (336), a mean where they come from posts."""
    half_hours, total = np.arange(2 * HOURS_A_WEEK), np.zeros(2 * HOURS_A_WEEK)
    for name in teams:
        team = scenario.workforce.teams[name]
        if team.positions is not None:
            total += np.array(team.positions)[place_in_table(len(team.positions), half_hours)]
        else:
            posts = sum(strength_in(team, place) for place in (team.bodies or team.posts))
            total += np.repeat(staffed(scenario, team, posts), 2)
    return total


def first_calls(measured: Measured, line: str) -> tuple[Floats, Floats]:
    """Give callers an hour who have something to report, and who have not, by hour of the week."""
    demand, one = measured.scenario.demand, measured.scenario.demand.lines[line]
    need = sum(kind.per_year * kind.by.get(line, 0.0) for kind in demand.incidents)
    if line == demand.call_line:
        need += sum(offence.per_year * offence.reported.call for offence in demand.offences)
    calls = measured.by_hour(one.volume, one.profile)
    share = min(1.0, need / one.volume) if one.volume else 0.0
    caused = measured.caused.get(line, 0.0) / HOURS_A_WEEK
    shape = calls / calls.mean() if calls.any() else np.ones(HOURS_A_WEEK)
    return calls * share, calls * (1 - share) + caused * shape


def _solve(measured: Measured, lines: list[str], positions: Floats) -> Desk:
    """Let callers ring, give up and ring again until their number fits itself."""
    demand = measured.scenario.demand
    fresh = {line: tuple(np.repeat(part, 2) for part in first_calls(measured, line)) for line in lines}
    given_up = {line: np.zeros(len(positions)) for line in lines}
    for _ in range(ROUNDS):
        attempts = _attempts({line: demand.lines[line] for line in lines}, fresh, given_up)
        before, given_up = given_up, _answered(measured.scenario, attempts, positions, timed=False).given_up
        if max(float(np.abs(given_up[line] - before[line]).max()) for line in lines) < SETTLED:
            break
    return _answered(measured.scenario, attempts, positions)


def _attempts(
    lines: dict[str, Line], fresh: dict[str, tuple[Floats, ...]], given_up: dict[str, Floats]
) -> dict[str, Floats]:
    """Add those who ring again, attempt by attempt, to those who ring first."""
    total = {line: sum(parts) + 0 * given_up[line] for line, parts in fresh.items()}
    ringing = {line: list(parts) for line, parts in fresh.items()}
    for attempt in range(1, max(line.retry.attempts for line in lines.values())):
        again = {line: [np.zeros_like(parts[0]) for _ in parts] for line, parts in fresh.items()}
        for name, line in lines.items():
            if attempt >= line.retry.attempts:
                continue
            for matter, persist in enumerate((line.retry.need, line.retry.information)):
                callers = ringing[name][matter] * given_up[name] * persist
                switch = line.retry.switch_share if line.retry.switch_to in lines else 0.0
                again[name][matter] += callers * (1 - switch)
                if switch and line.retry.switch_to is not None:
                    again[line.retry.switch_to][matter] += callers * switch
        for name in lines:
            total[name] = total[name] + sum(again[name])
        ringing = again
    return total


def _answered(scenario: Scenario, attempts: dict[str, Floats], positions: Floats, *, timed: bool = True) -> Desk:
    """Say what the attempts of each line meet; a mean number of positions lies between two whole ones."""
    rule, lines = scenario.desk_rules.answer, scenario.demand.lines
    names = list(attempts)
    urgent = next((name for name in rule.order if name in names), None) if isinstance(rule, Priority) else None
    others = [name for name in names if name != urgent]
    weights = {name: float(attempts[name].sum()) for name in names}
    handle = _mean(weights, {name: lines[name].talk.mean + lines[name].wrap.mean for name in names})
    kept = rule.reserve.get(urgent, 0) if urgent is not None else 0
    half_hours = np.arange(len(positions))
    reserve = (
        np.full(len(positions), kept)
        if isinstance(kept, int)
        else np.array(kept)[place_in_table(len(kept), half_hours)]
    )
    fast = attempts[urgent] / HOUR if urgent is not None else np.zeros(len(positions))
    slow = sum((attempts[name] for name in others), np.zeros(len(positions))) / HOUR
    patience = (_patience(lines, [urgent] if urgent else [], weights), _patience(lines, others, weights))

    def meet(within: tuple[float, float]) -> TwoGrades:
        return _between(fast, slow, handle, positions, reserve, patience, within)

    def limit(name: str) -> float:
        return max(0.0, lines[name].target.within - lines[name].announcement) if timed else 0.0

    found = Desk(dict(attempts), {}, {}, {}, {})
    limits = {name: limit(name) for name in others}
    for within in dict.fromkeys(limits.values()) or [0.0]:
        both = meet((limit(urgent) if urgent is not None else 0.0, within))
        for name in others:
            if limits[name] == within:
                found.in_time[name], found.given_up[name] = both.others_in_time, both.others_given_up
                found.waits[name], found.wait[name] = both.others_waits, both.others_wait
        if urgent is not None:
            found.in_time[urgent], found.given_up[urgent] = both.urgent_in_time, both.urgent_given_up
            found.waits[urgent], found.wait[urgent] = both.urgent_waits, both.urgent_wait
    return found


def _between(
    fast: Floats,
    slow: Floats,
    handle: float,
    positions: Floats,
    reserve: NDArray[np.int64],
    patience: tuple[float | None, float | None],
    within: tuple[float, float],
) -> TwoGrades:
    """Solve for the whole numbers of positions on either side of a mean; half hours that are alike only once."""
    low = np.floor(positions + 1e-9).astype(np.int64)
    part = np.maximum(positions - low, 0.0)
    rows = np.concatenate(
        [np.column_stack([fast, slow, low + more, reserve]) for more in ((0, 1) if part.any() else (0,))]
    )
    alike, where = np.unique(rows.round(9), axis=0, return_inverse=True)
    solved = two_grades(alike[:, 0], alike[:, 1], handle, alike[:, 2], alike[:, 3], patience=patience, within=within)

    def mixed(values: Floats) -> Floats:
        parts: Floats = values[where.reshape(-1)].reshape(-1, len(positions))
        return np.asarray(parts[0] if len(parts) == 1 else parts[0] * (1 - part) + parts[1] * part)

    return TwoGrades(*(mixed(getattr(solved, name)) for name in TwoGrades.__slots__))


def _mean(weights: dict[str, float], values: dict[str, float]) -> float:
    total = sum(weights.values())
    return sum(weights[name] * values[name] for name in weights) / total if total else max(values.values())


def _patience(lines: dict[str, Line], names: list[str], weights: dict[str, float]) -> float | None:
    """Average the rates of giving up, weighted by calls; None: nobody ever does."""
    rates = {}
    for name in names:
        law = lines[name].patience
        rates[name] = 0.0 if law is None else 1 / max(law.mean, 1.0)
    rate = _mean({name: weights[name] for name in names}, rates) if names else 0.0
    return 1 / rate if rate else None
