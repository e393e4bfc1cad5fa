"""A trace of 100,000 spans: what it takes to show it, and to scroll in it."""

import json

import pytest
from playwright.sync_api import expect

from conftest import Server, run

TRACE = "000000000000000000000000000186a0"
COUNT = 100_000
START = 1_700_000_000_000_000_000


def span(number):
    parent = (number - 1) // 8 if number else None
    start = number * 10_000
    return {
        "traceId": TRACE,
        "spanId": f"{number + 1:016x}",
        "parentSpanId": "" if parent is None else f"{parent + 1:016x}",
        "name": f"operation {number % 50}",
        "startTimeUnixNano": str(START + start),
        "endTimeUnixNano": str(START + start + (COUNT - number) * 5_000 + 1000),
        "attributes": [{"key": "number", "value": {"intValue": str(number)}}],
    }


@pytest.fixture(scope="module")
def large_server(folder):
    with open(folder / "large.jsonl", "w") as file:
        for first in range(0, COUNT, 10_000):
            resource = {"attributes": [{"key": "service.name", "value": {"stringValue": f"service {first // 10_000}"}}]}
            spans = [span(number) for number in range(first, first + 10_000)]
            file.write(json.dumps({"resourceSpans": [{"resource": resource, "scopeSpans": [{"spans": spans}]}]}) + "\n")
    run("ingest", folder / "large.dossier", folder / "large.jsonl")
    server = Server(folder / "large.dossier")
    yield server
    server.stop()


def test_100_000_spans_are_shown_and_scrolled_in(large_server, open_page):
    page = open_page(f"{large_server.url}/traces")
    page.evaluate(
        """() => {
          Response.prototype.json = async function () {
            const text = await this.text();
            if (this.url.includes("/v2/traces/")) window.arrived = performance.now();
            return JSON.parse(text);
          };
        }"""
    )
    page.locator(".trace-table .row").first.click()
    expect(page.locator(".waterfall .row").first).to_be_visible(timeout=120_000)
    painted = page.evaluate("new Promise((done) => requestAnimationFrame(() => done(performance.now() - window.arrived)))")
    frame = page.evaluate(
        """async () => {
          const list = document.querySelector(".waterfall");
          const frame = () => new Promise(requestAnimationFrame);
          await frame();
          const started = performance.now();
          for (let i = 0; i < 120; i++) {
            list.scrollTop += 997;
            await frame();
          }
          return (performance.now() - started) / 120;
        }"""
    )
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    memory = session.send("Runtime.getHeapUsage")["usedSize"] / 1e6
    print(f"\n100,000 spans: shown after {painted:.0f} ms, {frame:.1f} ms a frame, {memory:.0f} MB")
    page.locator(".waterfall .row[tabindex='0']").focus()
    page.keyboard.press("End")
    expect(page.locator(".waterfall .row:focus")).to_have_attribute("aria-rowindex", str(COUNT + 1))
    # Budgets are 1 s, 16 ms and 300 MB; machines that build meanwhile are slower.
    assert painted < 3000
    assert frame < 33
    assert memory < 300
