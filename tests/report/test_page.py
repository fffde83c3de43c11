"""The page: one sound file that asks nothing of the network, escapes what people write, and is always the same."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

from demandsim.report import write_report
from demandsim.report.page import page
from tests.report.drawn import drawn
from tests.report.made_up import OPTIONS, comparison

VOID = {"meta", "br", "link", "img", "hr", "input"}


class Reader(HTMLParser):
    """Checks that elements are nested soundly, and gathers what the tests ask about."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.drawings: list[str] = []
        self.headings: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        self.ids += [found["id"] or ""] if "id" in found else []
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "xlink:href")]
        if tag == "svg":
            assert found["role"] == "img"
            self.drawings.append(found["aria-label"] or "")
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@pytest.fixture(scope="module")
def text() -> str:
    return drawn("few options").text


@pytest.fixture(scope="module")
def read(text: str) -> Reader:
    reader = Reader()
    reader.feed(text)
    reader.close()
    return reader


def test_elements_are_nested_and_ids_are_unique(read: Reader) -> None:
    assert read.open == []
    assert len(read.ids) == len(set(read.ids))


def test_nothing_is_asked_of_the_network(text: str, read: Reader) -> None:
    assert read.links
    assert all(link.startswith("#") for link in read.links)
    assert all(link[1:] in read.ids for link in read.links)
    outside = set(re.findall(r"https?://[^\s\"'<)]+", text))
    assert outside <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    assert "<script" not in text
    assert "@import" not in text


def test_headings_step_down_one_at_a_time(read: Reader) -> None:
    levels = [int(heading[1]) for heading in read.headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_every_drawing_has_words_that_hold_its_numbers(read: Reader) -> None:
    assert len(read.drawings) >= 6
    assert "Owner has skill, desk first: +5.4 ±" in read.drawings[0]
    assert all(len(words) > 60 for words in read.drawings)


def test_what_planners_write_is_shown_and_never_run(text: str, read: Reader) -> None:
    assert "volume <crime>" not in text
    shown = " ".join(read.text)
    assert "volume <crime> & teams" in shown
    assert "Less travel <for> the same crimes." in shown
    assert "£120,000" in shown


def test_page_holds_every_part(read: Reader) -> None:
    shown = " ".join(" ".join(read.text).split())
    for words in (
        "Does everything fit together?",
        "A trade-off: ‘desk first’ is better on owner has skill (+5.4 ±",
        "Worse than ‘today’ and better on no headline measure: ‘volume <crime> & teams’ on crimes closed (−10.",
        "Based on 8 replications per option of 28 days each, after 7 days of warm-up.",
        "Verdicts outside the headline measures are exploratory",
        "Who gains and who is worse off",
        "vulnerable",
        "invented for tests: any",
        "100.0 % are stated assumptions",
        "Scenario hash",
    ):
        assert words in shown, words


def test_same_results_give_the_same_page_to_the_letter(text: str, tmp_path: Path) -> None:
    code = f"""
from demandsim.report import write_report
from tests.report.made_up import comparison
from tests.report.many_options import EFFECTS
write_report(comparison(EFFECTS), {str(tmp_path / "a.html")!r})
"""
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", code], cwd=root, check=True)
    assert (tmp_path / "a.html").read_text(encoding="utf-8") == text


def of_today(rows: pd.DataFrame) -> pd.DataFrame:
    """Give the rows of the baseline."""
    return rows[rows["option"] == OPTIONS[0]]


def test_one_option_or_one_replication_still_gives_a_page(tmp_path: Path) -> None:
    single = comparison(replications=1)
    text = write_report(single, tmp_path / "single.html").read_text(encoding="utf-8")
    assert "Nothing can be said from a single replication" in text
    Reader().feed(text)
    today = OPTIONS[:1]
    alone = replace(
        single,
        options=today,
        values=single.values[single.values["option"] == OPTIONS[0]],
        table=single.table[single.table["option"] == OPTIONS[0]],
        worse_off=single.worse_off.iloc[:0],
        **{name: of_today(getattr(single, name)) for name in ("weekly", "hourly", "calls_by_hour", "unmet")},
    )
    text = page(alone)
    assert "there is nothing to compare it with" in text
    assert "±" not in "".join(re.findall(r'<section class="(?:answer|glance)".*?</section>', text, re.DOTALL))
    assert "Who gains" not in text
    Reader().feed(text)
