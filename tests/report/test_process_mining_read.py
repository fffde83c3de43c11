"""Histories in other hands: r4pm, a reader of XES and OCEL that is not ours, gives back all that was written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from demandsim.engine import run
from demandsim.eventlog import EventLog
from demandsim.report.process_mining import export
from demandsim.roster import build_roster
from demandsim.tape import record
from tests.worlds import village

r4pm = pytest.importorskip("r4pm", reason="r4pm reads what was written; it has no wheel for every machine")
XES = "{http://www.xes-standard.org/}"


@pytest.fixture(scope="module")
def log() -> EventLog:
    scenario = village(start="2025-03-20")
    tape = record(scenario, 0, 1, 14)
    return run(tape, build_roster(scenario.workforce, tape.absences), scenario.rules)


def read_back(kind: str, path: Path) -> Path:
    """Let the other program read a file and write down what it understood."""
    again = path.with_name(f"again{path.suffix}")
    r4pm.export_item(r4pm.import_item(kind, str(path)), str(again))
    return again


def understood(path: Path) -> Iterator[tuple[str, dict[str, object]]]:
    """Give every element of an XES file that holds attributes, in order, with them."""
    for element in ElementTree.parse(path).iter():
        if element.tag.removeprefix(XES) in ("log", "global", "trace", "event"):
            yield (
                element.tag,
                {
                    child.attrib["key"]: value_of(child.tag.removeprefix(XES), child.attrib["value"])
                    for child in element
                    if "key" in child.attrib
                },
            )


def value_of(kind: str, text: str) -> object:
    return kind, datetime.fromisoformat(text) if kind == "date" else text


def plain(listed: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give events or objects with their times as instants, and what is empty left out."""
    found = []
    for each in listed:
        whole = {key: value for key, value in each.items() if value != []}
        if "time" in whole:
            whole["time"] = datetime.fromisoformat(whole["time"])
        if "attributes" in whole:
            whole["attributes"] = [
                attribute | ({"time": datetime.fromisoformat(attribute["time"])} if "time" in attribute else {})
                for attribute in whole["attributes"]
            ]
        found.append(whole)
    return found


def test_xes_is_understood_to_the_last_attribute(log: EventLog, tmp_path: Path) -> None:
    count = export(log, tmp_path / "crimes.xes", "xes")
    written = list(understood(tmp_path / "crimes.xes"))
    assert sum(tag == f"{XES}event" for tag, _ in written) == count > 500
    assert list(understood(read_back("EventLog", tmp_path / "crimes.xes"))) == written


def test_ocel_is_understood_to_the_last_relationship(log: EventLog, tmp_path: Path) -> None:
    count = export(log, tmp_path / "crimes.json", "ocel")
    written = json.loads((tmp_path / "crimes.json").read_text(encoding="utf-8"))
    again = json.loads(read_back("OCEL", tmp_path / "crimes.json").read_text(encoding="utf-8"))
    assert len(again["events"]) == count > 500
    assert set(again) == set(written)
    for part in ("objects", "events"):
        assert plain(again[part]) == plain(written[part])
    for part in ("objectTypes", "eventTypes"):
        assert again[part] == written[part]


@pytest.mark.parametrize("broken", ['"type": "crime", ', '"eventTypes": '])
def test_the_reader_does_not_take_everything(log: EventLog, tmp_path: Path, broken: str) -> None:
    export(log, tmp_path / "crimes.json", "ocel")
    text = (tmp_path / "crimes.json").read_text(encoding="utf-8")
    assert broken in text
    (tmp_path / "crimes.json").write_text(text.replace(broken, '"other": ' if broken.endswith(": ") else "", 1))
    with pytest.raises(TypeError, match="missing field"):
        read_back("OCEL", tmp_path / "crimes.json")
