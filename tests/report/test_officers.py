"""The year of officers as a command: whose year is told, hours that add up on the page, and the table of everybody."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from demandsim.eventlog.officers import DOING
from demandsim.experiment.officers import OfficerYears, officer_years
from demandsim.quantities import HOUR
from demandsim.report.officers import adding_up, text, write_table
from demandsim.report.words import MINUS
from demandsim.scenario.problems import ScenarioError
from tests.conftest import Command

SCENARIOS = Path(__file__).parent.parent.parent / "scenarios"
TOWN = SCENARIOS / "town.yaml"


@pytest.fixture(scope="module")
def found() -> OfficerYears:
    return officer_years(TOWN, days=56)


def test_the_year_told_is_of_the_ninetieth_in_a_hundred_of_the_largest_attending_team(found: OfficerYears) -> None:
    frame = found.officers
    response = frame[(frame["team"] == "response") & ~frame["supervisor"]]
    called, chosen = response["interruptions_per_shift"], frame.loc[found.chosen]
    assert (len(response), chosen["team"], chosen["supervisor"]) == (30, "response", False)
    assert (called <= chosen["interruptions_per_shift"]).sum() >= 27
    assert (called < chosen["interruptions_per_shift"]).sum() < 27


def test_hours_on_the_page_add_up_as_they_are_shown(found: OfficerYears) -> None:
    told = text(found).splitlines()
    since = next(number for number, line in enumerate(told) if line.endswith("of paid"))
    hours: dict[str, float] = {}
    for line in told[since + 1 : told.index("", since)]:
        name, figure, _, _ = line.rsplit(maxsplit=3)
        hours[name] = float(figure.replace(",", "").replace(MINUS, "-"))
    parts = [value for name, value in hours.items() if not name.startswith("=")]
    doing = [value for name, value in hours.items() if name.replace(" ", "_") in DOING]
    one = found.officers.loc[found.chosen]
    assert hours["= on duty"] == pytest.approx(sum(doing))
    assert hours["= worked by the roster"] == pytest.approx(hours["= on duty"] + hours["less overtime"])
    assert hours["= rostered, and so paid"] == pytest.approx(sum(parts))
    assert hours["= rostered, and so paid"] == pytest.approx(one["paid"] / HOUR, abs=0.05)
    assert hours["= on duty"] == pytest.approx(one["on_duty"] / HOUR, abs=0.05)


def test_rounding_keeps_every_sum_right() -> None:
    third = HOUR // 10 // 3
    assert adding_up([third, third, third]) == [0, 1, 0]
    assert sum(adding_up([5000, 7000, -1300, 900])) == round((5000 + 7000 - 1300 + 900) * 10 / HOUR)
    assert adding_up([]) == []


def test_the_summary_shows_the_middle_and_the_worst_of_every_team(found: OfficerYears) -> None:
    told = text(found)
    frame = found.officers[~found.officers["supervisor"]]
    for team in ("response", "cid", "protect", "crime_bureau"):
        late = frame.loc[frame["team"] == team, "late_finishes"]
        number = max(len(late) // 10, 1)
        worst = np.sort(late.to_numpy())[-number:].mean()
        lines = told.splitlines()
        at = next(n for n, line in enumerate(lines) if line.startswith(f"{team} "))
        assert lines[at].split()[1:3] == [str(len(late)), "median"]
        assert f"{100 * worst:.1f}".removesuffix(".0") + " %" in lines[at + 1]
    assert "\nhandlers " not in told


def test_the_summary_shows_hours_by_activity_that_somebody_has(found: OfficerYears) -> None:
    told = text(found).splitlines()
    below = told.index("Hours on duty by activity:")
    assert told[below + 3].split()[2:] == ["available", "travelling", "scene", "custody", "investigating"]
    frame = found.officers[(found.officers["team"] == "response") & ~found.officers["supervisor"]]
    investigating = frame["investigating"] / HOUR
    assert told[below + 4].split()[-1] == f"{investigating.median():,.0f}"
    assert told[below + 5].split()[-1] == f"{investigating.nlargest(3).mean():,.0f}"


def test_the_table_has_everybody_and_its_hours_balance(command: Command, tmp_path: Path) -> None:
    out = tmp_path / "officers.csv"
    ended = command("officers", TOWN, "--days", 28, "--team", "cid", "--out", out)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.endswith(f"Table: {out}\n")
    assert "28 DAYS OF cid/force/constable/" in ended.out
    assert "response " not in ended.out
    table = pd.read_csv(out)
    assert set(table["team"]) == {"response", "cid", "protect", "crime_bureau"}
    assert table["supervisor"].any()
    assert np.allclose(table["hours_paid"], table["hours_planned"] + table["hours_lost"], atol=2e-4)
    assert np.allclose(table["hours_on_duty"], table["hours_planned"] + table["hours_overtime"], atol=2e-4)
    activities = table[[f"hours_{name}" for name in DOING]].sum(axis=1)
    assert np.allclose(table["hours_on_duty"], activities, atol=1e-3)
    lost = table["turns_lost_abstraction"] + table["turns_lost_sickness"]
    assert (table["turns_lost"] == lost).all()
    assert lost.sum() > 0


def test_whose_year_is_told_can_be_said(command: Command) -> None:
    ended = command("officers", TOWN, "--days", 7, "--officer", "cid/force/sergeant/0", "--option", "two more officers")
    assert ended.out.startswith("A town and its villages: two more officers\n====")
    assert "7 DAYS OF cid/force/sergeant/0" in ended.out
    assert "reviewing" in ended.out
    assert "No supervisor of the unit on duty" not in ended.out


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"team": "respons"}, "--team: there is no team 'respons' of people; did you mean 'response'? valid: response"),
        ({"team": "handlers"}, "--team: there is no team 'handlers' of people"),
        ({"officer": "cid/force/sergeant/7"}, "--officer: there is no officer 'cid/force/sergeant/7'; did you mean"),
        ({"officer": "handlers/force/handler/0"}, "--officer: there is no officer"),
    ],
)
def test_what_is_not_there_is_refused(asked: dict[str, str], said: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        officer_years(TOWN, days=1, **asked)  # type: ignore[arg-type]
    assert str(refused.value).startswith(said)


def test_a_village_of_people_who_never_sleep_has_a_year(tmp_path: Path) -> None:
    found = officer_years(SCENARIOS / "village.yaml", days=7)
    assert found.officers.loc[found.chosen, "key"] == "officers/village/constable/0"
    paid = next(line for line in text(found).splitlines() if line.startswith("= rostered"))
    assert paid.split()[-3:] == ["168.0", "100", "%"]
    write_table(found, tmp_path / "village.csv")
    calls = pd.read_csv(tmp_path / "village.csv", index_col="key")["interruptions_per_shift"]
    assert np.isnan(calls["officers/village/constable/0"])
    assert calls["detectives/village/constable/0"] == 0
