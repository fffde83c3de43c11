"""Calls: what the contact desk remembers of a contact as long as it is being dealt with, and no longer."""

from __future__ import annotations

from collections import deque

from demandsim.engine.clock import Appointment

NOBODY = -1
NO_INSTANT = -1
AWAY, LISTENING, QUEUED, SERVED, PROMISED = range(5)
"""Between two attempts; listening to an announcement; waiting; with a handler; to be rung back."""


class Call:
    """One contact: its state, where it waits or is served, since when, and what is left to do."""

    __slots__ = (
        "attempt",
        "began_at",
        "contact",
        "dialled",
        "due_at",
        "gives_up_at",
        "handler",
        "left",
        "line",
        "offered",
        "passed_on",
        "promised_at",
        "since",
        "state",
        "talk",
        "timer",
        "tries",
        "waited",
        "waits",
        "work",
        "wrap",
    )
    since: int
    """Second from which it waits."""
    due_at: int
    """Second by which it was promised to be rung back."""
    talk: int
    wrap: int
    left: int
    """Seconds of written work left, when it was taken up, and the appointment at which it will be done."""
    began_at: int
    timer: Appointment

    def __init__(self, contact: int, line: int) -> None:
        self.contact = contact
        self.dialled = self.line = line
        """Line that was dialled, and line that is waited for or spoken on: a switchboard's, perhaps."""
        self.state = AWAY
        self.attempt = 0
        self.waits = 0
        """Counts waits, so that an entry of a queue can tell whether it still stands."""
        self.waited = 0
        """Seconds waited in this attempt before the present wait."""
        self.gives_up_at = NO_INSTANT
        self.handler = NOBODY
        self.passed_on = False
        self.promised_at = NO_INSTANT
        self.offered = self.tries = self.work = 0
        """Wait in which a call-back was offered last, tries to ring back, and seconds of written work."""


Queue = deque[tuple[Call, int]]
"""Calls in order, each with the number of the wait for which it stands here."""


def head(queue: Queue) -> Call | None:
    """Find the first in a queue who still waits; entries of those who do not are thrown away."""
    while queue:
        call, wait = queue[0]
        if call.waits == wait:
            return call
        queue.popleft()
    return None
