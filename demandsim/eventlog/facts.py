"""The facts that a log's rows refer to, so that a log can be read, kept and questioned on its own."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from demandsim.scenario.scenario import Scenario

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Facts:
    """What contacts, incidents, crimes, officers and units are; row numbers are those of the log's columns.

    References to other rows are -1 where there is none; indices of lines, kinds, areas and offences follow the
    scenario's own order; `*_uid` is the identity that is the same under every option.
    """

    scenario: Scenario
    seed: int
    replication: int
    contact_uid: Ints
    contact_line: Ints
    contact_cause: Ints
    """0 first call, 1 victim asking for news, 2 caller whose incident nobody has attended."""
    contact_about: Ints
    """0 information, 1 incident, 2 crime, 3 other agency."""
    contact_incident: Ints
    contact_crime: Ints
    incident_uid: Ints
    incident_kind: Ints
    incident_area: Ints
    incident_needs_attendance: Flags
    crime_uid: Ints
    crime_offence: Ints
    crime_area: Ints
    crime_incident: Ints
    crime_opened_at: Ints
    """Negative for crimes of the opening backlog; 0 otherwise (the log says when)."""
    crime_backlog: Flags
    crime_named: Flags
    crime_vulnerable: Flags
    crime_prospect: Floats
    """Luck of the outcome; with the offence's chances it says how a full investigation would have ended."""
    crime_score: Floats
    crime_skills: Ints
    """Bit mask of the skills that the crime needs."""
    officer_key: tuple[str, ...]
    officer_unit: Ints
    officer_rank: tuple[str, ...]
    officer_skills: Ints
    officer_supervisor: Flags
    unit_team: tuple[str, ...]
    unit_area: tuple[str, ...]
    """Area name, or `force`."""
    spell_officer: Ints
    spell_from: Ints
    spell_to: Ints
    incident_prevention_luck: Floats = field(default_factory=lambda: np.empty(0))
    """Luck of being prevented; no entries without proactive work, and in a log read from a store."""
    stay_officer: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    """Officers who join or leave, in order, once for each time of service."""
    stay_from: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    stay_to: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    """Seconds from the start between which they serve."""
