"""What stands on the one-page sheets: which measures, of which groups, in which blocks, with which targets.

A sheet is a choice: what does not fit on one side of A4 stands in the report and in comparison.csv.
"""

from __future__ import annotations

from demandsim.report.one_page_form import DETAIL, HARM_RECORDED, Figure, Form, Grid, Lines
from demandsim.report.one_page_said import (
    area_sentence,
    backlog_sentence,
    caseload_sentence,
    exchange_sentence,
    flow_sentence,
    hours_sentence,
    reached_sentence,
    reviews_sentence,
    skill_sentence,
    skills_alone_sentence,
    spans_sentence,
    waiting_sentence,
)

ATTENDED = ("emergency", "priority", "scheduled")

COST = Figure("cost", "Cost of all posts and overtime")
RESPONSE = Form(
    heading="How the force responds",
    kicker="Response",
    parts=(
        Grid(
            "grades",
            "By grade",
            "grade",
            (
                Figure("incidents_graded", "Opened"),
                Figure("response_in_target", "Reached in target"),
                Figure("response_time", "Mean from call to arrival"),
                Figure("response_time_p90", "Nine in ten within"),
            ),
            whole="",
            wide=False,
        ),
        Grid(
            "emergencies",
            "Emergencies reached in target",
            "area",
            (Figure("response_in_target", "Emergencies reached in target", "grade=emergency"),),
            wide=False,
            drawn=True,
        ),
        Grid(
            "areas",
            "By area",
            "area",
            (
                *(
                    Figure("response_in_target", f"{grade.capitalize()} in target", f"grade={grade}")
                    for grade in ATTENDED
                ),
                *(
                    Figure("response_time_p90", f"{grade.capitalize()}, nine in ten", f"grade={grade}")
                    for grade in ATTENDED[:2]
                ),
                Figure("incidents_waiting", "Waiting on average"),
                Figure("appointments_kept", "Appointments kept"),
                Figure("helped_by_neighbours", "Helped by neighbours"),
            ),
        ),
        Lines(
            "incidents",
            "What becomes of incidents",
            (
                Figure("incidents_graded", "Opened", said="incidents opened"),
                Figure("response_in_target", "Reached in the target of their grade"),
                Figure("resolved_without_deployment", "Resolved without sending anybody"),
                Figure("waiting_age", "Wait so far of those that wait", said="how long those that wait have waited"),
                Figure("incidents_lapsed", "Lapsed: nobody came in time", if_any=True),
                Figure("incidents_upgraded", "Became graver: nobody had come", if_any=True),
                Figure("arrests", "Arrests"),
                Figure("custody_wait", "Wait for booking in, mean"),
                Figure("custody_wait_p90", "Wait for booking in, nine in ten"),
                Figure("report_delay", "From clearing to report"),
                Figure("reports_waiting", "Reports unwritten", if_any=True),
            ),
        ),
        Lines(
            "officers",
            "What it asks of officers",
            (
                Figure("diverted", "Turned away on the way", if_any=True),
                Figure("called_off", "Called off the scene", if_any=True),
                Figure("investigation_lost_to_response", "At incidents while own crimes wait"),
                Figure("response_lost_to_investigation", "Investigating while an incident waits"),
                Figure("interruptions", "Called from crimes to incidents"),
                Figure("breaks_had", "Breaks begun"),
                Figure("kept_on_hours", "Kept on after their turn", if_any=True),
                Figure("proactive_hours", "Proactive work", if_any=True),
                Figure("incidents_prevented", "Incidents prevented", if_any=True),
                COST,
            ),
        ),
        Grid(
            "teams",
            "By team",
            "team",
            (
                Figure("utilisation", "Busy while on duty"),
                Figure("interruptions_per_shift", "Called from crimes"),
                Figure("late_finishes", "Turns ending over 15 min late"),
                Figure("overtime", "Overtime"),
            ),
        ),
    ),
    says=(reached_sentence, area_sentence, waiting_sentence, exchange_sentence),
    targets=(("arrival after the call:", "places.targets.*"),),
)
INVESTIGATION = Form(
    heading="How the force investigates",
    kicker="Investigation",
    parts=(
        Grid(
            "teams",
            "By team",
            "team",
            (
                Figure("open_crimes", "Open on average"),
                Figure("open_crime_age", "Mean age at the end"),
                Figure("open_over_four_months", "Over four months old"),
                Figure("caseload", "Held by an investigator"),
                Figure("caseload_p90", "Tenth with most hold"),
                Figure("owner_has_skill", "First owner has skills"),
                Figure("days_to_outcome", "Half closed within"),
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
                Figure("owner_has_skill", "First owner has skills"),
                Figure("modal_route", "Take the usual route"),
                Figure("transfers", "Moved to another team"),
                Figure("days_to_outcome", "Half closed within"),
                Figure("charged", "Closed with a charge"),
                Figure("victims_withdrew", "Victim withdrew"),
            ),
            order=HARM_RECORDED,
            whole="All offences",
        ),
        Lines(
            "work",
            "Flow and standard",
            (
                Figure("crimes_recorded", "Recorded"),
                Figure("crimes_closed", "Closed"),
                Figure("positive_outcomes", "Charged or out of court"),
                Figure("solvable_filed", "Solvable, yet filed"),
                Figure("specialist_owner_has_skill", "Specialist crimes: owner has skills"),
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
                Figure("unallocated_over_48_hours", "Without an owner for over 48 h"),
                Figure("plans_overdue", "Not begun by the owner in 7 days"),
                Figure("victim_contact_overdue", "Victims owed a call for over 7 days"),
                Figure("suspects_outstanding", "Suspect not dealt with in 28 days"),
                Figure("bails_expired", "Bail expired"),
                Figure("reviews_overdue", "Reviews overdue"),
                Figure("sign_offs_overdue", "Awaiting signature for over 48 h"),
                Figure("held_against_policy", "Held by a team the routes do not name"),
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
    targets=(
        ("first review after allocation", "investigative_model.review.first"),
        ("then every", "investigative_model.review.then"),
        ("then every, by skill:", "investigative_model.review.then_if.*"),
        ("review on time within", "investigative_model.review.on_time_within"),
    ),
)
LEADERSHIP = Form(
    heading="How the force is led",
    kicker="Leadership",
    parts=(
        Grid(
            "teams",
            "By team",
            "team",
            (
                Figure("span_of_control", "Span of control"),
                Figure("supervisor_there", "Hours with a supervisor"),
                Figure("supervisors_busy", "Time on reviews, allocation"),
                Figure("reviews_on_time", "Reviews on time"),
                Figure("reviews_overdue", "Overdue at the end"),
                Figure("without_direction", "Held with review due"),
                Figure("allocation_delay", "Wait for an allocator"),
                Figure("late_finishes", "Late finishes"),
            ),
        ),
        Grid(
            "reviews",
            "Reviews on time",
            "team",
            (Figure("reviews_on_time", "Reviews on time"),),
            wide=False,
            drawn=True,
        ),
        Lines(
            "supervision",
            "Supervision",
            (
                Figure("hand_offs", "Changes of owner"),
                Figure("sign_off_time", "Wait for a signature"),
                Figure("sign_offs_overdue", "Awaiting signature for over 48 h"),
                Figure("owner_has_skill", "First owner has skills"),
                Figure("without_supervisor", "Hours without a supervisor on duty"),
                Figure("without_supervisor_worst_tenth", f"{DETAIL}the tenth alone longest"),
                Figure("high_harm_held", "Crimes of high harm held"),
                Figure("high_harm_held_worst_tenth", f"{DETAIL}the tenth with most"),
            ),
        ),
        Lines(
            "time",
            "Working time",
            (
                Figure("late_finishes", "Turns ending over 15 min late"),
                Figure("late_finishes_worst_tenth", f"{DETAIL}the tenth late most often"),
                Figure("breaks_missed", "Breaks missed"),
                Figure("breaks_missed_worst_tenth", f"{DETAIL}the tenth missing most"),
                Figure("interruptions_per_shift", "Called from crimes"),
                Figure("interruptions_per_shift_worst_tenth", f"{DETAIL}the tenth called most"),
                Figure("overtime", "Overtime"),
                Figure("kept_on_hours", "Kept on after their turn", if_any=True),
                COST,
            ),
        ),
    ),
    says=(reviews_sentence, spans_sentence, hours_sentence, skills_alone_sentence),
    targets=(
        ("first review after allocation", "investigative_model.review.first"),
        ("then every", "investigative_model.review.then"),
        ("then every, by skill:", "investigative_model.review.then_if.*"),
        ("review on time within", "investigative_model.review.on_time_within"),
    ),
    leaders=True,
)
FORMS = {"response": RESPONSE, "investigation": INVESTIGATION, "leadership": LEADERSHIP}
"""The one-page sheets by name."""
