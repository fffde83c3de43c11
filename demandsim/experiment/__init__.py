"""Experiments: options played on shared tapes, kept in a results folder, and compared."""

from demandsim.experiment.comparison import Comparison, compare, read_comparison, write_comparison
from demandsim.experiment.prices import price_list, write_prices
from demandsim.experiment.runner import Plan, plan_experiment, run_experiment

__all__ = [
    "Comparison",
    "Plan",
    "compare",
    "plan_experiment",
    "price_list",
    "read_comparison",
    "run_experiment",
    "write_comparison",
    "write_prices",
]
