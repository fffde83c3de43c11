"""What happened: moments in order, sealed into columns, and the views that readers use."""

from demandsim.eventlog.facts import Facts
from demandsim.eventlog.log import EventLog, LogBook
from demandsim.eventlog.moments import Activity, Moment

__all__ = ["Activity", "EventLog", "Facts", "LogBook", "Moment"]
