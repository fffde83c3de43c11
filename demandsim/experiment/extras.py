"""Libraries that only some commands need: asked for by name, with the way to get them where they are missing."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from demandsim.experiment.store import ResultsError


def library(name: str, extra: str) -> ModuleType:
    """Give a library of one of the program's extras; raises `ResultsError` that says how to install it."""
    try:
        return import_module(name)
    except ImportError:
        raise ResultsError(f"this needs the library {name}: pip install 'demandsim[{extra}]'") from None
