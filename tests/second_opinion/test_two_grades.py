"""Two grades of call: against published cases, against each other's formulas, and at the limits."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from demandsim.second_opinion.two_grades import TwoGrades, two_grades
from demandsim.staffing.erlang import erlang_c, service
from tests.staffing.desks import CASES as DESKS
from tests.staffing.desks import expected

CASES: dict[str, dict[str, Any]] = {
    case["id"]: case for case in json.loads((Path(__file__).parents[1] / "theory" / "cases.json").read_text("utf-8"))
}


def published(case: str) -> dict[str, float]:
    return {row["measure"]: row["value"] for row in CASES[case]["expected"]}


def desk(urgent: float, others: float, positions: int, reserve: int = 0, **changes: Any) -> TwoGrades:
    asked: dict[str, Any] = {"patience": (None, None), "within": (0.1, 0.1), **changes}
    return two_grades([urgent], [others], 1.0, [positions], [reserve], **asked)


def test_two_grades_with_patience_published() -> None:
    params, values = CASES["B08"]["params"], published("B08")
    found = desk(*params["lam"], params["c"], patience=tuple(params["pat"]))
    assert found.urgent_wait[0] == pytest.approx(values["W0"], rel=1e-5)
    assert found.others_wait[0] == pytest.approx(values["W1"], rel=1e-5)
    assert found.urgent_given_up[0] == pytest.approx(values["P_ab0"], rel=1e-5)
    assert found.others_given_up[0] == pytest.approx(values["P_ab1"], rel=1e-5)


def test_reserve_published() -> None:
    params, values = CASES["B09"]["params"], published("B09")
    found = desk(*params["lam"], params["c"], params["reserve"])
    assert found.urgent_wait[0] == pytest.approx(values["W0"], rel=1e-4)
    assert found.others_wait[0] == pytest.approx(values["W1"], rel=1e-4)
    assert found.urgent_waits[0] == pytest.approx(values["P_wait0"], rel=1e-4)
    assert found.others_waits[0] == pytest.approx(values["P_wait1"], rel=1e-4)


def test_three_grades_seen_as_the_last_and_the_rest_published() -> None:
    lam, values = CASES["B04"]["params"]["lam"], published("B04")
    found = desk(lam[0] + lam[1], lam[2], 8)
    assert found.others_wait[0] == pytest.approx(values["Wq2"], rel=2e-3)


def test_cobhams_formula() -> None:
    # Cobham 1954: W1 = C / (n mu - lam1), W2 = W1 / (1 - rho), C Erlang's.
    found, waits = desk(2.0, 1.0, 4), erlang_c(4, 3.0)
    assert found.urgent_wait[0] == pytest.approx(waits / (4 - 2.0), rel=1e-3)
    assert found.others_wait[0] == pytest.approx(waits / (4 - 2.0) / (1 - 0.75), rel=2e-3)


@pytest.mark.parametrize("case", ["A07", "A08"])
def test_one_grade_is_erlang_a(case: str) -> None:
    params, values = DESKS[case]["params"], expected(case)
    mean = params["pat"][1]
    found = desk(0.0, params["lam"], params["n"], patience=(mean, mean), within=(params["t"], params["t"]))
    assert found.others_given_up[0] == pytest.approx(values["P_ab"], rel=1e-4)
    assert found.others_wait[0] == pytest.approx(values["W"], rel=1e-4)
    assert found.others_in_time[0] == pytest.approx(values["SL"], abs=2e-3)


def test_one_grade_that_waits_for_ever_is_erlang_c() -> None:
    found, formula = desk(0.0, 3.0, 4, within=(0.5, 0.5)), service(3.0, 1.0, 4, within=0.5)
    assert found.others_in_time[0] == pytest.approx(formula.in_time, abs=2e-3)
    assert found.others_wait[0] == pytest.approx(formula.mean_wait, rel=1e-4)


def test_urgent_calls_alone_are_erlang_a() -> None:
    found = desk(3.0, 0.0, 4, patience=(2.0, 2.0), within=(0.2, 0.2))
    formula = service(3.0, 1.0, 4, within=0.2, patience=2.0)
    assert found.urgent_in_time[0] == pytest.approx(formula.in_time, abs=2e-3)
    assert found.urgent_given_up[0] == pytest.approx(formula.given_up, rel=1e-3)


def test_order_changes_who_waits_but_not_how_many_give_up() -> None:
    # With one patience and no reserve the number of calls at the desk does not depend on the order.
    found = desk(2.0, 3.0, 4, patience=(1.5, 1.5))
    total = (2.0 * found.urgent_given_up[0] + 3.0 * found.others_given_up[0]) / 5.0
    assert total == pytest.approx(service(5.0, 1.0, 4, patience=1.5).given_up, rel=1e-4)
    assert found.urgent_given_up[0] < total < found.others_given_up[0]


def test_no_calls_no_positions_and_overload() -> None:
    quiet = desk(0.0, 0.0, 4)
    assert (quiet.urgent_in_time[0], quiet.others_in_time[0], quiet.others_wait[0]) == (1.0, 1.0, 0.0)
    nobody = desk(1.0, 1.0, 0, patience=(2.0, 2.0))
    assert (nobody.urgent_in_time[0], nobody.others_given_up[0]) == (0.0, 1.0)
    full = desk(1.0, 5.0, 4)
    assert np.isinf(full.others_wait[0])
    assert full.others_in_time[0] == 0.0
    assert full.urgent_wait[0] == pytest.approx(1 / 3, rel=1e-2)  # all busy, and only urgent calls go before


def test_a_larger_reserve_helps_urgent_calls_at_the_others_cost() -> None:
    found = two_grades([1.0] * 3, [2.0] * 3, 1.0, [5] * 3, [0, 1, 2], patience=(2.0, 2.0), within=(0.1, 0.1))
    assert (np.diff(found.urgent_given_up) < 0).all()
    assert (np.diff(found.others_given_up) > 0).all()
