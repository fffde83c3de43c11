"""Demand that is not met in words: figures of the ledger as people read them, and sentences by rule."""

from __future__ import annotations

import math

from demandsim.experiment.comparison import BETTER, TOO_FEW, WORSE
from demandsim.measures.unmet import BACKLOG, CRIMES, DEMAND, NO, UNDECIDED
from demandsim.report.parts.unmet_figures import CAME_IN, HARM, KIND_WORDS, NUMBER, Figure, Figures
from demandsim.report.words import NO_VALUE, bare_change, listed


def quoted(option: str) -> str:
    """Put the name of an option in quotation marks."""
    return f"\N{LEFT SINGLE QUOTATION MARK}{option}\N{RIGHT SINGLE QUOTATION MARK}"


def whole(value: float) -> str:
    """Write a mean number: in full from 100 on, below with a decimal; nothing where there is no value."""
    if math.isnan(value):
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 or value == 0 else f"{value:,.1f}"


def plus_minus(mean: float, half_width: float) -> str:
    """Write a mean with the half-width of its interval, where there is one; `0` where there is never any."""
    if math.isnan(half_width) or mean == 0:
        return whole(mean)
    digits = 0 if abs(mean) >= 100 else 1
    return f"{mean:,.{digits}f} ± {half_width:,.{digits}f}"


def share_of(part: float, total: float) -> str:
    """Write a share in per cent for a column of bare figures; nothing of nothing has none."""
    return f"{100 * part / total:.1f}" if total else ""


def moved(figure: Figure) -> str:
    """Write a change with its interval; no change at all is 0."""
    if math.isnan(figure.difference):
        return NO_VALUE
    if figure.difference == 0 and not figure.difference_half_width > 0:
        return "0"
    return bare_change(figure.difference, figure.difference_half_width, "")


def lead(figures: Figures, days: int) -> tuple[str, ...]:
    """Say what is not met today, how much of it weighs, what is never seen, and what options are shown to change."""
    return (_today(figures, days), *_severity(figures), *_unseen(figures), *_options(figures))


def _today(figures: Figures, days: int) -> str:
    parts = []
    for kind in DEMAND:
        came_in, not_met = (figures.of(figures.baseline, kind, met) for met in (CAME_IN, NO))
        if came_in.mean > 0:
            amount = plus_minus(not_met.mean, not_met.half_width) if not_met.mean else "none"
            share = f" ({share_of(not_met.mean, came_in.mean)} %)" if not_met.mean else ""
            parts.append(f"{amount} of {whole(came_in.mean)} {KIND_WORDS[kind]}{share}")
    return f"Not met at the end of {days} days under {quoted(figures.baseline)}: {listed(parts, most=len(parts))}."


def _severity(figures: Figures) -> list[str]:
    """Weigh the crimes, and warn where more of it is undecided than not met."""
    came_in, not_met, undecided = (
        sum(figures.of(figures.baseline, kind, met, HARM).mean for kind in (CRIMES, BACKLOG))
        for met in (CAME_IN, NO, UNDECIDED)
    )
    if came_in == 0:
        return []
    text = (
        f"By severity {share_of(not_met, came_in)} % of what these crimes weigh is not met and "
        f"{share_of(undecided, came_in)} % is undecided"
    )
    if undecided > not_met:
        return [f"{text}: most of that will be decided only after the days simulated, so a longer run tells more."]
    return [f"{text}."]


def _unseen(figures: Figures) -> list[str]:
    harm, half_width = figures.unseen()
    if not harm > 0:
        return []
    return [
        "Crimes that nobody has recorded, because their callers were not answered or nobody came, weigh "
        f"{plus_minus(harm, half_width)} on the same score: harm that the force does not see."
    ]


def _options(figures: Figures) -> list[str]:
    """Name, per kind and for volume and severity, the options that are shown to leave less or more not met."""
    others = figures.options[1:]
    if not others:
        return []
    asked = [(kind, quantity) for kind in DEMAND for quantity in (NUMBER, HARM)]
    verdicts = {(o, *each): figures.of(o, each[0], NO, each[1]).verdict for o in others for each in asked}
    if TOO_FEW in verdicts.values() and not set(verdicts.values()) & {BETTER, WORSE}:
        return ["A single replication cannot show what the options change."]
    sentences = []
    against = f"not met, against {quoted(figures.baseline)}"
    for kind, quantity in asked:
        what = KIND_WORDS[kind] if quantity == NUMBER else f"severity in {KIND_WORDS[kind]}"
        parts = []
        for word, verdict in (("fewer" if quantity == NUMBER else "less", BETTER), ("more", WORSE)):
            named = [
                f"{quoted(option)} ({moved(figures.of(option, kind, NO, quantity))})"
                for option in others
                if verdicts[option, kind, quantity] == verdict
            ]
            if named:
                parts.append(f"{word} with {listed(named, most=len(named))}")
        if parts:
            sentences.append(f"{what[:1].upper()}{what[1:]} {against}: {'; '.join(parts)}.")
    silent = [o for o in others if not {verdicts[o, *each] for each in asked} & {BETTER, WORSE}]
    if silent:
        names = listed([quoted(o) for o in silent], most=len(silent))
        sentences.append(f"No difference in what is not met is shown for {names}.")
    for option in others:
        for kind in (CRIMES, BACKLOG):
            found = verdicts[option, kind, NUMBER], verdicts[option, kind, HARM]
            if found in ((BETTER, WORSE), (WORSE, BETTER)):
                fewer, weigh = ("fewer", "more") if found[0] == BETTER else ("more", "less")
                sentences.append(
                    f"{quoted(option)} leaves {fewer} {KIND_WORDS[kind]} not met, but those weigh {weigh} by severity."
                )
    return sentences
