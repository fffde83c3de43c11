"""The house itself: lint, format, types, layers, and what no file of it may be or say."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

LONGEST = 350
LONGER_FOR_A_REASON = {
    "demandsim/quantities.py": "one grammar, read and written: splitting it would part what must agree",
    "tests/eventlog/test_identities.py": "one broken log for every identity",
    "tests/promises/test_engine_promises.py": "the promises of the engine, one world each",
    "tests/scenario/test_crosscheck.py": "one faulty scenario for every message",
    "tests/scenario/test_files.py": "one faulty file for every message",
    "tests/stories/hand.py": "the one world in which all stories are told",
    "tests/stories/test_contact_stories.py": "the stories of one desk, ten lines each",
    "tests/stories/test_investigation_stories.py": "the stories of one desk, ten lines each",
    "tests/stories/test_response_stories.py": "the stories of one desk, ten lines each",
}
NO_HOME = {"utils", "util", "helpers", "common", "base", "manager", "misc"}
"""Names of modules that say that a room is missing."""
MACHINE_PATH = re.compile(r"(^|[^a-z.])/(work|farm|root)/", re.MULTILINE)
UNFINISHED = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")

TOOLS = {
    "lint": ["-m", "ruff", "check", "."],
    "format": ["-m", "ruff", "format", "--check", "."],
    "types": ["-m", "mypy"],
    "layers": ["-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
}


@pytest.mark.parametrize("tool", TOOLS)
def test_the_house_is_in_order(tool: str) -> None:
    checked = subprocess.run([sys.executable, *TOOLS[tool]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_layers_are_all_there() -> None:
    import tomllib

    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (contract,) = settings["tool"]["importlinter"]["contracts"]
    named = {room.strip() for layer in contract["layers"] for room in layer.split("|")}
    package = ROOT / "demandsim"
    rooms = {path.stem for path in package.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert rooms - {"__init__", "__main__"} == named
    assert contract["exhaustive"] is True


def test_files_can_be_read_in_one_sitting() -> None:
    long = {name for name in tracked() if name.endswith(".py") and len(text_of(name).splitlines()) > LONGEST}
    assert long - set(LONGER_FOR_A_REASON) == set(), "split it, or give the reason here"
    assert set(LONGER_FOR_A_REASON) - long == set(), "no longer long: take the reason away"


def test_every_function_has_a_home() -> None:
    homeless = [name for name in tracked() if name.endswith(".py") and Path(name).stem in NO_HOME]
    assert not homeless


def test_nothing_speaks_of_one_machine() -> None:
    told = [f"{name}: {match[0]!r}" for name in tracked() for match in MACHINE_PATH.finditer(text_of(name))]
    assert not told


@pytest.mark.parametrize(
    ("text", "noticed"),
    [
        ("see " + "/work" + "/main/x", True),
        ('"' + "/root" + '/.cache"', True),
        ("\n" + "/farm" + "/a", True),
        ("https://example.org" + "/work" + "/a", False),
        ("case" + "/work" + "/a", False),
    ],
)
def test_a_machine_path_is_noticed(text: str, noticed: bool) -> None:
    assert bool(MACHINE_PATH.search(text)) is noticed


def test_nothing_is_left_unfinished() -> None:
    left = [f"{name}: {match[0]}" for name in tracked() for match in UNFINISHED.finditer(text_of(name))]
    assert not left


def test_the_licence_and_the_version_stand_in_one_place() -> None:
    import demandsim

    assert "MIT License" in text_of("LICENSE")
    assert f"## {demandsim.__version__}" in text_of("CHANGELOG.md")


def tracked() -> list[str]:
    """List the files that are under version control or would be; in an unpacked archive, all that are there."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode == 0:
        return [name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]
    kept = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
    return [name.as_posix() for name in kept if not any(part.startswith((".", "results")) for part in name.parts[:-1])]


def text_of(name: str) -> str:
    """Read a file of the house; what is no text counts as empty."""
    try:
        return (ROOT / name).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""
