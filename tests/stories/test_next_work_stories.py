"""Stories of next work: the way into another crime, new ones first, like after like, all in turn, shared work.

Reasons of owners: 16 the only one, 64 fewest crimes, 128 longest since the last, 256 listed first, 16384 shared.
"""

from __future__ import annotations

from typing import Any

from tests.stories.hand import DAY, World

MADE = "RECORDED SCREENED ROUTED"
"""Moments that these stories pass over."""


def world(kind: str, **facts: Any) -> World:
    """A world with a rule of next work."""
    return World({"investigative_model.next_work": {"kind": kind, **facts}})


def test_finding_ones_way_into_another_crime_takes_time() -> None:
    here = world("ready_longest", change="100 s")
    here.detective("dan", (0, DAY))
    here.crime(0, work=[500, 500])
    here.crime(10, work=[1000])
    here.expect(
        """
        0    ALLOCATED 0 dan 16 -
        0    STARTED   0 dan 0  600    # 100 s to find the way in, 500 s of work
        10   ALLOCATED 1 dan 16 -
        600  FINISHED  0 dan 0  0      # ready again from now on
        600  STARTED   1 dan 0  1100
        1700 FINISHED  1 dan 0  0
        1700 CLOSED    1 dan 3  0
        1700 STARTED   0 dan 1  600    # another crime has come in between
        2300 FINISHED  0 dan 1  0
        2300 CLOSED    0 dan 3  0
        """,
        about="crime",
        without=MADE,
    )


def test_what_is_put_down_while_finding_the_way_in_is_as_it_was() -> None:
    here = world("oldest_first", change="100 s")
    here.detective("dan", (0, 60), (500, 700), (1000, DAY))
    here.crime(0, work=[300])
    here.expect(
        """
        0    ALLOCATED 0 dan 16 -
        0    STARTED   0 dan 0  400
        60   PAUSED    0 dan 0  300    # 40 s of the change are lost, no work is done
        500  STARTED   0 dan 0  300    # it is the one last worked on
        700  PAUSED    0 dan 0  100
        1000 STARTED   0 dan 0  100
        1100 FINISHED  0 dan 0  0
        1100 CLOSED    0 dan 3  0
        """,
        about="crime",
        without=MADE,
    )


def test_a_crime_on_which_nobody_has_worked_comes_before_the_others_if_the_rule_says_so() -> None:
    for new_first, order in ((False, ["0", "0", "1"]), (True, ["0", "1", "0"])):
        here = world("oldest_first", new_first=new_first)
        here.detective("dan", (0, DAY))
        here.crime(0, work=[500, 500])
        here.crime(10, work=[500])
        assert [row.split()[2] for row in here.diary("crime") if "STARTED" in row] == order


def test_custody_comes_before_what_is_new() -> None:
    here = world("oldest_first", new_first=True)
    here.changes["investigative_model.routes"] = [{"name": "keep", "to": "attending_officer", "otherwise_to": "cid"}]
    here.patrol("ann", (0, DAY))
    here.detective("dan")
    here.crime(incident=here.incident(0, travel=10, scene=90, arrest=True, custody=100), work=[400, 400])
    here.crime(incident=here.incident(0, travel=10, scene=90), work=[300])
    worked = [row for row in here.diary("crime") if "STARTED" in row]
    assert [row.split()[2] for row in worked] == ["0", "0", "1"]


def test_like_follows_like_and_the_longest_ready_where_there_is_none() -> None:
    here = world("like_first")
    here.detective("dan", (0, DAY), skills=["pip1"])
    here.crime(0, "theft", work=[100])
    here.crime(1, "assault", work=[100])
    here.crime(2, "theft", work=[100])
    here.crime(3, "assault", work=[100])
    here.crime(4, "burglary", work=[100])
    here.changes["investigative_model.allocate"] = {"kind": "least_caseload"}
    here.expect(
        """
        0   STARTED 0 dan 0 100
        100 STARTED 2 dan 0 100      # theft again, though the assault has waited longer
        200 STARTED 1 dan 0 100
        300 STARTED 3 dan 0 100
        400 STARTED 4 dan 0 100
        """,
        about="crime",
        without=f"{MADE} ALLOCATED FINISHED CLOSED",
    )


def test_all_have_their_turn() -> None:
    here = world("in_turn", slice="100 s", change="10 s")
    here.detective("dan", (0, DAY))
    here.crime(0, work=[350])
    here.crime(150, work=[150])
    here.expect(
        """
        0   ALLOCATED 0 dan 16 -
        0   STARTED   0 dan 0  360
        150 ALLOCATED 1 dan 16 -
        210 PAUSED    0 dan 0  150     # nothing else was ready at 110, when the first slice was over
        210 STARTED   1 dan 0  160
        320 PAUSED    1 dan 0  50
        320 STARTED   0 dan 0  160
        430 PAUSED    0 dan 0  50
        430 STARTED   1 dan 0  60
        490 FINISHED  1 dan 0  0
        490 CLOSED    1 dan 3  0
        490 STARTED   0 dan 0  60
        550 FINISHED  0 dan 0  0
        550 CLOSED    0 dan 3  0
        """,
        about="crime",
        without=MADE,
    )


def test_what_is_finished_with_its_slice_is_not_put_down() -> None:
    here = world("in_turn", slice="100 s")
    here.detective("dan", (0, DAY))
    here.crime(0, work=[100])
    here.crime(0, work=[200])
    here.expect(
        """
        0   STARTED  0 dan 0 100
        100 FINISHED 0 dan 0 0
        100 CLOSED   0 dan 3 0
        100 STARTED  1 dan 0 200
        300 FINISHED 1 dan 0 0
        300 CLOSED   1 dan 3 0
        """,
        about="crime",
        without=f"{MADE} ALLOCATED",
    )


def shared() -> World:
    """A world in which detectives share their work."""
    least = {"kind": "least_caseload", "cap": "soft"}
    return World({"investigative_model.allocate": least}, teams={"cid": {"shares_work": True}})


def test_whoever_is_free_takes_up_a_colleagues_crime_and_becomes_its_owner() -> None:
    here = shared()
    here.detective("dan", (0, 300))
    here.detective("eve", (200, DAY))
    here.crime(0, work=[1000])
    here.crime(0, work=[100])
    here.expect(
        """
        0    ALLOCATED 0 dan 256   -
        0    STARTED   0 dan 0     1000
        0    ALLOCATED 1 eve 64    -
        200  STARTED   1 eve 0     100    # dan has something in hand
        300  FINISHED  1 eve 0     0
        300  CLOSED    1 eve 3     0
        300  PAUSED    0 dan 0     700    # his turn is over
        300  ALLOCATED 0 eve 16384 -
        300  STARTED   0 eve 0     700
        1000 FINISHED  0 eve 0     0
        1000 CLOSED    0 eve 3     0
        """,
        about="crime",
        without=MADE,
    )


def test_the_owner_is_asked_first_then_the_lowest_number() -> None:
    here = shared()
    here.detective("ada", (0, DAY))
    here.detective("ben", (0, DAY))
    here.detective("cyd", (0, 60))
    for wait in (130, 130, 200):
        here.crime(0, work=[40, 10], waits=[wait])
    here.crime(0, work=[40, 10], waits=[300])
    assert [row for row in here.diary("crime") if "STARTED" in row or "16384" in row] == [
        "0 STARTED 0 ada 0 40",
        "0 STARTED 1 ben 0 40",
        "0 STARTED 2 cyd 0 40",
        "40 STARTED 3 ada 0 40",
        "170 STARTED 0 ada 1 10",
        "170 STARTED 1 ben 1 10",
        "240 ALLOCATED 2 ada 16384 -",  # its owner is not there, and ada has the lower number
        "240 STARTED 2 ada 1 10",
        "380 STARTED 3 ada 1 10",
    ]


def test_an_idle_colleague_of_a_lower_number_leaves_a_crime_to_its_owner() -> None:
    here = shared()
    here.detective("ada", (0, DAY))
    here.detective("ben", (0, DAY))
    here.crime(0, work=[40])
    here.crime(0, work=[40, 10], waits=[100])
    assert [row for row in here.diary("crime") if "STARTED" in row][-1] == "140 STARTED 1 ben 1 10"


def test_what_an_owner_puts_down_for_an_incident_a_colleague_takes_up() -> None:
    here = shared()
    here.changes["investigative_model.routes"] = [{"name": "all", "to": "response"}]
    here.teams = {"response": {"shares_work": True}}
    here.patrol("ann", (0, DAY))
    here.patrol("bob", (200, DAY))
    here.crime(0, work=[1000])
    here.incident(100, travel=300, scene=600)
    here.incident(350, travel=300, scene=100)
    here.expect(
        """
        0    ALLOCATED 0 ann 256   -
        0    STARTED   0 ann 0     1000
        100  PAUSED    0 ann 0     900
        200  ALLOCATED 0 bob 16384 -
        200  STARTED   0 bob 0     900
        350  PAUSED    0 bob 0     750
        750  STARTED   0 bob 0     750    # cleared before ann, and the owner now
        1500 FINISHED  0 bob 0     0
        1500 CLOSED    0 bob 3     0
        """,
        about="crime",
        without=MADE,
    )
