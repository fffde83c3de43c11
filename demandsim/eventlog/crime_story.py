"""The story of one crime in spans: who held it, who worked on it, what it waited for, and where its days went."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from demandsim.eventlog.duty import SUBJECT_OF, SUBJECTS, Spells, spells, turns
from demandsim.eventlog.journeys import OUTCOMES, unit_names
from demandsim.eventlog.log import EventLog
from demandsim.eventlog.moments import SCHEMA, Activity, Moment
from demandsim.eventlog.timeline import Step, rows_of_story, told

M = Moment
UNDECIDED, QUEUE, OWNER, MOVING, CLOSED = "nobody yet", "queue", "owner", "on its way", "closed"
"""Who has a crime: nobody before it is screened, a unit's queue, an officer, nobody while it moves."""
INCIDENT, HELD, WORK, WAITS, SUPERVISOR, VICTIM = (
    "At the scene",
    "Held by",
    "Worked on",
    "Waits for others",
    "Supervisors",
    "The victim",
)
LANES = (INCIDENT, HELD, WORK, WAITS, SUPERVISOR, VICTIM)
"""Lanes of the drawing, from above."""
WORKED, OUTSIDE, SPECIALIST, SIGNATURE, BETWEEN, NO_OWNER, OTHER_WORK, OFF_DUTY = (
    "worked on",
    "waiting for others outside the force",
    "waiting for specialists",
    "waiting for a signature",
    "moving between teams",
    "without an owner",
    "owner on duty with other work, or ready and not reached",
    "owner off duty",
)
PARTS = (WORKED, OUTSIDE, SPECIALIST, SIGNATURE, BETWEEN, NO_OWNER, OTHER_WORK, OFF_DUTY)
"""Where the time of an open crime goes; of several that apply at once the first counts."""

Stretch = tuple[int, int]
"""From one second to another."""


class Span(NamedTuple):
    """Something that lasts."""

    lane: str
    from_at: int
    to_at: int
    words: str
    officer: int = -1


class Point(NamedTuple):
    """Something that happens in a second."""

    lane: str
    at: int
    moment: str
    words: str


class Held(NamedTuple):
    """Who had the crime from when to when."""

    kind: str
    who: str
    officer: int
    """Row of the owner, else -1."""
    from_at: int
    to_at: int
    why: str
    """How it came there, as the log tells it."""
    worked: int
    """Seconds of work on it meanwhile."""


class Work(NamedTuple):
    """What one officer did on one stage."""

    words: str
    seconds: int
    spells: int
    first_at: int
    last_at: int


@dataclass(frozen=True, slots=True)
class CrimeStory:
    """One crime in one run; seconds are elapsed ones, the log's."""

    uid: int
    offence: str
    area: str
    vulnerable: bool
    opened_at: int
    """Negative for a crime of the opening backlog."""
    recorded_at: int
    """From when on the log tells of it."""
    closed_at: int | None
    outcome: str | None
    until: int
    """When it was closed, or the end of the run."""
    held: tuple[Held, ...]
    work: tuple[Work, ...]
    spans: tuple[Span, ...]
    points: tuple[Point, ...]
    parts: dict[str, int]
    """Seconds by part of the time that it was open, in the order of `PARTS`; they add up to it."""
    steps: tuple[Step, ...]

    @property
    def first_at(self) -> int:
        """When the story begins: with the call, the incident or the recording."""
        return min([step.at for step in self.steps] or [self.recorded_at])

    @property
    def owners(self) -> list[str]:
        """Officers who held it, in order, each time they received it."""
        return [held.who for held in self.held if held.kind == OWNER]


def crime_story(log: EventLog, uid: int) -> CrimeStory:
    """Tell the story of a crime, given by its uid, in spans of time; raises ValueError where there is no such crime."""
    rows = rows_of_story(log, uid)
    facts = log.facts
    crime = int(np.flatnonzero(facts.crime_uid == uid)[0])
    steps = told(log, rows)
    mine = [
        (int(row), step)
        for row, step in zip(rows.tolist(), steps, strict=True)
        if SCHEMA[M(int(log.moment[row]))].subject == "crime"
    ]
    ended = [row for row, _ in mine if log.moment[row] in (M.CLOSED, M.REOPENED)]
    closed = ended[-1] if ended and log.moment[ended[-1]] == M.CLOSED else None
    found = spells(log)
    busy = _busy_with(log, found, "crime", crime)
    worked = [span for span in busy if span.lane == WORK]
    recorded_at = mine[0][1].at if mine else log.ends_at
    until = log.ends_at if closed is None else int(log.at[closed])
    held = _held(log, mine, until, worked)
    waits = [*_waits(mine, until)]
    incident = int(facts.crime_incident[crime])
    scene = _busy_with(log, found, "incident", incident) if incident >= 0 else []
    return CrimeStory(
        uid=uid,
        offence=facts.scenario.demand.offences[int(facts.crime_offence[crime])].name,
        area=tuple(facts.scenario.places.areas)[int(facts.crime_area[crime])],
        vulnerable=bool(facts.crime_vulnerable[crime]),
        opened_at=int(facts.crime_opened_at[crime]) if facts.crime_backlog[crime] else recorded_at,
        recorded_at=recorded_at,
        closed_at=None if closed is None else until,
        outcome=None if closed is None else OUTCOMES[int(log.detail[closed])],
        until=until,
        held=tuple(h for h in held if h.kind != CLOSED),
        work=tuple(_work(worked)),
        spans=tuple(sorted([*scene, *_as_spans(held), *busy, *waits], key=lambda s: (LANES.index(s.lane), s.from_at))),
        points=tuple(_points(steps)),
        parts=_parts(log, held, worked, waits, recorded_at, until),
        steps=tuple(steps),
    )


_LANE_OF = {
    Activity.INVESTIGATING: WORK,
    Activity.ALLOCATING: SUPERVISOR,
    Activity.REVIEWING: SUPERVISOR,
    Activity.CONTACTING: VICTIM,
    Activity.TRAVELLING: INCIDENT,
    Activity.ON_SCENE: INCIDENT,
    Activity.IN_CUSTODY: INCIDENT,
    Activity.RESOLVING: INCIDENT,
    Activity.REPORTING: INCIDENT,
}


def _busy_with(log: EventLog, found: Spells, about: str, subject: int) -> list[Span]:
    """Give the spells in which somebody was busy with a crime or an incident."""
    number = SUBJECTS.index(about)
    moment = log.moment[found.row]
    chosen = (SUBJECT_OF[moment] == number) & (log.subject[found.row] == subject)
    places = [n for n in np.flatnonzero(chosen).tolist() if Activity(int(found.activity[n])) in _LANE_OF]
    words = told(log, found.row[places])
    spans = [
        Span(
            _LANE_OF[Activity(int(found.activity[n]))],
            int(found.from_at[n]),
            int(found.to_at[n]),
            step.words,
            int(found.officer[n]),
        )
        for n, step in zip(places, words, strict=True)
    ]
    return sorted(spans, key=lambda span: span.from_at)


def _held(log: EventLog, mine: Iterable[tuple[int, Step]], until: int, worked: Sequence[Span]) -> list[Held]:
    """Say who had the crime when; while it is closed, before it is opened again, nobody has."""
    units, changes, offered = unit_names(log), list[tuple[str, str, int, int, str]](), ""
    for row, step in mine:
        moment, amount = M(int(log.moment[row])), int(log.amount[row])
        if moment == M.RECORDED:
            changes.append((UNDECIDED, UNDECIDED, -1, step.at, step.words))
        elif moment in (M.ROUTED, M.HANDED_BACK):
            changes.append((QUEUE, f"queue of {units[amount]}", -1, step.at, step.words))
        elif moment == M.ALLOCATED:
            owner = int(log.officer[row])
            changes.append((OWNER, log.facts.officer_key[owner], owner, step.at, step.words))
        elif moment == M.OFFERED:
            offered = step.words
        elif moment == M.ACCEPTED:
            changes.append((MOVING, f"to {units[amount]}", -1, step.at, f"{offered}; {step.words}"))
        elif moment == M.CLOSED:
            changes.append((CLOSED, CLOSED, -1, step.at, step.words))
        elif moment == M.REOPENED:
            changes.append((UNDECIDED, UNDECIDED, -1, step.at, step.words))
    held = []
    for (kind, who, officer, from_at, why), after in zip(changes, [*changes[1:], None], strict=True):
        to_at = until if after is None else after[3]
        if to_at > from_at:
            worked_on = _seconds(worked, from_at, to_at)
            held.append(Held(kind, who, officer, from_at, to_at, why, worked_on))
    return held


def _seconds(spans: Iterable[Span], since: int, until: int) -> int:
    return sum(max(0, min(span.to_at, until) - max(span.from_at, since)) for span in spans)


def _as_spans(held: Iterable[Held]) -> list[Span]:
    return [Span(HELD, h.from_at, h.to_at, h.who, h.officer) for h in held if h.kind != CLOSED]


_WAITS: dict[str, tuple[tuple[Moment, ...], tuple[Moment, ...]]] = {
    OUTSIDE: ((M.FINISHED, M.ASSISTED), (M.WAITED,)),
    SPECIALIST: ((M.PASSED,), (M.ASSISTED,)),
    SIGNATURE: ((M.SIGN_OFF_WANTED,), (M.SIGNED_OFF,)),
}


def _waits(mine: Sequence[tuple[int, Step]], until: int) -> Iterable[Span]:
    for kind, (begins, ends) in _WAITS.items():
        since = None
        for _, step in mine:
            moment = Moment[step.moment]
            if since is not None and (moment in ends or moment == M.CLOSED):
                yield Span(WAITS, since, step.at, kind)
                since = None
            if moment in begins and (kind != OUTSIDE or ", then a wait of " in step.words):
                since = step.at
        if since is not None and until > since:
            yield Span(WAITS, since, until, kind)


def _work(worked: Iterable[Span]) -> Iterable[Work]:
    found: dict[str, list[Span]] = {}
    for span in worked:
        found.setdefault(span.words, []).append(span)
    for words, done in found.items():
        yield Work(words, _seconds(done, 0, done[-1].to_at), len(done), done[0].from_at, done[-1].to_at)


_POINTS = {
    **dict.fromkeys((M.RECEIVED, M.ABANDONED, M.RUNG_BACK, M.CONTACT_DUE, M.CONTACTED), VICTIM),
    **dict.fromkeys((M.REVIEW_DUE, M.REVIEWED, M.SIGN_OFF_WANTED, M.SIGNED_OFF), SUPERVISOR),
    **dict.fromkeys((M.OFFERED, M.REFUSED, M.TRANSFERRED, M.CLOSED, M.REOPENED), HELD),
    **dict.fromkeys((M.GRADED, M.ARRIVED, M.ARRESTED, M.UPGRADED, M.LAPSED, M.DIVERTED, M.CALLED_OFF), INCIDENT),
}


def _points(steps: Iterable[Step]) -> Iterable[Point]:
    for step in steps:
        lane = _POINTS.get(Moment[step.moment])
        if lane is not None:
            yield Point(lane, step.at, step.moment, step.words)


def _parts(
    log: EventLog, held: Sequence[Held], worked: Sequence[Span], waits: Sequence[Span], since: int, until: int
) -> dict[str, int]:
    """Share out the time that a crime was open: every second belongs to one part."""
    on_duty = _on_duty(log, {h.officer for h in held if h.officer >= 0})
    owned = [h for h in held if h.kind == OWNER]
    stretches: dict[str, list[Stretch]] = {
        CLOSED: [(h.from_at, h.to_at) for h in held if h.kind == CLOSED],
        WORKED: [(s.from_at, s.to_at) for s in worked],
        **{kind: [(s.from_at, s.to_at) for s in waits if s.words == kind] for kind in _WAITS},
        BETWEEN: [(h.from_at, h.to_at) for h in held if h.kind == MOVING],
        NO_OWNER: [(h.from_at, h.to_at) for h in held if h.kind in (UNDECIDED, QUEUE)],
        OTHER_WORK: [
            (max(h.from_at, begun), min(h.to_at, ended))
            for h in owned
            for begun, ended in on_duty[h.officer]
            if begun < h.to_at and ended > h.from_at
        ],
        OFF_DUTY: [(h.from_at, h.to_at) for h in owned],
    }
    found = shared_out(stretches, since, until)
    return {part: found[part] for part in PARTS}


def _on_duty(log: EventLog, officers: set[int]) -> dict[int, list[Stretch]]:
    frame = turns(log)
    frame = frame[frame["officer"].isin(officers)]
    found: dict[int, list[Stretch]] = {officer: [] for officer in officers}
    for officer, on_at, worked in zip(frame["officer"], frame["on_at"], frame["worked"], strict=True):
        found[int(officer)].append((int(on_at), int(on_at) + int(worked)))
    return found


def shared_out(stretches: dict[str, list[Stretch]], since: int, until: int) -> dict[str, int]:
    """Share the seconds between two instants out among kinds: of several that cover a second the first has it."""
    edges = {since, until, *(at for found in stretches.values() for stretch in found for at in stretch)}
    marks = sorted(at for at in edges if since <= at <= until)
    seconds = dict.fromkeys(stretches, 0)
    for begun, ended in pairwise(marks):
        for kind, found in stretches.items():
            if any(since_at <= begun and ended <= until_at for since_at, until_at in found):
                seconds[kind] += ended - begun
                break
    return seconds
