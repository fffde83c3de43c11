"""Demand: what the public brings to the force, how much work it is, and what people do when they are kept waiting."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from demandsim.quantities import Duration, Rate, Share
from demandsim.rules.choice import Choice, Grade, Name
from demandsim.scenario.laws import Length, Profile
from demandsim.scenario.lines import Line, Switchboard

MAX_STAGES = 4


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


class Upgrade(Choice):
    """The risk that an incident to which nobody has come becomes graver."""

    share: Share
    """Share of incidents of the grade that become graver if nobody comes."""
    after: Length
    """Time from grading until they do."""
    to: Grade
    """Grade that they have from then on."""


class IncidentKind(Choice):
    """A kind of incident: how often, how urgent, how many officers, how much work."""

    name: Name
    """Name of the kind."""
    per_year: Rate
    """Incidents reported, those that turn out to be crimes included."""
    by: dict[Name, Share]
    """Share reported by each line; the rest (`generated`) comes from the police themselves."""
    grades: dict[Grade, Share]
    """Share assessed at each grade; they add up to 1."""
    attended: dict[Grade, Share] = {}
    """Share of each grade that needs somebody to attend (left out: all but `resolution`)."""
    officers: dict[Grade, float] = {}
    """Mean officers needed by grade (1 to 6; left out: 1)."""
    scene: Length
    """Work on scene of each officer."""
    scene_factor: dict[Grade, Annotated[float, Field(gt=0)]] = {}
    """Factor by grade assessed on the work on scene (left out: 1)."""
    lapses: dict[Grade, Length] = {}
    """Time by grade after which nobody is needed any more, unless somebody is there or on the way (left out: never)."""
    apart: bool = False
    """Whether every officer sent has work on scene of a length of its own and is needed until it is done; otherwise all
    have the same and the first to finish finishes for all who are still to come."""
    upgrades: dict[Grade, Upgrade] = {}
    """Risk by grade that it becomes graver while nobody comes."""
    report: Length | None = None
    """Report that the first officer to finish on scene writes in a quiet hour (left out: none)."""
    desk: Length | None = None
    """Work of a resolution team on an incident that is resolved without deployment (left out: none, by nobody)."""
    arrest: Share = 0.0
    """Share of attended incidents that end with an arrest."""
    vulnerable: Share = 0.0
    """Share in which the person is vulnerable."""

    @model_validator(mode="after")
    def _adds_up(self) -> IncidentKind:
        total = sum(self.grades.values())
        if abs(total - 1) > 0.001:
            raise ValueError(f"the grade shares of {self.name} add up to {total:.3f}, not 1")
        if sum(self.by.values()) > 1.001:
            raise ValueError(f"the line shares of {self.name} add up to more than 1")
        for grade, mean in self.officers.items():
            if not 1 <= mean <= 6:
                raise ValueError(f"mean officers for {grade} must lie between 1 and 6, found {mean}")
        return self


class Wait(Choice):
    """An outside wait: forensics, a device, a witness, the Crown Prosecution Service."""

    share: Share
    """Share of crimes for which it happens."""
    time: Length
    """How long it takes."""


class Stage(Choice):
    """A stage of an investigation: a share of the work, then perhaps an outside wait."""

    name: Name
    """Name of the stage."""
    work: Annotated[Share, Field(gt=0)]
    """Share of the crime's work, above 0; the stages of a plan add up to 1."""
    wait: Wait | None = None
    """Outside wait after the stage's work."""


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


class Chase(Choice):
    """What victims do without news: ring to ask."""

    line: Name
    """Line on which they ring."""
    after: Duration
    """Silence after which a victim may ring; each further one after as long again."""
    share: Share
    """Share who ring each time."""
    times: int = Field(default=2, ge=0, le=4)
    """Times at most."""


class Victims(Choice):
    """How victims bear silence."""

    patience: Length
    """Longest time without news after which a victim withdraws support."""
    chase: Chase
    """Calls by which victims ask for news."""


class RepeatCall(Choice):
    """What callers do when nobody comes: ring again."""

    line: Name
    """Line on which they ring."""
    after: dict[Grade, Duration]
    """Wait by grade after which a caller may ring again; each further one after as long again."""
    share: Share
    """Share who ring each time."""
    times: int = Field(default=2, ge=0, le=4)
    """Times at most."""


class Suite(Choice):
    """A custody suite."""

    areas: tuple[Name, ...] = Field(min_length=1)
    """Areas whose prisoners are brought here."""
    desks: int = Field(ge=1, le=50)
    """Prisoners who can be booked in at once; others wait with their officer."""


class Custody(Choice):
    """Work that follows an arrest at once."""

    officers: float = Field(ge=1, le=2)
    """Mean officers taken (1 to 2), as far as they attended."""
    work: Length
    """Time of each: transport, booking, hand-over; where there are suites, what remains after booking in."""
    suites: dict[Name, Suite] = {}
    """Custody suites; every area belongs to one (left out: nobody waits to be booked in)."""
    transport: Length | None = None
    """With suites: the way there."""
    booking: Length | None = None
    """With suites: time at the desk."""
    interview: Length | None = None
    """Further work of the crime's owner after an arrest: interview and file."""

    @model_validator(mode="after")
    def _suites(self) -> Custody:
        if bool(self.suites) != (self.transport is not None) or bool(self.suites) != (self.booking is not None):
            raise ValueError("`suites`, `transport` and `booking` go together: give all three or none")
        return self


class DeskWork(Choice):
    """Work at the desk on crimes that are not allocated to an investigator."""

    filed: Length
    """Work on a crime that is filed."""
    worked: Length
    """Work on a crime investigated at the desk."""


class Backlog(Choice):
    """Crimes open at the start: an empty start is a lie that warm-up only half cures."""

    team: Name
    """Team that holds them."""
    per_officer: float = Field(ge=0, le=60)
    """Open crimes per officer of the team."""
    offences: dict[Name, float]
    """Relative frequency of offences among them."""
    age: Length
    """Time since they were recorded."""


class Prevented(Choice):
    """Demand that an option prevents: the same people ring, less these, chosen by each incident's own luck."""

    incidents: tuple[Name, ...]
    """Kinds of incident that become rarer."""
    share: Share
    """Share prevented."""
    because: str
    """Evidence for the effect."""


class Demand(Choice):
    """Everything that arrives."""

    profiles: dict[Name, Profile]
    """Named profiles over the week and the year."""
    lines: dict[Name, Line]
    """Telephone lines."""
    switchboard: Switchboard | None = None
    """A switchboard, for the lines that `rules.answer.switchboard` names."""
    generated_profile: Name
    """Profile of incidents that the police generate themselves."""
    online_profile: Name
    """Profile of crimes reported online or at a counter."""
    call_line: Name
    """Line on which crimes recorded without deployment are reported."""
    incidents: tuple[IncidentKind, ...]
    """Kinds of incident (usually a table)."""
    offences: tuple[Offence, ...]
    """Offences (usually a table)."""
    plans: dict[Name, tuple[Stage, ...]]
    """Plans: the stages of an investigation."""
    custody: Custody
    """Work that follows an arrest."""
    desk: DeskWork
    """Work on crimes that are not allocated."""
    victims: Victims
    """How victims bear silence."""
    repeat: RepeatCall
    """Calls about incidents that nobody has attended."""
    backlog: tuple[Backlog, ...] = ()
    """Crimes open at the start."""
    prevented: tuple[Prevented, ...] = ()
    """Demand prevented by problem solving and proactive work."""
