"""Leaders on one page: hours asked of supervisors beside hours held, and skills that hang on one officer or nobody."""

from __future__ import annotations

import math

from demandsim.audit.leaders import LeaderCapacity
from demandsim.audit.skills import ALL_WORK
from demandsim.report.section import Section, Table
from demandsim.report.sheets.seen import Seen
from demandsim.report.words import bare_amount, group_words, listed

MOST_UNITS = 8
MOST_AREAS = 3
ON_PAPER = "Arithmetic on means, as demandsim audit does it: no queue, no chance, no opening backlog, no transfers."


def leaders_section(seen: Seen) -> Section | None:
    """Set hours asked of supervisors against hours held, for the units where that is nearest to too much."""
    units = sorted((one for one in seen.audited.leaders if one.hours > 0), key=lambda one: -one.load)
    if not units:
        return None
    kept, before = units[:MOST_UNITS], {_unit(one): one.load for one in seen.audited_before.leaders}
    rows = []
    for one in kept:
        row = [_unit(one), str(one.supervisors), _figure(one.span), _figure(one.hours), _figure(one.there)]
        row += [_share(before[_unit(one)]) if _unit(one) in before else "–"] if seen.compared else []
        rows.append((*row, _share(one.load)))
    columns = ["Unit", "Supervisors", "Officers each", "Asked, h a week", "Held, h a week"]
    columns += (
        [f"Asked of held under {seen.baseline}, %", f"Under {seen.option}, %"]
        if seen.compared
        else ["Asked of held, %"]
    )
    more = f" {len(units) - len(kept)} units with less to do are left out." if len(units) > len(kept) else ""
    table = Table("Hours of supervisors, asked and held", tuple(columns), tuple(rows), note=f"{ON_PAPER}{more}")
    return Section("leaders", "Hours asked of supervisors", blocks=(table,))


def skills_section(seen: Seen) -> Section | None:
    """Name the skills that crimes need and that one officer of a unit alone, or nobody, holds."""
    found: dict[tuple[str, str], tuple[list[str], list[str]]] = {}
    for need in seen.audited.skills:
        if need.skill != ALL_WORK and (need.nobody or need.single):
            nobody, single = found.setdefault((need.team, need.skill), ([], []))
            (nobody if need.nobody else single).append(group_words(need.place))
    if not found:
        return None
    rows = [
        (group_words(team), group_words(skill), _areas(nobody), _areas(single))
        for (team, skill), (nobody, single) in found.items()
    ]
    more = f" {len(rows) - MOST_UNITS} more rows: demandsim audit." if len(rows) > MOST_UNITS else ""
    table = Table(
        "Skills that crimes of a unit need, by who holds them there",
        ("Team", "Skill", "Nobody holds it in", "One officer alone in"),
        tuple(rows[:MOST_UNITS]),
        words=4,
        note=f"As the written routes send crimes.{more}",
    )
    return Section("alone", "Single points of failure", blocks=(table,))


def _unit(one: LeaderCapacity) -> str:
    return group_words(f"team={one.team}, area={one.place}")


def _areas(names: list[str]) -> str:
    return listed(names, MOST_AREAS) if names else ""


def _figure(value: float) -> str:
    return bare_amount(value, "") if math.isfinite(value) else "–"


def _share(value: float) -> str:
    return bare_amount(value, "share") if math.isfinite(value) else "nobody there"
