"""Case histories: every crime with all that happened to it, for tools of process mining."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from demandsim.eventlog.log import EventLog
from demandsim.eventlog.moments import SCHEMA, Moment
from demandsim.eventlog.rows import Ints, stable_order
from demandsim.scenario.calendar import Calendar

KINDS = ("contact", "incident", "crime")
"""What a moment may happen to, so far as crimes are concerned."""
_KIND = np.full(max(Moment) + 1, -1)
for _moment, _columns in SCHEMA.items():
    if _columns.subject in KINDS:
        _KIND[_moment] = KINDS.index(_columns.subject)


class Event(NamedTuple):
    """One moment, with what it happened to and who was there."""

    id: int
    """Number of the row in the log."""
    at: str
    """Local time with its distance from UTC, as ISO 8601."""
    moment: str
    kind: str
    """What it happened to: contact, incident or crime."""
    uid: int
    officer: str | None
    detail: int
    amount: int


@dataclass(frozen=True, slots=True)
class Histories:
    """The moments of all crimes, and of the incidents and contacts that they came from or that ask about them."""

    log: EventLog
    rows: Ints
    """Rows of those moments, in the order in which they happened."""
    crime_of_contact: Ints
    """The recorded crime that a contact reports or asks about, or -1."""

    def told(self, kind: str) -> list[int]:
        """List the contacts, incidents or crimes, by row of the facts, of which there is an event."""
        mine = self.rows[_KIND[self.log.moment[self.rows]] == KINDS.index(kind)]
        return [int(row) for row in np.unique(self.log.subject[mine])]

    def events(self, rows: Ints | None = None) -> Iterator[Event]:
        """Give the events one by one; left out, all of them."""
        log, facts = self.log, self.log.facts
        calendar = Calendar(facts.scenario.start, facts.scenario.timezone)
        uids = [getattr(facts, f"{kind}_uid") for kind in KINDS]
        for row in (self.rows if rows is None else rows).tolist():
            moment, officer = int(log.moment[row]), int(log.officer[row])
            kind = int(_KIND[moment])
            yield Event(
                row,
                calendar.local(int(log.at[row])).isoformat(),
                Moment(moment).name,
                KINDS[kind],
                int(uids[kind][log.subject[row]]),
                facts.officer_key[officer] if officer >= 0 else None,
                int(log.detail[row]),
                int(log.amount[row]),
            )

    def cases(self) -> Iterator[tuple[int, Iterator[Event]]]:
        """Give every crime, by its row, with its events; an incident of two crimes is told under both."""
        log, facts = self.log, self.log.facts
        subject, kind = log.subject[self.rows], _KIND[log.moment[self.rows]]
        of_crime = np.where(kind == 2, subject, -1)
        contact = kind == 0
        of_crime[contact] = self.crime_of_contact[subject[contact]]
        by_crime = _grouped(self.rows, of_crime)
        of_incident = np.where(kind == 1, subject, -1)
        of_incident[contact] = np.where(of_crime[contact] < 0, facts.contact_incident[subject[contact]], -1)
        by_incident = _grouped(self.rows, of_incident)
        for crime in self.told("crime"):
            rows, incident = by_crime[crime], int(facts.crime_incident[crime])
            if incident in by_incident:
                rows = np.sort(np.concatenate([rows, by_incident[incident]]))
            yield crime, self.events(rows)


def histories(log: EventLog) -> Histories:
    """Find what belongs to the history of a crime that was recorded."""
    facts = log.facts
    kind = _KIND[log.moment]
    # One more place than there are, so that -1 finds a crime and an incident that never were.
    recorded = np.zeros(len(facts.crime_uid) + 1, dtype=np.bool_)
    recorded[log.subject[kind == 2]] = True
    with_crime = np.zeros(len(facts.incident_uid) + 1, dtype=np.bool_)
    with_crime[facts.crime_incident[recorded[:-1]]] = True
    with_crime[-1] = False
    contact = recorded[facts.contact_crime] | with_crime[facts.contact_incident]
    wanted = kind == 2
    for number, flags in ((0, contact), (1, with_crime)):
        mine = np.flatnonzero(kind == number)
        wanted[mine] = flags[log.subject[mine]]
    crime_of_contact = np.where(recorded[facts.contact_crime], facts.contact_crime, -1)
    return Histories(log, np.flatnonzero(wanted), crime_of_contact)


def _grouped(rows: Ints, keys: Ints) -> dict[int, Ints]:
    """Bring rows with the same key together, each group in the order of the log; keys below 0 are left out."""
    rows, keys = rows[keys >= 0], keys[keys >= 0]
    order = stable_order(keys)
    rows, keys = rows[order], keys[order]
    starts = np.flatnonzero(np.diff(keys, prepend=-1))
    return dict(zip(keys[starts].tolist(), np.split(rows, starts[1:]), strict=True)) if len(keys) else {}
