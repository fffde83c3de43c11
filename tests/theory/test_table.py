"""The table in the documentation is that of the trials: every value, every reference, nothing far from theory."""

from __future__ import annotations

import re

from tests.theory.runner import FURTHEST, cases
from tests.theory.table import PAGE, left_out, page, standing, trials


def test_the_page_lists_every_value() -> None:
    written = re.findall(r"^\| (\w\d\d) \|.*?\| `([^`]+)` \| (\S+) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    expected = [
        (trial.case, measure, f"{cases()[trial.case].expected[measure]:.6g}")
        for trial in trials()
        for measure in trial.measures
    ]
    assert written == expected


def test_rows_that_are_not_played_again_stay_as_they_are_and_are_summed_up() -> None:
    assert page(standing()) == PAGE.read_text(encoding="utf-8")


def test_no_value_on_the_page_is_far_from_theory() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert "**differs**" not in page
    z = [float(found) for found in re.findall(r"\| (-?\d+\.\d\d) \| [SQP] \|$", page, re.MULTILINE)]
    assert len(z) > 200
    assert max(map(abs, z)) <= FURTHEST


def test_what_no_trial_compares_is_named_with_its_reason() -> None:
    page = PAGE.read_text(encoding="utf-8")
    compared = {(trial.case, measure) for trial in trials() for measure in trial.measures}
    missing = {
        f"{case} `{measure}`"
        for case in {trial.case for trial in trials()}
        for measure in cases()[case].expected
        if (case, measure) not in compared
    }
    named = left_out(trials())
    assert {line.split(":")[0] for line in named} == missing
    assert all(f"- {line}" in page for line in named)
    assert {trial.case for trial in trials()} == set(cases())
