"""How many standard errors lie between what was drawn and written; tests allow 4.5 on fixed seeds."""

from __future__ import annotations

import math
from typing import Any

from numpy.typing import NDArray


def z_of_count(count: int, mean: float, excess: float = 0.0) -> float:
    """Standard errors between a count and its Poisson mean; `excess` is variance beyond Poisson."""
    return float((count - mean) / math.sqrt(mean + excess))


def z_of_share(hits: NDArray[Any], share: float) -> float:
    return float((hits.mean() - share) / math.sqrt(share * (1 - share) / len(hits)))


def z_of_mean(values: NDArray[Any], mean: float) -> float:
    return float((values.mean() - mean) / (values.std() / math.sqrt(len(values))))
