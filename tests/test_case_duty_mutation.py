"""Mutation of case duties: rules are broken on purpose, one at a time, and a story must fail each time.

| broken rule | story that fails |
| --- | --- |
| the custody clock never ends | the_clock_ends_while_the_crime_waits_for_an_owner |
| whoever was in custody stays ahead in the queue | the_clock_ends_while_the_crime_waits_for_an_owner |
| whoever was in custody stays ahead at the desk | the_clock_ends_while_the_owner_is_at_something_else |
| the clock lets suspects go for good | the_clock_ends_while_the_crime_waits_for_an_owner |
| an arrest adds no work | an_investigation_leads_to_an_arrest |
| suspects are arrested at every stage | an_investigation_leads_to_an_arrest |
| bail goes on for ever | bail_expires_while_the_crime_is_open |
| a late extension counts from the day it is made | a_bail_is_extended_late |
| the bail of a closed crime expires | nobody_is_arrested_twice_and_the_last_stage_adds_no_work |
| crimes are closed before anybody has signed | a_crime_is_closed_when_a_supervisor_has_signed |
| filed crimes are signed off | nobody_signs_filed_crimes_or_where_there_is_no_supervisor |
| a withdrawal breaks a signature off | a_victim_withdraws_while_the_crime_waits_for_a_signature_or_is_signed_off |
| tasks are done in the order in which they are asked for | signatures_come_before_advice_and_advice_before_reviews |
| advice changes nothing | advice_makes_good_a_share_of_what_the_lack_of_a_skill_costs |
| advice stays with the crime | advice_is_lost_with_the_owner |
| work in hand is not counted anew | advice_given_while_the_owner_is_at_work_counts_from_when_it_is_put_down |
| missed reviews cost nothing | reviews_that_are_not_on_time_cost_chances |
| every review due counts as missed | reviews_that_are_not_on_time_cost_chances |
| calls come before suspects | custody_comes_before_calls_and_calls_before_other_crimes |
| a call is begun however late | a_call_is_not_begun_too_late_in_the_turn_and_not_broken_off |
| a call that is owed is forgotten with the owner | a_call_that_is_owed_passes_to_the_next_owner |
| news does not put a call off | a_review_and_a_finished_stage_are_news |
| closing forgives nothing | an_owner_calls_the_victim_when_there_has_been_no_news |
"""

from __future__ import annotations

from typing import Any

import pytest

from demandsim.engine import release
from demandsim.engine.bail import Bail
from demandsim.engine.investigation import InvestigationDesk
from demandsim.engine.mentors import Mentors
from demandsim.engine.ready_crimes import ReadyCrimes
from demandsim.engine.release import Suspects
from demandsim.engine.reviews import Reviews
from demandsim.engine.sign_off import SignOff
from demandsim.engine.state import CrimeState
from demandsim.engine.supervision import Supervision
from demandsim.engine.victim_contact import VictimCalls
from tests.breaking import Breaking, Broken, Patch, Story, after_start, caught, nothing, table
from tests.stories import test_case_duty_stories as duties
from tests.stories import test_release_stories as custody
from tests.stories import test_victim_contact_stories as calls

BROKEN = Broken()
caught_by = BROKEN.caught_by


@caught_by(custody.test_the_clock_ends_while_the_crime_waits_for_an_owner)
def _(patch: Patch) -> None:
    """the custody clock never ends"""
    patch.setattr(Suspects, "_clock_ends", nothing)


@caught_by(custody.test_the_clock_ends_while_the_crime_waits_for_an_owner)
def _(patch: Patch) -> None:
    """whoever was in custody stays ahead in the queue"""
    patch.setattr(InvestigationDesk, "reordered", nothing)


@caught_by(custody.test_the_clock_ends_while_the_owner_is_at_something_else)
def _(patch: Patch) -> None:
    """whoever was in custody stays ahead at the desk"""
    patch.setattr(ReadyCrimes, "reordered", nothing)


@caught_by(custody.test_the_clock_ends_while_the_crime_waits_for_an_owner)
def _(patch: Patch) -> None:
    """the clock lets suspects go for good"""
    patch.setattr(release, "UNDER_INVESTIGATION", release.FOR_GOOD)


@caught_by(custody.test_an_investigation_leads_to_an_arrest)
def _(patch: Patch) -> None:
    """an arrest adds no work"""
    after_start(patch, Suspects, lambda those: setattr(those, "_interview", 0))


@caught_by(custody.test_an_investigation_leads_to_an_arrest)
def _(patch: Patch) -> None:
    """suspects are arrested at every stage"""
    at_end = Suspects.stage_ended

    def again(self: Any, crime: int, stage: int) -> None:
        self._found.clear()
        self._state.in_custody[crime] = False
        at_end(self, crime, stage)

    patch.setattr(Suspects, "stage_ended", again)


@caught_by(custody.test_bail_expires_while_the_crime_is_open)
def _(patch: Patch) -> None:
    """bail goes on for ever"""
    patch.setattr(Bail, "_ends", nothing)


@caught_by(custody.test_a_bail_is_extended_late)
def _(patch: Patch) -> None:
    """a late extension counts from the day it is made"""
    done = Bail.done

    def from_now(self: Any, task: Any, supervisor: int) -> None:
        done(self, task._replace(asked_at=self._clock.now + self._time), supervisor)

    patch.setattr(Bail, "done", from_now)


@caught_by(custody.test_nobody_is_arrested_twice_and_the_last_stage_adds_no_work)
def _(patch: Patch) -> None:
    """the bail of a closed crime expires"""
    patch.setattr(Bail, "closed", nothing)


@caught_by(duties.test_a_crime_is_closed_when_a_supervisor_has_signed)
def _(patch: Patch) -> None:
    """crimes are closed before anybody has signed"""
    patch.setattr(SignOff, "wants", lambda *_: False)


@caught_by(duties.test_nobody_signs_filed_crimes_or_where_there_is_no_supervisor)
def _(patch: Patch) -> None:
    """filed crimes are signed off"""
    wants = SignOff.wants

    def even_filed(self: Any, crime: int) -> bool:
        self._state.desk_work[crime] = 0
        return wants(self, crime)

    patch.setattr(SignOff, "wants", even_filed)


@caught_by(duties.test_a_victim_withdraws_while_the_crime_waits_for_a_signature_or_is_signed_off)
def _(patch: Patch) -> None:
    """a withdrawal breaks a signature off"""
    patch.setattr(SignOff, "is_held_up", lambda *_: False)


@caught_by(duties.test_signatures_come_before_advice_and_advice_before_reviews)
def _(patch: Patch) -> None:
    """tasks are done in the order in which they are asked for"""
    start = Supervision._start_task

    def by_time(self: Any, unit: int, *more: int) -> bool:
        waiting = self._waiting[unit]
        self._waiting[unit] = dict(sorted(waiting.items(), key=lambda kind: min(kind[1], default=(10**9,))))
        return start(self, unit, *more)

    patch.setattr(Supervision, "_start_task", by_time)


@caught_by(duties.test_advice_makes_good_a_share_of_what_the_lack_of_a_skill_costs)
def _(patch: Patch) -> None:
    """advice changes nothing"""
    patch.setattr(CrimeState, "lacking", lambda self, crime: float(self.below_level[crime]))


@caught_by(duties.test_advice_is_lost_with_the_owner)
def _(patch: Patch) -> None:
    """advice stays with the crime"""

    class Kept(set[int]):
        def discard(self, _: int) -> None:
            return

    after_start(patch, CrimeState, lambda state: setattr(state, "mentored", Kept()))


@caught_by(duties.test_advice_given_while_the_owner_is_at_work_counts_from_when_it_is_put_down)
def _(patch: Patch) -> None:
    """work in hand is not counted anew"""
    patch.setattr(Mentors, "put_down", nothing)


@caught_by(duties.test_reviews_that_are_not_on_time_cost_chances)
def _(patch: Patch) -> None:
    """missed reviews cost nothing"""
    patch.setattr(Reviews, "missed", lambda *_: 0)


@caught_by(duties.test_reviews_that_are_not_on_time_cost_chances)
def _(patch: Patch) -> None:
    """every review due counts as missed"""
    after_start(patch, Reviews, lambda those: setattr(those, "_on_time_within", 0))


@caught_by(calls.test_custody_comes_before_calls_and_calls_before_other_crimes)
def _(patch: Patch) -> None:
    """calls come before suspects"""
    patch.setattr(ReadyCrimes, "has_custody_work", lambda *_: False)


@caught_by(calls.test_a_call_is_not_begun_too_late_in_the_turn_and_not_broken_off)
def _(patch: Patch) -> None:
    """a call is begun however late"""
    patch.setattr(VictimCalls, "_fits", lambda *_: True)


@caught_by(calls.test_a_call_that_is_owed_passes_to_the_next_owner)
def _(patch: Patch) -> None:
    """a call that is owed is forgotten with the owner"""
    allocated = VictimCalls.allocated

    def anew(self: Any, crime: int) -> None:
        self.closed(crime)
        allocated(self, crime)

    patch.setattr(VictimCalls, "allocated", anew)


@caught_by(calls.test_a_review_and_a_finished_stage_are_news)
def _(patch: Patch) -> None:
    """news does not put a call off"""
    after_start(patch, VictimCalls, lambda those: setattr(those, "_victims", _Deaf(those._victims)))


class _Deaf:
    """Victims who hear nothing but calls."""

    def __init__(self, victims: Any) -> None:
        self.last_news: list[int] = [0] * len(victims.last_news)

    def news(self, crime: int) -> None:
        """Hear nothing."""


@caught_by(calls.test_an_owner_calls_the_victim_when_there_has_been_no_news)
def _(patch: Patch) -> None:
    """closing forgives nothing"""
    patch.setattr(VictimCalls, "closed", nothing)


@pytest.mark.parametrize(("rule", "breaking", "story"), BROKEN, ids=BROKEN.rules)
def test_a_broken_rule_is_caught(rule: str, breaking: Breaking, story: Story, monkeypatch: Patch) -> None:
    caught(breaking, story, monkeypatch)


def test_the_table_above_is_complete() -> None:
    assert table(__doc__) == BROKEN.table
