"""Method against theory: intervals, stopping, cutting the beginning, shared luck - our own statistics, case by case."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from numpy.random import Generator
from scipy import stats

from demandsim.experiment.precision import correlation, t_interval
from demandsim.quantities import HOUR, MINUTE
from demandsim.scenario.calendar import Calendar
from demandsim.scenario.laws import Law, Profile
from demandsim.statistics.ranking import budget_shares, constants, select
from demandsim.statistics.stopping import first_within, half_widths, values_within
from demandsim.statistics.warm_up import mser
from demandsim.tape.arrivals import hourly_means, hours_of
from demandsim.tape.distributions import lengths
from tests.theory.runner import Case, Sample, Trial, cases, check
from tests.theory.test_priority_theory import classes

CASES = cases()
BY_FORMULA = "the other side of the law, by formula: what is played is compared with it"
DIGITS = 7
"""Significant digits of the references."""


def rounded(value: float) -> float:
    """Give a value in the digits of the references."""
    return float(f"{value:.{DIGITS}g}")


def interval(case: Case, _: Generator) -> Sample:
    """M01: the t interval of ten observations."""
    seen = t_interval(case.params["x"])
    return Sample({name: rounded(getattr(seen, name)) for name in case.expected})


def how_many(case: Case, _: Generator) -> Sample:
    """M02: the observations that two per cent of the mean take."""
    seen = t_interval(case.params["x"])
    needed = values_within(seen.sd, case.params["target"] * seen.mean)
    assert needed is not None
    return Sample({"iterative": needed})


def precise_since(case: Case, _: Generator) -> Sample:
    """M03: where a cumulative mean is known to five per cent, and stays so for five more."""
    x = np.array(case.params["x"], dtype=np.float64)
    apart = half_widths(x, case.params["level"]) / (np.cumsum(x) / np.arange(1, len(x) + 1))
    inside = apart <= case.params["target"]
    first, holding = first_within(inside, 0), first_within(inside, 5)
    assert first is not None
    assert holding is not None
    return Sample({"first": first, "holding": holding, "dev_last": rounded(apart[-1])})


def coverage(case: Case, rng: Generator) -> Sample:
    """M04: how often an interval of few and lopsided values covers the truth."""
    worlds = 1_000
    draws = rng.exponential(1.0, (worlds, case.params["n"]))
    seen = [t_interval(row, case.params["level"]) for row in draws]
    return Sample({"coverage": float(np.mean([one.low <= 1.0 <= one.high for one in seen]))})


def accept_band(case: Case, _: Generator) -> Sample:
    """M05: the shares that a thousand trials of a true 95 % interval show, but for one time in a hundred."""
    low, high = stats.binom.ppf([0.005, 0.995], case.params["n"], case.params["level"]) / case.params["n"]
    return Sample({"low": low, "high": high})


def spread_of_means(case: Case, rng: Generator) -> Sample:
    """M06: how far means of long runs of a desk with one handler lie from each other, call by call and in time."""
    rho, runs, customers = case.params["rho"], 100, 8_000
    steps = rng.exponential(1.0, (customers, runs)) - rng.exponential(1 / rho, (customers, runs))
    # Begun as in the long run: nobody waits with 1 - rho, else an exponential wait.
    wait = np.where(rng.random(runs) < rho, rng.exponential(1 / (1 - rho), runs), 0.0)
    total = np.zeros(runs)
    for step in steps:
        total += wait
        wait = np.maximum(wait + step, 0.0)
    ups = rng.random((2 * customers, runs)) < rho / (1 + rho)
    spells = rng.exponential(1 / (1 + rho), (2 * customers, runs))
    number = rng.geometric(1 - rho, runs) - 1
    area, until = np.zeros(runs), spells.sum(axis=0).mean()
    for up, spell in zip(ups, spells, strict=True):
        area += number * spell
        number = np.maximum(number + np.where(up, 1, -1), 0)
    mean = area / spells.sum(axis=0)
    return Sample(
        {
            "wait": t_interval(total / customers).sd ** 2 * customers,
            "number": t_interval(mean).sd ** 2 * until,
        }
    )


def conserved(case: Case, rng: Generator) -> Sample:
    """M07: what urgency takes from one class it gives to the other, played on the contact desk."""
    played = classes("M07", 5_000, law="det").replicate(case, rng)
    use = [rate * mean for rate, mean in zip(case.params["lam"], case.params["m1"], strict=True)]
    given = sum(share * played.estimates[f"Wq{line}"] for line, share in enumerate(use))
    return Sample({"given": given}, played.controls)


def settling(case: Case, _: Generator) -> Sample:
    """M08, M09: MSER-5 on a series that decays, and on one that steps down."""
    at = np.arange(case.params["n"])
    noise = ((7919 * at) % 1009) / 1009 - 0.5
    series = noise + (5 * np.exp(-at / 40) if case.params["kind"] == "decay" else np.where(at < 137, 3.0, 1.0))
    found = mser(series)
    return Sample(
        {
            "drop_batches": found.batches,
            "drop_obs": found.values,
            "statistic": rounded(found.statistic),
            "mean_after": rounded(found.mean),
            "mean_all": rounded(float(series.mean())),
        }
    )


def constants_of_selection(case: Case, _: Generator) -> Sample:
    """M10: eta and h squared of Kim and Nelson's procedure."""
    eta, h2 = constants(case.params["k"], case.params["n0"], 1 - case.params["alpha"])
    return Sample({"eta": eta, "h2": h2})


def selections(case: Case, rng: Generator) -> Sample:
    """M11: how often the one option ahead is selected, and the runs that it takes."""
    tries, most = 150, 120
    means, sds = (np.array(case.params[name], dtype=np.float64)[:, None] for name in ("means", "sd"))
    right, samples = [], []
    for _ in range(tries):
        results = means + sds * rng.standard_normal((len(means), most))
        found = select(results, case.params["delta"], first=case.params["n0"], sure=1 - case.params["alpha"])
        assert found.settled
        right.append(found.still_in == (len(means) - 1,))
        samples.append(sum(found.used if after is None else after for after in found.out_after))
    return Sample({"PCS": float(np.mean(right)), "mean_samples": float(np.mean(samples))})


def shares_of_runs(case: Case, _: Generator) -> Sample:
    """M12: the shares of OCBA; means are costs, of which the lowest is the best."""
    means, sds = (np.array(case.params[name], dtype=np.float64) for name in ("means", "sd"))
    return Sample({f"share{place}": float(share) for place, share in enumerate(budget_shares(-means, sds))})


def shared_luck(case: Case, rng: Generator) -> Sample:
    """M13: two exponential lengths from the tape's inversion, with luck shared, apart and turned round."""
    luck = rng.random(20_000)
    one, other = (Law.model_validate({"exponential": {"mean": f"{1000 * case.params[name]} s"}}) for name in "ab")
    a, b = lengths(one, luck) / 1000, lengths(other, luck) / 1000
    apart, turned = lengths(other, rng.random(20_000)) / 1000, lengths(other, 1 - luck) / 1000
    return Sample(
        {
            "var_independent": t_interval(a - apart).sd ** 2,
            "var_crn": t_interval(a - b).sd ** 2,
            "cov_antithetic": correlation(a, turned) * t_interval(a).sd * t_interval(turned).sd,
            "corr_antithetic": correlation(a, turned),
        }
    )


def arrivals_so_far(case: Case, _: Generator) -> Sample:
    """M14: how many are to come by an instant, where the rate changes from hour to hour."""
    _, _, rates = case.params["spec"]
    profile = Profile.model_validate({"hours": [*rates, *[0.0] * (24 - len(rates))]})
    rate = sum(rates) / 24 / MINUTE
    hours = hours_of(Calendar(date(2018, 1, 1), "UTC"), 1)
    so_far = np.concatenate([[0.0], np.cumsum(hourly_means(rate, profile, hours))])
    by = {f"Lambda({at})": float(so_far[at * MINUTE // HOUR]) for at in case.params["at"]}
    return Sample({**by, "P_empty_first": float(np.exp(-so_far[1]))})


def furthest_apart(case: Case, _: Generator) -> Sample:
    """M15: how far a sample's distribution function lies from the true one, but for one time in twenty."""
    return Sample({"D": float(stats.kstwo.ppf(1 - case.params["alpha"], case.params["n"]))})


TRIALS = [
    Trial("M01", interval, 1),
    Trial("M02", how_many, 1, left_out={"one_shot": "the plain rule takes t as though there were as many already"}),
    Trial("M03", precise_since, 1),
    Trial("M04", coverage),
    Trial("M05", accept_band, 1),
    Trial("M06", spread_of_means, wide=("wait", "number")),
    Trial("M07", conserved, left_out={"target": BY_FORMULA}),
    Trial("M08", settling, 1),
    Trial("M09", settling, 1),
    Trial("M10", constants_of_selection, 1),
    Trial("M11", selections),
    Trial("M12", shares_of_runs, 1),
    Trial("M13", shared_luck, left_out={"corr_crn": "luck that is shared leaves nothing to estimate: it is exactly 1"}),
    Trial("M14", arrivals_so_far, 1),
    Trial("M15", furthest_apart, 1),
]


@pytest.mark.slow
@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.name)
def test_method(trial: Trial) -> None:
    check(trial)
