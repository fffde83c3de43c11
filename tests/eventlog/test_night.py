"""One night: supply, what came in, what waited, and the moments chosen by rule, worked out by hand."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from demandsim.eventlog.night import Night, mean_level, night, peak
from demandsim.eventlog.night_moments import MOST, moments_that_matter
from demandsim.eventlog.night_reach import reached
from tests.stories.hand import DAY, World

HOUR, MINUTE = 3600, 60
EVENING = 18 * HOUR
MONDAY = date(2025, 1, 6)


def one_patrol() -> World:
    """Pat alone from 18:00 to 22:00, two emergencies ten minutes apart: the second waits until the first is over."""
    world = World(days=2)
    world.patrol("pat", (EVENING, EVENING + 4 * HOUR))
    world.incident(EVENING + 5 * MINUTE, travel=300, scene=50 * MINUTE)
    world.incident(EVENING + 15 * MINUTE, travel=300, scene=10 * MINUTE)
    return world


def test_an_evening_by_hand() -> None:
    found = night(one_patrol().play(), MONDAY)
    first, second, third = found.hours[:3]
    assert [hour.label for hour in found.hours] == [f"{hour % 24:02d}:00" for hour in range(18, 30)]
    assert first.graded == {"emergency": 2, "priority": 0, "scheduled": 0, "resolution": 0}
    assert (first.waiting, first.longest) == (1, 45 * MINUTE)
    # free from 18:00 to 18:05; the first is over at 19:00, the second at 19:15
    assert (first.on_duty, first.free, first.on_incidents) == pytest.approx((1, 5 / 60, 55 / 60))
    assert (second.free, second.on_incidents) == pytest.approx((45 / 60, 15 / 60))
    assert first.reached == (300,)
    assert second.reached == (50 * MINUTE,)
    assert (second.waiting, third.waiting, second.longest) == (0, 0, 0)
    assert found.hours[4].on_duty == 0
    assert found.units["response/north"] == pytest.approx((1, 1, 1, 1, *[0] * 8))


def test_how_soon_somebody_came() -> None:
    (emergency,) = reached(night(one_patrol().play(), MONDAY))
    assert (emergency.grade, emergency.incidents, emergency.by_the_end) == ("emergency", 2, 2)
    assert (emergency.median, emergency.longest) == ((300 + 3000) / 2, 3000)
    assert (emergency.in_target, emergency.due) == (1, 2)


def test_the_moments_of_that_evening() -> None:
    told = {moment.kind: moment for moment in moments_that_matter(night(one_patrol().play(), MONDAY))}
    assert set(told) == {"emergency late", "most waiting", "nobody free"}
    assert told["emergency late"].at == EVENING + 15 * MINUTE
    assert "there after 50 min, target 15 min" in told["emergency late"].words
    assert "nobody of north is free for 45 min, until 19:00, while 1 incident waits" in told["nobody free"].words
    assert told["most waiting"].words.startswith("1 incident waits")


def test_of_many_the_gravest_of_each_kind_come_before_the_second_of_any() -> None:
    world = World(days=2)
    world.patrol("pat", (EVENING, EVENING + 12 * HOUR))
    for number in range(12):
        world.incident(EVENING + 60 * number, travel=60, scene=1200)
    found = moments_that_matter(night(world.play(), MONDAY))
    assert len(found) == MOST
    assert [moment.at for moment in found] == sorted(moment.at for moment in found)
    assert [moment.kind for moment in found].count("most waiting") == 1
    assert "nobody free" in {moment.kind for moment in found}


def test_an_area_has_its_own_incidents_and_officers() -> None:
    world = one_patrol()
    world.patrol("sue", (EVENING, EVENING + HOUR), area="south")
    world.detective("deb")
    world.crime(EVENING, area="south", offence="burglary")
    log = world.play()
    south = night(log, MONDAY, "south")
    assert sum(sum(hour.graded.values()) for hour in south.hours) == 0
    assert list(south.units) == ["response/south", "cid/force"]
    assert [moment.kind for moment in moments_that_matter(south)] == ["crime"]
    north = night(log, MONDAY, "north")
    assert sum(hour.graded["emergency"] for hour in north.hours) == 2


@pytest.mark.parametrize(
    ("start", "hours", "labels"),
    [
        ("2025-03-29", 11, ["00:00", "02:00"]),  # 01:00 does not exist
        ("2025-10-25", 13, ["00:00", "01:00", "01:00 again", "02:00"]),
    ],
)
def test_a_night_in_which_the_clocks_change(start: str, hours: int, labels: list[str]) -> None:
    world = World({"start": start}, days=2)
    world.patrol("pat", (EVENING, EVENING + hours * HOUR))
    found = night(world.play(), date.fromisoformat(start))
    told = [hour.label for hour in found.hours]
    assert len(told) == hours
    first = told.index("00:00")
    assert told[first : first + len(labels)] == labels
    assert [hour.on_duty for hour in found.hours] == pytest.approx([1.0] * hours)
    assert found.clock(found.end) == "06:00"


def test_callers_beyond_the_target_are_told_the_urgent_line_first() -> None:
    world = World(days=2)
    world.handler("han", (EVENING, DAY))
    world.call(EVENING + 10, "101", talk=900)
    world.call(EVENING + 20, "999", talk=10)  # waits 890 s
    world.call(EVENING + 30, "101", talk=10, patience=100)  # gives up
    found = night(world.play(), MONDAY)
    callers = [moment.words for moment in moments_that_matter(found) if moment.kind == "caller"]
    assert callers == [
        "a caller to 999 is answered after 14 min 50 s, target 10 s",
        "a caller to 101 gives up after 100 s, target 30 s",
    ]
    first = next(line for line in found.lines if line.name == "101")
    assert (first.offered, first.answered, first.given_up, first.longest, first.most_waiting) == (2, 1, 1, 100, 1)


def test_a_night_that_the_run_does_not_hold_is_refused() -> None:
    log = one_patrol().play()
    for day in (date(2025, 1, 5), date(2025, 1, 7)):
        with pytest.raises(ValueError, match="does not hold the night"):
            night(log, day)
    with pytest.raises(ValueError, match="no area 'east'"):
        night(log, MONDAY, "east")


def test_levels_and_peaks() -> None:
    stays = np.array([0, 5, 5]), np.array([10, 7, 20])
    assert mean_level(*stays, np.array([0, 10, 20])).tolist() == [(10 + 2 + 5) / 10, 1.0]
    assert peak(*stays, 0, 20) == (5, 3)
    assert peak(*stays, 8, 20) == (8, 2)
    assert peak(*stays, 25, 30) == (25, 0)


def test_the_curves_average_the_same_as_the_hours() -> None:
    found: Night = night(one_patrol().play(), MONDAY)
    for name, of_hour in (("on duty", "on_duty"), ("free", "free"), ("on incidents", "on_incidents")):
        by_hour = found.curves[name].reshape(12, -1).mean(axis=1)
        assert by_hour == pytest.approx([getattr(hour, of_hour) for hour in found.hours])
