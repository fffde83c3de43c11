"""Events: what befalls lines between two instants, in seconds from the start."""

from __future__ import annotations

from demandsim.scenario.calendar import Calendar
from demandsim.scenario.events import Outage, Slow
from demandsim.scenario.scenario import Scenario
from demandsim.tape.tape import Silence, Stretch


def silences(scenario: Scenario, calendar: Calendar) -> tuple[Silence, ...]:
    """List the outages of every line."""
    lines = list(scenario.demand.lines)
    return tuple(
        Silence(lines.index(line), calendar.instant(event.begins), calendar.instant(event.ends))
        for event in scenario.events
        if isinstance(event, Outage)
        for line in event.lines
    )


def stretches(scenario: Scenario, calendar: Calendar) -> tuple[Stretch, ...]:
    """List the times in which systems are slow, by line."""
    lines = list(scenario.demand.lines)
    return tuple(
        Stretch(lines.index(line), calendar.instant(event.begins), calendar.instant(event.ends), event.factor)
        for event in scenario.events
        if isinstance(event, Slow)
        for line in event.lines
    )
