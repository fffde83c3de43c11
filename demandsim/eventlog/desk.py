"""The contact desk: waits, conversations and written work add up, and lines are answered as their state allows."""

from __future__ import annotations

import numpy as np

from demandsim.eventlog.contacts import WAIT_BEGINS, WAIT_ENDS
from demandsim.eventlog.lengths import disagree
from demandsim.eventlog.log import EventLog
from demandsim.eventlog.moments import Moment
from demandsim.eventlog.rows import NO_ROW, Ints, codes_at, count_of, first_of, rows_of, stable_order, with_following
from demandsim.eventlog.successions import shown

SERVES = (Moment.ANSWERED, Moment.TAKEN_UP, Moment.RUNG_BACK)
GIVES_BACK = (Moment.ABANDONED, Moment.PROMISED, Moment.HUNG_UP, Moment.DEALT_WITH)
"""Moments after which a caller no longer takes up a trunk."""
UNKNOWN = -1


def contact_lengths_agree(log: EventLog) -> list[str]:
    """Lengths that the contact desk states agree with the clock: waits, talk, wrap-up, promises and written work."""
    begins, ends = (*WAIT_BEGINS, Moment.SET_ASIDE), tuple(WAIT_ENDS)
    found: list[str] = []
    row, following = with_following(log, *begins, *ends)
    for what, end in (
        ("wait until answered", Moment.ANSWERED),
        ("wait until given up", Moment.ABANDONED),
        ("wait until promised to be rung back", Moment.PROMISED),
    ):
        found += _spans(log, what, row, following, begins, (end,))
    late = np.isin(log.moment[row], begins) & (codes_at(log.moment, following) == Moment.BLOCKED)
    late &= codes_at(log.at, following) != log.at[row]
    found += shown(
        "the engaged tone does not come at once", [f"{log.subject[n]} at {log.at[n]}" for n in row[late].tolist()]
    )
    row, following = with_following(
        log, Moment.ANSWERED, Moment.RUNG_BACK, Moment.PUT_THROUGH, Moment.UNREACHED, Moment.HUNG_UP, Moment.FREED
    )
    for what, speaks, stops in (
        ("talk", (Moment.ANSWERED, Moment.RUNG_BACK), (Moment.HUNG_UP, Moment.PUT_THROUGH)),
        ("try to ring back", (Moment.RUNG_BACK,), (Moment.UNREACHED,)),
        ("wrap-up", (Moment.HUNG_UP,), (Moment.FREED,)),
    ):
        found += _spans(log, what, row, following, speaks, stops)
    rung = rows_of(log, Moment.RUNG_BACK)
    promised = first_of(log, rows_of(log, Moment.PROMISED), len(log.facts.contact_uid))[log.subject[rung]]
    rung, promised = rung[promised != NO_ROW], promised[promised != NO_ROW]
    found += disagree(log, "time since the promise", rung, log.amount[rung], log.at[rung] - log.at[promised])
    return found + _written_work(log)


def _spans(
    log: EventLog, what: str, row: Ints, following: Ints, begins: tuple[Moment, ...], ends: tuple[Moment, ...]
) -> list[str]:
    """Compare what the ending row states with the seconds since the row before it."""
    pair = np.isin(log.moment[row], begins) & np.isin(codes_at(log.moment, following), ends)
    row, following = row[pair], following[pair]
    return disagree(log, what, row, log.amount[following], log.at[following] - log.at[row])


def _written_work(log: EventLog) -> list[str]:
    """Work left shrinks by the time spent on it and by nothing else, and the stretches add up to the whole."""
    row, following = with_following(log, Moment.TAKEN_UP, Moment.SET_ASIDE, Moment.DEALT_WITH)
    before, after = log.moment[row], codes_at(log.moment, following)
    spent = (before == Moment.TAKEN_UP) & np.isin(after, (Moment.SET_ASIDE, Moment.DEALT_WITH))
    begun, over = row[spent], following[spent]
    took = log.at[over] - log.at[begun]
    left = np.where(log.moment[over] == Moment.SET_ASIDE, log.amount[over], 0)
    found = disagree(log, "written work", begun, log.amount[begun] - left, took)
    lies = row[(before == Moment.SET_ASIDE) & (after == Moment.TAKEN_UP)]
    again = following[(before == Moment.SET_ASIDE) & (after == Moment.TAKEN_UP)]
    changed = np.flatnonzero(log.amount[lies] != log.amount[again])
    found += shown(
        "written work changes while nobody is at it",
        [f"{log.subject[n]} set aside at {log.at[n]}" for n in lies[changed].tolist()],
    )
    total = np.bincount(log.subject[begun], weights=took, minlength=len(log.facts.contact_uid)).astype(np.int64)
    done = rows_of(log, Moment.DEALT_WITH)
    return found + disagree(log, "written work in all", done, log.amount[done], total[log.subject[done]])


def attempts_are_counted(log: EventLog) -> list[str]:
    """Attempts to get through and tries to ring back bear the numbers 1, 2, 3, and the last number says how many."""
    count = len(log.facts.contact_uid)
    rang, tried = rows_of(log, Moment.RECEIVED), rows_of(log, Moment.UNREACHED)
    lost = rows_of(log, Moment.LOST)
    found: list[str] = []
    for what, rows, stated, counted in (
        ("an attempt", rang, log.amount[rang], _ordinals(log, rang)),
        ("a try to ring back", tried, log.detail[tried], _ordinals(log, tried)),
        ("the attempts of a caller who is lost", lost, log.amount[lost], count_of(log, rang, count)[log.subject[lost]]),
    ):
        found += shown(
            f"the number of {what} is misstated",
            [f"{log.subject[rows[n]]} at {log.at[rows[n]]}" for n in np.flatnonzero(stated != counted).tolist()],
        )
    row, following = with_following(log, Moment.RECEIVED, Moment.BLOCKED)
    blocked = codes_at(log.moment, following) == Moment.BLOCKED
    wrong = row[blocked][log.amount[row[blocked]] != log.amount[following[blocked]]]
    return found + shown(
        "the engaged tone names another attempt", [f"{log.subject[n]} at {log.at[n]}" for n in wrong.tolist()]
    )


def _ordinals(log: EventLog, rows: Ints) -> Ints:
    """Number the rows of each subject from 1."""
    order = stable_order(log.subject[rows])
    subject, place = log.subject[rows[order]], np.arange(len(rows))
    first = np.ones(len(rows), dtype=np.bool_)
    first[1:] = subject[1:] != subject[:-1]
    ordinals = np.empty(len(rows), dtype=np.int64)
    if len(rows):
        ordinals[order] = place - np.maximum.accumulate(np.where(first, place, 0)) + 1
    return ordinals


def silence_is_kept(log: EventLog) -> list[str]:
    """Nobody is answered, rung back or served in writing on a line between SILENCED and RESTORED."""
    events = rows_of(log, Moment.SILENCED, Moment.RESTORED)
    if not len(events):
        return []
    served = rows_of(log, *SERVES)
    found: list[Ints] = []
    for line in np.unique(log.detail[events]):
        mine, on_line = events[log.detail[events] == line], served[log.detail[served] == line]
        latest = np.searchsorted(mine, on_line) - 1
        silent = (latest >= 0) & (log.moment[mine[np.maximum(latest, 0)]] == Moment.SILENCED)
        found.append(on_line[silent])
    return shown(
        "served on a line that nobody can answer",
        [f"{log.subject[n]} at {log.at[n]}" for n in np.sort(np.concatenate(found)).tolist()],
    )


def trunks_suffice(log: EventLog) -> list[str]:
    """No line carries more calls at once than it has trunks, and callers hear the engaged tone only when it is full.

    A call takes up a trunk of the line that was dialled from ringing until the caller hangs up, gives up or is
    promised to be rung back. Behind a switchboard the line dialled is known from where the call is put through, or
    for a first attempt from the facts; attempts of which it is not known are left out, and with them the engaged tone.
    """
    lines = tuple(log.facts.scenario.demand.lines.values())
    if not any(line.trunks for line in lines) and not len(rows_of(log, Moment.BLOCKED)):
        return []
    row, dialled, moment = _calls_on_trunks(log)
    found: list[str] = []
    known = not (dialled == UNKNOWN).any()
    for number, (name, line) in enumerate(log.facts.scenario.demand.lines.items()):
        mine = np.flatnonzero(dialled == number)
        mine = mine[np.argsort(row[mine])]
        change = np.where(moment[mine] == Moment.RECEIVED, 1, -1)
        level = np.cumsum(change)
        blocked = moment[mine] == Moment.BLOCKED
        # The caller who hears the engaged tone has just rung, but takes up no trunk.
        rung_in_vain = np.append(blocked[1:], False)
        room = np.inf if line.trunks is None else line.trunks
        over = mine[(level > room) & ~rung_in_vain]
        found += shown(
            f"more calls on {name} than its {line.trunks} trunks",
            [f"{log.subject[n]} at {log.at[n]}" for n in row[over].tolist()],
        )
        if known:
            early = mine[blocked & (level < room)]
            found += shown(
                f"engaged tone on {name} while a trunk is free",
                [f"{log.subject[n]} at {log.at[n]}" for n in row[early].tolist()],
            )
    return found


def _calls_on_trunks(log: EventLog) -> tuple[Ints, Ints, Ints]:
    """Give the rows at which calls take or give back a trunk, with the line that was dialled and the moment."""
    facts = log.facts
    board = facts.scenario.demand.switchboard
    switchboard = UNKNOWN if board is None else tuple(facts.scenario.demand.lines).index(board.line)
    row, _ = with_following(log, Moment.RECEIVED, Moment.PUT_THROUGH, Moment.BLOCKED, *GIVES_BACK)
    moment, contact = log.moment[row], log.subject[row]
    place = np.arange(len(row))
    attempt = np.maximum.accumulate(np.where(moment == Moment.RECEIVED, place, 0)) if len(row) else place
    dialled = log.detail[row[attempt]].copy()
    behind = dialled == switchboard
    first = log.amount[row[attempt]] == 1
    dialled[behind] = np.where(first[behind], facts.contact_line[contact[behind]], UNKNOWN)
    through = behind & (moment == Moment.PUT_THROUGH)
    for_attempt = np.full(len(row), UNKNOWN, dtype=np.int64)
    for_attempt[attempt[through]] = log.detail[row[through]]
    dialled = np.where(for_attempt[attempt] == UNKNOWN, dialled, for_attempt[attempt])
    # Whoever was promised to be rung back gave the trunk back then.
    rung_back = np.zeros(len(row), dtype=np.bool_)
    rung_back[1:] = (moment[:-1] == Moment.PROMISED) & (contact[1:] == contact[:-1])
    counts = (moment != Moment.PUT_THROUGH) & ~rung_back
    return row[counts], dialled[counts], moment[counts]
