"""Cases: what an offence brings, how its investigation goes in stages, and how it ends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, NamedTuple

from pydantic import BeforeValidator, Field, model_validator

from demandsim.quantities import Duration, Rate, Share
from demandsim.rules.choice import Choice, Name
from demandsim.scenario.laws import Length

MAX_STAGES = 4
"""Stages that a plan may be written in."""
MAX_PASSES = 40
"""Times that the stages of a plan may be done in all, those sent back included."""


def _words(value: Any) -> Any:
    return value.split() if isinstance(value, str) else value


Words = Annotated[tuple[Name, ...], BeforeValidator(_words, json_schema_input_type=tuple[Name, ...] | str)]
"""Several names: a list, or one text with spaces between them (as in a table cell)."""


class Reported(Choice):
    """How crimes of an offence come to notice; the shares add up to 1."""

    incident: Share = 0.0
    """Recorded by the officer who attended an incident (see `kind`)."""
    call: Share = 0.0
    """Recorded by the contact desk without deployment."""
    online: Share = 0.0
    """Reported online, at a counter or by a partner: no call."""


class Wait(Choice):
    """An outside wait: forensics, a device, a witness, the Crown Prosecution Service."""

    share: Share
    """Share of crimes for which it happens."""
    time: Length
    """How long it takes."""


class Again(Choice):
    """A stage that is sent back and done again, as a file that the Crown Prosecution Service returns."""

    share: Share
    """Share of crimes for which it is done again, each time anew."""
    at_most: int = Field(default=3, ge=1, le=30)
    """Times at most that it is done again."""
    work: Length | None = None
    """Work each time (left out: as much as the first time)."""


class Stage(Choice):
    """A stage of an investigation: a share of the work, then perhaps an outside wait."""

    name: Name
    """Name of the stage."""
    work: Annotated[Share, Field(gt=0)]
    """Share of the crime's work, above 0; the stages of a plan add up to 1."""
    wait: Wait | None = None
    """Outside wait after the stage's work."""
    by: Name | None = None
    """Specialists who do the work of this stage for the owner: a team that investigates (left out: the owner)."""
    again: Again | None = None
    """Whether it may be sent back, and is then done again, its wait included."""
    arrest: Share = 0.0
    """Share for which a suspect is arrested when the stage is done for the first time, unless somebody was before."""
    suspect: bool = False
    """Whether the suspect, if there is one, has been dealt with once this stage is done."""
    evidence_lost_per_30_days: Share = 0.0
    """Share by which the chance of a charge falls for every 30 days between recording and the start of this stage."""


class Pass(NamedTuple):
    """One of the times that a stage may be done: a place for it on the tape and in the log."""

    stage: int
    """Number of the stage in its plan, from 0."""
    time: int
    """Which time it is, 0 for the first."""


def passes(plan: Sequence[Stage]) -> tuple[Pass, ...]:
    """List the times that the stages of a plan may be done, in order: a stage sent back at most twice has three.

    Stages are numbered by their places in this list wherever a crime is followed.
    """
    return tuple(
        Pass(number, time)
        for number, stage in enumerate(plan)
        for time in range(1 if stage.again is None else 1 + stage.again.at_most)
    )


def pass_names(plan: Sequence[Stage]) -> tuple[str, ...]:
    """Name the places of `passes`: "file", "file (2)", "file (3)"."""
    return tuple(plan[place.stage].name + (f" ({place.time + 1})" if place.time else "") for place in passes(plan))


class Outcomes(Choice):
    """How fully investigated crimes end when the officer has the required skill; the rest have no suspect."""

    charged: Share
    """Charged or summonsed."""
    out_of_court: Share
    """Caution, community resolution and the like."""
    evidential: Share
    """A suspect is identified, but the evidence or the victim's support does not suffice."""

    @model_validator(mode="after")
    def _adds_up(self) -> Outcomes:
        if self.charged + self.out_of_court + self.evidential > 1.0005:
            raise ValueError("the outcome shares add up to more than 1")
        return self


class Offence(Choice):
    """An offence as planners count it: volume, harm, work, skills and prospects."""

    name: Name
    """Name of the offence."""
    per_year: Rate
    """Crimes that come to be recorded when every caller gets through."""
    harm: float = Field(ge=0)
    """Weight of one crime (ONS Crime Severity Score)."""
    skills: Words = ()
    """Skills that the owner needs."""
    reported: Reported
    """How the crimes come to notice."""
    kind: Name | None = None
    """Incident kind as which the attended ones begin."""
    named_suspect: Share
    """Share with a suspect named at the first report."""
    vulnerable: Share = 0.0
    """Share with a vulnerable victim, domestic abuse included."""
    work: Length
    """Investigation work after attendance, by an officer with the required skills."""
    plan: Name
    """Name of the plan of stages."""
    outcomes: Outcomes
    """How crimes end."""
    victim: bool = True
    """Whether there is a victim who waits for news."""

    @model_validator(mode="after")
    def _adds_up(self) -> Offence:
        total = self.reported.incident + self.reported.call + self.reported.online
        if abs(total - 1) > 0.001:
            raise ValueError(f"the ways in which {self.name} is reported add up to {total:.3f}, not 1")
        if self.reported.incident > 0 and self.kind is None:
            raise ValueError(f"{self.name} is recorded at incidents: name their `kind`")
        return self


class Factor(Choice):
    """A solvability factor: something known of a crime that makes it more or less likely to be solved."""

    share: Share
    """Share of crimes that have it."""
    by_offence: dict[Name, Share] = {}
    """Share for some offences."""
    accuracy: float = Field(default=0.0, ge=0, lt=1)
    """Correlation with the true prospect, as `mechanics.score_accuracy` (0: it says nothing)."""


class Links(Choice):
    """Crimes that belong together: of one offence and area, committed by the same people."""

    share: Share
    """Share of crimes linked to an earlier one, where there is one."""
    within: Duration = Field(gt=0)
    """Time back to which the earlier one may have been reported."""


class Reopened(Choice):
    """Crimes that are opened again after they were closed without a suspect, for want of evidence, or filed."""

    share: Share
    """Share of crimes so closed."""
    after: Length
    """Time from closing."""
    work: Length
    """Work that is then to be done, in one stage."""
