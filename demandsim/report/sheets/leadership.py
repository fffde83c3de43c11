"""The sheet of leadership: who leads how many, whether reviews come in time, and on whom skills and hours hang."""

from __future__ import annotations

from demandsim.report.sheets.form import COST, DETAIL, REVIEWS_DUE, Figure, Form, Grid, Lines
from demandsim.report.sheets.said import hours_sentence, reviews_sentence, skills_alone_sentence, spans_sentence

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
                Figure("supervisor_there", "Hours with a supervisor", said="hours with a supervisor on duty"),
                Figure("supervisors_busy", "Time on reviews, allocation"),
                Figure("reviews_on_time", "Reviews on time"),
                Figure("reviews_overdue", "Overdue at the end", said="reviews overdue"),
                Figure("without_direction", "Crime time with review due", said="time with a review due"),
                Figure("allocation_delay", "Wait for an allocator", said="wait for an allocator"),
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
                Figure("owner_has_skill", "First owner has skills", said="owners with the skills"),
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
                Figure("late_finishes", "Turns ending over 15 min late", said="late finishes"),
                Figure("late_finishes_worst_tenth", f"{DETAIL}the tenth late most often"),
                Figure("breaks_missed", "Breaks missed"),
                Figure("breaks_missed_worst_tenth", f"{DETAIL}the tenth missing most"),
                Figure("interruptions_per_shift", "Called from crimes", said="calls from crimes a turn"),
                Figure("interruptions_per_shift_worst_tenth", f"{DETAIL}the tenth called most"),
                Figure("overtime", "Overtime"),
                Figure("kept_on_hours", "Kept on after their turn", if_any=True),
                COST,
            ),
        ),
    ),
    says=(reviews_sentence, spans_sentence, hours_sentence, skills_alone_sentence),
    targets=REVIEWS_DUE,
    leaders=True,
)
