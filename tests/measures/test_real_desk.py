"""On a log that the engine has written of a full contact desk, plain loops over its rows find the same figures."""

from __future__ import annotations

from collections import Counter, defaultdict

import pandas as pd
import pytest

from demandsim.engine import run
from demandsim.eventlog import EventLog, Moment
from demandsim.eventlog.views import identities
from demandsim.measures.performance import ALL_LINES, performance
from demandsim.measures.performance_avoidable import avoidable_demand
from demandsim.measures.window import Window
from demandsim.roster import build_roster
from demandsim.tape import record
from tests.measures.desk_story import LINE
from tests.measures.test_real_log import TOLD_BY_A_DESK
from tests.worlds import village

DAYS, WARM_UP = 14, 2
DAY, HOUR = 86_400, 3600
LINES = ("999", "101", "switchboard", "online")
Wait = tuple[int, int, int]
"""Contact, attempt, leg."""


@pytest.fixture(scope="module")
def log() -> EventLog:
    scenario = village(
        **{
            "start": "2025-03-24",  # the clocks go forward on the first Sunday
            "period.days": DAYS,
            "period.warm_up": WARM_UP,
            "demand.lines.101.volume": "400 per day",
            "demand.lines.101.trunks": 8,
            "demand.lines.101.call_back": {"accepts": "50 %", "reached": "60 %"},
            "demand.lines.101.online": {"line": "online", "share": {"information": "20 %", "other agency": "10 %"}},
            "demand.lines.switchboard": LINE | {"retry": {"information": "50 %", "need": "90 %", "after": "5 min"}},
            "demand.lines.online": LINE
            | {"yields": True, "talk": "12 min", "target": {"share": "80 %", "within": "4 h"}},
            "demand.switchboard": {"line": "switchboard", "resolves": {"information": "50 %", "other agency": "70 %"}},
            "workforce.teams.handlers.lines": list(LINES),
            "workforce.teams.handlers.posts.force.handler": 24,
            "rules.answer": {
                "kind": "priority",
                "order": list(LINES),
                "switchboard": ["101"],
                "call_back": {"101": {"offer_after": "1 min", "within": "30 min", "tries": 2}},
            },
            "events": [
                {
                    "name": "lines down",
                    "kind": "outage",
                    "begins": "2025-04-01 10:00",
                    "ends": "2025-04-01 12:00",
                    "lines": ["101"],
                }
            ],
        }
    )
    tape = record(scenario, replication=0, seed=8)
    return run(tape, build_roster(scenario.workforce, tape.absences), scenario.rules)


def test_the_log_is_sound_and_tells_of_the_whole_desk(log: EventLog) -> None:
    assert identities(log) == []
    assert {Moment(row[1]) for row in log.rows()} >= TOLD_BY_A_DESK


def test_counts_and_work_by_line_and_hour_of_week(log: EventLog) -> None:
    begin = WARM_UP * DAY
    seen: dict[str, Counter[tuple[int, int]]] = defaultdict(Counter)
    work: Counter[int] = Counter()
    wait: dict[int, tuple[Wait, int, int]] = {}
    since: dict[int, tuple[int, int]] = {}
    ends = {Moment.ANSWERED: "answered", Moment.TAKEN_UP: "answered", Moment.ABANDONED: "abandoned"}
    ends |= {Moment.BLOCKED: "blocked", Moment.PROMISED: "promised"}
    over: set[Wait] = set()
    stops = (Moment.HUNG_UP, Moment.FREED, Moment.PUT_THROUGH, Moment.UNREACHED, Moment.SET_ASIDE, Moment.DEALT_WITH)
    starts = (Moment.ANSWERED, Moment.RUNG_BACK, Moment.TAKEN_UP, Moment.HUNG_UP)
    for at, number, contact, officer, detail, amount in log.rows():
        moment = Moment(number)
        if moment in stops and officer in since:
            began, line = since.pop(officer)
            work[line] += max(at, begin) - max(began, begin)
        if moment in (Moment.RECEIVED, Moment.PUT_THROUGH):
            leg = moment == Moment.PUT_THROUGH
            wait[contact] = (contact, wait[contact][0][1] if leg else amount, int(leg)), detail, at
            seen["offered"][detail, at] += at >= begin
        elif moment in ends and wait[contact][0] not in over:
            key, line, rang = wait[contact]
            over.add(key)
            seen[ends[moment]][line, rang] += rang >= begin
        if moment in starts:
            since[officer] = at, wait[contact][1]
    for began, line in since.values():
        work[line] += log.ends_at - max(began, begin)
    table = performance(Window(log), ["window", "hour of week"])
    whole = table[table["by"] == "window"].set_index("line")
    hours = table[table["by"] == "hour of week"].set_index(["line", "period"])
    for number, name in enumerate(LINES):
        assert whole.loc[name, "hours_of_work"] == pytest.approx(work[number] / HOUR), name
        for column in ("offered", "answered", "abandoned", "blocked", "promised"):
            by_hour: Counter[int] = Counter()
            for (line, rang), count in seen[column].items():
                # The first Sunday, the seventh day, has no 01:00: elapsed and local hours differ by one from then on.
                local = rang + HOUR * (rang >= 6 * DAY + HOUR)
                by_hour[local // HOUR % 168] += count * (line == number)
            assert whole.loc[name, column] == sum(by_hour.values()), (name, column)
            assert hours.loc[name][column].to_dict() == {f"{hour:03d}": by_hour[hour] for hour in range(168)}
    assert min(whole.loc[name, "offered"] for name in LINES) > 50
    telephone = whole.loc[list(LINES[:3])]
    for column in ("offered", "answered", "abandoned", "blocked", "promised", "in_target", "due"):
        assert whole.loc[ALL_LINES, column] == telephone[column].sum(), column


def test_the_hours_of_the_desk_are_those_of_its_handlers(log: EventLog) -> None:
    window = Window(log)
    officers = window.officers
    handlers = officers[(officers["team"] == "handlers") & ~officers["supervisor"]]
    table = performance(window)
    for by in table["by"].unique():
        whole = table[(table["by"] == by) & (table["line"] == ALL_LINES)]
        assert whole["hours_on_duty"].sum() == pytest.approx(handlers["on_duty"].sum() / HOUR), by
        assert whole["hours_busy"].sum() == pytest.approx(handlers["busy"].sum() / HOUR), by
        # Handlers do nothing but talk, wrap up and write.
        assert whole["hours_of_work"].sum() == pytest.approx(whole["hours_busy"].sum()), by


def test_the_balance_adds_up(log: EventLog) -> None:
    window = Window(log)
    found = avoidable_demand(window)
    assert found["calls"].sum() == len(window.calls)
    assert (found.groupby("cause")["calls"].sum() > 0).all()
    # What handlers do in the window for those who rang before it is in nobody's account here.
    whole = performance(window, ["window"]).set_index("line")["hours_of_work"]
    before = whole[ALL_LINES] - found["hours"].sum()
    assert 0 <= before < 0.01 * whole[ALL_LINES]
    rang_at, conversations = {}, 0
    for at, moment, contact, _, _, amount in log.rows():
        if moment == Moment.RECEIVED:
            rang_at[contact] = at
        elif moment == Moment.PUT_THROUGH and rang_at[contact] >= window.begin:
            conversations += amount
    through = found[found["cause"] == "put through"].iloc[0]
    assert through["hours"] == pytest.approx(conversations / HOUR, rel=0.01)
    again = window.calls[window.calls["avoidable"] == "rang again"]
    assert found.loc[found["cause"] == "rang again", "calls"].sum() == len(again)
    earlier = pd.Series({(row.contact, row.attempt): row.line for row in window.calls.itertuples()})
    gave_up_on = Counter(earlier.get((row.contact, row.attempt - 1), None) for row in again.itertuples())
    # Who gives up the switchboard dialled 101.
    gave_up_on["101"] += gave_up_on.pop("switchboard")
    assert set(found.loc[found["cause"] == "rang again", "rule"]) == {f"demand.lines.{n}.retry" for n in LINES[:3]}
    for line in ("999", "101"):
        mine = found[found["rule"] == f"demand.lines.{line}.retry"]["calls"].sum()
        assert gave_up_on[line] <= mine <= gave_up_on[line] + gave_up_on[None], line
