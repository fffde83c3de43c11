"""The page of an officer's week: seven days in hours that add up to the duty, drawn as seven rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from demandsim.eventlog.officer_week import WEEKDAYS, Day, OfficerWeek
from demandsim.experiment.trace import Run, WeekTrace
from demandsim.quantities import DAY, HOUR, MINUTE
from demandsim.report.charts import (
    DARK_BLUE,
    DARK_GREY,
    DARK_PINK,
    LIGHT_PURPLE,
    NEUTRAL,
    ORANGE,
    TURQUOISE,
    WIDTH,
    styled,
    svg_text,
)
from demandsim.report.section import Chart, Section, Table
from demandsim.report.trace.page import NEVER, Story, clock_words, day_words, in_minutes
from demandsim.report.words import listed

LOOKS = {
    "available": ("#DEE0E2", ""),
    "travelling": (ORANGE, ""),
    "on scene": (DARK_BLUE, ""),
    "custody": (DARK_PINK, ""),
    "investigating": (TURQUOISE, ""),
    "allocating": (LIGHT_PURPLE, "////"),
    "reviewing": (LIGHT_PURPLE, ""),
    "break": ("#FFFFFF", "...."),
    "writing reports": (DARK_GREY, ""),
    "proactive work": (TURQUOISE, "////"),
    "resolving at the desk": (DARK_BLUE, "////"),
    "calling victims": (DARK_PINK, "////"),
    "on the telephone": (DARK_BLUE, "...."),
    "wrapping up calls": (ORANGE, "////"),
    "written contacts": (DARK_GREY, "////"),
}
"""Colour and hatching of each activity; together they tell all apart."""
HEADING = "The week, spell by spell"
NUMBERED_FROM = 20 * MINUTE
"""Shortest spell in which the number of its crime can be read."""
SHORT_DAYS = tuple(name[:3] for name in WEEKDAYS)


def week_page(trace: WeekTrace) -> Story:
    """Compose the page of an officer's week."""
    week, run = trace.week, trace.run
    numbers = {worked.uid: number for number, worked in enumerate(week.crimes, start=1)}
    table = day_table(week, run)
    sections = [
        Section("week", HEADING, blocks=(_drawn(week, run, numbers, table),)),
        _crimes(week),
        _spells(week, run, numbers),
    ]
    title = f"A week of {week.officer}: from {day_words(week.monday)}"
    return Story(title, run, tuple(_in_short(trace)), tuple(s for s in sections if s is not None))


def _in_short(trace: WeekTrace) -> Iterator[str]:
    week = trace.week
    duty = sum(day.duty for day in week.days)
    turns = sum(1 for day in week.days for turn in day.turns if turn[0] not in week.bounds or _begins(week, turn[0]))
    over = sum(until - since for day in week.days for since, until in day.overtime)
    if not duty:
        yield "Not on duty in this week."
    else:
        by = {name: sum(day.by_activity.get(name, 0) for day in week.days) for name in week.activities}
        most = sorted(by.items(), key=lambda item: -item[1])[:3]
        parts = listed([f"{name} {100 * seconds / duty:.0f} %" for name, seconds in most])
        yield (
            f"{duty / HOUR:.1f} hours on duty in {turns} turn{'s' * (turns != 1)}"
            f"{f', {over / HOUR:.1f} of them overtime' if over else ', none of them overtime'}. Of these: {parts}."
        )
    missed = [absence for day in week.days for absence in day.absent]
    if missed:
        hours = sum(absence.to_at - absence.from_at for absence in missed) / HOUR
        yield f"Absent for {hours:.1f} rostered hours: {listed(list(dict.fromkeys(a.reason for a in missed)))}."
    if trace.chosen:
        yield "Chosen by rule: the whole measured week in which the officer was busy longest, the first of equals."


def _begins(week: OfficerWeek, at: int) -> bool:
    """Tell whether a turn that begins at midnight is not the rest of one that began the day before."""
    return not any(turn[1] == at for day in week.days for turn in day.turns)


def day_table(week: OfficerWeek, run: Run) -> Table:
    """Give a row a day: the turn, hours and minutes by activity, which add up to the duty, overtime and absence."""
    names = week.activities
    rows, totals = [], [0] * (len(names) + 3)
    for day, name in zip(week.days, SHORT_DAYS, strict=True):
        shown = in_minutes([day.by_activity.get(activity, 0) for activity in names])
        over = in_minutes([sum(until - since for since, until in day.overtime)])
        gone = in_minutes([sum(absence.to_at - absence.from_at for absence in day.absent)])
        numbers = [*shown, sum(shown), *over, *gone]
        totals = [total + number for total, number in zip(totals, numbers, strict=True)]
        label = f"{name} {day.date.day} {day.date:%b}"
        rows.append((label, _turns_words(day, run), *(clock_words(number) for number in numbers)))
    rows.append(("The week", "", *(clock_words(number) for number in totals)))
    return Table(
        "Hours and minutes by activity",
        ("Day", "On duty", *names, "= duty", "of it overtime", "absent"),
        tuple(rows),
        words=2,
        note=(
            "By the local clock; a turn over midnight is in two days. Minutes are rounded so that each day adds up; "
            "the last line adds up the lines above. Overtime: on duty outside of the rostered turns. Absent: rostered, "
            "and ill, on leave, in training or away for another reason of the scenario."
        ),
    )


def _turns_words(day: Day, run: Run) -> str:
    if not day.played:
        return "not played"
    at = run.calendar.local
    said = [
        f"{at(since):%H:%M}-{'24:00' if at(until).date() > day.date else f'{at(until):%H:%M}'}"
        for since, until in day.turns
    ]
    away = list(dict.fromkeys(absence.reason for absence in day.absent))
    return ", ".join([*said, *(f"({reason})" for reason in away)]) or "off"


def _crimes(week: OfficerWeek) -> Section | None:
    if not week.crimes:
        return None
    rows = tuple(
        (str(number), str(worked.uid), worked.offence, str(worked.spells), clock_words(round(worked.seconds / MINUTE)))
        for number, worked in enumerate(week.crimes, start=1)
    )
    table = Table("", ("No", "Crime", "Offence", "Spells", "Hours and minutes"), rows, words=3)
    return Section("crimes", "Crimes worked on, in the order in which they came up", blocks=(table,))


def _spells(week: OfficerWeek, run: Run, numbers: dict[int, int]) -> Section:
    at = run.calendar.local
    rows = tuple(
        (
            SHORT_DAYS[doing.day],
            f"{at(doing.from_at):%H:%M}",
            _length(doing.to_at - doing.from_at),
            doing.activity + (f" ({numbers[doing.crime]})" if doing.crime in numbers else ""),
            doing.about,
        )
        for doing in week.doings
    )
    table = Table("Every spell of duty", ("Day", "From", "For", "What", "What the log says"), rows, 5, folded=True)
    return Section("spells", "Spell by spell in words", blocks=(table,))


def _length(seconds: int) -> str:
    return f"{seconds // HOUR}:{seconds % HOUR // MINUTE:02d}:{seconds % MINUTE:02d}"


def pieces(run: Run, since: int, until: int) -> Iterator[tuple[datetime, int]]:
    """Cut a stretch where the clocks change, so that each piece has a place on the clock: its beginning and length.

    An hour that comes twice is a piece of its own, each time.
    """
    begun, at = since, since
    while at < until:
        end = min(until, (at // HOUR + 1) * HOUR)
        if end == until or _twice(run, at) or _twice(run, end) or _jumps(run, end):
            yield run.calendar.local(begun), end - begun
            begun = end
        at = end


def _twice(run: Run, at: int) -> bool:
    """Tell whether the hour of an instant comes twice that night."""
    when = run.calendar.local(at)
    return any(run.calendar.local(at + shift).hour == when.hour for shift in (-HOUR, HOUR))


def _jumps(run: Run, at: int) -> bool:
    return (run.calendar.local(at).hour - run.calendar.local(at - HOUR).hour) % 24 != 1


def _drawn(week: OfficerWeek, run: Run, numbers: dict[int, int], table: Table) -> Chart:
    with styled():
        figure = Figure(figsize=(WIDTH, 4.0), layout="constrained")
        axis = figure.subplots()
    for doing in week.doings:
        colour, hatch = LOOKS[doing.activity]
        for when, length in pieces(run, doing.from_at, doing.to_at):
            low, high = _rows_of(when, run)
            axis.barh(
                doing.day + (low + high) / 2, length / HOUR, high - low, _clock(when), color=colour, hatch=hatch,
                edgecolor="#FFFFFF" if hatch and colour != "#FFFFFF" else NEUTRAL if hatch else colour, linewidth=0.0,
            )  # fmt: skip
        begun = run.calendar.local(doing.from_at)
        if doing.crime in numbers and doing.to_at - doing.from_at >= NUMBERED_FROM:
            middle = _clock(begun) + (doing.to_at - doing.from_at) / HOUR / 2
            axis.text(
                middle, doing.day, str(numbers[doing.crime]), ha="center", va="center", fontsize=7, color="#0B0C0C"
            )
    for day_number, day in enumerate(week.days):
        _lines(axis, run, day_number - 0.41, day.overtime)
        for absence in day.absent:
            _absent(axis, run, day_number, absence.from_at, absence.to_at, absence.reason)
        if not day.turns and not day.absent:
            words = "off" if day.played else "not played"
            axis.text(12, day_number, words, ha="center", va="center", fontsize=8, color=DARK_GREY)
    axis.set_yticks(
        range(7), [f"{name} {day.date.day} {day.date:%b}" for name, day in zip(SHORT_DAYS, week.days, strict=True)]
    )
    axis.set_ylim(6.55, -0.55)
    axis.set_xlim(0, 24)
    axis.set_xticks(range(0, 25, 2), [f"{hour:02d}" for hour in range(0, 25, 2)])
    axis.tick_params(axis="y", length=0)
    axis.grid(axis="x", color=NEUTRAL, linewidth=0.4)
    axis.set_axisbelow(True)
    handles = [
        Patch(facecolor=LOOKS[name][0], hatch=LOOKS[name][1], edgecolor=NEUTRAL, label=name) for name in week.activities
    ]
    handles += [Patch(color="#0B0C0C", label="overtime (line above)")] if any(day.overtime for day in week.days) else []
    figure.legend(handles=handles, loc="outside lower left", ncols=5, frameon=False, fontsize=8, borderaxespad=0)
    said = "; ".join(
        f"{row[0]}: {row[1]}, "
        + ", ".join(f"{name} {cell}" for name, cell in zip(table.columns[2:], row[2:], strict=True) if cell != NEVER)
        for row in table.rows
    )
    note = "By the local clock. Numbers: the crimes in the table below."
    if any(at.fold for day in week.bounds[:-1] for at in map(run.calendar.local, range(day, day + DAY + HOUR, HOUR))):
        note += " Where an hour comes twice, its second pass is the lower half."
    return Chart(HEADING, svg_text(figure, HEADING, said, "week"), note, table)


def _rows_of(when: datetime, run: Run) -> tuple[float, float]:
    """Give the upper and lower edge of a bar: half of the row each where an hour comes twice."""
    if not _twice(run, run.calendar.instant(when.replace(tzinfo=None))):
        return -0.34, 0.34
    return (0.0, 0.34) if when.fold else (-0.34, 0.0)


def _clock(when: datetime) -> float:
    return when.hour + when.minute / 60 + when.second / HOUR


def _lines(axis: Axes, run: Run, place: float, stretches: Iterable[tuple[int, int]]) -> None:
    for since, until in stretches:
        for when, length in pieces(run, since, until):
            axis.plot(
                [_clock(when), _clock(when) + length / HOUR],
                [place] * 2,
                color="#0B0C0C",
                linewidth=2.4,
                solid_capstyle="butt",
            )


def _absent(axis: Axes, run: Run, day: int, since: int, until: int, reason: str) -> None:
    begun = _clock(run.calendar.local(since))
    axis.barh(
        day, (until - since) / HOUR, 0.68, begun, facecolor="none", edgecolor=DARK_GREY, linestyle="--", linewidth=0.8
    )
    axis.text(
        begun + (until - since) / HOUR / 2,
        day,
        f"absent: {reason}",
        ha="center",
        va="center",
        fontsize=8,
        color=DARK_GREY,
    )
