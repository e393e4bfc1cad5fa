"""What comes with telemetry is text, and nothing leaves the server's origin."""

import re

from playwright.sync_api import expect

import hostile
from conftest import Server


def is_whole(page):
    assert page.evaluate("window.broken === undefined")
    assert page.locator("main img, main script, main b").count() == 0


def test_hostile_text_is_shown_as_text(hostile_server, open_page):
    page = open_page(f"{hostile_server.url}/trace/{hostile.TRACE}")
    expect(page.get_by_role("treegrid")).to_contain_text("</script>")
    for _ in range(24):
        page.locator(".waterfall .row[tabindex='0']").focus()
        page.keyboard.press("ArrowDown")
        is_whole(page)
    assert page.locator("a[href^='javascript']").count() == 0
    page.goto(hostile_server.url + "/logs")
    expect(page.get_by_role("grid", name="Log records")).to_contain_text("<img")
    is_whole(page)
    page.goto(hostile_server.url + "/traces")
    expect(page.get_by_role("grid", name="Traces")).to_contain_text("<b>service</b>")
    is_whole(page)


def test_hostile_text_in_the_url_is_text(server, open_page):
    for path in ["/traces?q=%3Cimg%20src%3Dx%3E", "/trace/%3Cimg%3E", "/logs?q=%3C/script%3E", "/metrics?q=%3Cb%3E"]:
        page = open_page(server.url + path)
        expect(page.locator("main")).not_to_be_empty()
        page.wait_for_timeout(300)
        is_whole(page)


def test_strange_shapes_of_traces_are_shown(hostile_server, open_page):
    page = open_page(f"{hostile_server.url}/trace/{hostile.CYCLE}")
    expect(page.locator(".waterfall .row")).to_have_count(3)
    expect(page.locator(".warning-count")).to_contain_text("1 orphan")
    page.goto(f"{hostile_server.url}/trace/{hostile.DEEP}")
    expect(page.locator(".facts")).to_contain_text("3,000 spans")
    page.locator(".waterfall .row").first.click()
    page.keyboard.press("End")
    expect(page.locator(".waterfall .row:focus")).to_contain_text("depth 3000")


def test_the_token_leaves_the_url(shop, tmp_path, open_page):
    (tmp_path / "token").write_text("a-token-of-the-test-0123\n")
    server = Server(shop, "--token-file", tmp_path / "token")
    try:
        assert server.printed.endswith("#token=a-token-of-the-test-0123")
        page = open_page(server.url)
        expect(page.locator(".notice")).to_contain_text("a token is needed")
        page = open_page(server.printed)
        expect(page.get_by_role("grid", name="Traces")).to_be_visible()
        assert "token" not in page.url
        page.reload()
        expect(page.get_by_role("grid", name="Traces")).to_be_visible()
    finally:
        server.stop()
