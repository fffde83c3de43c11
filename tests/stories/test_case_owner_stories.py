"""Stories of owners under two rules: work that is shared, advice, linked crimes, protected turns.

`ALLOCATED` ends with its reason: 16 only one, 64 fewest crimes, 256 listed first, 512 linked, 16384 shared; 1 more for
an owner who lacks a skill.
"""

from __future__ import annotations

from tests.stories.hand import World
from tests.stories.test_case_pair_stories import MODEL, QUIET, allocate


def test_a_shared_crime_costs_its_new_owner_the_time_to_find_a_way_into_it() -> None:
    change = {f"{MODEL}.next_work": {"kind": "ready_longest", "change": "50 s"}}
    world = World(allocate(cap="soft") | change, teams={"cid": {"desks": ["investigation"], "shares_work": True}})
    world.detective("deb", (0, 9000))
    world.detective("eli", (8000, 9000))
    world.crime(0, work=[1000])
    world.crime(10, work=[100])
    world.crime(1100, work=[100])
    world.expect(
        """
        0    ALLOCATED 0 deb 256   -
        0    STARTED   0 deb 0     1050
        10   ALLOCATED 1 eli 64    -
        1050 FINISHED  0 deb 0     0
        1050 CLOSED    0 deb 3     0
        1050 ALLOCATED 1 deb 16384 -      # eli is not on duty, and what is ready belongs to all
        1050 STARTED   1 deb 0     150
        1100 ALLOCATED 2 eli 64    -      # who holds none again
        1200 FINISHED  1 deb 0     0
        1200 CLOSED    1 deb 3     0
        1200 ALLOCATED 2 deb 16384 -
        1200 STARTED   2 deb 0     150
        1350 FINISHED  2 deb 0     0
        1350 CLOSED    2 deb 3     0
        """,
        about="crime",
        without=QUIET,
    )


def test_advice_given_while_the_owner_is_at_work_helps_from_the_next_stage_on_and_in_the_end() -> None:
    world = World(
        allocate(kind="least_caseload")
        | {
            f"{MODEL}.mentoring": {"teams": ["cid"], "takes": "10 min"},
            "mechanics.below_level": {"work": 0.5, "charge": 0.3, "wait": 0.5},
            "mechanics.mentored": 1.0,
        }
    )
    world.detective("deb", (0, 9000))
    world.supervisor("sam", "cid", (200, 9000))
    world.crime(0, "assault", work=[1000, 400], waits=[1000], prospect=0.1)
    world.expect(
        """
        0    ALLOCATED 0 deb 17 -
        0    STARTED   0 deb 0  1500     # half as much again
        200  MENTORING 0 sam -  600
        800  MENTORED  0 sam -  800
        1500 FINISHED  0 deb 0  1000     # the wait is no longer than it must be
        2500 WAITED    0 deb 1  -
        2500 STARTED   0 deb 1  400
        2900 FINISHED  0 deb 1  0
        2900 CLOSED    0 deb 0  1        # 0.10 is below 0.12: charged, as by an owner with the skill
        """,
        about="crime",
        without=QUIET,
    )


def test_linked_crimes_go_to_one_owner_until_he_is_full_and_cost_less() -> None:
    world = World(allocate(linked=True) | {"mechanics.linked_work": 0.5}, caps={"cid": 2})
    world.detective("deb", (0, 9000))
    world.detective("eli", (8000, 9000))
    world.crime(0, work=[5000])
    for at in (10, 20, 6000):
        world.crime(at, work=[100], linked=0)
    world.expect(
        """
        0    ALLOCATED 0 deb 256 -
        0    STARTED   0 deb 0   5000
        10   ALLOCATED 1 deb 512 -        # eli holds none
        20   ALLOCATED 2 eli 16  -        # deb is full
        5000 FINISHED  0 deb 0   0
        5000 CLOSED    0 deb 3   0
        5000 STARTED   1 deb 0   50
        5050 FINISHED  1 deb 0   0
        5050 CLOSED    1 deb 3   0
        6000 ALLOCATED 3 deb 64  -        # the other is closed: fewest crimes
        6000 STARTED   3 deb 0   100
        6100 FINISHED  3 deb 0   0
        6100 CLOSED    3 deb 3   0
        8000 STARTED   2 eli 0   100
        8100 FINISHED  2 eli 0   0
        8100 CLOSED    2 eli 3   0
        """,
        about="crime",
        without=QUIET,
    )


def test_a_protected_officer_goes_only_to_the_gravest_and_after_everybody_else() -> None:
    world = World(
        {"rules.dispatch": {"kind": "nearest"}},
        teams={"response": {"desks": ["response", "investigation"], "protected": {"every": 2}}},
    )
    world.patrol("ann", (0, 9000))
    world.patrol("bob", (0, 9000))
    world.incident(100, "priority")
    world.incident(200, "priority")
    world.incident(300, "emergency")
    world.incident(2000, "emergency")
    world.expect(
        """
        100  GRADED     0 -   1 0
        100  DISPATCHED 0 bob 0 0      # ann's first turn is protected, bob's second will be
        200  GRADED     1 -   1 0
        300  GRADED     2 -   0 0
        300  DISPATCHED 2 ann 0 0
        400  ARRIVED    0 bob 0 300
        600  ARRIVED    2 ann 0 300
        1000 CLEARED    0 bob 0 -
        1000 ATTENDED   0 -   1 1
        1000 DISPATCHED 1 bob 0 0
        1200 CLEARED    2 ann 0 -
        1200 ATTENDED   2 -   0 1
        1300 ARRIVED    1 bob 0 1100
        1900 CLEARED    1 bob 0 -
        1900 ATTENDED   1 -   1 1
        2000 GRADED     3 -   0 0
        2000 DISPATCHED 3 bob 0 0      # ann has been free for longer
        2300 ARRIVED    3 bob 0 300
        2900 CLEARED    3 bob 0 -
        2900 ATTENDED   3 -   0 1
        """,
        about="incident",
    )
