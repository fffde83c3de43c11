"""What made this result: versions, the code itself, the recipe; nothing about machine or person."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Sequence
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, NotRequired, TypedDict

import demandsim

if TYPE_CHECKING:
    from pydantic import JsonValue

FORMAT = 1
"""Layout of the recipe; a later program knows by it what it reads."""

LIBRARIES = ("numpy", "scipy", "simpy", "pandas")
"""Libraries whose version may touch a number."""


class ScenarioRecipe(TypedDict):
    """The scenario in full, tables included: enough to run it again without the files that it came from."""

    file: str
    hash: str
    resolved: dict[str, JsonValue]


class Recipe(TypedDict):
    """Everything that decides the numbers of an experiment, and beside it when the work was done."""

    format: int
    scenario: ScenarioRecipe
    options: list[str]
    seed: int
    replications: int
    days: int
    warm_up_days: int
    code: str
    versions: dict[str, str]
    started_at: NotRequired[str]
    finished_at: NotRequired[str]


def text_hash(text: str) -> str:
    """Give the SHA-256 of a text, as hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def resolved_hash(resolved: dict[str, JsonValue]) -> str:
    """Give the SHA-256 of a resolved scenario, written as JSON without spaces, keys in their order."""
    return text_hash(json.dumps(resolved, ensure_ascii=False, allow_nan=False, separators=(",", ":")))


def versions() -> dict[str, str]:
    """List the versions of Python, this program and the libraries that may touch a number."""
    found = {"demandsim": demandsim.__version__, "python": platform.python_version()}
    return found | {name: metadata.version(name) for name in LIBRARIES}


@cache
def code_version() -> str:
    """Give a hash of the program's own source: an edited program is not taken for the released one."""
    return _hash_of_sources(Path(demandsim.__file__).parent)


def recipe(
    *,
    file: str,
    resolved: dict[str, JsonValue],
    options: Sequence[str],
    seed: int,
    replications: int,
    days: int,
    warm_up_days: int,
) -> Recipe:
    """Write down what an experiment is made of.

    Of `file` only the name is kept; `resolved` is the whole scenario; `days` are the measured ones,
    after `warm_up_days`.
    """
    return Recipe(
        format=FORMAT,
        scenario=ScenarioRecipe(file=Path(file).name, hash=resolved_hash(resolved), resolved=resolved),
        options=list(options),
        seed=seed,
        replications=replications,
        days=days,
        warm_up_days=warm_up_days,
        code=code_version(),
        versions=versions(),
    )


def identity(made: Recipe) -> str:
    """Give a hash of what decides each single run: results with the same identity may stand in one folder.

    Which options and how many replications there are is left out (a folder may grow), and so are the times.
    """
    parts = [f"{name}={value}" for name, value in _deciding(made).items()]
    return text_hash("\n".join(parts))


def made_by_this_program(made: Recipe) -> bool:
    """Tell whether this program, with these libraries, would give the recipe's numbers again."""
    return identity(made_now(made)) == identity(made)


def made_now(made: Recipe) -> Recipe:
    """Give the recipe as it would be if this program, with these libraries, made the same experiment."""
    now = made.copy()
    now["code"], now["versions"] = code_version(), versions()
    return now


def differences(old: Recipe, new: Recipe) -> list[tuple[str, str, str]]:
    """List what differs in the deciding parts of two recipes, as (what, in the old one, in the new one).

    A scenario that differs is shown value by value, each under its path.
    """
    found: list[tuple[str, str, str]] = []
    before, after = _deciding(old), _deciding(new)
    for name, value in after.items():
        if before.get(name) == value:
            continue
        if name == "scenario":
            found += _unlike("", old["scenario"]["resolved"], new["scenario"]["resolved"])
        else:
            found.append((name, before.get(name, "none"), value))
    return found


def _unlike(path: str, old: JsonValue, new: JsonValue) -> list[tuple[str, str, str]]:
    if isinstance(old, dict) and isinstance(new, dict):
        if old == new:
            return [] if list(old) == list(new) else [(path or "scenario", "another order", "this order")]
        keys = [*old, *(key for key in new if key not in old)]
        return [row for key in keys for row in _unlike(f"{path}.{key}" if path else key, old.get(key), new.get(key))]
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        return [row for n in range(len(old)) for row in _unlike(f"{path}[{n + 1}]", old[n], new[n])]
    return [] if old == new else [(path, _short(old), _short(new))]


def _short(value: JsonValue) -> str:
    text = "nothing" if value is None else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _deciding(made: Recipe) -> dict[str, str]:
    numbers = {f"version of {name}": made["versions"].get(name, "none") for name in ("numpy", "scipy", "simpy")}
    return {
        "scenario": made["scenario"]["hash"],
        "seed": str(made["seed"]),
        "days": str(made["days"]),
        "warm-up days": str(made["warm_up_days"]),
        "program": made["code"],
        **numbers,
    }


def _hash_of_sources(package: Path) -> str:
    """Hash the Python files and page templates below a folder; line endings do not count."""
    found = hashlib.sha256()
    files = [path for path in package.rglob("*") if path.suffix in {".py", ".j2"}]
    for path in sorted(files, key=lambda path: path.relative_to(package).as_posix()):
        found.update(path.relative_to(package).as_posix().encode() + b"\0")
        found.update(path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return found.hexdigest()
