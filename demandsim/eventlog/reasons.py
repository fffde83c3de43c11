"""Reasons in words: why this officer owns this crime."""

from __future__ import annotations

from demandsim.rules.allocate import (
    ATTENDED,
    FEWEST,
    KEPT,
    LACKS_SKILL,
    LINKED,
    LISTED_FIRST,
    LONGEST,
    MET,
    ONLY_ONE,
    ONLY_SKILLED,
    OPENING,
    OVER_CAP,
    RAREST,
    SCORED,
    SHARED,
)

WHY_OWNER = {
    ATTENDED: "the officer who attended",
    ONLY_ONE: "the only one to choose",
    ONLY_SKILLED: "the only skilled one to choose",
    FEWEST: "fewest open crimes",
    LONGEST: "longest since the last one",
    LISTED_FIRST: "first of equals",
    LINKED: "holds the crime to which it is linked",
    RAREST: "least rare skills beyond those needed",
    KEPT: "attended, and keeps it by the rule",
    SCORED: "lowest weighted sum",
    MET: "as the meeting decided for the whole queue",
    SHARED: "takes it up in a team that shares its work",
    LACKS_SKILL: "lacks a skill",
    OVER_CAP: "beyond the cap",
    OPENING: "open from before the start",
}


def reasons_in_words(reasons: int) -> str:
    """Say why an officer owns a crime (`detail` of ALLOCATED): what decided it, then what is to be remarked."""
    return ", ".join(words for reason, words in WHY_OWNER.items() if reasons & reason)
