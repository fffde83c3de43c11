"""Stories of conditions, screening and routes: what a score, points of factors and the time of day decide.

The village begins on a Monday. Unit 0 are the detectives, unit 1 the bureau where somebody of it is told of.
"""

from __future__ import annotations

from typing import Any

from tests.stories.hand import DAY, World

HOUR = 3600
MODEL = "investigative_model"
DAYTIME = {"opens": "08:00", "closes": "16:00"}
FACTORS = {"witness": {"share": 0.2}, "cctv": {"share": 0.1}}
BY_FACTORS = {
    "kind": "factors",
    "by": "bureau",
    "weights": {"witness": 0.7, "cctv": 0.1, "named suspect": 2},
    "file_below": 0.7,
    "desk_below": 0.8,
}


def to_cid_when(**when: Any) -> dict[str, Any]:
    """Crimes of this kind go to the detectives, all others to the bureau."""
    return {f"{MODEL}.routes": [{"name": "these", "when": when, "to": "cid"}, {"name": "rest", "to": "bureau"}]}


def two_teams(changes: dict[str, Any], **facts: Any) -> World:
    """Detectives and a bureau, one of each, who are never on duty."""
    world = World(changes, **facts)
    world.detective("deb")
    world.officer("bea", "bureau")
    return world


def test_a_score_decides_the_route_from_its_bound_on() -> None:
    world = two_teams(to_cid_when(score_at_least=0.6, score_below=0.8))
    for score in (0.599, 0.6, 0.799, 0.8):
        world.crime(10, score=score)
    world.expect(
        """
        10 ROUTED 0 - 1 1
        10 ROUTED 1 - 0 0      # at the bound
        10 ROUTED 2 - 0 0
        10 ROUTED 3 - 1 1      # below means below
        """,
        about="crime",
        without="RECORDED SCREENED ALLOCATED",
    )


def test_the_hour_of_the_decision_decides_the_route_until_the_hours_close() -> None:
    world = two_teams(to_cid_when(hours=DAYTIME))
    for at in (8 * HOUR - 1, 8 * HOUR, 16 * HOUR - 1, 16 * HOUR):
        world.crime(at)
    world.expect(
        """
        28799 ROUTED 0 - 1 1
        28800 ROUTED 1 - 0 0
        57599 ROUTED 2 - 0 0
        57600 ROUTED 3 - 1 1
        """,
        about="crime",
        without="RECORDED SCREENED ALLOCATED",
    )


def test_hours_over_midnight_belong_to_the_day_on_which_they_begin() -> None:
    """Sunday nights only: that of the week before still lasts when the run begins on a Monday."""
    world = two_teams(to_cid_when(hours={"opens": "22:00", "closes": "06:00", "days": ["Sun"]}), days=8)
    for at in (0, 6 * HOUR, 22 * HOUR, 6 * DAY + 23 * HOUR, 7 * DAY + 5 * HOUR):
        world.crime(at)
    world.expect(
        """
        0      ROUTED 0 - 0 0      # Monday 00:00
        21600  ROUTED 1 - 1 1      # Monday 06:00
        79200  ROUTED 2 - 1 1      # Monday 22:00
        601200 ROUTED 3 - 0 0      # Sunday 23:00
        622800 ROUTED 4 - 0 0      # the Monday after, 05:00
        """,
        about="crime",
        without="RECORDED SCREENED ALLOCATED",
    )


def test_the_clock_on_the_wall_decides_when_it_is_put_forward() -> None:
    """On 30 March 2025 01:00 becomes 02:00: hours from 01:30 begin then, and 08:00 is the eighth hour."""
    screen = {"kind": "none", "hours": {"opens": "01:30", "closes": "02:10"}}
    world = two_teams({"start": "2025-03-30", f"{MODEL}.screen": screen, **to_cid_when(hours=DAYTIME)})
    world.crime(10)
    world.crime(4000)
    world.crime(4200)
    world.expect(
        """
        3600 SCREENED 0 - 0 0      # 02:00 by the clock on the wall
        4000 SCREENED 1 - 0 0
        """,
        about="crime",
        without="RECORDED ROUTED ALLOCATED",
    )
    in_the_morning = two_teams({"start": "2025-03-30", **to_cid_when(hours=DAYTIME)})
    in_the_morning.crime(7 * HOUR - 1)
    in_the_morning.crime(7 * HOUR)
    in_the_morning.expect(
        """
        25199 ROUTED 0 - 1 1
        25200 ROUTED 1 - 0 0
        """,
        about="crime",
        without="RECORDED SCREENED ALLOCATED",
    )


def test_what_is_recorded_at_night_is_screened_when_the_hours_begin() -> None:
    """The time for the decision is counted first; who withdraws meanwhile is not screened."""
    screen = {"kind": "none", "hours": {**DAYTIME, "days": ["Tue", "Wed"]}}
    world = World({f"{MODEL}.screen": screen, "mechanics.decision_time": "1 h"}, days=2)
    world.detective("deb")
    world.crime(9 * HOUR)
    world.crime(50)
    world.crime(60, patience=HOUR)
    world.crime(DAY + 7 * HOUR)
    world.crime(DAY + 15 * HOUR - 1)
    world.crime(DAY + 15 * HOUR)
    world.expect(
        """
        50     RECORDED 1 - 0 -
        60     RECORDED 2 - 0 -
        3660   CLOSED   2 - 4 0
        32400  RECORDED 0 - 0 -
        111600 RECORDED 3 - 0 -
        115200 SCREENED 3 - 0 0      # its hour for the decision is just over, which comes before
        115200 SCREENED 0 - 0 0      # Tuesday 08:00
        115200 SCREENED 1 - 0 0
        140399 RECORDED 4 - 0 -
        140400 RECORDED 5 - 0 -
        143999 SCREENED 4 - 0 0      # 15:59:59; the last waits for Wednesday
        """,
        about="crime",
        without="ROUTED ALLOCATED",
    )


def test_points_of_factors_file_work_at_the_desk_or_allocate() -> None:
    changes = {"demand.factors": FACTORS, f"{MODEL}.screen": BY_FACTORS}
    world = two_teams(changes)
    for factors, named in ((0, False), (2, False), (1, False), (3, False), (0, True)):
        world.crime(10, factors=factors, named=named, score=0.99)
    world.expect(
        """
        10 SCREENED 0 - 1 2
        10 SCREENED 1 - 1 2      # cctv: 0.1
        10 SCREENED 2 - 2 2      # witness: 0.7 is not below 0.7
        10 SCREENED 3 - 0 1      # both: 0.8 is not below 0.8, whatever binary fractions say
        10 SCREENED 4 - 0 1      # a named suspect: 2
        """,
        about="crime",
        without="RECORDED ROUTED ALLOCATED",
    )


def test_what_is_never_filed_needs_no_points() -> None:
    never = {"never": [{"vulnerable": True, "hours": DAYTIME}]}
    world = two_teams({"demand.factors": FACTORS, f"{MODEL}.screen": {**BY_FACTORS, **never}})
    world.crime(10, vulnerable=True)
    world.crime(9 * HOUR, vulnerable=True)
    world.expect(
        """
        10    SCREENED 0 - 1 2
        10    ROUTED   0 - - 1
        32400 SCREENED 1 - 0 0
        32400 ROUTED   1 - 0 0
        """,
        about="crime",
        without="RECORDED ALLOCATED",
    )


def test_another_team_has_the_crime_while_nobody_is_on_duty() -> None:
    """Supervisors do not count, and the second team takes it though it is away and full itself."""
    route = {"name": "all", "to": "cid", "if_off_duty": "bureau", "if_full": "response"}
    world = World({f"{MODEL}.routes": [route]}, caps={"cid": 1, "bureau": 0})
    world.detective("deb", (1000, 2000))
    world.officer("bea", "bureau")
    world.patrol("pat")
    world.supervisor("sam", "cid", (0, 3000))
    world.crime(999)
    world.crime(1000, work=[5000])
    world.crime(1999)
    world.crime(2000)
    world.expect(
        """
        999  ROUTED 0 - 0 1
        1000 ROUTED 1 - 0 0      # deb comes on before anything is recorded
        1999 ROUTED 2 - 0 2      # on duty and full
        2000 ROUTED 3 - 0 1      # full and off duty: the latter counts
        """,
        about="crime",
        without="RECORDED SCREENED ALLOCATED STARTED PAUSED",
    )


def test_all_must_be_full_and_room_kept_by_an_allocation_counts() -> None:
    route = {"name": "all", "to": "cid", "if_full": "bureau"}
    allocate = {"kind": "best_fit", "takes": "10 min"}
    world = World({f"{MODEL}.routes": [route], f"{MODEL}.allocate": allocate}, caps={"cid": 1})
    world.detective("deb")
    world.detective("dan")
    world.officer("bea", "bureau")
    world.supervisor("sam", "cid", (0, 3000))
    for at in (0, 100, 650, 700):
        world.crime(at)
    world.expect(
        """
        0    ROUTED     0 -   0  0
        0    ALLOCATING 0 sam 0  600
        100  ROUTED     1 -   0  0      # dan has room
        600  ALLOCATED  0 deb 256 3
        600  ALLOCATING 1 sam 0  600
        650  ROUTED     2 -   0  1      # dan's room is kept
        650  ALLOCATED  2 bea 16 -
        700  ROUTED     3 -   0  1
        700  ALLOCATED  3 bea 16 -
        1200 ALLOCATED  1 dan 16 3
        """,
        about="crime",
        without="RECORDED SCREENED",
    )


def test_the_officer_who_attended_keeps_the_crime_though_the_route_names_others() -> None:
    route = {"name": "own", "to": "attending_officer", "otherwise_to": "cid", "if_off_duty": "bureau"}
    world = World({f"{MODEL}.routes": [route]})
    world.patrol("pat", (0, DAY))
    world.detective("deb")
    world.officer("bea", "bureau")
    world.crime(incident=world.incident(0, travel=100, scene=100), work=[60])
    world.crime(300)
    world.expect(
        """
        200 ROUTED 0 - 0 0      # pat's own unit
        300 ROUTED 1 - 0 2      # nobody attended, and no detective is on duty
        """,
        about="crime",
        without="RECORDED SCREENED ALLOCATED STARTED FINISHED CLOSED",
    )


def test_a_transfer_may_depend_on_the_score_and_on_the_hour() -> None:
    clause = {"name": "good ones by day", "to": "bureau", "when": {"score_at_least": 0.5, "hours": DAYTIME}}
    world = World({f"{MODEL}.transfer": {"clauses": [clause]}})
    world.detective("deb", (0, DAY))
    world.officer("bea", "bureau")
    world.crime(7 * HOUR, work=[60, 60], score=0.5)
    world.crime(8 * HOUR, work=[60, 60], score=0.4)
    world.crime(9 * HOUR, work=[60, 60], score=0.5)
    world.expect(
        """
        32460 OFFERED     2 deb 0 1
        32460 ACCEPTED    2 deb 0 1
        32460 TRANSFERRED 2 deb 0 1
        """,
        about="crime",
        without="RECORDED SCREENED ROUTED ALLOCATED STARTED FINISHED CLOSED",
    )
