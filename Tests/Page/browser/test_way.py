"""The ways that people go through the page."""

import re

from playwright.sync_api import expect


def focused(page, attribute="aria-label"):
    return page.evaluate(f"document.activeElement.getAttribute({attribute!r})")


def test_from_the_list_to_a_trace_its_span_and_its_log_by_keys_alone(server, open_page):
    page = open_page(server.url)
    expect(page.get_by_role("grid", name="Traces")).to_be_visible()
    # `/` goes to the box for anything; a TraceQL query there shows the traces with errors.
    page.keyboard.press("/")
    page.keyboard.type("{ status = error }")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/traces\?q="))
    row = page.locator(".trace-table .row[tabindex='0']")
    expect(row).to_contain_text("▲")
    for _ in range(30):
        page.keyboard.press("Tab")
        if focused(page, "role") == "row":
            break
    assert focused(page, "role") == "row"
    page.keyboard.press("ArrowDown")
    assert focused(page, "aria-rowindex") == "3"
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/trace/[0-9a-f]{32}"))
    tree = page.get_by_role("treegrid")
    expect(tree).to_be_visible()
    # The next error, then its parent and back.
    page.keyboard.press("e")
    expect(tree.locator(".row:focus")).to_have_class(re.compile("has-error"))
    error = focused(page)
    assert error.split(", ")[4:5] == ["error"] or ", error" in error
    expect(page.get_by_role("complementary")).to_contain_text("Error")
    # Its log records are rows of the same list.
    for _ in range(60):
        page.keyboard.press("ArrowDown")
        if focused(page).startswith("log record"):
            break
    assert focused(page).startswith("log record")
    expect(page.get_by_role("complementary")).to_contain_text("Log record")
    page.keyboard.press("ArrowLeft")
    assert not focused(page).startswith("log record")
    # Back to the list, as browsers do.
    page.go_back()
    expect(page.get_by_role("grid", name="Traces")).to_be_visible()


def test_a_tree_is_moved_in_as_trees_are(server, open_page):
    page = open_page(server.url)
    page.locator(".trace-table .row").first.click()
    rows = page.locator(".waterfall .row")
    expect(rows.first).to_be_visible()
    root = page.locator(".waterfall .row[aria-rowindex='2']")
    root.click()
    expect(root).to_have_attribute("aria-expanded", "true")
    before = int(page.get_by_role("treegrid").get_attribute("aria-rowcount"))
    page.keyboard.press("ArrowLeft")
    expect(root).to_have_attribute("aria-expanded", "false")
    assert int(page.get_by_role("treegrid").get_attribute("aria-rowcount")) < before
    page.keyboard.press("ArrowRight")
    expect(root).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("[")
    expect(root).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("]")
    assert int(page.get_by_role("treegrid").get_attribute("aria-rowcount")) == before
    page.keyboard.press("End")
    assert focused(page, "aria-rowindex") == str(before)
    page.keyboard.press("c")
    expect(page.get_by_role("button", name="Critical path")).to_have_attribute("aria-pressed", "true")
    expect(page).to_have_url(re.compile("critical=1"))


def test_a_search_in_a_trace_marks_what_it_finds(server, open_page):
    page = open_page(server.url)
    page.locator(".trace-table .row").first.click()
    expect(page.get_by_role("treegrid")).to_be_visible()
    page.keyboard.press("Control+b")
    page.keyboard.type("get")
    expect(page.locator(".find-count")).to_contain_text(re.compile(r"\d+ match"))
    expect(page.locator(".row.is-match").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".find-count")).to_be_empty()


def test_statistics_are_put_away_by_choosing_a_span(server, open_page):
    page = open_page(server.url)
    page.locator(".trace-table .row").first.click()
    panel = page.get_by_role("complementary")
    expect(panel).to_contain_text("Self time")
    page.get_by_role("button", name="Statistics").click()
    expect(panel).to_contain_text("By service and operation")
    panel.locator("button.link").first.click()
    expect(page.locator(".find-count")).to_contain_text("match")
    expect(page).to_have_url(re.compile("statistics=1.*find="))
    page.reload()
    expect(panel).to_contain_text("By service and operation")
    page.locator(".waterfall .row").nth(1).click()
    expect(panel).not_to_contain_text("By service and operation")


def test_metrics_are_below_the_same_axis(server, open_page):
    page = open_page(server.url)
    page.locator(".trace-table .row").first.click()
    strip = page.get_by_role("region", name="Metrics around the trace")
    expect(strip).to_contain_text("most unusual")
    bar = page.locator(".ticks").bounding_box()
    canvas = strip.locator(".strip-canvas").first.bounding_box()
    assert abs(bar["x"] - canvas["x"]) <= 1
    assert abs(bar["width"] - canvas["width"]) <= 1
    strip.locator("a").first.click()
    page.wait_for_url(re.compile(r"/metrics\?.*q="))
    expect(page.locator("canvas.graph")).to_be_visible()


def test_an_exemplar_opens_its_trace(server, open_page):
    page = open_page(server.url + "/metrics?q=" + "sum(rate(http_server_request_duration_seconds_count[1m]))")
    link = page.locator(".series-tables section a").first
    expect(link).to_be_visible()
    link.click()
    page.wait_for_url(re.compile(r"/trace/[0-9a-f]{32}\?.*span="))
    expect(page.get_by_role("treegrid")).to_be_visible()


def test_from_a_log_record_to_its_trace_and_back(server, open_page):
    page = open_page(server.url + "/logs")
    expect(page.get_by_role("grid", name="Log records")).to_be_visible()
    page.get_by_role("button", name=re.compile("error")).first.click()
    page.wait_for_url(re.compile("detected_level"))
    row = page.locator(".log-table .row").first
    expect(row).to_contain_text("error")
    row.click()
    page.keyboard.press("t")
    page.wait_for_url(re.compile(r"/trace/"))
    expect(page.get_by_role("treegrid")).to_be_visible()
    page.get_by_role("link", name=re.compile("Logs of the")).click()
    page.wait_for_url(re.compile(r"/logs\?.*trace_id"))
    expect(page.locator(".log-table .row").first).to_be_visible()


def test_the_window_is_shared_by_all_views(server, open_page):
    page = open_page(server.url + "/traces?start=2026-01-15T10:01:00Z&end=2026-01-15T10:02:00Z")
    expect(page.locator(".summary")).to_contain_text("traces.")
    page.get_by_role("link", name="Logs", exact=True).click()
    expect(page).to_have_url(re.compile(r"/logs\?start=2026-01-15T10:01:00Z&end=2026-01-15T10:02:00Z"))
    expect(page.locator(".log-table .row").first).to_contain_text("10:01:59")


def test_errors_are_marked_at_their_place(server, open_page):
    cases = [("traces", "{ status = }", "}"), ("logs", '{a="b" |= "x"', "|"), ("metrics", "sum(rate(up[5m))", ")")]
    for view, query, mark in cases:
        page = open_page(f"{server.url}/{view}")
        page.locator(".query-input").fill(query)
        page.keyboard.press("Enter")
        expect(page.locator(".query-error:not(:empty)").last).to_contain_text("olumn")
        expect(page.locator(".query-mirror mark")).to_have_text(re.compile(re.escape(mark)))
        expect(page.locator(".examples")).to_be_visible()


def test_empty_results_say_what_to_do(server, open_page):
    page = open_page(server.url + "/traces?q=" + '{ name = "nothing" }')
    expect(page.locator(".notice")).to_contain_text("No trace matches.")
    page.get_by_role("button", name="Clear the query").click()
    expect(page.get_by_role("grid", name="Traces")).to_be_visible()
    page.goto(server.url + "/trace/" + "f" * 32)
    expect(page.locator(".notice")).to_contain_text("is stored")
    page.goto(server.url + "/logs?q=" + '{service_name="nothing"}')
    expect(page.locator(".notice")).to_contain_text("No log record matches.")


def test_the_help_lists_the_keys(server, open_page):
    page = open_page(server.url)
    expect(page.get_by_role("grid", name="Traces")).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("m")
    expect(page).to_have_url(re.compile("/metrics$"))
