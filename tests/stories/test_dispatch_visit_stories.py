"""Stories of visits by slot, and of travel by the hour.

Travel takes 300 s and the work on scene 600 s where nothing else is said; the mean journey is 5,000 s for every grade,
and ten minutes more over a border. `DISPATCHED` ends with its reasons, added up: 1 borrowed, 2 called away from a desk,
4 diverted, 8 of a reserve team.
"""

from __future__ import annotations

from typing import Any

from tests.stories.hand import World
from tests.stories.test_response_stories import dispatch

DAY_LONG = (0, 86_400)


def visits(north: int = 1, **facts: Any) -> dict[str, Any]:
    """Slots of an hour from 01:00 to 03:00, at half an hour's notice and no more than twelve hours ahead."""
    appointments = {
        "opens": "01:00",
        "closes": "03:00",
        "slot": "1 h",
        "notice": "30 min",
        "visits": {"north": north},
        "ahead": "12 h",
    }
    return dispatch(appointments=appointments, **facts)


def test_a_slot_is_over_before_nobody_is_needed_any_more() -> None:
    world = World(visits())
    world.patrol("ann", (20_000, 30_000))
    world.incident(0, "scheduled", lapse=7200)
    world.expect(
        """
        0    GRADED 0 - 2    0
        0    BOOKED 0 - 3600 3600
        7200 MISSED 0 - -    -
        7200 LAPSED 0 - 2    7200
        """,
        about="incident",
    )


def test_appointments_are_kept_missed_or_not_to_be_had() -> None:
    world = World(visits())
    world.patrol("ann", (0, 7000))
    world.patrol("bob", (11_000, 20_000))
    for at in (0, 10, 20):
        world.incident(at, "scheduled")
    world.expect(
        """
        0     GRADED     0  -    2    0
        0     BOOKED     0  -    3600 3600   # an hour from 01:00
        10    GRADED     1  -    2    0
        10    BOOKED     1  -    3600 7200   # the first slot is taken
        20    GRADED     2  -    2    0      # no slot within twelve hours: it waits like others
        20    DISPATCHED 2  ann  0    0
        320   ARRIVED    2  ann  0    300
        920   CLEARED    2  ann  0    -
        920   ATTENDED   2  -    2    1
        3600  DISPATCHED 0  ann  0    0
        3900  ARRIVED    0  ann  0    3900
        4500  CLEARED    0  ann  0    -
        4500  ATTENDED   0  -    2    1
        10800 MISSED     1  -    -    -
        11000 DISPATCHED 1  bob  0    0
        11300 ARRIVED    1  bob  0    11290
        11900 CLEARED    1  bob  0    -
        11900 ATTENDED   1  -    2    1
        """,
        about="incident",
    )


def test_a_slot_takes_as_many_visits_as_it_has_room_for_and_none_at_too_short_notice() -> None:
    world = World(visits(2))
    for at in (0, 1800, 1801, 1802, 5400, 5401):
        world.incident(at, "scheduled")
    world.incident(6000, "scheduled", area="south")
    booked = [line for line in world.diary("incident") if "BOOKED" in line]
    assert booked == [
        "0 BOOKED 0 - 3600 3600",
        "1800 BOOKED 1 - 3600 3600",  # just in time
        "1801 BOOKED 2 - 3600 7200",
        "1802 BOOKED 3 - 3600 7200",  # and now both are full; the south has none
    ]


def test_who_arrives_in_the_second_in_which_the_slot_ends_keeps_the_appointment() -> None:
    for late in (0, 1):
        world = World(visits())
        world.patrol("ann", DAY_LONG)
        world.incident(0, "scheduled", travel=3600 + late)
        assert ("7200 MISSED 0 - - -" in world.diary("incident")) is bool(late)


def test_after_a_missed_appointment_the_caller_rings_again() -> None:
    """Pair: appointments and repeated calls, which are counted from the end of the slot."""
    world = World({**visits(), "demand.repeat.times": 1, "demand.repeat.after": {"scheduled": "10 min"}})
    world.handler("hal", DAY_LONG)
    world.incident(call=world.call(0, talk=60), grade="scheduled")
    told = world.diary("contact")
    assert [line for line in told if "RECEIVED" in line] == ["0 RECEIVED 0 - 1 1", "7800 RECEIVED 1 - 1 1"]


def test_what_is_visited_by_appointment_has_waited_since_it_was_graded() -> None:
    """Pairs: appointments with borrowing and with escalation; both are due when the slot begins."""
    rule = visits(borrow_after="10 min", borrow_for=["scheduled"], escalate={"scheduled": "10 min"})
    world = World(rule)
    world.patrol("sue", DAY_LONG, area="south")
    world.incident(0, "scheduled")
    world.expect(
        """
        0    GRADED     0  -    2    0
        0    BOOKED     0  -    3600 3600
        3600 DISPATCHED 0  sue  0    1
        4500 ARRIVED    0  sue  0    4500
        5100 CLEARED    0  sue  0    -
        5100 ATTENDED   0  -    2    1
        """,
        about="incident",
    )
    alone = World(rule)
    alone.incident(0, "scheduled")
    assert "3600 ESCALATED 0 - 2 3600" in alone.diary("incident")


def test_an_appointment_lapses_before_its_slot_and_is_not_missed() -> None:
    """Pair: appointments and incidents that lapse."""
    world = World(visits())
    world.patrol("ann", DAY_LONG)
    world.incident(0, "scheduled", lapse=3599)
    world.expect(
        """
        0    GRADED     0  -    2    0
        0    BOOKED     0  -    3600 3600
        3599 LAPSED     0  -    2    3599
        """,
        about="incident",
    )


def test_travel_depends_on_the_hour_in_which_somebody_is_sent() -> None:
    world = World({"places.travel_hours": [1.0, 2.0, 0.5] + [1.0] * 21})
    world.patrol("ann", DAY_LONG)
    world.patrol("bob", DAY_LONG)
    for at in (3599, 3600, 7200):
        world.incident(at, scene=10)
    arrived = [line for line in world.diary("incident") if "ARRIVED" in line]
    assert arrived == ["3899 ARRIVED 0 ann 0 300", "4200 ARRIVED 1 bob 0 600", "7350 ARRIVED 2 ann 0 150"]


def test_travel_over_a_border_slows_down_with_the_hour_too() -> None:
    """Pair: travel by the hour and borrowing."""
    world = World({"places.travel_hours": [2.0] * 24, **dispatch(borrow_after="0 s")})
    world.patrol("sue", DAY_LONG, area="south")
    world.incident(0)
    assert "1800 ARRIVED 0 sue 0 1800" in world.diary("incident")


def test_the_hour_is_the_local_one_when_the_clocks_change() -> None:
    """At 01:00 on 30 March 2025 it is 02:00 at once: the slow hour from 01:00 does not happen."""
    world = World({"start": "2025-03-30", "places.travel_hours": [1.0, 3.0, 2.0] + [1.0] * 21})
    world.patrol("ann", DAY_LONG)
    world.incident(3600)
    assert "4200 ARRIVED 0 ann 0 600" in world.diary("incident")
