"""Stories of those who are kept free for a line: by hour, by rule, and by what handlers can answer."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stories.hand import World

HOUR = 3600
RESERVE: dict[str, Any] = {"kind": "priority", "order": ["999", "101"], "reserve": {"999": 1}}


def reserve(*table: int) -> dict[str, Any]:
    """A reserve for 999 by hour or half hour."""
    return {"rules.answer": {**RESERVE, "reserve": {"999": list(table)}}}


def test_who_cannot_answer_999_neither_is_kept_nor_counts_as_kept() -> None:
    world = World({"rules.answer": RESERVE}, teams={"novices": {"desks": ["contact"], "lines": ["101"]}})
    world.handler("ann", (0, HOUR))
    world.handler("ned", (0, HOUR), team="novices")
    world.call(10, "101", talk=50)
    world.call(20, "101", talk=30)
    world.call(100, "999", talk=10)
    world.expect(
        """
        10   RECEIVED  0  -    1  1
        10   ANSWERED  0  ned  1  0      # ann has the lower id, but is the only one for 999
        20   RECEIVED  1  -    1  1
        60   HUNG_UP   0  ned  0  50
        60   FREED     0  ned  -  0
        60   ANSWERED  1  ned  1  40     # who answers 101 alone may always take it
        90   HUNG_UP   1  ned  0  30
        90   FREED     1  ned  -  0
        100  RECEIVED  2  -    0  1
        100  ANSWERED  2  ann  0  0
        110  HUNG_UP   2  ann  0  10
        110  FREED     2  ann  -  0
        """,
        about="contact",
    )


def test_a_reserve_that_changes_by_the_half_hour() -> None:
    """One is kept free from 00:00 to 00:30 and from 01:00 to 01:30."""
    world = World(reserve(1, 0, 1, *[0] * 45))
    reserves_at_night(world)


@pytest.mark.parametrize(
    ("start", "table"),
    [
        ("2025-01-06", (1, 0, 1, *[0] * 333)),
        ("2025-01-07", (*[0] * 48, 1, 0, 1, *[0] * 285)),
        ("2025-01-12", (*[0] * 288, 1, 0, 1, *[0] * 45)),
    ],
)
def test_a_reserve_by_the_half_hour_of_the_week(start: str, table: tuple[int, ...]) -> None:
    reserves_at_night(World({**reserve(*table), "start": start}))


def reserves_at_night(world: World) -> None:
    """A caller in each of the half hours in which one handler is kept free."""
    world.handler("ann", (0, 2 * HOUR))
    world.call(10, "101", talk=60)
    world.call(3700, "101", talk=60)
    world.expect(
        """
        10   RECEIVED  0  -    1  1
        1800 ANSWERED  0  ann  1  1790
        1860 HUNG_UP   0  ann  0  60
        1860 FREED     0  ann  -  0
        3700 RECEIVED  1  -    1  1
        5400 ANSWERED  1  ann  1  1700
        5460 HUNG_UP   1  ann  0  60
        5460 FREED     1  ann  -  0
        """,
        about="contact",
    )


@pytest.mark.parametrize(
    ("start", "table"), [("2025-01-06", (1, *[0] * 23)), ("2025-01-07", (*[0] * 24, 1, *[0] * 143))]
)
def test_a_reserve_by_the_hour_of_the_day_or_of_the_week(start: str, table: tuple[int, ...]) -> None:
    world = World({**reserve(*table), "start": start})
    world.handler("ann", (0, 2 * HOUR))
    world.call(10, "101", talk=60)
    world.expect(
        """
        10   RECEIVED  0  -    1  1
        3600 ANSWERED  0  ann  1  3590
        3660 HUNG_UP   0  ann  0  60
        3660 FREED     0  ann  -  0
        """,
        about="contact",
    )


def test_a_reserve_follows_the_local_clock_through_both_changes() -> None:
    """In spring 02:00 comes an hour after midnight; in autumn there are two hours between 01:00 and 02:00."""
    spring = World({**reserve(1, 1, 0, *[1] * 21), "start": "2025-03-30"})
    spring.handler("ann", (0, 6 * HOUR))
    spring.call(10, talk=60)
    spring.call(7300, talk=60)
    spring.expect(
        """
        10   RECEIVED  0  -    1  1
        3600 ANSWERED  0  ann  1  3590
        3660 HUNG_UP   0  ann  0  60
        3660 FREED     0  ann  -  0
        7300 RECEIVED  1  -    1  1      # 03:01 by the clock
        """,
        about="contact",
    )
    autumn = World({**reserve(1, 0, *[1] * 22), "start": "2025-10-26"})
    autumn.handler("ann", (0, 6 * HOUR))
    for at in (10, 7300, 10900):
        autumn.call(at, talk=60)
    autumn.expect(
        """
        10    RECEIVED  0  -    1  1
        3600  ANSWERED  0  ann  1  3590
        3660  HUNG_UP   0  ann  0  60
        3660  FREED     0  ann  -  0
        7300  RECEIVED  1  -    1  1
        7300  ANSWERED  1  ann  1  0      # 01:01 for the second time
        7360  HUNG_UP   1  ann  0  60
        7360  FREED     1  ann  -  0
        10900 RECEIVED  2  -    1  1      # 02:01
        """,
        about="contact",
    )


@pytest.mark.parametrize("kept_for", ["999", "101"])
def test_with_first_come_a_reserve_is_kept_from_every_other_line(kept_for: str) -> None:
    world = World({"rules.answer": {"kind": "first_come", "reserve": {kept_for: 1}}})
    world.handler("ann", (0, HOUR))
    other = "101" if kept_for == "999" else "999"
    world.call(10, other, talk=60)
    world.call(20, kept_for, talk=60)
    mine, theirs = (0, 1) if kept_for == "999" else (1, 0)
    world.expect(
        f"""
        10   RECEIVED  0  -    {theirs}  1
        20   RECEIVED  1  -    {mine}  1
        20   ANSWERED  1  ann  {mine}  0
        80   HUNG_UP   1  ann  0  60
        80   FREED     1  ann  -  0
        """,
        about="contact",
    )
