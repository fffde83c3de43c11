"""Playing with fewer and more supervisors: what is changed, that tapes are shared, and what the command refuses."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from demandsim.audit.audit import audit
from demandsim.audit.capability import WHOLE_FORCE
from demandsim.audit.played import FEWER, MADE_GOOD, supervisors_posts
from demandsim.engine import run
from demandsim.eventlog.journeys import crimes
from demandsim.experiment.leadership import Run, audited_and_played, changed, play_leaders, values_of
from demandsim.experiment.precision import t_interval
from demandsim.measures import measure
from demandsim.quantities import DAY
from demandsim.roster import build_roster
from demandsim.scenario.files import read_scenario
from demandsim.scenario.scenario import Scenario
from demandsim.tape import record
from tests.conftest import Command
from tests.experiment.files import write_village
from tests.worlds import village

CROWDED = {
    # Reviews every few hours: the one sergeant of the detectives is asked for more than is there.
    "investigative_model.review": {"first": "4 h", "then": "6 h", "takes": "20 min", "on_time_within": "2 h"},
}
BUSY = 0.6


@pytest.fixture
def crowded(tmp_path: Path) -> Scenario:
    return read_scenario(write_village(tmp_path, **CROWDED))


def supervisors(scenario: Scenario) -> dict[tuple[str, str], dict[str, int]]:
    return {
        (name, place): dict(ranks)
        for name, team in scenario.workforce.teams.items()
        for place, ranks in team.posts.items()
    }


def test_only_supervisors_posts_are_changed(crowded: Scenario) -> None:
    posts = supervisors_posts(crowded, audit(crowded).leaders, BUSY)
    worlds = changed(crowded, posts)
    assert list(worlds) == [FEWER, MADE_GOOD]
    today, fewer, more = supervisors(crowded), supervisors(worlds[FEWER]), supervisors(worlds[MADE_GOOD])
    # Five sergeants a patch lose one; the supervisors who are alone stay.
    assert fewer == {
        **today,
        **{("response", area): {**today["response", area], "sergeant": 4} for area in ("north", "south")},
    }
    needed = {(unit.team, unit.place): unit.posts[MADE_GOOD] for unit in posts}
    assert needed["cid", "force"] > 1
    assert more["cid", "force"] == {**today["cid", "force"], "sergeant": needed["cid", "force"]}
    for world in worlds.values():
        workforce = world.workforce.model_copy(update={"teams": crowded.workforce.teams})
        assert world.model_copy(update={"workforce": workforce, "options": {}}) == crowded.model_copy(
            update={"options": {}}
        )


def test_of_listed_people_those_who_act_go_first_and_new_ones_are_added(tmp_path: Path) -> None:
    people = [
        {"id": f"s{n}", "team": "cid", "area": "force", "rank": "sergeant", "acting": n == 1} for n in range(3)
    ] + [{"id": "c", "team": "cid", "area": "force", "rank": "constable", "fte": 0.6, "skills": ["pip2"]}]
    cid = {"desks": ["investigation"], "shift": "office", "caseload_cap": 18}
    holders = {"pip1": 0.5, "pip2": 0.5, "rasso": 0.5}
    changes = {**CROWDED, "workforce.people": people, "workforce.teams.cid": cid, "options": {}}
    changes["workforce.teams.crime_bureau.skills"] = holders
    scenario = read_scenario(write_village(tmp_path, **changes))
    posts = supervisors_posts(scenario, audit(scenario).leaders, BUSY)
    number = next(unit.posts[MADE_GOOD] for unit in posts if unit.team == "cid")
    worlds = changed(scenario, posts)
    fewer = worlds[FEWER].workforce.people
    assert [one.id for one in fewer] == ["s0", "s2", "c"]
    assert fewer[2] == scenario.workforce.people[3]
    more = worlds[MADE_GOOD].workforce.people
    assert number > 3
    assert more[:4] == scenario.workforce.people
    assert [(one.id, one.rank) for one in more[4:]] == [
        (f"cid-force-added-{n}", "sergeant") for n in range(1, number - 2)
    ]


def test_a_scenario_from_memory_has_no_text_to_change() -> None:
    with pytest.raises(ValueError, match="read it from a file"):
        changed(village(), ())


def by_hand(scenario: Scenario, name: str, group: str = "") -> list[float]:
    found = []
    for replication in range(2):
        tape = record(scenario, replication, 1, scenario.period.warm_up + 4)
        table = measure(run(tape, build_roster(scenario.workforce, tape.absences), scenario.rules), [name])
        found.append(float(table.loc[table["group"] == group, "value"].iloc[0]))
    return found


def test_effects_are_paired_differences_on_the_same_tapes(crowded: Scenario) -> None:
    told: list[str] = []
    found = play_leaders(audit(crowded), 2, days=4, workers=1, tell=told.append)
    assert told[-1] == "6 of 6 runs done"
    worlds = changed(crowded, found.posts)
    for team, group in ((WHOLE_FORCE, ""), ("cid", "team=cid")):
        for name in ("without_direction", "reviews_on_time"):
            today = by_hand(crowded, name, group)
            for change in (FEWER, MADE_GOOD):
                effect = next(e for e in found.effects if (e.change, e.team, e.measure) == (change, team, name))
                apart = t_interval(np.array(by_hand(worlds[change], name, group)) - today)
                assert effect.today == pytest.approx(np.mean(today))
                assert effect.difference == pytest.approx(apart.mean)
                assert effect.half_width == pytest.approx(apart.half_width)
    # More sergeants for the detectives: less time without direction.
    best = next(e for e in found.effects if (e.change, e.team, e.measure) == (MADE_GOOD, "cid", "without_direction"))
    assert best.difference < 0
    assert found.effects[0].team == WHOLE_FORCE


def test_positive_outcomes_are_charges_and_those_out_of_court(crowded: Scenario) -> None:
    played = Run(crowded, "today", 0, 1, 3, 7)
    table = values_of(played)
    tape = record(crowded, 0, 1, 10)
    log = run(tape, build_roster(crowded.workforce, tape.absences), crowded.rules)
    ended = crimes(log)
    ended = ended[(ended["closed_at"] >= 3 * DAY) & ended["outcome"].isin(["charged", "out_of_court"])]
    found = table[table["measure"] == "positive_outcomes"].set_index("group")["value"]
    assert len(ended) > 0
    assert found[""] == len(ended)  # of a week
    assert found["team=cid"] == (ended["final_team"] == "cid").sum()
    # Another process plays the same.
    pd.testing.assert_frame_equal(values_of(pickle.loads(pickle.dumps(played))), table)


def test_nothing_is_played_where_nothing_would_be_changed(tmp_path: Path) -> None:
    alone = {
        "workforce.teams.response.posts": {
            "north": {"sergeant": 1, "constable": 20},
            "south": {"sergeant": 1, "constable": 9},
        }
    }
    scenario = read_scenario(write_village(tmp_path, **alone, options={}))
    found = audit(scenario)
    posts = supervisors_posts(scenario, found.leaders, 1.0)
    assert changed(scenario, [replace(unit, posts={FEWER: unit.today, MADE_GOOD: unit.today}) for unit in posts]) == {}

    def tell(_: str) -> None:
        raise AssertionError("something was played")

    enough = [replace(one, asked=dict.fromkeys(one.asked, 0.0)) for one in found.leaders]
    assert play_leaders(replace(found, leaders=tuple(enough)), 2, tell=tell).effects == ()


def test_the_command_plays_and_says_so(command: Command, tmp_path: Path) -> None:
    file, out = write_village(tmp_path, **CROWDED), tmp_path / "found"
    ended = command("audit", file, "--play", 2, "--days", 2, "--workers", 1, "--option", "no transfers", "--out", out)
    assert (ended.code, ended.err) == (0, "")
    said = " ".join(ended.out.split())
    assert "Simulated with a fifth fewer supervisors (2 posts fewer, £124,000 a year less)" in said
    assert "SIMULATED EFFECT" in ended.out
    assert sorted(path.suffix for path in out.iterdir()) == [".html", ".xlsx"]


def test_the_option_asked_for_is_what_is_played(tmp_path: Path) -> None:
    file = write_village(tmp_path, **CROWDED)
    found = audited_and_played(file, option="more detectives", play=2, days=1, workers=1)
    assert found.played is not None
    world = changed(found.scenario, found.played.posts)[FEWER]
    assert supervisors(world)["cid", "force"]["constable"] == 9


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (("--days", 7), "--days: says how the simulation is played; it goes with --play"),
        (("--busy", "50 %"), "--busy: says how"),
        (("--play", 2, "--busy", "half"), "--busy: "),
        (("--play", 2, "--busy", "0 %"), "--busy: supervisors who may give none of their time"),
        (("--play", 1), "--play"),
    ],
)
def test_what_cannot_be_played_is_refused(command: Command, tmp_path: Path, asked: tuple[Any, ...], words: str) -> None:
    ended = command("audit", write_village(tmp_path), *asked, "--out", tmp_path / "found")
    assert (ended.code, ended.out) == (2, "")
    assert words in ended.err
    assert not (tmp_path / "found").exists()
