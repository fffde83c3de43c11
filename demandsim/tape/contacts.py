"""Contacts: the calls on every line, what they are about and how patient the callers are."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from demandsim.scenario.demand import MAX_ATTEMPTS, Demand
from demandsim.tape.arrivals import Hours, arrivals, hourly_means
from demandsim.tape.distributions import chosen_or_none, happens, seconds
from demandsim.tape.prevention import prevented
from demandsim.tape.streams import Chance, Floats, Ints, Source
from demandsim.tape.tape import (
    CRIME,
    FROM_PUBLIC,
    INCIDENT,
    INFORMATION,
    NONE,
    OTHER_AGENCY,
    Contacts,
)

MAX_TIMES = 4
"""Candidate calls at most per crime or incident: luck is drawn for all, so that `times` disturbs nobody's."""
ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Calls:
    """The first calls on one line, in order of time, and what they are about."""

    source: Source
    name: str
    line: int
    """Name of the line, and its index in the scenario's order."""
    at: Ints
    """Seconds from the start."""
    about: Ints
    """INFORMATION, INCIDENT, CRIME or OTHER_AGENCY."""
    kind: Ints
    """Incident kind reported, or NONE."""
    offence: Ints
    """Offence recorded without deployment, or NONE."""


def first_calls(chance: Chance, demand: Demand, hours: Hours) -> list[Calls]:
    """Record who rings on every line, when and what about; callers whose incident is prevented do not ring.

    Raises ValueError when more incidents and crimes are reported on a line than there are calls.
    """
    return [_first_calls(chance, demand, hours, number) for number in range(len(demand.lines))]


def _first_calls(chance: Chance, demand: Demand, hours: Hours, number: int) -> Calls:
    """Draw one line's calls.

    One number per call says what it is about: incident kinds take their shares from the bottom in the order
    of the table, crimes recorded by call from the top, and what lies between is information. So a kind or an
    offence added at the end of its table takes over some information calls, and everybody else rings about
    the same as before.
    """
    name, line = list(demand.lines.items())[number]
    means = hourly_means(line.volume, demand.profiles[line.profile], hours)
    at = arrivals(chance, f"contacts/{name}", means, line.dispersion, hours)
    source = chance.source(f"contacts/{name}", len(at))
    per_call = 1 / line.volume if line.volume > 0 else 0.0
    kinds = [kind.per_year * kind.by.get(name, 0.0) * per_call for kind in demand.incidents]
    recorded = name == demand.call_line
    offences = [offence.per_year * offence.reported.call * per_call * recorded for offence in demand.offences]
    if sum(kinds) + sum(offences) > 1 + ROUNDING:
        raise ValueError(
            f"line {name}: {sum(kinds) + sum(offences):.3f} incidents and crimes are reported per call; "
            "the volume must cover them"
        )
    about_luck = source.luck("about")
    kind = chosen_or_none(kinds, about_luck, NONE)
    offence = np.where(kind == NONE, chosen_or_none(offences, 1 - about_luck, NONE), NONE)
    about = np.where(happens(source.luck("agency"), line.other_agency), OTHER_AGENCY, INFORMATION)
    about[kind != NONE] = INCIDENT
    about[offence != NONE] = CRIME
    rings = ~prevented(source.renamed(f"incidents/via {name}"), demand, kind)
    return Calls(source.only(rings), name, number, at[rings], about[rings], kind[rings], offence[rings])


def call_rows(demand: Demand, calls: Calls) -> Contacts:
    """Make the rows of first calls; the incidents and crimes reported are referred to when they exist."""
    nothing = np.full(len(calls.at), NONE)
    rows = ringing(demand, calls.source, calls.line, FROM_PUBLIC, 1, nothing, nothing)
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
        patience=seconds(line.patience, luck_by_attempt("patience")),
        retry_luck=luck_by_attempt("retry"),
        switch_luck=luck_by_attempt("switch"),
        retry_time=seconds(line.retry.after, luck_by_attempt("retry_time")),
    )
