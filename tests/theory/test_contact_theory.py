"""The contact desk against queueing theory: waiting, giving up, ringing again, wrapping up, skills and busy hours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.random import Generator
from numpy.typing import NDArray

from demandsim.eventlog import EventLog, Moment
from tests.theory.draws import Law, draw, poisson_arrivals, seconds
from tests.theory.queues import Queue, alike
from tests.theory.runner import Case, Sample, cases, check
from tests.theory.worlds import ATTEMPTS, Calls, call_world, one_spell

CASES = cases()
TOO_LONG = {"A07": "P_wait", "A09": "SL"}
"""Measures left out: under an overload that only impatience relieves they need millions of calls more to be sure."""


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
    return Queue(
        [params["lam"]], [("exp", params["talk"])], alike(params["c"]), wrap=("exp", params["wrap"]), calls=calls
    )


def lossy(params: Any, calls: int) -> Queue:
    """Callers who do not wait at all."""
    return Queue([params["lam"]], [("exp", params["aht"])], alike(params["c"]), patience=[("det", 0.0)], calls=calls)


def by_skill(params: Any, calls: int) -> Queue:
    """Handlers with lines of their own: the oldest call they can take, the handler idle longest who can take it."""
    answers = [tuple(lines) for lines in params["can"]]
    laws = [("exp", 1.0)] * len(params["lam"])
    return Queue(params["lam"], laws, answers, order=False, calls=calls)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("case", "describe", "calls"),
    [
        ("A01", lossy, 8_000),
        ("A02", erlang_c, 50_000),
        ("A03", erlang_c, 30_000),
        ("A05", erlang_c, 14_000),
        ("A07", impatient, 36_000),
        ("A09", impatient, 14_000),
        ("A11", impatient, 12_000),
        ("A13", erlang_c, 22_000),
        ("A17", with_wrap, 25_000),
        ("C01", by_skill, 8_000),
        ("C02", by_skill, 12_000),
    ],
)
def test_stationary_queue(case: str, describe: Callable[[Any, int], Queue], calls: int) -> None:
    queue = describe(CASES[case].params, calls)
    measures = [measure for measure in CASES[case].expected if measure != TOO_LONG.get(case)]
    check(CASES[case], lambda _, rng: queue.replicate(rng), measures=measures)


@pytest.mark.slow
@pytest.mark.parametrize("talk", [("det", 180.0), ("logn", 180.0, 1.5)])
def test_calls_lost_do_not_depend_on_the_law_of_talk(talk: Law) -> None:
    """Insensitivity: with nobody waiting, the share lost is Erlang's whatever the law of the same mean (R07)."""
    params = CASES["A01"].params
    queue = Queue([params["lam"]], [talk], alike(params["c"]), patience=[("det", 0.0)], calls=8_000)
    check(CASES["A01"], lambda _, rng: queue.replicate(rng))


@pytest.mark.slow
def test_ringing_again() -> None:
    """Of those who give up, 60 % ring again; the engine allows four attempts, which only 1 caller in 7,000 exceeds."""
    check(CASES["A16"], ring_again)


def ring_again(case: Case, rng: Generator) -> Sample:
    """Play callers who give up and ring again later, attempt by attempt."""
    params, count, unit = case.params, 13_000, 100_000.0
    at, talk = poisson_arrivals(params["lam"], count, rng), draw(("exp", params["aht"]), count, rng)
    several = (count, ATTEMPTS)
    calls = Calls(
        seconds(at, unit),
        np.zeros(count, dtype=np.int64),
        seconds(talk, unit),
        np.zeros(count, dtype=np.int64),
        seconds(rng.exponential(params["pat"], several), unit),
        rng.random(several),
        seconds(rng.exponential(params["delay"], several), unit),
    )
    ends_at = int((at[-1] + 200) * unit)
    log = call_world(
        calls, alike(params["n"]), one_spell(params["n"], ends_at), ends_at, retry=params["p_redial"]
    ).play()
    since, until = int(at[count // 20] * unit), int(at[-1] * unit)
    controls = float(at[-1] * params["lam"] / count - 1), float(talk.mean() / params["aht"] - 1)
    return Sample(attempts(log, since, until, unit, params["n"]), controls)


def attempts(log: EventLog, since: int, until: int, unit: float, handlers: int) -> dict[str, float]:
    """Give the measures per attempt, of attempts made between two instants."""
    length = (until - since) / unit
    ringing = np.isin(log.moment, [Moment.RECEIVED, Moment.ABANDONED])
    order = np.lexsort((log.at[ringing], log.subject[ringing]))
    who, when = log.subject[ringing][order], log.at[ringing][order]
    moment, attempt = log.moment[ringing][order], log.amount[ringing][order]
    again = (who[1:] == who[:-1]) & (moment[1:] == Moment.RECEIVED) & (moment[:-1] == Moment.ABANDONED)
    away = np.minimum(when[1:][again], until) - np.maximum(when[:-1][again], since)
    began = np.where(moment == Moment.ABANDONED, when - attempt, when)
    kept = (began >= since) & (began < until)
    made, gave_up = kept & (moment == Moment.RECEIVED), kept & (moment == Moment.ABANDONED)
    talked = log.moment == Moment.ANSWERED
    freed = log.moment == Moment.FREED
    answered_at, freed_at = _by_contact(log, talked), _by_contact(log, freed)
    first_at = np.full(len(answered_at), -1)
    first = (moment == Moment.RECEIVED) & (attempt == 1)
    first_at[who[first]] = when[first]
    counted = (first_at >= since) & (first_at < until)
    answered_kept = talked & (log.at - log.amount >= since) & (log.at - log.amount < until)
    waited = log.amount[answered_kept].sum() + attempt[gave_up].sum()
    spent = np.minimum(freed_at, until) - np.maximum(answered_at, since)
    return {
        "attempt_rate": made.sum() / length,
        "P_ab_attempt": gave_up.sum() / made.sum(),
        "redial_share": (attempt[made] > 1).mean(),
        "P_eventually_served": (answered_at[counted] >= 0).mean(),
        "W_attempt": waited / made.sum() / unit,
        "util": float(np.maximum(spent[answered_at >= 0], 0).sum()) / (until - since) / handlers,
        "orbit": float(np.maximum(away, 0).sum()) / (until - since),
    }


def _by_contact(log: EventLog, rows: NDArray[np.bool_]) -> NDArray[np.int64]:
    second = np.full(len(log.facts.contact_uid), -1)
    second[log.subject[rows]] = log.at[rows]
    return second
