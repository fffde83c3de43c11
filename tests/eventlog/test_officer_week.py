"""An officer's week: hours that add up to the duty, overtime, absence, and weeks in which the clocks change."""

from __future__ import annotations

from datetime import date

from demandsim.eventlog.officer_week import Absence, busiest_week, monday_of, officer_week
from tests.stories.hand import DAY, World

HOUR = 3600
MONDAY = date(2025, 1, 6)


def test_a_week_by_hand_with_a_call_out_and_overtime() -> None:
    """On duty Tuesday 10:00-12:00; an incident at 11:50 takes until 12:10."""
    world = World(days=7)
    start = DAY + 10 * HOUR
    pat = world.patrol("pat", (start, start + 2 * HOUR))
    world.incident(start + 110 * 60, travel=300, scene=900)
    week = officer_week(world.play(), pat, MONDAY, [Absence(3 * DAY - HOUR, 3 * DAY + HOUR, "sickness")])
    tuesday = week.days[1]
    assert tuesday.by_activity == {"available": 110 * 60, "travelling": 300, "on scene": 900}
    assert tuesday.duty == sum(tuesday.by_activity.values()) == 130 * 60
    assert tuesday.turns == ((start, start + 130 * 60),)
    assert tuesday.overtime == ((start + 2 * HOUR, start + 130 * 60),)
    assert [day.duty for day in week.days if day is not tuesday] == [0] * 6
    assert week.activities == ["available", "travelling", "on scene"]
    assert week.days[2].absent == (Absence(3 * DAY - HOUR, 3 * DAY, "sickness"),)  # cut at midnight
    assert week.days[3].absent == (Absence(3 * DAY, 3 * DAY + HOUR, "sickness"),)
    assert all(day.played for day in week.days)


def test_a_night_turn_belongs_to_two_days_and_loses_an_hour_in_spring() -> None:
    """Clocks go forward on Sunday 30 March 2025: 22:00 to 06:00 is seven hours."""
    world = World({"start": "2025-03-24"}, days=7)
    since = 5 * DAY + 22 * HOUR
    pat = world.patrol("pat", (since, since + 7 * HOUR))
    week = officer_week(world.play(), pat, date(2025, 3, 24))
    assert [day.duty for day in week.days] == [0, 0, 0, 0, 0, 2 * HOUR, 5 * HOUR]
    assert week.bounds[7] - week.bounds[6] == 23 * HOUR
    assert week.days[6].overtime == ()


def test_crimes_are_named_with_the_time_spent_on_each() -> None:
    world = World(days=7)
    deb = world.detective("deb", (0, 5000), (DAY, DAY + 5000), skills=["pip1", "pip2"])
    world.crime(0, work=[6000])
    world.crime(10, offence="burglary", work=[500])
    week = officer_week(world.play(), deb, MONDAY)
    assert [(w.uid, w.offence, w.seconds, w.spells) for w in week.crimes] == [
        (0, "theft", 6000, 2),
        (1, "burglary", 500, 1),
    ]
    assert sum(day.by_activity.get("investigating", 0) for day in week.days) == 6500
    assert all("crime" in doing.about for doing in week.doings if doing.crime >= 0)


def test_days_before_and_after_the_run_are_not_played() -> None:
    world = World({"start": "2025-01-08"}, days=3)
    deb = world.detective("deb", (0, HOUR))
    week = officer_week(world.play(), deb, MONDAY)
    assert [day.played for day in week.days] == [False, False, True, True, True, False, False]
    assert week.days[2].duty == HOUR


def test_the_busiest_week_is_the_one_with_most_work_and_breaks_ties_early() -> None:
    world = World(days=21)
    deb = world.detective("deb", *((day * DAY, day * DAY + HOUR) for day in range(21)))
    log = world.play()
    assert busiest_week(log, deb, 0) == MONDAY
    world.crime(8 * DAY, work=[1000])
    log = world.play()
    assert busiest_week(log, deb, 0) == date(2025, 1, 13)
    assert busiest_week(log, deb, 9 * DAY) == date(2025, 1, 20)  # whole weeks from then on only
    assert busiest_week(log, deb, 16 * DAY) == date(2025, 1, 20)  # none is whole: the week it lies in


def test_monday_of_a_date() -> None:
    assert [monday_of(date(2025, 1, day)) for day in (6, 9, 12)] == [MONDAY] * 3
    assert monday_of(date(2025, 1, 13)) == date(2025, 1, 13)
