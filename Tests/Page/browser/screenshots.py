"""Pictures of every view, light and dark, wide and narrow: `screenshots.py URL FOLDER`.

The server at the URL has any store; the trace is the newest one with an error, if there is one.
"""

import pathlib
import sys

from playwright.sync_api import sync_playwright

from conftest import CHROMIUM

SIZES = [(1440, 900), (390, 844)]


def main(url, folder):
    pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        trace = newest_trace(browser, url)
        views = {
            "traces": "/traces",
            "trace": trace,
            "logs": "/logs",
            "metrics": "/metrics?q=sum by (job) (rate({__name__=~\".*duration.*_count\"}[5m]))",
            "error": "/traces?q={status=}",
            "empty": "/trace/" + "f" * 32,
        }
        for theme in ("light", "dark"):
            for width, height in SIZES:
                context = browser.new_context(color_scheme=theme, viewport={"width": width, "height": height})
                page = context.new_page()
                for name, path in views.items():
                    page.goto(url.rstrip("/") + path)
                    page.wait_for_timeout(800)
                    page.wait_for_selector(".is-loading", state="detached", timeout=60_000)
                    page.wait_for_timeout(1200)
                    page.screenshot(path=f"{folder}/{name}-{theme}-{width}.png", full_page=width < 900)
                context.close()
        browser.close()


def newest_trace(browser, url):
    page = browser.new_page()
    for query in ("?q={status=error}", ""):
        page.goto(url.rstrip("/") + "/traces" + query)
        row = page.locator(".trace-table .row a, .notice.is-empty").first
        row.wait_for()
        if path := row.get_attribute("href"):
            return path
    return "/trace/none"


if __name__ == "__main__":
    main(*sys.argv[1:3])
