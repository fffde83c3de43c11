"""The sheet of investigation: what is open and how old, who owns it with which skills, and how it ends."""

from __future__ import annotations

from demandsim.report.sheets.form import COST, HARM_RECORDED, REVIEWS_DUE, Figure, Form, Grid, Lines
from demandsim.report.sheets.said import backlog_sentence, caseload_sentence, flow_sentence, skill_sentence

INVESTIGATION = Form(
    heading="How the force investigates",
    kicker="Investigation",
    parts=(
        Grid(
            "teams",
            "By team",
            "team",
            (
                Figure("open_crimes", "Open on average", said="open crimes"),
                Figure("open_crime_age", "Mean age at the end", said="age of open crimes"),
                Figure("open_over_four_months", "Over four months old", said="crimes over four months old"),
                Figure("caseload", "Held by an investigator", said="caseload"),
                Figure("caseload_p90", "Tenth with most hold", said="caseload of the tenth with most"),
                Figure("owner_has_skill", "First owner has skills", said="owners with the skills"),
                Figure("days_to_outcome", "Half closed within", said="days until half are closed"),
                Figure("reviews_on_time", "Reviews on time"),
            ),
            most=7,
            order="open_crimes",
        ),
        Grid(
            "offences",
            "By offence",
            "offence",
            (
                Figure("crimes_recorded", "Recorded"),
                Figure("owner_has_skill", "First owner has skills", said="owners with the skills"),
                Figure("modal_route", "Take the usual route", said="crimes on the usual route"),
                Figure("transfers", "Moved to another team", said="transfers"),
                Figure("days_to_outcome", "Half closed within", said="days until half are closed"),
                Figure("charged", "Closed with a charge", said="charges"),
                Figure("victims_withdrew", "Victim withdrew", said="victims who withdraw"),
            ),
            most=7,
            order=HARM_RECORDED,
            whole="All offences",
        ),
        Lines(
            "work",
            "Flow and standard",
            (
                Figure("crimes_recorded", "Recorded"),
                Figure("crimes_closed", "Closed", said="crimes closed"),
                Figure("positive_outcomes", "Charged or out of court", said="positive outcomes"),
                Figure("solvable_filed", "Solvable, yet filed", said="solvable crimes filed"),
                Figure(
                    "specialist_owner_has_skill",
                    "Specialist crimes: owner has skills",
                    said="owners of specialist crimes with the skills",
                ),
                Figure("hours_below_level", "Hours worked below level"),
                Figure("refused_offers", "Offers of crimes refused"),
                Figure("reopened", "Opened again"),
                Figure("custody_clock_out", "Custody clock ran out"),
                Figure("contact_hours", "Calls to victims", if_any=True),
                COST,
            ),
        ),
        Lines(
            "watch",
            "Supervisors\N{RIGHT SINGLE QUOTATION MARK} dashboard, at the end",
            (
                Figure(
                    "unallocated_over_48_hours",
                    "Without an owner for over 48 h",
                    said="crimes without an owner for over 48 h",
                ),
                Figure("plans_overdue", "Not begun by the owner in 7 days", said="crimes not begun in 7 days"),
                Figure("victim_contact_overdue", "Victims owed a call for over 7 days"),
                Figure(
                    "suspects_outstanding",
                    "Suspect not dealt with in 28 days",
                    said="suspects not dealt with in 28 days",
                ),
                Figure("bails_expired", "Bail expired"),
                Figure("reviews_overdue", "Reviews overdue"),
                Figure("sign_offs_overdue", "Awaiting signature for over 48 h"),
                Figure(
                    "held_against_policy",
                    "Held by a team the routes do not name",
                    said="crimes held by a team the routes do not name",
                ),
            ),
            sources=True,
        ),
        Grid(
            "caseloads",
            "Crimes held by an investigator",
            "team",
            (Figure("caseload", "Crimes held by an investigator"),),
            most=7,
            order="open_crimes",
            wide=False,
            drawn=True,
        ),
        Grid(
            "outcomes",
            "Outcomes",
            "outcome",
            (Figure("outcomes", "Of those closed"), Figure("outcomes_of_recorded", "Of those recorded")),
            whole="",
            wide=False,
        ),
    ),
    says=(flow_sentence, backlog_sentence, skill_sentence, caseload_sentence),
    targets=REVIEWS_DUE,
    outcomes=True,
)
