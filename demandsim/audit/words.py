"""Words: what an audit found, in sentences for a whole force and as text for a terminal."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from textwrap import wrap

from demandsim.audit.audit import Audit
from demandsim.audit.capability import WHOLE_FORCE
from demandsim.audit.play_words import about_play
from demandsim.audit.skills import ALL_WORK, SkillNeed
from demandsim.audit.tables import HOW_CERTAIN, Table, shown, tables
from demandsim.quantities import format_share

WIDTH = 110
SHOWN_ON_A_TERMINAL = 12
"""Rows of a table that a terminal shows; the files hold all."""
GREATEST_FIRST = {"Skills": "Harm gap", "Cover": "Below one", "Lapses": "Hours", "Left": "Left h", "Leaders": "Load"}
"""Tables of which a terminal shows the greatest by this column."""
LEFT_TO_FILES = ("Competencies", "Accreditations", "Simulated effect")
"""Tables of which a terminal shows the rows of the whole force alone."""
SHOWN_WHOLE = ("Simulated effect",)
"""Tables of which a terminal shows all those rows."""


def text(audit: Audit) -> str:
    """Write an audit as plain text: the findings in sentences, then the head of every table."""
    about = audit.scenario.about
    title = about.title if audit.option is None else f"{about.title}: {audit.option}"
    lines = [title, "=" * len(title), "", *_wrapped(HOW_CERTAIN, ""), "", "IN SHORT"]
    for said in findings(audit):
        lines += _wrapped(f"- {said}", "  ")
    for table in tables(audit):
        lines += ["", table.name.upper(), *_head(table)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def findings(audit: Audit, team: str | None = None) -> list[str]:
    """Say by rule, in sentences, where the greatest gaps, the thinnest cover and the busiest leaders are.

    Of one team, or of the whole force.
    """
    part = audit if team is None else replace(audit.of(team), plan=None)
    arithmetic = [*_about_skills(part), *_about_training(part), *_about_leaders(part), *_about_capability(part)]
    return arithmetic if audit.played is None else [*arithmetic, *about_play(audit.played, team)]


def _about_skills(audit: Audit) -> Iterator[str]:
    needs = [need for need in audit.skills if need.skill != ALL_WORK]
    gaps = [need for need in needs if need.gap > 0]
    if gaps:
        worst = max(gaps, key=lambda need: need.harm_gap)
        yield (
            f"Gaps: in {len(gaps)} of {_required(needs)} pairs of skill and unit the holders have fewer hours than "
            f"crimes need. Weighted by harm the greatest is {worst.skill} in {_unit(worst)}: {worst.gap:,.1f} of "
            f"{worst.required:,.1f} hours a week."
        )
    elif needs:
        yield "Gaps: everywhere those who hold a skill have the hours that crimes need."
    nobody, single = [need for need in needs if need.nobody], [need for need in needs if need.single]
    if nobody:
        yield f"Crimes need a skill that nobody in the unit holds: {_listed(nobody)}."
    if single:
        yield f"Single points of failure, one holder alone: {_listed(single)}."
    if audit.covers:
        thin = sum(one.below_at_night > 0.5 for one in audit.covers)
        yield (
            f"Cover: in {thin} of {len(audit.covers)} pairs with holders fewer than one is expected on duty for more "
            "than half of the night hours."
        )


def _about_training(audit: Audit) -> Iterator[str]:
    if audit.lapses:
        lost, hours = sum(one.holders for one in audit.lapses), sum(one.hours for one in audit.lapses)
        yield f"Lapses: {lost:,.1f} accreditations a year, and {hours:,.1f} hours a week with them."
    if audit.courses:
        closed, places = sum(one.hours for one in audit.courses), sum(one.places for one in audit.courses)
        yield f"Courses of the scenario: {_places(places)}, which close {closed:,.1f} hours a week of gaps."
    if audit.plan is not None:
        plan = audit.plan
        closed, left = sum(one.hours for one in plan.places), sum(one.after for one in plan.left)
        yield (
            f"Training plan: £{plan.spent:,.0f} of £{plan.budget:,.0f} for {_places(len(plan.places))}, which close "
            f"{closed:,.1f} hours a week (harm {sum(one.harm for one in plan.places):,.0f}); {left:,.1f} are left."
        )


def _about_leaders(audit: Audit) -> Iterator[str]:
    led = [one for one in audit.leaders if one.supervisors > 0]
    if led:
        busiest, widest = max(led, key=lambda one: one.load), max(led, key=lambda one: one.span)
        yield (
            f"Leaders: most is asked in {busiest.team} ({busiest.place}), {format_share(round(busiest.load, 3))} of "
            f"the hours there; the widest span is {widest.span:,.1f} officers for each supervisor, in {widest.team} "
            f"({widest.place})."
        )
    acting, listed = sum(one.acting for one in led), sum(one.supervisors for one in led)
    if acting:
        most = max(led, key=lambda one: one.acting)
        yield (
            f"Acting: {acting} of {listed} supervisors on the roster hold their rank for a time, most of them in "
            f"{most.team} ({most.place}), {most.acting} of {most.supervisors}."
        )
    without = [f"{one.team} ({one.place})" for one in audit.leaders if one.supervisors == 0 and one.officers > 0]
    if without:
        yield f"No supervisor at all: {', '.join(without)}."
    alone = [one for one in led if one.officers_unled > 0]
    if alone:
        longest = max(alone, key=lambda one: one.officers_unled)
        yield (
            f"In {len(alone)} of {len(led)} units with supervisors none is expected for some hours in which officers "
            f"are on duty, longest in {longest.team} ({longest.place}): {longest.officers_unled} hours a week."
        )


def _about_capability(audit: Audit) -> Iterator[str]:
    found = audit.capability
    if found is None:
        return
    total = found.headcounts[-1]  # the whole force, unless it is about one team
    acting = f"{total.acting} act in their rank"
    rows, posts = (f"{n} {what}{'s' * (n != 1)}" for n, what in ((total.leaders, "row"), (total.posts, "post")))
    yield f"Table of leaders: {rows} for {posts} of supervisors; {acting}."
    rated = [one for one in found.competences if one.team == total.team and one.assessed]
    if rated:
        weakest = min(rated, key=lambda one: one.share)
        yield (
            f"Weakest competency: {weakest.competency}; {weakest.meeting} of {weakest.assessed} assessed meet the "
            f"level of their rank ({shown(weakest.share, 'share')})."
        )
    single = [f"{one.accreditation} in {one.team}" for one in found.accreditations if one.single]
    if single:
        yield f"Accreditations that one leader alone holds: {', '.join(single)}."
    if found.dropped:
        yield f"Columns with names of people were passed over: {', '.join(found.dropped)}."


def _required(needs: Iterable[SkillNeed]) -> int:
    return sum(need.required > 0 for need in needs)


def _places(number: int) -> str:
    return f"{number:,} place{'s' * (number != 1)}"


def _unit(need: SkillNeed) -> str:
    return f"{need.team} ({need.place})"


def _listed(needs: Iterable[SkillNeed]) -> str:
    """List units by skill: "rasso in response (north, south)"."""
    places: dict[tuple[str, str], list[str]] = {}
    for need in needs:
        places.setdefault((need.skill, need.team), []).append(need.place)
    return "; ".join(f"{skill} in {team} ({', '.join(where)})" for (skill, team), where in places.items())


def _head(table: Table) -> list[str]:
    """Write the first rows of a table, or the greatest, as columns."""
    rows = list(table.rows)
    if table.name in LEFT_TO_FILES and table.team is not None:
        rows = [row for row in rows if row[table.team] == WHOLE_FORCE]
    if table.name in GREATEST_FIRST:
        by = [heading for heading, _ in table.columns].index(GREATEST_FIRST[table.name])
        rows.sort(key=lambda row: -_number(row[by]))
    cells = [[shown(value, kind) for value, (_, kind) in zip(row, table.columns, strict=True)] for row in rows]
    head = cells if table.name in SHOWN_WHOLE else cells[:SHOWN_ON_A_TERMINAL]
    widths = [max(len(heading), *(len(row[at]) for row in head)) for at, (heading, _) in enumerate(table.columns)]
    lines = []
    for row in ([heading for heading, _ in table.columns], *head):
        parts = [
            f"{cell:<{width}}" if kind == "text" else f"{cell:>{width}}"
            for cell, width, (_, kind) in zip(row, widths, table.columns, strict=True)
        ]
        lines.append("  " + "  ".join(parts))
    more = len(table.rows) - len(head)
    return lines + ([f"  and {more} more in the files of --out"] if more > 0 else [])


def _number(value: object) -> float:
    """Give what a row is sorted by; what is endless comes first, what there is not comes last."""
    return value if isinstance(value, int | float) and not math.isnan(value) else -math.inf


def _wrapped(said: str, indent: str) -> list[str]:
    return wrap(said, WIDTH, subsequent_indent=indent)
