"""Sensitivity: turning points that were planted, who is best in how many worlds, and studies that go on."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from demandsim.experiment.comparison import BETTER, NO_DIFFERENCE, WORSE
from demandsim.experiment.sensitivity import Asked, sensitivity
from demandsim.experiment.shares import shares_of_ignorance
from demandsim.experiment.store import ResultsError, write_part
from demandsim.experiment.turns import OTHER_SIGN, verdict
from demandsim.experiment.worlds import Floats, Player, Study, Task, open_study
from demandsim.provenance import recipe
from demandsim.quantities import DAY, parse_duration
from demandsim.report.sensitivity import text
from demandsim.scenario.ranges import Assumption, World
from tests.conftest import Command
from tests.experiment.files import write_village

EFFORT = Assumption("effort", ("a",), "x", 0.5, 1.5, 1.0)
DELAY = Assumption("delay", ("b",), "x", 0.0, 2.0, 1.0)
IDLE = Assumption("idle", ("c",), "x", 0.9, 1.1, 1.0)
CHANCE = (-1.0, 0.0, 1.0)


@dataclass(frozen=True)
class Known(Study):
    """A study whose truth is known: a good option loses its edge above effort 1.3, a bad one never has any."""

    def play_pairs(
        self, pairs: Sequence[tuple[World, str]], *, jobs: int = 1, tell: Callable[[Task], None] | None = None
    ) -> Floats:
        del jobs, tell

        def value(world: World, option: str, tape: float) -> float:
            effort, delay, _ = (
                each.assumed if position is None else each.number(position)
                for each, position in zip(self.assumptions, world, strict=True)
            )
            gain = {"today": 0.0, "good": 13.0 - 10 * effort, "bad": -5.0 - delay}
            gain |= {"fading": 1.1 - delay / 2, "growing": -0.2 + delay / 2}
            return 100 + 20 * delay + 8 * tape + gain[option] + (0.0 if option in ("today", "bad") else 0.2 * tape)

        return np.array([[[value(world, option, tape) for tape in CHANCE]] for world, option in pairs])


@pytest.fixture
def known(tmp_path: Path) -> Known:
    made = recipe(file="a.yaml", resolved={}, options=["today"], seed=1, replications=3, days=1, warm_up_days=0)
    options = ("today", "good", "bad")
    return Known(tmp_path, made, (EFFORT, DELAY, IDLE), {}, options, ("crimes_closed",), len(CHANCE))


class TestKnownStudy:
    def test_the_planted_turning_point_is_found_and_no_other(self, known: Known) -> None:
        found = sensitivity(known, Asked(worlds=0))
        (turn,) = found.turns.to_dict("records")
        assert (turn["option"], turn["assumption"], turn["becomes"]) == ("good", "effort", OTHER_SIGN)
        assert float(turn["holds_at"].removeprefix("x ")) <= 1.3 <= float(turn["turned_at"].removeprefix("x "))
        assert float(turn["turns_at"].removeprefix("x ")) == pytest.approx(1.3, abs=1 / 32)

    def test_a_verdict_that_fades_or_grows_without_turning_round_has_its_value_too(self, known: Known) -> None:
        """The interval reaches 4.3027 x 0.2 / sqrt(3) to either side: 0.497."""
        found = sensitivity(replace(known, options=("today", "fading", "growing")), Asked(worlds=0))
        turns = found.turns.set_index("option")
        assert turns["becomes"].to_dict() == {"fading": NO_DIFFERENCE, "growing": BETTER}
        assert set(turns["assumption"]) == {"delay"}
        for option, truth in (("fading", 2 * (1.1 - 0.4968)), ("growing", 2 * (0.2 + 0.4968))):
            holds, turned = (float(turns.loc[option, at].removeprefix("x ")) for at in ("holds_at", "turned_at"))
            assert holds - 0.005 <= truth <= turned + 0.005
            assert turned - holds == pytest.approx(2 / 32, abs=0.01)
        words = " ".join(text(found).split())
        assert "no difference shown where delay reaches x 1.2" in words
        assert "better where delay reaches x 1.4" in words
        assert " with delay at " not in words

    def test_verdicts_at_the_ends(self, known: Known) -> None:
        levels = sensitivity(known, Asked(worlds=0, levels=3)).levels
        good = levels[(levels["option"] == "good") & (levels["assumption"] == "effort")]
        assert list(good["value"]) == ["x 0.5", "x 1", "x 1.5"]
        assert list(good["verdict"]) == [BETTER, BETTER, WORSE]
        assert list(good["difference"]) == pytest.approx([8, 3, -2])
        assert set(levels[levels["option"] == "bad"]["verdict"]) == {WORSE}

    def test_the_best_option_in_its_share_of_plausible_worlds(self, known: Known) -> None:
        """Effort is spread evenly over 0.5 to 1.5, so that good is best in four worlds of five."""
        found = sensitivity(known, Asked(worlds=50))
        best = found.split.set_index("option")["best_in"]
        assert best["good"] == pytest.approx(0.8)
        assert best["today"] == pytest.approx(0.2)
        assert best["bad"] == 0
        assert found.split.set_index("option")["better_in"]["good"] == pytest.approx(0.8)

    def test_luck_and_ignorance_are_told_apart(self, known: Known) -> None:
        """Of the good option: ±10 x a uniform's deviation by ignorance, and 0.2 x the tape by luck."""
        row = sensitivity(known, Asked(worlds=200)).split.set_index("option").loc["good"]
        assert row["ignorance"] == pytest.approx(1.96 * 10 / np.sqrt(12), rel=0.01)
        assert row["luck"] == pytest.approx(4.3027 * 0.2 / np.sqrt(3), rel=1e-3)
        assert row["share"] > 0.99

    def test_screening_keeps_the_few_that_matter(self, known: Known) -> None:
        found = sensitivity(known, Asked(worlds=0, screen=3, matter=1))
        size = found.screening.set_index(["option", "assumption"])["size"]
        assert size["good", "effort"] == pytest.approx(10)
        assert size["bad", "delay"] == pytest.approx(2)
        assert size["good", "idle"] == pytest.approx(0, abs=1e-9)
        assert set(found.levels["assumption"]) == {"", "effort", "delay"}

    def test_screening_without_its_library_says_what_to_install(
        self, known: Known, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "SALib.sample", None)
        with pytest.raises(ResultsError, match=r"pip install 'demandsim\[analysis\]'"):
            sensitivity(known, Asked(screen=2))

    def test_in_words(self, known: Known) -> None:
        said = text(sensitivity(known, Asked(worlds=50, screen=2)))
        assert "turns round where effort reaches x 1.3 (as assumed x 1; between x 1.28 and x 1.31)" in said
        assert "worse than" not in said
        assert "Best of all, in share of plausible worlds: good 80 %, today 20 %, bad 0 %" in said
        assert "nothing tried changes that" in said

    def test_ignorance_is_shared_out_among_those_that_matter(self, known: Known) -> None:
        said: list[str] = []
        found = sensitivity(known, Asked(worlds=0, screen=3, matter=1, sobol=64), say=said.append)
        shares = found.shares.set_index(["option", "assumption"])
        assert set(found.shares["assumption"]) == {"effort", "delay"}
        assert shares.loc[("good", "effort"), ["in_all", "alone"]].tolist() == pytest.approx([1, 1], abs=0.05)
        assert shares.loc[("bad", "delay"), "in_all"] == pytest.approx(1, abs=0.05)
        assert shares.loc[("good", "delay"), "in_all"] == pytest.approx(0, abs=1e-9)
        assert shares.loc[("good", "effort"), "ignorance"] == pytest.approx(1.96 * 10 / np.sqrt(12), rel=0.02)
        assert said == [
            "Turning points sought by halving: 1, in at most 24 runs.",
            "Shares of ignorance: 256 worlds x 3 options x 3 replications, 2,304 runs; 2,304 are still to be played.",
        ]
        words = " ".join(text(found).split())
        assert "shared out among 2 assumptions: effort, delay; the other 1 stand as assumed." in words
        assert "of the ± 5.7 by ignorance of these: effort 100 % (" in words
        assert "delay 0 %" not in words

    def test_where_nothing_matters_there_is_nothing_to_share_out(self, known: Known) -> None:
        said: list[str] = []
        assert shares_of_ignorance(Player(known), [], 4, 1, said.append).empty
        assert said == ["No assumption matters, so there is no ignorance to share out."]
        idle = shares_of_ignorance(Player(known), [2], 4, 1, said.append)
        assert idle["in_all"].isna().all()
        found = sensitivity(known, Asked(worlds=0))
        assert "the ranges that were shared out leave nothing open" in text(replace(found, shares=idle))

    @pytest.mark.parametrize("rounds", [1, 3, 12])
    def test_rounds_are_a_power_of_two(self, known: Known, rounds: int) -> None:
        with pytest.raises(ResultsError, match=f"a power of 2; {rounds} is none"):
            sensitivity(known, Asked(sobol=rounds))

    def test_without_an_option_there_is_nothing_to_try(self, known: Known) -> None:
        with pytest.raises(ResultsError, match="no option"):
            sensitivity(replace(known, options=("today",)), Asked())


@pytest.mark.parametrize(
    ("differences", "better", "said"),
    [
        ([1.0, 1.1, 0.9], "higher", BETTER),
        ([1.0, 1.1, 0.9], "lower", WORSE),
        ([1.0, -1.1, 0.9], "higher", NO_DIFFERENCE),
        ([-0.2], "lower", BETTER),
        ([0.0, 0.0], "higher", NO_DIFFERENCE),
        ([np.nan, np.nan], "higher", NO_DIFFERENCE),
    ],
)
def test_verdicts(differences: list[float], better: str, said: str) -> None:
    assert verdict(np.array(differences), better) == said


class TestSharedOut:
    """The whole command on made-up runs: crimes closed fall by a known amount for each of two figures."""

    ALONE = (0.9, 0.1)
    """3 over one range and 1 over the other: 9 to 1 of the variance."""

    @pytest.fixture
    def played(self, monkeypatch: pytest.MonkeyPatch) -> list[Task]:
        played: list[Task] = []

        def made_up(task: Task) -> Task:
            if len(played) == self.most:
                raise KeyboardInterrupt
            practice, work = (
                each.assumed if position is None else each.number(position)
                for each, position in zip(task.assumptions, task.world, strict=True)
            )
            gain = 0.0 if task.option == "today" else 2 + 3 * practice + work / 2
            table = pd.DataFrame({"measure": task.measures, "value": [50 + task.replication - 9 * work + gain]})
            write_part(task.path, table, task.made)
            played.append(task)
            return task

        self.most = 10_000
        monkeypatch.setattr("demandsim.experiment.worlds.play", made_up)
        monkeypatch.setattr("os.fsync", lambda _: None)
        return played

    @pytest.mark.slow
    def test_a_planted_additive_function_is_recovered_and_a_stopped_study_goes_on(
        self, tmp_path: Path, played: list[Task], command: Command
    ) -> None:
        ranges = tmp_path / "ranges.csv"
        ranges.write_text(
            "what,figures,low,high\npractice,mechanics.below_level.work,x 0.5,x 1.5\n"
            "delay,investigative_model.transfer.delay,x 0,x 2\n"
        )
        scenario = write_village(tmp_path, options={"other": {"changes": {"investigative_model.transfer.clauses": []}}})
        out = tmp_path / "study"
        asked = ("sensitivity", scenario, "--ranges", ranges, "--measure", "crimes_closed", "--worlds", 0, "--out", out)
        asked = (*asked, "--replications", 1, "--sobol")
        self.most = 50
        assert command(*asked, 32).code == 130
        self.most = 10_000
        ended = command(*asked, 32)
        assert ended.code == 0
        # As assumed, four ends, and 32 x 4 worlds, two options in each.
        assert len(played) == len(set(played)) == (5 + 128) * 2
        words = " ".join(ended.out.split())
        assert "Shares of ignorance: 128 worlds x 2 options x 1 replication, 256 runs; 216 are still to be" in words
        table = pd.read_csv(out / "shares_of_ignorance.csv")
        assert list(table["assumption"]) == ["practice", "delay"]
        for column in ("in_all", "alone"):
            assert list(table[column]) == pytest.approx(self.ALONE, abs=0.05)
            for share, half, truth in zip(table[column], table[f"{column}_half_width"], self.ALONE, strict=True):
                assert abs(share - truth) <= half
        assert table["ignorance"].iloc[0] == pytest.approx(1.96 * np.sqrt((3**2 + 1) / 12), rel=0.05)
        assert "of the ± 1.8 by ignorance of these: practice 9" in words
        again = command(*asked, 32)
        assert "256 runs; 0 are still to be played." in " ".join(again.out.split())
        assert len(played) == (5 + 128) * 2
        assert command(*asked, 33).code == 2


class TestPlayed:
    """An option says that a crime is two days on the way; how long it is today is an assumption."""

    OPTIONS = {"two days": {"changes": {"investigative_model.transfer.delay": "2 days"}}}

    def study(self, folder: Path, **changes: Any) -> Study:
        table = folder / "ranges.csv"
        table.write_text("what,figures,low,high\ndays today,investigative_model.transfer.delay,6 h,4 days\n")
        facts = {"investigative_model.transfer.delay": "1 day", "options": self.OPTIONS, "period.days": 14}
        asked = {"ranges": table, "measures": ["days_in_transit"], "replications": 1, "out": folder / "study"}
        return open_study(write_village(folder, **facts), **{**asked, **changes})

    def test_the_planted_turning_point_is_found(self, tmp_path: Path) -> None:
        found = sensitivity(self.study(tmp_path), Asked(worlds=0))
        (turn,) = found.turns.to_dict("records")
        assert turn["assumed"] == "1 day"
        holds, turns, turned = (parse_duration(turn[name]) / DAY for name in ("holds_at", "turns_at", "turned_at"))
        assert holds <= 2 <= turned
        assert turned - holds <= (4 - 0.25) / 32
        assert turns == pytest.approx(2, abs=(4 - 0.25) / 64)

    def test_nothing_finished_is_played_again_and_what_is_missing_is(self, tmp_path: Path) -> None:
        study = self.study(tmp_path)
        played: list[Task] = []
        worlds = [study.as_assumed, (0.0,)]
        first = study.play(worlds, tell=played.append)
        assert len(played) == 4
        played[1].path.unlink()
        again = self.study(tmp_path).play(worlds, tell=played.append)
        assert len(played) == 5
        assert np.array_equal(first, again)
        other = self.study(tmp_path, measures=["crimes_closed", "days_in_transit"])
        assert np.array_equal(other.play(worlds, tell=played.append)[:, :, 1], first[:, :, 0])
        assert len(played) == 9
        self.study(tmp_path).play(worlds, tell=played.append)
        assert len(played) == 9

    def test_two_processes_give_what_one_gives(self, tmp_path: Path) -> None:
        worlds = [(0.0,), (1.0,)]
        one = self.study(tmp_path).play(worlds)
        two = self.study(tmp_path, out=tmp_path / "other").play(worlds, jobs=2)
        assert np.array_equal(one, two)

    def test_as_assumed_is_what_a_comparison_plays(self, tmp_path: Path) -> None:
        from demandsim.experiment import plan_experiment, run_experiment
        from demandsim.experiment.store import finished_runs, read_values

        study = self.study(tmp_path, measures=["crimes_closed"])
        plan = plan_experiment(tmp_path / "village.yaml", out=tmp_path / "run", replications=1)
        values = read_values(plan.folder, finished_runs(plan.folder, run_experiment(plan, workers=1)))
        force = values[(values["measure"] == "crimes_closed") & (values["group"] == "")].set_index("option")["value"]
        assert list(study.play([study.as_assumed])[0, :, 0, 0]) == [force["today"], force["two days"]]

    def test_another_scenario_is_another_study(self, tmp_path: Path) -> None:
        self.study(tmp_path)
        with pytest.raises(ResultsError, match="another experiment"):
            self.study(tmp_path, seed=2)

    def test_a_measure_that_there_is_not(self, tmp_path: Path) -> None:
        with pytest.raises(ResultsError, match="did you mean 'crimes_closed'"):
            self.study(tmp_path, measures=["crimes_closd"])
