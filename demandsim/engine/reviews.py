"""Reviews: supervisors look at investigations when it is due, and those missed are counted."""

from __future__ import annotations

from collections.abc import Callable

from demandsim.engine.clock import Clock
from demandsim.engine.supervision import Kind, Task
from demandsim.eventlog.log import LogBook
from demandsim.eventlog.moments import Moment

REVIEWED = int(Moment.REVIEWED)


class Reviews:
    """Reviews that have fallen due.

    `wanted(kind, unit, task)` puts one before the supervisors of a unit, `open_review(crime, due_at)` gives its length
    or None where it is no longer needed, `news(crime)` tells the victim's side. With `counted` the lateness of reviews
    is kept; `on_time_within` says for how long after it fell due a review is on time.
    """

    begins = Moment.REVIEWING

    def __init__(
        self,
        clock: Clock,
        log: LogBook,
        on_time_within: int,
        counted: bool,
        wanted: Callable[[Kind, int, Task], None],
        open_review: Callable[[int, int], int | None],
        news: Callable[[int], None],
    ) -> None:
        self._clock, self._log = clock, log
        self._wanted, self._open_review, self._news = wanted, open_review, news
        self._on_time_within, self._counted = on_time_within, counted
        self._outstanding: dict[int, list[int]] = {}
        """By crime: when those fell due that have not been held."""
        self._late: dict[int, int] = {}
        """By crime: reviews held too late."""

    def falls_due(self, crime: int, number: int, unit: int) -> None:
        """A review falls due; the unit that has the crime sees to it."""
        now = self._clock.now
        if self._counted:
            self._outstanding.setdefault(crime, []).append(now)
        self._wanted(self, unit, Task(now, crime, number))

    def takes(self, task: Task) -> int | None:
        """Give its length, or None where the crime is closed."""
        return self._open_review(task.crime, task.asked_at)

    def begun(self, task: Task) -> None:
        """Note nothing: until it has been held, a review is outstanding."""

    def done(self, task: Task, supervisor: int) -> None:
        """Write it down; it is news for the victim."""
        late = self._clock.now - task.asked_at
        self._log.write((self._clock.now, REVIEWED, task.crime, supervisor, task.number, late))
        self._news(task.crime)
        if self._counted:
            self._outstanding[task.crime].remove(task.asked_at)
            if late > self._on_time_within:
                self._late[task.crime] = self._late.get(task.crime, 0) + 1

    def missed(self, crime: int) -> int:
        """Count the reviews of a crime that were not held on time, up to now."""
        since = self._clock.now - self._on_time_within
        overdue = sum(due_at <= since for due_at in self._outstanding.get(crime, ()))
        return self._late.get(crime, 0) + overdue
