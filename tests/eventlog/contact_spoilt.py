"""Ways of spoiling the contact desk's story, each with the words in which an identity finds it."""

from __future__ import annotations

from collections.abc import Callable

from demandsim.eventlog import EventLog
from tests.eventlog.contact_story import (
    ANN,
    BEN,
    BOARD,
    LINE_101,
    LINE_999,
    OLGA,
    ONLINE,
    STORY,
    contact_facts,
    contact_log,
    contact_scenario,
)
from tests.logs import Row, instead, without


def changed(old: Row, *new: Row) -> EventLog:
    return contact_log(instead(STORY, old, *new))


def less(*rows: Row) -> EventLog:
    return contact_log(without(STORY, *rows))


def other(gone: tuple[Row, ...], *rows: Row) -> EventLog:
    """The story without some rows and with others, each after all that happens in its second."""
    return contact_log(sorted([*without(STORY, *gone), *rows], key=lambda row: row[0]))


def also(*rows: Row) -> EventLog:
    return other((), *rows)


def swapped(one: Row, two: Row) -> EventLog:
    """The story with two rows in each other's place."""
    places = {STORY.index(one): two, STORY.index(two): one}
    return contact_log([places.get(number, row) for number, row in enumerate(STORY)])


def with_trunks(line: str, trunks: int | None, rows: tuple[Row, ...] | list[Row] = STORY) -> EventLog:
    return contact_log(rows, contact_facts(contact_scenario(**{f"demand.lines.{line}.trunks": trunks})))


BLOCKED = ((510, "RECEIVED", 3, -1, LINE_999, 1), (510, "BLOCKED", 3, -1, LINE_999, 1))
RESOLVED = ((930, "GRADED", 0, -1, 3, 0), (930, "RESOLVED", 0, -1, 3, -1))
PROMISED_5 = (1335, "PROMISED", 5, -1, LINE_101, 120)
END_OF_TURN = ((4000, "SET_ASIDE", 9, BEN, ONLINE, 1500), (4000, "OFF_DUTY", -1, BEN, -1, 0))

Spoil = tuple[Callable[[], EventLog], str]

UNLAWFUL: dict[str, Spoil] = {
    "put through, and then nobody": (
        lambda: less((130, "ANSWERED", 0, ANN, LINE_101, 0)),
        "contact 0: HUNG_UP follows PUT_THROUGH",
    ),
    "put through without an answer": (
        lambda: less((1000, "ANSWERED", 4, OLGA, BOARD, 0)),
        "contact 4: PUT_THROUGH follows RECEIVED",
    ),
    "engaged tone for who waits at the second line": (
        lambda: changed((1140, "PROMISED", 4, -1, LINE_101, 120), (1140, "BLOCKED", 4, -1, LINE_101, 1)),
        "contact 4: BLOCKED follows PUT_THROUGH",
    ),
    "answered although engaged": (
        lambda: less((570, "RECEIVED", 3, -1, LINE_999, 2)),
        "contact 3: ANSWERED follows BLOCKED",
    ),
    "rung back without a promise": (
        lambda: less((1140, "PROMISED", 4, -1, LINE_101, 120)),
        "contact 4: RUNG_BACK follows PUT_THROUGH",
    ),
    "gives up although promised to be rung back": (
        lambda: also((9500, "ABANDONED", 11, -1, LINE_101, 370)),
        "contact 11: ABANDONED follows PROMISED",
    ),
    "reached twice": (
        lambda: also((1700, "RUNG_BACK", 4, OLGA, LINE_101, 560), (1710, "UNREACHED", 4, OLGA, 1, 10)),
        "contact 4: RUNG_BACK follows FREED",
    ),
    "in vain, but nobody rang": (
        lambda: less((2430, "RUNG_BACK", 5, BEN, LINE_101, 1095)),
        "contact 5: UNREACHED follows UNREACHED",
    ),
    "taken up by two": (
        lambda: also((700, "TAKEN_UP", 6, OLGA, ONLINE, 330)),
        "contact 6: TAKEN_UP follows TAKEN_UP",
    ),
    "dealt with by nobody": (
        lambda: less((600, "TAKEN_UP", 6, BEN, ONLINE, 330)),
        "contact 6: DEALT_WITH follows SET_ASIDE",
    ),
    "dealt with, then lost": (
        lambda: also((6000, "LOST", 7, -1, 0, 1)),
        "a contact ends twice: contact 7",
    ),
    "silenced twice": (
        lambda: also((1200, "SILENCED", -1, -1, LINE_101, -1)),
        "line 1: SILENCED follows SILENCED",
    ),
    "restored, but never silent": (
        lambda: less((990, "SILENCED", -1, -1, LINE_101, -1)),
        "line 1: RESTORED comes first",
    ),
    "answers while writing": (
        lambda: less((500, "SET_ASIDE", 7, BEN, ONLINE, 4950)),
        "officer 2: ANSWERED of 2 at 500 after TAKEN_UP of 7",
    ),
    "puts down what another took up": (
        lambda: changed((570, "SET_ASIDE", 6, ANN, ONLINE, 330), (570, "SET_ASIDE", 7, ANN, ONLINE, 330)),
        "officer 1: SET_ASIDE of 7 at 570 after TAKEN_UP of 6",
    ),
    "still on the telephone after putting through": (
        lambda: changed((130, "ANSWERED", 0, ANN, LINE_101, 0), (130, "ANSWERED", 0, BEN, LINE_101, 0)),
        "officer 1: HUNG_UP of 0 at 190 after ON_DUTY",
    ),
    "goes home in the middle of a try to ring back": (
        lambda: other(
            ((2460, "UNREACHED", 5, BEN, 2, 30), (2460, "LOST", 5, -1, 0, 1), *END_OF_TURN),
            (2450, "OFF_DUTY", -1, BEN, -1, 0),
            (2460, "UNREACHED", 5, BEN, 2, 30),
            (2460, "LOST", 5, -1, 0, 1),
        ),
        "officer 2: OFF_DUTY of -1 at 2450 after RUNG_BACK of 5",
    ),
    "writes on after the turn": (
        lambda: other(
            (*END_OF_TURN, (5000, "ABANDONED", 9, -1, ONLINE, 1000)),
            (4500, "SET_ASIDE", 9, BEN, ONLINE, 1000),
            (4500, "OFF_DUTY", -1, BEN, -1, 500),
            (4999, "ABANDONED", 9, -1, ONLINE, 499),
        ),
        "idle or at a desk when not planned to be on duty: officer 2 after TAKEN_UP at 3500",
    ),
    "incident before the report was dealt with": (
        lambda: swapped((930, "DEALT_WITH", 6, BEN, 1, 500), RESOLVED[0]),
        "incident graded before its call was heard: 0 at 930",
    ),
    "a report in writing is lost": (lambda: less(*RESOLVED), "incident that was never graded: contact 6"),
    "answered but never rang": (
        lambda: less((7100, "RECEIVED", 10, -1, LINE_999, 1)),
        "24 waits came to an end, but only 23 of them had begun",
    ),
}

MISSTATED: dict[str, Spoil] = {
    "second wait counted from the first ringing": (
        lambda: changed((1460, "ABANDONED", 8, -1, LINE_101, 50), (1460, "ABANDONED", 8, -1, LINE_101, 60)),
        "the wait until given up stated is not the time that passed: 8 at 1410: 60 s, 50 s passed",
    ),
    "wait of written work counted from its arrival": (
        lambda: changed((5000, "ABANDONED", 9, -1, ONLINE, 1000), (5000, "ABANDONED", 9, -1, ONLINE, 1500)),
        "the wait until given up stated is not the time that passed: 9 at 4000: 1500 s, 1000 s passed",
    ),
    "wait until the promise misstated": (
        lambda: changed((1140, "PROMISED", 4, -1, LINE_101, 120), (1140, "PROMISED", 4, -1, LINE_101, 140)),
        "the wait until promised to be rung back stated is not the time that passed: 4 at 1020",
    ),
    "answered at the second line after a wait not stated": (
        lambda: changed((130, "ANSWERED", 0, ANN, LINE_101, 0), (130, "ANSWERED", 0, ANN, LINE_101, 30)),
        "the wait until answered stated is not the time that passed: 0 at 130: 30 s, 0 s passed",
    ),
    "talk of the switchboard misstated": (
        lambda: changed((1020, "PUT_THROUGH", 4, OLGA, LINE_101, 20), (1020, "PUT_THROUGH", 4, OLGA, LINE_101, 25)),
        "the talk stated is not the time that passed: 4 at 1000: 25 s, 20 s passed",
    ),
    "talk of a call back misstated": (
        lambda: changed((1600, "HUNG_UP", 4, BEN, 0, 100), (1600, "HUNG_UP", 4, BEN, 0, 580)),
        "the talk stated is not the time that passed: 4 at 1500",
    ),
    "try misstated": (
        lambda: changed((1530, "UNREACHED", 5, ANN, 1, 30), (1530, "UNREACHED", 5, ANN, 1, 20)),
        "the try to ring back stated is not the time that passed: 5 at 1500",
    ),
    "second try counted from the first": (
        lambda: changed((2430, "RUNG_BACK", 5, BEN, LINE_101, 1095), (2430, "RUNG_BACK", 5, BEN, LINE_101, 900)),
        "the time since the promise stated is not the time that passed: 5 at 2430: 900 s, 1095 s passed",
    ),
    "nothing done before it was set aside": (
        lambda: changed((500, "SET_ASIDE", 7, BEN, ONLINE, 4950), (500, "SET_ASIDE", 7, BEN, ONLINE, 5000)),
        "the written work stated is not the time that passed: 7 at 450: 0 s, 50 s passed",
    ),
    "done while it lay there": (
        lambda: changed((600, "TAKEN_UP", 6, BEN, ONLINE, 330), (600, "TAKEN_UP", 6, BEN, ONLINE, 300)),
        "written work changes while nobody is at it: 6 set aside at 570",
    ),
    "only the last stretch is stated": (
        lambda: changed((930, "DEALT_WITH", 6, BEN, 1, 500), (930, "DEALT_WITH", 6, BEN, 1, 330)),
        "the written work in all stated is not the time that passed: 6 at 930: 330 s, 500 s passed",
    ),
    "engaged tone after a while": (
        lambda: other((BLOCKED[1],), (512, *BLOCKED[1][1:])),
        "the engaged tone does not come at once: 3 at 510",
    ),
    "engaged tone of another attempt": (
        lambda: changed(BLOCKED[1], (510, "BLOCKED", 3, -1, LINE_999, 2)),
        "the engaged tone names another attempt: 3 at 510",
    ),
    "attempt left out": (
        lambda: changed((2000, "RECEIVED", 8, -1, BOARD, 2), (2000, "RECEIVED", 8, -1, BOARD, 3)),
        "the number of an attempt is misstated: 8 at 2000",
    ),
    "tries counted wrongly": (
        lambda: changed((2460, "UNREACHED", 5, BEN, 2, 30), (2460, "UNREACHED", 5, BEN, 1, 30)),
        "the number of a try to ring back is misstated: 5 at 2460",
    ),
    "lost after more attempts than there were": (
        lambda: changed((2460, "LOST", 5, -1, 0, 1), (2460, "LOST", 5, -1, 0, 2)),
        "the number of the attempts of a caller who is lost is misstated: 5 at 2460",
    ),
}

ON_LINES: dict[str, Spoil] = {
    "answered while nobody can answer": (
        lambda: swapped((7600, "RESTORED", -1, -1, LINE_999, -1), (7600, "ANSWERED", 10, ANN, LINE_999, 500)),
        "served on a line that nobody can answer: 10 at 7600",
    ),
    "rung back while nobody can answer": (
        lambda: swapped((1500, "RESTORED", -1, -1, LINE_101, -1), (1500, "RUNG_BACK", 4, BEN, LINE_101, 360)),
        "served on a line that nobody can answer: 4 at 1500",
    ),
    "written to while nobody can read": (
        lambda: also((3400, "SILENCED", -1, -1, ONLINE, -1)),
        "served on a line that nobody can answer: 9 at 3500",
    ),
    "two on one trunk": (
        lambda: other(
            ((560, "HUNG_UP", 2, BEN, 0, 60), (600, "FREED", 2, BEN, -1, 40)),
            (575, "HUNG_UP", 2, BEN, 0, 75),
            (600, "FREED", 2, BEN, -1, 25),
        ),
        "more calls on 999 than its 1 trunks: 3 at 570",
    ),
    "two on one trunk behind the switchboard": (
        lambda: with_trunks(
            "101",
            1,
            sorted([*without(STORY, PROMISED_5), (1450, "PROMISED", 5, -1, LINE_101, 235)], key=lambda row: row[0]),
        ),
        "more calls on 101 than its 1 trunks: 8 at 1400",
    ),
    "engaged tone while a trunk is free": (
        lambda: other(BLOCKED, *((495, *row[1:]) for row in BLOCKED)),
        "engaged tone on 999 while a trunk is free: 3 at 495",
    ),
    "engaged tone on a line with any number of trunks": (
        lambda: with_trunks("999", None),
        "engaged tone on 999 while a trunk is free: 3 at 510",
    ),
    "waits at another line than it was put through to": (
        lambda: changed((1410, "PUT_THROUGH", 8, OLGA, LINE_101, 10), (1410, "PUT_THROUGH", 8, OLGA, LINE_999, 10)),
        "Little's law does not hold: calls: ",
    ),
    "put back in another pile": (
        lambda: changed((570, "SET_ASIDE", 6, ANN, ONLINE, 330), (570, "SET_ASIDE", 6, ANN, LINE_101, 330)),
        "Little's law does not hold: calls: ",
    ),
    "promised on one line, rung on another": (
        lambda: changed((1500, "RUNG_BACK", 5, ANN, LINE_101, 165), (1500, "RUNG_BACK", 5, ANN, LINE_999, 165)),
        "Little's law does not hold: call backs: ",
    ),
}

SPOILT: dict[str, Spoil] = UNLAWFUL | MISSTATED | ON_LINES
