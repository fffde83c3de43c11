"""Every measure of the hand-written story against its value on paper."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from demandsim.measures import MEASURES, measure
from tests.logs import story
from tests.measures.story_values import VALUES


@pytest.fixture(scope="module")
def found() -> pd.DataFrame:
    return measure(story())


@pytest.mark.parametrize(("name", "group"), [(name, group) for name, groups in VALUES.items() for group in groups])
def test_value_on_paper(found: pd.DataFrame, name: str, group: str) -> None:
    rows = found[(found["measure"] == name) & (found["group"] == group)]
    assert len(rows) == 1, f"{name} has {len(rows)} values for {group or 'the force'}"
    assert float(rows["value"].iloc[0]) == pytest.approx(VALUES[name][group], rel=1e-12, nan_ok=True)


def test_every_measure_has_a_value_on_paper() -> None:
    assert set(VALUES) == set(MEASURES)


def test_the_table_is_tidy(found: pd.DataFrame) -> None:
    assert list(found.columns) == ["measure", "group", "value", "unit"]
    assert not found.duplicated(["measure", "group"]).any()
    assert found["value"].dtype == float
    assert not found["group"].isna().any()
    assert list(dict.fromkeys(found["measure"])) == list(MEASURES)
    for name, rows in found.groupby("measure"):
        keys = {", ".join(part.split("=")[0] for part in group.split(", ")) for group in rows["group"] if group}
        assert keys <= set(MEASURES[str(name)].groups), name


def test_parts_add_up_to_the_whole(found: pd.DataFrame) -> None:
    values = found.set_index(["measure", "group"])["value"]
    for name, key in (
        ("calls_offered", "line"),
        ("incidents_graded", "grade"),
        ("incidents_graded", "grade, area"),
        ("incidents_waiting", "area"),
        ("crimes_recorded", "offence"),
        ("crimes_closed", "team"),
        ("open_crimes", "team"),
        ("open_crimes_at_end", "team"),
        ("harm_open", "team"),
        ("overtime", "team"),
        ("cost", "team"),
    ):
        keys = key.split(", ")
        parts = [
            value
            for group, value in values[name].items()
            if group and [part.split("=")[0] for part in str(group).split(", ")] == keys
        ]
        assert math.fsum(parts) == pytest.approx(values[name, ""]), (name, key)
    assert values["outcomes"][[f"outcome={name}" for name in ("charged", "filed")]].sum() == 1
