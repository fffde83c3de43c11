"""Considered: why this officer? Everybody in the unit at the moment of the choice, as the rule saw them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from demandsim.eventlog.choices import Choice, choices
from demandsim.eventlog.log import EventLog
from demandsim.eventlog.moments import Moment
from demandsim.eventlog.reasons import reasons_in_words
from demandsim.quantities import format_duration
from demandsim.rules.allocate import MET, Meeting, RarestSkill, Weighted, standings
from demandsim.scenario.calendar import Calendar

FULL, UNSKILLED = "full under a hard cap", "lacks a required skill"
FEW = 3
"""Officers whose standing is told in words besides the owner."""


def considered(log: EventLog, row: int) -> pd.DataFrame:
    """Show everybody in the unit when an owner was chosen, best placed first, worked out from the log alone.

    `row` is a row ALLOCATED of the log. One row per officer: `officer` (key), `owner` (whether it is the one),
    `place` (from 1, in the rule's order; missing for those ruled out, and where nobody chose), `ruled_out` (by which
    clause, empty otherwise), `caseload` (crimes held), `cap`, `lacks` (required skills not held), `on_duty`,
    `allocated_at` (second of the last allocation, missing without one), `rare` (how rare the skills are that the crime
    does not need, with `rarest_skill`) and `sum` (weighted sum, with weights; at a meeting that of the first crime the
    officer would be given, though all crimes are assigned together).
    Raises ValueError for a row that allocates nothing.
    """
    return table_of(log, _choice_at(log, row))


def table_of(log: EventLog, choice: Choice) -> pd.DataFrame:
    """Give the table of `considered` for a choice at hand."""
    places, rare, sums = _places(choice)
    rows = [
        {
            "officer": log.facts.officer_key[officer],
            "owner": officer == choice.owner,
            "place": places.get(officer, np.nan),
            "ruled_out": "" if choice.rule is None or officer in places else _ruled_out(choice, officer),
            "caseload": choice.caseload[officer],
            "cap": choice.caps[officer],
            "lacks": " ".join(_lacks(log, choice, officer)),
            "on_duty": bool(choice.on_duty[officer]),
            "allocated_at": choice.allocated_at[officer] if choice.allocated_at[officer] >= 0 else np.nan,
            "rare": rare.get(officer, np.nan),
            "sum": sums.get(officer, np.nan),
        }
        for officer in choice.officers
    ]
    table = pd.DataFrame(rows)
    return table.sort_values(["place", "officer"], na_position="last", kind="stable", ignore_index=True)


def why_in_words(log: EventLog, crime: int) -> list[str]:
    """Say of every allocation of a crime, given by its `uid`, why it went to that officer, and who came next.

    Raises ValueError where the log knows no such crime.
    """
    found = np.flatnonzero(log.facts.crime_uid == crime)
    if not len(found):
        raise ValueError(f"there is no crime {crime} in this log")
    wanted = np.flatnonzero((log.moment == Moment.ALLOCATED) & (log.subject == found[0])).tolist()
    return [line for row in wanted for line in _told(log, _choice_at(log, row))]


def _choice_at(log: EventLog, row: int) -> Choice:
    for choice in choices(log, row):
        return choice
    raise ValueError(f"row {row} of the log allocates nothing")


def _places(choice: Choice) -> tuple[dict[int, int], dict[int, float], dict[int, float]]:
    """Give place, rarity of other skills and weighted sum by officer, of those whom the rule considered."""
    if choice.rule is None:
        return {}, {}, {}
    facts = (choice.officers, choice.caseload, choice.caps, choice.skills, choice.needed, choice.last_allocated)
    ranked = sorted(standings(choice.rule, *facts, choice.attended, choice.on_duty))
    # As `standings` compares: full, unskilled, rarity; or the sum first.
    rare = {officer: key[2] for key, officer in ranked} if isinstance(choice.rule, RarestSkill) else {}
    sums = {officer: key[0] for key, officer in ranked} if isinstance(choice.rule, Weighted | Meeting) else {}
    places = {officer: place for place, (_, officer) in enumerate(ranked, start=1)}
    return places, rare, sums


def _ruled_out(choice: Choice, officer: int) -> str:
    assert choice.rule is not None
    full = choice.rule.cap == "hard" and choice.caseload[officer] >= choice.caps[officer]
    return FULL if full else UNSKILLED


def _lacks(log: EventLog, choice: Choice, officer: int) -> list[str]:
    missing = choice.needed & ~choice.skills[officer]
    return [skill for bit, skill in enumerate(log.facts.scenario.workforce.skills) if missing >> bit & 1]


def _told(log: EventLog, choice: Choice) -> list[str]:
    scenario = log.facts.scenario
    calendar = Calendar(scenario.start, scenario.timezone)
    why = int(log.detail[choice.row])
    table = table_of(log, choice)
    own = table[table["owner"]].iloc[0]
    given_at = int(log.at[choice.row])
    lines = [f"{calendar.local(given_at):%a %d %b %Y %H:%M}  given to {own['officer']}: {reasons_in_words(why)}"]
    if given_at > choice.at:
        lines.append(f"  chosen {format_duration(given_at - choice.at)} before")
    lines.append(f"  {_standing(own, choice.at)}")
    if choice.rule is None:
        return [*lines, "  nobody was compared"]
    if why & MET:
        lines.append("  the meeting gave out the whole queue at once; alone, this crime would rank the officers so:")
    others = table[~table["owner"]]
    ranked, ruled_out = others[others["place"].notna()], others[others["place"].isna()]
    for number, (_, other) in enumerate(ranked.head(FEW).iterrows()):
        name = "runner-up" if number == 0 else "then"
        lines.append(f"  {name}: {other['officer']}: {_standing(other, choice.at)}")
    if len(ranked) > FEW:
        lines.append(f"  and {len(ranked) - FEW} more who could have received it")
    lines += [
        f"  not considered: {number} {'officer' if number == 1 else 'officers'} ({clause})"
        for clause, number in ruled_out["ruled_out"].value_counts(sort=False).items()
    ]
    if not len(others):
        lines.append("  there is nobody else in the unit")
    return lines


def _standing(officer: pd.Series, at: int) -> str:
    parts = [f"{officer['caseload']} of {officer['cap']} crimes held"]
    parts.append(f"lacks {officer['lacks']}" if officer["lacks"] else "has the skills")
    parts.append("on duty" if officer["on_duty"] else "off duty")
    last = officer["allocated_at"]
    parts.append("nothing received before" if np.isnan(last) else f"last received {format_duration(at - last)} ago")
    if not np.isnan(officer["rare"]):
        parts.append(f"other skills count {officer['rare']:.3g}")
    if not np.isnan(officer["sum"]):
        parts.append(f"sum {officer['sum']:g}")
    return ", ".join(parts)
