"""Handlers with lines of their own against queueing theory: routes, overflow, longest waits, longest idle."""

from __future__ import annotations

from typing import Any

import pytest

from tests.theory.queues import Queue
from tests.theory.runner import Trial, cases, check

CASES = cases()


def oldest_call(case: str, calls: int, *neighbours: int) -> Queue:
    """The oldest call that a handler can take; the handler idle longest who can take it."""
    params = CASES[case].params
    answers = [tuple(lines) for lines in params["can"]]
    laws = [("exp", 1.0)] * len(params["lam"])
    return Queue(params["lam"], laws, answers, order=False, neighbours=neighbours, calls=calls)


def routed(case: str, calls: int, *neighbours: int, patience: float) -> Queue:
    """Groups tried in order by a call, lines taken in order by a handler who becomes free."""
    params: Any = CASES[case].params
    work = params["aht"]
    base = [min(mean for mean in of_line if mean) for of_line in work]
    teams = [tuple(sorted(lines)) for lines in params["pick"]]
    slower = {
        team: {f"line-{line}": work[line][team] / base[line] for line in lines if work[line][team] != base[line]}
        for team, lines in enumerate(teams)
    }
    rule = {
        "kind": "by_skill",
        "routes": {
            f"line-{line}": [{"team": f"desk-{group}"} for group in groups]
            for line, groups in enumerate(params["route"])
        },
        "takes": {f"desk-{group}": [f"line-{line}" for line in lines] for group, lines in enumerate(params["pick"])},
    }
    lasts = [("det", 0.0)] * len(base) if params.get("loss") else [("exp", mean) for mean in params["pat"]]
    return Queue(
        params["lam"],
        [("exp", mean) for mean in base],
        [lines for team, lines in enumerate(teams) for _ in range(params["groups"][team])],
        patience=lasts,
        rule=rule,
        slower={team: lines for team, lines in slower.items() if lines},
        neighbours=neighbours,
        neighbours_patience=patience,
        calls=calls,
    )


TRIALS = [
    Trial("C01", oldest_call("C01", 6_000, 2).replicate),
    Trial("C02", oldest_call("C02", 8_000, 3).replicate),
    Trial("C03", routed("C03", 8_000, 6, patience=0.1).replicate),
    Trial("C04", routed("C04", 8_000, 6, patience=1.75).replicate),
    Trial("C05", routed("C05", 8_000, 6, patience=1.0).replicate),
]


@pytest.mark.slow
@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.name)
def test_handlers_with_lines_of_their_own(trial: Trial) -> None:
    check(trial)
