"""The second opinion in the report: judged per measure, counted in words, and flagged where it parts."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from demandsim.experiment.comparison import Comparison, compare_values
from demandsim.measures import MEASURES
from demandsim.report.parts.second_opinion import judged, second_opinion_section, second_opinions
from demandsim.report.section import Table
from tests.report.made_up import comparison

HEADLINES = [measure.name for measure in MEASURES.values() if measure.headline]


def with_values(made: Comparison, values: dict[str, float]) -> Comparison:
    """Put one value in the place of all of some measures."""
    frame = made.values.copy()
    for measure, value in values.items():
        frame.loc[(frame["measure"] == measure) & (frame["group"] == ""), "value"] = value
    table = compare_values(frame, made.options, tuple(MEASURES.values()))
    return replace(made, values=frame, table=table)


def test_every_headline_measure_is_judged() -> None:
    found = judged(comparison(), "today")
    assert list(found) == HEADLINES
    assert set(second_opinions(comparison())) == set(HEADLINES)


def test_the_opinion_itself_agrees_and_its_double_parts() -> None:
    made = comparison()
    opinion = judged(made, "today")["incidents_waiting"].opinion
    same = with_values(made, {"incidents_waiting": opinion.low})
    assert judged(same, "today")["incidents_waiting"].judgement == "agrees"
    twice = with_values(made, {"incidents_waiting": 2 * opinion.low})
    assert judged(twice, "today")["incidents_waiting"].judgement == "parts"
    assert second_opinions(twice)["incidents_waiting"].endswith("parts")


def test_the_section_counts_what_it_shows() -> None:
    section = second_opinion_section(comparison())
    assert section is not None
    tables = [block for block in section.blocks if isinstance(block, Table)]
    assert len(tables[0].rows) == len(HEADLINES)
    assert all(len(row) == len(table.columns) for table in tables for row in table.rows)
    parts = sum(row[1] == "parts" for row in tables[0].rows)
    assert (f"{parts} part" in section.lead[0]) == (parts > 0)
    assert "ASSUMPTION" in section.note


def test_one_replication_and_missing_measures() -> None:
    assert second_opinion_section(comparison(replications=1)) is not None
    made = comparison()
    few = made.table[made.table["measure"] == "caseload"]
    assert list(judged(replace(made, table=few), "today")) == ["caseload"]
    assert second_opinion_section(replace(made, table=few[:0])) is None


def test_the_same_results_give_the_same_words() -> None:
    one, other = second_opinion_section(comparison()), second_opinion_section(comparison())
    assert one == other
    assert json.dumps(second_opinions(comparison())) == json.dumps(second_opinions(comparison()))


@pytest.mark.parametrize("option", ["desk first"])
def test_options_are_judged_too(option: str) -> None:
    assert list(judged(comparison(), option)) == HEADLINES
