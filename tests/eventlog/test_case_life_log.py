"""Specialists and a crime that is opened again in a log: identities, views and words."""

from __future__ import annotations

import pytest

from demandsim.eventlog.identities import identities
from demandsim.eventlog.log import EventLog
from demandsim.eventlog.views import crimes, holdings, queue_spells, timeline
from tests.eventlog.case_life_spoilt import DEB, DEE, SPOILT, played, world


@pytest.mark.parametrize("how", SPOILT)
def test_a_spoilt_log_is_found(how: str) -> None:
    spoil, message = SPOILT[how]
    found = identities(spoil())
    assert any(message in line for line in found), found


def test_the_views_tell_of_the_last_closing() -> None:
    log = played()
    frame = crimes(log)
    assert frame[["closed_at", "reopened_at"]].values.tolist() == [[7400, 6700]]
    assert frame[["first_owner", "last_owner", "hand_offs"]].values.tolist() == [[DEB, DEE, 1]]
    held = holdings(log)
    assert held[["officer", "from_at", "to_at"]].values.tolist() == [[DEB, 0, 3100], [DEE, 6700, 7400]]
    open_in_cid = queue_spells(log, "open: cid/force")
    assert open_in_cid[["entered_at", "left_at"]].values.tolist() == [[0, 3100], [6700, 7400]]


def test_a_crime_that_is_open_again_has_no_outcome() -> None:
    log = played()
    until = log.at < 7000
    cut = EventLog(
        **{name: getattr(log, name)[until] for name in ("at", "moment", "subject", "officer", "detail", "amount")},
        ends_at=7000,
        facts=log.facts,
    )
    frame = crimes(cut)
    assert frame[["closed_at", "outcome", "days"]].isna().all(axis=None)
    assert frame["reopened_at"].tolist() == [6700]


def test_the_story_in_words() -> None:
    told = [step.words for step in timeline(played(), 0)]
    names = world().names
    assert names == ["deb", "dee", "dot", "dan"]
    for words in (
        "download passed to digital/force",
        "digital/force/dot/0 helps with download",
        "put down with 10 min of download left",
        "download finished, then a wait of 500 s",
        "opened again, 1 h after it was closed",
        "cid/force/dee/0 works on what it was opened again for",
        "what it was opened again for finished",
    ):
        assert words in told, told
