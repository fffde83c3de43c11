"""Factors: which solvability factors a crime has, each seen of its true prospect in its own way."""

from __future__ import annotations

import numpy as np

from demandsim.scenario.demand import Demand
from demandsim.tape.distributions import happens, promising
from demandsim.tape.streams import Floats, Ints, Source


def factors_of(demand: Demand, source: Source, offence: Ints, prospect: Floats) -> Ints:
    """Give the factors of each crime as a bit mask over `demand.factors` in written order: shape (crimes,).

    A factor is drawn as a named suspect is: with a luck of its own (`factor/NAME`), in the share of its offence, and
    the more often the better the true prospect, as closely as its `accuracy` says.
    """
    mask = np.zeros(len(offence), dtype=np.int64)
    for number, (name, factor) in enumerate(demand.factors.items()):
        share = np.array([factor.by_offence.get(each.name, factor.share) for each in demand.offences])[offence]
        seen = 1 - promising(prospect, source.luck(f"factor/{name}"), factor.accuracy)
        mask |= happens(seen, share).astype(np.int64) << number
    return mask
