"""The sheet of response: who is reached in time, what waits, and what it takes from officers and investigation."""

from __future__ import annotations

from demandsim.report.sheets.form import COST, Figure, Form, Grid, Lines
from demandsim.report.sheets.said import area_sentence, exchange_sentence, reached_sentence, waiting_sentence

ATTENDED = ("emergency", "priority", "scheduled")
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
                    Figure(
                        "response_in_target",
                        f"{grade.capitalize()} in target",
                        f"grade={grade}",
                        said=f"{grade} incidents reached in target",
                    )
                    for grade in ATTENDED
                ),
                *(
                    Figure("response_time_p90", f"{grade.capitalize()}, nine in ten", f"grade={grade}")
                    for grade in ATTENDED[:2]
                ),
                Figure("incidents_waiting", "Waiting on average", said="incidents waiting"),
                Figure("appointments_kept", "Appointments kept"),
                Figure("helped_by_neighbours", "Helped by neighbours"),
            ),
        ),
        Lines(
            "incidents",
            "What becomes of incidents",
            (
                Figure("incidents_graded", "Opened", said="incidents opened"),
                Figure(
                    "response_in_target", "Reached in the target of their grade", said="incidents reached in target"
                ),
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
                Figure(
                    "investigation_lost_to_response",
                    "At incidents while own crimes wait",
                    said="hours at incidents while own crimes wait",
                ),
                Figure(
                    "response_lost_to_investigation",
                    "Investigating while an incident waits",
                    said="hours of investigating while an incident waits",
                ),
                Figure("interruptions", "Called from crimes to incidents", said="calls from crimes to incidents"),
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
                Figure("interruptions_per_shift", "Called from crimes", said="calls from crimes a turn"),
                Figure("late_finishes", "Turns ending over 15 min late", said="late finishes"),
                Figure("overtime", "Overtime"),
            ),
        ),
    ),
    says=(reached_sentence, area_sentence, waiting_sentence, exchange_sentence),
    targets=(("arrival after the call:", "places.targets.*"),),
)
