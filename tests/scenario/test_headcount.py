"""Headcount: who there is on the first day, what is vacant, and who is expected to join and leave; by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from demandsim.audit.audit import audit
from demandsim.audit.tables import tables
from demandsim.scenario.explain import explain
from demandsim.scenario.files import read_scenario
from demandsim.scenario.headcount import Headcount, headcounts, listed, whole_force
from tests.scenario.listed import HEAD, ROOT, ROWS, table
from tests.scenario.listed import listed as village

SHIPPED = ROOT / "scenarios" / "village_people.yaml"


def test_the_village_of_people_can_be_counted_by_hand() -> None:
    """Officers: three constables there of five, one of them 60 %, a student to come, an acting sergeant.

    Detectives: one of the two constables works 80 % and leaves, another joins; 8 % of those who stay leave in a year.
    """
    a_month = 1 - 0.92 ** (35 / 365)
    two_weeks = 1 - 0.92 ** (14 / 365)
    counts = headcounts(read_scenario(SHIPPED))
    assert counts == (
        Headcount("officers", 4, 3.6, 2, 0, 1, 1, 1, 0, 1, pytest.approx(4 * a_month)),
        Headcount("detectives", 3, 2.8, 1, 0, 0, 0, 1, 0, 1, pytest.approx(1 + a_month + two_weeks)),
    )
    force = whole_force(counts)
    assert (force.heads, force.fte, force.vacant, force.joining) == (7, pytest.approx(6.4), 3, 2)


def test_a_headcount_in_words() -> None:
    one = Headcount("cid", 40, 37.25, 3, 1, 2, 4, 5, 6, 7, 1.26)
    assert one.text() == (
        "cid: 40 there, 37.2 full-time equivalents, 3 vacant, 1 beyond the establishment, 2 restricted, 4 acting, "
        "5 part-time, 6 learning, 7 to join, 1.3 expected to leave"
    )
    assert Headcount("cid", 4, 4.0, None, 0, 0, 0, 0, 0, 0, 0.0).text() == "cid: 4 there, 4.0 full-time equivalents"
    assert Headcount("cid", 4, 4.0, 0, 0, 0, 0, 0, 0, 0, 0.03).text().endswith(", fewer than 0.1 expected to leave")


def test_learning_counts_while_it_lasts_and_dates_before_the_run_do_not(tmp_path: Path) -> None:
    head = f"{HEAD},learning,learning until,ends"
    rows = [
        "a,officers,village,constable,pip1,20 %,2018-01-01,",
        "b,officers,village,constable,pip1,20 %,2017-12-31,",
        "c,officers,village,constable,pip1,,,2017-12-31",
        "d,officers,village,constable,pip1,,,2018-02-04",
        "e,officers,village,constable,pip1,,,2018-02-03",
        *(f"{row},,," for row in ROWS[2:]),
    ]
    count = headcounts(village(tmp_path, table(*rows, head=head)))[0]
    assert (count.heads, count.learning, count.leaving, count.vacant) == (5, 1, 1.0, None)


def test_places_beyond_the_establishment_fill_no_vacancy(tmp_path: Path) -> None:
    establishment = {"village": {"constable": 5}, "force": {"sergeant": 2}}
    count = headcounts(village(tmp_path, officers={"establishment": establishment}))[0]
    assert (count.heads, count.vacant, count.beyond) == (3, 3 + 2, 1)


def test_check_says_who_is_listed_and_what_was_passed_over(tmp_path: Path) -> None:
    rows = [f"{row},Doe" for row in ROWS]
    said = listed(village(tmp_path, table(*rows, head=f"{HEAD},surname")))
    assert said[0] == "people 6 listed, 1 column with names passed over"
    assert [line.split(":")[0] for line in said[1:]] == ["officers", "detectives"]
    assert listed(read_scenario(ROOT / "scenarios" / "village.yaml")) == []


def test_explain_and_audit_show_the_headcount() -> None:
    scenario = read_scenario(SHIPPED)
    assert "PEOPLE: on the first day" in explain(scenario).text()
    (people,) = (each for each in tables(audit(scenario)) if each.name == "People")
    assert [row[:4] for row in people.rows] == [
        ("officers", 4, 3.6, 2),
        ("detectives", 3, 2.8, 1),
        ("whole force", 7, 6.4, 3),
    ]
    assert people.of("detectives").rows[0][-1] == pytest.approx(1.02, abs=0.01)
    posts = read_scenario(ROOT / "scenarios" / "village.yaml")
    assert "PEOPLE" not in explain(posts).text()
    assert "People" not in [each.name for each in tables(audit(posts))]
