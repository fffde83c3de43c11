"""A bank's calls as a world for the engine: read the log, put the bank together and play it.

The log is that of Guedj and Mandelbaum (Technion): a bank's call centre with several types of callers, one row per
call. It does not name handlers. `bank_replay_table.py` makes the tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml
from numpy.typing import NDArray

from demandsim.engine import run
from demandsim.eventlog import views
from demandsim.roster import Officer, Roster, Unit
from demandsim.scenario.calendar import DAY, HALF_HOUR, HOUR
from demandsim.scenario.scenario import Scenario
from demandsim.tape.busy import CENSORED, How, busy_times, handlers, rest_of_call, spells
from demandsim.tape.fit import handling, patience
from demandsim.tape.habits import answered_past
from demandsim.tape.replay import replay

Ints = NDArray[np.int64]
VILLAGE = Path(__file__).parent.parent / "scenarios" / "village.yaml"

LINE_OF_TYPE = {"NW": "prospects", "IN": "internet"}
"""Prospective customers and support for the bank's website; all other types are the bank's customers."""
LINES = ("customers", "prospects", "internet")
"""In the order in which they are answered, as far as the log shows (see `demandsim.tape.habits.taken_first`)."""
TEAMS = ("desk", "internet desk")
OPEN_HOURS = 15
"""Hours of the clock with answered calls that make a day a full one."""
APART = 0.85
"""A line has handlers of its own where others are answered past its callers this often at least, compared with when
nobody waits (see `demandsim.tape.habits.answered_past`)."""
REPLICATIONS = 10
WITHIN = (0, 20, 60, 180)
"""Seconds by which the distribution of waits is told."""


@dataclass(frozen=True)
class Log:
    """A bank's calls: a table for `replay`, the first day, and how many days there are."""

    calls: pd.DataFrame
    start: date
    days: int

    @property
    def full_days(self) -> Ints:
        """Days on which the desk was open from morning to midnight."""
        served = self.calls[self.calls["patience"].isna()]
        hours = (served["received_at"] // HOUR).drop_duplicates() // 24
        open_hours = hours.value_counts()
        return np.sort(open_hours.index[open_hours >= OPEN_HOURS].to_numpy(dtype=np.int64))


def read_calls(path: Path) -> Log:
    """Read a file of the bank, without calls that never asked for an agent or were lost by the machine.

    Left out: PHANTOM (calls of the machine itself), AGENT without time of service, and HANG without time in the queue
    (callers who rang off in the voice menu). A call is received when it leaves the voice menu. A call is counted on the
    day on which it came; times after midnight are those of the next day.
    """
    table = pd.read_csv(path, dtype=str, skipinitialspace=True)
    day = pd.to_datetime(table["date"].str.strip(), format="%y%m%d")
    entry, received = _clock(table["vru_entry"]), _clock(table["vru_exit"])
    queued, served = table["q_time"].astype(int), table["ser_time"].astype(int)
    outcome = table["outcome"].str.strip()
    hung_up = (outcome == "HANG") & (queued > 0)
    answered = (outcome == "AGENT") & (served > 0)
    start = day.min()
    at = (day - start).dt.days * DAY + received + np.where(received < entry - DAY // 2, DAY, 0)
    calls = pd.DataFrame(
        {
            "received_at": at,
            "line": table["type"].str.strip().map(LINE_OF_TYPE).fillna(LINES[0]),
            "talk": served.where(answered),
            "wrap": 0,
            "patience": queued.where(hung_up),
            "waited": queued,
        }
    )
    kept = (hung_up | answered) & (queued >= 0)
    calls = calls[kept].sort_values("received_at", kind="stable").reset_index(drop=True)
    return Log(calls, start.date(), int(calls["received_at"].iloc[-1] // DAY) + 1)


def _clock(column: pd.Series) -> pd.Series:
    """Turn `7:02:47` into seconds since midnight."""
    hours, minutes, seconds = (column.str.strip().str.split(":", expand=True)[part].astype(int) for part in range(3))
    return hours * HOUR + minutes * 60 + seconds


def teams_of(calls: pd.DataFrame) -> dict[str, str]:
    """Say which team answers each line: the website's callers have their own where the log shows it."""
    apart = answered_past(calls, LINES[2]) >= APART
    return {line: TEAMS[1] if apart and line == LINES[2] else TEAMS[0] for line in LINES}


@dataclass(frozen=True)
class Choices:
    """What has to be chosen for a replay."""

    how: How = CENSORED
    early: bool = True
    """Whether spells of duty end before the half hour by the rest of a call in hand."""
    order: Sequence[str] | None = LINES
    """Order of lines; None for whoever has waited longest."""
    patience: str = "as observed"
    """`as observed`, `exponential`, or `naive`: the mean wait of those who gave up."""


def bank_scenario(fitted: pd.DataFrame, start: date, teams: dict[str, str], choices: Choices) -> Scenario:
    """Describe the bank: the village without incidents and crimes, its desk replaced by the bank's.

    Talk and patience of every line are as observed in `fitted`. Clocks never change, as in the log.
    """
    lines = {}
    for name in LINES:
        # A line with hardly any calls says nothing of its own.
        own = fitted[fitted["line"] == name]
        calls = own if own["patience"].notna().sum() >= 10 and own["talk"].notna().sum() >= 10 else fitted
        lines[name] = {
            "volume": "1 per day",
            "profile": "flat",
            "talk": handling(calls["talk"].to_numpy(dtype=float)).as_observed(),
            "wrap": "0 s",
            "patience": _patience_words(calls, choices.patience),
            "target": {"share": "80 %", "within": "20 s"},
            "retry": {"information": 0.0, "need": 0.0, "after": "0 s"},
        }
    facts = yaml.safe_load(VILLAGE.read_text(encoding="utf-8"))
    facts.pop("options", None)
    facts.update(start=start, timezone="UTC")
    demand = facts["demand"]
    demand.update(lines=lines, call_line=LINES[0], incidents=[], offences=[], backlog=[], prevented=[])
    demand["victims"]["chase"]["line"] = demand["repeat"]["line"] = LINES[0]
    demand["profiles"]["flat"] = {"hours": [1] * 24}
    # Who is on duty when comes from the log: the positions here are not used.
    facts["workforce"]["shifts"] = {}
    facts["workforce"]["teams"] = {
        team: {"desks": ["contact"], "positions": [0] * 24, "lines": [line for line in LINES if teams[line] == team]}
        for team in sorted(set(teams.values()), key=TEAMS.index)
    }
    facts["investigative_model"].update(routes=[{"name": "all", "to": TEAMS[0]}], transfer={})
    in_order = {"kind": "priority", "order": list(choices.order or ())}
    facts["rules"]["answer"] = in_order if choices.order else {"kind": "first_come"}
    return Scenario.model_validate(facts)


def _patience_words(calls: pd.DataFrame, how: str) -> Any:
    gave_up = calls["patience"].notna().to_numpy()
    if how == "naive":
        return {"exponential": {"mean": f"{calls['patience'].mean():.0f} s"}}
    fit = patience(calls["waited"].to_numpy(dtype=float), gave_up)
    return fit.exponential() if how == "exponential" else fit.as_observed()


def positions(calls: pd.DataFrame, days: int, teams: dict[str, str], how: How) -> dict[str, Ints]:
    """Estimate the whole handlers of every team in every half hour of the log."""
    return {team: np.rint(handlers(times, how)).astype(np.int64) for team, times in _busy(calls, days, teams).items()}


def usual_positions(calls: pd.DataFrame, start: date, days: int, teams: dict[str, str]) -> dict[str, Ints]:
    """Estimate the handlers of every half hour of the week, from all days in the log, and repeat them over the days."""
    of_week = (np.arange(days * 48) + start.weekday() * 48) % 336
    logged = np.unique((calls["received_at"] // DAY).to_numpy(dtype=np.int64))
    seen = np.isin(np.arange(days * 48) // 48, logged)
    groups = [np.flatnonzero(seen & (of_week == slot)) for slot in range(336)]
    return {
        team: np.rint(handlers(times.pooled(groups)))[of_week].astype(np.int64)
        for team, times in _busy(calls, days, teams).items()
    }


def _busy(calls: pd.DataFrame, days: int, teams: dict[str, str]) -> dict[str, Any]:
    team = calls["line"].map(teams)
    return {name: busy_times(calls[team == name], HALF_HOUR, days * 48) for name in dict.fromkeys(teams.values())}


def bank_roster(scenario: Scenario, staffed: dict[str, Ints], early: int) -> Roster:
    """Put the estimated handlers on duty."""
    officers: list[Officer] = []
    units, columns = [], []
    for number, team in enumerate(scenario.workforce.teams):
        handler, start, end = spells(staffed[team], HALF_HOUR, early)
        columns.append((handler + len(officers), start, end))
        people = int(staffed[team].max(initial=0))
        units.append(Unit(team, -1, tuple(range(len(officers), len(officers) + people)), ()))
        officers += [Officer(f"{team}/force/handler/{row}", number, "handler", 0, False) for row in range(people)]
    who, start, end = (np.concatenate([column[part] for column in columns]) for part in range(3))
    order = np.lexsort((who, start))
    return Roster(tuple(units), tuple(officers), who[order], start[order], end[order])


def play(
    calls: pd.DataFrame,
    fitted: pd.DataFrame,
    start: date,
    days: int,
    staffed: dict[str, Ints],
    teams: dict[str, str],
    choices: Choices = Choices(),
    replications: int = REPLICATIONS,
) -> pd.DataFrame:
    """Replay calls; give them with what was simulated, as means over replications.

    Columns added: `simulated_wait`, `simulated_gave_up` and `simulated_within_S` (a wait of S seconds at most).
    """
    scenario = bank_scenario(fitted, start, teams, choices)
    early = rest_of_call(fitted["talk"]) if choices.early else 0
    roster = bank_roster(scenario, staffed, early)
    rules = scenario.rules
    wait, gave_up = np.zeros(len(calls)), np.zeros(len(calls))
    within = {f"simulated_within_{bound}": np.zeros(len(calls)) for bound in WITHIN}
    for replication in range(replications):
        log = run(replay(scenario, calls, replication, days=days + 1), roster, rules)
        found = views.calls(log).sort_values("contact")
        if found["wait"].isna().any():
            raise ValueError("a caller was still waiting when the run ended: there were no handlers to come")
        waited = found["wait"].to_numpy(dtype=float)
        wait += waited / replications
        for bound in WITHIN:
            within[f"simulated_within_{bound}"] += (waited <= bound) / replications
        gave_up += found["abandoned_at"].notna().to_numpy() / replications
    return calls.assign(
        day=calls["received_at"] // DAY,
        hour=calls["received_at"] % DAY // HOUR,
        gave_up=calls["patience"].notna(),
        simulated_wait=wait,
        simulated_gave_up=gave_up,
        **within,
    )


def replayed(log: Log, choices: Choices = Choices(), replications: int = REPLICATIONS) -> pd.DataFrame:
    """Replay the log with the handlers of its own days; only full days are given back."""
    teams = teams_of(log.calls)
    staffed = positions(log.calls, log.days, teams, choices.how)
    played = play(log.calls, log.calls, log.start, log.days, staffed, teams, choices, replications)
    return played[played["day"].isin(log.full_days)]


def foretold(log: Log, replications: int = REPLICATIONS) -> pd.DataFrame:
    """Replay each week's calls with handlers, talk and patience of the *other* weeks only; full days are given back."""
    teams = teams_of(log.calls)
    week = (log.calls["received_at"] // (7 * DAY)).to_numpy()
    parts = []
    for number in np.unique(week):
        here, others = log.calls[week == number].reset_index(drop=True), log.calls[week != number]
        if len(others) and len(here):
            usual = usual_positions(others, log.start, log.days, teams)
            parts.append(play(here, others, log.start, log.days, usual, teams, Choices(), replications))
    if not parts:
        raise ValueError("the log is one week: there are no other weeks to foretell it from")
    played = pd.concat(parts)
    return played[played["day"].isin(log.full_days)]
