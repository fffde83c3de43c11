"""Suspects, signatures, advice and calls to victims: the identities hold, and every way of spoiling a day is found."""

from __future__ import annotations

import pytest

from demandsim.eventlog import Moment
from demandsim.eventlog.identities import identities
from tests.eventlog.case_duty_spoilt import SPOILT, day


def test_the_day_is_sound_and_has_it_all() -> None:
    log = day()
    assert identities(log) == []
    told = {
        Moment.RELEASED, Moment.BAIL_EXTENDED, Moment.BAIL_EXPIRED, Moment.CONTACTED, Moment.SIGNED_OFF, Moment.MENTORED
    }  # fmt: skip
    assert told <= {Moment(moment) for moment in log.moment.tolist()}


@pytest.mark.parametrize("how", SPOILT)
def test_a_spoilt_day_is_found(how: str) -> None:
    spoil, message = SPOILT[how]
    found = identities(spoil())
    assert any(message in line for line in found), found
