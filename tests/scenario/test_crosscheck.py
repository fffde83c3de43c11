"""Cross-check: each thing that does not fit is found, at its place, in words that help; and what fits is let pass."""

from __future__ import annotations

from pathlib import Path

import pytest

from demandsim.scenario.crosscheck import cross_check, unsourced
from demandsim.scenario.files import read_scenario
from demandsim.scenario.problems import ScenarioError
from tests.worlds import village, village_facts

VILLAGE_FILE = Path(__file__).parents[2] / "scenarios" / "village.yaml"
MODEL = "investigative_model"
NOBODY_IN_SOUTH = {"north": {"sergeant": 1, "constable": 6}}


def found(**changes: object) -> dict[tuple[str | int, ...], str]:
    return dict(cross_check(village(**changes)))


def test_a_sound_scenario_is_let_pass() -> None:
    assert cross_check(village()) == []


@pytest.mark.parametrize(
    ("change", "value", "path", "words"),
    [
        # Names
        ("timezone", "Europe/Londres", ("timezone",), ["Europe/Londres", "Europe/London"]),
        (
            "places.areas.north.borders",
            {"sauth": "5 min"},
            ("places", "areas", "north", "borders", "sauth"),
            ["no area 'sauth'", "did you mean 'south'?", "valid: south"],
        ),
        (
            "places.areas.north.borders",
            {"north": "5 min"},
            ("places", "areas", "north", "borders", "north"),
            ["no area 'north'", "valid: south"],
        ),
        ("demand.generated_profile", "flet", ("demand", "generated_profile"), ["did you mean 'flat'?"]),
        ("demand.lines.101.profile", "night", ("demand", "lines", "101", "profile"), ["valid: flat, daytime"]),
        (
            "demand.lines.101.retry.switch_to",
            "101",
            ("demand", "lines", "101", "retry", "switch_to"),
            ["no line '101'", "valid: 999"],
        ),
        ("demand.call_line", "111", ("demand", "call_line"), ["no line '111'"]),
        ("demand.victims.chase.line", "112", ("demand", "victims", "chase", "line"), ["no line '112'"]),
        ("demand.repeat.line", "112", ("demand", "repeat", "line"), ["no line '112'"]),
        (
            "demand.incidents.concern.by",
            {"100": 0.1},
            ("demand", "incidents", 2, "by", "100"),
            ["no line '100'"],
        ),
        ("demand.offences.theft.plan", "shirt", ("demand", "offences", 3, "plan"), ["did you mean 'short'?"]),
        ("demand.offences.theft.kind", "poverty", ("demand", "offences", 3, "kind"), ["'property'"]),
        ("demand.offences.theft.skills", "pip9", ("demand", "offences", 3, "skills"), ["no skill 'pip9'"]),
        ("demand.backlog.0.team", "sid", ("demand", "backlog", 0, "team"), ["did you mean 'cid'?"]),
        (
            "demand.backlog.0.offences",
            {"assalt": 1},
            ("demand", "backlog", 0, "offences", "assalt"),
            ["did you mean 'assault'?"],
        ),
        (
            "demand.prevented",
            [{"incidents": ["noise"], "share": 0.1, "because": "x"}],
            ("demand", "prevented", 0, "incidents"),
            ["no incident kind 'noise'"],
        ),
        (
            "workforce.teams.cid.posts",
            {"west": {"constable": 3, "sergeant": 1}},
            ("workforce", "teams", "cid", "posts", "west"),
            ["no area 'west'", "force"],
        ),
        ("workforce.teams.handlers.lines", ["99"], ("workforce", "teams", "handlers", "lines"), ["'999'"]),
        ("workforce.teams.cid.skills", {"pip3": 1}, ("workforce", "teams", "cid", "skills", "pip3"), ["pip1"]),
        ("workforce.teams.cid.shift", "offices", ("workforce", "teams", "cid", "shift"), ["'office'"]),
        ("rules.answer.reserve", {"998": 1}, ("rules", "answer", "reserve", "998"), ["'999'"]),
        (
            "rules.grade",
            {"kind": "desk_first", "grades": ["scheduled"], "incidents": ["thefts"], "share": 0.3},
            ("rules", "grade", "incidents"),
            ["no incident kind 'thefts'"],
        ),
        (f"{MODEL}.screen.by", "bureau", (MODEL, "screen", "by"), ["no team 'bureau'", "crime_bureau"]),
        (
            f"{MODEL}.screen.never",
            [{"offence": ["murder"]}],
            (MODEL, "screen", "never", 0, "offence"),
            ["no offence 'murder'"],
        ),
        (f"{MODEL}.routes.0.to", "pvp", (MODEL, "routes", 0, "to"), ["no team 'pvp'", "attending_officer"]),
        (f"{MODEL}.routes.2.otherwise_to", "snt", (MODEL, "routes", 2, "otherwise_to"), ["no team 'snt'"]),
        (f"{MODEL}.routes.0.when", {"area": ["east"]}, (MODEL, "routes", 0, "when", "area"), ["no area 'east'"]),
        (
            f"{MODEL}.routes.0.practice",
            {"east": 0.5},
            (MODEL, "routes", 0, "practice", "east"),
            ["valid: north, south"],
        ),
        (
            f"{MODEL}.routes.0.when",
            {"harm_at_least": 500, "harm_below": 100},
            (MODEL, "routes", 0, "when", "harm_below"),
            ["at least 500 and below 100"],
        ),
        (
            f"{MODEL}.transfer.clauses.0.to",
            "csi",
            (MODEL, "transfer", "clauses", 0, "to"),
            ["did you mean 'cid'?"],
        ),
        (
            f"{MODEL}.transfer.clauses.0.from_teams",
            ["respons"],
            (MODEL, "transfer", "clauses", 0, "from_teams"),
            ["did you mean 'response'?"],
        ),
        (f"{MODEL}.review.then_if", {"pop2": "14 days"}, (MODEL, "review", "then_if", "pop2"), ["'pip2'"]),
        (f"{MODEL}.routes.1.name", "rape to cid", (MODEL, "routes", 1), ["named twice"]),
        ("demand.offences.theft.name", "assault", ("demand", "offences", 3), ["named twice"]),
        # Sources
        (
            "sources",
            [{"figures": "**", "source": "ASSUMPTION"}],
            ("sources", 0),
            ["needs a range"],
        ),
        # Shares
        ("places.areas.north.share", 0.5, ("places", "areas"), ["0.900, not 1", "north 0.5 + south 0.4"]),
        ("demand.plans.short", [], ("demand", "plans", "short"), ["1 to 4 stages, this one has 0"]),
        (
            "demand.plans.short",
            [{"name": f"stage {n}", "work": 0.2} for n in range(5)],
            ("demand", "plans", "short"),
            ["this one has 5"],
        ),
        (
            "demand.plans.short",
            [{"name": "enquiries", "work": 0.4}, {"name": "file", "work": 0.4}],
            ("demand", "plans", "short"),
            ["0.800, not 1", "enquiries 0.4 + file 0.4"],
        ),
        (
            "demand.profiles.flat",
            {"hours": [1] * 168, "days": [2, 1, 1, 1, 1, 1, 1]},
            ("demand", "profiles", "flat", "days"),
            ["168 values already"],
        ),
        (f"{MODEL}.screen.desk_below", 0.1, (MODEL, "screen", "desk_below"), ["0.1", "0.2"]),
        # Volumes
        (
            "demand.lines.999.volume",
            "1 per day",
            ("demand", "lines", "999", "volume"),
            ["365 a year", "violence 900 + property 360 + concern 720 = 1,980 a year"],
        ),
        (
            "demand.lines.101.volume",
            "3000 per year",
            ("demand", "lines", "101", "volume"),
            ["crimes recorded on the telephone 627", "= 3,477 a year"],
        ),
        (
            "demand.incidents.violence.per_year",
            "700 per year",
            ("demand", "incidents", 0, "per_year"),
            ["assault 720 + rape 28 = 748 a year"],
        ),
        # People
        (
            "workforce.shifts.office.turns.O.ends",
            "08:00",
            ("workforce", "shifts", "office", "turns", "O"),
            ["another time"],
        ),
        (
            "workforce.shifts.2-2-2-4.turns.N.ends",
            "07:30",
            None,
            [],
        ),
        (
            "workforce.shifts.2-2-2-4.cycle",
            "NEELLN----",
            ("workforce", "shifts", "2-2-2-4", "cycle"),
            ["turn N ends at 07:30", "turn E has begun at 07:00"],
        ),
        ("workforce.teams.cid.posts", {"force": {"sergeant": 2}}, ("workforce", "teams", "cid", "posts"), ["no posts"]),
        ("workforce.teams.handlers.lines", [], ("workforce", "teams", "handlers"), ["at least one line"]),
        ("workforce.teams.cid.lines", ["101"], ("workforce", "teams", "cid", "lines"), ["only a contact team"]),
        ("workforce.teams.handlers.lines", ["999"], ("demand", "lines", "101"), ["nobody answers line 101"]),
        ("rules.answer.order", ["999"], ("rules", "answer", "order"), ["missing: 101"]),
        ("rules.answer.order", ["999", "101", "999"], ("rules", "answer", "order"), ["twice: 999"]),
        ("rules.answer.reserve", {"999": 10}, ("rules", "answer", "reserve", "999"), ["10 of at most 10"]),
        ("rules.answer.reserve", {"999": -1}, ("rules", "answer", "reserve", "999"), ["fewer than none"]),
        ("places.travel", {"emergency": "8 min", "priority": "9 min"}, ("places", "travel"), ["for scheduled"]),
        (
            "places.targets",
            {"emergency": "15 min", "priority": "1 h"},
            ("places", "targets"),
            ["graded scheduled"],
        ),
        (
            "workforce.teams.response.posts",
            {"north": {"sergeant": 5, "constable": 20}},
            ("places", "areas", "south"),
            ["nobody attends there"],
        ),
        (
            "rules.dispatch.hold_back",
            {"scheduled": 15},
            ("rules", "dispatch", "hold_back", "scheduled"),
            ["all 15 officers of south"],
        ),
        ("costs.post", {"constable": 1}, ("costs", "post"), ["cost"]),
        (
            "workforce.teams.cid.skills",
            {"pip1": 1, "pip2": 0.8},
            ("workforce", "skills"),
            ["nobody who investigates holds the skill 'rasso'", "rape need"],
        ),
        (
            "workforce.teams.cid.desks",
            ["response"],
            (MODEL, "routes", 0, "to"),
            ["'cid' does not investigate"],
        ),
        (
            "workforce.teams.response.desks",
            ["response"],
            ("workforce", "teams", "response", "desks"),
            ["would keep crimes"],
        ),
        (
            f"{MODEL}.routes.2",
            {"name": "rest", "to": "attending_officer"},
            (MODEL, "routes", 2),
            ["needs `otherwise_to`"],
        ),
        (f"{MODEL}.routes.0.otherwise_to", "cid", (MODEL, "routes", 0, "otherwise_to"), ["only goes with"]),
        (
            "workforce.teams.response.posts",
            {"north": {"sergeant": 5, "constable": 20}, "south": {"constable": 15}},
            ("workforce", "teams", "response", "posts", "south"),
            ["allocation and review", "nobody supervises response in south"],
        ),
        ("demand.backlog.0.offences", {"assault": 0}, ("demand", "backlog", 0, "offences"), ["not all zero"]),
        # Every crime finds somebody
        (f"{MODEL}.routes.2.practice", 0.9, (MODEL, "routes"), ["do not cover every crime", "assault in north"]),
        (
            f"{MODEL}.routes.2.when",
            {"attended": True},
            (MODEL, "routes"),
            ["assault in north, not attended"],
        ),
        ("workforce.teams.cid.posts", NOBODY_IN_SOUTH, (MODEL, "routes", 0, "to"), ["crimes of south come to cid"]),
        (
            "workforce.teams.crime_bureau.posts",
            {"north": {"supervisor": 1, "staff": 3}},
            (MODEL, "screen", "by"),
            ["crimes of south come to crime_bureau"],
        ),
        (
            f"{MODEL}.transfer.clauses.0.to",
            "crime_bureau",
            None,
            [],
        ),
    ],
)
def test_what_does_not_fit_is_found_at_its_place(
    change: str, value: object, path: tuple[str | int, ...] | None, words: list[str]
) -> None:
    changes: dict[str, object] = {change: value}
    if change == "workforce.shifts.2-2-2-4.cycle":
        changes["workforce.shifts.2-2-2-4.turns.N.ends"] = "07:30"
    wrong = found(**changes)
    if path is None:
        assert wrong == {}
        return
    assert path in wrong, wrong
    for word in words:
        assert word in wrong[path]


def test_a_skill_required_but_held_by_nobody_there_makes_crimes_wait_for_ever() -> None:
    changes: dict[str, object] = {
        f"{MODEL}.allocate": {"kind": "best_fit", "skill": "required"},
        f"{MODEL}.routes.1.to": "crime_bureau",
    }
    message = found(**changes)[MODEL, "allocate"]
    assert "burglary of north, south comes to crime_bureau" in message
    assert "'pip2'" in message
    changes[f"{MODEL}.allocate"] = {"kind": "best_fit", "skill": "preferred"}
    assert found(**changes) == {}


def test_a_hard_cap_of_nothing_makes_crimes_wait_for_ever() -> None:
    changes: dict[str, object] = {"workforce.teams.cid.caseload_cap": 0}
    assert "hard caseload cap is 0" in found(**changes)[MODEL, "allocate"]
    changes[f"{MODEL}.allocate"] = {"kind": "best_fit", "cap": "soft"}
    assert found(**changes) == {}


def test_nobody_needs_to_supervise_what_takes_no_time() -> None:
    posts = {"north": {"constable": 20}, "south": {"constable": 15}}
    review = {"first": "72 h", "then": "28 days", "takes": "0 s", "on_time_within": "48 h"}
    changes: dict[str, object] = {
        "workforce.teams.response.posts": posts,
        f"{MODEL}.allocate": {"kind": "best_fit"},
        f"{MODEL}.review": review,
    }
    assert found(**changes) == {}
    changes[f"{MODEL}.review"] = {**review, "takes_if": {"pip2": "40 min"}}
    assert "review take a supervisor's time" in found(**changes)["workforce", "teams", "response", "posts", "north"]


def test_a_transfer_needs_a_unit_in_every_area_from_which_crimes_may_come() -> None:
    changes: dict[str, object] = {
        "workforce.teams.local": {
            "desks": ["investigation"],
            "posts": NOBODY_IN_SOUTH,
            "shift": "office",
        },
        f"{MODEL}.transfer.clauses.0.to": "local",
    }
    path = (MODEL, "transfer", "clauses", 0, "to")
    assert "crimes of south may move to local" in found(**changes)[path]
    changes[f"{MODEL}.transfer.clauses.0.when"] = {"area": ["north"]}
    assert found(**changes) == {}


def test_names_come_first_and_all_at_once() -> None:
    wrong = found(**{"demand.call_line": "111", "demand.offences.theft.plan": "x", "rules.answer.order": ["999"]})
    assert set(wrong) == {("demand", "call_line"), ("demand", "offences", 3, "plan")}


def test_a_fault_is_shown_with_file_line_and_name_of_the_item(tmp_path: Path) -> None:
    text = VILLAGE_FILE.read_text(encoding="utf-8")
    line = 1 + text[: text.index("name: burglary to detectives")].count("\n")
    scenario = tmp_path / "wrong.yaml"
    scenario.write_text(text.replace("[burglary]}, to: detectives", "[burglary]}, to: detective"), encoding="utf-8")
    with pytest.raises(ScenarioError) as raised:
        read_scenario(scenario)
    (problem,) = raised.value.problems
    assert problem.line == line
    assert problem.path == "investigative_model.routes.burglary to detectives.to"
    assert "did you mean 'detectives'?" in problem.message


class TestUnsourced:
    def test_one_pattern_covers_everything(self) -> None:
        assert unsourced(village()) == []

    def test_without_sources_every_figure_written_is_listed_once(self) -> None:
        listed = unsourced(village(sources=[]))
        assert len(listed) == len(set(listed))
        assert ("demand", "lines", "999", "volume") in listed
        assert ("demand", "profiles", "flat", "hours") in listed
        assert ("demand", "offences", "rape", "outcomes", "charged") in listed
        assert ("demand", "plans", "complex", "digital", "wait", "time", "lognormal", "mean") in listed
        assert (MODEL, "transfer", "clauses", "serious assault", "practice", "south") in listed
        assert {path[0] for path in listed} == set(village_facts()) - {
            "about",
            "start",
            "timezone",
            "period",
            "sources",
        }

    def test_a_plain_length_is_known_by_the_path_that_was_written(self) -> None:
        assert ("demand", "lines", "999", "wrap") in unsourced(village(sources=[]))

    def test_defaults_and_words_are_not_asked_for(self) -> None:
        listed = unsourced(village(sources=[]))
        assert ("workforce", "teams", "handlers", "caseload_cap") not in listed
        assert not any(path[-1] in ("kind", "name", "profile", "switch_to") for path in listed)

    @pytest.mark.parametrize(
        ("pattern", "covered", "not_covered"),
        [
            ("demand.lines.999.volume", ["demand.lines.999.volume"], ["demand.lines.101.volume"]),
            ("demand.lines.*.volume", ["demand.lines.999.volume"], ["demand.lines.999.wrap"]),
            ("demand.lines.*", [], ["demand.lines.999.volume"]),
            ("**.volume", ["demand.lines.101.volume"], ["demand.lines.999.wrap"]),
            ("demand.**.mean", ["demand.lines.999.talk.lognormal.mean"], ["demand.lines.999.talk.lognormal.cv"]),
            ("demand.offences.rape.**", ["demand.offences.rape.harm"], ["demand.offences.theft.harm"]),
            ("demand.offences.**", ["demand.offences.rape.harm"], ["demand.lines.999.volume"]),
        ],
    )
    def test_a_star_is_one_step_and_two_are_any(self, pattern: str, covered: list[str], not_covered: list[str]) -> None:
        source = {"figures": pattern, "source": "ASSUMPTION", "range": "any"}
        listed = {".".join(map(str, path)) for path in unsourced(village(sources=[source]))}
        assert not listed.intersection(covered)
        assert listed.issuperset(not_covered)
