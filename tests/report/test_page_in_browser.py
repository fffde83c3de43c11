"""The page in a browser: no barrier that axe finds, nothing asked of the network, for eyes, keyboard and phone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, sync_playwright

from tests.report.drawn import PAGES, drawn

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = ("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--no-first-run")
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
PHONE, DESK = 390, 1280
OPEN_ALL = "document.querySelectorAll('details').forEach(each => { each.open = true })"

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: the page is not looked at")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    for name in PAGES:
        (folder / f"{name}.html").write_text(drawn(name).text, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in PAGES}


def looked_at(browser: Browser, place: Path, width: int) -> tuple[Page, list[str]]:
    """Open a page that may ask for nothing but itself; give it with whatever it asks for or complains of."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    seen: list[str] = []
    address = place.as_uri()

    def let_through(route: Route) -> None:
        if route.request.url == address:
            route.continue_()
        else:
            seen.append(f"asked for {route.request.url}")
            route.abort()

    page.route("**/*", let_through)
    page.on("console", lambda message: seen.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: seen.append(f"error: {error}"))
    page.goto(address)
    return page, seen


@pytest.mark.parametrize(("name", "width"), [("few options", DESK), ("many options", PHONE)])
def test_axe_finds_no_barrier(browser: Browser, pages: dict[str, Path], name: str, width: int) -> None:
    page, _ = looked_at(browser, pages[name], width)
    asked = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": list(WCAG)}}
    page.evaluate(OPEN_ALL)
    found = Axe().run(page, options=asked)
    assert found.response["passes"], "axe looked at nothing"
    assert found.violations_count == 0, found.generate_report()
    page.close()


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_asked_of_the_network_and_nothing_complains(
    browser: Browser, pages: dict[str, Path], name: str
) -> None:
    page, seen = looked_at(browser, pages[name], DESK)
    page.evaluate(OPEN_ALL)
    page.emulate_media(media="print")
    page.wait_for_load_state("networkidle")
    assert seen == []
    page.close()


def test_a_request_would_be_noticed(browser: Browser, tmp_path: Path) -> None:
    place = tmp_path / "asking.html"
    place.write_text("<!DOCTYPE html><title>a</title><img src='beside.png' alt=''>", encoding="utf-8")
    page, seen = looked_at(browser, place, DESK)
    assert any("beside.png" in each for each in seen)
    page.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_phone_scrolls_tables_and_charts_but_not_the_page(
    browser: Browser, pages: dict[str, Path], name: str
) -> None:
    page, _ = looked_at(browser, pages[name], PHONE)
    page.evaluate(OPEN_ALL)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    assert page.evaluate("document.body.scrollWidth") <= PHONE
    drawn = page.eval_on_selector_all("figure svg", "all => all.map(each => each.getBoundingClientRect().width)")
    assert drawn
    assert min(drawn) >= 640, "the letters of a chart would be too small to read"
    page.close()


def test_the_keyboard_reaches_and_opens_every_summary(browser: Browser, pages: dict[str, Path]) -> None:
    page, _ = looked_at(browser, pages["many options"], DESK)
    every = set(page.eval_on_selector_all("summary", "all => all.map(each => each.textContent)"))
    stops = page.eval_on_selector_all("a, summary, [tabindex]", "all => all.length")
    reached = set()
    for _ in range(stops):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "SUMMARY":
            reached.add(page.evaluate("document.activeElement.textContent"))
            page.keyboard.press("Enter")
            assert page.evaluate("document.activeElement.parentElement.open")
            page.keyboard.press("Enter")
    assert every
    assert reached == every
    page.close()


def test_every_part_can_be_reached_from_the_top(browser: Browser, pages: dict[str, Path]) -> None:
    page, _ = looked_at(browser, pages["few options"], DESK)
    links = page.eval_on_selector_all("nav a", "all => all.map(each => each.getAttribute('href'))")
    headings = page.eval_on_selector_all("main h2", "all => all.map(each => '#' + each.id)")
    assert links == headings
    page.close()
