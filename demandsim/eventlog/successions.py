"""Successions: what may follow what, for contacts, lines, crews, incidents, crimes and officers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from demandsim.eventlog.duty import steps
from demandsim.eventlog.log import EventLog
from demandsim.eventlog.moments import Activity, Moment
from demandsim.eventlog.rows import MOMENTS, Flags, Ints, rows_of, stable_order

BEGINNING = 0
"""Stands before the first moment of a subject."""
SHOWN = 3
"""Cases shown of every kind of violation."""
CREW = REVIEWS = 1_000_000
"""More than there are places in a crew, and reviews of a crime: keys of (subject, number) stay apart."""

Successions = Mapping[int, Sequence[Moment]]

M = Moment
CALL: Successions = {
    BEGINNING: (M.RECEIVED,),
    M.RECEIVED: (M.ANSWERED, M.ABANDONED, M.BLOCKED, M.PROMISED, M.TAKEN_UP),
    M.ANSWERED: (M.HUNG_UP, M.PUT_THROUGH),
    M.PUT_THROUGH: (M.ANSWERED, M.ABANDONED, M.PROMISED),
    M.HUNG_UP: (M.FREED,),
    M.ABANDONED: (M.RECEIVED, M.LOST),
    M.BLOCKED: (M.RECEIVED, M.LOST),
    M.PROMISED: (M.RUNG_BACK,),
    M.RUNG_BACK: (M.HUNG_UP, M.UNREACHED),
    M.UNREACHED: (M.RUNG_BACK, M.LOST),
    M.TAKEN_UP: (M.SET_ASIDE, M.DEALT_WITH),
    M.SET_ASIDE: (M.TAKEN_UP, M.ABANDONED),
}
LINE: Successions = {BEGINNING: (M.SILENCED,), M.SILENCED: (M.RESTORED,), M.RESTORED: (M.SILENCED,)}
PRESSURE: Successions = {BEGINNING: (M.PRESSED,), M.PRESSED: (M.EASED,), M.EASED: (M.PRESSED,)}
SKILL: Successions = {
    BEGINNING: (M.QUALIFIED, M.DISQUALIFIED), M.QUALIFIED: (M.DISQUALIFIED,), M.DISQUALIFIED: (M.QUALIFIED,)
}  # fmt: skip
DUTY: Successions = {
    BEGINNING: (M.ON_DUTY,), M.ON_DUTY: (M.KEPT_ON, M.OFF_DUTY), M.KEPT_ON: (M.OFF_DUTY,), M.OFF_DUTY: (M.ON_DUTY,)
}  # fmt: skip
"""An officer is kept on once in a turn at most, and only then goes off duty later than planned without live work."""
_WAITS = (M.DISPATCHED, M.ESCALATED, M.LAPSED, M.UPGRADED)
_LEAVES = (M.CALLED_OFF, M.LEFT, M.HANDED_OVER)
_ATTENDS = (
    M.DISPATCHED, M.DIVERTED, M.ARRIVED, M.ARRESTED, M.BROUGHT_IN, M.TAKEN_IN, M.CLEARED, M.RELIEF_WANTED, *_LEAVES
)  # fmt: skip
INCIDENT: Successions = {
    BEGINNING: (M.GRADED, M.PREVENTED),
    M.GRADED: (M.RESOLVED, M.RESOLVING, M.BOOKED, *_WAITS),
    M.RESOLVING: (M.RESOLVED,),
    M.BOOKED: (M.MISSED, *_WAITS),
    M.MISSED: (M.ARRIVED, M.DIVERTED, *_WAITS),
    M.ESCALATED: (M.ARRIVED, M.DIVERTED, M.MISSED, M.DISPATCHED, M.LAPSED, M.UPGRADED),
    M.UPGRADED: (M.ARRIVED, M.DIVERTED, M.DISPATCHED, M.ESCALATED, M.LAPSED, M.UPGRADED),
    M.DISPATCHED: (M.ESCALATED, M.MISSED, M.UPGRADED, *_ATTENDS),
    **dict.fromkeys((M.ARRIVED, M.ARRESTED, M.BROUGHT_IN, M.TAKEN_IN, M.RELIEF_WANTED), _ATTENDS),
    **dict.fromkeys((M.CLEARED, *_LEAVES), (M.ATTENDED, *_ATTENDS)),
    M.DIVERTED: (M.ATTENDED, M.ESCALATED, M.MISSED, M.LAPSED, M.UPGRADED, *_ATTENDS),
}
"""Nobody lapses while somebody is on the way, and nothing is missed or escalated once somebody is there."""
PLACE_IN_CREW: Successions = {
    BEGINNING: (M.DISPATCHED,),
    M.DISPATCHED: (M.ARRIVED, M.DIVERTED),
    M.ARRIVED: (M.ARRESTED, M.CLEARED, M.RELIEF_WANTED, *_LEAVES),
    M.RELIEF_WANTED: (M.ARRESTED, M.CLEARED, M.CALLED_OFF, M.HANDED_OVER),
    M.ARRESTED: (M.CLEARED,),
}
REPORT: Successions = {
    BEGINNING: (M.WRITING_UP,),
    M.WRITING_UP: (M.PUT_ASIDE, M.WRITTEN),
    M.PUT_ASIDE: (M.WRITING_UP,),
}
_MOVES_ON = (M.STARTED, M.OFFERED, M.CLOSED, M.PASSED, M.SIGN_OFF_WANTED, M.HANDED_BACK, M.ALLOCATED)
CRIME: Successions = {
    BEGINNING: (M.RECORDED,),
    M.RECORDED: (M.SCREENED, M.ALLOCATED, M.ROUTED, M.CLOSED),
    M.SCREENED: (M.ROUTED,),
    M.ROUTED: (M.ALLOCATING, M.ALLOCATED, M.CLOSED),
    M.ALLOCATING: (M.ALLOCATED,),
    M.ALLOCATED: _MOVES_ON,
    M.STARTED: (M.PAUSED, M.FINISHED, M.OFFERED),
    M.PAUSED: (*_MOVES_ON, M.TRANSFERRED),
    M.FINISHED: _MOVES_ON,
    M.PASSED: (M.ASSISTING, M.OFFERED, M.CLOSED, M.HANDED_BACK),
    M.ASSISTING: (M.ASSIST_PAUSED, M.ASSISTED),
    M.ASSIST_PAUSED: (M.ASSISTING, M.OFFERED, M.CLOSED, M.HANDED_BACK),
    M.ASSISTED: _MOVES_ON,
    M.OFFERED: (M.REFUSED, M.ACCEPTED),
    M.REFUSED: (*_MOVES_ON, M.PAUSED, M.FINISHED, M.ASSISTING),
    M.ACCEPTED: (M.PAUSED, M.TRANSFERRED, M.CLOSED),
    M.TRANSFERRED: (M.ROUTED,),
    M.HANDED_BACK: (M.ROUTED,),
    M.SIGN_OFF_WANTED: (M.SIGNING_OFF, M.CLOSED, M.HANDED_BACK),
    M.SIGNING_OFF: (M.SIGNED_OFF,),
    M.SIGNED_OFF: (M.CLOSED,),
    M.CLOSED: (M.REOPENED,),
    M.REOPENED: (M.ROUTED,),
}
"""A crime may be offered again, and accepted, while its owner is at work on it: the work is then put down."""
OUTSIDE_WAIT: Successions = {
    BEGINNING: (M.FINISHED, M.ASSISTED),
    **dict.fromkeys((M.FINISHED, M.ASSISTED), (M.FINISHED, M.ASSISTED, M.WAITED)),
    M.WAITED: (M.FINISHED, M.ASSISTED),
}
RELEASE: Successions = {
    BEGINNING: (M.RELEASED, M.SUSPECT_ARRESTED),
    M.RELEASED: (M.EXTENDING, M.BAIL_EXPIRED),
    M.SUSPECT_ARRESTED: (M.RELEASED,),
    M.EXTENDING: (M.BAIL_EXTENDED, M.BAIL_EXPIRED),
    M.BAIL_EXPIRED: (M.BAIL_EXTENDED, M.EXTENDING),
    M.BAIL_EXTENDED: (M.BAIL_EXPIRED,),
}
VICTIM_CONTACT: Successions = {
    BEGINNING: (M.CONTACT_DUE,), M.CONTACT_DUE: (M.CONTACTING,), M.CONTACTING: (M.CONTACTED,)
}  # fmt: skip
MENTORING: Successions = {BEGINNING: (M.MENTORING,), M.MENTORING: (M.MENTORED,), M.MENTORED: (M.MENTORING,)}
REVIEW: Successions = {BEGINNING: (M.REVIEW_DUE,), M.REVIEW_DUE: (M.REVIEWING,), M.REVIEWING: (M.REVIEWED,)}

_FREE_TO_TURN_TO = (
    M.ANSWERED, M.RUNG_BACK, M.TAKEN_UP, M.DISPATCHED, M.STARTED, M.ALLOCATING, M.REVIEWING, M.OFF_DUTY,
    M.RESTING, M.RESOLVING, M.WRITING_UP, M.PREVENTING,
    M.ASSISTING, M.CONTACTING, M.SIGNING_OFF, M.MENTORING, M.EXTENDING,
)  # fmt: skip
_FREES = (
    M.ON_DUTY, M.FREED, M.PUT_THROUGH, M.UNREACHED, M.SET_ASIDE, M.DEALT_WITH,
    M.CLEARED, M.PAUSED, M.FINISHED, M.REVIEWED, M.ALLOCATED,
    M.RESTED, M.RESOLVED, M.PUT_ASIDE, M.WRITTEN, M.STOPPED, M.LEFT, M.HANDED_OVER,
    M.ASSIST_PAUSED, M.ASSISTED, M.CONTACTED, M.SIGNED_OFF, M.MENTORED, M.BAIL_EXTENDED,
)  # fmt: skip
OFFICER: Successions = {
    BEGINNING: (M.ON_DUTY,),
    M.OFF_DUTY: (M.ON_DUTY,),
    **dict.fromkeys(_FREES, _FREE_TO_TURN_TO),
    M.ANSWERED: (M.HUNG_UP, M.PUT_THROUGH),
    M.RUNG_BACK: (M.HUNG_UP, M.UNREACHED),
    M.HUNG_UP: (M.FREED,),
    M.TAKEN_UP: (M.SET_ASIDE, M.DEALT_WITH),
    M.DISPATCHED: (M.ARRIVED, M.DIVERTED),
    **dict.fromkeys((M.DIVERTED, M.CALLED_OFF), (M.DISPATCHED,)),
    M.ARRIVED: (M.ARRESTED, M.CLEARED, *_LEAVES),
    M.ARRESTED: (M.CLEARED, M.BROUGHT_IN),
    M.BROUGHT_IN: (M.TAKEN_IN,),
    M.TAKEN_IN: (M.CLEARED,),
    M.RESTING: (M.RESTED,),
    M.RESOLVING: (M.RESOLVED,),
    M.WRITING_UP: (M.PUT_ASIDE, M.WRITTEN),
    M.PREVENTING: (M.STOPPED,),
    M.STARTED: (M.PAUSED, M.FINISHED),
    M.ALLOCATING: (M.ALLOCATED,),
    M.REVIEWING: (M.REVIEWED,),
    M.ASSISTING: (M.ASSIST_PAUSED, M.ASSISTED),
    M.CONTACTING: (M.CONTACTED,),
    M.SIGNING_OFF: (M.SIGNED_OFF,),
    M.MENTORING: (M.MENTORED,),
    M.EXTENDING: (M.BAIL_EXTENDED,),
}
"""Nobody is in two places: an officer turns to something new only when free."""


def legal(table: Successions) -> Flags:
    """Turn a table of successions into an array: may `[before, after]` follow each other?"""
    allowed = np.zeros((MOMENTS, MOMENTS), dtype=np.bool_)
    for before, after in table.items():
        allowed[before, list(after)] = True
    return allowed


def _moments_in(table: Successions) -> tuple[Moment, ...]:
    return tuple(sorted({moment for after in table.values() for moment in after}))


def shown(what: str, cases: Sequence[str]) -> list[str]:
    """Write a violation as one line with some of its cases; nothing where there are none."""
    if not cases:
        return []
    more = f" and {len(cases) - SHOWN} more" if len(cases) > SHOWN else ""
    return [f"{what}: {'; '.join(cases[:SHOWN])}{more}"]


def _illegal(log: EventLog, what: str, keys: Ints, rows: Ints, table: Successions) -> list[str]:
    """Find rows that do not follow lawfully upon the row before with the same key."""
    order = stable_order(keys)
    key, row = keys[order], rows[order]
    after = log.moment[row]
    before = np.zeros(len(row), dtype=np.int64)
    same = key[1:] == key[:-1]
    before[1:][same] = after[:-1][same]
    wrong = np.flatnonzero(~legal(table)[before, after])
    number = (
        log.detail if table in (LINE, PRESSURE) else log.officer if table in (DUTY, SKILL, MENTORING) else log.subject
    )
    cases = [
        f"{what} {number[row[n]]}: {Moment(after[n]).name} "
        + ("comes first" if before[n] == BEGINNING else f"follows {Moment(before[n]).name}")
        + f" at {log.at[row[n]]}"
        for n in wrong[np.argsort(row[wrong])].tolist()
    ]
    return shown("unlawful succession", cases)


def successions(log: EventLog) -> list[str]:
    """Every moment has its lawful predecessor: contacts, incidents, places in crews, crimes, waits, reviews, lines."""
    found: list[str] = []
    for what, table in (
        ("contact", CALL),
        ("incident", INCIDENT),
        ("crime", CRIME),
        ("wait of crime", OUTSIDE_WAIT),
        ("report of incident", REPORT),
        ("custody of crime", RELEASE),
    ):
        rows = rows_of(log, *_moments_in(table))
        found += _illegal(log, what, log.subject[rows], rows, table)
    for what, table, width in (
        ("crew of incident", PLACE_IN_CREW, CREW),
        ("review of crime", REVIEW, REVIEWS),
        ("victim contact of crime", VICTIM_CONTACT, REVIEWS),
    ):
        rows = rows_of(log, *_moments_in(table))
        found += _illegal(log, what, log.subject[rows] * width + log.detail[rows], rows, table)
    for what, table, keys in (
        ("mentoring by officer", MENTORING, log.officer),
        ("skill of officer", SKILL, log.officer * REVIEWS + log.detail),
        ("line", LINE, log.detail),
        ("pressure rule", PRESSURE, log.detail),
        ("duty of officer", DUTY, log.officer),
    ):
        rows = rows_of(log, *_moments_in(table))
        found += _illegal(log, what, keys[rows], rows, table)
    return found


def nobody_in_two_places(log: EventLog) -> list[str]:
    """An officer is on duty for all that he or she does, finishes one thing before turning to another, and ends
    what was begun: the moment that ends an activity is about the same subject as the one that began it."""
    officer, row, activity = steps(log)
    moment = log.moment[row]
    before = np.zeros(len(row), dtype=np.int64)
    same = np.zeros(len(row), dtype=np.bool_)
    same[1:] = officer[1:] == officer[:-1]
    before[1:][same[1:]] = moment[:-1][same[1:]]
    busy = np.zeros(len(row), dtype=np.bool_)
    busy[1:] = same[1:] & (activity[:-1] > Activity.AVAILABLE)
    other = np.zeros(len(row), dtype=np.bool_)
    other[1:] = busy[1:] & (log.subject[row[1:]] != log.subject[row[:-1]])
    wrong = np.flatnonzero(~legal(OFFICER)[before, moment] | other)
    cases = [
        f"officer {officer[n]}: {Moment(moment[n]).name} of {log.subject[row[n]]} at {log.at[row[n]]} "
        + ("while off duty" if not before[n] else f"after {Moment(before[n]).name} of {log.subject[row[n - 1]]}")
        for n in wrong.tolist()
    ]
    return shown("in two places, or not on duty", cases)
