"""Progress: how far a plan has come, told while it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

    from demandsim.experiment.runner import Plan


def play(console: Console, plan: Plan, workers: int | None = None, cluster: str | None = None) -> None:
    """Run the plan with a bar and the time left on a terminal, and plain lines elsewhere."""
    import time

    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    from demandsim.experiment import run_experiment

    total = len(plan.tasks)
    if console.is_terminal and not console.quiet:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, TextColumn("time left"), TimeRemainingColumn(), console=console) as bar:
            playing = bar.add_task("runs", total=total)
            run_experiment(plan, workers=workers, progress=lambda _: bar.advance(playing), cluster=cluster)
        return
    began = time.monotonic()
    finished = 0

    def tell(_: object) -> None:
        nonlocal finished
        finished += 1
        if finished == total or finished * 10 // total > (finished - 1) * 10 // total:
            left = (time.monotonic() - began) / finished * (total - finished)
            console.print(f"{finished} of {total} runs done, about {left:,.0f} s left", highlight=False)

    run_experiment(plan, workers=workers, progress=tell, cluster=cluster)


def counter(console: Console, every: int = 100) -> Callable[[object], None]:
    """Give what tells of runs whose number is not known beforehand: a line for every hundred."""
    finished = 0

    def tell(_: object) -> None:
        nonlocal finished
        finished += 1
        if finished % every == 0:
            console.print(f"{finished} runs done", highlight=False)

    return tell
