"""Stories of signatures, advice and missed reviews, alone and together with each other.

Unit 0 are the detectives; sam supervises them. An assault needs pip1; it is charged in 12 % of cases and settled out of
court in 5 %, 50 % are evidential.
"""

from __future__ import annotations

from typing import Any

from tests.stories.hand import DAY, World

HOUR = 3600
BEGINNING = "RECORDED SCREENED ROUTED"
REVIEW = {"first": "1000 days", "then": "1000 days", "takes": "20 min", "on_time_within": "48 h"}


def signing(**facts: Any) -> dict[str, Any]:
    """Supervisors sign, which takes ten minutes."""
    return {"investigative_model.review": REVIEW | {"sign_off": "10 min"} | facts}


MENTORING = {
    "investigative_model.allocate": {"kind": "least_caseload"},
    "investigative_model.mentoring": {"teams": ["cid"], "takes": "10 min"},
    "mechanics.below_level": {"work": 1.0, "charge": 0.5, "wait": 1.0},
    "mechanics.mentored": 0.5,
}
"""Without the skill everything takes twice as long and the chance is half; advice makes good half of that."""


def test_a_crime_is_closed_when_a_supervisor_has_signed() -> None:
    world = World(signing(), caps={"cid": 1})
    world.detective("deb", (0, 9000))
    world.supervisor("sam", "cid", (0, 1500), (3000, 9000))
    world.crime(0, work=[1000])
    world.crime(10, work=[100])
    world.expect(
        """
        0    ALLOCATED       0  deb  16 -
        0    STARTED         0  deb  0  1000
        1000 FINISHED        0  deb  0  0
        1000 SIGN_OFF_WANTED 0  deb  -  0      # sam has 500 s left of ten minutes
        3000 SIGNING_OFF     0  sam  -  600
        3600 SIGNED_OFF      0  sam  -  2600
        3600 CLOSED          0  deb  3  0
        3600 ALLOCATED       1  deb  16 -      # until now deb held the other
        3600 STARTED         1  deb  0  100
        3700 FINISHED        1  deb  0  0
        3700 SIGN_OFF_WANTED 1  deb  -  0
        3700 SIGNING_OFF     1  sam  -  600
        4300 SIGNED_OFF      1  sam  -  600
        4300 CLOSED          1  deb  3  0
        """,
        about="crime",
        without=BEGINNING,
    )


def test_a_crime_whose_last_wait_is_over_is_signed_off() -> None:
    world = World(signing())
    world.detective("deb", (0, 9000))
    world.supervisor("sam", "cid", (0, 9000))
    world.crime(0, work=[100], waits=[500])
    assert world.diary("crime")[-5:] == [
        "600 WAITED 0 deb 4 -",
        "600 SIGN_OFF_WANTED 0 deb - 0",
        "600 SIGNING_OFF 0 sam - 600",
        "1200 SIGNED_OFF 0 sam - 600",
        "1200 CLOSED 0 deb 3 0",
    ]


def test_a_victim_withdraws_while_the_crime_waits_for_a_signature_or_is_signed_off() -> None:
    """Pair: signing and withdrawal."""
    world = World(signing())
    world.detective("deb", (0, 9000))
    world.supervisor("sam", "cid", (0, 9000))
    world.crime(0, work=[100], patience=400)
    world.crime(0, work=[100], patience=400)
    world.expect(
        """
        100  FINISHED        0  deb  0  0
        100  SIGN_OFF_WANTED 0  deb  -  0
        100  SIGNING_OFF     0  sam  -  600
        200  FINISHED        1  deb  0  0
        200  SIGN_OFF_WANTED 1  deb  -  0
        600  CLOSED          1  deb  4  0      # 400 s after the last news: nobody need sign
        700  SIGNED_OFF      0  sam  -  600    # what sam began is ended first
        700  CLOSED          0  deb  4  0
        """,
        about="crime",
        without=f"{BEGINNING} ALLOCATED STARTED",
    )


def test_nobody_signs_filed_crimes_or_where_there_is_no_supervisor() -> None:
    screen = {"kind": "solvability", "by": "bureau", "file_below": 0.3, "desk_below": 0.5}
    world = World(signing() | {"investigative_model.screen": screen})
    world.officer("bea", "bureau", (0, DAY))
    world.supervisor("sam", "bureau", (0, DAY))
    world.detective("deb", (0, DAY))
    world.crime(0, score=0.1)
    world.crime(0, score=0.4)
    world.crime(0, score=0.9, work=[100])
    told = world.diary()
    assert not [line for line in told if "SIGN" in line]
    assert sum("CLOSED" in line for line in told) == 3


def test_signatures_come_before_advice_and_advice_before_reviews() -> None:
    """Pair: the tasks of a supervisor, whichever was asked for first."""
    world = World(MENTORING | signing(first="10 min"))
    world.detective("deb", (0, DAY))
    world.supervisor("sam", "cid", (3000, DAY))
    world.crime(0, "assault", work=[50_000])
    world.crime(1000, "theft", work=[100])
    world.officer("cy", "cid", (0, DAY), skills=["pip1"])
    world.expect(
        """
        3000 SIGNING_OFF 1  sam  -  600
        3600 SIGNED_OFF  1  sam  -  2500
        3600 MENTORING   0  sam  -  600
        4200 MENTORED    0  sam  -  4200
        4200 REVIEWING   0  sam  1  1200
        5400 REVIEWED    0  sam  1  4800
        """,
        about="sam",
        without="ON_DUTY OFF_DUTY",
    )


def test_advice_makes_good_a_share_of_what_the_lack_of_a_skill_costs() -> None:
    world = World(MENTORING)
    world.detective("deb", (0, 500), (2000, DAY))
    world.supervisor("sam", "cid", (1000, DAY))
    world.crime(0, "assault", work=[1000, 500], waits=[100], prospect=0.1)
    world.expect(
        """
        0    ALLOCATED 0  deb  17 -
        0    STARTED   0  deb  0  2000
        500  PAUSED    0  deb  0  1500
        1000 MENTORING 0  sam  -  600
        1600 MENTORED  0  sam  -  1600
        2000 STARTED   0  deb  0  1125       # 750 s of standard work take 1.5 times as long, not twice
        3125 FINISHED  0  deb  0  150
        3275 WAITED    0  deb  1  -
        3275 STARTED   0  deb  1  750
        4025 FINISHED  0  deb  1  0
        4025 CLOSED    0  deb  1  1          # charged below 0.12 x 0.75 = 0.09: not quite
        """,
        about="crime",
        without=BEGINNING,
    )
    for mentored, outcome in ((1.0, 0), (0.75, 0), (0.0, 2)):
        world = World(MENTORING | {"mechanics.mentored": mentored})
        world.detective("deb", (0, DAY))
        world.supervisor("sam", "cid", (0, DAY))
        world.crime(0, "assault", work=[1000], prospect=0.1)  # 0.12, 0.105 and 0.06
        assert world.diary("crime")[-1].split()[1::3] == ["CLOSED", str(outcome)]


def test_advice_given_while_the_owner_is_at_work_counts_from_when_it_is_put_down() -> None:
    world = World(MENTORING)
    world.detective("deb", (0, 1000), (3000, DAY))
    world.supervisor("sam", "cid", (0, DAY))
    world.crime(0, "assault", work=[1000, 100])
    world.expect(
        """
        0    MENTORING 0  sam  -  600
        0    STARTED   0  deb  0  2000
        600  MENTORED  0  sam  -  600
        1000 PAUSED    0  deb  0  1000      # counted as before
        3000 STARTED   0  deb  0  750       # and anew
        3750 FINISHED  0  deb  0  0
        3750 STARTED   0  deb  1  150
        3900 FINISHED  0  deb  1  0
        3900 CLOSED    0  deb  3  1
        """,
        about="crime",
        without=f"{BEGINNING} ALLOCATED",
    )


def test_advice_is_lost_with_the_owner() -> None:
    """Pair: advice and transfers. The new owner is advised anew, in another team that does so."""
    transfer = {
        "clauses": [{"name": "up", "from_teams": ["cid"], "to": "bureau", "owner": "lacks_skill"}],
        "delay": "1 h",
    }
    teams = {"teams": ["cid", "bureau"], "takes": "10 min"}
    world = World(MENTORING | {"investigative_model.transfer": transfer, "investigative_model.mentoring": teams})
    world.detective("deb", (0, DAY))
    world.supervisor("sam", "cid", (0, DAY))
    world.officer("bea", "bureau", (0, DAY))
    world.supervisor("sid", "bureau", (6700, DAY))
    world.crime(0, "assault", work=[500, 1000, 100])
    world.expect(
        """
        0    MENTORING   0  sam  -  600
        0    STARTED     0  deb  0  1000
        600  MENTORED    0  sam  -  600
        1000 FINISHED    0  deb  0  0
        1000 OFFERED     0  deb  0  1
        1000 ACCEPTED    0  deb  0  1
        4600 TRANSFERRED 0  deb  0  1
        4600 STARTED     0  bea  1  2000    # nobody has advised bea
        6600 FINISHED    0  bea  1  0
        6600 STARTED     0  bea  2  200
        6700 MENTORING   0  sid  -  600
        6800 FINISHED    0  bea  2  0
        6800 CLOSED      0  bea  3  1
        7300 MENTORED    0  sid  -  2700    # what was begun is ended
        """,
        about="crime",
        without=f"{BEGINNING} ALLOCATED",
    )


def test_reviews_that_are_not_on_time_cost_chances() -> None:
    """The first is held in time, the second 2 h late, the third never; the fourth is due for less than the hour."""
    review = {"first": "1 h", "then": "2 h", "takes": "20 min", "on_time_within": "1 h"}
    for missed, prospect, outcome in ((0.5, 0.029, 0), (0.5, 0.031, 1), (0.5, 0.043, 2), (0.0, 0.031, 0)):
        world = World({"investigative_model.review": review, "mechanics.missed_review": missed})
        world.detective("deb", (0, DAY), skills=["pip1"])
        world.supervisor("sam", "cid", (0, 2 * HOUR), (4 * HOUR + 1800, 4 * HOUR + 3000 + 60))
        world.crime(0, "assault", work=[7 * HOUR + 1800], prospect=prospect)
        told = [line for line in world.diary("crime") if "REVIEWED" in line or "CLOSED" in line]
        assert told == ["4800 REVIEWED 0 sam 1 1200", "17400 REVIEWED 0 sam 2 6600", f"27000 CLOSED 0 deb {outcome} 0"]
