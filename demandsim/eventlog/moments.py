"""The moments: what can happen, to whom, and in which order within one second.

`SCHEMA` documents for every moment what the columns `subject`, `officer`, `detail` and `amount` hold, and what the
officer does from then on. -1 stands for "not applicable" in the raw columns; views turn it into missing values.
"""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple


class Activity(IntEnum):
    """What an officer is doing; every second on duty belongs to exactly one activity."""

    OFF_DUTY = 0
    AVAILABLE = 1
    TALKING = 2
    WRAPPING = 3
    TRAVELLING = 4
    ON_SCENE = 5
    IN_CUSTODY = 6
    INVESTIGATING = 7
    ALLOCATING = 8
    REVIEWING = 9
    WRITING = 10
    RESTING = 11
    REPORTING = 12
    PREVENTING = 13
    RESOLVING = 14
    CONTACTING = 15


class Moment(IntEnum):
    """Past participles: what has just happened."""

    # Duty
    ON_DUTY = 1
    OFF_DUTY = 2
    KEPT_ON = 3
    RESTING = 4
    RESTED = 5
    # Contacts
    RECEIVED = 10
    ANSWERED = 11
    HUNG_UP = 12
    FREED = 13
    ABANDONED = 14
    LOST = 15
    BLOCKED = 16
    PUT_THROUGH = 17
    PROMISED = 18
    RUNG_BACK = 19
    # Incidents
    GRADED = 20
    RESOLVED = 21
    DISPATCHED = 22
    ARRIVED = 23
    ARRESTED = 24
    CLEARED = 25
    ATTENDED = 26
    BOOKED = 27
    MISSED = 28
    DIVERTED = 29
    # Crimes
    RECORDED = 30
    SCREENED = 31
    ROUTED = 32
    ALLOCATING = 33
    ALLOCATED = 34
    STARTED = 35
    PAUSED = 36
    FINISHED = 37
    WAITED = 38
    OFFERED = 39
    REFUSED = 40
    ACCEPTED = 41
    TRANSFERRED = 42
    REVIEW_DUE = 43
    REVIEWING = 44
    REVIEWED = 45
    CLOSED = 46
    # Contacts, continued: rung back in vain, written work, and lines that nobody can answer
    UNREACHED = 50
    TAKEN_UP = 51
    SET_ASIDE = 52
    DEALT_WITH = 53
    SILENCED = 54
    RESTORED = 55
    # Incidents, continued
    ESCALATED = 60
    LAPSED = 61
    UPGRADED = 62
    CALLED_OFF = 63
    LEFT = 64
    RELIEF_WANTED = 65
    HANDED_OVER = 66
    BROUGHT_IN = 67
    TAKEN_IN = 68
    RESOLVING = 69
    # Reports, in quiet hours
    WRITING_UP = 70
    PUT_ASIDE = 71
    WRITTEN = 72
    # Proactive work
    PREVENTING = 75
    STOPPED = 76
    PREVENTED = 77
    # Pressure
    PRESSED = 80
    EASED = 81
    # Crimes, continued: specialists, custody and bail, victim contact, supervisors, owners who are away
    PASSED = 90
    ASSISTING = 91
    ASSIST_PAUSED = 92
    ASSISTED = 93
    REOPENED = 94
    RELEASED = 95
    SUSPECT_ARRESTED = 96
    EXTENDING = 97
    BAIL_EXTENDED = 98
    BAIL_EXPIRED = 99
    CONTACT_DUE = 100
    CONTACTING = 101
    CONTACTED = 102
    SIGN_OFF_WANTED = 103
    SIGNING_OFF = 104
    SIGNED_OFF = 105
    MENTORING = 106
    MENTORED = 107
    HANDED_BACK = 108
    # Skills
    QUALIFIED = 110
    DISQUALIFIED = 111


class Outcome(IntEnum):
    """How a crime ends (`detail` of CLOSED)."""

    CHARGED = 0
    OUT_OF_COURT = 1
    EVIDENTIAL = 2
    NO_SUSPECT = 3
    VICTIM_WITHDREW = 4
    FILED = 5


class Columns(NamedTuple):
    """What one moment's row holds."""

    subject: str
    officer: str
    detail: str
    amount: str
    activity: Activity | None
    """The officer's activity from this moment on; None where it does not change."""
    meaning: str


SCHEMA: dict[Moment, Columns] = {
    Moment.ON_DUTY: Columns("", "who", "", "planned end, s", Activity.AVAILABLE, "An officer comes on duty."),
    Moment.OFF_DUTY: Columns("", "who", "", "overtime, s", Activity.OFF_DUTY, "An officer goes off duty."),
    Moment.KEPT_ON: Columns(
        "", "who", "pressure rule", "new planned end, s", None, "Stays beyond the end of the turn: overtime."
    ),
    Moment.RESTING: Columns("", "who", "", "planned, s", Activity.RESTING, "A break begins."),
    Moment.RESTED: Columns("", "who", "cut short 1, else 0", "had, s", Activity.AVAILABLE, "The break is over."),
    Moment.RECEIVED: Columns("contact", "", "line", "attempt, from 1", None, "A call starts to ring."),
    Moment.ANSWERED: Columns("contact", "handler", "line", "wait, s", Activity.TALKING, "A handler answers."),
    Moment.HUNG_UP: Columns("contact", "handler", "about", "talk, s", Activity.WRAPPING, "The conversation ends."),
    Moment.FREED: Columns("contact", "handler", "", "wrap, s", Activity.AVAILABLE, "The handler is free again."),
    Moment.ABANDONED: Columns("contact", "", "line", "wait, s", None, "The caller gives up this attempt."),
    Moment.LOST: Columns("contact", "", "about", "attempts", None, "The caller will not ring again."),
    Moment.BLOCKED: Columns("contact", "", "line", "attempt, from 1", None, "Engaged tone: all trunks are taken."),
    Moment.PUT_THROUGH: Columns(
        "contact",
        "handler",
        "line now waited for",
        "talk, s",
        Activity.AVAILABLE,
        "The switchboard puts the call through.",
    ),
    Moment.PROMISED: Columns("contact", "", "line", "wait, s", None, "The caller accepts to be rung back."),
    Moment.RUNG_BACK: Columns(
        "contact", "handler", "line", "since promised, s", Activity.TALKING, "A handler rings back."
    ),
    Moment.UNREACHED: Columns("contact", "handler", "try, from 1", "try, s", Activity.AVAILABLE, "Rung back in vain."),
    Moment.TAKEN_UP: Columns(
        "contact", "handler", "line", "work left, s", Activity.WRITING, "Written work is taken up."
    ),
    Moment.SET_ASIDE: Columns(
        "contact", "handler", "line", "work left, s", Activity.AVAILABLE, "It is put down again."
    ),
    Moment.DEALT_WITH: Columns("contact", "handler", "about", "work, s", Activity.AVAILABLE, "It is dealt with."),
    Moment.SILENCED: Columns("", "", "line", "", None, "Nobody can answer the line from now on."),
    Moment.RESTORED: Columns("", "", "line", "", None, "The line can be answered again."),
    Moment.GRADED: Columns("incident", "", "grade", "reason (rules.grade)", None, "An incident is opened and graded."),
    Moment.RESOLVING: Columns("incident", "who", "grade", "takes, s", Activity.RESOLVING, "A desk takes it up."),
    Moment.RESOLVED: Columns(
        "incident", "who at the desk", "grade", "", Activity.AVAILABLE, "Resolved without anybody being sent."
    ),
    Moment.DISPATCHED: Columns(
        "incident",
        "who",
        "place in crew, from 0",
        "1 borrowed from another area + 2 called away from desk work + 4 diverted + 8 reserve team + 16 called off a "
        "scene + 32 to relieve + 64 investigator (rules.dispatch)",
        Activity.TRAVELLING,
        "Sent.",
    ),
    Moment.ARRIVED: Columns("incident", "who", "place in crew", "since graded, s", Activity.ON_SCENE, "On scene."),
    Moment.ARRESTED: Columns(
        "incident", "who", "place in crew", "custody work or way to the suite, s", Activity.IN_CUSTODY, "An arrest."
    ),
    Moment.BROUGHT_IN: Columns(
        "incident",
        "who",
        "custody suite",
        "prisoners before this one",
        Activity.IN_CUSTODY,
        "At the custody suite, to be booked in.",
    ),
    Moment.TAKEN_IN: Columns(
        "incident", "who", "custody suite", "booking and custody work, s", Activity.IN_CUSTODY, "Being booked in."
    ),
    Moment.CLEARED: Columns("incident", "who", "place in crew", "", Activity.AVAILABLE, "The officer is free again."),
    Moment.ATTENDED: Columns("incident", "", "grade", "officers sent", None, "All who were sent have cleared."),
    Moment.BOOKED: Columns("incident", "", "length of the slot, s", "slot begins at", None, "A visit is booked."),
    Moment.MISSED: Columns("incident", "", "", "", None, "The slot is over and nobody has come."),
    Moment.DIVERTED: Columns(
        "incident", "who", "place in crew", "incident turned to", Activity.AVAILABLE, "Sent somewhere graver instead."
    ),
    Moment.ESCALATED: Columns("incident", "", "grade", "waited, s", None, "It goes before others of its grade now."),
    Moment.LAPSED: Columns("incident", "", "grade", "waited, s", None, "Nobody is needed any more."),
    Moment.UPGRADED: Columns("incident", "", "grade now", "waited, s", None, "Waiting has made it graver."),
    Moment.CALLED_OFF: Columns(
        "incident",
        "who",
        "place in crew",
        "incident turned to",
        Activity.AVAILABLE,
        "Taken off the scene for something graver.",
    ),
    Moment.LEFT: Columns(
        "incident",
        "who",
        "place in crew",
        "work left, s",
        Activity.AVAILABLE,
        "The turn is over: others will do the rest on scene.",
    ),
    Moment.RELIEF_WANTED: Columns(
        "incident", "who", "place in crew", "work left, s", None, "The turn is over: somebody is wanted to take over."
    ),
    Moment.HANDED_OVER: Columns(
        "incident", "who", "place in crew", "work left, s", Activity.AVAILABLE, "Relieved on scene."
    ),
    Moment.WRITING_UP: Columns("incident", "who", "", "work left, s", Activity.REPORTING, "A report is taken up."),
    Moment.PUT_ASIDE: Columns("incident", "who", "", "work left, s", Activity.AVAILABLE, "The report is put aside."),
    Moment.WRITTEN: Columns("incident", "who", "", "since cleared, s", Activity.AVAILABLE, "The report is written."),
    Moment.PREVENTING: Columns("", "who", "plan", "hours left, s", Activity.PREVENTING, "Proactive work begins."),
    Moment.STOPPED: Columns("", "who", "plan", "done, s", Activity.AVAILABLE, "Proactive work is put down."),
    Moment.PREVENTED: Columns("incident", "", "plan", "", None, "Demand that does not come, thanks to proactive work."),
    Moment.PRESSED: Columns("", "", "pressure rule", "queue", None, "A trigger is passed: reactions begin."),
    Moment.EASED: Columns("", "", "pressure rule", "queue", None, "The release level is reached: reactions end."),
    Moment.RECORDED: Columns(
        "crime",
        "attending officer",
        "cause: 0 direct, 1 contact, 2 incident, 3 backlog",
        "row of the cause",
        None,
        "A crime is recorded.",
    ),
    Moment.SCREENED: Columns("crime", "", "0 allocate, 1 file, 2 desk", "reason (rules.screen)", None, "Screened."),
    Moment.ROUTED: Columns("crime", "", "route clause, -1 transfer or desk", "unit", None, "In a unit's queue."),
    Moment.ALLOCATING: Columns("crime", "supervisor", "unit", "takes, s", Activity.ALLOCATING, "Being allocated."),
    Moment.ALLOCATED: Columns(
        "crime",
        "owner",
        "what decided, one of rules.allocate.WAYS, 4 to 16384; + 1 lacks a skill + 2 over the cap + 8 opening backlog",
        "supervisor, -1 none",
        None,
        "The crime has an owner.",
    ),
    Moment.STARTED: Columns("crime", "owner", "stage", "work left in stage, s", Activity.INVESTIGATING, "Worked on."),
    Moment.PAUSED: Columns("crime", "owner", "stage", "work left in stage, s", Activity.AVAILABLE, "Put down."),
    Moment.FINISHED: Columns("crime", "owner", "stage", "wait that follows, s", Activity.AVAILABLE, "A stage is done."),
    Moment.WAITED: Columns("crime", "owner", "next stage", "", None, "The outside wait is over."),
    Moment.OFFERED: Columns("crime", "owner", "transfer clause", "unit offered to", None, "Offered to another team."),
    Moment.REFUSED: Columns("crime", "owner", "0 practice, 1 full", "unit that refused", None, "Offer refused."),
    Moment.ACCEPTED: Columns("crime", "owner", "transfer clause", "unit that accepted", None, "Offer accepted."),
    Moment.TRANSFERRED: Columns("crime", "former owner", "former unit", "new unit", None, "Reached the new unit."),
    Moment.REVIEW_DUE: Columns("crime", "owner", "number of review, from 1", "unit", None, "A review falls due."),
    Moment.REVIEWING: Columns("crime", "supervisor", "number of review", "takes, s", Activity.REVIEWING, "Reviewing."),
    Moment.REVIEWED: Columns("crime", "supervisor", "number of review", "late by, s", Activity.AVAILABLE, "Reviewed."),
    Moment.CLOSED: Columns("crime", "owner", "outcome", "below level 1, else 0", None, "The crime is closed."),
    Moment.REOPENED: Columns("crime", "former owner", "", "since closed, s", None, "The crime is opened again."),
    Moment.PASSED: Columns("crime", "owner", "stage", "unit", None, "The stage waits for specialists of a unit."),
    Moment.ASSISTING: Columns(
        "crime",
        "specialist",
        "stage",
        "work left in stage, s",
        Activity.INVESTIGATING,
        "A specialist is at work on it.",
    ),
    Moment.ASSIST_PAUSED: Columns(
        "crime", "specialist", "stage", "work left in stage, s", Activity.AVAILABLE, "The specialist puts it down."
    ),
    Moment.ASSISTED: Columns(
        "crime", "specialist", "stage", "wait that follows, s", Activity.AVAILABLE, "The specialist has done the stage."
    ),
    Moment.SUSPECT_ARRESTED: Columns(
        "crime", "owner", "stage just done", "work added, s", None, "The investigation has led to an arrest."
    ),
    Moment.RELEASED: Columns(
        "crime",
        "owner, -1 none yet",
        "0 for good, 1 on bail, 2 under investigation",
        "1 the clock has ended, 0 dealt with before",
        None,
        "The suspect leaves custody.",
    ),
    Moment.EXTENDING: Columns(
        "crime", "supervisor", "", "takes, s", Activity.REVIEWING, "A supervisor sees to the extension of a bail."
    ),
    Moment.BAIL_EXTENDED: Columns("crime", "supervisor", "", "ends at", Activity.AVAILABLE, "The bail is extended."),
    Moment.BAIL_EXPIRED: Columns("crime", "owner, -1 none", "", "", None, "The bail has expired; the crime is open."),
    Moment.CONTACT_DUE: Columns("crime", "owner", "number, from 1", "", None, "The victim is owed a call."),
    Moment.CONTACTING: Columns(
        "crime", "owner", "number", "takes, s", Activity.CONTACTING, "The owner calls the victim."
    ),
    Moment.CONTACTED: Columns(
        "crime", "owner", "number", "late by, s", Activity.AVAILABLE, "The victim has been told."
    ),
    Moment.SIGN_OFF_WANTED: Columns("crime", "owner", "", "unit", None, "Done; a supervisor is to sign."),
    Moment.SIGNING_OFF: Columns("crime", "supervisor", "", "takes, s", Activity.REVIEWING, "A supervisor checks it."),
    Moment.SIGNED_OFF: Columns("crime", "supervisor", "", "waited, s", Activity.AVAILABLE, "Signed off."),
    Moment.MENTORING: Columns("crime", "supervisor", "", "takes, s", Activity.REVIEWING, "The owner is being advised."),
    Moment.MENTORED: Columns(
        "crime", "supervisor", "", "since allocated, s", Activity.AVAILABLE, "The owner has been advised."
    ),
    Moment.HANDED_BACK: Columns(
        "crime", "former owner", "0 sickness, 1 course, 2 left", "unit", None, "The owner is away: back to the queue."
    ),
    Moment.QUALIFIED: Columns("", "who", "skill", "", None, "An officer has gained a skill."),
    Moment.DISQUALIFIED: Columns("", "who", "skill", "", None, "An officer's accreditation has lapsed."),
}
