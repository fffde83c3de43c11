"""Service: when those who hold a post join and leave it, and which turns of a pattern are theirs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from demandsim.scenario.calendar import Calendar
from demandsim.scenario.duty import Turns
from demandsim.scenario.people import Leavers, Rank, Terms
from demandsim.scenario.training import SkillChange, lapses_at

Flags = NDArray[np.bool_]
Span = tuple[int, int]
"""(first second of service, first second after it)."""
FOR_GOOD = 2**45
"""Seconds that no run lasts: the end of a service that outlasts it."""
FINEST = 1000
"""Shares of turns are spread as fractions with at most this denominator, so that 0.6 is three turns in five."""


def is_there(terms: Terms, day: date) -> bool:
    """Tell whether somebody's service, as written, includes a day."""
    return (terms.begins is None or terms.begins <= day) and (terms.ends is None or day <= terms.ends)


def service(
    terms: Terms | None, calendar: Calendar, days: int, leavers: Leavers | None, rank: Rank, luck: float
) -> tuple[Span, ...]:
    """Say when a post is held, by its holder and by a successor; nothing for one that is held throughout the run.

    Service begins and ends at local midnights, clipped to 0 at the start and FOR_GOOD after the run. Whoever leaves by
    `luck`, a uniform number, does so at the midnight after a time that is exponential from the start, or from the
    first day if that is later. A successor begins at the midnight after the post has been vacant; the post's own last
    day is the successor's too. One whose service is over before the start has a span that ends before it begins.
    """
    over = calendar.elapsed(days, 0)
    begins_at, ends_at = 0, FOR_GOOD
    if terms is not None and terms.begins is not None:
        begins_at = max(0, calendar.elapsed((terms.begins - calendar.start).days, 0))
    if terms is not None and terms.ends is not None:
        ends_at = _unless_over(calendar.elapsed((terms.ends - calendar.start).days + 1, 0), over)
    spans = [(begins_at, ends_at)]
    share = 0.0 if leavers is None else leavers.share.get(rank, 0.0)
    left_at = begins_at + lapses_at(share, luck) if share else FOR_GOOD
    if leavers is not None and left_at < min(over, ends_at):
        left_at = _midnight_from(calendar, left_at)
        spans = [(begins_at, min(_unless_over(left_at, over), ends_at))]
        if leavers.vacant is not None and left_at + leavers.vacant < min(over, ends_at):
            follows_at = _midnight_from(calendar, left_at + leavers.vacant)
            if follows_at < min(over, ends_at):
                spans.append((follows_at, ends_at))
    return () if spans == [(0, FOR_GOOD)] else tuple(spans)


def _unless_over(at: int, over: int) -> int:
    return at if at < over else FOR_GOOD


def _midnight_from(calendar: Calendar, at: int) -> int:
    """Give the first local midnight at or after a second."""
    day = calendar.day_of(at)
    midnight = calendar.elapsed(day, 0)
    return midnight if midnight == at else calendar.elapsed(day + 1, 0)


def spread(count: int, share: float) -> Flags:
    """Choose a share of numbered turns, evenly: number k where floor((k + 1) share) exceeds floor(k share)."""
    exact = Fraction(share).limit_denominator(FINEST)
    reached = np.arange(count + 1) * exact.numerator // exact.denominator
    chosen: Flags = reached[1:] > reached[:-1]
    return chosen


def rostered(turns: Turns, terms: Terms | None, spans: Sequence[Span]) -> Turns:
    """Keep the turns of a pattern that are somebody's: the share of a part-timer, begun in service."""
    if not spans and (terms is None or terms.fte == 1):
        return turns
    mine = spread(len(turns.start), 1.0 if terms is None else terms.fte)
    if spans:
        mine &= np.any([(begins <= turns.start) & (turns.start < ends) for begins, ends in spans], axis=0)
    return Turns(*(column[mine] for column in turns))


def learns(turns: Turns, terms: Terms | None, start: date) -> Flags:
    """Tell which rostered turns are spent learning: the share that is protected, to the last day of it."""
    chosen = spread(len(turns.start), 0.0 if terms is None else terms.learning)
    if terms is not None and terms.learning_until is not None:
        chosen &= turns.day <= (terms.learning_until - start).days
    return chosen


def successors_lack(
    row: int, held: int, left_at: int, without: Iterable[int], changes: Sequence[SkillChange]
) -> list[SkillChange]:
    """Give an officer's changes of skills when a successor lacks some: they are lost at the leaving, if held then.

    `held` are the skills at the start as a bit mask, `without` those that the successor lacks. What the holder before
    would have lost later is lost with the leaving.
    """
    changes = sorted(changes)
    for skill in without:
        own = [one for one in changes if (one.officer, one.skill) == (row, skill)]
        has = next((one.gained for one in reversed(own) if one.at <= left_at), bool(held >> skill & 1))
        changes = [one for one in changes if one not in own or one.gained or one.at <= left_at]
        if has:
            changes.append(SkillChange(left_at, row, skill, False))
    return changes
