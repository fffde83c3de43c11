"""Sentences of the one-page sheets: each is written by rule, and says no more than the replications show.

A team, area or offence is only called the lowest or the highest where its paired difference from every other one,
allowing for how many there are (Bonferroni), leaves no doubt.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from demandsim.audit.skills import ALL_WORK
from demandsim.experiment.precision import LEVEL, Interval, t_interval
from demandsim.measures import MEASURES
from demandsim.report.sheets.seen import Seen, group_of
from demandsim.report.sheets.words import estimate
from demandsim.report.words import amount, group_words, listed

MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Extreme:
    """The group that is lowest, or highest, on a measure."""

    name: str
    value: float
    level_with: tuple[str, ...]
    """Groups that the replications do not tell from it."""
    all_level: bool
    """Whether these are all the others: then nothing is told."""


def extreme(seen: Seen, measure: str, by: str, of: str = "", *, highest: bool = False) -> Extreme | None:
    """Find the group that is lowest or highest; None with fewer than two groups, or where all are alike."""
    runs = {name: seen.runs(measure, group_of(by, name, of)) for name in seen.names(measure, by, of)}
    means = {name: mean for name, values in runs.items() if not math.isnan(mean := t_interval(values).mean)}
    if len(set(means.values())) < 2:
        return None
    sign = -1 if highest else 1
    first = min(means, key=lambda name: sign * means[name])
    others = [name for name in means if name != first]
    level = 1 - (1 - LEVEL) / len(others)
    near = [name for name in others if not t_interval(sign * (runs[name] - runs[first]), level).low > 0]
    return Extreme(first, means[first], tuple(near), near == others)


def extreme_words(found: Extreme | None, unit: str, word: str) -> str:
    """Name the group in a part of a sentence, or those among which it cannot be told; nothing where all are level."""
    if found is None or found.all_level:
        return ""
    if not found.level_with:
        return f"{word} in {group_words(found.name)} ({amount(found.value, unit)})"
    names = [group_words(name) for name in (found.name, *found.level_with)]
    return f"where {word} cannot be told ({listed(names, MOST_NAMED)})"


def _interval(seen: Seen, measure: str) -> Interval:
    return t_interval(seen.runs(measure))


def _figure(seen: Interval, unit: str = "") -> str:
    return estimate(seen.mean, seen.half_width, unit)


def _where(seen: Seen, measure: str, by: str, word: str, *, highest: bool = False) -> str:
    words = extreme_words(extreme(seen, measure, by, highest=highest), MEASURES[measure].unit, word)
    return f", {words}" if words else ""


def reached_sentence(seen: Seen) -> str:
    """Say what share of incidents is reached within the target of its grade."""
    whole = _interval(seen, "response_in_target")
    if math.isnan(whole.mean):
        return ""
    grades = [
        f"{grade} {amount(share, 'share')}"
        for grade in seen.names("response_in_target", "grade")
        if not math.isnan(share := seen.mean("response_in_target", group_of("grade", grade)))
    ]
    each = f" ({', '.join(grades)})" if len(grades) > 1 else ""
    reached = _figure(whole, "share")
    return f"Of incidents that need attending, {reached} % are reached within the target of their grade{each}."


def area_sentence(seen: Seen) -> str:
    """Say in which area emergencies are reached in target least often."""
    found = extreme(seen, "response_in_target", "area", "grade=emergency")
    if found is None:
        return ""
    if found.all_level:
        return "In which area emergencies are reached in target least often cannot be told."
    if found.level_with:
        *names, last = (group_words(name) for name in (found.name, *found.level_with))
        where = f"{', '.join(names)} or {last}" if len(names) < MOST_NAMED else f"one of {len(names) + 1} areas"
        return f"Emergencies are reached in target least often in {where}; in which cannot be told."
    return f"Emergencies are reached in target {extreme_words(found, 'share', 'least often')}."


def waiting_sentence(seen: Seen) -> str:
    """Say how many incidents wait, and for how long they have waited."""
    waiting, age = _interval(seen, "incidents_waiting"), _interval(seen, "waiting_age")
    if math.isnan(waiting.mean):
        return ""
    so_far = "" if math.isnan(age.mean) else f", so far for {_figure(age)} h"
    return (
        f"On average over day and night {_figure(waiting)} incidents wait for the first officer{so_far}; those "
        "with an appointment are included."
    )


def exchange_sentence(seen: Seen) -> str:
    """Say what investigation loses to response, and response to investigation."""
    lost, taken = _interval(seen, "investigation_lost_to_response"), _interval(seen, "response_lost_to_investigation")
    parts = []
    if lost.mean > 0:
        parts.append(
            f"officers are at incidents, or on the way, for {_figure(lost)} hours a week while a crime of theirs "
            "could be worked on"
        )
    if taken.mean > 0:
        parts.append(
            f"response officers investigate for {_figure(taken)} hours a week while an incident of their area waits"
        )
    return _sentence("; ".join(parts))


def flow_sentence(seen: Seen) -> str:
    """Say whether more crimes are recorded than closed, where the replications tell."""
    recorded, closed = seen.runs("crimes_recorded"), seen.runs("crimes_closed")
    if not len(recorded) or not len(closed) or math.isnan(t_interval(recorded).mean):
        return ""
    text = f"{_figure(t_interval(recorded))} crimes a week are recorded and {_figure(t_interval(closed))} closed"
    gap = t_interval(recorded - closed)
    if math.isnan(gap.half_width):
        return f"{text}."
    if gap.low > 0:
        return f"{text}: more are recorded than closed."
    if gap.high < 0:
        return f"{text}: more are closed than recorded."
    return f"{text}: which is more cannot be told."


def backlog_sentence(seen: Seen) -> str:
    """Say how many crimes are open at the end, and how many of them are old."""
    crimes, old = _interval(seen, "open_crimes_at_end"), _interval(seen, "open_over_four_months")
    if math.isnan(crimes.mean) or math.isnan(old.mean):
        return ""
    most = _where(seen, "open_over_four_months", "team", "most", highest=True) if old.mean > 0 else ""
    return f"At the end {_figure(crimes)} crimes are open; {_figure(old)} of them are over four months old{most}."


def skill_sentence(seen: Seen) -> str:
    """Say how often the first owner has the skills, for all crimes and for those that need a specialist."""
    every, special = _interval(seen, "owner_has_skill"), _interval(seen, "specialist_owner_has_skill")
    if math.isnan(every.mean):
        return ""
    text = (
        f"{_figure(every, 'share')} % of crimes given to an investigator go first to one who holds the required skills"
    )
    if math.isnan(special.mean):
        return f"{text}."
    least = extreme(seen, "specialist_owner_has_skill", "offence")
    named = ""
    if least is not None and not least.level_with:
        named = f", least often of {group_words(least.name)} ({amount(least.value, 'share')})"
    return f"{text}; of crimes that need more than the skill most officers hold, {_figure(special, 'share')} %{named}."


def caseload_sentence(seen: Seen) -> str:
    """Say how many crimes an investigator holds, and where most."""
    load, tail = _interval(seen, "caseload"), _interval(seen, "caseload_p90")
    if math.isnan(load.mean):
        return ""
    most = _where(seen, "caseload", "team", "most", highest=True)
    return (
        f"An investigator holds {_figure(load)} crimes on average{most}; the tenth with most hold "
        f"{_figure(tail)} or more."
    )


def reviews_sentence(seen: Seen) -> str:
    """Say what share of reviews is done in time, and in which team the smallest."""
    on_time = _interval(seen, "reviews_on_time")
    if math.isnan(on_time.mean):
        return ""
    least = _where(seen, "reviews_on_time", "team", "the smallest share")
    return (
        f"{_figure(on_time, 'share')} % of supervisors\N{RIGHT SINGLE QUOTATION MARK} reviews are done in time{least}."
    )


def spans_sentence(seen: Seen) -> str:
    """Say how many officers a supervisor leads."""
    span = _interval(seen, "span_of_control")
    if math.isnan(span.mean):
        return ""
    fewest, most = (
        _where(seen, "span_of_control", "team", word, highest=word == "most") for word in ("fewest", "most")
    )
    return f"A supervisor leads {amount(span.mean, 'officers')} on average{fewest}{most}."


def hours_sentence(seen: Seen) -> str:
    """Say in how many units supervisors are asked for more hours than they have, by arithmetic on means."""
    led = [one for one in seen.audited.leaders if one.hours > 0]
    if not led:
        return ""
    over = [one for one in led if one.load > 1]
    text = "On paper, by arithmetic on means and without the opening backlog, supervisors are asked for more hours than"
    if over:
        return f"{text} they have in {len(over)} of {len(led)} units."
    tightest = max(led, key=lambda one: one.load)
    where = group_words(f"team={tightest.team}, area={tightest.place}")
    return (
        f"{text} they have in none of {len(led)} units; nearest to it is {where}, at {amount(tightest.load, 'share')}."
    )


def skills_alone_sentence(seen: Seen) -> str:
    """Say in how many units one officer alone, or nobody, holds a skill that crimes there need."""
    needs = [one for one in seen.audited.skills if one.skill != ALL_WORK]
    single, nobody = ({(one.team, one.place) for one in needs if getattr(one, which)} for which in ("single", "nobody"))
    units = {(one.team, one.place) for one in needs if one.required > 0}
    if not units:
        return ""
    if not single and not nobody:
        return (
            f"In none of {len(units)} units is a skill that crimes there need held by one officer alone or by nobody."
        )
    skill = "a skill that crimes there need"
    parts = [f"in {len(nobody)} of {len(units)} units nobody holds {skill}"] if nobody else []
    if single:
        what = "one" if nobody else skill
        parts.append(f"in {len(single)} of {len(units)} units one officer alone holds {what}")
    return _sentence("; ".join(parts))


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}." if text else ""
