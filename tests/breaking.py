"""Breaking rules on purpose: every broken rule has a story that must fail while it is broken."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Patch = pytest.MonkeyPatch
Story = Callable[[], None]
Breaking = Callable[[Patch], None]


class Broken(list[tuple[str, Breaking, Story]]):
    """Broken rules, each with the function that breaks it and the story that catches it."""

    def caught_by(self, story: Story) -> Callable[[Breaking], Breaking]:
        """Note that a broken rule, named by the docstring of the function that breaks it, is caught by a story."""

        def note(breaking: Breaking) -> Breaking:
            self.append((breaking.__doc__ or "", breaking, story))
            return breaking

        return note

    @property
    def rules(self) -> list[str]:
        """The broken rules in words."""
        return [rule for rule, _, _ in self]

    @property
    def table(self) -> list[tuple[str, str]]:
        """Broken rules and the names of the stories that catch them."""
        return [(rule, story.__name__.removeprefix("test_")) for rule, _, story in self]


def table(text: str | None) -> list[tuple[str, ...]]:
    """Read the rows of the table in a docstring that begins with a sentence and an empty line."""
    return [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in (text or "").splitlines()[4:]]


def caught(breaking: Breaking, story: Story, patch: Patch) -> None:
    """Play the story as it is, then with the rule broken: it must fail."""
    story()
    breaking(patch)
    with pytest.raises(AssertionError):
        story()


def nothing(*_: object) -> None:
    """Do nothing."""


def after_start(patch: Patch, room: type, change: Callable[[Any], None]) -> None:
    """Let a room start as always and then change something in it."""
    start = room.__init__

    def started(self: Any, *args: Any, **kwargs: Any) -> None:
        start(self, *args, **kwargs)
        change(self)

    patch.setattr(room, "__init__", started)
