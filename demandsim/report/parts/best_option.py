"""Which option is best, and how surely: the ranking on the page, from what was played and nothing more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from demandsim.experiment.comparison import BETTER, HIGHER, LOWER, WHOLE, WORSE, Comparison
from demandsim.measures import MEASURES
from demandsim.quantities import format_share
from demandsim.report.parts.front_chart import Front, front_chart
from demandsim.report.section import Chart, Section, Table
from demandsim.report.words import change, headline_rows, listed, title
from demandsim.statistics.front import front_chances
from demandsim.statistics.ranking import SURE, not_ruled_out, told_apart, with_the_best

Floats = NDArray[np.float64]

KEY, HEADING = "ranking", "Which option is best, and how surely?"
TOGETHER = 3
"""Measures that are looked at together."""
ALIKE = 0.7
"""Correlation of two measures over the options from which on the second adds little to the first."""
TOO_FEW = "Which option is best cannot be said from a single replication: there is nothing to judge chance by."


@dataclass(frozen=True, slots=True)
class Standing:
    """How the options stand on one measure; the first is today, the standard."""

    name: str
    unit: str
    may_be_best: tuple[str, ...]
    """Options that cannot be ruled out as the best."""
    behind: float
    """How far today may fall short of the best of the others, at most; 0: it is shown to be as good as any."""


def rank_section(comparison: Comparison) -> Section | None:
    """Say which options may be the best on each headline measure, and which are beaten by none on several at once.

    Gives None where there is one option, or no headline measure with a better direction.
    """
    values = dict(_values(comparison))
    if len(comparison.options) < 2 or not values:
        return None
    if max(results.shape[1] for results in values.values()) < 2:
        return Section(KEY, HEADING, (TOO_FEW,))
    found = standings(comparison, values)
    if not found:
        return None
    front = _front(comparison, values)
    lead = [" ".join(ranking_words(found, comparison.options))]
    blocks: list[Chart | Table] = [_table(found, comparison.options)]
    if front is not None:
        lead.append(" ".join(front_words(front)))
        blocks.append(front_chart(comparison, front))
    note = (
        "An option is ruled out as the best on a measure when another is shown to be better: multiple comparisons with "
        f"the best on the same simulated worlds, which hold for all options and all {len(found)} measures at once with "
        f"{format_share(SURE)}. “Cannot be ruled out” is not “is the best”: more replications rule out more. "
        "Differences too small to matter count here like any other; the command “demandsim rank” asks for the smallest "
        "that matters."
    )
    return Section(KEY, HEADING, tuple(lead), tuple(blocks), note)


def standings(comparison: Comparison, values: dict[str, Floats]) -> list[Standing]:
    """Judge every measure on which any two options share two replications."""
    judged = {name: gains for name, gains in values.items() if _comparable(gains)}
    # Bonferroni: as many statements are made as there are measures.
    sure = 1 - (1 - SURE) / max(len(judged), 1)
    found = []
    for name, gains in judged.items():
        may, (low, _) = not_ruled_out(gains, sure), with_the_best(gains, sure)
        found.append(
            Standing(
                name=name,
                unit=MEASURES[name].unit,
                may_be_best=tuple(option for option, is_so in zip(comparison.options, may, strict=True) if is_so),
                behind=-float(low[0]),
            )
        )
    return found


def ranking_words(found: Sequence[Standing], options: Sequence[str]) -> list[str]:
    """Say who is shown to be best on what, who may be best on everything, and where today stands."""
    today, number = options[0], len(found)
    whole = f"all {number} headline measures" if number > 1 else "the one headline measure that can be judged"
    everywhere = [option for option in options if all(option in each.may_be_best for each in found)]
    if len(everywhere) == len(options):
        return [f"None of the {len(options)} options is ruled out as the best on any headline measure."]
    alone = {option: [each for each in found if each.may_be_best == (option,)] for option in options}
    shown = {option: mine for option, mine in alone.items() if mine}
    if any(len(mine) == number for mine in shown.values()):
        return [f"{_named(shown)} is shown to be the best of the {len(options)} options on {whole}."]
    said = []
    if shown:
        each = "; ".join(f"{_named([option])} on {_measures(mine)}" for option, mine in shown.items())
        said.append(f"Shown to be the best of the {len(options)} options: {each}.")
    rest = number - sum(map(len, shown.values()))
    if rest:
        others = "the other headline measure" if rest == 1 else f"the other {rest} headline measures"
        where = others if shown else whole
        said.append(f"No single option is shown to be the best on {where}.")
    if everywhere:
        said.append(f"Not ruled out as the best on any headline measure: {_named(everywhere)}.")
    else:
        said.append("Every option is ruled out as the best on one measure or another: it depends on what counts most.")
    inside = [each for each in found if today in each.may_be_best]
    out = [each for each in found if today not in each.may_be_best]
    if not inside:
        said.append(f"{_named([today])} is ruled out as the best on {whole}.")
    elif out and len(out) <= len(inside):
        said.append(f"{_named([today])} is ruled out as the best on {_measures(out)}.")
    elif out:
        said.append(f"{_named([today])} is ruled out as the best on all but {_measures(inside)}.")
    return said


def front_words(front: Front) -> list[str]:
    """Say which options no other beats on the measures of the front together, as far as it is shown."""
    together = _and([title(name).lower() for name in front.measures])
    sure, out, unsure = (_named(front.options_of(what)) for what in ("sure", "out", "open"))
    few, level = len(front.options_of("sure")), format_share(SURE)
    said = [f"On {together} together, "]
    if few == 0:
        said[0] += f"it is not shown of any option that no other beats it ({level})."
    elif few == 1:
        said[0] += f"{sure} alone is shown to be beaten by no other option ({level} or more)."
    else:
        said[0] += f"{sure} are each shown to be beaten by no other option ({level} or more). "
        said[0] += "To choose between these is to say what counts more, which no simulation does."
    if unsure:
        said.append(f"Whether another option beats {unsure} on these measures together is open.")
    if out:
        said.append(f"Another option is as good on each of these measures and better on one ({level} or more): {out}.")
    return said


def _front(comparison: Comparison, values: dict[str, Floats]) -> Front | None:
    """Look at the measures on which options differ most, and not all in the same way, together."""
    chosen = differing(comparison, values)
    if len(chosen) < 2:
        return None
    gains = _whole(np.stack([values[name] for name in chosen], axis=1))
    return (
        Front(tuple(chosen), comparison.options, tuple(front_chances(gains).tolist())) if gains.shape[-1] > 1 else None
    )


def differing(comparison: Comparison, values: dict[str, Floats], most: int = TOGETHER) -> list[str]:
    """Choose the measures that tell options apart most, beside what chance leaves open.

    Only those on which an option is better or worse than today, and of measures that order the options nearly alike
    only the one that tells more.
    """
    rows = headline_rows(comparison)
    judged = set(rows.loc[rows["verdict"].isin([BETTER, WORSE]), "measure"])
    gains = {name: _whole(found) for name, found in values.items() if name in judged}
    apart = {name: told_apart(found) for name, found in gains.items()}
    chosen: list[str] = []
    for name in sorted((name for name in apart if apart[name] > 1), key=lambda name: -apart[name]):
        means = gains[name].mean(axis=1)
        alike = (np.corrcoef(means, gains[other].mean(axis=1))[0, 1] for other in chosen)
        if len(chosen) < most and all(one < ALIKE for one in alike):
            chosen.append(name)
    return [name for name in values if name in chosen]


def _table(found: Sequence[Standing], options: Sequence[str]) -> Table:
    today = options[0]
    rows = tuple(
        (
            title(each.name),
            _may(each, options),
            "0" if each.behind == 0 else change(each.behind, float("nan"), each.unit).removeprefix("+"),
        )
        for each in found
    )
    columns = ("Measure", "Cannot be ruled out as the best", f"{today} short by up to")
    return Table(f"Who may be the best of {len(options)} options, by headline measure", columns, rows, words=2)


def _may(each: Standing, options: Sequence[str]) -> str:
    """Name the options that may be best, in the shorter way."""
    out = [option for option in options if option not in each.may_be_best]
    if not out:
        return f"any of the {len(options)}"
    if len(each.may_be_best) == 1:
        return f"{each.may_be_best[0]}: shown to be the best"
    return f"all but {_and(out)}" if len(out) < len(each.may_be_best) else _and(each.may_be_best)


def _values(comparison: Comparison) -> Iterator[tuple[str, Floats]]:
    """Give, by headline measure with a better direction, the gains: options by replications, more is better."""
    values = comparison.values[comparison.values["group"] == WHOLE]
    for measure in MEASURES.values():
        mine = values[values["measure"] == measure.name]
        if measure.headline and measure.better in (HIGHER, LOWER) and len(mine):
            table = mine.pivot(index="option", columns="replication", values="value").reindex(comparison.options)
            yield measure.name, _sign(measure.name) * table.to_numpy(np.float64)


def _whole(gains: Floats) -> Floats:
    """Keep the replications (last) in which nothing is missing."""
    there = ~np.isnan(gains).any(axis=tuple(range(gains.ndim - 1)))
    return np.asarray(gains[..., there], dtype=np.float64)


def _comparable(gains: Floats) -> bool:
    there = ~np.isnan(gains)
    return all((there[a] & there[b]).sum() > 1 for a, b in combinations(range(len(gains)), 2))


def _sign(name: str) -> float:
    return 1.0 if MEASURES[name].better == HIGHER else -1.0


def _measures(found: Sequence[Standing]) -> str:
    return _and([title(each.name).lower() for each in found])


def _named(options: Iterable[str]) -> str:
    return _and([f"‘{option}’" for option in options])


def _and(names: Sequence[str]) -> str:
    return listed(names, most=len(names)) if names else ""
