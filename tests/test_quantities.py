"""Quantities: what planners may write, what it means, and what is refused with which advice."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError

from demandsim.quantities import (
    LONGEST_DURATION,
    Clock,
    Duration,
    Money,
    QuantityError,
    Rate,
    Share,
    format_clock,
    format_duration,
    format_rate,
    format_share,
    parse_clock,
    parse_duration,
    parse_money,
    parse_rate,
    parse_share,
)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("5 min", 300),
        ("2.5 h", 9000),
        ("72 h", 259_200),
        ("28 days", 2_419_200),
        ("1 day", 86_400),
        ("30 s", 30),
        ("2 weeks", 1_209_600),
        ("1 h 30 min", 5400),
        ("1h30min5s", 5405),
        ("365 days", 31_536_000),
        ("1,000 hours", 3_600_000),
        ("  5   Min ", 300),
        ("0 s", 0),
        ("0.5 s", 1),
        ("0.4 s", 0),
        ("0.1 h", 360),
    ],
)
def test_durations_are_whole_seconds(text: str, seconds: int) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("text", [5, 5.0, "5", "-5", "1e3"])
def test_a_bare_number_is_no_duration(text: object) -> None:
    with pytest.raises(QuantityError, match='say the unit, for example "5 min"'):
        parse_duration(text)


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("-5 min", "negative"),
        ("−5 min", "negative"),
        ("5 fortnights", "'fortnights' is not a unit of time; the units are s, min, h, days and weeks"),
        ("5 months", "not a unit of time"),
        ("450000 per year", "'per' is not a unit of time"),
        ("min", "not a length of time"),
        ("5 min 3", "not a length of time"),
        ("30 min 1 h", "from long to short"),
        ("5 min 5 min", "from long to short"),
        ("", "nothing is written"),
        (None, "None cannot be read"),
        (True, "True cannot be read"),
        ("9" * 5000 + " s", "too long"),
        ("9" * 40 + " weeks", "a thousand years"),
    ],
)
def test_what_is_no_duration_is_refused_with_advice(text: object, advice: str) -> None:
    with pytest.raises(QuantityError, match=advice):
        parse_duration(text)


@given(st.integers(min_value=0, max_value=LONGEST_DURATION))
def test_what_is_written_is_read_back(seconds: int) -> None:
    assert parse_duration(format_duration(seconds)) == seconds


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (45, "45 s"),
        (90, "90 s"),
        (300, "5 min"),
        (3600, "1 h"),
        (9000, "2.5 h"),
        (4800, "1 h 20 min"),
        (86_400, "1 day"),
        (129_600, "1.5 days"),
        (259_200, "3 days"),
        (90_061, "1 day 1 h 1 min 1 s"),
        (-300, "-5 min"),
        (299.6, "5 min"),
    ],
)
def test_durations_are_written_as_a_planner_would(seconds: float, text: str) -> None:
    assert format_duration(seconds) == text


@pytest.mark.parametrize(
    ("value", "share"),
    [
        ("12 %", 0.12),
        ("12%", 0.12),
        (0.12, 0.12),
        ("0.12", 0.12),
        (0, 0.0),
        (1, 1.0),
        ("100 %", 1.0),
        ("0.5 %", 0.005),
    ],
)
def test_shares(value: object, share: float) -> None:
    assert parse_share(value) == share


@pytest.mark.parametrize(
    ("value", "advice"),
    [
        (12, "write 12 % or 0.12"),
        ("12", "write 12 % or 0.12"),
        (450, "write 12 % or 0.12"),
        (1.01, "write 1.01 % or 0.0101"),
        ("120 %", "above 100 %"),
        (-0.1, "between 0 and 1"),
        ("-3 %", "negative"),
        (float("nan"), "between 0 and 1"),
        (True, "not a share"),
        ([], "not a share"),
        ("most", "not a share"),
    ],
)
def test_what_is_no_share_is_refused_with_advice(value: object, advice: str) -> None:
    with pytest.raises(QuantityError, match=re.escape(advice)):
        parse_share(value)


@given(st.integers(min_value=0, max_value=1000))
def test_shares_to_one_decimal_are_read_back(tenths: int) -> None:
    assert parse_share(format_share(tenths / 1000)) == tenths / 1000


def test_small_shares_keep_two_figures() -> None:
    assert [format_share(x) for x in (0.12, 1.0, 0.8533333, 0.00123)] == ["12 %", "100 %", "85.3 %", "0.12 %"]


@pytest.mark.parametrize(
    ("text", "per_year"),
    [
        ("450000 per year", 450_000),
        ("450,000 per year", 450_000),
        ("3 per hour", 3 * 365 * 24),
        ("12 per day", 12 * 365),
        ("12 a day", 12 * 365),
        ("5 per week", 5 * 365 / 7),
        ("0 per year", 0),
        ("2.5/minute", 2.5 * 365 * 24 * 60),
    ],
)
def test_rates_are_per_second(text: str, per_year: float) -> None:
    assert parse_rate(text) == pytest.approx(per_year / (365 * 86_400), rel=1e-15)


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        (450000, 'say per what, for example "450000 per year"'),
        ("450000", 'say per what, for example "450000 per year"'),
        ("-3 per hour", "negative"),
        ("5 min", "not a rate"),
        ("3 per month", "the periods are year, week, day, hour"),
        ("lots per year", "not a rate"),
    ],
)
def test_what_is_no_rate_is_refused_with_advice(text: object, advice: str) -> None:
    with pytest.raises(QuantityError, match=advice):
        parse_rate(text)


@given(
    st.integers(min_value=1, max_value=999_999),
    st.sampled_from(["year", "week", "day", "hour", "minute", "second"]),
)
def test_round_rates_are_read_back(count: int, period: str) -> None:
    rate = parse_rate(f"{count} per {period}")
    assert parse_rate(format_rate(rate)) == pytest.approx(rate, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("450000 per year", "450,000 per year"),
        ("12 per day", "12 per day"),
        ("3 per hour", "3 per hour"),
        ("0 per hour", "0 per year"),
        ("3.14159265 per hour", "3.142 per hour"),
    ],
)
def test_rates_are_written_in_their_round_period(text: str, written: str) -> None:
    assert format_rate(parse_rate(text)) == written


@given(st.integers(min_value=0, max_value=24 * 60))
def test_clocks_are_read_back(minutes: int) -> None:
    assert parse_clock(format_clock(60 * minutes)) == 60 * minutes


@pytest.mark.parametrize("text", ["24:01", "25:00", "12:60", "noon", 1320, "1320", "", None, "7:5", "-1:00"])
def test_what_no_clock_shows_is_refused(text: object) -> None:
    with pytest.raises(QuantityError, match=r"07:00|from 00:00 to 24:00"):
        parse_clock(text)


@pytest.mark.parametrize(
    ("value", "pounds"),
    [
        (50000, 50_000),
        ("50000", 50_000),
        ("50k", 50_000),
        ("£50,000", 50_000),
        ("£1.2m", 1_200_000),
        ("1.2 million", 1_200_000),
        (0, 0),
    ],
)
def test_money_is_pounds(value: object, pounds: float) -> None:
    assert parse_money(value) == pounds


@pytest.mark.parametrize("value", [-5, "-5", "-£5", "€50", "50p", "", None, True, float("inf"), float("nan")])
def test_what_is_no_money_is_refused(value: object) -> None:
    with pytest.raises(QuantityError):
        parse_money(value)


class Everything(BaseModel):
    duration: Duration
    share: Share
    rate: Rate
    clock: Clock
    money: Money


def test_models_hold_numbers_and_report_every_fault() -> None:
    read = Everything.model_validate(
        {"duration": "5 min", "share": "12 %", "rate": "1 per day", "clock": "07:00", "money": "50k"}
    )
    assert read == Everything.model_construct(duration=300, share=0.12, rate=1 / 86_400, clock=25_200, money=5e4)
    with pytest.raises(ValidationError) as raised:
        Everything.model_validate({"duration": 5, "share": 12, "rate": 3, "clock": 7, "money": -1})
    assert [error["loc"][0] for error in raised.value.errors()] == list(Everything.model_fields)


SCHEMA_ACCEPTS = {
    "duration": (["5 min", "2.5 h", "1 h 30 min", "1,000 days"], ["5", "five min", "07:00"]),
    "share": (["12 %", "0.12"], ["twelve"]),
    "rate": (["450000 per year", "450,000 per year", "3 a day"], ["3", "3 per month"]),
    "clock": (["07:00", "7:00", "24:00"], ["24:01", "12:60", "0700"]),
    "money": (["£50,000", "50k", "1.2m"], ["€5", "-5"]),
}


@pytest.mark.parametrize("name", SCHEMA_ACCEPTS)
def test_the_schema_agrees_with_the_reader(name: str) -> None:
    annotation = {"duration": Duration, "share": Share, "rate": Rate, "clock": Clock, "money": Money}[name]
    adapter: TypeAdapter[float] = TypeAdapter(annotation)
    schema = adapter.json_schema()
    pattern = schema.get("pattern") or next(one["pattern"] for one in schema["anyOf"] if "pattern" in one)
    accepted, refused = SCHEMA_ACCEPTS[name]
    for example in [*schema["examples"], *accepted]:
        adapter.validate_python(example)
        assert isinstance(example, int | float) or re.search(pattern, example)
    for example in refused:
        assert not re.search(pattern, example)
        with pytest.raises(ValidationError):
            adapter.validate_python(example)
