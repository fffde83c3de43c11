"""Laws of scipy, observed lengths and mixtures: means and quantiles are those of the books, and nonsense is refused."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError
from scipy import stats

from demandsim.scenario.laws import Law
from demandsim.tape.distributions import lengths, seconds
from demandsim.tape.streams import SMALLEST, Floats

EVEN = (np.arange(200_000) + 0.5) / 200_000
"""Luck spread evenly: means over it are means of the law, but for the far tail."""
QUANTILES = np.array([0.01, 0.1, 0.5, 0.9, 0.999])


def law(**facts: Any) -> Law:
    """A law as a planner writes it."""
    return Law.model_validate(facts)


def scipy_law(name: str, **facts: Any) -> Law:
    """A law of scipy."""
    return law(scipy={"name": name, **facts})


SCIPY: list[tuple[Law, Any, float]] = [
    (scipy_law("gamma", shapes={"a": 2}, mean="5 min"), stats.gamma(2, scale=150), 300),
    (scipy_law("gamma", shapes={"a": 0.5}, scale="60 s"), stats.gamma(0.5, scale=60), 30),
    (scipy_law("expon", mean="90 s", loc="30 s"), stats.expon(loc=30, scale=60), 90),
    (scipy_law("weibull_min", shapes={"c": 2}, scale="100 s"), stats.weibull_min(2, scale=100), 50 * math.pi**0.5),
    (scipy_law("lognorm", shapes={"s": 0.8}, mean="380 s"), stats.lognorm(0.8, scale=380 / math.exp(0.32)), 380),
    (scipy_law("pareto", shapes={"b": 2.5}, scale="60 s"), stats.pareto(2.5, scale=60), 100),
    (scipy_law("triang", shapes={"c": 0.25}, loc="1 min", scale="4 min"), stats.triang(0.25, loc=60, scale=240), 160),
    (scipy_law("beta", shapes={"a": 2, "b": 3}, mean="4 min"), stats.beta(2, 3, scale=600), 240),
]  # fmt: skip
"""Each with the same law frozen by hand, and the mean that the books give."""


@pytest.mark.parametrize(("written", "frozen", "mean"), SCIPY, ids=lambda one: getattr(one, "mean", ""))
def test_a_law_of_scipy_has_the_mean_and_the_quantiles_of_the_books(written: Law, frozen: Any, mean: float) -> None:
    assert written.mean == pytest.approx(mean, rel=1e-9)
    assert frozen.mean() == pytest.approx(mean, rel=1e-9)
    assert lengths(written, QUANTILES) == pytest.approx(frozen.ppf(QUANTILES), rel=1e-9)
    drawn = lengths(written, EVEN)
    assert drawn.mean() == pytest.approx(mean, rel=3e-3)
    assert (np.diff(drawn) >= 0).all()
    extreme = lengths(written, np.array([SMALLEST, 1 - 2**-53]))
    assert np.isfinite(extreme).all()
    assert (extreme >= 0).all()


def test_a_law_of_scipy_in_whole_seconds_passes_a_test_of_fit() -> None:
    written, frozen, _ = SCIPY[0]
    luck = np.random.Generator(np.random.PCG64(7)).random(5000)
    assert stats.kstest(lengths(written, luck), frozen.cdf).pvalue > 1e-4
    assert np.abs(seconds(written, luck) - lengths(written, luck)).max() <= 0.5


def test_the_laws_that_have_names_of_their_own_are_those_of_scipy() -> None:
    same = [
        (law(exponential={"mean": "5 min"}), scipy_law("expon", mean="5 min")),
        (law(erlang={"mean": "5 min", "phases": 3}), scipy_law("gamma", shapes={"a": 3}, mean="5 min")),
        (
            law(lognormal={"mean": "5 min", "cv": 0.8}),
            scipy_law("lognorm", shapes={"s": math.sqrt(math.log(1.64))}, mean="5 min"),
        ),
        (law(uniform={"low": "1 min", "high": "5 min"}), scipy_law("uniform", loc="1 min", scale="4 min")),
    ]
    for ours, theirs in same:
        assert ours.mean == pytest.approx(theirs.mean, rel=1e-9)
        assert lengths(ours, QUANTILES) == pytest.approx(lengths(theirs, QUANTILES), rel=1e-9)


def test_observed_lengths_come_as_often_as_they_were_seen() -> None:
    seen = law(empirical={"values": ["40 s", "10 s", "20 s", "10 s"]})
    assert seen.mean == 20
    drawn, times = np.unique(lengths(seen, EVEN), return_counts=True)
    assert drawn.tolist() == [10, 20, 40]
    assert (times / len(EVEN)).tolist() == [0.5, 0.25, 0.25]
    steps = np.array([SMALLEST, 0.49999, 0.50001, 0.74999, 0.75001, 1 - 2**-53])
    assert lengths(seen, steps).tolist() == [10, 10, 20, 20, 40, 40]


def test_one_observed_length_is_always_that() -> None:
    assert lengths(law(empirical={"values": ["7 min"]}), EVEN[::1000]).tolist() == [420] * 200


PARTS: list[dict[str, Any]] = [
    {"share": 0.1, "law": "0 s"},
    {"share": 0.6, "law": {"exponential": {"mean": "2 min"}}},
    {"share": 0.3, "law": {"scipy": {"name": "gamma", "shapes": {"a": 4}, "mean": "10 min"}}},
]


def shares_below(second: float) -> float:
    """The share of the mixture above that lies at or below a second."""
    return float(0.1 + 0.6 * stats.expon.cdf(second, scale=120) + 0.3 * stats.gamma.cdf(second, 4, scale=150))


def test_a_mixture_draws_from_each_part_as_often_as_its_share_says() -> None:
    mixed = law(mixture=PARTS)
    assert mixed.mean == pytest.approx(0.6 * 120 + 0.3 * 600)
    drawn = lengths(mixed, EVEN)
    assert drawn.mean() == pytest.approx(mixed.mean, rel=1e-3)
    assert (drawn == 0).mean() == pytest.approx(0.1, abs=1e-5)
    for second in (1, 60, 300, 600, 1500):
        assert (drawn <= second).mean() == pytest.approx(shares_below(second), abs=2e-5)


def test_within_a_part_of_a_mixture_more_luck_gives_no_less_time() -> None:
    drawn = lengths(law(mixture=PARTS), EVEN)
    for low, high in ((0.0, 0.1), (0.1, 0.7), (0.7, 1.0)):
        assert (np.diff(drawn[(low < EVEN) & (high > EVEN)]) >= 0).all()


def test_a_mixture_of_mixtures() -> None:
    nested = law(mixture=[{"share": 0.5, "law": {"mixture": PARTS}}, {"share": 0.5, "law": "1 h"}])
    assert nested.mean == pytest.approx(0.5 * 252 + 1800)
    drawn: Floats = lengths(nested, EVEN)
    assert (drawn <= 300).mean() == pytest.approx(shares_below(300) / 2, abs=2e-5)


def test_shares_that_rounding_leaves_short_of_1_leave_nobody_out() -> None:
    thirds = law(mixture=[{"share": 1 / 3, "law": f"{number} s"} for number in (1, 2, 3)])
    assert lengths(thirds, np.array([SMALLEST, 1 - 2**-53])).tolist() == [1, 3]


GAMMA: dict[str, Any] = {"name": "gamma", "shapes": {"a": 2}}


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"scipy": {**GAMMA, "name": "gama", "mean": "5 min"}}, "no continuous law 'gama'; did you mean 'gamma'"),
        ({"scipy": {"name": "poisson", "shapes": {"mu": 2}, "mean": "5 min"}}, "no continuous law 'poisson'"),
        ({"scipy": {"name": "linregress", "mean": "5 min"}}, "no continuous law"),
        ({"scipy": {"name": "gamma", "mean": "5 min"}}, "gamma takes the shapes a"),
        ({"scipy": {**GAMMA, "shapes": {"a": 2, "b": 1}, "mean": "5 min"}}, "gamma takes the shapes a"),
        ({"scipy": {"name": "expon", "shapes": {"a": 2}, "mean": "5 min"}}, "expon takes the shapes none"),
        ({"scipy": {**GAMMA, "shapes": {"a": -2}, "mean": "5 min"}}, "cannot have these shapes"),
        ({"scipy": {**GAMMA, "shapes": {"a": math.nan}, "mean": "5 min"}}, "cannot have these shapes"),
        ({"scipy": {**GAMMA, "mean": "5 min", "scale": "1 min"}}, "either `mean` or `scale`"),
        ({"scipy": GAMMA}, "either `mean` or `scale`"),
        ({"scipy": {**GAMMA, "mean": 300}}, "say the unit"),
        ({"scipy": {"name": "norm", "mean": "5 min"}}, "negative lengths of time"),
        ({"scipy": {"name": "pareto", "shapes": {"b": 0.9}, "scale": "1 min"}}, "infinite mean"),
        ({"scipy": {"name": "halfcauchy", "scale": "1 min"}}, "infinite mean"),
        ({"scipy": {**GAMMA, "mean": "1 min", "loc": "1 min"}}, "longer than `loc`"),
        ({"empirical": {"values": []}}, "at least 1"),
        ({"empirical": {"values": ["1 min", 60]}}, "say the unit"),
        ({"empirical": {"values": ["-1 min"]}}, "duration|negative|not"),
        ({"mixture": [{"share": 0.5, "law": "1 min"}, {"share": 0.4, "law": "2 min"}]}, "add up to 0.9, not 1"),
        ({"mixture": [{"share": 0, "law": "1 min"}, {"share": 1, "law": "2 min"}]}, "greater than 0"),
        ({"mixture": []}, "add up to 0, not 1"),
        ({"mixture": PARTS, "constant": "1 min"}, "exactly one law"),
        ({}, "exactly one law"),
    ],
)
def test_a_law_that_makes_no_sense_is_refused(facts: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Law.model_validate(facts)
