"""What a played roster of people costs: every officer paid for the days in service, and for overtime, one by one."""

from __future__ import annotations

from collections import defaultdict

import pytest

from demandsim.engine import run
from demandsim.measures import measure
from demandsim.measures.window import Window
from demandsim.roster import build_roster
from demandsim.tape import record
from tests.logs import DAY
from tests.measures.test_pay import A_YEAR, BY_RANK, DAYS, WARM_UP, listed

PARTS = {"half": 0.5, "early": 0.8, "clerks.0": 0.6}
"""Full-time equivalents other than 1, by the last part of the key."""


@pytest.mark.parametrize("replication", [0, 1])
def test_a_played_roster_costs_what_its_officers_are_paid(replication: int) -> None:
    scenario = listed(
        **{"workforce.leavers": {"share": {"constable": 0.6, "handler": 0.5}, "vacant": "4 days", "without": ["pip2"]}}
    )
    tape = record(scenario, replication, 1, DAYS)
    roster = build_roster(scenario.workforce, tape.absences)
    log = run(tape, roster, scenario.rules)
    stays = defaultdict(list)
    for officer, since, to in roster.stays:
        stays[officer].append((since, to))
    assert any(len(every) > 1 for every in stays.values()), "somebody leaves and has a successor"
    paid = 73_000 * 21 / 365 + 36_500 * 21 / 365
    overtime = Window(log).officers["overtime"].to_numpy() / 3600
    for row, officer in enumerate(roster.officers):
        a_year = A_YEAR.get(officer.key, BY_RANK[officer.rank])
        there = stays.get(row, [(0, DAYS * DAY)])
        worked = sum(any(since <= day * DAY < to for since, to in there) for day in range(WARM_UP, DAYS))
        full_time = a_year / PARTS.get(officer.key.rsplit("/", 1)[1], 1.0)
        paid += a_year * worked / 365 + overtime[row] * full_time / 1650 * 1.33
    cost = float(measure(log, ["cost"]).set_index("group")["value"][""])
    assert cost * (DAYS - WARM_UP) / 7 == pytest.approx(paid, abs=0.01)
