"""Case duties in words: custody and bail, calls to victims, signatures and advice, as stories tell of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from demandsim.eventlog.moments import Moment
from demandsim.quantities import format_duration


class Names(Protocol):
    """Who knows the names of what rows refer to."""

    def officer(self, row: int) -> str:
        """Give the key of an officer."""

    def clock(self, at: int) -> datetime:
        """Give the local time."""


class Row(Protocol):
    """A row of the log."""

    @property
    def officer(self) -> int:
        """Row of the officer, -1 for none."""

    @property
    def detail(self) -> int:
        """What `moments.SCHEMA` says."""

    @property
    def amount(self) -> int:
        """What `moments.SCHEMA` says."""


RELEASED = ("for good", "on bail", "under investigation")


def _released(_: Names, row: Row) -> str:
    why = ", the clock having run out" if row.amount else ""
    return f"the suspect is released {RELEASED[row.detail]}{why}"


CASE_DUTY_WORDS: dict[Moment, Callable[[Names, Row], str]] = {
    Moment.SUSPECT_ARRESTED: lambda *_: "the investigation has led to an arrest",
    Moment.RELEASED: _released,
    Moment.EXTENDING: lambda n, r: f"{n.officer(r.officer)} sees to the extension of the bail",
    Moment.BAIL_EXTENDED: lambda n, r: f"the bail is extended until {n.clock(r.amount):%d %B %Y, %H:%M}",
    Moment.BAIL_EXPIRED: lambda *_: "the bail has expired",
    Moment.CONTACT_DUE: lambda _, r: f"call {r.detail} to the victim falls due",
    Moment.CONTACTING: lambda n, r: f"{n.officer(r.officer)} calls the victim",
    Moment.CONTACTED: lambda _, r: f"the victim has been told, {format_duration(r.amount)} after the call fell due",
    Moment.SIGN_OFF_WANTED: lambda *_: "done; a supervisor is to sign",
    Moment.SIGNING_OFF: lambda n, r: f"{n.officer(r.officer)} checks it",
    Moment.SIGNED_OFF: lambda _, r: f"signed off after {format_duration(r.amount)}",
    Moment.MENTORING: lambda n, r: f"{n.officer(r.officer)} advises the owner",
    Moment.MENTORED: lambda _, r: f"the owner has been advised, {format_duration(r.amount)} after the allocation",
}
"""By moment of a case duty: what happened, in words."""
