"""Tables of what was played with fewer and with more supervisors."""

from __future__ import annotations

from collections.abc import Iterator

from demandsim.audit.capability import WHOLE_FORCE
from demandsim.audit.played import FEWER, MADE_GOOD, Played
from demandsim.audit.table import Table, Value
from demandsim.quantities import format_share

MEASURES = {
    "supervisors_busy": ("Supervisors busy, %", 100),
    "supervisor_there": ("Supervisor there, %", 100),
    "reviews_on_time": ("Reviews on time, %", 100),
    "without_direction": ("Without direction, %", 100),
    "allocation_delay": ("Allocation delay, h", 1),
    "crimes_closed": ("Crimes closed a week", 1),
    "positive_outcomes": ("Positive outcomes a week", 1),
}
"""What is asked of a play: how it is headed and what its values are multiplied by."""


def tables_of_play(played: Played) -> Iterator[Table]:
    """Give the posts that were played by unit, and what they do, by team."""
    yield Table(
        "Supervisors played",
        f"Supervisors’ posts as they are, with a fifth fewer (in whole posts, one at least), and as many as the hours "
        f"asked for need when they may take {format_share(played.busy)} of supervisors’ time; pounds a year.",
        (
            *(("Team", "text"), ("Area", "text"), ("Asked h", "hours"), ("Today", "count")),
            *(("A fifth fewer", "count"), ("Saves", "pounds"), ("Made good", "count"), ("Costs", "pounds")),
        ),
        (
            *(
                (
                    *(unit.team, unit.place, unit.hours, unit.today),
                    *(unit.posts[FEWER], 0 - unit.pounds[FEWER], unit.posts[MADE_GOOD], unit.pounds[MADE_GOOD]),
                )
                for unit in played.posts
            ),
            _of_the_force(played),
        ),
        0,
    )
    yield Table(
        "Simulated effect",
        f"Simulated: means of {played.replications} replications of {played.days} days after {played.warm_up} of "
        "warm-up, and the difference on the same tapes with the half-width of its 95 % interval. Supervisors busy: "
        "share of their time on duty that goes to allocating, reviewing and the like. Supervisor there: "
        "share of the hours in which one of the unit is on duty. Without direction: share of the time that crimes are "
        "held in which a review is due and not done. Allocation delay: hours in a unit's queue while no supervisor is "
        "free. Crimes count for the team that has them last.",
        (
            *(("Team", "text"), ("Supervisors", "text"), ("Measure", "text"), ("Today", "exact")),
            *(("Difference", "exact"), ("±", "exact"), ("Verdict", "text")),
        ),
        tuple(
            (
                *(one.team, one.change, heading, one.today * scale),
                *(one.difference * scale, one.half_width * scale, one.verdict),
            )
            for one in played.effects
            for heading, scale in (MEASURES[one.measure],)
        ),
        0,
    )


def _of_the_force(played: Played) -> tuple[Value, ...]:
    today = sum(unit.today for unit in played.posts)
    return (
        *(WHOLE_FORCE, "", sum(unit.hours for unit in played.posts), today),
        *(today + played.more(FEWER), 0 - played.cost(FEWER)),
        *(today + played.more(MADE_GOOD), played.cost(MADE_GOOD)),
    )
