"""The command: what a planner reads, the files it leaves, and how it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from python_calamine import load_workbook

from demandsim.audit.audit import audit
from demandsim.audit.tables import shown, tables
from demandsim.report.workbooks.audit_files import page, workbook
from tests.audit.test_capability import HEAD, ROWS, write_csv
from tests.audit.villages import village, write
from tests.conftest import Command
from tests.test_docs import FROM_OUTSIDE


def test_an_audit_is_said_and_written(command: Command, tmp_path: Path) -> None:
    file, leaders = write(tmp_path, **{"costs.course": {"pip2": 2000}}), write_csv(tmp_path, ROWS)
    out = tmp_path / "found"
    asked = ("--option", "audited", "--budget", "£5,000", "--leaders", leaders, "--out", out)
    ended = command("audit", file, *asked)
    assert (ended.code, ended.err) == (0, "")
    for said in (
        "Gaps: in 1 of 4 pairs of skill and unit",
        "pip2 in officers (village): 3.2 of 3.2 hours a week.",
        "Crimes need a skill that nobody in the unit holds: pip2 in officers (village).",
        "one holder alone: pip2 in detectives (village).",
        "Training plan: £2,000 of £5,000 for 1 place, which close 3.2 hours a week (harm 140); 0.0 are left.",
        "No supervisor at all: handlers (force).",
        "Table of leaders: 4 rows for 2 posts of supervisors; 2 act in their rank.",
        "Accreditations that one leader alone holds: PIP 2 supervisor in officers.",
    ):
        assert said in " ".join(ended.out.split())
    assert sorted(path.suffix for path in out.iterdir()) == [".html", ".xlsx"]


def test_the_workbook_holds_what_was_found(tmp_path: Path) -> None:
    found = audit(village(tmp_path))
    path = tmp_path / "book.xlsx"
    path.write_bytes(workbook(found))
    book = load_workbook(path)
    made = tables(found)
    assert book.sheet_names[: 1 + len(made)] == ["Read me", *(table.name for table in made)]
    for table in made:
        _, heads, *rows = book.get_sheet_by_name(table.name).to_python()
        assert heads == [heading for heading, _ in table.columns]
        assert len(rows) == len(table.rows)
        for written, row in zip(rows, table.rows, strict=True):
            for cell, value, (_, kind) in zip(written, row, table.columns, strict=True):
                assert cell == (pytest.approx(value) if isinstance(cell, float) else shown(value, kind))


def test_the_page_has_a_part_for_every_team_and_fetches_nothing(tmp_path: Path) -> None:
    said = page(audit(village(tmp_path)))
    assert not FROM_OUTSIDE.search(said)
    assert said.startswith("<!DOCTYPE html>")
    parts = said.split('<section class="team"')
    assert [part.split('<h2 id="')[1].split(">")[1].split("<")[0] for part in parts[1:]] == [
        "handlers",
        "officers",
        "detectives",
    ]
    assert "15.2" in parts[2]
    assert "10.8" in parts[3]


def test_what_is_written_in_a_scenario_is_escaped(tmp_path: Path) -> None:
    said = page(audit(village(tmp_path, **{"about.title": "A <b>village</b>"})))
    assert "<b>" not in said
    assert "A &lt;b&gt;village" in said


def test_the_same_audit_gives_the_same_files(tmp_path: Path) -> None:
    found, again = audit(village(tmp_path)), audit(village(tmp_path))
    assert page(found) == page(again)
    assert workbook(found) == workbook(again)


def test_hours_to_spare_in_one_unit_close_no_gap_in_another(tmp_path: Path) -> None:
    whole = next(table for table in tables(audit(village(tmp_path))) if table.name == "Whole force")
    # Officers need 3.2 h of pip2 and have none, detectives need 6.8 h and have 40 h.
    row = next(row for row in whole.rows if row[0] == "pip2")
    assert row == pytest.approx(("pip2", 10.0, 1, 40.0, 3.2, 0.32 * 438, 1, 1))


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (("--budget", "5 apples"), "--budget: "),
        (("--budget", "£5,000"), "--budget: nothing says what a place on a course costs"),
        (("--required", "sergeant=2"), "--required: says which level"),
        (("--leaders", "nowhere.csv"), "nowhere.csv: cannot be read"),
        (("--leaders", "leaders.csv", "--required", "sargeant=2"), "there is no supervisor's rank 'sargeant'; did you"),
        (("--leaders", "leaders.csv", "--required", "sergeant=4"), "'4' is not a level"),
        (("--leaders", "wrong.csv"), "wrong.csv:3: "),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_written(
    command: Command,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    asked: tuple[str, ...],
    words: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path)
    write_csv(tmp_path, [["1", "sergeant", "nobody", *ROWS[0][3:]]], HEAD).rename("wrong.csv")
    write_csv(tmp_path, ROWS)
    ended = command("audit", "audited.yaml", *asked, "--out", "found")
    assert (ended.code, ended.out) == (2, "")
    assert words in ended.err
    assert not Path("found").exists()


def test_a_folder_that_is_a_file_is_refused(command: Command, tmp_path: Path) -> None:
    file = write(tmp_path)
    ended = command("audit", file, "--out", file)
    assert ended.code == 2
    assert "is a file; name a folder" in ended.err


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"costs.course": {"pip9": 100}}, "there is no skill 'pip9'"),
        ({"costs.course": {"pip2": 0}}, "costs.course.pip2"),
        ({"workforce.welfare": 30}, "say the unit"),
    ],
)
def test_a_wrong_price_or_length_is_refused_by_the_scenario(
    command: Command, tmp_path: Path, change: dict[str, object], words: str
) -> None:
    ended = command("audit", write(tmp_path, **change), "--option", "audited")
    assert ended.code == 2
    assert words in ended.err
