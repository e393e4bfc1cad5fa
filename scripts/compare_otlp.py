#!/usr/bin/env python3
"""Compares two sets of OTLP-JSON files as multisets of spans, log records and data points.

usage: compare_otlp.py A... --with B... [--ignore-rejected] [--salvage] [--show N]

Framing, grouping and order do not count; what otlp_reader normalises does not either. Prints the
counts of both sides and the first N differences with the fields that differ; exits with 1 when
there is one. Rejected items and malformed text are a difference unless --ignore-rejected is given.
Empty containers (resources, scopes and metrics without items) are only reported.
"""

import argparse
import json
import os
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor

import otlp_items
import otlp_reader

COUNTED = (
    "spans", "span_events", "span_links", "log_records", "data_points", "exemplars",
    "empty_resources", "empty_scopes", "empty_metrics",
    "rejected", "rejected_containers", "malformed", "salvaged", "truncated_files",
)
REJECTED = ("rejected", "rejected_containers", "malformed", "truncated_files")
SIGNALS = ("span", "log", "point")
WORTH_A_PROCESS = 4 << 20  # bytes of input


class Side:
    """The items of some files, as the number of times that each digest occurs."""

    def __init__(self):
        self.digests = {signal: Counter() for signal in SIGNALS}
        self.counts = Counter()

    def add(self, other):
        self.counts.update(other.counts)
        for signal in SIGNALS:
            self.digests[signal].update(other.digests[signal])


def read_side(path, salvage=False):
    side = Side()
    reader = otlp_reader.Reader(salvage)
    for context, item in reader.items(path):
        side.digests[context.signal][context.digest(item)] += 1
    side.counts = reader.counts
    return side


def read_sides(groups, salvage=False):
    """One Side for each group of paths, read on all cores when that is worth a process."""
    paths = sorted({path for group in groups for path in group}, key=os.path.getsize, reverse=True)
    if sum(map(os.path.getsize, paths)) < WORTH_A_PROCESS:
        read = {path: read_side(path, salvage) for path in paths}
    else:
        with ProcessPoolExecutor() as pool:
            read = dict(zip(paths, pool.map(read_side, paths, [salvage] * len(paths))))
    sides = []
    for group in groups:
        side = Side()
        for path in group:
            side.add(read[path])
        sides.append(side)
    return sides


def leaves(fields, item, path=""):
    """(field path, value) of everything in an item, defaults left out."""
    for name, value in zip(fields, item):
        if value in ("", 0, (), None) and value is not False:
            continue
        if name not in otlp_items.NESTED:
            yield path + name, value
            continue
        member_fields, is_list = otlp_items.NESTED[name]
        for index, element in enumerate(value if is_list else [value]):
            element_path = f"{path}{name}[{index}]." if is_list else f"{path}{name}."
            yield from leaves(member_fields, element, element_path)


def flattened(context, item):
    fields = dict(leaves(otlp_items.RESOURCE, context.resource, "resource."))
    fields.update(leaves(otlp_items.SCOPE, context.scope, "scope."))
    fields.update(leaves(otlp_items.SCHEMA_URLS, context.schema_urls, "schemaUrl."))
    fields.update(leaves(otlp_items.METRIC, context.metric or (), "metric."))
    fields.update(leaves(context.fields, item))
    return {name: shown(value) for name, value in fields.items()}


def shown(value):
    """A value as JSON text that tells 5 from 5.0 and array from key-value list."""
    return json.dumps(displayed(value), ensure_ascii=False)


def displayed(value):
    if isinstance(value, tuple):
        pairs = [pair for pair in value if isinstance(pair, tuple) and len(pair) == 2]
        if len(pairs) == len(value) and all(isinstance(key, str) for key, _ in pairs):
            return [{key: displayed(content)} for key, content in pairs]
        return [displayed(element) for element in value]
    if isinstance(value, list):
        return {"array": [displayed(element) for element in value]}
    return {"bytes": value.hex()} if isinstance(value, bytes) else value


def identity(context, item):
    """What an item and its damaged copy are likely to share."""
    if context.signal == "span":
        return item[1]
    return (context.metric[0], item[2]) if context.signal == "point" else item[:2]


def first_items(paths, salvage, wanted, limit):
    """The first items whose digest is among `wanted`, each as often as wanted says at most."""
    remaining = Counter(wanted)
    for path in paths:
        if limit <= 0:
            return
        for context, item in otlp_reader.Reader(salvage).items(path):
            digest = context.digest(item)
            if remaining[digest] > 0:
                remaining[digest] -= 1
                yield context, item
                limit -= 1
                if limit <= 0:
                    return


def print_difference(missing, counterpart):
    kept = flattened(*missing)
    print(f"  {missing[0].signal} only in A:")
    if counterpart is None:
        for name, value in kept.items():
            print(f"    {name}: {value}")
        return
    other = flattened(*counterpart)
    for name in {**kept, **other}:
        if kept.get(name) == other.get(name):
            print(f"    {name}: {kept[name]}")
        else:
            print(f"  - {name}: {kept.get(name, 'absent')}")
            print(f"  + {name}: {other.get(name, 'absent')}")


def print_differences(groups, salvage, missing, extra, limit):
    """Items of A that B lacks, each next to the item of B that is closest to it."""
    lacking = list(first_items(groups[0], salvage, missing, limit))
    identities = {identity(*item) for item in lacking}
    candidates = {}
    unpaired = []
    for item in first_items(groups[1], salvage, extra, extra.total()):
        if identity(*item) in identities:
            candidates.setdefault(identity(*item), []).append(item)
        elif len(unpaired) < limit:
            unpaired.append(item)
    for item in lacking:
        ours = flattened(*item).items()
        alike = candidates.get(identity(*item), [])
        closest = max(alike, key=lambda c: len(ours & flattened(*c).items()), default=None)
        if closest:
            alike.remove(closest)
        print_difference(item, closest)
    for context, item in unpaired[: limit - len(lacking)]:
        print(f"  {context.signal} only in B:")
        for name, value in flattened(context, item).items():
            print(f"    {name}: {value}")


def compare(a_paths, b_paths, ignore_rejected=False, salvage=False, show=3):
    """Prints the comparison; True when both sides hold the same."""
    groups = (a_paths, b_paths)
    a, b = read_sides(groups, salvage)
    print(f"{'':20}{'A':>12}{'B':>12}")
    for name in COUNTED:
        if a.counts[name] or b.counts[name]:
            print(f"{name:20}{a.counts[name]:12,}{b.counts[name]:12,}")
    same = ignore_rejected or not any(a.counts[name] or b.counts[name] for name in REJECTED)
    missing, extra = Counter(), Counter()
    for signal in SIGNALS:
        lacking = a.digests[signal] - b.digests[signal]
        surplus = b.digests[signal] - a.digests[signal]
        if lacking or surplus:
            print(f"{signal}: {lacking.total():,} only in A, {surplus.total():,} only in B")
        missing += lacking
        extra += surplus
    if missing or extra:
        same = False
        print_differences(groups, salvage, missing, extra, show)
    print("same" if same else "DIFFERENT")
    return same


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("a", nargs="+", metavar="A")
    parser.add_argument("--with", nargs="+", dest="b", metavar="B", required=True)
    parser.add_argument("--ignore-rejected", action="store_true")
    parser.add_argument("--salvage", action="store_true", help="read requests that are cut short")
    parser.add_argument("--show", type=int, default=3, metavar="N")
    options = parser.parse_args()
    same = compare(options.a, options.b, options.ignore_rejected, options.salvage, options.show)
    sys.exit(0 if same else 1)


if __name__ == "__main__":
    main()
