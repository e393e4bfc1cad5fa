"""Telemetry that a page must show as text, and shapes of traces that it must survive."""

import json

TRACE = "0badc0de0badc0de0badc0de0badc0de"
CYCLE = "0badc0de0badc0de0badc0de0badc0df"
DEEP = "0badc0de0badc0de0badc0de0badc0e0"
SECOND = 1_000_000_000
START = 1_700_000_000 * SECOND

MARKUP = [
    "</script><script>window.broken = 1</script>",
    "<img src=x onerror='window.broken = 2'>",
    "<!-- <b>bold</b> -->&amp;&lt;",
    "javascript:window.broken=3",
    "\u202eright to left\u202c",
    "a\u0000b\u0007c",
    "\U0001f4a3" * 50,
    "x" * 1_000_000,
]


def attribute(key, value):
    return {"key": key, "value": {"stringValue": value}}


def span(trace, number, parent, start, end, name="span", **more):
    return {
        "traceId": trace,
        "spanId": f"{number:016x}",
        "parentSpanId": f"{parent:016x}" if parent else "",
        "name": name,
        "startTimeUnixNano": str(START + start),
        "endTimeUnixNano": str(START + end),
        **more,
    }


def spans():
    for number, text in enumerate(MARKUP, 1):
        yield span(
            TRACE, number, 0 if number == 1 else 1, number, 1000 * number, text,
            attributes=[attribute(text[:200], text)],
            events=[{"timeUnixNano": str(START + number), "name": text[:100], "attributes": [attribute("k", text[:100])]}],
            status={"code": 2, "message": text[:500]},
        )
    yield span(TRACE, 100, 0, 500, 500, "a second root of no length")
    yield span(TRACE, 101, 999, -5000, 5, "an orphan that starts before all")
    yield span(TRACE, 102, 1, 900, 100, "an end before its start")
    for number in range(1, 4):
        yield span(CYCLE, number, number % 3 + 1, number, 10 * number, f"cycle {number}")
    for number in range(1, 3001):
        yield span(DEEP, number, number - 1, number, 10_000 - number, f"depth {number}")


def log_records():
    for number, text in enumerate(MARKUP, 1):
        yield {
            "timeUnixNano": str(START + number),
            "severityText": text[:40],
            "body": {"stringValue": text},
            "traceId": TRACE,
            "spanId": f"{number:016x}",
            "attributes": [attribute(text[:100], text[:100])],
        }


def dump():
    resource = {"attributes": [attribute("service.name", "<b>service</b>")]}
    traces = {"resourceSpans": [{"resource": resource, "scopeSpans": [{"spans": list(spans())}]}]}
    logs = {"resourceLogs": [{"resource": resource, "scopeLogs": [{"logRecords": list(log_records())}]}]}
    return b"\n".join(json.dumps(part).encode() for part in (traces, logs)) + b"\n"
