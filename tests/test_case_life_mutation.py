"""Mutation of the life of a crime: rules broken on purpose, one at a time, and a story must fail each time.

| broken rule | story that fails |
| --- | --- |
| owners do the stages of specialists | specialists_do_a_stage_and_the_owner_goes_on_with_other_crimes |
| whoever was passed last is served first | specialists_serve_first_come_first_served_and_a_colleague_may_go_on |
| a stage put down begins anew | specialists_serve_first_come_first_served_and_a_colleague_may_go_on |
| specialists help before they turn to their own crimes | own_crimes_come_before_those_of_others |
| one stage calls everybody away from proactive work | proactive_work_gives_way_to_as_many_as_are_wanted |
| specialists lack what the owner lacks | the_level_is_the_specialists_own |
| specialists finish what a victim has withdrawn | a_victim_withdraws_while_a_specialist_is_at_work_or_is_waited_for |
| what specialists do is no news | a_finished_stage_of_a_specialist_is_news |
| a crime is passed on before it moves | a_crime_that_is_to_move_moves_before_it_is_passed_on |
| desk work is passed on | crimes_worked_at_the_desk_are_not_passed_on |
| a late stage costs nothing | stages_that_begin_late_cost_evidence |
| a stage that is sent back begins late | a_stage_that_is_sent_back_costs_no_more_evidence |
| charged crimes come back | a_filed_crime_that_is_opened_again_is_investigated_and_charged |
| crimes come back for ever | a_crime_is_opened_again_once_in_the_unit_in_which_it_was_closed |
| what is opened again stays filed | a_filed_crime_that_is_opened_again_is_investigated_and_charged |
| opening again is no news | a_victim_whose_crime_is_opened_again_waits_for_news_anew |
| reviews end with the first closing | reviews_go_on_when_a_crime_is_opened_again |
"""

from __future__ import annotations

from typing import Any

import pytest

from demandsim.engine import evidence, reopening, specialists
from demandsim.engine.casework import Casework
from demandsim.engine.evidence import Evidence
from demandsim.engine.quiet import Quiet
from demandsim.engine.review_calendar import ReviewCalendar
from demandsim.engine.specialists import Specialists
from demandsim.engine.state import CrimeState
from demandsim.engine.victims import Victims
from demandsim.eventlog.moments import Outcome
from demandsim.scenario.cases import passes
from tests.breaking import Breaking, Broken, Patch, Story, after_start, caught, nothing, table
from tests.stories import test_case_life_stories as lives
from tests.stories import test_specialist_stories as helpers

BROKEN = Broken()
caught_by = BROKEN.caught_by


@caught_by(helpers.test_specialists_do_a_stage_and_the_owner_goes_on_with_other_crimes)
def _(patch: Patch) -> None:
    """owners do the stages of specialists"""
    patch.setattr(Specialists, "do", nothing)


@caught_by(helpers.test_specialists_serve_first_come_first_served_and_a_colleague_may_go_on)
def _(patch: Patch) -> None:
    """whoever was passed last is served first"""
    patch.setattr(specialists, "heappop", lambda line: line.pop(line.index(max(line))))


@caught_by(helpers.test_specialists_serve_first_come_first_served_and_a_colleague_may_go_on)
def _(patch: Patch) -> None:
    """a stage put down begins anew"""
    put_down = Specialists.put_down

    def anew(self: Any, officer: int) -> None:
        held = self._doing.get(officer)
        put_down(self, officer)
        if held:
            crime = held[0]
            self._left[crime] = (self._state.stage_work(crime, self._state.stage[crime]), False)

    patch.setattr(Specialists, "put_down", anew)


@caught_by(helpers.test_own_crimes_come_before_those_of_others)
def _(patch: Patch) -> None:
    """specialists help before they turn to their own crimes"""
    in_order = Quiet.in_order
    patch.setattr(Quiet, "in_order", lambda self, own, calls, others: in_order(self, others or own, calls, own))


@caught_by(helpers.test_proactive_work_gives_way_to_as_many_as_are_wanted)
def _(patch: Patch) -> None:
    """one stage calls everybody away from proactive work"""

    def ask_all(self: Any, unit: int, but: int = -1) -> None:
        for officer in self._units[unit].officers:
            self._could_work(officer)

    patch.setattr(Specialists, "_ask", ask_all)


@caught_by(helpers.test_the_level_is_the_specialists_own)
def _(patch: Patch) -> None:
    """specialists lack what the owner lacks"""
    lacks = CrimeState.lacks_skill
    patch.setattr(CrimeState, "lacks_skill", lambda self, crime, _: lacks(self, crime, 0))


@caught_by(helpers.test_a_victim_withdraws_while_a_specialist_is_at_work_or_is_waited_for)
def _(patch: Patch) -> None:
    """specialists finish what a victim has withdrawn"""
    patch.setattr(Specialists, "interrupt", nothing)


@caught_by(helpers.test_a_finished_stage_of_a_specialist_is_news)
def _(patch: Patch) -> None:
    """what specialists do is no news"""
    ends = Casework.stage_ends

    def quietly(self: Any, crime: int, officer: int, moment: int) -> None:
        if moment == specialists.ASSISTED:
            self._news = nothing
        ends(self, crime, officer, moment)

    patch.setattr(Casework, "stage_ends", quietly)


@caught_by(helpers.test_a_crime_that_is_to_move_moves_before_it_is_passed_on)
def _(patch: Patch) -> None:
    """a crime is passed on before it moves"""

    def early(those: Any) -> None:
        done = those._stage_done

        def passed_first(crime: int) -> None:
            those.specialists.take(crime)
            done(crime)

        those._stage_done = passed_first

    after_start(patch, Casework, early)


@caught_by(helpers.test_crimes_worked_at_the_desk_are_not_passed_on)
def _(patch: Patch) -> None:
    """desk work is passed on"""
    patch.setattr(CrimeState, "follows_plan", lambda *_: True)


@caught_by(lives.test_stages_that_begin_late_cost_evidence)
def _(patch: Patch) -> None:
    """a late stage costs nothing"""
    patch.setattr(Evidence, "stage_begins", nothing)


@caught_by(lives.test_a_stage_that_is_sent_back_costs_no_more_evidence)
def _(patch: Patch) -> None:
    """a stage that is sent back begins late"""

    def each_time(plan: Any) -> tuple[float, ...]:
        return tuple(plan[place.stage].evidence_lost_per_30_days for place in passes(plan))

    patch.setattr(evidence, "_losses", each_time)


@caught_by(lives.test_a_filed_crime_that_is_opened_again_is_investigated_and_charged)
def _(patch: Patch) -> None:
    """charged crimes come back"""
    patch.setattr(reopening, "MAY_COME_BACK", tuple(Outcome))


@caught_by(lives.test_a_crime_is_opened_again_once_in_the_unit_in_which_it_was_closed)
def _(patch: Patch) -> None:
    """crimes come back for ever"""
    open_again = CrimeState.open_again

    def forgotten(self: Any, crime: int, now: int) -> None:
        open_again(self, crime, now)
        del self.reopened[crime]

    patch.setattr(CrimeState, "open_again", forgotten)


@caught_by(lives.test_a_filed_crime_that_is_opened_again_is_investigated_and_charged)
def _(patch: Patch) -> None:
    """what is opened again stays filed"""
    open_again = CrimeState.open_again

    def filed(self: Any, crime: int, now: int) -> None:
        was = self.filed[crime]
        open_again(self, crime, now)
        self.filed[crime] = was

    patch.setattr(CrimeState, "open_again", filed)


@caught_by(lives.test_a_victim_whose_crime_is_opened_again_waits_for_news_anew)
def _(patch: Patch) -> None:
    """opening again is no news"""
    patch.setattr(Victims, "resume", nothing)


@caught_by(lives.test_reviews_go_on_when_a_crime_is_opened_again)
def _(patch: Patch) -> None:
    """reviews end with the first closing"""
    patch.setattr(ReviewCalendar, "resume", nothing)


@pytest.mark.parametrize(("rule", "breaking", "story"), BROKEN, ids=BROKEN.rules)
def test_a_broken_rule_is_caught(rule: str, breaking: Breaking, story: Story, monkeypatch: Patch) -> None:
    caught(breaking, story, monkeypatch)


def test_the_table_above_is_complete() -> None:
    assert table(__doc__) == BROKEN.table
