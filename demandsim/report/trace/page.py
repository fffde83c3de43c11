"""A traced story as people read it: on the terminal, and as one HTML page that asks nothing of the network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid

from demandsim.experiment.store import write_text
from demandsim.experiment.trace import Run
from demandsim.quantities import MINUTE, format_duration
from demandsim.report.page import template
from demandsim.report.section import Chart, Section, Table

NEVER = "-"


@dataclass(frozen=True, slots=True)
class Story:
    """What a page about something that happened holds."""

    title: str
    run: Run
    said: tuple[str, ...]
    """In short: sentences."""
    sections: tuple[Section, ...]

    @property
    def basis(self) -> str:
        """Say which run this is, and that it is one simulated run."""
        options = " and ".join(f"‘{option}’" for option in self.run.options)
        return (
            f"{self.run.title}: option{'s' * (len(self.run.options) > 1)} {options}, replication "
            f"{self.run.replication}. One simulated run, not a forecast of a day: another replication is another world."
        )


def write_story(story: Story, path: str | Path) -> Path:
    """Write a story as one HTML file, to the letter the same for the same run."""
    place = Path(path)
    write_text(place, template("trace.html.j2").render(story=story, made=story.run.made))
    return place


def show_story(console: Console, story: Story) -> None:
    """Print a story: its sentences and all its tables; what a drawing shows is printed as its table.

    Left out is the table behind a drawing that other tables tell of already (it is folded).
    """
    for line in (f"[bold]{escape(story.title)}[/bold]", escape(story.basis), *map(escape, story.said)):
        console.print(line, "", sep="\n", highlight=False)
    for section in story.sections:
        tables = [block.data if isinstance(block, Chart) else block for block in section.blocks]
        behind = [block.data for block in section.blocks if isinstance(block, Chart)]
        shown = [table for table in tables if table is not None and not (table.folded and table in behind)]
        if not (shown or section.lead):
            continue
        console.print(f"[bold]{escape(section.heading)}[/bold]", highlight=False)
        for sentence in section.lead:
            console.print(escape(sentence), highlight=False)
        for table in shown:
            if table.caption:
                console.print(f"[italic]{escape(table.caption)}[/italic]", highlight=False)
            if table.rows:
                console.print(_grid(table), highlight=False)
            if table.note:
                console.print(escape(table.note), highlight=False)
            console.print()
        if section.note:
            console.print(escape(section.note), "", sep="\n", highlight=False)


def _grid(table: Table) -> Grid:
    grid = Grid(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for number, column in enumerate(table.columns):
        grid.add_column(escape(column), justify="left" if number < table.words else "right", overflow="fold")
    for row in table.rows:
        grid.add_row(*map(escape, row))
    return grid


def day_words(day: date) -> str:
    """Write a date: "Saturday 5 May 2018"."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def when_words(when: datetime) -> str:
    """Write an instant for a table: "Sat 5 May 18:00"; the second pass of an hour that comes twice is said so."""
    return f"{when:%a} {when.day} {when:%b %H:%M}{' again' if when.fold else ''}"


def instant_words(when: datetime) -> str:
    """Write an instant for a sentence, with its year: "Sat 5 May 2018 18:00"."""
    return f"{when:%a} {when.day} {when:%b %Y %H:%M}"


def length_words(seconds: float) -> str:
    """Write a length to the minute, or below ten minutes to the second."""
    return format_duration(seconds if seconds < 10 * MINUTE else MINUTE * round(seconds / MINUTE))


def clock_words(minutes: int) -> str:
    """Write whole minutes as hours and minutes: "7:05"; nothing is a dash."""
    return f"{minutes // 60}:{minutes % 60:02d}" if minutes else NEVER


def in_minutes(parts: Sequence[int]) -> list[int]:
    """Round seconds to minutes so that they add up to the rounded sum; nothing stays nothing.

    The largest remainders are rounded up, of equals the first; every part is less than a minute from the truth.
    """
    whole = [part // MINUTE for part in parts]
    short = (2 * sum(parts) + MINUTE) // (2 * MINUTE) - sum(whole)
    order = sorted(range(len(parts)), key=lambda n: -(parts[n] % MINUTE))
    for number in order[:short]:
        whole[number] += 1
    return whole
