"""Supervisors' posts to be played, by hand, and how what was played is told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from python_calamine import load_workbook

from demandsim.audit.audit import Audit, audit
from demandsim.audit.capability import WHOLE_FORCE
from demandsim.audit.play_words import about_play
from demandsim.audit.played import FEWER, MADE_GOOD, Effect, Played, UnitPosts, commonest_rank, supervisors_posts
from demandsim.audit.tables import tables
from demandsim.audit.words import findings, text
from demandsim.report.workbooks.audit_files import LONGEST_NAME, page, sheet_name, workbook
from demandsim.scenario.files import read_scenario
from tests.audit.villages import village, write

SERGEANTS = "workforce.teams.officers.posts.village.sergeant"


def posts(folder: Path, busy: float = 0.6, **changes: Any) -> dict[str, UnitPosts]:
    scenario = village(folder, **changes)
    return {one.team: one for one in supervisors_posts(scenario, audit(scenario).leaders, busy)}


@pytest.mark.parametrize(("today", "fewer"), [(1, 1), (2, 2), (3, 2), (7, 6), (8, 6), (12, 10), (13, 10)])
def test_a_fifth_fewer_is_in_whole_posts_and_leaves_one(tmp_path: Path, today: int, fewer: int) -> None:
    found = posts(tmp_path, **{SERGEANTS: today})["officers"]
    assert (found.today, found.posts[FEWER]) == (today, fewer)
    assert found.pounds[FEWER] == (fewer - today) * 60_000


def test_a_shortfall_is_made_good_for_the_hours_asked(tmp_path: Path) -> None:
    # Welfare of 2 officers, 60 h each in 12 months: 1,440 h a year, which with the rest is more than 28 h a week; a
    # sergeant of the officers is there 168 h a week, one of the detectives 40 h.
    found = posts(tmp_path, **{"workforce.welfare": "60 h"})
    assert found["officers"].posts[MADE_GOOD] == 1
    hours = found["detectives"].hours
    assert 28 < hours < 30
    # 60 % of 40 h are 24 h a post: two are needed; at 30 % three.
    assert (found["detectives"].posts[MADE_GOOD], found["detectives"].pounds[MADE_GOOD]) == (2, 60_000)
    assert posts(tmp_path, 0.3, **{"workforce.welfare": "60 h"})["detectives"].posts[MADE_GOOD] == 3
    # As many as just fit are enough.
    assert posts(tmp_path, hours / 40, **{"workforce.welfare": "60 h"})["detectives"].posts[MADE_GOOD] == 1


def test_nobody_is_taken_away_where_there_are_more_than_enough(tmp_path: Path) -> None:
    assert posts(tmp_path, **{SERGEANTS: 9})["officers"].posts[MADE_GOOD] == 9


def test_posts_are_of_the_commonest_rank_nearby(tmp_path: Path) -> None:
    scenario = village(
        tmp_path, **{"workforce.teams.officers.posts.village": {"inspector": 3}, "costs.post.inspector": 1}
    )
    assert commonest_rank(scenario, "officers", "village") == "inspector"
    assert commonest_rank(scenario, "detectives", "village") == "sergeant"
    # Handlers have no supervisors: the commonest of the force.
    assert commonest_rank(scenario, "handlers", "force") == "inspector"


def test_acting_and_vacant_posts_of_listed_supervisors(tmp_path: Path) -> None:
    people = [
        {"id": "1", "team": "officers", "area": "village", "rank": "constable"},
        {"id": "2", "team": "officers", "area": "village", "rank": "sergeant", "acting": True},
        {"id": "3", "team": "officers", "area": "village", "rank": "sergeant"},
    ]
    file = write(tmp_path)
    written = file.with_name("village.yaml")
    plain = written.read_text(encoding="utf-8")
    listed = plain.replace(
        "posts: {village: {constable: 2, sergeant: 1}}", "establishment: {village: {sergeant: 4}}", 1
    )
    listed = listed.replace("workforce:\n", f"workforce:\n  people: {people}\n".replace("True", "true"), 1)
    listed = listed.replace("      skills: {pip1: 100 %}\n", "", 1)
    assert listed.count("establishment") == 1
    written.write_text(listed, encoding="utf-8")
    found = audit(read_scenario(file, "audited"))
    leaders = {one.team: one for one in found.leaders}
    assert (leaders["officers"].acting, leaders["officers"].vacant) == (1, 2)
    assert (leaders["detectives"].acting, leaders["detectives"].vacant) == (0, 0)
    table = next(one for one in tables(found) if one.name == "Leaders")
    headings = [heading for heading, _ in table.columns]
    row = next(row for row in table.rows if row[0] == "officers")
    assert (row[headings.index("Acting")], row[headings.index("Vacant")]) == (1, 2)
    assert "Acting: 1 of 3 supervisors on the roster hold their rank for a time" in " ".join(findings(found))


def test_without_listed_people_nobody_says_who_acts(tmp_path: Path) -> None:
    table = next(one for one in tables(audit(village(tmp_path))) if one.name == "Leaders")
    assert "Acting" not in [heading for heading, _ in table.columns]


def played(**changes: Any) -> Played:
    """Officers lose one of three sergeants; detectives gain two."""
    units = (
        UnitPosts("officers", "village", 4.0, 3, {FEWER: 2, MADE_GOOD: 3}, {FEWER: -60_000.0, MADE_GOOD: 0.0}),
        UnitPosts("detectives", "village", 30.0, 1, {FEWER: 1, MADE_GOOD: 3}, {FEWER: 0.0, MADE_GOOD: 120_000.0}),
    )
    effects = (
        Effect(FEWER, WHOLE_FORCE, "reviews_on_time", 0.8, -0.1, 0.02, "worse"),
        Effect(FEWER, WHOLE_FORCE, "crimes_closed", 5.0, 0.0, 0.0, "identical"),
        Effect(MADE_GOOD, WHOLE_FORCE, "allocation_delay", 6.5, -2.25, 0.5, "better"),
        Effect(MADE_GOOD, WHOLE_FORCE, "crimes_closed", 5.0, 0.1, 0.4, "no difference shown"),
        Effect(MADE_GOOD, "detectives", "allocation_delay", 9.0, -3.0, 1.0, "better"),
    )
    facts: dict[str, Any] = {"replications": 4, "days": 28, "warm_up": 7, "seed": 3, "busy": 0.6}
    return Played(**{**facts, "posts": units, "effects": effects, **changes})


def with_play(folder: Path, **changes: Any) -> Audit:
    return replace(audit(village(folder)), played=played(**changes))


def test_what_was_played_is_said_in_sentences() -> None:
    assert list(about_play(played())) == [
        "Simulated with a fifth fewer supervisors (1 post fewer, £60,000 a year less): reviews on time -10.00 ± 2.00 "
        "points (worse); no difference shown in crimes closed a week.",
        "Simulated with the shortfall of supervisors made good (2 posts more, £120,000 a year more): allocation delay "
        "-2.25 ± 0.50 h (better); no difference shown in crimes closed a week.",
    ]


def test_what_was_not_played_is_said_too() -> None:
    alone = UnitPosts("officers", "village", 4.0, 1, {FEWER: 1, MADE_GOOD: 1}, {FEWER: 0.0, MADE_GOOD: 0.0})
    assert list(about_play(played(posts=(alone,), effects=()))) == [
        "A fifth fewer supervisors: in whole posts no unit would have fewer, so nothing was played.",
        "No shortfall to make good: nowhere do the hours asked for take more than 60 % of supervisors’ time.",
    ]


def test_tables_of_a_play(tmp_path: Path) -> None:
    found = {one.name: one for one in tables(with_play(tmp_path))}
    assert found["Supervisors played"].rows == (
        ("officers", "village", 4.0, 3, 2, 60_000, 3, 0),
        ("detectives", "village", 30.0, 1, 1, 0, 3, 120_000),
        (WHOLE_FORCE, "", 34.0, 4, 3, 60_000, 6, 120_000),
    )
    effects = found["Simulated effect"].rows
    assert effects[0] == pytest.approx((WHOLE_FORCE, FEWER, "Reviews on time, %", 80, -10, 2, "worse"))
    assert effects[-1] == ("detectives", MADE_GOOD, "Allocation delay, h", 9.0, -3.0, 1.0, "better")


def test_a_terminal_shows_the_whole_force_and_files_show_the_teams(tmp_path: Path) -> None:
    found = with_play(tmp_path)
    said = text(found)
    assert "Simulated with a fifth fewer supervisors" in said
    effect = said.split("SIMULATED EFFECT")[1]
    assert "whole force" in effect
    assert "detectives" not in effect
    written = page(found)
    assert "Simulated with a fifth fewer supervisors" in written
    detectives = written.split('<section class="team"')[3]
    assert "Allocation delay, h" in detectives
    assert "simulated part: 4 replications of 28 days, seed 3" in written
    assert "nothing drawn by chance" not in written


def test_the_workbook_has_a_sheet_for_every_team(tmp_path: Path) -> None:
    found = with_play(tmp_path)
    path = tmp_path / "book.xlsx"
    path.write_bytes(workbook(found))
    book = load_workbook(path)
    names = [table.name for table in tables(found)]
    assert book.sheet_names == ["Read me", *names, "Team handlers", "Team officers", "Team detectives"]
    rows = book.get_sheet_by_name("Team detectives").to_python()
    headings = [row[0] for row in rows]
    wanted = [table.name for table in tables(found) if table.team is not None and table.of("detectives").rows]
    assert [heading for heading in headings if heading in wanted] == wanted
    assert {"Skills", "Cover", "Leaders", "Supervisors played", "Simulated effect"} <= set(wanted)
    # Under the heading of a table: what it says, its columns without the team, then this team's rows alone.
    at = headings.index("Simulated effect")
    assert rows[at + 2][:3] == ["Supervisors", "Measure", "Today"]
    assert rows[at + 3][:4] == [MADE_GOOD, "Allocation delay, h", 9.0, -3.0]
    assert not any(row[0] == "officers" for row in rows)
    # Above the tables what is said of the team, and what its own change does.
    said = headings[: headings.index("")]
    assert said[0].startswith("Gaps: everywhere")
    assert any(sentence.startswith("Leaders: most is asked in detectives (village)") for sentence in said)
    assert said[-1] == (
        "Simulated with the shortfall of supervisors made good (2 posts more, £120,000 a year more): allocation delay "
        "-3.00 ± 1.00 h (better)."
    )
    assert not any("officers (village)" in sentence for sentence in said)


def test_a_team_is_told_of_itself_alone(tmp_path: Path) -> None:
    found = with_play(tmp_path)
    assert findings(found, "handlers") == ["No supervisor at all: handlers (force)."]
    officers = findings(found, "officers")
    assert officers[0] == (
        "Gaps: in 1 of 2 pairs of skill and unit the holders have fewer hours than crimes need. Weighted by harm the "
        "greatest is pip2 in officers (village): 3.2 of 3.2 hours a week."
    )
    assert not any("detectives" in sentence for sentence in officers)
    parts = page(found).split('<section class="team"')
    assert "No supervisor at all: handlers (force)." in parts[1]
    assert "3.2 of 3.2 hours a week." in parts[2]


def test_long_and_like_names_of_teams_have_sheets_of_their_own() -> None:
    long = "a team with a name that goes on and on"
    first = sheet_name(long, ["Read me"])
    second = sheet_name(long.upper(), ["Read me", first])
    assert first == f"Team {long}"[:LONGEST_NAME]
    assert second.endswith(" 2")
    assert len(second) == LONGEST_NAME
    assert second.lower() != first.lower()
