"""The smallest difference that matters, as a planner writes it: "5 per week", "2 points", "£1,000 a week", "10 min"."""

from __future__ import annotations

import re

from demandsim.experiment.store import ResultsError
from demandsim.quantities import DURATION_UNITS, RATE_UNITS, QuantityError, parse_duration, parse_money, parse_share

_PER = re.compile(r"\b(?:per|an?)\s+(\w+)$")
_FIGURE = re.compile(r"[\d.,]+")


def smallest_difference(text: str, unit: str) -> float:
    """Read a difference in the unit of a measure; a bare number is in that unit already (a share: 0.02).

    Raises `ResultsError`, which says how to write it, for anything else and for what is not above 0.
    """
    try:
        found = _read(text.strip(), unit)
    except QuantityError:
        found = 0.0
    if not found > 0:
        like = {"share": '"2 points" or 0.02', "seconds": '"30 s"'}.get(unit, f'"5 {unit}"')
        raise ResultsError(f"{text!r} is not a difference in {unit}; write for example {like}")
    return found


def _read(text: str, unit: str) -> float:
    if unit.startswith("share"):
        share = parse_share(re.sub(r"\s*(?:percentage )?points?$", " %", text))
        return share if share < 1 else 0.0
    if unit in ("seconds", "minutes", "hours", "days") and not _FIGURE.fullmatch(text):
        return parse_duration(text) / DURATION_UNITS[unit]
    ours, theirs = _PER.search(unit), _PER.search(text)
    figure, factor = text, 1.0
    if theirs is not None:
        figure, period = text[: theirs.start()], theirs[1]
        if ours is None or (period != ours[1] and not {period, ours[1]} <= RATE_UNITS.keys()):
            raise QuantityError
        factor = 1.0 if period == ours[1] else RATE_UNITS[ours[1]] / RATE_UNITS[period]
    noun = unit if ours is None else unit[: ours.start()].strip()
    if noun == "pounds":
        return parse_money(figure.removesuffix("pounds").strip()) * factor
    return parse_money(figure.strip().removesuffix(noun).strip().replace("£", "?")) * factor
