"""Views: ways of reading the log - journeys of calls, incidents and crimes, duty, queues, stories, identities."""

from demandsim.eventlog.duty import duty, turns
from demandsim.eventlog.identities import identities
from demandsim.eventlog.journeys import calls, crimes, holdings, incidents, reviews
from demandsim.eventlog.queues import queue_names, queue_spells, queues
from demandsim.eventlog.timeline import Step, officer_timeline, timeline

__all__ = [
    "Step",
    "calls",
    "crimes",
    "duty",
    "holdings",
    "identities",
    "incidents",
    "officer_timeline",
    "queue_names",
    "queue_spells",
    "queues",
    "reviews",
    "timeline",
    "turns",
]
