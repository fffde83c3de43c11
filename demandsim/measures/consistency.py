"""Consistency: are like crimes treated alike, wherever and whenever they are recorded?

Like crimes are crimes of the same offence that are given to an investigator. A crime's route is the team of its first
owner and, if it moved, the team that holds it now or held it last. The modal route of an offence is the commonest
over the whole force, so that an area that is consistently different does not count as consistent with the rest.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from demandsim.measures.measure import FORCE, Measure, Values, label, means, ratio
from demandsim.measures.window import Window, once

CELLS = ("offence", "area", "shift", "offence, area", "offence, area, shift")


@once
def _routes(window: Window) -> pd.DataFrame:
    """Crimes recorded in the window and owned, with route and first team and whether these are the commonest."""
    frame = window.crimes
    frame = frame[(frame["screened"] == "allocate") & frame["allocated_at"].notna()]
    frame = frame[["offence", "area", "shift", "owner_team", "final_team", "transfers"]]
    first, final = frame["owner_team"].astype(str), frame["final_team"].astype(str)
    frame = frame.assign(first=first, route=first.where(frame["transfers"] == 0, first + " > " + final))
    return frame.assign(usual=_is_usual(frame, "route"), usual_first=_is_usual(frame, "first"))


def _is_usual(frame: pd.DataFrame, column: str) -> pd.Series[bool]:
    """Tell which crimes have what is commonest in a column among the crimes of the offence, over the whole force."""
    sizes = frame.groupby(["offence", column], observed=True).size().rename("size").reset_index()
    # Equal counts are decided by the name, so that the answer never depends on the order of rows.
    sizes = sizes.sort_values(["offence", "size", column], ascending=[True, False, True])
    usual = sizes.drop_duplicates("offence").set_index("offence")[column]
    return frame[column] == frame["offence"].map(usual).astype(str)


def modal_route(window: Window, groups: tuple[str, ...]) -> Values:
    """Give the share of crimes that followed the modal route of their offence."""
    return means(_routes(window), "usual", groups)


def usual_team(window: Window, groups: tuple[str, ...]) -> Values:
    """Give the share of crimes whose first owner is of the team that is commonest for their offence."""
    return means(_routes(window), "usual_first", groups)


def route_entropy(window: Window, groups: tuple[str, ...]) -> Values:
    """Average over crimes the entropy of the routes of their offence, as a share of the largest possible."""
    teams = sum("investigation" in team.desks for team in window.scenario.workforce.teams.values())
    # From each team a crime may stay or move to any other: so many routes are possible, whatever was used.
    most = math.log(teams**2) if teams > 1 else 1.0
    return ((group, entropy / most) for group, entropy in _entropies(window, groups))


def ways_alike(window: Window, groups: tuple[str, ...]) -> Values:
    """Give the number of equally used routes that would be as uncertain as those of like crimes."""
    return ((group, math.exp(entropy)) for group, entropy in _entropies(window, groups))


@once
def _entropies(window: Window, groups: tuple[str, ...]) -> list[tuple[str, float]]:
    """Average the entropy of routes within offences (natural logarithm), weighted by crimes; NaN without crimes."""
    return list(_entropy_of_groups(_routes(window), groups))


def _entropy_of_groups(frame: pd.DataFrame, groups: tuple[str, ...]) -> Values:
    for group in (FORCE, *groups):
        keys = group.split(", ") if group else []
        offence = [*keys, *(["offence"] if "offence" not in keys else [])]
        sizes = frame.groupby([*offence, "route"], observed=True).size()
        of_offence = sizes.groupby(level=offence, observed=True).transform("sum")
        uncertain: pd.Series[float] = -sizes * np.log(sizes / of_offence)
        if not keys:
            yield FORCE, ratio(float(uncertain.sum()), len(frame)) + 0.0
            continue
        averages = uncertain.groupby(level=keys, observed=True).sum() / sizes.groupby(level=keys, observed=True).sum()
        for values, average in averages.items():
            yield label(keys, values if isinstance(values, tuple) else (values,)), float(average) + 0.0


CONSISTENCY = (
    Measure(
        "modal_route",
        "What share of like crimes takes the route that is usual for the offence in the force?",
        "share",
        "higher",
        CELLS,
        modal_route,
        headline=True,
        source="HMICFRS: crimes should move between teams consistently (area for improvement)",
    ),
    Measure(
        "usual_team",
        "What share of like crimes goes first to the team to which most crimes of the offence in the force go?",
        "share",
        "higher",
        CELLS,
        usual_team,
    ),
    Measure(
        "route_entropy",
        "How unpredictable is the route of a crime, given its offence (0 always the same, 1 any route alike)?",
        "share of maximum",
        "lower",
        CELLS,
        route_entropy,
        source="Shannon entropy over the logarithm of the squared number of investigating teams",
    ),
    Measure(
        "ways_alike",
        "In how many equally used ways, in effect, are like crimes treated?",
        "routes",
        "lower",
        CELLS,
        ways_alike,
        source="exponential of the Shannon entropy",
    ),
)
