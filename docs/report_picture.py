"""Take the picture of the report that README shows: `python docs/report_picture.py RESULTS OUT.png`, with Chromium.

It is the beginning of `report.html` in the results folder, as it looks in a window of 1,180 by 1,180 points.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

SIZE = 1180


def main(results: Path, out: Path) -> None:
    """Open the page and take its picture."""
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        page = opened.new_page(viewport={"width": SIZE, "height": SIZE})
        page.goto((results / "report.html").resolve().as_uri())
        page.screenshot(path=out)
        opened.close()


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
