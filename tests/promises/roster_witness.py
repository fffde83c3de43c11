"""A witness of the roster: every difference between what it says and what the scenario and luck come to."""

from __future__ import annotations

from demandsim.roster import Roster
from demandsim.scenario.workforce import COURSE, SICKNESS
from demandsim.tape import Tape
from tests.promises.people_witness import EVER, Establishment, Stretch


def roster_complaints(tape: Tape, roster: Roster) -> list[str]:
    """Say where a roster differs from what it must be."""
    force = Establishment(tape, roster)
    right, ends_at = force.everybody, tape.ends_at
    found: list[str] = []

    def same(what: str, said: object, due: object) -> None:
        if said != due:
            found.append(f"{what}: {said}, not {due}")

    same("officers", [one.key for one in roster.officers], [one.key for one in right])
    if found:
        return found
    place = {one.key: row for row, one in enumerate(right)}
    same("units", [(unit.team, unit.area) for unit in roster.units], [unit[0].unit for unit in force.units])
    for unit, members in zip(roster.units, force.units, strict=True):
        for rows, above in ((unit.officers, False), (unit.supervisors, True)):
            same(f"{unit.team}", list(rows), [place[one.key] for one in members if one.supervisor == above])
    reasons = [*tape.scenario.workforce.abstracted, SICKNESS, *([COURSE] if tape.scenario.workforce.courses else [])]
    people = (*tape.scenario.workforce.people, *tape.scenario.workforce.joiners)
    reasons += ["learning"] if any(one.learning for one in people) else []
    same("reasons", list(roster.lost), reasons)
    spells = zip(roster.spell_officer.tolist(), roster.spell_from.tolist(), roster.spell_to.tolist(), strict=True)
    by_officer: dict[int, list[Stretch]] = {}
    for officer, since, until in spells:
        by_officer.setdefault(officer, []).append((since, until))
    same("order", roster.spell_from.tolist(), sorted(roster.spell_from.tolist()))
    names = tape.scenario.workforce.skills
    for row, (who, one) in enumerate(zip(roster.officers, right, strict=True)):
        same(f"rank of {one.key}", (who.rank, who.supervisor), (one.rank, one.supervisor))
        same(f"restricted {one.key}", who.restricted, one.terms is not None and one.terms.restricted)
        same(f"spells of {one.key}", by_officer.get(row, []), one.spells())
        for why in reasons:
            same(f"{why} of {one.key}", int(roster.lost[why][row]) if why in roster.lost else None, one.lost(why))
        if not tape.scenario.workforce.courses:
            held = {name for bit, name in enumerate(names) if who.skills >> bit & 1}
            same(f"skills of {one.key}", held, one.skills)
        said = [(stay.from_at, stay.to_at) for stay in roster.stays if stay.officer == row]
        same(f"stays of {one.key}", within(said or [(-EVER, EVER)], ends_at), within(one.service, ends_at))
        always = within(one.service, ends_at) == [(0, ends_at)]
        same(f"{one.key} has stays", bool(said), not always)
    same("order of stays", list(roster.stays), sorted(roster.stays))
    if not tape.scenario.workforce.courses and not tape.scenario.workforce.lapses:
        changes = [tuple(one) for one in roster.skill_changes if one.at < ends_at]
        same("skills of successors", changes, sorted(losses(force, place, names)))
    return found


def losses(force: Establishment, place: dict[str, int], names: tuple[str, ...]) -> list[tuple[int, int, int, bool]]:
    """List what successors do not have, as lost when the post is left: (at, officer, skill, gained)."""
    leavers = force.workforce.leavers
    without = () if leavers is None else leavers.without
    return [
        (leaves, place[one.key], names.index(skill), False)
        for one, leaves, follows in force.successors
        for skill in names
        if skill in without and skill in one.skills and follows < force.tape.ends_at
    ]


def within(service: list[Stretch], ends_at: int) -> list[Stretch]:
    """Cut stretches to the run."""
    cut = [(max(0, since), min(until, ends_at)) for since, until in sorted(service)]
    return [(since, until) for since, until in cut if since < until]
