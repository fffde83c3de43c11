"""People checks: what cannot be of those listed, of those who join and of those who leave."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from demandsim.scenario.warnings import warnings
from tests.scenario.listed import HEAD, ROWS, listed, refused, table

JOINER = {"name": "intake", "team": "officers", "rank": "constable", "places": {"village": 1}}
SHORT = {"officers": {"establishment": {"village": {"constable": 1, "sergeant": 1}}}}
POSITIONS = {"handlers": {"posts": None, "shift": None, "positions": [1] * 24}}
ATTENDING = {"officers": {"desks": ["response"]}}


def with_row(row: str, head: str = HEAD) -> str:
    width = head.count(",")
    return table(*(each + "," * (width - each.count(",")) for each in ROWS), row, head=head)


NAMES = [
    (with_row("x,oficers,village,constable,"), {}, ":8", "no team 'oficers'; did you mean 'officers'?"),
    (with_row("x,officers,vilage,constable,"), {}, ":8", "no area 'vilage'; did you mean 'village'?"),
    (with_row("x,officers,village,constable,pip1;pip3"), {}, ":8", "no skill 'pip3'; did you mean"),
    (with_row("x,officers,village,constable,,oficce", f"{HEAD},shift"), {}, ":8", "there is no shift 'oficce'"),
    (with_row("o1,officers,village,constable,"), {}, ":8", "id 'o1' is given twice"),
    (table(), {"joiners": [{**JOINER, "team": "nobody"}]}, "listed.yaml", "there is no team 'nobody'"),
    (table(), {"joiners": [{**JOINER, "places": {"town": 1}}]}, "listed.yaml", "there is no area 'town'"),
    (table(), {"joiners": [{**JOINER, "skills": ["pip9"]}]}, "listed.yaml", "there is no skill 'pip9'"),
    (table(), {"joiners": [JOINER, JOINER]}, "listed.yaml", "'intake' is named twice"),
    (table(), {"leavers": {"share": {"chief": "5 %"}}}, "listed.yaml", "unknown key 'chief'"),
    (table(), {"leavers": {"share": {}, "without": ["pip9"]}}, "listed.yaml", "there is no skill 'pip9'"),
    (table(), {"officers": {"establishment": {"town": {"constable": 1}}}}, "listed.yaml", "there is no area 'town'"),
]
MISFITS = [
    (table(), {"officers": {"skills": {"pip2": 1}}}, "officers.skills", "leave `skills` out"),
    (table(), {"officers": {"posts": {"village": {"constable": 1}}}}, "officers.posts", "write `establishment`"),
    (table(), {"teams": {"handlers": {"establishment": {"force": {"handler": 1}}}}}, "listed.yaml", "write `posts`"),
    (table(*ROWS[:3]), {}, "workforce.teams.detectives", "the team detectives needs `posts`"),
    (with_row("x,handlers,force,handler,"), {"teams": POSITIONS}, "roster.csv:8", "`positions` by hour"),
    (
        table(),
        {"teams": POSITIONS, "joiners": [{**JOINER, "team": "handlers", "rank": "handler", "places": {"force": 1}}]},
        "listed.yaml",
        "`positions` by hour",
    ),
    (with_row("x,officers,village,constable,,2", f"{HEAD},group"), {}, "roster.csv:8", "shift always has 1 groups"),
    (with_row("x,officers,village,constable,,3,office", f"{HEAD},group,shift"), {}, ":8", "shift office has 1 groups"),
    (with_row("x,officers,village,constable,,3", f"{HEAD},point"), {}, "roster.csv:8", "`costs.pay` says nothing"),
    (table(), {"joiners": [{**JOINER, "rank": "pcso"}]}, "listed.yaml", "what does a pcso cost?"),
    (table(), {"leavers": {"share": {"constable": "100 %"}}}, "listed.yaml", "write a share below 100 %"),
    (
        with_row("x,officers,village,constable,,2018-03-01,2018-02-01", f"{HEAD},begins,ends"),
        {},
        ":8",
        "before the first day",
    ),
]


@pytest.mark.parametrize(("text", "over", "where", "words"), NAMES + MISFITS, ids=range(len(NAMES + MISFITS)))
def test_what_cannot_be_is_refused(tmp_path: Path, text: str, over: dict[str, Any], where: str, words: str) -> None:
    said = [line for line in refused(tmp_path, text, **over).splitlines() if words in line]
    assert said
    assert where in said[0]


def test_restricted_people_need_something_else_to_do(tmp_path: Path) -> None:
    text = with_row("x,officers,village,constable,,yes", f"{HEAD},restricted")
    model = {"investigative_model": {"routes": [{"name": "all", "to": "detectives"}], "transfer": {"clauses": []}}}
    said = refused(tmp_path, text, **ATTENDING, top=model)
    assert (
        "roster.csv:8: workforce.people[7].restricted: officers only attends incidents, and x is on restricted" in said
    )
    assert len(listed(tmp_path, text).workforce.people) == 7


def test_learning_is_a_reason_of_its_own(tmp_path: Path) -> None:
    text = with_row("x,officers,village,constable,,20 %", f"{HEAD},learning")
    assert "give this reason another name" in refused(tmp_path, text, abstraction={"learning": "5 %"})
    assert listed(tmp_path, table(), abstraction={"learning": "5 %"}).workforce.abstracted == {"learning": 0.05}


def test_who_is_never_there_and_who_is_too_many_are_warned_of(tmp_path: Path) -> None:
    text = with_row("x,officers,village,constable,,2019-01-01,", f"{HEAD},begins,ends")
    said = warnings(listed(tmp_path, text, **SHORT))
    assert "x of officers is not there on any day of the run: from 2019-01-01" in said
    assert "officers in village: 2 of the rank constable, 1 beyond the establishment" in said
    quiet = warnings(listed(tmp_path, table()))
    assert not [line for line in quiet if "officers in village" in line or "not there" in line]


def test_a_last_day_before_the_run_and_the_days_on_its_edge(tmp_path: Path) -> None:
    """The run is 2018-01-01 to 2018-02-04, 7 and 28 days."""
    for dates, never in (
        (",2017-12-31", True),
        (",2018-01-01", False),
        ("2018-02-04,", False),
        ("2018-02-05,", True),
    ):
        text = with_row(f"x,officers,village,constable,,{dates}", f"{HEAD},begins,ends")
        assert any("x of officers is not there" in line for line in warnings(listed(tmp_path, text))) is never, dates


def test_a_team_that_begins_with_nobody_is_sound_and_warned_of(tmp_path: Path) -> None:
    rows = [f"{row},{'2018-01-08' if row.startswith('o') else ''}" for row in ROWS]
    scenario = listed(tmp_path, table(*rows, head=f"{HEAD},begins"))
    assert "nobody of officers is there on the first day, 2018-01-01" in warnings(scenario)


def test_a_gap_is_told_by_the_groups_that_people_really_work(tmp_path: Path) -> None:
    """Two groups that share the clock: whoever is left in one of them leaves half of it empty."""
    halves = {
        "halves": {
            "cycle": "DN",
            "teams": 2,
            "turns": {"D": {"starts": "00:00", "ends": "12:00"}, "N": {"starts": "12:00", "ends": "24:00"}},
        },
        "days": {"cycle": "D", "turns": {"D": {"starts": "00:00", "ends": "12:00"}}},
        "nights": {"cycle": "N", "turns": {"N": {"starts": "12:00", "ends": "24:00"}}},
    }
    head = f"{HEAD},shift,restricted"

    def gaps(first: str, second: str, **over: Any) -> list[str]:
        rows = [f"o1,officers,village,constable,pip1,{first}", f"o2,officers,village,constable,pip1,{second}"]
        rows += [f"{row},," for row in ROWS[2:]]
        over = {"shifts": halves, "officers": {"shift": "days"}, **over}
        return [line for line in warnings(listed(tmp_path, table(*rows, head=head), **over)) if "on duty" in line]

    assert gaps(",", "nights,") == []
    assert gaps(",", "nights,yes") == ["nobody of a response team is ever on duty in village: Mon-Sun 12:00-24:00"]
    assert gaps(",", ",") == ["nobody of a response team is ever on duty in village: Mon-Sun 12:00-24:00"]
    assert gaps("nights,", "nights,", joiners=[JOINER]) == []
    assert gaps("nights,", "nights,", joiners=[{**JOINER, "restricted": True}]) != []
