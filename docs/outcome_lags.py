"""Set months to outcome and outcome shares beside real ones: `python docs/outcome_lags.py SCENARIO DATA`.

DATA is the folder with `london_outcome_lags_cohorts_2016.csv` (crimes of 2016 by month of crime and of the latest
outcome), `westmercia_counts_2018-10_2024-04.csv` (latest outcomes) and `home_office_days_to_outcome_published.csv`.
What West Mercia's crimes of 2016 came to, to which the scenario is fitted, stands beside it in `outcomes_2016.csv`.
Plays a year once; crimes recorded in its first six months count, each followed for six months. Prints tables in
Markdown, the largest distance first.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd
from markdown_tables import table

from demandsim.engine import run
from demandsim.eventlog.views import crimes
from demandsim.measures.window import quantile
from demandsim.roster import build_roster
from demandsim.scenario.files import read_scenario
from demandsim.tape import record

COHORTS, FOLLOWED = 6, 6
"""Months of crimes that count, and months for which each is followed."""
FEWEST = 30
"""Simulated crimes below which a row would tell of luck."""

TYPES = {
    "violence and sexual offences": (
        *("homicide", "gbh and wounding", "abh", "common assault", "child cruelty", "domestic abuse high risk"),
        *("stalking", "harassment", "rape", "other sexual"),
    ),
    "robbery": ("robbery",),
    "burglary": ("residential burglary", "other burglary"),
    "vehicle crime": ("vehicle crime",),
    "shoplifting": ("shoplifting",),
    "theft from the person": ("theft from person",),
    "bicycle theft": ("bicycle theft",),
    "other theft": ("other theft",),
    "criminal damage and arson": ("damage", "arson"),
    "drugs": ("drug possession", "drug supply"),
    "possession of weapons": ("weapons",),
    "public order": ("public order",),
    "other crime": ("misc",),
}
"""Crime types of the published street-level data and the scenario's offences."""
AS_PUBLISHED = {"violent crime": "violence and sexual offences", "criminal damage arson": "criminal damage and arson"}

CHARGED, OUT_OF_COURT, NO_SUSPECT, SUSPECT_ONLY = "charged", "out of court", "no suspect", "suspect, no charge"
NOT_CHARGED = (NO_SUSPECT, SUSPECT_ONLY)
SIMULATED = {
    "charged": CHARGED,
    "out_of_court": OUT_OF_COURT,
    "no_suspect": NO_SUSPECT,
    "filed": NO_SUSPECT,
    "evidential": SUSPECT_ONLY,
    "victim_withdrew": SUSPECT_ONLY,
}
PUBLISHED = {
    "Investigation complete; no suspect identified": NO_SUSPECT,
    "Unable to prosecute suspect": SUSPECT_ONLY,
    "Formal action is not in the public interest": SUSPECT_ONLY,
    "Further action is not in the public interest": SUSPECT_ONLY,
    "Further investigation is not in the public interest": SUSPECT_ONLY,
    "Action to be taken by another organisation": SUSPECT_ONLY,
    "Local resolution": OUT_OF_COURT,
    "Offender given a caution": OUT_OF_COURT,
    "Offender given a drugs possession warning": OUT_OF_COURT,
    "Offender given penalty notice": OUT_OF_COURT,
}
"""What is known of no other outcome is a court's: the crime was charged. Its month is then that of the court."""
UNKNOWN = ("Status update unavailable", "Under investigation")
MEDIANS = (
    ("all crime", "any outcome", "2017/18", None),
    ("rape", "any outcome", "2019/20", ("rape",)),
    ("all crime", "charge/summons", "2016 Q1", None),
    ("sexual offences excl. rape", "charge/summons", "2016 Q1", ("other sexual",)),
    ("rape", "charge/summons", "2016 Q1", ("rape",)),
    ("rape", "charge/summons", "2018/19", ("rape",)),
    ("homicide", "charge/summons", "2018/19", ("homicide",)),
)
"""Offence group, outcome and period of published medians, and the scenario's offences."""


def simulated(path: Path, days: int) -> pd.DataFrame:
    """Play so many days once: crimes recorded, with type, class of outcome, month (from 0) and months to outcome."""
    scenario = read_scenario(path)
    tape = record(scenario, days=days)
    frame = crimes(run(tape, build_roster(scenario.workforce, tape.absences), scenario.rules))
    frame = frame[~frame["backlog"]].reset_index(drop=True)
    midnight = pd.Timestamp(scenario.start, tz=scenario.timezone)
    recorded, closed = (_month(midnight, frame[column]) for column in ("recorded_at", "closed_at"))
    type_of = {offence: name for name, offences in TYPES.items() for offence in offences}
    return pd.DataFrame(
        {
            "offence": frame["offence"].astype(str),
            "type": frame["offence"].astype(str).map(type_of),
            "outcome": frame["outcome"].astype(object).map(SIMULATED),
            "month": recorded - (midnight.year * 12 + midnight.month),
            "lag": closed - recorded,
            "days": (frame["closed_at"].fillna(days * 86_400) - frame["recorded_at"]).astype(float) / 86_400,
            "count": 1,
        }
    )


def _month(midnight: pd.Timestamp, seconds: pd.Series) -> pd.Series:
    local = midnight + pd.to_timedelta(seconds.astype("Float64").astype(float), unit="s")
    return local.dt.year * 12 + local.dt.month


def london(folder: Path) -> pd.DataFrame:
    """Read London's crimes of 2016 with a known outcome: type, class of outcome, months to outcome and count."""
    rows = pd.read_csv(folder / "london_outcome_lags_cohorts_2016.csv")
    rows = rows[rows["outcome_month"].notna() & ~rows["latest_outcome"].isin(UNKNOWN)]
    crime, outcome = (pd.PeriodIndex(rows[name], freq="M") for name in ("crime_month", "outcome_month"))
    kind = rows["category"].str.replace("-", " ")
    return pd.DataFrame(
        {
            "type": kind.replace(AS_PUBLISHED),
            "outcome": rows["latest_outcome"].map(PUBLISHED).fillna(CHARGED),
            "lag": (outcome.year - crime.year) * 12 + outcome.month - crime.month,
            "count": rows["count"],
        }
    )


def west_mercia(folder: Path) -> pd.DataFrame:
    """Read West Mercia's crimes of October 2018 to February 2019 with a known outcome: type, class and count."""
    rows = pd.read_csv(folder / "westmercia_counts_2018-10_2024-04.csv")
    rows = rows[(rows["Month"] < "2020") & rows["Last outcome category"].notna()]
    rows = rows[~rows["Last outcome category"].isin(UNKNOWN)]
    outcome = rows["Last outcome category"].map(PUBLISHED).fillna(CHARGED)
    return pd.DataFrame({"type": rows["Crime type"].str.lower(), "outcome": outcome, "count": rows["count"]})


def west_mercia_2016(path: Path) -> pd.DataFrame:
    """Read the outcomes of West Mercia's crimes of 2016, to which the scenario is fitted: type, class and count."""
    rows = pd.read_csv(path.with_suffix("") / "outcomes_2016.csv", comment="#")
    known = rows.melt(["type", "crimes"], list(dict.fromkeys(SIMULATED.values())), "outcome", "share")
    return known[["type", "outcome"]].assign(count=known["crimes"] * known["share"] / 100)


def lags(frame: pd.DataFrame, classes: Iterable[str], followed: int) -> pd.DataFrame:
    """Give by type and for all the share closed by the end of the month of the crime (0), of the next (1) and so on.

    Of the crimes that end in these classes within the months followed; `size` counts them.
    """
    frame = frame[frame["outcome"].isin(list(classes)) & (frame["lag"] <= followed)]
    parts = pd.concat([frame, frame.assign(type="all")])
    sizes = parts.pivot_table(index="type", columns="lag", values="count", aggfunc="sum", fill_value=0)
    sizes = sizes.reindex(columns=range(followed + 1), fill_value=0)
    total = sizes.sum(axis=1)
    return sizes.cumsum(axis=1).div(total, axis=0).assign(size=total)


def shares(frame: pd.DataFrame) -> pd.DataFrame:
    """Give by type and for all the share of every class of outcome among the crimes with one."""
    parts = pd.concat([frame, frame.assign(type="all")])
    sizes = parts.pivot_table(index="type", columns="outcome", values="count", aggfunc="sum", fill_value=0)
    sizes = sizes.reindex(columns=list(dict.fromkeys(SIMULATED.values())), fill_value=0)
    total = sizes.sum(axis=1)
    return sizes.div(total, axis=0).assign(size=total)


def later(closed: pd.DataFrame) -> pd.DataFrame:
    """Turn the table of `lags` into one of the crimes that are not closed by the end of their month."""
    left = closed.drop(columns=[0, "size"]).sub(closed[0], axis=0).div(1 - closed[0], axis=0)
    return left.assign(size=(closed["size"] * (1 - closed[0])).round())


def furthest(ours: pd.DataFrame, theirs: pd.DataFrame) -> pd.Series:
    """Give by type the greatest distance between two tables of cumulative shares."""
    return (ours - theirs).drop(columns="size").abs().max(axis=1).dropna()


def moved(ours: pd.DataFrame, theirs: pd.DataFrame) -> pd.Series:
    """Give by type the share of crimes that would have to end differently for two tables of shares to agree."""
    return (ours - theirs).drop(columns="size").abs().sum(axis=1, min_count=1).dropna() / 2


def overall(ours: pd.DataFrame, theirs: pd.DataFrame) -> float:
    """Give the share of all crimes that would have to end differently for the shares of every type to agree."""
    of_type = moved(ours, theirs).drop("all")
    return float(np.average(of_type, weights=theirs.loc[of_type.index, "size"]))


def regardless(ours: pd.DataFrame) -> pd.DataFrame:
    """Give the table as it would be if the type of crime did not matter."""
    shares_of_all = ours.copy()
    shares_of_all.loc[:, :] = ours.loc["all"].to_numpy()
    return shares_of_all


def beside(ours: pd.DataFrame, theirs: pd.DataFrame, distance: pd.Series, columns: Iterable[object]) -> list[str]:
    """Write both tables side by side, in per cent, the largest distance first; types with few crimes are left out."""
    head = [str(column) if isinstance(column, str) else f"within {column}" for column in columns]
    rows = [
        [
            name,
            *(f"{100 * ours.loc[name, column]:.0f} / {100 * theirs.loc[name, column]:.0f}" for column in columns),
            f"{100 * apart:.0f}",
            f"{ours.loc[name, 'size']:,.0f}",
        ]
        for name, apart in distance.sort_values(ascending=False).items()
        if ours.loc[name, "size"] >= FEWEST
    ]
    return table(["Crime type", *head, "Distance", "Crimes simulated"], rows)


def medians(frame: pd.DataFrame, folder: Path) -> list[tuple[str, str, str, float, float, int]]:
    """Give (group, outcome, period, published median, simulated median, cases) in days from recording."""
    published = pd.read_csv(folder / "home_office_days_to_outcome_published.csv")
    keys = published.set_index(["offence_group", "outcome", "period"])["median_days"]
    rows = []
    for group, outcome, period, offences in MEDIANS:
        part = frame if offences is None else frame[frame["offence"].isin(offences)]
        over = part["outcome"].notna().to_numpy()
        if outcome != "any outcome":
            part, over = part[part["outcome"] == CHARGED], np.ones(int((part["outcome"] == CHARGED).sum()), dtype=bool)
        here = quantile(part["days"].to_numpy(), over, 0.5)
        if len(part) >= FEWEST:
            rows.append((group, outcome, period, float(keys[group, outcome, period]), here, len(part)))
    return sorted(rows, key=lambda row: -abs(np.log(row[4] / row[3])))


def main(path: Path, folder: Path) -> None:
    """Print the tables."""
    frame = simulated(path, days=365)
    cohorts = frame[frame["month"] < COHORTS]
    there = london(folder)
    for title, classes in (("Not charged", NOT_CHARGED), ("Out of court", (OUT_OF_COURT,))):
        ours, theirs = lags(cohorts, classes, FOLLOWED), lags(there, classes, FOLLOWED)
        print(f"{title}, closed within so many months, %: simulated / London 2016\n")
        print("\n".join(beside(ours, theirs, furthest(ours, theirs), range(4))))
    ours, theirs = (later(lags(part, NOT_CHARGED, FOLLOWED)) for part in (cohorts, there))
    print("Not charged, of those not closed in the month of the crime, %: simulated / London 2016\n")
    print("\n".join(beside(ours, theirs, furthest(ours, theirs), range(1, 4))))
    ours = shares(cohorts)
    for when, theirs in (
        ("the crimes of 2016", shares(west_mercia_2016(path))),
        ("October 2018 to February 2019", shares(west_mercia(folder))),
    ):
        print(f"Outcomes of crimes closed, %: simulated / West Mercia, {when}\n")
        print("\n".join(beside(ours, theirs, moved(ours, theirs), [c for c in ours.columns if c != "size"])))
        print(f"Over all types {100 * overall(ours, theirs):.0f}; if the type did not matter, ", end="")
        print(f"{100 * overall(regardless(ours), theirs):.0f}.\n")
    print("Median days to outcome\n")
    rows = [
        (group, outcome, period, f"{there:.0f}", f"{here:.1f}", f"{cases:,}")
        for group, outcome, period, there, here, cases in medians(cohorts, folder)
    ]
    print("\n".join(table(["Crime", "Outcome", "Published for", "Published", "Simulated", "Crimes simulated"], rows)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
