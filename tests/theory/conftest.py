"""Every test of theory: the identities hold on the first logs that it lets the engine play.

On all of them they would cost a quarter of the engine's time; what a case's later replications could show, its first
ten can. Only here, and not in `World.play`, since the benchmarks time that.
"""

from __future__ import annotations

from itertools import count

import pytest

from demandsim.eventlog import EventLog
from demandsim.eventlog.views import identities
from tests.theory.worlds import World

CHECKED = 3
"""Logs of each test."""


@pytest.fixture(autouse=True)
def sound_logs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let World.play check what it has played, for the first logs of a test."""
    play, played = World.play, count()

    def checked(world: World) -> EventLog:
        log = play(world)
        if next(played) < CHECKED:
            assert identities(log) == []
        return log

    monkeypatch.setattr(World, "play", checked)
