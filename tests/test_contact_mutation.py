"""Mutation of the contact desk: its rules are broken on purpose, one at a time, and a story must fail each time.

| broken rule | story that fails |
| --- | --- |
| who cannot answer a line counts as kept free for it | who_cannot_answer_999_neither_is_kept_nor_counts_as_kept |
| a reserve stays as it began | a_reserve_that_changes_by_the_half_hour |
| the weights of ageing are ignored | waiting_makes_urgent_as_the_weights_say |
| the wait before overflow is ignored | a_call_goes_to_its_own_team_and_overflows_after_a_wait |
| nobody looks round when a call may overflow | a_call_goes_to_its_own_team_and_overflows_after_a_wait |
| a team takes all lines alike | a_free_handler_takes_the_lines_in_the_order_of_the_team |
| all teams are equally quick | a_team_takes_longer_on_a_line_as_its_factor_says |
| outages are ignored | a_line_that_is_silent_rings_on_and_is_answered_when_it_is_restored |
| slow systems are as quick as ever | a_slow_system_stretches_talk_and_wrap_of_calls_answered_meanwhile |
| the switchboard resolves nothing | the_switchboard_resolves_a_call_or_puts_it_through |
| patience restarts when a call is put through | patience_counts_the_waits_before_and_after_the_switchboard_together |
| trunks are without end | when_all_trunks_are_taken_callers_hear_the_engaged_tone_and_ring_again |
| announcements are skipped | a_call_can_be_answered_once_the_announcement_is_over |
| written work does not yield | written_work_yields_to_a_call_and_is_taken_up_where_it_stopped |
| written work begins anew | written_work_yields_to_a_call_and_is_taken_up_where_it_stopped |
| written work is finished as overtime | written_work_is_put_down_at_the_end_of_the_turn_and_a_colleague_goes_on |
| what was set aside goes to the end of the queue | who_began_last_is_called_away_and_what_is_set_aside_goes_first |
| a promise is never overdue | once_the_promise_has_passed_the_call_back_goes_before_those_who_rang_later |
| nobody keeps a place | a_caller_may_keep_the_place_in_the_queue |
| who was tried in vain goes to the end of the queue | who_was_tried_in_vain_and_is_overdue_goes_before_fresh_promises |
| nobody is tried again | who_does_not_pick_up_is_tried_again |
| a promise keeps the trunk | a_promise_gives_the_trunk_back |
"""

from __future__ import annotations

from typing import Any

import pytest

from demandsim.engine import duty, handlers, waiting
from demandsim.engine.call_back import CallBacks
from demandsim.engine.contact import ContactDesk
from demandsim.engine.conversations import Conversations
from demandsim.engine.handlers import Handlers
from demandsim.engine.lines import LineEvents
from demandsim.engine.waiting import Waiting
from demandsim.engine.written_work import WrittenWork
from tests.breaking import Breaking, Broken, Patch, Story, after_start, caught, nothing, table
from tests.stories import test_contact_call_back_pair_stories as call_back_pairs
from tests.stories import test_contact_call_back_stories as call_backs
from tests.stories import test_contact_reserve_stories as reserves
from tests.stories import test_contact_rule_stories as answering
from tests.stories import test_contact_switchboard_stories as switchboard
from tests.stories import test_contact_trunk_stories as trunks
from tests.stories import test_contact_writing_stories as writing

BROKEN = Broken()
caught_by = BROKEN.caught_by


@caught_by(reserves.test_who_cannot_answer_999_neither_is_kept_nor_counts_as_kept)
def _(patch: Patch) -> None:
    """who cannot answer a line counts as kept free for it"""
    after_start(patch, Handlers, lambda room: setattr(room, "lines_of_team", [(0, 1)] * len(room.lines_of_team)))


@caught_by(reserves.test_a_reserve_that_changes_by_the_half_hour)
def _(patch: Patch) -> None:
    """a reserve stays as it began"""
    patch.setattr(Handlers, "keep_free", nothing)


@caught_by(answering.test_waiting_makes_urgent_as_the_weights_say)
def _(patch: Patch) -> None:
    """the weights of ageing are ignored"""
    patch.setattr(waiting, "answer_weights", lambda _, lines: [1.0] * len(lines))


@caught_by(answering.test_a_call_goes_to_its_own_team_and_overflows_after_a_wait)
def _(patch: Patch) -> None:
    """the wait before overflow is ignored"""
    routes = handlers.answer_routes
    patch.setattr(handlers, "answer_routes", lambda *facts: [tuple((t, 0) for t, _ in r) for r in routes(*facts)])


@caught_by(answering.test_a_call_goes_to_its_own_team_and_overflows_after_a_wait)
def _(patch: Patch) -> None:
    """nobody looks round when a call may overflow"""
    patch.setattr(ContactDesk, "_expects_overflow", nothing)


@caught_by(answering.test_a_free_handler_takes_the_lines_in_the_order_of_the_team)
def _(patch: Patch) -> None:
    """a team takes all lines alike"""
    patch.setattr(handlers, "taking_order", lambda _, lines, __: [0] * len(lines))


@caught_by(answering.test_a_team_takes_longer_on_a_line_as_its_factor_says)
def _(patch: Patch) -> None:
    """all teams are equally quick"""
    patch.setattr(Handlers, "pace", lambda *_: 1.0)


@caught_by(answering.test_a_line_that_is_silent_rings_on_and_is_answered_when_it_is_restored)
def _(patch: Patch) -> None:
    """outages are ignored"""
    patch.setattr(LineEvents, "_falls_silent", nothing)


@caught_by(answering.test_a_slow_system_stretches_talk_and_wrap_of_calls_answered_meanwhile)
def _(patch: Patch) -> None:
    """slow systems are as quick as ever"""
    patch.setattr(LineEvents, "slowness", lambda *_: 1.0)


@caught_by(switchboard.test_the_switchboard_resolves_a_call_or_puts_it_through)
def _(patch: Patch) -> None:
    """the switchboard resolves nothing"""
    after_start(patch, Conversations, lambda room: setattr(room, "_resolves", [0.0] * 4))


@caught_by(switchboard.test_patience_counts_the_waits_before_and_after_the_switchboard_together)
def _(patch: Patch) -> None:
    """patience restarts when a call is put through"""
    put_through = ContactDesk._is_put_through

    def patient_again(self: Any, appointment: Any) -> None:
        self._live[appointment.who].waited = 0
        put_through(self, appointment)

    patch.setattr(ContactDesk, "_is_put_through", patient_again)


@caught_by(trunks.test_when_all_trunks_are_taken_callers_hear_the_engaged_tone_and_ring_again)
def _(patch: Patch) -> None:
    """trunks are without end"""
    after_start(patch, ContactDesk, lambda desk: setattr(desk, "_trunks", [None] * len(desk._trunks)))


@caught_by(trunks.test_a_call_can_be_answered_once_the_announcement_is_over)
def _(patch: Patch) -> None:
    """announcements are skipped"""
    after_start(patch, ContactDesk, lambda desk: setattr(desk, "_announcement", [0] * len(desk._announcement)))


@caught_by(writing.test_written_work_yields_to_a_call_and_is_taken_up_where_it_stopped)
def _(patch: Patch) -> None:
    """written work does not yield"""
    patch.setattr(Handlers, "at_written_work", lambda *_: -1)


@caught_by(writing.test_written_work_yields_to_a_call_and_is_taken_up_where_it_stopped)
def _(patch: Patch) -> None:
    """written work begins anew"""
    take_up = WrittenWork.take_up

    def anew(self: Any, call: Any, handler: int) -> None:
        call.left = call.work
        take_up(self, call, handler)

    patch.setattr(WrittenWork, "take_up", anew)


@caught_by(writing.test_written_work_is_put_down_at_the_end_of_the_turn_and_a_colleague_goes_on)
def _(patch: Patch) -> None:
    """written work is finished as overtime"""
    patch.setattr(duty, "DESK_WORK", duty.DESK_WORK[:2])


@caught_by(writing.test_who_began_last_is_called_away_and_what_is_set_aside_goes_first)
def _(patch: Patch) -> None:
    """what was set aside goes to the end of the queue"""
    patch.setattr(Waiting, "put_back", Waiting.join)


@caught_by(call_backs.test_once_the_promise_has_passed_the_call_back_goes_before_those_who_rang_later)
def _(patch: Patch) -> None:
    """a promise is never overdue"""
    promise = Waiting.promise

    def without_haste(self: Any, call: Any) -> None:
        call.due_at = 10**9
        promise(self, call)

    patch.setattr(Waiting, "promise", without_haste)


@caught_by(call_backs.test_a_caller_may_keep_the_place_in_the_queue)
def _(patch: Patch) -> None:
    """nobody keeps a place"""
    after_start(patch, Waiting, lambda room: setattr(room, "_keeps_place", [False] * len(room._keeps_place)))


@caught_by(call_backs.test_who_was_tried_in_vain_and_is_overdue_goes_before_fresh_promises)
def _(patch: Patch) -> None:
    """who was tried in vain goes to the end of the queue"""

    def at_the_end(self: Any, call: Any) -> None:
        self._to_be_rung[call.line].append((call, call.waits))
        self.count += 1

    patch.setattr(Waiting, "promise", at_the_end)


@caught_by(call_backs.test_who_does_not_pick_up_is_tried_again)
def _(patch: Patch) -> None:
    """nobody is tried again"""
    patch.setattr(CallBacks, "_is_tried_again", nothing)


@caught_by(call_back_pairs.test_a_promise_gives_the_trunk_back)
def _(patch: Patch) -> None:
    """a promise keeps the trunk"""
    after_start(patch, CallBacks, lambda room: setattr(room, "_hangs_up_from", nothing))


@pytest.mark.parametrize(("rule", "breaking", "story"), BROKEN, ids=BROKEN.rules)
def test_a_broken_rule_is_caught(rule: str, breaking: Breaking, story: Story, monkeypatch: Patch) -> None:
    caught(breaking, story, monkeypatch)


def test_the_table_above_is_complete() -> None:
    assert table(__doc__) == BROKEN.table
