#!/usr/bin/env python3
"""Compares what `dossier find` says of values with a linear search of OTLP-JSON dumps.

usage: find_oracle.py DOSSIER STORE DUMP... [--count 200] [--seed 1] [--values FILE]

DUMPs are uncompressed files of JSON lines, or folders of such; STORE holds them and nothing else.
Values are drawn at random from the dumps: ids of traces and spans, values of attributes, words and
numbers of the bodies of log records. For each the script counts by itself, place by place, the
rows that have it, their first and last time, the data points of series, and the distinct traces,
and compares that with the document that the command writes. It prints `N of M` and each
difference, and exits with 1 if there is any. Needs nothing but Python.

A record without a trace id that names a trace elsewhere is not followed by this script; it says how
many it saw.
"""

import argparse
import json
import os
import random
import re
import subprocess
import sys
import unicodedata
from collections import defaultdict

TOKEN = re.compile(r"\w+")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
TRACE_LABELS = ("trace_id", "trace.id", "traceId")
BATCH = 25


def is_word(character):
    return character == "_" or unicodedata.category(character)[0] in "LMN"


def has_word(text, value):
    """Whether a value is in a text and no part of a longer word."""
    start = text.find(value)
    while start >= 0:
        end = start + len(value)
        before = start > 0 and is_word(text[start - 1]) and is_word(value[0])
        behind = end < len(text) and is_word(text[end]) and is_word(value[-1])
        if not before and not behind:
            return True
        start = text.find(value, start + 1)
    return False


def dumps(paths):
    for path in paths:
        files = [os.path.join(path, name) for name in sorted(os.listdir(path))] \
            if os.path.isdir(path) else [path]
        for file in files:
            with open(file, encoding="utf-8") as lines:
                for line in lines:
                    if line.strip():
                        yield json.loads(line)


def scalar(value):
    """The type and the value of an AnyValue that holds no others; None for one that does."""
    for key, kind in (("stringValue", "string"), ("intValue", "int"), ("doubleValue", "double"),
                      ("boolValue", "bool")):
        if key in value:
            content = value[key]
            if kind == "int":
                content = int(content)
            if kind == "double":
                content = float(content)
            return kind, content
    return None


def leaves(value, path=""):
    """The values in an AnyValue with their paths."""
    found = scalar(value)
    if found:
        yield path, found
    elif "arrayValue" in value:
        for member in value["arrayValue"].get("values", []):
            yield from leaves(member, path + "[]")
    elif "kvlistValue" in value:
        for member in value["kvlistValue"].get("values", []):
            below = path + ("." if path else "") + member["key"]
            yield from leaves(member.get("value", {}), below)


def text_of(found):
    kind, content = found
    if kind == "bool":
        return "true" if content else "false"
    return repr(content) if kind == "double" else str(content)


def attributes(owner):
    return owner.get("attributes", []) if owner else []


def time_of(text):
    time = int(text or 0)
    return time if 0 < time < 1 << 63 else 0


class Row:
    """A row: its kind, time, trace, and the places of its values."""

    __slots__ = ("kind", "time", "trace", "own", "shared", "body", "points")

    def __init__(self, kind, time, trace, own, shared, body=None):
        self.kind = kind
        self.time = time
        self.trace = trace
        self.own = own  # [(part, key, path, type, value)]
        self.shared = shared
        self.body = body


def listed(owner, part):
    return [
        (part, attribute["key"], path, found)
        for attribute in attributes(owner)
        for path, found in leaves(attribute.get("value", {}))
    ]


def ids(*pairs):
    return [("field", key, "", ("id", value.lower())) for key, value in pairs if value]


def fields(*pairs):
    return [("field", key, "", ("string", value)) for key, value in pairs if value]


def rows(paths):
    """All rows but data points, and then the series with theirs."""
    series = {}
    for line in dumps(paths):
        for entry in line.get("resourceSpans", []):
            resource = listed(entry.get("resource"), "resource")
            for part in entry.get("scopeSpans", []):
                yield from span_rows(part, resource + scope(part))
        for entry in line.get("resourceLogs", []):
            resource = listed(entry.get("resource"), "resource")
            for part in entry.get("scopeLogs", []):
                yield from log_rows(part, resource + scope(part))
        for entry in line.get("resourceMetrics", []):
            resource = entry.get("resource")
            for part in entry.get("scopeMetrics", []):
                yield from metric_rows(entry, resource, part, series)
    yield from series.values()


def scope(part):
    own = part.get("scope") or {}
    found = listed(own, "scope")
    if own.get("name"):
        found.append(("scope_name", "", "", ("string", own["name"])))
    if own.get("version"):
        found.append(("scope_version", "", "", ("string", own["version"])))
    return found


def span_rows(part, shared):
    for span in part.get("spans", []):
        trace = span.get("traceId", "").lower()
        start = time_of(span.get("startTimeUnixNano"))
        own = listed(span, "attribute") + ids(
            ("traceId", trace), ("spanId", span.get("spanId")),
            ("parentSpanId", span.get("parentSpanId")),
        ) + fields(
            ("name", span.get("name")), ("traceState", span.get("traceState")),
            ("statusMessage", span.get("status", {}).get("message")),
        )
        yield Row("span", start, trace, own, shared)
        for event in span.get("events", []):
            own = listed(event, "attribute") + fields(("name", event.get("name")))
            yield Row("event", time_of(event.get("timeUnixNano")), trace, own, [])
        for link in span.get("links", []):
            own = listed(link, "attribute") + ids(
                ("traceId", link.get("traceId")), ("spanId", link.get("spanId")),
            ) + fields(("traceState", link.get("traceState")))
            yield Row("link", start, trace, own, [])


def log_rows(part, shared):
    for record in part.get("logRecords", []):
        trace = record.get("traceId", "").lower()
        time = time_of(record.get("timeUnixNano")) or time_of(record.get("observedTimeUnixNano"))
        own = listed(record, "attribute") + ids(
            ("traceId", trace), ("spanId", record.get("spanId")),
        ) + fields(
            ("severityText", record.get("severityText")), ("eventName", record.get("eventName")),
        )
        body = list(leaves(record.get("body") or {}))
        yield Row("log_record", time, trace, own, shared, body)


def named_trace(point):
    """The trace whose id is a label of a series."""
    for attribute in attributes(point):
        text = attribute.get("value", {}).get("stringValue", "")
        if attribute["key"] in TRACE_LABELS and re.fullmatch("[0-9a-fA-F]{32}", text):
            return text.lower()
    return ""


def metric_rows(entry, resource, part, series):
    for metric in part.get("metrics", []):
        kind = next((key for key in ("gauge", "sum", "histogram", "exponentialHistogram",
                                     "summary") if key in metric), None)
        if kind is None:
            continue
        data = metric[kind]
        header = [entry.get("schemaUrl"), part.get("schemaUrl"), resource, part.get("scope"),
                  {key: value for key, value in metric.items() if key != kind}, kind,
                  {key: value for key, value in data.items() if key != "dataPoints"}]
        head = json.dumps(header, sort_keys=True)
        for point in data.get("dataPoints", []):
            labels = json.dumps(attributes(point), sort_keys=True)
            row = series.get((head, labels))
            if row is None:
                trace = named_trace(point)
                own = listed(point, "attribute") + ids(("traceId", trace)) + fields(
                    ("name", metric.get("name")),
                )
                row = Row("series", 0, trace, own, listed(resource, "resource") + scope(part))
                row.points = []
                series[head, labels] = row
            time = time_of(point.get("timeUnixNano"))
            row.points.append(time)
            for exemplar in point.get("exemplars", []):
                trace = exemplar.get("traceId", "").lower()
                own = [
                    ("attribute", attribute["key"], path, found)
                    for attribute in exemplar.get("filteredAttributes", [])
                    for path, found in leaves(attribute.get("value", {}))
                ] + ids(("traceId", trace), ("spanId", exemplar.get("spanId")))
                row.points.append((trace,))
                yield Row("exemplar", time_of(exemplar.get("timeUnixNano")), trace, own, [])


def draw(paths, count, seed):
    """Values of each kind, as many of each."""
    rng = random.Random(seed)
    kinds = {"trace": [], "span": [], "attribute": [], "word": [], "number": []}
    seen = dict.fromkeys(kinds, 0)
    quota = {kind: -(-count // len(kinds)) for kind in kinds}

    def offer(kind, value):
        # Each value has the same chance, without keeping them all.
        seen[kind] += 1
        if len(kinds[kind]) < quota[kind] * 2:
            kinds[kind].append(value)
        else:
            place = rng.randrange(seen[kind])
            if place < quota[kind] * 2:
                kinds[kind][place] = value

    for row in rows(paths):
        for part, key, _, found in row.own + row.shared:
            text = text_of(found)
            if not text:
                continue
            if found[0] == "id":
                offer("trace" if key == "traceId" else "span", text)
            else:
                offer("attribute", text)
        for _, found in row.body or []:
            text = text_of(found)
            words = TOKEN.findall(text)
            if words:
                offer("word", rng.choice(words))
            numbers = [match for match in NUMBER.findall(text) if has_word(text, match)]
            if numbers:
                offer("number", rng.choice(numbers))
    values = []
    for kind, found in kinds.items():
        rng.shuffle(found)
        values += list(dict.fromkeys(found))[:quota[kind]]
    return list(dict.fromkeys(value for value in values if not value.startswith("-")))[:count]


def number(text):
    if re.fullmatch(r"[0-9+\-.eE]+", text):
        try:
            return float(text)
        except ValueError:
            pass
    return None


def whole(text):
    if re.fullmatch(r"[+-]?[0-9]+", text):
        return int(text)
    double = number(text)
    if double is not None and double == int(double) and abs(double) < 2 ** 53:
        return int(double)
    return None


class Place:
    def __init__(self):
        self.rows = 0
        self.points = 0
        self.traces = set()
        self.first = 0
        self.last = 0

    def add(self, times, trace):
        self.rows += 1
        if trace:
            self.traces.add(trace)
        for time in times:
            if time:
                self.first = min(self.first or time, time)
                self.last = max(self.last, time)

    def summary(self):
        return (self.rows, self.points, len(self.traces), self.first, self.last)


class Search:
    """Which of some values rows have."""

    def __init__(self, values):
        self.texts = set(values)
        self.ints = defaultdict(set)
        self.doubles = defaultdict(set)
        self.ids = {value.lower(): value for value in values}
        for value in values:
            if number(value) is not None:
                self.doubles[number(value)].add(value)
            if whole(value) is not None:
                self.ints[whole(value)].add(value)
        self.tokens = {value for value in values if TOKEN.fullmatch(value)}
        self.others = [value for value in values if value not in self.tokens]
        self.places = {value: defaultdict(Place) for value in values}
        self.unnamed = 0

    def exact(self, found):
        kind, content = found
        if kind == "string":
            return {content} & self.texts
        if kind == "bool":
            return {"true" if content else "false"} & self.texts
        if kind == "id":
            return {self.ids[content]} if content in self.ids else set()
        return (self.ints if kind == "int" else self.doubles).get(content, set())

    def word(self, found):
        if found[0] != "string":
            return self.exact(found)
        text = found[1]
        hits = {value for value in self.tokens.intersection(TOKEN.findall(text))
                if has_word(text, value)}
        return hits | {value for value in self.others if value in text and has_word(text, value)}

    def add(self, row):
        hits = set()
        for part, key, path, found in row.own + row.shared:
            for value in self.exact(found):
                hits.add((value, part, key, path))
        for path, found in row.body or []:
            for value in self.word(found):
                hits.add((value, "field", "body", path))
        for value, part, key, path in hits:
            place = self.places[value][row.kind, part, key, path]
            if row.kind != "series":
                place.add([row.time], row.trace)
                self.unnamed += row.kind == "log_record" and not row.trace
                continue
            times = [point for point in row.points if isinstance(point, int)]
            place.add(times, row.trace)
            place.points += len(times)
            place.traces.update(point[0] for point in row.points
                                if not isinstance(point, int) and point[0])


def run(command, store, values):
    found = {}
    for start in range(0, len(values), BATCH):
        some = values[start:start + BATCH]
        result = subprocess.run(
            [command, "find", "--format", "json", store, "--", *some],
            stdout=subprocess.PIPE, check=False,
        )
        for value, entry in zip(some, json.loads(result.stdout)["values"]):
            found[value] = entry
    return found


def difference(entry, places):
    theirs = {
        (place["row"], place["part"], place["key"], place["path"]): (
            place["rows"], place["data_points"], place["traces"],
            int(place["first_unix_nano"] or 0), int(place["last_unix_nano"] or 0),
        )
        for place in entry["places"]
    }
    ours = {key: place.summary() for key, place in places.items()}
    lines = [
        f"  {' '.join(key)}: {theirs.get(key)} instead of {ours.get(key)}"
        for key in sorted(theirs.keys() | ours.keys()) if theirs.get(key) != ours.get(key)
    ]
    traces = len(set().union(*(place.traces for place in places.values())))
    if entry["trace_count"] != traces:
        lines.append(f"  {entry['trace_count']} traces instead of {traces}")
    return lines


def main():
    parser = argparse.ArgumentParser(usage=__doc__.split("\n")[2][7:])
    parser.add_argument("dossier")
    parser.add_argument("store")
    parser.add_argument("dumps", nargs="+")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--values", help="a file with a value a line, instead of random ones")
    arguments = parser.parse_args()
    if arguments.values:
        with open(arguments.values, encoding="utf-8") as file:
            values = [line for line in file.read().split("\n") if line]
    else:
        values = draw(arguments.dumps, arguments.count, arguments.seed)
    search = Search(values)
    for row in rows(arguments.dumps):
        search.add(row)
    found = run(arguments.dossier, arguments.store, values)
    right = 0
    for value in values:
        lines = difference(found[value], search.places[value])
        if not lines:
            right += 1
            continue
        print(f"{value!r}:")
        print("\n".join(lines))
    if search.unnamed:
        print(f"{search.unnamed} hits in log records without a trace id", file=sys.stderr)
    print(f"{right} of {len(values)}")
    return 0 if right == len(values) and values else 1


if __name__ == "__main__":
    sys.exit(main())
