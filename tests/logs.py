"""Hand-written logs: a story told row by row, small enough to work every measure out on paper.

`story()` is two days in the village: 7 callers, 4 incidents, 6 crimes (2 of them open from before the start)
and 7 officers. `log_of(rows)` seals rows written with names of moments.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from demandsim.eventlog import EventLog, Facts, LogBook, Moment
from demandsim.rules.allocate import ATTENDED, LACKS_SKILL, LONGEST, ONLY_ONE, OPENING
from demandsim.scenario.scenario import Scenario
from tests.worlds import village

IN_FULL = frozenset(
    {
        Moment.KEPT_ON, Moment.RESTING, Moment.RESTED, Moment.UPGRADED, Moment.CALLED_OFF, Moment.LEFT,
        Moment.RELIEF_WANTED, Moment.HANDED_OVER, Moment.BROUGHT_IN, Moment.TAKEN_IN, Moment.RESOLVING,
        Moment.WRITING_UP, Moment.PUT_ASIDE, Moment.WRITTEN, Moment.PREVENTING, Moment.STOPPED, Moment.PREVENTED,
        Moment.PRESSED, Moment.EASED,
        *(moment for moment in Moment if moment >= Moment.PASSED),
    }
)  # fmt: skip
"""Told only where a scenario declares response or investigation in full: see `tests.promises.test_any_response` and
`tests.promises.test_any_case`."""

HOUR = 3600
DAY = 86_400
ENDS_AT = 2 * DAY

HANDLER, NORTH_1, NORTH_2, SOUTH, DETECTIVE, SERGEANT, CLERK = range(7)
HANDLERS, NORTH, SOUTHERN, CID, BUREAU = range(5)
LINE_999, LINE_101 = 0, 1
ASSAULT_AT_SCENE, THEFT_FILED, OLD_BURGLARY, OLD_THEFT, RAPE, ASSAULT_QUEUED = range(6)

Row = tuple[int, str, int, int, int, int]
"""(at, moment, subject, officer, detail, amount)."""

STORY: tuple[Row, ...] = (
    (0, "ON_DUTY", -1, HANDLER, -1, 36000),
    (0, "ON_DUTY", -1, NORTH_1, -1, 36000),
    (0, "ON_DUTY", -1, NORTH_2, -1, 36000),
    (0, "ON_DUTY", -1, SOUTH, -1, 14400),
    (0, "RECORDED", OLD_BURGLARY, -1, 3, 1),
    (0, "ALLOCATED", OLD_BURGLARY, DETECTIVE, OPENING + ONLY_ONE, -1),
    (0, "RECORDED", OLD_THEFT, -1, 3, 0),
    (0, "ALLOCATED", OLD_THEFT, NORTH_2, OPENING + LONGEST, -1),
    (1000, "REVIEW_DUE", OLD_THEFT, NORTH_2, 5, NORTH),
    # A caller reports violence; two more ring meanwhile and wait, one of them gives up for good.
    (3600, "RECEIVED", 0, -1, LINE_999, 1),
    (3600, "ANSWERED", 0, HANDLER, LINE_999, 0),
    (3610, "RECEIVED", 1, -1, LINE_101, 1),
    (3650, "RECEIVED", 2, -1, LINE_101, 1),
    (3700, "ABANDONED", 1, -1, LINE_101, 90),
    (3700, "RECEIVED", 3, -1, LINE_999, 1),
    (3720, "ABANDONED", 3, -1, LINE_999, 20),
    (3720, "LOST", 3, -1, 0, 1),
    (3840, "HUNG_UP", 0, HANDLER, 1, 240),
    (3840, "GRADED", 0, -1, 0, 0),
    (3840, "DISPATCHED", 0, NORTH_1, 0, 0),
    (3840, "DISPATCHED", 0, NORTH_2, 1, 0),
    (3900, "FREED", 0, HANDLER, -1, 60),
    (3900, "ANSWERED", 2, HANDLER, LINE_101, 250),
    # The third caller reports a theft, which is filed.
    (4200, "HUNG_UP", 2, HANDLER, 2, 300),
    (4200, "RECORDED", THEFT_FILED, -1, 1, 2),
    (4200, "SCREENED", THEFT_FILED, -1, 1, 2),
    (4200, "ROUTED", THEFT_FILED, -1, -1, BUREAU),
    (4200, "ALLOCATED", THEFT_FILED, CLERK, ONLY_ONE, -1),
    (4300, "FREED", 2, HANDLER, -1, 100),
    (4440, "ARRIVED", 0, NORTH_1, 0, 600),
    (4540, "ARRIVED", 0, NORTH_2, 1, 700),
    (5000, "GRADED", 1, -1, 1, 0),
    (5500, "RECEIVED", 1, -1, LINE_101, 2),
    (5500, "ANSWERED", 1, HANDLER, LINE_101, 0),
    (5800, "HUNG_UP", 1, HANDLER, 0, 300),
    (5860, "FREED", 1, HANDLER, -1, 60),
    (6000, "GRADED", 2, -1, 3, 0),
    (6000, "RESOLVED", 2, -1, 3, -1),
    # An arrest, and a crime that stays with the officer who attended.
    (7440, "RECORDED", ASSAULT_AT_SCENE, NORTH_1, 2, 0),
    (7440, "SCREENED", ASSAULT_AT_SCENE, -1, 0, 1),
    (7440, "ROUTED", ASSAULT_AT_SCENE, -1, 2, NORTH),
    (7440, "ALLOCATED", ASSAULT_AT_SCENE, NORTH_1, ATTENDED, -1),
    (7440, "ARRESTED", 0, NORTH_1, 0, 3600),
    (8140, "CLEARED", 0, NORTH_2, 1, -1),
    (11040, "CLEARED", 0, NORTH_1, 0, -1),
    (11040, "ATTENDED", 0, -1, 0, 2),
    (11040, "STARTED", ASSAULT_AT_SCENE, NORTH_1, 0, 7200),
    (12000, "RECEIVED", 5, -1, LINE_101, 1),
    (12000, "ANSWERED", 5, HANDLER, LINE_101, 0),
    (12200, "HUNG_UP", 5, HANDLER, 1, 200),
    (12260, "FREED", 5, HANDLER, -1, 60),
    # The officer is called from the crime to an incident that has waited for long.
    (12600, "PAUSED", ASSAULT_AT_SCENE, NORTH_1, 0, 5640),
    (12600, "DISPATCHED", 1, NORTH_1, 0, 1),
    (12600, "DISPATCHED", 1, SOUTH, 1, 0),
    (13200, "ARRIVED", 1, NORTH_1, 0, 8200),
    (13300, "ARRIVED", 1, SOUTH, 1, 8300),
    (15000, "CLEARED", 1, NORTH_1, 0, -1),
    (15000, "CLEARED", 1, SOUTH, 1, -1),
    (15000, "ATTENDED", 1, -1, 1, 2),
    (15000, "OFF_DUTY", -1, SOUTH, -1, 600),
    (15000, "STARTED", ASSAULT_AT_SCENE, NORTH_1, 0, 5640),
    (20640, "FINISHED", ASSAULT_AT_SCENE, NORTH_1, 0, 0),
    (20640, "OFFERED", ASSAULT_AT_SCENE, NORTH_1, 0, CID),
    (20640, "REFUSED", ASSAULT_AT_SCENE, NORTH_1, 0, CID),
    (22440, "OFFERED", ASSAULT_AT_SCENE, NORTH_1, 0, CID),
    (22440, "ACCEPTED", ASSAULT_AT_SCENE, NORTH_1, 0, CID),
    (24240, "TRANSFERRED", ASSAULT_AT_SCENE, NORTH_1, NORTH, CID),
    (24240, "ROUTED", ASSAULT_AT_SCENE, -1, -1, CID),
    (28800, "ON_DUTY", -1, DETECTIVE, -1, 57600),
    (28800, "ON_DUTY", -1, SERGEANT, -1, 57600),
    (28800, "ON_DUTY", -1, CLERK, -1, 57600),
    (28800, "ALLOCATING", ASSAULT_AT_SCENE, SERGEANT, CID, 600),
    (28800, "STARTED", THEFT_FILED, CLERK, 0, 900),
    (29400, "ALLOCATED", ASSAULT_AT_SCENE, DETECTIVE, ONLY_ONE, SERGEANT),
    (29400, "STARTED", ASSAULT_AT_SCENE, DETECTIVE, 1, 3600),
    (29700, "FINISHED", THEFT_FILED, CLERK, 0, 0),
    (29700, "CLOSED", THEFT_FILED, CLERK, 5, 0),
    (30000, "REVIEW_DUE", OLD_BURGLARY, DETECTIVE, 1, CID),
    (30000, "REVIEWING", OLD_BURGLARY, SERGEANT, 1, 2400),
    (30000, "RECEIVED", 4, -1, LINE_101, 1),
    (30000, "ANSWERED", 4, HANDLER, LINE_101, 0),
    (30100, "HUNG_UP", 4, HANDLER, 2, 100),
    (30160, "FREED", 4, HANDLER, -1, 60),
    (32400, "REVIEWED", OLD_BURGLARY, SERGEANT, 1, 2400),
    (33000, "FINISHED", ASSAULT_AT_SCENE, DETECTIVE, 1, 0),
    (33000, "CLOSED", ASSAULT_AT_SCENE, DETECTIVE, 0, 0),
    (36000, "OFF_DUTY", -1, HANDLER, -1, 0),
    (36000, "OFF_DUTY", -1, NORTH_1, -1, 0),
    (36000, "OFF_DUTY", -1, NORTH_2, -1, 0),
    (57600, "OFF_DUTY", -1, DETECTIVE, -1, 0),
    (57600, "OFF_DUTY", -1, SERGEANT, -1, 0),
    (57600, "OFF_DUTY", -1, CLERK, -1, 0),
    # The second day: a rape, given to a detective without the accreditation, and an assault left lying.
    (90000, "RECORDED", RAPE, -1, 0, -1),
    (90000, "SCREENED", RAPE, -1, 0, 0),
    (90000, "ROUTED", RAPE, -1, 0, CID),
    (95000, "RECORDED", ASSAULT_QUEUED, -1, 0, -1),
    (95000, "SCREENED", ASSAULT_QUEUED, -1, 0, 1),
    (95000, "ROUTED", ASSAULT_QUEUED, -1, 2, SOUTHERN),
    (115200, "ON_DUTY", -1, DETECTIVE, -1, 144000),
    (115200, "ON_DUTY", -1, SERGEANT, -1, 144000),
    (115200, "ALLOCATING", RAPE, SERGEANT, CID, 600),
    (115800, "ALLOCATED", RAPE, DETECTIVE, ONLY_ONE + LACKS_SKILL, SERGEANT),
    (115800, "STARTED", RAPE, DETECTIVE, 0, 18000),
    (133800, "FINISHED", RAPE, DETECTIVE, 0, 1_000_000),
    (144000, "OFF_DUTY", -1, DETECTIVE, -1, 0),
    (144000, "OFF_DUTY", -1, SERGEANT, -1, 0),
    (160000, "GRADED", 3, -1, 2, 0),
    (172790, "RECEIVED", 6, -1, LINE_101, 1),
)  # fmt: skip


def story_scenario() -> Scenario:
    """The village, measured from the first second, with an hour's grace for reviews."""
    return village(
        **{
            "period.days": 2,
            "period.warm_up": 0,
            "investigative_model.review.on_time_within": "1 h",
        }
    )


def story_facts(scenario: Scenario | None = None) -> Facts:
    """What the rows of the story refer to."""
    spells = (
        (HANDLER, 0, 36000), (NORTH_1, 0, 36000), (NORTH_2, 0, 36000), (SOUTH, 0, 14400),
        (DETECTIVE, 28800, 57600), (SERGEANT, 28800, 57600), (CLERK, 28800, 57600),
        (DETECTIVE, 115200, 144000), (SERGEANT, 115200, 144000),
    )  # fmt: skip
    return Facts(
        scenario=scenario or story_scenario(),
        seed=1,
        replication=0,
        contact_uid=_ints(700, 701, 702, 703, 704, 705, 706),
        contact_line=_ints(0, 1, 1, 0, 1, 1, 1),
        contact_cause=_ints(0, 0, 0, 0, 1, 2, 0),
        contact_about=_ints(1, 0, 2, 0, 2, 1, 0),
        contact_incident=_ints(0, -1, -1, -1, -1, 1, -1),
        contact_crime=_ints(-1, -1, 1, -1, 0, -1, -1),
        incident_uid=_ints(800, 801, 802, 803),
        incident_kind=_ints(0, 1, 2, 2),
        incident_area=_ints(0, 1, 0, 1),
        incident_needs_attendance=np.array([True, True, False, True]),
        crime_uid=_ints(900, 901, 902, 903, 904, 905),
        crime_offence=_ints(0, 3, 2, 3, 1, 0),
        crime_area=_ints(0, 1, 1, 0, 1, 1),
        crime_incident=_ints(0, -1, -1, -1, -1, -1),
        crime_opened_at=_ints(0, 0, -10 * DAY, -130 * DAY, 0, 0),
        crime_backlog=np.array([False, False, True, True, False, False]),
        crime_named=np.array([True, False, False, False, True, True]),
        crime_vulnerable=np.array([False, False, False, False, True, False]),
        crime_prospect=np.array([0.1, 0.05, 0.5, 0.5, 0.9, 0.9]),
        crime_score=np.array([0.8, 0.1, 0.5, 0.5, 0.3, 0.6]),
        crime_skills=_ints(0b001, 0, 0b010, 0, 0b110, 0b001),
        officer_key=(
            "handlers/force/handler/1",
            "response/north/constable/1",
            "response/north/constable/2",
            "response/south/constable/1",
            "cid/force/constable/1",
            "cid/force/sergeant/1",
            "crime_bureau/force/staff/1",
        ),
        officer_unit=_ints(HANDLERS, NORTH, NORTH, SOUTHERN, CID, CID, BUREAU),
        officer_rank=("handler", "constable", "constable", "constable", "constable", "sergeant", "staff"),
        officer_skills=_ints(0, 0b001, 0, 0b001, 0b011, 0b001, 0),
        officer_supervisor=np.array([False, False, False, False, False, True, False]),
        unit_team=("handlers", "response", "response", "cid", "crime_bureau"),
        unit_area=("force", "north", "south", "force", "force"),
        spell_officer=_ints(*(who for who, _, _ in spells)),
        spell_from=_ints(*(begin for _, begin, _ in spells)),
        spell_to=_ints(*(end for _, _, end in spells)),
    )


def log_of(rows: tuple[Row, ...] | list[Row], facts: Facts | None = None, ends_at: int = ENDS_AT) -> EventLog:
    """Seal rows written with names of moments, in the order in which they stand."""
    book = LogBook()
    for at, moment, subject, officer, detail, amount in rows:
        book.write((at, int(Moment[moment]), subject, officer, detail, amount))
    return book.seal(ends_at, facts or story_facts())


def story() -> EventLog:
    """The two days in the village."""
    return log_of(STORY)


def without(rows: tuple[Row, ...], *gone: Row) -> list[Row]:
    """The rows without some of them, each of which must be there."""
    missing = set(gone) - set(rows)
    if missing:
        raise LookupError(f"not in the story: {missing}")
    return [row for row in rows if row not in gone]


def instead(rows: tuple[Row, ...], old: Row, *new: Row) -> list[Row]:
    """The rows with others in the place of one of them, which must be there."""
    if old not in rows:
        raise LookupError(f"not in the story: {old}")
    place = rows.index(old)
    return [*rows[:place], *new, *rows[place + 1 :]]


def with_facts(**changes: np.ndarray) -> EventLog:
    """The story under other facts."""
    return log_of(STORY, replace(story_facts(), **changes))


def _ints(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int64)
