"""Response by formula: the diary filled by hand, waits in closed form, limits, and a steady force that is played."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, stats

from demandsim.quantities import HOUR
from demandsim.rules.dispatch import Appointments
from demandsim.second_opinion import Measured
from demandsim.second_opinion.incidents import incident_opinions
from demandsim.second_opinion.waiting import Help, binomial, booked, erlang_c_of_all, over_in_time
from demandsim.staffing.erlang import erlang_c
from tests.worlds import village

DIARY = Appointments(opens="08:00", closes="20:00", slot="2 h", notice="24 h", visits={"north": 1})
ALONE = Help(float("inf"), 1.0)
KINDS = ("violence", "property", "concern")


def test_one_visit_a_day_goes_to_the_first_slot_after_notice() -> None:
    at_nine = np.zeros(168)
    at_nine[9::24] = 1.0
    visits, lead, kept = booked(at_nine, DIARY, 1, 48 * HOUR)
    # Graded at half past nine, so that the slot of ten on the next day is the first: 24 and a half hours.
    assert lead == pytest.approx(24.5 * HOUR)
    assert np.flatnonzero(visits).tolist() == list(range(10, 168, 24))
    assert kept == pytest.approx(1.0)


def test_a_full_slot_sends_the_rest_to_the_next() -> None:
    at_nine = np.zeros(168)
    at_nine[9::24] = 2.0
    visits, lead, kept = booked(at_nine, DIARY, 1, int(25.5 * HOUR))
    assert lead == pytest.approx((24.5 + 26.5) / 2 * HOUR)
    assert sorted({int(hour) % 24 for hour in np.flatnonzero(visits)}) == [10, 12]
    assert kept == pytest.approx(0.5)


def test_what_finds_no_slot_waits_like_others() -> None:
    flood = np.full(168, 5.0)
    visits, _, _ = booked(flood, DIARY, 1, None)
    assert visits.sum() == pytest.approx(5 * 168)


def test_waits_in_closed_form_against_integration() -> None:
    left, rings, ringing, chance, mean = 300.0, 0.4, 60.0, 0.3, 200.0
    found = over_in_time(np.array([[left]]), rings, ringing, np.array([chance]), np.array([mean]), ALONE)[0]

    def waited(time: float) -> float:
        return 1 - chance * np.exp(-time / mean)

    later = integrate.quad(lambda t: np.exp(-t / ringing) / ringing * waited(left - t), 0, left)[0]
    assert found == pytest.approx((1 - rings) * waited(left) + rings * later, rel=1e-9)


def test_nobody_waits_or_everybody_is_late() -> None:
    none = np.zeros(1)
    assert over_in_time(np.array([[0.0]]), 0.0, 0.0, none, none, ALONE)[0] == 1.0
    assert over_in_time(np.array([[-1.0]]), 0.0, 0.0, none, none, ALONE)[0] == 0.0


def test_neighbours_help_those_who_still_wait() -> None:
    time, one, mean = np.array([[600.0]]), np.ones(1), np.array([600.0])
    alone = over_in_time(time, 0.0, 0.0, one, mean, ALONE)[0]
    assert alone == pytest.approx(1 - np.exp(-1))
    assert over_in_time(time, 0.0, 0.0, one, mean, Help(300.0, 0.5))[0] == pytest.approx(1 - np.exp(-1) / 2)


def test_erlang_c_for_all_numbers_of_officers() -> None:
    loads = np.array([0.0, 0.7, 2.5, 9.0])
    rows = erlang_c_of_all(6, loads)
    for number in range(1, 7):
        assert rows[number] == pytest.approx([erlang_c(number, load) for load in loads.tolist()])


def test_a_mean_number_rostered_keeps_its_mean() -> None:
    chances = np.array([binomial(number, np.array([4.6]), 0.7)[0] for number in range(6)])
    assert chances.sum() == pytest.approx(1.0)
    assert chances @ np.arange(6) == pytest.approx(4.6 * 0.7)


def alike(**kind: object) -> dict[str, object]:
    """Let all kinds of incident be the same: nobody is arrested, and each comes by 999, by 101 or is generated."""
    same = {"by": {"999": 0.6, "101": 0.2}, "arrest": 0.0, "attended": {}, **kind}
    return {f"demand.incidents.{name}.{what}": value for name in KINDS for what, value in same.items()}


ALWAYS = {
    "workforce.shifts.always": {"cycle": "D", "turns": {"D": {"starts": "00:00", "ends": "24:00"}}, "teams": 1},
    "workforce.teams.response.shift": "always",
    "workforce.abstraction": 0.0,
    "workforce.sickness.share": 0.0,
}


def test_with_plenty_of_officers_the_first_of_those_sent_decides() -> None:
    """Three in five incidents need two officers, two in five three; the message takes the talk of the line."""
    scenario = village(
        **alike(grades={"emergency": 1.0}, officers={"emergency": 2.4}),
        **ALWAYS,
        **{"workforce.teams.response.posts": {"north": {"constable": 400}, "south": {"constable": 400}}},
    )
    spread = np.sqrt(np.log(1 + 0.5**2))
    way = stats.lognorm(spread, scale=8 * 60 / np.exp(spread**2 / 2))
    expected = sum(
        area * line * crew * (1 - way.sf((15 - told) * 60 / slower) ** number)
        for area, slower in ((0.6, 1.0), (0.4, 1.2))
        for line, told in ((0.6, 4), (0.2, 6), (0.2, 0))
        for number, crew in ((2, 0.6), (3, 0.4))
    )
    target, waiting = incident_opinions(Measured(scenario, 7, 28), None)
    assert target.low == pytest.approx(expected, abs=2e-3)
    assert waiting.low == pytest.approx(0.0, abs=1e-6)


def test_a_steady_force_is_the_queue_of_erlang() -> None:
    """An hour each, exponential, no journey, always as many officers: M/M/c in either area."""
    scenario = village(
        **alike(
            grades={"priority": 1.0}, officers={}, per_year="8760 per year", scene={"exponential": {"mean": "1 h"}}
        ),
        **ALWAYS,
        **{
            "workforce.teams.response.posts": {"north": {"constable": 3}, "south": {"constable": 2}},
            "demand.lines.999.profile": "flat",
            "demand.lines.101.profile": "flat",
            "places.travel.priority": "1 s",
            "rules.dispatch": {"kind": "nearest"},
        },
    )
    expected = 0.0
    for officers, load in ((3, 3 * 0.6), (2, 3 * 0.4)):
        expected += erlang_c(officers, load) * load / (officers - load)
    _, waiting = incident_opinions(Measured(scenario, 7, 28), None)
    assert waiting.low == pytest.approx(expected, rel=0.01)


def test_many_officers_leave_only_the_journey_and_few_make_all_wait() -> None:
    plenty = village(workforce__teams__response__posts={"north": {"constable": 900}, "south": {"constable": 900}})
    target, waiting = incident_opinions(Measured(plenty, 7, 28), None)
    usual = incident_opinions(Measured(village(), 7, 28), None)
    assert target.low >= usual[0].low
    assert waiting.low <= usual[1].low
    assert 0 < target.low <= 1
