"""Ranking: which option is best, which can be ruled out, and how surely, from results on shared tapes.

Everywhere rows are options, columns are replications, more is better, and column r of every row is played on the same
tape. A missing result is NaN. Nothing is assumed about how options go together on a tape: only differences between two
options on the same tapes are used, and errors of several differences are added up (Bonferroni).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]

SURE = 0.95
"""Probability with which a statement is true, unless another is asked for."""


@dataclass(frozen=True, slots=True)
class Selection:
    """How far a selection has come; options are numbers of rows."""

    still_in: tuple[int, ...]
    """Options that are not ruled out."""
    settled: bool
    """Whether the selection is over; several options are then still in only where they never differed."""
    out_after: tuple[int | None, ...]
    """Replications after which each option was ruled out; None while it is not."""
    used: int
    """Replications with a result of all options that were then still in."""
    more: int | None
    """Further replications after which it is over if the mean differences stay; None before the first stage is full."""
    at_most: int | None
    """Further replications after which it is over whatever comes."""


def constants(options: int, first: int, sure: float = SURE) -> tuple[float, float]:
    """Give Kim and Nelson's eta and h squared for a number of options and of replications in the first stage.

    Raises ValueError with fewer than two of either. Source: Kim and Nelson (2001), with their c = 1.
    """
    if options < 2 or first < 2:
        raise ValueError("a selection needs two options or more, and two replications or more in its first stage")
    error = (1 - sure) / (options - 1)
    eta = ((2 * error) ** (-2 / (first - 1)) - 1) / 2
    return eta, 2 * eta * (first - 1)


def select(results: Floats, least: float, *, first: int, sure: float = SURE, standard: int | None = None) -> Selection:
    """Rule options out replication by replication until one is left: the best, with probability `sure` or more.

    The promise without a `standard`: an option ahead of all others by `least` or more is selected. With one: the
    standard is kept where no option is better than it, and an option that is ahead of it and of all others by `least`
    or more is selected. `first` replications are used to judge how much differences vary, before anything is ruled
    out; it must be fixed beforehand. A replication in which an option that is still in has no result is left out, so
    results of an option need only reach to where it was ruled out. Raises ValueError for a `least` that is not above 0
    and as `constants` does.

    Source: Kim and Nelson (2001), A fully sequential procedure for indifference-zone selection in simulation, ACM
    Transactions on Modeling and Computer Simulation 11, 251-273, valid on shared tapes for normal results. With a
    standard, in the manner of Kim (2005), Comparison with a standard via fully sequential procedures, same journal 15,
    155-174: the standard's results are raised by half of `least` and its comparisons are made for a lead of half of
    `least`. Both sentences of the promise then are leads of at least what each comparison is made for, so that Kim and
    Nelson's bound holds for each of the best's comparisons, and these errors add up to 1 - `sure`.
    """
    if not least > 0:
        raise ValueError("the smallest difference that matters must be above 0")
    options = len(results)
    _, h2 = constants(options, first, sure)
    lead, raised = np.full((options, options), float(least)), np.zeros(options)
    if standard is not None:
        lead[standard, :] = lead[:, standard] = least / 2
        raised[standard] = least / 2
    inside = np.arange(options)
    out_after: list[int | None] = [None] * options
    sums, used, at = np.zeros(options), 0, 0
    ends, whole = np.zeros((options, options)), ~np.isnan(results)
    stage: list[int] = []
    for at in range(results.shape[1]):
        if not whole[inside, at].all():
            continue
        sums[inside] += results[inside, at] + raised[inside]
        used += 1
        if used <= first:
            stage.append(at)
        if used < first:
            continue
        if used == first:
            ends = h2 * _variances(results[:, stage]) / lead**2
        apart = sums[inside, None] - sums[None, inside]
        pairs = np.ix_(inside, inside)
        ruled_out = (apart < -np.maximum(0.0, lead[pairs] / 2 * (ends[pairs] - used))).any(axis=1)
        for option in inside[ruled_out]:
            out_after[option] = used
        inside = inside[~ruled_out]
        if len(inside) == 1 or used > ends[np.ix_(inside, inside)].max():
            break
    else:
        return _unsettled(inside, out_after, sums, used, first, ends, lead)
    return Selection(tuple(inside.tolist()), True, tuple(out_after), used, 0, 0)


def with_the_best(results: Floats, sure: float = SURE) -> tuple[Floats, Floats]:
    """Give for every option the interval of its lead over the best of the others, right for all at once.

    Ends above 0 say by how much an option may be best, ends below 0 by how much it may fall short; an interval from 0
    upwards belongs to an option that is shown to be best, one up to 0 to an option that is shown not to be. Pairs of
    options are compared on the tapes that both have. NaN for options without two such tapes. Raises ValueError for a
    single option.

    Source: Hsu (1984), Constrained simultaneous confidence intervals for multiple comparisons with the best, Annals
    of Statistics 12, 1136-1144; on shared tapes with paired differences and Bonferroni's inequality, as in Nelson and
    Matejcik (1995), Using common random numbers for indifference-zone selection and multiple comparisons in
    simulation, Management Science 41, 1935-1945.
    """
    options, (least, most) = len(results), _leads(results, sure)
    may_be_best = (most >= 0).all(axis=1)
    high = np.maximum(0.0, most.min(axis=1))
    low = np.zeros(options)
    for option in range(options):
        rivals = may_be_best & (np.arange(options) != option)
        if rivals.any():
            low[option] = min(0.0, float(least[option, rivals].min()))
    unknown = np.isnan(most).any(axis=1)
    low[unknown | np.isnan(high)] = high[unknown] = np.nan
    return low, high


def not_ruled_out(results: Floats, sure: float = SURE) -> NDArray[np.bool_]:
    """Tell which options may be the best: all that no other is shown to be better than; right for all at once.

    The same comparisons as in `with_the_best`, which cannot tell twins at the head from options that are behind. Raises
    ValueError for a single option, and where two options do not share two tapes.
    """
    _, most = _leads(results, sure)
    if np.isnan(most).any():
        raise ValueError("two options without two shared tapes cannot be told apart")
    return np.asarray((most >= 0).all(axis=1), dtype=np.bool_)


def told_apart(results: Floats) -> float:
    """Say by how much options differ beside what chance leaves open: the ratio of the two mean squares (F).

    About 1 where options do not differ; NaN with fewer than two options or tapes, or a missing result. Source: the
    two-way analysis of variance, options by shared tapes.
    """
    options, tapes = results.shape
    if options < 2 or tapes < 2 or np.isnan(results).any():
        return math.nan
    means = results.mean(axis=1)
    rest = results - means[:, None] - results.mean(axis=0) + means.mean()
    between = tapes * float(means.var(ddof=1))
    within = float((rest**2).sum()) / ((options - 1) * (tapes - 1))
    return between / within if within > 0 else math.inf if between > 0 else 0.0


def chance_correct(results: Floats) -> float:
    """Estimate the probability that the option ahead is the best: at least so much, taking the spread as it is seen.

    One less the chances, each from Student's t on paired differences, that another is better; never below 0. Source:
    the bound APCS-B of Chen, Lin, Yücesan and Chick (2000), with paired differences in the place of independent ones.
    NaN where fewer than two tapes are shared.
    """
    mean, error, pairs = _differences(results)
    ahead = int(np.nanargmax(np.nanmean(results, axis=1)))
    others = np.arange(len(results)) != ahead
    lead, error, freedom = mean[ahead, others], error[ahead, others], pairs[ahead, others] - 1
    if (freedom < 1).any():
        return math.nan
    t = np.divide(lead, error, out=np.where(lead > 0, np.inf, 0.0), where=error > 0)
    return float(max(0.0, 1 - special.stdtr(freedom, -t).sum()))


def budget_shares(means: Floats, sds: Floats, least: float = 0.0) -> Floats:
    """Say which share of the runs each option should get, so that a fixed number of runs most surely finds the best.

    An option that is close behind or varies much gets more. Leads below `least` count as `least`. Equal shares where
    nothing varies. Raises ValueError for two options that are equally good, where `least` is 0.

    Source: Chen, Lin, Yücesan and Chick (2000), Simulation budget allocation for further enhancing the efficiency of
    ordinal optimization, Discrete Event Dynamic Systems 10, 251-270 (OCBA). Derived for independent runs: on shared
    tapes it is a rule of thumb for where to look, and what is then said is judged by paired differences.
    """
    best = int(np.argmax(means))
    lead = np.maximum(means[best] - means, least)
    others = np.arange(len(means)) != best
    if (lead[others] == 0).any():
        raise ValueError("no number of runs tells options apart that are equally good")
    if not sds.any():
        return np.full(len(means), 1 / len(means))
    shares = np.zeros(len(means))
    shares[others] = (sds[others] / lead[others]) ** 2
    shares[best] = sds[best] * math.sqrt(float((sds[others] ** 2 / lead[others] ** 4).sum()))
    total = float(shares.sum())
    return shares / total if total else np.eye(len(means))[best]


def share_out(counts: NDArray[np.int64], shares: Floats, more: int) -> NDArray[np.int64]:
    """Give out `more` runs one by one, each to the option that lags furthest behind its share; gives the new counts."""
    counts = counts.copy()
    for _ in range(more):
        counts[int(np.argmax(shares * (counts.sum() + 1) - counts))] += 1
    return counts


def _unsettled(
    inside: NDArray[np.int64],
    out_after: list[int | None],
    sums: Floats,
    used: int,
    first: int,
    ends: Floats,
    lead: Floats,
) -> Selection:
    if used < first:
        return Selection(tuple(inside.tolist()), False, tuple(out_after), used, None, None)
    ahead = int(inside[np.argmax(sums[inside])])
    others = inside[inside != ahead]
    behind = (sums[ahead] - sums[others]) / used
    # Where a difference that grows in a straight line meets the narrowing bound.
    expected = ends[ahead, others] * lead[ahead, others] / (2 * behind + lead[ahead, others])
    most = ends[np.ix_(inside, inside)].max()
    more, at_most = (max(1, math.floor(end) + 1 - used) for end in (expected.max(), most))
    return Selection(tuple(inside.tolist()), False, tuple(out_after), used, more, at_most)


def _variances(results: Floats) -> Floats:
    """Give the variance of the difference of every two options, exactly 0 where it is always the same.

    Two options that met no tape yet on which they differ at all may do so on the next: they count as though they had
    differed on one of these tapes, by the standard deviation of the results themselves. Results of which that holds
    are far from normal, and a variance of 0 would rule one of the two out on no evidence.
    """
    apart = results[:, None, :] - results[None, :, :]
    never = (apart == 0).all(axis=2)
    apart -= apart[:, :, :1]
    over_tapes = (results - results[:, :1]).var(axis=1, ddof=1)
    instead = (over_tapes[:, None] + over_tapes[None, :]) / 2 / results.shape[1]
    np.fill_diagonal(instead, 0.0)
    return np.asarray(np.where(never, instead, apart.var(axis=2, ddof=1)), dtype=np.float64)


def _leads(results: Floats, sure: float) -> tuple[Floats, Floats]:
    """Give the least and the most by which each option (row) may be ahead of each other; endless for itself."""
    options = len(results)
    if options < 2:
        raise ValueError("the best of the others needs others")
    mean, error, pairs = _differences(results)
    wide = special.stdtrit(np.maximum(pairs - 1, 1), 1 - (1 - sure) / (options - 1)) * error
    np.fill_diagonal(mean, np.inf)
    np.fill_diagonal(wide, 0.0)
    return mean - wide, mean + wide


def _differences(results: Floats) -> tuple[Floats, Floats, Floats]:
    """Give mean, standard error and number of the differences of every two options, row less column."""
    apart = results[:, None, :] - results[None, :, :]
    shared = ~np.isnan(apart)
    pairs = shared.sum(axis=2).astype(np.float64)
    enough = np.where(pairs > 1, pairs, np.nan)
    mean = np.where(shared, apart, 0.0).sum(axis=2) / enough
    off = np.where(shared, apart - mean[:, :, None], 0.0)
    error = np.sqrt((off**2).sum(axis=2) / (enough - 1) / enough)
    return mean, error, pairs
