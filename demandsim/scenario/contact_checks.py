"""Contact checks: does what is said of lines, handlers, rules of answering and events fit together?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING

from demandsim.quantities import format_duration
from demandsim.rules.answer import AnyAnswer, BySkill, Priority, Table
from demandsim.scenario.calendar import TABLE_LENGTHS, place_in_table
from demandsim.scenario.events import Outage, SicknessPeak, Slow, Surge
from demandsim.scenario.flows import officers_in, teams_at
from demandsim.scenario.problems import is_unknown
from demandsim.scenario.workforce import Team

if TYPE_CHECKING:
    from demandsim.scenario.scenario import Scenario

Path = tuple[str | int, ...]
Found = Iterator[tuple[Path, str]]

ANSWER: Path = ("rules", "answer")
LINES: Path = ("demand", "lines")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
HALF_HOURS = 336


def names_at_the_contact_desk(scenario: Scenario) -> Found:
    """List names of lines, teams and kinds that do not exist, as (path, what is wrong)."""
    demand, rule = scenario.demand, scenario.desk_rules.answer
    lines = tuple(demand.lines)
    teams = tuple(teams_at(scenario, "contact"))
    for name, line in demand.lines.items():
        if line.online is not None:
            others = tuple(other for other in lines if other != name)
            yield from is_unknown("other line", line.online.line, others, (*LINES, name, "online", "line"))
    if demand.switchboard is not None:
        yield from is_unknown("line", demand.switchboard.line, lines, ("demand", "switchboard", "line"))
    for key in ("order", "reserve", "switchboard", "call_back", "weights", "routes"):
        for number, line_name in enumerate(getattr(rule, key, ())):
            step = number if key in ("order", "switchboard") else line_name
            yield from is_unknown("line", line_name, lines, (*ANSWER, key, step))
    if isinstance(rule, BySkill):
        for line_name, route in rule.routes.items():
            for number, route_step in enumerate(route):
                path = (*ANSWER, "routes", line_name, number, "team")
                yield from is_unknown("contact team", route_step.team, teams, path)
        for team, taken in rule.takes.items():
            yield from is_unknown("contact team", team, teams, (*ANSWER, "takes", team))
            for number, line_name in enumerate(taken):
                yield from is_unknown("line", line_name, lines, (*ANSWER, "takes", team, number))
    for name, team_of in scenario.workforce.teams.items():
        for line_name in team_of.handle_factor:
            path = ("workforce", "teams", name, "handle_factor", line_name)
            yield from is_unknown("line of the team", line_name, team_of.lines, path)
    yield from _names_in_events(scenario, lines)


def _names_in_events(scenario: Scenario, lines: tuple[str, ...]) -> Found:
    kinds = tuple(kind.name for kind in scenario.demand.incidents)
    for number, event in enumerate(scenario.events):
        here: Path = ("events", number)
        if isinstance(event, Surge | Outage | Slow):
            for line in event.lines:
                yield from is_unknown("line", line, lines, (*here, "lines"))
        if isinstance(event, Surge):
            for kind in event.reports:
                yield from is_unknown("incident kind", kind, kinds, (*here, "reports", kind))
        if isinstance(event, SicknessPeak):
            for team in event.teams:
                yield from is_unknown("team", team, scenario.workforce.teams, (*here, "teams"))


def misfits_at_the_contact_desk(scenario: Scenario) -> Found:
    """List what does not fit at a contact desk whose names are all known, as (path, what is wrong)."""
    yield from _lines(scenario)
    yield from _arrangements(scenario)
    rule = scenario.desk_rules.answer
    if isinstance(rule, Priority):
        yield from _order(rule, tuple(scenario.demand.lines))
    if isinstance(rule, BySkill):
        yield from _routes(rule, scenario)
    if rule.kind == "ageing":
        for line in scenario.demand.lines:
            if line not in rule.weights:
                yield (*ANSWER, "weights"), f"every line has a weight; missing: {line}"
    yield from _reserves(rule, scenario)
    yield from _events(scenario)


def _lines(scenario: Scenario) -> Found:
    teams = teams_at(scenario, "contact")
    for name, line in scenario.demand.lines.items():
        if not any(name in team.lines for team in teams.values()):
            yield (*LINES, name), f"nobody answers line {name}: add it to the `lines` of a contact team"
        if not line.yields:
            continue
        for key, given in (
            ("announcement", line.announcement),
            ("trunks", line.trunks),
            ("call_back", line.call_back),
        ):
            if given:
                yield (*LINES, name, key), f"line {name} is written work (`yields`), which has no {key}"


def _arrangements(scenario: Scenario) -> Found:
    """The switchboard and the offers to ring back need what the demand says of them."""
    demand, rule = scenario.demand, scenario.desk_rules.answer
    if rule.switchboard and demand.switchboard is None:
        message = "say under `demand.switchboard` on which line the switchboard answers and what it resolves"
        yield (*ANSWER, "switchboard"), message
    if demand.switchboard is not None:
        front = demand.switchboard.line
        if demand.lines[front].yields:
            yield ("demand", "switchboard", "line"), f"line {front} is written work: a switchboard answers calls"
        for number, line in enumerate(rule.switchboard):
            if line == front or demand.lines[line].yields:
                message = f"calls of line {line} cannot go through the switchboard on line {front}"
                yield (*ANSWER, "switchboard", number), message
    for line in rule.call_back:
        if demand.switchboard is not None and rule.switchboard and line == demand.switchboard.line:
            message = f"callers wait on line {line} for the switchboard only: offer to ring back on the lines behind it"
            yield (*ANSWER, "call_back", line), message
        if demand.lines[line].call_back is None:
            message = f"say under `demand.lines.{line}.call_back` how many accept to be rung back and are reached"
            yield (*ANSWER, "call_back", line), message


def _order(rule: Priority, lines: tuple[str, ...]) -> Found:
    missing = [line for line in lines if line not in rule.order]
    twice = sorted({line for line in rule.order if rule.order.count(line) > 1})
    for what, wrong in (("missing", missing), ("twice", twice)):
        if wrong:
            message = f"the order of priority must name every line once; {what}: {', '.join(wrong)}"
            yield (*ANSWER, "order"), message


def _routes(rule: BySkill, scenario: Scenario) -> Found:
    teams = teams_at(scenario, "contact")
    for line, route in rule.routes.items():
        here = (*ANSWER, "routes", line)
        if not route:
            yield here, f"the route of line {line} names no team"
        for number, step in enumerate(route):
            if step.team in [earlier.team for earlier in route[:number]]:
                yield (*here, number), f"the overflow of line {line} comes back to {step.team}: name each team once"
            if line not in teams[step.team].lines:
                message = f"{step.team} does not answer line {line}: add it to the team's `lines`"
                yield (*here, number, "team"), message
        for number, (first, second) in enumerate(pairwise(route), 1):
            if second.after < first.after:
                message = (
                    f"{second.team} takes calls after {format_duration(second.after)}, before {first.team} does "
                    f"({format_duration(first.after)}): put the teams in the order of their waits"
                )
                yield (*here, number, "after"), message
    for team, taken in rule.takes.items():
        routed = [line for line, route in rule.routes.items() if team in [step.team for step in route]]
        missing = [line for line in routed if line not in taken]
        foreign = [line for line in taken if line not in teams[team].lines]
        for what, wrong in (("missing", missing), ("not answered by the team", foreign)):
            if wrong:
                yield (*ANSWER, "takes", team), f"{team} takes the lines routed to it; {what}: {', '.join(wrong)}"


def _reserves(rule: AnyAnswer, scenario: Scenario) -> Found:
    """Whoever is kept free must be there, and somebody must be left for the other lines."""
    teams = teams_at(scenario, "contact")
    for line, table in rule.reserve.items():
        here = (*ANSWER, "reserve", line)
        if isinstance(table, tuple) and len(table) not in TABLE_LENGTHS:
            lengths = ", ".join(map(str, TABLE_LENGTHS))
            yield here, f"a reserve is one number, or {lengths} numbers by hour or half hour; found {len(table)}"
            continue
        fewest = table if isinstance(table, int) else min(table)
        if fewest < 0:
            yield here, f"handlers kept free cannot be fewer than none, found {fewest}"
            continue
        if isinstance(rule, Priority) and line == rule.order[-1]:
            continue
        answering = [team for team in teams.values() if line in team.lines]
        others = [team for team in teams.values() if line not in team.lines]
        if others or not answering:
            continue
        for half_hour in range(HALF_HOURS):
            there = sum(_there(team, half_hour) for team in answering)
            kept = _kept(table, half_hour)
            if kept >= there > 0:
                hour = half_hour // 2
                when = f"{WEEKDAYS[hour // 24]} {hour % 24:02d}:{half_hour % 2 * 30:02d}"
                message = f"with {kept} of at most {there} handlers kept free for {line}, no other line gets one"
                yield here, message if isinstance(table, int) and _steady(answering) else f"{message} ({when})"
                break


def _kept(table: Table, half_hour: int) -> int:
    return table if isinstance(table, int) else int(table[place_in_table(len(table), half_hour)])


def _there(team: Team, half_hour: int) -> int:
    """Give the positions staffed in a half hour of the week; of posts on shifts, all there are."""
    if team.positions is not None:
        return int(team.positions[place_in_table(len(team.positions), half_hour)])
    return sum(officers_in(team, place) for place in team.posts)


def _steady(teams: list[Team]) -> bool:
    return all(team.positions is None or len(set(team.positions)) == 1 for team in teams)


def _events(scenario: Scenario) -> Found:
    names = [event.name for event in scenario.events]
    start = datetime(scenario.start.year, scenario.start.month, scenario.start.day)
    for number, event in enumerate(scenario.events):
        here: Path = ("events", number)
        if event.name in names[:number]:
            yield here, f"{event.name!r} is named twice; a name must tell one from the others"
        if event.ends <= start:
            message = f"{event.name} is over ({event.ends:%Y-%m-%d %H:%M}) before the run begins ({scenario.start})"
            yield (*here, "ends"), message
        if isinstance(event, Surge) and sum(event.reports.values()) > 1.001:
            total = sum(event.reports.values())
            yield (*here, "reports"), f"the shares of what the extra calls report add up to {total:g}, more than 1"
        if isinstance(event, Surge):
            for line in event.lines:
                if scenario.demand.lines[line].volume == 0:
                    yield (*here, "lines"), f"nobody rings line {line} usually: a factor of nothing is nothing"
