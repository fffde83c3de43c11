"""Sentences of the one-page sheets: a group is only named, and a flow only told apart, beyond doubt."""

from __future__ import annotations

import math
from dataclasses import replace

import pandas as pd
import pytest

from demandsim.experiment.comparison import Comparison, compare_values
from demandsim.measures import MEASURES
from demandsim.report.sheets import said as said
from demandsim.report.sheets.form import COST, REVIEWS_DUE, Figure, Form, Lines
from demandsim.report.sheets.seen import Seen
from demandsim.report.sheets.words import against_baseline, estimate, targets
from tests.report import made_up
from tests.worlds import village

Runs = dict[tuple[str, str], list[float]]
TODAY, OPTION = made_up.OPTIONS[:2]


@pytest.fixture(scope="module")
def anything() -> Comparison:
    return made_up.comparison(replications=2)


def seen(anything: Comparison, runs: Runs, before: Runs | None = None) -> Seen:
    """Put values by measure and group, a number a replication, into results of one option or of two."""
    options = (TODAY,) if before is None else (TODAY, OPTION)
    rows = [
        (option, n, measure, group, value, MEASURES[measure].unit)
        for option, by_group in zip(options, (runs,) if before is None else (before, runs), strict=True)
        for (measure, group), numbers in by_group.items()
        for n, value in enumerate(numbers)
    ]
    values = pd.DataFrame(rows, columns=["option", "replication", "measure", "group", "value", "unit"])
    table = compare_values(values, options, tuple(MEASURES.values()))
    return Seen(replace(anything, options=options, values=values, table=table), options[-1], village())


CLEAR = [[0.50, 0.52, 0.51], [0.70, 0.72, 0.70], [0.90, 0.91, 0.93]]
NEAR = [[0.60, 0.66, 0.63], [0.62, 0.64, 0.66], [0.90, 0.95, 0.93]]


def by(measure: str, key: str, runs: list[list[float]], of: str = "") -> Runs:
    return {(measure, f"{of}{key}={name}"): numbers for name, numbers in zip("abc", runs, strict=False)}


def test_a_group_is_only_the_lowest_where_it_is_told_from_every_other(anything: Comparison) -> None:
    clear = said.extreme(seen(anything, by("reviews_on_time", "team", CLEAR)), "reviews_on_time", "team")
    assert clear == said.Extreme("a", pytest.approx(0.51), (), all_level=False)
    assert said.extreme_words(clear, "share", "least") == "least in a (51.0 %)"
    near = said.extreme(seen(anything, by("reviews_on_time", "team", NEAR)), "reviews_on_time", "team")
    assert near is not None
    assert (near.name, near.level_with) == ("a", ("b",))
    assert said.extreme_words(near, "share", "least") == "where least cannot be told (a and b)"
    most = said.extreme(seen(anything, by("reviews_on_time", "team", CLEAR)), "reviews_on_time", "team", highest=True)
    assert most is not None
    assert (most.name, most.level_with) == ("c", ())


def test_the_more_groups_the_surer_the_lowest_must_be(anything: Comparison) -> None:
    """0.10 ± 0.09 apart: told from one other, not from one of nine at the same level of confidence over all."""
    apart = [[0.50, 0.50, 0.50], [0.56, 0.60, 0.64]]
    alone = said.extreme(seen(anything, by("reviews_on_time", "team", apart)), "reviews_on_time", "team")
    assert alone is not None
    assert alone.level_with == ()
    many = by("reviews_on_time", "team", apart)
    many |= {("reviews_on_time", f"team=far {n}"): [0.9, 0.91, 0.92] for n in range(8)}
    found = said.extreme(seen(anything, many), "reviews_on_time", "team")
    assert found is not None
    assert (found.level_with, found.all_level) == (("b",), False)


@pytest.mark.parametrize("runs", [CLEAR[:1], [[0.5, 0.5]] * 3, [[math.nan] * 2] * 3, [[math.nan] * 2, [0.4, 0.5]]])
def test_no_group_is_the_lowest_of_one_of_alike_or_of_none(anything: Comparison, runs: list[list[float]]) -> None:
    view = seen(anything, by("reviews_on_time", "team", runs))
    assert said.extreme(view, "reviews_on_time", "team") is None
    assert said.extreme_words(None, "share", "least") == ""


def test_one_replication_tells_no_group_from_another(anything: Comparison) -> None:
    view = seen(anything, by("reviews_on_time", "team", [[0.2], [0.9]]))
    found = said.extreme(view, "reviews_on_time", "team")
    assert found is not None
    assert (found.level_with, found.all_level) == (("b",), True)
    assert said.extreme_words(found, "share", "least") == "", "of two that are level nothing is said"


def test_how_many_are_reached(anything: Comparison) -> None:
    runs: Runs = {("response_in_target", ""): [0.80, 0.82, 0.84]}
    assert said.reached_sentence(seen(anything, runs)) == (
        "Of incidents that need attending, 82.0 ± 5.0 % are reached within the target of their grade."
    )
    runs |= {("response_in_target", f"grade={grade}"): [share] * 3 for grade, share in GRADES.items()}
    assert "(emergency 70.0 %, priority 90.0 %)" in said.reached_sentence(seen(anything, runs))
    assert said.reached_sentence(seen(anything, {("cost", ""): [1.0, 2.0]})) == ""


GRADES = {"emergency": 0.7, "priority": 0.9, "resolution": math.nan}


def test_where_emergencies_wait(anything: Comparison) -> None:
    emergency = "grade=emergency, "
    clear = seen(anything, by("response_in_target", "area", CLEAR, emergency))
    assert said.area_sentence(clear) == "Emergencies are reached in target least often in a (51.0 %)."
    near = seen(anything, by("response_in_target", "area", NEAR, emergency))
    assert said.area_sentence(near) == (
        "Emergencies are reached in target least often in a or b; in which cannot be told."
    )
    alike = {("response_in_target", f"{emergency}area={n}"): [0.5 + n / 100, 0.58, 0.54 - n / 100] for n in range(6)}
    assert said.area_sentence(seen(anything, alike)) == (
        "In which area emergencies are reached in target least often cannot be told."
    )
    alike[("response_in_target", f"{emergency}area=far")] = [0.98, 0.99, 0.97]
    assert "in one of 6 areas; in which cannot be told" in said.area_sentence(seen(anything, alike))
    assert said.area_sentence(seen(anything, by("response_in_target", "area", CLEAR))) == ""


def test_what_waits_and_what_is_exchanged(anything: Comparison) -> None:
    waiting: Runs = {("incidents_waiting", ""): [10.0, 12.0]}
    assert "11.0 ± 12.7 incidents wait for the first officer; those" in said.waiting_sentence(seen(anything, waiting))
    waiting[("waiting_age", "")] = [2.0, 2.0]
    assert "first officer, so far for 2.00 h; those" in said.waiting_sentence(seen(anything, waiting))
    lost: Runs = {
        ("investigation_lost_to_response", ""): [5.0, 5.0],
        ("response_lost_to_investigation", ""): [0.0, 0.0],
    }
    assert said.exchange_sentence(seen(anything, lost)).startswith("Officers are at incidents, or on the way, for 5.00")
    assert "investigate for" not in said.exchange_sentence(seen(anything, lost))
    nothing: Runs = {("investigation_lost_to_response", ""): [0.0, 0.0]}
    assert said.exchange_sentence(seen(anything, nothing)) == said.waiting_sentence(seen(anything, nothing)) == ""


@pytest.mark.parametrize(
    ("closed", "end"),
    [
        ([90.0, 91.0, 89.0], " closed: more are recorded than closed."),
        ([110.0, 111.0, 109.0], " closed: more are closed than recorded."),
        ([90.0, 115.0, 99.0], " closed: which is more cannot be told."),
        ([100.0, 101.0, 99.0], " closed: which is more cannot be told."),
        ([90.0], " closed."),
    ],
)
def test_whether_more_come_in_than_are_closed(anything: Comparison, closed: list[float], end: str) -> None:
    runs: Runs = {("crimes_recorded", ""): [100.0, 101.0, 99.0][: len(closed)], ("crimes_closed", ""): closed}
    assert said.flow_sentence(seen(anything, runs)).endswith(end)
    assert said.flow_sentence(seen(anything, {("crimes_closed", ""): closed})) == ""


LOW = [0.3, 0.4]


def test_what_is_open_who_owns_it_and_how_many_each_holds(anything: Comparison) -> None:
    runs: Runs = {("open_crimes_at_end", ""): [200.0, 200.0], ("open_over_four_months", ""): [0.0, 0.0]}
    assert said.backlog_sentence(seen(anything, runs)) == (
        "At the end 200.0 crimes are open; 0 of them are over four months old."
    )
    runs = {("owner_has_skill", ""): [0.9, 0.9]}
    assert said.skill_sentence(seen(anything, runs)).endswith("to one who holds the required skills.")
    runs[("specialist_owner_has_skill", "")] = [0.5, 0.5]
    assert said.skill_sentence(seen(anything, runs)).endswith("skill most officers hold, 50.0 %.")
    unsure = runs | {
        ("specialist_owner_has_skill", f"offence={n}"): share for n, share in (("x", LOW), ("y", LOW[::-1]))
    }
    assert said.skill_sentence(seen(anything, unsure)).endswith("skill most officers hold, 50.0 %.")
    sure = runs | {("specialist_owner_has_skill", f"offence={n}"): [share] * 2 for n, share in (("x", 0.3), ("y", 0.8))}
    assert said.skill_sentence(seen(anything, sure)).endswith("50.0 %, least often of x (30.0 %).")
    runs = {("caseload", ""): [4.0, 4.0], ("caseload_p90", ""): [9.0, 9.0]}
    assert said.caseload_sentence(seen(anything, runs)) == (
        "An investigator holds 4.00 crimes on average; the tenth with most hold 9.00 or more."
    )
    runs |= {("caseload", f"team={n}"): [load] * 2 for n, load in (("x", 3.0), ("y", 8.0))}
    assert "on average, most in y (8.00 crimes); the tenth" in said.caseload_sentence(seen(anything, runs))


def test_how_the_force_is_led(anything: Comparison) -> None:
    runs: Runs = {("reviews_on_time", ""): [0.8, 0.8]}
    assert said.reviews_sentence(seen(anything, runs)) == "80.0 % of supervisors’ reviews are done in time."
    runs = {("span_of_control", ""): [7.0, 7.0]}
    runs |= {("span_of_control", f"team={n}"): [span] * 2 for n, span in (("x", 5.0), ("y", 9.0))}
    assert said.spans_sentence(seen(anything, runs)) == (
        "A supervisor leads 7.00 officers on average, fewest in x (5.00 officers), most in y (9.00 officers)."
    )
    assert said.spans_sentence(seen(anything, {("cost", ""): [1.0]})) == ""
    assert said.reviews_sentence(seen(anything, {("cost", ""): [1.0]})) == ""


def test_hours_asked_of_supervisors_are_said_to_be_on_paper(anything: Comparison) -> None:
    start = "On paper, by arithmetic on means and without the opening backlog, supervisors are asked for more hours"
    few = Seen(anything, TODAY, village())
    tightest = max(few.audited.leaders, key=lambda one: one.load)
    assert tightest.load < 1
    assert said.hours_sentence(few) == (
        f"{start} than they have in none of 3 units; nearest to it is {tightest.team}, {tightest.place}, at "
        f"{100 * tightest.load:.1f} %."
    )
    many = Seen(anything, TODAY, village(**{"investigative_model.review.takes": "90 h"}))
    over = sum(one.load > 1 for one in many.audited.leaders)
    assert said.hours_sentence(many) == f"{start} than they have in {over} of 3 units."
    assert over == 2


@pytest.mark.parametrize(
    ("pip2", "rasso", "sentence"),
    [
        (
            "100 %",
            "100 %",
            "In none of 3 units is a skill that crimes there need held by one officer alone or by nobody.",
        ),
        ("17 %", "100 %", "In 1 of 3 units one officer alone holds a skill that crimes there need."),
        ("100 %", "0 %", "In 1 of 3 units nobody holds a skill that crimes there need."),
        (
            *("17 %", "0 %"),
            "In 1 of 3 units nobody holds a skill that crimes there need; in 1 of 3 units one officer alone holds one.",
        ),
    ],
)
def test_who_alone_holds_a_skill(anything: Comparison, pip2: str, rasso: str, sentence: str) -> None:
    skills = {"pip1": "100 %", "pip2": pip2, "rasso": rasso}
    view = Seen(anything, TODAY, village(**{"workforce.teams.cid.skills": skills}))
    assert said.skills_alone_sentence(view) == sentence


@pytest.mark.parametrize(
    ("mean", "half_width", "unit", "words"),
    [
        (0.905, 0.031, "share", "90.5 ± 3.1"),
        (0.905, 0.0002, "share", "90.50 ± 0.02"),
        (0.1, 0.004, "per crime", "0.100 ± 0.004"),
        (1234.5, 20.0, "crimes", "1,234 ± 20"),
        (1234.5, 0.3, "crimes", "1,234.5 ± 0.3"),
        (5.0, 0.0, "days", "5.00"),
        (5.0, math.nan, "days", "5.00"),
        (0.0, 0.0, "crimes", "0"),
        (-2.0, 0.5, "days", "−2.00 ± 0.50"),
        (math.nan, math.nan, "days", "no value"),
    ],
)
def test_an_interval_is_never_rounded_to_nothing(mean: float, half_width: float, unit: str, words: str) -> None:
    assert estimate(mean, half_width, unit) == words


def form(*figures: Figure) -> Form:
    return Form("Heading", "Kicker", (Lines("lines", "Lines", figures),), (), ())


NAMED = [Figure(name, f"Figure {name}") for name in ("hand_offs", "overtime", "caseload", "reopened", "open_crimes")]


def test_an_option_is_better_or_worse_figure_by_figure_headline_measures_first(anything: Comparison) -> None:
    today: Runs = {(name.measure, ""): [10.0, 10.1, 9.9, 10.0] for name in (*NAMED, COST)}
    other: Runs = {key: [value - 5 for value in numbers] for key, numbers in today.items()}
    other[("cost", "")] = [20.0, 20.1, 19.9, 20.2]
    view = seen(anything, other, today)
    assert against_baseline(view, form(*NAMED, COST)) == (
        f"Against ‘today’, taking each figure alone, ‘{OPTION}’ is better on figure caseload, figure hand_offs, figure "
        "overtime and figure open_crimes, worse on cost."
    )
    more = [*NAMED, Figure("refused_offers", "Refused"), Figure("allocation_time", "… a detail")]
    today |= {("refused_offers", ""): [1.0, 1.0, 1.0, 1.1], ("allocation_time", ""): [1.0, 1.0, 1.0, 1.1]}
    other |= {("refused_offers", ""): [0.1, 0.1, 0.1, 0.1], ("allocation_time", ""): [0.1, 0.1, 0.1, 0.1]}
    sentence = against_baseline(seen(anything, other, today), form(*more))
    assert sentence.endswith("figure open_crimes and 1 more figure.")


def test_nothing_is_said_of_what_is_not_shown(anything: Comparison) -> None:
    today: Runs = {("overtime", ""): [10.0, 12.0, 11.0], ("cost", ""): [5.0, 5.0, 5.0]}
    other: Runs = {("overtime", ""): [11.0, 11.0, 11.5], ("cost", ""): [5.0, 5.0, 5.0]}
    shown = form(Figure("overtime", "Overtime"), COST)
    assert against_baseline(seen(anything, other, today), shown) == (
        f"No figure of this sheet shows ‘{OPTION}’ better or worse than ‘today’."
    )
    once = {key: numbers[:1] for key, numbers in today.items()}
    assert against_baseline(seen(anything, once, once), shown).startswith("One replication cannot tell")


def test_targets_stand_with_their_sources() -> None:
    sources = [
        {"figures": "places.targets.emergency", "source": "Force policy 2017", "quality": "A"},
        {"figures": "places.targets.priority", "source": "ASSUMPTION", "range": "30-60 min"},
    ]
    found = targets(village(sources=sources), [("arrival:", "places.targets.emergency")])
    assert found == ["arrival: 15 min (Force policy 2017)"]
    found = targets(village(sources=sources), [("arrival:", "places.targets.*")])
    assert found == [
        "arrival: emergency 15 min (Force policy 2017)",
        "arrival: priority 1 h (ASSUMPTION, range 30-60 min)",
        "arrival: scheduled 2 days, resolution 2 days (no source is given)",
    ]
    assert targets(village(), REVIEWS_DUE) == [
        "first review after allocation 3 days, then every 28 days, then every, by skill: pip2 14 days, review on time "
        "within 2 days (ASSUMPTION, range invented for tests: any)"
    ]
    assert targets(village(), [("nothing", "places.nothing.*")]) == []
