"""Demand: what the public brings to the force, how much work it is, and what people do when they are kept waiting."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from demandsim.quantities import Duration, Rate, Share
from demandsim.rules.choice import Choice, Grade, Name
from demandsim.scenario.cases import Factor, Links, Offence, Reopened, Stage
from demandsim.scenario.laws import Length, Profile
from demandsim.scenario.lines import Line, Switchboard


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


class Released(Choice):
    """What becomes of suspects who leave custody; the rest are charged or let go for good."""

    bail: Share
    """Share bailed to return."""
    under_investigation: Share
    """Share released under investigation, without a date."""
    bail_for: Duration = Field(gt=0)
    """First period of bail."""
    extended_to: Duration = Field(gt=0)
    """Period from release to which a supervisor may extend it, once."""

    @model_validator(mode="after")
    def _adds_up(self) -> Released:
        if self.bail + self.under_investigation > 1.0005:
            raise ValueError("the shares released add up to more than 1")
        if self.extended_to <= self.bail_for:
            raise ValueError("`extended_to` counts from release and must be longer than `bail_for`")
        return self


class Custody(Choice):
    """Work that follows an arrest at once."""

    officers: float = Field(ge=1, le=2)
    """Mean officers taken (1 to 2), as far as they attended."""
    work: Length
    """Time of each: transport, booking, hand-over; where there are suites, what remains after booking in."""
    clock: Annotated[Duration, Field(gt=0)] | None = None
    """Time that a suspect may be held after the crime is recorded or the arrest made; until then the crime comes before
    others, afterwards not (left out: it always does)."""
    released: Released | None = None
    """What becomes of suspects when the clock ends, or before when the first stage after the arrest is done."""
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
    per_officer: float | None = Field(default=None, ge=0, le=60)
    """Open crimes per officer of the team: more officers under an option bring more. Give this or `crimes`."""
    crimes: dict[Name, Annotated[int, Field(ge=0, le=100_000)]] = {}
    """Open crimes by area (or `force`: of any area), the same whoever has how many posts."""
    offences: dict[Name, float]
    """Relative frequency of offences among them."""
    age: Length
    """Time since they were recorded."""

    @model_validator(mode="after")
    def _one_of_both(self) -> Backlog:
        if (self.per_officer is None) == (not self.crimes):
            raise ValueError("give the open crimes of a team either as `crimes` by area or `per_officer`")
        return self

    @property
    def any(self) -> bool:
        """Whether there are any."""
        return bool(self.per_officer) or any(self.crimes.values())


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
    factors: dict[Name, Factor] = {}
    """Solvability factors."""
    links: Links | None = None
    """Crimes that belong together (left out: none)."""
    reopened: Reopened | None = None
    """Crimes that are opened again (left out: none)."""
    backlog: tuple[Backlog, ...] = ()
    """Crimes open at the start."""
    prevented: tuple[Prevented, ...] = ()
    """Demand prevented by problem solving and proactive work."""
