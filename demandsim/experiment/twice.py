"""The same victim twice: one crime's journey under two options, and the first point where they part."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from pathlib import Path

import numpy as np

from demandsim.eventlog import EventLog, Moment
from demandsim.eventlog.timeline import Step, timeline
from demandsim.experiment.runner import play_log
from demandsim.experiment.store import ResultsError, finished_runs, read_part, read_recipe
from demandsim.provenance import made_by_this_program
from demandsim.quantities import format_duration
from demandsim.scenario.calendar import Calendar


@dataclass(frozen=True, slots=True)
class Entry:
    """One moment of the journey under one option."""

    at: datetime
    """Local time."""
    words: str
    """What happened."""


@dataclass(frozen=True, slots=True)
class Twice:
    """One crime under two options; a line holds what happened under each, None where nothing did."""

    crime: int
    options: tuple[str, str]
    replication: int
    lines: tuple[tuple[Entry | None, Entry | None], ...]
    """Both journeys side by side; spells of work on the same stage by the same officer are drawn together."""
    parting: str
    """The first point where the journeys part, in a sentence."""


def same_victim_twice(
    folder: str | Path, options: Sequence[str], crime: int | None = None, replication: int = 0
) -> Twice:
    """Play the tape of a replication again under two options and set one crime's journeys side by side.

    `crime` is its uid; left out, the crime with a vulnerable victim whose days to outcome differ most. Raises
    `ResultsError` where the folder, an option or the crime is not there.
    """
    place = Path(folder)
    made = read_recipe(place)
    if len(options) != 2:
        raise ResultsError("name two options to set side by side, for example --options today,NAME")
    if not made_by_this_program(made):
        raise ResultsError(f"{place} was made by another version of the program: run the experiment again first")
    runs = finished_runs(place, made)
    for option in options:
        if option not in runs:
            raise ResultsError(f"{place} holds no option {option!r}; it holds {', '.join(runs)}")
        if replication not in runs[option]:
            raise ResultsError(f"{place} holds no finished replication {replication} of {option!r}")
    first, second = options
    chosen = telling_crime(place, first, second, replication) if crime is None else crime
    logs = tuple(play_log(made, place, option, replication) for option in (first, second))
    return side_by_side(logs[0], logs[1], (first, second), chosen)


def telling_crime(folder: Path, first: str, second: str, replication: int) -> int:
    """Find the crime with a vulnerable victim whose days to outcome differ most between two options.

    Without such a victim any crime will do; ties go to the lowest uid. Raises `ResultsError` without any.
    """
    before = read_part(folder, first, replication, "crimes")
    after = read_part(folder, second, replication, "crimes")
    both = before.merge(after, on="uid", suffixes=("_before", "_after")).sort_values("uid", kind="stable")
    vulnerable = both[both["vulnerable_before"]]
    chosen = vulnerable if len(vulnerable) else both
    if not len(chosen):
        raise ResultsError("no crime was recorded under both options")
    change = (chosen["open_time_after"] - chosen["open_time_before"]).abs().to_numpy(np.int64)
    return int(chosen["uid"].iloc[int(np.argmax(change))])


def side_by_side(first: EventLog, second: EventLog, options: tuple[str, str], crime: int) -> Twice:
    """Set one crime's journeys in two logs side by side; raises `ResultsError` for an unknown crime."""
    stories = []
    for log, option in zip((first, second), options, strict=True):
        try:
            stories.append(timeline(log, crime))
        except ValueError:
            raise ResultsError(f"there is no crime {crime} on the tape under {option!r}") from None
    scenario = first.facts.scenario
    calendar = Calendar(scenario.start, scenario.timezone)
    shown = [_drawn_together(story) for story in stories]
    lines: list[tuple[Entry | None, Entry | None]] = []
    before, after = ([(step.moment, step.words) for step in story] for story in shown)
    for _, a, a_end, b, b_end in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        left = [Entry(calendar.local(step.at), step.words) for step in shown[0][a:a_end]]
        right = [Entry(calendar.local(step.at), step.words) for step in shown[1][b:b_end]]
        lines.extend(zip_longest(left, right))
    return Twice(
        crime,
        options,
        first.facts.replication,
        tuple(lines),
        _parting(stories[0], stories[1], options, calendar),
    )


def parting(first: Sequence[Step], second: Sequence[Step]) -> int | None:
    """Give the number, from 0, of the first step at which two stories differ in time or words, or None."""
    for number in range(max(len(first), len(second))):
        if number >= min(len(first), len(second)) or first[number] != second[number]:
            return number
    return None


def _parting(first: Sequence[Step], second: Sequence[Step], options: tuple[str, str], calendar: Calendar) -> str:
    at = parting(first, second)
    if at is None:
        return "The journeys are the same from beginning to end."
    said = []
    for story, option in zip((first, second), options, strict=True):
        if at < len(story):
            step = story[at]
            said.append(f"under {option!r}, {step.words} ({calendar.local(step.at):%a %d %b %Y %H:%M})")
        else:
            said.append(f"under {option!r}, nothing more happens")
    if at < min(len(first), len(second)) and first[at][1:] == second[at][1:]:
        gap = second[at].at - first[at].at
        when = "later" if gap > 0 else "earlier"
        apart = f"{format_duration(abs(gap))} {when} under {options[1]!r}"
        return f"They part at step {at + 1}: {first[at].words}, {apart}."
    return f"They part at step {at + 1}: {'; '.join(said)}."


def _drawn_together(story: Sequence[Step]) -> list[Step]:
    """Leave out putting work down and taking it up again: weeks of that would bury the journey."""
    kept: list[Step] = []
    working = ""
    for step in story:
        if step.moment == Moment.PAUSED.name:
            continue
        if step.moment == Moment.STARTED.name:
            if step.words == working:
                continue
            working = step.words
        kept.append(step)
    return kept
