"""What each run leaves for every crime and officer, so that options can be compared person by person."""

from __future__ import annotations

import numpy as np
import pandas as pd

from demandsim.eventlog import Activity, EventLog
from demandsim.eventlog.duty import seconds_by_activity
from demandsim.eventlog.journeys import crimes, holdings
from demandsim.scenario.calendar import Calendar

OPEN = "open at the end"
NOT_APPLICABLE = -1


def window(log: EventLog, warm_up_days: int) -> tuple[int, int]:
    """Give the first second that counts, after the warm-up, and the end of the run."""
    scenario = log.facts.scenario
    return Calendar(scenario.start, scenario.timezone).elapsed(warm_up_days, 0), log.ends_at


def crime_accounts(log: EventLog, warm_up_days: int) -> pd.DataFrame:
    """One row per crime recorded after the warm-up: what it is, who held it last and how it went.

    `open_time` is in seconds from recording to closing, or to the end of the run for crimes still open then.
    `skilled` says whether the last owner held every skill needed (1, 0, or -1 where it does not apply).
    """
    begin, end = window(log, warm_up_days)
    found = crimes(log)
    found = found[(found["recorded_at"] >= begin) & ~found["backlog"]]
    closed = found["closed_at"].notna()
    closed_at = found["closed_at"].fillna(end).astype(np.int64)
    return pd.DataFrame(
        {
            "uid": found["uid"].astype(np.int64),
            "offence": found["offence"].astype(str),
            "area": found["area"].astype(str),
            "team": found["final_team"].astype("string").fillna("none").astype(str),
            "vulnerable": found["vulnerable"].astype(bool),
            "harm": found["harm"].astype(np.float64),
            "recorded_at": found["recorded_at"].astype(np.int64),
            "open_time": closed_at - found["recorded_at"].astype(np.int64),
            "closed": closed,
            "outcome": found["outcome"].astype("string").fillna(OPEN).astype(str),
            "skilled": found["skilled_last"].astype("Int8").fillna(NOT_APPLICABLE).astype(np.int8),
            "transfers": found["transfers"].astype(np.int16),
        }
    ).reset_index(drop=True)


def officer_accounts(log: EventLog, warm_up_days: int) -> pd.DataFrame:
    """One row per officer: seconds on duty and busy after the warm-up, and the crimes held on average."""
    facts = log.facts
    begin, end = window(log, warm_up_days)
    seconds = seconds_by_activity(log, begin, end)
    on_duty = seconds.sum(axis=1)
    idle = seconds[:, [int(Activity.OFF_DUTY), int(Activity.AVAILABLE)]].sum(axis=1)
    held = holdings(log)
    to_at = held["to_at"].fillna(end).to_numpy(np.int64)
    length = np.clip(to_at, begin, end) - np.clip(held["from_at"].to_numpy(np.int64), begin, end)
    owner = held["officer"].to_numpy(np.int64)
    crime_seconds = np.bincount(owner, weights=length, minlength=len(facts.officer_key))
    return pd.DataFrame(
        {
            "officer": list(facts.officer_key),
            "team": [facts.unit_team[unit] for unit in facts.officer_unit],
            "rank": list(facts.officer_rank),
            "on_duty": on_duty.astype(np.int64),
            "busy": (on_duty - idle).astype(np.int64),
            "caseload": crime_seconds / max(end - begin, 1),
        }
    )
