"""Set grade times beside those of another force: `python docs/grade_times.py SCENARIO DATA`.

DATA is the folder with `cheshire_weekly_jan-mar2020.csv` (read off published charts on Cheshire, ten weeks of 2020).
Plays 28 days after 14 of warm-up once and prints medians by grade in Markdown: minutes from grading to the first
arrival, minutes on scene of the first officer, and the share attended.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

from demandsim.engine import run
from demandsim.eventlog.views import duty, incidents
from demandsim.roster import build_roster
from demandsim.rules.choice import GRADES
from demandsim.scenario.files import read_scenario
from demandsim.tape import record

WARM_UP, DAYS = 14, 42


def simulated(path: Path) -> pd.DataFrame:
    """Play the scenario once and give medians by grade."""
    scenario = read_scenario(path)
    tape = record(scenario, days=DAYS)
    log = run(tape, build_roster(scenario.workforce, tape.absences), scenario.rules)
    frame = incidents(log)
    frame = frame[frame["graded_at"] >= WARM_UP * 86_400]
    spells = duty(log)
    there = spells[spells["activity"] == "on_scene"].sort_values("from_at")
    scene = ((there["to_at"] - there["from_at"]) / 60).groupby(there["subject"]).first()
    frame = frame.assign(
        response=(frame["arrived_at"] - frame["graded_at"]) / 60, scene=frame["incident"].map(scene.to_dict())
    )
    by_grade = frame.groupby("grade", observed=True)
    return pd.DataFrame(
        {
            "response": by_grade["response"].median(),
            "scene": by_grade["scene"].median(),
            "attended": by_grade["arrived_at"].agg(lambda arrived: arrived.notna().mean()) * 100,
        }
    )


def published(folder: Path) -> pd.DataFrame:
    """Read Cheshire's weekly medians and give their means by grade, 1 to 4."""
    rows = pd.read_csv(folder / "cheshire_weekly_jan-mar2020.csv")
    rows = rows[rows["category"] == "by grade"]
    table = rows.pivot_table(index="grade", columns="metric", values="value")
    return table[["median_response_min", "median_time_on_scene_min", "pct_attended"]]


def main(path: Path, folder: Path) -> None:
    """Print the table."""
    ours, theirs = simulated(path), published(folder)
    whats = ("To arrival, min", "On scene, min", "Attended, %")
    print(f"| Grade | {' | '.join(f'{what}: {whose}' for what in whats for whose in ('ours', 'Cheshire'))} |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for number, grade in enumerate(GRADES, start=1):
        cells = [f"{value:.1f}" for pair in zip(ours.loc[grade], theirs.loc[number], strict=True) for value in pair]
        print(f"| {number} {grade} | {' | '.join(cells)} |".replace("<NA>", "–"))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
