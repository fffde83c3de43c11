"""Offered load: the closed form and the numbers of the reference cases, and the lag that a table of rates shows."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import special

from demandsim.staffing.erlang import erlang_c
from demandsim.staffing.offered_load import (
    Wave,
    as_if_steady,
    by_load,
    lagged_loads,
    mean_busy,
    mean_rates,
    point_by_point,
    sipp,
)
from tests.staffing.desks import CASES, expected


def wave(case: str) -> Wave:
    _, level, amplitude, period = CASES[case]["params"]["lam"]
    return Wave(level, amplitude, period)


def test_open_work_with_lognormal_handling() -> None:
    _, mean, cv = CASES["E04"]["params"]["svc"]
    variance = math.log1p(cv**2)

    def lasts(u: float) -> float:
        return (
            float(special.ndtr((math.log(mean) - variance / 2 - math.log(u)) / math.sqrt(variance))) if u > 0 else 1.0
        )

    values = expected("E04")
    for at in CASES["E04"]["params"]["at"]:
        assert mean_busy(wave("E04"), lasts, 24, at, opened=0.0) == pytest.approx(values[f"m({at})"], rel=1e-6)


def test_level_lag_and_amplitude() -> None:
    params, values = CASES["E05"]["params"], expected("E05")
    load = Wave(params["base"], params["amp"], params["period"]).busy(params["aht"])
    assert load(params["t"]) == pytest.approx(values["m"], rel=1e-6)
    assert load.phase == pytest.approx(values["lag"], rel=1e-6)
    assert load.amplitude == pytest.approx(values["amp_m"], rel=1e-6)
    assert load.level == params["base"] * params["aht"]


def test_the_closed_form_and_the_integral_agree() -> None:
    rate = Wave(10, 5, 24, phase=3)
    for at in (0.0, 7.0, 19.5):
        assert mean_busy(rate, lambda u: math.exp(-u / 2), 24, at) == pytest.approx(rate.busy(2.0)(at), rel=1e-9)


def test_averages_over_moments_and_over_the_day() -> None:
    params, values = CASES["E06"]["params"], expected("E06")

    def delay(rate: float) -> float:
        return erlang_c(params["c"], rate * params["aht"])

    assert point_by_point(wave("E06"), params["T"], delay) == pytest.approx(values["psa_delay"], rel=1e-6)
    assert as_if_steady(wave("E06"), params["T"], delay) == pytest.approx(values["ssa_delay"], rel=1e-6)


def test_staff_hour_by_hour() -> None:
    params, values = CASES["E09"]["params"], expected("E09")
    rates = mean_rates(wave("E09"), params["T"], params["step"])
    staff = sipp(rates, params["aht"], 1 - params["target"], 0.0)
    assert " ".join(map(str, staff)) == values["staff"]
    assert sum(staff) == values["hours"]


def test_a_table_of_rates_gives_the_closed_form_in_the_limit() -> None:
    rate, mean = Wave(10, 5, 24), 2.0
    lengths = -mean * np.log1p(-(np.arange(20_000) + 0.5) / 20_000)
    found = lagged_loads(mean_rates(rate, 24, 0.05), 0.05, lengths)
    assert found == pytest.approx(np.array(mean_rates(rate.busy(mean), 24, 0.05)), rel=1e-4)


def test_lag_by_hand() -> None:
    """One call of 15 s a second in the first of four periods of 10 s."""
    found = lagged_loads([1.0, 0.0, 0.0, 0.0], 10.0, [15.0])
    # Busy: t until second 10, then 10 until second 15, then 25 - t until second 25.
    assert found == pytest.approx([5.0, 8.75, 1.25, 0.0])
    assert found.sum() == pytest.approx(15.0)


def test_handling_longer_than_the_cycle_is_followed_round() -> None:
    assert lagged_loads([3.0, 3.0, 3.0], 1.0, [0.2, 5.0, 1.3]) == pytest.approx([6.5, 6.5, 6.5])
    once = lagged_loads([1.0, 0.0], 1.0, [2.5])
    assert once.sum() == pytest.approx(2.5)


def test_lagged_load_needs_lengths() -> None:
    with pytest.raises(ValueError, match="lengths"):
        lagged_loads([1.0], 1.0, [])
    with pytest.raises(ValueError, match="negative"):
        lagged_loads([1.0], 1.0, [-1.0])


def test_staffing_by_load_lags_behind_staffing_by_rate() -> None:
    rate, handle = Wave(10, 6, 24), 2.0
    rates = mean_rates(rate, 24, 1.0)
    loads = mean_rates(rate.busy(handle), 24, 1.0)
    by_rate = sipp(rates, handle, 0.8, 0.1)
    lagged = by_load(loads, handle, 0.8, 0.1)
    assert lagged[2] < by_rate[2], "before the peak work has not come yet"
    assert lagged[10] > by_rate[10], "after the peak it is still there"
    assert max(lagged) < max(by_rate)
