"""Duties in words: custody, bail, signatures, mentoring and calls to victims, one line for each that is declared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from demandsim.quantities import format_duration, format_share

if TYPE_CHECKING:
    from demandsim.scenario.scenario import Scenario


def duties_in_words(scenario: Scenario) -> list[str]:
    """Write what is declared, in the order in which it happens to a crime; nothing where nothing is."""
    return [*_custody(scenario), *_owners(scenario), *_supervisors(scenario)]


def _custody(scenario: Scenario) -> Iterator[str]:
    custody, review = scenario.demand.custody, scenario.investigative_model.review
    if custody.clock is not None:
        yield (
            f"  Custody: until the first stage after the arrest is done, for {format_duration(custody.clock)} at most; "
            "the crime comes first meanwhile."
        )
    if custody.released is not None:
        released = custody.released
        extended = ""
        if review.bail_extension:
            takes, before = format_duration(review.bail_extension), format_duration(review.bail_asked_before)
            extended = (
                f", to {format_duration(released.extended_to)} once a supervisor has extended it "
                f"({takes}, asked for {before} before it ends)"
            )
        yield (
            f"  Release: {format_share(released.bail)} on bail for {format_duration(released.bail_for)}{extended}; "
            f"{format_share(released.under_investigation)} under investigation."
        )


def _owners(scenario: Scenario) -> Iterator[str]:
    model, mechanics = scenario.investigative_model, scenario.mechanics
    if model.mentoring is not None:
        yield (
            f"  Advice: owners in {' and '.join(model.mentoring.teams)} who lack a skill have "
            f"{format_duration(model.mentoring.takes)} of a supervisor, which makes good "
            f"{format_share(mechanics.mentored)} of what it costs."
        )
    if model.victim_contact is not None:
        rule = model.victim_contact
        sooner = f" ({format_duration(rule.vulnerable_every)} where vulnerable)" if rule.vulnerable_every else ""
        yield (
            f"  Victims: called by the owner after {format_duration(rule.every)} without news{sooner}; "
            f"a call takes {format_duration(rule.takes)}."
        )


def _supervisors(scenario: Scenario) -> Iterator[str]:
    review, mechanics = scenario.investigative_model.review, scenario.mechanics
    if mechanics.missed_review:
        yield (
            f"  Each review not held within {format_duration(review.on_time_within)} costs "
            f"{format_share(mechanics.missed_review)} of the chance of a charge."
        )
    if review.sign_off:
        yield f"  Closing: when a supervisor has signed, which takes {format_duration(review.sign_off)}."
