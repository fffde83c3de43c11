"""Demand that will not be met: the tables of a Force Management Statement, in the order of its four steps.

Everything that came in is in exactly one class - met, met below standard, not met, or undecided when the run ends - so
that the classes of a row add up to what came in; see `demandsim.measures.unmet`.
"""

from __future__ import annotations

from demandsim.experiment.comparison import BETTER, TOO_FEW, WHOLE, WORSE, Comparison
from demandsim.measures.unmet import (
    BACKLOG,
    BELOW,
    CLASSES,
    CONTACTS,
    CRIMES,
    DEMAND,
    INCIDENTS,
    NO,
    STATES,
    UNDECIDED,
    YES,
)
from demandsim.report.parts.unmet_chart import classes_chart
from demandsim.report.parts.unmet_figures import CAME_IN, HARM, KIND_WORDS, NUMBER, VULNERABLE, Figures
from demandsim.report.parts.unmet_words import lead, moved, plus_minus, quoted, share_of, whole
from demandsim.report.section import Chart, Section, Table
from demandsim.report.words import bare_amount, bare_change, bare_unit, headline_rows, title, verdict_words

GROUPED_BY = {CONTACTS: "Line", INCIDENTS: "Grade", CRIMES: "Offence", BACKLOG: "Offence"}
CLASS_WORDS = {YES: "Met", BELOW: "Below standard", NO: "Not met", UNDECIDED: "Undecided"}
IN_ORDER = (
    "The tables stand in the order of the four steps of a Force Management Statement (HMICFRS): demand, workforce, "
    "what is to change, and what will still not be met. The words are not those of the guidance. They speak of the "
    "days that were simulated: for years to come, give the scenario the volumes expected then."
)


def unmet_section(comparison: Comparison) -> Section | None:
    """Compose the part of the page on demand that will not be met; None where the results hold none."""
    if comparison.unmet.empty:
        return None
    figures = Figures(comparison)
    if not _with(figures, NUMBER):
        return None
    days = int(comparison.made["days"])
    ways = len(figures.options) > 1
    blocks: list[Chart | Table] = [
        _expected(figures, days),
        _expected_crimes(figures, days),
        _workforce(comparison, figures, days),
        *([_changes(comparison)] if ways else []),
        classes_chart(figures),
        _classes(figures, NUMBER, days),
        _classes(figures, HARM, days),
        _classes(figures, VULNERABLE, days),
        *(_not_met(figures, kind, quantity, days) for quantity in (NUMBER, HARM) for kind in _with(figures, quantity)),
        *(_ledger(figures, kind, days) for kind in _with(figures, NUMBER)),
    ]
    return Section("unmet", "Demand that will not be met", lead(figures, days), tuple(blocks), IN_ORDER)


def _with(figures: Figures, quantity: str) -> list[str]:
    kinds = DEMAND if quantity == NUMBER else (CRIMES, BACKLOG)
    return [kind for kind in kinds if figures.groups(kind)]


def _expected(figures: Figures, days: int) -> Table:
    """Step 1: what came in, by kind and group, and the backlog that was there."""
    rows: list[tuple[str, ...]] = []
    for kind in _with(figures, NUMBER):
        groups = figures.groups(kind) if kind in (CONTACTS, INCIDENTS) else []
        what = KIND_WORDS[kind]
        rows += [(f"{what.capitalize()}, {_plain(group)}", *_came_in(figures, kind, group)) for group in groups]
        rows.append((f"All {what}", *_came_in(figures, kind)))
    return Table(
        f"Step 1. The demand expected: what comes in within {days} days under {quoted(figures.baseline)}, and the "
        "crimes that are open when they begin",
        ("Demand", "Number", "± (95 %)", "Severity", "With a vulnerable victim"),
        tuple(rows),
        note="Severity: ONS Crime Severity Score. A caller who gives up and rings again counts as two contacts.",
    )


def _came_in(figures: Figures, kind: str, group: str = WHOLE) -> tuple[str, ...]:
    of_crimes = kind in (CRIMES, BACKLOG)
    number = figures.of(figures.baseline, kind, CAME_IN, NUMBER, group)
    harm = figures.of(figures.baseline, kind, CAME_IN, HARM, group)
    vulnerable = figures.of(figures.baseline, kind, CAME_IN, VULNERABLE, group)
    return (
        whole(number.mean),
        whole(number.half_width),
        whole(harm.mean) if of_crimes else "",
        whole(vulnerable.mean) if of_crimes else "",
    )


def _expected_crimes(figures: Figures, days: int) -> Table:
    """Step 1, by offence: crimes recorded and open at the beginning, with their severity."""
    offences = list(dict.fromkeys([*figures.groups(CRIMES), *figures.groups(BACKLOG)]))

    def row(name: str, group: str) -> tuple[str, ...]:
        of = (
            figures.of(figures.baseline, kind, CAME_IN, quantity, group)
            for kind in (CRIMES, BACKLOG)
            for quantity in (NUMBER, HARM)
        )
        return name, *(whole(each.mean) for each in of)

    return Table(
        f"Step 1, by offence: crimes recorded within {days} days and open when they begin",
        ("Offence", "Recorded", "Severity", "Open at the beginning", "Severity of these"),
        (*(row(_plain(offence), offence) for offence in offences), row("All offences", WHOLE)),
        folded=True,
    )


def _workforce(comparison: Comparison, figures: Figures, days: int) -> Table:
    """Step 2: posts, hours on duty and hours at work by team."""
    hours = figures.hours()
    teams = comparison.scenario.workforce.teams
    rows: list[tuple[str, ...]] = []
    sums: tuple[float, ...] = (0.0,) * 5
    for name, team in teams.items():
        posts = sum(number for ranks in team.posts.values() for number in ranks.values())
        on_duty, at_work = hours.get(name, (0.0, 0.0))
        leading, leading_at_work = hours.get(f"{name}, supervisors", (0.0, 0.0))
        spent = (float(posts), on_duty, at_work, leading, leading_at_work)
        sums = tuple(total + each for total, each in zip(sums, spent, strict=True))
        rows.append(_hours_row(_plain(name), spent))
    rows.append(_hours_row("All teams", sums))
    return Table(
        f"Step 2. The workforce: posts, and hours within {days} days under {quoted(figures.baseline)}",
        (
            "Team",
            "Posts",
            "Hours on duty",
            "Hours at work",
            "At work, %",
            "Supervisors on duty",
            "Supervisors at work",
        ),
        tuple(rows),
        note="Hours, supervisors apart. Posts include supervisors; a desk that is staffed by the hour has positions "
        "instead. Work that is left undone asks for more hours than these: step 4 counts it.",
    )


def _hours_row(name: str, spent: tuple[float, ...]) -> tuple[str, ...]:
    posts, on_duty, at_work, leading, led = spent
    shown = f"{posts:,.0f}" if posts else "by the hour"
    return name, shown, whole(on_duty), whole(at_work), share_of(at_work, on_duty), whole(leading), whole(led)


def _changes(comparison: Comparison) -> Table:
    """Step 3: what each option is shown to change, of the measures by which options are judged."""
    rows_of = headline_rows(comparison)
    rows: list[tuple[str, ...]] = []
    for option in comparison.options[1:]:
        mine = rows_of[rows_of["option"] == option]
        shown = mine[mine["verdict"].isin([BETTER, WORSE])]
        for row in shown.to_dict("records"):
            unit = str(row["unit"])
            rows.append(
                (
                    option,
                    f"{title(str(row['measure']))}, {bare_unit(unit)}",
                    verdict_words(str(row["verdict"])),
                    bare_amount(row["mean"], unit),
                    bare_change(row["difference"], row["half_width"], unit),
                )
            )
        if shown.empty:
            few = not mine.empty and (mine["verdict"] == TOO_FEW).all()
            rows.append((option, "every headline measure", TOO_FEW if few else "no difference shown", "", ""))
    return Table(
        f"Step 3. What each option would change against {quoted(comparison.baseline)}: the headline measures on which "
        "a difference is shown",
        ("Option", "Measure", "Verdict", "Under the option", "Change (± 95 %)"),
        tuple(rows),
        words=3,
        note="Measures that are not named for an option show no difference; all headline comparisons are allowed for "
        "at once (Holm).",
    )


def _classes(figures: Figures, quantity: str, days: int) -> Table:
    """Step 4: what came in under every option, by class, and the change in what is not met."""
    rows: list[tuple[str, ...]] = []
    some = [kind for kind in DEMAND if any(figures.of(o, kind, CAME_IN, quantity).mean for o in figures.options)]
    for kind in some:
        for option in figures.options:
            not_met = figures.of(option, kind, NO, quantity)
            compared = option != figures.baseline
            rows.append(
                (
                    KIND_WORDS[kind].capitalize(),
                    option,
                    verdict_words(not_met.verdict) if compared else "",
                    *(whole(figures.of(option, kind, met, quantity).mean) for met in (*CLASSES, CAME_IN)),
                    moved(not_met) if compared else "",
                )
            )
    caption, note = {
        NUMBER: (
            f"Step 4, volume: what becomes of all that comes in within {days} days",
            "Each row adds up to all that came in. Not met: given up for good, nobody came, filed, the victim "
            "withdrew, over four months old, or 48 hours without an owner. Below standard: late, or by somebody "
            "without the skill. Undecided: it is too early to say. The verdict is on what is not met; those of this "
            "table and the next are allowed for at once (Holm), so an interval that only just leaves out zero may "
            "still read “no difference shown”.",
        ),
        HARM: (
            "Step 4, severity: the same, weighed by the ONS Crime Severity Score",
            "Contacts and incidents carry the severity of crimes behind them that nobody has recorded by the end: harm "
            "that the force does not see.",
        ),
        VULNERABLE: (
            "Step 4, risk: crimes with a vulnerable victim among them",
            "Of contacts and incidents those that nobody has recorded by the end. Verdicts in this table stand alone.",
        ),
    }[quantity]
    return Table(
        caption,
        ("Demand", "Option", "Verdict", *CLASS_WORDS.values(), "All", "Change in what is not met"),
        tuple(rows),
        words=3,
        note=note,
        folded=quantity == VULNERABLE,
    )


def _not_met(figures: Figures, kind: str, quantity: str, days: int) -> Table:
    """Step 4 by group: what is not met under the baseline and by how much each option changes it."""

    def row(name: str, group: str) -> tuple[str, ...]:
        came_in = figures.of(figures.baseline, kind, CAME_IN, quantity, group)
        not_met = figures.of(figures.baseline, kind, NO, quantity, group)
        changes = (moved(figures.of(option, kind, NO, quantity, group)) for option in figures.options[1:])
        share = share_of(not_met.mean, came_in.mean)
        return name, whole(came_in.mean), plus_minus(not_met.mean, not_met.half_width), share, *changes

    what = "severity of " if quantity == HARM else ""
    key = GROUPED_BY[kind].lower()
    options = ", and the change under each option" if len(figures.options) > 1 else ""
    return Table(
        f"Step 4 by {key}: {what}{KIND_WORDS[kind]} that are not met within {days} days{options}",
        (
            GROUPED_BY[kind],
            "All",
            f"Not met under {quoted(figures.baseline)}",
            "Share, %",
            *figures.options[1:],
        ),
        (*(row(_plain(group), group) for group in figures.groups(kind)), row("All", WHOLE)),
        folded=True,
    )


def _ledger(figures: Figures, kind: str, days: int) -> Table:
    """The baseline's ledger of a kind: by group and state, with what they add up to."""
    table = figures.states(kind)
    rows = [
        (_plain(str(group)), *(whole(float(value)) for value in row), whole(float(row.sum())))
        for group, row in table.iterrows()
    ]
    told = [f"{each.name.capitalize()}: {each.meaning}" for each in STATES[kind] if each.name in table.columns]
    sums = table.sum()
    rows.append(("All", *(whole(float(value)) for value in sums), whole(float(sums.sum()))))
    return Table(
        f"The ledger under {quoted(figures.baseline)}: {KIND_WORDS[kind]} within {days} days, by "
        f"{GROUPED_BY[kind].lower()} and by where they stand at the end",
        (GROUPED_BY[kind], *(state.capitalize() for state in table.columns), "All"),
        tuple(rows),
        note=f"{' '.join(told)} Means over replications, rounded: sums of rounded figures may be off by a little.",
        folded=True,
    )


def _plain(name: str) -> str:
    return name.replace("_", " ")
