"""What formulas make of days that differ by the hour: our calculators against the numbers of the reference cases."""

from __future__ import annotations

import pytest
from numpy.random import Generator

from demandsim.staffing.erlang import erlang_c
from demandsim.staffing.offered_load import Wave, as_if_steady, mean_rates, point_by_point, sipp
from tests.theory.runner import Case, Replicate, Sample, Trial, cases, check

CASES = cases()
PLAYED = "played by the engine: a trial of its own"


def wave(case: Case) -> Wave:
    """Give the rate of a case."""
    _, level, amplitude, period = case.params["lam"]
    return Wave(level, amplitude, period)


def offered_load(case: Case, _: Generator) -> Sample:
    """E05: how far, and how late, the number busy follows a rate that swings."""
    params = case.params
    load = Wave(params["base"], params["amp"], params["period"]).busy(params["aht"])
    return Sample({"m": load(params["t"]), "lag": load.phase, "amp_m": load.amplitude})


def averages(case: Case, _: Generator) -> Sample:
    """E06: delay as the mean over all moments, and as though the rate never varied."""
    params = case.params

    def delay(rate: float) -> float:
        return erlang_c(params["c"], rate * params["aht"])

    return Sample(
        {
            "psa_delay": point_by_point(wave(case), params["T"], delay),
            "ssa_delay": as_if_steady(wave(case), params["T"], delay),
        }
    )


def staff_by_the_hour(case: Case, _: Generator) -> Sample:
    """E09: positions hour by hour; `staff` counts the hours in which they are those of the reference."""
    params = case.params
    staff = sipp(mean_rates(wave(case), params["T"], params["step"]), params["aht"], 1 - params["target"], 0.0)
    alike = sum(ours == theirs for ours, theirs in zip(staff, params["staff"], strict=True))
    return Sample({"staff": alike, "hours": sum(staff)})


def by_formula(case: str, replicate: Replicate, *measures: str) -> Trial:
    """Compare some measures, by calculation alone."""
    left_out = {measure: PLAYED for measure in CASES[case].expected if measure not in measures}
    return Trial(case, replicate, 1, "formula", left_out)


TRIALS = [
    by_formula("E05", offered_load, "m", "lag", "amp_m"),
    by_formula("E06", averages, "psa_delay", "ssa_delay"),
    by_formula("E09", staff_by_the_hour, "staff", "hours"),
]


@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.name)
def test_formulas(trial: Trial) -> None:
    check(trial)
