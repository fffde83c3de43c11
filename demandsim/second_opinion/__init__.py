"""Second opinions: an independent formula or a small exact model beside each headline measure.

What goes in is the scenario and, as counts of arrivals, the calls that the run's own incidents and crimes caused;
never the measure that is checked.
"""

from demandsim.second_opinion.opinion import SecondOpinion, judge, no_opinion
from demandsim.second_opinion.opinions import second_opinions_on
from demandsim.second_opinion.window import Measured

__all__ = ["Measured", "SecondOpinion", "judge", "no_opinion", "second_opinions_on"]
