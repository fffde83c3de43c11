"""At a glance: what stands in a cell, what would settle it, and room for a second opinion."""

from __future__ import annotations

from demandsim.report.parts.glance import glance_section
from demandsim.report.parts.second_opinion import second_opinions
from demandsim.report.section import Table
from demandsim.report.words import title
from tests.report.made_up import OPTIONS, comparison


def table(caption: str) -> Table:
    """Give the table whose caption begins so."""
    blocks = glance_section(comparison({(OPTIONS[1], "owner_has_skill"): 9.0})).blocks
    return next(block for block in blocks if isinstance(block, Table) and block.caption.startswith(caption))


def test_a_cell_holds_mean_difference_and_verdict() -> None:
    row = next(row for row in table("Headline").rows if row[0].startswith("Owner has skill"))
    assert row[1].count("\n") == 0
    mean, change, verdict = row[2].splitlines()
    assert change.startswith("+5.4 ± ")
    assert verdict == "better"
    assert mean.replace(".", "").isdigit()


def test_what_is_open_says_what_would_settle_it_and_what_is_settled_nothing() -> None:
    row = next(row for row in table("How many more runs").rows if row[0] == "Owner has skill")
    assert row[1] == ""
    assert "more run" in row[2]


def test_a_second_opinion_stands_beside_its_measure_alone() -> None:
    said = second_opinions(comparison())
    assert {"charged", "calls_in_target"} <= set(said)
    for row in table("Headline").rows:
        name, *beside = row[0].splitlines()
        mine = [words for measure, words in said.items() if title(measure) == name.partition(",")[0]]
        assert [line for line in beside if line.startswith("Second")] == [f"Second opinion: {words}" for words in mine]


def test_options_without_a_reason_say_so() -> None:
    rows = {row[0]: row[1:] for row in table("What the options are").rows}
    assert rows[OPTIONS[0]] == ("The scenario as it stands.", "")
    assert rows[OPTIONS[1]] == ("Less travel <for> the same crimes.", "£120,000")
    assert rows[OPTIONS[2]] == ("No reason is written down.", "")
