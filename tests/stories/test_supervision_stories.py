"""Stories of supervision: who allocates and reviews, with what hours, and what happens when there are none.

Unit 0 are the detectives; sam and sid supervise them.
"""

from __future__ import annotations

from typing import Any

from tests.stories.hand import DAY, World

HOUR = 3600
QUIET = "RECORDED SCREENED"
ALLOCATES = {"investigative_model.allocate": {"kind": "best_fit", "takes": "10 min"}}


def review(**facts: Any) -> dict[str, Any]:
    """A first review after an hour, then every two hours, 20 min each."""
    every = {"first": "1 h", "then": "2 h", "takes": "20 min", "on_time_within": "1 h"}
    return {"investigative_model.review": {**every, **facts}}


def test_an_allocation_takes_a_supervisors_time() -> None:
    world = World(ALLOCATES)
    world.detective("deb", (0, 9000))
    world.supervisor("sam", "cid", (1000, 5000))
    world.crime(100, work=[50])
    world.crime(200, work=[50])
    world.expect("""
        0    ON_DUTY    -  deb  -  9000
        100  RECORDED   0  -    0  -
        100  SCREENED   0  -    0  0
        100  ROUTED     0  -    0  0
        200  RECORDED   1  -    0  -
        200  SCREENED   1  -    0  0
        200  ROUTED     1  -    0  0
        1000 ON_DUTY    -  sam  -  5000
        1000 ALLOCATING 0  sam  0  600      # the longest queued first
        1600 ALLOCATED  0  deb  16 1        # by sam, whose row is 1
        1600 ALLOCATING 1  sam  0  600
        1600 STARTED    0  deb  0  50
        1650 FINISHED   0  deb  0  0
        1650 CLOSED     0  deb  3  0
        2200 ALLOCATED  1  deb  16 1
        2200 STARTED    1  deb  0  50
        2250 FINISHED   1  deb  0  0
        2250 CLOSED     1  deb  3  0
        5000 OFF_DUTY   -  sam  -  0
        9000 OFF_DUTY   -  deb  -  0
    """)


def test_two_supervisors_never_allocate_into_the_same_room() -> None:
    """Room is kept for a crime while its allocation is under way."""
    world = World(ALLOCATES, caps={"cid": 1})
    world.detective("deb", (2000, 9000))
    world.supervisor("sam", "cid", (0, 5000))
    world.supervisor("sid", "cid", (0, 9000))
    world.crime(100, work=[50])
    world.crime(200, work=[50])
    world.expect(
        """
        100  ALLOCATING 0  sid  0  600      # the one with more time left
        700  ALLOCATED  0  deb  16 2
        2000 STARTED    0  deb  0  50
        2050 FINISHED   0  deb  0  0
        2050 CLOSED     0  deb  3  0
        2050 ALLOCATING 1  sid  0  600
        2650 ALLOCATED  1  deb  16 2
        2650 STARTED    1  deb  0  50
        2700 FINISHED   1  deb  0  0
        2700 CLOSED     1  deb  3  0
        """,
        about="crime",
        without=f"{QUIET} ROUTED",
    )


def test_an_owner_is_explained_by_what_was_so_when_the_supervisor_began() -> None:
    world = World(ALLOCATES)
    world.detective("deb")
    world.detective("eli")
    world.supervisor("sam", "cid", (0, 5000))
    world.supervisor("sid", "cid", (0, 5000))
    world.crime(100)
    world.crime(200)
    world.expect(
        """
        100  ALLOCATING 0  sam  0   600
        200  ALLOCATING 1  sid  0   600
        700  ALLOCATED  0  deb  256 2       # deb and eli had none; by now eli has one
        800  ALLOCATED  1  eli  64  3       # room was kept with deb for the other
        """,
        about="crime",
        without=f"{QUIET} ROUTED",
    )


def test_supervisors_with_equal_time_left_are_taken_by_lowest_id() -> None:
    world = World(ALLOCATES)
    world.detective("deb")
    world.supervisor("sam", "cid", (0, 5000))
    world.supervisor("sid", "cid", (0, 5000))
    world.crime(100)
    world.crime(200)
    world.expect(
        """
        100  ALLOCATING 0  sam  0  600
        200  ALLOCATING 1  sid  0  600
        700  ALLOCATED  0  deb  16 1
        800  ALLOCATED  1  deb  16 2
        """,
        about="crime",
        without=f"{QUIET} ROUTED",
    )


def test_an_allocation_that_is_too_long_for_the_rest_of_the_turn_waits() -> None:
    world = World(ALLOCATES)
    world.detective("deb")
    world.supervisor("sam", "cid", (0, 1000), (3000, 4000), (5000, 5600))
    world.crime(401)
    world.crime(3400)
    world.crime(3401)
    world.expect(
        """
        401  ROUTED     0  -    0  0        # 599 s are left of ten minutes
        3000 ALLOCATING 0  sam  0  600
        3400 ROUTED     1  -    0  0
        3401 ROUTED     2  -    0  0
        3600 ALLOCATED  0  deb  16 1        # 400 s are left
        5000 ALLOCATING 1  sam  0  600
        5600 ALLOCATED  1  deb  16 1        # exactly until the end of the turn
        """,
        about="crime",
        without=QUIET,
    )
    assert world.diary("sam")[-1] == "5600 OFF_DUTY - sam - 0"


def test_a_unit_without_supervisors_allocates_at_once() -> None:
    world = World(ALLOCATES)
    world.detective("deb")
    world.crime(100)
    world.expect(
        "100 ALLOCATED 0 deb 16 -",
        about="crime",
        without=f"{QUIET} ROUTED",
    )


def test_a_victim_withdraws_while_the_crime_is_being_allocated_or_queued() -> None:
    """Pair: allocation and withdrawal."""
    world = World(ALLOCATES)
    world.detective("deb", (0, 9000))
    world.supervisor("sam", "cid", (0, 5000))
    world.crime(100, patience=300)
    world.crime(110, patience=300)
    world.expect(
        """
        100  ALLOCATING 0  sam  0  600
        410  CLOSED     1  -    4  0        # in the queue: nobody need look at it
        700  ALLOCATED  0  deb  16 1        # what sam began is ended first
        700  CLOSED     0  deb  4  0        # and then there is nothing for deb to begin
        """,
        about="crime",
        without=f"{QUIET} ROUTED",
    )


def test_reviews_fall_due_after_allocation_and_then_regularly() -> None:
    world = World(review())
    world.detective("deb")
    world.supervisor("sam", "cid", (0, 15 * HOUR))
    world.crime(0)
    diary = world.diary("crime")
    assert [line for line in diary if "REVIEW" in line][:9] == [
        "3600 REVIEW_DUE 0 deb 1 0",
        "3600 REVIEWING 0 sam 1 1200",
        "4800 REVIEWED 0 sam 1 1200",
        "10800 REVIEW_DUE 0 deb 2 0",
        "10800 REVIEWING 0 sam 2 1200",
        "12000 REVIEWED 0 sam 2 1200",
        "18000 REVIEW_DUE 0 deb 3 0",
        "18000 REVIEWING 0 sam 3 1200",
        "19200 REVIEWED 0 sam 3 1200",
    ]


def test_the_first_review_counts_from_allocation_however_long_the_crime_was_queued() -> None:
    world = World(review(), caps={"cid": 1})
    world.detective("deb", (0, DAY))
    world.crime(0, work=[8000])
    world.crime(0, work=[8000])
    assert [line for line in world.diary("crime 1") if "ALLOCATED" in line or "REVIEW" in line] == [
        "8000 ALLOCATED 1 deb 16 -",
        "11600 REVIEW_DUE 1 deb 1 0",
    ]


def test_reviews_of_the_backlog_fall_due_as_they_would_have() -> None:
    """Open for 3 h: the first review was an hour after the record, the second is due now, the third in 2 h."""
    backlog = {"team": "cid", "per_officer": 1, "offences": {"theft": 1}, "age": "1 day"}
    world = World({**review(), "demand.backlog": [backlog]})
    world.crime(opened_at=-3 * HOUR)
    world.crime(opened_at=-3 * HOUR - 1)
    world.crime(opened_at=-HOUR + 5)
    world.detective("deb")
    due = [line for line in world.diary("crime") if "REVIEW_DUE" in line and int(line.split()[0]) < 2 * HOUR]
    assert due == [
        "0 REVIEW_DUE 0 deb 2 0",
        "5 REVIEW_DUE 2 deb 1 0",
        "7199 REVIEW_DUE 1 deb 3 0",
    ]


def test_a_review_waits_for_a_supervisor_with_time() -> None:
    world = World(review())
    world.detective("deb")
    world.supervisor("sam", "cid", (0, 4000), (8000, 9199), (9500, 10800))
    world.crime(0)
    world.crime(100)
    told = [line for line in world.diary("crime") if "REVIEW" in line]
    assert told[:6] == [
        "3600 REVIEW_DUE 0 deb 1 0",  # 400 s of the turn are left
        "3700 REVIEW_DUE 1 deb 1 0",
        "9500 REVIEWING 0 sam 1 1200",  # the turn from 8000 to 9199 was a second too short
        "10700 REVIEWED 0 sam 1 7100",  # late by
        "10800 REVIEW_DUE 0 deb 2 0",
        "10900 REVIEW_DUE 1 deb 2 0",
    ]


def test_a_review_meets_the_close_of_its_crime() -> None:
    """Pair: review and closing. A review of a closed crime is not done; one under way is ended."""
    world = World(review())
    world.detective("deb", (0, DAY))
    world.supervisor("sam", "cid", (0, 3900), (5000, 9000))
    world.crime(0, work=[4500])
    world.crime(1000, work=[1000])
    world.expect(
        """
        0    ALLOCATED  0  deb  16 -
        0    STARTED    0  deb  0  4500
        1000 ALLOCATED  1  deb  16 -
        3600 REVIEW_DUE 0  deb  1  0        # sam has only 300 s
        4500 FINISHED   0  deb  0  0
        4500 CLOSED     0  deb  3  0
        4500 STARTED    1  deb  0  1000
        4600 REVIEW_DUE 1  deb  1  0
        5000 REVIEWING  1  sam  1  1200     # crime 0 needs none any more
        5500 FINISHED   1  deb  0  0
        5500 CLOSED     1  deb  3  0
        6200 REVIEWED   1  sam  1  1600
        """,
        about="crime",
        without=f"{QUIET} ROUTED",
    )


def test_allocations_come_before_reviews() -> None:
    world = World({**ALLOCATES, **review()})
    world.detective("deb")
    world.supervisor("sam", "cid", (0, 700), (5000, 9000))
    world.crime(0)
    world.crime(4000)
    assert [line for line in world.diary("sam") if "DUTY" not in line][:6] == [
        "0 ALLOCATING 0 sam 0 600",
        "5000 ALLOCATING 1 sam 0 600",  # queued after the review had fallen due
        "5600 REVIEWING 0 sam 1 1200",
        "6800 REVIEWED 0 sam 1 2600",
    ]


def test_reviews_of_skilled_work_are_more_frequent_and_longer() -> None:
    world = World(review(then_if={"pip1": "90 min", "pip2": "1 h"}, takes_if={"pip1": "30 min"}))
    world.detective("deb", skills=["pip1"])
    world.supervisor("sam", "cid", (0, 15 * HOUR))
    world.crime(0, "assault")
    assert [line for line in world.diary("crime") if "REVIEWED" in line or "DUE" in line][:4] == [
        "3600 REVIEW_DUE 0 deb 1 0",
        "5400 REVIEWED 0 sam 1 1800",
        "9000 REVIEW_DUE 0 deb 2 0",
        "10800 REVIEWED 0 sam 2 1800",
    ]


def test_a_review_is_news_for_the_victim() -> None:
    with_review = World(review())
    with_review.supervisor("sam", "cid", (0, 6000))
    without = World(review())
    for world in (with_review, without):
        world.detective("deb")
        world.crime(0, patience=4900)
    assert with_review.diary("crime")[-1] == "9700 CLOSED 0 deb 4 0"
    assert without.diary("crime")[-1] == "4900 CLOSED 0 deb 4 0"


def test_a_filed_crime_is_not_reviewed() -> None:
    screen = {"kind": "solvability", "by": "bureau", "file_below": 0.5, "desk_below": 0.5}
    world = World({**review(), "investigative_model.screen": screen})
    world.officer("bea", "bureau")
    world.supervisor("sam", "bureau", (0, DAY))
    world.crime(0, score=0.1)
    assert not [line for line in world.diary() if "REVIEW" in line]
