"""Officers in words: what is taken up next, whose work it is, and who is away, learns and is left to investigate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from demandsim.quantities import format_duration, format_share
from demandsim.rules.next_work import AnyNextWork, InTurn

if TYPE_CHECKING:
    from demandsim.scenario.scenario import Scenario


def next_work_in_words(rule: AnyNextWork) -> str:
    """Write which crime is taken up next as a planner would say it."""
    said = (type(rule).__doc__ or "").strip().splitlines()[0].removesuffix(".")
    if isinstance(rule, InTurn):
        said += f"; a slice is {format_duration(rule.slice)}"
    if rule.new_first:
        said += "; those on which nobody has worked come first"
    if rule.change:
        said += f"; finding the way into another crime takes {format_duration(rule.change)}"
    return f"{said}."


def officers_in_words(scenario: Scenario) -> list[str]:
    """Write a line for everything that is declared of shared work, protected turns, absent owners and skills."""
    workforce = scenario.workforce
    rows = []
    for name, team in workforce.teams.items():
        if team.shares_work:
            rows.append(f"  {name} shares its work: whoever is free takes up the next crime of the unit and owns it.")
        if team.protected is not None:
            every = "every turn" if team.protected.every == 1 else f"one turn in {team.protected.every}"
            sent_to = " or ".join(team.protected.break_for)
            sent = f"sent only to {sent_to}, after everybody else" if sent_to else "sent to nothing"
            rows.append(f"  {name}: {every} of an officer is left for investigation ({sent}).")
    after = scenario.investigative_model.transfer.after_sickness
    if after:
        away = "are ill for" if not workforce.courses else "are ill, or on a course, for"
        rows.append(f"  Crimes of owners who {away} {format_duration(after)} go back to the unit's queue.")
    for course in workforce.courses:
        whom = ", ".join(f"{number} in {place}" for place, number in course.places.items())
        when = f"{course.begins} for {format_duration(course.days * 86_400)}"
        rows.append(f"  Course from {when}: {course.skill} for officers of {course.team} ({whom}).")
    rows += [
        f"  {format_share(share)} of those who hold {skill} lose it in a year."
        for skill, share in workforce.lapses.items()
    ]
    return rows
