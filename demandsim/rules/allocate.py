"""Allocate: which officer of the team receives this crime?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from demandsim.quantities import Clock, Duration
from demandsim.rules.choice import Choice, Name
from demandsim.rules.hours import Hours
from demandsim.rules.weights import Weights, rarity, weighed

NOBODY = -1

LACKS_SKILL, OVER_CAP, ATTENDED, OPENING = 1, 2, 4, 8
ONLY_ONE, ONLY_SKILLED, FEWEST, LONGEST, LISTED_FIRST = 16, 32, 64, 128, 256
LINKED, RAREST, KEPT, SCORED, MET, SHARED = 512, 1024, 2048, 4096, 8192, 16384
"""Reasons for an owner, added up. Every allocation has exactly one of WAYS; the others are remarks.

LACKS_SKILL: the owner lacks a skill that the crime needs (work that is filed or done at a desk needs none).
OVER_CAP: the owner was full already. OPENING: the crime was open before the start. ATTENDED: the officer who attended
keeps it and nobody chose. Otherwise what decided: ONLY_ONE (all others of the unit were full, or there are none),
ONLY_SKILLED (of those with room, or of all where nobody has, no other has the skills), and among equals in this RAREST
(least rare skills beyond those required), FEWEST (open crimes), LONGEST (since the last allocation), LISTED_FIRST
(alike in everything that counts). SCORED: the lowest weighted sum. Where nobody was compared one by one: LINKED (holds
the crime to which this one is linked), KEPT (attended, and the rule keeps crimes with who did), MET (a meeting gave all
crimes of the queue out together), SHARED (took it up in a team that shares its work).
"""
WAYS = (
    *(ATTENDED, ONLY_ONE, ONLY_SKILLED, FEWEST, LONGEST, LISTED_FIRST),
    *(LINKED, RAREST, KEPT, SCORED, MET, SHARED),
)
"""What named the owner: exactly one of these is part of every reason."""


class _Allocate(Choice):
    cap: Literal["hard", "soft"] = "hard"
    """A hard caseload cap makes crimes wait for room; a soft one is passed when everybody is full."""
    takes: Duration = 0
    """Supervisor time for one allocation; 0 needs no supervisor."""
    by: Name | None = None
    """Team whose supervisors allocate for all (one allocation desk); left out: every unit's own."""
    hours: Hours | None = None
    """Hours in which crimes are allocated, those with somebody in custody excepted (left out: always)."""
    order: Literal["longest_queued", "harm", "harm_by_age"] = "longest_queued"
    """Which crime of a queue is allocated first, after those with somebody in custody: the longest queued, the greatest
    harm weight, or the greatest harm weight times days since recording."""
    linked: bool = False
    """Whether a crime linked to an open one goes to the owner of that one, if he or she has room."""


class LeastCaseload(_Allocate):
    """The officer with the fewest open crimes, whatever the skill."""

    kind: Literal["least_caseload"]


class BestFit(_Allocate):
    """Officers who hold the required skills first, then the fewest open crimes."""

    kind: Literal["best_fit"]
    skill: Literal["required", "preferred"] = "preferred"
    """`required`: a crime waits until a skilled officer has room; `preferred`: it goes to another when none has."""


class LongestIdle(_Allocate):
    """The officer whose last allocation is longest ago, of those who hold the required skills first."""

    kind: Literal["longest_idle"]
    skill: Literal["required", "preferred"] = "preferred"
    """As for `best_fit`."""


class ListedFirst(_Allocate):
    """The first officer of the unit who has room, of those who hold the required skills first."""

    kind: Literal["listed_first"]
    skill: Literal["required", "preferred"] = "preferred"
    """As for `best_fit`."""


class RarestSkill(_Allocate):
    """Officers who hold the required skills and little else that is rare: rare skills are kept for who needs them.

    Among those who hold the skills, the one whose other skills are least rare: every skill that the crime does not need
    counts 1 / (officers of the unit who hold it). Then the fewest open crimes.
    """

    kind: Literal["rarest_skill"]
    skill: Literal["required", "preferred"] = "preferred"
    """As for `best_fit`."""


class Continuity(_Allocate):
    """The officer who attended, if of the unit, skilled and with room; otherwise as `best_fit`."""

    kind: Literal["continuity"]
    skill: Literal["required", "preferred"] = "preferred"
    """As for `best_fit`."""


class Weighted(_Allocate):
    """The officer with the lowest weighted sum; then the earliest last allocation, then the lowest number."""

    kind: Literal["weighted"]
    weights: Weights
    """The weights."""


class Meeting(_Allocate):
    """All crimes of a unit's queue at once, at management meetings: the assignment of least total cost.

    Crimes with somebody in custody do not wait for the meeting; they are allocated by the same weights at once.
    """

    kind: Literal["meeting"]
    at: tuple[Clock, ...] = Field(min_length=1)
    """Times of the day at which the units meet."""
    weights: Weights
    """Cost of giving a crime to an officer; the second crime that somebody is given counts as one more held."""
    left: float = Field(gt=0)
    """Cost of leaving a crime for the next meeting, times its harm weight over the mean of the queue's."""


Allocate = Annotated[
    LeastCaseload | BestFit | LongestIdle | ListedFirst | RarestSkill | Continuity | Weighted | Meeting,
    Field(discriminator="kind"),
]


TO_ANYONE = LeastCaseload(kind="least_caseload", cap="soft")
"""How crimes are given out that are filed or worked at a desk: anybody there can do it."""


def at_the_opening(rule: Allocate) -> Allocate:
    """Give the rule by which the opening backlog was given out: nothing had to wait for room or for skill."""
    return rule.model_copy(update={"cap": "soft", "skill": "preferred"})


def choose_owner(
    rule: Allocate,
    officers: Sequence[int],
    caseload: Sequence[int],
    caps: Sequence[int],
    skills: Sequence[int],
    required: int,
    last_allocated: Sequence[int],
    attended: int = NOBODY,
    on_duty: Sequence[int] = (),
) -> int:
    """Choose the officer who receives a crime that needs the skills in the bit mask `required`, or NOBODY.

    `attended` is the officer who attended, if anybody did and the rule may ask; `on_duty` says by officer who is on
    duty (0: not), and is only read by weights. Ties: skilled first, fewest open crimes, longest since the last
    allocation, lowest id, as far as the rule does not say otherwise.
    """
    fit_first = isinstance(rule, BestFit)
    if not fit_first and not isinstance(rule, LeastCaseload):
        facts = (officers, caseload, caps, skills, required, last_allocated, attended, on_duty)
        return min(standings(rule, *facts), default=((), NOBODY))[1]
    # The two rules of most scenarios, without a list: this is asked for every crime of every queue again and again.
    skilled_only = isinstance(rule, BestFit) and rule.skill == "required"
    soft = rule.cap == "soft"
    best = NOBODY
    best_key: tuple[bool, bool, int, int, int] = (False, False, 0, 0, 0)
    for officer in officers:
        load = caseload[officer]
        full = load >= caps[officer]
        if full and not soft:
            continue
        unskilled = (skills[officer] & required) != required
        if unskilled and skilled_only:
            continue
        key = (full, unskilled and fit_first, load, last_allocated[officer], officer)
        if best == NOBODY or key < best_key:
            best, best_key = officer, key
    return best


def standings(
    rule: Allocate,
    officers: Sequence[int],
    caseload: Sequence[int],
    caps: Sequence[int],
    skills: Sequence[int],
    required: int,
    last_allocated: Sequence[int],
    attended: int = NOBODY,
    on_duty: Sequence[int] = (),
) -> list[tuple[tuple[float, ...], int]]:
    """Say how everybody stands who may receive the crime: (what the rule compares, officer); the lowest receives it.

    Left out are those ruled out: full under a hard cap, or without a required skill where the rule insists on it. The
    first two of what is compared say whether the officer is full and lacks a skill, where that counts.
    """
    among = _who_may(rule, officers, caseload, caps, skills, required)
    if isinstance(rule, Weighted | Meeting):
        rare = rarity(officers, skills, required)
        facts = (caps, skills, required, attended, on_duty, rare)
        return [((weighed(rule.weights, o, caseload[o], *facts), last_allocated[o]), o) for o in among]
    found: list[tuple[tuple[float, ...], int]] = []
    rare = rarity(officers, skills, required) if isinstance(rule, RarestSkill) else {}
    for officer in among:
        load, last = caseload[officer], last_allocated[officer]
        unskilled = (skills[officer] & required) != required
        key: tuple[float, ...]
        if isinstance(rule, LeastCaseload):
            key = (0, load, last)
        elif isinstance(rule, LongestIdle):
            key = (unskilled, last)
        elif isinstance(rule, ListedFirst):
            key = (unskilled,)
        elif isinstance(rule, RarestSkill):
            key = (unskilled, 0.0 if unskilled else rare[officer], load, last)
        else:
            key = (unskilled, load, last)
        full = load >= caps[officer]
        # The officer who attended keeps it, given room: before everybody.
        kept = isinstance(rule, Continuity) and officer == attended and not full
        found.append(((-1.0 if kept else full, *key), officer))
    return found


def _who_may(
    rule: Allocate,
    officers: Sequence[int],
    caseload: Sequence[int],
    caps: Sequence[int],
    skills: Sequence[int],
    required: int,
) -> list[int]:
    among = [o for o in officers if rule.cap == "soft" or caseload[o] < caps[o]]
    if getattr(rule, "skill", "preferred") == "required":
        among = [o for o in among if (skills[o] & required) == required]
    return among


def remarks(caseload: int, cap: int, skills: int, required: int) -> int:
    """Note what is to be said of an owner, however he or she was found: LACKS_SKILL, OVER_CAP, both added, or 0.

    `caseload` counts the owner's open crimes before this one.
    """
    return LACKS_SKILL * ((skills & required) != required) + OVER_CAP * (caseload >= cap)


_ORDERED_BY: dict[str, tuple[int, ...]] = {
    "longest_idle": (LONGEST,),
    "listed_first": (),
    "rarest_skill": (RAREST, FEWEST, LONGEST),
    "weighted": (SCORED, LONGEST),
    "meeting": (SCORED, LONGEST),
}
"""What the last places of `standings` are, of rules that do not go by the fewest crimes at once."""


def why_owner(
    rule: Allocate,
    owner: int,
    officers: Sequence[int],
    caseload: Sequence[int],
    caps: Sequence[int],
    skills: Sequence[int],
    required: int,
    last_allocated: Sequence[int],
    attended: int = NOBODY,
    on_duty: Sequence[int] = (),
) -> int:
    """Say why `choose_owner` chose this owner under the same facts: reasons added up (see WAYS)."""
    load, full = caseload[owner], caseload[owner] >= caps[owner]
    noted = remarks(load, caps[owner], skills[owner], required)
    if isinstance(rule, Continuity) and owner == attended and not full:
        return noted + KEPT
    weighs = isinstance(rule, Weighted | Meeting)
    everybody = rule.cap == "soft" if weighs else full
    rivals = [other for other in officers if other != owner and (everybody or caseload[other] < caps[other])]
    if not rivals:
        return noted + ONLY_ONE
    if not weighs and not isinstance(rule, LeastCaseload) and not noted & LACKS_SKILL:
        rivals = [other for other in rivals if (skills[other] & required) == required]
        if not rivals:
            return noted + ONLY_SKILLED
    if rule.kind in _ORDERED_BY:
        facts = (officers, caseload, caps, skills, required, last_allocated, attended, on_duty)
        ways = _ORDERED_BY[rule.kind]
        keys = {officer: key[len(key) - len(ways) :] for key, officer in standings(rule, *facts)}
        best = min(keys[other] for other in rivals)
        decided = [way for way, own, others in zip(ways, keys[owner], best, strict=True) if own != others]
        return noted + (decided[0] if decided else LISTED_FIRST)
    least, earliest = min((caseload[other], last_allocated[other]) for other in rivals)
    if load < least:
        return noted + FEWEST
    return noted + (LONGEST if last_allocated[owner] < earliest else LISTED_FIRST)
