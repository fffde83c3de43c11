"""Turning points: the value of an assumption at which a difference turns round or a verdict becomes another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from demandsim.experiment.comparison import BETTER, NO_DIFFERENCE, WORSE
from demandsim.experiment.precision import t_interval
from demandsim.experiment.worlds import Floats, Player
from demandsim.measures import MEASURES
from demandsim.scenario.ranges import World
from demandsim.statistics.sensitivity import crossings

TURN = 1 / 32
"""A turning point is known to this share of the range."""
OTHER_SIGN = "other sign"

TURNS_MEANING = {
    "option": "Option",
    "measure": "Measure",
    "assumption": "What is moved, alone",
    "becomes": f"{OTHER_SIGN} where the difference turns round, else the verdict beyond the turning point",
    "assumed": "Factor or value as assumed",
    "holds_at": "Furthest tried at which sign or verdict are as assumed",
    "turned_at": "Nearest tried at which they are not",
    "turns_at": "Midpoint of the two, as a factor or a value",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """What one option shows on one measure somewhere."""

    sign: float
    verdict: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What an option, by its number beside today, shows on a measure: as assumed, and with single assumptions moved."""

    option: int
    measure: int
    here: Shown
    moved: Mapping[tuple[int, float], Shown]
    """By number of the assumption and position."""


@dataclass(frozen=True, slots=True)
class Bracket:
    """An assumption between two positions, at the first of which a cell is as assumed and at the second not."""

    cell: Cell
    assumption: int
    start: float
    end: float
    becomes: str


def shown(differences: Floats, name: str) -> Shown:
    """Say which sign the paired differences from today have on a measure, and what verdict they allow."""
    return Shown(float(np.sign(differences.mean())), verdict(differences, MEASURES[name].better))


def verdict(differences: Floats, better: str) -> str:
    """Say what paired differences from today show; of a single one the sign is all there is to go by.

    `better` is the measure's direction; where neither is better, higher counts as better.
    """
    seen = t_interval(differences)
    mean = seen.mean if better != "lower" else -seen.mean
    unsure = seen.n > 1 and seen.low <= 0 <= seen.high
    if unsure or mean == 0 or np.isnan(mean):
        return NO_DIFFERENCE
    return BETTER if mean > 0 else WORSE


def brackets(cell: Cell, assumed: Mapping[int, float], steps: Sequence[float]) -> Iterator[Bracket]:
    """Find, for each assumption on either side of where it is assumed, the first two steps between which a cell turns.

    A difference that is shown turns round where it has the other sign; where it does not, and where none is shown, the
    verdict turns.
    """
    for number, position in assumed.items():
        for side in ([s for s in reversed(steps) if s < position], [s for s in steps if s > position]):
            for turned in (_turned_round, _judged_otherwise):
                found = next(
                    ((a, b) for a, b in pairwise([position, *side]) if turned(cell.here, cell.moved[number, b])), None
                )
                if found is not None:
                    there = cell.moved[number, found[1]].verdict
                    yield Bracket(cell, number, *found, OTHER_SIGN if turned is _turned_round else there)
                    break


def turning_points(ask: Player, found: Sequence[Bracket], say: Callable[[str], object]) -> pd.DataFrame:
    """Find the values at which sign or verdict turn, playing only today and the option that is asked about.

    Says beforehand how many runs that may take. One row per bracket with the columns of `TURNS_MEANING`.
    """
    study = ask.study

    def at(points: Sequence[tuple[int, float]]) -> list[float]:
        pairs: list[tuple[World, str]] = []
        for n, position in points:
            world = study.at(found[n].assumption, position)
            pairs += [(world, study.options[0]), (world, study.options[1 + found[n].cell.option])]
        values = ask.pairs(pairs)
        signs = []
        for i, (n, _) in enumerate(points):
            cell = found[n].cell
            there = shown(values[2 * i + 1, cell.measure] - values[2 * i, cell.measure], study.measures[cell.measure])
            # A difference of nothing has turned: the option does no more what it does as assumed.
            same = (
                cell.here.sign * there.sign > 0
                if found[n].becomes == OTHER_SIGN
                else cell.here.verdict == there.verdict
            )
            signs.append(1.0 if same else -1.0)
        return signs

    if found:
        halvings = sum(max(0, int(np.ceil(np.log2(abs(each.end - each.start) / TURN)))) for each in found)
        runs = 2 * halvings * study.replications
        say(f"Turning points sought by halving: {len(found)}, in at most {runs:,} runs.")
    points = crossings(at, [(each.start, each.end, 1.0) for each in found], TURN)
    rows = []
    for each, (holds, turned) in zip(found, points, strict=True):
        assumption = study.assumptions[each.assumption]
        numbers = (assumption.position, holds, turned, (holds + turned) / 2)
        written = [assumption.written(number) for number in numbers]
        option, measure = study.options[1 + each.cell.option], study.measures[each.cell.measure]
        rows.append((option, measure, assumption.what, each.becomes, *written))
    return pd.DataFrame(rows, columns=list(TURNS_MEANING))


def _turned_round(here: Shown, there: Shown) -> bool:
    return here.verdict != NO_DIFFERENCE and here.sign * there.sign < 0


def _judged_otherwise(here: Shown, there: Shown) -> bool:
    return here.verdict != there.verdict
