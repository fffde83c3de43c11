"""The contact desk against queueing theory: waiting, giving up, the engaged tone, ringing again, wrapping up."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.random import Generator
from numpy.typing import NDArray

from demandsim.eventlog import EventLog, Moment
from tests.theory.call_measures import second_of
from tests.theory.draws import draw, one_handler_waits, poisson_arrivals, seconds
from tests.theory.forces import ATTEMPTS, Desk
from tests.theory.queues import Queue, alike
from tests.theory.runner import INPUT, Case, Sample, Trial, cases, check
from tests.theory.worlds import Calls, call_world, one_spell

CASES = cases()
UNIT = 100_000.0
FOREVER_RINGING = 80
"""Attempts of a caller who rings until answered: of 100,000 callers nobody comes near."""


def erlang_c(case: str, calls: int, *neighbours: int) -> Queue:
    """Patient callers before handlers who are all alike."""
    params = CASES[case].params
    law = ("det", params["d"]) if "d" in params else ("exp", params["aht"])
    target = params.get("t", 0.0)
    return Queue([params["lam"]], [law], alike(params["c"]), target=target, neighbours=neighbours, calls=calls)


def impatient(case: str, calls: int, *neighbours: int) -> Queue:
    """Callers who give up."""
    params = CASES[case].params
    patience = params["pat"] if isinstance(params["pat"], list) else ["exp", params["pat"]]
    mean = patience[1] if patience[0] == "exp" else 1.0
    return Queue(
        [params["lam"]],
        [("exp", params["aht"])],
        alike(params["n"]),
        patience=[patience],
        target=params["t"],
        trunks=params.get("K"),
        neighbours=neighbours,
        neighbours_patience=mean,
        calls=calls,
    )


def limited(case: str, calls: int, *neighbours: int) -> Queue:
    """Patient callers on a line with so many trunks."""
    params = CASES[case].params
    queue = Queue([params["lam"]], [("exp", params["aht"])], alike(params["n"]), target=params["t"], calls=calls)
    # The queue takes some 15 mean talks to settle.
    return replace(queue, trunks=params["K"], neighbours=neighbours, warm_up=0.2)


def with_wrap(case: str, calls: int) -> Queue:
    """Handlers who write up what they heard."""
    params = CASES[case].params
    talk, wrap = ("exp", params["talk"]), ("exp", params["wrap"])
    return Queue([params["lam"]], [talk], alike(params["c"]), wrap=wrap, neighbours=[params["c"] + 1], calls=calls)


def lossy(case: str, calls: int, law: str = "exp") -> Queue:
    """Callers who do not wait at all, with talk of a law whose mean is the case's."""
    params: Any = CASES[case].params
    talk = (law, params["aht"], 1.5) if law == "logn" else (law, params["aht"])
    return Queue([params["lam"]], [talk], alike(params["c"]), patience=[("det", 0.0)], calls=calls)


def one_handler(case: str, calls: int) -> Queue:
    """Calls whose lengths differ much, before one handler."""
    params = CASES[case].params
    talk = ("logn", params["m1"], params["scv"] ** 0.5)
    return Queue([params["lam"]], [talk], alike(1), calls=calls)


def ring_again(case: Case, rng: Generator) -> Sample:
    """Play callers who give up and ring again later, attempt by attempt."""
    params, count = case.params, 10_000
    at, talk = poisson_arrivals(params["lam"], count, rng), draw(("exp", params["aht"]), count, rng)
    several = (count, ATTEMPTS)
    calls = Calls(
        seconds(at, UNIT),
        np.zeros(count, dtype=np.int64),
        seconds(talk, UNIT),
        np.zeros(count, dtype=np.int64),
        seconds(rng.exponential(params["pat"], several), UNIT),
        rng.random(several),
        seconds(rng.exponential(params["delay"], several), UNIT),
    )
    ends_at = int((at[-1] + 200) * UNIT)
    desk = Desk(retry=params["p_redial"])
    log = call_world(calls, alike(params["n"]), one_spell(params["n"], ends_at), ends_at, desk).play()
    since, until = int(at[count // 20] * UNIT), int(at[-1] * UNIT)
    controls = float(at[-1] * params["lam"] / count - 1), float(talk.mean() / params["aht"] - 1)
    return Sample(attempts(log, since, until, params["n"]), controls)


def ring_for_ever(case: Case, rng: Generator) -> Sample:
    """Play callers who are answered at once or ring again, until they are answered."""
    params, count = case.params, 3_000
    at, talk = poisson_arrivals(params["lam"], count, rng), rng.exponential(1 / params["mu"], count)
    several, nothing = (count, FOREVER_RINGING), np.zeros(count, dtype=np.int64)
    calls = Calls(
        seconds(at, UNIT),
        nothing,
        seconds(talk, UNIT),
        nothing,
        np.zeros(several, dtype=np.int64),
        np.zeros(several),
        seconds(rng.exponential(1 / params["sigma"], several), UNIT),
    )
    ends_at = int((at[-1] + 1_000) * UNIT)
    desk = Desk(retry=1.0, attempts=FOREVER_RINGING)
    log = call_world(calls, alike(1), one_spell(1, ends_at), ends_at, desk).play()
    assert not (log.moment == Moment.LOST).any()
    first = count // 20
    since, until = int(at[first] * UNIT), int(at[-1] * UNIT)
    found = attempts(log, since, until, 1)
    waits = one_handler_waits(at, talk)
    use = params["lam"] / params["mu"]
    answered_at = second_of(log, Moment.ANSWERED)[first:-1]
    controls = [float(at[-1] * params["lam"] / count - 1), float(talk.mean() * params["mu"] - 1)]
    controls += [float(waits[first:-1].mean() - use / (params["mu"] - params["lam"]))]
    controls += [float((waits[first:-1] > 0).mean() - use)]
    return Sample(
        {
            "P_busy": found["util"],
            "orbit": found["orbit"],
            "W_orbit": float((answered_at - calls.at[first:-1]).mean()) / UNIT,
        },
        controls,
    )


def attempts(log: EventLog, since: int, until: int, handlers: int) -> dict[str, float]:
    """Give the measures per attempt, of attempts made between two instants."""
    length = (until - since) / UNIT
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
    answered_at, freed_at = second_of(log, Moment.ANSWERED), second_of(log, Moment.FREED)
    counted = _within(log, since, until)
    answered_kept = talked & (log.at - log.amount >= since) & (log.at - log.amount < until)
    waited = log.amount[answered_kept].sum() + attempt[gave_up].sum()
    spent = np.minimum(freed_at, until) - np.maximum(answered_at, since)
    return {
        "attempt_rate": made.sum() / length,
        "P_ab_attempt": gave_up.sum() / made.sum(),
        "redial_share": (attempt[made] > 1).mean(),
        "P_eventually_served": (answered_at[counted] >= 0).mean(),
        "W_attempt": waited / made.sum() / UNIT,
        "util": float(np.maximum(spent[answered_at >= 0], 0).sum()) / (until - since) / handlers,
        "orbit": float(np.maximum(away, 0).sum()) / (until - since),
    }


def _within(log: EventLog, since: int, until: int) -> NDArray[np.bool_]:
    """Tell which callers rang for the first time between two instants."""
    first = (log.moment == Moment.RECEIVED) & (log.amount == 1)
    within = np.zeros(len(log.facts.contact_uid), dtype=np.bool_)
    within[log.subject[first]] = (log.at[first] >= since) & (log.at[first] < until)
    return within


TRIALS = [
    Trial("A01", lossy("A01", 6_000).replicate, left_out={"a": INPUT}),
    # Insensitivity (R07): with nobody waiting, the share lost is the same whatever the law of the same mean.
    Trial("A01", lossy("A01", 6_000, "det").replicate, part="constant talk", left_out={"a": INPUT}),
    Trial("A01", lossy("A01", 6_000, "logn").replicate, part="lognormal talk", left_out={"a": INPUT}),
    Trial("A02", erlang_c("A02", 6_000, 13, 15).replicate),
    Trial("A03", erlang_c("A03", 6_000, 14, 15).replicate),
    Trial("A04", erlang_c("A04", 6_000, 3).replicate),
    Trial("A05", erlang_c("A05", 6_000, 8, 10).replicate),
    Trial("A06", erlang_c("A06", 6_000, 14, 15).replicate),
    Trial("A07", impatient("A07", 5_000, 49, 51).replicate),
    Trial("A08", impatient("A08", 8_000, 49, 51).replicate),
    Trial("A09", impatient("A09", 19_000, 10).replicate),
    Trial("A10", impatient("A10", 6_000, 10).replicate),
    Trial("A11", impatient("A11", 6_000, 10).replicate),
    Trial("A12", impatient("A12", 6_000, 12, 13).replicate),
    Trial("A13", erlang_c("A13", 8_000).replicate),
    Trial("A14", one_handler("A14", 5_000).replicate),
    Trial("A15", ring_for_ever),
    # The engine allows four attempts, which only 1 caller in 7,000 exceeds.
    Trial("A16", ring_again),
    Trial("A17", with_wrap("A17", 8_000).replicate),
    Trial("C06", limited("C06", 21_000, 91, 92).replicate),
]


@pytest.mark.slow
@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.name)
def test_contact_desk(trial: Trial) -> None:
    check(trial)
