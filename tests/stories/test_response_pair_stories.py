"""Stories of two rules that meet: a break and a relief, a report and a call-off, pressure and protected time.

Travel takes 300 s and the work on scene 600 s where nothing else is said. `DISPATCHED` ends with its reasons, added up:
1 borrowed, 2 called away from a desk, 4 diverted, 16 called off a scene, 32 to relieve, 64 an investigator.
"""

from __future__ import annotations

from typing import Any

from tests.stories.hand import World
from tests.stories.test_dispatch_visit_stories import visits
from tests.stories.test_response_stories import BEGINNING, dispatch

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


def pressure(**do: Any) -> dict[str, Any]:
    """Reactions while anybody waits for an officer; somebody looks every quarter of an hour."""
    watch = {"queue": "incidents"}
    return {
        "rules.pressure": [
            {"name": "long queue", "watch": watch, "above": 0, "release": 0, "every": "15 min", "do": do}
        ],
    }


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


def test_whoever_is_kept_on_goes_on_with_protected_work_and_is_sent_after_it() -> None:
    kept = pressure(keep_on={"teams": ["response"], "time": "30 min"})
    world = World({**kept, **plan(per_turn="75 min")})
    world.patrol("ann", (0, 3600))
    world.incident(1000)
    world.expect(
        """
        0    ON_DUTY    - ann - 3600
        0    PREVENTING - ann 0 4500
        1000 GRADED     0 -   0 0          # nobody is called away from protected work
        1800 PRESSED    - -   0 1
        3600 KEPT_ON    - ann 0 5400
        4500 STOPPED    - ann 0 4500
        4500 DISPATCHED 0 ann 0 0
        4500 EASED      - -   0 0
        4800 ARRIVED    0 ann 0 3800
        5400 CLEARED    0 ann 0 -
        5400 ATTENDED   0 -   0 1
        5400 OFF_DUTY   - ann - 1800       # paid as overtime
        """
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


def test_what_is_stopped_is_served_once_it_is_graver() -> None:
    world = World({**pressure(stop=["scheduled"]), **UPGRADES})
    world.patrol("ann", (0, 9000))
    world.incident(800, scene=2000)
    world.incident(850, "scheduled", upgrade=3000)
    world.expect(
        """
        800  GRADED     0 -   0 0
        800  DISPATCHED 0 ann 0 0
        850  GRADED     1 -   2 0
        900  PRESSED    - -   0 1
        1100 ARRIVED    0 ann 0 300
        3100 CLEARED    0 ann 0 -          # she is free, but nobody is sent to what is scheduled
        3850 UPGRADED   1 -   1 3000
        3850 DISPATCHED 1 ann 0 0
        4150 ARRIVED    1 ann 0 3300
        4500 EASED      - -   0 0
        4750 CLEARED    1 ann 0 -
        """,
        about="what happens",
        without="ATTENDED",
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


def test_an_investigator_sent_under_pressure_writes_the_report_before_the_own_crimes() -> None:
    world = World(pressure(divert_investigators=["cid"]))
    world.detective("dee", (0, 9000))
    world.crime(0, work=[3600])
    world.incident(100, report=600)
    world.expect(
        """
        0    STARTED    0 dee 0 3600
        100  GRADED     0 -   0 0
        900  PRESSED    - -   0 1
        900  PAUSED     0 dee 0 2700
        900  DISPATCHED 0 dee 0 66
        1200 ARRIVED    0 dee 0 1100
        1800 CLEARED    0 dee 0 -
        1800 ATTENDED   0 -   0 1
        1800 WRITING_UP 0 dee - 600
        1800 EASED      - -   0 0
        2400 WRITTEN    0 dee - 600
        2400 STARTED    0 dee 0 2700
        5100 FINISHED   0 dee 0 0
        5100 CLOSED     0 dee 3 0
        """,
        about="what happens",
        without=BEGINNING,
    )


def test_under_pressure_an_investigator_is_called_away_from_a_report() -> None:
    world = World(pressure(divert_investigators=["cid"]))
    world.detective("dee", (0, 9000))
    world.incident(100, report=2400)
    world.incident(2000)
    world.expect(
        """
        100  GRADED     0 -   0 0
        900  PRESSED    - -   0 1
        900  DISPATCHED 0 dee 0 64
        1200 ARRIVED    0 dee 0 1100
        1800 CLEARED    0 dee 0 -
        1800 ATTENDED   0 -   0 1
        1800 WRITING_UP 0 dee - 2400
        1800 EASED      - -   0 0
        2000 GRADED     1 -   0 0
        2700 PRESSED    - -   0 1
        2700 PUT_ASIDE  0 dee - 1500
        2700 DISPATCHED 1 dee 0 66
        3000 ARRIVED    1 dee 0 1000
        3600 CLEARED    1 dee 0 -
        3600 ATTENDED   1 -   0 1
        3600 WRITING_UP 0 dee - 1500
        3600 EASED      - -   0 0
        5100 WRITTEN    0 dee - 3300
        """,
        about="what happens",
    )


def test_under_pressure_an_investigator_is_called_away_from_proactive_work_and_from_a_break() -> None:
    proactive = plan(teams=["cid"], protected=False, per_turn="25 min")
    world = World({**pressure(divert_investigators=["cid"]), **proactive}, teams={"cid": rest("40 min", "2 h")})
    world.detective("dee", (0, 9000))
    world.incident(100)
    world.incident(2500)
    world.expect(
        """
        0    PREVENTING - dee 0 1500
        100  GRADED     0 -   0 0
        900  PRESSED    - -   0 1
        900  STOPPED    - dee 0 900
        900  DISPATCHED 0 dee 0 66
        1200 ARRIVED    0 dee 0 1100
        1800 CLEARED    0 dee 0 -
        1800 ATTENDED   0 -   0 1
        1800 PREVENTING - dee 0 600
        1800 EASED      - -   0 0
        2400 STOPPED    - dee 0 600
        2400 RESTING    - dee - 600
        2500 GRADED     1 -   0 0
        2700 PRESSED    - -   0 1
        2700 RESTED     - dee 1 300       # the rest of it is lost
        2700 DISPATCHED 1 dee 0 66
        3000 ARRIVED    1 dee 0 500
        3600 CLEARED    1 dee 0 -
        3600 ATTENDED   1 -   0 1
        3600 EASED      - -   0 0
        """,
        about="what happens",
    )
