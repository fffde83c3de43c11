"""A demand-modelling and crime-allocation simulator for police planners."""

__version__ = "0.1.0"
