"""Stories of the life of a crime: stages sent back, specialists, evidence that grows old, crimes opened again.

Offences and outcomes as in `test_investigation_stories`. Units are numbered as first named: 0 is cid, then
the others.
"""

from __future__ import annotations

from typing import Any

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


def test_stages_that_begin_late_cost_evidence() -> None:
    """Both begin after 30 days (and 100 s) and each loses half: 6 % charged and 4 % out of court become 1.5 and 1 %."""
    late = {"evidence_lost_per_30_days": 0.5}
    plans = [{**ENQUIRIES, **late}, {**ENQUIRIES, "name": "second", **late}]
    backlog = [{"team": "cid", "per_officer": 1, "offences": {"theft": 1}, "age": "30 days"}]
    for prospect, outcome in ((0.0149, 0), (0.0151, 1), (0.0249, 1), (0.0251, 2)):
        world = World({"demand.plans.short": plans, "demand.backlog": backlog})
        world.detective("deb", (0, DAY))
        world.crime(opened_at=-30 * DAY, work=[100, 100], prospect=prospect)
        log = world.play()
        assert log.detail[log.moment == Moment.CLOSED].tolist() == [outcome]


def test_a_stage_that_is_sent_back_costs_no_more_evidence() -> None:
    """The stage begins at once; that it is done again after 60 days of waiting takes nothing away."""
    again = {**ENQUIRIES, "work": 1, "again": {"share": 0.5}, "evidence_lost_per_30_days": 0.5}
    world = World({"demand.plans.short": [again]}, days=61)
    world.detective("deb", (0, 61 * DAY))
    world.crime(0, work=[100, 100], waits=[60 * DAY], prospect=0.0599)
    log = world.play()
    assert log.at[log.moment == Moment.CLOSED].tolist() == [60 * DAY + 200]
    assert log.detail[log.moment == Moment.CLOSED].tolist() == [0]


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
