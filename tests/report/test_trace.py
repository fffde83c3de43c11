"""The command trace: pages that add up, ask nothing of the network and are the same twice, and every refusal."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from rich.console import Console

from demandsim.eventlog.officer_week import WORDS
from demandsim.experiment import plan_experiment, run_experiment
from demandsim.experiment.store import ResultsError, read_part
from demandsim.experiment.trace import read_date, trace_crime, trace_night, trace_week
from demandsim.experiment.twice import telling_crime
from demandsim.quantities import MINUTE
from demandsim.report.trace.crime import letters
from demandsim.report.trace.lanes import MOST_TICKS, time_ticks
from demandsim.report.trace.page import Story, clock_words, in_minutes
from demandsim.report.trace.story import show_story, story_page, write_story
from demandsim.report.trace.week import LOOKS, pieces
from demandsim.scenario.calendar import DAY, HOUR, Calendar
from tests.conftest import Command
from tests.experiment.files import write_village
from tests.report.test_page import Reader

OPTIONS = ["today", "more detectives"]
START = "2025-03-20"
"""Thursday; the clocks go forward on Sunday 30 March, in the measured week."""


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trace")
    settings = {"start": START, "period.days": 14, "period.warm_up": 4}
    plan = plan_experiment(
        write_village(folder, **settings), out=folder / "results", options=OPTIONS[1:], replications=1
    )
    run_experiment(plan, workers=1)
    return folder / "results"


@pytest.fixture(scope="module")
def uid(results: Path) -> int:
    return telling_crime(results, *OPTIONS, 0)


@pytest.fixture(scope="module")
def stories(results: Path, uid: int) -> dict[str, Story]:
    found = {
        "crime": trace_crime(results, uid),
        "twice": trace_crime(results, uid, OPTIONS),
        "week": trace_week(results, "response/north/constable/0"),
        "night": trace_night(results, "29/03/2025"),
        "area": trace_night(results, "2025-03-24", "north"),
    }
    return {name: story_page(trace) for name, trace in found.items()}


@pytest.mark.parametrize("name", ["crime", "twice", "week", "night", "area"])
def test_a_page_is_sound_says_it_all_and_asks_nothing_of_the_network(
    stories: dict[str, Story], name: str, tmp_path: Path
) -> None:
    first, second = (write_story(stories[name], tmp_path / f"{n}.html").read_bytes() for n in (1, 2))
    assert first == second
    text = first.decode("utf-8")
    read = Reader()
    read.feed(text)
    read.close()
    assert read.open == []
    assert len(read.ids) == len(set(read.ids))
    assert all(link.startswith("#") and link[1:] in read.ids for link in read.links)
    assert "<script" not in text
    assert set(re.findall(r"https?://[^\s\"'<)]+", text)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }
    assert read.headings[0] == "h1"
    assert set(read.headings[1:]) == {"h2"}
    (drawing,) = read.drawings
    assert re.search(r"\d", drawing)


def test_the_same_run_again_gives_the_same_bytes(stories: dict[str, Story], results: Path, tmp_path: Path) -> None:
    again = story_page(trace_night(results, "2025-03-29"))
    assert (
        write_story(again, tmp_path / "a.html").read_bytes()
        == write_story(stories["night"], tmp_path / "b.html").read_bytes()
    )


@pytest.mark.parametrize("name", ["crime", "twice", "week", "night", "area"])
def test_every_table_is_whole_and_its_words_are_printed(stories: dict[str, Story], name: str) -> None:
    out = io.StringIO()
    show_story(Console(file=out, width=400), stories[name])
    printed = out.getvalue()
    assert stories[name].title in printed
    for section in stories[name].sections:
        for block in section.blocks:
            table = getattr(block, "data", block)
            assert all(len(row) == len(table.columns) for row in table.rows)
            if table is block:
                assert all(cell in printed for row in table.rows for cell in row)


def test_hours_of_a_week_add_up_down_and_across(stories: dict[str, Story]) -> None:
    chart = stories["week"].sections[0].blocks[0]
    table = chart.data  # type: ignore[union-attr]
    assert table is not None
    numbers = [[_minutes(cell) for cell in row[2:]] for row in table.rows]
    *days, whole = numbers
    assert whole == [sum(column) for column in zip(*days, strict=True)]
    assert all(sum(row[:-3]) == row[-3] for row in numbers)
    assert whole[-3] > 0


def _minutes(cell: str) -> int:
    hours, _, minutes = cell.replace("-", "0:00").partition(":")
    return 60 * int(hours) + int(minutes)


def test_the_times_of_a_crime_add_up_to_the_time_it_was_open(results: Path, uid: int) -> None:
    (story,) = trace_crime(results, uid).stories
    account = read_part(results, "today", 0, "crimes").set_index("uid").loc[uid]
    assert sum(story.parts.values()) == story.until - story.recorded_at
    assert sum(story.parts.values()) == account["open_time"]


def test_two_options_part_where_compare_says_so(results: Path, uid: int, command: Command) -> None:
    trace = trace_crime(results, uid, OPTIONS)
    assert trace.twice is not None
    assert trace.twice.parting in story_page(trace).said
    assert trace.parted_at is not None
    first, second = ([step for step in story.steps if step.at < trace.parted_at] for story in trace.stories)
    assert first == second
    assert "They part at step" in command("compare", results, "--crime", uid, "--options", ",".join(OPTIONS)).out


def test_a_night_of_the_clock_change_has_eleven_hours_and_the_calls_of_all(stories: dict[str, Story]) -> None:
    night = stories["night"]
    assert "The clocks change: this night lasts 11 hours." in night.said
    data = night.sections[0].blocks[0].data  # type: ignore[union-attr]
    assert data is not None
    labels = [row[0] for row in data.rows]
    assert len(labels) == 12
    assert "01:00" not in labels


def test_absence_is_told_of_the_officer_who_missed_turns(results: Path) -> None:
    """The village has abstraction and sickness: somebody misses a turn, and is then not on duty."""
    found = []
    for number in range(4):
        week = trace_week(results, f"response/north/constable/{number}", "2025-03-26").week
        found += [(day, absence) for day in week.days for absence in day.absent]
    assert found
    for day, absence in found:
        assert not any(since < absence.to_at and until > absence.from_at for since, until in day.turns)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "exactly one of --crime, --officer and --night"),
        (("--crime", 5, "--night", "2025-03-25"), "exactly one of"),
        (("--crime", 5), "there is no crime 5 on the tape under 'today'"),
        (("--crime", 5, "--week", "2025-03-25"), "--week goes with --officer"),
        (("--officer", "x", "--area", "north"), "--area goes with --night"),
        (("--night", "2025-03-25", "--options", "a,b"), "--options goes with --crime"),
        (("--crime", 5, "--options", "a,b", "--option", "a"), "give one of them"),
        (("--crime", 5, "--options", "today,more detective"), "did you mean 'more detectives'?"),
        (("--crime", 5, "--options", "today,today"), "two different ones"),
        (("--crime", 5, "--replication", 7), "no finished replication 7"),
        (("--officer", "response/nort/constable/1"), "did you mean 'response/north/constable/1'? valid: response/"),
        (("--officer", "response/north/constable/0", "--week", "2024-01-01"), "from Thursday 20 March 2025 to Sunday"),
        (("--night", "2025-04-06"), "begin on Thursday 20 March 2025 to Saturday 5 April 2025"),
        (("--night", "2025-13-06"), "is no date; write it as"),
        (("--night", "2025-03-25", "--area", "nort"), "there is no area 'nort'; did you mean 'north'?"),
        (("--night", "2025-03-25", "--option", "nothing"), "holds no option 'nothing'"),
        (("--night", "2025-03-25", "--out", "x.pdf"), "--out is an .html file, not 'x.pdf'"),
    ],
)
def test_what_cannot_be_told_is_refused(results: Path, command: Command, words: tuple[object, ...], said: str) -> None:
    ended = command("trace", results, *words)
    assert ended.code == 2
    assert said in " ".join(ended.err.split())


def test_the_command_prints_and_writes(results: Path, command: Command, tmp_path: Path) -> None:
    page = tmp_path / "week.html"
    ended = command("trace", results, "--officer", "response/north/constable/0", "--week", "26/03/2025", "--out", page)
    assert ended.code == 0
    assert "A week of response/north/constable/0: from Monday 24 March 2025" in ended.out
    assert ended.out.endswith(f"Page: {page}\n")
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_dates_are_read_with_the_day_first_or_as_in_a_table() -> None:
    assert read_date("2025-03-04", "--night") == read_date(" 4/3/2025", "--night") == read_date("04/03/2025", "--night")
    for wrong in ("2025/03/04", "3/31/2025", "04-03-2025", "04/03/25", "tomorrow", ""):
        with pytest.raises(ResultsError, match="is no date"):
            read_date(wrong, "--night")


def test_minutes_add_up_and_nothing_stays_nothing() -> None:
    for parts in ([0, 29, 31], [59, 59, 59], [90, 90, 0, 1], [MINUTE], [], [1, 1, 1, 1]):
        shown = in_minutes(parts)
        assert sum(shown) == (2 * sum(parts) + MINUTE) // (2 * MINUTE)
        assert all(abs(MINUTE * minutes - part) < MINUTE for minutes, part in zip(shown, parts, strict=True))
        assert all(part or not minutes for minutes, part in zip(shown, parts, strict=True))
    assert [clock_words(minutes) for minutes in (0, 5, 65, 600)] == ["-", "0:05", "1:05", "10:00"]


def test_letters_go_on_after_z() -> None:
    assert [letters(number) for number in (0, 25, 26, 27, 52)] == ["A", "Z", "AA", "AB", "BA"]


def test_every_activity_can_be_told_apart_in_the_drawing() -> None:
    assert set(LOOKS) == set(WORDS.values())
    assert len(set(LOOKS.values())) == len(LOOKS)


def test_an_hour_that_comes_twice_is_drawn_twice(results: Path) -> None:
    run = trace_night(results, "2025-03-25").run
    calendar = Calendar(run.begins.replace(month=10, day=25), "Europe/London")
    object.__setattr__(run, "calendar", calendar)
    night = list(pieces(run, calendar.elapsed(0, 22 * HOUR), calendar.elapsed(1, 4 * HOUR)))
    assert [(when.hour, when.fold, length) for when, length in night] == [
        (22, 0, 3 * HOUR),
        (1, 0, HOUR),
        (1, 1, HOUR),
        (2, 0, 2 * HOUR),
    ]


def test_axes_of_time_have_few_ticks_at_local_midnights() -> None:
    calendar = Calendar(read_date(START, "start"), "Europe/London")
    for length in (HOUR, 5 * HOUR, DAY, 5 * DAY, 40 * DAY, 300 * DAY):
        ticks = time_ticks(calendar, 12 * HOUR, 12 * HOUR + length)
        assert len(ticks) <= MOST_TICKS + 1
        if length > 4 * DAY:
            assert all(calendar.local(at).hour == 0 for at, _ in ticks)
