"""Stories of victims and outcomes: silence, news, withdrawal, the backlog, what an investigation comes to.

Outcome 0 is charged, 1 out of court, 2 evidential, 3 no suspect, 4 victim withdrew, 5 filed. An assault, which needs
pip1, is charged in 12 % of cases, settled out of court in 5 %, evidential in 50 %.
"""

from __future__ import annotations

from tests.stories.hand import DAY, World

BEGINNING = "RECORDED SCREENED ROUTED"
"""Moments that some stories pass over."""


def test_an_owner_below_the_level_takes_longer_and_gets_less_far() -> None:
    world = World(
        {
            "investigative_model.allocate": {"kind": "least_caseload"},
            "mechanics.below_level": {"work": 0.25, "charge": 0.3, "wait": 0.1},
        }
    )
    world.detective("deb", (0, DAY))
    world.detective("eli", (0, DAY), skills=["pip1"])
    for prospect in (0.1, 0.1, 0.13, 0.13):
        world.crime(0, "assault", work=[1000, 400], waits=[1000], prospect=prospect)
    world.expect(
        """
        0     ALLOCATED   0  deb  257 -
        0     STARTED     0  deb  0  1250    # a quarter more work
        1250  FINISHED    0  deb  0  1100    # a tenth more wait
        2350  WAITED      0  deb  1  -
        2500  STARTED     0  deb  1  500
        3000  FINISHED    0  deb  1  0
        3000  CLOSED      0  deb  1  1       # 0.10 lies between 0.084 and 0.119: out of court
        """,
        about="crime 0",
        without=BEGINNING,
    )
    world.expect(
        """
        0     ALLOCATED   1  eli  64 -
        0     STARTED     1  eli  0  1000
        1000  FINISHED    1  eli  0  1000
        2000  WAITED      1  eli  1  -
        2000  STARTED     1  eli  1  400
        2400  FINISHED    1  eli  1  0
        2400  CLOSED      1  eli  0  0       # 0.10 is below 0.12: charged
        """,
        about="crime 1",
        without=BEGINNING,
    )
    assert world.diary("crime 2")[-1].endswith("CLOSED 2 deb 2 1")  # 0.13 is above 0.119: evidential
    assert world.diary("crime 3")[-1].endswith("CLOSED 3 eli 1 0")  # 0.13 lies between 0.12 and 0.17: out of court


def test_evidence_is_lost_while_nobody_begins() -> None:
    """Half the chance of a charge is lost in 30 days; the rest of it becomes evidential."""
    world = World({"mechanics.evidence_lost_per_30_days": 0.5}, days=40)
    world.detective("deb", (0, 200), (30 * DAY, 40 * DAY), skills=["pip1"])
    world.crime(0, "assault", work=[100], prospect=0.1)
    world.crime(0, "assault", work=[200], prospect=0.1)
    assert [line for line in world.diary("crime") if "CLOSED" in line] == [
        "100 CLOSED 0 deb 0 0",
        "2592100 CLOSED 1 deb 0 0",  # begun at once, only put down: nothing is lost
    ]
    world.crime(0, "assault", work=[100], prospect=0.1)
    world.crime(0, "assault", work=[100], prospect=0.07)
    assert [line.split()[4] for line in world.diary("crime") if "CLOSED" in line] == ["0", "0", "2", "1"]


def test_silence_makes_a_victim_ask_and_then_withdraw() -> None:
    world = World({"demand.victims.chase": {"line": "101", "after": "1000 s", "share": 0.3, "times": 2}}, days=2)
    world.handler("ann", (0, DAY))
    world.detective("deb", (2500, 3000), (2 * DAY - 1000, 2 * DAY))
    world.crime(0, work=[400, 5000], patience=4000, chase_luck=0.29)
    world.crime(0, work=[5000], patience=4000, chase_luck=0.3)
    world.expect(
        """
        0     RECORDED   0  -    0  -
        0     ALLOCATED  0  deb  16 -
        0     RECORDED   1  -    0  -
        0     ALLOCATED  1  deb  16 -
        1000  RECEIVED   0  -    1  1       # the victim of crime 0 asks; the other one is not of that kind
        1000  ANSWERED   0  ann  1  0
        1060  HUNG_UP    0  ann  0  60
        1060  FREED      0  ann  -  0
        2000  RECEIVED   1  -    1  1
        2000  ANSWERED   1  ann  1  0
        2060  HUNG_UP    1  ann  0  60
        2060  FREED      1  ann  -  0
        2500  STARTED    0  deb  0  400
        2900  FINISHED   0  deb  0  0       # news
        2900  STARTED    1  deb  0  5000
        3000  PAUSED     1  deb  0  4900
        4000  CLOSED     1  deb  4  0       # work that is not finished is no news
        6900  CLOSED     0  deb  4  0       # 4000 s after the last news
        """,
        about="work",
        without="SCREENED ROUTED",
    )


def test_a_victim_withdraws_while_the_crime_is_worked_on() -> None:
    world = World()
    world.detective("deb", (0, DAY))
    world.crime(0, work=[5000], patience=1000)
    world.crime(500, work=[100])
    world.expect(
        """
        0     ALLOCATED 0  deb  16 -
        0     STARTED   0  deb  0  5000
        500   ALLOCATED 1  deb  16 -
        1000  PAUSED    0  deb  0  4000
        1000  CLOSED    0  deb  4  0
        1000  STARTED   1  deb  0  100
        1100  FINISHED  1  deb  0  0
        1100  CLOSED    1  deb  3  0
        """,
        about="crime",
        without=BEGINNING,
    )


def test_a_victim_withdraws_during_an_outside_wait_and_makes_room() -> None:
    world = World(caps={"cid": 1})
    world.detective("deb", (0, DAY))
    world.crime(0, work=[100, 100], waits=[9000], patience=1000)
    world.crime(0, work=[100])
    world.expect(
        """
        0     ALLOCATED 0  deb  16 -
        0     STARTED   0  deb  0  100
        100   FINISHED  0  deb  0  9000
        1100  CLOSED    0  deb  4  0
        1100  ALLOCATED 1  deb  16 -       # room at last
        1100  STARTED   1  deb  0  100
        1200  FINISHED  1  deb  0  0
        1200  CLOSED    1  deb  3  0
        """,
        about="crime",
        without=BEGINNING,
    )


def test_work_that_ends_in_the_second_in_which_patience_ends_is_news() -> None:
    world = World()
    world.detective("deb", (0, DAY))
    world.crime(0, work=[1000, 500], patience=1000)
    assert world.diary("crime")[-1] == "1500 CLOSED 0 deb 3 0"


def test_the_backlog_is_open_and_owned_from_the_first_second() -> None:
    backlog = {"team": "cid", "per_officer": 1, "offences": {"theft": 1}, "age": "1 day"}
    world = World({"demand.backlog": [backlog]}, caps={"cid": 1})
    world.crime(opened_at=-500, work=[300])
    world.crime(opened_at=-900, work=[300])
    world.detective("deb", (0, DAY))
    world.expect("""
        0     RECORDED  0  -    3  0
        0     ALLOCATED 0  deb  24 -
        0     RECORDED  1  -    3  0
        0     ALLOCATED 1  deb  26 -       # beyond the cap: it is a fact, not a choice
        0     ON_DUTY   -  deb  -  86400
        0     STARTED   1  deb  0  300     # both are ready now; the older one goes first
        300   FINISHED  1  deb  0  0
        300   CLOSED    1  deb  3  0
        300   STARTED   0  deb  0  300
        600   FINISHED  0  deb  0  0
        600   CLOSED    0  deb  3  0       # (the turn outlasts the run)
    """)
