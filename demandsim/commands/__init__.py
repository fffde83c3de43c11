"""Commands: what a planner types, and who answers; they decide nothing.

Everything else is imported inside the commands, so that --help answers at once.
"""
