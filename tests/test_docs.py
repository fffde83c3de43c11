"""The documentation: every example on its pages is carried out, and the pages build without a warning or a stranger."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from demandsim.scenario.files import read_scenario
from tests.doc_examples import ROOT, Block, Example, blocks, carry_out, matches, renewed

DOCS = ROOT / "docs"
MEASURED_ELSEWHERE = {"calibration.md", "performance.md"}
"""Pages whose figures come from runs too long for a test."""
PAGES = sorted(
    page
    for folder in ("start", "guides", "background")
    for page in (DOCS / folder).glob("*.md")
    if page.name not in MEASURED_ELSEWHERE
)
FROM_OUTSIDE = re.compile(
    r"""<(?:script|img|iframe|source)\b[^>]*\bsrc=["']?(?:https?:)?//"""
    r"""|<link\b[^>]*\bhref=["']?(?:https?:)?//"""
    r"""|@import\s+(?:url\()?["']?(?:https?:)?//"""
    r"""|url\(\s*["']?(?:https?:)?//""",
    re.IGNORECASE,
)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(DOCS).as_posix())
def test_every_example_prints_what_is_shown(page: Path, tmp_path: Path) -> None:
    name = page.relative_to(ROOT).as_posix()
    wrong = [
        f"{name}:{example.line} shows\n{_indented(example.shown)}\n  but prints\n{_indented(example.printed)}"
        for example in carry_out(page, tmp_path)
        if not example.holds()
    ]
    assert not wrong, "\n".join([*wrong, f"`python -m tests.doc_examples {name}` writes what is printed now"])


def _indented(lines: tuple[str, ...]) -> str:
    return "\n".join(f"    {line}" for line in lines)


def test_guides_and_first_steps_hold_examples() -> None:
    bare = [
        page.name
        for page in PAGES
        if page.parent.name != "background"
        and not any(block.language in ("console", "python") for block in blocks(page.read_text(encoding="utf-8")))
    ]
    assert not bare


def test_commands_that_are_not_carried_out_are_those_of_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = [block.lines for block in blocks(readme) if block.language == "bash"]
    assert len(commands) == 2, "README holds two bash blocks: the main job, then the tests"
    for page in sorted(DOCS.rglob("*.md")):
        for block in blocks(page.read_text(encoding="utf-8")):
            if block.language in ("bash", "sh", "shell"):
                assert block.lines in commands, f"{page.name}:{block.line}"


def test_every_source_of_the_real_scenario_is_in_the_register() -> None:
    register = (DOCS / "background" / "sources.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (S\d[^|]*) \|", register, re.MULTILINE)
    known = {code for row in rows for code in row.split(", ")}
    scenario = read_scenario(ROOT / "scenarios" / "west_mercia_2018.yaml")
    used = {code for source in scenario.sources for code in re.findall(r"\bS\d+[a-z]?\b", source.source)}
    assert len(used) > 30
    assert used <= known, sorted(used - known)


def test_every_dependency_has_its_reason() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = settings["project"]["optional-dependencies"]
    listed = [*settings["project"]["dependencies"], *extras["analysis"], *extras["cluster"]]
    needed = {re.split(r"[<>=\[]", each)[0].lower() for each in listed}
    page = (DOCS / "background" / "stack.md").read_text(encoding="utf-8").lower()
    rows = re.findall(r"^\| ([^|]+) \|", page, re.MULTILINE)
    explained = {name.strip() for row in rows for name in row.split(",")}
    assert needed <= explained, sorted(needed - explained)
    assert explained - {"library", "---"} <= needed, sorted(explained - needed)


def test_pages_build_without_warnings_and_fetch_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html", "-d", tmp_path / "doctrees"]
    built = subprocess.run([*command, DOCS, tmp_path / "html"], capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    pages = [path for path in (tmp_path / "html").rglob("*") if path.suffix in {".html", ".css"}]
    assert len([path for path in pages if path.suffix == ".html"]) > len(PAGES)
    strangers = {
        path.name: found[0] for path in pages if (found := FROM_OUTSIDE.search(path.read_text(encoding="utf-8")))
    }
    assert not strangers
    for name, said in (
        ("scenario", "caseload_cap"),
        ("scenario", "desk_first"),
        ("moments", "REVIEW_DUE"),
        ("measures", "modal_route"),
        ("cli", "--keep-logs"),
        ("api", "build_roster"),
        ("results", "half_width"),
    ):
        assert said in (tmp_path / "html" / "reference" / f"{name}.html").read_text(encoding="utf-8"), (name, said)


@pytest.mark.parametrize(
    "text",
    [
        '<script src="https://cdn.example/x.js">',
        "<script async src=//cdn.example/x.js>",
        '<link rel="stylesheet" href="http://fonts.example/f.css">',
        "@import url('https://fonts.example/f.css')",
        "src: url(https://fonts.example/f.woff2)",
    ],
)
def test_a_stranger_is_noticed(text: str) -> None:
    assert FROM_OUTSIDE.search(text)


def test_links_for_people_are_no_strangers() -> None:
    assert not FROM_OUTSIDE.search('<a href="https://www.gov.uk">gov.uk</a><script src="_static/x.js"></script>')


def test_blocks_are_found_with_their_lines() -> None:
    text = "# Title\n\n```console\n$ demandsim --version\n...\n```\n\ntext\n\n```python\nprint(1)\n```\n"
    assert blocks(text) == [
        Block("console", 4, ("$ demandsim --version", "...")),
        Block("python", 11, ("print(1)",)),
    ]


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [
        (("a", "b"), ("a", "b "), True),
        (("a", "b"), ("a", "c"), False),
        (("a",), ("a", "b"), False),
        (("a", "..."), ("a", "b", "c"), True),
        (("a", "...", "d"), ("a", "b", "c"), False),
        (("took ... s",), ("took 1.5 s",), True),
        (("1.5",), ("125",), False),
    ],
)
def test_what_is_shown_must_be_printed(shown: tuple[str, ...], printed: tuple[str, ...], same: bool) -> None:
    assert matches(shown, printed) is same


def test_a_wrong_example_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "```python\nx = 2\nprint(x)\n```\n\n```output\n3\n```\n\n```python\nraise ValueError(x)\n```\n\n"
        "```console\n$ demandsim check scenarios/nowhere.yaml\n```\n",
        encoding="utf-8",
    )
    examples = list(carry_out(page, tmp_path / "world"))
    assert [(example.line, example.holds()) for example in examples] == [(7, False), (11, False), (16, False)]
    assert "ValueError: 2" in "\n".join(examples[1].printed)


def test_a_page_can_be_renewed() -> None:
    text = "```console\n$ demandsim a\nold\n...\nold end\n$ demandsim b\nwrong\n```\n"
    examples = [
        Example(3, ("old", "...", "old end"), ("new", "x", "y", "new end")),
        Example(7, ("wrong",), ("right", "and more")),
    ]
    renewed_text = renewed(text, examples)
    assert renewed_text == "```console\n$ demandsim a\nnew\n...\nnew end\n$ demandsim b\nright\nand more\n```\n"
