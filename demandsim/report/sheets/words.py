"""Words of the one-page sheets: which sentences stand, what an option changes, and what is asked for by whom."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from pydantic import JsonValue

from demandsim.experiment.comparison import BETTER, TOO_FEW, WORSE
from demandsim.measures import MEASURES
from demandsim.quantities import format_duration
from demandsim.report.sheets.contact_words import option_sentence, too_few_sentence
from demandsim.report.sheets.form import DETAIL, Form, Grid
from demandsim.report.sheets.seen import Seen
from demandsim.report.words import MINUS, bare_amount
from demandsim.scenario.crosscheck import covers
from demandsim.scenario.scenario import Scenario

MOST_DIGITS = 4
MOST_NAMED = 4
"""Figures on which an option is better, or worse, that are named; of others only the number is given."""


def sentences(seen: Seen, form: Form) -> list[str]:
    """Give the sentences of a sheet that have anything to say, the option against the baseline last."""
    said = [sentence for says in form.says if (sentence := says(seen))]
    return [*said, against_baseline(seen, form)] if seen.compared else said


def against_baseline(seen: Seen, form: Form) -> str:
    """Say on which figures of the whole force an option is better and worse, each taken alone."""
    verdicts = _verdicts(seen, form)
    if not verdicts or set(verdicts.values()) <= {TOO_FEW}:
        return too_few_sentence(seen.option, seen.baseline)
    better, worse = ([name for name, found in verdicts.items() if found == verdict] for verdict in (BETTER, WORSE))
    return option_sentence(seen.option, seen.baseline, _named(better), _named(worse))


def _verdicts(seen: Seen, form: Form) -> dict[str, str]:
    """Give verdicts by figure: the headline measures first, then in the order of the sheet."""
    found = []
    for part in form.parts:
        if isinstance(part, Grid) and (part.drawn or not part.whole):
            continue
        for one in part.columns if isinstance(part, Grid) else part.figures:
            row = seen.row(one.measure, one.group)
            if row is not None and row["verdict"] and not one.name.startswith(DETAIL):
                name = one.said or one.name[:1].lower() + one.name[1:]
                found.append((not MEASURES[one.measure].headline, name, str(row["verdict"])))
    return {name: verdict for _, name, verdict in sorted(found, key=lambda one: one[0])}


def _named(names: Sequence[str]) -> list[str]:
    more = len(names) - MOST_NAMED
    return [*names[:MOST_NAMED], f"{more} more figure{'s' * (more > 1)}"] if more > 0 else list(names)


def estimate(mean: float, half_width: float, unit: str) -> str:
    """Write a value with the half-width of its interval in the same digits, as many as leave more of it than 0."""
    text = bare_amount(mean, unit) if mean else "0"
    if math.isnan(mean) or math.isnan(half_width) or half_width == 0:
        return text
    scale = 100 if unit == "share" else 1
    mean, half_width = scale * mean, scale * half_width
    digits = max(len(text.partition(".")[2]), min(MOST_DIGITS, -math.floor(math.log10(2 * half_width))))
    return f"{MINUS if mean < 0 else ''}{abs(mean):,.{digits}f} ± {half_width:,.{digits}f}"


def targets(scenario: Scenario, asked: Sequence[tuple[str, str]]) -> list[str]:
    """Write what a scenario asks for, each with its source or the word that none is given."""
    written: JsonValue = scenario.model_dump(mode="json", by_alias=True)
    found: dict[str, dict[str, list[str]]] = {}
    for words, path in asked:
        for step, steps, seconds in _at(written, path.split(".")):
            source = "; ".join(dict.fromkeys(_sources(scenario, steps))) or "no source is given"
            found.setdefault(source, {}).setdefault(words, []).append(f"{step} {format_duration(seconds)}".strip())
    written_out = (
        (source, [f"{words} {', '.join(each)}" for words, each in said.items()]) for source, said in found.items()
    )
    return [f"{', '.join(said)} ({source})" for source, said in written_out]


def _at(value: JsonValue, path: list[str], steps: tuple[str, ...] = ()) -> Iterator[tuple[str, tuple[str, ...], float]]:
    """List the numbers at a path with the last step of it where that was not named."""
    if not path:
        if isinstance(value, int | float):
            yield "", steps, value
        return
    if not isinstance(value, dict):
        return
    for step in value if path[0] == "*" else (path[0],) if path[0] in value else ():
        for last, at, number in _at(value[step], path[1:], (*steps, step)):
            yield last or (step if path[0] == "*" else ""), at, number


def _sources(scenario: Scenario, path: tuple[str, ...]) -> Iterator[str]:
    for source in scenario.sources:
        if covers(source.figures.split("."), path):
            yield f"{source.source}, range {source.range}" if source.range else source.source
