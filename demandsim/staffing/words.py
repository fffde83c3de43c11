"""Words: the staffing table for people to read."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from demandsim.quantities import WEEK, format_duration, format_share
from demandsim.staffing.formulas import Pool
from demandsim.staffing.misleading import given_up, half_hours, misleading
from demandsim.staffing.shares import CYCLE, FEW_CALLS
from demandsim.staffing.staffing import VERDICTS, Staffing

WIDTH = 110
SHOWN = {
    "calls": ("calls", 9),
    "load": ("busy", 9),
    "today": ("today", 9),
    "erlang_c": ("Erlang C", 10),
    "erlang_a": ("Erlang A", 10),
    "simulation": ("simulation", 12),
}
"""Columns shown, with heading and width."""


def text(staffing: Staffing) -> str:
    """Write a staffing table as plain text: positions, what each way of staffing gives, and where formulas mislead."""
    title = staffing.scenario.about.title
    wanted = "; ".join(
        f"{target.line}: {format_share(target.share)} of calls offered within {format_duration(target.within)}"
        for target in staffing.targets
    )
    lines = [title, "=" * len(title), "", *_wrapped(f"Wanted in every half hour of the {staffing.by}: {wanted}.", "")]
    for pool in staffing.pools:
        lines += ["", *_positions(staffing, pool)]
    lines += ["", "WHAT EACH WAY OF STAFFING GIVES, when the engine plays it", *_trials(staffing), ""]
    lines += ["HALF HOURS in which the targets are", *_verdicts(staffing), "", "WHERE THE FORMULAS MISLEAD HERE"]
    for said in misleading(staffing):
        lines += _wrapped(said, "- ")
    lines += ["", "HOW IT WAS FOUND"]
    for said in _method(staffing):
        lines += _wrapped(said, "- ")
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _positions(staffing: Staffing, pool: Pool) -> Iterator[str]:
    """Show the positions of a team on a mean day, half hour by half hour, and in all."""
    table = staffing.table[staffing.table["team"] == pool.team]
    cycles = WEEK / CYCLE[staffing.by]
    mean = "mean day of the week" if staffing.by == "week" else "any day"
    calls = table["calls"].sum() * cycles
    yield f"POSITIONS OF {pool.team}: {calls:,.0f} calls a week of {format_duration(pool.handle)}; {mean} by half hour"
    yield f"  {'':14}" + "".join(f"{heading:>{width}}" for heading, width in SHOWN.values())
    by_time = table.groupby("time", sort=True)[list(SHOWN)].mean()
    for time, row in zip(by_time.index, by_time.to_numpy(), strict=True):
        cells = "".join(f"{value:>{width}.1f}" for value, (_, width) in zip(row, SHOWN.values(), strict=True))
        yield f"  {time!s:14}{cells}"
    hours = {name: table[name].sum() / 2 * cycles for name in SHOWN if name != "calls"}
    cells = "".join(f"{hours[name]:>{width},.0f}" for name, (_, width) in SHOWN.items() if name in hours)
    yield f"  {'hours a week':14}{'':9}{cells}"


def _trials(staffing: Staffing) -> Iterator[str]:
    lines = staffing.scenario.demand.lines
    limits = {name: line.target.within for name, line in lines.items()}
    limits |= {target.line: target.within for target in staffing.targets}
    shown = [name for name in lines if all(name in trial.answered for trial in staffing.trials)]
    heads = "".join(f"{f'{name} in {format_duration(limits[name])}':>24}" for name in shown)
    yield f"  {'':12}{'hours a week':>13}{heads}{'given up':>10}"
    for trial in staffing.trials:
        cells = ""
        for name in shown:
            share, low, high = (100 * value for value in trial.answered[name])
            cells += f"{f'{share:.1f} % ({low:.1f}-{high:.1f})':>24}"
        yield f"  {trial.name:12}{trial.hours:>13,.0f}{cells}{f'{100 * given_up(staffing, trial):.1f} %':>10}"


def _verdicts(staffing: Staffing) -> Iterator[str]:
    yield f"  {'':12}" + "".join(f"{verdict:>17}" for verdict in VERDICTS)
    for trial in staffing.trials:
        yield f"  {trial.name:12}" + "".join(f"{trial.verdicts[verdict]:>17}" for verdict in VERDICTS)


def _method(staffing: Staffing) -> Iterator[str]:
    found = staffing.found
    left = (
        f"When rounds ran out, {half_hours(found.missed)} still missed." if found.missed else "In the end none missed."
    )
    yield (
        f"The engine played the scenario's own rules on {staffing.searched} replications of {staffing.weeks} typical "
        "weeks (mean weeks of the year: no season, no events). From Erlang A on, positions were added where a target "
        "was missed and taken away as long as it was met with a standard error to spare, in "
        f"{found.rounds} round{'s' * (found.rounds > 1)}. {left}"
    )
    yield (
        f"What each way of staffing gives was played on {staffing.checked} other replications, on which nothing had "
        "been searched for. A target is met or missed clearly when the 95 % interval of the share leaves no doubt, "
        f"narrowly when it lies within the interval; fewer than {FEW_CALLS} calls say nothing."
    )
    few = sum(int(flags.sum()) for flags in found.few.values())
    if few:
        yield (
            f"{half_hours(few)} had fewer than {FEW_CALLS} calls on all tapes of the search and kept what Erlang A "
            f"asks for with lagged load. {'--by day or more' if staffing.by == 'week' else 'More'} replications would "
            "help."
        )
    yield (
        f"{format_share(staffing.asked.caused)} of callers ring because they have no news or nobody has come; they do "
        "so as with the staff of today. Callers who give up ring again as the scenario says. Positions are people at "
        "the desk: leave, breaks and training come on top."
    )
    if any(staffing.scenario.workforce.teams[name].posts for name in found.plan):
        yield (
            "Handlers today are the mean on duty by shifts and absences; the search puts positions where they are "
            "needed and asks no shift pattern."
        )


def _wrapped(said: str, mark: str) -> list[str]:
    return wrap(mark + said, WIDTH, subsequent_indent=" " * len(mark))
