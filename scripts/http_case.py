"""Sends the request of a case to a server of this machine, and judges the answer."""

import base64
import http.client
import json
import os
import re
import socket
import time
from urllib.parse import urlencode

PREFIXES = {"tempo": "/tempo"}
# Paths that take telemetry.
WRITING = re.compile(r"(/otlp)?/v1/(traces|logs|metrics)|/loki/api/v1/push|/api/v1/otlp/v1/metrics")
SLOW = "{1 byte a second}"


def is_writing(case):
    request = case["request"]
    if case["store"] == "new":
        return True
    if "raw" in request:
        method, path = request["raw"].split(" ")[:2]
    else:
        method, path = request["method"], request.get("target") or request["path"]
    return method == "POST" and WRITING.match(path) is not None


class Answer:
    def __init__(self, status, fields, body, seconds):
        self.status, self.body, self.seconds = status, body, seconds
        self.fields = {name.lower(): value for name, value in fields}
        try:
            self.json = json.loads(body)
        except ValueError:
            self.json = None

    @property
    def text(self):
        return self.body.decode(errors="replace")

    def member(self, name):
        return self.json.get(name) if isinstance(self.json, dict) else None

    @property
    def data(self):
        """The member `data`, without the statistics, which no case compares."""
        data = self.member("data")
        return without(data, ["stats"]) if isinstance(data, dict) else data


# --- Sending


def send_raw(port, text):
    """Sends bytes as they are; the status is 0 if the server closes without an answer."""
    status = 0
    start = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), timeout=100) as connection:
        try:
            text = text.replace("{1 MiB of a}", "a" * (1 << 20))
            connection.sendall(text.split(SLOW)[0].encode())
            connection.settimeout(1)
            while True:
                try:
                    received = connection.recv(65536)
                    break
                except TimeoutError:
                    if time.monotonic() - start > 100:
                        received = b""
                        break
                if SLOW in text:
                    connection.sendall(b"a")
            if received.startswith(b"HTTP/1.1 "):
                status = int(received.split()[1])
        except (BrokenPipeError, ConnectionResetError):
            pass
    return Answer(status, [], b"", time.monotonic() - start)


def body_of(request, files, fields):
    if "form" in request:
        fields["Content-Type"] = "application/x-www-form-urlencoded"
        return urlencode([tuple(pair) for pair in request["form"]]).encode()
    if "body_file" in request:
        with open(os.path.join(files, request["body_file"]), "rb") as file:
            return file.read()
    return request.get("body", "").encode("latin1")


def send(request, port, files, prefix=""):
    if "raw" in request:
        return send_raw(port, request["raw"])
    target = request.get("target") or request["path"]
    if "target" not in request and request.get("query"):
        target += "?" + urlencode([tuple(pair) for pair in request["query"]])
    fields = dict(request.get("headers") or {})
    body = body_of(request, files, fields)
    start = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.putrequest(
        request["method"], prefix + target, skip_host="Host" in fields, skip_accept_encoding=True
    )
    for name, value in fields.items():
        connection.putheader(name, value.replace("{port}", str(port)))
    if body or request["method"] == "POST":
        connection.putheader("Content-Length", str(len(body)))
    connection.endheaders()
    try:
        connection.send(body)
    except (BrokenPipeError, ConnectionResetError):
        pass  # Refused before all of it was sent; the answer says why.
    response = connection.getresponse()
    received = response.read()
    connection.close()
    return Answer(response.status, response.getheaders(), received, time.monotonic() - start)


# --- Comparing


def without(members, names):
    return {name: value for name, value in members.items() if name not in names}


def ordered(values):
    """Values as a multiset."""
    return sorted(json.dumps(value, sort_keys=True) for value in values or [])


def contains(value, part):
    """Whether an object has the members of another one, at any depth of objects."""
    if isinstance(value, dict) and isinstance(part, dict):
        return all(name in value and contains(value[name], part[name]) for name in part)
    return value == part


def is_equal(one, other):
    """Equality of JSON, where `1` and `1.0` are the same, and `true` and `1` are not."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(is_equal(one[k], other[k]) for k in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(is_equal, one, other))
    return one == other


def has_path(value, path):
    """Whether there is something at `$.a[0].b`; alternatives are separated by `|`."""
    for alternative in path.split("|"):
        found = value
        try:
            for name, index in re.findall(r"\.(\w+)|\[(\d+)\]", alternative):
                found = found[name] if name else found[int(index)]
            return True
        except (KeyError, IndexError, TypeError):
            pass
    return False


def as_hexadecimal(identifier):
    if re.fullmatch("[0-9a-fA-F]{1,32}", identifier):
        return identifier.lower().rjust(32, "0")
    return base64.b64decode(identifier + "==").hex().rjust(32, "0")


def trace_ids(value):
    """The ids of the traces of any API's answer, as 32 digits."""
    if isinstance(value, list):
        return set().union(*map(trace_ids, value))
    if not isinstance(value, dict):
        return set()
    found = set()
    for name, member in value.items():
        if name in ("traceId", "traceID") and isinstance(member, str):
            found.add(as_hexadecimal(member))
        elif name not in ("errors", "links", "references"):
            found |= trace_ids(member)
    return found


def lines_of(answer, expected):
    """The lines of all streams by time, in the direction of the expected ones."""
    lines = [value[:2] for stream in answer.data["result"] for value in stream["values"]]
    is_backward = len(expected) > 1 and int(expected[0][0]) > int(expected[-1][0])
    return sorted(lines, key=lambda line: int(line[0]), reverse=is_backward)


def streams_of(answer, expect):
    ignored = expect.get("ignore_stream_labels", [])
    return [
        {
            "stream": without(stream["stream"], ignored),
            "values": [value[:2] for value in stream["values"]],
        }
        for stream in answer.data["result"]
    ]


def categorized_of(streams, names, ignored):
    """The lines of each set of the labels in `names`, with their metadata."""
    found = {}
    for stream in streams:
        labels = {name: value for name, value in stream["stream"].items() if name in names}
        for time_text, line, categories in stream["values"]:
            metadata = without(categories.get("structuredMetadata", {}), ignored)
            found.setdefault(json.dumps(labels, sort_keys=True), []).append(
                [time_text, line, metadata]
            )
    return {labels: ordered(lines) for labels, lines in found.items()}


def is_categorized(answer, expected, expect):
    ignored = expect.get("ignore_structured_metadata", [])
    names = expected[0]["stream"]
    return categorized_of(answer.data["result"], names, ignored) == categorized_of(
        expected, names, []
    )


def has_text(answer, text):
    return text in answer.text or text in answer.text.replace('\\"', '"')


def is_sample(answer, expected):
    """Whether results are the same but for their time."""
    return (
        answer.data["resultType"] == expected["resultType"]
        and answer.data["result"][1] == expected["result"][1]
    )


# What each member of `expect` asks: a function of the answer, the member and `expect`.
EXPECTATIONS = {
    "status": lambda a, v, e: a.status == v,
    "status_in": lambda a, v, e: a.status in v or (a.status == 0 and e.get("or_closed", False)),
    "closed_within_seconds": lambda a, v, e: a.seconds <= v,
    "json": lambda a, v, e: is_equal(a.json, v),
    "json_unordered": lambda a, v, e: all(
        ordered(a.member(name)) == ordered(values) for name, values in v.items()
    ),
    "json_contains": lambda a, v, e: contains(a.json, v),
    "json_paths": lambda a, v, e: all(has_path(a.json, path) for path in v),
    "if_200_json_paths": lambda a, v, e: a.status != 200
    or all(has_path(a.json, path) for path in v),
    "json_absent": lambda a, v, e: not any(has_path(a.json, path) for path in v),
    "body": lambda a, v, e: a.text == v,
    "body_base64": lambda a, v, e: base64.b64encode(a.body).decode() == v,
    "body_contains": lambda a, v, e: all(has_text(a, text) for text in v),
    "content_type": lambda a, v, e: a.fields.get("content-type", "").startswith(v),
    "content_type_not": lambda a, v, e: not a.fields.get("content-type", "").startswith(v),
    "trace_ids": lambda a, v, e: trace_ids(a.json) == set(map(as_hexadecimal, v)),
    "data": lambda a, v, e: is_equal(a.data, v),
    "data_unordered": lambda a, v, e: ordered(a.data) == ordered(v),
    "data_contains": lambda a, v, e: contains(a.data, v),
    "data_length": lambda a, v, e: len(a.data) == v,
    "data_without_time": lambda a, v, e: is_sample(a, v),
    "warnings_count": lambda a, v, e: len(a.member("warnings") or []) == v,
    "errors_code": lambda a, v, e: v in [error.get("code") for error in a.member("errors") or []],
    "errors_contain": lambda a, v, e: all(
        any(contains(error, part) for error in a.member("errors") or []) for part in v
    ),
    "values_count": lambda a, v, e: sum(len(s["values"]) for s in a.data["result"]) == v,
    "lines": lambda a, v, e: lines_of(a, v) == v,
    "streams_unordered": lambda a, v, e: ordered(streams_of(a, e)) == ordered(v),
    "streams_categorized": lambda a, v, e: is_categorized(a, v, e),
    "metrics_unordered": lambda a, v, e: ordered(s["metric"] for s in a.data["result"])
    == ordered(v),
    "field_labels_contain": lambda a, v, e: {f["label"] for f in a.member("fields")} >= set(v),
    "values_unordered": lambda a, v, e: ordered(a.member("values")) == ordered(v),
    "tag_values": lambda a, v, e: ordered(a.member("tagValues")) == ordered(v),
    "tag_values_contain": lambda a, v, e: set(ordered(a.member("tagValues"))) >= set(ordered(v)),
    "header_present": lambda a, v, e: all(name.lower() in a.fields for name in v),
    "header_absent": lambda a, v, e: not any(name.lower() in a.fields for name in v),
    "header_contains": lambda a, v, e: all(
        text in a.fields.get(name.lower(), "") for name, text in v.items()
    ),
}
# They change what another member asks.
QUALIFIERS = {"or_closed", "ignore_stream_labels", "ignore_structured_metadata"}


# --- Protobuf


def varint(data, index):
    value = shift = 0
    while True:
        byte = data[index]
        value |= (byte & 127) << shift
        index, shift = index + 1, shift + 7
        if byte < 128:
            return value, index


def fields_of(message):
    """The numbers and values of a message's fields; raises if it is none."""
    index, found = 0, []
    while index < len(message):
        tag, index = varint(message, index)
        if tag & 7 == 0:
            value, index = varint(message, index)
        else:
            size = {1: 8, 5: 4}.get(tag & 7)
            if size is None:
                size, index = varint(message, index)
            value, index = message[index : index + size], index + size
        if index > len(message):
            raise ValueError("a field of the answer is longer than the answer")
        found.append((tag >> 3, value))
    return found


def complaint_of_protobuf(case, answer, expected, runner):
    fields = dict(fields_of(answer.body))
    if expected["message"] == "google.rpc.Status":
        is_status = isinstance(fields.get(1), int) and isinstance(fields.get(2), bytes)
        return None if is_status else f"no google.rpc.Status: {fields}"
    if expected["message"] == "tempopb.TraceByIDResponse":
        trace = fields.get(1)
    elif expected["message"] == "tempopb.Trace":
        trace = answer.body
    else:
        return f"{expected['message']} is not known here"
    return runner.complaint_of_trace(case, trace, expected["same_as_store_trace"])


# --- Judging


def complaint(case, port, runner):
    """What is wrong with a server's answer to a case, None if nothing is."""
    answer = send(case["request"], port, runner.files, PREFIXES.get(case["group"], ""))
    expect = case["expect"]
    for name, value in expect.items():
        if name in QUALIFIERS:
            continue
        if name == "protobuf":
            found = complaint_of_protobuf(case, answer, value, runner)
            if found:
                return found
            continue
        if name not in EXPECTATIONS:
            return f"asks for {name}, which is not known here"
        try:
            is_met = EXPECTATIONS[name](answer, value, expect)
        except (AttributeError, KeyError, IndexError, TypeError, ValueError) as error:
            return f"{name}: {type(error).__name__}: {error}, in {answer.body[:200]!r}"
        if not is_met:
            return f"{name} is not {json.dumps(value)[:200]}: {answer.status} {answer.body[:200]!r}"
    return None
