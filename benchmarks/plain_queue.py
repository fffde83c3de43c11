"""The yardstick: a queue with two classes and impatient callers, written by hand on SimPy's events for speed alone.

No processes, no resources, no log: callbacks on timeouts, numbers drawn beforehand and waits collected in lists. It
answers one question about one desk; the engine's contact desk plays the same world and writes a full event log.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from simpy import Environment
from simpy.events import Event, Timeout


def plain_queue(
    gaps: Sequence[int], urgent: Sequence[bool], work: Sequence[int], patience: Sequence[int], servers: int
) -> tuple[list[int], list[int], int]:
    """Play the queue and give the waits of urgent and of routine callers who were served, and how many gave up.

    `gaps[i]` are the seconds between caller i-1 and caller i; waiting urgent callers go first, each class in order.
    """
    env = Environment()
    count = len(gaps)
    waiting_since = [-1] * count
    front: deque[int] = deque()
    back: deque[int] = deque()
    waits: tuple[list[int], list[int]] = ([], [])
    served_urgent, served_routine = waits[0].append, waits[1].append
    free, gave_up = servers, 0

    def arrives(event: Event) -> None:
        nonlocal free
        caller: int = event._value
        following = caller + 1
        if following < count:
            Timeout(env, gaps[following], following).callbacks.append(arrives)
        if free:
            free -= 1
            (served_urgent if urgent[caller] else served_routine)(0)
            Timeout(env, work[caller]).callbacks.append(finishes)
        else:
            waiting_since[caller] = env._now
            (front if urgent[caller] else back).append(caller)
            Timeout(env, patience[caller], caller).callbacks.append(gives_up)

    def finishes(_: Event) -> None:
        nonlocal free
        while front:
            caller = front.popleft()
            since = waiting_since[caller]
            if since >= 0:
                served_urgent(env._now - since)
                break
        else:
            while back:
                caller = back.popleft()
                since = waiting_since[caller]
                if since >= 0:
                    served_routine(env._now - since)
                    break
            else:
                free += 1
                return
        waiting_since[caller] = -1
        Timeout(env, work[caller]).callbacks.append(finishes)

    def gives_up(event: Event) -> None:
        nonlocal gave_up
        caller: int = event._value
        if waiting_since[caller] >= 0:
            waiting_since[caller] = -1
            gave_up += 1

    Timeout(env, gaps[0], 0).callbacks.append(arrives)
    env.run()
    return waits[0], waits[1], gave_up
