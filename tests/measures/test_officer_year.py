"""The year of officers in a small story, worked out on paper, and the tenth on whom it falls hardest."""

from __future__ import annotations

import math
from dataclasses import replace

import pandas as pd
import pytest

from demandsim.eventlog import EventLog, Moment
from demandsim.eventlog.officers import high_harm
from demandsim.eventlog.store import read_log, write_log
from demandsim.measures import measure
from demandsim.measures.officer_year import OFFICER_YEAR, worst_tenth
from demandsim.measures.window import Window
from tests.stories.hand import World
from tests.stories.quiet import KEEPING, rest
from tests.worlds import village

DAY = 86_400
RUN = 2 * DAY
NEVER = math.nan
NAMES = [entry.name for entry in OFFICER_YEAR]


def story() -> EventLog:
    """A Friday and a Saturday of five people who attend, one who leads three of them, and a detective.

    Ann is called from the burglary that she keeps at 3,000 and at 19,500 s, the second time with Bob until 21,800 s.
    Cat is out from 3,500 to 8,800 s, while her break might begin, and until 20,900 s: 15 minutes late to the second.
    """
    world = World({**KEEPING, "start": "2025-01-03"}, days=2, teams=rest())
    world.patrol("ann", (0, 20_000), (DAY, DAY + 20_000))
    world.patrol("bob", (0, 20_000))
    world.supervisor("sue", "response", (5000, 15_000), area="north")
    world.patrol("cat", (0, 20_000), area="south")
    world.detective("dan", (0, 30_000))
    first = world.incident(1000, travel=300, scene=600)
    world.crime(offence="burglary", incident=first, work=(18_000,))
    world.incident(3000, officers=2, travel=300, scene=600)
    world.incident(3500, area="south", travel=300, scene=5000)
    world.incident(19_500, officers=2, travel=300, scene=2000)
    world.incident(19_900, area="south", travel=300, scene=700)
    return world.play()


OFFICERS: dict[str, dict[str, float]] = {
    "ann": {
        "crimes_held": (DAY + 2200 - 1900) / RUN,  # 1,100 s before 3,000; 14,700 s from 4,800; 2,200 s on the Saturday
        "high_harm_held": (DAY + 2200 - 1900) / RUN,
        "turns": 2,
        "finished": 2,
        "late": 1,
        "nights": 2,
        "weekend": 1,
        "interruptions": 2,
        "breaks_due": 2,
        "breaks_forgone": 0,
        "on_duty": 41_800,
        "planned": 40_000,
        "overtime": 1800,
        "alone": 5000 + 6800 + 20_000,
        "travelling": 900,
        "on_scene": 600 + 600 + 2000,
        "investigating": 18_000,
        "resting": 1800,
    },
    "bob": {
        "turns": 1,
        "late": 1,
        "interruptions": 0,
        "breaks_due": 1,
        "alone": 11_800,
        "overtime": 1800,
        "weekend": 0,
    },
    "sue": {"turns": 1, "late": 0, "breaks_due": 0, "alone": 0, "on_duty": 10_000},
    "cat": {"late": 0, "finished": 1, "overtime": 900, "breaks_due": 1, "breaks_forgone": 1, "alone": 20_900},
    "dan": {"turns": 1, "nights": 1, "breaks_due": 0, "alone": 30_000, "on_duty": 30_000, "available": 30_000},
}
VALUES: dict[str, dict[str, float]] = {
    # Five turns of four people, two calls from a desk, both of Ann's; each worst tenth is one person.
    "interruptions_per_shift": {"": 2 / 5, "team=response": 2 / 4, "team=cid": 0},
    "interruptions_per_shift_worst_tenth": {"": 1, "team=response": 1, "team=cid": 0},
    "late_finishes": {"": 2 / 5, "team=response": 2 / 4, "team=cid": 0},
    "late_finishes_worst_tenth": {"": 1, "team=response": 1},
    "breaks_missed": {"": 1 / 4, "team=response": 1 / 4, "team=cid": NEVER},
    "breaks_missed_worst_tenth": {"": 1, "team=response": 1, "team=cid": NEVER},
    "high_harm_held": {"": 86_700 / RUN / 4, "team=response": 86_700 / RUN / 3, "team=cid": 0},
    "high_harm_held_worst_tenth": {"": 86_700 / RUN, "team=response": 86_700 / RUN, "team=cid": 0},
    "without_supervisor": {
        "": (31_800 + 11_800 + 20_900 + 30_000) / (41_800 + 21_800 + 20_900 + 30_000),
        "team=response": (31_800 + 11_800 + 20_900) / (41_800 + 21_800 + 20_900),
        "team=cid": 1,
    },
    "without_supervisor_worst_tenth": {"": 1, "team=response": 1, "team=cid": 1},
}


@pytest.fixture(scope="module")
def log() -> EventLog:
    return story()


@pytest.fixture(scope="module")
def people(log: EventLog) -> pd.DataFrame:
    frame = Window(log, 0).officer_year
    return frame.set_index(frame["key"].str.split("/").str[2])


@pytest.mark.parametrize(("name", "column"), [(name, column) for name, values in OFFICERS.items() for column in values])
def test_officer_on_paper(people: pd.DataFrame, name: str, column: str) -> None:
    assert people.loc[name, column] == pytest.approx(OFFICERS[name][column], rel=1e-12)


@pytest.mark.parametrize(("name", "group"), [(name, group) for name, groups in VALUES.items() for group in groups])
def test_value_on_paper(log: EventLog, name: str, group: str) -> None:
    found = measure(log, [name], 0).set_index("group")["value"]
    assert found[group] == pytest.approx(VALUES[name][group], rel=1e-12, nan_ok=True)


def test_after_a_warm_up_only_what_comes_then_counts(log: EventLog) -> None:
    ann = Window(log, 1).officer_year.iloc[0]
    assert (ann["turns"], ann["late"], ann["interruptions"], ann["breaks_due"]) == (1, 0, 0, 1)
    assert (ann["on_duty"], ann["overtime"], ann["alone"]) == (20_000, 0, 20_000)
    assert ann["crimes_held"] == pytest.approx(2200 / DAY, rel=1e-12)


def test_a_turn_that_goes_on_at_the_end_counts_as_late_once_it_is() -> None:
    world = World()
    world.patrol("ann", (0, 80_000))
    world.patrol("bob", (80_000, 90_000), area="south")
    world.incident(79_000, travel=300, scene=20_000)
    ann, bob = Window(world.play(), 0).officer_year[["turns", "finished", "late", "overtime"]].to_numpy().tolist()
    assert ann == [1, 1, 1, 6400]
    assert bob == [1, 0, 0, 0]


def test_a_log_from_a_store_says_the_same(log: EventLog, tmp_path: object) -> None:
    stored = read_log(write_log(log, f"{tmp_path}/log"))
    pd.testing.assert_frame_equal(measure(stored, NAMES, 0), measure(log, NAMES, 0))


def test_staffed_positions_are_no_people(log: EventLog) -> None:
    scenario = log.facts.scenario
    seats = scenario.workforce.teams["cid"].model_copy(update={"positions": (1,) * 24})
    workforce = scenario.workforce.model_copy(update={"teams": {**scenario.workforce.teams, "cid": seats}})
    facts = replace(log.facts, scenario=scenario.model_copy(update={"workforce": workforce}))
    assert set(Window(replace(log, facts=facts), 0).officer_year["team"]) == {"response"}


def test_a_report_put_aside_is_an_interruption_and_a_break_cut_short_is_not() -> None:
    world = World({"demand.incidents.violence.report": "50 min"}, teams=rest())
    world.patrol("ann", (0, 20_000))
    world.incident(1000, travel=300, scene=600, report=3000)  # written from 1,900 s on
    world.incident(2500, travel=300, scene=200)  # called from the report; the break is due at 3,600 s
    world.incident(4000, travel=300, scene=200)  # called from the break
    log = world.play()
    ann = Window(log, 0).officer_year.iloc[0]
    assert {Moment.PUT_ASIDE, Moment.RESTED} <= set(log.moment.tolist())
    assert (ann["interruptions"], ann["breaks_due"], ann["breaks_forgone"]) == (1, 1, 0)
    assert (ann["resting"], ann["reporting"]) == (400, 3000)


@pytest.mark.parametrize(
    ("values", "worst"),
    [
        ([3.0], 3.0),
        ([1.0, 5.0, NEVER, 2.0], 5.0),
        ([*range(19)], 18.0),
        ([*range(20)], 18.5),
        ([NEVER], NEVER),
        ([], NEVER),
    ],
)
def test_the_worst_tenth_is_rounded_down_but_at_least_one(values: list[float], worst: float) -> None:
    assert worst_tenth(pd.Series(values, dtype=float)) == pytest.approx(worst, nan_ok=True)


def test_high_harm_is_what_nine_crimes_in_ten_do_not_exceed() -> None:
    # By volume: theft 49 %, assault 86 %, burglary 98 %, rape.
    assert high_harm(village()) == 440
    # Exactly nine in ten are thefts and assaults.
    volumes = {"theft": 450, "assault": 450, "burglary": 60, "rape": 40}
    even = {f"demand.offences.{name}.per_year": f"{volume} per year" for name, volume in volumes.items()}
    assert high_harm(village(**even)) == 180
