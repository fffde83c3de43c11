"""Stories of who allocates and when: hours of allocation, and one desk of supervisors who allocate for all.

Unit 0 are the detectives, unit 1 the bureau; sam supervises the one, bob the other.
"""

from __future__ import annotations

from typing import Any

from tests.stories.hand import DAY, World

HOUR = 3600
MODEL = "investigative_model"
BY_DAY = {"opens": "08:00", "closes": "16:00"}
QUIET = "RECORDED SCREENED ROUTED STARTED FINISHED CLOSED PAUSED"


def allocating(**facts: Any) -> dict[str, Any]:
    """Allocation as told; thefts go to the detectives, the rest to the bureau."""
    routes = [{"name": "theft", "when": {"offence": ["theft"]}, "to": "cid"}, {"name": "rest", "to": "bureau"}]
    return {f"{MODEL}.allocate": {"kind": "best_fit", **facts}, f"{MODEL}.routes": routes}


def test_crimes_of_the_night_are_allocated_in_the_second_in_which_the_hours_begin() -> None:
    """All units are looked at; who has waited longest comes first, and after the hours everything waits again."""
    world = World(allocating(hours=BY_DAY), days=2)
    world.detective("deb")
    world.officer("bea", "bureau")
    world.crime(10)
    world.crime(5, "assault")
    world.crime(3)
    world.crime(16 * HOUR - 1)
    world.crime(16 * HOUR)
    world.expect(
        """
        28800  ALLOCATED 2 deb 16 -      # Monday 08:00; recorded before crime 0
        28800  ALLOCATED 0 deb 16 -
        28800  ALLOCATED 1 bea 17 -      # bea lacks the skill
        57599  ALLOCATED 3 deb 16 -
        115200 ALLOCATED 4 deb 16 -      # Tuesday 08:00
        """,
        about="crime",
        without=QUIET,
    )


def test_with_somebody_in_custody_nobody_waits_for_the_hours() -> None:
    world = World({**allocating(hours=BY_DAY, takes="10 min"), f"{MODEL}.routes": [{"name": "all", "to": "cid"}]})
    world.patrol("pat", (0, DAY))
    world.detective("deb")
    world.supervisor("sam", "cid", (0, DAY))
    world.crime(10)
    world.crime(incident=world.incident(0, travel=100, scene=100, arrest=True))
    world.expect(
        """
        200   ALLOCATING 1 sam 1  600     # the queue's unit: 0 is response
        800   ALLOCATED  1 deb 16 2
        28800 ALLOCATING 0 sam 1  600
        29400 ALLOCATED  0 deb 16 2
        """,
        about="crime",
        without=QUIET,
    )


def test_an_allocation_begun_in_the_hours_is_finished_after_them() -> None:
    world = World(allocating(hours=BY_DAY, takes="10 min"))
    world.detective("deb")
    world.supervisor("sam", "cid", (0, DAY))
    world.crime(16 * HOUR - 60)
    world.crime(16 * HOUR - 50)
    world.expect(
        """
        57540 ALLOCATING 0 sam 0  600
        58140 ALLOCATED  0 deb 16 1      # the other waits for the next day
        """,
        about="crime",
        without=QUIET,
    )


def test_filing_and_keeping_what_one_attended_are_no_allocations_that_wait() -> None:
    screen = {"kind": "solvability", "by": "bureau", "file_below": 0.3, "desk_below": 0.3}
    route = {"name": "own", "to": "attending_officer", "otherwise_to": "cid"}
    world = World({**allocating(hours=BY_DAY), f"{MODEL}.screen": screen, f"{MODEL}.routes": [route]})
    world.patrol("pat", (0, DAY))
    world.detective("deb")
    world.officer("bea", "bureau")
    world.crime(10, score=0.1)
    world.crime(incident=world.incident(0, travel=100, scene=100))
    world.crime(20)
    world.expect(
        """
        10    ALLOCATED 0 bea 16 -
        200   ALLOCATED 1 pat 4  -
        28800 ALLOCATED 2 deb 16 -
        """,
        about="crime",
        without=QUIET,
    )


def test_one_desk_allocates_for_all_units_in_their_order_and_reviews_only_its_own() -> None:
    """Bob allocates everything; sam, who has nothing else to do, reviews what the detectives hold."""
    review = {"first": "1 h", "then": "30 days", "takes": "20 min", "on_time_within": "1 h"}
    world = World({**allocating(by="bureau", takes="10 min"), f"{MODEL}.review": review})
    world.detective("deb")
    world.officer("bea", "bureau")
    world.supervisor("sam", "cid", (0, DAY))
    world.supervisor("bob", "bureau", (100, DAY))
    world.crime(0, "assault")
    world.crime(10)
    world.expect(
        """
        100  ALLOCATING 1 bob 0  600     # unit 0 before unit 1, though it was recorded later
        700  ALLOCATED  1 deb 16 3
        700  ALLOCATING 0 bob 1  600
        1300 ALLOCATED  0 bea 17 3
        4300 REVIEW_DUE 1 deb 1  0
        4300 REVIEWING  1 sam 1  1200
        4900 REVIEW_DUE 0 bea 1  1
        4900 REVIEWING  0 bob 1  1200
        5500 REVIEWED   1 sam 1  1200
        6100 REVIEWED   0 bob 1  1200
        """,
        about="crime",
        without=QUIET,
    )


def test_the_desk_is_told_of_room_in_any_unit() -> None:
    world = World(allocating(by="bureau", takes="10 min"), caps={"cid": 1})
    world.detective("deb", (0, DAY))
    world.officer("bea", "bureau")
    world.supervisor("bob", "bureau", (0, DAY))
    world.crime(0, work=[1000])
    world.crime(10, work=[1000])
    world.expect(
        """
        0    ALLOCATING 0 bob 0  600
        600  ALLOCATED  0 deb 16 2
        1600 ALLOCATING 1 bob 0  600     # deb has closed the first
        2200 ALLOCATED  1 deb 16 2
        """,
        about="crime",
        without=QUIET,
    )


def test_the_desk_of_the_area_serves_the_units_of_the_area_and_the_first_the_force() -> None:
    world = World(allocating(by="bureau", takes="10 min"))
    world.officer("ned", "cid", area="north")
    world.officer("sue", "cid", area="south")
    world.officer("fay", "bureau", area="force")
    for area, name in (("north", "nat"), ("south", "sal")):
        world.supervisor(name, "bureau", (0, DAY), area=area)
    world.crime(10, area="north")
    world.crime(10, area="south")
    world.expect(
        """
        10  ALLOCATING 0 nat 0  600
        10  ALLOCATING 1 sal 1  600
        610 ALLOCATED  0 ned 16 3
        610 ALLOCATED  1 sue 16 4
        """,
        about="crime",
        without=QUIET,
    )
    of_the_force = World(allocating(by="bureau", takes="10 min"))
    of_the_force.detective("deb")
    of_the_force.supervisor("nat", "bureau", (0, DAY), area="north")
    of_the_force.supervisor("sal", "bureau", (0, DAY), area="south")
    of_the_force.crime(10, area="south")
    of_the_force.expect(
        """
        10  ALLOCATING 0 nat 0  600
        610 ALLOCATED  0 deb 16 1
        """,
        about="crime",
        without=QUIET,
    )


def test_what_takes_no_time_needs_no_desk() -> None:
    world = World(allocating(by="bureau"))
    world.detective("deb")
    world.supervisor("bob", "bureau")
    world.crime(10)
    world.expect("10 ALLOCATED 0 deb 16 -", about="crime", without=QUIET)
