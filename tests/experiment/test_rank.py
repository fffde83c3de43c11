"""Ranking of finished runs, and playing until an option is selected, where the best is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from demandsim.experiment import rank as rank_module
from demandsim.experiment.rank import Playing, Ranking, front, play_and_rank, rank
from demandsim.experiment.runner import Plan, plan_experiment
from demandsim.experiment.store import PREFIX, Kind, ResultsError, finished_runs, part_path, read_recipe, write_part
from demandsim.measures import MEASURES
from demandsim.provenance import identity
from demandsim.report.ranking import answer
from tests.conftest import Command
from tests.experiment.files import write_village

HANDLERS = "workforce.teams.handlers.posts.force.handler"
NAMES = ("today", "good", "best", "bad", "like today")
MEANS = {"today": 50.0, "good": 54.0, "best": 57.0, "bad": 40.0, "like today": 50.0}
"""Crimes closed a week, in truth."""
OPTIONS = {name: {"changes": {HANDLERS: 11 + place}} for place, name in enumerate(NAMES[1:])}
"""Options of the village; what they change is played in one test alone."""


def fill(plan: Plan, kinds: Iterable[Kind] = PREFIX) -> None:
    """Leave made-up results for what a plan lists: luck shared by a replication, and a little of each option's own."""
    for task in plan.tasks:
        tape = np.random.default_rng([7, task.replication])
        shared, own = 5 * tape.normal(), tape.normal(size=len(NAMES))[NAMES.index(task.option)]
        closed = MEANS[task.option] + shared + own
        rows = {"crimes_closed": closed, "caseload": 20 - closed / 10 + own, "charged": 0.2 + closed / 1000}
        table = pd.DataFrame(
            [(name, "", value, MEASURES[name].unit) for name, value in rows.items()]
            + [("crimes_closed", "area=north", -1.0, "crimes a week")],
            columns=["measure", "group", "value", "unit"],
        )
        for kind in kinds:
            write_part(part_path(task.folder, task.option, task.replication, kind), table, task.made)


@pytest.fixture
def village(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    # Made-up results need not survive a power cut.
    monkeypatch.setattr("os.fsync", lambda _: None)
    return write_village(tmp_path, options=OPTIONS)


@pytest.fixture
def made_up(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Put made-up results in the place of playing; counts the runs by option."""
    runs: Counter[str] = Counter()

    def made(plan: Plan, workers: int) -> None:
        runs.update(task.option for task in plan.tasks)
        fill(plan)

    monkeypatch.setattr(rank_module, "run_experiment", made)
    return runs


def finished(village: Path, replications: int = 14) -> Path:
    plan = plan_experiment(village, out=village.parent / f"of {replications}", replications=replications)
    fill(plan, ["measures"])
    return plan.folder


def verdicts(found: Ranking) -> dict[str, str]:
    return dict(zip(found.table["option"], found.table["verdict"], strict=True))


def test_finished_runs_are_ranked(village: Path) -> None:
    found = rank(finished(village), "crimes_closed", "3 per week")
    assert found.options == NAMES
    assert verdicts(found) == dict.fromkeys(NAMES, "ruled out") | {"best": "selected"}
    table = found.table.set_index("option")
    assert list(table["n"]) == [14] * 5
    assert table.loc["best", "mean"] == pytest.approx(57, abs=5)
    assert table.loc["best", "lead_low"] == 0
    assert table.loc["best", "lead_high"] == pytest.approx(3, abs=2)
    assert table.loc["bad", "lead_low"] < -15
    assert (table["lead_high"].drop("best") == 0).all()
    assert table["ruled_out_after"].isna().tolist() == [name == "best" for name in NAMES]
    assert (found.first, found.ahead, found.least, found.dropped) == (10, "best", 3.0, 0)
    assert found.chance > 0.99
    assert answer(found)[0] == "Selected: best."


def test_less_is_better_where_the_measure_says_so(village: Path) -> None:
    folder = finished(village)
    assert rank(folder, "caseload", "1 crimes").ahead == "best"
    low = rank(folder, "caseload", "1", options=["bad"])
    assert verdicts(low) == {"today": "selected", "bad": "ruled out"}
    assert low.table["mean"].between(13, 17).all()


def test_today_is_kept_where_no_difference_matters(village: Path) -> None:
    kept = rank(finished(village), "crimes_closed", "20 per week")
    assert verdicts(kept)["today"] == "selected"
    assert answer(kept)[0] == "today is kept: no option is better by a difference that matters."


def test_no_difference_shown_is_a_result(village: Path) -> None:
    found = rank(finished(village, 14), "crimes_closed", "0.2 per week", options=["like today"])
    assert verdicts(found) == {"today": "still in", "like today": "still in"}
    assert found.selection.at_most is not None
    assert found.selection.at_most > 100
    said = answer(found)
    assert said[0].startswith("Not decided: today and like today cannot be ruled out.")
    assert "further replications" in said[0]
    assert "is ahead on these tapes" in said[1]
    early = rank(finished(village, 14), "crimes_closed", "3 per week", first=20)
    assert "Nothing is ruled out before 20 replications" in answer(early)[0]
    assert "there are 14" in answer(early)[0]


def test_few_replications_are_all_first_stage(village: Path) -> None:
    assert rank(finished(village, 3), "crimes_closed", "3 per week").first == 3
    assert rank(finished(village, 2), "crimes_closed", "3 per week").first == 2
    folder = finished(village, 2)
    part_path(folder, "good", 1, "measures").unlink()
    with pytest.raises(ResultsError, match="has 1 replications with a value of crimes_closed"):
        rank(folder, "crimes_closed", "3 per week")


def test_what_lies_beyond_a_gap_does_not_count(village: Path) -> None:
    folder = finished(village, 16)
    before = rank(folder, "crimes_closed", "0.1 per week").table
    part_path(folder, "good", 12, "measures").unlink()
    found = rank(folder, "crimes_closed", "0.1 per week")
    assert found.played == (16, 12, 16, 16, 16)
    assert list(found.table["n"]) == [16, 12, 16, 16, 16]
    assert list(before["n"]) == [16] * 5
    assert found.selection.used == 12


def test_a_missing_value_leaves_its_replication_out(village: Path) -> None:
    folder = finished(village, 16)
    path = part_path(folder, "good", 4, "measures")
    table = pd.read_parquet(path)
    table.loc[table["measure"] == "crimes_closed", "value"] = np.nan
    write_part(path, table, identity(read_recipe(folder)))
    found = rank(folder, "crimes_closed", "0.1 per week")
    assert (found.dropped, found.selection.used) == (1, 15)
    assert answer(found)[-1] == "1 replications are left out where an option has no value."


def test_playing_stops_with_those_that_are_ruled_out(village: Path, made_up: Counter[str]) -> None:
    told: list[str] = []
    out = village.parent / "out"
    found = play_and_rank(village, "crimes_closed", "0.25 per week", Playing(workers=1), out=out, tell=told.append)
    assert verdicts(found)["best"] == "selected"
    assert made_up["bad"] == 10 < made_up["best"]
    assert made_up == dict(zip(NAMES, found.played, strict=True))
    assert sum(made_up.values()) < 5 * made_up["best"]
    assert told[-1].endswith("still in: best")
    # The same runs, finished, say the same; so does asking again, which plays nothing.
    again = rank(out, "crimes_closed", "0.25 per week")
    pd.testing.assert_frame_equal(again.table, found.table)
    spent = made_up.total()
    assert (
        play_and_rank(village, "crimes_closed", "0.25 per week", Playing(workers=1), out=out).selection
        == found.selection
    )
    assert made_up.total() == spent
    assert {option: len(runs) for option, runs in finished_runs(out, read_recipe(out)).items()} == made_up


def test_playing_that_was_stopped_goes_on(village: Path, made_up: Counter[str]) -> None:
    straight = play_and_rank(
        village, "crimes_closed", "0.25 per week", Playing(workers=1), out=village.parent / "whole"
    )
    whole = made_up.copy()
    made_up.clear()

    def stop(message: str) -> None:
        if message.startswith("11 "):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        play_and_rank(
            village, "crimes_closed", "0.25 per week", Playing(workers=1), out=village.parent / "out", tell=stop
        )
    assert 0 < made_up.total() < whole.total()
    found = play_and_rank(village, "crimes_closed", "0.25 per week", Playing(workers=1), out=village.parent / "out")
    assert found.selection == straight.selection


def test_playing_ends_at_most_there(village: Path, made_up: Counter[str]) -> None:
    playing = Playing(first=5, at_most=17, workers=3)
    found = play_and_rank(
        village, "crimes_closed", "0.01 per week", playing, out=village.parent / "out", options=["like today", "good"]
    )
    assert not found.selection.settled
    assert set(made_up) == {"today", "like today", "good"}
    assert max(made_up.values()) == 17


def test_a_number_of_runs_is_given_to_those_that_are_close(village: Path, made_up: Counter[str]) -> None:
    playing = Playing(first=5, runs=80, workers=2)
    found = play_and_rank(village, "crimes_closed", "0.1 per week", playing, out=village.parent / "out")
    assert made_up.total() == 80
    assert made_up["bad"] < 8
    assert min(made_up["best"], made_up["good"]) > 20
    assert found.ahead == "best"
    assert found.played == tuple(made_up[name] for name in NAMES)


def test_the_front_of_finished_runs(village: Path) -> None:
    folder = finished(village, 12)
    found = front(folder, ["crimes_closed", "caseload"]).set_index("option")
    assert bool(found.loc["best", "on_front"])
    assert found.loc["best", "probability"] == 1
    assert found.loc["bad", "probability"] == 0
    assert found.loc["best", "caseload"] < found.loc["bad", "caseload"]
    assert list(found["replications"]) == [12] * 5
    for wrong in (["crimes_closed"], ["crimes_closed", "crimes_closed"], ["caseload"] * 4):
        with pytest.raises(ResultsError, match="two or three different measures"):
            front(folder, wrong)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"measure": "crimes_close"}, "did you mean 'crimes_closed'"),
        ({"measure": "crimes_recorded"}, "only describes"),
        ({"measure": "harm_open", "least": "3"}, "hold no measure 'harm_open'"),
        ({"least": "3 days"}, 'write for example "5 crimes a week"'),
        ({"least": "-3"}, "is not a difference"),
        ({"options": ["goof"]}, "did you mean 'good'"),
        ({"options": []}, "an option beside today"),
        ({"sure": "100 %"}, "less than 100 %"),
        ({"sure": "surely"}, "is not a share"),
    ],
)
def test_what_cannot_be_ranked_is_refused(village: Path, asked: dict[str, object], told: str) -> None:
    folder = finished(village, 2)
    with pytest.raises(ResultsError, match=told):
        rank(folder, **{"measure": "crimes_closed", "least": "3 per week"} | asked)  # type: ignore[arg-type]


@pytest.mark.slow
def test_a_planted_best_option_is_found_by_playing(tmp_path: Path, command: Command) -> None:
    """More people at the telephones answer more calls in time, fewer answer fewer."""
    options = {"half": {"changes": {HANDLERS: 5}}, "three times": {"changes": {HANDLERS: 30}}}
    file, out = write_village(tmp_path, options=options), tmp_path / "out"
    ranked = ("--measure", "calls_in_target", "--least", "10 points", "--first", 4)
    played = ("--play", "--days", 2, "--warm-up", 0, "--out", out, "--workers", 1, "--at-most", 6)
    ended = command("rank", file, *ranked, *played)
    assert (ended.code, ended.err) == (0, "")
    assert "Selected: three times." in ended.out
    table = pd.read_csv(out / "ranking.csv").set_index("option")
    assert table.loc["three times", "verdict"] == "selected"
    assert table.loc["half", "mean"] < table.loc["today", "mean"] < table.loc["three times", "mean"]
    assert 4 <= table.loc["three times", "n"] <= 6
    assert command("rank", out, *ranked).out == ended.out


def test_the_command_says_what_does_not_go_together(village: Path, command: Command) -> None:
    folder = finished(village, 12)
    ranked = ("--measure", "crimes_closed", "--least", "3 per week")
    ended = command("rank", folder, *ranked, "--pareto", "crimes_closed,caseload", "--sure", "90 %")
    assert (ended.code, ended.err) == (0, "")
    assert "Selected: best." in ended.out
    assert "On the front" in ended.out
    assert f"Front: {folder / 'front.csv'}" in ended.out
    assert (folder / "ranking.csv-metadata.json").is_file()
    for words, told in (
        ((folder,), "a ranking needs --measure and --least"),
        ((folder, "--measure", "caseload"), "a ranking needs --measure and --least"),
        ((folder, *ranked, "--play"), "is a folder; --play plays a scenario file"),
        ((village, *ranked), "is no results folder"),
        ((folder, *ranked, "--workers", 2, "--warm-up", 3), "--workers, --warm-up without --play"),
        ((village, "--play", "--pareto", "caseload,charged"), "a ranking needs --measure and --least"),
    ):
        ended = command("rank", *words)
        assert (ended.code, ended.out) == (2, ""), words
        assert told in ended.err, words
