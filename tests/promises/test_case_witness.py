"""The witness of investigation against diaries worked out by hand: the right ones pass, and spoilt ones do not.

No engine plays here. Stories are told to the witness as they are written, with what their diaries leave out; then one
row at a time is left out, said to be of another length, or told a second later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from demandsim.engine.play import gather_facts
from demandsim.eventlog.log import COLUMNS, EventLog
from demandsim.eventlog.moments import SCHEMA, Moment
from demandsim.roster import Roster
from demandsim.tape import Tape
from tests.promises.witness import Witness
from tests.stories import test_case_owner_stories as owners
from tests.stories import test_case_pair_stories as pairs
from tests.stories.hand import World

Row = tuple[int, ...]
Story = Callable[[], None]
TRAVEL, SCENE = 300, 600
STORIES: list[Story] = [
    pairs.test_a_specialist_called_to_an_incident_leaves_the_stage_to_a_colleague,
    pairs.test_a_crime_with_somebody_in_custody_does_not_wait_for_the_meeting,
    pairs.test_once_the_custody_clock_has_run_out_a_crime_waits_its_turn_in_the_queue,
    pairs.test_a_bail_is_extended_before_anything_is_reviewed,
    pairs.test_a_specialist_has_crimes_of_his_own_first_and_then_helps_in_order_of_asking,
    pairs.test_whoever_is_sick_for_long_hands_back_what_waits_for_specialists,
    pairs.test_a_victim_who_withdraws_does_not_wait_for_a_signature_unless_it_is_being_given,
    pairs.test_a_filed_crime_that_is_opened_again_is_investigated_and_signed,
    pairs.test_a_call_to_a_victim_that_does_not_fit_into_the_turn_waits_for_the_next_and_comes_first_in_it,
    pairs.test_a_slice_of_work_begins_once_the_way_into_the_crime_is_found,
    owners.test_a_shared_crime_costs_its_new_owner_the_time_to_find_a_way_into_it,
    owners.test_advice_given_while_the_owner_is_at_work_helps_from_the_next_stage_on_and_in_the_end,
    owners.test_linked_crimes_go_to_one_owner_until_he_is_full_and_cost_less,
]


class Telling:
    """A story as it is written: its world, and the rows of its diary with what diaries leave out."""

    def __init__(self, story: Story, patch: pytest.MonkeyPatch) -> None:
        with patch.context() as during:
            during.setattr(World, "expect", lambda world, diary, **facts: self._hear(world, diary, facts["without"]))
            story()
        self.tape: Tape = self.world.tape()
        self.roster: Roster = self.world.roster()

    def _hear(self, world: World, diary: str, without: str) -> None:
        self.world = world
        lines = [line.partition("#")[0].split() for line in diary.splitlines()]
        self.told = [self._row(*line) for line in lines if line]
        self.without = without

    def _row(self, at: str, moment: str, subject: str, who: str, detail: str, amount: str) -> Row:
        numbers = [-1 if word == "-" else int(word) for word in (subject, detail, amount)]
        officer = -1 if who == "-" else self.world.names.index(who)
        return int(at), int(Moment[moment]), numbers[0], officer, *numbers[1:]

    def rows(self, told: list[Row]) -> list[Row]:
        """Give rows with turns of duty, and with how crimes came to be where the diary finds them."""
        spells = sorted(self.world._spells)
        begin = [(start, int(Moment.ON_DUTY), -1, who, -1, end) for start, who, end in spells]
        end = [(end, int(Moment.OFF_DUTY), -1, who, -1, 0) for _, who, end in spells]
        recorded = [row for crime in range(len(self.world._crimes)) for row in self._recorded(crime)]
        paused = [row for row in told if row[1] == Moment.ASSIST_PAUSED]
        others = [row for row in told if row[1] != Moment.ASSIST_PAUSED]
        graded, attended = self._incidents(paused)
        return sorted([*begin, *graded, *paused, *attended, *recorded, *others, *end], key=lambda row: row[0])

    def _recorded(self, crime: int) -> Iterator[Row]:
        """Tell how a crime came to the unit of its first owner."""
        facts = self.world._crimes[crime]
        at, incident = facts["direct_at"], facts["incident"]
        if incident >= 0:
            at = self.world._incidents[incident]["generated_at"] + TRAVEL + SCENE
            yield at, int(Moment.RECORDED), crime, self._patrol(), 2, incident
        else:
            yield at, int(Moment.RECORDED), crime, -1, 0, -1
        yield at, int(Moment.SCREENED), crime, -1, *((1, 2) if facts["score"] < 0.4 else (0, 0))
        if "ROUTED" in self.without.split():
            owner = next((row[3] for row in self.told if row[1] == Moment.ALLOCATED and row[2] == crime), 0)
            yield at, int(Moment.ROUTED), crime, -1, 0, self.roster.officers[owner].unit

    def _patrol(self) -> int:
        return self.world.names.index("ann")

    def _incidents(self, paused: list[Row]) -> tuple[list[Row], list[Row]]:
        """Tell of incidents, to each of which ann goes: when they are graded, and the rest."""
        ann, graded, attended = self._patrol() if self.world._incidents else -1, [], []
        for incident, facts in enumerate(self.world._incidents):
            at, ends = facts["generated_at"], facts["generated_at"] + TRAVEL + SCENE
            graded.append((at, int(Moment.GRADED), incident, -1, 0, 0))
            attended.append((at, int(Moment.DISPATCHED), incident, ann, 0, 2 * bool(paused)))
            attended.append((at + TRAVEL, int(Moment.ARRIVED), incident, ann, 0, TRAVEL))
            if facts["arrest"]:
                attended.append((ends, int(Moment.ARRESTED), incident, ann, 0, facts["custody_work"]))
                ends += facts["custody_work"]
            attended.append((ends, int(Moment.CLEARED), incident, ann, 0, -1))
            attended.append((ends, int(Moment.ATTENDED), incident, -1, 0, 1))
        return graded, attended

    def complaints(self, told: list[Row]) -> list[str]:
        """Tell the witness."""
        rows = self.rows(told)
        table = np.array(rows, dtype=np.int64)
        columns = {name: table[:, number] for number, name in enumerate(COLUMNS)}
        log = EventLog(**columns, ends_at=self.tape.ends_at, facts=gather_facts(self.tape, self.roster))
        return Witness(self.tape, self.roster).complaints(log)


NAMES = [story.__name__.removeprefix("test_") for story in STORIES]


@pytest.mark.parametrize("story", STORIES, ids=NAMES)
def test_the_witness_has_nothing_to_say_against_a_story(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    telling = Telling(story, monkeypatch)
    assert telling.complaints(telling.told) == []


@pytest.mark.parametrize("story", STORIES, ids=NAMES)
def test_the_witness_misses_every_row_that_is_left_out(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    telling = Telling(story, monkeypatch)
    for number, row in enumerate(telling.told):
        without = [*telling.told[:number], *telling.told[number + 1 :]]
        assert _spoilt(telling, without), f"{Moment(row[1]).name} at {row[0]} is not missed"


@pytest.mark.parametrize("story", STORIES, ids=NAMES)
def test_the_witness_sees_what_is_told_too_late_or_wrongly(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    telling = Telling(story, monkeypatch)
    for number, row in enumerate(telling.told):
        late = (row[0] + 1, *row[1:])
        wrong = (*row[:5], row[5] + 10)
        for spoilt in (late, wrong) if SCHEMA[Moment(row[1])].amount else (late,):
            told = [*telling.told[:number], spoilt, *telling.told[number + 1 :]]
            assert _spoilt(telling, told), f"{Moment(row[1]).name} at {row[0]} told as {spoilt} passes"


def _spoilt(telling: Telling, told: list[Row]) -> bool:
    """Tell whether the witness complains, or cannot even follow."""
    try:
        return bool(telling.complaints(told))
    except (KeyError, IndexError):
        return True


TWO_ASSAULTS = {
    "least_caseload": ({}, "deb 256", "eli 256"),
    "best_fit": ({}, "deb 256", "eli 64"),
    "longest_idle": ({}, "deb 256", "eli 128"),
    "listed_first": ({}, "deb 256", "deb 256"),
    "rarest_skill": ({}, "deb 1024", "deb 1024"),
    "weighted": ({"weights": {"caseload": 3, "lacks_skill": 2, "rare_skill": 1}}, "deb 4096", "eli 4096"),
}
"""By kind of rule: its weights, and who has the first and the second of two assaults, and why."""
ABSENT = ("deb pip1", "eli pip1 pip2", "fay")
"""Detectives who are not on duty, with their skills: an assault needs pip1."""


def _hear(changes: dict[str, Any], crimes: list[str], diary: str, **facts: Any) -> Telling:
    def story() -> None:
        world = World(changes, **facts)
        for who in ABSENT:
            name, *skills = who.split()
            world.detective(name, skills=skills)
        for offence in crimes:
            world.crime(0, offence)
        world.expect(diary, about="crime", without="RECORDED SCREENED ROUTED")

    return Telling(story, pytest.MonkeyPatch())


@pytest.mark.parametrize("kind", TWO_ASSAULTS)
def test_the_witness_knows_who_is_to_have_a_crime_and_why(kind: str) -> None:
    facts, *owners_and_reasons = TWO_ASSAULTS[kind]
    for first in (owner_and_reason for owner_and_reason in (owners_and_reasons[0], "eli 256", "fay 257", "deb 16")):
        for second in (owners_and_reasons[1], "eli 2048", "fay 65", "deb 1024"):
            diary = "\n".join(f"0 ALLOCATED {crime} {told} -" for crime, told in enumerate((first, second)))
            telling = _hear(pairs.allocate(kind=kind, **facts), ["assault", "assault"], diary)
            right = [first, second] == owners_and_reasons
            assert (telling.complaints(telling.told) == []) == right, (first, second)


MEETS = pairs.allocate(kind="meeting", at=["01:00"], weights={"caseload": 1, "lacks_skill": 5}, left=2)
ASSIGNMENTS = {
    "0 deb, 1 eli, 2 fay": True,
    "0 eli, 1 deb, 2 fay": True,
    "0 fay, 1 deb, 2 eli": False,
    "0 deb, 1 eli": False,
    "1 eli, 0 deb, 2 fay": False,
    "0 deb, 1 eli, 2 eli": False,
}
"""An assault (0) and two thefts at a meeting: whether nothing is cheaper, and the order is that of queueing."""


@pytest.mark.parametrize("assigned", ASSIGNMENTS)
def test_the_witness_knows_what_a_meeting_must_decide(assigned: str) -> None:
    rows = [f"3600 ALLOCATED {pair.split()[0]} {pair.split()[1]} 8192 -" for pair in assigned.split(", ")]
    rows = [row.replace("8192", "8193") if "0 fay" in row else row for row in rows]
    telling = _hear(MEETS, ["assault", "theft", "theft"], "\n".join(rows), caps={"cid": 1})
    assert (telling.complaints(telling.told) == []) == ASSIGNMENTS[assigned]
