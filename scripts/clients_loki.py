#!/usr/bin/env python3
"""Asks a server for log records as clients of Loki do: loki-reader-core, loki-query-mcp, a WebSocket
for the tail, and the requests of Grafana's Explore.

    python3 -m venv DIR
    DIR/bin/pip install loki-reader-core==0.2.5 loki-query-mcp==0.1.5 websocket-client==1.9.2
    DIR/bin/python scripts/clients_loki.py .build/debug/dossier

Fills a store of its own in a temporary folder, and exits with 1 if an answer is not as expected.
"""
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from datetime import datetime, timezone

SECOND = 1_000_000_000
COUNT = 300
LEVELS = [(9, "INFO"), (9, "INFO"), (13, "WARN"), (17, "ERROR")]

failures = []
count = 0


def check(name, is_right, told=""):
    global count
    count += 1
    if not is_right:
        failures.append(name)
        print(f"not as expected: {name} {told}"[:400])


def dump(numbers, start):
    """Records of two services, a second apart; `level` and `app` are attributes, as agents set them."""
    resources = []
    for service in ("cart", "payment"):
        records = []
        for number in numbers:
            if (number % 2 == 0) != (service == "cart"):
                continue
            severity, text = LEVELS[number // 2 % 4]
            body = json.dumps({"message": f"order {number % 3} handled", "took": f"{number}ms"})
            records.append({
                "timeUnixNano": str(start + number * SECOND),
                "severityNumber": severity,
                "severityText": text,
                "body": {"stringValue": body},
                "traceId": f"{number + 1:032x}",
                "attributes": [
                    {"key": "level", "value": {"stringValue": text.lower()}},
                    {"key": "app", "value": {"stringValue": service}},
                ],
            })
        attributes = {"service.name": service, "deployment.environment": "prod"}
        resources.append({
            "resource": {"attributes": [
                {"key": key, "value": {"stringValue": value}} for key, value in attributes.items()
            ]},
            "scopeLogs": [{"logRecords": records}],
        })
    return json.dumps({"resourceLogs": resources}) + "\n"


def get(url, path, headers={}, **query):
    request = urllib.request.Request(f"{url}{path}?{urllib.parse.urlencode(query)}", headers=headers)
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.load(response)


def lines(answer):
    return [value for stream in answer["data"]["result"] for value in stream["values"]]


def reader_core(url, start):
    from loki_reader_core import LokiClient

    with LokiClient(url) as client:
        end = start + COUNT * SECOND
        check("core: labels", client.get_labels() == ["deployment_environment", "service_name"])
        check("core: values", client.get_label_values("service_name") == ["cart", "payment"])
        series = client.get_series(match=['{service_name=~".+"}'])
        check("core: series", len(series) == 2, series)
        result = client.query_range(
            logql='{service_name="cart"} |= "order 0"', start=start, end=end, limit=1000
        )
        found = sum(len(stream.entries) for stream in result.streams)
        expected = sum(1 for n in range(0, COUNT, 2) if n % 3 == 0)
        check("core: query_range", found == expected, f"{found}, not {expected}")
        metric = client.query(logql='sum(count_over_time({service_name="cart"}[1d]))')
        check("core: query", str(COUNT // 2) in str(metric), metric)


def query_mcp(url, start):
    os.environ["LOKI_URL"] = url
    os.environ["LOKI_TOKEN"] = "user:key"
    from mcp_loki import server

    def call(tool, **arguments):
        return asyncio.run(getattr(tool, "fn", tool)(**arguments))

    def iso(nanoseconds):
        return datetime.fromtimestamp(nanoseconds / SECOND, tz=timezone.utc).isoformat()

    window = {"start": iso(start), "end": iso(start + COUNT * SECOND)}
    entries = call(server.query_loki_logs, logql='{service_name="payment"}', limit=20, **window)
    check("mcp: query_loki_logs", len(entries) == 20, entries[:1])
    names = call(server.list_label_names, **window)
    check("mcp: list_label_names", names == ["deployment_environment", "service_name"], names)
    values = call(server.list_label_values, label="deployment_environment", **window)
    check("mcp: list_label_values", values == ["prod"], values)
    client = server.get_client()
    series = asyncio.run(client.series(match='{deployment_environment="prod"}', **window))
    check("mcp: series", len(series) == 2, series)
    counted = call(server.count_service_logs, app="cart", level="error", **window)
    errors = sum(1 for n in range(0, COUNT, 2) if LEVELS[n // 2 % 4][1] == "ERROR")
    check("mcp: count_service_logs", counted["count"] == errors, counted)
    patterns = call(server.find_error_patterns, app="cart", level="error", **window)
    check("mcp: find_error_patterns", sum(p["count"] for p in patterns) == errors, patterns)


def explore(url, start):
    """The requests of Grafana's Explore, with its headers."""
    end = start + COUNT * SECOND
    headers = {
        "X-Loki-Response-Encoding-Flags": "categorize-labels",
        "X-Query-Tags": "Source=explore",
        "X-Scope-OrgID": "1",
    }
    api = "/loki/api/v1"
    health = get(url, api + "/query", headers, query="vector(1)+vector(1)", time=4000000000)
    check(
        "health",
        [sample["value"] for sample in health["data"]["result"]] == [[4000000000, "2"]],
        health,
    )
    volume = get(
        url, api + "/query_range", headers,
        query='sum by (level, detected_level) '
        '(count_over_time({service_name="cart"} | drop __error__[10000ms]))',
        start=start, end=end, step="10000ms", direction="backward",
    )
    total = sum(float(value) for _, value in lines(volume))
    levels = {series["metric"]["detected_level"] for series in volume["data"]["result"]}
    check("volume", levels == {"info", "warn", "error"}, levels)
    # A record at the end itself would be in the last window, too.
    check("volume: count", total == COUNT // 2, total)
    row = start + 100 * SECOND
    before = lines(get(
        url, api + "/query_range", headers, query='{service_name="cart"}', limit=11,
        start=row - 7200 * SECOND, end=row + 1, direction="BACKWARD",
    ))
    behind = lines(get(
        url, api + "/query_range", headers, query='{service_name="cart"}', limit=11,
        start=row, end=row + 7200 * SECOND, direction="FORWARD",
    ))
    check("context: before", len(before) == 11 and before[0][0] == str(row), before[:1])
    check("context: behind", len(behind) == 11 and behind[0][0] == str(row), behind[:1])
    check("context: the row is in both", before[0] == behind[0])
    fields = get(
        url, api + "/detected_fields", headers, query='{service_name="cart"}', start=start, end=end,
        line_limit=1000,
    )["fields"]
    kinds = {field["label"]: (field["type"], field["parsers"]) for field in fields}
    check("detected fields", kinds.get("took") == ("duration", ["json"]), kinds)
    check("detected fields: metadata", kinds.get("app") == ("string", None), kinds)
    stats = get(
        url, api + "/index/stats", headers, query='{service_name="cart"}', start=start, end=end
    )
    check("stats", stats["entries"] == COUNT // 2 and stats["streams"] == 1, stats)
    patterns = get(
        url, api + "/patterns", headers, query='{service_name="cart"}', start=start, end=end
    )["data"]
    counted = sum(n for pattern in patterns for _, n in pattern["samples"])
    check("patterns", counted == COUNT // 2, patterns[:1])
    for prefix in ("", "/loki"):
        check("prefix", "limits" in get(url + prefix, api + "/drilldown-limits"))


def tail(url, dossier, store, start):
    import websocket

    address = url.replace("http", "ws") + "/loki/api/v1/tail?" + urllib.parse.urlencode(
        {"query": '{service_name=~".+"}', "limit": 5}
    )
    try:
        websocket.create_connection(address, origin="http://evil.example")
        check("tail: foreign origin", False)
    except websocket.WebSocketBadStatusException as error:
        check("tail: foreign origin", error.status_code == 403, error)
    socket = websocket.create_connection(address, timeout=20, suppress_origin=True)
    history = json.loads(socket.recv())
    check("tail: history", sum(len(s["values"]) for s in history["streams"]) == 5, history)
    found = []
    began = time.monotonic()
    for part in range(3):
        numbers = range(COUNT + part * 4, COUNT + part * 4 + 4)
        ingest(dossier, store, dump(numbers, start))
        while len(found) < part * 4 + 4:
            frame = json.loads(socket.recv())
            check("tail: nothing dropped", "dropped_entries" not in frame)
            found += [value[0] for stream in frame["streams"] for value in stream["values"]]
    expected = [str(start + n * SECOND) for n in range(COUNT, COUNT + 12)]
    check("tail: entries", sorted(found) == expected, found)
    print(f"tail: 3 commits in {time.monotonic() - began:.1f} s")
    socket.ping("there?")
    opcode, data = socket.recv_data(control_frame=True)
    check("tail: pong", (opcode, data) == (websocket.ABNF.OPCODE_PONG, b"there?"), opcode)
    socket.close()


def ingest(dossier, store, text):
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        file.write(text)
        file.flush()
        subprocess.run([dossier, "ingest", store, file.name], check=True, capture_output=True)


def main():
    dossier = os.path.abspath(sys.argv[1])
    # The clients ask for the last 30 days.
    start = (int(time.time()) - 3600) * SECOND
    with tempfile.TemporaryDirectory() as folder:
        store = os.path.join(folder, "logs.dossier")
        ingest(dossier, store, dump(range(COUNT), start))
        server = subprocess.Popen(
            [dossier, "serve", store, "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE, text=True
        )
        try:
            url = server.stdout.readline().strip().rstrip("/")
            for part in (reader_core, query_mcp, explore):
                part(url, start)
            tail(url, dossier, store, start)
        finally:
            server.terminate()
            server.wait(timeout=20)
    print(f"{count - len(failures)} of {count} checks as expected")
    sys.exit(1 if failures else 0)


main()
