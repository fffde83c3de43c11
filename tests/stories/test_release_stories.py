"""Stories of the custody clock and bail: who comes first for how long, what becomes of suspects, when bail ends.

Unit 0 are the officers of response, unit 1 the detectives. Of released suspects 30 % are bailed for two hours, which a
supervisor may extend to five hours from release, and 30 % are released under investigation.
"""

from __future__ import annotations

from typing import Any

from tests.stories.hand import DAY, World

HOUR = 3600
BEGINNING = "RECORDED SCREENED ROUTED"
RELEASED = {"bail": 0.3, "under_investigation": 0.3, "bail_for": "2 h", "extended_to": "5 h"}
BAILED, INVESTIGATED, FOR_GOOD = 0.29, 0.59, 0.6
"""Luck of what becomes of a suspect."""


def world(
    clock: str | None = "24 h", released: bool = True, review: dict[str, Any] | None = None, **facts: Any
) -> World:
    """A force with a custody clock in which pat makes arrests from the start to the first hour."""
    changes: dict[str, Any] = {"demand.custody.clock": clock} if clock else {}
    if released:
        changes["demand.custody.released"] = RELEASED
    every = {"first": "1000 days", "then": "1000 days", "takes": "20 min", "on_time_within": "48 h"}
    changes["investigative_model.review"] = every | (review or {})
    made = World(changes | facts.pop("changes", {}), **facts)
    made.patrol("pat", (0, HOUR))
    return made


def arrest(made: World, at: int = 0, **facts: Any) -> int:
    """A crime for which somebody is arrested at the scene; it is recorded 300 s after `at`."""
    incident = made.incident(at, travel=100, scene=200, arrest=True, custody=50)
    return made.crime(incident=incident, **facts)


def test_a_suspect_is_released_when_the_first_stage_is_done() -> None:
    for luck, becomes in ((BAILED, 1), (INVESTIGATED, 2), (FOR_GOOD, 0)):
        made = world()
        made.detective("deb", (0, HOUR))
        arrest(made, work=[500, 400], release_luck=luck)
        made.expect(
            f"""
            300  ALLOCATED 0  deb  16 -
            300  STARTED   0  deb  0  500
            800  FINISHED  0  deb  0  0
            800  RELEASED  0  deb  {becomes} 0      # dealt with before the clock ended
            800  STARTED   0  deb  1  400
            1200 FINISHED  0  deb  1  0             # nothing more: the suspect has left
            1200 CLOSED    0  deb  3  0
            """,
            about="crime",
            without=BEGINNING,
        )


def test_the_clock_ends_while_the_crime_waits_for_an_owner() -> None:
    """Pair: the custody clock and the queue. From then on the crime has the place that it would have had."""
    made = world("1 h", caps={"cid": 1})
    made.detective("deb", (0, DAY))
    made.crime(0, work=[8000])
    made.crime(100, work=[50])
    arrest(made, 200, work=[50], release_luck=FOR_GOOD)
    made.crime(600, work=[50])
    arrest(made, 500, work=[50, 60], release_luck=FOR_GOOD)
    made.expect(
        """
        0    ALLOCATED 0  deb  16 -
        0    STARTED   0  deb  0  8000
        4100 RELEASED  2  -    2  1      # recorded at 500, an hour ago; with the clock nobody leaves for good
        4450 RELEASED  4  -    2  1      # recorded at 850: pat was in custody until 550
        8000 FINISHED  0  deb  0  0
        8000 CLOSED    0  deb  3  0
        8000 ALLOCATED 1  deb  16 -      # in order of queueing: 100, 500, 600, 850
        8000 STARTED   1  deb  0  50
        8050 FINISHED  1  deb  0  0
        8050 CLOSED    1  deb  3  0
        8050 ALLOCATED 2  deb  16 -
        8050 STARTED   2  deb  0  50
        8100 FINISHED  2  deb  0  0
        8100 CLOSED    2  deb  3  0
        8100 ALLOCATED 3  deb  16 -
        8100 STARTED   3  deb  0  50
        8150 FINISHED  3  deb  0  0
        8150 CLOSED    3  deb  3  0
        8150 ALLOCATED 4  deb  16 -
        8150 STARTED   4  deb  0  50
        8200 FINISHED  4  deb  0  0      # the suspect left long ago
        8200 STARTED   4  deb  1  60
        8260 FINISHED  4  deb  1  0
        8260 CLOSED    4  deb  3  0
        """,
        about="crime",
        without=BEGINNING,
    )


def test_while_the_clock_runs_the_crime_comes_first() -> None:
    made = world("10 h", caps={"cid": 1})
    made.detective("deb", (0, DAY))
    made.crime(0, work=[8000])
    made.crime(100, work=[50])
    arrest(made, 200, work=[50])
    told = [line for line in made.diary("crime") if "ALLOCATED" in line]
    assert told == ["0 ALLOCATED 0 deb 16 -", "8000 ALLOCATED 2 deb 16 -", "8050 ALLOCATED 1 deb 16 -"]


def test_the_clock_ends_while_the_owner_is_at_something_else() -> None:
    """Pair: the custody clock and the next work. Ready longest since 0 s is the other crime."""
    made = world("1 h")
    made.detective("deb", (0, 1000), (5000, DAY))
    made.crime(0, work=[900], waits=[0])
    made.crime(0, work=[50])
    arrest(made, 600, work=[70], release_luck=INVESTIGATED)
    made.expect(
        """
        0    STARTED   0  deb  0  900
        900  FINISHED  0  deb  0  0
        900  CLOSED    0  deb  3  0
        900  STARTED   2  deb  0  70        # somebody is in custody
        970  FINISHED  2  deb  0  0
        970  RELEASED  2  deb  2  0
        970  CLOSED    2  deb  3  0
        970  STARTED   1  deb  0  50
        1000 PAUSED    1  deb  0  20
        5000 STARTED   1  deb  0  20
        5020 FINISHED  1  deb  0  0
        5020 CLOSED    1  deb  3  0
        """,
        about="crime",
        without=f"{BEGINNING} ALLOCATED",
    )
    late = world("1 h")
    late.detective("deb", (0, 200), (5000, DAY))
    late.crime(0, work=[300])
    arrest(late, 600, work=[70], release_luck=INVESTIGATED)
    told = [line for line in late.diary("crime") if "STARTED" in line or "RELEASED" in line]
    assert told == [
        "0 STARTED 0 deb 0 300",
        "4500 RELEASED 1 deb 2 1",
        "5000 STARTED 0 deb 0 100",  # ready since 200, the other since 900
        "5100 STARTED 1 deb 0 70",
    ]


def test_without_a_clock_the_crime_comes_first_until_it_is_closed() -> None:
    made = world(None, released=False)
    made.detective("deb", (0, 200), (5000, DAY))
    made.crime(0, work=[300])
    arrest(made, 600, work=[70, 30], waits=[10])
    told = [line for line in made.diary("crime") if "STARTED" in line or "RELEASED" in line]
    assert told == [
        "0 STARTED 0 deb 0 300",
        "5000 STARTED 1 deb 0 70",
        "5070 STARTED 0 deb 0 100",
        "5170 STARTED 1 deb 1 30",
    ]


def test_without_shares_suspects_leave_for_good_or_under_investigation() -> None:
    made = world("1 h", released=False)
    made.detective("deb", (0, 700))
    arrest(made, 0, work=[100], release_luck=0.0)
    arrest(made, 0, work=[8000], release_luck=0.0)
    told = [line for line in made.diary("crime") if "RELEASED" in line]
    assert told == ["400 RELEASED 0 deb 0 0", "4250 RELEASED 1 deb 2 1"]


def test_a_crime_that_is_closed_before_releases_nobody() -> None:
    made = world("1 h")
    made.detective("deb")
    arrest(made, work=[500], patience=1000)
    told = made.diary("crime")
    assert told[-1] == "1300 CLOSED 0 deb 4 0"
    assert not [line for line in told if "RELEASED" in line]


def test_an_investigation_leads_to_an_arrest() -> None:
    """The interview, 20 min on average, is added to the next stage; with it done the suspect is dealt with."""
    made = world(changes={"demand.custody.interview": {"uniform": {"low": "10 min", "high": "30 min"}}})
    made.detective("deb", (0, DAY))
    made.crime(0, work=[900, 400, 300], waits=[600], arrests=[True, True], release_luck=FOR_GOOD)
    made.crime(0, work=[100])
    made.expect(
        """
        0    STARTED          0  deb  0  900
        900  FINISHED         0  deb  0  600
        900  SUSPECT_ARRESTED 0  deb  0  1200
        900  STARTED          1  deb  0  100
        1000 FINISHED         1  deb  0  0
        1000 CLOSED           1  deb  3  0
        1500 WAITED           0  deb  1  -
        1500 STARTED          0  deb  1  1600
        3100 FINISHED         0  deb  1  0
        3100 RELEASED         0  deb  0  0     # and nobody is arrested a second time
        3100 STARTED          0  deb  2  300
        3400 FINISHED         0  deb  2  0
        3400 CLOSED           0  deb  3  0
        """,
        about="crime",
        without=f"{BEGINNING} ALLOCATED",
    )


def test_nobody_is_arrested_twice_and_the_last_stage_adds_no_work() -> None:
    made = world("1 h", changes={"demand.custody.interview": "20 min"})
    made.detective("deb", (0, DAY))
    arrest(made, work=[100, 100], arrests=[True, True], release_luck=FOR_GOOD)
    made.crime(5000, work=[100], waits=[2 * HOUR], arrests=[True], release_luck=BAILED)
    made.expect(
        """
        300   STARTED          0  deb  0  100
        400   FINISHED         0  deb  0  0
        400   RELEASED         0  deb  0  0
        400   STARTED          0  deb  1  100
        500   FINISHED         0  deb  1  0
        500   CLOSED           0  deb  3  0
        5000  STARTED          1  deb  0  100
        5100  FINISHED         1  deb  0  7200
        5100  SUSPECT_ARRESTED 1  deb  0  0     # there is no next stage
        8700  RELEASED         1  deb  1  1     # the clock ends during the outside wait
        12300 WAITED           1  deb  4  -
        12300 CLOSED           1  deb  3  0     # and the bail with it
        """,
        about="crime",
        without=f"{BEGINNING} ALLOCATED",
    )


def test_an_arrest_puts_the_crime_before_others() -> None:
    made = world(changes={"investigative_model.next_work": {"kind": "oldest_first"}})
    made.detective("deb", (0, DAY))
    made.crime(0, work=[50])
    made.crime(10, work=[100, 100], arrests=[True])
    made.crime(5, work=[80])
    told = [line for line in made.diary("crime") if "STARTED" in line]
    assert told == [
        "0 STARTED 0 deb 0 50",
        "50 STARTED 2 deb 0 80",
        "130 STARTED 1 deb 0 100",
        "230 STARTED 1 deb 1 100",
    ]
    ahead = world(changes={"investigative_model.next_work": {"kind": "shortest_first"}})
    ahead.detective("deb", (0, DAY))
    ahead.crime(0, work=[50, 1000], arrests=[True])
    ahead.crime(10, work=[80])
    told = [line for line in ahead.diary("crime") if "STARTED" in line]
    assert told == ["0 STARTED 0 deb 0 50", "50 STARTED 0 deb 1 1000", "1050 STARTED 1 deb 0 80"]


def test_bail_expires_while_the_crime_is_open() -> None:
    made = world()
    made.detective("deb", (0, DAY))
    arrest(made, work=[500, 9000], release_luck=BAILED)
    arrest(made, work=[100, 100], release_luck=BAILED)
    told = [line for line in made.diary("crime") if "RELEASED" in line or "BAIL" in line or "CLOSED" in line]
    assert told == [
        "800 RELEASED 0 deb 1 0",
        "900 RELEASED 1 deb 1 0",
        "8000 BAIL_EXPIRED 0 deb - -",
        "8100 BAIL_EXPIRED 1 deb - -",
        "9900 CLOSED 0 deb 3 0",
        "10000 CLOSED 1 deb 3 0",
    ]


def test_a_supervisor_extends_a_bail_in_time() -> None:
    made = world(review={"bail_extension": "15 min", "bail_asked_before": "30 min"})
    made.detective("deb", (0, DAY))
    made.supervisor("sam", "cid", (0, DAY))
    arrest(made, work=[500, 40_000], release_luck=BAILED)
    made.expect(
        """
        800   RELEASED      0  deb  1  0
        6200  EXTENDING     0  sam  -  900     # half an hour before 8000
        7100  BAIL_EXTENDED 0  sam  -  18800   # five hours from release
        18800 BAIL_EXPIRED  0  deb  -  -       # one extension, no more
        40800 CLOSED        0  deb  3  0
        """,
        about="crime",
        without=f"{BEGINNING} ALLOCATED STARTED FINISHED",
    )


def test_a_bail_is_extended_late() -> None:
    """Pair: bail and a supervisor who is not there. What has expired is still extended, to the same date."""
    made = world(review={"bail_extension": "15 min", "bail_asked_before": "30 min"})
    made.detective("deb", (0, DAY))
    made.supervisor("sam", "cid", (7500, 8200), (9000, DAY))
    arrest(made, work=[500, 40_000], release_luck=BAILED)
    made.expect(
        """
        800   RELEASED      0  deb  1  0
        8000  BAIL_EXPIRED  0  deb  -  -       # sam had 700 s of the 900 that it takes
        9000  EXTENDING     0  sam  -  900
        9900  BAIL_EXTENDED 0  sam  -  18800
        18800 BAIL_EXPIRED  0  deb  -  -
        40800 CLOSED        0  deb  3  0
        """,
        about="crime",
        without=f"{BEGINNING} ALLOCATED STARTED FINISHED",
    )


def test_extensions_come_by_the_end_of_the_bail_and_before_reviews() -> None:
    """Pair: bail and reviews; and an extension that is under way when the crime is closed is ended."""
    review = {"bail_extension": "15 min", "bail_asked_before": "30 min", "first": "100 min"}
    made = world(review=review)
    made.detective("deb", (0, DAY))
    made.supervisor("sam", "cid", (7000, DAY))
    arrest(made, work=[500, 6000], release_luck=BAILED)
    arrest(made, work=[500, 9000], release_luck=BAILED)
    made.expect(
        """
        800   RELEASED      0  deb  1  0
        1300  RELEASED      1  deb  1  0
        6300  REVIEW_DUE    0  deb  1  1
        6650  REVIEW_DUE    1  deb  1  1
        7000  EXTENDING     0  sam  -  900
        7300  CLOSED        0  deb  3  0
        7900  BAIL_EXTENDED 0  sam  -  18800
        7900  EXTENDING     1  sam  -  900
        8500  BAIL_EXPIRED  1  deb  -  -
        8800  BAIL_EXTENDED 1  sam  -  19300
        8800  REVIEWING     1  sam  1  1200    # of the other none is needed any more
        10000 REVIEWED      1  sam  1  3350
        16300 CLOSED        1  deb  3  0
        """,
        about="crime",
        without=f"{BEGINNING} ALLOCATED STARTED FINISHED",
    )


def test_a_filed_crime_releases_its_suspect_too() -> None:
    screen = {"kind": "solvability", "by": "bureau", "file_below": 0.5, "desk_below": 0.5}
    made = world(changes={"investigative_model.screen": screen})
    made.officer("bea", "bureau", (0, DAY))
    arrest(made, score=0.1, filed_work=900, release_luck=INVESTIGATED)
    assert made.diary("crime 0")[-3:] == ["1200 FINISHED 0 bea 0 0", "1200 RELEASED 0 bea 2 0", "1200 CLOSED 0 bea 5 0"]
