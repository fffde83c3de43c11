"""The contact desk by period, on a story told by hand: every figure is worked out from its rows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from demandsim.eventlog.views import identities
from demandsim.measures import measure
from demandsim.measures.performance import ALL_LINES, KEPT, MEANING, PERIODS, performance
from demandsim.measures.performance_work import contact_work, work_of_waits
from demandsim.measures.window import Window, mean, quantile
from tests.logs import Row, log_of, story
from tests.measures.desk_story import DESK, LINE_101, desk_facts, desk_log, desk_scenario

HOUR = 3600
WAITS = ("mean", "median", "p90", "longest")


@pytest.fixture(scope="module")
def found() -> pd.DataFrame:
    return performance(Window(desk_log()), PERIODS)


def row(table: pd.DataFrame, by: str, period: str, line: str) -> pd.Series:
    rows = table[(table["by"] == by) & (table["period"] == period) & (table["line"] == line)]
    assert len(rows) == 1, (by, period, line)
    return rows.iloc[0]


def told(each: pd.Series, *columns: str) -> list[float]:
    return [float(each[column]) for column in columns]


def test_the_story_is_lawful() -> None:
    assert identities(desk_log()) == []


def test_all_telephone_lines(found: pd.DataFrame) -> None:
    whole = row(found, "window", "", ALL_LINES)
    # Twelve waits on the telephone: the two of written work have a line of their own.
    assert told(whole, "offered", "answered", "abandoned", "blocked", "promised", "waiting") == [12, 7, 1, 1, 2, 1]
    # Answered after 0, 0, 0, 0, 5, 25 and 40 s; in target all but the 25 s of 999 and the 40 s of 101.
    assert told(whole, "answered_in_10", "answered_in_30", "answered_in_60", "in_target") == [5, 6, 7, 5]
    assert whole["due"] == 11, "who still rings may yet be answered in target"
    assert told(whole, "abandoned_after_60", "rung_back") == [1, 1]
    assert told(whole, *(f"answered_{name}" for name in WAITS)) == [10, 0, 40, 40]
    # Kaplan and Meier: 7/11 wait on after 0 s, 6/11 after 5 s, one is censored at 10 s, 24/55 wait on after 25 s,
    # 18/55 after 40 s, 6/55 after 60 s, none after 100 s.
    area = (5 * 35 + 20 * 30 + 15 * 24 + 20 * 18 + 40 * 6) / 55
    assert told(whole, *(f"wait_{name}" for name in WAITS)) == pytest.approx([area, 25, 100, 100])
    assert told(whole, "hours", "hours_on_duty", "hours_busy", "hours_of_work") == pytest.approx(
        [48, 20, 2320 / HOUR, 2320 / HOUR]
    )


@pytest.mark.parametrize(
    ("line", "offered", "answered", "in_target", "due", "work"),
    [("999", 2, 2, 1, 2, 520), ("101", 9, 4, 3, 8, 1170), ("switchboard", 1, 1, 1, 1, 30), ("online", 2, 1, 1, 2, 600)],
)
def test_lines(
    found: pd.DataFrame, line: str, offered: int, answered: int, in_target: int, due: int, work: int
) -> None:
    mine = row(found, "window", "", line)
    assert told(mine, "offered", "answered", "in_target", "due") == [offered, answered, in_target, due]
    assert mine["hours_of_work"] == pytest.approx(work / HOUR)
    # Both handlers answer every line.
    assert mine["hours_on_duty"] == pytest.approx(20)


def test_written_work_waits_until_it_is_first_taken_up(found: pd.DataFrame) -> None:
    online = row(found, "window", "", "online")
    assert told(online, *(f"answered_{name}" for name in WAITS)) == [200, 200, 200, 200]
    # The other lies there for 152,800 s at the end: the median is known, nine in ten are not.
    assert online["wait_median"] == 200
    assert np.isnan(online["wait_p90"])
    assert online["wait_longest"] == 172_800 - 20_000


def test_a_contact_belongs_to_the_hour_in_which_its_wait_began(found: pd.DataFrame) -> None:
    hours = {
        hour: told(row(found, "hour of week", f"{hour:03d}", ALL_LINES), "offered", "answered") for hour in range(48)
    }
    busy = {1: [3, 3], 2: [4, 1], 3: [2, 2], 4: [1, 1], 10: [1, 0], 47: [1, 0]}
    assert hours == {hour: busy.get(hour, [0, 0]) for hour in range(48)}
    assert row(found, "hour of week", "004", "online")["offered"] == 1


def test_work_belongs_to_the_hour_in_which_it_is_done(found: pd.DataFrame) -> None:
    seconds = {1: 750, 2: 450, 3: 420, 4: 700}
    for hour in range(48):
        whole = row(found, "hour of week", f"{hour:03d}", ALL_LINES)
        on_duty = 2 if hour < 10 else 0
        assert told(whole, "hours", "hours_on_duty", "hours_busy") == pytest.approx(
            [1, on_duty, seconds.get(hour, 0) / HOUR]
        )
    # Written work of 600 s is set aside in between, within one hour.
    assert row(found, "hour of week", "004", "online")["hours_of_work"] == pytest.approx(600 / HOUR)


def test_days_and_longer_periods_by_the_local_clock(found: pd.DataFrame) -> None:
    assert told(row(found, "day", "2025-01-06", ALL_LINES), "offered", "waiting") == [11, 0]
    assert told(row(found, "day", "2025-01-07", ALL_LINES), "offered", "waiting") == [1, 1]
    assert row(found, "week", "2025-01-06", ALL_LINES)["offered"] == 12
    assert row(found, "month", "2025-01", ALL_LINES)["hours"] == 48
    assert row(found, "hour", "2025-01-06T01:00+00:00", "999")["offered"] == 1


def test_periods_add_up(found: pd.DataFrame) -> None:
    sums = [name for name in MEANING if name in ("hours", "due", "in_target") or name.startswith("hours_")]
    sums += ["offered", "answered", "answered_in_30", "abandoned", "blocked", "promised", "waiting"]
    whole = found[found["by"] == "window"].set_index("line")[sums]
    for by in PERIODS:
        part = found[found["by"] == by].groupby("line", observed=True)[sums].sum()
        pd.testing.assert_frame_equal(part.loc[whole.index], whole, check_dtype=False, check_index_type=False)


def test_columns_are_described_and_hours_of_the_run_are_left_out_unless_asked_for(found: pd.DataFrame) -> None:
    assert list(found.columns) == list(MEANING)
    usual = performance(Window(desk_log()))
    assert list(usual["by"].unique()) == list(KEPT)
    assert "hour" not in KEPT
    pd.testing.assert_frame_equal(usual, found[found["by"] != "hour"], check_categorical=False)
    with pytest.raises(ValueError, match="no periods of kind 'fortnight'; the kinds are window, month"):
        performance(Window(desk_log()), ["fortnight"])


def test_the_hour_that_comes_twice_counts_twice_and_the_one_that_is_skipped_has_nobody() -> None:
    def sunday(start: str) -> pd.DataFrame:
        scenario = desk_scenario(start=start)
        rings: list[Row] = [
            (HOUR + 60, "RECEIVED", 9, -1, LINE_101, 1),
            (2 * HOUR + 60, "RECEIVED", 10, -1, LINE_101, 1),
        ]
        return performance(Window(log_of(rings, desk_facts(scenario)), 0), ["hour of week", "hour", "day"])

    autumn = sunday("2025-10-26")
    twice = row(autumn, "hour of week", f"{6 * 24 + 1:03d}", "101")
    assert told(twice, "hours", "offered") == [2, 2]
    assert row(autumn, "hour", "2025-10-26T01:00+01:00", "101")["offered"] == 1
    assert row(autumn, "hour", "2025-10-26T01:00+00:00", "101")["offered"] == 1
    assert row(autumn, "day", "2025-10-26", "101")["hours"] == 25
    spring = sunday("2025-03-30")
    assert f"{6 * 24 + 1:03d}" not in set(spring["period"])
    assert row(spring, "hour of week", f"{6 * 24 + 2:03d}", "101")["offered"] == 1
    assert row(spring, "day", "2025-03-30", "101")["hours"] == 23


def test_what_began_in_the_warm_up_does_not_count_but_work_done_afterwards_does() -> None:
    # A caller rings on the first day; 100 s of the conversation and 60 s of wrap-up are left for the second.
    rows: list[Row] = [
        (0, "ON_DUTY", -1, 0, -1, 172_800),
        (86_290, "RECEIVED", 1, -1, 0, 1),
        (86_295, "ANSWERED", 1, 0, 0, 5),
        (86_500, "HUNG_UP", 1, 0, 1, 205),
        (86_560, "FREED", 1, 0, -1, 60),
    ]
    window = Window(log_of(rows, desk_facts()), 1)
    whole = row(performance(window), "window", "", ALL_LINES)
    assert told(whole, "offered", "hours", "hours_on_duty") == [0, 24, 24]
    assert told(whole, "hours_busy", "hours_of_work") == pytest.approx([160 / HOUR, 160 / HOUR])
    work = contact_work(window)
    assert list(zip(work.from_at.tolist(), work.to_at.tolist(), strict=True)) == [(86_400, 86_500), (86_500, 86_560)]
    assert work_of_waits(window, work).tolist() == []


def test_calls_given_up_are_counted_without_and_with_a_threshold() -> None:
    rows: list[Row] = []
    for contact, wait in ((9, 60), (10, 61)):
        rows += [(100, "RECEIVED", contact, -1, LINE_101, 1), (100 + wait, "ABANDONED", contact, -1, LINE_101, wait)]
    rows.sort(key=lambda each: each[0])
    whole = row(performance(Window(log_of(rows, desk_facts()))), "window", "", "101")
    assert told(whole, "abandoned", "abandoned_after_60") == [2, 1]


def test_waits_agree_with_the_estimates_for_single_samples() -> None:
    """The quick way over all cells gives what `quantile` and `mean` give for each."""
    luck = np.random.default_rng(7)
    contacts = 400
    at = np.sort(luck.integers(150_000, 172_700, contacts))
    rows: list[Row] = []
    for contact, since in enumerate(at.tolist()):
        rows.append((since, "RECEIVED", contact, -1, contact % 2, 1))
        wait = int(luck.exponential(3000))
        if since + wait < 172_800:
            rows.append((since + wait, "ABANDONED", contact, -1, contact % 2, wait))
    rows.sort(key=lambda each: each[0])
    facts = replace(
        desk_facts(),
        **{
            name: np.zeros(contacts, dtype=np.int64) if name != "contact_uid" else np.arange(contacts)
            for name in ("contact_uid", "contact_line", "contact_cause", "contact_about")
        },
        contact_incident=np.full(contacts, -1),
        contact_crime=np.full(contacts, -1),
    )
    window = Window(log_of(rows, facts), 0)
    calls = window.calls
    length, over = window.waited(calls["received_at"], calls["abandoned_at"])
    assert 0 < (~over).sum() < contacts
    table = performance(window, ["hour of week"])
    hour = calls["received_at"].to_numpy() // HOUR
    for line, chosen in (("999", calls["line"] == "999"), (ALL_LINES, calls["line"] != "")):
        for period in np.unique(hour):
            cases = chosen.to_numpy() & (hour == period)
            mine = row(table, "hour of week", f"{period:03d}", line)
            if not cases.any():
                assert np.isnan(mine["wait_mean"])
                continue
            expected = [
                mean(length[cases], over[cases]),
                quantile(length[cases], over[cases], 0.5),
                quantile(length[cases], over[cases], 0.9),
                length[cases].max(),
            ]
            assert told(mine, *(f"wait_{name}" for name in WAITS)) == pytest.approx(expected, nan_ok=True)


def test_nobody_rings() -> None:
    table = performance(Window(log_of([]), 0))
    assert (table["offered"] == 0).all()
    assert table["wait_median"].isna().all()


def test_shares_of_the_table_are_those_of_the_measures() -> None:
    for log in (story(), desk_log()):
        table = performance(Window(log), ["window"]).set_index("line")
        values = measure(log).set_index(["measure", "group"])["value"]
        for line in table.index:
            mine, group = table.loc[line], f"line={line}" if line else ""
            assert values["calls_in_target", group] == pytest.approx(mine["in_target"] / mine["due"])
            assert values["calls_abandoned", group] == pytest.approx(
                mine["abandoned"] / (mine["offered"] - mine["waiting"])
            )
            assert values["call_wait_p90", group] == pytest.approx(mine["wait_p90"], nan_ok=True)
            assert values["longest_wait", group] == mine["wait_longest"]
            if not line:
                spoken = mine["answered"] + mine["rung_back"]
                assert values["calls_per_handler_hour", ""] == pytest.approx(spoken / mine["hours_on_duty"])
            assert values["handler_occupancy", group] == pytest.approx(mine["hours_busy"] / mine["hours_on_duty"])


@pytest.mark.parametrize(
    ("name", "group", "value"),
    [
        ("calls_offered", "", 12 * 3.5),
        ("calls_offered", "line=online", 2 * 3.5),
        ("calls_in_target", "", 5 / 11),
        ("calls_in_target", "line=101", 3 / 8),
        ("calls_abandoned", "", 1 / 11),
        # 0, 0, 0, 0, 5, 25, 40, 60, 60 and 100 s: no engaged tone, and nobody who waits on.
        ("call_wait", "", 29),
        ("answer_wait", "", 10),
        ("answered_in_60", "", 7 / 11),
        ("answered_in_60", "line=101", 4 / 8),
        ("longest_wait", "line=online", 152_800),
        ("calls_put_through", "", 1 / 7),
        ("calls_put_through", "line=switchboard", 1),
        ("calls_put_through", "line=101", 0),
        # One rung after 1,130 s, one never: an hour was promised.
        ("callbacks_kept", "", 1 / 2),
        ("callbacks_kept", "line=101", 1 / 2),
        ("written_outstanding", "", (1000 + 152_800) / 172_800),
        ("written_outstanding", "line=online", (1000 + 152_800) / 172_800),
        ("handler_occupancy", "", 2320 / 72_000),
        # Seven answered and one rung back who picked up, in twenty hours.
        ("calls_per_handler_hour", "", 8 / 20),
        ("avoidable_calls", "", 6 * 3.5),
        ("avoidable_calls", "cause=rang again", 2 * 3.5),
        ("avoidable_calls", "cause=put through", 3.5),
        ("avoidable_hours", "", 1000 / HOUR * 3.5),
        ("avoidable_hours", "cause=rang again", (160 + 290) / HOUR * 3.5),
        ("callers_lost", "", 0),
        # Seven callers: three at once, one after 25 s, one put through after 70 s, one who rang again after 1,805 s,
        # one rung back, in vain at first, after 2,720 s from the engaged tone. Writers and the forgotten do not count.
        ("time_to_help", "", (70 + 25 + 1805 + 2720) / 7),
        ("time_to_help", "about=information", (70 + 1805 + 2720) / 3),
    ],
)
def test_measures_of_the_desk(name: str, group: str, value: float) -> None:
    values = measure(desk_log(), [name]).set_index("group")["value"]
    assert values[group] == pytest.approx(value)


def test_a_promise_whose_time_has_not_passed_is_neither_kept_nor_broken() -> None:
    early = log_of([each for each in DESK if each[0] <= 36_160], desk_facts(), ends_at=36_160 + HOUR)
    assert measure(early, ["callbacks_kept"], 0).set_index("group")["value"][""] == 1
    later = log_of([each for each in DESK if each[0] <= 36_160], desk_facts(), ends_at=36_160 + HOUR + 1)
    assert measure(later, ["callbacks_kept"], 0).set_index("group")["value"][""] == 1 / 2
