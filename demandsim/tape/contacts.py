"""Contacts: the calls on every line, what they are about and how patient the callers are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from demandsim.scenario.calendar import Calendar
from demandsim.scenario.demand import Demand
from demandsim.scenario.events import Event, Surge
from demandsim.scenario.lines import MATTERS, MAX_ATTEMPTS, Line
from demandsim.tape.arrivals import Hours, arrivals, arrivals_between, hourly_means
from demandsim.tape.distributions import chosen_or_none, happens, seconds
from demandsim.tape.prevention import prevented
from demandsim.tape.streams import Chance, Floats, Ints, Source
from demandsim.tape.tables import chosen_rows
from demandsim.tape.tape import (
    CRIME,
    FROM_PUBLIC,
    INCIDENT,
    INFORMATION,
    NEVER,
    NONE,
    OTHER_AGENCY,
    Contacts,
)

MAX_TIMES = 4
"""Candidate calls at most per crime or incident: luck is drawn for all, so that `times` disturbs nobody's."""
MAX_TRIES = 3
"""Times at most that a caller is rung back."""
ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Calls:
    """The first calls on one line (as usual, or the extra ones of a surge), in order of time, and what about."""

    source: Source
    name: str
    """Name of the line, and of the surge where it is one."""
    line: int
    """Index of the line in the scenario's order."""
    at: Ints
    """Seconds from the start."""
    about: Ints
    """INFORMATION, INCIDENT, CRIME or OTHER_AGENCY."""
    kind: Ints
    """Incident kind reported, or NONE."""
    offence: Ints
    """Offence recorded without deployment, or NONE."""


def first_calls(
    chance: Chance, demand: Demand, hours: Hours, events: Sequence[Event] = (), calendar: Calendar | None = None
) -> list[Calls]:
    """Record who rings on every line, when and what about; callers whose incident is prevented do not ring.

    The lines in the scenario's order come first, then the extra calls of surges, each a source of its own, so that a
    surge disturbs nobody else's luck; one that makes calls rarer thins them by luck. Raises ValueError when more
    incidents and crimes are reported on a line than there are calls.
    """
    surges = [
        (event, calendar.instant(event.begins), calendar.instant(event.ends))
        for event in events
        if isinstance(event, Surge) and calendar is not None
    ]
    found = []
    for number, (name, line) in enumerate(demand.lines.items()):
        at, source = _usual(chance, demand, hours, name)
        rings = np.ones(len(at), dtype=np.bool_)
        for event, begins_at, ends_at in surges:
            if name in event.lines and event.factor < 1:
                within = (at >= begins_at) & (at < ends_at)
                rings &= ~within | happens(source.luck(f"fewer/{event.name}"), event.factor)
        kinds, offences = _matters(demand, name, line)
        found.append(_calls(demand, source.only(rings), name, number, at[rings], kinds, offences))
    for event, begins_at, ends_at in surges:
        for number, (name, line) in enumerate(demand.lines.items()):
            if name in event.lines and event.factor > 1:
                called = f"{name} in {event.name}"
                means = hourly_means(line.volume, demand.profiles[line.profile], hours) * (event.factor - 1)
                at = arrivals_between(chance, f"contacts/{called}", means, hours, begins_at, ends_at)
                kinds, offences = _matters(demand, name, line)
                if event.reports:
                    kinds = [event.reports.get(kind.name, 0.0) for kind in demand.incidents]
                    offences = [0.0] * len(offences)
                source = chance.source(f"contacts/{called}", len(at))
                found.append(_calls(demand, source, called, number, at, kinds, offences))
    return found


def _usual(chance: Chance, demand: Demand, hours: Hours, name: str) -> tuple[Ints, Source]:
    line = demand.lines[name]
    means = hourly_means(line.volume, demand.profiles[line.profile], hours)
    at = arrivals(chance, f"contacts/{name}", means, line.dispersion, hours)
    return at, chance.source(f"contacts/{name}", len(at))


def _matters(demand: Demand, name: str, line: Line) -> tuple[list[float], list[float]]:
    """Give the shares of a line's calls that report each kind of incident and each offence."""
    per_call = 1 / line.volume if line.volume > 0 else 0.0
    kinds = [kind.per_year * kind.by.get(name, 0.0) * per_call for kind in demand.incidents]
    recorded = name == demand.call_line
    offences = [offence.per_year * offence.reported.call * per_call * recorded for offence in demand.offences]
    if sum(kinds) + sum(offences) > 1 + ROUNDING:
        raise ValueError(
            f"line {name}: {sum(kinds) + sum(offences):.3f} incidents and crimes are reported per call; "
            "the volume must cover them"
        )
    return kinds, offences


def _calls(
    demand: Demand, source: Source, name: str, number: int, at: Ints, kinds: list[float], offences: list[float]
) -> Calls:
    """Draw what calls are about.

    One number per call says it: incident kinds take their shares from the bottom in the order of the table, crimes
    recorded by call from the top, and what lies between is information. So a kind or an offence added at the end of
    its table takes over some information calls, and everybody else rings about the same as before.
    """
    line = list(demand.lines.values())[number]
    about_luck = source.luck("about")
    kind = chosen_or_none(kinds, about_luck, NONE)
    offence = np.where(kind == NONE, chosen_or_none(offences, 1 - about_luck, NONE), NONE)
    about = np.where(happens(source.luck("agency"), line.other_agency), OTHER_AGENCY, INFORMATION)
    about[kind != NONE] = INCIDENT
    about[offence != NONE] = CRIME
    rings = ~prevented(source.renamed(f"incidents/via {name}"), demand, kind)
    if line.signposted > 0:
        rings &= (about != OTHER_AGENCY) | ~happens(source.luck("signpost"), line.signposted)
    return Calls(source.only(rings), name, number, at[rings], about[rings], kind[rings], offence[rings])


def call_rows(demand: Demand, calls: Calls) -> Contacts:
    """Make the rows of first calls; the incidents and crimes reported are referred to when they exist.

    Callers who use another line instead are on that line, with its work and patience and their own luck.
    """
    nothing = np.full(len(calls.at), NONE)
    rows = ringing(demand, calls.source, calls.line, FROM_PUBLIC, 1, nothing, nothing)
    shift = list(demand.lines.values())[calls.line].online
    if shift is not None:
        share = np.array([shift.share.get(matter, 0.0) for matter in MATTERS])
        number = list(demand.lines).index(shift.line)
        there = ringing(demand, calls.source, number, FROM_PUBLIC, 1, nothing, nothing)
        rows = chosen_rows(happens(calls.source.luck("online"), share[calls.about]), there, rows)
    return replace(rows, received_at=calls.at, about=calls.about)


def ringing(
    demand: Demand, source: Source, number: int, cause: int, times: int, incident: Ints, crime: Ints
) -> Contacts:
    """Make calls on one line, `times` per kept row of the source: about information, at no time yet.

    First calls (FROM_PUBLIC) are the source's rows themselves; of candidate calls each row has MAX_TIMES
    places.
    """
    line = tuple(demand.lines.values())[number]
    attempts = max(line.retry.attempts for line in demand.lines.values())
    per_row = () if cause == FROM_PUBLIC else (MAX_TIMES,)

    def luck(column: str) -> Floats:
        drawn = source.luck(column, *per_row)
        return (drawn[:, :times] if per_row else drawn).reshape(-1)

    def luck_by_attempt(column: str) -> Floats:
        drawn = source.luck(column, *per_row, MAX_ATTEMPTS)[..., :attempts]
        return np.ascontiguousarray((drawn[:, :times] if per_row else drawn).reshape(-1, attempts))

    length = len(source.kept) * times
    uid = source.uid(MAX_TIMES)[:, :times].reshape(-1) if per_row else source.uid()
    return Contacts(
        uid=uid,
        line=np.full(length, number),
        cause=np.full(length, cause),
        received_at=np.full(length, NONE),
        about=np.full(length, INFORMATION),
        incident=incident,
        crime=crime,
        talk=seconds(line.talk, luck("talk")),
        wrap=seconds(line.wrap, luck("wrap")),
        patience=seconds(line.patience, luck_by_attempt("patience"))
        if line.patience is not None
        else np.full((length, attempts), NEVER),
        retry_luck=luck_by_attempt("retry"),
        switch_luck=luck_by_attempt("switch"),
        retry_time=seconds(line.retry.after, luck_by_attempt("retry_time")),
        **_if_needed(demand, luck, length),
    )


def _if_needed(demand: Demand, luck: Callable[..., Floats], length: int) -> dict[str, Any]:
    """Draw the columns that only a switchboard or an offer to be rung back needs."""
    columns: dict[str, Any] = {
        "switchboard_talk": np.empty((length, 0), dtype=np.int64),
        "switchboard_luck": np.empty((length, 0)),
        "call_back_luck": np.empty((length, 0)),
    }
    if demand.switchboard is not None:
        law = demand.lines[demand.switchboard.line].talk
        columns["switchboard_talk"] = seconds(law, luck("switchboard_talk"))[:, None]
        columns["switchboard_luck"] = luck("switchboard")[:, None]
    if any(line.call_back is not None for line in demand.lines.values()):
        columns["call_back_luck"] = np.column_stack([luck(f"call_back/{number}") for number in range(1 + MAX_TRIES)])
    return columns
