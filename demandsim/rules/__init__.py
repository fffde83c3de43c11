"""The decisions: each module holds the choices a planner may declare and the function that carries them out."""

from __future__ import annotations

from dataclasses import dataclass

from demandsim.rules.allocate import Allocate
from demandsim.rules.answer import Answer
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


@dataclass(frozen=True, slots=True)
class Rules:
    """The choices in force: all that an option may change about how the force decides."""

    answer: Answer
    grade: GradeRule
    dispatch: Dispatch
    screen: Screen
    routes: tuple[Route, ...]
    allocate: Allocate
    transfer: Transfer
    next_work: NextWork
    review: Review
    pressure: tuple[Pressure, ...] = ()
    proactive: tuple[Proactive, ...] = ()
    victim_contact: VictimContact | None = None
    mentoring: Mentoring | None = None
