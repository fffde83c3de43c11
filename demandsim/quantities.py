"""Read and write the quantities that planners write: "20 min", "3 per hour", "12 %", "07:00", "£50,000".

Inside the program a length of time is a whole number of seconds, a rate is events per second, a share lies
between 0 and 1, a clock time is seconds since midnight and money is pounds. A number without its unit is
refused wherever the unit could be misread.
"""

from __future__ import annotations

import math
import re
from fractions import Fraction
from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WEEK = 7 * DAY
YEAR = 365 * DAY
HOURS_A_DAY, DAYS_A_WEEK, HOURS_A_WEEK = 24, 7, 168

LONGEST_DURATION = 1000 * YEAR
LONGEST_TEXT = 100

NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"

DURATION_UNITS = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1),
    **dict.fromkeys(("min", "mins", "minute", "minutes"), MINUTE),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), HOUR),
    **dict.fromkeys(("d", "day", "days"), DAY),
    **dict.fromkeys(("w", "week", "weeks"), WEEK),
}
RATE_UNITS = {"year": YEAR, "week": WEEK, "day": DAY, "hour": HOUR, "minute": MINUTE, "second": 1}
MONEY_MULTIPLES = {"": 1, "k": 1_000, "m": 1_000_000, "million": 1_000_000, "bn": 1_000_000_000}

_DURATION_PART = re.compile(rf"\s*({NUMBER})\s*([A-Za-z]+)")
_RATE = re.compile(rf"({NUMBER})\s*(?:per|an?|/)\s*([A-Za-z]+)")
_PERCENTAGE = re.compile(rf"({NUMBER})\s*%")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")
_MONEY = re.compile(rf"£?\s*({NUMBER})\s*([A-Za-z]*)")
_BARE_NUMBER = re.compile(rf"[+-]?{NUMBER}(?:[eE][+-]?\d+)?")


class QuantityError(ValueError):
    """Says that a quantity cannot be understood, and how to write it."""


def parse_duration(text: object) -> int:
    """Turn a length of time such as "5 min", "2.5 h", "1 h 30 min" or "28 days" into whole seconds.

    A part of a second is rounded to the nearest second, a half upwards. Raises `QuantityError` for a bare
    number, an unknown unit, a negative length or one above a thousand years.
    """
    written = _words(text, bare_number='say the unit, for example "5 min"', example='"5 min"')
    seconds = Fraction(0)
    smallest = math.inf
    position = 0
    while position < len(written):
        part = _DURATION_PART.match(written, position)
        if part is None:
            raise QuantityError(
                f"{_quoted(written)} is not a length of time; write a number and a unit, for example "
                '"5 min", "2.5 h" or "28 days"'
            )
        unit = DURATION_UNITS.get(part[2].lower())
        if unit is None:
            raise QuantityError(
                f'{part[2]!r} is not a unit of time; the units are s, min, h, days and weeks, for example "5 min"'
            )
        if unit >= smallest:
            raise QuantityError(f'{_quoted(written)} does not run from long to short; write for example "1 h 30 min"')
        smallest = unit
        seconds += _number(part[1]) * unit
        position = part.end()
    if seconds > LONGEST_DURATION:
        raise QuantityError(f"{_quoted(written)} is longer than a thousand years")
    return math.floor(seconds + Fraction(1, 2))


def parse_share(value: object) -> float:
    """Turn "12 %" or 0.12 into the share 0.12.

    Raises `QuantityError` for anything outside 0 to 1, so that 12 is never taken for 12 %.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise QuantityError(f'{_quoted(value)} is not a share; write for example "12 %" or 0.12')
    if isinstance(value, str):
        written = _words(value, bare_number=None, example='"12 %"')
        percentage = _PERCENTAGE.fullmatch(written)
        if percentage is not None:
            share = _number(percentage[1]) / 100
            if share > 1:
                raise QuantityError(f"a share cannot be above 100 %: {_quoted(written)}")
            return float(share)
        if _BARE_NUMBER.fullmatch(written) is None:
            raise QuantityError(f'{_quoted(written)} is not a share; write for example "12 %" or 0.12')
        value = float(written.replace(",", ""))
    if not 0 <= value <= 1:
        # A number between 1 and 100 is nearly always a percentage without its sign.
        meant = f"{value:g} % or {value / 100:g}" if 1 < value <= 100 else "12 % or 0.12"
        raise QuantityError(f"a share lies between 0 and 1, not {value:g}: write {meant}")
    return float(value)


def parse_rate(text: object) -> float:
    """Turn "450000 per year", "12 per day" or "3 per hour" into events per second.

    A year has 365 days. Raises `QuantityError` for a bare number, an unknown unit or a negative rate.
    """
    hint = 'say per what, for example "450000 per year" or "3 per hour"'
    written = _words(text, bare_number=hint, example='"3 per hour"')
    rate = _RATE.fullmatch(written)
    if rate is None:
        raise QuantityError(f"{_quoted(written)} is not a rate; {hint}")
    unit = RATE_UNITS.get(rate[2].lower())
    if unit is None:
        raise QuantityError(
            f'{rate[2]!r} is not a period for a rate; the periods are {", ".join(RATE_UNITS)}, for example "3 per hour"'
        )
    return float(_number(rate[1]) / unit)


def parse_clock(text: object) -> int:
    """Turn a time of day such as "07:00" into seconds since midnight; "24:00" is the end of the day.

    Raises `QuantityError` for a number, and for a time that no clock shows.
    """
    hint = 'write a time of day such as "07:00"'
    written = _words(text, bare_number=hint, example='"07:00"')
    clock = _CLOCK.fullmatch(written)
    if clock is None:
        raise QuantityError(f"{_quoted(written)} is not a time of day; {hint}")
    hours, minutes = int(clock[1]), int(clock[2])
    if minutes > 59 or hours > 24 or (hours == 24 and minutes > 0):
        raise QuantityError(f"{_quoted(written)} is not a time of day; they run from 00:00 to 24:00")
    return hours * HOUR + minutes * MINUTE


def parse_money(value: object) -> float:
    """Turn 50000, "£50,000", "50k" or "1.2m" into pounds.

    Raises `QuantityError` for a negative or unlimited sum and for anything that is not a sum of money.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise QuantityError(f'{_quoted(value)} is not a sum of money; write for example "£50,000" or "50k"')
    if not isinstance(value, str):
        if value < 0:
            raise QuantityError(f"a sum of money cannot be negative: {value:g}")
        if not math.isfinite(value):
            raise QuantityError(f"a sum of money must be a definite number, not {value}")
        return float(value)
    written = _words(value, bare_number=None, example='"£50,000"')
    money = _MONEY.fullmatch(written)
    multiple = None if money is None else MONEY_MULTIPLES.get(money[2].lower())
    if money is None or multiple is None:
        raise QuantityError(f'{_quoted(written)} is not a sum of money; write for example "£50,000", "50k" or "1.2m"')
    return float(_number(money[1]) * multiple)


def format_duration(seconds: float) -> str:
    """Write a length of time as a planner would: "45 s", "5 min", "2.5 h", "3 days", "1 h 20 min".

    `seconds` is rounded to the whole second; what this writes for a whole number `parse_duration` reads back
    exactly. A negative length (a difference) gets a minus sign, which `parse_duration` refuses.
    """
    whole = round(seconds)
    if whole < 0:
        return f"-{format_duration(-whole)}"
    if whole < 10 * MINUTE and whole % MINUTE:
        return f"{whole} s"
    if whole == 0:
        return "0 s"
    if whole < DAY:
        if whole > HOUR and whole % (HOUR // 2) == 0:
            return f"{whole / HOUR:g} h"
    elif whole % (DAY // 2) == 0:
        return f"{_trimmed(whole, DAY)} {'day' if whole == DAY else 'days'}"
    parts = []
    for unit, singular, plural in (
        (DAY, "day", "days"),
        (HOUR, "h", "h"),
        (MINUTE, "min", "min"),
        (1, "s", "s"),
    ):
        count, whole = divmod(whole, unit)
        if count:
            parts.append(f"{count} {singular if count == 1 else plural}")
    return " ".join(parts)


def format_share(share: float) -> str:
    """Write a share as a percentage: "12 %". One decimal at most, or two significant figures below 1 %."""
    percentage = 100 * share
    if not math.isfinite(percentage):
        return f"{percentage} %"
    if 0 < abs(percentage) < 1:
        return f"{percentage:.2g} %"
    return f"{percentage:.1f}".removesuffix(".0") + " %"


def format_rate(per_second: float) -> str:
    """Write a rate per the period in which it is a round number: "450,000 per year", "12 per day".

    A rate that is round nowhere is given to four significant figures, per the shortest period in which it is
    at least one.
    """
    if per_second == 0:
        return "0 per year"
    round_texts = []
    for name, unit in RATE_UNITS.items():
        count = per_second * unit
        rounded = float(f"{count:.6g}")
        if count >= 1 and math.isclose(rounded, count, rel_tol=1e-12):
            round_texts.append((len(f"{rounded:.6f}".rstrip("0")), unit, f"{_grouped(rounded)} per {name}"))
    if round_texts:
        return min(round_texts)[2]
    for name, unit in reversed(RATE_UNITS.items()):
        if per_second * unit >= 1:
            return f"{_grouped(float(f'{per_second * unit:.4g}'))} per {name}"
    return f"{per_second * YEAR:.4g} per year"


def format_clock(seconds: int) -> str:
    """Write seconds since midnight as a time of day: 25200 is "07:00", 86400 is "24:00"."""
    return f"{seconds // HOUR:02d}:{seconds % HOUR // MINUTE:02d}"


def _words(text: object, *, bare_number: str | None, example: str) -> str:
    """Return the text to be read, having refused what no quantity may be."""
    is_number = isinstance(text, int | float) and not isinstance(text, bool)
    if bare_number is not None and is_number:
        raise QuantityError(f"{bare_number}, not {text}")
    if not isinstance(text, str):
        raise QuantityError(f"{_quoted(text)} cannot be read; write for example {example}")
    written = " ".join(text.split())
    if not written:
        raise QuantityError(f"nothing is written here; write for example {example}")
    if len(written) > LONGEST_TEXT:
        raise QuantityError(f"{_quoted(written)} is too long to be a quantity; write for example {example}")
    if bare_number is not None and _BARE_NUMBER.fullmatch(written):
        raise QuantityError(f"{bare_number}, not {written}")
    if re.match(r"[-−]\s*£?\s*[\d.]", written):
        raise QuantityError(f"{_quoted(written)} is negative; write for example {example}")
    return written


def _number(digits: str) -> Fraction:
    return Fraction(digits.replace(",", ""))


def _quoted(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _trimmed(whole: int, unit: int) -> str:
    """Write whole/unit, known to be a multiple of a half, without rounding."""
    return str(whole // unit) if whole % unit == 0 else f"{whole // unit}.5"


def _grouped(number: float) -> str:
    return f"{number:,.6f}".rstrip("0").rstrip(".")


def _schema(quantity: str, pattern: str, description: str, *examples: str) -> WithJsonSchema:
    """Describe a quantity as text; `quantity` names it for those who turn a schema into pages or editors."""
    return WithJsonSchema(
        {
            "type": "string",
            "pattern": pattern,
            "description": description,
            "examples": list(examples),
            "quantity": quantity,
        }
    )


def _schema_with_number(
    quantity: str, pattern: str, bounds: dict[str, float], description: str, *examples: str | float
) -> WithJsonSchema:
    return WithJsonSchema(
        {
            "anyOf": [{"type": "string", "pattern": pattern}, {"type": "number", **bounds}],
            "description": description,
            "examples": list(examples),
            "quantity": quantity,
        }
    )


_SCHEMA_NUMBER = r"([0-9]{1,3}(,[0-9]{3})+|[0-9]+)?(\.[0-9]+)?"
_SCHEMA_TIME_UNITS = r"(s|secs?|seconds?|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?)"

Duration = Annotated[
    int,
    BeforeValidator(parse_duration),
    _schema(
        "duration",
        rf"^\s*({_SCHEMA_NUMBER}\s*{_SCHEMA_TIME_UNITS}\s*)+$",
        "A length of time with its unit: s, min, h, days or weeks.",
        "5 min",
        "2.5 h",
        "28 days",
        "1 h 30 min",
    ),
]
"""A length of time written with its unit, held as whole seconds."""

Share = Annotated[
    float,
    BeforeValidator(parse_share),
    _schema_with_number(
        "share",
        rf"^\s*{_SCHEMA_NUMBER}\s*%?\s*$",
        {"minimum": 0, "maximum": 1},
        "A share of the whole: a percentage, or a number between 0 and 1.",
        "12 %",
        0.12,
    ),
]
"""A share written as a percentage or a number between 0 and 1, held as that number."""

Rate = Annotated[
    float,
    BeforeValidator(parse_rate),
    _schema(
        "rate",
        rf"^\s*{_SCHEMA_NUMBER}\s*(per|an?|/)\s*(year|week|day|hour|minute|second)\s*$",
        "How many per year (of 365 days), week, day, hour, minute or second.",
        "450000 per year",
        "3 per hour",
    ),
]
"""A number of events per period, held as events per second."""

Clock = Annotated[
    int,
    BeforeValidator(parse_clock),
    _schema(
        "clock",
        r"^(([01]?[0-9]|2[0-3]):[0-5][0-9]|24:00)$",
        "A time of day on the 24-hour clock; 24:00 is the end of the day.",
        "07:00",
        "24:00",
    ),
]
"""A time of day, held as seconds since midnight."""

Money = Annotated[
    float,
    BeforeValidator(parse_money),
    _schema_with_number(
        "money",
        rf"^\s*£?\s*{_SCHEMA_NUMBER}\s*([kKmM]|million|bn)?\s*$",
        {"minimum": 0},
        "A sum of money in pounds.",
        50000,
        "£50,000",
        "50k",
        "1.2m",
    ),
]
"""A sum of money, held as pounds."""
