"""Journeys: the log read by subject, one row per call, incident, crime and review, and who held which crime when."""

from __future__ import annotations

import numpy as np
import pandas as pd

from demandsim.eventlog.contacts import CONTACT_ABOUT as CONTACT_ABOUT
from demandsim.eventlog.contacts import CONTACT_CAUSES as CONTACT_CAUSES
from demandsim.eventlog.contacts import FIRST_CALL as FIRST_CALL
from demandsim.eventlog.contacts import calls as calls
from demandsim.eventlog.log import EventLog
from demandsim.eventlog.moments import Moment, Outcome
from demandsim.eventlog.rows import (
    NO_ROW,
    Flags,
    Ints,
    codes_at,
    count_of,
    first_of,
    last_of,
    names,
    references,
    rows_of,
    stable_order,
    taken,
    with_following,
)
from demandsim.eventlog.skills import skills_at
from demandsim.quantities import DAY
from demandsim.rules.choice import GRADES
from demandsim.rules.dispatch import BORROWED
from demandsim.rules.screen import ALLOCATE

CRIME_CAUSES = ("direct", "contact", "incident", "backlog")
SCREENED = ("allocate", "file", "desk")
OUTCOMES = tuple(outcome.name.lower() for outcome in Outcome)
BACKLOG_CAUSE = CRIME_CAUSES.index("backlog")
RESOLUTION = GRADES.index("resolution")


def unit_names(log: EventLog) -> tuple[str, ...]:
    """Name the units as `team/area`."""
    return tuple(f"{team}/{area}" for team, area in zip(log.facts.unit_team, log.facts.unit_area, strict=True))


def team_of_units(log: EventLog) -> tuple[tuple[str, ...], Ints]:
    """Give the names of the teams, in the scenario's order, and the team's index for every unit."""
    teams = tuple(log.facts.scenario.workforce.teams)
    return teams, np.array([teams.index(team) for team in log.facts.unit_team], dtype=np.int64)


def unit_at(log: EventLog, rows: Ints) -> Ints:
    """Give the unit that has the crime from each row on: the owner's (ALLOCATED), else the one that the row names.

    For rows ROUTED, ALLOCATED and ACCEPTED; -1 for NO_ROW.
    """
    given = codes_at(log.moment, rows) == Moment.ALLOCATED
    return np.where(given, codes_at(log.facts.officer_unit, codes_at(log.officer, rows)), codes_at(log.amount, rows))


def reporting_contact(log: EventLog) -> Ints:
    """Give for every incident the row of the contact that first reported it, or -1."""
    facts = log.facts
    contact = np.full(len(facts.incident_uid), -1, dtype=np.int64)
    reports = np.flatnonzero((facts.contact_cause == FIRST_CALL) & (facts.contact_incident >= 0))
    contact[facts.contact_incident[reports]] = reports
    return contact


def incidents(log: EventLog) -> pd.DataFrame:
    """Every incident that was graded, one row each in the order of grading; what has not happened is missing.

    `called_at` is when the reporting caller first rang (missing for incidents that the police generated) and
    `notice_at` that moment or else the grading: response times run from it. `dispatched_at` is when the first officer
    was sent, even if that officer was diverted later; `sent` counts all who were, `borrowed` those of other areas and
    `diverted` those who turned to something graver. A visit booked at `booked_at` for the slot that begins at `slot_at`
    is kept (`visit_kept`) when somebody arrives before the slot is over; missing without an appointment, while the slot
    is not over, when nobody was needed any more by then, and when the incident became graver at `upgraded_at` before:
    its appointment was given up. `grade` is the grade at first. `closed_at` is also when an incident has lapsed.
    `resolved` is whether nobody is to be sent: a desk has resolved it, or will.
    """
    facts = log.facts
    count = len(facts.incident_uid)
    graded = rows_of(log, Moment.GRADED)
    incident = log.subject[graded]
    sent = rows_of(log, Moment.DISPATCHED)
    dispatched = first_of(log, sent, count)[incident]
    arrived = first_of(log, rows_of(log, Moment.ARRIVED), count)[incident]
    resolved = first_of(log, rows_of(log, Moment.RESOLVED), count)[incident]
    closed = first_of(log, rows_of(log, Moment.RESOLVED, Moment.ATTENDED, Moment.LAPSED), count)[incident]
    lapsed = first_of(log, rows_of(log, Moment.LAPSED), count)[incident]
    escalated = first_of(log, rows_of(log, Moment.ESCALATED), count)[incident]
    booked = first_of(log, rows_of(log, Moment.BOOKED), count)[incident]
    missed = first_of(log, rows_of(log, Moment.MISSED), count)[incident]
    upgraded = first_of(log, rows_of(log, Moment.UPGRADED), count)[incident]
    contact = reporting_contact(log)[incident]
    rang = first_of(log, rows_of(log, Moment.RECEIVED), len(facts.contact_uid))
    called = codes_at(rang, contact)
    called_at = taken(log.at, called)
    return pd.DataFrame(
        {
            "incident": incident,
            "uid": facts.incident_uid[incident],
            "kind": names(facts.incident_kind[incident], tuple(k.name for k in facts.scenario.demand.incidents)),
            "area": names(facts.incident_area[incident], tuple(facts.scenario.places.areas)),
            "grade": names(log.detail[graded], GRADES),
            "by_desk": log.amount[graded] > 0,
            "contact": references(contact),
            "contact_cause": names(codes_at(facts.contact_cause, contact), CONTACT_CAUSES),
            "called_at": called_at,
            "notice_at": np.where(called == NO_ROW, log.at[graded], codes_at(log.at, called)),
            "graded_at": log.at[graded],
            "dispatched_at": taken(log.at, dispatched),
            "arrived_at": taken(log.at, arrived),
            "booked_at": taken(log.at, booked),
            "slot_at": taken(log.amount, booked),
            "visit_kept": pd.arrays.BooleanArray(
                missed == NO_ROW,
                (booked == NO_ROW) | ((missed == NO_ROW) & ((arrived == NO_ROW) | (upgraded != NO_ROW))),
            ),
            "escalated_at": taken(log.at, escalated),
            "upgraded_at": taken(log.at, upgraded),
            "lapsed_at": taken(log.at, lapsed),
            "closed_at": taken(log.at, closed),
            "resolved": (resolved != NO_ROW) | (log.detail[graded] == RESOLUTION),
            "sent": count_of(log, sent, count)[incident],
            "borrowed": count_of(log, sent[log.amount[sent] & BORROWED > 0], count)[incident],
            "diverted": count_of(log, rows_of(log, Moment.DIVERTED), count)[incident],
            "arrested": first_of(log, rows_of(log, Moment.ARRESTED), count)[incident] != NO_ROW,
        }
    )


def holdings(log: EventLog) -> pd.DataFrame:
    """Who held which crime from when to when; `to_at` is missing while the owner still holds it at the end.

    An owner holds a crime from ALLOCATED until another team has accepted it, another officer has received it, it is
    handed back or it is closed.
    """
    row, following = with_following(log, Moment.ALLOCATED, Moment.ACCEPTED, Moment.HANDED_BACK, Moment.CLOSED)
    held = log.moment[row] == Moment.ALLOCATED
    row, following = row[held], following[held]
    return pd.DataFrame(
        {
            "crime": log.subject[row],
            "officer": log.officer[row],
            "unit": unit_at(log, row),
            "from_at": log.at[row],
            "to_at": taken(log.at, following),
        }
    )


def reviews(log: EventLog) -> pd.DataFrame:
    """Every supervisor's review that fell due, one row each; what has not happened is missing."""
    due = rows_of(log, Moment.REVIEW_DUE)
    crimes_count = len(log.facts.crime_uid)
    begun = _same_review(log, due, rows_of(log, Moment.REVIEWING))
    done = _same_review(log, due, rows_of(log, Moment.REVIEWED))
    closed = first_of(log, rows_of(log, Moment.CLOSED), crimes_count)[log.subject[due]]
    return pd.DataFrame(
        {
            "crime": log.subject[due],
            "number": log.detail[due],
            "unit": log.amount[due],
            "due_at": log.at[due],
            "begun_at": taken(log.at, begun),
            "reviewed_at": taken(log.at, done),
            "supervisor": taken(log.officer, begun),
            "late": taken(log.amount, done),
            "crime_closed_at": taken(log.at, closed),
        }
    )


def _same_review(log: EventLog, due: Ints, rows: Ints) -> Ints:
    """Find for every due review the row among `rows` of the same crime and number, or NO_ROW."""
    if not len(rows):
        return np.full(len(due), NO_ROW, dtype=np.int64)
    width = int(max(log.detail[due].max(initial=0), log.detail[rows].max())) + 1
    wanted = log.subject[due] * width + log.detail[due]
    key = log.subject[rows] * width + log.detail[rows]
    order = np.argsort(key, kind="stable")
    place = np.minimum(np.searchsorted(key[order], wanted), len(rows) - 1)
    return np.where(key[order][place] == wanted, rows[order][place], NO_ROW)


def _hand_offs(log: EventLog, allocated: Ints, count: int) -> Ints:
    """Count for every crime how often it passed from one owner to a different one."""
    rows = allocated[stable_order(log.subject[allocated])]
    changed = (log.subject[rows[1:]] == log.subject[rows[:-1]]) & (log.officer[rows[1:]] != log.officer[rows[:-1]])
    return count_of(log, rows[1:][changed], count)


def crimes(log: EventLog) -> pd.DataFrame:
    """Every crime on the books, one row each in the order of recording; what has not happened is missing.

    `recorded_at` is negative for the opening backlog. `skilled_first` and `skilled_last` say whether the first and
    the last owner held every skill that the crime needs (missing for crimes filed or worked at a desk and for those
    nobody has owned). `closed_at` and `outcome` are those of the last closing, missing while a crime that was opened
    again at `reopened_at` is open; `bail_expired_at` is missing when the bail has been extended since. `days` runs from
    recording to closing. `solvable` says that a full investigation by a skilled owner, begun at once, would have ended
    in a charge or an out-of-court outcome.
    """
    facts = log.facts
    scenario = facts.scenario
    count = len(facts.crime_uid)
    recorded = rows_of(log, Moment.RECORDED)
    crime = log.subject[recorded]
    screened = first_of(log, rows_of(log, Moment.SCREENED), count)[crime]
    routed = rows_of(log, Moment.ROUTED)
    allocated = rows_of(log, Moment.ALLOCATED)
    placed = rows_of(log, Moment.ROUTED, Moment.ALLOCATED)
    first_placed, last_placed = first_of(log, placed, count)[crime], last_of(log, placed, count)[crime]
    first, last = first_of(log, allocated, count)[crime], last_of(log, allocated, count)[crime]
    ended = last_of(log, rows_of(log, Moment.CLOSED, Moment.REOPENED), count)[crime]
    closed = np.where(codes_at(log.moment, ended) == Moment.CLOSED, ended, NO_ROW)
    reopened = first_of(log, rows_of(log, Moment.REOPENED), count)[crime]
    teams, team_of = team_of_units(log)
    first_unit, final_unit = unit_at(log, first_placed), unit_at(log, last_placed)
    recorded_at = np.where(facts.crime_backlog[crime], facts.crime_opened_at[crime], log.at[recorded])
    screen = codes_at(log.detail, screened)
    investigated = (screen == ALLOCATE) | (log.detail[recorded] == BACKLOG_CAUSE)
    needs = facts.crime_skills[crime]
    offence = facts.crime_offence[crime]
    review = reviews(log)
    on_time = review["late"].le(scenario.investigative_model.review.on_time_within).fillna(False).to_numpy(np.bool_)
    done = review["reviewed_at"].notna().to_numpy(np.bool_)
    reviewed_crime = review["crime"].to_numpy(np.int64)
    released = first_of(log, rows_of(log, Moment.RELEASED), count)[crime]
    bail = last_of(log, rows_of(log, Moment.BAIL_EXPIRED, Moment.BAIL_EXTENDED), count)[crime]
    positive = np.array([o.outcomes.charged + o.outcomes.out_of_court for o in scenario.demand.offences])
    closed_at = taken(log.at, closed)
    return pd.DataFrame(
        {
            "crime": crime,
            "uid": facts.crime_uid[crime],
            "offence": names(offence, tuple(o.name for o in scenario.demand.offences)),
            "area": names(facts.crime_area[crime], tuple(scenario.places.areas)),
            "cause": names(log.detail[recorded], CRIME_CAUSES),
            "incident": references(facts.crime_incident[crime]),
            "recorded_at": recorded_at,
            "screened": names(screen, SCREENED),
            "route": names(
                codes_at(log.detail, first_of(log, routed, count)[crime]),
                tuple(route.name for route in scenario.investigative_model.routes),
            ),
            "first_unit": names(first_unit, unit_names(log)),
            "final_unit": names(final_unit, unit_names(log)),
            "first_team": names(codes_at(team_of, first_unit), teams),
            "final_team": names(codes_at(team_of, final_unit), teams),
            "owner_team": names(codes_at(team_of, unit_at(log, first)), teams),
            "allocated_at": taken(log.at, first),
            "first_owner": taken(log.officer, first),
            "last_owner": taken(log.officer, last),
            "skilled_first": _skilled(log, first, needs, investigated),
            "skilled_last": _skilled(log, last, needs, investigated | ((reopened != NO_ROW) & (last > reopened))),
            "needs": needs,
            "transfers": count_of(log, rows_of(log, Moment.TRANSFERRED), count)[crime],
            "offers": count_of(log, rows_of(log, Moment.OFFERED), count)[crime],
            "refused": count_of(log, rows_of(log, Moment.REFUSED), count)[crime],
            "hand_offs": _hand_offs(log, allocated, count)[crime],
            "reviews_due": np.bincount(reviewed_crime, minlength=count)[crime],
            "reviews_done": np.bincount(reviewed_crime[done], minlength=count)[crime],
            "reviews_on_time": np.bincount(reviewed_crime[on_time], minlength=count)[crime],
            "released_at": taken(log.at, released),
            "bail_expired_at": taken(log.at, np.where(codes_at(log.moment, bail) == Moment.BAIL_EXPIRED, bail, NO_ROW)),
            "outcome": names(codes_at(log.detail, closed), OUTCOMES),
            "closed_at": closed_at,
            "reopened_at": taken(log.at, reopened),
            "days": (pd.Series(closed_at) - recorded_at).astype("Float64") / DAY,
            "harm": np.array([o.harm for o in scenario.demand.offences])[offence],
            "solvable": facts.crime_prospect[crime] < positive[offence],
            "named": facts.crime_named[crime],
            "vulnerable": facts.crime_vulnerable[crime],
            "backlog": facts.crime_backlog[crime],
        }
    )


def _skilled(log: EventLog, rows: Ints, needs: Ints, investigated: Flags) -> pd.arrays.BooleanArray:
    """Tell whether the owner of each ALLOCATED row holds all the skills needed; missing where it does not apply."""
    missing = (rows == NO_ROW) | ~investigated
    held = skills_at(log, np.where(missing, 0, codes_at(log.officer, rows)), rows)
    return pd.arrays.BooleanArray((held & needs) == needs, missing)
