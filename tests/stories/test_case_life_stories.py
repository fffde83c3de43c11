"""Stories of the life of a crime: stages sent back, specialists, evidence that grows old, crimes opened again.

Offences and outcomes as in `test_investigation_stories`. Units are numbered as first named: 0 is cid, then
the others.
"""

from __future__ import annotations

from typing import Any

import pytest

from demandsim.eventlog.moments import Moment
from demandsim.eventlog.timeline import timeline
from demandsim.eventlog.views import crimes
from tests.stories.hand import DAY, World

HOUR = 3600
BEGINNING = "RECORDED SCREENED ROUTED ALLOCATED"
ENQUIRIES = {"name": "enquiries", "work": 0.5}
DOWNLOAD = {"name": "download", "work": 0.5, "by": "digital"}
FILE = {"name": "file", "work": 0.5, "again": {"share": 0.5, "at_most": 2}, "wait": {"share": 1, "time": "1 h"}}
DIGITAL = {"desks": ["investigation"]}
REOPENED = {"share": 1, "after": "1 h", "work": "1 h"}


def plan(*stages: dict[str, Any], **changes: Any) -> World:
    """A world in which thefts go through these stages, and a team `digital` may help."""
    return World({"demand.plans.short": list(stages), **changes}, teams={"digital": DIGITAL})


def test_a_file_that_is_sent_back_twice_waits_anew_each_time() -> None:
    """The tape has five places: enquiries, the file, and twice the file again."""
    world = plan(ENQUIRIES, FILE)
    world.detective("deb", (0, DAY))
    world.crime(0, work=[600, 300, 300, 200], waits=[0, 3600, 3600, 0])
    world.expect(
        """
        0     STARTED   0  deb  0  600
        600   FINISHED  0  deb  0  0
        600   STARTED   0  deb  1  300
        900   FINISHED  0  deb  1  3600
        4500  WAITED    0  deb  2  -       # sent back: the file again
        4500  STARTED   0  deb  2  300
        4800  FINISHED  0  deb  2  3600
        8400  WAITED    0  deb  3  -       # and again
        8400  STARTED   0  deb  3  200
        8600  FINISHED  0  deb  3  0
        8600  CLOSED    0  deb  3  0
        """,
        about="crime",
        without=BEGINNING,
    )
    told = [step.words for step in timeline(world.play(), 0)]
    assert "cid/force/deb/0 works on file (2)" in told
    assert "file (3) finished" in told


def test_a_file_that_is_not_sent_back_leaves_its_places_empty() -> None:
    world = plan(FILE, {**ENQUIRIES, "name": "case building"})
    world.detective("deb", (0, DAY))
    world.crime(0, work=[300, 0, 0, 400])
    world.expect(
        """
        0     STARTED   0  deb  0  300
        300   FINISHED  0  deb  0  0
        300   STARTED   0  deb  3  400
        700   FINISHED  0  deb  3  0
        700   CLOSED    0  deb  3  0
        """,
        about="crime",
        without=BEGINNING,
    )


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


def test_own_crimes_come_first_and_the_level_is_the_specialists_own() -> None:
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


@pytest.mark.parametrize(("prospect", "outcome"), [(0.0149, 0), (0.0151, 1), (0.0249, 1), (0.0251, 2)])
def test_a_stage_that_begins_late_costs_evidence(prospect: float, outcome: int) -> None:
    """Both begin after 30 days (and 100 s) and each loses half: 6 % charged and 4 % out of court become 1.5 and 1 %."""
    late = {"evidence_lost_per_30_days": 0.5}
    world = World({"demand.plans.short": [{**ENQUIRIES, **late}, {**ENQUIRIES, "name": "second", **late}]}, days=31)
    world.detective("deb", (0, 31 * DAY))
    world.crime(opened_at=-30 * DAY, work=[100, 100], waits=[0, 0], prospect=prospect)
    world.changes["demand.backlog"] = [{"team": "cid", "per_officer": 1, "offences": {"theft": 1}, "age": "30 days"}]
    log = world.play()
    assert log.detail[log.moment == Moment.CLOSED].tolist() == [outcome]


def test_a_crime_is_opened_again_once_in_the_unit_in_which_it_was_closed() -> None:
    world = World({"demand.reopened": REOPENED})
    world.detective("deb", (0, DAY))
    world.detective("dan", (0, DAY))
    world.crime(0, work=[600], reopens=1000, reopen_work=500)
    world.expect(
        """
        0     RECORDED   0  -    0  -
        0     SCREENED   0  -    0  0
        0     ROUTED     0  -    0  0
        0     ALLOCATED  0  deb  256 -
        0     STARTED    0  deb  0  600
        600   FINISHED   0  deb  0  0
        600   CLOSED     0  deb  3  0
        1600  REOPENED   0  deb  -  1000
        1600  ROUTED     0  -    -  0
        1600  ALLOCATED  0  dan  128 -      # longest without a new crime
        1600  STARTED    0  dan  0  500
        2100  FINISHED   0  dan  0  0
        2100  CLOSED     0  dan  3  0       # for good
        """,
        about="crime",
    )
    frame = crimes(world.play())
    assert frame["closed_at"].tolist() == [2100]
    assert frame["reopened_at"].tolist() == [1600]
    assert frame["days"].tolist() == [2100 / DAY]


def test_a_filed_crime_that_is_opened_again_is_investigated_and_charged() -> None:
    """It was filed with a prospect of 1 %, which a full investigation turns into a charge; the other was charged."""
    screen = {"kind": "solvability", "by": "bureau", "file_below": 0.2, "desk_below": 0.4}
    world = World({"demand.reopened": REOPENED, "investigative_model.screen": screen})
    world.detective("deb", (0, DAY))
    world.officer("bea", "bureau", (0, DAY))
    world.crime(0, score=0.1, prospect=0.01, filed_work=300, reopens=700, reopen_work=200, work=[9000], waits=[99])
    world.crime(0, work=[100], prospect=0.01, reopens=10, reopen_work=50)
    world.expect(
        """
        0     ROUTED     0  -    -  1
        0     ALLOCATED  0  bea  16 -
        0     STARTED    0  bea  0  300
        300   FINISHED   0  bea  0  0
        300   CLOSED     0  bea  5  0       # filed
        1000  REOPENED   0  bea  -  700
        1000  ROUTED     0  -    -  1
        1000  ALLOCATED  0  bea  16 -
        1000  STARTED    0  bea  0  200
        1200  FINISHED   0  bea  0  0
        1200  CLOSED     0  bea  0  0       # charged
        """,
        about="crime 0",
        without="RECORDED SCREENED",
    )
    log = world.play()
    assert log.subject[log.moment == Moment.REOPENED].tolist() == [0]


def test_a_victim_whose_crime_is_opened_again_waits_for_news_anew() -> None:
    """Nobody is on duty after 700; the silence counts from the second of opening."""
    world = World({"demand.reopened": REOPENED})
    world.detective("deb", (0, 700))
    world.crime(0, work=[600], patience=800, reopens=1000, reopen_work=500)
    world.expect(
        """
        0     ALLOCATED  0  deb  16 -
        0     STARTED    0  deb  0  600
        600   FINISHED   0  deb  0  0
        600   CLOSED     0  deb  3  0
        1600  REOPENED   0  deb  -  1000
        1600  ALLOCATED  0  deb  16 -
        2400  CLOSED     0  deb  4  0
        """,
        about="crime",
        without="RECORDED SCREENED ROUTED",
    )


def test_reviews_go_on_when_a_crime_is_opened_again() -> None:
    """The first review fell due at 1000, while the crime was closed; it falls due 1000 s after it is opened again."""
    review = {"first": "1000 s", "then": "2000 s", "takes": "0 s", "on_time_within": "1 h"}
    world = World({"demand.reopened": REOPENED, "investigative_model.review": review})
    world.detective("deb", (0, 600))
    world.crime(0, work=[600], reopens=1000, reopen_work=500)
    assert [row for row in world.diary("crime 0") if "REVIEW_DUE" in row][:2] == [
        "2600 REVIEW_DUE 0 deb 1 0",
        "4600 REVIEW_DUE 0 deb 2 0",
    ]
