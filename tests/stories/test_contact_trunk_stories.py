"""Stories of the engaged tone and of announcements. Line 0 is 999, 1 is 101, 2 is the switchboard's."""

from __future__ import annotations

from tests.stories.hand import World
from tests.stories.test_contact_switchboard_stories import switchboard

HOUR = 3600
LINE = "demand.lines.101"


# Trunks


def test_when_all_trunks_are_taken_callers_hear_the_engaged_tone_and_ring_again() -> None:
    world = World({f"{LINE}.trunks": 2})
    world.handler("ann", (0, HOUR))
    world.call(0, talk=100)
    world.call(10, talk=60)
    world.call(20, talk=10, retry_luck=0.0, retry_time=60)
    world.call(30, "999", talk=10)
    world.expect(
        """
        0    RECEIVED  0  -    1  1
        0    ANSWERED  0  ann  1  0
        10   RECEIVED  1  -    1  1
        20   RECEIVED  2  -    1  1
        20   BLOCKED   2  -    1  1      # one is spoken to, one waits
        30   RECEIVED  3  -    0  1      # the other line has trunks of its own
        80   RECEIVED  2  -    1  2
        80   BLOCKED   2  -    1  2
        100  HUNG_UP   0  ann  0  100
        100  FREED     0  ann  -  0
        100  ANSWERED  3  ann  0  70
        110  HUNG_UP   3  ann  0  10
        110  FREED     3  ann  -  0
        110  ANSWERED  1  ann  1  100
        140  RECEIVED  2  -    1  3
        170  HUNG_UP   1  ann  0  60
        170  FREED     1  ann  -  0
        170  ANSWERED  2  ann  1  30
        180  HUNG_UP   2  ann  0  10
        180  FREED     2  ann  -  0
        """,
        about="contact",
    )


def test_a_trunk_is_free_when_the_caller_hangs_up_or_gives_up_before_the_wrap_up_ends() -> None:
    world = World({f"{LINE}.trunks": 1})
    world.handler("ann", (0, HOUR))
    world.call(0, talk=50, wrap=50)
    world.call(49, talk=10)
    world.call(50, talk=10, patience=20)
    world.call(69)
    world.call(70)
    world.call(71, talk=10)
    world.expect(
        """
        0    RECEIVED  0  -    1  1
        0    ANSWERED  0  ann  1  0
        49   RECEIVED  1  -    1  1
        49   BLOCKED   1  -    1  1
        49   LOST      1  -    0  1
        50   HUNG_UP   0  ann  0  50
        50   RECEIVED  2  -    1  1
        69   RECEIVED  3  -    1  1
        69   BLOCKED   3  -    1  1
        69   LOST      3  -    0  1
        70   RECEIVED  4  -    1  1      # giving up is the last thing to happen in a second
        70   BLOCKED   4  -    1  1
        70   LOST      4  -    0  1
        70   ABANDONED 2  -    1  20
        70   LOST      2  -    0  1
        71   RECEIVED  5  -    1  1
        100  FREED     0  ann  -  50
        100  ANSWERED  5  ann  1  29
        110  HUNG_UP   5  ann  0  10
        110  FREED     5  ann  -  0
        """,
        about="contact",
    )


def test_a_call_keeps_its_trunk_when_it_is_put_through() -> None:
    """Pair: trunks and switchboard: trunks are those of the line that was dialled."""
    world = switchboard(**{f"{LINE}.trunks": 1})
    world.call(0, "101", sorting=30, talk=60)
    world.call(20, "101")
    world.call(40, "101")
    world.call(90, "101", sorting=10, sorting_luck=0.0)
    world.call(100, "101", sorting=10, sorting_luck=0.0)
    world.expect(
        """
        0    RECEIVED    0  -    2  1
        0    ANSWERED    0  opa  2  0
        20   RECEIVED    1  -    2  1
        20   BLOCKED     1  -    2  1
        20   LOST        1  -    0  1
        30   PUT_THROUGH 0  opa  1  30
        30   ANSWERED    0  ann  1  0
        40   RECEIVED    2  -    2  1
        40   BLOCKED     2  -    2  1
        40   LOST        2  -    0  1
        90   HUNG_UP     0  ann  0  60
        90   FREED       0  ann  -  0
        90   RECEIVED    3  -    2  1
        90   ANSWERED    3  opa  2  0
        100  HUNG_UP     3  opa  0  10     # resolved: that trunk is free as well
        100  FREED       3  opa  -  0
        100  RECEIVED    4  -    2  1
        100  ANSWERED    4  opa  2  0
        110  HUNG_UP     4  opa  0  10
        110  FREED       4  opa  -  0
        """,
        about="contact",
    )


def test_who_hears_the_engaged_tone_may_ring_the_other_line() -> None:
    """Pair: trunks and switching lines; then the trunks of the other line count."""
    world = World({f"{LINE}.trunks": 1})
    world.handler("ann", (0, HOUR))
    world.call(0, talk=500)
    world.call(10, retry_luck=0.0, switch_luck=0.0, retry_time=60, talk=10)
    world.call(20, retry_luck=0.0, switch_luck=1.0, retry_time=60, talk=10)
    world.expect(
        """
        10   RECEIVED  1  -    1  1
        10   BLOCKED   1  -    1  1
        70   RECEIVED  1  -    0  2
        500  ANSWERED  1  ann  0  430
        510  HUNG_UP   1  ann  0  10
        510  FREED     1  ann  -  0
        """,
        about="contact 1",
    )
    world.expect(
        """
        20   RECEIVED  2  -    1  1
        20   BLOCKED   2  -    1  1
        80   RECEIVED  2  -    1  2
        80   BLOCKED   2  -    1  2
        140  RECEIVED  2  -    1  3
        140  BLOCKED   2  -    1  3
        140  LOST      2  -    0  3      # the third attempt was the last
        """,
        about="contact 2",
    )


# Announcements


def test_a_call_can_be_answered_once_the_announcement_is_over() -> None:
    world = World({f"{LINE}.announcement": "20 s"})
    world.handler("ann", (0, HOUR))
    world.call(10, talk=30, patience=20)
    world.call(15, talk=10, patience=14)
    world.call(20, talk=10)
    world.call(25, "999", talk=5)
    world.expect(
        """
        10   RECEIVED  0  -    1  1
        15   RECEIVED  1  -    1  1
        20   RECEIVED  2  -    1  1
        25   RECEIVED  3  -    0  1
        25   ANSWERED  3  ann  0  0      # no announcement on 999
        29   ABANDONED 1  -    1  14     # gave up while it was played
        29   LOST      1  -    0  1
        30   HUNG_UP   3  ann  0  5
        30   FREED     3  ann  -  0
        30   ANSWERED  0  ann  1  20     # the announcement is over, and patience with it
        60   HUNG_UP   0  ann  0  30
        60   FREED     0  ann  -  0
        60   ANSWERED  2  ann  1  40     # since it rang, not since the announcement was over
        70   HUNG_UP   2  ann  0  10
        70   FREED     2  ann  -  0
        """,
        about="contact",
    )


def test_the_announcement_is_played_at_every_attempt_and_once_before_the_switchboard() -> None:
    """Pair: announcement, ringing again and switchboard."""
    world = switchboard(**{f"{LINE}.announcement": "20 s"})
    world.call(0, "101", patience=[15], retry_luck=0.0, retry_time=3, sorting=30, talk=10)
    world.expect(
        """
        0    RECEIVED    0  -    2  1
        15   ABANDONED   0  -    2  15
        18   RECEIVED    0  -    2  2
        38   ANSWERED    0  opa  2  20     # not at 20, when the first one would have been over
        68   PUT_THROUGH 0  opa  1  30
        68   ANSWERED    0  ann  1  0
        78   HUNG_UP     0  ann  0  10
        78   FREED       0  ann  -  0
        """,
        about="contact",
    )


def test_a_call_that_hears_the_announcement_takes_a_trunk() -> None:
    """Pair: announcement and trunks."""
    world = World({f"{LINE}.announcement": "20 s", f"{LINE}.trunks": 1})
    world.handler("ann", (0, HOUR))
    world.call(0, talk=10)
    world.call(19)
    world.expect(
        """
        0    RECEIVED  0  -    1  1
        19   RECEIVED  1  -    1  1
        19   BLOCKED   1  -    1  1
        19   LOST      1  -    0  1
        20   ANSWERED  0  ann  1  20
        30   HUNG_UP   0  ann  0  10
        30   FREED     0  ann  -  0
        """,
        about="contact",
    )
