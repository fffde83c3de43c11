"""Model checks: what is declared wrongly in the investigative model is refused at its place, with the crimes a year."""

from __future__ import annotations

from typing import Any

import pytest

from demandsim.scenario.circles import circles
from demandsim.scenario.crosscheck import cross_check
from tests.worlds import village

MODEL = "investigative_model"
FACTORS = {"demand.factors": {"witness": {"share": 0.2, "by_offence": {"theft": 0.4}}}}
BY_FACTORS = {
    "kind": "factors",
    "by": "crime_bureau",
    "weights": {"witness": 2, "named suspect": 3},
    "file_below": 2,
    "desk_below": 3,
}
ROUTES: list[dict[str, Any]] = [
    {"name": "rape", "when": {"offence": ["rape"]}, "to": "cid", "if_full": "response"},
    {"name": "rest", "to": "attending_officer", "otherwise_to": "response", "if_off_duty": "cid"},
]


def routes(number: int, **facts: Any) -> dict[str, Any]:
    """The routes with one of them changed."""
    return {f"{MODEL}.routes": [route | facts if row == number else route for row, route in enumerate(ROUTES)]}


def moves(*clauses: dict[str, Any]) -> dict[str, Any]:
    """Clauses named `a`, `b`, `c` in order."""
    return {f"{MODEL}.transfer.clauses": [{"name": "abc"[row], **each} for row, each in enumerate(clauses)]}


def test_all_of_it_fits_together() -> None:
    hours = {"opens": "08:00", "closes": "18:00"}
    sound = {
        **FACTORS,
        **routes(0, when={"score_at_least": 0.2, "score_below": 0.4, "hours": hours}),
        f"{MODEL}.screen": BY_FACTORS | {"hours": hours},
        f"{MODEL}.allocate.by": "cid",
        f"{MODEL}.allocate.hours": hours,
    }
    assert cross_check(village(**sound)) == []


@pytest.mark.parametrize(
    ("changes", "path", "words"),
    [
        (
            {"demand.factors": {"witness": {"share": 0.2, "by_offence": {"thft": 0.4}}}},
            ("demand", "factors", "witness", "by_offence", "thft"),
            "did you mean 'theft'",
        ),
        (
            {"demand.factors": {"named suspect": {"share": 0.2}}},
            ("demand", "factors", "named suspect"),
            "a factor of its own",
        ),
        (
            {"demand.factors": {f"f{row}": {"share": 0.5} for row in range(61)}},
            ("demand", "factors"),
            "at most 60 factors, found 61",
        ),
        (
            {**FACTORS, f"{MODEL}.screen": BY_FACTORS | {"weights": {"witnes": 2}}},
            (MODEL, "screen", "weights", "witnes"),
            "did you mean 'witness'",
        ),
        ({**FACTORS, f"{MODEL}.screen": BY_FACTORS | {"by": "desk"}}, (MODEL, "screen", "by"), "no team 'desk'"),
        (
            {**FACTORS, f"{MODEL}.screen": BY_FACTORS | {"by": "handlers"}},
            (MODEL, "screen", "by"),
            "'handlers' does not investigate",
        ),
        (
            {**FACTORS, f"{MODEL}.screen": BY_FACTORS | {"never": [{"offence": ["murder"]}]}},
            (MODEL, "screen", "never", 0, "offence"),
            "no offence 'murder'",
        ),
        (
            {**FACTORS, f"{MODEL}.screen": BY_FACTORS | {"desk_below": 1}},
            (MODEL, "screen", "desk_below"),
            "must not lie below file_below (2)",
        ),
        (
            {
                **FACTORS,
                f"{MODEL}.screen": BY_FACTORS,
                "rules.pressure": [
                    {
                        "name": "p",
                        "watch": {"queue": "crimes"},
                        "above": 5,
                        "release": 2,
                        "do": {"screen_harder": 0.1},
                    }
                ],
            },
            ("rules", "pressure", 0, "do", "screen_harder"),
            "counts factors",
        ),
        (
            routes(0, when={"score_at_least": 0.4, "score_below": 0.4}),
            (MODEL, "routes", 0, "when", "score_below"),
            "no score is at least 0.4 and below 0.4",
        ),
        (routes(0, if_full="respnse"), (MODEL, "routes", 0, "if_full"), "did you mean 'response'"),
        (routes(1, if_off_duty="pvp"), (MODEL, "routes", 1, "if_off_duty"), "no team 'pvp'"),
        (routes(0, if_full="handlers"), (MODEL, "routes", 0, "if_full"), "'handlers' does not investigate"),
        (routes(0, if_full="cid"), (MODEL, "routes", 0, "if_full"), "the team of the clause itself"),
        (routes(1, if_off_duty="response"), (MODEL, "routes", 1, "if_off_duty"), "the team of the clause itself"),
        ({f"{MODEL}.allocate.by": "bureau"}, (MODEL, "allocate", "by"), "no team 'bureau'"),
        (
            {f"{MODEL}.allocate.by": "handlers", "workforce.teams.handlers.posts": {"force": {"handler": 9}}},
            (MODEL, "allocate", "by"),
            "handlers allocates for all and has no supervisor in any area",
        ),
    ],
)
def test_what_does_not_fit_is_found(changes: dict[str, Any], path: tuple[str | int, ...], words: str) -> None:
    found = cross_check(village(**changes))
    assert path in [where for where, _ in found]
    assert words in dict(found)[path]


def test_a_second_team_must_be_there_where_the_crimes_are() -> None:
    """Of 40 rapes a year two fifths are in the south."""
    only_north = {"workforce.teams.response.posts": {"north": {"sergeant": 4, "constable": 20}}}
    screen = {f"{MODEL}.screen": {"kind": "none"}}
    found = dict(cross_check(village(**routes(0), **only_north, **screen)))
    assert found[MODEL, "routes", 0, "if_full"] == (
        "response has nobody in south nor for the force, where the clause sends 16 crimes a year"
    )


def test_an_allocation_desk_has_supervisors_wherever_crimes_are_allocated() -> None:
    north = {"north": {"sergeant": 2, "constable": 6}}
    teams = {"workforce.teams.crime_bureau.posts": north, f"{MODEL}.allocate.by": "crime_bureau"}
    found = dict(cross_check(village(**teams)))
    assert "crime_bureau allocates for all and has no supervisor in south nor" in found[MODEL, "allocate", "by"]
    assert (MODEL, "allocate", "by") not in dict(
        cross_check(village(**teams, investigative_model__allocate__takes="0 s"))
    )


def test_with_a_desk_that_allocates_other_units_need_supervisors_for_reviews_only() -> None:
    posts = {"workforce.teams.cid.posts": {"force": {"constable": 6}}}
    here = ("workforce", "teams", "cid", "posts", "force")
    assert dict(cross_check(village(**posts)))[here].startswith("allocation and review take")
    desk = {**posts, f"{MODEL}.allocate.by": "response"}
    assert dict(cross_check(village(**desk)))[here].startswith("review take")
    no_time = {f"{MODEL}.review.takes": "0 s", f"{MODEL}.review.takes_if": {}}
    assert cross_check(village(**desk, **no_time)) == []


def test_a_hard_cap_cannot_lie_below_the_opening_backlog() -> None:
    held = {"team": "cid", "per_officer": 8, "offences": {"assault": 1}, "age": "30 days"}
    backlog = {"demand.backlog": [held, held | {"per_officer": 4}], "workforce.teams.cid.caseload_cap": 11}
    found = dict(cross_check(village(**backlog, investigative_model__allocate__cap="hard")))
    assert found["workforce", "teams", "cid", "caseload_cap"].startswith(
        "officers of cid hold 12 crimes each at the start (72 in all), more than the hard cap of 11"
    )
    assert cross_check(village(**backlog, investigative_model__allocate__cap="soft")) == []
    enough = backlog | {"workforce.teams.cid.caseload_cap": 12}
    assert cross_check(village(**enough, investigative_model__allocate__cap="hard")) == []


class TestCircles:
    def test_two_teams_that_send_each_other_the_same_crimes(self) -> None:
        """Rapes go to CID; 40 a year, practice 50 % and 75 % of one luck: half of them go round."""
        there = {"when": {"offence": ["rape", "theft"]}, "from_teams": ["cid"], "to": "response", "practice": 0.5}
        back = {"when": {"harm_at_least": 1000}, "from_teams": ["response"], "to": "cid", "practice": 0.75}
        clauses = moves(there, back) | {f"{MODEL}.screen": {"kind": "none"}} | routes(9)
        scenario = village(**clauses)
        (circle,) = circles(scenario)
        assert (circle.clauses, circle.teams) == ((0, 1), ("cid", "response", "cid"))
        assert circle.per_year == pytest.approx(20)
        assert dict(cross_check(scenario))[MODEL, "transfer", "clauses", 0] == (
            "crimes would move in a circle, whoever owns them: cid -> response -> cid by 'a', 'b'; 20 crimes a year"
        )

    def test_longer_circles_are_found_from_wherever_a_crime_comes(self) -> None:
        first = {"from_teams": ["crime_bureau"], "to": "cid"}
        second = {"from_teams": ["cid"], "to": "response", "when": {"area": ["south"]}}
        third = {"from_teams": ["response"], "to": "crime_bureau", "owner": "any"}
        scenario = village(**moves(first, second, third), **routes(9), **{f"{MODEL}.screen": {"kind": "none"}})
        (circle,) = circles(scenario)
        assert circle.clauses == (0, 1, 2)
        assert circle.teams == ("crime_bureau", "cid", "response", "crime_bureau")
        in_the_south = 0.4 * sum(offence.per_year for offence in scenario.demand.offences) * 365 * 86_400
        assert circle.per_year == pytest.approx(in_the_south)

    @pytest.mark.parametrize(
        "clauses",
        [
            # One of the two asks who owns it.
            ({"from_teams": ["cid"], "to": "response", "owner": "lacks_skill"}, {"to": "cid"}),
            # No crime is both.
            (
                {"from_teams": ["cid"], "to": "response", "when": {"vulnerable": True}},
                {"from_teams": ["response"], "to": "cid", "when": {"vulnerable": False}},
            ),
            (
                {"from_teams": ["cid"], "to": "response", "when": {"score_below": 0.5}},
                {"from_teams": ["response"], "to": "cid", "when": {"score_at_least": 0.5}},
            ),
            # An earlier clause takes them elsewhere, and nobody sends them back.
            (
                {"from_teams": ["cid"], "to": "crime_bureau"},
                {"from_teams": ["cid"], "to": "response"},
                {"from_teams": ["response"], "to": "cid"},
            ),
        ],
    )
    def test_what_is_no_circle(self, clauses: tuple[dict[str, Any], ...]) -> None:
        assert circles(village(**moves(*clauses), **routes(9))) == []

    def test_hours_come_round(self) -> None:
        by_day = {"opens": "08:00", "closes": "18:00"}
        by_night = {"opens": "18:00", "closes": "08:00"}
        there = {"from_teams": ["cid"], "to": "response", "when": {"hours": by_day}}
        back = {"from_teams": ["response"], "to": "cid", "when": {"hours": by_night}}
        assert len(circles(village(**moves(there, back), **routes(9)))) == 1


def test_a_backlog_is_stated_once_and_in_areas_that_the_team_serves() -> None:
    held = {"team": "cid", "offences": {"assault": 1}, "age": "30 days"}
    for both in ({}, {"per_officer": 2, "crimes": {"north": 1}}):
        with pytest.raises(ValueError, match="either as `crimes` by area or `per_officer`"):
            village(**{"demand.backlog": [held | both]})
    found = cross_check(village(**{"demand.backlog": [held | {"crimes": {"nroth": 3}}]}))
    assert [path for path, _ in found] == [("demand", "backlog", 0, "crimes", "nroth")]
    here = {"demand.backlog": [held | {"team": "response", "crimes": {"south": 3}}]}
    nobody = {"workforce.teams.response.posts": {"north": {"constable": 9}}}
    assert cross_check(village(**here)) == []
    found = cross_check(village(**here, **nobody))
    assert (
        ("demand", "backlog", 0, "crimes", "south"),
        "open crimes of south: response has nobody there nor for the force",
    ) in found
