#!/usr/bin/env python3
"""Checks the metrics that `dossier query` computes from spans against a brute-force computation.

usage: span_metrics_oracle.py DOSSIER_BINARY STORE TRACES...

Reads the spans of the dumps, computes every series of traces_spanmetrics_* and
traces_service_graph_* at each step, and compares all labels and values, exactly, with the answers
of the command. Steps are the times of the samples, and times between two of them. Prints how many
values were compared and how many differ; exits with 1 on any difference.
"""

import argparse
import gzip
import json
import subprocess
import sys
from bisect import bisect_right
from collections import defaultdict

STEP = 15
LOOKBACK = 300
SPAN_BOUNDS = [0.002 * 2**power for power in range(14)]
REQUEST_BOUNDS = [0.1 * 2**power for power in range(8)]
KINDS = ["UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"]
STATUSES = ["UNSET", "OK", "ERROR"]


def lines(path):
    opened = gzip.open(path, "rt") if path.endswith(".gz") else open(path, encoding="utf-8")
    with opened as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def number(value, names, prefix):
    if isinstance(value, str):
        return names.index(value.removeprefix(prefix))
    return value or 0


def known(time):
    return 0 < time < 2**63


class Span:
    def __init__(self, span, service):
        self.service = service
        self.name = span.get("name", "")
        self.kind = number(span.get("kind"), KINDS, "SPAN_KIND_")
        self.status = number(span.get("status", {}).get("code"), STATUSES, "STATUS_CODE_")
        self.start = int(span.get("startTimeUnixNano", 0))
        self.end = int(span.get("endTimeUnixNano", 0))
        self.trace = span.get("traceId", "").lower()
        self.id = span.get("spanId", "").lower()
        self.parent = span.get("parentSpanId", "").lower()

    @property
    def time(self):
        return next((time for time in (self.end, self.start) if known(time)), None)

    @property
    def duration(self):
        complete = known(self.start) and known(self.end) and self.end >= self.start
        return self.end - self.start if complete else None


def read(paths):
    """All spans, each once however often it came with the same content."""
    spans = []
    contents = set()
    for path in paths:
        for document in lines(path):
            for entry in document.get("resourceSpans", []):
                resource = entry.get("resource", {})
                service = next(
                    (item["value"].get("stringValue") for item in resource.get("attributes", [])
                     if item["key"] == "service.name"),
                    None,
                )
                for scoped in entry.get("scopeSpans", []):
                    scope = scoped.get("scope")
                    for span in scoped.get("spans", []):
                        content = json.dumps([resource, scope, span], sort_keys=True)
                        if content not in contents or not span.get("spanId"):
                            contents.add(content)
                            spans.append(Span(span, service))
    return spans


def requests(spans):
    """Pairs of the span that sent a request and the one that served it, in two services."""
    senders = {}
    for span in spans:
        if span.kind in (3, 4) and span.id and span.trace and span.service:
            key = (span.trace, span.id)
            order = (span.start or 2**64, span.end)
            if key not in senders or order < (senders[key].start or 2**64, senders[key].end):
                senders[key] = span
    for span in spans:
        if span.kind in (2, 5) and span.parent and span.service:
            sender = senders.get((span.trace, span.parent))
            if sender and sender.service != span.service:
                yield sender, span


class Histogram:
    """What happened, by series, with how long it took."""

    def __init__(self, bounds):
        self.bounds = bounds
        self.series = defaultdict(list)

    def add(self, labels, time, duration):
        self.series[tuple(sorted(labels.items()))].append((time, duration))

    def expected(self, name, times):
        """By labels with the metric's name, the value at each time."""
        for labels, happened in self.series.items():
            timed = [(time, duration) for time, duration in happened if duration is not None]
            if not timed:
                continue
            parts = [("_count", (), lambda duration: 1), ("_sum", (), lambda duration: duration)]
            for bound in self.bounds + [float("inf")]:
                text = "+Inf" if bound == float("inf") else repr(bound)
                parts.append((
                    "_bucket", (("le", text),),
                    lambda duration, bound=bound: 1 if duration / 1e9 <= bound else 0,
                ))
            for suffix, added, amount in parts:
                full = tuple(sorted(labels + added + (("__name__", name + suffix),)))
                divisor = 1e9 if suffix == "_sum" else 1
                values = cumulated([(time, amount(duration)) for time, duration in timed], times)
                yield full, [value / divisor for value in values]


def counted(series, name, times):
    for labels, happened in series.items():
        full = tuple(sorted(labels + (("__name__", name),)))
        yield full, [float(value) for value in cumulated(happened, times)]


def cumulated(happened, times):
    """What had happened until each time, the time itself included; times are nanoseconds."""
    happened = sorted(happened)
    moments = [time for time, _ in happened]
    sums = [0]
    for _, amount in happened:
        sums.append(sums[-1] + amount)
    return [sums[bisect_right(moments, time)] for time in times]


def expected(spans, times):
    """Every series with its value at each time of a sample."""
    calls = defaultdict(list)
    latency = Histogram(SPAN_BOUNDS)
    for span in spans:
        if span.time is None:
            continue
        labels = {
            "service": span.service,
            "span_name": span.name,
            "span_kind": "SPAN_KIND_" + KINDS[span.kind],
            "status_code": "STATUS_CODE_" + STATUSES[span.status],
        }
        labels = {name: value for name, value in labels.items() if value}
        calls[tuple(sorted(labels.items()))].append((span.time, 1))
        latency.add(labels, span.time, span.duration)
    totals, failures = defaultdict(list), defaultdict(list)
    servers, clients = Histogram(REQUEST_BOUNDS), Histogram(REQUEST_BOUNDS)
    for client, server in requests(spans):
        ends = [time for time in (client.time, server.time) if time is not None]
        if not ends:
            continue
        labels = {"client": client.service, "server": server.service}
        if client.kind == 4 or server.kind == 5:
            labels["connection_type"] = "messaging_system"
        key = tuple(sorted(labels.items()))
        totals[key].append((max(ends), 1))
        failed = 1 if 2 in (client.status, server.status) else 0
        failures[key].append((max(ends), failed))
        servers.add(labels, max(ends), server.duration)
        clients.add(labels, max(ends), client.duration)
    found = {}
    graph = "traces_service_graph_request"
    found.update(counted(calls, "traces_spanmetrics_calls_total", times))
    found.update(latency.expected("traces_spanmetrics_latency", times))
    found.update(counted(totals, graph + "_total", times))
    found.update(counted(failures, graph + "_failed_total", times))
    found.update(servers.expected(graph + "_server_seconds", times))
    found.update(clients.expected(graph + "_client_seconds", times))
    return found


def answer(arguments, name, start, end):
    command = [
        arguments.dossier, "query", arguments.store, name, "--start", str(start), "--end", str(end),
        "--step", f"{STEP}s", "--format", "json",
    ]
    document = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return {
        tuple(sorted(series["metric"].items())): {
            time: float(value) for time, value in series["values"]
        }
        for series in document["data"]["result"]
    }


def compare(wanted, samples, got, start, end):
    """How many values there are on either side, and how many of them differ."""
    count = differences = 0
    for labels in wanted.keys() | got.keys():
        values, answers = wanted.get(labels), got.get(labels, {})
        shown = 0
        for time in range(start, end + 1, STEP):
            place = bisect_right(samples, time) - 1
            visible = values is not None and place >= 0 and samples[place] > time - LOOKBACK
            value = values[place] if visible else None
            if value is None and time not in answers:
                continue
            count += 1
            if value != answers.get(time):
                differences += 1
                shown += 1
                if shown <= 3:
                    print(f"{dict(labels)} at {time}: {answers.get(time)}, expected {value}")
    return count, differences


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dossier")
    parser.add_argument("store")
    parser.add_argument("traces", nargs="+")
    arguments = parser.parse_args()
    spans = read(arguments.traces)
    times = [time for span in spans for time in (span.start, span.end) if known(time)]
    nanoseconds = STEP * 10**9
    first = -(-min(times) // nanoseconds) - 1
    last = max(-(-max(times) // nanoseconds), first)
    samples = [step * STEP for step in range(first, last + 1)]
    wanted = expected(spans, [sample * 10**9 for sample in samples])
    names = sorted({dict(labels)["__name__"] for labels in wanted})
    count = differences = 0
    for name in names:
        own = {labels: values for labels, values in wanted.items()
               if ("__name__", name) in labels}
        for offset in (0, 7):
            # From before the first sample to when the last has been forgotten.
            start, end = samples[0] - 2 * STEP + offset, samples[-1] + LOOKBACK + STEP + offset
            got = answer(arguments, name, start, end)
            compared = compare(own, samples, got, start, end)
            count, differences = count + compared[0], differences + compared[1]
        print(f"{name}: {len(own)} series")
    print(f"{len(spans)} spans, {len(samples)} samples a series")
    print(f"{count} values compared, {differences} differ")
    sys.exit(1 if differences or not count else 0)


if __name__ == "__main__":
    main()
