"""How commands speak: the console, names in a list, and how a command ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

DONE, FAILED, BAD_INPUT, STOPPED = 0, 1, 2, 130
"""Exit codes: done, failed, bad input, stopped by Ctrl-C."""
PLAIN_WIDTH = 110


def console(quiet: bool = False) -> Console:
    """Give the console to print on; of a stated width where nobody watches, so that output can be compared."""
    from rich.console import Console

    found = Console(quiet=quiet)
    return found if found.is_terminal else Console(quiet=quiet, width=PLAIN_WIDTH)


def names(text: str | None) -> list[str] | None:
    """Split names at commas; None where nothing was said."""
    return None if text is None else [name.strip() for name in text.split(",") if name.strip()]
