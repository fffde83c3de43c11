"""Laws: how a length of time varies from case to case, and profiles: how demand varies over the week and the year."""

from __future__ import annotations

import math
from difflib import get_close_matches
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, field_validator, model_validator

from demandsim.quantities import HOURS_A_WEEK, Duration, Share
from demandsim.rules.choice import Choice

ROUNDING = 1e-6


class Lognormal(Choice):
    """Many short, a few very long: the usual shape of handling times."""

    mean: Duration
    """Mean length."""
    cv: float = Field(gt=0, le=5)
    """Coefficient of variation: standard deviation divided by mean."""


class Exponential(Choice):
    """Memoryless: however long it has lasted, the rest is as long as ever."""

    mean: Duration
    """Mean length."""


class Erlang(Choice):
    """The sum of several equal exponential phases: more regular than exponential."""

    mean: Duration
    """Mean length."""
    phases: int = Field(ge=1, le=50)
    """Number of phases."""


class Uniform(Choice):
    """Every length between two bounds is equally likely."""

    low: Duration
    """Shortest length."""
    high: Duration
    """Longest length."""

    @model_validator(mode="after")
    def _ordered(self) -> Uniform:
        if self.high < self.low:
            raise ValueError("high must not be below low")
        return self


class Scipy(Choice):
    """Any continuous law that scipy.stats knows, by its name there."""

    name: str
    """Name in scipy.stats, for example `gamma` or `weibull_min`."""
    shapes: dict[str, float] = {}
    """Shape parameters by their names in scipy."""
    mean: Duration | None = None
    """Mean length: the law is stretched to have it. Give this or `scale`."""
    scale: Duration | None = None
    """Scale parameter."""
    loc: Duration = 0
    """Shortest length of most laws: shifts the law (with `mean`, the mean includes it)."""

    @model_validator(mode="after")
    def _known(self) -> Scipy:
        # Imported here: a scenario that names no such law need not wait for scipy.
        from scipy import stats

        law = getattr(stats, self.name, None)
        if not isinstance(law, stats.rv_continuous):
            known = (name for name in dir(stats) if isinstance(getattr(stats, name), stats.rv_continuous))
            near = get_close_matches(self.name, known, n=1)
            meant = f"; did you mean {near[0]!r}?" if near else ""
            raise ValueError(f"scipy.stats has no continuous law {self.name!r}{meant}")
        wanted = [] if law.shapes is None else law.shapes.split(", ")
        if sorted(self.shapes) != sorted(wanted):
            raise ValueError(
                f"{self.name} takes the shapes {', '.join(wanted) or 'none'}, not {', '.join(self.shapes)}"
            )
        if (self.mean is None) == (self.scale is None):
            raise ValueError("give either `mean` or `scale`")
        low = float(law.support(**self.shapes)[0])
        standard = float(law.mean(**self.shapes))
        if math.isnan(low) or math.isnan(standard):
            raise ValueError(f"{self.name} cannot have these shapes: {self.shapes}")
        if not math.isfinite(standard):
            raise ValueError(f"{self.name} with these shapes has an infinite mean: no staffing could ever suffice")
        if low < 0:
            raise ValueError(
                f"{self.name} allows negative lengths of time (from {low:g}); choose a law that begins at 0"
            )
        if self.mean is not None and (standard <= 0 or self.mean <= self.loc):
            raise ValueError("the mean must be longer than `loc`")
        return self

    @property
    def stretch(self) -> float:
        """The scale in seconds."""
        from scipy import stats

        if self.scale is not None:
            return float(self.scale)
        assert self.mean is not None
        return (self.mean - self.loc) / float(getattr(stats, self.name).mean(**self.shapes))

    @property
    def mean_length(self) -> float:
        """The mean in seconds."""
        from scipy import stats

        return self.loc + self.stretch * float(getattr(stats, self.name).mean(**self.shapes))


class Empirical(Choice):
    """Observed lengths: each is as likely as it was seen often."""

    values: tuple[Duration, ...] = Field(min_length=1)
    """Observed lengths, in any order (a table with the single column `value` will do)."""


class Part(Choice):
    """A part of a mixture."""

    share: Annotated[Share, Field(gt=0)]
    """Share of cases."""
    law: Length
    """How their length varies."""


class Law(Choice):
    """A length that varies: exactly one of the named laws. A plain length, such as `5 min`, means always that."""

    constant: Duration | None = None
    """Always the same length."""
    lognormal: Lognormal | None = None
    """Many short, a few very long."""
    exponential: Exponential | None = None
    """Memoryless."""
    erlang: Erlang | None = None
    """More regular than exponential."""
    uniform: Uniform | None = None
    """Equally likely between bounds."""
    scipy: Scipy | None = None
    """Any law of scipy.stats by name."""
    empirical: Empirical | None = None
    """Observed lengths."""
    mixture: tuple[Part, ...] | None = None
    """Several sorts of case, each with its own law; the shares add up to 1."""

    @model_validator(mode="after")
    def _one(self) -> Law:
        named = [name for name in type(self).model_fields if getattr(self, name) is not None]
        if len(named) != 1:
            choices = ", ".join(type(self).model_fields)
            raise ValueError(f"name exactly one law ({choices}); found {', '.join(named) or 'none'}")
        if self.mixture is not None and abs(sum(part.share for part in self.mixture) - 1) > ROUNDING:
            raise ValueError(f"the shares of the mixture add up to {sum(part.share for part in self.mixture):g}, not 1")
        return self

    @property
    def mean(self) -> float:
        """The mean length in seconds."""
        if self.constant is not None:
            return float(self.constant)
        if self.uniform is not None:
            return (self.uniform.low + self.uniform.high) / 2
        if self.scipy is not None:
            return self.scipy.mean_length
        if self.empirical is not None:
            return sum(self.empirical.values) / len(self.empirical.values)
        if self.mixture is not None:
            return sum(part.share * part.law.mean for part in self.mixture)
        law = self.lognormal or self.exponential or self.erlang
        assert law is not None
        return float(law.mean)


def _plain_length(value: Any) -> Any:
    return {"constant": value} if isinstance(value, str | int | float) else value


Length = Annotated[Law, BeforeValidator(_plain_length, json_schema_input_type=Law | Duration)]
"""A law, or a plain length such as `5 min`."""
Part.model_rebuild()
Law.model_rebuild()


class Profile(Choice):
    """How demand varies: by hour (24 values, or 168 from Monday 00:00), by day of the week and by month.

    Only the shape counts: the values are relative, and the yearly volume is kept but for a trend.
    """

    hours: tuple[Annotated[float, Field(ge=0)], ...]
    """24 values for a day or 168 for a week from Monday 00:00."""
    days: tuple[Annotated[float, Field(ge=0)], ...] = (1, 1, 1, 1, 1, 1, 1)
    """7 day factors, Monday first; only with 24 hourly values."""
    months: tuple[Annotated[float, Field(ge=0)], ...] = (1,) * 12
    """12 month factors, January first."""
    trend: float = Field(default=0.0, gt=-0.9, le=3)
    """Growth in a year as a share, compounded from the start of the run (0.03: 3 % more a year later; below 0: less).
    `explain` speaks of the start."""

    @field_validator("hours")
    @classmethod
    def _hours(cls, value: tuple[float, ...]) -> tuple[float, ...]:
        if len(value) not in (24, HOURS_A_WEEK):
            raise ValueError(f"a profile has 24 or 168 values, this one has {len(value)}")
        if sum(value) <= 0:
            raise ValueError("a profile needs at least one value above zero")
        return value

    @field_validator("days")
    @classmethod
    def _days(cls, value: tuple[float, ...]) -> tuple[float, ...]:
        if len(value) != 7:
            raise ValueError(f"there are 7 day factors, Monday first; found {len(value)}")
        return value

    @field_validator("months")
    @classmethod
    def _months(cls, value: tuple[float, ...]) -> tuple[float, ...]:
        if len(value) != 12:
            raise ValueError(f"there are 12 month factors, January first; found {len(value)}")
        return value

    @property
    def week(self) -> tuple[float, ...]:
        """The 168 hourly factors of a week from Monday 00:00, with mean 1."""
        raw = self.hours if len(self.hours) == HOURS_A_WEEK else tuple(h * d for d in self.days for h in self.hours)
        mean = sum(raw) / HOURS_A_WEEK
        return tuple(value / mean for value in raw)
