"""The logic of the model in words: what happens to a call, which rules hold, what an option changes, who is there."""

from __future__ import annotations

from demandsim.experiment.comparison import Comparison
from demandsim.report.section import Table
from demandsim.rules.choice import Choice
from demandsim.scenario.explain import explain
from demandsim.scenario.scenario import Scenario
from demandsim.scenario.workforce import Team

OVERVIEW = (
    "call or message → answered, abandoned or lost → resolved, or graded as an incident → officers sent → attended → "
    "arrest and reports → crime recorded → screened: filed, worked at a desk, or allocated → stages of work, reviews, "
    "transfers → outcome"
)
RULES = {
    "answer": "Answering",
    "grade": "Grading",
    "dispatch": "Dispatch",
    "screen": "Screening",
    "allocate": "Allocation",
    "next_work": "Next work",
}


def logic_table(comparison: Comparison, columns: tuple[str, str]) -> Table:
    """Report item 2 of STRESS-DES: overview, logic of the base model and of the options, algorithms, components."""
    scenario = comparison.scenario
    rows = (
        ("2.1 Base model overview", OVERVIEW),
        ("2.2 Base model logic", "\n".join(("Which crime goes to whom:", *_decisions(scenario)))),
        ("2.3 Scenario logic", "\n".join(_options(comparison))),
        ("2.4 Algorithms", "\n".join(("The choices in force:", *_rules(scenario)))),
        (
            "2.5.1 Entities",
            "Contacts, incidents and crimes, with the callers, victims and suspects that belong to them.",
        ),
        (
            "2.5.2 Activities",
            "Talking and wrapping up, travel, work on scene, custody, reports, stages of investigation, transfers, "
            "allocation, reviews and signing off.",
        ),
        ("2.5.3 Resources", "\n".join(_people(scenario))),
        (
            "2.5.4 Queues",
            "Callers by line (they may give up and ring again), incidents by area and grade, crimes waiting for "
            "allocation, each officer’s crimes, reviews due. Each is served in the order of its rule, 2.4.",
        ),
        ("2.5.5 Entry and exit points", "\n".join(_entries(comparison))),
    )
    return Table("2 Logic", columns, rows, words=2, folded=True)


def _decisions(scenario: Scenario) -> list[str]:
    return [line.strip() for line in explain(scenario).decisions]


def _options(comparison: Comparison) -> list[str]:
    said = []
    for option in comparison.options:
        found = comparison.scenario.options.get(option)
        changes = ", ".join(found.changes) if found is not None else ""
        said.append(f"{option}: {f'changes {changes}' if changes else 'the scenario as it stands'}")
    return said


def _rules(scenario: Scenario) -> list[str]:
    said = []
    for name, what in RULES.items():
        rule = getattr(scenario.rules, name)
        if isinstance(rule, Choice):
            said.append(f"{what}: {(type(rule).__doc__ or '').splitlines()[0]}")
    return said


def _people(scenario: Scenario) -> list[str]:
    return [
        f"{name}: {_strength(team)}, for {' and '.join(team.desks)}" for name, team in scenario.workforce.teams.items()
    ]


def _strength(team: Team) -> str:
    if team.positions is not None:
        return f"{min(team.positions)} to {max(team.positions)} positions staffed, by hour"
    posts = sum(sum(ranks.values()) for ranks in team.posts.values())
    return f"{posts:,} posts"


def _entries(comparison: Comparison) -> list[str]:
    demand = comparison.scenario.demand
    groups = comparison.table.loc[comparison.table["measure"] == "outcomes", "group"]
    endings = dict.fromkeys(group.removeprefix("outcome=") for group in groups if "," not in group)
    return [
        f"In: calls and messages by {', '.join(demand.lines)}; {len(demand.incidents)} kinds of incident; "
        f"{len(demand.offences)} offences, some reported online or at a counter or found by officers.",
        "Arrivals follow the hour of the week and the month, and vary from day to day as the scenario says.",
        f"Out: contacts resolved or lost, incidents attended or lapsed, crimes that end as "
        f"{', '.join(ending.replace('_', ' ') for ending in endings)}.",
    ]
