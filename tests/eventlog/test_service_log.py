"""People who join and leave in a log: identities, and who serves when."""

from __future__ import annotations

import numpy as np
import pytest

from demandsim.eventlog.identities import identities
from demandsim.eventlog.service import changes_of_service, serving
from tests.eventlog.service_spoilt import DAN, JO, SPOILT, played, with_stays


@pytest.mark.parametrize("how", SPOILT)
def test_a_spoilt_log_is_found(how: str) -> None:
    spoil, message = SPOILT[how]
    found = identities(spoil())
    assert any(message in line for line in found), found


def test_who_serves_when_and_still_will() -> None:
    log = with_stays((DAN, 0, 1000), (DAN, 3000, 4000), (JO, 500, 2**45))()
    at = np.array([0, 999, 1000, 2999, 3000, 3999, 4000])
    dan = np.full(len(at), DAN)
    assert serving(log, dan, at).tolist() == [True, True, False, False, True, True, False]
    assert serving(log, dan, at, still=1).tolist() == [True, False, False, False, True, False, False]
    assert serving(log, np.full(2, JO), np.array([499, 500])).tolist() == [False, True]
    assert changes_of_service(log.facts, 600) == [
        (0, DAN, True), (400, DAN, False), (500, JO, True), (3000, DAN, True), (3400, DAN, False),
        (2**45 - 600, JO, False),
    ]  # fmt: skip
    assert serving(with_stays()(), dan, at).all()


def test_the_story_is_sound() -> None:
    assert identities(played()) == []
