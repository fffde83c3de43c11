"""Books kept for every officer while a log is read once, row by row: what the year of an officer must say."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from itertools import pairwise

from demandsim.eventlog.log import EventLog
from demandsim.eventlog.moments import SCHEMA, Activity, Moment
from demandsim.scenario.calendar import Calendar

M = Moment
AT_A_DESK = {M.PAUSED, M.ASSIST_PAUSED, M.PUT_ASIDE}
Spell = tuple[int, int]
Book = dict[str, float]


def books(log: EventLog, begin: int) -> list[Book]:
    """Keep the books of every officer from an instant on; `since` and `until` of a turn are those of the log."""
    facts, end = log.facts, log.ends_at
    officers = range(len(facts.officer_key))
    kept: list[Book] = [defaultdict(float) for _ in officers]
    turns: list[list[Spell]] = [[] for _ in officers]
    on_at: dict[int, int] = {}
    doing: dict[int, tuple[int, int, Activity]] = {}
    owner: dict[int, tuple[int, int]] = {}

    def does(who: int, at: int, moment: int, activity: Activity) -> None:
        if who in doing:
            since, before, was = doing[who]
            if was != Activity.OFF_DUTY:
                kept[who][was.name.lower()] += max(at, begin) - max(since, begin)
            kept[who]["interruptions"] += moment == M.DISPATCHED and before in AT_A_DESK and since == at >= begin
        doing[who] = at, moment, activity

    def gives_up(crime: int, at: int) -> None:
        if crime in owner:
            who, since = owner.pop(crime)
            grave = facts.scenario.demand.offences[facts.crime_offence[crime]].harm >= least_grave(log)
            kept[who]["crimes_held"] += max(at, begin) - max(since, begin)
            kept[who]["high_harm_held"] += grave * (max(at, begin) - max(since, begin))

    for at, moment, subject, officer, _, amount in log.rows():
        activity = SCHEMA[M(moment)].activity
        if officer >= 0 and activity is not None:
            does(officer, at, moment, activity)
        if moment == M.ALLOCATED:
            gives_up(subject, at)
            owner[subject] = officer, at
            if amount >= 0:
                does(amount, at, moment, Activity.AVAILABLE)
        elif moment in (M.ACCEPTED, M.HANDED_BACK, M.CLOSED):
            gives_up(subject, at)
        elif moment == M.ON_DUTY:
            on_at[officer] = at
        elif moment == M.OFF_DUTY:
            turns[officer].append((on_at.pop(officer), at))
    for who in list(doing):
        does(who, end, -1, Activity.OFF_DUTY)
    for crime in list(owner):
        gives_up(crime, end)
    going_on = [[(on_at[who], end)] if who in on_at else [] for who in officers]
    planned: list[list[Spell]] = [[] for _ in officers]
    for who, since, until in zip(facts.spell_officer.tolist(), facts.spell_from, facts.spell_to, strict=True):
        planned[who].append((int(since), min(int(until), end)))
    for who in officers:
        every, book = turns[who] + going_on[who], kept[who]
        leaders = [
            spell
            for other in officers
            if facts.officer_unit[other] == facts.officer_unit[who] and facts.officer_supervisor[other]
            for spell in turns[other] + going_on[other]
        ]
        book["on_duty"] = length(every, begin)
        book["overtime"] = length(every, begin) - shared(every, planned[who], begin)
        book["planned"] = length(planned[who], begin)
        book["alone"] = length(every, begin) - shared(every, leaders, begin)
        for since, until in every:
            late = until - since - shared([(since, until)], planned[who], 0) > 900
            if since >= begin:
                book["turns"] += 1
                book["late"] += late
                book["finished"] += late or (since, until) not in going_on[who]
                book["nights"] += any(since <= night < until for night in nights(log))
                book["weekend"] += local(log).local(since).isoweekday() >= 6
        for held in ("crimes_held", "high_harm_held"):
            book[held] /= end - begin
    return kept


def least_grave(log: EventLog) -> float:
    """Find the least harm that nine in ten crimes of a year do not exceed, by trying every offence's."""
    offences = log.facts.scenario.demand.offences
    enough = sum(offence.per_year for offence in offences) * 0.9 * (1 - 1e-9)
    return min(one.harm for one in offences if sum(o.per_year for o in offences if o.harm <= one.harm) >= enough)


def local(log: EventLog) -> Calendar:
    """Give the local clock of a log."""
    return Calendar(log.facts.scenario.start, log.facts.scenario.timezone)


def nights(log: EventLog) -> list[int]:
    """List the seconds at which the local clock shows 03:00."""
    calendar = local(log)
    days = (calendar.local(log.ends_at).date() - calendar.start) // timedelta(days=1)
    return [calendar.elapsed(day, 3 * 3600) for day in range(days + 1)]


def length(spells: list[Spell], begin: int) -> int:
    """Add up spells, from an instant on."""
    return sum(max(until, begin) - max(since, begin) for since, until in spells)


def shared(some: list[Spell], others: list[Spell], begin: int) -> int:
    """Add up the time from an instant on in which one of some spells and at least one of others last."""
    edges = sorted({begin, *(edge for spell in (*some, *others) for edge in spell if edge > begin)})
    return sum(
        until - since
        for since, until in pairwise(edges)
        if any(a <= since and until <= b for a, b in some) and any(a <= since and until <= b for a, b in others)
    )
