"""Response and call service by hour of the week: when the public waits, how surely, and which options change that."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from demandsim.experiment.comparison import BETTER, IDENTICAL, NO_DIFFERENCE, WORSE, Comparison
from demandsim.experiment.precision import Interval
from demandsim.quantities import HOURS_A_WEEK
from demandsim.report.parts.week_charts import minutes_chart, share_chart
from demandsim.report.parts.weeks import Shown, judged
from demandsim.report.parts.worst_hours import FEWEST, WORST, Service, Worst, services, share_by_run, worst_of
from demandsim.report.section import Section, Table
from demandsim.report.week_grid import hour_words
from demandsim.report.words import bare_amount, bare_mean, change, listed, quoted

INCIDENTS = "incidents"
HOW_TO_READ = (
    "Hours are those of the local clock; an incident belongs to that in which its caller first rang or, without one, "
    "in which it was graded. Only the two gravest grades are told by hour: the others can wait. Nothing is told of an "
    f"hour with fewer than {FEWEST} cases over all replications. The {WORST} worst hours in a sentence are, for each "
    "replication, those that are worst in all the others, so that luck does not make an hour look bad; options are "
    "judged in the same hours, allowing for all options at once (Holm)."
)


def service_section(comparison: Comparison) -> Section | None:
    """Tell by hour of the week how the graver incidents and the calls are served; None where nothing is known of it."""
    found = services(comparison)
    if not found:
        return None
    options = comparison.options
    shown = {service.name: worst_of(service, options) for service in found}
    response = [service for service in found if service.cases == INCIDENTS]
    calls = [service for service in found if service.cases != INCIDENTS]
    charts = (
        share_chart("Response in target by hour of the week", _drawn(options[0], response, shown)),
        minutes_chart(response, options[0]),
        share_chart("Calls in target by hour of the week", _drawn(options[0], calls, shown)),
    )
    tables = (worst_table(service, options[0]) for service in found)
    return Section(
        "service",
        "Response and call service by hour of the week",
        tuple(sentence(service, options[0], shown[service.name]) for service in found),
        tuple(block for block in (*charts, *tables) if block is not None),
        HOW_TO_READ,
    )


def sentence(service: Service, baseline: str, worst: Worst) -> str:
    """Say how a service does over the week, whether some hours are worse, and which options change those hours."""
    said = f"{_named(service)}, {service.promise} under {quoted(baseline)}: {_share(worst.whole)} over the week"
    if worst.gap.n == 0:
        too_few = "a single replication cannot show" if worst.whole.n == 1 else "there are too few cases to show"
        return f"{said}; {too_few} which hours are worse than others."
    if worst.gap.n < 2 or worst.gap.mean >= 0 or -worst.gap.mean <= worst.gap.half_width:
        said += "; no hours are shown to be worse than the others."
        where = f"in the {WORST} hours that come out lowest"
    else:
        below = change(-worst.gap.mean, worst.gap.half_width, "share").removeprefix("+")
        said += f", {_share(worst.inside)} in the {WORST} worst hours, {below} below the other hours."
        where = "in those hours"
    told = _of_options(worst.options, baseline)
    return f"{said} {where[:1].upper()}{where[1:]} {told}." if told else said


def _of_options(options: Sequence[Shown], baseline: str) -> str:
    """Say which options do better or worse in the worst hours; empty where no option could be judged."""
    parts = []
    for asked, does in ((BETTER, "better"), (WORSE, "worse")):
        found = judged(options, asked)
        if found:
            names = [f"{quoted(e.name)} ({change(e.difference.mean, e.difference.half_width, 'share')})" for e in found]
            parts.append(f"{listed(names)} {'do' if len(found) > 1 else 'does'} {does}")
    silent = [quoted(each.name) for each in options if each.verdict == NO_DIFFERENCE]
    if silent:
        parts.append(f"no difference from {quoted(baseline)} is shown for {listed(silent)}")
    same = [quoted(each.name) for each in options if each.verdict == IDENTICAL]
    if same:
        parts.append(f"nothing changes under {listed(same)}")
    return "; ".join(parts)


def worst_table(service: Service, baseline: str) -> Table | None:
    """List the worst hours of a service with their volumes; None where no hour has cases enough."""
    hours = service.worst(baseline)
    if not len(hours):
        return None
    others = np.setdiff1d(np.arange(HOURS_A_WEEK), hours)
    parts = [(hour_words(int(hour)), np.array([hour])) for hour in hours]
    parts += [(f"These {len(hours)} hours", hours), ("All other hours", others)]
    by_minutes = bool(service.arrived)
    return Table(
        caption=f"The {len(hours)} worst hours of the week under {quoted(baseline)}: {_named(service).lower()}",
        columns=(
            "Hour from",
            f"{service.cases.capitalize()} a week",
            f"{service.promise.capitalize()}, %",
            "Missed a week",
            *(("Mean minutes to arrival",) if by_minutes else ()),
        ),
        rows=tuple(_row(service, baseline, name, chosen) for name, chosen in parts),
        note="± is the half-width of the 95 % interval over replications. Hours with fewer than "
        f"{FEWEST} cases over all replications are left out. Single hours are picked here by the same runs that tell "
        "of them, so some owe their place to luck; the sentence above does not.",
        folded=service.cases != INCIDENTS,
    )


def _row(service: Service, option: str, name: str, hours: np.ndarray) -> tuple[str, ...]:
    due, kept = (counts[option][:, hours].sum() for counts in (service.due, service.in_target))
    played = int((service.due[option].sum(axis=1) > 0).sum())
    over = played * service.weeks
    seen = share_by_run(service, option, hours)
    cells = (
        name,
        bare_amount(float(due) / over, ""),
        bare_mean(float(kept / due) if due else float("nan"), seen.half_width, "share"),
        bare_amount(float(due - kept) / over, ""),
    )
    if not service.arrived:
        return cells
    waited, arrived = (counts[option][:, hours].sum() for counts in (service.wait_time, service.arrived))
    return (*cells, bare_amount(float(waited) / float(arrived) / 60 if arrived else float("nan"), ""))


def _drawn(baseline: str, found: Sequence[Service], shown: dict[str, Worst]) -> list[tuple[Service, str]]:
    """Choose what is drawn: the baseline, and the options that do best and worst in its worst hours, where shown."""
    chosen = []
    for service in found:
        furthest = [each for asked in (BETTER, WORSE) for each in judged(shown[service.name].options, asked)[:1]]
        chosen += [(service, option) for option in (baseline, *(each.name for each in furthest))]
    return chosen


def _named(service: Service) -> str:
    words = f"{service.name} incidents" if service.cases == INCIDENTS else f"calls to {service.name}"
    return f"{words[:1].upper()}{words[1:]}"


def _share(seen: Interval) -> str:
    return f"{bare_mean(seen.mean, seen.half_width, 'share')} %"
