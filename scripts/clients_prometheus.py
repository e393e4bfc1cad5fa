#!/usr/bin/env python3
"""Asks a server of a store with clients of Prometheus' API; prints what each got, exit code 1 if one failed.

usage: clients_prometheus.py DOSSIER STORE [--spec prometheus-openapi-3.1.yaml] [--examples N]

Wants `promtool` and `vmalert` in PATH; the client prometheus-api-client, and with --spec schemathesis, where
this Python finds them: `pip install prometheus-api-client schemathesis`. A client that is missing counts as
failed. STORE needs some metrics; nothing is written to it.
"""
import argparse
import http.server
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import urllib.parse
import urllib.request


class Sink(http.server.BaseHTTPRequestHandler):
    """Takes what vmalert writes, and forgets it."""

    byte_count = 0

    def do_POST(self):
        Sink.byte_count += len(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


def api(base, path, **parameters):
    with urllib.request.urlopen(f"{base}api/v1/{path}?{urllib.parse.urlencode(parameters)}") as answer:
        return json.load(answer)["data"]


def lines(*command):
    run = subprocess.run(command, capture_output=True, text=True)
    if run.returncode != 0:
        raise RuntimeError(f"{' '.join(command[:4])}: {run.stderr.strip()}")
    return run.stdout.splitlines()


def promtool(base, name, start, end):
    instant = lines("promtool", "query", "instant", f"--time={end}", base, f"count({name})")
    expected = api(base, "query", query=f"count({name})", time=end)["result"][0]["value"][1]
    assert instant == [f"{{}} => {expected} @[{end}]"], instant
    matrix = lines("promtool", "query", "range", f"--start={start}", f"--end={end}", "--step=60s", base, name)
    points = api(base, "query_range", query=name, start=start, end=end, step=60)["result"]
    assert sum(" @[" in line for line in matrix) == sum(len(one["values"]) for one in points)
    series = lines("promtool", "query", "series", f"--match={name}", f"--start={start}", f"--end={end}", base)
    assert len(series) == len(points), (len(series), len(points))
    jobs = lines("promtool", "query", "labels", f"--start={start}", f"--end={end}", base, "job")
    assert jobs == api(base, "label/job/values"), jobs
    return f"{len(matrix)} lines of a range, {len(series)} series, {len(jobs)} jobs"


def vmalert(base, name, start, end):
    sink = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Sink)
    threading.Thread(target=sink.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/rules.yml", "w") as rules:
            rules.write("groups:\n- name: g\n  interval: 60s\n  rules:\n"
                        f"  - {{record: 'c', expr: 'count({name})'}}\n"
                        f"  - {{alert: A, expr: 'count({name}) > 0'}}\n")
        run = subprocess.run(
            ["vmalert", f"-rule={folder}/rules.yml", f"-datasource.url={base}",
             f"-remoteWrite.url=http://127.0.0.1:{sink.server_port}", "-replay.rulesDelay=0s",
             f"-replay.timeFrom={stamp(start)}", f"-replay.timeTo={stamp(end)}"],
            capture_output=True, text=True, timeout=120)
    sink.shutdown()
    if run.returncode != 0:
        raise RuntimeError(run.stderr[-600:])
    count = int(re.search(r"Imported (\d+) samples", run.stdout + run.stderr)[1])
    assert count > 0 and Sink.byte_count > 0, run.stderr[-600:]
    return f"replayed, with {count} samples"


def stamp(seconds):
    import datetime
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def api_client(base, name, start, end):
    import datetime

    from prometheus_api_client import PrometheusConnect
    client = PrometheusConnect(url=base.rstrip("/"), disable_ssl=True)
    assert client.check_prometheus_connection()
    names = client.all_metrics()
    assert name in names
    current = client.get_current_metric_value(name)
    window = (datetime.datetime.fromtimestamp(start), datetime.datetime.fromtimestamp(end))
    ranges = client.get_metric_range_data(name, start_time=window[0], end_time=window[1])
    custom = client.custom_query_range(f"sum({name})", *window, step="60")
    assert current and ranges and custom[0]["values"]
    assert client.get_label_names() and client.get_label_values("job")
    assert client.get_series(*window, params={"match[]": name})
    assert isinstance(client.get_metric_metadata(name), list)
    assert isinstance(client.get_targets(), dict)
    return f"{len(names)} metrics, {len(current)} series now, {len(ranges)} over time"


def schemathesis(base, spec, examples):
    command = os.path.join(os.path.dirname(sys.executable), "schemathesis")
    paths = ("/query|/query_range|/query_exemplars|/format_query|/parse_query|/labels|/label/.name./values"
             "|/series|/metadata|/rules|/alerts|/targets|/alertmanagers|/scrape_pools"
             "|/status/(buildinfo|runtimeinfo|flags|config|tsdb)")
    run = subprocess.run(
        [command, "run", spec, f"--url={base}api/v1", f"--include-path-regex=^({paths})$",
         "--checks=not_a_server_error,response_schema_conformance,content_type_conformance",
         "--phases=examples,coverage,fuzzing", f"--max-examples={examples}", "--seed=1", "--workers=1",
         "--suppress-health-check=all", "--continue-on-failure"],
        capture_output=True, text=True)
    summary = [line.strip() for line in run.stdout.splitlines() if "generated" in line or "passed" in line]
    if run.returncode != 0:
        raise RuntimeError(run.stdout[-6000:])
    return "; ".join(summary[-3:])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dossier")
    parser.add_argument("store")
    parser.add_argument("--spec")
    parser.add_argument("--examples", type=int, default=50)
    options = parser.parse_args()
    server = subprocess.Popen([options.dossier, "serve", options.store, "--listen", "127.0.0.1:0"],
                              stdout=subprocess.PIPE, text=True)
    failed = 0
    try:
        base = server.stdout.readline().strip()
        # What most series are of, but for those of buckets.
        counts = api(base, "query", query='sort_desc(count by (__name__) ({__name__=~".+", __name__!~".*_bucket"}))')["result"]
        name = counts[0]["metric"]["__name__"]
        end = int(counts[0]["value"][0])
        start = end - 600
        checks = {
            "promtool": lambda: promtool(base, name, start, end),
            "vmalert -replay": lambda: vmalert(base, name, start, end),
            "prometheus-api-client": lambda: api_client(base, name, start, end),
        }
        if options.spec:
            checks["schemathesis"] = lambda: schemathesis(base, options.spec, options.examples)
        for client, check in checks.items():
            try:
                print(f"{client}: {check()}", flush=True)
            except Exception as error:
                failed += 1
                print(f"{client}: FAILED: {type(error).__name__}: {error}", flush=True)
    finally:
        server.terminate()
        server.wait()
    sys.exit(1 if failed else 0)


main()
