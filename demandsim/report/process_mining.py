"""Files for tools of process mining: the histories of crimes as XES or OCEL, written event by event.

XES (IEEE 1849-2016) knows one case for every event: here the crime. OCEL 2.0 (ocel-standard.org) lets an event belong
to several objects: here crimes, incidents, contacts and officers, so that an incident of two crimes is told once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Literal, TextIO
from xml.sax.saxutils import quoteattr

import numpy as np

from demandsim.eventlog import EventLog, Moment
from demandsim.eventlog.histories import KINDS, Event, Histories, histories
from demandsim.experiment.store import write_whole

Format = Literal["xes", "ocel"]
Value = str | int | float | bool
EXTENSIONS = ("Concept", "Time", "Organizational")
PREFIX = {"Concept": "concept", "Time": "time", "Organizational": "org"}
XES_TYPE = {bool: "boolean", int: "int", float: "float", str: "string"}
OCEL_TYPE = {bool: "boolean", int: "integer", float: "float", str: "string"}
EPOCH = "1970-01-01T00:00:00+00:00"
"""OCEL: the time of attributes that an object has from the beginning."""


def export(log: EventLog, path: Path, how: Format) -> int:
    """Write the histories of a log's crimes to a file, all or nothing; give the number of events in it."""
    found = histories(log)
    count = 0
    write: Callable[[TextIO, Histories], int] = {"xes": _xes, "ocel": _ocel}[how]

    def fill(partial: Path) -> None:
        nonlocal count
        with partial.open("w", encoding="utf-8", newline="\n") as stream:
            count = write(stream, found)

    write_whole(path, fill)
    return count


def _xes(stream: TextIO, found: Histories) -> int:
    stream.write('<?xml version="1.0" encoding="UTF-8"?>\n')
    stream.write('<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">\n')
    for name in EXTENSIONS:
        uri = f"http://www.xes-standard.org/{PREFIX[name]}.xesext"
        stream.write(f'<extension name="{name}" prefix="{PREFIX[name]}" uri="{uri}"/>\n')
    stream.write('<global scope="trace"><string key="concept:name" value=""/></global>\n')
    stream.write('<global scope="event"><string key="concept:name" value=""/>')
    stream.write(f'<date key="time:timestamp" value="{EPOCH}"/></global>\n')
    stream.write('<classifier name="Moment" keys="concept:name"/>\n')
    stream.write(_attribute("concept:name", found.log.facts.scenario.about.title) + "\n")
    count = 0
    for crime, events in found.cases():
        stream.write("<trace>" + _attribute("concept:name", str(found.log.facts.crime_uid[crime])))
        stream.writelines(_attribute(name, value) for name, value in _crime(found.log, crime).items())
        stream.write("\n")
        for event in events:
            stream.write(f'<event>{_attribute("concept:name", event.moment)}<date key="time:timestamp" ')
            stream.write(f'value="{event.at}"/>')
            if event.officer is not None:
                stream.write(_attribute("org:resource", event.officer))
                stream.write(_attribute("org:group", event.officer.partition("/")[0]))
            stream.writelines(_attribute(name, value) for name, value in _numbers(event).items())
            stream.write("</event>\n")
            count += 1
        stream.write("</trace>\n")
    stream.write("</log>\n")
    return count


def _attribute(key: str, value: Value) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f'<{XES_TYPE[type(value)]} key="{key}" value={quoteattr(text)}/>'


def _numbers(event: Event) -> dict[str, Value]:
    """Give the whole numbers of a moment, whose meaning is in the reference of moments."""
    return {name: value for name, value in (("detail", event.detail), ("amount", event.amount)) if value != -1}


def _crime(log: EventLog, crime: int) -> dict[str, Value]:
    facts, scenario = log.facts, log.facts.scenario
    return {
        "offence": scenario.demand.offences[facts.crime_offence[crime]].name,
        "area": list(scenario.places.areas)[facts.crime_area[crime]],
        "vulnerable": bool(facts.crime_vulnerable[crime]),
        "named": bool(facts.crime_named[crime]),
        "backlog": bool(facts.crime_backlog[crime]),
    }


def _ocel(stream: TextIO, found: Histories) -> int:
    log = found.log
    objects = _objects(found)
    whole = [{"name": "detail", "type": "integer"}, {"name": "amount", "type": "integer"}]
    moments = [Moment(int(number)).name for number in np.unique(log.moment[found.rows])]
    kinds: dict[str, dict[str, str]] = {}
    for kind, _, attributes, _ in objects():
        kinds.setdefault(kind, {name: OCEL_TYPE[type(value)] for name, value in attributes.items()})
    types = [
        {"name": kind, "attributes": [{"name": name, "type": what} for name, what in attributes.items()]}
        for kind, attributes in kinds.items()
    ]
    stream.write('{\n"objectTypes": ' + _json(types))
    stream.write(',\n"eventTypes": ' + _json([{"name": name, "attributes": whole} for name in moments]))
    stream.write(',\n"objects": [')
    _listed(
        stream,
        (
            {
                "id": name,
                "type": kind,
                "attributes": [{"name": key, "time": EPOCH, "value": value} for key, value in attributes.items()],
                "relationships": [{"objectId": other, "qualifier": how} for other, how in related.items()],
            }
            for kind, name, attributes, related in objects()
        ),
    )
    stream.write('],\n"events": [')
    count = _listed(
        stream,
        (
            {
                "id": f"event/{event.id}",
                "type": event.moment,
                "time": event.at,
                "attributes": [{"name": name, "value": value} for name, value in _numbers(event).items()],
                "relationships": [
                    {"objectId": f"{event.kind}/{event.uid}", "qualifier": "subject"},
                    *([{"objectId": f"officer/{event.officer}", "qualifier": "officer"}] if event.officer else []),
                ],
            }
            for event in found.events()
        ),
    )
    stream.write("]\n}\n")
    return count


def _listed(stream: TextIO, items: Iterator[Mapping[str, object]]) -> int:
    count = 0
    for item in items:
        stream.write((",\n" if count else "\n") + _json(item))
        count += 1
    return count


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


Object = tuple[str, str, dict[str, Value], dict[str, str]]
"""Type, id, attributes, and related objects by id with how they are related."""


def _objects(found: Histories) -> Callable[[], Iterator[Object]]:
    """Give what lists the objects that events speak of, as often as it is asked."""
    log, facts = found.log, found.log.facts
    scenario = facts.scenario
    lines, areas = list(scenario.demand.lines), list(scenario.places.areas)
    contacts, incidents, crimes = (found.told(kind) for kind in KINDS)
    officers = np.unique(log.officer[found.rows])
    known = set(incidents)

    def at(incident: int, how: str) -> dict[str, str]:
        return {f"incident/{facts.incident_uid[incident]}": how} if incident in known else {}

    def listed() -> Iterator[Object]:
        for row in contacts:
            crime = int(found.crime_of_contact[row])
            related = {f"crime/{facts.crime_uid[crime]}": "about"} if crime >= 0 else {}
            related |= at(int(facts.contact_incident[row]), "about")
            yield "contact", f"contact/{facts.contact_uid[row]}", {"line": lines[facts.contact_line[row]]}, related
        for row in incidents:
            kind = scenario.demand.incidents[facts.incident_kind[row]].name
            area = areas[facts.incident_area[row]]
            yield "incident", f"incident/{facts.incident_uid[row]}", {"kind": kind, "area": area}, {}
        for row in crimes:
            related = at(int(facts.crime_incident[row]), "recorded at")
            yield "crime", f"crime/{facts.crime_uid[row]}", _crime(log, row), related
        for row in officers[officers >= 0].tolist():
            team = facts.unit_team[facts.officer_unit[row]]
            yield "officer", f"officer/{facts.officer_key[row]}", {"rank": facts.officer_rank[row], "team": team}, {}

    return listed
