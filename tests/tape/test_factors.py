"""Factors on the tape: as many as written, by offence, as telling as their accuracy says, and nobody else disturbed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from demandsim.tape import record
from demandsim.tape.tape import Crimes
from tests.worlds import village

FACTORS = {
    "witness": {"share": 0.3, "by_offence": {"theft": 0.6}, "accuracy": 0.8},
    "cctv": {"share": 0.1},
    "never": {"share": 0, "accuracy": 0.5},
    "always": {"share": 1, "accuracy": 0.5},
}
THEFT = 3


def crimes(**changes: Any) -> Crimes:
    """A year of crimes in the village."""
    return record(village(**changes), seed=7, days=364).crimes


@pytest.fixture(scope="module")
def drawn() -> Crimes:
    """With four factors."""
    return crimes(demand__factors=FACTORS)


def has(drawn: Crimes, number: int) -> np.ndarray[Any, np.dtype[np.bool_]]:
    return (drawn.factors >> number & 1).astype(bool)


def test_shares_are_as_written_by_offence(drawn: Crimes) -> None:
    theft = drawn.offence == THEFT
    for rows, share in ((theft, 0.6), (~theft, 0.3)):
        spread = np.sqrt(share * (1 - share) / rows.sum())
        assert abs(has(drawn, 0)[rows].mean() - share) < 4 * spread
    assert not has(drawn, 2).any()
    assert has(drawn, 3).all()


def test_a_factor_tells_of_the_prospect_as_closely_as_its_accuracy_says(drawn: Crimes) -> None:
    """A low prospect number is a good one: witnesses are there where it is low, cameras anywhere."""
    rows = drawn.offence != THEFT
    seen, unseen = (np.median(drawn.prospect[rows & (has(drawn, 0) == there)]) for there in (True, False))
    assert seen < unseen - 0.3
    cctv = has(drawn, 1)
    spread = np.sqrt(1 / 12 * (1 / cctv.sum() + 1 / (~cctv).sum()))
    assert abs(drawn.prospect[cctv].mean() - drawn.prospect[~cctv].mean()) < 4 * spread


def test_another_factor_disturbs_nothing_else(drawn: Crimes) -> None:
    fewer = crimes(demand__factors={name: FACTORS[name] for name in ("witness", "cctv")})
    assert (fewer.factors == drawn.factors & 0b11).all()
    plain = crimes()
    assert not plain.factors.any()
    for name in Crimes.__dataclass_fields__:
        if name != "factors":
            np.testing.assert_array_equal(getattr(plain, name), getattr(drawn, name))
