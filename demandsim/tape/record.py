"""Record: play chance once, before anything runs, and keep what it decided."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from demandsim.scenario.calendar import Calendar
from demandsim.scenario.scenario import Scenario
from demandsim.tape.absences import absences
from demandsim.tape.arrivals import hours_of
from demandsim.tape.backlog import backlog
from demandsim.tape.candidates import with_callers_again, with_victims_asking
from demandsim.tape.contacts import call_rows, first_calls
from demandsim.tape.crimes import crime_rows, found_at, recorded_by, reported_online
from demandsim.tape.events import silences, stretches
from demandsim.tape.incidents import generated, incident_rows, reported_by
from demandsim.tape.links import links
from demandsim.tape.streams import Chance
from demandsim.tape.tables import back_references, consecutive, joined, order_of_time
from demandsim.tape.tape import Tape


def record(scenario: Scenario, replication: int = 0, seed: int = 1, days: int | None = None) -> Tape:
    """Record one replication of what the force faces: everything that chance decides, in whole seconds.

    The same scenario, replication and seed give the same tape on any machine, and a longer run begins with
    the rows of a shorter one. Nothing depends on the rules; an option that changes demand or posts leaves
    everybody else's luck as it is. `days` is the length of the run (warm-up and measured days of the scenario
    when left out).

    Rows are in order of time, within a second by source (lines, then incident kinds, then offences) and
    number; candidate calls follow the first calls, those of victims before those about incidents; crimes of
    the opening backlog come before all others. Raises ValueError for fewer than one day, and for demand that
    contradicts itself.
    """
    period = scenario.period
    days = period.warm_up + period.days if days is None else days
    if days < 1:
        raise ValueError(f"a run lasts one day at least, not {days}")
    calendar = Calendar(scenario.start, scenario.timezone)
    hours = hours_of(calendar, days)
    chance = Chance(seed, replication)
    demand, areas = scenario.demand, tuple(scenario.places.areas)

    calls = first_calls(chance, demand, hours, scenario.events, calendar)
    order, contact_rows = order_of_time([each.at for each in calls])
    contacts = joined([call_rows(demand, each) for each in calls], order)

    noticed = [reported_by(each, rows) for each, rows in zip(calls, contact_rows, strict=True)]
    noticed += generated(chance, demand, hours)
    order, noticed_rows = order_of_time([each.at for each in noticed])
    incidents = joined([incident_rows(demand, scenario.places, each) for each in noticed], order)

    held = backlog(chance, scenario)
    reported = [
        found_at(demand, each, rows, incidents.area[rows]) for each, rows in zip(noticed, noticed_rows, strict=True)
    ]
    by_call = list(demand.lines).index(demand.call_line)
    reported += [
        recorded_by(each, rows) for each, rows in zip(calls, contact_rows, strict=True) if each.line == by_call
    ]
    reported += reported_online(chance, demand, hours)
    order, reported_rows = order_of_time([each.at for each in reported])
    opening = [rows for _, rows in held]
    recorded = [crime_rows(demand, scenario.places, scenario.mechanics, each) for each in reported]
    crimes = joined([*opening, joined(recorded, order)])
    crimes = replace(crimes, linked=links(demand.links, crimes, reported, order))

    contacts = replace(
        contacts,
        incident=back_references(len(contacts.uid), incidents.contact),
        crime=back_references(len(contacts.uid), crimes.contact),
    )
    opening_rows, first = consecutive(opening)
    contacts, crimes = with_victims_asking(
        demand,
        contacts,
        crimes,
        [source for source, _ in held] + [each.source for each in reported],
        opening_rows + [first + rows for rows in reported_rows],
    )
    contacts, incidents = with_callers_again(
        demand,
        contacts,
        replace(incidents, crime=back_references(len(incidents.uid), crimes.incident)),
        [each.source for each in noticed],
        noticed_rows,
    )
    for what, uid in (("contacts", contacts.uid), ("incidents", incidents.uid), ("crimes", crimes.uid)):
        if not np.diff(np.sort(uid)).all():
            raise ValueError(f"two sources of {what} have names that hash alike: rename a line, kind or offence")
    return Tape(
        scenario=scenario,
        seed=seed,
        replication=replication,
        days=days,
        contacts=contacts,
        incidents=incidents,
        crimes=crimes,
        absences=absences(chance, scenario.workforce, areas, calendar, days, scenario.events),
        silences=silences(scenario, calendar),
        stretches=stretches(scenario, calendar),
    )
