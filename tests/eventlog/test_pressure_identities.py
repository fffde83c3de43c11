"""The identities hold on a day under pressure, and every way of spoiling it is found."""

from __future__ import annotations

import pytest

from demandsim.eventlog.identities import identities
from demandsim.eventlog.pressure import in_force_spells
from tests.eventlog.pressure_spoilt import SPOILT, day


def test_the_day_is_sound_and_tells_when_rules_were_in_force() -> None:
    log = day()
    assert identities(log) == []
    spells = [column.tolist() for column in in_force_spells(log)]
    assert spells == [[0, 1, 1, 2], [100, 100, 1300, 60], [86_400, 200, 1700, 120]]


@pytest.mark.parametrize("how", SPOILT)
def test_a_spoilt_day_is_found(how: str) -> None:
    spoil, message = SPOILT[how]
    found = identities(spoil())
    assert any(message in line for line in found), found
