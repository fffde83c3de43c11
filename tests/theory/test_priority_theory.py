"""Lines as classes of urgency against queueing theory: order of answering, ageing, giving up, handlers kept back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.theory.queues import Queue, alike
from tests.theory.runner import Trial, cases, check

CASES = cases()
BY_ARRIVAL = "the same calls in order of arrival: a trial of its own"
BY_URGENCY = "calls in order of urgency: a trial of its own"


def classes(case: str, calls: int, *neighbours: int, patience: float | None = None, law: str = "exp") -> Queue:
    """Classes of talk that follows one law, the most urgent first."""
    params: Any = CASES[case].params
    lines = len(params["lam"])
    means = params.get("m1", params.get("aht"))
    means = means if isinstance(means, list) else [means] * lines
    return Queue(
        params["lam"],
        [(law, mean) for mean in means],
        alike(params.get("c", 1), lines),
        patience=[("exp", mean) for mean in params["pat"]] if "pat" in params else None,
        reserve=params.get("reserve", 0),
        neighbours=neighbours,
        neighbours_patience=patience,
        calls=calls,
    )


def ageing(case: str, calls: int) -> Queue:
    """Classes that gain urgency while they wait, at the rates `b`."""
    weights = {f"line-{number}": weight for number, weight in enumerate(CASES[case].params["b"])}
    return replace(classes(case, calls, 2), rule={"kind": "ageing", "weights": weights})


def ordered(queue: Queue, case: str) -> Trial:
    """Answer in order of urgency."""
    left_out = {"Wq_fcfs": BY_ARRIVAL} if "Wq_fcfs" in CASES[case].expected else {}
    return Trial(case, queue.replicate, left_out=left_out)


def by_arrival(queue: Queue, case: str) -> Trial:
    """Answer whoever has waited longest."""
    left_out = {measure: BY_URGENCY for measure in CASES[case].expected if measure != "Wq_fcfs"}
    return Trial(case, replace(queue, order=False).replicate, part="by arrival", left_out=left_out)


TRIALS = [
    ordered(classes("B01", 6_000), "B01"),
    by_arrival(classes("B01", 6_000, 2), "B01"),
    ordered(classes("B02", 5_000, law="det"), "B02"),
    by_arrival(classes("B02", 5_000, law="det"), "B02"),
    ordered(classes("B03", 13_000, 2, 3), "B03"),
    by_arrival(classes("B03", 6_000, 3), "B03"),
    ordered(classes("B04", 10_000, 8, 9), "B04"),
    by_arrival(classes("B04", 5_000, 9), "B04"),
    ordered(classes("B07", 8_000), "B07"),
    ordered(classes("B08", 8_000, 4, patience=3.0), "B08"),
    ordered(classes("B09", 25_000, 5, 6), "B09"),
    ordered(ageing("B10", 6_000), "B10"),
]


@pytest.mark.slow
@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.name)
def test_classes_of_urgency(trial: Trial) -> None:
    check(trial)
