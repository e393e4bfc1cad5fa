#!/usr/bin/env python3
"""Sends spans with OpenTelemetry's exporters for Python, and compares what the store exports.

usage: receiver_exporters.py DOSSIER FOLDER [--spans N] [--port N]

The exporters are installed from PyPI into virtual environments in the folder. Each kind (protobuf and JSON, plain,
gzip, deflate) sends its share of the spans in batches of 512 to a new store. Each span that is exported
from the store must be equal to the one that was sent. Exits with 1 if not.
"""

import argparse
import json
import os
import signal
import subprocess
import sys

# They need different versions of a package that both use.
PACKAGES = {
    "protobuf": "opentelemetry-exporter-otlp-proto-http==1.45.2",
    "json": "opentelemetry-exporter-otlp-json-http==0.66b1",
}
KINDS = ["protobuf", "protobuf-gzip", "protobuf-deflate", "json", "json-gzip"]


def send(kind, endpoint, count, record):
    """Sends spans, and writes what each is; runs in the virtual environment."""
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SpanExportResult
    from opentelemetry.trace import SpanKind, Status, StatusCode, set_span_in_context

    encoding, _, coding = kind.partition("-")
    if encoding == "protobuf":
        from opentelemetry.exporter.otlp.proto.http import Compression
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    else:
        from opentelemetry.exporter.otlp.common.http import Compression
        from opentelemetry.exporter.otlp.json.http.trace_exporter import OTLPSpanExporter

    options = {}
    if coding:
        options["compression"] = Compression(coding)
    exporter = OTLPSpanExporter(endpoint=endpoint, **options)
    resource = Resource.create({"service.name": f"exporter-{kind}"})
    tracer = TracerProvider(resource=resource).get_tracer("receiver_exporters", "1.0")
    batch = []
    sent = 0
    parent = None
    with open(record, "w") as output:
        for number in range(count):
            context = set_span_in_context(parent) if number % 10 and parent else None
            span = tracer.start_span(
                f"GET /orders/{number % 7}", context,
                kind=SpanKind.SERVER if number % 10 == 0 else SpanKind.CLIENT,
                attributes={
                    "http.route": f"/orders/{number % 7}", "number": number,
                    "ratio": number / 3, "even": number % 2 == 0,
                    "tags": ["a", f"ü{number % 3}"],
                },
            )
            if number % 11 == 0:
                span.add_event("retry", {"attempt": number % 5})
            if number % 13 == 0:
                span.set_status(Status(StatusCode.ERROR, "failed"))
            span.end()
            if number % 10 == 0:
                parent = span
            batch.append(span)
            output.write(json.dumps(described(span)) + "\n")
            if len(batch) == 512 or number == count - 1:
                result = exporter.export(batch)
                if result is not SpanExportResult.SUCCESS:
                    sys.exit(f"{kind}: {result}")
                sent += len(batch)
                batch = []
    print(f"{kind}: {sent} spans sent")


def described(span):
    """A span of the SDK as `described_export` describes one of OTLP-JSON."""
    kinds = {"INTERNAL": 1, "SERVER": 2, "CLIENT": 3, "PRODUCER": 4, "CONSUMER": 5}
    codes = {"UNSET": 0, "OK": 1, "ERROR": 2}

    def attributes(values):
        return {
            key: list(value) if isinstance(value, tuple) else value
            for key, value in (values or {}).items()
        }

    return {
        "service": span.resource.attributes["service.name"],
        "scope": [span.instrumentation_scope.name, span.instrumentation_scope.version],
        "trace": f"{span.context.trace_id:032x}", "span": f"{span.context.span_id:016x}",
        "parent": f"{span.parent.span_id:016x}" if span.parent else "",
        "name": span.name, "kind": kinds[span.kind.name],
        "start": span.start_time, "end": span.end_time,
        "attributes": attributes(span.attributes),
        "events": [[e.name, e.timestamp, attributes(e.attributes)] for e in span.events],
        "status": [codes[span.status.status_code.name], span.status.description or ""],
    }


def described_export(service, scope, span):
    def value(wrapped):
        kind, content = next(iter(wrapped.items()))
        if kind == "intValue":
            return int(content)
        if kind == "arrayValue":
            return [value(element) for element in content["values"]]
        return content

    def attributes(pairs):
        return {pair["key"]: value(pair["value"]) for pair in pairs}

    status = span.get("status", {})
    return {
        "service": service, "scope": [scope.get("name", ""), scope.get("version", "")],
        "trace": span["traceId"], "span": span["spanId"],
        "parent": span.get("parentSpanId", ""), "name": span["name"], "kind": span["kind"],
        "start": int(span["startTimeUnixNano"]), "end": int(span["endTimeUnixNano"]),
        "attributes": attributes(span.get("attributes", [])),
        "events": [
            [e["name"], int(e["timeUnixNano"]), attributes(e.get("attributes", []))]
            for e in span.get("events", [])
        ],
        "status": [status.get("code", 0), status.get("message", "")],
    }


def exported(dossier, store):
    process = subprocess.run([dossier, "export", store], stdout=subprocess.PIPE, check=True)
    for line in process.stdout.splitlines():
        for entry in json.loads(line).get("resourceSpans", []):
            service = next(
                a["value"]["stringValue"] for a in entry["resource"]["attributes"]
                if a["key"] == "service.name"
            )
            for scope in entry["scopeSpans"]:
                for span in scope["spans"]:
                    yield described_export(service, scope["scope"], span)


def environment(folder, kind):
    """The interpreter of a virtual environment with an exporter."""
    venv = os.path.join(folder, f"venv-{kind}")
    python = os.path.join(venv, "bin", "python")
    if not os.path.exists(python):
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
        install = [python, "-m", "pip", "install", "--quiet"]
        subprocess.run([*install, "opentelemetry-sdk", PACKAGES[kind]], check=True)
    return python


def main():
    if sys.argv[1:2] == ["--send"]:
        kind, endpoint, count, record = sys.argv[2:]
        return send(kind, endpoint, int(count), record)
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dossier")
    parser.add_argument("folder")
    parser.add_argument("--spans", type=int, default=100_000)
    parser.add_argument("--port", type=int, default=14319)
    options = parser.parse_args()
    os.makedirs(options.folder, exist_ok=True)
    pythons = {kind: environment(options.folder, kind) for kind in PACKAGES}
    store = os.path.join(options.folder, "exporters.dossier")
    for path in (store, store + "-requests"):
        if os.path.exists(path):
            os.remove(path)
    server = subprocess.Popen(
        [options.dossier, "serve", store, "--writable", "--listen", f"127.0.0.1:{options.port}"],
        stdout=subprocess.PIPE,
    )
    server.stdout.readline()
    sent = {}
    try:
        for kind in KINDS:
            record = os.path.join(options.folder, f"{kind}.jsonl")
            endpoint = f"http://127.0.0.1:{options.port}/v1/traces"
            share = str(options.spans // len(KINDS))
            python = pythons[kind.partition("-")[0]]
            subprocess.run([python, __file__, "--send", kind, endpoint, share, record], check=True)
            with open(record) as lines:
                for line in lines:
                    span = json.loads(line)
                    sent[span["trace"], span["span"]] = span
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()
    differences = 0
    count = 0
    for span in exported(options.dossier, store):
        count += 1
        expected = sent.pop((span["trace"], span["span"]), None)
        if span != expected:
            differences += 1
            if differences <= 5:
                print("sent:  ", json.dumps(expected))
                print("stored:", json.dumps(span))
    print(f"{count} spans stored, {differences} differ, {len(sent)} are missing")
    if differences or sent:
        sys.exit(1)


if __name__ == "__main__":
    main()
