"""What is written down about a result: enough to make it again, nothing about who made it where."""

from __future__ import annotations

import getpass
import json
import platform
from pathlib import Path

from demandsim.provenance import _hash_of_sources, code_version, differences, identity, recipe, resolved_hash, versions

SCENARIO = {"demand": {"lines": {"101": {"volume": "40 per day"}}}, "workforce": {"skills": ["pip1", "pip2"]}}


def made(**changes: object) -> dict:
    settings = {"file": "/home/someone/secret folder/town.yaml", "resolved": SCENARIO, "options": ["today"], "seed": 1}
    return recipe(**{**settings, "replications": 30, "days": 365, "warm_up_days": 28, **changes})


def test_recipe_holds_no_machine_person_or_folder() -> None:
    text = json.dumps(made())
    for secret in (platform.node(), getpass.getuser(), "secret folder", "/home", str(Path.cwd())):
        assert secret not in text
    assert '"town.yaml"' in text


def test_recipe_names_versions() -> None:
    found = versions()
    assert set(found) == {"demandsim", "python", "numpy", "scipy", "simpy", "pandas"}
    assert all(found.values())


def test_same_recipe_has_the_same_identity_and_a_changed_one_another() -> None:
    first = made()
    assert identity(first) == identity(made())
    for change in ({"seed": 2}, {"days": 364}, {"warm_up_days": 0}, {"resolved": {"demand": {}}}):
        assert identity(first) != identity(made(**change)), change
    assert identity({**first, "code": "other"}) != identity(first)


def test_a_folder_may_grow_without_changing_its_identity() -> None:
    assert identity(made()) == identity(made(options=["today", "new"], replications=60))
    assert identity(made()) == identity({**made(), "started_at": "now", "finished_at": "later"})


def test_differences_are_shown_by_path() -> None:
    other = json.loads(json.dumps(SCENARIO))
    other["demand"]["lines"]["101"]["volume"] = "50 per day"
    other["workforce"]["skills"][1] = "pip3"
    found = differences(made(), made(resolved=other, seed=7))
    assert ("demand.lines.101.volume", '"40 per day"', '"50 per day"') in found
    assert ("workforce.skills[2]", '"pip2"', '"pip3"') in found
    assert ("seed", "1", "7") in found
    assert len(found) == 3


def test_another_order_of_keys_is_a_difference_because_the_first_team_is_asked_first() -> None:
    turned = {key: SCENARIO[key] for key in reversed(SCENARIO)}
    assert resolved_hash(turned) != resolved_hash(SCENARIO)
    assert differences(made(), made(resolved=turned)) == [("scenario", "another order", "this order")]


def test_code_version_follows_the_text_of_the_program(tmp_path: Path) -> None:
    (tmp_path / "engine").mkdir()
    (tmp_path / "engine" / "clock.py").write_bytes(b"tick = 1\n")
    (tmp_path / "notes.txt").write_text("not code")
    first = _hash_of_sources(tmp_path)
    (tmp_path / "notes.txt").write_text("still not code")
    (tmp_path / "engine" / "clock.py").write_bytes(b"tick = 1\r\n")
    assert _hash_of_sources(tmp_path) == first
    (tmp_path / "engine" / "clock.py").write_bytes(b"tick = 2\n")
    assert _hash_of_sources(tmp_path) != first


def test_code_version_is_a_hash() -> None:
    assert len(code_version()) == 64
    assert int(code_version(), 16) > 0
