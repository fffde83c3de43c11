"""The commands that tell what happened to one: why a crime went to whom it went to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("crime", type=int)
@click.option("--option", help="Play the scenario as it is under this option.")
@click.option("--replication", type=click.IntRange(0), default=0, show_default=True, help="Tape on which the crime is.")
@click.option("--days", type=click.IntRange(1, 3660), help="Days that are played.  [default: the file's, with warm-up]")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=1, show_default=True, help="Fixes all chance.")
def why(file: Path, crime: int, **asked: Any) -> None:
    """Play one replication and say why a crime, given by its uid, went to whom it went to, and who came next."""
    from demandsim.experiment.why import why as told

    click.echo("\n".join(told(file, crime, **asked)))
