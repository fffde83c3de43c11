"""Pages of made-up results, drawn once for all who look at them."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from demandsim.experiment.comparison import Comparison
from demandsim.report.page import page
from tests.report.made_up import comparison
from tests.report.many_options import EFFECTS, many_options

PAGES = {"few options": lambda: comparison(EFFECTS), "many options": many_options}


class Drawn(NamedTuple):
    """A comparison and its page."""

    comparison: Comparison
    text: str


@cache
def drawn(name: str) -> Drawn:
    """Give one of the `PAGES`, which nobody may change."""
    found = PAGES[name]()
    return Drawn(found, page(found))
