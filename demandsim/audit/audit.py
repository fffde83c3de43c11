"""The audit: all that it works out for one scenario, in one object."""

from __future__ import annotations

from dataclasses import dataclass, replace

from demandsim.audit.capability import Capability, capability
from demandsim.audit.leader_table import REQUIRED, Leaders
from demandsim.audit.leaders import LeaderCapacity, leader_capacities
from demandsim.audit.played import Played
from demandsim.audit.skills import Cover, SkillNeed, covers, skill_needs
from demandsim.audit.training import CourseGain, Gaps, Lapse, Plan, course_gains, lapses, plan
from demandsim.scenario.flows import crime_flows
from demandsim.scenario.load import case_work
from demandsim.scenario.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Audit:
    """Skills and leaders of one scenario: hours are hours a week, by arithmetic on means alone."""

    scenario: Scenario
    option: str | None
    """The option under which the scenario stands; None for the scenario as it stands."""
    skills: tuple[SkillNeed, ...]
    covers: tuple[Cover, ...]
    lapses: tuple[Lapse, ...]
    courses: tuple[CourseGain, ...]
    plan: Plan | None
    """The training plan, where a budget was given."""
    leaders: tuple[LeaderCapacity, ...]
    capability: Capability | None
    """What the table of leaders says, where there is one."""
    played: Played | None = None
    """What fewer and more supervisors do, where that has been played."""

    def of(self, team: str) -> Audit:
        """Give what was found of one team; the training plan and what was played stay those of the whole force."""
        found = self.capability
        return replace(
            self,
            skills=tuple(one for one in self.skills if one.team == team),
            covers=tuple(one for one in self.covers if one.team == team),
            lapses=tuple(one for one in self.lapses if one.team == team),
            courses=tuple(one for one in self.courses if one.team == team),
            leaders=tuple(one for one in self.leaders if one.team == team),
            capability=None if found is None else found.of(team),
        )


def audit(
    scenario: Scenario,
    *,
    option: str | None = None,
    budget: float | None = None,
    leaders: Leaders | None = None,
    required: dict[str, int] = REQUIRED,
) -> Audit:
    """Audit a scenario's skills and leaders, by arithmetic on means: nothing is played.

    `budget` in pounds asks for a training plan at the prices of `costs.course`; `leaders` is a table read by
    `read_leaders`, `required` the level that each rank must reach. `option` only names what the scenario stands under.
    """
    flows = crime_flows(scenario)
    work = case_work(scenario, flows)
    needs = skill_needs(scenario, flows, work)
    gaps = Gaps(needs)
    courses = course_gains(scenario, gaps)
    return Audit(
        scenario=scenario,
        option=option,
        skills=needs,
        covers=covers(scenario, needs),
        lapses=lapses(scenario, needs),
        courses=courses,
        plan=None if budget is None else plan(scenario, gaps, budget),
        leaders=leader_capacities(scenario, flows, work),
        capability=None if leaders is None else capability(scenario, leaders, required),
    )
