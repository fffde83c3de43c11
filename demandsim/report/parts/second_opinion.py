"""The second opinion: what a formula says of each headline measure, beside what the simulation says."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from demandsim.experiment.comparison import WHOLE, Comparison
from demandsim.experiment.store import scenario_of
from demandsim.measures import MEASURES
from demandsim.report.section import Section, Table
from demandsim.report.words import NO_VALUE, amount, bare_amount, title
from demandsim.second_opinion import Measured, SecondOpinion, judge, second_opinions_on
from demandsim.second_opinion.opinion import POINTS, TOLERANCE, Judgement

WORDS: Mapping[Judgement, str] = {"none": "no second opinion", "within the bounds": "bounds kept"}
"""Judgements as they stand in a table, where they are not their own words."""


class Judged(NamedTuple):
    """A second opinion beside the simulation."""

    opinion: SecondOpinion
    unit: str
    mean: float
    low: float
    high: float
    judgement: Judgement


def second_opinions(comparison: Comparison) -> dict[str, str]:
    """Give the opinion on today's value of each headline measure in a few words, for a cell of a table."""
    found = {}
    for measure, each in judged(comparison, comparison.baseline).items():
        judgement = WORDS.get(each.judgement, each.judgement)
        found[measure] = f"{opinion_words(each)}: {judgement}" if each.opinion.said else judgement
    return found


def second_opinion_section(comparison: Comparison) -> Section | None:
    """Set every headline measure beside its second opinion, for today; of the options, say where they part."""
    today = judged(comparison, comparison.baseline)
    if not today:
        return None
    named = [o for o in comparison.options[1:] if o in comparison.scenario.options]
    options = {option: judged(comparison, option) for option in named}
    apart = {
        (option, measure): each
        for option, its in {comparison.baseline: today, **options}.items()
        for measure, each in its.items()
        if each.judgement == "parts"
    }
    blocks = [_figures(comparison.baseline, today)]
    if apart:
        blocks.append(_apart(apart))
    blocks.append(_how(today))
    return Section(
        key="second-opinion",
        heading="A second opinion",
        lead=(_in_all(today), *_of_options(options)),
        blocks=tuple(blocks),
        note=(
            "Each second opinion is worked out from the scenario alone (and from the calls that incidents and crimes "
            "of the run caused), never from the measure that it stands beside. A single figure parts when it lies "
            f"outside the simulation's 95 % interval and differs by more than {100 * TOLERANCE:.0f} % (of a share: of "
            f"what is smaller, the share or what is missing to 100 %, and by more than {100 * POINTS:.0f} points); a "
            "range parts when the whole interval lies outside it. These tolerances are an ASSUMPTION. Both opinions "
            "rest on the same scenario: that they agree says nothing about whether its figures are right. What the "
            "formulas take in was settled with results of West Mercia in view, so that agreement there proves less."
        ),
    )


def judged(comparison: Comparison, option: str) -> dict[str, Judged]:
    """Judge the second opinions on an option by measure; measures that the results do not hold are left out."""
    table = comparison.table
    rows = table[(table["option"] == option) & (table["group"] == WHOLE)].set_index("measure")
    columns = {name: rows[name].to_dict() for name in ("mean", "ci_low", "ci_high", "unit")}
    caused = tuple(sorted(_caused(comparison, option).items()))
    found = {}
    for opinion in _opinions(json.dumps(comparison.made, sort_keys=True, default=str), option, caused):
        if opinion.measure in rows.index:
            mean, low, high = (float(columns[name][opinion.measure]) for name in ("mean", "ci_low", "ci_high"))
            unit = str(columns["unit"][opinion.measure])
            found[opinion.measure] = Judged(
                opinion, unit, mean, low, high, judge(opinion, mean, low, high, is_share=unit == "share")
            )
    return {name: found[name] for name in MEASURES if name in found}


def opinion_words(each: Judged) -> str:
    """Write an opinion with its unit: "61.9 %", "1,461 to 1,795 crimes a week", "0.75 days or more"."""
    opinion = each.opinion
    if not opinion.said:
        return "none"
    if opinion.is_point:
        return amount(opinion.low, each.unit)
    if math.isinf(opinion.high):
        return f"{amount(opinion.low, each.unit)} or more"
    low = amount(opinion.low, each.unit) if each.unit.startswith("pounds") else bare_amount(opinion.low, each.unit)
    return f"{low} to {amount(opinion.high, each.unit)}"


@lru_cache(maxsize=64)
def _opinions(made: str, option: str, caused: tuple[tuple[str, float], ...]) -> tuple[SecondOpinion, ...]:
    recipe = json.loads(made)
    scenario = scenario_of(recipe, option)
    measured = Measured(scenario, int(recipe["warm_up_days"]), int(recipe["days"]), dict(caused))
    return tuple(second_opinions_on(measured))


def _caused(comparison: Comparison, option: str) -> dict[str, float]:
    """Give the calls a week that incidents and crimes of the run caused, by the line on which they come."""
    demand, table = comparison.scenario.demand, comparison.table
    found: dict[str, float] = {}
    for cause, line in (("asking for news", demand.victims.chase.line), ("nobody came", demand.repeat.line)):
        row = (table["option"] == option) & (table["measure"] == "avoidable_calls")
        calls = float(table.loc[row & (table["group"] == f"cause={cause}"), "mean"].mean())
        if not math.isnan(calls):
            found[line] = found.get(line, 0.0) + calls
    return found


def _figures(option: str, today: Mapping[str, Judged]) -> Table:
    return Table(
        caption=f"The simulation and a second opinion, {option}",
        columns=("Measure", "Judgement", "Simulation", "95 % interval", "Second opinion"),
        rows=tuple(
            (
                title(measure),
                WORDS.get(each.judgement, each.judgement),
                amount(each.mean, each.unit),
                _interval(each),
                opinion_words(each),
            )
            for measure, each in today.items()
        ),
        words=2,
    )


def _apart(apart: Mapping[tuple[str, str], Judged]) -> Table:
    return Table(
        caption="Where they part",
        columns=("Option", "Measure", "Why they may", "Simulation", "95 % interval", "Second opinion"),
        rows=tuple(
            (
                option,
                title(measure),
                _sentence(each.opinion.why_it_may_part),
                amount(each.mean, each.unit),
                _interval(each),
                opinion_words(each),
            )
            for (option, measure), each in apart.items()
        ),
        words=3,
    )


def _how(today: Mapping[str, Judged]) -> Table:
    return Table(
        caption="How each second opinion is worked out, and why it may part",
        columns=("Measure", "How it is worked out", "Why it may part"),
        rows=tuple(
            (
                title(measure),
                _sentence(each.opinion.how) if each.opinion.said else "No second opinion.",
                _sentence(each.opinion.why_it_may_part),
            )
            for measure, each in today.items()
        ),
        words=3,
        folded=True,
    )


def _interval(each: Judged) -> str:
    if math.isnan(each.low) or math.isnan(each.high):
        return NO_VALUE
    return f"{bare_amount(each.low, each.unit)} to {bare_amount(each.high, each.unit)}"


def _in_all(today: Mapping[str, Judged]) -> str:
    """Count what agrees in one sentence."""
    number = Counter(each.judgement for each in today.values())
    said: Mapping[Judgement, str] = {
        "agrees": "agree within the tolerance",
        "within the bounds": "keep the bounds that a formula sets",
        "parts": "part",
        "none": "have no honest second opinion",
    }
    parts = [f"{number[judgement]} {words}" for judgement, words in said.items() if number[judgement]]
    which = [title(measure).lower() for measure, each in today.items() if each.judgement == "parts"]
    named = f" ({', '.join(which)})" if which else ""
    return (
        f"Beside each of the {len(today)} headline measures stands what a formula, or a model small enough to be "
        f"solved, says of it: {', '.join(parts)}{named}."
    )


def _of_options(options: Mapping[str, Mapping[str, Judged]]) -> list[str]:
    """Say in one sentence where the opinions on the options part."""
    total = sum(len(its) for its in options.values())
    if not total:
        return []
    apart = sum(each.judgement == "parts" for its in options.values() for each in its.values())
    under = f"Under the {len(options)} option{'s' * (len(options) != 1)} played beside it"
    if not apart:
        return [f"{under} none of {total} second opinions parts from the simulation."]
    return [f"{under} {apart} of {total} second opinions part{'s' * (apart == 1)} from the simulation; see below."]


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."
