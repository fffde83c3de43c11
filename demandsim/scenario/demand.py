"""Demand: what the public brings to the force, how much work it is, and what people do when they are kept waiting."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from demandsim.quantities import Duration, Rate, Share
from demandsim.rules.choice import Choice, Grade, Name
from demandsim.scenario.laws import Length, Profile

MAX_ATTEMPTS = 4
MAX_STAGES = 4


def _words(value: Any) -> Any:
    return value.split() if isinstance(value, str) else value


Words = Annotated[tuple[Name, ...], BeforeValidator(_words, json_schema_input_type=tuple[Name, ...] | str)]
"""Several names: a list, or one text with spaces between them (as in a table cell)."""


class Target(Choice):
    """A promise: this share within this time."""

    share: Share
    """Share that should be met."""
    within: Duration
    """Time within which it should be met."""


class Retry(Choice):
    """What callers do after giving up."""

    information: Share
    """Share of callers with a question or a matter for others who ring again."""
    need: Share
    """Share of callers with an incident or a crime to report who ring again."""
    after: Length
    """Time from giving up to the next attempt."""
    switch_to: Name | None = None
    """Line to which some of them switch."""
    switch_share: Share = 0.0
    """Share of those ringing again who switch to that line."""
    attempts: int = Field(default=3, ge=1, le=MAX_ATTEMPTS)
    """Attempts at most, the first included."""


Matter = Literal["information", "incident", "crime", "other agency"]
MATTERS: tuple[Matter, ...] = ("information", "incident", "crime", "other agency")
"""What a contact is about."""


class Shift(Choice):
    """Callers who use another line instead, in writing for example."""

    line: Name
    """Line that they use."""
    share: dict[Matter, Share]
    """Share who do, by what the contact is about."""


class Rung(Choice):
    """How callers take the offer to be rung back."""

    accepts: Share
    """Share who accept it."""
    reached: Share
    """Share who pick up, each time they are tried."""
    try_time: Duration = 30
    """Handler's time for a try in vain."""


class Line(Choice):
    """A line: how many ring (or write), how long a contact takes, how long people wait."""

    volume: Rate
    """First calls offered (calls that the force itself causes come on top)."""
    profile: Name
    """Name of the profile over the week and the year."""
    dispersion: float = Field(default=0.0, ge=0, le=2)
    """Day-to-day variation beyond chance: coefficient of variation of a gamma factor per day."""
    talk: Length
    """Time the caller is spoken to."""
    wrap: Length
    """Handler's work after the call."""
    emergency_passed_on: Duration | None = None
    """Time into the call after which an emergency is passed to the dispatcher; left out: when the call ends."""
    patience: Length | None = None
    """Time a caller waits before giving up, announcement included; left out: callers never give up; 0 s: they give up
    unless they are answered at once."""
    target: Target
    """Answer target, as a share of calls offered."""
    retry: Retry
    """What callers do after giving up."""
    other_agency: Share = 0.0
    """Share of calls without an incident or crime that belong to another agency."""
    signposted: Share = 0.0
    """Share of those calls that are not made, because callers were told beforehand whom to ring."""
    online: Shift | None = None
    """Callers who use another line instead."""
    announcement: Duration = 0
    """Recorded message before a call can be answered; it counts as waiting."""
    trunks: Annotated[int, Field(ge=1)] | None = None
    """Calls that can be on the line at once, waiting or spoken to; all others hear the engaged tone."""
    yields: bool = False
    """Written work, done between calls: it is set aside when a call comes and when the turn ends."""
    call_back: Rung | None = None
    """How callers take the offer to be rung back (see `rules.answer.call_back`)."""


class Reported(Choice):
    """How crimes of an offence come to notice; the shares add up to 1."""

    incident: Share = 0.0
    """Recorded by the officer who attended an incident (see `kind`)."""
    call: Share = 0.0
    """Recorded by the contact desk without deployment."""
    online: Share = 0.0
    """Reported online, at a counter or by a partner: no call."""


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


class Custody(Choice):
    """Work that follows an arrest at once."""

    officers: float = Field(ge=1, le=2)
    """Mean officers taken (1 to 2), as far as they attended."""
    work: Length
    """Time of each: transport, booking, hand-over."""


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


class Switchboard(Choice):
    """A switchboard that can answer first: what it does there and then, and what it puts through."""

    line: Name
    """Line on which it is rung: its talk is the time that one call takes, its patience is not used."""
    resolves: dict[Matter, Share]
    """Share of calls that end there, by what they are about; all others are put through."""


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
