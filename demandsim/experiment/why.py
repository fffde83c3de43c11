"""Why this officer: play a scenario and say of one crime why it went to whom it went."""

from __future__ import annotations

from pathlib import Path

from demandsim.engine import run
from demandsim.eventlog.considered import why_in_words
from demandsim.eventlog.journeys import crimes
from demandsim.experiment.store import ResultsError
from demandsim.roster import build_roster
from demandsim.scenario.files import read_scenario
from demandsim.tape import record


def why(
    path: str | Path,
    crime: int,
    *,
    option: str | None = None,
    replication: int = 0,
    days: int | None = None,
    seed: int = 1,
) -> list[str]:
    """Play a scenario, as it stands or under an option, and say of every allocation of a crime why and who came next.

    `crime` is its uid; `days` are all that is played (left out: warm-up and measured days). Raises `ScenarioError` for
    a faulty scenario and `ResultsError` for a crime that is not on the tape.
    """
    scenario = read_scenario(path, option)
    tape = record(scenario, replication, seed, days or scenario.period.warm_up + scenario.period.days)
    log = run(tape, build_roster(scenario.workforce, tape.absences), scenario.rules)
    try:
        told = why_in_words(log, crime)
    except ValueError:
        known = crimes(log)["uid"]
        some = ", ".join(str(uid) for uid in known.head(5))
        raise ResultsError(f"there is no crime {crime} in these {tape.days} days; the first are {some}") from None
    return told or ["It was never allocated: nobody had room, or it was closed before, or is still on its way."]
