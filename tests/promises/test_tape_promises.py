"""Promises of the tape: every option meets the same world, and one change disturbs nobody else's luck."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from dataclasses import fields

import numpy as np
import pytest
from numpy.typing import NDArray

from demandsim.tape import Tape, record
from demandsim.tape.streams import Source
from demandsim.tape.tape import INCIDENT, INFORMATION, NONE, OTHER_AGENCY
from tests.promises.differences import REFERENCES, differences
from tests.tape.errors import z_of_share
from tests.worlds import village, village_facts


def digest(tape: Tape) -> str:
    """A fingerprint of every byte that chance decided."""
    state = hashlib.sha256()
    for table in (tape.contacts, tape.incidents, tape.crimes):
        for field in fields(table):
            column = getattr(table, field.name)
            state.update(f"{field.name} {column.dtype.str} {column.shape}".encode() + column.tobytes())
    for key, luck in tape.absences.shift_luck.items():
        state.update(key.encode() + luck.tobytes() + tape.absences.sick[key].tobytes())
    return state.hexdigest()


def with_added(table: str, item: object) -> Tape:
    """The base world with an item at the end of a table of demand."""
    return record(village(**{f"demand.{table}": [*village_facts()["demand"][table], item]}), days=DAYS)


DAYS = 90
BASE = record(village(), days=DAYS)


# The same world again


def test_the_same_seed_gives_the_same_bytes_in_this_and_in_any_other_process() -> None:
    assert digest(record(village(), days=10)) == digest(record(village(), days=10))
    script = (
        "from tests.promises.test_tape_promises import digest, record, village;"
        "print(digest(record(village(), days=10)))"
    )
    for hash_seed in ("1", "2"):
        there = subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=True,
        )
        assert there.stdout.strip() == digest(record(village(), days=10))


@pytest.mark.parametrize("other", [{"replication": 1}, {"seed": 2}])
def test_another_replication_or_seed_is_another_world(other: dict[str, int]) -> None:
    one, two = record(village(), days=20), record(village(), days=20, **other)
    for name in REFERENCES:
        shared = np.intersect1d(getattr(one, name).uid, getattr(two, name).uid)
        assert len(shared) > 50, "identities are places in the world, not luck"
    n = min(len(one.crimes.prospect), len(two.crimes.prospect))
    assert abs(np.corrcoef(one.crimes.prospect[:n], two.crimes.prospect[:n])[0, 1]) * n**0.5 < 4.5
    n = min(len(one.contacts.retry_luck), len(two.contacts.retry_luck))
    assert not (one.contacts.retry_luck[:n] == two.contacts.retry_luck[:n]).any()
    assert not np.array_equal(one.contacts.received_at[:20], two.contacts.received_at[:20])


def test_recording_leaves_the_global_generator_alone() -> None:
    np.random.seed(3)  # noqa: NPY002
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    record(village(), days=3)
    assert np.array_equal(np.random.get_state()[1], before)  # noqa: NPY002


def test_a_longer_run_begins_with_the_shorter_one() -> None:
    longer = record(village(), days=2 * DAYS)
    for name in REFERENCES:
        gone, new, changed = differences(BASE, longer, name)
        assert not gone
        assert len(new) > 100
        assert not changed
    rows = len(BASE.incidents.uid)
    assert np.array_equal(longer.incidents.uid[:rows], BASE.incidents.uid)
    assert np.array_equal(longer.crimes.uid[: len(BASE.crimes.uid)], BASE.crimes.uid)
    for key, luck in BASE.absences.shift_luck.items():
        assert np.array_equal(longer.absences.shift_luck[key][:DAYS], luck)
        spells = BASE.absences.sick[key]
        assert np.array_equal(longer.absences.sick[key][: len(spells)], spells)


# One change disturbs nobody else


def test_rules_and_mechanics_of_decisions_change_nothing_on_the_tape() -> None:
    other = village(
        **{
            "rules.answer": {"kind": "first_come"},
            "rules.dispatch": {"kind": "longest_idle"},
            "rules.grade": {
                "kind": "desk_first",
                "grades": ["scheduled"],
                "incidents": ["property"],
                "share": 0.5,
            },
            "investigative_model.screen": {"kind": "none"},
            "investigative_model.allocate": {"kind": "least_caseload", "cap": "soft"},
            "investigative_model.transfer": {},
            "investigative_model.next_work": {"kind": "harm_first"},
            "mechanics.decision_time": "5 h",
            "mechanics.evidence_lost_per_30_days": 0.5,
            "workforce.abstraction": 0.5,
            "workforce.teams.cid.caseload_cap": 3,
        }
    )
    assert digest(record(other, days=DAYS)) == digest(BASE)


def test_a_line_added_leaves_every_other_caller_alone() -> None:
    lines = {**village_facts()["demand"]["lines"]}
    lines["online chat"] = {**lines["101"], "volume": "10 per day"}
    order = ["999", "101", "online chat"]
    more = record(village(**{"demand.lines": lines, "rules.answer.order": order}), days=DAYS)
    for name in REFERENCES:
        gone, new, changed = differences(BASE, more, name)
        assert not gone
        assert not changed
        added = more.contacts.uid[more.contacts.line == 2] if name == "contacts" else []
        assert new == set(added)
    assert (more.contacts.line == 2).sum() > 500


def test_a_kind_of_incident_added_takes_over_information_calls_only() -> None:
    missing = {
        "name": "missing",
        "per_year": "900 per year",
        "by": {"101": 0.8},
        "grades": {"priority": 1.0},
        "scene": "1 h",
    }
    more = with_added("incidents", missing)
    gone, new, changed = differences(BASE, more, "contacts")
    assert not gone
    taken = changed["about"]
    assert set(changed) == {"about", "incident"}
    assert changed["incident"] == taken
    before = BASE.contacts.about[np.isin(BASE.contacts.uid, list(taken))]
    after = more.contacts.about[np.isin(more.contacts.uid, list(taken))]
    assert set(before.tolist()) == {INFORMATION, OTHER_AGENCY}
    assert set(after.tolist()) == {INCIDENT}
    gone, new, changed = differences(BASE, more, "incidents")
    assert not gone
    assert not changed
    fresh = more.incidents.kind == 3
    assert new == set(more.incidents.uid[fresh].tolist())
    assert (more.incidents.contact[fresh] == NONE).sum() > 10
    assert (more.incidents.contact[fresh] != NONE).sum() == len(taken)
    assert differences(BASE, more, "crimes") == (set(), set(), {})


def test_an_offence_added_takes_over_calls_and_incidents_without_a_crime_only() -> None:
    offence = {
        **village_facts()["demand"]["offences"][3], "name": "damage", "per_year": "500 per year",
    }  # fmt: skip
    more = with_added("offences", offence)
    gone, new, changed = differences(BASE, more, "crimes")
    assert not gone
    assert not changed
    assert new == set(more.crimes.uid[more.crimes.offence == 4].tolist())
    for found in (more.crimes.incident, more.crimes.contact, more.crimes.direct_at):
        assert ((found != NONE) & (more.crimes.offence == 4)).sum() > 10
    gone, _, changed = differences(BASE, more, "incidents")
    assert not gone
    assert set(changed) == {"crime"}
    before = BASE.incidents.crime[np.isin(BASE.incidents.uid, list(changed["crime"]))]
    assert (before == NONE).all()
    gone, _, changed = differences(BASE, more, "contacts")
    assert not gone
    assert set(changed) == {"about", "crime"}
    before = BASE.contacts.about[np.isin(BASE.contacts.uid, list(changed["about"]))]
    assert set(before.tolist()) <= {INFORMATION, OTHER_AGENCY}


def test_officers_added_bring_their_own_luck_and_backlog_only() -> None:
    posts = {"north": {"sergeant": 5, "constable": 22}, "south": {"sergeant": 6, "constable": 15}}
    more = record(village(**{"workforce.teams.response.posts": posts}), days=DAYS)
    added = {f"response/north/constable/{number}" for number in (20, 21)} | {"response/south/sergeant/5"}
    assert set(more.absences.shift_luck) - set(BASE.absences.shift_luck) == added
    for key, luck in BASE.absences.shift_luck.items():
        assert np.array_equal(more.absences.shift_luck[key], luck)
        assert np.array_equal(more.absences.sick[key], BASE.absences.sick[key])
    gone, new, changed = differences(BASE, more, "crimes")
    assert not gone
    assert not changed
    assert 8 <= len(new) <= 10
    assert differences(BASE, more, "incidents") == (set(), set(), {})


def test_posts_taken_away_leave_the_others_alone() -> None:
    fewer = record(village(**{"workforce.teams.cid.posts": {"force": {"sergeant": 1, "constable": 5}}}), days=DAYS)
    gone, new, changed = differences(BASE, fewer, "crimes")
    assert len(gone) == 6
    assert not new
    assert not changed


def test_a_backlog_entry_added_leaves_the_others_alone() -> None:
    entry = {"team": "cid", "per_officer": 2.5, "offences": {"theft": 1}, "age": "5 days"}
    more = with_added("backlog", entry)
    gone, new, changed = differences(BASE, more, "crimes")
    assert not gone
    assert not changed
    assert 12 <= len(new) <= 18


def test_more_attempts_and_more_candidate_calls_leave_earlier_ones_alone() -> None:
    more = record(
        village(
            **{
                "demand.repeat.times": 4,
                "demand.victims.chase.times": 3,
                "demand.lines.101.retry.attempts": 4,
            }
        ),
        days=DAYS,
    )
    for name in REFERENCES:
        gone, _, changed = differences(BASE, more, name)
        assert not gone
        assert not changed
    assert more.contacts.patience.shape[1] == 4
    assert more.incidents.again.shape[1] == 4


def test_a_column_added_disturbs_no_other_column(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = Source.luck

    def with_another_column(self: Source, column: str, *width: int) -> NDArray[np.float64]:
        plain(self, f"shoe size beside {column}")
        return plain(self, column, *width)

    monkeypatch.setattr(Source, "luck", with_another_column)
    assert digest(record(village(), days=DAYS)) == digest(BASE)


def test_more_calls_on_one_line_leave_the_other_line_alone() -> None:
    more = record(village(**{"demand.lines.999.volume": "15 per day"}), days=DAYS)
    _, _, changed = differences(BASE, more, "contacts")
    other_line = set(
        BASE.contacts.uid[BASE.contacts.line == 1][BASE.contacts.cause[BASE.contacts.line == 1] == 0].tolist()
    )
    assert changed
    for column, uids in changed.items():
        assert not uids & other_line, column


def test_longer_talk_is_longer_for_every_caller_and_changes_nothing_else() -> None:
    slower = record(village(**{"demand.lines.101.talk.lognormal.mean": "7 min"}), days=DAYS)
    _, _, changed = differences(BASE, slower, "contacts")
    assert set(changed) == {"talk"}
    ours, theirs = BASE.contacts.talk, slower.contacts.talk
    assert np.abs(theirs - ours * np.where(BASE.contacts.line == 1, 7 / 6, 1)).max() <= 1.1


# Prevention thins by luck


def prevented(share: float, *kinds: str, times: int = 1) -> Tape:
    entry = {"incidents": list(kinds), "share": share, "because": "an evaluation"}
    return record(village(**{"demand.prevented": [entry] * times}), days=DAYS)


def test_prevention_takes_incidents_with_their_calls_and_crimes_and_leaves_everybody_else() -> None:
    less = prevented(0.4, "violence")
    gone, new, changed = differences(BASE, less, "incidents")
    assert not new
    assert not changed
    violence = BASE.incidents.kind == 0
    out = np.isin(BASE.incidents.uid, list(gone))
    assert (BASE.incidents.kind[out] == 0).all()
    assert abs(z_of_share(out[violence], 0.4)) < 4.5
    generated = violence & (BASE.incidents.contact == NONE)
    assert 0 < out[generated].sum() < generated.sum()

    callers = BASE.incidents.contact[out & (BASE.incidents.contact != NONE)]
    again = BASE.incidents.again[out].reshape(-1)
    crimes = BASE.incidents.crime[out & (BASE.incidents.crime != NONE)]
    asks = BASE.crimes.asks[crimes].reshape(-1)
    rows = np.concatenate([callers, again, asks[asks != NONE]])
    assert differences(BASE, less, "contacts") == (set(BASE.contacts.uid[rows].tolist()), set(), {})
    assert differences(BASE, less, "crimes") == (set(BASE.crimes.uid[crimes].tolist()), set(), {})
    assert len(crimes) > 10


def test_more_prevention_prevents_the_same_and_more() -> None:
    some, more, all_of_it = (
        differences(BASE, prevented(share, "concern", "property"), "incidents")[0] for share in (0.1, 0.3, 1.0)
    )
    assert some < more < all_of_it
    assert all_of_it == set(BASE.incidents.uid[BASE.incidents.kind > 0].tolist())


def test_two_preventions_act_one_after_the_other() -> None:
    once, twice = prevented(0.75, "violence"), prevented(0.5, "violence", times=2)
    assert digest(once) == digest(twice)


def test_preventing_nothing_prevents_nothing() -> None:
    assert digest(prevented(0.0, "violence")) == digest(BASE)
