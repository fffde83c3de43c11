"""Incidents: what callers report and what the police come upon themselves, with the work each will be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from demandsim.rules.choice import GRADES, Grade
from demandsim.scenario.demand import Demand
from demandsim.scenario.laws import Law
from demandsim.scenario.places import Places
from demandsim.tape.arrivals import Hours, arrivals, hourly_means
from demandsim.tape.contacts import MAX_TIMES, Calls
from demandsim.tape.distributions import chosen, happens, seconds, seconds_by, whole_numbers
from demandsim.tape.prevention import prevented
from demandsim.tape.streams import Chance, Floats, Ints, Source
from demandsim.tape.tape import NEVER, NONE, Incidents

CREW = 6
"""Officers at most at one incident."""
METRES = 1000
"""Metres of a kilometre."""
NEGLIGIBLE = 1e-6
"""Share below which rounding, not the planner, speaks."""


@dataclass(frozen=True, slots=True)
class Noticed:
    """The incidents of one source, in order of time."""

    source: Source
    at: Ints
    """When they are reported or generated, seconds from the start."""
    kind: Ints
    contact: Ints
    """Row of the reporting contact, or NONE."""


def reported_by(calls: Calls, rows: Ints) -> Noticed:
    """Give the incidents that callers on one line report; `rows` are the calls' places in the table."""
    about = calls.kind != NONE
    source = calls.source.only(about).renamed(f"incidents/via {calls.name}")
    return Noticed(source, calls.at[about], calls.kind[about], rows[about])


def generated(chance: Chance, demand: Demand, hours: Hours) -> list[Noticed]:
    """Record the incidents that nobody reports: one source per kind, with the share no line reports."""
    profile = demand.profiles[demand.generated_profile]
    sources = []
    for number, kind in enumerate(demand.incidents):
        share = 1 - sum(kind.by.values())
        rate = kind.per_year * share if share > NEGLIGIBLE else 0.0
        name = f"incidents/generated/{kind.name}"
        at = arrivals(chance, name, hourly_means(rate, profile, hours), 0, hours)
        source = chance.source(name, len(at))
        kinds = np.full(len(at), number)
        comes = ~prevented(source, demand, kinds)
        sources.append(Noticed(source.only(comes), at[comes], kinds[comes], np.full(int(comes.sum()), NONE)))
    return sources


def incident_rows(demand: Demand, places: Places, noticed: Noticed) -> Incidents:
    """Make the rows of one source's incidents; crimes and candidate calls are referred to when they exist."""
    source, kind, kinds = noticed.source, noticed.kind, demand.incidents
    assessed = np.zeros(len(kind), dtype=np.int64)
    luck = source.luck("grade")
    for number, each in enumerate(kinds):
        rows = kind == number
        assessed[rows] = chosen([each.grades.get(grade, 0.0) for grade in GRADES], luck[rows])
    attended = _by_kind_and_grade(
        [{grade: each.attended.get(grade, float(grade != "resolution")) for grade in GRADES} for each in kinds]
    )
    officers = _by_kind_and_grade([{grade: each.officers.get(grade, 1.0) for grade in GRADES} for each in kinds])
    custody = np.full(len(kind), demand.custody.officers)
    times = demand.repeat.times
    area = chosen([place.share for place in places.areas.values()], source.luck("area"))
    return Incidents(
        uid=source.uid(),
        kind=kind,
        area=area,
        contact=noticed.contact,
        generated_at=np.where(noticed.contact == NONE, noticed.at, NONE),
        assessed=assessed,
        needs_attendance=happens(source.luck("attendance"), attended[kind, assessed]),
        officers=whole_numbers(officers[kind, assessed], source.luck("officers")),
        travel_luck=source.luck("travel", CREW),
        scene=_scene(demand, kind, assessed, source),
        arrest=happens(source.luck("arrest"), _of_kind([each.arrest for each in kinds], kind)),
        custody_officers=whole_numbers(custody, source.luck("custody_officers")),
        custody_work=seconds(demand.custody.work, source.luck("custody_work")),
        vulnerable=happens(source.luck("vulnerable"), _of_kind([each.vulnerable for each in kinds], kind)),
        crime=np.full(len(kind), NONE),
        desk_luck=source.luck("desk"),
        repeat_luck=source.luck("repeat", MAX_TIMES)[:, :times],
        again=np.full((len(kind), times), NONE),
        lapse=_lapse(demand, kind, assessed, source),
        upgrade=_upgrade(demand, kind, assessed, source),
        report=_seconds_if_any([each.report for each in kinds], kind, source, "report"),
        desk_work=_seconds_if_any([each.desk for each in kinds], kind, source, "desk_work"),
        transport=_seconds_if_any([demand.custody.transport for _ in kinds], kind, source, "transport"),
        booking=_seconds_if_any([demand.custody.booking for _ in kinds], kind, source, "booking"),
        interview=_seconds_if_any([demand.custody.interview for _ in kinds], kind, source, "interview"),
        prevention_luck=source.luck("prevention"),
        scene_apart=_scene_apart(demand, kind, assessed, source),
        place=places_on_map(places, area, source),
        patrol_luck=_patrol_luck(places, source, len(kind)),
    )


def _seconds_if_any(laws: Sequence[Law | None], kind: Ints, source: Source, what: str) -> Ints:
    """Draw seconds by kind, 0 for a kind without a law; nothing is drawn where no kind has one."""
    drawn = np.zeros(len(kind), dtype=np.int64)
    if any(law is not None for law in laws):
        luck = source.luck(what)
        for number, law in enumerate(laws):
            if law is not None:
                rows = kind == number
                drawn[rows] = seconds(law, luck[rows])
    return drawn


def _upgrade(demand: Demand, kind: Ints, assessed: Ints, source: Source) -> Ints:
    """Draw the time after which an unattended incident becomes graver, NEVER where it does not."""
    upgrade = np.full(len(kind), NEVER)
    if any(each.upgrades for each in demand.incidents):
        happens_luck, luck = source.luck("upgrade"), source.luck("upgrade_after")
        for number, each in enumerate(demand.incidents):
            for grade, risk in each.upgrades.items():
                rows = (kind == number) & (assessed == GRADES.index(grade)) & (happens_luck < risk.share)
                upgrade[rows] = seconds(risk.after, luck[rows])
    return upgrade


def _scene(demand: Demand, kind: Ints, assessed: Ints, source: Source) -> Ints:
    drawn = seconds_by([each.scene for each in demand.incidents], kind, source.luck("scene"))
    return _longer(demand, kind, assessed, drawn)


def _longer(demand: Demand, kind: Ints, assessed: Ints, drawn: Ints) -> Ints:
    """Give work on scene by the grade's factor."""
    if not any(each.scene_factor for each in demand.incidents):
        return drawn
    factor = _by_kind_and_grade([{g: each.scene_factor.get(g, 1.0) for g in GRADES} for each in demand.incidents])
    longer: Ints = np.rint((drawn.T * factor[kind, assessed]).T).astype(np.int64)
    return longer


def _scene_apart(demand: Demand, kind: Ints, assessed: Ints, source: Source) -> Ints:
    """Draw work on scene for every place in a crew, where some kind is attended apart."""
    if not any(each.apart for each in demand.incidents):
        return np.zeros((len(kind), 0), dtype=np.int64)
    luck = source.luck("scene_apart", CREW)
    drawn = np.zeros((len(kind), CREW), dtype=np.int64)
    for number, each in enumerate(demand.incidents):
        rows = kind == number
        drawn[rows] = seconds(each.scene, luck[rows])
    return _longer(demand, kind, assessed, drawn)


def places_on_map(places: Places, area: Ints, source: Source) -> Ints:
    """Draw where incidents are, in metres east and north: anywhere in the rectangle of their area."""
    if places.map is None:
        return np.zeros((len(area), 0), dtype=np.int64)
    west, south, east, north = np.array([each.box for each in places.areas.values()], dtype=np.float64).T
    luck = source.luck("place", 2)
    x = west[area] + luck[:, 0] * (east - west)[area]
    y = south[area] + luck[:, 1] * (north - south)[area]
    metres: Ints = np.rint(np.column_stack([x, y]) * METRES).astype(np.int64)
    return metres


def _patrol_luck(places: Places, source: Source, count: int) -> Floats:
    if places.map is None or places.map.waiting_at == "station":
        return np.zeros((count, 0))
    return source.luck("patrol", 2 * CREW)


def _lapse(demand: Demand, kind: Ints, assessed: Ints, source: Source) -> Ints:
    """Draw the time after which nobody is needed any more, NEVER where the kind says nothing of the grade."""
    lapse = np.full(len(kind), NEVER)
    if any(each.lapses for each in demand.incidents):
        luck = source.luck("lapse")
        for number, each in enumerate(demand.incidents):
            for grade, law in each.lapses.items():
                rows = (kind == number) & (assessed == GRADES.index(grade))
                lapse[rows] = seconds(law, luck[rows])
    return lapse


def _of_kind(values: Sequence[float], kind: Ints) -> Floats:
    return np.array(values, dtype=np.float64)[kind]


def _by_kind_and_grade(values: Sequence[Mapping[Grade, float]]) -> Floats:
    return np.array([[by_grade[grade] for grade in GRADES] for by_grade in values], dtype=np.float64).reshape(
        -1, len(GRADES)
    )
