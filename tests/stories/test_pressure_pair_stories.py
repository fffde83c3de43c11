"""Stories of pressure where it meets breaks, reports, proactive work, call-offs and what becomes graver.

Travel takes 300 s and the work on scene 600 s where nothing else is said. `DISPATCHED` ends with its reasons, added up:
2 called away from desk work, 16 called off a scene, 64 an investigator.
"""

from __future__ import annotations

from typing import Any

from tests.stories.hand import World
from tests.stories.test_response_pair_stories import OFF_SCENES, UPGRADES, plan, rest
from tests.stories.test_response_stories import BEGINNING, dispatch


def pressure(**do: Any) -> dict[str, Any]:
    """Reactions while anybody waits for an officer; somebody looks every quarter of an hour."""
    watch = {"queue": "incidents"}
    return {
        "rules.pressure": [
            {"name": "long queue", "watch": watch, "above": 0, "release": 0, "every": "15 min", "do": do}
        ],
    }


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


def test_when_pressure_has_eased_an_investigator_on_scene_finishes_there() -> None:
    world = World({**pressure(divert_investigators=["cid"]), **dispatch(call_off=OFF_SCENES)})
    world.detective("dee", (0, 9000))
    world.incident(100, "scheduled", scene=1400)
    world.incident(1900, "emergency")
    world.expect(
        """
        100  GRADED     0 -   2 0
        900  PRESSED    - -   0 1
        900  DISPATCHED 0 dee 0 64
        1200 ARRIVED    0 dee 0 1100
        1800 EASED      - -   0 0
        1900 GRADED     1 -   0 0          # nobody is called off for it
        2600 CLEARED    0 dee 0 -
        2600 ATTENDED   0 -   2 1
        2700 PRESSED    - -   0 1
        2700 DISPATCHED 1 dee 0 64
        3000 ARRIVED    1 dee 0 1100
        3600 CLEARED    1 dee 0 -
        3600 ATTENDED   1 -   0 1
        3600 EASED      - -   0 0
        """,
        about="what happens",
    )


def test_when_pressure_has_eased_an_investigator_on_the_way_drives_on() -> None:
    world = World({**pressure(divert_investigators=["cid"]), **dispatch(divert_for=["emergency"])})
    world.detective("dee", (0, 9000))
    world.incident(100, "scheduled", travel=1500)
    world.incident(1900, "emergency")
    world.expect(
        """
        100  GRADED     0 -   2 0
        900  PRESSED    - -   0 1
        900  DISPATCHED 0 dee 0 64
        1800 EASED      - -   0 0
        1900 GRADED     1 -   0 0
        2400 ARRIVED    0 dee 0 2300
        2700 PRESSED    - -   0 1
        3000 CLEARED    0 dee 0 -
        3000 ATTENDED   0 -   2 1
        3000 DISPATCHED 1 dee 0 64
        3300 ARRIVED    1 dee 0 1400
        3600 EASED      - -   0 0
        3900 CLEARED    1 dee 0 -
        3900 ATTENDED   1 -   0 1
        """,
        about="what happens",
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
