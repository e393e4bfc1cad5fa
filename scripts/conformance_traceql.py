#!/usr/bin/env python3
"""Runs `dossier` over cases of TraceQL: queries, and what Tempo makes of them.

usage: conformance_traceql.py [FOLDER] [--dossier COMMAND] [--only NAME...]

FOLDER holds any of parse_ok.json, parse_error.json, static_types.json, search.json, metrics.json;
by default conformance/traceql below $DOSSIER_SHARED, or below `shared` beside the checkout. COMMAND
is by default the release build of the checkout, or else the debug build.

Prints `N of M` for each file, and each failure; exits with 1 if anything failed.

  parse_ok      `traceql check` reads the query, and its canonical text is the given one, which
                reads back as itself
  parse_error   `traceql check` says parse_error
  static_types  `traceql check` gives the verdict, and finds what matches nothing
  search        `traces STORE QUERY --format tempo` finds the spansets
  metrics       the same gives the series

Cases marked as quirks are where Tempo departs from its own rules: of those in parse_ok only the
verdict counts, those of the others are left out.
"""

import json
import os
import re
import sys
import tempfile

import conformance
from conformance import complaint_of, is_same, number, parsed, run

# --- Texts


def comparable(canonical):
    """A canonical text without what Tempo prints wrongly, so that its own parser rejects it.

    Tempo ends `compare({ … }` with a brace, leaves out how many values are asked for and the times,
    prints the smallest integer as digits that are out of range, and `."0"` as the number `.0`.
    """
    text = re.sub(r"compare\((\{ .*? \})(?:, \d+)*\)", r"compare(\1}", canonical)
    text = re.sub(r'(?<![\w"])\."(\d[^" ]*)"', r".\1", text)
    return text.replace("-9223372036854775808", "minInt")


def check_parse_ok(dossier, cases):
    return conformance.check_parse_ok(dossier, cases, parse_ok_complaint)


def parse_ok_complaint(dossier, case, answer):
    canonical = answer.get("canonical")
    if canonical is None:
        return f"{answer['verdict']}: {answer.get('error')}"
    if "quirk" not in case and comparable(canonical) != comparable(case["canonical"]):
        return f"canonical text is {canonical}, not {case['canonical']}"
    again = dossier.check(canonical)
    if again.get("canonical") != canonical or again["verdict"] != answer["verdict"]:
        return f"canonical text {canonical} reads back as {again}"
    return None


def check_parse_error(dossier, cases):
    return conformance.check_parse_error(dossier, cases, ("parse_error",))


def check_static_types(dossier, cases):
    dossier.check_all(case["query"] for case in cases)
    for case in cases:
        answer = dossier.check(case["query"])
        complaint = None
        if answer["verdict"] != case["verdict"]:
            complaint = f"is {answer['verdict']}, not {case['verdict']}: {case.get('message')}"
        elif case.get("never_matches") and answer["verdict"] == "valid":
            complaint = None if answer["matches_nothing"] else "is not found to match nothing"
        yield case["query"], complaint


# --- Evaluation


class Stores:
    """A store for each data set, filled when it is first asked for."""

    def __init__(self, dossier, datasets, folder):
        self.dossier = dossier
        self.datasets = datasets
        self.folder = folder
        self.stores = {}

    def store(self, name):
        if name not in self.stores:
            dump = os.path.join(self.folder, f"{name}.jsonl")
            with open(dump, "w", encoding="utf-8") as file:
                for request in self.datasets[name]:
                    file.write(json.dumps(request) + "\n")
            store = os.path.join(self.folder, f"{name}.dossier")
            code, _, errors = run(self.dossier.command, "ingest", store, dump)
            if code != 0:
                sys.exit(f"ingest of the data set {name} failed: {errors}")
            self.stores[name] = store
        return self.stores[name]

    def answer(self, dataset, query, *options):
        """The document of a query; None and the message if it failed."""
        code, output, errors = run(
            self.dossier.command, "traces", self.store(dataset), query, "--format", "tempo",
            *options,
        )
        if code != 0:
            return None, errors
        return parsed(output), ""


def canonical_id(text):
    """An id without leading zeros and in lower case, as Tempo's are compared."""
    return text.lower().lstrip("0")


def found_spansets(document):
    """Trace id to its spansets, each a sorted text of span ids, as `expect` has them."""
    found = {}
    for trace in document["traces"]:
        found[canonical_id(trace["traceID"])] = sorted(
            ",".join(sorted(span["spanID"].lower().zfill(16) for span in spanset["spans"]))
            for spanset in trace["spanSets"]
        )
    return found


def expected_spansets(traces):
    return {
        canonical_id(trace): sorted(",".join(sorted(text.split(","))) for text in spansets)
        for trace, spansets in traces.items()
    }


def check_search(dossier, document):
    with tempfile.TemporaryDirectory() as folder:
        stores = Stores(dossier, document["datasets"], folder)
        for case in document["cases"]:
            if "quirk" not in case:
                yield case["query"], complaint_of(search_complaint, stores, case)


def search_complaint(stores, case):
    limit = str(case.get("limit", 1000))
    spans = str(case.get("spss", 1000))
    answer, errors = stores.answer(
        case["dataset"], case["query"], "--limit", limit, "--spans-per-trace", spans
    )
    if "expect" not in case:
        return shape_complaint(case, answer, errors)
    if case["expect"].get("error"):
        return None if answer is None else "does not fail"
    if answer is None:
        return f"fails: {errors[:300]}"
    found, expected = found_spansets(answer), expected_spansets(case["expect"]["traces"])
    return None if found == expected else f"finds {found}, not {expected}"


def shape_complaint(case, answer, errors):
    """Compares the traces and how many spans matched with Tempo's answer; the cases have traces in
    the order of their ids."""
    if answer is None:
        return f"fails: {errors[:300]}"
    found = [
        (canonical_id(trace["traceID"]), [
            (spanset["matched"], len(spanset["spans"])) for spanset in trace["spanSets"]
        ])
        for trace in answer["traces"]
    ]
    expected = [
        (canonical_id(trace["trace_id"]), [
            (spanset["matched"], len(spanset["spans"])) for spanset in trace["span_sets"]
        ])
        for trace in case["tempo"]["traces"]
    ]
    return None if sorted(found) == sorted(expected) else f"finds {found}, not {expected}"


def series_table(series, value_of):
    """Labels to points, with numbers rounded so that the order of additions does not show."""
    table = {}
    for one in series:
        labels = tuple(sorted((label["key"], json.dumps(value_of(label["value"]), sort_keys=True))
                              for label in one["labels"]))
        table[labels] = one["points"]
    return table


def tempo_value(value):
    """A label's value as the cases have it, of `{"stringValue": …}` and the like."""
    (kind, inner), = value.items()
    if kind == "intValue":
        return {"int": str(inner)}
    return {kind.removesuffix("Value").replace("double", "float"): inner}


def expected_value(value):
    """A label's value, whose whole numbers may be doubles."""
    return {"float": float(value["float"])} if "float" in value else value


def count_once(expected, found, query):
    """Halves the counts of fields that the query names: Tempo's `compare` counts these twice, once
    for the filter and once for itself."""
    for labels, points in expected.items():
        names = [name for name, _ in labels if not name.startswith("__")]
        named = all(re.search(r"(?<![\w.:])" + re.escape(name) + r"(?![\w.:])", query)
                    for name in names)
        if names and named and found.get(labels) == {t: v / 2 for t, v in points.items()}:
            expected[labels] = found[labels]


def check_metrics(dossier, document):
    with tempfile.TemporaryDirectory() as folder:
        stores = Stores(dossier, document["datasets"], folder)
        for case in document["cases"]:
            if "quirk" not in case:
                yield case["query"], complaint_of(metrics_complaint, stores, case)


def metrics_complaint(stores, case):
    def seconds(nanoseconds):
        return f"{int(nanoseconds) // 10**9}.{int(nanoseconds) % 10**9:09}"

    options = ["--start", seconds(case["start_ns"]), "--end", seconds(case["end_ns"])]
    options += (
        ["--instant"] if case.get("instant") else ["--step", f"{case['step_ns']}ns"]
    )
    answer, errors = stores.answer(case["dataset"], case["query"], *options)
    if "error" in case:
        return None if answer is None else "does not fail"
    if answer is None:
        return f"fails: {errors[:300]}"
    found = {}
    for one in answer["series"]:
        points = {
            int(point["timestampMs"]): number(point.get("value", 0))
            for point in one.get("samples", [])
        }
        if case.get("instant"):
            points = {int(case["end_ns"]) // 10**6: number(one["value"])}
        if points:
            found.update(series_table([{"labels": one["labels"], "points": points}], tempo_value))
    expected = series_table(
        [
            {"labels": one["labels"], "points": {t: number(v) for t, v in one["points"]}}
            for one in case["series"]
            if one["points"]
        ],
        expected_value,
    )
    if "compare(" in case["query"]:
        count_once(expected, found, case["query"])
    return None if same(found, expected) else f"gives {found}, not {expected}"


def same(found, expected):
    return found.keys() == expected.keys() and all(
        points.keys() == found[labels].keys()
        and all(is_same(value, found[labels][time]) for time, value in points.items())
        for labels, points in expected.items()
    )


CHECKS = {
    "parse_ok": check_parse_ok,
    "parse_error": check_parse_error,
    "static_types": check_static_types,
    "search": check_search,
    "metrics": check_metrics,
}


if __name__ == "__main__":
    conformance.main(__doc__, CHECKS, "traceql")
