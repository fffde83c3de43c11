"""Stories of people: who joins, who leaves and what becomes of their crimes, and who follows.

Whoever leaves at 1000 may have a turn that ends later. The last figure but one of HANDED_BACK is 2: has left. `cid` is
unit 0 where no other unit is named before.
"""

from __future__ import annotations

from tests.stories.hand import DAY, World
from tests.stories.test_case_life_stories import DOWNLOAD, ENQUIRIES, plan

MADE = "RECORDED SCREENED ROUTED"
REVIEW = {"first": "900 days", "then": "900 days", "takes": "1 s", "on_time_within": "48 h"}
LOST = {"investigative_model.transfer": {"lost_work": "50 s"}}
BY_SUPERVISORS = {"investigative_model.allocate": {"kind": "least_caseload", "takes": "200 s"}}


def without(world: World, about: str, made: str = MADE) -> list[str]:
    return [line for line in world.diary(about) if line.split()[1] not in made.split()]


# Who leaves


def test_what_a_leaver_holds_goes_back_in_that_second_and_what_is_in_hand_when_it_is_put_down() -> None:
    world = World(LOST)
    world.detective("dan", (0, 3000), leaves=1000)
    world.detective("eve", (1500, DAY))
    world.crime(0, work=[2000, 400])
    world.crime(0, work=[9000])
    world.crime(0, work=[10])
    world.crime(1200, work=[5])
    world.expect(
        """
        0     ALLOCATED   0 dan 256 -
        0     STARTED     0 dan 0   2000
        0     ALLOCATED   1 eve 64  -
        0     ALLOCATED   2 dan 128 -
        1000  HANDED_BACK 2 dan 2   0
        1000  ALLOCATED   2 eve 16  -        # the only one left
        1200  ALLOCATED   3 eve 16  -        # though dan holds fewer and is on duty
        1500  STARTED     1 eve 0   9000
        2000  FINISHED    0 dan 0   0
        2000  HANDED_BACK 0 dan 2   0        # he does not begin the second stage
        2000  ALLOCATED   0 eve 16  -
        10500 FINISHED    1 eve 0   0
        10500 CLOSED      1 eve 3   0
        10500 STARTED     2 eve 0   60       # 50 s are done again
        10560 FINISHED    2 eve 0   0
        10560 CLOSED      2 eve 3   0
        10560 STARTED     3 eve 0   5
        10565 FINISHED    3 eve 0   0
        10565 CLOSED      3 eve 3   0
        10565 STARTED     0 eve 1   450
        11015 FINISHED    0 eve 1   0
        11015 CLOSED      0 eve 3   0
        """,
        about="crime",
        without=MADE,
    )


def test_what_is_put_down_at_the_end_of_the_last_turn_goes_back_then() -> None:
    world = World()
    world.detective("dan", (0, 1800), leaves=1000)
    world.detective("eve", (0, 100))
    world.crime(0, work=[2000])
    world.expect(
        """
        0    ALLOCATED   0 dan 256 -
        0    STARTED     0 dan 0   2000
        1800 PAUSED      0 dan 0   200
        1800 HANDED_BACK 0 dan 2   0
        1800 ALLOCATED   0 eve 16  -
        """,
        about="crime",
        without=MADE,
    )


def test_a_turn_that_ends_in_the_second_of_leaving() -> None:
    world = World()
    world.detective("dan", (0, 1000), leaves=1000)
    world.detective("eve", (0, DAY))
    world.crime(0, work=[1000, 300])
    world.crime(0, work=[5000])
    world.expect(
        """
        0    ALLOCATED   0 dan 256 -
        0    STARTED     0 dan 0   1000
        1000 FINISHED    0 dan 0   0
        1000 HANDED_BACK 0 dan 2   0
        1000 ALLOCATED   0 eve 16  -
        5000 STARTED     0 eve 1   300
        5300 FINISHED    0 eve 1   0
        5300 CLOSED      0 eve 3   0
        """,
        about="crime 0",
        without=MADE,
    )


def test_outside_waits_go_on_and_a_crime_that_is_closed_with_the_piece_in_hand_stays_closed() -> None:
    world = World()
    world.detective("dan", (0, 2000), leaves=1000)
    world.crime(0, work=[100, 50], waits=[2000])
    world.crime(100, work=[1500])
    assert without(world, "crime") == [
        "0 ALLOCATED 0 dan 16 -",
        "0 STARTED 0 dan 0 100",
        "100 FINISHED 0 dan 0 2000",
        "100 ALLOCATED 1 dan 16 -",
        "100 STARTED 1 dan 0 1500",
        "1000 HANDED_BACK 0 dan 2 0",
        "1600 FINISHED 1 dan 0 0",
        "1600 CLOSED 1 dan 3 0",
        "2100 WAITED 0 - 1 -",
    ]


def test_a_stage_that_a_specialist_does_is_done_before_the_crime_goes_back() -> None:
    for until, ending in (
        (DAY, ["1500 ASSISTED 0 dot 1 0", "1500 HANDED_BACK 0 dan 2 0"]),
        (1200, ["1200 ASSIST_PAUSED 0 dot 1 300", "1200 HANDED_BACK 0 dan 2 0"]),
    ):
        world = plan(ENQUIRIES, DOWNLOAD, {**ENQUIRIES, "name": "interview", "work": 0.5})
        world.changes["demand.plans.short"][1] = {**DOWNLOAD, "work": 0.25}
        world.changes["demand.plans.short"][2]["work"] = 0.25
        world.detective("dan", (0, 2000), leaves=1000)
        world.officer("dot", "digital", (0, until))
        world.crime(0, work=[500, 1000, 200])
        told = without(world, "crime")
        assert told[-len(ending) :] == ending
        assert "500 ASSISTING 0 dot 1 1000" in told


def test_a_crime_that_waits_for_a_signature_is_signed_off_as_the_leavers() -> None:
    world = World({"investigative_model.review": REVIEW | {"sign_off": "100 s"}})
    world.detective("dan", (0, 2000), leaves=1000)
    world.supervisor("sue", "cid", (1500, DAY))
    world.crime(0, work=[300])
    assert without(world, "crime")[-3:] == ["1500 SIGNING_OFF 0 sue - 100", "1600 SIGNED_OFF 0 sue - 1300",
                                            "1600 CLOSED 0 dan 3 0"]  # fmt: skip


# Who is given nothing


def test_where_nobody_serves_any_more_crimes_wait_and_are_handed_out_when_somebody_joins() -> None:
    world = World()
    world.detective("dan", (0, 2000), leaves=1000)
    world.detective("jo", (5000, DAY), joins=4000)
    world.crime(0, work=[3000])
    world.crime(1500, work=[100])
    world.expect(
        """
        0    ALLOCATED   0 dan 16  -
        0    STARTED     0 dan 0   3000
        2000 PAUSED      0 dan 0   1000
        2000 HANDED_BACK 0 dan 2   0
        5000 ALLOCATED   1 jo  16  -        # queued first; she has joined at 4000 but begins work now
        5000 ALLOCATED   0 jo  16  -
        5000 STARTED     0 jo  0   1000     # recorded first
        6000 FINISHED    0 jo  0   0
        6000 CLOSED      0 jo  3   0
        6000 STARTED     1 jo  0   100
        6100 FINISHED    1 jo  0   0
        6100 CLOSED      1 jo  3   0
        """,
        about="crime",
        without=MADE,
    )


def test_an_opening_backlog_and_work_at_the_desk_wait_where_nobody_serves_yet() -> None:
    backlog = [{"team": "cid", "crimes": {"force": 1}, "offences": {"theft": 1}, "age": "1 day"}]
    filed = {"kind": "solvability", "file_below": 1, "desk_below": 1, "by": "cid"}
    world = World({"demand.backlog": backlog, "investigative_model.screen": filed})
    world.detective("jo", (3000, DAY), joins=1000)
    world.crime(opened_at=-500, work=[100])
    world.crime(0, filed_work=300)
    assert without(world, "crime", "SCREENED") == [
        "0 RECORDED 0 - 3 0",
        "0 ROUTED 0 - - 0",
        "0 RECORDED 1 - 0 -",
        "0 ROUTED 1 - - 0",
        "3000 ALLOCATED 0 jo 16 -",
        "3000 ALLOCATED 1 jo 16 -",
        "3000 STARTED 0 jo 0 100",
        "3100 FINISHED 0 jo 0 0",
        "3100 CLOSED 0 jo 3 0",
        "3100 STARTED 1 jo 0 300",
        "3400 FINISHED 1 jo 0 0",
        "3400 CLOSED 1 jo 5 0",
    ]


def test_whoever_has_left_before_the_start_is_given_nothing() -> None:
    world = World()
    world.detective("gone", leaves=-5000)
    world.detective("eve", (0, DAY))
    world.crime(0, work=[100])
    assert "0 ALLOCATED 0 eve 16 -" in world.diary("crime")


def test_a_successor_is_given_crimes_from_the_first_turn_on() -> None:
    world = World()
    dan = world.detective("dan", (0, 800), (3500, DAY), leaves=1000)
    world.follows(dan, 3000)
    world.crime(0, work=[900])
    world.crime(3100, work=[10])
    world.expect(
        """
        0    ALLOCATED   0 dan 16  -
        0    STARTED     0 dan 0   900
        800  PAUSED      0 dan 0   100
        1000 HANDED_BACK 0 dan 2   0
        3500 ALLOCATED   0 dan 16  -
        3500 ALLOCATED   1 dan 16  -
        3500 STARTED     0 dan 0   100
        3600 FINISHED    0 dan 0   0
        3600 CLOSED      0 dan 3   0
        3600 STARTED     1 dan 0   10
        3610 FINISHED    1 dan 0   0
        3610 CLOSED      1 dan 3   0
        """,
        about="crime",
        without=MADE,
    )


def test_a_successor_without_delay_may_go_on_from_the_leavers_turn() -> None:
    """The turns touch, so that they are one spell: at 1000 somebody else is on duty in the same post."""
    world = World()
    dan = world.detective("dan", (0, DAY), leaves=1000)
    world.follows(dan, 1000)
    world.crime(0, work=[1500, 10])
    world.crime(0, work=[20])
    told = [line for line in without(world, "crime") if "FINISHED" not in line]
    assert told == [
        "0 ALLOCATED 0 dan 16 -",
        "0 STARTED 0 dan 0 1500",
        "0 ALLOCATED 1 dan 16 -",
        "1000 HANDED_BACK 1 dan 2 0",
        "1000 ALLOCATED 1 dan 16 -",
        "1500 HANDED_BACK 0 dan 2 0",
        "1500 ALLOCATED 0 dan 16 -",
        "1500 STARTED 1 dan 0 20",
        "1520 CLOSED 1 dan 3 0",
        "1520 STARTED 0 dan 1 10",
        "1530 CLOSED 0 dan 3 0",
    ]


def test_nobody_is_given_what_a_supervisor_could_not_allocate_in_time() -> None:
    """It takes 200 s: what is begun at 799 is allocated at 999, what is begun at 800 goes to eve."""
    for at, owner in ((799, "dan"), (800, "eve")):
        world = World(BY_SUPERVISORS)
        world.detective("dan", (0, 2000), leaves=1000)
        world.detective("eve", (0, DAY))
        world.supervisor("sue", "cid", (0, DAY))
        world.crime(at, work=[5000])
        assert f"{at + 200} ALLOCATED 0 {owner} {256 if owner == 'dan' else 16} 2" in world.diary("crime")


def test_what_a_meeting_has_decided_for_a_leaver_is_decided_again() -> None:
    meeting = {"kind": "meeting", "at": ["00:10", "00:40"], "weights": {"caseload": 1}, "left": 1000, "takes": "100 s"}
    world = World({"investigative_model.allocate": meeting})
    world.detective("dan", (0, 2000), leaves=1000)
    world.detective("eve", (0, DAY))
    world.supervisor("sue", "cid", (1200, DAY))
    world.crime(0, work=[50])
    world.crime(1, work=[50])
    assert [line for line in without(world, "crime") if "ALLOCATED" in line] == [
        "1300 ALLOCATED 1 eve 8192 2",
        "2500 ALLOCATED 0 eve 8192 2",
    ]


def test_who_shares_a_units_work_takes_up_none_of_it_after_leaving() -> None:
    world = World(
        {"investigative_model.allocate": {"kind": "best_fit", "skill": "preferred", "cap": "soft"}},
        teams={"cid": {"desks": ["investigation"], "shares_work": True}},
    )
    world.detective("dan", (0, 3000), leaves=1000)
    world.detective("eve", (2500, DAY))
    world.crime(0, work=[900])
    world.crime(0, work=[900])
    world.crime(1100, work=[100])
    told = without(world, "crime")
    assert [line for line in told if "STARTED" in line] == [
        "0 STARTED 0 dan 0 900",
        "900 STARTED 1 dan 0 900",
        "2500 STARTED 2 eve 0 100",
    ]


def test_the_officer_who_attended_keeps_the_crime_only_while_serving() -> None:
    for leaves, owner in ((5000, "ann"), (800, "eve")):
        world = World(
            {"investigative_model.routes": [{"name": "own", "to": "attending_officer", "otherwise_to": "cid"}]}
        )
        world.patrol("ann", (0, 3000), leaves=leaves)
        world.detective("eve", (0, DAY))
        incident = world.incident(0)
        world.crime(incident=incident)
        assert any(f"ALLOCATED 0 {owner}" in line for line in world.diary("crime"))


def test_who_serves_is_full_when_all_who_do_are() -> None:
    """Jo, who has not joined yet, holds nothing; eve is full: offers are refused until jo has begun."""
    for joins, refused in ((50_000, True), (50, False)):
        clauses = [{"name": "on", "to": "bureau"}]
        world = World({"investigative_model.transfer": {"clauses": clauses}}, caps={"bureau": 1})
        world.detective("dan", (0, DAY))
        world.officer("eve", "bureau", (100, DAY))
        world.officer("jo", "bureau", (joins + 10, DAY), joins=joins)
        world.crime(0, work=[100, 500])
        world.crime(0, work=[100, 500])
        assert any("REFUSED" in line for line in world.diary("crime")) == refused


def test_a_linked_crime_does_not_follow_the_other_to_somebody_who_has_left() -> None:
    rule = {"kind": "least_caseload", "linked": True}
    for leaves, owner in ((1000, "eve"), (5000, "dan")):
        world = World({"investigative_model.allocate": rule})
        world.detective("dan", (0, 3000), leaves=leaves)
        world.detective("eve", (6000, DAY))
        world.crime(0, work=[2000])
        world.crime(1100, linked=0)
        assert any(f"1100 ALLOCATED 1 {owner}" in line for line in world.diary("crime 1"))
