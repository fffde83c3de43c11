"""Prevention: demand that an option takes away is thinned by luck, never drawn anew."""

from __future__ import annotations

import numpy as np

from demandsim.scenario.demand import Demand
from demandsim.tape.distributions import happens
from demandsim.tape.streams import Flags, Ints, Source


def prevented(incidents: Source, demand: Demand, kind: Ints) -> Flags:
    """Tell which incidents an option prevents, by each one's own luck, so that all others stay as they are.

    Several preventions of one kind act one after another: what one leaves, the next may prevent.
    """
    left = [1.0 for _ in demand.incidents]
    for prevention in demand.prevented:
        for number, each in enumerate(demand.incidents):
            left[number] *= 1 - prevention.share * (each.name in prevention.incidents)
    # NONE, -1, picks the last: a call about no incident is never prevented.
    return happens(incidents.luck("thin"), 1 - np.array([*left, 1.0])[kind])
