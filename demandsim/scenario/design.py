"""Designs: options made of values for paths, one by one from a table or in every combination, as if written."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path

from demandsim.quantities import NUMBER
from demandsim.scenario.files import read_tree
from demandsim.scenario.options import CHANGES, OPTIONS, apply_option
from demandsim.scenario.problems import Position, ScenarioError, problem_at
from demandsim.scenario.tables import table_in
from demandsim.scenario.tree import Fields, Leaf, Node, Tree, moved
from demandsim.scenario.yamltext import parse_yaml
from demandsim.statistics.sensitivity import latin_hypercube

SWEEP, SPAN = Position("--sweep"), Position("the span")
NAME = "option"
"""Column of a design that names its options; left out, they are named by their values."""
_END = re.compile(rf"({NUMBER})\s*(\D*)")


def with_options(file: str | Path, sweeps: Sequence[str], design: str | Path | None = None) -> tuple[Tree, list[str]]:
    """Read a scenario with the options that sweeps and a design make added to its own; gives their names too.

    A sweep is written `PATH=a,b,c`; several make every combination. A design is a table whose columns are paths and
    whose rows are options; an empty cell changes nothing, and a column `option` may name them. Raises `ScenarioError`;
    whether a scenario is sound under what was made is asked where it is played.
    """
    tree = read_tree(file)
    made = _combinations(sweeps)
    if design is not None:
        made += [(row, row.at) for row in table_in(design, nested=False).items if isinstance(row, Fields)]
    if not made:
        return tree, []
    found = tree.root.entries.get(OPTIONS)
    options = dict(found.entries) if isinstance(found, Fields) else {}
    paths = list(dict.fromkeys(path for row, _ in made for path in row.entries if path != NAME))
    names = []
    for row, at in made:
        changes = {path: _value(cell) for path, cell in row.entries.items() if path != NAME and isinstance(cell, Leaf)}
        given = row.entries.get(NAME)
        name = str(given.value) if isinstance(given, Leaf) else named(changes, paths)
        if name in options:
            raise ScenarioError([problem_at(at, f"there is already an option {name!r}")])
        options[name] = Fields({CHANGES: Fields(changes, at)}, at)
        names.append(name)
    changed = replace(
        tree, root=replace(tree.root, entries={**tree.root.entries, OPTIONS: Fields(options, tree.root.at)})
    )
    return changed, names


def named(changes: Mapping[str, Node], paths: Sequence[str]) -> str:
    """Name an option by its values: each with the last steps of its path that tell it from the other paths."""
    said = []
    for path, value in changes.items():
        steps = path.split(".")
        others = [other.split(".") for other in paths if other != path]
        last = next(
            n for n in range(1, len(steps) + 1) if n == len(steps) or not any(o[-n:] == steps[-n:] for o in others)
        )
        said.append(f"{' '.join(steps[-last:])} {value.value if isinstance(value, Leaf) else ''}")
    # Names of options have no marks in them.
    text = " ".join(said).replace("%", "per cent").replace(".", "_")
    return re.sub(r"[^A-Za-z0-9_ \-]+", " ", text).strip()


def write_design(file: str | Path, out: str | Path, spans: Sequence[str], rows: int, seed: int = 1) -> int:
    """Write a table of options that spread over spans of values evenly; gives how many differ.

    A span is written `PATH=LOW..HIGH`, both ends with the same unit; whole numbers stay whole. Raises `ScenarioError`
    for a span that cannot be read or a path that the scenario does not have.
    """
    ends = [_span(text) for text in spans]
    tree = read_tree(file)
    for path, low, _, unit, _ in ends:
        _check(tree, path, f"{low:g} {unit}".strip())
    points = latin_hypercube(rows, len(ends), seed)
    found = [
        tuple(
            _written(low + float(u) * (high - low), unit, whole)
            for u, (_, low, high, unit, whole) in zip(point, ends, strict=True)
        )
        for point in points
    ]
    different = list(dict.fromkeys(found))
    with Path(out).open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream, lineterminator="\n")
        table.writerow([path for path, *_ in ends])
        table.writerows(different)
    return len(different)


def _combinations(sweeps: Sequence[str]) -> list[tuple[Fields, Position]]:
    read: list[list[tuple[str, Leaf]]] = []
    for sweep in sweeps:
        path, sign, values = sweep.partition("=")
        written = [value.strip() for value in values.split(",")]
        if not path.strip() or not sign or not all(written):
            message = f"{sweep!r} is not a sweep; write for example mechanics.score_accuracy=0.5,0.7,0.9"
            raise ScenarioError([problem_at(SWEEP, message)])
        read.append([(path.strip(), Leaf(value, SWEEP)) for value in dict.fromkeys(written)])
    return [(Fields(dict(each), SWEEP), SWEEP) for each in product(*read)] if read else []


def _value(cell: Leaf) -> Node:
    """Read a value as it would be read in the file."""
    return moved(parse_yaml(str(cell.value), cell.at.file), cell.at)


def _span(text: str) -> tuple[str, float, float, str, bool]:
    path, _, values = text.partition("=")
    low, _, high = values.partition("..")
    ends = _END.fullmatch(low.strip()), _END.fullmatch(high.strip())
    if not path or ends[0] is None or ends[1] is None or ends[0][2] != ends[1][2]:
        message = f"{text!r} is not a span; write for example investigative_model.transfer.delay=1 h..3 h"
        raise ScenarioError([problem_at(SPAN, message)])
    first, last = (float(end[1].replace(",", "")) for end in (ends[0], ends[1]))
    whole = not ends[0][2] and first == int(first) and last == int(last)
    return path.strip(), first, last, ends[0][2].strip(), whole


def _written(value: float, unit: str, whole: bool) -> str:
    return f"{round(value) if whole else float(f'{value:.4g}'):g} {unit}".strip()


def _check(tree: Tree, path: str, value: str) -> None:
    made = Fields({CHANGES: Fields({path: Leaf(value, SPAN)}, SPAN)}, SPAN)
    apply_option(
        replace(tree, root=replace(tree.root, entries={**tree.root.entries, OPTIONS: Fields({"design": made}, SPAN)})),
        "design",
    )
