"""Evidence: what is lost because a stage of an investigation begins late."""

from __future__ import annotations

from demandsim.engine.clock import Clock
from demandsim.engine.mechanics import share_left
from demandsim.engine.state import CrimeState
from demandsim.scenario.cases import Stage, passes
from demandsim.scenario.scenario import Scenario


def is_lost(scenario: Scenario) -> bool:
    """Tell whether any stage loses evidence by beginning late."""
    return any(stage.evidence_lost_per_30_days for plan in scenario.demand.plans.values() for stage in plan)


class Evidence:
    """The share of the chance of a charge that each crime has kept, by the second in which its stages began."""

    def __init__(self, clock: Clock, state: CrimeState, scenario: Scenario) -> None:
        self._clock, self._state = clock, state
        plans = {name: _losses(plan) for name, plan in scenario.demand.plans.items()}
        self._losses = [plans[offence.plan] for offence in scenario.demand.offences]
        self._begun: set[tuple[int, int]] = set()
        self._left: dict[int, float] = {}

    def stage_begins(self, crime: int) -> None:
        """Somebody is at work on the crime's present stage; what counts is the first time."""
        state = self._state
        stage = state.stage[crime]
        loss = self._losses[state.offence[crime]][stage]
        if loss and state.follows_plan(crime) and (crime, stage) not in self._begun:
            self._begun.add((crime, stage))
            delay = max(0, self._clock.now - state.recorded_at[crime])
            self._left[crime] = self.left(crime) * share_left(loss, delay)

    def left(self, crime: int) -> float:
        """Give the share of the chance of a charge that is left, 1 where nothing has been lost."""
        return self._left.get(crime, 1.0)


def _losses(plan: tuple[Stage, ...]) -> tuple[float, ...]:
    """Give what is lost by place: being sent back loses nothing more."""
    return tuple(0.0 if time else plan[stage].evidence_lost_per_30_days for stage, time in passes(plan))
