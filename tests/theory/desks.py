"""Neighbours of case work, for controls: the same draws before slightly faster desks, by sums and small chains alone.

Each simulation here is a few lines without the engine, and each has an exact mean. Work is a few per cent quicker than
in the case under test, so that it is never the very system that is tested.
"""

from __future__ import annotations

from collections import deque
from heapq import heapify, heappop, heappush

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.linalg import spsolve

from tests.theory.draws import Floats

QUICKER = 0.97
"""Lengths of a neighbour, as a share of those drawn."""
PRESENT = 200
"""Crimes at most in a chain: more than there ever are."""


def breakdowns(up: Floats, down: Floats, sources: int, servers: int) -> Floats:
    """Give the wait of each breakdown, by draw: sources run for `up`, queue for a server, and are back after `down`."""
    waits = np.full(len(up), np.nan)
    running, repaired = up.tolist(), down.tolist()
    events = [(running[draw], 0, draw) for draw in range(sources)]
    heapify(events)
    line: deque[tuple[float, int]] = deque()
    free, following = servers, sources
    while following < len(running):
        now, is_back, draw = heappop(events)
        if is_back:
            free += 1
            heappush(events, (now + running[following], 0, following))
            following += 1
        else:
            line.append((now, draw))
        if line and free:
            free -= 1
            since, first = line.popleft()
            waits[first] = now - since
            heappush(events, (now + repaired[first], 1, first))
    return waits[~np.isnan(waits)]


def breakdown_wait(up: float, down: float, sources: int, servers: int) -> float:
    """Give the mean wait of a breakdown, where both laws are exponential."""
    broken = np.arange(sources + 1)
    rises, falls = (sources - broken) / up, np.minimum(broken, servers) / down
    chances = np.cumprod(np.concatenate([[1.0], rises[:-1] / falls[1:]]))
    chances /= chances.sum()
    return float(chances @ np.maximum(broken - servers, 0) / (chances @ rises))


def visits(at: Floats, work: Floats, wait: Floats, officers: int, cap: int) -> tuple[Floats, Floats]:
    """Give when each crime is taken in and when it is closed; at most `cap` are open at once.

    Crimes have rows of work and of outside waits, as on the tape; the one that is ready longest is next.
    """
    works, waits = work.tolist(), wait.tolist()
    events = [(when, 0, crime) for crime, when in enumerate(at.tolist())]
    stage = [0] * len(works)
    taken_in, closed = np.zeros(len(works)), np.zeros(len(works))
    outside: deque[int] = deque()
    ready: deque[int] = deque()
    free, room = officers, cap
    while events:
        now, kind, crime = heappop(events)
        if kind == 0:
            outside.append(crime)
        elif kind == 1:
            ready.append(crime)
        else:
            free += 1
            done = stage[crime]
            stage[crime] += 1
            if waits[crime][done]:
                heappush(events, (now + waits[crime][done], 1, crime))
            elif stage[crime] < len(works[crime]) and works[crime][stage[crime]]:
                ready.append(crime)
            else:
                closed[crime] = now
                room += 1
        if outside and room:
            room -= 1
            taken_in[outside[0]] = now
            ready.append(outside.popleft())
        if ready and free:
            free -= 1
            first = ready.popleft()
            heappush(events, (now + works[first][stage[first]], 2, first))
    return taken_in, closed


def capped_desk(rate: float, work: float, again: float, outside: float, cap: int) -> tuple[float, float, float]:
    """Give the mean wait to be taken in, crimes open, and the share of time in which an officer is full.

    One officer; after work (exponential) a crime waits outside (exponential) with the chance `again` and is worked on
    again, or is closed.
    """
    states = [(present, away) for present in range(PRESENT) for away in range(min(present, cap) + 1)]
    number = {state: row for row, state in enumerate(states)}
    moves: list[tuple[int, int, float]] = []
    for (present, away), row in number.items():
        steps = {(present + 1, away): rate, (present, away - 1): away / outside}
        if min(present, cap) > away:
            steps |= {(present, away + 1): again / work, (present - 1, away): (1 - again) / work}
        moves += [(row, number[state], speed) for state, speed in steps.items() if state in number and speed]
    begins, ends, speeds = map(np.array, zip(*moves, strict=True))
    size = len(states)
    flows = coo_array((speeds, (ends, begins)), shape=(size, size)).tocsr()
    out = np.bincount(begins, weights=speeds, minlength=size)
    balance = (flows - coo_array((out, (range(size), range(size))), shape=(size, size))).tolil()
    balance[0] = 1.0
    chances = spsolve(balance.tocsc(), np.eye(1, size)[0])
    present = np.array([state[0] for state in states])
    opened = float(chances @ np.minimum(present, cap))
    return float(chances @ present - opened) / rate, opened, float(chances[present >= cap].sum())


def shared(at: Floats, work: Floats, limit: int) -> tuple[Floats, Floats]:
    """Give when each crime is taken in and when it is closed: one officer works on at most `limit` at once.

    All that are open are given the same; a crime is closed when it has been given what it needs.
    """
    taken_in, closed = np.zeros(len(at)), np.zeros(len(at))
    arrives, lengths = at.tolist(), work.tolist()
    open_now: list[tuple[float, int]] = []
    outside: deque[int] = deque()
    given, now, following = 0.0, 0.0, 0
    while following < len(arrives) or open_now:
        ends = now + (open_now[0][0] - given) * len(open_now) if open_now else np.inf
        if following < len(arrives) and arrives[following] <= ends:
            until = arrives[following]
            outside.append(following)
            following += 1
            given += (until - now) / len(open_now) if open_now else 0.0
        else:
            until = ends
            given, crime = heappop(open_now)
            closed[crime] = until
        now = until
        if outside and len(open_now) < limit:
            crime = outside.popleft()
            taken_in[crime] = now
            heappush(open_now, (given + lengths[crime], crime))
    return taken_in, closed
