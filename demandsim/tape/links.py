"""Links: which crimes belong to an earlier one of the same offence and area."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from demandsim.scenario.cases import Links
from demandsim.tape.crimes import Reported
from demandsim.tape.distributions import happens
from demandsim.tape.streams import Ints
from demandsim.tape.tape import NONE, Crimes


def links(declared: Links | None, crimes: Crimes, reported: Sequence[Reported], order: Ints) -> Ints:
    """Give for every crime the row of the latest earlier one of its offence and area to which it is linked, or NONE.

    The crimes are the opening backlog and then those `reported`, put in `order`. A crime of
    the backlog is linked to none, but others may be linked to it; earlier means reported in an earlier second, or in
    the same second and written before.
    """
    linked = np.full(len(crimes.uid), NONE)
    if declared is None:
        return linked
    opening = len(linked) - len(order)
    at = np.concatenate([crimes.opened_at[:opening], np.concatenate([each.at for each in reported])[order]])
    luck = np.concatenate([each.source.luck("linked") for each in reported])[order]
    rows = np.lexsort((np.arange(len(at)), at, crimes.area, crimes.offence))
    before, after = rows[:-1], rows[1:]
    alike = (crimes.offence[before] == crimes.offence[after]) & (crimes.area[before] == crimes.area[after])
    near = alike & (at[after] - at[before] <= declared.within) & (after >= opening)
    before, after = before[near], after[near]
    belong = happens(luck[after - opening], declared.share)
    linked[after[belong]] = before[belong]
    return linked
