"""Stories of calls to victims: when one is owed, who makes it, and what comes before it.

Unit 0 are those who investigate.
"""

from __future__ import annotations

from typing import Any

from tests.stories.hand import DAY, EVER, World

HOUR = 3600
BEGINNING = "RECORDED SCREENED ROUTED"
REVIEW = {"first": "1000 days", "then": "1000 days", "takes": "20 min", "on_time_within": "48 h"}


def calling(**facts: Any) -> dict[str, Any]:
    """Victims are owed a call after an hour without news; it takes ten minutes."""
    return {"investigative_model.victim_contact": {"every": "1 h", "takes": "10 min"} | facts}


def test_an_owner_calls_the_victim_when_there_has_been_no_news() -> None:
    world = World(calling(vulnerable_every="30 min"))
    world.detective("deb", (0, 3900), (5000, 12_000))
    world.crime(0, work=[100], waits=[30_000], patience=EVER)
    world.crime(50, work=[7000], patience=EVER, vulnerable=True)
    world.crime(60, work=[8000])  # nobody to be called
    told = [line for line in world.diary("crime") if int(line.split()[0]) >= 1850]
    assert told == [
        "1850 CONTACT_DUE 1 deb 1 -",
        "3700 CONTACT_DUE 0 deb 1 -",  # an hour after the stage was finished at 100
        "3900 PAUSED 1 deb 0 3200",
        "5000 CONTACTING 1 deb 1 600",  # the longest owed first, and before any crime
        "5600 CONTACTED 1 deb 1 3750",
        "5600 CONTACTING 0 deb 1 600",
        "6200 CONTACTED 0 deb 1 2500",
        "6200 STARTED 1 deb 0 3200",
        "7400 CONTACT_DUE 1 deb 2 -",  # half an hour after the call
        "9400 FINISHED 1 deb 0 0",
        "9400 CLOSED 1 deb 3 0",  # and nothing is owed any more
        "9400 STARTED 2 deb 0 8000",
        "9800 CONTACT_DUE 0 deb 2 -",
        "12000 PAUSED 2 deb 0 5400",
        "30100 WAITED 0 deb 4 -",
        "30100 CLOSED 0 deb 3 0",
    ]


def test_a_review_and_a_finished_stage_are_news() -> None:
    """Pair: calls and reviews."""
    world = World(calling() | {"investigative_model.review": REVIEW | {"first": "30 min"}})
    world.detective("deb", (0, DAY))
    world.supervisor("sam", "cid", (0, DAY))
    world.crime(0, work=[6000, 9000], patience=EVER)
    told = [line for line in world.diary("crime") if "CONTACT" in line or "REVIEWED" in line or "FINISHED" in line]
    assert told == [
        "3000 REVIEWED 0 sam 1 1200",
        "6000 FINISHED 0 deb 0 0",
        "9600 CONTACT_DUE 0 deb 1 -",
        "15000 FINISHED 0 deb 1 0",  # the work in hand is finished first; then there is nobody to call
    ]


def test_custody_comes_before_calls_and_calls_before_other_crimes() -> None:
    """Pair: calls and the custody clock."""
    world = World(calling() | {"demand.custody.clock": "24 h"})
    world.patrol("pat", (0, 2 * HOUR))
    world.detective("deb", (0, 1000), (5000, 20_000))
    world.crime(0, work=[3000], patience=EVER)
    incident = world.incident(100, travel=100, scene=200, arrest=True, custody=50)
    world.crime(incident=incident, work=[500, 700], patience=EVER, release_luck=0.9)
    told = [line for line in world.diary("crime") if int(line.split()[0]) >= 1000]
    assert told[:10] == [
        "1000 PAUSED 0 deb 0 2000",
        "3600 CONTACT_DUE 0 deb 1 -",
        "4000 CONTACT_DUE 1 deb 1 -",
        "5000 STARTED 1 deb 0 500",  # the suspect, though both victims are owed a call
        "5500 FINISHED 1 deb 0 0",
        "5500 RELEASED 1 deb 0 0",
        "5500 CONTACTING 0 deb 1 600",
        "6100 CONTACTED 0 deb 1 2500",
        "6100 CONTACTING 1 deb 1 600",
        "6700 CONTACTED 1 deb 1 2700",
    ]


def test_a_call_that_is_owed_passes_to_the_next_owner() -> None:
    """Pair: calls and transfers. It falls due on the way, when nobody has the crime."""
    transfer = {"clauses": [{"name": "on", "from_teams": ["cid"], "to": "bureau"}], "delay": "2 h"}
    world = World(calling() | {"investigative_model.transfer": transfer})
    world.detective("deb", (0, DAY))
    world.officer("bea", "bureau", (0, 8500), (10_000, DAY))
    world.crime(0, work=[500, 1000], patience=EVER)
    told = [line for line in world.diary("crime") if int(line.split()[0]) >= 4100]
    assert told == [
        "4100 CONTACT_DUE 0 - 1 -",
        "7700 TRANSFERRED 0 deb 0 1",
        "7700 ROUTED 0 - - 1",
        "7700 ALLOCATED 0 bea 16 -",  # news, but the call is still owed
        "7700 CONTACTING 0 bea 1 600",
        "8300 CONTACTED 0 bea 1 4200",
        "8300 STARTED 0 bea 1 1000",
        "8500 PAUSED 0 bea 1 800",
        "10000 STARTED 0 bea 1 800",
        "10800 FINISHED 0 bea 1 0",
        "10800 CLOSED 0 bea 3 0",
    ]


def test_a_call_is_not_begun_too_late_in_the_turn_and_not_broken_off() -> None:
    """Pairs: calls with the end of the turn, and with an emergency and a break that fall due during one."""
    route = {"investigative_model.routes": [{"name": "all", "to": "response"}]}
    rest = {"teams": {"response": {"rest": {"time": "5 min", "after": "72 min", "before": "3 h"}}}}
    world = World(calling() | route | {"rules.dispatch.interrupt_for": ["emergency"]}, **rest)
    world.patrol("pat", (0, 4100), (6000, 14_000))
    world.crime(0, area="north", work=[100], waits=[30_000], patience=EVER)
    world.crime(0, area="north", work=[3700, 500], waits=[300_000], patience=EVER)
    world.incident(6200, travel=100, scene=50)
    told = [line for line in world.diary("pat") if int(line.split()[0]) > 100]
    assert told[:17] == [
        "3600 CONTACT_DUE 1 pat 1 -",
        "3700 CONTACT_DUE 0 pat 1 -",
        "3800 FINISHED 1 pat 0 300000",  # 300 s are left, not ten minutes
        "4100 OFF_DUTY - pat - 0",
        "6000 ON_DUTY - pat - 14000",
        "6000 CONTACTING 1 pat 1 600",
        "6600 CONTACTED 1 pat 1 3000",  # the emergency of 6200 has to wait
        "6600 DISPATCHED 0 pat 0 0",
        "6700 ARRIVED 0 pat 0 500",
        "6750 CLEARED 0 pat 0 -",
        "6750 CONTACTING 0 pat 1 600",
        "7350 CONTACTED 0 pat 1 3650",
        "10200 CONTACT_DUE 1 pat 2 -",
        "10200 CONTACTING 1 pat 2 600",
        "10800 CONTACTED 1 pat 2 600",  # the break has been due since 10320
        "10800 RESTING - pat - 300",
        "10950 CONTACT_DUE 0 pat 2 -",
    ]


def test_the_duty_begins_with_the_first_owner_and_ends_with_the_crime() -> None:
    """Pair: calls and the queue, and withdrawal during a call."""
    world = World(calling(takes="30 min"), caps={"cid": 1})
    world.detective("deb", (0, DAY))
    world.crime(0, work=[100], waits=[50_000], patience=3600 + 900)
    world.crime(10, work=[100], waits=[50_000], patience=EVER)
    told = [line for line in world.diary("crime") if line.split()[1] not in BEGINNING.split()]
    assert told[:11] == [
        "0 ALLOCATED 0 deb 16 -",
        "0 STARTED 0 deb 0 100",
        "100 FINISHED 0 deb 0 50000",
        "3700 CONTACT_DUE 0 deb 1 -",
        "3700 CONTACTING 0 deb 1 1800",
        "4600 CLOSED 0 deb 4 0",  # too late for this victim
        "4600 ALLOCATED 1 deb 16 -",
        "5500 CONTACTED 0 deb 1 1800",  # what was begun is ended
        "5500 STARTED 1 deb 0 100",
        "5600 FINISHED 1 deb 0 50000",
        "9200 CONTACT_DUE 1 deb 1 -",  # an hour after that, not after the report
    ]
