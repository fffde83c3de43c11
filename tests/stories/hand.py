"""Worlds made by hand: calls, incidents, crimes and turns of duty written row by row, and logs read as diaries.

A story takes ten lines: people, what happens to them, and the diary that is expected. Nothing is drawn; every length
is a constant in seconds.

    world = World()
    ann = world.handler("ann", (0, 3600))
    world.call(60, "999", talk=120, wrap=30)
    world.expect('''
        0    ON_DUTY  -  ann  -  3600
        60   RECEIVED 0  -    0  1       # line 0 is 999; first attempt
        ...
    ''')
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from demandsim.engine import run
from demandsim.eventlog.identities import identities
from demandsim.eventlog.log import EventLog
from demandsim.eventlog.moments import SCHEMA, Moment
from demandsim.roster import Officer, Roster, Stay, Unit
from demandsim.rules.choice import GRADES
from demandsim.scenario.calendar import DAY, Calendar
from demandsim.scenario.scenario import Scenario
from demandsim.scenario.service import FOR_GOOD
from demandsim.scenario.training import Attendance, SkillChange
from demandsim.tape.events import silences, stretches
from demandsim.tape.tape import (
    AGAIN,
    ASKING,
    FROM_PUBLIC,
    INFORMATION,
    NEVER,
    NONE,
    Absences,
    Contacts,
    Crimes,
    Incidents,
    Tape,
)
from demandsim.tape.tape import CRIME as ABOUT_CRIME
from demandsim.tape.tape import INCIDENT as ABOUT_INCIDENT
from tests.worlds import VILLAGE, village

ATTEMPTS, CREW, STAGES, OFFERS, TRIES = 4, 6, 4, 4, 3
EVER = 10**7
"""Seconds of patience that nobody outlasts."""
FAR = 10_000
"""Seconds of the longest journey: travel is uniform from 0, so luck is the wanted time over this."""
NEVER_AGAIN = 1.0
TEAMS = {
    "handlers": {"desks": ["contact"], "lines": ["999", "101"]},
    "response": {"desks": ["response", "investigation"]},
    "cid": {"desks": ["investigation"]},
    "bureau": {"desks": ["investigation"]},
}
PLAIN: dict[str, Any] = {
    "places.travel": {grade: {"uniform": {"low": "0 s", "high": f"{FAR} s"}} for grade in GRADES},
    "places.areas": {
        "north": {"share": 0.5, "borders": {"south": "10 min"}},
        "south": {"share": 0.5, "borders": {"north": "10 min"}},
    },
    "demand.victims.chase.times": 0,
    "demand.repeat.times": 0,
    "demand.backlog": [],
    "rules": {
        "answer": {"kind": "priority", "order": ["999", "101"]},
        "grade": {"kind": "as_assessed"},
        "dispatch": {"kind": "nearest"},
    },
    "investigative_model": {
        "screen": {"kind": "none"},
        "routes": [{"name": "all", "to": "cid"}],
        "allocate": {"kind": "best_fit", "skill": "required"},
        "transfer": {},
        "next_work": {"kind": "ready_longest"},
        "review": {"first": "1000 days", "then": "1000 days", "takes": "20 min", "on_time_within": "48 h"},
    },
    "mechanics.below_level": {"work": 0, "charge": 0, "wait": 0},
    "mechanics.evidence_lost_per_30_days": 0,
    "mechanics.decision_time": "0 s",
}
"""What stories change in the village: no chance, no delays and no rule but the plainest."""

OFFENCES = [offence["name"] for offence in VILLAGE["demand"]["offences"]]

Rows = list[dict[str, Any]]


@dataclass
class World:
    """People and events of one story; `changes` are made to the plain village (see `tests.worlds`)."""

    changes: dict[str, Any] = field(default_factory=dict)
    days: int = 1
    caps: dict[str, int] = field(default_factory=dict)
    """Caseload cap by team."""
    teams: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Further teams, or other facts about the usual ones."""
    stages: int = STAGES
    """Places for stages that every crime has."""
    names: list[str] = field(default_factory=list)
    _officers: list[tuple[str, str, tuple[str, ...], bool]] = field(default_factory=list)
    _spells: list[tuple[int, int, int]] = field(default_factory=list)
    _sick: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    _courses: list[Attendance] = field(default_factory=list)
    _stays: list[Stay] = field(default_factory=list)
    _restricted: set[int] = field(default_factory=set)
    _skill_changes: list[SkillChange] = field(default_factory=list)
    _calls: Rows = field(default_factory=list)
    _candidates: Rows = field(default_factory=list)
    _incidents: Rows = field(default_factory=list)
    _crimes: Rows = field(default_factory=list)

    def officer(
        self,
        name: str,
        team: str,
        *spells: tuple[int, int],
        area: str = "force",
        skills: Iterable[str] = (),
        supervisor: bool = False,
        joins: int = 0,
        leaves: int | None = None,
        restricted: bool = False,
    ) -> int:
        """Add somebody to a team in an area, on duty in the spells given; returns the row.

        Whoever `joins` after the start or `leaves` serves between these seconds only.
        """
        row = len(self.names)
        if joins or leaves is not None:
            self._stays.append(Stay(row, joins, FOR_GOOD if leaves is None else leaves))
        self._restricted |= {row} if restricted else set()
        self.names.append(name)
        self._officers.append((team, area, tuple(skills), supervisor))
        self._spells += [(start, row, end) for start, end in spells]
        return row

    def handler(self, name: str, *spells: tuple[int, int], team: str = "handlers") -> int:
        """Add a call handler."""
        return self.officer(name, team, *spells)

    def patrol(
        self, name: str, *spells: tuple[int, int], area: str = "north", skills: Iterable[str] = (), **terms: Any
    ) -> int:
        """Add a response officer."""
        return self.officer(name, "response", *spells, area=area, skills=skills, **terms)

    def detective(self, name: str, *spells: tuple[int, int], skills: Iterable[str] = (), **terms: Any) -> int:
        """Add an investigator."""
        return self.officer(name, "cid", *spells, skills=skills, **terms)

    def follows(self, officer: int, joins: int) -> None:
        """Let somebody follow in the place of one who leaves."""
        self._stays.append(Stay(officer, joins, FOR_GOOD))

    def sick(self, officer: int, *spells: tuple[int, int]) -> None:
        """Let somebody be ill in the spells given; turns that are missed must not be given."""
        self._sick[officer] = list(spells)

    def course(self, officer: int, skill: str, begins_at: int, ends_at: int) -> None:
        """Send somebody on a course; turns that are missed must not be given."""
        self._courses.append(Attendance(officer, begins_at, ends_at))
        self.gains(officer, skill, ends_at)

    def gains(self, officer: int, skill: str, at: int, *, loses: bool = False) -> None:
        """Let somebody gain, or lose, a skill."""
        number = self.scenario().workforce.skills.index(skill)
        self._skill_changes.append(SkillChange(at, officer, number, not loses))

    def supervisor(self, name: str, team: str, *spells: tuple[int, int], area: str = "force") -> int:
        """Add a supervisor."""
        return self.officer(name, team, *spells, area=area, supervisor=True)

    def call(
        self,
        at: int,
        line: str = "101",
        talk: int = 60,
        wrap: int = 0,
        patience: int | Sequence[int] = EVER,
        retry_luck: float = NEVER_AGAIN,
        switch_luck: float = 1.0,
        retry_time: int = 60,
        about: int = INFORMATION,
        sorting: int = 30,
        sorting_luck: float = 1.0,
        accepts_luck: float = 1.0,
        reached_luck: Sequence[float] = (),
    ) -> int:
        """Add a first call, in order of time; it is about information unless an incident or a crime refers to it.

        A switchboard, where there is one, sorts it in `sorting` seconds and puts it through unless `sorting_luck` is
        below the share resolved; offered to be rung back, the caller accepts if `accepts_luck` is below the share, and
        picks up at each try of `reached_luck` (left out: always).
        """
        assert not self._calls or at >= self._calls[-1]["received_at"], "write calls in order of time"
        row = self._ringing(line, FROM_PUBLIC, at, talk, wrap, patience, retry_luck, switch_luck, retry_time)
        row |= {"about": about, "switchboard_talk": [sorting], "switchboard_luck": [sorting_luck]}
        self._calls.append(row | {"call_back_luck": [accepts_luck, *[*reached_luck, *[0.0] * TRIES][:TRIES]]})
        return len(self._calls) - 1

    def _ringing(
        self,
        line: str,
        cause: int,
        at: int,
        talk: int = 60,
        wrap: int = 0,
        patience: int | Sequence[int] = EVER,
        retry_luck: float = NEVER_AGAIN,
        switch_luck: float = 1.0,
        retry_time: int = 60,
    ) -> dict[str, Any]:
        waits = [patience] * ATTEMPTS if isinstance(patience, int) else [*patience, *[EVER] * ATTEMPTS][:ATTEMPTS]
        return {
            "line": line,
            "cause": cause,
            "received_at": at,
            "about": INFORMATION,
            "incident": NONE,
            "crime": NONE,
            "talk": talk,
            "wrap": wrap,
            "patience": waits,
            "retry_luck": [retry_luck] * ATTEMPTS,
            "switch_luck": [switch_luck] * ATTEMPTS,
            "retry_time": [retry_time] * ATTEMPTS,
            "switchboard_talk": [30],
            "switchboard_luck": [1.0],
            "call_back_luck": [1.0] * (1 + TRIES),
        }

    def incident(
        self,
        at: int = NONE,
        grade: str = "emergency",
        *,
        call: int = NONE,
        area: str = "north",
        officers: int = 1,
        travel: int | Sequence[int] = 300,
        scene: int = 600,
        needs: bool = True,
        arrest: bool = False,
        custody_officers: int = 1,
        custody: int = 3600,
        desk_luck: float = 1.0,
        repeat_luck: float = 0.0,
        lapse: int = NEVER,
        scene_apart: Sequence[int] = (),
        upgrade: int = NEVER,
        report: int = 0,
        desk_work: int = 0,
        transport: int = 0,
        booking: int = 0,
        interview: int = 0,
        prevention_luck: float = 1.0,
        place: tuple[int, int] = (0, 0),
        patrol_luck: Sequence[float] = (),
    ) -> int:
        """Add an incident, generated at a second or reported by a call; nobody is needed after `lapse` seconds.

        It becomes graver after `upgrade` seconds; `scene_apart` are the seconds of each officer of a kind attended
        apart (left out: `scene`), `prevention_luck` the luck of being prevented, `place` metres on the
        map.
        """
        row = len(self._incidents)
        journeys = [travel] * CREW if isinstance(travel, int) else [*travel, *[FAR - 1] * CREW][:CREW]
        if call != NONE:
            self._calls[call].update(about=ABOUT_INCIDENT, incident=row)
        self._incidents.append(
            {
                "kind": 0,
                "area": self._areas().index(area),
                "contact": call,
                "generated_at": at,
                "assessed": GRADES.index(grade),  # type: ignore[arg-type]
                "needs_attendance": needs,
                "officers": officers,
                "travel_luck": [journey / FAR for journey in journeys],
                "scene": scene,
                "arrest": arrest,
                "custody_officers": custody_officers,
                "custody_work": custody,
                "vulnerable": False,
                "crime": NONE,
                "desk_luck": desk_luck,
                "repeat_luck": repeat_luck,
                "again": row,
                "lapse": lapse,
                "scene_apart": [*scene_apart, *[scene] * CREW][:CREW],
                "upgrade": upgrade,
                "report": report,
                "desk_work": desk_work,
                "transport": transport,
                "booking": booking,
                "interview": interview,
                "prevention_luck": prevention_luck,
                "place": list(place),
                "patrol_luck": [*patrol_luck, *[0.5] * 2 * CREW][: 2 * CREW],
            }
        )
        return row

    def crime(
        self,
        at: int = NONE,
        offence: str = "theft",
        *,
        call: int = NONE,
        incident: int = NONE,
        opened_at: int = 0,
        area: str = "north",
        named: bool = False,
        vulnerable: bool = False,
        work: Sequence[int] = (3600,),
        waits: Sequence[int] = (),
        filed_work: int = 900,
        desk_work: int = 1800,
        prospect: float = 0.999,
        score: float = 0.5,
        route_luck: float = 0.0,
        transfer_luck: float = 0.0,
        refusal_luck: Sequence[float] = (1.0,) * OFFERS,
        patience: int = NONE,
        chase_luck: float = 0.0,
        factors: int = 0,
        linked: int = NONE,
        reopens: int = NEVER,
        reopen_work: int = 0,
        release_luck: float = 1.0,
        arrests: Sequence[bool] = (),
    ) -> int:
        """Add a crime: direct at a second, by call, at an incident, or (opened before the start) of the backlog.

        `factors` is a bit mask of solvability factors, `linked` the row of an earlier crime; it is opened again
        `reopens` seconds after it is closed without a charge; `arrests` says by stage whether it leads to an arrest.
        """
        row = len(self._crimes)
        if call != NONE:
            self._calls[call].update(about=ABOUT_CRIME, crime=row)
        if incident != NONE:
            self._incidents[incident]["crime"] = row
        self._crimes.append(
            {
                "offence": OFFENCES.index(offence),
                "area": self._areas().index(area),
                "incident": incident,
                "contact": call,
                "direct_at": at,
                "opened_at": opened_at,
                "backlog_team": 0 if opened_at < 0 else NONE,
                "named": named,
                "vulnerable": vulnerable,
                "stage_work": [*work, *[0] * self.stages][: self.stages],
                "stage_wait": [*waits, *[0] * self.stages][: self.stages],
                "filed_work": filed_work,
                "desk_work": desk_work,
                "prospect": prospect,
                "score": score,
                "route_luck": route_luck,
                "transfer_luck": transfer_luck,
                "refusal_luck": [*refusal_luck, *[1.0] * OFFERS][:OFFERS],
                "patience": patience,
                "chase_luck": chase_luck,
                "asks": row,
                "done": 0.0,
                "factors": factors,
                "linked": linked,
                "reopens": reopens,
                "reopen_work": reopen_work,
                "release_luck": release_luck,
                "stage_arrest": [*arrests, *[False] * self.stages][: self.stages],
            }
        )
        return row

    def _areas(self) -> list[str]:
        return list(self.changes.get("places.areas", ("north", "south")))

    def scenario(self) -> Scenario:
        """The plain village with the story's changes, and its teams."""
        teams: dict[str, Any] = {}
        for name, facts in {**TEAMS, **self.teams}.items():
            known = {**TEAMS.get(name, {}), **facts, "posts": {"force": {"constable": 1}}, "shift": "office"}
            teams[name] = known | {"caseload_cap": self.caps.get(name, 1000)}
        return village(**{**PLAIN, "workforce.teams": teams, **self.changes})

    def roster(self) -> Roster:
        """The people as a roster: units in order of first mention."""
        scenario = self.scenario()
        areas, skills = (*scenario.places.areas, "force"), scenario.workforce.skills
        units = list(dict.fromkeys((team, area) for team, area, _, _ in self._officers))
        officers = tuple(
            Officer(
                key=f"{team}/{area}/{name}/0",
                unit=units.index((team, area)),
                rank="sergeant" if above else "constable",
                skills=sum(1 << skills.index(skill) for skill in held),
                supervisor=above,
                restricted=row in self._restricted,
            )
            for row, (name, (team, area, held, above)) in enumerate(zip(self.names, self._officers, strict=True))
        )
        spells = np.array(sorted(self._spells), dtype=np.int64).reshape(-1, 3)
        return Roster(
            units=tuple(
                Unit(
                    team=team,
                    area=NONE if area == "force" else areas.index(area),
                    officers=tuple(r for r, o in enumerate(officers) if o.unit == number and not o.supervisor),
                    supervisors=tuple(r for r, o in enumerate(officers) if o.unit == number and o.supervisor),
                )
                for number, (team, area) in enumerate(units)
            ),
            officers=officers,
            spell_officer=spells[:, 1].copy(),
            spell_from=spells[:, 0].copy(),
            spell_to=spells[:, 2].copy(),
            courses=tuple(self._courses),
            skill_changes=tuple(sorted(self._skill_changes)),
            stays=tuple(sorted(self._stays)),
        )

    def tape(self) -> Tape:
        """The events as a tape; calls that may be caused follow the first calls, those of victims first."""
        scenario = self.scenario()
        chase, repeat = scenario.demand.victims.chase, scenario.demand.repeat
        calls: Rows = [*self._calls]
        crimes, incidents = [dict(crime) for crime in self._crimes], [dict(incident) for incident in self._incidents]
        for crime in crimes:
            has_victim = crime["patience"] != NONE
            rows = [len(calls) + time for time in range(chase.times)] if has_victim else [NONE] * chase.times
            calls += [self._ringing(chase.line, ASKING, NONE) | {"crime": crime["asks"]} for row in rows if row != NONE]
            crime.update(asks=rows, chase_luck=[crime["chase_luck"]] * chase.times)
        for incident in incidents:
            rows = [len(calls) + time for time in range(repeat.times)]
            calls += [self._ringing(repeat.line, AGAIN, NONE) | {"incident": incident["again"]} for _ in rows]
            incident.update(again=rows, repeat_luck=[incident["repeat_luck"]] * repeat.times)
        calendar = Calendar(scenario.start, scenario.timezone)
        lines = list(scenario.demand.lines)
        calls = [call | {"line": lines.index(call["line"])} for call in calls]
        return Tape(
            scenario=scenario,
            seed=0,
            replication=0,
            days=self.days,
            contacts=Contacts(**_columns(Contacts, calls)),
            incidents=Incidents(**_columns(Incidents, incidents)),
            crimes=Crimes(**_columns(Crimes, crimes)),
            absences=Absences(calendar, self.days, tuple(scenario.places.areas), {}, self._sick_spells()),
            silences=silences(scenario, calendar),
            stretches=stretches(scenario, calendar),
        )

    def _sick_spells(self) -> dict[str, NDArray[np.int64]]:
        officers = self.roster().officers
        return {officers[row].key: np.array(spells, dtype=np.int64) for row, spells in self._sick.items()}

    def play(self, roster: Roster | None = None) -> EventLog:
        """Let the engine play the story, with people from elsewhere if given; every story's log must be sound."""
        tape = self.tape()
        log = run(tape, roster or self.roster(), tape.scenario.rules)
        assert identities(log) == []
        return log

    def expect(self, diary: str, *, about: str = "everything", without: str = "") -> None:
        """Play the story and compare its log with the diary: all of it, or all rows about one thing.

        `about` is `everything`, `what happens` (all but turns of duty), `work` (what happens to somebody or something),
        a kind of subject such as `crime`, a subject with its row, such as `crime 0`, or an officer's name. Moments
        named in `without` are left out. A line of the diary is second, moment, subject, officer, detail, amount; `-`
        stands for nothing, a `#` begins a remark.
        """
        told = [line for line in self.diary(about) if line.split()[1] not in without.split()]
        expected = [" ".join(line.partition("#")[0].split()) for line in diary.splitlines()]
        expected = [line for line in expected if line]
        assert told == expected, "\n".join(["the log tells:", *told])

    def diary(self, about: str = "everything") -> list[str]:
        """Play the story and give its log as lines."""
        log = self.play()
        lines = []
        for at, moment, subject, officer, detail, amount in log.rows():
            kind = SCHEMA[Moment(moment)].subject
            name = self.names[officer] if officer != NONE else "-"
            if (
                about == "everything"
                or (about == "what happens" and moment not in (Moment.ON_DUTY, Moment.OFF_DUTY))
                or (about == "work" and kind)
                or about == f"{kind} {subject}"
                or about in (kind, name)
            ):
                shown = ("-" if number == NONE else str(number) for number in (subject, detail, amount))
                subject_text, detail_text, amount_text = shown
                lines.append(f"{at} {Moment(moment).name} {subject_text} {name} {detail_text} {amount_text}")
        return lines


WIDTHS = {
    "patience": ATTEMPTS,
    "retry_luck": ATTEMPTS,
    "switch_luck": ATTEMPTS,
    "retry_time": ATTEMPTS,
    "switchboard_talk": 1,
    "switchboard_luck": 1,
    "call_back_luck": 1 + TRIES,
    "travel_luck": CREW,
    "scene_apart": CREW,
    "patrol_luck": 2 * CREW,
    "place": 2,
    "stage_work": STAGES,
    "stage_wait": STAGES,
    "stage_arrest": STAGES,
    "refusal_luck": OFFERS,
}
FLAGS = ("needs_attendance", "arrest", "vulnerable", "named", "stage_arrest")
FLOATS = ("retry_luck", "switch_luck", "switchboard_luck", "call_back_luck", "travel_luck", "desk_luck", "repeat_luck",
          "prevention_luck", "patrol_luck",
          "prospect", "score", "route_luck", "transfer_luck", "refusal_luck", "chase_luck", "done",
          "release_luck")  # fmt: skip


def _columns(table: Any, rows: Rows) -> dict[str, NDArray[Any]]:
    """Turn rows into the arrays of a table of the tape."""
    columns: dict[str, NDArray[Any]] = {"uid": np.arange(len(rows), dtype=np.int64)}
    for name in table.__dataclass_fields__:
        if name == "uid":
            continue
        kind = np.bool_ if name in FLAGS else np.float64 if name in FLOATS else np.int64
        values = np.array([row[name] for row in rows], dtype=kind)
        if not rows and (name in WIDTHS and not (table is Crimes and name == "patience")):
            values = values.reshape(0, WIDTHS[name])
        if not rows and name in ("repeat_luck", "again", "chase_luck", "asks"):
            values = values.reshape(0, 0)
        columns[name] = values
    return columns


__all__ = ["DAY", "EVER", "World"]
