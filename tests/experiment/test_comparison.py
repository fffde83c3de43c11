"""Verdicts on made-up results whose truth is known."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from demandsim.experiment.comparison import compare_values

DEFAULT = (0.0, 1.0, 0.5, -0.5, 0.25, -0.25, 0.75, -0.75, 0.1, -0.1)


@dataclass(frozen=True)
class Made:
    name: str
    better: str
    headline: bool = False


MEASURES = (
    Made("days", "lower", headline=True),
    Made("skilled", "higher", headline=True),
    Made("volume", "neither"),
    Made("extra", "lower"),
)


def frame(option: str, measure: str, values: list[float], group: str = "") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "option": option,
            "replication": range(len(values)),
            "measure": measure,
            "group": group,
            "value": values,
            "unit": "x",
        }
    )


def judged(before: list[float], after: list[float], measure: str = "days") -> pd.Series:
    values = pd.concat([frame("today", measure, before), frame("new", measure, after)])
    table = compare_values(values, ["today", "new"], MEASURES)
    return table[table["option"] == "new"].iloc[0]


def shifted(by: float) -> list[float]:
    return [10 + luck + by + wobble for luck, wobble in zip(DEFAULT, DEFAULT[::-1], strict=True)]


BEFORE = [10 + luck for luck in DEFAULT]


@pytest.mark.parametrize(
    ("measure", "by", "verdict"),
    [
        ("days", -5, "better"),
        ("days", 5, "worse"),
        ("skilled", 5, "better"),
        ("skilled", -5, "worse"),
        ("volume", 5, "higher"),
        ("volume", -5, "lower"),
        ("days", 0.01, "no difference shown"),
        ("not in the catalogue", 5, "higher"),
    ],
)
def test_verdict_follows_the_direction_that_is_better(measure: str, by: float, verdict: str) -> None:
    assert judged(BEFORE, shifted(by), measure)["verdict"] == verdict


def test_difference_is_paired_by_replication() -> None:
    found = judged(BEFORE, shifted(2), "extra")
    wobble = np.array(DEFAULT[::-1])
    assert found["pairs"] == 10
    assert found["difference"] == pytest.approx(2 + wobble.mean())
    # t with 9 degrees of freedom at 97.5 %, from printed tables
    assert found["half_width"] == pytest.approx(2.262157 * wobble.std(ddof=1) / math.sqrt(10), rel=1e-6)


def test_rows_may_come_in_any_order() -> None:
    values = pd.concat([frame("today", "days", BEFORE), frame("new", "days", shifted(1))])
    straight = compare_values(values, ["today", "new"], MEASURES)
    shuffled = values.sample(frac=1, random_state=3)
    pd.testing.assert_frame_equal(compare_values(shuffled, ["today", "new"], MEASURES), straight)


def test_a_pair_with_a_missing_value_is_dropped_and_counted() -> None:
    before, after = [1.0, 2.0, math.nan, 4.0, math.nan], [2.0, math.nan, 3.0, 5.0, math.nan]
    found = judged(before, after)
    assert (found["pairs"], found["dropped"]) == (2, 2)
    assert found["difference"] == pytest.approx(1.0)
    assert found["n"] == 3


def test_same_results_are_identical_and_one_pair_is_too_few() -> None:
    assert judged(BEFORE, BEFORE)["verdict"] == "identical"
    assert judged([1.0], [2.0])["verdict"] == "too few replications"
    assert judged([math.nan] * 3, [math.nan] * 3)["verdict"] == "too few replications"


def test_a_constant_difference_is_shown_without_any_spread() -> None:
    found = judged([1.0, 2.0, 4.0], [0.5, 1.5, 3.5])
    assert found["half_width"] == 0
    assert found["saving"] == math.inf
    assert found["verdict"] == "better"


def test_many_headline_comparisons_ask_for_more_than_one() -> None:
    """A p value of 0.03 alone is a finding; as the best of twelve it is not."""
    rng = np.random.default_rng(5)
    noise = rng.normal(0, 1, 20)
    noise = (noise - noise.mean()) / noise.std(ddof=1)
    # The mean that gives p = 0.03 with 19 degrees of freedom: t = 2.346.
    after = (noise + 2.346 / math.sqrt(20)).tolist()
    flat = [0.0] * 20
    alone = pd.concat([frame("today", "days", flat), frame("new", "days", after)])
    found = compare_values(alone, ["today", "new"], MEASURES)
    last = found[found["option"] == "new"].iloc[0]
    assert last["p"] == pytest.approx(0.03, abs=0.0005)
    assert (last["verdict"], last["p_holm"]) == ("worse", last["p"])
    others = [f"option {number}" for number in range(11)]
    more = [frame(option, "days", noise[::-1].tolist()) for option in others]
    found = compare_values(pd.concat([alone, *more]), ["today", "new", *others], MEASURES)
    among = found[(found["option"] == "new") & (found["measure"] == "days")].iloc[0]
    assert among["p_holm"] == pytest.approx(12 * among["p"])
    assert among["verdict"] == "no difference shown"
    assert int(among["more_replications"]) > 0


def test_measures_that_are_not_headlines_do_not_weigh_on_those_that_are() -> None:
    values = [
        frame(option, measure, BEFORE if option == "today" else shifted(-0.9), group)
        for option in ("today", "new")
        for measure, group in (("days", ""), ("days", "team=cid"), ("extra", ""), ("volume", ""))
    ]
    found = compare_values(pd.concat(values), ["today", "new"], MEASURES)
    found = found[found["group"] == ""]
    new = found[found["option"] == "new"].set_index("measure")
    assert new.loc["days", "p_holm"] == new.loc["days", "p"]
    assert math.isnan(new.loc["extra", "p_holm"])


def test_what_cannot_be_settled_is_said_to_need_more_than_a_thousand() -> None:
    wobble = [(-1.0) ** n for n in range(10)]
    found = judged([0.0] * 10, [w + 0.001 for w in wobble])
    assert found["more_replications"] == "more than 1,000"


def test_a_value_given_twice_is_refused() -> None:
    values = pd.concat([frame("today", "days", [1.0]), frame("today", "days", [2.0])])
    with pytest.raises(ValueError, match="twice"):
        compare_values(values, ["today"], MEASURES)


def test_false_findings_among_headlines_stay_as_rare_as_promised() -> None:
    """No option differs at all: over 8 headline comparisons at once, 5 % of experiments may err, give or take."""
    luck = np.random.default_rng(99)
    measures = [Made(str(number), "lower", headline=True) for number in range(8)]
    erred = 0
    for _ in range(200):
        noise = luck.normal(0, 1, (2, 8, 10))
        values = [
            frame(option, measures[m].name, noise[n, m].tolist())
            for n, option in enumerate(("today", "new"))
            for m in range(8)
        ]
        found = compare_values(pd.concat(values), ["today", "new"], measures)
        erred += bool(found["verdict"].isin(["better", "worse"]).any())
    # Binomial(200, 0.05): more than 22 has probability below 0.1 %; without Holm about 67 would err.
    assert erred <= 22
