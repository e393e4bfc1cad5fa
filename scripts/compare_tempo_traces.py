#!/usr/bin/env python3
"""Compares the traces that a server gives over Tempo's API with the export of its store.

usage: compare_tempo_traces.py URL EXPORT FOLDER [LIMIT]

Asks for each trace of EXPORT, which is OTLP-JSON, in both versions of the API, as protobuf and as
JSON, and writes one file of OTLP-JSON for each of the four into FOLDER, and one of the export's
traces that were asked for; compare_otlp.py tells whether they say the same. Needs the package
opentelemetry-proto, which decodes the protobuf.
"""
import base64
import json
import pathlib
import re
import subprocess
import sys
import urllib.request

from google.protobuf import json_format
from opentelemetry.proto.trace.v1.trace_pb2 import TracesData

IDS = {"traceId", "spanId", "parentSpanId"}
PROTOBUF = "application/protobuf"


def with_hex_ids(value):
    """OTLP-JSON has ids in hexadecimal digits, other JSON of protobuf in base64."""
    if isinstance(value, list):
        return [with_hex_ids(element) for element in value]
    if not isinstance(value, dict):
        return value
    return {
        key: base64.b64decode(member).hex() if key in IDS else with_hex_ids(member)
        for key, member in value.items()
    }


def get(url, accept):
    request = urllib.request.Request(url, headers={"Accept": accept})
    with urllib.request.urlopen(request, timeout=60) as response:
        assert response.headers["Content-Type"] == accept, response.headers["Content-Type"]
        return response.read()


def first_field(message):
    """The first field of a message, which has to be number 1 and of a message's type."""
    assert message[0] == 0x0A, message[:1]
    position, length, shift = 1, 0, 0
    while True:
        byte = message[position]
        length |= (byte & 0x7F) << shift
        position, shift = position + 1, shift + 7
        if byte < 0x80:
            return message[position : position + length]


def decoded(message):
    document = json_format.MessageToDict(
        TracesData.FromString(message), use_integers_for_enums=True
    )
    return with_hex_ids(document)


def traces(path):
    """The ids of the traces of an export, in order, each with the spans it has there, once."""
    found, known = {}, set()
    for line in open(path, encoding="utf-8", errors="surrogatepass"):
        for entry in json.loads(line).get("resourceSpans", []):
            for scope in entry["scopeSpans"]:
                for span in scope["spans"]:
                    one = entry | {"scopeSpans": [scope | {"spans": [span]}]}
                    text = json.dumps(one, sort_keys=True)
                    if text in known:
                        continue
                    known.add(text)
                    found.setdefault(span.get("traceId", ""), []).append(one)
    # Ids that are none have no path.
    return {trace: spans for trace, spans in found.items() if re.fullmatch("[0-9a-f]{32}", trace)}


def main(url, export, folder, limit=None):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    names = ["export", "v1-json", "v2-json", "v1-protobuf", "v2-protobuf"]
    files = {name: open(folder / f"{name}.jsonl", "w", encoding="utf-8") for name in names}
    found = list(traces(export).items())[: int(limit) if limit else None]
    for trace, entries in found:
        first, second = (f"{url}/api{version}/traces/{trace}" for version in ("", "/v2"))
        documents = {
            "export": {"resourceSpans": entries},
            "v1-json": json.loads(get(first, "application/json")),
            "v2-json": json.loads(get(second, "application/json"))["trace"],
            "v1-protobuf": decoded(get(first, PROTOBUF)),
            "v2-protobuf": decoded(first_field(get(second, PROTOBUF))),
        }
        for name, document in documents.items():
            files[name].write(json.dumps(document) + "\n")
    for file in files.values():
        file.close()
    print(f"{len(found)} traces")
    compare = pathlib.Path(__file__).with_name("compare_otlp.py")
    codes = [
        subprocess.run(
            [sys.executable, compare, files["export"].name, "--with", files[name].name]
        ).returncode
        for name in names[1:]
    ]
    return max(codes)


if __name__ == "__main__":
    if len(sys.argv) not in (4, 5):
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
