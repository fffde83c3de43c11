"""Stages: how much work an investigation is, what it waits for, how often it is sent back, and whether it comes back.

Every stage has a place for each time that it may be done (`scenario.cases.passes`). What is drawn for the further times
has luck of its own, so that a stage that may be sent back changes nothing about the first time.
"""

from __future__ import annotations

import numpy as np

from demandsim.scenario.cases import MAX_STAGES, Again, Offence, Reopened, Stage, Wait, passes
from demandsim.scenario.demand import Demand
from demandsim.tape.distributions import happens, seconds, seconds_by
from demandsim.tape.streams import Flags, Floats, Ints, Source
from demandsim.tape.tape import NEVER


def places_for_stages(demand: Demand) -> int:
    """Give the places for stages that every crime has: those of the longest plan, four at least."""
    return max(MAX_STAGES, *(len(passes(plan)) for plan in demand.plans.values()))


def stages(demand: Demand, source: Source, offence: Ints) -> tuple[Ints, Ints]:
    """Split each crime's work over its stages and draw the outside waits: two tables (crimes, places for stages)."""
    total = seconds_by([each.work for each in demand.offences], offence, source.luck("work"))
    happening = source.luck("waits", MAX_STAGES)
    length = source.luck("wait_time", MAX_STAGES)
    work = np.zeros((len(offence), places_for_stages(demand)), dtype=np.int64)
    wait = np.zeros_like(work)
    luck = _Again(source)
    for number, each in enumerate(demand.offences):
        rows = np.flatnonzero(offence == number)
        if len(rows):
            _fill(demand, each, rows, total, happening, length, luck, work, wait)
    return work, wait


class _Again:
    """Luck of what is sent back, stage by stage and time by time, drawn when it is asked for."""

    def __init__(self, source: Source) -> None:
        self._source, self._drawn = source, dict[str, Floats]()

    def of(self, column: str, stage: int, time: int) -> Floats:
        name = f"{column}/{stage}/{time}"
        if name not in self._drawn:
            self._drawn[name] = self._source.luck(name)
        return self._drawn[name]


def _fill(
    demand: Demand,
    offence: Offence,
    rows: Ints,
    total: Ints,
    happening: Floats,
    length: Floats,
    luck: _Again,
    work: Ints,
    wait: Ints,
) -> None:
    """Write the stages of the crimes of one offence; a stage that is not done (again) has no work and no wait."""
    plan = demand.plans[offence.plan]
    back = np.ones(len(rows), dtype=np.bool_)
    for place, (number, time) in enumerate(passes(plan)):
        stage = plan[number]
        first = np.maximum(1, np.rint(total[rows] * stage.work)).astype(np.int64) if stage.work > 0 else 0 * rows
        if time == 0:
            work[rows, place] = first
            wait[rows, place] = _waits(stage, happening[rows, number], length[rows, number])
            back = first > 0
        else:
            assert stage.again is not None
            back = back & happens(luck.of("again", number, time)[rows], stage.again.share)
            again = _work_again(stage.again, first, luck.of("again_work", number, time)[rows])
            happening_again = luck.of("again_waits", number, time)[rows]
            waits = _waits(stage, happening_again, luck.of("again_wait_time", number, time)[rows])
            work[rows, place], wait[rows, place] = np.where(back, again, 0), np.where(back, waits, 0)


def _work_again(again: Again, first: Ints, luck: Floats) -> Ints:
    return first if again.work is None else np.maximum(1, seconds(again.work, luck))


def _waits(stage: Stage, happening: Floats, length: Floats) -> Ints:
    waits: Wait | None = stage.wait
    if waits is None:
        return np.zeros(len(length), dtype=np.int64)
    found: Ints = np.where(happens(happening, waits.share), seconds(waits.time, length), 0)
    return found


def arrests(demand: Demand, source: Source, offence: Ints) -> Flags:
    """Say which stages lead to an arrest when they are done for the first time: shape (crimes, places for stages).

    Shape (crimes, 0) where no plan says that any does.
    """
    if not any(stage.arrest for plan in demand.plans.values() for stage in plan):
        return np.zeros((len(offence), 0), dtype=np.bool_)
    luck = source.luck("stage_arrest", MAX_STAGES)
    found = np.zeros((len(offence), places_for_stages(demand)), dtype=np.bool_)
    for number, each in enumerate(demand.offences):
        rows = np.flatnonzero(offence == number)
        plan = demand.plans[each.plan]
        for place, (stage, time) in enumerate(passes(plan)):
            if time == 0:
                found[rows, place] = happens(luck[rows, stage], plan[stage].arrest)
    return found


def opened_again(reopened: Reopened | None, source: Source) -> tuple[Ints, Ints]:
    """Say when each crime is opened again if it is closed without a charge, NEVER for most, and for how much work."""
    count = len(source.kept)
    if reopened is None:
        return np.full(count, NEVER), np.zeros(count, dtype=np.int64)
    after = seconds(reopened.after, source.luck("reopens"))
    again = happens(source.luck("reopened"), reopened.share)
    return np.where(again, after, NEVER), np.maximum(1, seconds(reopened.work, source.luck("reopen_work")))
