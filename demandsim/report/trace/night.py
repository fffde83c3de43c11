"""The page of a night: supply against demand, hour by hour, and the moments that matter most."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import timedelta

from demandsim.eventlog.night import CHANGES, TURNS, Line, Night
from demandsim.eventlog.night_moments import RULE
from demandsim.eventlog.night_reach import Reached, reached
from demandsim.experiment.trace import NightTrace, Run
from demandsim.quantities import format_duration, format_share
from demandsim.report.section import Section, Table
from demandsim.report.trace.page import NEVER, Story, day_words, length_words
from demandsim.report.trace.supply import supply
from demandsim.rules.choice import GRADES


def night_page(trace: NightTrace) -> Story:
    """Compose the page of a night."""
    night, run = trace.night, trace.run
    found = reached(night)
    where = "" if night.area is None else f" in {night.area}"
    title = f"The night of {day_words(night.day)}{where}, 18:00 to 06:00"
    numbered = [(str(number), night.clock(m.at), m.kind, m.words) for number, m in enumerate(trace.moments, start=1)]
    moments = Table("", ("No", "When", "Kind", "What happened"), tuple(numbered), words=4)
    sections = [
        Section(
            "supply",
            "Supply against demand",
            blocks=(supply(trace, hour_table(night)), _course(night)),
            note=_notes(night),
        ),
        Section(
            "moments",
            "The moments that matter most",
            lead=() if numbered else ("A quiet night: nothing of the kinds below happened.",),
            blocks=(moments,) if numbered else (),
            note=RULE,
        ),
        Section("arrival", "How soon somebody came", blocks=(_arrivals(found),) if found else ()),
        Section("duty", "On duty by team and area", blocks=(_on_duty(night),)),
        *_calls(night),
    ]
    return Story(title, run, tuple(_in_short(night, run, found)), tuple(sections))


def _in_short(night: Night, run: Run, found: Sequence[Reached]) -> Iterator[str]:
    hours = night.hours
    least = min(hours, key=lambda hour: hour.free)
    low, high = min(h.on_duty for h in hours), max(h.on_duty for h in hours)
    many = f"{low:.0f} officers" if f"{low:.0f}" == f"{high:.0f}" else f"Between {low:.0f} and {high:.0f} officers"
    yield (
        f"{many} who may be sent were on duty, on average over an hour; fewest of them were free in the hour from "
        f"{least.label}: {least.free:.1f}."
    )
    came = {grade: sum(hour.graded[grade] for hour in hours) for grade in GRADES}
    parts = ", ".join(f"{number} {grade}" for grade, number in came.items() if number)
    waited = max(hour.longest for hour in hours)
    wait = f"the longest wait until somebody was sent was {length_words(waited)}" if waited else "none of them waited"
    total = sum(came.values())
    yield f"{total} incident{'s' * (total != 1)} came in{f' ({parts})' if parts else ''}; {wait}."
    told = [
        f"{one.in_target} of {one.due} {one.grade}"
        for one in found
        if one.target is not None and one.grade in GRADES[:2]
    ]
    if told:
        yield f"Reached within the target: {' and '.join(told)} incidents."
    if night.lines and night.area is None:
        offered, gone = sum(line.offered for line in night.lines), sum(line.given_up for line in night.lines)
        yield f"Calls by telephone: {offered} offered, {gone} of them given up."
    lasts = (night.end - night.begin) / 3600
    if lasts != 12:
        yield f"The clocks change: this night lasts {lasts:g} hours."
    if night.day < run.measured:
        yield f"This night is in the warm-up: what is measured begins on {day_words(run.measured)}."


def hour_table(night: Night) -> Table:
    """Give a row an hour: officers, incidents in by grade, and how many waited how long."""
    grades = [grade for grade in GRADES if any(hour.graded[grade] for hour in night.hours)]
    named = {GRADES[-1]: "no deployment"}
    names = (named.get(grade, grade) for grade in grades)
    columns = ("From", "on duty", "on incidents", "free", *names, "waiting at the end", "longest wait")
    rows = [
        (
            hour.label,
            *(f"{level:.1f}" for level in (hour.on_duty, hour.on_incidents, hour.free)),
            *(str(hour.graded[grade]) for grade in grades),
            str(hour.waiting),
            _minutes(hour.longest) if hour.longest else NEVER,
        )
        for hour in night.hours
    ]
    totals = (str(sum(hour.graded[grade] for hour in night.hours)) for grade in grades)
    rows.append(("The night", "", "", "", *totals, "", ""))
    return Table("Hour by hour: officers, incidents that came in, and those that waited", columns, tuple(rows))


def _course(night: Night) -> Table:
    """Give a row an hour: first arrivals, and the changes of course that occurred at all."""
    turns = [words for words in TURNS if any(hour.changes[words] for hour in night.hours)]
    rows = [
        (
            hour.label,
            str(len(hour.reached)),
            _minutes(_median(hour.reached)) if hour.reached else NEVER,
            _minutes(hour.reached[-1]) if hour.reached else NEVER,
            *(str(hour.changes[words]) for words in turns),
        )
        for hour in night.hours
    ]
    changed = (str(sum(hour.changes[words] for hour in night.hours)) for words in turns)
    rows.append(("The night", str(sum(len(hour.reached) for hour in night.hours)), "", "", *changed))
    return Table(
        "Hour by hour: incidents reached, and changes of course",
        ("From", "reached", "median to arrival", "longest", *turns),
        tuple(rows),
    )


def _median(ordered: Sequence[int]) -> float:
    middle = len(ordered) // 2
    return float(ordered[middle]) if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def _minutes(seconds: float) -> str:
    """Write a length as minutes, or beyond ten hours as hours: "12 min", "31 h"."""
    return f"{seconds / 60:,.0f} min" if seconds < 36_000 else f"{seconds / 3600:,.0f} h"


def _notes(night: Night) -> str:
    text = (
        "Officers: averages over the hour of those who may be sent (teams with the response desk, without "
        "supervisors); who is neither on incidents nor free is at a desk, on a break or on other work. Incidents wait "
        "from grading, or from the beginning of a booked slot, until the first officer is sent. Reached: first "
        "arrivals in the hour, counted from the first call. "
    )
    none = [words for words in CHANGES.values() if not any(hour.changes[words] for hour in night.hours)]
    return text + (f"None all night: {', '.join(none)}." if none else "")


def _arrivals(found: Sequence[Reached]) -> Table:
    rows = tuple(
        (
            one.grade,
            str(one.incidents),
            str(one.by_the_end),
            NEVER if math.isnan(one.median) else _minutes(one.median),
            NEVER if math.isnan(one.longest) else _minutes(one.longest),
            NEVER if one.target is None else format_duration(one.target),
            NEVER if one.target is None else f"{one.in_target} of {one.due}",
            NEVER if one.target is None or not one.due else format_share(round(one.in_target / one.due, 3)),
        )
        for one in found
    )
    columns = ("Grade", "Incidents", "reached by 06:00", "median", "longest", "target", "in target", "share")
    note = (
        "Incidents that came in during the night and that somebody must attend, by their first grade; from the first "
        "call to the first arrival, be it after the night."
    )
    return Table("", columns, rows, note=note)


def _on_duty(night: Night) -> Table:
    labels = tuple(hour.label[:2] + hour.label[5:] for hour in night.hours)
    rows = tuple((name, *(f"{level:.1f}" for level in levels)) for name, levels in night.units.items() if any(levels))
    last = night.day + timedelta(days=1)
    note = f"Officers and supervisors on duty, on average over the hour that begins; until 06:00 on {day_words(last)}."
    return Table("", ("Team and area", *labels), rows, note=note)


def _calls(night: Night) -> list[Section]:
    tables = tuple(
        Table(
            f"{name}{'' if night.area is None else ' (the whole force)'}",
            ("From", "offered", "answered", "given up", "longest wait", "most waiting at once"),
            tuple(_line(line) for line in night.lines if line.name == name),
        )
        for name in dict.fromkeys(line.name for line in night.lines)
        if any(line.offered for line in night.lines if line.name == name)
    )
    note = "By when callers rang, each attempt counted; a second wait of callers put through counts as well."
    return [Section("calls", "Calls", blocks=tables, note=note)] if tables else []


def _line(line: Line) -> tuple[str, ...]:
    longest = length_words(line.longest) if line.longest else NEVER
    return (line.hour, str(line.offered), str(line.answered), str(line.given_up), longest, str(line.most_waiting))
