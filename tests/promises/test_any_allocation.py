"""Why this officer? The rule, applied to what the log alone tells of everybody, names the owner of every allocation."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demandsim.engine import run
from demandsim.eventlog.choices import choices
from demandsim.eventlog.identities import identities
from demandsim.eventlog.log import EventLog
from demandsim.eventlog.moments import Moment
from demandsim.roster import Roster, build_roster
from demandsim.rules.allocate import LINKED, MET, NOBODY, OPENING, standings, why_owner
from demandsim.scenario.scenario import Scenario
from demandsim.tape import Tape, record
from tests.promises.any_world import CHANGES, length, loaded, minutes
from tests.promises.how_many import worlds
from tests.promises.test_any_world import ANY
from tests.promises.witness import Witness
from tests.worlds import village

WEIGHTS = st.fixed_dictionaries(
    {"caseload": st.sampled_from([0, 1, 0.3])},
    optional={
        "lacks_skill": st.sampled_from([0, 2.5]),
        "rare_skill": st.sampled_from([0, 3]),
        "off_duty": st.sampled_from([0, 0.5, 4]),
        "not_attended": st.sampled_from([0, 2]),
        "over_cap": st.sampled_from([0, 1.5]),
    },
)
COMMON: dict[str, st.SearchStrategy[Any]] = {
    "cap": st.sampled_from(["hard", "soft"]),
    "takes": length("0 s", "10 min", "1 h"),
    "order": st.sampled_from(["longest_queued", "harm", "harm_by_age"]),
    "linked": st.booleans(),
}
SKILL = {"skill": st.sampled_from(["required", "preferred"])}
KINDS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "least_caseload": COMMON,
    "best_fit": COMMON | SKILL,
    "longest_idle": COMMON | SKILL,
    "listed_first": COMMON | SKILL,
    "rarest_skill": COMMON | SKILL,
    "continuity": COMMON | SKILL,
    "weighted": COMMON | {"weights": WEIGHTS},
    "meeting": COMMON
    | {
        "weights": WEIGHTS,
        "at": st.sampled_from([["09:00"], ["00:00", "10:00", "15:30"]]),
        "left": st.sampled_from([0.5, 3, 50]),
    },
}
CROWDED = {
    "workforce.teams.response.skills": {"pip1": 0.6, "pip2": 0.5, "rasso": 0.5},
    "workforce.teams.cid.posts": {"north": {"sergeant": 1, "constable": 5}, "force": {"sergeant": 1, "constable": 4}},
    "demand.incidents.violence.scene": "10 min",
    "demand.incidents.property.scene": "10 min",
}
"""Skills that differ, and crimes enough: what makes officers differ."""


def linked_at_random(tape: Tape, share: float) -> Tape:
    """The tape with a share of crimes linked to one of the five rows before."""
    rows = np.arange(len(tape.crimes.offence))
    to = np.maximum(rows - 1 - rows % 5, 0)
    linked = np.where((tape.crimes.route_luck < share) & (rows > 0), to, NOBODY)
    return replace(tape, crimes=replace(tape.crimes, linked=linked))


def played(scenario: Scenario, replication: int, whole_minutes: bool) -> tuple[Tape, Roster, EventLog]:
    """Play four days of a world."""
    tape = linked_at_random(record(scenario, replication=replication, days=4), 0.5)
    if whole_minutes:
        tape = minutes(tape)
    roster = build_roster(scenario.workforce, tape.absences)
    return tape, roster, run(tape, roster, scenario.rules)


@pytest.mark.parametrize("kind", KINDS)
@settings(ANY, max_examples=worlds(2))
@given(data=st.data(), changes=CHANGES, replication=st.integers(0, 50), backlog=st.booleans(), minutely=st.booleans())
def test_the_rule_names_the_owner_from_what_the_log_tells(
    kind: str, data: Any, changes: dict[str, Any], replication: int, backlog: bool, minutely: bool
) -> None:
    rule = data.draw(st.fixed_dictionaries(KINDS[kind])) | {"kind": kind}
    facts = changes | CROWDED | {"investigative_model.allocate": rule} | ({} if backlog else {"demand.backlog": []})
    tape, roster, log = played(village(**loaded(6), **facts), replication, minutely)
    found = list(choices(log))
    assert [choice.row for choice in found] == np.flatnonzero(log.moment == Moment.ALLOCATED).tolist()
    for choice in found:
        assert choice.named == choice.owner, choice
        why = int(log.detail[choice.row])
        if choice.rule is not None and not why & MET:
            known = (choice.officers, choice.caseload, choice.caps, choice.skills, choice.needed)
            more = (choice.last_allocated, choice.attended, choice.on_duty)
            assert min(standings(choice.rule, *known, *more))[1] == choice.owner
            assert why & ~OPENING == why_owner(choice.rule, choice.owner, *known, *more)
        if why & LINKED:
            assert choice.rule is None
            assert not choice.full
    assert identities(log) == []
    if kind != "meeting":
        waiting = [told for told in Witness(tape, roster).complaints(log) if "crime" in told]
        assert waiting == []
