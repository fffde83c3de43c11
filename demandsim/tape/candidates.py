"""Candidates: calls that the force may cause itself, by silence towards victims or by not coming."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from demandsim.scenario.demand import Demand
from demandsim.tape.contacts import ringing
from demandsim.tape.streams import Ints, Source
from demandsim.tape.tables import joined
from demandsim.tape.tape import AGAIN, ASKING, NONE, Contacts, Crimes, Incidents


def with_victims_asking(
    demand: Demand, contacts: Contacts, crimes: Crimes, sources: Sequence[Source], rows: Sequence[Ints]
) -> tuple[Contacts, Crimes]:
    """Add the calls by which victims may ask for news, crime by crime, and let the crimes refer to them.

    `rows[i]` holds the table rows of the kept crimes of `sources[i]`.
    """
    chase = demand.victims.chase
    line = list(demand.lines).index(chase.line)
    has_victim = crimes.patience != NONE
    tables = []
    for source, row in zip(sources, rows, strict=True):
        asked = np.repeat(row[has_victim[row]], chase.times)
        calls = source.only(has_victim[row]).renamed(f"asking/{source.name}")
        tables.append(ringing(demand, calls, line, ASKING, chase.times, np.full(len(asked), NONE), asked))
    first = len(contacts.uid)
    asking = joined(tables)
    asking = joined([asking], np.argsort(asking.crime, kind="stable"))
    asks = np.full((len(crimes.uid), chase.times), NONE)
    asks[has_victim] = first + np.arange(len(asking.uid)).reshape(int(has_victim.sum()), chase.times)
    return joined([contacts, asking]), replace(crimes, asks=asks)


def with_callers_again(
    demand: Demand, contacts: Contacts, incidents: Incidents, sources: Sequence[Source], rows: Sequence[Ints]
) -> tuple[Contacts, Incidents]:
    """Add the calls by which people may ask where the police are, incident by incident, as for victims."""
    repeat = demand.repeat
    line = list(demand.lines).index(repeat.line)
    tables = []
    for source, row in zip(sources, rows, strict=True):
        about = np.repeat(row, repeat.times)
        calls = source.renamed(f"again/{source.name}")
        tables.append(ringing(demand, calls, line, AGAIN, repeat.times, about, np.full(len(about), NONE)))
    first = len(contacts.uid)
    again = joined(tables)
    again = joined([again], np.argsort(again.incident, kind="stable"))
    references = first + np.arange(len(again.uid)).reshape(len(incidents.uid), repeat.times)
    return joined([contacts, again]), replace(incidents, again=references)
