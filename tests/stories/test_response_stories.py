"""Stories of response: who is sent, who is interrupted, who joins later, who stands down, and what an arrest leads to.

Grade 0 is an emergency, 1 priority, 2 scheduled, 3 resolution without deployment. Travel takes 300 s and the work on
scene 600 s where nothing else is said.
"""

from __future__ import annotations

from typing import Any

from demandsim.eventlog.moments import Moment
from tests.stories.hand import World

HOUR = 3600
TO_RESPONSE = {"investigative_model.routes": [{"name": "all", "to": "response"}]}
BEGINNING = "RECORDED SCREENED ROUTED ALLOCATED"
"""Moments that some stories pass over."""
KEEP = {
    "investigative_model.routes": [{"name": "keep", "to": "attending_officer", "otherwise_to": "cid"}],
}


def dispatch(**facts: Any) -> dict[str, Any]:
    """The dispatch rule with the facts given."""
    return {"rules.dispatch": {"kind": "nearest", **facts}}


def test_the_idle_go_before_those_at_a_desk_and_desk_work_is_resumed() -> None:
    world = World(TO_RESPONSE)
    world.patrol("ann", (0, 9000))
    world.patrol("bob", (0, 9000))
    world.crime(0, work=[2000])
    world.incident(100)
    world.incident(200)
    world.incident(250)
    world.expect("""
        0    ON_DUTY    -  ann  -  9000
        0    ON_DUTY    -  bob  -  9000
        0    RECORDED   0  -    0  -
        0    SCREENED   0  -    0  0
        0    ROUTED     0  -    0  0
        0    ALLOCATED  0  ann  256 -      # nobody holds a crime yet: the lowest id
        0    STARTED    0  ann  0  2000
        100  GRADED     0  -    0  0
        100  DISPATCHED 0  bob  0  0       # bob does nothing
        200  GRADED     1  -    0  0
        200  PAUSED     0  ann  0  1800    # an emergency interrupts, 1800 s are left
        200  DISPATCHED 1  ann  0  2       # 2: called away from the desk
        250  GRADED     2  -    0  0       # nobody may be sent
        400  ARRIVED    0  bob  0  300
        500  ARRIVED    1  ann  0  300
        1000 CLEARED    0  bob  0  -
        1000 ATTENDED   0  -    0  1
        1000 DISPATCHED 2  bob  0  0
        1100 CLEARED    1  ann  0  -
        1100 ATTENDED   1  -    0  1
        1100 STARTED    0  ann  0  1800    # resumed where it stopped
        1300 ARRIVED    2  bob  0  1050
        1900 CLEARED    2  bob  0  -
        1900 ATTENDED   2  -    0  1
        2900 FINISHED   0  ann  0  0
        2900 CLOSED     0  ann  3  0
        9000 OFF_DUTY   -  ann  -  0
        9000 OFF_DUTY   -  bob  -  0
    """)


def test_the_longest_ready_goes_and_ties_go_to_the_lowest_id() -> None:
    world = World()
    world.patrol("ann", (0, HOUR))
    world.patrol("bob", (0, HOUR))
    world.patrol("cat", (10, HOUR))
    for at in (20, 30, 40):
        world.incident(at, travel=10, scene=50)
    world.incident(120, travel=10, scene=50)
    world.expect(
        """
        20   GRADED     0  -    0  0
        20   DISPATCHED 0  ann  0  0       # ann and bob came on together
        30   ARRIVED    0  ann  0  10
        30   GRADED     1  -    0  0
        30   DISPATCHED 1  bob  0  0
        40   ARRIVED    1  bob  0  10
        40   GRADED     2  -    0  0
        40   DISPATCHED 2  cat  0  0
        50   ARRIVED    2  cat  0  10
        80   CLEARED    0  ann  0  -
        80   ATTENDED   0  -    0  1
        90   CLEARED    1  bob  0  -
        90   ATTENDED   1  -    0  1
        100  CLEARED    2  cat  0  -
        100  ATTENDED   2  -    0  1
        120  GRADED     3  -    0  0
        120  DISPATCHED 3  ann  0  0       # ready since 80
        130  ARRIVED    3  ann  0  10
        180  CLEARED    3  ann  0  -
        180  ATTENDED   3  -    0  1
        """,
        about="incident",
    )


def test_a_grade_that_does_not_interrupt_waits_for_the_end_of_desk_work() -> None:
    world = World({**TO_RESPONSE, **dispatch(interrupt_for=["emergency"])})
    world.patrol("ann", (0, 9000))
    world.crime(0, work=[1000])
    world.crime(0, work=[500])
    world.incident(100, "priority")
    world.expect(
        """
        0    STARTED    0  ann  0  1000
        100  GRADED     0  -    1  0
        1000 FINISHED   0  ann  0  0
        1000 CLOSED     0  ann  3  0
        1000 DISPATCHED 0  ann  0  0       # the incident goes before the next crime
        1300 ARRIVED    0  ann  0  1200
        1900 CLEARED    0  ann  0  -
        1900 ATTENDED   0  -    1  1
        1900 STARTED    1  ann  0  500
        2400 FINISHED   1  ann  0  0
        2400 CLOSED     1  ann  3  0
        """,
        about="work",
        without=BEGINNING,
    )


def test_a_grade_that_interrupts_does() -> None:
    world = World({**TO_RESPONSE, **dispatch(interrupt_for=["emergency", "priority"])})
    world.patrol("ann", (0, 9000))
    world.crime(0, work=[1000])
    world.incident(100, "priority")
    world.expect(
        """
        0    STARTED    0  ann  0  1000
        100  GRADED     0  -    1  0
        100  PAUSED     0  ann  0  900
        100  DISPATCHED 0  ann  0  2
        400  ARRIVED    0  ann  0  300
        1000 CLEARED    0  ann  0  -
        1000 ATTENDED   0  -    1  1
        1000 STARTED    0  ann  0  900
        1900 FINISHED   0  ann  0  0
        1900 CLOSED     0  ann  3  0
        """,
        about="work",
        without=BEGINNING,
    )


def test_officers_are_held_back_from_the_scheduled() -> None:
    world = World(dispatch(hold_back={"scheduled": 1}))
    world.patrol("ann", (0, HOUR))
    world.patrol("bob", (0, HOUR))
    world.incident(0, "scheduled", travel=10, scene=50)
    world.incident(10, "scheduled", travel=10, scene=50)
    world.incident(20, "emergency", travel=10, scene=200)
    world.expect(
        """
        0    GRADED     0  -    2  0
        0    DISPATCHED 0  ann  0  0
        10   ARRIVED    0  ann  0  10
        10   GRADED     1  -    2  0       # one is free and one is held back
        20   GRADED     2  -    0  0
        20   DISPATCHED 2  bob  0  0       # not from an emergency
        30   ARRIVED    2  bob  0  10
        60   CLEARED    0  ann  0  -
        60   ATTENDED   0  -    2  1       # ann alone is free now
        230  CLEARED    2  bob  0  -
        230  ATTENDED   2  -    0  1
        230  DISPATCHED 1  ann  0  0       # ready since 60
        240  ARRIVED    1  ann  0  230
        290  CLEARED    1  ann  0  -
        290  ATTENDED   1  -    2  1
        """,
        about="incident",
    )


def test_a_neighbour_is_borrowed_after_the_wait_and_travels_longer() -> None:
    world = World(dispatch(borrow_after="10 min", borrow_for=["emergency"]))
    world.patrol("sue", (0, 9000), area="south")
    world.incident(100, "emergency", area="north")
    world.incident(100, "priority", area="north")
    world.expect(
        """
        100  GRADED     0  -    0  0
        100  GRADED     1  -    1  0
        700  DISPATCHED 0  sue  0  1       # ten minutes later, from over the border
        1600 ARRIVED    0  sue  0  1500    # 300 s and ten minutes more
        2200 CLEARED    0  sue  0  -
        2200 ATTENDED   0  -    0  1       # nobody is borrowed for a priority incident
        """,
        about="incident",
    )


def test_an_officer_of_the_area_who_becomes_free_first_is_sent_before_the_wait_is_over() -> None:
    world = World(dispatch(borrow_after="10 min"))
    world.patrol("sue", (0, 9000), area="south")
    world.patrol("ann", (699, 9000))
    world.patrol("tom", (0, 9000), area="south")
    world.incident(100, officers=2, scene=2000)
    world.expect(
        """
        100  GRADED     0  -    0  0
        699  DISPATCHED 0  ann  0  0
        700  DISPATCHED 0  sue  1  1       # a second one is still wanted, and nobody has arrived
        999  ARRIVED    0  ann  0  899
        1600 ARRIVED    0  sue  1  1500
        2999 CLEARED    0  ann  0  -
        3600 CLEARED    0  sue  1  -
        3600 ATTENDED   0  -    0  2
        """,
        about="incident",
    )


def test_a_second_officer_joins_late() -> None:
    world = World()
    world.patrol("ann", (0, 9000))
    world.patrol("bob", (500, 9000))
    world.incident(0, officers=2, travel=[100, 100], scene=600)
    world.expect(
        """
        0    GRADED     0  -    0  0
        0    DISPATCHED 0  ann  0  0
        100  ARRIVED    0  ann  0  100
        500  DISPATCHED 0  bob  1  0       # ann is still there
        600  ARRIVED    0  bob  1  600
        700  CLEARED    0  ann  0  -
        1200 CLEARED    0  bob  1  -
        1200 ATTENDED   0  -    0  2
        """,
        about="incident",
    )


def test_nobody_joins_when_the_first_has_finished() -> None:
    world = World()
    world.patrol("ann", (0, 9000))
    world.patrol("bob", (700, 9000))
    world.incident(0, officers=3, travel=[100, 100], scene=600)
    world.expect(
        """
        0    GRADED     0  -    0  0
        0    DISPATCHED 0  ann  0  0
        100  ARRIVED    0  ann  0  100
        700  CLEARED    0  ann  0  -
        700  ATTENDED   0  -    0  1
        """,
        about="incident",
    )


def test_who_arrives_when_all_is_done_stands_down() -> None:
    world = World()
    world.patrol("ann", (0, 9000))
    world.patrol("bob", (0, 9000))
    world.incident(0, officers=2, travel=[100, 800], scene=600)
    world.expect(
        """
        0    GRADED     0  -    0  0
        0    DISPATCHED 0  ann  0  0
        0    DISPATCHED 0  bob  1  0
        100  ARRIVED    0  ann  0  100
        700  CLEARED    0  ann  0  -
        800  ARRIVED    0  bob  1  800
        800  CLEARED    0  bob  1  -
        800  ATTENDED   0  -    0  2
        """,
        about="incident",
    )


def test_an_arrest_leads_to_custody_and_the_officer_keeps_the_crime() -> None:
    world = World(KEEP)
    world.patrol("ann", (0, 9000))
    world.patrol("bob", (0, 9000))
    incident = world.incident(0, officers=2, travel=[100, 150], scene=600, arrest=True, custody=1000)
    world.crime(incident=incident, work=[300])
    world.expect(
        """
        0    GRADED     0  -    0  0
        0    DISPATCHED 0  ann  0  0
        0    DISPATCHED 0  bob  1  0
        100  ARRIVED    0  ann  0  100
        150  ARRIVED    0  bob  1  150
        700  RECORDED   0  ann  2  0       # by the lead, at incident 0
        700  SCREENED   0  -    0  0
        700  ROUTED     0  -    0  0
        700  ALLOCATED  0  ann  4  -
        700  ARRESTED   0  ann  0  1000    # one officer is needed in custody
        750  CLEARED    0  bob  1  -
        1700 CLEARED    0  ann  0  -
        1700 ATTENDED   0  -    0  2
        1700 STARTED    0  ann  0  300
        2000 FINISHED   0  ann  0  0
        2000 CLOSED     0  ann  3  0
        """,
        about="work",
    )


def test_the_prisoner_goes_with_whoever_has_finished_even_when_the_first_sent_arrives_last() -> None:
    world = World(KEEP)
    world.patrol("ann", (0, 9000))
    world.patrol("bob", (0, 9000))
    incident = world.incident(0, officers=2, travel=[900, 100], scene=600, arrest=True, custody=1000)
    world.crime(incident=incident, work=[300])
    world.expect(
        """
        0    GRADED     0  -    0  0
        0    DISPATCHED 0  ann  0  0
        0    DISPATCHED 0  bob  1  0
        100  ARRIVED    0  bob  1  100
        700  RECORDED   0  bob  2  0       # the one who was there
        700  SCREENED   0  -    0  0
        700  ROUTED     0  -    0  0
        700  ALLOCATED  0  bob  4  -
        700  ARRESTED   0  bob  1  1000
        900  ARRIVED    0  ann  0  900
        900  CLEARED    0  ann  0  -
        1700 CLEARED    0  bob  1  -
        1700 ATTENDED   0  -    0  2
        1700 STARTED    0  bob  0  300
        2000 FINISHED   0  bob  0  0
        2000 CLOSED     0  bob  3  0
        """,
        about="work",
    )


def test_the_shift_ends_at_the_scene_and_in_custody() -> None:
    world = World()
    world.patrol("ann", (0, 500))
    world.incident(0, travel=100, scene=600, arrest=True, custody=1000)
    world.expect("""
        0    ON_DUTY    -  ann  -  500
        0    GRADED     0  -    0  0
        0    DISPATCHED 0  ann  0  0
        100  ARRIVED    0  ann  0  100
        700  ARRESTED   0  ann  0  1000
        1700 CLEARED    0  ann  0  -
        1700 ATTENDED   0  -    0  1
        1700 OFF_DUTY   -  ann  -  1200    # overtime
    """)


def test_interruption_meets_the_end_of_a_shift() -> None:
    """Pair: pre-emption and shift end. Who leaves in this second is not sent any more."""
    world = World(TO_RESPONSE)
    world.patrol("ann", (0, 500), (2000, 5000))
    world.crime(0, work=[1000])
    world.incident(400, travel=50, scene=100)
    world.incident(500, travel=50, scene=100)
    world.expect("""
        0    ON_DUTY    -  ann  -  500
        0    RECORDED   0  -    0  -
        0    SCREENED   0  -    0  0
        0    ROUTED     0  -    0  0
        0    ALLOCATED  0  ann  16 -
        0    STARTED    0  ann  0  1000
        400  GRADED     0  -    0  0
        400  PAUSED     0  ann  0  600     # sent with 100 s of the turn left
        400  DISPATCHED 0  ann  0  2
        450  ARRIVED    0  ann  0  50
        500  GRADED     1  -    0  0
        550  CLEARED    0  ann  0  -
        550  ATTENDED   0  -    0  1
        550  OFF_DUTY   -  ann  -  50      # neither the second incident nor the crime is taken up now
        2000 ON_DUTY    -  ann  -  5000
        2000 DISPATCHED 1  ann  0  0
        2050 ARRIVED    1  ann  0  1550
        2150 CLEARED    1  ann  0  -
        2150 ATTENDED   1  -    0  1
        2150 STARTED    0  ann  0  600
        2750 FINISHED   0  ann  0  0
        2750 CLOSED     0  ann  3  0
        5000 OFF_DUTY   -  ann  -  0
    """)


def test_an_incident_in_the_second_in_which_the_shift_ends_finds_nobody_at_the_desk() -> None:
    """Pair: pre-emption and shift end, in one second."""
    world = World(TO_RESPONSE)
    world.patrol("ann", (0, 500))
    world.crime(0, work=[1000])
    world.incident(500)
    world.expect(
        """
        0    ON_DUTY    -  ann  -  500
        0    ALLOCATED  0  ann  16 -
        0    STARTED    0  ann  0  1000
        500  PAUSED     0  ann  0  500
        500  OFF_DUTY   -  ann  -  0
        """,
        about="ann",
    )


def test_an_officer_whose_crime_is_withdrawn_goes_to_a_waiting_incident() -> None:
    """Desk work that ends early frees the officer for an incident that may not interrupt it."""
    world = World({**TO_RESPONSE, **dispatch(interrupt_for=["emergency"])})
    world.patrol("ann", (0, 9000))
    world.crime(0, work=[5000], patience=1000)
    world.crime(0, work=[500])
    world.incident(100, "scheduled")
    world.expect(
        """
        0    STARTED    0  ann  0  5000
        100  GRADED     0  -    2  0
        1000 PAUSED     0  ann  0  4000
        1000 CLOSED     0  ann  4  0
        1000 DISPATCHED 0  ann  0  0
        1300 ARRIVED    0  ann  0  1200
        1900 CLEARED    0  ann  0  -
        1900 ATTENDED   0  -    2  1
        1900 STARTED    1  ann  0  500
        2400 FINISHED   1  ann  0  0
        2400 CLOSED     1  ann  3  0
        """,
        about="work",
        without=BEGINNING,
    )


def test_force_wide_officers_go_anywhere_at_no_extra_travel() -> None:
    world = World()
    world.patrol("fay", (0, 9000), area="force")
    world.incident(0, area="south", travel=100, scene=50)
    world.expect(
        """
        0    GRADED     0  -    0  0
        0    DISPATCHED 0  fay  0  0
        100  ARRIVED    0  fay  0  100
        150  CLEARED    0  fay  0  -
        150  ATTENDED   0  -    0  1
        """,
        about="incident",
    )


def test_a_desk_resolves_what_its_luck_allows() -> None:
    rule = {
        "kind": "desk_first",
        "grades": ["scheduled"],
        "incidents": ["violence"],
        "share": "50 %",
    }
    world = World({"rules.grade": rule})
    world.patrol("ann", (0, 9000))
    resolved = world.incident(0, "scheduled", desk_luck=0.49)
    world.incident(0, "scheduled", desk_luck=0.5)
    world.incident(0, "priority", desk_luck=0.0)
    world.incident(0, "scheduled", needs=False)
    world.crime(incident=resolved)
    world.detective("joe")
    world.expect(
        """
        0    GRADED     0  -    3  1       # by the desk
        0    RESOLVED   0  -    3  -
        0    RECORDED   0  -    2  0       # nobody attended
        0    SCREENED   0  -    0  0
        0    ROUTED     0  -    0  1
        0    ALLOCATED  0  joe  16 -
        0    GRADED     1  -    2  0
        0    DISPATCHED 1  ann  0  0       # all that follows from one moment comes before the next
        0    GRADED     2  -    1  0
        0    GRADED     3  -    2  0
        0    RESOLVED   3  -    2  -       # needs nobody
        300  ARRIVED    1  ann  0  300
        900  CLEARED    1  ann  0  -
        900  ATTENDED   1  -    2  1
        900  DISPATCHED 2  ann  0  0
        1200 ARRIVED    2  ann  0  1200
        1800 CLEARED    2  ann  0  -
        1800 ATTENDED   2  -    1  1
        """,
        about="work",
    )


def test_a_caller_to_whom_nobody_comes_rings_again() -> None:
    world = World(
        {
            "demand.repeat.times": 2,
            "demand.repeat.after": {"emergency": "15 min", "priority": "20 min"},
        }
    )
    world.handler("ann", (0, 9000))
    world.patrol("bob", (1000, 9000))
    world.incident(call=world.call(0, "999", talk=100), travel=800, scene=10)
    world.expect(
        """
        0    RECEIVED   0  -    0  1
        0    ANSWERED   0  ann  0  0
        100  HUNG_UP    0  ann  1  100
        100  GRADED     0  -    0  0
        100  FREED      0  ann  -  0
        1000 DISPATCHED 0  bob  0  0
        1000 RECEIVED   1  -    1  1       # 900 s after grading; nobody is there yet
        1000 ANSWERED   1  ann  1  0
        1060 HUNG_UP    1  ann  0  60
        1060 FREED      1  ann  -  0
        1800 ARRIVED    0  bob  0  1700    # nobody asks a second time
        1810 CLEARED    0  bob  0  -
        1810 ATTENDED   0  -    0  1
        """,
        about="work",
    )


def test_reference_case_d11_three_units_on_a_line() -> None:
    """D11 (hand-checkable replay): units at 0, 10 and 20 km, 1 km a minute, nearest free unit, grade order.

    Every place is an area; all units are borrowed at once, and the way is what the border adds.
    """
    calls = [(0, 6, 20, 3), (2, 14, 10, 2), (3, 9, 15, 2), (5, 1, 10, 1), (8, 18, 12, 1), (30, 10, 5, 3)]
    bases = {"base 0": 0, "base 10": 10, "base 20": 20}
    places = {f"place {number}": at for number, (_, at, _, _) in enumerate(calls)}
    areas = {base: {"share": 0.1} for base in bases} | {
        place: {"share": 0.1, "borders": {base: f"{abs(at - where)} min" for base, where in bases.items()}}
        for place, at in places.items()
    }
    grades = ("emergency", "priority", "scheduled")
    world = World({"places.areas": areas, **dispatch(borrow_after="0 s", borrow_for=list(grades))})
    for base in bases:
        world.patrol(base, (0, HOUR * 3), area=base)
    for number, (at, _, scene, grade) in enumerate(calls):
        world.incident(at * 60, grades[grade - 1], area=f"place {number}", travel=0, scene=scene * 60)
    log = world.play()
    arrived = log.moment == Moment.ARRIVED
    units = dict(zip(log.subject[arrived].tolist(), log.officer[arrived].tolist(), strict=True))
    minutes = dict(zip(log.subject[arrived].tolist(), (log.at[arrived] / 60).tolist(), strict=True))
    assert units == {0: 1, 1: 2, 2: 0, 3: 2, 4: 1, 5: 0}
    assert minutes == {0: 4, 1: 8, 2: 12, 3: 37, 4: 32, 5: 40}


def test_help_over_a_border_that_costs_no_time_is_still_borrowed() -> None:
    areas = {"north": {"share": 0.5, "borders": {"south": "0 s"}}, "south": {"share": 0.5}}
    world = World({"places.areas": areas, **dispatch(borrow_after="1 min")})
    world.patrol("sue", (0, HOUR), area="south")
    world.incident(0, area="north")
    assert "60 DISPATCHED 0 sue 0 1" in world.diary("incident")


def test_an_incident_that_wants_nobody_any_more_lets_the_next_one_go() -> None:
    world = World(dispatch(hold_back={"priority": 1}))
    world.patrol("ann", (0, 9000))
    world.patrol("bob", (0, 9000))
    world.incident(0, "priority", officers=2, arrest=True)
    world.incident(10, "scheduled")
    world.expect(
        """
        0    GRADED     0  -    1  0
        0    DISPATCHED 0  ann  0  0
        10   GRADED     1  -    2  0       # bob is held back from the graver one, which comes first
        300  ARRIVED    0  ann  0  300
        900  ARRESTED   0  ann  0  3600    # ann needs no help now
        900  DISPATCHED 1  bob  0  0
        1200 ARRIVED    1  bob  0  1190
        1800 CLEARED    1  bob  0  -
        1800 ATTENDED   1  -    2  1
        4500 CLEARED    0  ann  0  -
        4500 ATTENDED   0  -    1  1
        """,
        about="incident",
    )
