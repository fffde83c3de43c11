"""The engine: plays tape and roster through the rules on SimPy and writes an event log; it draws no chance."""

from demandsim.engine.play import run

__all__ = ["run"]
