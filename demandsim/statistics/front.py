"""The front: options of which none is better on every measure at once, and how surely each is one of them."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy import special
from scipy.stats import qmc

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

POINTS = 4096
"""Points of the integration: a power of two, as Sobol's sequence wants it."""


def on_front(means: Floats) -> Flags:
    """Tell which options no other beats: as good on every measure and better on one.

    The last two dimensions are options and measures, more is better; any others before them are kept.
    """
    ours, theirs = means[..., :, None, :], means[..., None, :, :]
    beaten = (theirs >= ours).all(axis=-1) & (theirs > ours).any(axis=-1)
    return np.asarray(~beaten.any(axis=-1), dtype=np.bool_)


def front_chances(results: Floats) -> Floats:
    """Give for every option the probability that its true means are on the front.

    `results` is options by measures by replications, more is better, all options of a replication on the same tape.
    The true means are taken to lie about those seen as Student's t with n - 1 degrees of freedom, with the spread of
    the replications and all their correlations, between options and between measures; for two options and one measure
    that is one less the one-sided p value of the paired t test. Raises ValueError with fewer than two replications or a
    missing result.
    """
    number = results.shape[-1]
    if number < 2 or np.isnan(results).any():
        raise ValueError("the front needs two replications or more, all with a result of every option and measure")
    seen = results.mean(axis=-1)
    off = results - seen[..., None]
    # Fixed points that fill the cube evenly: an integral worked out, not chance.
    points = qmc.Sobol(number + 1, seed=1).random(POINTS)
    points = np.clip(points, 1e-12, 1 - 1e-12)
    # A weighted sum of the n deviations with independent normal weights has n - 1 times their sample covariance.
    scale = np.sqrt((number - 1) / special.chdtri(number - 1, points[:, number])) / math.sqrt(number * (number - 1))
    weights = special.ndtri(points[:, :number]) * scale[:, None]
    means = seen + np.einsum("pr,omr->pom", weights, off)
    return np.asarray(on_front(means).mean(axis=0), dtype=np.float64)
