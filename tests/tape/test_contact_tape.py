"""Contacts beyond plain calls: other channels, callers sent elsewhere, surges, and columns for what desks may offer."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from demandsim.scenario.calendar import DAY, HOUR
from demandsim.tape import Tape, record
from demandsim.tape.streams import Chance, Ints
from demandsim.tape.tape import CRIME, FROM_PUBLIC, INCIDENT, INFORMATION, NEVER, NONE, OTHER_AGENCY
from tests.promises.differences import REFERENCES, differences
from tests.tape.errors import z_of_count, z_of_share
from tests.worlds import VILLAGE, village

DAYS = 60
L999, L101, ONLINE = 0, 1, 2
WEB: dict[str, Any] = {
    **VILLAGE["demand"]["lines"]["101"],
    "volume": "8 per day",
    "yields": True,
    "talk": {"erlang": {"mean": "12 min", "phases": 3}},
    "wrap": "1 min",
    "patience": {"exponential": {"mean": "1 day"}},
}


def tape(days: int = DAYS, **changes: Any) -> Tape:
    """The village with a third line, for reports in writing."""
    return record(village(**{"demand.lines.web": WEB, **changes}), days=days)


BASE = tape()


def first_calls(world: Tape, line: int = L101) -> Ints:
    """Rows of the first calls on a line."""
    return np.flatnonzero((world.contacts.cause == FROM_PUBLIC) & (world.contacts.line == line))


# Other channels


def shifted(**share: float) -> Tape:
    """Some callers of 101 write instead."""
    matters = {name.replace("_", " "): value for name, value in share.items()}
    return tape(**{"demand.lines.101.online": {"line": "web", "share": matters}})


def test_channel_shift_moves_exactly_the_lucky_share_by_what_the_contact_is_about() -> None:
    other = shifted(information=0.2, crime=0.5, other_agency=1.0)
    rows = first_calls(BASE)
    # 101 is thinned by nothing, so that its first calls are the source's rows.
    luck = Chance(1, 0).source("contacts/101", len(rows)).luck("online")
    share = np.array([0.2, 0.0, 0.5, 1.0])[BASE.contacts.about[rows]]
    lines = dict(zip(other.contacts.uid.tolist(), other.contacts.line.tolist(), strict=True))
    moved = np.array([lines[uid] == ONLINE for uid in BASE.contacts.uid[rows].tolist()])
    assert np.array_equal(moved, luck < share)
    for about, expected in ((INFORMATION, 0.2), (CRIME, 0.5)):
        mine = BASE.contacts.about[rows] == about
        assert abs(z_of_share(moved[mine], expected)) < 4.5
    assert moved[BASE.contacts.about[rows] == OTHER_AGENCY].all()
    assert not moved[BASE.contacts.about[rows] == INCIDENT].any()


def test_who_writes_instead_writes_about_the_same_at_the_same_time_and_disturbs_nobody() -> None:
    other = shifted(information=0.3, incident=0.3, crime=0.3)
    gone, new, changed = differences(BASE, other, "contacts")
    assert not gone
    assert not new
    moved = changed["line"]
    assert len(moved) > 300
    # What the new line decides, it decides for them alone; when, what about and their luck stay as they were.
    assert set(changed) <= {"line", "talk", "wrap", "patience", "retry_time"}
    assert all(rows <= moved for rows in changed.values())
    for name in ("incidents", "crimes"):
        assert differences(BASE, other, name) == (set(), set(), {})
    # They take as long there as the line's law says, by the luck that they would have had on the telephone.
    laws = {f"demand.lines.101.{key}": WEB[key] for key in ("talk", "wrap", "patience")}
    all_there = tape(**laws)
    mine, theirs = (np.isin(world.contacts.uid, list(moved)) for world in (other, all_there))
    for column in ("talk", "wrap", "patience", "retry_time"):
        assert np.array_equal(getattr(other.contacts, column)[mine], getattr(all_there.contacts, column)[theirs])


def test_a_greater_shift_moves_the_same_and_more() -> None:
    some, more = (differences(BASE, shifted(information=share), "contacts")[2]["line"] for share in (0.1, 0.3))
    assert some < more


# Callers who are told whom to ring


def test_signposting_takes_callers_of_other_agencies_by_luck_and_nobody_else() -> None:
    some, more, everybody = (tape(**{"demand.lines.101.signposted": share}) for share in (0.2, 0.5, 1.0))
    taken = []
    for world, share in ((some, 0.2), (more, 0.5), (everybody, 1.0)):
        gone, new, changed = differences(BASE, world, "contacts")
        assert not new
        assert not changed
        for name in ("incidents", "crimes"):
            assert differences(BASE, world, name) == (set(), set(), {})
        rows = first_calls(BASE)
        rows = rows[BASE.contacts.about[rows] == OTHER_AGENCY]
        out = np.isin(BASE.contacts.uid[rows], list(gone))
        assert out.sum() == len(gone), "all who do not ring are callers of other agencies on 101"
        assert out.all() if share == 1 else abs(z_of_share(out, share)) < 4.5
        taken.append(gone)
    assert taken[0] < taken[1] < taken[2]


# Surges


def surge(begins: str, ends: str, factor: float, name: str = "storm", **more: Any) -> dict[str, Any]:
    """A surge on 101 unless said otherwise."""
    facts = {"name": name, "kind": "surge", "begins": begins, "ends": ends, "lines": ["101"], "factor": factor}
    return {**facts, **more}


def test_a_surge_adds_calls_between_its_instants_and_disturbs_nobody_else() -> None:
    # Three days and a half, from the second Tuesday, 10:30, at five times the usual volume.
    begins, ends = 8 * DAY + 10 * HOUR + 1800, 11 * DAY + 22 * HOUR + 1800
    world = tape(events=[surge("2025-01-14 10:30", "2025-01-17 22:30", 5)])
    for name in REFERENCES:
        gone, new, changed = differences(BASE, world, name)
        assert not gone
        assert not changed
        assert new
    fresh = ~np.isin(world.contacts.uid, BASE.contacts.uid)
    first = fresh & (world.contacts.cause == FROM_PUBLIC)
    assert (world.contacts.line[fresh] == L101).all()
    at = world.contacts.received_at[first]
    assert begins <= at.min()
    assert at.max() < ends
    assert (np.diff(world.contacts.received_at[world.contacts.cause == FROM_PUBLIC]) >= 0).all()
    scenario = village()
    week, months = scenario.demand.profiles["daytime"].week, scenario.demand.profiles["daytime"].months
    days = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    january = months[0] * 365 / sum(factor * length for factor, length in zip(months, days, strict=True))
    hours = [hour / 2 for hour in range(2 * 24 * 7)]
    usual = sum(week[int(h)] / 2 for h in hours if 24 + 10.5 <= h < 4 * 24 + 22.5) * 40 / 24 * january
    assert abs(z_of_count(int(first.sum()), 4 * usual)) < 4.5
    # They report what callers on 101 usually report.
    for about in (INFORMATION, INCIDENT, CRIME, OTHER_AGENCY):
        share = (BASE.contacts.about[first_calls(BASE)] == about).mean()
        assert abs(z_of_share(world.contacts.about[first] == about, float(share))) < 4.5
    # What is new besides may be caused by what they report.
    caused = fresh & ~first
    incidents = ~np.isin(world.incidents.uid, BASE.incidents.uid)
    crimes = ~np.isin(world.crimes.uid, BASE.crimes.uid)
    again, asks = world.incidents.again[incidents], world.crimes.asks[crimes]
    assert sorted(np.flatnonzero(caused)) == sorted([*again.reshape(-1), *asks[asks != NONE]])


def test_extra_callers_may_report_other_things_than_usual() -> None:
    world = tape(events=[surge("2025-01-14 00:00", "2025-01-18 00:00", 5, reports={"violence": 0.25, "concern": 0.25})])
    fresh = ~np.isin(world.contacts.uid, BASE.contacts.uid) & (world.contacts.cause == FROM_PUBLIC)
    about = world.contacts.about[fresh]
    assert abs(z_of_share(about == INCIDENT, 0.5)) < 4.5
    assert not (about == CRIME).any()
    kinds = world.incidents.kind[~np.isin(world.incidents.uid, BASE.incidents.uid)]
    assert set(kinds.tolist()) == {0, 2}
    assert abs(z_of_share(kinds == 0, 0.5)) < 4.5


@pytest.mark.parametrize(("start", "hours"), [("2025-03-30", 3), ("2025-10-26", 5)])
def test_a_surge_lasts_as_long_as_the_clock_lets_it(start: str, hours: int) -> None:
    """From 00:00 to 04:00 on the days on which the clocks change; 2,400 calls a day otherwise, at all hours alike."""
    world = tape(
        days=1,
        start=start,
        events=[surge(f"{start} 00:00", f"{start} 04:00", 50)],
        **{
            "demand.profiles.daytime": {"hours": [1] * 24},
            "demand.lines.101.volume": "2400 per day",
            "demand.lines.101.dispersion": 0,
        },
    )
    per_hour = np.bincount(world.contacts.received_at[first_calls(world)] // HOUR, minlength=world.ends_at // HOUR)
    assert (per_hour[:hours] > 4000).all()
    assert (per_hour[hours:] < 200).all()
    assert abs(z_of_count(int(per_hour[:hours].sum()), 50 * 100 * hours)) < 4.5


def test_two_surges_at_once_are_strangers_to_each_other() -> None:
    one = surge("2025-01-14 00:00", "2025-01-16 00:00", 3)
    two = surge("2025-01-15 00:00", "2025-01-17 00:00", 2, name="power cut", lines=["999", "101"])
    first, both = tape(events=[one]), tape(events=[two, one])
    gone, new, changed = differences(first, both, "contacts")
    assert not gone
    assert not changed
    fresh = np.isin(both.contacts.uid, list(new)) & (both.contacts.cause == FROM_PUBLIC)
    assert set(both.contacts.line[fresh].tolist()) == {L999, L101}


def test_a_surge_outside_the_run_or_of_factor_one_changes_nothing() -> None:
    nothing = [
        surge("2024-12-01 00:00", "2025-01-06 00:00", 9),
        surge("2025-06-01 00:00", "2025-07-01 00:00", 9, name="later"),
        surge("2025-01-14 00:00", "2025-01-16 00:00", 1, name="as usual"),
    ]
    for name in REFERENCES:
        assert differences(BASE, tape(events=nothing), name) == (set(), set(), {})


def test_a_factor_below_one_thins_the_usual_calls_by_luck() -> None:
    taken = []
    for factor in (0.7, 0.4, 0.0):
        world = tape(events=[surge("2025-01-14 00:00", "2025-01-28 00:00", factor)])
        rows = first_calls(BASE)
        within = (BASE.contacts.received_at[rows] >= 8 * DAY) & (BASE.contacts.received_at[rows] < 22 * DAY)
        gone, new, changed = differences(BASE, world, "contacts")
        assert not new
        assert not changed
        out = np.isin(BASE.contacts.uid[rows], list(gone))
        assert not out[~within].any()
        assert out[within].all() if factor == 0 else abs(z_of_share(out[within], 1 - factor)) < 4.5
        # With a caller go what the call reports, and the calls that may follow from that.
        incidents, crimes = BASE.contacts.incident[rows[out]], BASE.contacts.crime[rows[out]]
        incidents = incidents[incidents != NONE]
        crimes = np.concatenate([crimes[crimes != NONE], BASE.incidents.crime[incidents]])
        crimes = crimes[crimes != NONE]
        assert differences(BASE, world, "incidents")[0] == set(BASE.incidents.uid[incidents].tolist())
        assert differences(BASE, world, "crimes")[0] == set(BASE.crimes.uid[crimes].tolist())
        asks = BASE.crimes.asks[crimes]
        followed = np.concatenate([rows[out], BASE.incidents.again[incidents].reshape(-1), asks[asks != NONE]])
        assert gone == set(BASE.contacts.uid[followed].tolist())
        taken.append(gone)
    assert taken[0] < taken[1] < taken[2]


# Columns for what a desk may offer


def test_patience_that_is_left_out_never_ends() -> None:
    world = tape(**{"demand.lines.101.patience": None})
    rows = world.contacts.line == L101
    assert (world.contacts.patience[rows] == NEVER).all()
    assert (world.contacts.patience[~rows] < NEVER).all()
    assert set(differences(BASE, world, "contacts")[2]) == {"patience"}


def test_a_switchboard_and_call_backs_bring_columns_of_their_own_and_disturb_no_other() -> None:
    assert BASE.contacts.switchboard_talk.shape == BASE.contacts.switchboard_luck.shape == (len(BASE.contacts.uid), 0)
    assert BASE.contacts.call_back_luck.shape == (len(BASE.contacts.uid), 0)
    world = tape(
        **{
            "demand.lines.101.call_back": {"accepts": 0.4, "reached": 0.8},
            "demand.switchboard": {"line": "web", "resolves": {"information": 0.3}},
        }
    )
    gone, new, changed = differences(BASE, world, "contacts")
    assert (gone, new) == (set(), set())
    assert not set(changed) - {"switchboard_talk", "switchboard_luck", "call_back_luck"}
    count = len(world.contacts.uid)
    assert world.contacts.switchboard_talk.shape == world.contacts.switchboard_luck.shape == (count, 1)
    assert world.contacts.call_back_luck.shape == (count, 4)
    talk = world.contacts.switchboard_talk[:, 0]
    assert talk.mean() == pytest.approx(720, rel=4.5 / (3 * count) ** 0.5)
    luck = np.column_stack([world.contacts.switchboard_luck, world.contacts.call_back_luck])
    assert np.abs(luck.mean(axis=0) - 0.5).max() < 4.5 / (12 * count) ** 0.5
    assert np.abs(np.corrcoef(luck.T) - np.eye(5)).max() < 4.5 / count**0.5
