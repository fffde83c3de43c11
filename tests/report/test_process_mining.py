"""Histories for process mining: the structure that each standard asks for, and what the log says, no more, no less."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from demandsim.engine import run
from demandsim.eventlog import EventLog, Moment
from demandsim.eventlog.histories import histories
from demandsim.eventlog.timeline import timeline
from demandsim.experiment import plan_experiment, run_experiment
from demandsim.report.process_mining import export
from demandsim.roster import build_roster
from demandsim.tape import record
from tests.conftest import Command
from tests.experiment.files import write_village
from tests.worlds import village

XES = "{http://www.xes-standard.org/}"
ATTRIBUTES = {"string", "date", "int", "float", "boolean"}
OCEL_TYPES: dict[str, type] = {"string": str, "integer": int, "float": float, "boolean": bool}


@pytest.fixture(scope="module")
def log() -> EventLog:
    scenario = village(start="2025-03-20")
    tape = record(scenario, 0, 1, 21)
    return run(tape, build_roster(scenario.workforce, tape.absences), scenario.rules)


@pytest.fixture(scope="module")
def xes(log: EventLog, tmp_path_factory: pytest.TempPathFactory) -> ElementTree.Element:
    path = tmp_path_factory.mktemp("xes") / "crimes.xes"
    count = export(log, path, "xes")
    root = ElementTree.parse(path).getroot()
    assert len(root.findall(f"{XES}trace/{XES}event")) == count > 1_000
    return root


@pytest.fixture(scope="module")
def ocel(log: EventLog, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    path = tmp_path_factory.mktemp("ocel") / "crimes.json"
    count = export(log, path, "ocel")
    whole: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    assert len(whole["events"]) == count > 1_000
    return whole


def values(element: ElementTree.Element) -> dict[str, str]:
    return {child.attrib["key"]: child.attrib["value"] for child in element if "key" in child.attrib}


def test_xes_has_the_structure_that_the_standard_asks_for(xes: ElementTree.Element) -> None:
    assert xes.tag == f"{XES}log"
    assert set(xes.attrib) == {"xes.version", "xes.features"}
    order = ["extension", "global", "classifier", "string", "trace"]
    found = [child.tag.removeprefix(XES) for child in xes]
    assert sorted(found, key=order.index) == found
    prefixes = {child.attrib["prefix"] for child in xes.findall(f"{XES}extension")}
    assert [child.attrib["scope"] for child in xes.findall(f"{XES}global")] == ["trace", "event"]
    needed = {child.attrib["scope"]: set(values(child)) for child in xes.findall(f"{XES}global")}
    for trace in xes.findall(f"{XES}trace"):
        kinds = [child.tag.removeprefix(XES) for child in trace]
        assert set(kinds) <= {*ATTRIBUTES, "event"}
        assert kinds == sorted(kinds, key=lambda kind: kind == "event"), "attributes come before events"
        assert needed["trace"] <= set(values(trace))
        for event in trace.findall(f"{XES}event"):
            assert {child.tag.removeprefix(XES) for child in event} <= ATTRIBUTES
            assert len(values(event)) == len(event), "a key stands once"
            assert needed["event"] <= set(values(event))
            assert {key.partition(":")[0] for key in values(event) if ":" in key} <= prefixes
            for number in event.findall(f"{XES}int"):
                int(number.attrib["value"])


def test_xes_tells_every_recorded_crime_once_and_in_order(xes: ElementTree.Element, log: EventLog) -> None:
    cases = [values(trace)["concept:name"] for trace in xes.findall(f"{XES}trace")]
    recorded = log.subject[log.moment == Moment.RECORDED]
    assert sorted(cases) == sorted(str(log.facts.crime_uid[row]) for row in set(recorded.tolist()))
    for trace in xes.findall(f"{XES}trace"):
        times = [datetime.fromisoformat(values(event)["time:timestamp"]) for event in trace.findall(f"{XES}event")]
        assert all(time.tzinfo is not None for time in times)
        assert times == sorted(times)
        assert "RECORDED" in [values(event)["concept:name"] for event in trace.findall(f"{XES}event")]


def test_a_case_tells_what_the_story_of_the_crime_tells(xes: ElementTree.Element, log: EventLog) -> None:
    compared = 0
    for trace in xes.findall(f"{XES}trace")[::10]:
        told = Counter(values(event)["concept:name"] for event in trace.findall(f"{XES}event"))
        story = Counter(step.moment for step in timeline(log, int(values(trace)["concept:name"])))
        # The story leaves out the handler's wrap-up, and names the one contact that an officer's crime came from.
        assert {name: n for name, n in told.items() if name != "FREED"}.items() <= story.items()
        compared += 1
    assert compared > 5


def test_clock_changes_show_in_the_times(xes: ElementTree.Element) -> None:
    # The last Sunday of March is in these weeks.
    times = {values(event)["time:timestamp"][-6:] for event in xes.findall(f"{XES}trace/{XES}event")}
    assert times == {"+00:00", "+01:00"}


def test_ocel_has_the_structure_that_the_standard_asks_for(ocel: dict[str, Any]) -> None:
    assert set(ocel) == {"objectTypes", "eventTypes", "objects", "events"}
    types = {kind: {each["name"]: each for each in ocel[kind]} for kind in ("objectTypes", "eventTypes")}
    for kind in types:
        assert len(types[kind]) == len(ocel[kind])
        for each in ocel[kind]:
            assert set(each) == {"name", "attributes"}
            assert {attribute["type"] for attribute in each["attributes"]} <= set(OCEL_TYPES)
    known = {each["id"] for each in ocel["objects"]}
    assert len(known) == len(ocel["objects"])
    assert len({each["id"] for each in ocel["events"]}) == len(ocel["events"])
    for kind, listed in (("objectTypes", ocel["objects"]), ("eventTypes", ocel["events"])):
        for each in listed:
            declared = {a["name"]: OCEL_TYPES[a["type"]] for a in types[kind][each["type"]]["attributes"]}
            for attribute in each["attributes"]:
                assert type(attribute["value"]) is declared[attribute["name"]]
            for related in each["relationships"]:
                assert set(related) == {"objectId", "qualifier"}
                assert related["objectId"] in known
    for event in ocel["events"]:
        assert set(event) == {"id", "type", "time", "attributes", "relationships"}
        assert datetime.fromisoformat(event["time"]).tzinfo is not None
        assert event["relationships"]
    assert all(datetime.fromisoformat(a["time"]) for each in ocel["objects"] for a in each["attributes"])


def test_ocel_tells_every_moment_once(ocel: dict[str, Any], log: EventLog) -> None:
    found = histories(log)
    assert [each["id"] for each in ocel["events"]] == [f"event/{row}" for row in found.rows.tolist()]
    crimes = Counter(
        each["type"] for each in ocel["events"] if each["relationships"][0]["objectId"].startswith("crime/")
    )
    for moment in (Moment.RECORDED, Moment.ALLOCATED, Moment.CLOSED):
        assert crimes[moment.name] == int((log.moment == moment).sum())
    assert {each["type"] for each in ocel["objects"]} == {"contact", "incident", "crime", "officer"}
    spoken = {related["objectId"] for each in ocel["events"] for related in each["relationships"]}
    assert spoken == {each["id"] for each in ocel["objects"]}


def test_the_command_plays_a_run_again_and_writes_it(tmp_path: Path, command: Command) -> None:
    out = tmp_path / "out"
    run_experiment(plan_experiment(write_village(tmp_path), out=out, options=["today"], replications=1), workers=1)
    asked = ("export", out, "--option", "today", "--replication", 0)
    said = command(*asked, "--out", tmp_path / "a.xes")
    assert said.code == 0
    assert said.out.startswith(f"Histories: {tmp_path / 'a.xes'} (")
    assert command(*asked, "--format", "ocel", "--out", tmp_path / "a.json").code == 0
    traces = ElementTree.parse(tmp_path / "a.xes").getroot().findall(f"{XES}trace")
    crimes = [each for each in json.loads((tmp_path / "a.json").read_text())["objects"] if each["type"] == "crime"]
    assert len(traces) == len(crimes) > 0
    assert command("export", out, "--option", "no", "--replication", 0, "--out", tmp_path / "b").code == 2
