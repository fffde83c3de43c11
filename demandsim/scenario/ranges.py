"""Ranges: assumptions moved within what is plausible, and what the scenario becomes in such a world.

An end of a range is written in one of three ways: `x 0.4` multiplies what stands there under the option, `gap x 0.5`
multiplies what is missing to 100 %, and a value with its unit (`10 min`, `30 %`) takes the place of today's value; a
value that an option sets itself is the option's decision and stays. Between the ends an assumption has a position: 0
at the low one, 1 at the high one, None as assumed, when nothing is touched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

from pydantic import BaseModel, BeforeValidator
from pydantic.fields import FieldInfo

from demandsim.quantities import (
    NUMBER,
    YEAR,
    format_duration,
    format_share,
    parse_duration,
    parse_money,
    parse_rate,
    parse_share,
)
from demandsim.scenario.crosscheck import ASSUMPTION, NOT_FIGURES, covers
from demandsim.scenario.problems import Position, ScenarioError, problem_at
from demandsim.scenario.tables import table_in
from demandsim.scenario.tree import Fields, Leaf

if TYPE_CHECKING:
    from demandsim.scenario.scenario import Scenario

Way = Literal["x", "gap x", "="]
World = tuple[float | None, ...]
"""A position for each assumption, in their order."""

COLUMNS = ("what", "figures", "low", "high")
_FACTOR = re.compile(rf"(gap )?x ({NUMBER})")
_ABOUT = re.compile(rf"\+/-\s*({NUMBER})\s*%")
_BETWEEN = re.compile(rf"({NUMBER})\s*-\s*({NUMBER})\s*([A-Za-z%]*|per [a-z]+)")
_HALF_TO_TWICE = re.compile(r"half to twice(?: the value| as long)?")
_PARSERS: tuple[Callable[[object], float], ...] = (parse_duration, parse_share, parse_rate, parse_money)


class Unit(NamedTuple):
    """How a figure is written and what it may be."""

    parse: Callable[[object], float]
    least: float
    most: float
    above: float
    """Not even this is allowed."""


@dataclass(frozen=True, slots=True)
class Assumption:
    """Figures that are moved together, and how far: their range as numbers, in the way in which they are moved."""

    what: str
    """In words."""
    figures: tuple[str, ...]
    """Paths; `*` stands for one step and `**` for any number of steps."""
    way: Way
    low: float
    high: float
    assumed: float
    """What stands for the figures as they are: 1 for a factor, else today's value."""
    unit: Unit | None = None
    """Of a range of values."""

    @property
    def position(self) -> float:
        """Where the figures as assumed lie in the range: 0 at its low end, 1 at its high one."""
        return (self.assumed - self.low) / (self.high - self.low)

    def number(self, position: float) -> float:
        """Give the factor or the value at a position."""
        return self.low + position * (self.high - self.low)

    def written(self, position: float) -> str:
        """Write the factor or the value at a position as a range does."""
        number = self.number(position)
        if self.unit is None:
            return f"{self.way} {number:.3g}"
        if self.unit.parse is parse_duration:
            return format_duration(round(number))
        if self.unit.parse is parse_share:
            return format_share(number)
        return f"{number * YEAR:,.4g} per year" if self.unit.parse is parse_rate else f"{number:,.4g}"


def read_ranges(path: str | Path, scenario: Scenario) -> tuple[Assumption, ...]:
    """Read a table of ranges with the columns what, figures, low and high.

    `figures` holds one path or several, with spaces between (a path whose names have spaces stands alone); it takes
    everything below it. Raises `ScenarioError` for every row that names no figure, whose ends cannot be read or do not
    hold the value as assumed, or with which the scenario is not sound.
    """
    found, problems = [], []
    for row in table_in(path).items:
        assert isinstance(row, Fields)
        cells = {key: str(cell.value) for key, cell in row.entries.items() if isinstance(cell, Leaf)}
        try:
            missing = [name for name in COLUMNS if name not in cells]
            if missing:
                raise ValueError(f"a range has the columns {', '.join(COLUMNS)}; {', '.join(missing)} is empty")
            what, figures, low, high = (cells[name] for name in COLUMNS)
            # A path that stops above figures, such as a practice by area, means all of them.
            whole = f"{figures}.**"
            below = (whole,) if _values(scenario, (whole,)) else tuple(f"{path}.**" for path in figures.split())
            found.append(_assumption(scenario, what, below, low, high))
        except (ValueError, ScenarioError) as error:
            problems.append(problem_at(row.at, str(error), path=cells.get("what", "")))
    names = [assumption.what for assumption in found]
    problems += [problem_at(Position(str(path)), f"{name!r} is there twice") for name in names if names.count(name) > 1]
    if problems:
        raise ScenarioError(dict.fromkeys(problems))
    return tuple(found)


def ranges_of_sources(scenario: Scenario) -> tuple[tuple[Assumption, ...], dict[str, str]]:
    """Take the ranges from the entries of `sources` that are an ASSUMPTION, as far as they can be read.

    Read are `10-45 min`, `+/-25 %` and `half to twice the value`. Gives the assumptions, and for the figures of all
    others why they are left out: nobody should think that they were tried.
    """
    found: list[Assumption] = []
    silent: dict[str, str] = {}
    for source in scenario.sources:
        if ASSUMPTION not in source.source.upper() or source.range is None:
            continue
        try:
            found.append(_assumption(scenario, source.figures, (source.figures,), *_ends(source.range)))
        except (ValueError, ScenarioError) as error:
            silent[source.figures] = str(error)
    return tuple(found), silent


def moved(scenario: Scenario, today: Scenario, assumptions: Sequence[Assumption], world: World) -> Scenario:
    """Give a scenario, under whatever option, as it is in a world; `today` tells which values an option sets itself.

    Shares stay between 0 and 1, other figures within what the scenario allows; whole numbers are rounded. Raises
    `ScenarioError` where the figures no longer fit together, for example shares that do not add up.
    """
    changed = scenario
    for assumption, position in zip(assumptions, world, strict=True):
        if position is not None:
            number = assumption.number(position)
            known = set(_values(today, assumption.figures)) if assumption.way == "=" else set()
            changed = _at(changed, assumption.figures, _how(assumption.way, number, known))
    if changed.workforce is not scenario.workforce:
        changed.workforce.count(changed.start, changed.period.warm_up + changed.period.days)
    wrong = changed.cross_check() if changed is not scenario else []
    if wrong:
        said = (problem_at(Position("ranges"), message, path=".".join(map(str, path))) for path, message in wrong)
        raise ScenarioError(dict.fromkeys(said))
    return changed


def _assumption(scenario: Scenario, what: str, paths: tuple[str, ...], low: str, high: str) -> Assumption:
    """Read one range; raises ValueError saying what is wrong with it."""
    for path in paths:
        if not _values(scenario, (path,)):
            raise ValueError(f"there is no figure {path.removesuffix('.**')}")
    ends = [_FACTOR.fullmatch(end) for end in (low, high)]
    if ends[0] is not None and ends[1] is not None:
        if ends[0][1] != ends[1][1]:
            raise ValueError("both ends of a range are written in the same way")
        made = Assumption(what, paths, "gap x" if ends[0][1] else "x", float(ends[0][2]), float(ends[1][2]), 1.0)
    else:
        values, unit = _values(scenario, paths), _unit_at(scenario, paths)
        if len(set(values)) > 1:
            raise ValueError(f"a range of values is for figures that are all alike; these are {len(set(values))} kinds")
        made = Assumption(what, paths, "=", unit.parse(low), unit.parse(high), values[0], unit)
    if not made.low <= made.assumed <= made.high or made.low == made.high:
        raise ValueError(f"the range {low} to {high} does not hold the value as assumed")
    for position in (0.0, 1.0):
        moved(scenario, scenario, (made,), (position,))
    return made


def _ends(text: str) -> tuple[str, str]:
    """Read the ends out of the range of a source; raises ValueError where it is more than one range."""
    if match := _ABOUT.fullmatch(text.strip()):
        part = float(match[1]) / 100
        return f"x {max(1 - part, 0):.4g}", f"x {1 + part:.4g}"
    if _HALF_TO_TWICE.fullmatch(text.strip()):
        return "x 0.5", "x 2"
    if match := _BETWEEN.fullmatch(text.strip()):
        return f"{match[1]} {match[3]}".strip(), f"{match[2]} {match[3]}".strip()
    raise ValueError(f"{text!r} is not two ends with one unit")


def _how(way: Way, number: float, known: set[float]) -> Callable[[float], float]:
    """Say what becomes of a figure; `known` are the values that a value takes the place of."""
    if way == "=":
        return lambda value: number if value in known else value
    if way == "x":
        return lambda value: value * number
    return lambda value: 1 - (1 - value) * number


def _values(scenario: Scenario, figures: Sequence[str]) -> list[float]:
    """List the figures at paths."""
    return [value for value, _ in _found(scenario, figures)]


def _unit_at(scenario: Scenario, figures: Sequence[str]) -> Unit:
    return next(_found(scenario, figures))[1]


def _found(scenario: Scenario, figures: Sequence[str]) -> Iterator[tuple[float, Unit]]:
    met: list[tuple[float, Unit]] = []

    def look(value: float, unit: Unit) -> float:
        met.append((value, unit))
        return value

    _rebuilt(scenario, (), [path.split(".") for path in figures], look, None)
    return iter(met)


def _at(scenario: Scenario, figures: Sequence[str], how: Callable[[float], float]) -> Scenario:
    def change(value: float, unit: Unit) -> float:
        new = min(max(how(value), unit.least), unit.most)
        if new <= unit.above:
            raise ValueError(f"{' '.join(figures)} must stay above {unit.above:g}")
        return round(new) if isinstance(value, int) else new

    changed: Scenario = _rebuilt(scenario, (), [path.split(".") for path in figures], change, None)
    return changed


def _number(text: object) -> float:
    return float(str(text))


_ANY = Unit(_number, 0.0, float("inf"), float("-inf"))


def _rebuilt(
    node: Any,
    path: tuple[str | int, ...],
    patterns: list[list[str]],
    change: Callable[[float, Unit], float],
    field: FieldInfo | None,
) -> Any:
    """Give a part of a scenario with every figure changed that a pattern covers; what has none is the same object."""
    if isinstance(node, bool | str) or node is None:
        return node
    if isinstance(node, int | float):
        # `talk: 5 min` is held as the law `constant`; the planner wrote the path above it.
        written = path[:-1] if path[-1] == "constant" else path
        return change(node, _unit_of(field)) if any(covers(pattern, written) for pattern in patterns) else node
    if isinstance(node, BaseModel):
        return _rebuilt_model(node, path, patterns, change)
    if isinstance(node, dict):
        new = {key: _rebuilt(part, (*path, key), patterns, change, field) for key, part in node.items()}
        return new if any(new[key] is not part for key, part in node.items()) else node
    if isinstance(node, tuple):
        if node and all(isinstance(item, int | float) for item in node):
            steps: list[tuple[str | int, ...]] = [path] * len(node)
        else:
            steps = [(*path, getattr(item, "name", number)) for number, item in enumerate(node)]
        items = tuple(_rebuilt(item, step, patterns, change, field) for item, step in zip(node, steps, strict=True))
        return items if any(new is not old for new, old in zip(items, node, strict=True)) else node
    return node


def _rebuilt_model(
    node: BaseModel, path: tuple[str | int, ...], patterns: list[list[str]], change: Callable[[float, Unit], float]
) -> Any:
    changes = {}
    for name, field in type(node).model_fields.items():
        step = field.alias or name
        if not path and step in NOT_FIGURES:
            continue
        old = getattr(node, name)
        new = _rebuilt(old, (*path, step), patterns, change, field)
        if new is not old:
            changes[name] = new
    if not changes:
        return node
    changed = node.model_copy(update=changes)
    # A copy is not checked by itself: what its own fields must fit together in is asked here again.
    for checked in type(node).__pydantic_decorators__.model_validators.values():
        if checked.info.mode == "after" and path:
            getattr(changed, checked.cls_var_name)()
    return changed


def _unit_of(field: FieldInfo | None) -> Unit:
    """Tell how the figures of a field are written and bounded, those in a mapping or a list included."""
    unit = _ANY
    waiting: list[Any] = [] if field is None else [field.annotation, *field.metadata]
    while waiting:
        part = waiting.pop()
        if isinstance(part, BeforeValidator) and part.func in _PARSERS:
            # `parse` goes by the field: a bare number is refused where a length of time is meant.
            most = 1.0 if part.func is parse_share else unit.most
            unit = unit._replace(parse=_PARSERS[_PARSERS.index(part.func)], most=most)
        unit = unit._replace(
            least=_bound(part, "ge", unit.least),
            most=_bound(part, "le", _bound(part, "lt", unit.most)),
            above=_bound(part, "gt", unit.above),
        )
        waiting += getattr(part, "__metadata__", ()) or ()
        waiting += get_args(part)
    return unit


def _bound(part: object, name: str, otherwise: float) -> float:
    found = getattr(part, name, None)
    return float(found) if isinstance(found, int | float) else otherwise
