#!/usr/bin/env python3
"""Walks the correlation API as a client that knows only `requests` and its paths: it searches traces,
reads each with its log records and metrics, and compares counts, ids and times with the command.

    pip install requests
    scripts/clients_correlation.py .build/release/dossier outage.dossier [--traces 50]
"""

import argparse
import json
import subprocess
import sys

import requests

FIELDS = {
    "timestamp", "level", "message", "trace_id", "span_id", "service_name", "request_id", "user_id",
    "session_id", "environment", "cluster_name", "hostname", "kubernetes", "trace", "error",
}
METRICS = ["request_metrics", "error_metrics", "duration_metrics"]


class Walk:
    def __init__(self, url, command, store):
        self.url, self.command, self.store = url.rstrip("/"), command, store
        self.checks = 0

    def get(self, path, status=200, **parameters):
        response = requests.get(self.url + path, params=parameters, timeout=60)
        self.expect(response.status_code == status, f"{response.url}: {response.status_code}")
        return response

    def expect(self, holds, text):
        self.checks += 1
        if not holds:
            sys.exit(f"failed: {text}")

    def ask(self, *arguments):
        run = subprocess.run([self.command, *arguments], check=True, capture_output=True)
        return json.loads(run.stdout)

    def search(self, limit, **parameters):
        """All pages of a search."""
        response = self.get("/api/correlation/traces/search", limit=limit, **parameters)
        total = int(response.headers["X-Total-Count"])
        traces = response.json()
        while "next" in response.links:
            link = requests.compat.urljoin(response.url, response.links["next"]["url"])
            response = requests.get(link, timeout=60)
            self.expect(response.status_code == 200, link)
            traces += response.json()
        self.expect(len(traces) == total, f"{len(traces)} of {total} traces")
        self.expect(len({trace["traceID"] for trace in traces}) == total, "traces come twice")
        return traces

    def trace(self, found):
        name = found["traceID"].rjust(32, "0")
        known = self.ask("trace", self.store, name, "--format", "json")
        document = self.get(f"/api/correlation/trace/{name}").json()
        self.expect(document["trace_id"] == name, f"{name}: another trace")
        self.expect(document["trace"]["data"] == [found], f"{name}: search and trace differ")
        self.spans(name, found, known)
        self.logs(name, document, known)
        summary = document["correlation_summary"]
        self.expect(summary["total_spans"] == len(found["spans"]), f"{name}: total_spans")
        self.expect(summary["total_logs"] == len(document["logs"]), f"{name}: total_logs")
        results = [document["metrics"][metric] for metric in METRICS]
        self.expect(all(result["status"] == "success" for result in results), f"{name}: metrics")
        count = sum(len(result["data"]["result"]) for result in results)
        self.expect(summary["total_metrics"] == count, f"{name}: total_metrics")
        logs = self.get(f"/api/correlation/logs/{name}").json()
        self.expect(logs["logs"] == document["logs"], f"{name}: parts differ")
        metrics = self.get(f"/api/correlation/metrics/{name}").json()
        self.expect(metrics["metrics"] == document["metrics"], f"{name}: parts differ")
        return len(document["logs"]), count

    def spans(self, name, found, known):
        spans = [span for span in known["trace"]["spans"] if not span.get("duplicate")]
        self.expect(len(found["spans"]) == known["correlation_summary"]["total_spans"], name)
        ours = sorted((s["spanID"], s["operationName"], s["startTime"]) for s in found["spans"])
        theirs = sorted(
            (s["spanId"], s["name"], int(s.get("startTimeUnixNano", 0)) // 1000) for s in spans
        )
        self.expect(ours == theirs, f"{name}: spans differ")
        self.expect(
            all(span["processID"] in found["processes"] for span in found["spans"]),
            f"{name}: a span without a process",
        )

    def logs(self, name, document, known):
        records = known["logs"]
        self.expect(len(document["logs"]) == len(records), f"{name}: {len(records)} log records")
        times = [
            (int(s["startTimeUnixNano"]), int(s["endTimeUnixNano"])) for s in known["trace"]["spans"]
        ]
        duration = (max(t[1] for t in times) - min(t[0] for t in times)) // 1000
        for log, record in zip(document["logs"], records):
            self.expect(FIELDS <= log.keys(), f"{name}: missing {FIELDS - log.keys()}")
            self.expect(log["trace_id"] == name, f"{name}: a record of another trace")
            self.expect(log["trace"]["duration"] == duration, f"{name}: duration")
            body = record.get("body", {})
            if "stringValue" in body:
                self.expect(log["message"] == body["stringValue"], f"{name}: a message differs")
            if record.get("spanId"):
                self.expect(log["span_id"] == record["spanId"], f"{name}: span_id")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("command")
    parser.add_argument("store")
    parser.add_argument("--traces", type=int, default=50, help="how many traces to read")
    options = parser.parse_args()
    server = subprocess.Popen(
        [options.command, "serve", options.store, "--listen", "127.0.0.1:0"],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        walk = Walk(server.stdout.readline().strip(), options.command, options.store)
        walk.expect(walk.get("/health").json()["status"] == "healthy", "health")
        listed = walk.ask("traces", options.store, "--limit", str(options.traces), "{ }",
                          "--format", "json")
        first = walk.get("/api/correlation/traces/search", limit=options.traces).json()
        ids = [trace["trace_id"] for trace in listed["traces"]]
        walk.expect([t["traceID"].rjust(32, "0") for t in first] == ids, "the search differs")
        failed = walk.search(1000, has_error="true")
        counts = [walk.trace(trace) for trace in first + failed[: options.traces]]
        walk.get("/api/correlation/trace/ffffffffffffffffffffffffffffffff", status=404)
        walk.get("/api/correlation/trace/nothing", status=400)
        print(
            f"{len(counts)} traces with {sum(c[0] for c in counts)} log records and"
            f" {sum(c[1] for c in counts)} series, {len(failed)} traces with errors:"
            f" {walk.checks} checks passed"
        )
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
