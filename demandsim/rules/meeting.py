"""Meeting: who receives which crime of a whole queue, so that the cost of all assignments together is least."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from demandsim.rules.allocate import NOBODY, Meeting
from demandsim.rules.weights import rarity, weighed

Floats = NDArray[np.float64]

PLACES = 6
"""Decimal places to which costs are rounded: what is nearer than this is equal."""


def assign(
    rule: Meeting,
    officers: Sequence[int],
    caseload: Sequence[int],
    caps: Sequence[int],
    skills: Sequence[int],
    required: Sequence[int],
    attended: Sequence[int],
    harms: Sequence[float],
    on_duty: Sequence[int],
) -> list[int]:
    """Give every crime of a unit's queue an owner, or NOBODY where it is left for the next meeting.

    `required`, `attended` and `harms` are by crime, in order of queueing; the rest by officer. The assignment is one
    of least total cost: a linear assignment problem, whose columns are the places of the officers and, for every crime,
    one more for being left (`costs`).
    """
    # Read in here: half a second that only scenarios with meetings pay.
    from scipy.optimize import linear_sum_assignment

    if not required:
        return []
    table, owners = costs(rule, officers, caseload, caps, skills, required, attended, harms, on_duty)
    _, column = linear_sum_assignment(table)
    return [owners[place] for place in column.tolist()]


def costs(
    rule: Meeting,
    officers: Sequence[int],
    caseload: Sequence[int],
    caps: Sequence[int],
    skills: Sequence[int],
    required: Sequence[int],
    attended: Sequence[int],
    harms: Sequence[float],
    on_duty: Sequence[int],
) -> tuple[Floats, list[int]]:
    """Give the costs of a meeting, shape (crimes, places), and whose place every column is (NOBODY: left).

    An officer has as many places as he or she has room for, and with a soft cap as many as there are crimes; the k-th
    counts as if k crimes had been taken on before. A place that is dearer for every crime than leaving it is left out:
    no assignment of least cost uses it.
    """
    count = len(required)
    mean = sum(harms) / count
    leaving = np.array([round(rule.left * (harm / mean if mean else 1.0), PLACES) for harm in harms])
    rare = {needs: rarity(officers, skills, needs) for needs in set(required)}
    # Crimes that are alike in all that counts cost the same, and most are.
    counts = rule.weights.not_attended > 0
    sorts = [(needs, who if counts else NOBODY) for needs, who in zip(required, attended, strict=True)]
    different = list(dict.fromkeys(sorts))
    sort_of = np.array([different.index(each) for each in sorts])
    columns: list[Floats] = []
    owners: list[int] = []
    for officer in sorted(officers):
        held = caseload[officer]
        room = count if rule.cap == "soft" else min(count, max(0, caps[officer] - held))
        for more in range(held, held + room):
            each = [
                round(weighed(rule.weights, officer, more, caps, skills, needs, who, on_duty, rare[needs]), PLACES)
                for needs, who in different
            ]
            column = np.array(each)[sort_of]
            if (column > leaving).all():
                # The next place costs no less, since no weight is negative.
                break
            columns.append(column)
            owners.append(officer)
    table = np.hstack([np.array(columns).reshape(-1, count).T, np.repeat(leaving[:, None], count, axis=1)])
    return table, owners + [NOBODY] * count
