"""Stories of two rules that meet: a break and a relief, a report and a call-off, prevention and a visit.

Travel takes 300 s and the work on scene 600 s where nothing else is said. `DISPATCHED` ends with its reasons, added up:
1 borrowed, 2 called away from a desk, 4 diverted, 16 called off a scene, 32 to relieve, 64 an investigator.
"""

from __future__ import annotations

from typing import Any

from tests.stories.hand import World
from tests.stories.test_dispatch_visit_stories import visits
from tests.stories.test_response_stories import dispatch

OFF_SCENES = {"emergency": ["scheduled"]}
UPGRADES = {
    "demand.incidents.violence.upgrades": {"scheduled": {"share": 1.0, "after": "50 min", "to": "priority"}},
}


def plan(**facts: Any) -> dict[str, Any]:
    """A plan of proactive work of response officers, who prevent violence."""
    usual = {
        "name": "hot spots",
        "teams": ["response"],
        "per_turn": "1 h",
        "protected": True,
        "incidents": ["violence"],
        "effect": 0.9,
        "hours_a_week": 1,
        "lag": "1 day",
        "fades": "1 day",
        "evidence": "assumption",
        "because": "made up for stories",
    }
    return {"rules.proactive": [usual | facts]}


def rest(after: str, before: str) -> dict[str, Any]:
    """A break of ten minutes."""
    return {"rest": {"time": "10 min", "after": after, "before": before}}


def test_a_colleague_who_waits_for_relief_comes_before_the_break() -> None:
    world = World(dispatch(hand_over={"above": "0 s"}), teams={"response": rest("1 h", "2 h")})
    world.patrol("ann", (0, 3600))
    world.patrol("bob", (0, 9000))
    world.incident(3000, "priority", scene=1200)
    world.expect(
        """
        0    ON_DUTY       - ann - 3600
        0    ON_DUTY       - bob - 9000
        3000 GRADED        0 -   1 0
        3000 DISPATCHED    0 ann 0 0
        3300 ARRIVED       0 ann 0 300
        3600 RELIEF_WANTED 0 ann 0 900
        3600 DISPATCHED    0 bob 1 32      # his break is due in this second, too
        3900 ARRIVED       0 bob 1 900
        3900 HANDED_OVER   0 ann 0 600
        3900 OFF_DUTY      - ann - 300
        4500 CLEARED       0 bob 1 -
        4500 ATTENDED      0 -   1 2
        4500 RESTING       - bob - 600     # still in the time for it
        5100 RESTED        - bob 0 600
        9000 OFF_DUTY      - bob - 0
        """
    )


def test_a_report_is_put_aside_before_anybody_is_called_off_and_waits_for_the_work_left() -> None:
    world = World(dispatch(call_off=OFF_SCENES))
    world.patrol("ann", (0, 9000))
    world.patrol("bob", (0, 9000))
    world.incident(0, "priority", report=1200)
    world.incident(600, "scheduled", scene=2000)
    world.incident(1000, "emergency")
    world.incident(1100, "emergency")
    world.expect(
        """
        0    GRADED     0 -   1 0
        0    DISPATCHED 0 ann 0 0
        300  ARRIVED    0 ann 0 300
        600  GRADED     1 -   2 0
        600  DISPATCHED 1 bob 0 0
        900  ARRIVED    1 bob 0 300
        900  CLEARED    0 ann 0 -
        900  ATTENDED   0 -   1 1
        900  WRITING_UP 0 ann - 1200
        1000 GRADED     2 -   0 0
        1000 PUT_ASIDE  0 ann - 1100
        1000 DISPATCHED 2 ann 0 2
        1100 GRADED     3 -   0 0
        1100 CALLED_OFF 1 bob 0 3          # 1800 s are left there
        1100 DISPATCHED 3 bob 0 16
        1300 ARRIVED    2 ann 0 300
        1400 ARRIVED    3 bob 0 300
        1900 CLEARED    2 ann 0 -
        1900 ATTENDED   2 -   0 1
        1900 DISPATCHED 1 ann 1 0          # not to her report
        2000 CLEARED    3 bob 0 -
        2000 ATTENDED   3 -   0 1          # the report is not his
        2200 ARRIVED    1 ann 1 1600
        4000 CLEARED    1 ann 1 -
        4000 ATTENDED   1 -   2 2
        4000 WRITING_UP 0 ann - 1100
        5100 WRITTEN    0 ann - 4200       # since she cleared at 900
        """,
        about="incident",
    )


def test_where_somebody_has_been_called_off_nothing_becomes_graver_but_graver_things_go_first() -> None:
    world = World({**dispatch(call_off=OFF_SCENES), **UPGRADES})
    world.patrol("ann", (0, 9000))
    world.incident(0, "scheduled", upgrade=2000)
    world.incident(50, "scheduled", upgrade=2000)
    world.incident(400, "emergency", scene=2000)
    world.expect(
        """
        0    GRADED     0 -   2 0
        0    DISPATCHED 0 ann 0 0
        50   GRADED     1 -   2 0
        300  ARRIVED    0 ann 0 300
        400  GRADED     2 -   0 0
        400  CALLED_OFF 0 ann 0 2
        400  DISPATCHED 2 ann 0 16
        700  ARRIVED    2 ann 0 300
        2050 UPGRADED   1 -   1 2000       # incident 0 is not: somebody has come
        2700 CLEARED    2 ann 0 -
        2700 DISPATCHED 1 ann 0 0
        3000 ARRIVED    1 ann 0 2950
        3600 CLEARED    1 ann 0 -
        3600 DISPATCHED 0 ann 1 0
        3900 ARRIVED    0 ann 1 3900
        4400 CLEARED    0 ann 1 -          # 500 s were left
        """,
        about="incident",
        without="ATTENDED",
    )


def test_what_is_prevented_takes_no_visit_and_makes_no_call() -> None:
    world = World({**visits(), **plan()}, days=2)
    world.patrol("ann", (0, 172_800))
    world.call(86_550)
    world.incident(7200, "scheduled", prevention_luck=0.0)
    world.incident(86_500, "scheduled", prevention_luck=0.5)
    world.incident(86_600, "scheduled", prevention_luck=0.95)
    world.incident(grade="scheduled", call=0, prevention_luck=0.89)
    world.expect(
        """
        0     PREVENTING - ann 0    3600
        3600  STOPPED    - ann 0    3600
        7200  GRADED     0 -   2    0       # hours tell after a day
        7200  DISPATCHED 0 ann 0    0       # no slot within twelve hours
        7500  ARRIVED    0 ann 0    300
        8100  CLEARED    0 ann 0    -
        8100  ATTENDED   0 -   2    1
        86500 PREVENTED  1 -   0    -       # 7 x 1 h x (1 - 1/e) is more than an hour a week: the full effect, 0.9
        86550 PREVENTED  3 -   0    -
        86600 GRADED     2 -   2    0
        86600 BOOKED     2 -   3600 90000   # the first slot is free
        90000 DISPATCHED 2 ann 0    0
        90300 ARRIVED    2 ann 0    3700
        90900 CLEARED    2 ann 0    -
        90900 ATTENDED   2 -   2    1
        """,
        about="what happens",
    )


def test_at_the_resolution_desk_what_waits_comes_before_the_break_and_nothing_is_interrupted() -> None:
    world = World(teams={"desk": {"desks": ["resolution"], **rest("15 min", "1 h")}})
    world.officer("dan", "desk", (0, 9000))
    world.incident(0, "resolution", desk_work=1800)
    world.incident(1000, "resolution", desk_work=600)
    world.expect(
        """
        0    GRADED    0 -   3 0
        0    RESOLVING 0 dan 3 1800
        1000 GRADED    1 -   3 0
        1800 RESOLVED  0 dan 3 -
        1800 RESOLVING 1 dan 3 600
        2400 RESOLVED  1 dan 3 -
        2400 RESTING   - dan - 600
        3000 RESTED    - dan 0 600
        """,
        about="what happens",
    )


def test_what_became_graver_while_somebody_was_on_the_way_may_have_help_when_left() -> None:
    world = World({**dispatch(call_off={"emergency": ["priority"]}, borrow_after="0 s"), **UPGRADES})
    world.patrol("ann", (0, 9000))
    world.patrol("bob", (0, 9000), area="south")
    world.incident(0, "scheduled", upgrade=100)
    world.incident(400, "emergency")
    world.expect(
        """
        0    GRADED     0 -   2 0
        0    DISPATCHED 0 ann 0 0
        100  UPGRADED   0 -   1 100        # from now on neighbours may help, if it wants anybody
        300  ARRIVED    0 ann 0 300
        400  GRADED     1 -   0 0
        400  CALLED_OFF 0 ann 0 1
        400  DISPATCHED 1 ann 0 16
        400  DISPATCHED 0 bob 1 1
        700  ARRIVED    1 ann 0 300
        1300 ARRIVED    0 bob 1 1300
        1300 CLEARED    1 ann 0 -
        1800 CLEARED    0 bob 1 -          # the 500 s that ann had left
        """,
        about="incident",
        without="ATTENDED",
    )
