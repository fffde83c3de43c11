"""The identities of quiet hours hold on their story, and every way of spoiling it is found."""

from __future__ import annotations

import re

import pytest

from demandsim.eventlog.identities import identities
from demandsim.eventlog.views import officer_timeline
from tests.eventlog.quiet_story import SPOILT, quiet_log, told


def test_the_story_is_sound_and_tells_of_all_of_it() -> None:
    assert identities(quiet_log()) == []
    assert {"RESTING", "RESTED", "WRITING_UP", "PUT_ASIDE", "WRITTEN", "PREVENTING", "STOPPED", "PREVENTED"} <= {
        row[1] for row in told()
    }


@pytest.mark.parametrize("how", SPOILT)
def test_a_spoilt_log_is_found(how: str) -> None:
    spoil, message = SPOILT[how]
    found = identities(spoil())
    assert any(re.search(message, line) for line in found), found


def test_timelines_tell_of_quiet_hours() -> None:
    ann, pat, ray = (
        [step.words for step in officer_timeline(quiet_log(), key)]
        for key in ("response/north/ann/0", "patrols/north/pat/0", "desk/north/ray/0")
    )
    assert ann[4:] == [
        "response/north/ann/0 writes the report, 50 min are left (incident 0)",
        "the report is put aside with 21 min 40 s left (incident 0)",
        "begins the break",
        "ends the break after 15 min",
        "response/north/ann/0 writes the report, 21 min 40 s are left (incident 0)",
        "the report is written, 1 h 5 min after clearing (incident 0)",
        "off duty",
    ]
    assert pat[1:3] == [
        "turns to the plan 'hotspots', with 30 min left in the turn",
        "leaves the plan 'hotspots' after 30 min",
    ]
    assert ray[1] == "desk/north/ray/0 takes it up at the desk, for 10 min (incident 1)"
