"""How many random worlds a test plays."""

from __future__ import annotations

import os

WORLDS = "DEMANDSIM_WORLDS"
"""Environment variable that asks for more random worlds than the suite has time for."""


def worlds(number: int) -> int:
    """Give how many random worlds a test plays: so many, or as many as are asked for."""
    return int(os.environ.get(WORLDS, number))
