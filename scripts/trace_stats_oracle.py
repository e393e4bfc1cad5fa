#!/usr/bin/env python3
"""Checks `dossier trace-stats` against a brute-force computation from the spans of the dumps.

usage: trace_stats_oracle.py DOSSIER_BINARY STORE DUMP...

Computes for every trace and service requests, errors, error rate, average duration and the 0.95
quantile of durations from the spans of the dumps, and compares all of them, exactly, with what the
command says from spans. What it says from metrics labelled with traces is compared, exactly as well,
with the same spans; the quantile with that of their durations put into the buckets of the metric.
Exits with 1 on any disagreement.
"""

import argparse
import gzip
import json
import math
import subprocess
import sys
from collections import defaultdict

REQUEST_KINDS = {2, 5, "SPAN_KIND_SERVER", "SPAN_KIND_CONSUMER"}
ERROR_CODES = {2, "STATUS_CODE_ERROR"}
OPERATION_KEYS = ("operation_type", "operation.type")
TENANT_KEYS = ("tenant_id", "tenant.id")
WINDOW = 300


def lines(path):
    opened = gzip.open(path, "rt") if path.endswith(".gz") else open(path, encoding="utf-8")
    with opened as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def texts(attributes):
    return {
        item["key"]: item["value"]["stringValue"]
        for item in attributes or [] if "stringValue" in item.get("value", {})
    }


def first(mapping, keys):
    return next((mapping[key] for key in keys if key in mapping), None)


def read(paths):
    """Durations and errors by trace and service, and by trace, operation and tenant; bounds."""
    requests = defaultdict(list)
    operations = defaultdict(list)
    bounds = {}
    seen = set()
    for path in paths:
        for document in lines(path):
            for entry in document.get("resourceSpans", []):
                service = texts(entry.get("resource", {}).get("attributes")).get("service.name", "")
                for scope in entry.get("scopeSpans", []):
                    for span in scope.get("spans", []):
                        add_span(span, service, requests, operations, seen)
            for entry in document.get("resourceMetrics", []):
                for scope in entry.get("scopeMetrics", []):
                    for metric in scope.get("metrics", []):
                        note_bounds(metric, bounds)
    return requests, operations, bounds


def add_span(span, service, requests, operations, seen):
    trace = span.get("traceId", "").lower()
    key = (trace, span.get("spanId"))
    if not trace or key in seen:
        return
    seen.add(key)
    start, end = int(span.get("startTimeUnixNano", 0)), int(span.get("endTimeUnixNano", 0))
    seconds = (end - start) / 1e9 if 0 < start <= end < 2**63 else None
    attributes = texts(span.get("attributes"))
    if span.get("kind") in REQUEST_KINDS:
        failed = span.get("status", {}).get("code") in ERROR_CODES
        requests[trace, service].append((seconds, failed))
    operation = first(attributes, OPERATION_KEYS)
    if operation is not None:
        tenant = first(attributes, TENANT_KEYS) or ""
        operations[trace, operation, tenant].append((seconds, False))


def note_bounds(metric, bounds):
    name = metric.get("name", "").replace(".", "_")
    if name in ("mcp_request_duration_seconds", "mcp_request_duration"):
        for point in metric.get("histogram", {}).get("dataPoints", [])[:1]:
            bounds["requests"] = point.get("explicitBounds", [])
    if name in ("mcp_operation_duration_seconds", "mcp_operation_duration"):
        for point in metric.get("histogram", {}).get("dataPoints", [])[:1]:
            bounds["operations"] = point.get("explicitBounds", [])


def quantile(durations, share=0.95):
    ordered = sorted(durations)
    rank = share * (len(ordered) - 1)
    low = math.floor(rank)
    high = min(low + 1, len(ordered) - 1)
    weight = rank - math.floor(rank)
    return ordered[low] * (1 - weight) + ordered[high] * weight


def bucket_quantile(durations, bounds, share=0.95):
    """Prometheus' histogram_quantile over classic buckets."""
    counts = [sum(1 for one in durations if one <= bound) for bound in bounds]
    counts.append(len(durations))
    rank = share * counts[-1]
    place = next(index for index, count in enumerate(counts) if count >= rank)
    if place == len(bounds):
        return bounds[-1]
    if place == 0 and bounds[0] <= 0:
        return bounds[0]
    start, end, count = 0.0, bounds[place], counts[place]
    if place > 0:
        start = bounds[place - 1]
        count -= counts[place - 1]
        rank -= counts[place - 1]
    return start + (end - start) * (rank / count)


def expected(values, bounds):
    durations = [seconds for seconds, _ in values if seconds is not None]
    errors = sum(1 for _, failed in values if failed)
    found = {
        "count": len(values),
        "errors": errors,
        "error_rate": errors / len(values),
        "average_duration": math.fsum(durations) / len(durations) if durations else None,
        "p95_duration": None,
    }
    if durations:
        found["p95_duration"] = (
            quantile(durations) if bounds is None else bucket_quantile(durations, bounds)
        )
    return found


class Comparison:
    def __init__(self):
        self.count = 0
        self.differences = []

    def compare(self, place, wanted, found):
        for key, value in wanted.items():
            self.count += 1
            if found is None or found.get(key) != value:
                given = None if found is None else found.get(key)
                self.differences.append(f"{place}: {key} is {value}, given is {given}")


def check(report, paths):
    requests, operations, bounds = read(paths)
    comparison = Comparison()
    by_trace = {entry["trace_id"]: entry for entry in report["traces"]}
    wanted = {trace for trace, *_ in list(requests) + list(operations)}
    for trace in sorted(wanted - by_trace.keys()):
        comparison.differences.append(f"{trace}: is missing")
    for trace in sorted(by_trace.keys() - wanted):
        comparison.differences.append(f"{trace}: is not in the dumps")
    for source in ("spans", "metrics"):
        for (trace, service), values in sorted(requests.items()):
            entry = by_trace.get(trace, {}).get(source)
            if source == "metrics" and entry is None:
                continue
            rows = {row["service"]: row for row in (entry or {}).get("requests", [])}
            edges = bounds.get("requests") if source == "metrics" else None
            comparison.compare(
                f"{trace} {service} from {source}", expected(values, edges), rows.get(service)
            )
        for (trace, operation, tenant), values in sorted(operations.items()):
            entry = by_trace.get(trace, {}).get(source)
            if source == "metrics" and not (entry or {}).get("operations"):
                continue
            rows = {
                (row["operation_type"], row["tenant_id"]): row
                for row in (entry or {}).get("operations", [])
            }
            edges = bounds.get("operations") if source == "metrics" else None
            all_values = expected(values, edges)
            kept = {key: all_values[key] for key in ("count", "p95_duration")}
            kept["rate"] = len(values) / WINDOW
            comparison.compare(
                f"{trace} {operation} {tenant} from {source}", kept, rows.get((operation, tenant))
            )
    check_services(report, requests, by_trace, comparison)
    return comparison, len(wanted)


def check_services(report, requests, by_trace, comparison):
    traces = defaultdict(set)
    labelled = defaultdict(set)
    for trace, service in requests:
        traces[service].add(trace)
        if by_trace.get(trace, {}).get("metrics"):
            labelled[service].add(trace)
    rows = {row["service"]: row for row in report["unique_traces"]}
    for service in sorted(traces):
        wanted = {"spans": len(traces[service]), "metrics": len(labelled[service])}
        comparison.compare(f"unique traces of {service}", wanted, rows.get(service))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary")
    parser.add_argument("store")
    parser.add_argument("dumps", nargs="+")
    arguments = parser.parse_args()
    output = subprocess.run(
        [arguments.binary, "trace-stats", arguments.store, "--format", "json"],
        check=True, capture_output=True,
    ).stdout
    report = json.loads(output)
    comparison, trace_count = check(report, arguments.dumps)
    from_metrics = sum(1 for entry in report["traces"] if entry["metrics"])
    print(
        f"{trace_count} traces, {from_metrics} of them with metrics of their own:"
        f" {comparison.count} values compared, {len(comparison.differences)} differ"
    )
    for difference in comparison.differences[:20]:
        print(difference)
    return 1 if comparison.differences or comparison.count == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
