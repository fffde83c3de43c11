"""Who is worse off: counts by hand on a few crimes, and totals that reconcile on many made-up ones."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from demandsim.experiment.worse_off import (
    CRIME_ASPECTS,
    IN_BOTH,
    ONLY_BASELINE,
    ONLY_OPTION,
    added_up,
    changes_of_crimes,
    changes_of_officers,
)

DAY = 86_400


def crime(uid: int, days: float, outcome: str = "no_suspect", skilled: int = 1, **more: object) -> dict[str, object]:
    facts = {"offence": "theft", "area": "north", "team": "response", "vulnerable": False, "harm": 20.0}
    how = {"uid": uid, "open_time": int(days * DAY), "outcome": outcome, "skilled": skilled}
    return {**facts, **how, **more}


def many(seed: int, uids: list[int]) -> pd.DataFrame:
    luck = np.random.default_rng(seed)
    facts = np.random.default_rng(11)
    harms = facts.choice([20.0, 180.0, 440.0, 1400.0], 400)
    rows = [
        crime(
            uid,
            int(luck.integers(0, 90 * DAY)) / DAY,
            str(luck.choice(["charged", "no_suspect", "open at the end"])),
            int(luck.integers(-1, 2)),
            offence=f"offence {harms[uid]:.0f}",
            harm=harms[uid],
            vulnerable=bool(uid % 3 == 0),
            area="north" if uid % 2 else "south",
            team=str(luck.choice(["cid", "response"])),
        )
        for uid in uids
    ]
    return pd.DataFrame(rows)


def row(table: pd.DataFrame, aspect: str, group: str, by: str | None = None) -> pd.Series:
    found = table[(table["aspect"] == aspect) & (table["group"] == group)]
    return (found if by is None else found[found["by"] == by]).iloc[0]


def test_three_crimes_by_hand() -> None:
    first = pd.DataFrame([crime(1, 10, vulnerable=True), crime(2, 4), crime(3, 6, "charged"), crime(9, 2)])
    second = pd.DataFrame([crime(3, 5.9, "filed"), crime(1, 30, vulnerable=True), crime(2, 1, skilled=0), crime(8, 5)])
    found = changes_of_crimes(first, second)
    days = row(found, "days_open", IN_BOTH)
    assert (days["number"], days["better"], days["worse"]) == (3, 1, 1)
    assert days["total_change"] == pytest.approx(20 - 3 - 0.1)
    vulnerable = row(found, "days_open", "vulnerable")
    assert vulnerable[["total_change", "better", "worse"]].tolist() == [20, 0, 1]
    assert row(found, "positive", IN_BOTH)[["better", "worse"]].tolist() == [0, 1]
    assert row(found, "skilled", IN_BOTH)[["better", "worse"]].tolist() == [0, 1]
    assert row(found, "days_open", ONLY_BASELINE)[["number", "total_change"]].tolist() == [1, -2.0]
    assert row(found, "days_open", ONLY_OPTION)[["number", "total_change"]].tolist() == [1, 5.0]


@pytest.mark.parametrize("aspect", [aspect.name for aspect in CRIME_ASPECTS])
def test_totals_reconcile_with_the_difference_of_the_options(aspect: str) -> None:
    first, second = many(1, list(range(0, 380))), many(2, list(range(15, 400)))
    found = changes_of_crimes(first, second)
    found = found[found["aspect"] == aspect]
    value = {
        "days_open": lambda t: t["open_time"].sum() / DAY,
        "positive": lambda t: t["outcome"].isin(["charged", "out_of_court"]).sum(),
        "skilled": lambda t: t["skilled"].replace(-1, 0).sum(),
    }[aspect]
    everyone = found[found["by"] == "everyone"]
    assert everyone["total_change"].sum() == pytest.approx(value(second) - value(first), rel=1e-12)
    for by in ("offence", "victim", "area", "team", "harm"):
        part = found[found["by"] == by]
        for column in ("number", "better", "worse"):
            assert part[column].sum() == row(found, aspect, IN_BOTH)[column], (by, column)
        assert part["total_change"].sum() == pytest.approx(row(found, aspect, IN_BOTH)["total_change"], abs=1e-9)


def test_mean_of_pairs_is_the_difference_of_means_when_both_record_the_same_crimes() -> None:
    first, second = many(1, list(range(200))), many(2, list(range(200)))
    rows = changes_of_crimes(first, second).assign(option="new", replication=0)
    found = row(added_up(rows), "days_open", IN_BOTH)
    means = [table["open_time"].mean() / DAY for table in (first, second)]
    assert found["mean_change"] == pytest.approx(means[1] - means[0])
    assert found["better"] + found["worse"] + found["same"] == pytest.approx(1)
    assert math.isnan(found["half_width"])


def test_interval_is_over_replications_not_over_crimes() -> None:
    pairs = [(many(n, list(range(100))), many(50 + n, list(range(100)))) for n in range(4)]
    rows = pd.concat([changes_of_crimes(a, b).assign(option="new", replication=n) for n, (a, b) in enumerate(pairs)])
    means = [(b["open_time"].mean() - a["open_time"].mean()) / DAY for a, b in pairs]
    found = row(added_up(rows), "days_open", IN_BOTH)
    # t with 3 degrees of freedom at 97.5 %, from printed tables
    assert found["half_width"] == pytest.approx(3.182446 * np.std(means, ddof=1) / 2, rel=1e-6)
    assert found["number"] == 400


def test_officers_by_load_before() -> None:
    officers = pd.DataFrame(
        {
            "officer": [f"cid/force/constable/{n}" for n in range(1, 11)],
            "team": "cid",
            "on_duty": [1000] * 9 + [0],
            "busy": [n * 100 for n in range(9)] + [0],
            "caseload": [float(n) for n in range(10)],
        }
    )
    later = officers.assign(busy=officers["busy"] + 50, caseload=officers["caseload"] - 1)
    found = changes_of_officers(officers, later)
    team = row(found, "utilisation", "cid", "team of officer")
    assert (team["number"], team["worse"], team["better"]) == (9, 9, 0)
    assert team["total_change"] == pytest.approx(9 * 0.05)
    assert row(found, "caseload", "cid", "team of officer")["better"] == 9
    tenths = found[found["by"] == "officers by utilisation"]
    assert tenths["number"].sum() == 9
    assert tenths["group"].iloc[0] == "02"


def test_nothing_in_common_is_no_error() -> None:
    found = changes_of_crimes(pd.DataFrame([crime(1, 1)]), pd.DataFrame([crime(2, 1)]))
    assert row(found, "days_open", ONLY_OPTION)["number"] == 1
    assert IN_BOTH not in set(found["group"])
