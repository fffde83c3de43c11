"""Backlog: the crimes open at the start, because an empty start is a lie that warm-up only half cures."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import numpy as np

from demandsim.scenario.demand import Backlog
from demandsim.scenario.posts import Posts, posts_of
from demandsim.scenario.scenario import Scenario
from demandsim.scenario.service import is_there
from demandsim.scenario.workforce import FORCE, SUPERVISORS
from demandsim.tape.crimes import Reported, crime_rows
from demandsim.tape.distributions import chosen, seconds, whole_numbers
from demandsim.tape.streams import Chance, Floats, Ints, Source
from demandsim.tape.tape import NONE, Crimes

PER_OFFICER = 60
"""Places for open crimes that each officer has in the streams; no scenario may ask for more."""
LAST_WORK = 60
"""Seconds of work that at least are left."""


def backlog(chance: Chance, scenario: Scenario) -> list[tuple[Source, Crimes]]:
    """Record the crimes open at the start, by entry of the scenario's backlog, then by officer.

    Crimes are stated by area, or each officer of the team (supervisors apart) brings a whole number with the stated
    mean. Luck is drawn by area, by post or by listed person, so that another one, or another entry, disturbs nobody's.
    """
    tables = []
    earlier: Counter[str] = Counter()
    for number, entry in enumerate(scenario.demand.backlog):
        team = scenario.workforce.teams[entry.team]
        areas = tuple(scenario.places.areas)
        entries = f"crimes/backlog/{earlier[entry.team]}"
        for area, count in entry.crimes.items():
            source = chance.source(f"{entries}/{entry.team}/{area}", count)
            tables.append(_rows(scenario, number, entry, source, NONE if area == FORCE else areas.index(area)))
        for posts in posts_of(entry.team, team, areas):
            if entry.per_officer is not None and posts.rank not in SUPERVISORS:
                for name, some in _apart(posts, scenario.start):
                    source = _brought(chance, entry.per_officer, some, f"{entries}/{name}")
                    tables.append(_rows(scenario, number, entry, source, posts.area_index))
        earlier[entry.team] += 1
    return tables


def _apart(posts: Posts, start: date) -> list[tuple[str, Posts]]:
    """Name posts by whose luck they have: those who are listed and there at the start each have their own."""
    if not posts.people:
        return [(posts.name, posts)]
    there = [replace(posts, count=1, people=(one,)) for one in posts.people if is_there(one, start)]
    return [(one.keys[0], one) for one in there]


def _brought(chance: Chance, per_officer: float, posts: Posts, name: str) -> Source:
    """Number the crimes that the officers of some posts bring."""
    each = whole_numbers(np.full(posts.count, per_officer), chance.luck(f"{name}/number", posts.count))
    places = chance.source(name, posts.count * PER_OFFICER)
    return places.only((np.arange(PER_OFFICER) < each[:, None]).reshape(-1))


def _rows(scenario: Scenario, number: int, entry: Backlog, source: Source, in_area: int) -> tuple[Source, Crimes]:
    offences = [entry.offences.get(offence.name, 0.0) for offence in scenario.demand.offences]
    offence = chosen(offences, source.luck("offence")) if len(source.kept) else np.empty(0, dtype=np.int64)
    nothing = np.full(len(offence), NONE)
    area = np.full(len(offence), in_area)
    reported = Reported(source, nothing, offence, area, nothing, nothing)
    rows = crime_rows(scenario.demand, scenario.places, scenario.mechanics, reported)
    done = source.luck("done")
    work = _left(rows.stage_work, done)
    return source, replace(
        rows,
        opened_at=-np.maximum(1, seconds(entry.age, source.luck("age"))),
        backlog_team=np.full(len(offence), number),
        stage_work=work,
        stage_wait=np.where((rows.stage_work > 0) & (work == 0), 0, rows.stage_wait),
        done=done,
    )


def _left(work: Ints, done: Floats) -> Ints:
    """Take the share already done off the work, stage by stage; the last stage with work keeps some."""
    through = np.floor(done * work.sum(axis=1)).astype(np.int64)[:, None]
    before = np.cumsum(work, axis=1) - work
    left: Ints = work - np.clip(through - before, 0, work)
    last = np.maximum(0, work.shape[1] - 1 - np.argmax(work[:, ::-1] > 0, axis=1))
    rows = np.arange(len(work))
    left[rows, last] = np.maximum(left[rows, last], np.minimum(LAST_WORK, work[rows, last]))
    return left
