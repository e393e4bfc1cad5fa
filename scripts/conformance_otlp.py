#!/usr/bin/env python3
"""Runs `dossier` over a directory of public telemetry files and its MANIFEST.md.

usage: conformance_otlp.py DOSSIER_BINARY CONFORMANCE_DIR

OTLP-JSON files are ingested into a fresh store: the counts must be those of the manifest, or those
of otlp_reader where it rejects items of wrong types, and the export must hold what the file holds.
Requests in protobuf form must come in with nothing rejected.
Files of other formats must be refused with one line that names the format. Prints a row per file
and a summary; exits with 1 when something differs.
"""

import contextlib
import io
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter

import otlp_reader
from compare_otlp import compare

OTLP_KINDS = ("traces", "logs", "metrics", "mixed")
COUNT_NAMES = {
    "spans": "spans", "ev": "span_events", "links": "span_links", "logs": "log_records",
    "pts": "data_points", "exemplars": "exemplars",
}
FORMAT_NAMES = {  # what a refusal must say, by the kind in the manifest
    "jaeger": r"jaeger|elasticsearch",
    "zipkin": r"zipkin",
    "loki": r"loki",
    "openmetrics": r"openmetrics|prometheus",
    "applog": r"\blogs?\b|logfmt|\btext\b",
    "data-prepper": r"data prepper|not otlp",
}


def manifest_rows(directory):
    """(path, kind, expected counts) of each file."""
    with open(os.path.join(directory, "MANIFEST.md"), encoding="utf-8") as manifest:
        for line in manifest:
            cells = [cell.strip() for cell in line.split("|")]
            if len(cells) < 8 or not cells[1].startswith("`"):
                continue
            counts = Counter()
            for number, name in re.findall(r"(\d+) (\w+)", cells[6]):
                if name in COUNT_NAMES:
                    counts[COUNT_NAMES[name]] += int(number)
            yield cells[1].strip("`"), cells[4], counts


def run(*command):
    result = subprocess.run(command, capture_output=True)
    return result.returncode, result.stdout, result.stderr.decode(errors="replace").strip()


def described(counts):
    return " ".join(
        f"{counts[name]} {short}" for short, name in COUNT_NAMES.items() if counts[name]
    ) or "nothing"


def ingest(binary, store, path):
    """Exit code, the JSON answer if there is one, and what was written to standard error."""
    code, output, errors = run(binary, "ingest", store, path, "--format", "json")
    try:
        return code, json.loads(output), errors
    except ValueError:
        return code, None, errors


def check_otlp(binary, path, expected, work):
    """(what came in, complaints, remarks) about a file that holds OTLP-JSON."""
    store = os.path.join(work, "store.dossier")
    code, answer, errors = ingest(binary, store, path)
    if answer is None:
        return "no answer", [f"exit code {code}: {errors[:200]}"], []
    got = Counter({name: answer.get(name, 0) for name in COUNT_NAMES.values()})
    reader = otlp_reader.Reader()
    for _ in reader.items(path):
        pass
    complaints, remarks = [], []
    rejected = reader.counts["rejected"] + reader.counts["rejected_containers"]
    own = Counter({name: reader.counts[name] for name in COUNT_NAMES.values()})
    if got != expected and not (rejected and got == own):
        complaints.append(f"counts differ, otlp_reader has {described(own)}")
    if answer.get("rejected", 0) or rejected:
        remarks.append(f"{answer.get('rejected', 0)} rejected, otlp_reader {rejected}")
    if code != 0:
        remarks.append(f"exit code {code}")
    complaints += round_trip(binary, store, path, work)
    return described(got), complaints, remarks


def round_trip(binary, store, path, work):
    target = os.path.join(work, "export")
    code, _, errors = run(binary, "export", store, "--format", "otlp-json", "-o", target, "--overwrite")
    if code != 0:
        return [f"export: exit code {code}: {errors[:200]}"]
    exported = [os.path.join(target, name) for name in sorted(os.listdir(target))]
    report = io.StringIO()
    with contextlib.redirect_stdout(report):
        same = compare([path], exported, ignore_rejected=True)
    return [] if same else ["round trip differs\n" + report.getvalue().rstrip()]


def check_protobuf(binary, path, work):
    """(what came in, complaints, remarks) about a request in protobuf form."""
    code, answer, errors = ingest(binary, os.path.join(work, "store.dossier"), path)
    answer = answer or {}
    rows = Counter({name: answer.get(name, 0) for name in COUNT_NAMES.values()})
    taken = rows.total() and code == 0 and not answer.get("rejected", 0)
    complaints = [] if taken else [f"exit code {code}: {errors[:200]}"]
    return described(rows), complaints, []


def check_refused(binary, path, kind, work):
    """(what came in, complaints, remarks) about a file of another format."""
    code, answer, errors = ingest(binary, os.path.join(work, "store.dossier"), path)
    answer = answer or {}
    rows = Counter({name: answer.get(name, 0) for name in COUNT_NAMES.values()})
    messages = [line for line in errors.splitlines() if line.strip()]
    if not messages:
        messages = [str(file["status"]) for file in answer.get("files", []) if "status" in file]
    complaints = []
    if code < 0:
        complaints.append(f"killed by signal {-code}")
    if rows.total():
        complaints.append("took rows in")
    if kind != "other":
        name = FORMAT_NAMES.get(kind.removeprefix("other:"), r"not otlp")
        if len(messages) != 1:
            complaints.append(f"{len(messages)} lines of message instead of one")
        texts = [m.replace(path, "").replace(os.path.basename(path), "") for m in messages]
        if not any(re.search(name, text, re.IGNORECASE) for text in texts):
            complaints.append("message does not name the format")
    got = described(rows) if rows.total() else f"exit code {code}"
    return got, complaints, [message[:160] for message in messages[:2]]


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    binary, directory = sys.argv[1:]
    failures = files = 0
    for name, kind, expected in manifest_rows(directory):
        path = os.path.join(directory, name)
        with tempfile.TemporaryDirectory() as work:
            if kind.split()[0] in OTLP_KINDS:
                wanted = described(expected)
                got, complaints, remarks = check_otlp(binary, path, expected, work)
                verdict = "round trip ok"
            elif kind == "proto":
                wanted = "something"
                got, complaints, remarks = check_protobuf(binary, path, work)
                verdict = "ok"
            else:
                wanted = "nothing" if kind == "other" else f"refused ({kind})"
                got, complaints, remarks = check_refused(binary, path, kind, work)
                verdict = "ok"
        files += 1
        failures += bool(complaints)
        row = [name, wanted, got, "; ".join(complaints and ["DIFFERS", *complaints] or [verdict])]
        print(" | ".join(row + (["; ".join(remarks)] if remarks else [])), flush=True)
    print(f"{files - failures} of {files} files as expected")
    sys.exit(1 if failures or not files else 0)


if __name__ == "__main__":
    main()
