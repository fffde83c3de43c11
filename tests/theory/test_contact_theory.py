"""The contact desk against queueing theory: waiting, giving up, ringing again, wrapping up, skills and busy hours."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.random import Generator

from demandsim.eventlog import EventLog, Moment
from tests.theory.call_measures import answered, busy_seconds, share_of_time_all_busy
from tests.theory.draws import arrivals_by_day, draw, poisson_arrivals, seconds
from tests.theory.queues import Queue, alike
from tests.theory.runner import Case, Sample, cases, check, mean_with_error
from tests.theory.worlds import ATTEMPTS, FOREVER, Calls, call_world, one_spell

CASES = cases()


def erlang_c(params: Any, calls: int) -> Queue:
    """Patient callers before handlers who are all alike."""
    law = ("det", params["d"]) if "d" in params else ("exp", params["aht"])
    return Queue([params["lam"]], [law], alike(params["c"]), target=params.get("t", 0.0), calls=calls)


def impatient(params: Any, calls: int) -> Queue:
    """Callers who give up."""
    return Queue(
        [params["lam"]],
        [("exp", params["aht"])],
        alike(params["n"]),
        patience=[params["pat"]],
        target=params["t"],
        calls=calls,
    )


def with_wrap(params: Any, calls: int) -> Queue:
    """Handlers who write up what they heard."""
    return Queue([params["lam"]], [("exp", params["talk"])], alike(params["c"]), wrap=("exp", params["wrap"]), calls=calls)


def by_skill(params: Any, calls: int) -> Queue:
    """Handlers with lines of their own: the oldest call they can take, the handler idle longest who can take it."""
    answers = [tuple(lines) for lines in params["can"]]
    laws = [("exp", 1.0)] * len(params["lam"])
    return Queue(params["lam"], laws, answers, order=False, calls=calls)


@pytest.mark.parametrize(
    ("case", "describe", "calls"),
    [
        ("A02", erlang_c, 25_000),
        ("A03", erlang_c, 25_000),
        ("A05", erlang_c, 25_000),
        ("A07", impatient, 25_000),
        ("A08", impatient, 15_000),
        ("A09", impatient, 15_000),
        ("A11", impatient, 20_000),
        ("A13", erlang_c, 20_000),
        ("C01", by_skill, 25_000),
        ("C02", by_skill, 25_000),
    ],
)
@pytest.mark.slow
def test_stationary_queue(case: str, describe: Any, calls: int) -> None:
    queue = describe(CASES[case].params, calls)
    check(CASES[case], lambda _, rng: queue.replicate(rng))
