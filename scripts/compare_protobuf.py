#!/usr/bin/env python3
"""Compares what a store keeps of OTLP-JSON with what it keeps of the same requests in protobuf form.

usage: compare_protobuf.py DOSSIER FILE...

Each file is ingested and exported; what was exported is serialised by opentelemetry-proto (PyPI),
once with one file a request and once as length-prefixed requests; both are ingested and exported
again. If FILE.pb exists, it is compared too. Prints the files that differ and exits with 1 if any.
Lines with ids that protobuf can't hold are left out of both sides, and counted.
"""

import base64
import json
import os
import subprocess
import sys
import tempfile

from google.protobuf import json_format
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

REQUESTS = {
    "resourceSpans": ExportTraceServiceRequest,
    "resourceLogs": ExportLogsServiceRequest,
    "resourceMetrics": ExportMetricsServiceRequest,
}
IDS = {"traceId": 16, "spanId": 8, "parentSpanId": 8}
COMPARE = os.path.join(os.path.dirname(__file__), "compare_otlp.py")


def with_base64_ids(value):
    """The same JSON with ids as protobuf's own JSON has them; raises ValueError for other ids."""
    if isinstance(value, list):
        return [with_base64_ids(element) for element in value]
    if not isinstance(value, dict):
        return value
    result = {}
    for key, member in value.items():
        if key in IDS and isinstance(member, str) and member:
            binary = bytes.fromhex(member)
            if len(binary) != IDS[key]:
                raise ValueError(member)
            result[key] = base64.b64encode(binary).decode()
        else:
            result[key] = with_base64_ids(member)
    return result


def serialised(line):
    request = json.loads(line)
    message = REQUESTS[next(iter(request))]()
    json_format.ParseDict(with_base64_ids(request), message, max_recursion_depth=1000)
    return message.SerializeToString()


class Comparison:
    def __init__(self, dossier, folder):
        self.dossier = dossier
        self.folder = folder
        self.left_out = 0

    def path(self, name):
        return os.path.join(self.folder, name)

    def export(self, name, inputs):
        store, output = self.path(name + ".dossier"), self.path(name + ".jsonl")
        for path in (store, output):
            if os.path.exists(path):
                os.remove(path)
        run = subprocess.run([self.dossier, "ingest", store, *inputs], capture_output=True, text=True)
        if not os.path.exists(store):
            open(output, "w").close()
            return output, run.stdout + run.stderr
        with open(output, "wb") as file:
            subprocess.run([self.dossier, "export", store], stdout=file, check=True)
        return output, run.stdout + run.stderr

    def differences(self, path):
        """The names of the forms in which the file is not kept as its JSON is."""
        exported, _ = self.export("json", [path])
        lines, messages = [], []
        for line in open(exported):
            try:
                messages.append(serialised(line))
                lines.append(line)
            except (ValueError, json_format.ParseError) as error:
                print(f"{path}: left out: {error}")
                self.left_out += 1
        expected = self.path("expected.jsonl")
        with open(expected, "w") as file:
            file.writelines(lines)
        inputs = []
        for number, message in enumerate(messages):
            inputs.append(self.path(f"{number}.pb"))
            with open(inputs[-1], "wb") as file:
                file.write(message)
        prefixed = self.path("prefixed.pb")
        with open(prefixed, "wb") as file:
            for message in messages:
                file.write(len(message).to_bytes(4, "big") + message)
        forms = {"requests": inputs, "prefixed": [prefixed]} if messages else {}
        found = [name for name, inputs in forms.items() if self.differs(name, inputs, expected)]
        if os.path.exists(path + ".pb") and self.differs("twin", [path + ".pb"], exported):
            found.append("twin")
        return found

    def differs(self, name, inputs, expected):
        output, report = self.export(name, inputs)
        run = subprocess.run(
            [sys.executable, COMPARE, expected, "--with", output], capture_output=True, text=True
        )
        if run.returncode:
            print(report, run.stdout, run.stderr, sep="\n")
        return run.returncode != 0


def main():
    dossier, *paths = sys.argv[1:]
    differing = 0
    with tempfile.TemporaryDirectory() as folder:
        comparison = Comparison(dossier, folder)
        for path in paths:
            found = comparison.differences(path)
            if found:
                differing += 1
                print(f"{path}: differs as {', '.join(found)}")
    print(f"{len(paths)} files, {differing} differ, {comparison.left_out} lines left out")
    return differing > 0


if __name__ == "__main__":
    sys.exit(main())
