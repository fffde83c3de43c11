"""What happened, for people to read: the pages of a crime, of an officer's week and of a night."""

from __future__ import annotations

from demandsim.experiment.trace import CrimeTrace, NightTrace, WeekTrace
from demandsim.report.trace.crime import crime_page
from demandsim.report.trace.night import night_page
from demandsim.report.trace.page import Story, show_story, write_story
from demandsim.report.trace.week import week_page


def story_page(found: CrimeTrace | WeekTrace | NightTrace) -> Story:
    """Compose the page of whatever was traced."""
    if isinstance(found, CrimeTrace):
        return crime_page(found)
    return week_page(found) if isinstance(found, WeekTrace) else night_page(found)


__all__ = ["Story", "show_story", "story_page", "write_story"]
