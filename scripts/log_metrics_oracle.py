#!/usr/bin/env python3
"""Checks the metric that `dossier query` computes from log records against a brute-force computation.

usage: log_metrics_oracle.py DOSSIER_BINARY STORE LOGS...

Reads the log records of the dumps, counts them by service and level at each step, and compares all
labels and values, exactly, with the sums of log_records_total over all patterns; and by pattern, as
docs/patterns.md defines it, if all bodies are texts. Steps are the times of the samples, and times between two of
them. Prints how many values were compared and how many differ; exits with 1 on any difference.
"""

import argparse
import re
import sys
from collections import defaultdict

from span_metrics_oracle import LOOKBACK, STEP, answer, compare, cumulated, known, lines

LEVELS = ["trace", "debug", "info", "warn", "error", "fatal"]
WORDS = {
    "trace": ["finest", "verbose"], "debug": ["fine", "finer"],
    "info": ["information", "informational", "notice", "config"], "warn": ["warning"],
    "error": ["err", "severe"],
    "fatal": ["critical", "crit", "emergency", "emerg", "alert", "panic"],
}
LEVEL_OF = {word: level for level in LEVELS for word in [level, *WORDS[level]]}
TOKEN = re.compile(r"<_>|[A-Za-z0-9_-]+")
PATTERN_BYTES = 4096
JOINED = re.compile(r"<_>(?:(?:[.:]|, ?)?<_>)+")


def level(record):
    number = record.get("severityNumber", 0)
    if isinstance(number, str):
        name, step = re.fullmatch(r"SEVERITY_NUMBER_([A-Z]+?)(\d?)", number).groups()
        number = 0 if name == "UNSPECIFIED" else LEVELS.index(name.lower()) * 4 + int(step or 1)
    if number:
        return LEVELS[(number - 1) // 4] if 1 <= number <= 24 else "unknown"
    return LEVEL_OF.get(record.get("severityText", "").lower(), "unknown")


def gap(token):
    text = token[0]
    varies = text == "<_>" or re.search("[0-9]", text) or re.fullmatch("[0-9a-fA-F]{8,}", text)
    return "<_>" if varies else text


def pattern(record):
    """The pattern of a text; None for other bodies."""
    body = record.get("body") or {}
    if not body:
        return ""
    text = body.get("stringValue")
    if text is None:
        return None
    found = JOINED.sub("<_>", TOKEN.sub(gap, text))
    encoded = found.encode()
    if len(encoded) <= PATTERN_BYTES + len("<_>"):
        return found
    kept = encoded[:PATTERN_BYTES]
    if encoded[PATTERN_BYTES - 1:].startswith(b"<_>"):
        kept = kept[:-1]
    elif encoded[PATTERN_BYTES - 2:].startswith(b"<_>"):
        kept = kept[:-2]
    elif re.match(rb"[A-Za-z0-9_-]", encoded[PATTERN_BYTES:]):
        kept = re.sub(rb"[A-Za-z0-9_-]+$", b"", kept)
    return JOINED.sub("<_>", kept.decode(errors="ignore") + "<_>")


def read(paths):
    for path in paths:
        for document in lines(path):
            for entry in document.get("resourceLogs", []):
                service = next(
                    (item["value"].get("stringValue")
                     for item in entry.get("resource", {}).get("attributes", [])
                     if item["key"] == "service.name"),
                    None,
                )
                for scoped in entry.get("scopeLogs", []):
                    for record in scoped.get("logRecords", []):
                        time = int(record.get("timeUnixNano", 0))
                        time = time or int(record.get("observedTimeUnixNano", 0))
                        if known(time):
                            labels = {"service": service, "level": level(record)}
                            yield time, labels, pattern(record)


def series(records, key, times):
    happened = defaultdict(list)
    for time, labels, text in records:
        own = {label: value for label, value in key(labels, text).items() if value}
        happened[tuple(sorted(own.items()))].append((time, 1))
    return {labels: [float(value) for value in cumulated(own, times)]
            for labels, own in happened.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dossier")
    parser.add_argument("store")
    parser.add_argument("logs", nargs="+")
    arguments = parser.parse_args()
    records = list(read(arguments.logs))
    nanoseconds = STEP * 10**9
    first = -(-min(record[0] for record in records) // nanoseconds) - 1
    last = max(-(-max(record[0] for record in records) // nanoseconds), first)
    samples = [step * STEP for step in range(first, last + 1)]
    times = [sample * 10**9 for sample in samples]
    questions = [
        ("sum by (service, level) (log_records_total)", lambda labels, text: labels),
        ("sum by (level) (log_records_total)", lambda labels, text: {"level": labels["level"]}),
    ]
    if all(record[2] is not None for record in records):
        name = {"__name__": "log_records_total"}
        questions.append(("log_records_total", lambda labels, text: name | labels | {"pattern": text}))
    count = differences = 0
    for query, key in questions:
        wanted = series(records, key, times)
        for offset in (0, 7):
            # From before the first sample to when the last has been forgotten.
            start, end = samples[0] - 2 * STEP + offset, samples[-1] + LOOKBACK + STEP + offset
            got = answer(arguments, query, start, end)
            compared = compare(wanted, samples, got, start, end)
            count, differences = count + compared[0], differences + compared[1]
        print(f"{query}: {len(wanted)} series")
    print(f"{len(records)} log records, {len(samples)} samples a series")
    print(f"{count} values compared, {differences} differ")
    sys.exit(1 if differences or not count else 0)


if __name__ == "__main__":
    main()
