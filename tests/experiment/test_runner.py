"""Whole experiments on a small world: the same numbers whoever does the work, resumed where they stopped."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pandas as pd
import pytest

from demandsim.experiment import compare, plan_experiment, read_comparison, run_experiment, write_comparison
from demandsim.experiment import runner as runner_module
from demandsim.experiment.runner import UnknownOption, chosen_options
from demandsim.experiment.store import PREFIX, ResultsError, finished_runs, read_part, read_recipe, scenario_of, slug
from demandsim.experiment.worse_off import IN_BOTH, ONLY_BASELINE, ONLY_OPTION
from demandsim.scenario.files import read_scenario
from demandsim.scenario.problems import ScenarioError
from demandsim.workers import TaskFailed
from tests.experiment.files import write_village
from tests.worlds import village

ALL = ["today", "no transfers", "more detectives"]


def played(scenario: Path, out: Path, workers: int = 1, **settings: object) -> Path:
    plan = plan_experiment(scenario, out=out, **settings)
    run_experiment(plan, workers=workers)
    return out


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("experiment")
    out = played(write_village(folder), folder / "results", keep_logs=True)
    write_comparison(out)
    return out


def test_results_folder_holds_what_it_promises(results: Path) -> None:
    values = pd.read_parquet(results / "measures.parquet")
    assert list(values.columns) == ["option", "replication", "measure", "group", "value", "unit"]
    assert list(values["option"].unique()) == ALL
    assert sorted(values["replication"].unique()) == [0, 1]
    csv = pd.read_csv(results / "measures.csv", keep_default_na=False, na_values={"value": [""]})
    pd.testing.assert_frame_equal(csv, values, check_dtype=False, rtol=1e-12)
    assert {"comparison.csv", "worse_off.csv", "dictionary.csv", "recipe.json"} <= {
        path.name for path in results.iterdir()
    }
    described = json.loads((results / "comparison.csv-metadata.json").read_text())
    names = [column["name"] for column in described["tableSchema"]["columns"]]
    assert names == list(pd.read_csv(results / "comparison.csv").columns)
    log = pd.read_parquet(results / "logs" / slug("no transfers") / "1.parquet")
    assert list(log.columns) == ["at", "moment", "subject", "officer", "detail", "amount"]


def test_same_numbers_with_any_number_of_workers(results: Path, tmp_path: Path) -> None:
    other = played(write_village(tmp_path), tmp_path / "out", workers=2)
    parts = [path.relative_to(results) for path in (results / "parts").rglob("*.parquet")]
    assert len(parts) == 6 * len(PREFIX)
    for part in [*parts, Path("measures.csv")]:
        assert (other / part).read_bytes() == (results / part).read_bytes(), part
    write_comparison(other)
    for name in ("comparison.csv", "worse_off.csv"):
        assert (other / name).read_bytes() == (results / name).read_bytes(), name


def test_little_is_played_by_one_process_and_much_by_as_many_as_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    scenario = write_village(tmp_path)
    little = plan_experiment(scenario, out=tmp_path / "little")
    much = plan_experiment(scenario, out=tmp_path / "much", replications=2, days=3650)
    assert [runner_module.processes(plan) for plan in (little, much)] == [1, 3]
    assert [runner_module.processes(little, workers) for workers in (1, 4, 99)] == [1, 4, len(little.tasks)]


def test_options_really_differ_and_share_their_tapes(results: Path) -> None:
    first, second = (read_part(results, option, 0, "crimes") for option in ("today", "more detectives"))
    common = set(first["uid"]) & set(second["uid"])
    assert len(common) > 0.9 * len(first)
    assert not first["open_time"].equals(second["open_time"])
    officers = [set(read_part(results, option, 0, "officers")["officer"]) for option in ("today", "more detectives")]
    assert len(officers[1] - officers[0]) == 3
    assert officers[0] < officers[1]


def test_who_is_worse_off_reconciles_with_the_crimes_of_the_parts(results: Path) -> None:
    found = read_comparison(results).worse_off
    for option in ALL[1:]:
        mine = found[(found["option"] == option) & (found["aspect"] == "days_open") & (found["by"] == "everyone")]
        assert set(mine["group"]) >= {IN_BOTH, ONLY_BASELINE, ONLY_OPTION}
        totals = {
            name: sum(read_part(results, name, n, "crimes")["open_time"].sum() for n in (0, 1)) / 86_400
            for name in ("today", option)
        }
        assert mine["total_change"].sum() == pytest.approx(totals[option] - totals["today"], abs=1e-6)


def test_asking_again_computes_nothing_and_changes_nothing(results: Path, tmp_path: Path) -> None:
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in (results / "parts").rglob("*.parquet")}
    recipe = (results / "recipe.json").read_bytes()
    plan = plan_experiment(write_village(tmp_path), out=results)
    assert plan.tasks == ()
    run_experiment(plan)
    after = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in (results / "parts").rglob("*.parquet")}
    assert after == before
    assert (results / "recipe.json").read_bytes() == recipe


def test_stopped_experiment_goes_on_where_it_stopped(
    results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario, out = write_village(tmp_path), tmp_path / "out"
    finished: list[object] = []

    def stop(task: object) -> None:
        finished.append(task)
        if len(finished) == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_experiment(plan_experiment(scenario, out=out), workers=1, progress=stop)
    (out / "parts" / "today" / ".9.parquet.123.part").write_text("half a file")
    damaged = out / "parts" / "today" / "0.parquet"
    damaged.write_bytes(damaged.read_bytes()[:100])
    plan = plan_experiment(scenario, out=out)
    left = [(task.option, task.replication) for task in plan.tasks]
    assert left == [("today", 0), ("no transfers", 1), ("more detectives", 1)]
    run_experiment(plan, workers=1)
    assert (out / "measures.csv").read_bytes() == (results / "measures.csv").read_bytes()
    assert not list(out.rglob("*.part"))


def test_a_part_of_another_experiment_is_not_taken_for_ones_own(tmp_path: Path) -> None:
    scenario = write_village(tmp_path)
    other = played(scenario, tmp_path / "other", options=["today"], replications=1, seed=9)
    out = tmp_path / "out"
    plan_experiment(scenario, out=out)
    (out / "parts" / "today").mkdir(parents=True)
    (out / "parts" / "today" / "0.parquet").write_bytes((other / "parts" / "today" / "0.parquet").read_bytes())
    assert len(plan_experiment(scenario, out=out).tasks) == 6


def test_a_folder_grows_by_options_and_replications(results: Path, tmp_path: Path) -> None:
    scenario, out = write_village(tmp_path), tmp_path / "out"
    played(scenario, out, options=["no transfers"], replications=1)
    plan = plan_experiment(scenario, out=out)
    assert plan.runs == 6
    assert len(plan.tasks) == 4
    run_experiment(plan, workers=1)
    assert finished_runs(out, read_recipe(out)) == {option: [0, 1] for option in ALL}
    fewer = plan_experiment(scenario, out=out, options=["no transfers"], replications=1)
    assert fewer.tasks == ()
    run_experiment(fewer)
    assert (out / "measures.csv").read_bytes() == (results / "measures.csv").read_bytes()


@pytest.mark.parametrize(
    ("settings", "shown"),
    [
        ({"seed": 2}, "seed: 1 there, 2 now"),
        ({"days": 8}, "days: 7 there, 8 now"),
        ({"warm_up_days": 0}, "warm-up days: 3 there, 0 now"),
        ({"changes": {"mechanics.score_accuracy": 0.5}}, "mechanics.score_accuracy: 0.6 there, 0.5 now"),
    ],
)
def test_results_of_another_experiment_are_refused_and_left_alone(
    results: Path, tmp_path: Path, settings: dict, shown: str
) -> None:
    before = {path: path.read_bytes() for path in results.rglob("*") if path.is_file()}
    scenario = write_village(tmp_path, **settings.pop("changes", {}))
    with pytest.raises(ResultsError, match="another experiment") as refused:
        plan_experiment(scenario, out=results, **settings)
    assert shown in str(refused.value)
    assert {path: path.read_bytes() for path in results.rglob("*") if path.is_file()} == before


def test_results_of_another_version_of_the_program_are_refused(
    results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("demandsim.provenance.code_version", lambda: "another")
    with pytest.raises(ResultsError, match=r"program: .* there, another now"):
        plan_experiment(write_village(tmp_path), out=results)


def test_folders_that_cannot_be_used(tmp_path: Path) -> None:
    scenario = write_village(tmp_path)
    file = tmp_path / "file"
    file.write_text("mine")
    with pytest.raises(ResultsError, match="is a file, not a folder"):
        plan_experiment(scenario, out=file)
    with pytest.raises(ResultsError, match="holds other files"):
        plan_experiment(scenario, out=tmp_path)
    with pytest.raises(ResultsError, match="cannot write to"):
        plan_experiment(scenario, out=file / "below")
    assert file.read_text() == "mine"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_permission(tmp_path: Path) -> None:
    scenario = write_village(tmp_path)
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    with pytest.raises(ResultsError, match="cannot write to"):
        plan_experiment(scenario, out=closed / "out")


@pytest.mark.parametrize("text", ["", "{}", "[1]", "not json", '{"scenario": {"resolved": {}, "hash": "x"}}'])
def test_a_damaged_recipe_is_said_to_be_damaged(tmp_path: Path, text: str) -> None:
    (tmp_path / "recipe.json").write_text(text)
    with pytest.raises(ResultsError, match=r"damaged|changed by hand"):
        read_recipe(tmp_path)


def test_an_unknown_option_is_refused_with_the_valid_ones(tmp_path: Path) -> None:
    with pytest.raises(
        UnknownOption, match=r"did you mean 'no transfers'.*valid: today, no transfers, more detectives"
    ):
        plan_experiment(write_village(tmp_path), out=tmp_path / "out", options=["no transfer"])
    assert not (tmp_path / "out").exists()


def test_a_faulty_option_is_found_before_anything_is_written(tmp_path: Path) -> None:
    scenario = write_village(tmp_path, options={"bad": {"changes": {"no.such.path": 1}}})
    with pytest.raises(ScenarioError, match="does not exist"):
        plan_experiment(scenario, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_today_comes_first_whatever_is_asked_for() -> None:
    assert chosen_options(["a", "b"], None) == ["today", "a", "b"]
    assert chosen_options(["a", "b"], ["b"]) == ["today", "b"]
    assert chosen_options(["a", "today"], ["a", "today", "a"]) == ["today", "a"]


def test_recipe_is_enough_to_make_the_scenario_again(results: Path, tmp_path: Path) -> None:
    path = write_village(tmp_path)
    made = read_recipe(results)
    for option in ALL[1:]:
        assert scenario_of(made, option) == read_scenario(path, option)
    assert scenario_of(made) == read_scenario(path)


def test_recipe_revives_edits_of_lists(tmp_path: Path) -> None:
    text = write_village(tmp_path, options={}).read_text()
    edits = (
        "{insert: {changes: {investigative_model.routes: !insert {before: the rest, item: {name: x, to: cid}}}}, "
        "remove: {changes: {investigative_model.routes: [!remove rape to cid]}}}"
    )
    path = tmp_path / "edits.yaml"
    path.write_text(text.replace('"options": {}', f'"options": {edits}'))
    plan = plan_experiment(path, out=tmp_path / "out")
    assert plan.made["options"] == ["today", "insert", "remove"]
    for option in ("insert", "remove"):
        again = scenario_of(read_recipe(tmp_path / "out"), option)
        assert again == read_scenario(path, option)
        assert again.investigative_model.routes != read_scenario(path).investigative_model.routes


def test_a_run_that_fails_is_named_and_what_is_finished_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = plan_experiment(write_village(tmp_path), out=tmp_path / "out")
    good = runner_module.play_log

    def bad(made: object, folder: Path, option: str, replication: int) -> object:
        if (option, replication) == ("no transfers", 1):
            raise OSError(28, "No space left on device")
        return good(made, folder, option, replication)

    monkeypatch.setattr(runner_module, "play_log", bad)
    with pytest.raises(TaskFailed, match=r"no transfers, replication 1: .*No space left"):
        run_experiment(plan, workers=1)
    assert finished_runs(tmp_path / "out", read_recipe(tmp_path / "out"))["today"] == [0, 1]


def test_seven_lines_in_memory(results: Path, tmp_path: Path) -> None:
    scenario = read_scenario(write_village(tmp_path))
    comparison = compare(scenario, options=["no transfers", "more detectives"], replications=2)
    assert comparison.options == ("today", "no transfers", "more detectives")
    pd.testing.assert_frame_equal(comparison.table, read_comparison(results).table)
    assert [path.name for path in tmp_path.iterdir()] == ["village.yaml"]


def test_a_scenario_changed_in_memory_is_not_compared_by_its_old_text(tmp_path: Path) -> None:
    scenario = read_scenario(write_village(tmp_path))
    period = scenario.period.model_copy(update={"days": 9})
    for odd in (scenario.model_copy(update={"period": period}), village()):
        with pytest.raises(ValueError, match="read it from a file"):
            compare(odd, replications=1)


def test_slugs_differ_where_names_differ() -> None:
    names = ["today", "Today", "a b", "a-b", "a_b", "A B", "é"]
    assert len({slug(name).lower() for name in names}) == len(names)
    assert slug("today") == "today"
    assert slug("crime desk").startswith("crime-desk-")
