"""Review: when does a supervisor look at an investigation, and how long does that take?"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from demandsim.quantities import DAY, Duration
from demandsim.rules.choice import Choice, Name

Interval = Annotated[Duration, Field(gt=0)]
"""Time between reviews: reviews without end in one second would be no policy."""


class Review(Choice):
    """The review policy: a first review after allocation, then one every so often until the crime is closed."""

    first: Duration
    """Time from allocation to the first review."""
    then: Interval
    """Time between later reviews, for crimes without a special rule."""
    then_if: dict[Name, Interval] = {}
    """Time between later reviews for crimes that need the named skill (the shortest that applies counts)."""
    takes: Duration
    """Supervisor time for a review."""
    takes_if: dict[Name, Duration] = {}
    """Supervisor time for crimes that need the named skill (the longest that applies counts)."""
    on_time_within: Duration
    """A review counts as on time when done within this after it fell due."""
    sign_off: Duration = 0
    """Supervisor time before an investigated crime is closed; 0: nobody signs."""
    bail_extension: Duration = 0
    """Supervisor time to extend a bail; 0: nobody extends."""
    bail_asked_before: Duration = 3 * DAY
    """Time before the end of a bail at which its extension is put before the supervisors."""


def review_times(rule: Review, skills: frozenset[str]) -> tuple[int, int]:
    """Give (time between reviews, supervisor time) in seconds for crimes that need the given skills."""
    then = min((every for skill, every in rule.then_if.items() if skill in skills), default=rule.then)
    takes = max((each for skill, each in rule.takes_if.items() if skill in skills), default=rule.takes)
    return then, takes
