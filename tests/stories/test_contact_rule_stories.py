"""Stories of who answers which line: ageing, routes by skill, paces, outages. Line 0 is 999, 1 is 101."""

from __future__ import annotations

from typing import Any

from demandsim.tape.tape import NEVER
from tests.stories.hand import World

HOUR = 3600
NOVICES: dict[str, Any] = {"desks": ["contact"], "lines": ["101"]}
OVERFLOW: dict[str, Any] = {
    "kind": "by_skill",
    "routes": {"999": [{"team": "handlers"}], "101": [{"team": "novices"}, {"team": "handlers", "after": "30 s"}]},
    "takes": {"handlers": ["999", "101"], "novices": ["101"]},
}


# Ageing


def test_waiting_makes_urgent_as_the_weights_say() -> None:
    world = World({"rules.answer": {"kind": "ageing", "weights": {"999": 4, "101": 1}}})
    world.handler("ann", (100, HOUR))
    world.call(0, "101", talk=50)
    world.call(60, "101", talk=10)
    world.call(75, "999", talk=10)
    world.expect(
        """
        0    RECEIVED  0  -    1  1
        60   RECEIVED  1  -    1  1
        75   RECEIVED  2  -    0  1
        100  ANSWERED  0  ann  1  100    # 100 x 1 = 25 x 4: a tie goes to the longer wait
        150  HUNG_UP   0  ann  0  50
        150  FREED     0  ann  -  0
        150  ANSWERED  2  ann  0  75     # 75 x 4 = 300 against 90 x 1
        160  HUNG_UP   2  ann  0  10
        160  FREED     2  ann  -  0
        160  ANSWERED  1  ann  1  100
        170  HUNG_UP   1  ann  0  10
        170  FREED     1  ann  -  0
        """,
        about="contact",
    )


def test_with_ageing_a_reserve_is_kept_from_lines_of_less_weight() -> None:
    """Pair: reserve and ageing. However long 101 has waited, the last handler is kept for 999; not so the other way."""
    rule = {"kind": "ageing", "weights": {"999": 2, "101": 1}, "reserve": {"999": 1, "101": 1}}
    world = World({"rules.answer": rule})
    world.handler("ann", (0, HOUR))
    world.call(0, "101", talk=10)
    world.call(3000, "999", talk=10)
    world.expect(
        """
        0    RECEIVED  0  -    1  1
        3000 RECEIVED  1  -    0  1
        3000 ANSWERED  1  ann  0  0
        3010 HUNG_UP   1  ann  0  10
        3010 FREED     1  ann  -  0
        """,
        about="contact",
    )


# Routes by skill


def test_a_call_goes_to_its_own_team_and_overflows_after_a_wait() -> None:
    world = World({"rules.answer": OVERFLOW}, teams={"novices": NOVICES})
    world.handler("ann", (0, HOUR))
    world.handler("ned", (0, HOUR), team="novices")
    world.call(10, "101", talk=100)
    world.call(20, "101", talk=20)
    world.call(60, "999", talk=10)
    world.call(65, "101", talk=10)
    world.expect(
        """
        10   RECEIVED  0  -    1  1
        10   ANSWERED  0  ned  1  0      # the line's own team, though ann has the lower id
        20   RECEIVED  1  -    1  1
        50   ANSWERED  1  ann  1  30     # overflow after 30 s
        60   RECEIVED  2  -    0  1
        65   RECEIVED  3  -    1  1
        70   HUNG_UP   1  ann  0  20
        70   FREED     1  ann  -  0
        70   ANSWERED  2  ann  0  10
        80   HUNG_UP   2  ann  0  10
        80   FREED     2  ann  -  0
        95   ANSWERED  3  ann  1  30     # idle since 80, and allowed from now on
        105  HUNG_UP   3  ann  0  10
        105  FREED     3  ann  -  0
        110  HUNG_UP   0  ned  0  100
        110  FREED     0  ned  -  0
        """,
        about="contact",
    )


def test_a_free_handler_takes_the_lines_in_the_order_of_the_team() -> None:
    both = [{"team": "handlers"}, {"team": "novices"}]
    rule = {
        "kind": "by_skill",
        "routes": {"999": both, "101": both},
        "takes": {"handlers": ["999", "101"], "novices": ["101", "999"]},
    }
    world = World({"rules.answer": rule}, teams={"novices": {**NOVICES, "lines": ["101", "999"]}})
    world.handler("ann", (100, HOUR))
    world.handler("ned", (100, HOUR), team="novices")
    for at, line in ((0, "101"), (10, "101"), (20, "999"), (30, "999")):
        world.call(at, line, talk=40)
    world.expect(
        """
        0    RECEIVED  0  -    1  1
        10   RECEIVED  1  -    1  1
        20   RECEIVED  2  -    0  1
        30   RECEIVED  3  -    0  1
        100  ANSWERED  2  ann  0  80     # the lowest id first: 999, then 101
        100  ANSWERED  0  ned  1  100    # 101, then 999
        140  HUNG_UP   0  ned  0  40
        140  FREED     0  ned  -  0
        140  HUNG_UP   2  ann  0  40
        140  FREED     2  ann  -  0
        140  ANSWERED  3  ann  0  110
        140  ANSWERED  1  ned  1  130
        180  HUNG_UP   1  ned  0  40
        180  FREED     1  ned  -  0
        180  HUNG_UP   3  ann  0  40
        180  FREED     3  ann  -  0
        """,
        about="contact",
    )


def test_a_team_without_an_order_takes_whoever_has_waited_longest() -> None:
    world = World({"rules.answer": {"kind": "by_skill", "routes": {"999": [{"team": "handlers"}]}}})
    world.handler("ann", (100, HOUR))
    world.call(10, "101", talk=30)  # a line without a route goes to every team that answers it
    world.call(20, "999", talk=30)
    world.expect(
        """
        10   RECEIVED  0  -    1  1
        20   RECEIVED  1  -    0  1
        100  ANSWERED  0  ann  1  90
        130  HUNG_UP   0  ann  0  30
        130  FREED     0  ann  -  0
        130  ANSWERED  1  ann  0  110
        160  HUNG_UP   1  ann  0  30
        160  FREED     1  ann  -  0
        """,
        about="contact",
    )


def test_overflow_does_not_take_who_is_kept_free() -> None:
    """Pair: overflow and reserve."""
    world = World({"rules.answer": {**OVERFLOW, "reserve": {"999": 1}}}, teams={"novices": NOVICES})
    world.handler("ann", (0, HOUR))
    world.handler("ned", (0, HOUR), team="novices")
    world.handler("bob", (100, HOUR))
    world.call(10, "101", talk=200)
    world.call(20, "101", talk=10)
    world.expect(
        """
        10   RECEIVED  0  -    1  1
        10   ANSWERED  0  ned  1  0
        20   RECEIVED  1  -    1  1      # at 50 it may overflow, but ann is the only one for 999
        100  ANSWERED  1  ann  1  80     # bob comes on duty
        110  HUNG_UP   1  ann  0  10
        110  FREED     1  ann  -  0
        210  HUNG_UP   0  ned  0  200
        210  FREED     0  ned  -  0
        """,
        about="contact",
    )


def test_a_team_takes_longer_on_a_line_as_its_factor_says() -> None:
    teams = {"handlers": {"handle_factor": {"101": 1.2}}, "novices": NOVICES}
    world = World({"rules.answer": OVERFLOW}, teams=teams)
    world.handler("ann", (0, HOUR))
    world.handler("ned", (0, HOUR), team="novices")
    world.call(0, "101", talk=100, wrap=50)
    world.call(5, "101", talk=100, wrap=50)
    world.call(200, "999", talk=100, wrap=50)
    world.expect(
        """
        0    RECEIVED  0  -    1  1
        0    ANSWERED  0  ned  1  0
        5    RECEIVED  1  -    1  1
        35   ANSWERED  1  ann  1  30
        100  HUNG_UP   0  ned  0  100
        150  FREED     0  ned  -  50
        155  HUNG_UP   1  ann  0  120
        200  RECEIVED  2  -    0  1
        215  FREED     1  ann  -  60
        215  ANSWERED  2  ann  0  15
        315  HUNG_UP   2  ann  0  100    # on 999 she is as quick as anybody
        365  FREED     2  ann  -  50
        """,
        about="contact",
    )


# What befalls lines


def event(kind: str, begins: str, ends: str, **more: Any) -> dict[str, Any]:
    """An event of the first day, on 101 unless said otherwise."""
    facts = {"kind": kind, "begins": f"2025-01-06 {begins}", "ends": f"2025-01-06 {ends}", "lines": ["101"]}
    return {"name": f"{kind} at {begins[:2]} {begins[3:]}", **facts, **more}


def test_a_line_that_is_silent_rings_on_and_is_answered_when_it_is_restored() -> None:
    world = World({"events": [event("outage", "00:10", "00:20")]})
    world.handler("ann", (0, HOUR))
    world.handler("bob", (0, HOUR))
    world.call(590, "101", talk=60)
    world.call(700, "101", patience=100)
    world.call(900, "101", talk=60)
    world.call(910, "999", talk=10)
    world.expect(
        """
        590  RECEIVED  0  -    1  1
        590  ANSWERED  0  ann  1  0
        600  SILENCED  -  -    1  -
        650  HUNG_UP   0  ann  0  60     # who is spoken to already is spoken to
        650  FREED     0  ann  -  0
        700  RECEIVED  1  -    1  1
        800  ABANDONED 1  -    1  100
        800  LOST      1  -    0  1
        900  RECEIVED  2  -    1  1
        910  RECEIVED  3  -    0  1
        910  ANSWERED  3  bob  0  0      # the other line is answered
        920  HUNG_UP   3  bob  0  10
        920  FREED     3  bob  -  0
        1200 RESTORED  -  -    1  -
        1200 ANSWERED  2  ann  1  300
        1260 HUNG_UP   2  ann  0  60
        1260 FREED     2  ann  -  0
        """,
        about="what happens",
    )


def test_two_outages_that_overlap_are_one_silence() -> None:
    world = World({"events": [event("outage", "00:10", "00:20"), event("outage", "00:15", "00:30", lines=["101"])]})
    world.handler("ann", (0, HOUR))
    world.call(700, talk=60)
    world.expect(
        """
        600  SILENCED  -  -    1  -
        700  RECEIVED  0  -    1  1
        1800 RESTORED  -  -    1  -
        1800 ANSWERED  0  ann  1  1100
        1860 HUNG_UP   0  ann  0  60
        1860 FREED     0  ann  -  0
        """,
        about="what happens",
    )


def test_an_outage_that_began_before_the_run() -> None:
    world = World({"events": [event("outage", "00:00", "00:10") | {"begins": "2025-01-05 22:00"}]})
    world.handler("ann", (0, HOUR))
    world.call(0, talk=60)
    world.expect(
        """
        0    SILENCED  -  -    1  -
        0    RECEIVED  0  -    1  1
        600  RESTORED  -  -    1  -
        600  ANSWERED  0  ann  1  600
        660  HUNG_UP   0  ann  0  60
        660  FREED     0  ann  -  0
        """,
        about="what happens",
    )


def test_a_slow_system_stretches_talk_and_wrap_of_calls_answered_meanwhile() -> None:
    """Pair: slow system and a team's own pace; one multiplies the other."""
    world = World(
        {"events": [event("slow", "00:10", "00:20", factor=2)]}, teams={"handlers": {"handle_factor": {"101": 1.5}}}
    )
    world.handler("ann", (0, 2 * HOUR))
    for at in (500, 700, 1200):
        world.call(at, "101", talk=100, wrap=20)
    world.call(1400, "999", talk=10)
    world.expect(
        """
        500  RECEIVED  0  -    1  1
        500  ANSWERED  0  ann  1  0
        650  HUNG_UP   0  ann  0  150    # answered before the system became slow
        680  FREED     0  ann  -  30
        700  RECEIVED  1  -    1  1
        700  ANSWERED  1  ann  1  0
        1000 HUNG_UP   1  ann  0  300
        1060 FREED     1  ann  -  60
        1200 RECEIVED  2  -    1  1
        1200 ANSWERED  2  ann  1  0      # the second in which it is over
        1350 HUNG_UP   2  ann  0  150
        1380 FREED     2  ann  -  30
        1400 RECEIVED  3  -    0  1
        1400 ANSWERED  3  ann  0  0
        1410 HUNG_UP   3  ann  0  10
        1410 FREED     3  ann  -  0
        """,
        about="what happens",
    )


def test_who_has_patience_without_end_never_gives_up() -> None:
    world = World({"demand.lines.101.patience": None}, days=3)
    world.call(0, patience=NEVER)
    world.handler("ann", (2 * 86400, 2 * 86400 + HOUR))
    world.expect(
        """
        0      RECEIVED  0  -    1  1
        172800 ANSWERED  0  ann  1  172800
        172860 HUNG_UP   0  ann  0  60
        172860 FREED     0  ann  -  0
        """,
        about="contact",
    )
