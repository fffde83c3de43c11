"""Erlang's formulas: against the reference cases, against each other, and against a second way of computing them."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from scipy import integrate

from demandsim.staffing.erlang import MOST_POSITIONS, Service, erlang_b, erlang_c, positions_for, service
from tests.staffing.desks import CASES, expected

NAMES = {
    "P_wait": "waits",
    "SL": "in_time",
    "P_ab": "given_up",
    "P_block": "blocked",
    "Wq": "mean_wait",
    "W": "mean_wait",
    "Ws": "mean_wait_answered",
    "Lq": "waiting",
    "util": "busy",
}


def of_case(case: str) -> Service:
    params = CASES[case]["params"]
    patience = params.get("pat")
    return service(
        params["lam"],
        params["aht"],
        params.get("c", params.get("n")),
        within=params.get("t", 0.0),
        patience=patience[1] if isinstance(patience, list) else patience,
        trunks=params.get("K"),
    )


@pytest.mark.parametrize("case", ["A02", "A03", "A04", "A05", "A06", "A07", "A08", "A12"])
def test_reference_case(case: str) -> None:
    found = of_case(case)
    for measure, value in expected(case).items():
        assert getattr(found, NAMES[measure]) == pytest.approx(value, rel=1e-6), measure


def test_erlang_b_against_its_case_three_ways() -> None:
    params, values = CASES["A01"]["params"], expected("A01")
    load = params["lam"] * params["aht"]
    impatient = service(params["lam"], params["aht"], params["c"], patience=0.0)
    full = service(params["lam"], params["aht"], params["c"], trunks=params["c"])
    for lost in (erlang_b(params["c"], load), impatient.given_up, full.blocked):
        assert lost == pytest.approx(values["P_block"], rel=1e-6)
    for found in (impatient, full):
        assert found.busy * params["c"] == pytest.approx(values["busy"], rel=1e-6)
        assert found.waits == 0


@pytest.mark.parametrize(
    ("rate", "positions", "patience", "within"),
    [(480, 500, 3.0, 0.05), (560, 500, 0.7, 0.2), (499, 500, 40.0, 0.1), (2.5, 3, 1.0, 0.5), (30, 4, 0.2, 0.1)],
)
def test_erlang_a_against_integrals(rate: float, positions: int, patience: float, within: float) -> None:
    """M/M/n+G by the integrals of Zeltyn and Mandelbaum (Queueing Systems 51, 2005), for exponential patience."""
    leaves = 1 / patience

    def weight(x: float) -> float:
        return math.exp(rate * -math.expm1(-leaves * x) / leaves - positions * x - top)

    peak = max(0.0, math.log(rate / positions) / leaves)
    top = rate * -math.expm1(-leaves * peak) / leaves - positions * peak
    width = 1 / math.sqrt(positions * leaves)
    edges = np.concatenate([[0.0], np.maximum(0.0, peak + width * np.arange(-12, 80))])

    def over(function: object, until: float = math.inf) -> float:
        total = 0.0
        for low, high in pairwise(np.unique(np.minimum(edges, until))):
            total += integrate.quad(function, low, high, epsabs=0, epsrel=1e-12)[0]
        return total

    free = math.exp(-top) / erlang_b(positions - 1, rate)
    whole = free + rate * over(weight)
    found = service(rate, 1.0, positions, within=within, patience=patience)
    given_up = rate * over(lambda x: -math.expm1(-leaves * x) * weight(x)) / whole
    in_time = (free + rate * over(lambda x: math.exp(-leaves * x) * weight(x), within)) / whole
    assert found.given_up == pytest.approx(given_up, rel=1e-8)
    assert found.in_time == pytest.approx(in_time, rel=1e-8)
    assert found.waits == pytest.approx(1 - free / whole, rel=1e-8, abs=1e-12)
    assert found.mean_wait == pytest.approx(given_up * patience, rel=1e-8)


def test_the_formulas_meet_at_the_ends_of_patience() -> None:
    endless = service(10, 1, 12, within=0.1)
    patient = service(10, 1, 12, within=0.1, patience=1e6)
    for name in ("waits", "in_time", "mean_wait", "waiting", "busy"):
        assert getattr(patient, name) == pytest.approx(getattr(endless, name), rel=1e-4)
    hasty = service(10, 1, 12, within=0.1, patience=1e-7)
    assert hasty.given_up == pytest.approx(erlang_b(12, 10), rel=1e-4)
    roomy = service(10, 1, 12, within=0.1, trunks=400)
    assert roomy.in_time == pytest.approx(endless.in_time, rel=1e-9)
    assert roomy.mean_wait == pytest.approx(endless.mean_wait, rel=1e-9)


def test_what_comes_in_goes_out() -> None:
    """Calls answered, given up and blocked are all calls; the number waiting is rate times wait (Little)."""
    found = service(13, 1, 12, within=0.3, patience=0.8, trunks=20)
    answered = found.busy * 12 / 13
    assert answered + found.given_up + found.blocked == pytest.approx(1)
    assert found.waiting == pytest.approx(13 * (1 - found.blocked) * found.mean_wait)
    assert found.given_up == pytest.approx(found.waiting / 0.8 / 13)


def test_overload_without_impatience_has_no_end() -> None:
    found = service(60, 1, 50, within=100)
    assert (found.waits, found.in_time, found.busy) == (1, 0, 1)
    assert math.isinf(found.mean_wait)
    assert math.isinf(found.waiting)
    assert erlang_c(50, 50) == 1
    assert erlang_c(0, 0) == 0


def test_nobody_rings_or_nobody_answers() -> None:
    assert service(0, 1, 0).in_time == 1
    alone = service(10, 1, 0, within=5, patience=2)
    assert (alone.in_time, alone.given_up, alone.busy) == (0, pytest.approx(1), 0)
    assert alone.mean_wait == pytest.approx(2)


@pytest.mark.parametrize("patience", [None, 0.0, 0.4, 3.0])
@pytest.mark.parametrize(
    ("rate", "share", "within"), [(0.3, 0.9, 0.02), (10, 0.8, 0.1), (47, 0.99, 0.0), (300, 0.5, 1.0)]
)
def test_positions_are_the_fewest(rate: float, share: float, within: float, patience: float | None) -> None:
    needed = positions_for(rate, 1.0, share, within, patience=patience)
    assert service(rate, 1.0, needed, within=within, patience=patience).in_time >= share
    assert service(rate, 1.0, needed - 1, within=within, patience=patience).in_time < share


def test_positions_where_nobody_is_needed() -> None:
    assert positions_for(0, 60, 0.9, 10) == 0
    assert positions_for(1, 60, 0.0, 10) == 0


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: erlang_b(-1, 3), "positions"),
        (lambda: erlang_b(MOST_POSITIONS + 1, 3), "positions"),
        (lambda: erlang_c(2.5, 3), "positions"),  # type: ignore[arg-type]
        (lambda: erlang_c(3, -1), "load"),
        (lambda: erlang_c(3, math.nan), "load"),
        (lambda: service(math.inf, 1, 3), "load"),
        (lambda: service(3, 0, 3), "handle"),
        (lambda: service(-3, -1, 3), "rate"),
        (lambda: service(3, 1, 4, within=-1), "within"),
        (lambda: service(3, 1, 4, patience=-1), "patience"),
        (lambda: service(3, 1, 4, trunks=3), "trunks"),
        (lambda: service(900, 1, 500, patience=1e9), "leave patience out"),
        (lambda: positions_for(3, 1, 1.0, 10), "share"),
        (lambda: positions_for(3, 1, -0.1, 10), "share"),
        (lambda: positions_for(300, 1, 0.9, 10, most=20), "not even 20"),
    ],
)
def test_nonsense_is_refused(call: object, said: str) -> None:
    assert callable(call)
    with pytest.raises(ValueError, match=said):
        call()
