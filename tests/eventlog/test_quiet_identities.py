"""The identities of quiet hours hold on their story, and every way of spoiling it is found."""

from __future__ import annotations

import re

import pytest

from demandsim.eventlog.identities import identities
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
