"""A crime drawn in lanes over time: holders, work, waits, supervisors and the victim, an option a group of lanes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from demandsim.eventlog.crime_story import (
    HELD,
    INCIDENT,
    LANES,
    MOVING,
    OWNER,
    SUPERVISOR,
    VICTIM,
    WAITS,
    WORK,
    CrimeStory,
    Held,
)
from demandsim.experiment.trace import CrimeTrace
from demandsim.quantities import DAY, HOUR
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
from demandsim.report.section import Chart, Table
from demandsim.report.trace.page import NEVER, length_words, when_words
from demandsim.scenario.calendar import Calendar

LANE, GAP = 0.27, 0.30
"""Inches a lane, and between the groups of two options."""
COLOURS = {INCIDENT: DARK_GREY, WORK: TURQUOISE, WAITS: LIGHT_PURPLE, SUPERVISOR: DARK_PINK, VICTIM: DARK_PINK}
MARKS = {
    "RECEIVED": ("o", DARK_BLUE, "the victim or a caller rings"),
    "ABANDONED": ("x", DARK_PINK, "the caller gives up"),
    "CONTACT_DUE": ("^", DARK_PINK, "a call to the victim is due"),
    "CONTACTED": ("s", TURQUOISE, "the victim is told"),
    "REVIEW_DUE": ("^", DARK_GREY, "a review is due"),
    "REVIEWED": ("s", DARK_PINK, "a review is done"),
    "REFUSED": ("x", ORANGE, "an offer is refused"),
}
DUE = ("CONTACT_DUE", "REVIEW_DUE")
"""Marks that are hollow."""
LETTER, NAME_PER_INCH = 0.11, 0.058
"""Inches that a letter and each character of a name take up."""
PLOT = 7.6
"""Inches across which time is drawn."""
STEPS = (HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY, 28 * DAY, 56 * DAY)
MOST_TICKS = 9


def lanes(trace: CrimeTrace, held: Sequence[Sequence[tuple[str, Held]]]) -> Chart:
    """Draw a crime under one option, or under two on a common axis of time; `held` are the holders with letters."""
    stories = trace.stories
    used = [lane for lane in LANES if any(span.lane == lane for story in stories for span in story.spans)]
    used += [VICTIM] if VICTIM not in used and any(p.lane == VICTIM for s in stories for p in s.points) else []
    since, until = min(story.first_at for story in stories), max(story.until for story in stories)
    margin = max((until - since) // 60, 60)
    since, until = since - margin, until + margin
    groups, both = len(stories), len(stories) > 1
    with styled():
        figure = Figure(
            figsize=(WIDTH, 0.95 + groups * len(used) * LANE + (groups * GAP if both else 0)), layout="constrained"
        )
        axis = figure.subplots()
    names, places, top = [], [], 0.0
    for option, story, holders in zip(trace.run.options, stories, held, strict=True):
        if both:
            top += GAP / LANE
            white = {"facecolor": "#FFFFFF", "edgecolor": "none", "pad": 1.0}
            axis.text(
                since + margin / 2, top - 0.62, option, fontweight="bold", fontsize=9, va="bottom", zorder=5, bbox=white
            )
        for number, lane in enumerate(used):
            _lane(axis, story, lane, top + number)
            names.append(lane)
            places.append(top + number)
        _name_holders(axis, holders, top + used.index(HELD), (until - since) / PLOT)
        _end(axis, story, top + used.index(HELD), len(used), top)
        top += len(used)
    if trace.parted_at is not None:
        axis.axvline(trace.parted_at, color="#0B0C0C", linewidth=1.2, linestyle=(0, (4, 2)))
        axis.annotate(
            "here they part", (trace.parted_at, -0.5), (3, 1), textcoords="offset points", fontsize=8, va="bottom"
        )
    axis.set_yticks(places, names)
    axis.set_ylim(top - 0.45, -0.6 if trace.parted_at is None else -0.75)
    axis.set_xlim(since, until)
    ticks = time_ticks(trace.run.calendar, since, until)
    axis.set_xticks([at for at, _ in ticks], [words for _, words in ticks])
    axis.tick_params(axis="y", length=0)
    axis.grid(axis="x", color=NEUTRAL, linewidth=0.4)
    axis.set_axisbelow(True)
    figure.legend(
        handles=_legend(stories), loc="outside lower left", ncols=4, frameon=False, fontsize=8, borderaxespad=0
    )
    heading = "Who held it, what was done and what it waited for"
    words = "; ".join(_said(option, story) for option, story in zip(trace.run.options, stories, strict=True))
    svg = svg_text(figure, heading, words, "lanes")
    return Chart(heading, svg, "Letters: the holders in the table below; unlettered ones are too short.", _data(trace))


def time_ticks(calendar: Calendar, since: int, until: int) -> list[tuple[int, str]]:
    """Choose local midnights, or hours of the clock, to name on an axis, and their words."""
    step = next((length for length in STEPS if (until - since) / length <= MOST_TICKS), STEPS[-1])
    first = calendar.local(since)
    days = max(1, step // DAY)
    midnight = datetime.combine(first.date(), time(0))
    found = []
    while (at := calendar.instant(midnight)) <= until:
        if step >= DAY:
            found.append((at, f"{midnight.day} {midnight:%b}"))
        else:
            found += [
                (
                    calendar.instant(midnight + timedelta(hours=hour)),
                    f"{hour:02d}:00" if hour else f"{midnight:%a} {midnight.day}",
                )
                for hour in range(0, 24, step // HOUR)
            ]
        midnight += timedelta(days=days)
    return [(at, words) for at, words in found if since <= at <= until]


def _lane(axis: Axes, story: CrimeStory, lane: str, place: float) -> None:
    axis.axhspan(place - 0.4, place + 0.4, color="#F3F2F1", linewidth=0)
    if lane == HELD:
        for held in story.held:
            colour, hatch = _of_holder(held)
            axis.barh(
                place,
                held.to_at - held.from_at,
                0.72,
                held.from_at,
                color=colour,
                hatch=hatch,
                edgecolor="#FFFFFF",
                linewidth=0.6,
            )
    else:
        spans = [(s.from_at, s.to_at - s.from_at) for s in story.spans if s.lane == lane]
        colour = COLOURS[lane]
        axis.broken_barh(spans, (place - 0.3, 0.6), facecolor=colour, edgecolor=colour, linewidth=1.0)
    for point in story.points:
        if point.lane == lane and point.moment in MARKS:
            marker, colour, _ = MARKS[point.moment]
            face = "#FFFFFF" if point.moment in DUE else colour
            axis.plot(
                [point.at], [place], linestyle="none", marker=marker, color=colour, markerfacecolor=face, clip_on=False
            )


def _of_holder(held: Held) -> tuple[str, str]:
    return {OWNER: (DARK_BLUE, ""), MOVING: (ORANGE, "")}.get(held.kind, (NEUTRAL, "////"))


def _name_holders(axis: Axes, holders: Sequence[tuple[str, Held]], place: float, inch: float) -> None:
    """Write the letters, and where there is room the names, into the bars."""
    for letter, held in holders:
        wide = (held.to_at - held.from_at) / inch
        if wide < LETTER:
            continue
        text = f"{letter}  {held.who}"
        colour = "#FFFFFF" if held.kind == OWNER else "#0B0C0C"
        behind = (
            {} if held.kind in (OWNER, MOVING) else {"bbox": {"facecolor": NEUTRAL, "edgecolor": "none", "pad": 0.8}}
        )
        axis.text(
            held.from_at + (held.to_at - held.from_at) / 2,
            place,
            text if len(text) * NAME_PER_INCH < wide else letter,
            ha="center",
            va="center",
            fontsize=7.5,
            color=colour,
            **behind,
        )


def _end(axis: Axes, story: CrimeStory, place: float, lanes: int, top: float) -> None:
    """Mark the outcome, or that there is none yet."""
    if story.closed_at is None:
        axis.plot([story.until], [place], marker=">", color=DARK_BLUE, markersize=7, clip_on=False)
        return
    axis.plot([story.closed_at] * 2, [top - 0.45, top + lanes - 0.55], color=DARK_GREY, linewidth=1.4)


def _legend(stories: Sequence[CrimeStory]) -> list[Patch | Line2D]:
    kinds = {held.kind for story in stories for held in story.held}
    handles: list[Patch | Line2D] = [Patch(color=DARK_BLUE, label="held by an officer")] if OWNER in kinds else []
    if kinds - {OWNER, MOVING}:
        handles.append(Patch(facecolor=NEUTRAL, hatch="////", edgecolor="#FFFFFF", label="nobody has it yet"))
    if MOVING in kinds:
        handles.append(Patch(color=ORANGE, label="on its way to another team"))
    seen = {point.moment for story in stories for point in story.points}
    for moment, (marker, colour, words) in MARKS.items():
        if moment in seen:
            face = "#FFFFFF" if moment in DUE else colour
            handles.append(
                Line2D(
                    [],
                    [],
                    marker=marker,
                    color=colour,
                    markerfacecolor=face,
                    linestyle="none",
                    markersize=5,
                    label=words,
                )
            )
    if any(story.closed_at is not None for story in stories):
        handles.append(Line2D([], [], color=DARK_GREY, linewidth=1.4, label="closed"))
    if any(story.closed_at is None for story in stories):
        handles.append(Line2D([], [], marker=">", color=DARK_BLUE, linestyle="none", label="open when the run ends"))
    return handles


def _said(option: str, story: CrimeStory) -> str:
    held = ", ".join(f"{h.who} for {length_words(h.to_at - h.from_at)}" for h in story.held) or "nobody"
    end = "open at the end" if story.closed_at is None else f"closed {(story.outcome or '').replace('_', ' ')}"
    done = length_words(sum(work.seconds for work in story.work))
    return f"{option}: {held}; {done} of work; {end}"


def _data(trace: CrimeTrace) -> Table:
    at = trace.run.calendar.local
    rows = []
    for option, story in zip(trace.run.options, trace.stories, strict=True):
        told = [(s.lane, s.from_at, length_words(s.to_at - s.from_at), s.words) for s in story.spans]
        told += [(p.lane, p.at, NEVER, p.words) for p in story.points]
        told.sort(key=lambda row: (LANES.index(row[0]), row[1]))
        rows += [(option, lane, when_words(at(since)), length, words) for lane, since, length, words in told]
    return Table("What is drawn", ("Option", "Lane", "From", "For", "What"), tuple(rows), 5, folded=True)
