"""The investigative model: the part of the scenario that says which crime goes to whom, when it moves and who looks."""

from __future__ import annotations

from pydantic import Field

from demandsim.quantities import Duration, Share
from demandsim.rules.allocate import Allocate
from demandsim.rules.answer import Answer
from demandsim.rules.choice import Choice
from demandsim.rules.dispatch import Dispatch
from demandsim.rules.grade import GradeRule
from demandsim.rules.mentoring import Mentoring
from demandsim.rules.next_work import NextWork
from demandsim.rules.pressure import Pressure
from demandsim.rules.proactive import Proactive
from demandsim.rules.review import Review
from demandsim.rules.route import Route
from demandsim.rules.screen import Screen
from demandsim.rules.transfer import Transfer
from demandsim.rules.victim_contact import VictimContact


class DeskRules(Choice):
    """How contacts are answered and incidents graded and attended."""

    answer: Answer
    """Which waiting contact is answered next."""
    grade: GradeRule
    """How urgent an incident is."""
    dispatch: Dispatch
    """Which officer goes."""
    pressure: tuple[Pressure, ...] = ()
    """What is done differently while a queue is too long."""
    proactive: tuple[Proactive, ...] = ()
    """Hours for problem solving and what they are to prevent."""


class InvestigativeModel(Choice):
    """Which crime goes to whom, when it moves, what is done first and who looks at it."""

    screen: Screen
    """Whether a crime is filed, worked at a desk or allocated."""
    routes: tuple[Route, ...] = Field(min_length=1)
    """Clauses in order; the first that holds and is followed decides the team."""
    allocate: Allocate
    """Which officer of the team receives the crime."""
    transfer: Transfer
    """When a crime moves afterwards."""
    next_work: NextWork
    """Which of the own crimes an officer takes up next."""
    review: Review
    """When a supervisor looks."""
    victim_contact: VictimContact | None = None
    """When the owner must tell the victim how it stands (left out: no duty)."""
    mentoring: Mentoring | None = None
    """Who helps an owner who lacks a skill (left out: nobody)."""


class BelowLevel(Choice):
    """What it costs when the owner lacks a required skill."""

    work: float = Field(ge=0, le=5)
    """Extra work, as a share of the standard."""
    charge: Share
    """Share by which the chance of a charge or an out-of-court outcome falls."""
    wait: float = Field(ge=0, le=5)
    """Extra length of outside waits, as a share of the standard."""


class Mechanics(Choice):
    """How the world works: an option cannot change nature by accident."""

    below_level: BelowLevel
    """What it costs when the owner lacks a required skill."""
    score_accuracy: float = Field(ge=0, lt=1)
    """Correlation between the solvability score and the true prospect (0: a coin, near 1: perfect)."""
    evidence_lost_per_30_days: Share
    """Share by which the chance of a charge falls for every 30 days between report and the first work on it."""
    missed_review: Share = 0.0
    """Share by which the chance of a charge or an out-of-court outcome falls with every review that is not on time."""
    mentored: Share = 0.0
    """Share of what it costs that the owner lacks a skill that mentoring makes good."""
    linked_work: float = Field(default=1.0, gt=0, le=1)
    """Work on a crime allocated to the holder of the crime to which it is linked, as a share of the standard."""
    decision_time: Duration = 0
    """Time between recording and the screening decision."""
