"""Tables: what an audit found as plain rows, which the page and the workbook show alike."""

from __future__ import annotations

from collections.abc import Iterator

from demandsim.audit.audit import Audit
from demandsim.audit.capability import Capability
from demandsim.audit.leaders import DUTIES
from demandsim.audit.play_tables import tables_of_play
from demandsim.audit.skills import ALL_WORK, SkillNeed
from demandsim.audit.table import Kind as Kind
from demandsim.audit.table import Table as Table
from demandsim.audit.table import shown as shown
from demandsim.scenario.headcount import headcounts, whole_force

HOW_CERTAIN = (
    "Arithmetic on means, as demandsim explain does it: no queue, no chance, no transfers, nobody below level. Hours "
    "are hours a week."
)
COUNTED_TWICE = (
    "A crime that needs two skills counts in full for both, and so do the hours of an officer who holds two: rows of "
    "several skills do not add up."
)


WHO: tuple[tuple[str, Kind], ...] = (("Skill", "text"), ("Team", "text"), ("Area", "text"))


def tables(audit: Audit) -> tuple[Table, ...]:
    """Give the tables of an audit in the order in which they are read; one without rows is left out."""
    made = [_of_the_force(audit), _of_people(audit), *_of_skills(audit), *_of_training(audit), _of_leaders(audit)]
    if audit.capability is not None:
        made += _of_capability(audit.capability)
    if audit.played is not None:
        made += tables_of_play(audit.played)
    return tuple(table for table in made if table.rows)


def _of_the_force(audit: Audit) -> Table:
    """Add units up by skill: a surplus in one place closes no gap in another."""
    groups: dict[str, list[SkillNeed]] = {}
    for need in audit.skills:
        groups.setdefault(need.skill, []).append(need)
    return Table(
        "Whole force",
        f"Units added up by skill; hours to spare in one unit close no gap in another. {COUNTED_TWICE}",
        (
            *(("Skill", "text"), ("Required h", "hours"), ("Holders", "count"), ("Available h", "hours")),
            *(("Gaps h", "hours"), ("Harm gap", "number"), ("Units with nobody", "count"), ("With only one", "count")),
        ),
        tuple(
            (
                *(skill, sum(need.required for need in needs), sum(need.holders for need in needs)),
                *(sum(need.available for need in needs), sum(need.gap for need in needs)),
                *(sum(need.harm_gap for need in needs), sum(need.nobody for need in needs)),
                sum(need.single for need in needs),
            )
            for skill, needs in groups.items()
        ),
        None,
    )


def _of_people(audit: Audit) -> Table:
    counts = headcounts(audit.scenario)
    return Table(
        "People",
        "Those there on the first day, supervisors included, and those expected to join and to leave in the run. "
        "Vacant: posts of the establishment that nobody holds.",
        (
            *(("Team", "text"), ("Heads", "count"), ("Full-time equivalents", "number"), ("Vacant", "count")),
            *(("Restricted", "count"), ("Acting", "count"), ("Part-time", "count"), ("Learning", "count")),
            *(("To join", "count"), ("To leave", "number")),
        ),
        tuple(
            (
                *(one.team, one.heads, one.fte, one.vacant, one.restricted, one.acting, one.part_time),
                *(one.learning, one.joining, one.leaving),
            )
            for one in (*counts, *([whole_force(counts)] if counts else []))
        ),
        0,
    )


def _of_skills(audit: Audit) -> Iterator[Table]:
    yield Table(
        "Skills",
        "Required: hours of crimes that need the skill. Available: hours of those who hold it, supervisors apart, less "
        "the share that incidents take. Harm gap: the gap times the mean harm weight for each hour.",
        (
            *WHO,
            ("Required h", "hours"),
            ("Holders", "count"),
            ("Officers", "count"),
            ("Available h", "hours"),
            ("Gap h", "hours"),
            ("Harm gap", "number"),
            ("Failure", "text"),
        ),
        tuple(
            (
                *(need.skill, need.team, need.place, need.required, need.holders, need.officers),
                *(need.available, need.gap, need.harm_gap),
                "" if need.skill == ALL_WORK else "nobody" if need.nobody else "only one" if need.single else "",
            )
            for need in audit.skills
        ),
        1,
    )
    yield Table(
        "Cover",
        "Holders expected on duty by the shifts, leave and sickness; shares of the hours of the week in which fewer "
        "than one is expected, of all, of those at night (22:00 to 06:00) and at weekends.",
        (
            *WHO,
            ("On duty", "number"),
            ("Below one", "share"),
            ("At night", "share"),
            ("At weekends", "share"),
        ),
        tuple(
            (*(one.skill, one.team, one.place, one.on_duty), one.below, one.below_at_night, one.below_at_weekends)
            for one in audit.covers
        ),
        1,
    )


def _of_training(audit: Audit) -> Iterator[Table]:
    yield Table(
        "Lapses",
        "Holders whose accreditation lapses in a year, and the hours that they take with them.",
        (*WHO, ("Holders a year", "number"), ("Hours", "hours")),
        tuple((one.skill, one.team, one.place, one.holders, one.hours) for one in audit.lapses),
        1,
    )
    yield Table(
        "Courses",
        "What each course of the scenario closes, in order of first days; days away and lapses are left aside.",
        (
            *WHO,
            ("First day", "text"),
            ("Places", "count"),
            ("Learners", "count"),
            ("Closes h", "hours"),
            ("Harm closed", "number"),
            ("Gap left h", "hours"),
        ),
        tuple(
            (
                *(one.skill, one.team, one.place, one.begins.isoformat(), one.places, one.learners),
                *(one.hours, one.harm, one.left),
            )
            for one in audit.courses
        ),
        1,
    )
    if audit.plan is None:
        return
    yield Table(
        "Training plan",
        "Places in the order in which they are bought: each where it closes most harm-weighted hours for a pound, on "
        "top of the courses of the scenario.",
        (*WHO, ("Price", "pounds"), ("Closes h", "hours"), ("Harm closed", "number"), ("Spent", "pounds")),
        tuple((one.skill, one.team, one.place, one.price, one.hours, one.harm, one.spent) for one in audit.plan.places),
        1,
    )
    yield Table(
        "Left",
        "Gaps that the courses and the plan leave, and why.",
        (*WHO, ("Gap h", "hours"), ("Left h", "hours"), ("Because", "text")),
        tuple((one.skill, one.team, one.place, one.before, one.after, one.because) for one in audit.plan.left),
        1,
    )


def _of_leaders(audit: Audit) -> Table:
    declared = [duty for duty in DUTIES if any(one.asked[duty] > 0 for one in audit.leaders)]
    duties: list[tuple[str, Kind]] = [(f"{duty.capitalize()} h", "hours") for duty in declared]
    # Only a roster by people says who acts, and an establishment beside it what is vacant.
    people = bool(audit.scenario.workforce.people)
    listed: list[tuple[str, Kind]] = [("Acting", "count"), ("Vacant", "count")] if people else []
    return Table(
        "Leaders",
        "Supervisors’ hours by duty against their hours at work. Span: officers for each supervisor. Unled: hours of "
        "the week in which no supervisor of the unit is expected on duty (below 0.5), and those of them with officers.",
        (
            ("Team", "text"),
            ("Area", "text"),
            ("Supervisors", "count"),
            *listed,
            ("Span", "number"),
            *duties,
            ("Asked h", "hours"),
            ("There h", "hours"),
            ("Load", "share"),
            ("Unled", "count"),
            ("With officers", "count"),
        ),
        tuple(
            (
                *(one.team, one.place, one.supervisors),
                *([one.acting, one.vacant] if listed else []),
                one.span,
                *[one.asked[duty] for duty in declared],
                *(one.hours, one.there, one.load, one.unled, one.officers_unled),
            )
            for one in audit.leaders
        ),
        0,
    )


def _of_capability(found: Capability) -> Iterator[Table]:
    levels = ", ".join(f"{rank} {level}" for rank, level in found.required.items())
    yield Table(
        "Leaders in the table",
        "Rows of the table of leaders beside the supervisors’ posts of the scenario, and how many act in their rank.",
        (("Team", "text"), ("Posts", "count"), ("In the table", "count"), ("Acting", "count")),
        tuple((one.team, one.posts, one.leaders, one.acting) for one in found.headcounts),
        0,
    )
    yield Table(
        "Competencies",
        f"Leaders at or above the level required of their rank ({levels}), of those assessed.",
        (
            *(("Team", "text"), ("Competency", "text")),
            ("Assessed", "count"),
            ("Not assessed", "count"),
            ("Meeting", "count"),
            ("Below", "count"),
            ("Share", "share"),
        ),
        tuple(
            (one.team, one.competency, one.assessed, one.not_assessed, one.meeting, one.below, one.share)
            for one in found.competences
        ),
        0,
    )
    yield Table(
        "Accreditations",
        "Leaders who hold a role accreditation; one that exactly one of them holds is a single point of failure.",
        (
            *(("Team", "text"), ("Accreditation", "text")),
            ("Holders", "count"),
            ("Leaders", "count"),
            ("Acting holders", "count"),
            ("Failure", "text"),
        ),
        tuple(
            (
                *(one.team, one.accreditation, one.holders, one.leaders, one.acting_holders),
                "only one" if one.single else "nobody" if one.holders == 0 else "",
            )
            for one in found.accreditations
        ),
        0,
    )
