"""Mutation: rules are broken on purpose, one at a time, and a story must fail each time.

| broken rule | story that fails |
| --- | --- |
| the reserve is ignored | a_reserved_position_is_kept_for_999 |
| lines are answered in reverse order | the_graver_line_is_answered_first |
| patience is ignored | after_three_attempts_a_caller_is_lost |
| giving up comes before assignments | who_would_give_up_in_the_second_in_which_a_handler_becomes_free_is_answered |
| live work ends with the shift | a_call_and_its_wrap_up_outlast_the_shift |
| ties go to the highest id | the_longest_ready_goes_and_ties_go_to_the_lowest_id |
| emergencies do not interrupt | the_idle_go_before_those_at_a_desk_and_desk_work_is_resumed |
| interrupted work begins anew | the_idle_go_before_those_at_a_desk_and_desk_work_is_resumed |
| the way over the border costs nothing | a_neighbour_is_borrowed_after_the_wait_and_travels_longer |
| officers held back are sent | officers_are_held_back_from_the_scheduled |
| the prisoner is forgotten | an_arrest_leads_to_custody_and_the_officer_keeps_the_crime |
| whose work is taken away is forgotten | an_officer_whose_crime_is_withdrawn_goes_to_a_waiting_incident |
| the cap is off by one | the_skilled_with_fewest_crimes_receive_it |
| skill is ignored | a_crime_waits_for_skilled_room_and_lets_others_pass |
| screening is inverted | screening_files_works_at_the_desk_or_allocates |
| the shift's end leaves work running | work_stops_overnight_and_goes_on_the_next_day |
| outside waits are skipped | an_outside_wait_leaves_the_officer_free_for_other_crimes |
| lost work is forgotten | a_transfer_is_offered_accepted_and_costs_time_and_work |
| nobody refuses | a_refused_crime_is_offered_again_and_taken_out_of_the_owners_hands |
| work below the level costs nothing | an_owner_below_the_level_takes_longer_and_gets_less_far |
| victims bear every silence | a_victim_withdraws_while_the_crime_is_worked_on |
| a review never falls due | reviews_fall_due_after_allocation_and_then_regularly |
| reviews are no news | a_review_is_news_for_the_victim |
| no room is kept during an allocation | two_supervisors_never_allocate_into_the_same_room |
"""

from __future__ import annotations

from typing import Any

import pytest

from demandsim.engine import handlers, investigation, mechanics, owner_choice, patrols, state, transfers, waiting
from demandsim.engine.attendance import Attendance
from demandsim.engine.casework import Casework
from demandsim.engine.clock import Clock, Rank
from demandsim.engine.contact import ContactDesk
from demandsim.engine.duty import Duty
from demandsim.engine.field import Field
from demandsim.engine.investigation import InvestigationDesk
from demandsim.engine.patrols import Patrols
from demandsim.engine.review_calendar import ReviewCalendar
from demandsim.engine.state import CrimeState
from demandsim.engine.travel import ByLaw
from demandsim.engine.victims import Victims
from demandsim.rules.allocate import choose_owner
from demandsim.rules.screen import ALLOCATE, FILE, screen
from tests.breaking import Breaking, Broken, Patch, Story, after_start, caught, nothing, table
from tests.stories import test_contact_stories as calls
from tests.stories import test_investigation_stories as crimes
from tests.stories import test_outcome_stories as outcomes
from tests.stories import test_response_stories as incidents
from tests.stories import test_supervision_stories as supervision
from tests.stories import test_transfer_stories as moves

BROKEN = Broken()
caught_by = BROKEN.caught_by


@caught_by(calls.test_a_reserved_position_is_kept_for_999)
def _(patch: Patch) -> None:
    """the reserve is ignored"""
    patch.setattr(handlers, "protected_from", lambda _, lines: [()] * len(lines))


@caught_by(calls.test_the_graver_line_is_answered_first)
def _(patch: Patch) -> None:
    """lines are answered in reverse order"""
    patch.setattr(waiting, "answer_order", lambda rule, lines: [-rule.order.index(line) for line in lines])


@caught_by(calls.test_after_three_attempts_a_caller_is_lost)
def _(patch: Patch) -> None:
    """patience is ignored"""
    patch.setattr(ContactDesk, "_gives_up", nothing)


@caught_by(calls.test_who_would_give_up_in_the_second_in_which_a_handler_becomes_free_is_answered)
def _(patch: Patch) -> None:
    """giving up comes before assignments"""
    at = Clock.at

    def early(self: Clock, second: int, rank: int, who: int, action: Any) -> Any:
        return at(self, second, 19 if rank == Rank.ABANDON else rank, who, action)

    patch.setattr(Clock, "at", early)


@caught_by(calls.test_a_call_and_its_wrap_up_outlast_the_shift)
def _(patch: Patch) -> None:
    """live work ends with the shift"""

    def go_off(self: Any, _: object) -> None:
        now = self._clock.now
        ends, officers = self._ends
        while self._end < len(ends) and ends[self._end] <= now:
            self._leave(officers[self._end], now)
            self._end += 1

    patch.setattr(Duty, "_go_off", go_off)


@caught_by(incidents.test_the_longest_ready_goes_and_ties_go_to_the_lowest_id)
def _(patch: Patch) -> None:
    """ties go to the highest id"""

    def highest(_: Any, candidates: Any, now: int) -> int:
        return min(candidates, key=lambda c: (*c[:3], -c[3]), default=(0, 0, 0, -1))[3]

    patch.setattr(patrols, "choose_officer", highest)


@caught_by(incidents.test_the_idle_go_before_those_at_a_desk_and_desk_work_is_resumed)
def _(patch: Patch) -> None:
    """emergencies do not interrupt"""
    after_start(patch, Patrols, lambda those: setattr(those, "_interrupts", [False] * 4))


@caught_by(incidents.test_the_idle_go_before_those_at_a_desk_and_desk_work_is_resumed)
def _(patch: Patch) -> None:
    """interrupted work begins anew"""
    put_down = Casework.put_down

    def anew(self: Any, officer: int) -> None:
        held = self._doing.get(officer)
        put_down(self, officer)
        if held:
            crime = held[0]
            self._state.left[crime] = self._state.stage_work(crime, self._state.stage[crime])

    patch.setattr(Casework, "put_down", anew)


@caught_by(incidents.test_a_neighbour_is_borrowed_after_the_wait_and_travels_longer)
def _(patch: Patch) -> None:
    """the way over the border costs nothing"""

    def open_borders(those: Any) -> None:
        those.longer = [{} for _ in those.longer]

    after_start(patch, ByLaw, open_borders)


@caught_by(incidents.test_officers_are_held_back_from_the_scheduled)
def _(patch: Patch) -> None:
    """officers held back are sent"""
    after_start(patch, Patrols, lambda those: setattr(those, "_hold_back", [0] * 4))


@caught_by(incidents.test_an_arrest_leads_to_custody_and_the_officer_keeps_the_crime)
def _(patch: Patch) -> None:
    """the prisoner is forgotten"""
    after_start(patch, Attendance, lambda those: setattr(those, "_custody_officers", [0] * 99))


@caught_by(incidents.test_an_officer_whose_crime_is_withdrawn_goes_to_a_waiting_incident)
def _(patch: Patch) -> None:
    """whose work is taken away is forgotten"""
    patch.setattr(Casework, "interrupt", Casework.put_down)


@caught_by(crimes.test_the_skilled_with_fewest_crimes_receive_it)
def _(patch: Patch) -> None:
    """the cap is off by one"""

    def roomy(rule: Any, officers: Any, caseload: Any, caps: Any, *rest: Any) -> int:
        return choose_owner(rule, officers, caseload, [cap + 1 for cap in caps], *rest)

    patch.setattr(owner_choice, "choose_owner", roomy)


@caught_by(crimes.test_a_crime_waits_for_skilled_room_and_lets_others_pass)
def _(patch: Patch) -> None:
    """skill is ignored"""

    def anybody(*facts: Any) -> int:
        return choose_owner(*facts[:5], 0, facts[6])

    patch.setattr(owner_choice, "choose_owner", anybody)


@caught_by(crimes.test_screening_files_works_at_the_desk_or_allocates)
def _(patch: Patch) -> None:
    """screening is inverted"""

    def inverted(*facts: Any) -> tuple[int, int]:
        verdict, reason = screen(*facts)
        return {ALLOCATE: FILE, FILE: ALLOCATE}.get(verdict, verdict), reason

    patch.setattr(investigation, "screen", inverted)


@caught_by(crimes.test_work_stops_overnight_and_goes_on_the_next_day)
def _(patch: Patch) -> None:
    """the shift's end leaves work running"""
    patch.setattr(Field, "gone", lambda self, officer: self._response.unready(officer))


@caught_by(crimes.test_an_outside_wait_leaves_the_officer_free_for_other_crimes)
def _(patch: Patch) -> None:
    """outside waits are skipped"""
    patch.setattr(CrimeState, "stage_wait", lambda *_: 0)


@caught_by(moves.test_a_transfer_is_offered_accepted_and_costs_time_and_work)
def _(patch: Patch) -> None:
    """lost work is forgotten"""
    patch.setattr(CrimeState, "add_work", nothing)


@caught_by(moves.test_a_refused_crime_is_offered_again_and_taken_out_of_the_owners_hands)
def _(patch: Patch) -> None:
    """nobody refuses"""
    patch.setattr(transfers, "refused", lambda *_: False)


@caught_by(outcomes.test_an_owner_below_the_level_takes_longer_and_gets_less_far)
def _(patch: Patch) -> None:
    """work below the level costs nothing"""
    assert mechanics.work_factor is state.work_factor
    patch.setattr(state, "work_factor", lambda *_: 1.0)


@caught_by(outcomes.test_a_victim_withdraws_while_the_crime_is_worked_on)
def _(patch: Patch) -> None:
    """victims bear every silence"""
    patch.setattr(Victims, "_runs_out", nothing)


@caught_by(supervision.test_reviews_fall_due_after_allocation_and_then_regularly)
def _(patch: Patch) -> None:
    """a review never falls due"""
    patch.setattr(ReviewCalendar, "_plan", nothing)


@caught_by(supervision.test_a_review_is_news_for_the_victim)
def _(patch: Patch) -> None:
    """reviews are no news"""
    news = Victims.news

    def only_within_the_first_hour(self: Any, crime: int) -> None:
        if self._clock.now < 3600:
            news(self, crime)

    patch.setattr(Victims, "news", only_within_the_first_hour)


@caught_by(supervision.test_two_supervisors_never_allocate_into_the_same_room)
def _(patch: Patch) -> None:
    """no room is kept during an allocation"""
    choose = InvestigationDesk.next_allocation

    def without_room(self: Any, unit: int) -> tuple[int, int] | None:
        found = choose(self, unit)
        if found is not None:
            self._state.caseload[found[1]] -= 1
        return found

    patch.setattr(InvestigationDesk, "next_allocation", without_room)
    patch.setattr(InvestigationDesk, "allocate_now", InvestigationDesk.allocate)


@pytest.mark.parametrize(("rule", "breaking", "story"), BROKEN, ids=BROKEN.rules)
def test_a_broken_rule_is_caught(rule: str, breaking: Breaking, story: Story, monkeypatch: Patch) -> None:
    caught(breaking, story, monkeypatch)


def test_the_table_above_is_complete() -> None:
    assert table(__doc__) == BROKEN.table
