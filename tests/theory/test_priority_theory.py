"""Lines as classes of urgency against queueing theory: order of answering, giving up, handlers kept back."""

from __future__ import annotations

from typing import Any

import pytest

from tests.theory.queues import Queue, alike
from tests.theory.runner import cases, check

CASES = cases()


def classes(params: Any, calls: int) -> Queue:
    """Classes with exponential talk, the most urgent first."""
    lines = len(params["lam"])
    means = params.get("m1", params.get("aht"))
    means = means if isinstance(means, list) else [means] * lines
    patience = [("exp", mean) for mean in params["pat"]] if "pat" in params else None
    return Queue(
        params["lam"],
        [("exp", mean) for mean in means],
        alike(params.get("c", 1), lines),
        patience=patience,
        reserve=params.get("reserve", 0),
        calls=calls,
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("case", "calls"), [("B01", 6_000), ("B03", 50_000), ("B04", 16_000), ("B08", 8_000), ("B09", 36_000)]
)
def test_classes_of_urgency(case: str, calls: int) -> None:
    queue = classes(CASES[case].params, calls)
    check(CASES[case], lambda _, rng: queue.replicate(rng))
