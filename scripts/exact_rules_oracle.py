#!/usr/bin/env python3
"""Checks what rules with exact counters record against a literal count over the dumps.

usage: exact_rules_oracle.py DOSSIER_BINARY STORE RULES METRIC_DUMP... --start T --end T

Evaluates the rules (docs/examples/trace-rules-exact.yml) on a copy of the store, writes the results,
and reads them back. For each trace, service and time it counts in the dumps what grew within the five
minutes before: amounts with their bounds, as docs/exact-counters.md has them. Values are compared
to two units in the last place; where the window cuts an amount, the value has to be NaN. Exits with
1 on a difference.
"""

import argparse
import bisect
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict

WINDOW = 300_000


def read(paths):
    """Points of each stream, and the times of exports of each resource and scope."""
    streams = defaultdict(dict)
    exports = defaultdict(set)
    for path in paths:
        with open(path, encoding="utf-8") as file:
            for line in file:
                for entry in json.loads(line).get("resourceMetrics", []):
                    resource = json.dumps(entry.get("resource"))
                    for scope in entry.get("scopeMetrics", []):
                        source = (resource, json.dumps(scope.get("scope")))
                        for metric in scope.get("metrics", []):
                            add_points(metric, source, streams, exports)
    return streams, {source: sorted(times) for source, times in exports.items()}


def add_points(metric, source, streams, exports):
    data = next(
        (metric[key] for key in ("sum", "histogram", "gauge", "summary", "exponentialHistogram")
         if key in metric),
        {},
    )
    for point in data.get("dataPoints", []):
        time = int(point["timeUnixNano"]) // 1_000_000
        exports[source].add(time)
        if not metric["name"].startswith("mcp_"):
            continue
        labels = tuple(
            (item["key"], item["value"].get("stringValue")) for item in point["attributes"]
        )
        start = int(point.get("startTimeUnixNano", 0)) // 1_000_000
        value = point.get("asInt", point.get("asDouble"))
        values = (value,) if value is not None else (point["count"], point["sum"])
        stream = streams[metric["name"], source, labels]
        stream.setdefault(time, (start, tuple(float(one) for one in values)))


def amounts(points, times):
    """(start, end, value) of all growth of a stream that counts on."""
    previous = None
    for time in sorted(points):
        start, value = points[time]
        known = start if 0 < start < time else -math.inf
        if previous is None:
            place = bisect.bisect_left(times, time)
            before = times[place - 1] if place else -math.inf
            yield max(known, before), time, value
        elif known >= previous[0]:
            yield known, time, value
        else:
            yield previous[0], time, tuple(a - b for a, b in zip(value, previous[1]))
        previous = (time, value)


def grouped(streams, exports):
    """By metric, then by trace and service: the growth of each stream."""
    groups = defaultdict(lambda: defaultdict(list))
    for (name, source, labels), points in streams.items():
        found = dict(labels)
        key = (found.get("trace_id"), found.get("service_name"))
        groups[name][key].append((min(points), max(points), list(amounts(points, exports[source]))))
    return groups


def increase(streams, time, place=0):
    """What grew in the window that ends at a time; None if no stream has anything there."""
    values = []
    for _, _, growth in streams:
        touching = [one for one in growth if one[1] > time - WINDOW and one[0] < time and one[2][place]]
        inside = [one for one in touching if one[0] >= time - WINDOW and one[1] <= time]
        if touching or any(time - WINDOW < one[1] <= time for one in growth):
            exact = len(inside) == len(touching)
            values.append(math.fsum(one[2][place] for one in inside) if exact else math.nan)
    if not values:
        return None
    return math.nan if any(math.isnan(one) for one in values) else math.fsum(values)


def expected(groups, time):
    """Error rate and average duration by trace and service."""
    rates, averages = {}, {}
    for key, streams in groups["mcp_requests_total"].items():
        requests = increase(streams, time)
        if requests is None:
            continue
        errors = increase(groups["mcp_errors_total"].get(key, []), time)
        errors = errors if errors is not None else requests * 0
        rates[key] = divided(errors / 300, requests / 300)
    for key, streams in groups["mcp_request_duration_seconds"].items():
        count = increase(streams, time)
        if count is None:
            continue
        averages[key] = divided(increase(streams, time, 1) / 300, count / 300)
    return rates, averages


def divided(part, whole):
    return math.nan if whole == 0 or math.isnan(part) or math.isnan(whole) else part / whole


def run(binary, *arguments):
    return subprocess.run([binary, *arguments], check=True, capture_output=True).stdout


def recorded(binary, store, name, time):
    document = json.loads(run(
        binary, "query", store, f"last_over_time({name}[1ms])",
        "--time", f"{time / 1000:.3f}", "--format", "json",
    ))
    return {
        (row["metric"].get("trace_id"), row["metric"].get("service_name")): float(row["value"][1])
        for row in document["data"]["result"]
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary")
    parser.add_argument("store")
    parser.add_argument("rules")
    parser.add_argument("dumps", nargs="+")
    parser.add_argument("--start", required=True, type=int, help="seconds since 1970")
    parser.add_argument("--end", required=True, type=int)
    arguments = parser.parse_args()
    groups = grouped(*read(arguments.dumps))
    compared, differing, known = 0, 0, 0
    with tempfile.TemporaryDirectory() as folder:
        store = os.path.join(folder, "copy.dossier")
        shutil.copy(arguments.store, store)
        run(
            arguments.binary, "rules", "eval", store, arguments.rules, "--write",
            "--start", str(arguments.start), "--end", str(arguments.end),
        )
        for seconds in range(arguments.start, arguments.end + 1, 30):
            names = ("mcp_error_rate_by_trace", "mcp_avg_request_duration_by_trace")
            for name, wanted in zip(names, expected(groups, seconds * 1000)):
                found = recorded(arguments.binary, store, name, seconds * 1000)
                for key in sorted(wanted.keys() | found.keys()):
                    compared += 1
                    left, right = wanted.get(key), found.get(key)
                    known += right is not None and not math.isnan(right)
                    same = left is not None and right is not None and (
                        left == right or math.isnan(left) and math.isnan(right)
                        or abs(left - right) <= 2 * math.ulp(left)
                    )
                    if not same:
                        differing += 1
                        if differing <= 10:
                            print(f"{name}{key} at {seconds}: {left}, recorded {right}")
    print(f"{compared} values compared, {known} of them numbers, {differing} differ")
    return 1 if differing or not compared else 0


if __name__ == "__main__":
    sys.exit(main())
