"""The same victim twice: journeys side by side, and the first point where they part."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from demandsim.eventlog.timeline import Step
from demandsim.experiment import plan_experiment, run_experiment
from demandsim.experiment.store import ResultsError, read_part
from demandsim.experiment.twice import parting, same_victim_twice, telling_crime
from tests.experiment.files import write_village


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("twice")
    plan = plan_experiment(
        write_village(folder), out=folder / "results", options=["more detectives"], replications=1, days=21
    )
    run_experiment(plan, workers=1)
    return folder / "results"


def step(at: int, words: str) -> Step:
    return Step(at, words.upper(), words)


def test_parting_is_the_first_step_that_differs_in_time_or_words() -> None:
    story = [step(0, "recorded"), step(5, "routed"), step(9, "closed")]
    assert parting(story, list(story)) is None
    assert parting(story, [story[0], step(6, "routed"), story[2]]) == 1
    assert parting(story, [story[0], story[1], step(9, "filed")]) == 2
    assert parting(story, story[:2]) == 2
    assert parting([], []) is None


def test_telling_crime_has_the_largest_change_among_vulnerable_victims(results: Path) -> None:
    chosen = telling_crime(results, "today", "more detectives", 0)
    first = read_part(results, "today", 0, "crimes").set_index("uid")
    second = read_part(results, "more detectives", 0, "crimes").set_index("uid")
    change = (second["open_time"] - first["open_time"]).dropna().abs()
    assert first.loc[chosen, "vulnerable"]
    assert change[chosen] == change[first["vulnerable"].reindex(change.index)].max() > 0


def test_journeys_stand_side_by_side(results: Path) -> None:
    found = same_victim_twice(results, ["today", "more detectives"])
    assert found.parting.startswith("They part at step ")
    both = [(a, b) for a, b in found.lines if a is not None and b is not None]
    assert any("recorded" in a.words or "reported" in a.words for a, _ in both)
    for side in (0, 1):
        told = [line[side] for line in found.lines if line[side] is not None]
        times = np.array([entry.at.timestamp() for entry in told])
        assert (np.diff(times) >= 0).all()
        assert not any(entry.words.startswith("put down") for entry in told)


def test_under_the_same_option_the_journeys_never_part(results: Path) -> None:
    found = same_victim_twice(results, ["today", "today"], telling_crime(results, "today", "more detectives", 0))
    assert found.parting == "The journeys are the same from beginning to end."
    assert all(a == b for a, b in found.lines)


@pytest.mark.parametrize(
    ("options", "crime", "replication", "said"),
    [
        (["today"], None, 0, "name two options"),
        (["today", "nothing"], None, 0, "holds no option 'nothing'; it holds today, more detectives"),
        (["today", "more detectives"], None, 7, "no finished replication 7"),
        (["today", "more detectives"], 5, 0, "there is no crime 5 on the tape"),
    ],
)
def test_what_is_not_there_is_said_so(
    results: Path, options: list[str], crime: int | None, replication: int, said: str
) -> None:
    with pytest.raises(ResultsError, match=said):
        same_victim_twice(results, options, crime, replication)


def test_a_journey_is_not_played_again_by_another_version_of_the_program(
    results: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("demandsim.provenance.code_version", lambda: "another")
    with pytest.raises(ResultsError, match="another version of the program"):
        same_victim_twice(results, ["today", "more detectives"])
