"""Causes: what is counted as caused by something is what vanishes when it is switched off, and nothing else does.

With more than enough handlers nobody waits for another, so that a call more or less changes nobody else's day.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from demandsim.engine import run
from demandsim.eventlog.views import calls
from demandsim.roster import build_roster
from demandsim.tape import record
from tests.worlds import VILLAGE, village

DAYS = 21
LINES = "demand.lines"
AMPLE: dict[str, Any] = {
    "workforce.teams.handlers": {"desks": ["contact"], "positions": [80] * 24, "lines": ["999", "101"]},
    "workforce.teams.response.posts": {
        "north": {"sergeant": 2, "constable": 9},
        "south": {"sergeant": 2, "constable": 7},
    },
    "demand.victims.chase": {"line": "101", "after": "1 day", "share": 0.9, "times": 4},
    "demand.repeat": {"line": "101", "after": {"emergency": "5 min", "priority": "15 min"}, "share": 0.9, "times": 3},
    f"{LINES}.101.volume": "300 per day",
    f"{LINES}.999.volume": "60 per day",
}
"""Handlers for everybody, and too few officers: victims hear nothing and callers see nobody come."""
IMPATIENT: dict[str, Any] = {
    f"{LINES}.101.announcement": "2 min",
    f"{LINES}.999.announcement": "30 s",
    "demand.victims.chase.share": 0,
    "demand.repeat.share": 0,
}
"""Callers who give up although nobody keeps them waiting: while a message is played."""
NOBODY_RINGS_AGAIN = {f"{LINES}.{line}.retry.{who}": 0 for line in ("999", "101") for who in ("information", "need")}
SIGNPOSTED = {f"{LINES}.{line}.signposted": 1 for line in ("999", "101")}

Rings = set[tuple[int, int, int, str]]
"""(contact's identity, attempt, second, line)"""


def waits(changes: dict[str, Any]) -> pd.DataFrame:
    """Every wait of a world."""
    scenario = village(**{**AMPLE, **changes})
    tape = record(scenario, days=DAYS)
    frame = calls(run(tape, build_roster(scenario.workforce, tape.absences), scenario.rules))
    assert frame["wait"].max() <= 120, "nobody waits for a handler"
    return frame


def rings(frame: pd.DataFrame) -> Rings:
    """Every ringing of a telephone."""
    first = frame[frame["leg"] == 0]
    return set(zip(first["uid"], first["attempt"], first["received_at"], first["line"].astype(str), strict=True))


@pytest.mark.parametrize(
    ("cause", "usual", "without"),
    [
        ("asking for news", {}, {"demand.victims.chase.share": 0}),
        ("nobody came", {}, {"demand.repeat.share": 0}),
        ("other agency", {}, SIGNPOSTED),
        ("rang again", IMPATIENT, NOBODY_RINGS_AGAIN),
    ],
)
def test_switching_a_cause_off_removes_exactly_its_children(
    cause: str, usual: dict[str, Any], without: dict[str, Any]
) -> None:
    on = waits(usual)
    off = waits({**usual, **without})
    children = rings(on[on["avoidable"] == cause])
    assert len(children) > 100
    assert rings(on) - rings(off) == children
    assert rings(off) - rings(on) == set()
    assert not (off["avoidable"] == cause).any()


def test_switching_every_cause_off_leaves_need() -> None:
    everything = {"demand.victims.chase.share": 0, "demand.repeat.share": 0, **NOBODY_RINGS_AGAIN, **SIGNPOSTED}
    on, off = waits({}), waits(everything)
    assert rings(off) == rings(on[on["avoidable"].isna()])
    assert off["avoidable"].isna().all()


def test_a_cause_names_the_one_who_caused_it() -> None:
    """Of the calls that vanish with a cause, each belongs to a crime or an incident that is there without it, too."""
    on = waits({})
    tape = record(village(**AMPLE), days=DAYS)
    for cause, table in (("asking for news", "crimes"), ("nobody came", "incidents")):
        mine = on[on["avoidable"] == cause]
        known = dict(zip(tape.contacts.uid.tolist(), getattr(tape.contacts, table[:-1]).tolist(), strict=True))
        uid = getattr(tape, table).uid
        assert [int(uid[known[who]]) for who in mine["uid"]] == mine["cause_id"].tolist()


def test_a_switchboard_changes_who_answers_and_nobodys_ringing() -> None:
    """With all calls put through, exactly the second waits are caused by it."""
    desk = {**AMPLE["workforce.teams.handlers"], "lines": ["999", "101", "front"]}
    front = {
        f"{LINES}.front": {**VILLAGE["demand"]["lines"]["101"], "volume": "1 per day"},
        "demand.switchboard": {"line": "front", "resolves": {}},
        "workforce.teams.handlers": desk,
        # Whoever is put through reports a little later, and would ask for news a little later.
        "demand.victims.chase.share": 0,
        "demand.repeat.share": 0,
    }
    order = {"kind": "priority", "order": ["999", "101", "front"]}
    on = waits({**front, "rules.answer": {**order, "switchboard": ["101"]}})
    off = waits({**front, "rules.answer": order})
    assert {ring[:3] for ring in rings(on)} == {ring[:3] for ring in rings(off)}
    second = on[on["avoidable"] == "put through"]
    through = off[(off["line"] == "101") & (off["ended"] == "answered")]
    assert set(second["uid"]) == set(through["uid"])
    assert len(on) - len(off) == len(second) > 1000
