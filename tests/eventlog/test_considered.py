"""Why this officer: everybody in the unit as the rule saw them, in a table and in words."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from demandsim.eventlog.choices import choices
from demandsim.eventlog.considered import considered, why_in_words
from demandsim.eventlog.log import EventLog
from demandsim.eventlog.moments import Moment
from tests.stories.hand import DAY, World
from tests.stories.test_allocation_stories import NINE, by


def team(rule: dict[str, Any], **options: Any) -> World:
    """Deb without skills, eli and fay with pip1, gus off duty with pip1 and pip2, and sue above them."""
    world = World(rule, caps={"cid": 2}, **options)
    world.detective("deb", (0, DAY))
    world.detective("eli", (0, DAY), skills=["pip1"])
    world.detective("fay", (0, DAY), skills=["pip1"])
    world.detective("gus", skills=["pip1", "pip2"])
    world.supervisor("sue", "cid", (0, DAY))
    return world


def allocations(log: EventLog) -> list[int]:
    """Rows ALLOCATED."""
    return np.flatnonzero(log.moment == Moment.ALLOCATED).tolist()


def test_everybody_in_the_unit_is_shown_as_the_rule_saw_them() -> None:
    world = team(by("best_fit", skill="required", takes="1 min"))
    for at in (0, 100, 200, 300):
        world.crime(at, "assault", work=[9000])
    world.crime(400, "burglary")
    world.crime(500, "assault")
    log = world.play()
    shown = considered(log, allocations(log)[-1])
    assert shown.drop(columns=["rare", "sum"]).fillna(-1).to_numpy().tolist() == [
        ["cid/force/fay/0", True, 1, "", 1, 2, "", True, 160],
        ["cid/force/deb/0", False, -1, "lacks a required skill", 0, 2, "pip1", True, -1],
        ["cid/force/eli/0", False, -1, "full under a hard cap", 2, 2, "", True, 360],
        ["cid/force/gus/0", False, -1, "full under a hard cap", 2, 2, "", False, 460],
    ]
    assert shown[["rare", "sum"]].isna().all(axis=None)


def test_a_choice_is_that_of_the_second_in_which_a_supervisor_began() -> None:
    world = team(by("weighted", takes="10 min", weights={"caseload": 1, "lacks_skill": 2.5, "off_duty": 0.5}))
    world.crime(0, "theft")
    world.crime(100, "assault")
    log = world.play()
    first, second = choices(log)
    assert (first.at, second.at) == (0, 600)
    shown = considered(log, second.row).set_index("officer")
    assert shown["place"].to_dict() == {
        "cid/force/eli/0": 1, "cid/force/fay/0": 2, "cid/force/gus/0": 3, "cid/force/deb/0": 4
    }  # fmt: skip
    assert shown["sum"].tolist() == [0, 0, 0.5, 3.5]
    assert shown["owner"].tolist() == [True, False, False, False]


def test_rarity_is_told_where_it_counts() -> None:
    world = team(by("rarest_skill"))
    world.crime(0, "theft")
    world.crime(100, "assault")
    log = world.play()
    shown = [considered(log, row).set_index("officer")["rare"].to_dict() for row in allocations(log)]
    deb, eli, fay, gus = (f"cid/force/{name}/0" for name in ("deb", "eli", "fay", "gus"))
    third = pytest.approx(1 / 3)
    assert shown == [
        {deb: 0, eli: third, fay: third, gus: pytest.approx(4 / 3)},
        {eli: 0, fay: 0, gus: 1, deb: 0},
    ]
    assert "other skills count 1.33" in why_in_words(log, int(log.facts.crime_uid[0]))[-1]


def test_why_in_words_names_the_runner_up_and_who_was_ruled_out() -> None:
    world = team(by("best_fit", skill="required"))
    for at in (0, 100, 200):
        world.crime(at, "assault", work=[9000])
    log = world.play()
    told = why_in_words(log, int(log.facts.crime_uid[2]))
    assert told == [
        "Mon 06 Jan 2025 00:03  given to cid/force/gus/0: fewest open crimes",
        "  0 of 2 crimes held, has the skills, off duty, nothing received before",
        "  runner-up: cid/force/eli/0: 1 of 2 crimes held, has the skills, on duty, last received 200 s ago",
        "  then: cid/force/fay/0: 1 of 2 crimes held, has the skills, on duty, last received 100 s ago",
        "  not considered: 1 officer (lacks a required skill)",
    ]
    with pytest.raises(ValueError, match="there is no crime 12345"):
        why_in_words(log, 12345)


def test_where_nobody_chose_nobody_is_compared() -> None:
    world = team(by("best_fit", linked=True))
    world.crime(0, "assault")
    world.crime(100, "theft", linked=0)
    log = world.play()
    shown = considered(log, allocations(log)[-1])
    assert shown["place"].isna().all()
    assert (shown["ruled_out"] == "").all()
    told = why_in_words(log, int(log.facts.crime_uid[1]))
    assert told[0].endswith("given to cid/force/eli/0: holds the crime to which it is linked")
    assert told[-1] == "  nobody was compared"


def test_a_meeting_is_told_by_what_was_known_when_it_met() -> None:
    world = team(by("meeting", at=["09:00"], left=10, takes="10 min", weights={"caseload": 1, "lacks_skill": 3}))
    for at in range(6):
        world.crime(at, "assault")
    log = world.play()
    found = list(choices(log))
    assert [choice.at for choice in found] == [NINE] * 6
    assert [choice.named for choice in found] == [choice.owner for choice in found]
    taken = [choice.owner for choice in found]
    assert sorted(taken) == [1, 1, 2, 2, 3, 3]
    # Room is kept in the order of the agenda.
    assert [choice.caseload[choice.owner] for choice in found] == [taken[:n].count(o) for n, o in enumerate(taken)]
    told = why_in_words(log, int(log.facts.crime_uid[5]))
    assert told[1] == "  chosen 1 h before"
    assert any("the meeting gave out the whole queue at once" in line for line in told)


def test_only_allocations_can_be_asked_about() -> None:
    world = team(by("best_fit"))
    world.crime(0)
    log = world.play()
    with pytest.raises(ValueError, match="row 0 of the log allocates nothing"):
        considered(log, 0)
