"""Stories of specialists: a stage is passed to a unit, whose officers do it for the owner.

Units are numbered as first named: 0 is cid, 1 the specialists where there are no others.
"""

from __future__ import annotations

from tests.stories.hand import DAY, World
from tests.stories.quiet import TURN, rest
from tests.stories.quiet import plans as proactive_plans
from tests.stories.test_case_life_stories import BEGINNING, DIGITAL, DOWNLOAD, ENQUIRIES, plan


def test_specialists_do_a_stage_and_the_owner_goes_on_with_other_crimes() -> None:
    world = plan(ENQUIRIES, DOWNLOAD, {**ENQUIRIES, "name": "interview", "work": 0.5})
    world.changes["demand.plans.short"][1] = {**DOWNLOAD, "work": 0.25}
    world.changes["demand.plans.short"][2]["work"] = 0.25
    world.detective("deb", (0, DAY))
    world.officer("dot", "digital", (0, DAY))
    world.crime(0, work=[600, 1000, 200], waits=[0, 500])
    world.crime(10, work=[2000])
    world.expect(
        """
        0     STARTED    0  deb  0  600
        600   FINISHED   0  deb  0  0
        600   PASSED     0  deb  1  1       # stage 1 waits for unit 1
        600   STARTED    1  deb  0  2000
        600   ASSISTING  0  dot  1  1000
        1600  ASSISTED   0  dot  1  500     # the results come later
        2100  WAITED     0  deb  2  -
        2600  FINISHED   1  deb  0  0
        2600  CLOSED     1  deb  3  0
        2600  STARTED    0  deb  2  200
        2800  FINISHED   0  deb  2  0
        2800  CLOSED     0  deb  3  0
        """,
        about="crime",
        without=BEGINNING,
    )


def test_specialists_serve_first_come_first_served_and_a_colleague_may_go_on() -> None:
    """Dot leaves at 1500 with 400 s left of crime 0, which keeps its place before crime 2; dan comes at 2000."""
    world = plan(DOWNLOAD, ENQUIRIES)
    world.detective("deb", (0, DAY))
    world.officer("dot", "digital", (0, 1500))
    world.officer("dan", "digital", (2000, DAY))
    world.crime(0, work=[900])
    world.crime(1000, work=[900])
    world.crime(1200, work=[50])
    world.expect(
        """
        0     PASSED         0  deb  0  1
        0     ASSISTING      0  dot  0  900
        900   ASSISTED       0  dot  0  0
        900   CLOSED         0  deb  3  0
        1000  PASSED         1  deb  0  1
        1000  ASSISTING      1  dot  0  900
        1200  PASSED         2  deb  0  1
        1500  ASSIST_PAUSED  1  dot  0  400
        2000  ASSISTING      1  dan  0  400
        2400  ASSISTED       1  dan  0  0
        2400  CLOSED         1  deb  3  0
        2400  ASSISTING      2  dan  0  50
        2450  ASSISTED       2  dan  0  0
        2450  CLOSED         2  deb  3  0
        """,
        about="crime",
        without=BEGINNING,
    )


def test_own_crimes_come_before_those_of_others() -> None:
    """Dot comes at 100, when deb's crime 0 has waited longer than dot's own crime 1."""
    routes = [{"name": "south", "when": {"area": ["south"]}, "to": "digital"}, {"name": "all", "to": "cid"}]
    world = plan(ENQUIRIES, DOWNLOAD, **{"investigative_model.routes": routes})
    world.detective("deb", (0, DAY))
    world.officer("dot", "digital", (100, DAY))
    world.crime(0, work=[50, 200])
    world.crime(60, work=[300], area="south")
    world.expect(
        """
        0     STARTED    0  deb  0  50
        50    FINISHED   0  deb  0  0
        50    PASSED     0  deb  1  1
        100   STARTED    1  dot  0  300
        400   FINISHED   1  dot  0  0
        400   CLOSED     1  dot  3  0
        400   ASSISTING  0  dot  1  200
        600   ASSISTED   0  dot  1  0
        600   CLOSED     0  deb  3  0
        """,
        about="crime",
        without=BEGINNING,
    )


def test_the_level_is_the_specialists_own() -> None:
    """Dot owns a theft; dan lacks the skill for the burglary and takes half as long again, which dot makes good."""
    world = World(
        {
            "demand.plans.volume": [DOWNLOAD, ENQUIRIES],
            "investigative_model.routes": [
                {"name": "thefts", "when": {"offence": ["theft"]}, "to": "digital"},
                {"name": "all", "to": "cid"},
            ],
            "mechanics.below_level.work": 0.5,
        },
        teams={"digital": DIGITAL},
    )
    world.detective("deb", skills=["pip2"])
    world.officer("dot", "digital", (0, DAY), skills=["pip2"])
    world.officer("dan", "digital", (0, 701))
    world.crime(0, "theft", work=[5000])
    world.crime(1, "burglary", work=[1000])
    world.expect(
        """
        0     STARTED        0  dot  0  5000
        1     PASSED         1  deb  0  1
        1     ASSISTING      1  dan  0  1500
        701   ASSIST_PAUSED  1  dan  0  800
        5000  FINISHED       0  dot  0  0
        5000  CLOSED         0  dot  3  0
        5000  ASSISTING      1  dot  0  533
        5533  ASSISTED       1  dot  0  0
        5533  CLOSED         1  deb  3  0   # the owner has the skill
        """,
        about="crime",
        without=BEGINNING,
    )


def test_a_specialist_is_called_away_to_an_emergency_and_comes_back() -> None:
    world = World(
        {"demand.plans.short": [{**DOWNLOAD, "by": "response"}, ENQUIRIES]},
    )
    world.detective("deb", (0, DAY))
    world.patrol("pam", (0, DAY), area="north")
    world.crime(0, work=[1000])
    world.incident(400, "emergency", travel=100, scene=200)
    world.expect(
        """
        0     ASSISTING      0  pam  0  1000
        400   ASSIST_PAUSED  0  pam  0  600
        400   DISPATCHED     0  pam  0  2      # called away from desk work
        500   ARRIVED        0  pam  0  100
        700   CLEARED        0  pam  0  -
        700   ASSISTING      0  pam  0  600
        1300  ASSISTED       0  pam  0  0
        """,
        about="pam",
        without="ON_DUTY OFF_DUTY",
    )


def test_a_victim_withdraws_while_a_specialist_is_at_work_or_is_waited_for() -> None:
    world = plan(DOWNLOAD, ENQUIRIES)
    world.detective("deb")
    world.officer("dot", "digital", (0, DAY))
    world.crime(0, work=[1000], patience=300)
    world.crime(10, work=[1000], patience=50)
    world.crime(20, work=[400])
    world.expect(
        """
        0     PASSED         0  deb  0  1
        0     ASSISTING      0  dot  0  1000
        10    PASSED         1  deb  0  1
        20    PASSED         2  deb  0  1
        60    CLOSED         1  deb  4  0
        300   ASSIST_PAUSED  0  dot  0  700
        300   CLOSED         0  deb  4  0
        300   ASSISTING      2  dot  0  400
        700   ASSISTED       2  dot  0  0
        700   CLOSED         2  deb  3  0
        """,
        about="crime",
        without=BEGINNING,
    )


def test_a_finished_stage_of_a_specialist_is_news() -> None:
    """The victim bears 600 s: with news at 500 the second half is done in time at 1000."""
    world = plan(DOWNLOAD, {**DOWNLOAD, "name": "report"})
    world.detective("deb")
    world.officer("dot", "digital", (0, DAY))
    world.crime(0, work=[500, 500], patience=600)
    world.expect(
        """
        0     PASSED     0  deb  0  1
        0     ASSISTING  0  dot  0  500
        500   ASSISTED   0  dot  0  0
        500   PASSED     0  deb  1  1
        500   ASSISTING  0  dot  1  500
        1000  ASSISTED   0  dot  1  0
        1000  CLOSED     0  deb  3  0
        """,
        about="crime",
        without=BEGINNING,
    )


def test_a_crime_that_is_to_move_moves_before_it_is_passed_on() -> None:
    clause = {"name": "on", "from_teams": ["cid"], "to": "bureau"}
    world = plan(ENQUIRIES, DOWNLOAD, **{"investigative_model.transfer": {"clauses": [clause], "delay": "100 s"}})
    world.detective("deb", (0, DAY))
    world.officer("dot", "digital", (0, DAY))
    world.officer("bea", "bureau", (0, DAY))
    world.crime(0, work=[600, 300])
    world.expect(
        """
        0     STARTED      0  deb  0  600
        600   FINISHED     0  deb  0  0
        600   OFFERED      0  deb  0  2
        600   ACCEPTED     0  deb  0  2
        700   TRANSFERRED  0  deb  0  2
        700   PASSED       0  bea  1  1
        700   ASSISTING    0  dot  1  300
        1000  ASSISTED     0  dot  1  0
        1000  CLOSED       0  bea  3  0
        """,
        about="crime",
        without=BEGINNING,
    )


def test_crimes_worked_at_the_desk_are_not_passed_on() -> None:
    screen = {"kind": "solvability", "by": "bureau", "file_below": 0.2, "desk_below": 0.4}
    world = plan(DOWNLOAD, ENQUIRIES, **{"investigative_model.screen": screen})
    world.officer("bea", "bureau", (0, DAY))
    world.officer("dot", "digital", (0, DAY))
    world.detective("deb")
    world.crime(0, score=0.3, desk_work=100)
    world.expect(
        """
        0     STARTED    0  bea  0  100
        100   FINISHED   0  bea  0  0
        100   CLOSED     0  bea  3  0
        """,
        about="crime",
        without=BEGINNING,
    )


def test_specialists_put_a_stage_down_for_the_break_and_a_free_colleague_goes_on() -> None:
    """Dot's break is due at 3600, dan's ten seconds later."""
    world = plan(DOWNLOAD, ENQUIRIES)
    world.teams["digital"] = DIGITAL | rest("digital")["digital"]
    world.detective("deb")
    world.officer("dot", "digital", TURN)
    world.officer("dan", "digital", (10, 20_000))
    world.crime(0, work=[5000])
    world.expect(
        """
        0     PASSED         0  deb  0  1
        0     ASSISTING      0  dot  0  5000
        3600  ASSIST_PAUSED  0  dot  0  1400
        3600  ASSISTING      0  dan  0  1400
        3610  ASSIST_PAUSED  0  dan  0  1390    # dan's break is due
        4500  ASSISTING      0  dot  0  1390
        5890  ASSISTED       0  dot  0  0
        5890  CLOSED         0  deb  3  0
        """,
        about="crime",
        without=BEGINNING,
    )


def test_proactive_work_gives_way_to_as_many_as_are_wanted() -> None:
    """Both are at it; one stage calls dot away, the lowest by number, and the next one dan."""
    proactive = proactive_plans({"protected": False, "teams": ["digital"], "per_turn": "1 h"})
    world = plan(DOWNLOAD, ENQUIRIES, **proactive)
    world.detective("deb")
    world.officer("dot", "digital", TURN)
    world.officer("dan", "digital", TURN)
    world.crime(100, work=[500])
    world.crime(300, work=[500])
    world.expect(
        """
        0     PREVENTING  -  dot  0  3600
        0     PREVENTING  -  dan  0  3600
        100   PASSED      0  deb  0  1
        100   STOPPED     -  dot  0  100
        100   ASSISTING   0  dot  0  500
        300   PASSED      1  deb  0  1
        300   STOPPED     -  dan  0  300
        300   ASSISTING   1  dan  0  500
        600   ASSISTED    0  dot  0  0
        600   CLOSED      0  deb  3  0
        600   PREVENTING  -  dot  0  3500
        800   ASSISTED    1  dan  0  0
        800   CLOSED      1  deb  3  0
        800   PREVENTING  -  dan  0  3300
        4100  STOPPED     -  dot  0  3500
        4100  STOPPED     -  dan  0  3300
        """,
        about="what happens",
        without=BEGINNING,
    )
