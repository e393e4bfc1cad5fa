#!/usr/bin/env python3
"""Runs `dossier` over cases of LogQL: queries, lines, and what Loki makes of them.

usage: conformance_logql.py [FOLDER] [--dossier COMMAND] [--only NAME...]

FOLDER holds any of parse_ok.json, parse_error.json, pipeline.json, metric.json, log.json,
otlp_mapping.json, detected_level.json; by default conformance/logql below $DOSSIER_SHARED, or below `shared` beside the checkout. COMMAND is by default
the release build of the checkout, or else the debug build.

Prints `N of M` for each file, and each failure; exits with 1 if anything failed.

  parse_ok      `logql check` reads the query, and its canonical text is the given one, which reads
                back as itself
  parse_error   `logql check` refuses the query
  pipeline      `logql pipe` keeps the same lines, and gives the same text and labels; of errors
                only the kind is compared, not the details
  metric, log   `logql eval` gives the series and the streams
  otlp_mapping  `ingest` and `logs --format loki` give the streams; of metadata with equal names the
                first counts, and the level that Loki would detect is not compared
  detected_level  `logql pipe --detect-level` adds the level
"""

import json
import os
import re
import tempfile
from concurrent.futures import ThreadPoolExecutor

import conformance
from conformance import CommandFailure, complaint_of, is_same, number, parsed, run


# --- Texts

STRING = r'"(?:[^"\\]|\\.)*"|`[^`]*`'


def quoted(text):
    """A string in double quotes, which may be in backquotes."""
    if text[0] == '"':
        return text
    return '"' + text[1:-1].replace("\\", "\\\\").replace('"', '\\"') + '"'


def outside_strings(text, replace):
    """A text with its parts outside of quotes replaced, and all strings in double quotes."""
    parts = re.split(f"({STRING})", text)
    return "".join(quoted(part) if index % 2 else replace(part) for index, part in enumerate(parts))


def humanized(match):
    """A size as Loki prints it, with two digits at most."""
    units = {"B": 1}
    for power, letter in enumerate("kMGTPE", 1):
        units[f"{letter}B"] = 1000**power
        units[f"{letter.upper()}iB"] = 1024**power
    count = round(float(match[1]) * units[match[2]])
    if count < 10:
        return f"{count}B"
    power = 0
    while power < 6 and count >= 1000 ** (power + 1):
        power += 1
    value = int(count / 1000**power * 10 + 0.5) / 10
    return f"{value:.{1 if value < 10 else 0}f}" + ["B", "kB", "MB", "GB", "TB", "PB", "EB"][power]


def as_printed_by_loki(canonical):
    """Our canonical text, with what Loki prints inexactly as it prints that."""

    def replace(part):
        part = re.sub(r"vector\(([^()]*)\)", lambda match: f"vector({float(match[1]):f})", part)
        return re.sub(r"(?<=[<>=])(\d+(?:\.\d+)?)([kMGTPE]?i?B|KiB)\b", humanized, part)

    return outside_strings(canonical, replace)


def without_spaces(canonical):
    """A canonical text of Loki without needless spaces, and NaN as the number that it is."""
    return outside_strings(
        canonical, lambda part: re.sub(r" +", " ", part).replace("(0 / 0)", "NaN")
    )


def is_same_text(found, wanted):
    if found == wanted:
        return True
    wanted = without_spaces(wanted)
    return wanted in (without_spaces(found), without_spaces(as_printed_by_loki(found)))


def check_parse_ok(dossier, cases):
    return conformance.check_parse_ok(dossier, cases, parse_ok_complaint)


def parse_ok_complaint(dossier, case, answer):
    canonical = answer.get("canonical")
    if canonical is None:
        return f"{answer['verdict']}: {answer.get('error')}"
    if not is_same_text(canonical, case["canonical"]):
        return f"canonical text is {canonical}, not {case['canonical']}"
    # Loki calls a number, and vector(…), a log query.
    purpose = {"log": "log", "metric": "metrics"}[case["type"]]
    if answer["purpose"] != purpose and not {"number", "vector"} & set(case["ast"]):
        return f"is a query for {answer['purpose']}, not {purpose}"
    again = dossier.check(canonical)
    if again.get("canonical") != canonical:
        return f"canonical text {canonical} reads back as {again}"
    return None


def check_parse_error(dossier, cases):
    return conformance.check_parse_error(dossier, cases, ("parse_error", "invalid"))


# --- Pipelines


def pipe(dossier, query, entries):
    """What becomes of entries; None and the message if the query is refused."""
    lines = "".join(json.dumps(entry) + "\n" for entry in entries)
    code, output, errors = run(
        dossier.command, "logql", "pipe", "--input", "json", "--format", "json", "--", query,
        given=lines.encode(),
    )
    if code != 0:
        return None, errors
    return [parsed(line) for line in output.splitlines()], ""


def check_pipeline(dossier, cases):
    by_query = {}
    for case in cases:
        by_query.setdefault(case["query"], []).append(case)

    def answer(query):
        """Results, the message of a refusal, and what is wrong with all of them."""
        entries = [
            {key: case[key] for key in ("stream", "metadata", "line", "ts_ns")}
            for case in by_query[query]
        ]
        try:
            results, errors = pipe(dossier, query, entries)
        except CommandFailure as failure:
            return None, "", str(failure)
        if results is not None and len(results) != len(entries):
            return None, "", f"gives {len(results)} results of {len(entries)} entries"
        return results, errors, None

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        answers = list(pool.map(answer, by_query))
    for (query, group), (results, errors, failure) in zip(by_query.items(), answers):
        for index, case in enumerate(group):
            result = None if results is None else results[index]
            yield query, failure or pipeline_complaint(case, result, errors)


def without_details(labels):
    return {name: value for name, value in labels.items() if name != "__error_details__"}


def pipeline_complaint(case, result, errors):
    expect = case["expect"]
    if "error" in expect:
        return None if result is None else "is not refused"
    if result is None:
        return f"fails: {errors[:300]}"
    if result["kept"] != expect["kept"]:
        return f"{case['line']!r} is {'kept' if result['kept'] else 'dropped'}"
    if not expect["kept"]:
        return None
    for key in ("line", "stream", "metadata", "parsed"):
        found, wanted = result[key], expect[key]
        if isinstance(wanted, dict):
            found, wanted = without_details(found), without_details(wanted)
        if found != wanted:
            return f"{case['line']!r}: {key} is {found!r}, not {wanted!r}"
    return None


# --- Evaluation


def evaluate(dossier, query, lines, *options):
    """The response object of Loki; None and the message if the query fails."""
    code, output, errors = run(
        dossier.command, "logql", "eval", *options, "--", query, given=lines
    )
    return (None, errors) if code != 0 else (parsed(output)["data"], "")


def seconds(nanoseconds):
    sign = "-" if int(nanoseconds) < 0 else ""
    whole, rest = divmod(abs(int(nanoseconds)), 10**9)
    return f"{sign}{whole}.{rest:09}"


def lines_of(entries):
    return "".join(json.dumps(entry) + "\n" for entry in entries).encode()


def loaded(streams):
    """The entries of a data set of metric.json."""
    for stream in streams:
        for index in range(stream.get("count", 1)):
            yield {
                "line": stream["line"].replace("{{.i}}", str(index)),
                "ts_ns": str(stream["at_ns"] + index * stream.get("every_ns", 0)),
                "stream": stream["labels"],
                "metadata": stream.get("metadata", {}),
            }


def listed(streams):
    """The entries of a data set of log.json."""
    for stream in streams:
        labels = dict(re.findall(r'(\w+)="([^"]*)"', stream["labels"]))
        for entry in stream["entries"]:
            yield {
                "line": entry["line"], "ts_ns": entry["ts_ns"], "stream": labels,
                "metadata": dict(reversed(entry["metadata"])),
            }


def check_all(document, entries_of, complaint):
    data = {name: lines_of(entries_of(streams)) for name, streams in document["datasets"].items()}
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        cases = document["cases"]
        complaints = pool.map(
            lambda case: complaint_of(complaint, case, data[case["dataset"]]), cases
        )
        return [(case["query"], found) for case, found in zip(cases, complaints)]


def unique(pairs):
    """A dictionary; a key that comes twice is a failure."""
    table = {}
    for key, value in pairs:
        if key in table:
            raise CommandFailure(f"{key} comes twice")
        table[key] = value
    return table


def check_metric(dossier, document):
    return check_all(document, loaded, lambda case, lines: metric_complaint(dossier, case, lines))


def metric_complaint(dossier, case, lines):
    if case["kind"] == "instant":
        times = [case["at_ns"]]
        options = [f"--start={seconds(times[0])}", f"--end={seconds(times[0])}"]
    else:
        times = range(case["from_ns"], case["to_ns"] + 1, case["step_ns"])
        options = [
            f"--start={seconds(case['from_ns'])}", f"--end={seconds(case['to_ns'])}",
            f"--step={case['step_ns']}ns",
        ]
    answer, errors = evaluate(dossier, case["query"], lines, *options)
    expect = case["expect"]
    if expect.get("fail"):
        return None if answer is None else f"does not fail: {expect}"
    if answer is None:
        return f"fails: {errors[:300]}"
    if "scalar" in expect:
        found = number(answer["result"][1]) if answer["resultType"] == "scalar" else None
        return None if is_same(found, number(expect["scalar"])) else f"is {answer}"
    found = []
    for one in answer["result"]:
        points = one["values"] if "values" in one else [one["value"]]
        values = unique((round(float(time) * 1000), number(value)) for time, value in points)
        milliseconds = [round(time / 10**6) for time in times]
        if not values.keys() <= set(milliseconds):
            return f"has points at other times than {milliseconds}: {points}"
        found.append((one["metric"], [values.get(time) for time in milliseconds]))
    wanted = [
        (one["labels"], [None if v is None else number(v) for v in one["values"]])
        for one in expect["series"]
    ]
    if not expect.get("ordered"):
        found.sort(key=lambda one: sorted(one[0].items()))
        wanted.sort(key=lambda one: sorted(one[0].items()))
    same = len(found) == len(wanted) and all(
        one[0] == other[0] and all(map(is_same, one[1], other[1]))
        for one, other in zip(found, wanted)
    )
    return None if same else f"gives {found}, not {wanted}"


def check_log(dossier, document):
    return check_all(document, listed, lambda case, lines: log_complaint(dossier, case, lines))


def log_complaint(dossier, case, lines):
    options = [
        f"--start={seconds(case['start_ns'])}", f"--end={seconds(case['end_ns'])}",
        f"--limit={case['limit']}", f"--direction={case['direction']}",
    ]
    if "step_ns" in case:
        options.append(f"--step={case['step_ns']}ns")
    if "interval_ns" in case:
        options.append(f"--interval={case['interval_ns']}ns")
    answer, errors = evaluate(dossier, case["query"], lines, *options)
    if "error" in case:
        return None if answer is None else "does not fail"
    if answer is None:
        return f"fails: {errors[:300]}"
    if answer["resultType"] != case["type"]:
        return f"is of the type {answer['resultType']}, not {case['type']}"
    found, wanted = result_table(answer), expected_table(case)
    if case["type"] == "streams":
        return None if found == wanted else f"gives {found}, not {wanted}"
    same = found.keys() == wanted.keys() and all(
        len(found[labels]) == len(points)
        and all(one[0] == other[0] and is_same(one[1], other[1])
                for one, other in zip(found[labels], points))
        for labels, points in wanted.items()
    )
    return None if same else f"gives {found}, not {wanted}"


def label_key(labels):
    return tuple(sorted(without_details(labels).items()))


def result_table(answer):
    """Labels to entries or points, in their order."""
    if answer["resultType"] == "streams":
        return unique(
            (label_key(one["stream"]), [tuple(value) for value in one["values"]])
            for one in answer["result"]
        )
    return unique(
        (
            label_key(one["metric"]),
            [
                (round(float(time) * 1000), number(value))
                for time, value in one.get("values", [one.get("value")])
            ],
        )
        for one in answer["result"]
    )


def expected_table(case):
    if case["type"] == "streams":
        return {
            label_key(one["labels"]): [tuple(entry) for entry in one["entries"]]
            for one in case["result"]
        }
    return {
        label_key(one["labels"]): [
            (time, number(value))
            for time, value in one.get("points", [(one.get("t_ms"), one.get("value"))])
        ]
        for one in case["result"]
    }


# --- What becomes of log records when they are taken in


def check_otlp_mapping(dossier, cases):
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        complaints = pool.map(
            lambda case: complaint_of(otlp_mapping_complaint, dossier, case), cases
        )
        return [(case["name"], found) for case, found in zip(cases, complaints)]


def otlp_mapping_complaint(dossier, case):
    with tempfile.TemporaryDirectory() as folder:
        dump, store = os.path.join(folder, "logs.jsonl"), os.path.join(folder, "logs.dossier")
        with open(dump, "w") as file:
            json.dump(case["logs"], file)
        code, _, errors = run(dossier.command, "ingest", store, dump)
        if code != 0:
            return f"is not ingested: {errors[:300]}"
        code, output, errors = run(
            dossier.command, "logs", store, "--format", "loki", "--categorize-labels",
            "--limit", "1000000",
        )
    if code != 0:
        return f"fails: {errors[:300]}"
    found = stored_entries(
        (one["stream"], value[1], value[0], value[2].get("structuredMetadata", {}))
        for one in parsed(output)["data"]["result"] for value in one["values"]
    )
    wanted = stored_entries(
        (labels, entry["line"], entry["ts_ns"], entry["metadata"])
        for labels, entries in (
            (dict(re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', stream["labels"])), stream["entries"])
            for stream in case["streams"]
        )
        for entry in entries
    )
    return None if found == wanted else f"gives {found}, not {wanted}"


def stored_entries(entries):
    """Entries in one order, with the names that metadata has in queries."""
    result = []
    for labels, line, time, metadata in entries:
        if isinstance(metadata, list):
            names = ((f"{key}_extracted" if key in labels else key, value) for key, value in metadata)
            metadata = dict(reversed(list(names)))
        metadata = {key: value for key, value in metadata.items() if key != "detected_level"}
        result.append((sorted(labels.items()), time, line, sorted(metadata.items())))
    return sorted(result)


def check_detected_level(dossier, cases):
    entries = [
        {
            "line": case["line"], "stream": dict(reversed(case["labels"])),
            "metadata": dict(reversed(case["metadata"])),
        }
        for case in cases
    ]
    lines = "".join(json.dumps(entry) + "\n" for entry in entries).encode()
    code, output, errors = run(
        dossier.command, "logql", "pipe", "--detect-level", "--input", "json", "--format", "json",
        "--", '{a="b"}', given=lines,
    )
    results = [parsed(line) for line in output.splitlines()]
    for index, (case, entry) in enumerate(zip(cases, entries)):
        if code != 0 or index >= len(results):
            yield str(entry), f"fails: {errors[:300]}"
            continue
        # A level that an entry has already is not added.
        added = None
        if "detected_level" not in entry["metadata"]:
            added = results[index]["metadata"].get("detected_level")
        wanted = case["detected_level"]
        yield str(entry), None if added == wanted else f"is {added}, not {wanted}"


CHECKS = {
    "parse_ok": check_parse_ok,
    "parse_error": check_parse_error,
    "pipeline": check_pipeline,
    "metric": check_metric,
    "log": check_log,
    "otlp_mapping": check_otlp_mapping,
    "detected_level": check_detected_level,
}


if __name__ == "__main__":
    conformance.main(__doc__, CHECKS, "logql")
