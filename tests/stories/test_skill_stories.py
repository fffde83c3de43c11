"""Stories of skills that change, of owners who are away for long, and of turns kept free for investigation.

Assault needs pip1, rape pip2 and rasso; skill 0 is pip1, 1 pip2, 2 rasso. Below the level work takes a quarter longer.
"""

from __future__ import annotations

from demandsim.eventlog.timeline import officer_timeline, timeline
from tests.stories.hand import DAY, World

MADE = "RECORDED SCREENED ROUTED"
BELOW = {"work": 0.25, "charge": 0.5, "wait": 0.5}
TO_ANYONE = {"kind": "best_fit", "skill": "preferred", "cap": "soft"}


def below_level() -> World:
    """A world in which a lack of skill costs something and stops nothing."""
    return World({"mechanics.below_level": BELOW, "investigative_model.allocate": TO_ANYONE})


def test_who_gains_the_skill_works_at_the_level_when_next_at_work() -> None:
    world = below_level()
    dan = world.detective("dan", (0, 500), (1000, DAY))
    world.gains(dan, "pip1", 700)
    world.crime(0, "assault", work=[1000, 1000], prospect=0.1)
    world.expect(
        """
        0    ALLOCATED 0 dan 17 -
        0    STARTED   0 dan 0  1250
        500  PAUSED    0 dan 0  750
        700  QUALIFIED - dan 0  -
        1000 STARTED   0 dan 0  600      # what was 750 s for the unskilled
        1600 FINISHED  0 dan 0  0
        1600 STARTED   0 dan 1  1000
        2600 FINISHED  0 dan 1  0
        2600 CLOSED    0 dan 0  0        # charged: the owner is at the level
        """,
        about="what happens",
        without=MADE,
    )


def test_a_skill_lost_at_work_counts_from_the_next_stage_and_at_the_end() -> None:
    world = below_level()
    dan = world.detective("dan", (0, DAY), skills=["pip1"])
    world.gains(dan, "pip1", 100, loses=True)
    world.crime(0, "assault", work=[400, 400], waits=[1000], prospect=0.1)
    world.expect(
        """
        0    ALLOCATED    0 dan 16 -
        0    STARTED      0 dan 0  400
        100  DISQUALIFIED - dan 0  -
        400  FINISHED     0 dan 0  1000    # begun at the level: the wait is the standard one
        1400 WAITED       0 dan 1  -
        1400 STARTED      0 dan 1  500
        1900 FINISHED     0 dan 1  0
        1900 CLOSED       0 dan 2  1
        """,
        about="what happens",
        without=MADE,
    )


def test_the_level_at_the_end_is_that_of_the_second_of_closing() -> None:
    world = below_level()
    dan = world.detective("dan", (0, DAY))
    world.gains(dan, "pip1", 800)
    world.crime(0, "assault", work=[400], waits=[1000], prospect=0.1)
    assert world.diary("crime")[-3:] == ["500 FINISHED 0 dan 0 1500", "2000 WAITED 0 dan 4 -", "2000 CLOSED 0 dan 0 0"]


def test_a_crime_that_waits_for_a_skill_has_an_owner_when_a_course_ends() -> None:
    world = World()
    dan = world.detective("dan", (900, DAY), skills=["pip2"])
    world.detective("eve", (0, DAY))
    world.course(dan, "rasso", 0, 800)
    world.crime(0, "rape", work=[100])
    world.expect(
        """
        800  QUALIFIED - dan 2  -
        800  ALLOCATED 0 dan 32 -
        900  STARTED   0 dan 0  100
        1000 FINISHED  0 dan 0  0
        1000 CLOSED    0 dan 3  0
        """,
        about="what happens",
        without=MADE,
    )


def long_away(**transfer: str) -> World:
    """A world in which crimes go back to the queue when their owner has been away for 1,000 s."""
    return World({"investigative_model.transfer": {"after_sickness": "1000 s", **transfer}})


def test_after_so_long_an_illness_crimes_go_back_to_the_queue() -> None:
    world = long_away(lost_work="50 s")
    dan = world.detective("dan", (0, 300), (4000, DAY))
    world.sick(dan, (250, 3000), (10_000, 10_999))
    world.detective("eve", (1500, DAY))
    world.crime(0, work=[400])
    world.crime(0, work=[9000])
    world.crime(0, work=[10])
    world.expect(
        """
        0     ALLOCATED   0 dan 256 -
        0     STARTED     0 dan 0   400
        0     ALLOCATED   1 eve 64  -
        0     ALLOCATED   2 dan 128 -
        300   PAUSED      0 dan 0   100
        1250  HANDED_BACK 0 dan 0   0        # 1,000 s after he fell ill
        1250  HANDED_BACK 2 dan 0   0
        1250  ALLOCATED   0 eve 16  -        # dan gets nothing until he is there again
        1250  ALLOCATED   2 eve 16  -
        1500  STARTED     1 eve 0   9000
        10500 FINISHED    1 eve 0   0
        10500 CLOSED      1 eve 3   0
        10500 STARTED     0 eve 0   150      # 50 s are done again
        10650 FINISHED    0 eve 0   0
        10650 CLOSED      0 eve 3   0
        10650 STARTED     2 eve 0   60
        10710 FINISHED    2 eve 0   0
        10710 CLOSED      2 eve 3   0
        """,
        about="crime",
        without=MADE,
    )


def test_outside_waits_go_on_while_a_crime_has_no_owner() -> None:
    world = long_away()
    world.caps["cid"] = 1
    dan = world.detective("dan", (0, 100), (4000, DAY))
    world.detective("eve", (0, DAY))
    world.sick(dan, (100, 3000))
    world.crime(0, work=[100, 100], waits=[1500])
    world.crime(0, work=[9000])
    world.expect(
        """
        0    ROUTED      0 -   0  0
        0    ALLOCATED   0 dan 256 -
        0    STARTED     0 dan 0  100
        100  FINISHED    0 dan 0  1500
        1100 HANDED_BACK 0 dan 0  0
        1100 ROUTED      0 -   -  0
        1600 WAITED      0 -   1  -
        4000 ALLOCATED   0 dan 16 -        # eve is full, and he is back
        4000 STARTED     0 dan 1  100
        4100 FINISHED    0 dan 1  0
        4100 CLOSED      0 dan 3  0
        """,
        about="crime 0",
        without="RECORDED SCREENED",
    )


def test_a_crime_of_which_only_the_last_wait_is_left_is_closed_in_the_queue_or_by_its_next_owner() -> None:
    for there_until, ending in (
        (
            2000,
            [
                "1100 ALLOCATING 0 sue 0 600",
                "1400 WAITED 0 - 4 -",
                "1700 ALLOCATED 0 eve 16 2",
                "1700 CLOSED 0 eve 3 0",
            ],
        ),
        (1200, ["1400 WAITED 0 - 4 -", "1400 CLOSED 0 - 3 0"]),
    ):
        world = long_away()
        dan = world.detective("dan", (0, 800), (4000, DAY))
        world.detective("eve", (1000, DAY))
        world.sick(dan, (100, 3000))
        world.supervisor("sue", "cid", (0, there_until))
        world.crime(0, work=[100], waits=[700])
        world.changes["investigative_model.allocate"] = {"kind": "least_caseload", "takes": "600 s"}
        assert world.diary("crime 0")[7:] == ["1100 HANDED_BACK 0 dan 0 0", "1100 ROUTED 0 - - 0", *ending]


def test_whoever_learns_for_long_hands_crimes_back_likewise() -> None:
    world = long_away()
    dan = world.detective("dan", (0, 100), (9000, DAY))
    eve = world.detective("eve", (0, 100), (5000, 8500))
    world.course(dan, "pip2", 2000, 3001)
    world.course(eve, "pip2", 2000, 3000)
    world.crime(0)
    world.crime(0)
    world.expect(
        """
        0    ALLOCATED   0 dan 256 -
        0    STARTED     0 dan 0   3600
        0    ALLOCATED   1 eve 64  -
        0    STARTED     1 eve 0   3600
        100  PAUSED      0 dan 0   3500
        100  PAUSED      1 eve 0   3500
        3000 HANDED_BACK 0 dan 1   0       # eve's course is not longer than 1,000 s
        3000 ALLOCATED   0 eve 16  -
        5000 STARTED     1 eve 0   3500
        8500 FINISHED    1 eve 0   0
        8500 CLOSED      1 eve 3   0
        """,
        about="crime",
        without=MADE,
    )


GUARDED = {"desks": ["response", "investigation"], "protected": {"every": 2}}
KEPT = {"investigative_model.routes": [{"name": "all", "to": "response"}]}


def sent(world: World) -> list[tuple[int, str]]:
    """Who is sent when."""
    return [(int(row.split()[0]), row.split()[3]) for row in world.diary("incident") if "DISPATCHED" in row]


def test_in_a_protected_turn_nobody_is_sent_but_to_emergencies_after_everybody_else() -> None:
    turns = [(0, 10_000), (20_000, 30_000), (40_000, 50_000)]
    world = World(KEPT, teams={"response": GUARDED})
    world.patrol("ann", *turns)
    world.patrol("bob", *turns)
    for begins in (0, 20_000, 40_000):
        world.incident(begins + 100, "priority", travel=100, scene=500)
        world.incident(begins + 200, "priority", travel=100, scene=500)
        world.incident(begins + 1500, "emergency", travel=100, scene=3000)
        world.incident(begins + 1600, "emergency", travel=100, scene=3000)
    # Ann's first turn and her third are protected, bob's second: they begin at different ones.
    assert sent(world) == [
        *((100, "bob"), (700, "bob"), (1500, "bob"), (1600, "ann")),
        *((20_100, "ann"), (20_700, "ann"), (21_500, "ann"), (21_600, "bob")),
        *((40_100, "bob"), (40_700, "bob"), (41_500, "bob"), (41_600, "ann")),
    ]


def test_nobody_is_sent_where_all_are_protected_and_nothing_breaks_it() -> None:
    nothing = {"every": 1, "break_for": []}
    world = World(KEPT, teams={"response": {**GUARDED, "protected": nothing}})
    world.patrol("ann", (0, 10_000))
    world.incident(100, "emergency")
    world.crime(0, work=[5000])
    assert sent(world) == []
    assert "5000 FINISHED 0 ann 0 0" in world.diary("crime")


def test_supervisors_do_not_count_among_those_who_take_turns_at_being_protected() -> None:
    world = World(KEPT, teams={"response": GUARDED})
    world.supervisor("sue", "response", (0, 10_000), area="north")
    world.patrol("ann", (0, 10_000))
    world.patrol("bob", (0, 10_000))
    world.incident(100, "priority", travel=100, scene=500)
    assert sent(world) == [(100, "bob")]


def test_it_is_told_in_words() -> None:
    world = long_away()
    dan = world.detective("dan", (5000, DAY))
    world.detective("eve")
    world.sick(dan, (0, 3000))
    world.gains(dan, "rasso", 4000)
    world.gains(dan, "rasso", 4500, loses=True)
    crime = world.crime(0)
    log = world.play()
    told = [step.words for step in timeline(log, int(log.facts.crime_uid[crime]))]
    assert told[4:6] == [
        "cid/force/dan/0 is ill: back to the queue of cid/force",
        "in the queue of cid/force",
    ]
    done = [step.words for step in officer_timeline(log, log.facts.officer_key[dan])]
    assert {"now holds rasso", "no longer holds rasso"} < set(done)


def test_that_work_is_shared_is_told_in_words() -> None:
    world = World({"investigative_model.allocate.cap": "soft"}, teams={"cid": {"shares_work": True}})
    world.detective("dan", (0, 100))
    world.detective("eve", (100, DAY))
    crime = world.crime(0)
    log = world.play()
    told = [step.words for step in timeline(log, int(log.facts.crime_uid[crime]))]
    assert "given to cid/force/eve/0 of cid/force: takes it up in a team that shares its work" in told
