"""What tests of commands share: a command as people type it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest

from demandsim.cli import main
from tests.undrawn import undrawn


class Ended(NamedTuple):
    """How a command ended and what it said."""

    code: object
    out: str
    err: str


Command = Callable[..., Ended]


@pytest.fixture
def no_pages() -> Iterator[None]:
    """Commands draw no page in this test, which is about something else."""
    with undrawn():
        yield


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    def call(*words: object) -> Ended:
        monkeypatch.setattr(sys, "argv", ["demandsim", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return Ended(ended.value.code, said.out, said.err)

    return call
