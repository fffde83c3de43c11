"""Mutation of allocation: rules are broken on purpose, one thing at a time, and a story must fail each time.

| broken rule | story that fails |
| --- | --- |
| no skill is rare | rare_skills_are_kept_for_those_who_need_them |
| nobody remembers who attended | who_attended_keeps_the_crime_given_room |
| who attended is asked again and again | continuity_only_speaks_of_the_first_allocation |
| everybody counts as on duty | the_lowest_sum_of_weights_receives |
| a soft cap costs nothing | weights_know_who_attended_and_what_is_beyond_a_soft_cap |
| a meeting does not look at harm | a_meeting_gives_out_the_whole_queue_at_once |
| a meeting keeps no room | supervisors_carry_out_what_a_meeting_decided |
| a withdrawn crime keeps its room | supervisors_carry_out_what_a_meeting_decided |
| all wait for the meeting | somebody_in_custody_does_not_wait_for_the_meeting |
| harm does not grow with age | the_gravest_crime_of_a_queue_comes_first |
| nobody knows of links | a_linked_crime_goes_to_the_holder_of_the_other_at_once |
| a linked crime is all new | a_linked_crime_goes_to_the_holder_of_the_other_at_once |
"""

from __future__ import annotations

from typing import Any

import pytest

from demandsim.engine import meetings
from demandsim.engine.investigation import InvestigationDesk
from demandsim.engine.meetings import Meetings
from demandsim.engine.owner_choice import OwnerChoice
from demandsim.engine.queue_order import ByHarm
from demandsim.engine.state import CrimeState
from demandsim.rules import allocate
from demandsim.rules.allocate import NOBODY
from demandsim.rules.meeting import assign
from demandsim.rules.weights import weighed
from tests.breaking import Breaking, Broken, Patch, Story, after_start, caught, nothing, table
from tests.stories import test_allocation_stories as stories

BROKEN = Broken()
caught_by = BROKEN.caught_by


@caught_by(stories.test_rare_skills_are_kept_for_those_who_need_them)
def _(patch: Patch) -> None:
    """no skill is rare"""
    patch.setattr(allocate, "rarity", lambda officers, *_: dict.fromkeys(officers, 0.0))


@caught_by(stories.test_who_attended_keeps_the_crime_given_room)
def _(patch: Patch) -> None:
    """nobody remembers who attended"""
    patch.setattr(OwnerChoice, "attended", lambda *_: NOBODY)


@caught_by(stories.test_continuity_only_speaks_of_the_first_allocation)
def _(patch: Patch) -> None:
    """who attended is asked again and again"""

    def remembered(self: Any, crime: int) -> int:
        return 1 if crime == 0 else NOBODY

    patch.setattr(OwnerChoice, "attended", remembered)


@caught_by(stories.test_the_lowest_sum_of_weights_receives)
def _(patch: Patch) -> None:
    """everybody counts as on duty"""
    after_start(patch, OwnerChoice, lambda those: setattr(those, "_on_duty", [1] * 99))


@caught_by(stories.test_weights_know_who_attended_and_what_is_beyond_a_soft_cap)
def _(patch: Patch) -> None:
    """a soft cap costs nothing"""

    def roomy(weights: Any, officer: int, held: int, caps: Any, *facts: Any) -> float:
        return weighed(weights, officer, held, [999] * len(caps), *facts)

    patch.setattr(allocate, "weighed", roomy)


@caught_by(stories.test_a_meeting_gives_out_the_whole_queue_at_once)
def _(patch: Patch) -> None:
    """a meeting does not look at harm"""
    patch.setattr(meetings, "assign", lambda *facts: assign(*facts[:7], [1.0] * len(facts[7]), facts[8]))


@caught_by(stories.test_supervisors_carry_out_what_a_meeting_decided)
def _(patch: Patch) -> None:
    """a meeting keeps no room"""
    carry_out = InvestigationDesk._carry_out

    def only_now(self: Any, item: Any) -> Any:
        self._state.caseload[item.owner] += 1
        return carry_out(self, item)

    meets = Meetings._meets

    def without_room(self: Any, unit: int) -> None:
        held = [*self._state.caseload]
        meets(self, unit)
        self._state.caseload[:] = held

    patch.setattr(InvestigationDesk, "_carry_out", only_now)
    patch.setattr(Meetings, "_meets", without_room)


@caught_by(stories.test_supervisors_carry_out_what_a_meeting_decided)
def _(patch: Patch) -> None:
    """a withdrawn crime keeps its room"""
    patch.setattr(Meetings, "drop", nothing)


@caught_by(stories.test_somebody_in_custody_does_not_wait_for_the_meeting)
def _(patch: Patch) -> None:
    """all wait for the meeting"""

    def later(self: Any, unit: int) -> tuple[int, int] | None:
        item = self._meetings.next(unit)
        return None if item is None else self._carry_out(item)

    patch.setattr(InvestigationDesk, "next_allocation", later)


@caught_by(stories.test_the_gravest_crime_of_a_queue_comes_first)
def _(patch: Patch) -> None:
    """harm does not grow with age"""
    after_start(patch, ByHarm, lambda those: setattr(those, "_by_age", False))


@caught_by(stories.test_a_linked_crime_goes_to_the_holder_of_the_other_at_once)
def _(patch: Patch) -> None:
    """nobody knows of links"""
    patch.setattr(OwnerChoice, "holder", lambda *_: NOBODY)


@caught_by(stories.test_a_linked_crime_goes_to_the_holder_of_the_other_at_once)
def _(patch: Patch) -> None:
    """a linked crime is all new"""
    patch.setattr(CrimeState, "lighten", nothing)


@pytest.mark.parametrize(("rule", "breaking", "story"), BROKEN, ids=BROKEN.rules)
def test_a_broken_rule_is_caught(rule: str, breaking: Breaking, story: Story, monkeypatch: Patch) -> None:
    caught(breaking, story, monkeypatch)


def test_the_table_above_is_complete() -> None:
    assert table(__doc__) == BROKEN.table
