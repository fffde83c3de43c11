"""Response against theory: one area without travel is a queue with grades as classes, served without interruption."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.random import Generator

from demandsim.eventlog import Moment
from tests.theory.queues import Queue, alike
from tests.theory.runner import Case, Sample, Trial, check
from tests.theory.worlds import Jobs, field_world, one_spell


def attend(case: Case, rng: Generator) -> Sample:
    """B04: incidents of three grades before officers of one area."""
    params, count, unit = case.params, 15_000, 100_000.0
    queue = Queue(params["lam"], [("exp", params["aht"])] * 3, alike(params["c"], 3), neighbours=[8, 9], calls=count)
    world, controls = queue.world(rng)
    calls = world.tape.contacts
    jobs = Jobs(calls.received_at, calls.line, calls.talk)
    ends_at = world.tape.ends_at
    log = field_world(jobs, None, params["c"], one_spell(params["c"], ends_at), ends_at).play()
    graded, sent = np.empty(count, dtype=np.int64), np.empty(count, dtype=np.int64)
    for moment, second in ((Moment.GRADED, graded), (Moment.DISPATCHED, sent)):
        rows = log.moment == moment
        assert rows.sum() == count
        second[log.subject[rows]] = log.at[rows]
    wait, grade = (sent - graded)[count // 20 :] / unit, jobs.grade[count // 20 :]
    found = {f"Wq{number}": wait[grade == number].mean() for number in range(3)}
    return Sample({**found, "P_wait": (wait > 0).mean()}, controls)


TRIALS = [
    Trial("B04", attend, part="incidents", left_out={"Wq_fcfs": "incidents are always attended in order of grade"}),
]


@pytest.mark.slow
@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.name)
def test_grades_are_attended_in_order(trial: Trial) -> None:
    check(trial)
