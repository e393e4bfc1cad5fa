"""Every view in both themes, by axe, and in narrow windows."""

import pytest
from playwright.sync_api import expect

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe-playwright-python")

WINDOW = "start=2026-01-15T10:00:00Z&end=2026-01-15T10:05:30Z"
VIEWS = {
    "traces": (f"/traces?{WINDOW}", ".trace-table .row"),
    "trace": (None, ".strip-row"),
    "logs": (f"/logs?{WINDOW}", ".facet-value"),
    "metrics": (f"/metrics?q=shop_requests&{WINDOW}", ".series-tables td"),
    "error": ("/traces?q={status=}", ".examples"),
    "empty": ("/trace/" + "f" * 32, ".notice.is-empty"),
}


def show(open_page, server, name, **options):
    path, ready = VIEWS[name]
    if path is None:
        page = open_page(server.url + "/traces?q={status=error}", **options)
        page.locator(".trace-table .row").first.click()
    else:
        page = open_page(server.url + path, **options)
    expect(page.locator(ready).first).to_be_visible()
    page.wait_for_timeout(300)
    return page


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", VIEWS)
def test_axe_finds_nothing(server, open_page, name, theme):
    page = show(open_page, server, name, color_scheme=theme)
    violations = axe.Axe().run(page).response["violations"]
    found = [
        f"{violation['id']}: {node['html'][:200]} {node['failureSummary'][:300]}"
        for violation in violations
        for node in violation["nodes"][:3]
    ]
    assert found == []


@pytest.mark.parametrize("width", [320, 390, 1440])
@pytest.mark.parametrize("name", VIEWS)
def test_nothing_is_wider_than_the_window(server, open_page, name, width):
    page = show(open_page, server, name, viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_forced_colours_and_reduced_motion_are_honoured(server, open_page):
    page = show(open_page, server, "trace", forced_colors="active", reduced_motion="reduce")
    expect(page.locator(".bar").first).to_be_visible()
