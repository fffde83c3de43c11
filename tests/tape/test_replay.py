"""Replay: what a log says is kept, what it cannot say is drawn, and the same desk does the same again."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from demandsim.engine import run
from demandsim.eventlog import EventLog, views
from demandsim.eventlog.views import identities
from demandsim.roster import Officer, Roster, Unit
from demandsim.scenario.laws import Law
from demandsim.scenario.scenario import Scenario
from demandsim.tape.replay import beyond, observed, origins, replay
from demandsim.tape.tape import NEVER, Tape
from tests.worlds import village

HOUR = 3_600
GAP = np.nan


def desk(handlers: int, **changes: object) -> tuple[Scenario, Roster]:
    """A force whose lines 999 and 101 are answered by so many handlers, who never go home."""
    scenario = village(**{"rules.answer": {"kind": "first_come"}, **changes})
    team = next(name for name, team in scenario.workforce.teams.items() if team.lines)
    officers = tuple(Officer(f"{team}/force/handler/{row}", 0, "handler", 0, False) for row in range(handlers))
    who = np.arange(handlers)
    roster = Roster((Unit(team, -1, tuple(range(handlers)), ()),), officers, who, 0 * who, 0 * who + 30 * 86_400)
    return scenario, roster


def table(*rows: tuple[float, str, float, float, float, float]) -> pd.DataFrame:
    """Calls as (received at, line, talk, wrap, patience, waited)."""
    return pd.DataFrame(rows, columns=["received_at", "line", "talk", "wrap", "patience", "waited"])


THREE = table(
    (100, "101", 300, 60, GAP, 0),
    (110, "101", GAP, GAP, 40, 40),
    (120, "999", 90, 0, GAP, 340),
)
"""One handler: the first is answered at once, the second gives up at 150, the third is answered at 460."""


def played(tape: Tape, roster: Roster) -> EventLog:
    log = run(tape, roster, tape.scenario.rules)
    assert identities(log) == []
    return log


def test_what_happened_happens_again() -> None:
    scenario, roster = desk(1)
    found = views.calls(played(replay(scenario, THREE), roster)).sort_values("contact")
    assert found["received_at"].to_list() == [100, 110, 120]
    assert found["line"].to_list() == ["101", "101", "999"]
    assert found["wait"].to_list() == [0, 40, 340]
    assert found["answered_at"].isna().to_list() == [False, True, False]
    assert found["freed_at"].dropna().to_list() == [460, 550]


def test_a_log_of_our_own_replays_itself() -> None:
    """Hundreds of calls on two lines; afterwards nothing is known but what a telephone system keeps."""
    rng = np.random.default_rng(5)
    count = 600
    calls = pd.DataFrame(
        {
            "received_at": np.sort(rng.integers(0, 12 * HOUR, count)),
            "line": rng.choice(["999", "101"], count),
            "talk": rng.integers(1, 600, count),
            "wrap": rng.integers(0, 60, count),
            "patience": rng.integers(0, 400, count),
        }
    )
    scenario, roster = desk(4)
    first = views.calls(played(replay(scenario, calls), roster))
    assert 50 < first["abandoned_at"].notna().sum() < 400
    kept = observed(first.rename(columns={"hung_up_at": "ended_at"}))
    assert kept["patience"].isna().sum() == first["answered_at"].notna().sum()
    for replication in (0, 1):
        again = views.calls(played(replay(scenario, kept, replication), roster))
        for column in ("received_at", "answered_at", "abandoned_at", "wait", "hung_up_at", "freed_at"):
            pd.testing.assert_series_equal(first[column], again[column])


def test_more_handlers_show_what_was_not_seen() -> None:
    """With a second handler the caller who gave up is answered: talk is drawn, everything else is as it was."""
    scenario, roster = desk(2)
    tape = replay(scenario, THREE)
    found = views.calls(played(tape, roster)).sort_values("contact")
    assert found["answered_at"].notna().all()
    assert tape.contacts.talk[1] > 0
    assert found["freed_at"].to_list()[1] == 110 + tape.contacts.talk[1] + tape.contacts.wrap[1]


def test_replications_share_what_was_observed() -> None:
    scenario, _ = desk(1)
    first, second = (replay(scenario, THREE, replication).contacts for replication in (0, 1))
    assert first.talk[[0, 2]].tolist() == second.talk[[0, 2]].tolist() == [300, 90]
    assert first.patience[1, 0] == second.patience[1, 0] == 40
    assert first.talk[1] != second.talk[1]
    assert first.patience[0, 0] != second.patience[0, 0]
    assert first.patience[2, 0] >= 340 <= second.patience[2, 0]
    again = replay(scenario, THREE).contacts
    assert np.array_equal(first.patience, again.patience)


def test_another_call_disturbs_no_other_line() -> None:
    scenario, _ = desk(1)
    alone = replay(scenario, THREE[THREE["line"] == "999"]).contacts
    together = replay(scenario, THREE).contacts
    assert alone.patience[0].tolist() == together.patience[2].tolist()
    assert alone.uid[0] == together.uid[2]


def test_only_contacts_are_replayed_and_nobody_rings_again() -> None:
    always = {"information": 1.0, "need": 1.0, "after": "1 min"}
    scenario, roster = desk(1, **{"demand.lines.101.retry": always})
    tape = replay(scenario, THREE)
    assert len(tape.incidents.uid) == len(tape.crimes.uid) == 0
    assert len(views.calls(played(tape, roster))) == 3


def test_the_run_lasts_as_long_as_the_log() -> None:
    scenario, _ = desk(1)
    late = THREE.assign(received_at=THREE["received_at"] + 2 * 86_400)
    assert replay(scenario, late).days == 3
    assert replay(scenario, THREE, days=5).days == 5
    assert replay(scenario, THREE.iloc[:0]).days == 1


def test_patience_without_end_stays_so() -> None:
    scenario, _ = desk(1, **{"demand.lines.101.patience": None})
    patience = replay(scenario, THREE).contacts.patience[:, 0]
    assert patience[0] == NEVER
    assert patience[1] == 40


def test_columns_that_are_not_there_are_drawn() -> None:
    scenario, _ = desk(1)
    bare = THREE.drop(columns=["wrap", "waited"])
    drawn = replay(scenario, bare).contacts
    assert drawn.wrap[2] == 60, "the village's law for 999"
    assert drawn.talk.tolist()[::2] == [300, 90]


def test_the_origin_of_every_column_is_told() -> None:
    said = origins(THREE.drop(columns="wrap")).set_index(["line", "column"])
    assert said.loc[("101", "talk")].tolist() == [0.5, 0, 0.5]
    assert said.loc[("101", "wrap")].tolist() == [0, 0, 1]
    assert said.loc[("101", "patience")].tolist() == [0.5, 0.5, 0]
    assert said.loc[("999", "patience")].tolist() == [0, 1, 0]


LUCK = np.array([0.001, 0.25, 0.5, 0.9, 0.999])


def test_exponential_patience_does_not_age() -> None:
    law = Law.model_validate({"exponential": {"mean": "100 s"}})
    for waited in (0.0, 10.0, 1_000.0):
        rest = beyond(law, np.full(5, waited), LUCK) - waited
        assert rest == pytest.approx(-100 * np.log1p(-LUCK), rel=1e-6)


def test_the_rest_of_an_even_law_is_even() -> None:
    law = Law.model_validate({"uniform": {"low": "0 s", "high": "100 s"}})
    assert beyond(law, np.full(5, 40.0), LUCK) == pytest.approx(40 + 60 * LUCK)


def test_observed_lengths_keep_their_shares() -> None:
    law = Law.model_validate({"empirical": {"values": ["10 s", "20 s", "30 s", "40 s"]}})
    luck = np.array([0.2, 0.6])
    assert beyond(law, np.full(2, 20.0), luck).tolist() == [30, 40]
    assert beyond(law, np.full(2, 5.0), np.array([0.2, 0.3])).tolist() == [10, 20]


def test_beyond_the_longest_nobody_waits_on() -> None:
    law = Law.model_validate({"constant": "30 s"})
    assert beyond(law, np.array([10.0, 30.0, 50.0]), np.full(3, 0.5)).tolist() == [30, 30, 50]


def changed(**columns: object) -> pd.DataFrame:
    return THREE.assign(**columns)


@pytest.mark.parametrize(
    ("calls", "said"),
    [
        (THREE.drop(columns="talk"), "needs the column talk"),
        (changed(received_at=[100, 90, 120]), "row 1: the call comes before the one above it"),
        (changed(received_at=[-1, 90, 120]), "row 0: the call comes before the first midnight"),
        (changed(received_at=[1, GAP, 120]), "row 1: it is not known when the call came"),
        (changed(line=["101", "101", "112"]), "row 2: no line '112' in the scenario; its lines are 999, 101"),
        (changed(talk=[300, GAP, -90]), "row 2: talk is negative"),
        (changed(waited=[0, 40, np.inf]), "row 2: waited is endless"),
        (changed(waited=[0, 41, 340]), "row 1: the caller gave up after `patience`, but waited another time"),
    ],
)
def test_a_wrong_table_is_refused(calls: pd.DataFrame, said: str) -> None:
    scenario, _ = desk(1)
    with pytest.raises(ValueError, match=said):
        replay(scenario, calls)


def test_calls_after_the_end_are_refused() -> None:
    scenario, _ = desk(1)
    late = THREE.assign(received_at=[100, 110, 86_400])
    with pytest.raises(ValueError, match="row 2: the call comes after the 1 days of the run"):
        replay(scenario, late, days=1)


def test_what_is_not_known_to_have_ended_is_left_out() -> None:
    log = pd.DataFrame(
        {
            "received_at": [50.0, 10, 20, 30],
            "line": ["101"] * 4,
            "answered_at": [60.0, GAP, GAP, 35],
            "abandoned_at": [GAP, 15.0, GAP, GAP],
            "ended_at": [90.0, GAP, GAP, GAP],
        }
    )
    calls = observed(log)
    assert calls["received_at"].to_list() == [10, 50]
    assert calls["patience"].to_list()[0] == 5
    assert calls[["talk", "waited"]].iloc[1].tolist() == [30, 10]
    assert calls["wrap"].isna().all()
