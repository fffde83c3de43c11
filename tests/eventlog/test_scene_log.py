"""Work on scene and in custody in a log: identities, words and measures, worked out by hand from the story's rows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from demandsim.eventlog.identities import identities
from demandsim.eventlog.views import officer_timeline
from demandsim.measures import measure
from tests.eventlog.scene_spoilt import SPOILT, played

WEEKS = 1 / 7


@pytest.mark.parametrize("how", SPOILT)
def test_a_spoilt_log_is_found(how: str) -> None:
    spoil, message = SPOILT[how]
    found = identities(spoil())
    assert any(message in line for line in found), found


def test_measures_tell_of_scenes_and_custody() -> None:
    """Eight are sent, one of them off a scene; one goes home relieved; of two prisoners one waits from 6010 to 6200."""
    found = measure(played(), warm_up_days=0).set_index(["measure", "group"])["value"]
    expected = {
        ("called_off", ""): 1 / 8,
        ("called_off", "grade=emergency"): 1,
        ("called_off", "area=north"): 1 / 8,
        ("handed_over", ""): 1 / WEEKS,
        ("handed_over", "grade=priority"): 1 / WEEKS,
        ("handed_over", "grade=scheduled"): 0,
        ("custody_wait", ""): 190 / 2 / 60,
        ("custody_wait", "suite=main"): 190 / 2 / 60,
        ("custody_wait_p90", "suite=main"): 190 / 60,
    }
    assert {key: found[key] for key in expected} == pytest.approx(expected)
    assert ("custody_wait", "suite=far") not in found.index


def test_a_wait_that_begins_before_the_end_and_is_not_over_is_censored() -> None:
    log = played()
    kept = log.at < 6100
    columns = {name: getattr(log, name)[kept] for name in ("at", "moment", "subject", "officer", "detail", "amount")}
    cut = replace(log, **columns, ends_at=6100)
    found = measure(cut, ["custody_wait", "custody_wait_p90"], warm_up_days=0).set_index(["measure", "group"])["value"]
    # One waits 0 s; the other 90 s so far: the curve stands at one half until then.
    assert found["custody_wait", ""] == pytest.approx(45 / 60)
    assert found.isna()["custody_wait_p90", ""]


def test_the_words_tell_who_left_whose_work() -> None:
    log = played()

    def words(officer: int) -> list[str]:
        return [step.words for step in officer_timeline(log, log.facts.officer_key[officer])]

    ann, dan, bob, cat = (words(officer) for officer in range(4))
    assert "response/north/ann/0 turns to incident 1 instead, off the scene (incident 0)" in ann
    assert "response/north/ann/0 sent, called off a scene (incident 1)" in ann
    assert "response/north/dan/0 waits for relief, 5 min left (incident 2)" in dan
    assert "response/north/dan/0 is relieved, 200 s of work left (incident 2)" in dan
    assert "response/north/bob/0 sent, to relieve a colleague (incident 2)" in bob
    assert "response/north/cat/0 with the prisoner at main, after 0 others (incident 3)" in cat
    assert "response/north/cat/0 with the prisoner at main, booked in (incident 3)" in cat
