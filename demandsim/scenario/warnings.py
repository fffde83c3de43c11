"""Warnings: what a sound scenario says that its author may not have meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from demandsim.scenario.case_duty_checks import nobody_signs
from demandsim.scenario.gaps import nobody_on_duty
from demandsim.scenario.model_warnings import warnings_in_the_model
from demandsim.scenario.people_checks import warnings_of_people
from demandsim.scenario.training_checks import places_for_nobody

if TYPE_CHECKING:
    from demandsim.scenario.scenario import Scenario


def warnings(scenario: Scenario) -> list[str]:
    """List them in words: hours without anybody, routes and skills, signatures, courses, people."""
    asked = (nobody_on_duty, warnings_in_the_model, nobody_signs, places_for_nobody, warnings_of_people)
    return [warning for ask in asked for warning in ask(scenario)]
