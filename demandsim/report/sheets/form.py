"""What a one-page sheet is made of: figures under the names that they have there, in lines and grids."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from demandsim.experiment.comparison import WHOLE
from demandsim.report.sheets.seen import Seen

HARM_RECORDED = "harm recorded"
"""Orders offences by crimes recorded times their weight in the Crime Severity Score."""
DETAIL = "\N{HORIZONTAL ELLIPSIS} "
"""Begins the name of a figure that says more of the one above it; such a figure stands in no sentence."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure under the name that it has on a sheet."""

    measure: str
    name: str
    group: str = WHOLE
    if_any: bool = False
    """Whether it is left out where nothing of the kind happens: what a scenario does not declare is not there."""
    said: str = ""
    """How it is named in a sentence, where not by its name."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Figures one below the other, of the whole force unless a figure says otherwise."""

    key: str
    heading: str
    figures: tuple[Figure, ...]
    sources: bool = False
    """Whether to say where the limits in the names of figures come from."""
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A row a group, a column a figure, and the whole force at the end."""

    key: str
    heading: str
    by: str
    """The key of the groups that are the rows."""
    columns: tuple[Figure, ...]
    """Their `group` fixes another key, such as the grade; it comes before `by`."""
    most: int = 8
    """At most so many rows."""
    order: str = ""
    """Measure, or `HARM_RECORDED`, by which rows are chosen; left out: the first."""
    whole: str = "Whole force"
    """What the last row is called; empty for none."""
    wide: bool = True
    drawn: bool = False
    """Whether its first column is drawn, with its figures behind a button, instead of written."""


Part = Lines | Grid
Says = Callable[[Seen], str]


@dataclass(frozen=True, slots=True)
class Form:
    """A sheet: its words, blocks and sentences."""

    heading: str
    kicker: str
    parts: tuple[Part, ...]
    says: tuple[Says, ...]
    """Sentences by rule; one that has nothing to say gives no words."""
    targets: tuple[tuple[str, str], ...]
    """What is asked for: words and the path of the figures in the scenario; `*` stands for every step there is."""
    outcomes: bool = False
    """Whether to warn where much of the crime has no outcome yet."""
    leaders: bool = False
    """Whether the hours of supervisors and the skills that one officer alone holds are worked out."""


COST = Figure("cost", "Cost of all posts and overtime", said="cost")
REVIEWS_DUE = (
    ("first review after allocation", "investigative_model.review.first"),
    ("then every", "investigative_model.review.then"),
    ("then every, by skill:", "investigative_model.review.then_if.*"),
    ("review on time within", "investigative_model.review.on_time_within"),
)
"""When reviews fall due, as `Form.targets` says it."""
