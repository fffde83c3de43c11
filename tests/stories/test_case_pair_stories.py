"""Stories of two rules of investigation that meet: specialists and sickness, custody and queues, bail and reviews.

`ALLOCATED` ends with its reason: 16 only one, 64 fewest crimes, 256 listed first, 512 linked, 4096 lowest sum, 8192 at
a meeting, 16384 shared; 1 more for an owner who lacks a skill.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from demandsim.tape import Tape
from tests.stories.hand import EVER, World
from tests.stories.test_response_stories import dispatch

MODEL = "investigative_model"
QUIET = "RECORDED SCREENED ROUTED"
TWO_STAGES = {"demand.plans.short": [{"name": "enquiries", "work": 0.5}, {"name": "lab", "work": 0.5, "by": "lab"}]}
"""Thefts whose second stage is done by the specialists of a laboratory."""
LAB = {"lab": {"desks": ["investigation"]}}
REVIEW = {"first": "1000 days", "then": "1000 days", "takes": "20 min", "on_time_within": "48 h"}


def allocate(**facts: Any) -> dict[str, Any]:
    """How crimes are allocated."""
    return {f"{MODEL}.allocate": {"kind": "best_fit", **facts}}


def review(**facts: Any) -> dict[str, Any]:
    """What supervisors look at; no review falls due where nothing is said of it."""
    return {f"{MODEL}.review": REVIEW | facts}


class Ill(World):
    """A world in which somebody is sick."""

    sick: dict[str, tuple[int, int]]

    def tape(self) -> Tape:
        tape = super().tape()
        spells = {key: np.array([spell], dtype=np.int64) for key, spell in self.sick.items()}
        return replace(tape, absences=replace(tape.absences, sick=spells))


def test_a_specialist_has_crimes_of_his_own_first_and_then_helps_in_order_of_asking() -> None:
    to_lab = {"name": "south", "when": {"area": ["south"]}, "to": "lab"}
    world = World(TWO_STAGES | {f"{MODEL}.routes": [to_lab, {"name": "rest", "to": "cid"}]}, teams=LAB)
    world.detective("deb", (0, 9000))
    world.officer("lee", "lab", (0, 9000))
    world.crime(0, work=[100, 300])
    world.crime(0, work=[150, 200])
    world.crime(90, area="south", work=[50])
    world.crime(200, area="south", work=[50])
    world.expect(
        """
        0   ALLOCATED 0 deb 16 -
        0   STARTED   0 deb 0  100
        0   ALLOCATED 1 deb 16 -
        90  ALLOCATED 2 lee 16 -
        90  STARTED   2 lee 0  50
        100 FINISHED  0 deb 0  0
        100 PASSED    0 deb 1  1        # unit 1 is the laboratory
        100 STARTED   1 deb 0  150
        140 FINISHED  2 lee 0  0
        140 CLOSED    2 lee 3  0
        140 ASSISTING 0 lee 1  300
        200 ALLOCATED 3 lee 16 -        # nobody puts anything down for it
        250 FINISHED  1 deb 0  0
        250 PASSED    1 deb 1  1
        440 ASSISTED  0 lee 1  0
        440 CLOSED    0 deb 3  0
        440 STARTED   3 lee 0  50       # his own first, though the other has waited longer for him
        490 FINISHED  3 lee 0  0
        490 CLOSED    3 lee 3  0
        490 ASSISTING 1 lee 1  200
        690 ASSISTED  1 lee 1  0
        690 CLOSED    1 deb 3  0
        """,
        about="crime",
        without=QUIET,
    )


def test_a_specialist_called_to_an_incident_leaves_the_stage_to_a_colleague() -> None:
    stages = [{"name": "enquiries", "work": 0.5}, {"name": "street", "work": 0.5, "by": "response"}]
    world = World(dispatch(interrupt_for=["emergency"]) | {"demand.plans.short": stages})
    world.detective("deb", (0, 9000))
    world.patrol("ann", (0, 9000))
    world.patrol("bob", (1000, 9000))
    world.crime(0, work=[100, 1000])
    world.incident(400)
    world.expect(
        """
        0    ALLOCATED     0 deb 16 -
        0    STARTED       0 deb 0  100
        100  FINISHED      0 deb 0  0
        100  PASSED        0 deb 1  1
        100  ASSISTING     0 ann 1  1000
        400  ASSIST_PAUSED 0 ann 1  700
        1000 ASSISTING     0 bob 1  700     # he comes on duty; ann is on scene until 1300
        1700 ASSISTED      0 bob 1  0
        1700 CLOSED        0 deb 3  0
        """,
        about="crime",
        without=QUIET,
    )


def test_whoever_is_sick_for_long_hands_back_what_waits_for_specialists() -> None:
    transfer = {f"{MODEL}.transfer": {"after_sickness": "1 h"}}
    weights = {"caseload": 1, "off_duty": 10}
    world = Ill(TWO_STAGES | transfer | allocate(kind="weighted", weights=weights), teams=LAB)
    world.sick = {"cid/force/deb/0": (2000, 90_000)}
    world.detective("deb", (0, 1000))
    world.detective("eli", (200, 30_000))
    world.officer("lee", "lab", (20_000, 30_000))
    world.crime(0, work=[100, 300])
    world.expect(
        """
        0     ROUTED      0 -   0    0
        0     ALLOCATED   0 deb 4096 -      # eli is not on duty
        0     STARTED     0 deb 0    100
        100   FINISHED    0 deb 0    0
        100   PASSED      0 deb 1    1
        5600  HANDED_BACK 0 deb 0    0      # an hour after 2000
        5600  ROUTED      0 -   -    0
        5600  ALLOCATED   0 eli 16 -        # deb is away until she is on duty again
        5600  PASSED      0 eli 1    1
        20000 ASSISTING   0 lee 1    300
        20300 ASSISTED    0 lee 1    0
        20300 CLOSED      0 eli 3    0
        """,
        about="crime",
        without="RECORDED SCREENED",
    )


def test_a_victim_who_withdraws_does_not_wait_for_a_signature_unless_it_is_being_given() -> None:
    world = World(review(sign_off="20 min"))
    world.detective("deb", (0, 9000))
    world.supervisor("sam", "cid", (0, 9000))
    world.crime(0, work=[100], patience=1000)
    world.crime(0, work=[100], patience=1000)
    world.expect(
        """
        0    ALLOCATED       0 deb 16 -
        0    STARTED         0 deb 0  100
        0    ALLOCATED       1 deb 16 -
        100  FINISHED        0 deb 0  0
        100  SIGN_OFF_WANTED 0 deb -  0
        100  SIGNING_OFF     0 sam -  1200
        100  STARTED         1 deb 0  100
        200  FINISHED        1 deb 0  0
        200  SIGN_OFF_WANTED 1 deb -  0
        1200 CLOSED          1 deb 4  0       # 1000 s after the last news
        1300 SIGNED_OFF      0 sam -  1200    # withdrawn at 1100
        1300 CLOSED          0 deb 4  0
        """,
        about="crime",
        without=QUIET,
    )


def test_a_crime_with_somebody_in_custody_does_not_wait_for_the_meeting() -> None:
    weights = {"caseload": 1, "lacks_skill": 2}
    world = World(allocate(kind="meeting", at=["01:00"], weights=weights, left=10))
    world.detective("deb", (0, 9000))
    world.detective("eli", (0, 9000), skills=["pip1"])
    world.patrol("ann", (0, 9000))
    world.incident(100, arrest=True)
    world.crime(0, work=[3600])
    world.crime(incident=0, offence="assault", work=[3600])
    world.expect(
        """
        1000 ALLOCATED 1 eli 4096 -       # ann has finished on scene; deb lacks pip1
        1000 STARTED   1 eli 0    3600
        3600 ALLOCATED 0 deb 8192 -       # one in the morning: nothing costs less than deb, who holds none
        3600 STARTED   0 deb 0    3600
        4600 FINISHED  1 eli 0    0
        4600 CLOSED    1 eli 3    0
        7200 FINISHED  0 deb 0    0
        7200 CLOSED    0 deb 3    0
        """,
        about="crime",
        without=QUIET,
    )


def test_once_the_custody_clock_has_run_out_a_crime_waits_its_turn_in_the_queue() -> None:
    world = World({"demand.custody.clock": "1 h"}, caps={"cid": 1})
    world.detective("deb", (0, 20_000))
    world.patrol("ann", (0, 9000))
    world.incident(0, arrest=True)
    world.crime(0, work=[10_000])
    world.crime(100, work=[100])
    world.crime(incident=0, work=[100])
    world.expect(
        """
        0     ALLOCATED 0 deb 16 -
        0     STARTED   0 deb 0  10000
        4500  RELEASED  2 -   2  1        # an hour after it was recorded at 900; it has no owner yet
        10000 FINISHED  0 deb 0  0
        10000 CLOSED    0 deb 3  0
        10000 ALLOCATED 1 deb 16 -        # with somebody in custody, crime 2 would have been before it
        10000 STARTED   1 deb 0  100
        10100 FINISHED  1 deb 0  0
        10100 CLOSED    1 deb 3  0
        10100 ALLOCATED 2 deb 16 -
        10100 STARTED   2 deb 0  100
        10200 FINISHED  2 deb 0  0
        10200 CLOSED    2 deb 3  0
        """,
        about="crime",
        without=QUIET,
    )


def test_a_bail_is_extended_before_anything_is_reviewed() -> None:
    bail = {"bail": 1.0, "under_investigation": 0.0, "bail_for": "10 h", "extended_to": "20 h"}
    custody = {"demand.custody.clock": "1 h", "demand.custody.released": bail}
    world = World(custody | review(first="10 h", bail_extension="10 min", bail_asked_before="1 h"))
    world.detective("deb", (0, 10_000))
    world.supervisor("sam", "cid", (36_950, 39_000))
    world.patrol("ann", (0, 9000))
    world.incident(0, arrest=True)
    world.crime(incident=0, work=[30_000], release_luck=0.5)
    world.expect(
        """
        900   ALLOCATED     0 deb 16 -
        900   STARTED       0 deb 0  30000
        4500  RELEASED      0 deb 1  1        # on bail until 40500; its extension is asked for at 36900
        10000 PAUSED        0 deb 0  20900
        36900 REVIEW_DUE    0 deb 1  0
        36950 EXTENDING     0 sam -  600
        37550 BAIL_EXTENDED 0 sam -  76500    # twenty hours after the release
        37550 REVIEWING     0 sam 1  1200
        38750 REVIEWED      0 sam 1  1850
        76500 BAIL_EXPIRED  0 deb -  -
        """,
        about="crime",
        without=QUIET,
    )


def test_a_filed_crime_that_is_opened_again_is_investigated_and_signed() -> None:
    screen = {"kind": "solvability", "by": "bureau", "file_below": 0.4, "desk_below": 0.4}
    world = World({f"{MODEL}.screen": screen} | review(sign_off="10 min"))
    world.officer("bea", "bureau", (0, 9000))
    world.supervisor("sue", "bureau", (0, 9000))
    world.crime(0, score=0.1, filed_work=100, reopens=1000, reopen_work=200)
    world.expect(
        """
        0    ROUTED          0 -   -  0
        0    ALLOCATED       0 bea 16 -
        0    STARTED         0 bea 0  100
        100  FINISHED        0 bea 0  0
        100  CLOSED          0 bea 5  0       # filed: nobody signs
        1100 REOPENED        0 bea -  1000
        1100 ROUTED          0 -   -  0
        1100 ALLOCATED       0 bea 16 -
        1100 STARTED         0 bea 0  200
        1300 FINISHED        0 bea 0  0
        1300 SIGN_OFF_WANTED 0 bea -  0
        1300 SIGNING_OFF     0 sue -  600
        1900 SIGNED_OFF      0 sue -  600
        1900 CLOSED          0 bea 3  0       # as its prospect says
        """,
        about="crime",
        without="RECORDED SCREENED",
    )


def test_a_call_to_a_victim_that_does_not_fit_into_the_turn_waits_for_the_next_and_comes_first_in_it() -> None:
    world = World({f"{MODEL}.victim_contact": {"every": "1 h", "takes": "10 min"}})
    world.detective("deb", (0, 10_500), (20_000, 30_000))
    world.crime(0, work=[10_000, 1000], patience=EVER)
    world.crime(0, work=[400])
    world.expect(
        """
        0     ALLOCATED   0 deb 16 -
        0     STARTED     0 deb 0  10000
        0     ALLOCATED   1 deb 16 -
        3600  CONTACT_DUE 0 deb 1  -        # nobody puts work down for it
        10000 FINISHED    0 deb 0  0
        10000 STARTED     1 deb 0  400      # 500 s are left of the turn, the call takes 600
        10400 FINISHED    1 deb 0  0
        10400 CLOSED      1 deb 3  0
        10400 STARTED     0 deb 1  1000
        10500 PAUSED      0 deb 1  900
        20000 CONTACTING  0 deb 1  600
        20600 CONTACTED   0 deb 1  17000
        20600 STARTED     0 deb 1  900
        21500 FINISHED    0 deb 1  0
        21500 CLOSED      0 deb 3  0
        """,
        about="crime",
        without=QUIET,
    )


def test_a_slice_of_work_begins_once_the_way_into_the_crime_is_found() -> None:
    world = World({f"{MODEL}.next_work": {"kind": "in_turn", "slice": "10 min", "change": "100 s"}})
    world.detective("deb", (0, 9000))
    world.crime(0, work=[1000])
    world.crime(0, work=[700])
    world.expect(
        """
        0    ALLOCATED 0 deb 16 -
        0    STARTED   0 deb 0  1100
        0    ALLOCATED 1 deb 16 -
        700  PAUSED    0 deb 0  400      # 100 s to find one's way and 600 s of work
        700  STARTED   1 deb 0  800
        1400 PAUSED    1 deb 0  100
        1400 STARTED   0 deb 0  500
        1900 FINISHED  0 deb 0  0        # before the slice is over
        1900 CLOSED    0 deb 3  0
        1900 STARTED   1 deb 0  200
        2100 FINISHED  1 deb 0  0
        2100 CLOSED    1 deb 3  0
        """,
        about="crime",
        without=QUIET,
    )
