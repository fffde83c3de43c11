"""Case duty checks: do custody, bail, signatures, mentoring and calls to victims fit the rest?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from demandsim.quantities import format_duration
from demandsim.scenario.flows import officers_in, supervisors_in, teams_at
from demandsim.scenario.problems import is_unknown
from demandsim.scenario.quiet_checks import length

if TYPE_CHECKING:
    from demandsim.scenario.scenario import Scenario

Path = tuple[str | int, ...]
Found = Iterator[tuple[Path, str]]

CUSTODY: Path = ("demand", "custody")
MODEL: Path = ("investigative_model",)


def names_in_case_duties(scenario: Scenario) -> Found:
    """List teams of mentors that do not exist or do not investigate, as (path, what is wrong)."""
    rule = scenario.investigative_model.mentoring
    for name in rule.teams if rule is not None else ():
        known = teams_at(scenario, "investigation")
        yield from is_unknown("team that investigates", name, known, (*MODEL, "mentoring", "teams"))


def misfits_in_case_duties(scenario: Scenario) -> Found:
    """List what does not fit when all names are known, as (path, what is wrong)."""
    custody, model = scenario.demand.custody, scenario.investigative_model
    if custody.released is not None and custody.clock is None:
        message = "nobody is ever released: say for how long a suspect may be held (`clock`)"
        yield (*CUSTODY, "released"), message
    if model.review.bail_extension and (custody.released is None or custody.released.bail == 0):
        message = "there is no bail to extend: say what share of suspects is bailed (`demand.custody.released`)"
        yield (*MODEL, "review", "bail_extension"), message
    mentors = model.mentoring.teams if model.mentoring is not None else ()
    for name in mentors:
        for place in _unsupervised(scenario, name):
            message = (
                f"nobody supervises {name} in {place}, so nobody there advises: add a sergeant, or leave {name} out"
            )
            yield (*MODEL, "mentoring", "teams"), message
    investigate = teams_at(scenario, "investigation")
    tasks: list[tuple[Path, int, Iterable[str]]] = [
        ((*MODEL, "review", "sign_off"), model.review.sign_off, investigate),
        ((*MODEL, "review", "bail_extension"), model.review.bail_extension, investigate),
    ]
    if model.mentoring is not None:
        tasks.append(((*MODEL, "mentoring", "takes"), model.mentoring.takes, mentors))
    if model.victim_contact is not None:
        tasks.append(((*MODEL, "victim_contact", "takes"), model.victim_contact.takes, investigate))
    for path, takes, teams in tasks:
        for name in teams:
            if takes > _longest_turn(scenario, name):
                message = f"{format_duration(takes)} do not fit into any turn of {name}: it would never be done there"
                yield path, message


def nobody_signs(scenario: Scenario) -> list[str]:
    """Say in which units nobody signs off, though it is declared that supervisors do: crimes close there without."""
    if not scenario.investigative_model.review.sign_off:
        return []
    places = [
        f"{name} in {place}" for name in teams_at(scenario, "investigation") for place in _unsupervised(scenario, name)
    ]
    return [f"nobody supervises {unit}: its crimes are closed without being signed off" for unit in places]


def _unsupervised(scenario: Scenario, name: str) -> list[str]:
    team = scenario.workforce.teams[name]
    places = (place for place in team.posts if officers_in(team, place, ever=True))
    return [place for place in places if not supervisors_in(team, place, ever=True)]


def _longest_turn(scenario: Scenario, name: str) -> int:
    shifts = [scenario.workforce.shifts[shift] for shift in scenario.workforce.teams[name].shifts]
    turns = [turn for shift in shifts for letter, turn in shift.turns.items() if letter in shift.cycle]
    return max((length(hours) for turn in turns for hours in (turn, *turn.exceptions.values())), default=0)
