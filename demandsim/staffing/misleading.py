"""Misleading: where Erlang's formulas mislead in a scenario, each point with figures from this scenario."""

from __future__ import annotations

from collections.abc import Iterator

from demandsim.quantities import format_duration, format_share
from demandsim.rules.answer import FirstCome
from demandsim.scenario.lines import Line
from demandsim.staffing.formulas import Pool, homes
from demandsim.staffing.staffing import Staffing, Trial

NOTABLE = 0.1
"""Difference of a coefficient of variation from the exponential law's 1 that is worth a word."""
EQUAL = 0.0005
"""Relative difference of hours below which they are called the same."""


def misleading(staffing: Staffing) -> list[str]:
    """Say where the formulas mislead in this scenario; what does not apply is not said."""
    said: list[str] = []
    for pool in staffing.pools:
        said += [*_overload(staffing, pool), *_lines_as_one(staffing, pool), *_help(staffing, pool)]
        said += [*_lag(pool), *_patience(staffing, pool)]
    return [*said, *_unknown(staffing), *_dispersion(staffing), *_handling(staffing), *_in_all(staffing)]


def given_up(staffing: Staffing, trial: Trial) -> float:
    """Give the share of calls given up on all lines, weighted by the calls that ring when nobody waits."""
    lines = list(staffing.scenario.demand.lines)
    weights = {line: float(staffing.asked.offered[lines.index(line)].sum()) for line in trial.given_up}
    total = sum(weights.values())
    return sum(weights[line] * share for line, share in trial.given_up.items()) / total if total else 0.0


def _overload(staffing: Staffing, pool: Pool) -> Iterator[str]:
    over = int((pool.load >= staffing.asked.today[pool.team]).sum())
    if over:
        trial = staffing.trial("today")
        answered = " and ".join(f"{100 * trial.answered[each.line][0]:.0f} % on {each.line}" for each in pool.targets)
        yield (
            f"Overload: in {over} of {len(pool.load)} half hours {pool.team} has today no more handlers than calls "
            "keep busy. For Erlang C nobody is then answered in time and the queue has no end. Played with today's "
            f"staff, {answered} are answered in time over the whole week; {100 * given_up(staffing, trial):.0f} % of "
            "calls are given up."
        )


def _lines_as_one(staffing: Staffing, pool: Pool) -> Iterator[str]:
    scenario = staffing.scenario
    mine = _own_lines(staffing, pool)
    if len(mine) > 1:
        rule, trial = scenario.desk_rules.answer, staffing.trial("Erlang A")
        played = "" if isinstance(rule, FirstCome) else f", whereas the rule here is {rule.kind.replace('_', ' ')}"
        given = " and ".join(
            f"{100 * trial.answered[each.line][0]:.1f} % on {each.line} (wanted {format_share(each.share)})"
            for each in pool.targets
        )
        yield (
            f"Lines as one: the formulas put {listed(mine)} into one queue in the order of arrival, which must meet "
            f"the hardest of the targets{played}. Played with Erlang A's positions, {given} are answered in time."
        )


def _help(staffing: Staffing, pool: Pool) -> Iterator[str]:
    mine = set(_own_lines(staffing, pool))
    helpers = [
        name
        for name, team in staffing.scenario.workforce.teams.items()
        if "contact" in team.desks and name != pool.team and mine & set(team.lines)
    ]
    if helpers:
        yield (
            f"Help: {listed(helpers)} can answer lines of {pool.team}, too. The formulas leave that out; the search "
            "adds people to the team that a line is home to."
        )


def _lag(pool: Pool) -> Iterator[str]:
    difference = pool.erlang_a_lagged() - pool.erlang_a()
    parts = [
        f"{word} positions in {half_hours(len(some))} (by {some.max()} at most)"
        for word, some in (("more", difference[difference > 0]), ("fewer", -difference[difference < 0]))
        if len(some)
    ]
    if parts:
        yield (
            "Lag: work comes later than calls by the length of handling. For the lagged load Erlang A asks for "
            f"{' and '.join(parts)} than for each half hour by itself."
        )


def _patience(staffing: Staffing, pool: Pool) -> Iterator[str]:
    share = 1 - int(pool.erlang_a().sum()) / max(int(pool.erlang_c().sum()), 1)
    if pool.patience is None or not share:
        return
    retries = [staffing.scenario.demand.lines[target.line].retry for target in pool.targets]
    again = max((max(each.need, each.information) for each in retries if each.attempts > 1), default=0.0)
    returning = f"; here up to {format_share(again)} of them ring again" if again else ""
    yield (
        f"Patience: callers of {pool.team} give up after {format_duration(pool.patience)} on average. Erlang A asks "
        f"for {100 * share:.1f} % fewer positions than Erlang C because it counts them as gone{returning}."
    )


def _unknown(staffing: Staffing) -> Iterator[str]:
    """Name what the desk has and the formulas do not know."""
    scenario = staffing.scenario
    rule = scenario.desk_rules.answer
    for line, kept in rule.reserve.items():
        most = kept if isinstance(kept, int) else max(kept)
        if most:
            number = f"{most} {'handler is' if most == 1 else 'handlers are'}"
            yield (
                f"Reserve: {number if isinstance(kept, int) else f'up to {number}'} kept free for {line}, which no "
                "formula knows; calls of lesser lines wait meanwhile."
            )
    lines = scenario.demand.lines
    for what, which in (
        ("a limited number of trunks", [name for name, line in lines.items() if line.trunks is not None]),
        ("written work between calls", [name for name, line in lines.items() if line.yields]),
        ("a switchboard that answers first", list(rule.switchboard)),
        ("ringing callers back", list(rule.call_back)),
    ):
        if which:
            yield f"Left out of the formulas and played by the simulation: {what}, on {listed(which)}."


def _dispersion(staffing: Staffing) -> Iterator[str]:
    found = [f"{name} {format_share(line.dispersion)}" for name, line in _rung(staffing).items() if line.dispersion]
    if found:
        yield (
            "Good and bad days: the number of calls in a day varies beyond chance (coefficient of variation: "
            f"{', '.join(found)}). The formulas staff for the mean day; a busy day costs more callers than a quiet one "
            "wins."
        )


def _handling(staffing: Staffing) -> Iterator[str]:
    lines = list(staffing.scenario.demand.lines)
    found = []
    for name in _rung(staffing):
        lengths = staffing.asked.handled[lines.index(name)]
        variation = float(lengths.std() / lengths.mean()) if len(lengths) and lengths.mean() else 1.0
        if abs(variation - 1) > NOTABLE:
            found.append(f"{name} {variation:.2f}")
    if found:
        yield (
            "Handling: the formulas take its length to be exponential (coefficient of variation 1); here it is "
            f"{', '.join(found)}. More regular handling makes shorter queues, less regular handling longer ones."
        )


def _in_all(staffing: Staffing) -> Iterator[str]:
    simulated = staffing.trial("simulation")
    for name in ("Erlang C", "Erlang A"):
        trial = staffing.trial(name)
        difference = trial.hours / simulated.hours - 1 if simulated.hours else 0.0
        compared = f"{100 * abs(difference):.1f} % {'more' if difference > 0 else 'fewer'} hours than"
        yield (
            f"In all: {name} asks for {'as many hours as' if abs(difference) < EQUAL else compared} the simulation. "
            f"Played with its positions, targets are missed clearly in {half_hours(trial.verdicts['missed'])} and "
            f"narrowly in {trial.verdicts['narrowly missed']}; with those of the simulation in "
            f"{simulated.verdicts['missed']} and {simulated.verdicts['narrowly missed']}."
        )


def _own_lines(staffing: Staffing, pool: Pool) -> list[str]:
    home, lines = homes(staffing.scenario), staffing.scenario.demand.lines
    return [name for name, line in lines.items() if home.get(name) == pool.team and not line.yields]


def _rung(staffing: Staffing) -> dict[str, Line]:
    """Give the lines of the searched teams that are rung."""
    lines = staffing.scenario.demand.lines
    return {name: lines[name] for pool in staffing.pools for name in _own_lines(staffing, pool)}


def half_hours(number: int) -> str:
    """Write a number of half hours."""
    return f"{number} half hour{'s' * (number != 1)}"


def listed(names: list[str]) -> str:
    """Write names as a list: "a", "a and b", "a, b and c"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
