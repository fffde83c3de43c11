"""Stories of written work where other rules meet it. Line 0 is 999, 1 is 101, 2 is online."""

from __future__ import annotations

from tests.stories.test_contact_writing_stories import HOUR, writing


def test_the_patience_of_who_writes_counts_every_wait_together() -> None:
    """Pair: patience and written work that is set aside."""
    world = writing()
    world.handler("ann", (0, HOUR))
    world.call(0, "101", talk=30)
    world.call(0, "online", talk=100, patience=50)
    world.call(40, "999", talk=100)
    world.expect(
        """
        0    RECEIVED   0  -    1  1
        0    ANSWERED   0  ann  1  0
        0    RECEIVED   1  -    2  1
        30   HUNG_UP    0  ann  0  30
        30   FREED      0  ann  -  0
        30   TAKEN_UP   1  ann  2  100    # after 30 s of 50
        40   RECEIVED   2  -    0  1
        40   SET_ASIDE  1  ann  2  90
        40   ANSWERED   2  ann  0  0
        60   ABANDONED  1  -    2  20
        60   LOST       1  -    0  1
        140  HUNG_UP    2  ann  0  100
        140  FREED      2  ann  -  0
        """,
        about="contact",
    )


def test_nothing_is_taken_up_while_the_system_is_down() -> None:
    """Pair: outage and written work."""
    outage = {
        "name": "web", "kind": "outage", "begins": "2025-01-06 00:10", "ends": "2025-01-06 00:20", "lines": ["online"]
    }  # fmt: skip
    world = writing(events=[outage])
    world.handler("ann", (0, HOUR))
    world.handler("bob", (0, HOUR))
    world.call(590, "online", talk=60)
    world.call(595, "online", talk=60)
    world.call(620, "101", talk=60)
    world.call(700, "online", talk=60)
    world.expect(
        """
        590  RECEIVED   0  -    2  1
        590  TAKEN_UP   0  ann  2  60
        595  RECEIVED   1  -    2  1
        595  TAKEN_UP   1  bob  2  60
        600  SILENCED   -  -    2  -
        620  RECEIVED   2  -    1  1
        620  SET_ASIDE  1  bob  2  35
        620  ANSWERED   2  bob  1  0
        650  DEALT_WITH 0  ann  0  60     # what is in hand is finished
        680  HUNG_UP    2  bob  0  60
        680  FREED      2  bob  -  0
        700  RECEIVED   3  -    2  1
        1200 RESTORED   -  -    2  -
        1200 TAKEN_UP   1  ann  2  35     # what was set aside, or comes in, waits
        1200 TAKEN_UP   3  bob  2  60
        1235 DEALT_WITH 1  ann  0  60
        1260 DEALT_WITH 3  bob  0  60
        """,
        about="what happens",
    )


def test_routes_by_skill_lead_written_work_too() -> None:
    """Pair: routes by skill and written work: the later team takes it up only after its wait."""
    routes = {
        "999": [{"team": "handlers"}],
        "101": [{"team": "handlers"}],
        "online": [{"team": "clerks"}, {"team": "handlers", "after": "5 min"}],
    }
    world = writing({"kind": "by_skill", "routes": routes})
    world.handler("ann", (0, HOUR))
    world.handler("wim", (0, HOUR), team="clerks")
    world.call(10, "online", talk=1000)
    world.call(20, "online", talk=100)
    world.expect(
        """
        10   RECEIVED   0  -    2  1
        10   TAKEN_UP   0  wim  2  1000
        20   RECEIVED   1  -    2  1
        320  TAKEN_UP   1  ann  2  100
        420  DEALT_WITH 1  ann  0  100
        1010 DEALT_WITH 0  wim  0  1000
        """,
        about="contact",
    )


def test_what_is_set_aside_waits_anew_for_the_team_that_comes_later() -> None:
    """Pair: overflow and written work that is set aside."""
    routes = {"online": [{"team": "clerks"}, {"team": "handlers", "after": "5 min"}]}
    world = writing({"kind": "by_skill", "routes": routes})
    world.handler("ann", (0, HOUR))
    world.handler("wim", (0, 400), team="clerks")
    world.call(10, "online", talk=1000)
    world.expect(
        """
        10   RECEIVED   0  -    2  1
        10   TAKEN_UP   0  wim  2  1000
        400  SET_ASIDE  0  wim  2  610
        700  TAKEN_UP   0  ann  2  610
        1310 DEALT_WITH 0  ann  0  1000
        """,
        about="contact",
    )
