"""Staffing: positions needed by half hour for a target, by formula and by simulation, side by side."""
