"""Stories of the contact desk: who answers whom and when, who gives up, who works over. Line 0 is 999, 1 is 101."""

from __future__ import annotations

from tests.stories.hand import World

HOUR = 3600
RESERVE = {"rules.answer": {"kind": "priority", "order": ["999", "101"], "reserve": {"999": 1}}}


def test_a_reserved_position_is_kept_for_999() -> None:
    world = World(RESERVE)
    world.handler("ann", (0, HOUR))
    world.handler("bob", (0, HOUR))
    world.call(10, "101", talk=100, wrap=20)
    world.call(20, "101", talk=60)
    world.call(30, "999", talk=50, wrap=10)
    world.expect("""
        0    ON_DUTY   -  ann  -  3600
        0    ON_DUTY   -  bob  -  3600
        10   RECEIVED  0  -    1  1
        10   ANSWERED  0  ann  1  0      # both came on together: the lowest id
        20   RECEIVED  1  -    1  1      # one handler is free and one is kept free
        30   RECEIVED  2  -    0  1
        30   ANSWERED  2  bob  0  0
        80   HUNG_UP   2  bob  0  50
        90   FREED     2  bob  -  10     # still only one free: call 1 waits on
        110  HUNG_UP   0  ann  0  100
        130  FREED     0  ann  -  20
        130  ANSWERED  1  bob  1  110    # bob has been free for longer
        190  HUNG_UP   1  bob  0  60
        190  FREED     1  bob  -  0
        3600 OFF_DUTY  -  ann  -  0
        3600 OFF_DUTY  -  bob  -  0
    """)


def test_the_graver_line_is_answered_first() -> None:
    world = World()
    world.handler("ann", (0, HOUR))
    world.call(0, "101", talk=100)
    world.call(10, "101", talk=30)
    world.call(20, "101", talk=30)
    world.call(30, "999", talk=30)
    world.expect(
        """
        0    RECEIVED  0  -    1  1
        0    ANSWERED  0  ann  1  0
        10   RECEIVED  1  -    1  1
        20   RECEIVED  2  -    1  1
        30   RECEIVED  3  -    0  1
        100  HUNG_UP   0  ann  0  100
        100  FREED     0  ann  -  0
        100  ANSWERED  3  ann  0  70     # 999 came last and goes first
        130  HUNG_UP   3  ann  0  30
        130  FREED     3  ann  -  0
        130  ANSWERED  1  ann  1  120    # then the line in order of arrival
        160  HUNG_UP   1  ann  0  30
        160  FREED     1  ann  -  0
        160  ANSWERED  2  ann  1  140
        190  HUNG_UP   2  ann  0  30
        190  FREED     2  ann  -  0
        """,
        about="contact",
    )


def test_first_come_ignores_the_line() -> None:
    world = World({"rules.answer": {"kind": "first_come"}})
    world.handler("ann", (100, HOUR))
    world.call(10, "101", talk=30)
    world.call(30, "999", talk=30)
    world.expect(
        """
        10   RECEIVED  0  -    1  1
        30   RECEIVED  1  -    0  1
        100  ANSWERED  0  ann  1  90
        130  HUNG_UP   0  ann  0  30
        130  FREED     0  ann  -  0
        130  ANSWERED  1  ann  0  100
        160  HUNG_UP   1  ann  0  30
        160  FREED     1  ann  -  0
        """,
        about="contact",
    )


def test_who_would_give_up_in_the_second_in_which_a_handler_becomes_free_is_answered() -> None:
    world = World()
    world.handler("ann", (0, HOUR))
    world.call(0, talk=100)
    world.call(40, patience=60, talk=10)
    world.call(60, patience=49, talk=10)
    world.expect(
        """
        0    RECEIVED  0  -    1  1
        0    ANSWERED  0  ann  1  0
        40   RECEIVED  1  -    1  1
        60   RECEIVED  2  -    1  1
        100  HUNG_UP   0  ann  0  100
        100  FREED     0  ann  -  0
        100  ANSWERED  1  ann  1  60     # in the very second in which patience ends
        109  ABANDONED 2  -    1  49     # a second too early
        109  LOST      2  -    0  1
        110  HUNG_UP   1  ann  0  10
        110  FREED     1  ann  -  0
        """,
        about="contact",
    )


def test_a_caller_who_gives_up_rings_again_on_the_other_line() -> None:
    world = World()
    world.call(0, "101", patience=[30], retry_luck=0.0, switch_luck=0.0, retry_time=60, talk=10)
    world.handler("ann", (200, HOUR))
    world.expect("""
        0    RECEIVED  0  -    1  1
        30   ABANDONED 0  -    1  30
        90   RECEIVED  0  -    0  2      # on 999 now, the second attempt, with patience of its own
        200  ON_DUTY   -  ann  -  3600
        200  ANSWERED  0  ann  0  110
        210  HUNG_UP   0  ann  0  10
        210  FREED     0  ann  -  0
        3600 OFF_DUTY  -  ann  -  0
    """)


def test_after_three_attempts_a_caller_is_lost() -> None:
    world = World()
    world.call(0, "101", patience=[10, 20, 5], retry_luck=0.0, retry_time=60)
    world.expect("""
        0    RECEIVED  0  -  1  1
        10   ABANDONED 0  -  1  10
        70   RECEIVED  0  -  1  2
        90   ABANDONED 0  -  1  20
        150  RECEIVED  0  -  1  3
        155  ABANDONED 0  -  1  5
        155  LOST      0  -  0  3
    """)


def test_who_needs_the_police_rings_again_more_often_than_who_asks_a_question() -> None:
    world = World()
    asks = world.call(0, "101", patience=30, retry_luck=0.5)
    needs = world.call(0, "101", patience=[30], retry_luck=0.5)
    world.incident(call=needs)
    world.expect(
        """
        0    RECEIVED  0  -  1  1
        30   ABANDONED 0  -  1  30
        30   LOST      0  -  0  1        # 40 % of questions are asked again
        """,
        about=f"contact {asks}",
    )
    world.expect(
        """
        0    RECEIVED  1  -  1  1
        30   ABANDONED 1  -  1  30
        90   RECEIVED  1  -  1  2        # 80 % of needs
        """,
        about=f"contact {needs}",
    )


def test_nobody_is_answered_during_wrap_up() -> None:
    world = World()
    world.handler("ann", (0, HOUR))
    world.call(0, talk=60, wrap=40)
    world.call(70, talk=5)
    world.expect(
        """
        0    ON_DUTY   -  ann  -  3600
        0    ANSWERED  0  ann  1  0
        60   HUNG_UP   0  ann  0  60
        100  FREED     0  ann  -  40
        100  ANSWERED  1  ann  1  30
        105  HUNG_UP   1  ann  0  5
        105  FREED     1  ann  -  0
        3600 OFF_DUTY  -  ann  -  0
        """,
        about="ann",
    )


def test_a_call_and_its_wrap_up_outlast_the_shift() -> None:
    world = World()
    world.handler("ann", (0, 100))
    world.call(90, talk=30, wrap=20)
    world.expect("""
        0    ON_DUTY   -  ann  -  100
        90   RECEIVED  0  -    1  1
        90   ANSWERED  0  ann  1  0
        120  HUNG_UP   0  ann  0  30
        140  FREED     0  ann  -  20
        140  OFF_DUTY  -  ann  -  40     # overtime
    """)


def test_a_call_that_outlasts_the_gap_between_two_shifts_joins_them() -> None:
    world = World()
    world.handler("ann", (0, 100), (120, 200))
    world.call(90, talk=30, wrap=10)
    world.call(95, talk=10)
    world.expect(
        """
        0    ON_DUTY   -  ann  -  100
        90   ANSWERED  0  ann  1  0
        120  HUNG_UP   0  ann  0  30
        130  FREED     0  ann  -  10
        130  ANSWERED  1  ann  1  35
        140  HUNG_UP   1  ann  0  10
        140  FREED     1  ann  -  0
        200  OFF_DUTY  -  ann  -  0      # the second turn's end
        """,
        about="ann",
    )


def test_giving_up_meets_the_end_of_a_shift() -> None:
    """Pair: reneging and shift end. Completions, then capacity, then assignments, then giving up."""
    world = World()
    world.handler("ann", (0, 100))
    world.handler("bob", (150, HOUR))
    world.call(0, talk=100)
    world.call(40, patience=110, talk=7)
    world.call(41, patience=60, talk=7)
    world.expect("""
        0    ON_DUTY   -  ann  -  100
        0    RECEIVED  0  -    1  1
        0    ANSWERED  0  ann  1  0
        40   RECEIVED  1  -    1  1
        41   RECEIVED  2  -    1  1
        100  HUNG_UP   0  ann  0  100
        100  FREED     0  ann  -  0
        100  OFF_DUTY  -  ann  -  0      # free, but the turn ends in this second: nobody is answered
        101  ABANDONED 2  -    1  60
        101  LOST      2  -    0  1
        150  ON_DUTY   -  bob  -  3600
        150  ANSWERED  1  bob  1  110    # who would have given up in this second
        157  HUNG_UP   1  bob  0  7
        157  FREED     1  bob  -  0
        3600 OFF_DUTY  -  bob  -  0
    """)


def test_handlers_take_turns_by_idle_time_across_teams() -> None:
    world = World(teams={"experts": {"desks": ["contact"], "lines": ["999"]}})
    world.handler("ann", (0, HOUR))
    world.handler("eve", (0, HOUR), team="experts")
    world.handler("bob", (5, HOUR))
    for at in (10, 20, 30):
        world.call(at, "999", talk=5)
    world.call(40, "101", talk=100)
    world.call(50, "101", talk=100)
    world.call(60, "101", talk=100)
    world.expect(
        """
        10   RECEIVED  0  -    0  1
        10   ANSWERED  0  ann  0  0      # tie of ann and eve
        15   HUNG_UP   0  ann  0  5
        15   FREED     0  ann  -  0
        20   RECEIVED  1  -    0  1
        20   ANSWERED  1  eve  0  0      # idle since 0
        25   HUNG_UP   1  eve  0  5
        25   FREED     1  eve  -  0
        30   RECEIVED  2  -    0  1
        30   ANSWERED  2  bob  0  0      # idle since 5
        35   HUNG_UP   2  bob  0  5
        35   FREED     2  bob  -  0
        40   RECEIVED  3  -    1  1
        40   ANSWERED  3  ann  1  0      # idle since 15
        50   RECEIVED  4  -    1  1
        50   ANSWERED  4  bob  1  0      # eve is idle for longer, but does not answer 101
        60   RECEIVED  5  -    1  1
        140  HUNG_UP   3  ann  0  100
        140  FREED     3  ann  -  0
        140  ANSWERED  5  ann  1  80
        150  HUNG_UP   4  bob  0  100
        150  FREED     4  bob  -  0
        240  HUNG_UP   5  ann  0  100
        240  FREED     5  ann  -  0
        """,
        about="contact",
    )


def test_999_is_answered_before_101_takes_the_last_expert() -> None:
    """Handlers with different lines become free in one second: the gravest caller chooses first."""
    world = World(teams={"novices": {"desks": ["contact"], "lines": ["101"]}})
    world.handler("nil", (0, 1), team="novices")
    world.handler("ann", (100, HOUR))
    world.handler("ned", (100, HOUR), team="novices")
    world.call(10, "101", talk=50)
    world.call(20, "999", talk=50)
    world.expect(
        """
        10   RECEIVED  0  -    1  1
        20   RECEIVED  1  -    0  1
        100  ANSWERED  1  ann  0  80
        100  ANSWERED  0  ned  1  90
        150  HUNG_UP   0  ned  0  50
        150  FREED     0  ned  -  0
        150  HUNG_UP   1  ann  0  50
        150  FREED     1  ann  -  0
        """,
        about="contact",
    )


def test_an_emergency_is_passed_on_before_the_call_ends() -> None:
    world = World({"demand.lines.999.emergency_passed_on": "60 s"})
    world.handler("ann", (0, HOUR))
    world.handler("bob", (0, HOUR))
    world.patrol("cat", (0, HOUR))
    emergency = world.call(0, "999", talk=200)
    priority = world.call(5, "999", talk=100)
    world.incident(call=emergency, grade="emergency", travel=100, scene=50)
    world.incident(call=priority, grade="priority", travel=100, scene=50)
    world.expect(
        """
        0    RECEIVED   0  -    0  1
        0    ANSWERED   0  ann  0  0
        5    RECEIVED   1  -    0  1
        5    ANSWERED   1  bob  0  0
        60   GRADED     0  -    0  0     # a minute into the call
        60   DISPATCHED 0  cat  0  0
        105  HUNG_UP    1  bob  1  100
        105  GRADED     1  -    1  0     # what is no emergency is passed on when the call ends
        105  FREED      1  bob  -  0
        160  ARRIVED    0  cat  0  100
        200  HUNG_UP    0  ann  1  200   # nothing is graded twice
        200  FREED      0  ann  -  0
        210  CLEARED    0  cat  0  -
        210  ATTENDED   0  -    0  1
        210  DISPATCHED 1  cat  0  0
        310  ARRIVED    1  cat  0  205
        360  CLEARED    1  cat  0  -
        360  ATTENDED   1  -    1  1
        """,
        about="work",
    )


def test_a_short_emergency_call_is_passed_on_when_it_ends() -> None:
    world = World({"demand.lines.999.emergency_passed_on": "60 s"})
    world.handler("ann", (0, HOUR))
    world.incident(call=world.call(0, "999", talk=60))
    world.expect(
        """
        0    RECEIVED   0  -    0  1
        0    ANSWERED   0  ann  0  0
        60   HUNG_UP    0  ann  1  60
        60   GRADED     0  -    0  0
        60   FREED      0  ann  -  0
        """,
        about="work",
    )


def ends_of_calls(world: World) -> dict[int, int]:
    """When each call was over or given up."""
    lines = [line.split() for line in world.diary("contact")]
    return {int(subject): int(at) for at, moment, subject, *_ in lines if moment in ("HUNG_UP", "ABANDONED")}


def test_reference_case_g04_a_job_ends_at_a_fall_of_capacity() -> None:
    """G04 (simmer test suite): capacity 0/1/0/1 at 0/5/10/15, three jobs of 5 at 0."""
    world = World()
    world.handler("ann", (5, 10), (15, 100))
    for _ in range(3):
        world.call(0, talk=5)
    assert ends_of_calls(world) == {0: 10, 1: 20, 2: 25}


def test_reference_case_g05_running_jobs_stay_when_capacity_falls() -> None:
    """G05 (simmer test suite): capacity 1/3/1 at 0/1/2, three jobs of 2 at 0."""
    world = World()
    world.handler("ann", (0, 100))
    world.handler("bob", (1, 2))
    world.handler("cat", (1, 2))
    for _ in range(3):
        world.call(0, talk=2)
    assert ends_of_calls(world) == {0: 2, 1: 3, 2: 3}
    assert [line for line in world.diary() if "OFF_DUTY" in line] == [
        "3 OFF_DUTY - bob - 1",
        "3 OFF_DUTY - cat - 1",
        "100 OFF_DUTY - ann - 0",
    ]


def test_reference_case_g09_giving_up() -> None:
    """G09 (Ciw test suite): jobs of 11 every 7, patience 3."""
    world = World()
    world.handler("ann", (0, 100))
    for at in (7, 14, 21, 28):
        world.call(at, talk=11, patience=3)
    assert ends_of_calls(world) == {0: 18, 1: 17, 2: 32, 3: 31}


def test_reference_case_g10_priority_without_interruption() -> None:
    """G10 (Ciw test suite) in tenths: jobs at 1.5, 5 and 7.5, the last one urgent."""
    world = World()
    world.handler("ann", (0, 1000))
    world.call(15, "101", talk=50)
    world.call(50, "101", talk=50)
    world.call(75, "999", talk=40)
    assert ends_of_calls(world) == {0: 65, 1: 115, 2: 155}
