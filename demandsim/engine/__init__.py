"""The engine: plays tape and roster through the rules on SimPy and writes an event log; it draws no chance."""

from demandsim.engine.play import run, run_for

__all__ = ["run", "run_for"]
