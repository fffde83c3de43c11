"""Opening: what the local clock shows during a run, and when hours of the week begin."""

from __future__ import annotations

from bisect import bisect_right

from demandsim.engine.clock import Clock
from demandsim.rules import Rules
from demandsim.rules.hours import SECONDS_A_WEEK, Hours, windows
from demandsim.rules.screen import ScreenAll
from demandsim.scenario.calendar import DAY, Calendar
from demandsim.tape.tape import Tape


def asks_for_the_hour(rules: Rules) -> bool:
    """Tell whether any condition on a crime asks at what time it is decided upon."""
    conditions = [route.when for route in rules.routes] + [clause.when for clause in rules.transfer.clauses]
    if not isinstance(rules.screen, ScreenAll):
        conditions += rules.screen.never
    return any(when.hours is not None for when in conditions)


def clock_settings(calendar: Calendar, ends_at: int) -> list[tuple[int, int]]:
    """List how the local clock is set in a run, as (from when, what to add to elapsed seconds), in order.

    Elapsed seconds plus that, modulo a week, are the second of the local week from Monday 00:00.
    """

    def ahead(elapsed: int) -> int:
        local = calendar.local(elapsed)
        shown = ((local.weekday() * 24 + local.hour) * 60 + local.minute) * 60 + local.second
        return (shown - elapsed) % SECONDS_A_WEEK

    settings = [(0, ahead(0))]
    for day in range(0, ends_at, DAY):
        until = day + DAY
        if ahead(until) != settings[-1][1]:
            changed = bisect_right(range(day, until), False, key=lambda second: ahead(second) != settings[-1][1]) + day
            settings.append((changed, ahead(until)))
    return settings


class LocalWeek:
    """The second of the local week, for any second of a run."""

    def __init__(self, tape: Tape, clock: Clock) -> None:
        self._clock = clock
        settings = clock_settings(tape.absences.calendar, tape.ends_at)
        self._since = [since for since, _ in settings]
        self._ahead = [ahead for _, ahead in settings]

    def now(self) -> int:
        """Give the second of the local week that is being played."""
        now = self._clock.now
        return (now + self._ahead[bisect_right(self._since, now) - 1]) % SECONDS_A_WEEK


class Opening:
    """Hours of the week laid out over a run; parts that touch are one."""

    def __init__(self, hours: Hours, tape: Tape) -> None:
        ends_at = tape.ends_at
        settings = clock_settings(tape.absences.calendar, ends_at)
        parts = []
        for (since, ahead), (until, _) in zip(settings, [*settings[1:], (ends_at, 0)], strict=True):
            # The week that is under way began at `-ahead`; what began in the week before may still last.
            for week in range(-ahead - SECONDS_A_WEEK, until, SECONDS_A_WEEK):
                for begins, ends in windows(hours):
                    first, last = max(since, week + begins), min(until, week + ends)
                    if first < last:
                        parts.append((first, last))
        self._begins: list[int] = []
        """Seconds in which the hours begin, in order."""
        self._ends: list[int] = []
        for first, last in sorted(parts):
            if self._ends and first <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], last)
            else:
                self._begins.append(first)
                self._ends.append(last)

    def is_open(self, second: int) -> bool:
        """Tell whether a second lies in the hours."""
        place = bisect_right(self._begins, second)
        return place > 0 and second < self._ends[place - 1]

    def next(self, second: int) -> int | None:
        """Give the first second after this one in which the hours begin; None: not in this run."""
        place = bisect_right(self._begins, second)
        return self._begins[place] if place < len(self._begins) else None
