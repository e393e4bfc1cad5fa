#!/usr/bin/env python3
"""Checks `dossier trace` against a brute-force search of the dumps that a store was made from.

usage: trace_oracle.py DOSSIER_BINARY STORE DUMP... [--traces N] [--seed S]

Draws N trace ids from the spans of the dumps and compares, for each, the spans and log records
(all fields, resource, scope) and the metric series tied to the trace by a `trace_id` label or by an
exemplar. Prints a line per trace; exits with 1 on any disagreement.
"""

import argparse
import json
import marshal
import random
import subprocess
import sys
from collections import Counter, defaultdict

import otlp_items
import otlp_reader
from compare_otlp import print_difference

ABSENT_IDS = ("", "0" * 32)
NO_SCHEMA_URLS = ("", "")


class Expected:
    """What the dumps hold about one trace."""

    def __init__(self):
        self.spans = {}
        self.logs = {}
        self.counts = Counter()
        self.ties = defaultdict(set)

    def add(self, table, context, item):
        context = without_schema_urls(context)
        digest = context.digest(item)
        table[digest] = (context, item)
        self.counts[digest] += 1


def without_schema_urls(context):
    return otlp_reader.Context(context.signal, context.resource, context.scope, NO_SCHEMA_URLS)


def trace_ids(dumps):
    ids = set()
    for path in dumps:
        ids.update(
            item[0] for context, item in otlp_reader.Reader().items(path)
            if context.signal == "span" and len(item[0]) == 32
        )
    return sorted(ids.difference(ABSENT_IDS))


def search(dumps, wanted):
    """An Expected for each wanted trace id."""
    found = {trace: Expected() for trace in wanted}
    for path in dumps:
        for context, item in otlp_reader.Reader().items(path):
            if context.signal == "span" and item[0] in found:
                found[item[0]].add(found[item[0]].spans, context, item)
            elif context.signal == "log" and item[8] in found:
                found[item[8]].add(found[item[8]].logs, context, item)
            elif context.signal == "point":
                for key, value in item[0]:
                    if key == "trace_id" and type(value) is str and value in found:
                        found[value].ties[series(context, item)].add("label")
                for exemplar in item[4]:
                    if exemplar[4] in found:
                        found[exemplar[4]].ties[series(context, item)].add("exemplar")
    return found


def series_key(name, unit, resource_attributes, attributes):
    by_name = (tuple(sorted(pairs, key=lambda pair: pair[0]))
               for pairs in (resource_attributes, attributes))
    return marshal.dumps((name, unit, *by_name), 2)


def series(context, item):
    return series_key(context.metric[0], context.metric[2], context.resource[0], item[0])


def pairs(value):
    """Attributes as pairs, from OTLP's list of keys and values or from a plain object."""
    return tuple(value.items()) if isinstance(value, dict) else otlp_items.attributes(value)


def reported_series(metric):
    resource = metric.get("resource") or {}
    described = resource.get("attributes", []) if "attributes" in resource else resource
    return series_key(
        metric.get("name") or "", metric.get("unit") or "",
        pairs(described), pairs(metric.get("attributes")),
    )


def reported_items(signal, read, values):
    for value in values:
        resource = otlp_items.resource(value.get("resource"))
        scope = otlp_items.scope(value.get("scope"))
        context = otlp_reader.Context(signal, resource, scope, NO_SCHEMA_URLS)
        yield context, read(value)


def difference(label, expected, counts, reported):
    """Complaints about the items of one signal."""
    got = {}
    got_counts = Counter()
    for context, item in reported:
        digest = context.digest(item)
        got[digest] = (context, item)
        got_counts[digest] += 1
    missing = [digest for digest in expected if got_counts[digest] < counts[digest]]
    surplus = [digest for digest in got if got_counts[digest] > counts[digest]]
    if not missing and not surplus:
        return []
    if missing:
        ours = expected[missing[0]]
        same_id = [got[d] for d in surplus if got[d][1][:2] == ours[1][:2]]
        print_difference(ours, same_id[0] if same_id else None)
    return [f"{len(missing)} {label} missing, {len(surplus)} unexpected"]


def check(binary, store, trace, expected):
    command = [binary, "trace", store, trace, "--format", "json"]
    run = subprocess.run(command, capture_output=True)
    if run.returncode != 0:
        return [f"exit code {run.returncode}: {run.stderr.decode(errors='replace').strip()}"]
    try:
        answer = json.loads(run.stdout)
        spans, logs, metrics = answer["trace"]["spans"], answer["logs"], answer["metrics"]
        spans_read = list(reported_items("span", otlp_items.span, spans))
        logs_read = list(reported_items("log", otlp_items.log_record, logs))
        ties = defaultdict(set)
        for metric in metrics:
            ties[reported_series(metric)] |= {"label", "exemplar"}.intersection(metric["ties"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return [f"unreadable answer: {type(error).__name__}: {error}"]
    complaints = []
    if answer.get("trace_id") != trace:
        complaints.append(f"trace_id is {answer.get('trace_id')}")
    complaints += difference("spans", expected.spans, expected.counts, spans_read)
    complaints += difference("log records", expected.logs, expected.counts, logs_read)
    for tie in ("label", "exemplar"):
        ours = {key for key, kinds in expected.ties.items() if tie in kinds}
        theirs = {key for key, kinds in ties.items() if tie in kinds}
        if ours != theirs:
            example = marshal.loads(next(iter(ours ^ theirs)))
            complaints.append(
                f"{len(ours - theirs)} series by {tie} missing, {len(theirs - ours)} unexpected, "
                f"one of them {example[0]} {dict(example[3])}"
            )
    summary = answer.get("correlation_summary", {})
    for key, values in (("total_spans", spans), ("total_logs", logs), ("total_metrics", metrics)):
        if summary.get(key) != len(values):
            complaints.append(f"correlation_summary.{key} is {summary.get(key)}, not {len(values)}")
    return complaints


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("binary", metavar="DOSSIER_BINARY")
    parser.add_argument("store", metavar="STORE")
    parser.add_argument("dumps", nargs="+", metavar="DUMP")
    parser.add_argument("--traces", type=int, default=20, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="S")
    options = parser.parse_args()
    ids = trace_ids(options.dumps)
    chosen = random.Random(options.seed).sample(ids, min(options.traces, len(ids)))
    failures = 0
    for trace, expected in search(options.dumps, chosen).items():
        complaints = check(options.binary, options.store, trace, expected)
        kinds = Counter(tie for ties in expected.ties.values() for tie in ties)
        failures += bool(complaints)
        print(
            f"{trace}: {sum(expected.counts[d] for d in expected.spans)} spans, "
            f"{sum(expected.counts[d] for d in expected.logs)} log records, "
            f"{kinds['label']} series by label, {kinds['exemplar']} by exemplar: "
            + ("; ".join(complaints) or "agrees"),
            flush=True,
        )
    print(f"{len(chosen) - failures} of {len(chosen)} traces agree (seed {options.seed})")
    sys.exit(1 if failures or not chosen else 0)


if __name__ == "__main__":
    main()
