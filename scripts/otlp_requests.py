"""Requests of OTLP/HTTP with spans, as the bodies of JSON and protobuf.

A span's id is a number that is unique over all requests, so that what was stored can be counted.
"""

import json
import struct

START = 1_700_000_000_000_000_000
ROUTES = [f"/api/v1/orders/{name}" for name in ("create", "list", "cancel", "pay", "ship")]
SERVICES = ["frontend", "orders", "payment", "shipping", "inventory"]


def spans(first, count):
    """Ids, texts and numbers of `count` spans from number `first` on, ten to a trace."""
    for number in range(first, first + count):
        start = START + number * 1_000_000
        yield {
            "trace": f"{0x5eed << 64 | number // 10 + 1:032x}",
            "span": f"{number + 1:016x}",
            "parent": "" if number % 10 == 0 else f"{number - number % 10 + 1:016x}",
            "name": f"GET {ROUTES[number % 5]}",
            "kind": 2 if number % 10 == 0 else 3,
            "start": start,
            "end": start + 1_000 * (number * 7919 % 90_000 + 500),
            "strings": {
                "http.request.method": "GET",
                "http.route": ROUTES[number % 5],
                "user.id": f"user-{number * 31 % 5000}",
                "server.address": f"10.0.{number % 4}.{number * 17 % 250}",
            },
            "ints": {"http.response.status_code": 500 if number % 97 == 0 else 200},
            "error": number % 97 == 0,
        }


def json_body(service, first, count):
    def attribute(key, kind, value):
        return {"key": key, "value": {kind: value}}

    items = []
    for span in spans(first, count):
        item = {
            "traceId": span["trace"], "spanId": span["span"], "name": span["name"],
            "kind": span["kind"], "startTimeUnixNano": str(span["start"]),
            "endTimeUnixNano": str(span["end"]),
            "attributes":
                [attribute(k, "stringValue", v) for k, v in span["strings"].items()]
                + [attribute(k, "intValue", str(v)) for k, v in span["ints"].items()],
            "status": {"code": 2} if span["error"] else {},
        }
        if span["parent"]:
            item["parentSpanId"] = span["parent"]
        items.append(item)
    resource = {"attributes": [attribute("service.name", "stringValue", service)]}
    scope = {"name": "load", "version": "1"}
    entry = {"resource": resource, "scopeSpans": [{"scope": scope, "spans": items}]}
    return json.dumps({"resourceSpans": [entry]}, separators=(",", ":")).encode()


def varint(value):
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def field(number, content):
    if isinstance(content, str):
        content = content.encode()
    return varint(number << 3 | 2) + varint(len(content)) + content


def protobuf_body(service, first, count):
    def text(key, value):
        return field(1, key) + field(2, field(1, value))

    def integer(key, value):
        return field(1, key) + field(2, varint(3 << 3) + varint(value))

    items = b""
    for span in spans(first, count):
        item = field(1, bytes.fromhex(span["trace"])) + field(2, bytes.fromhex(span["span"]))
        if span["parent"]:
            item += field(4, bytes.fromhex(span["parent"]))
        item += field(5, span["name"]) + varint(6 << 3) + varint(span["kind"])
        item += varint(7 << 3 | 1) + struct.pack("<Q", span["start"])
        item += varint(8 << 3 | 1) + struct.pack("<Q", span["end"])
        item += b"".join(field(9, text(k, v)) for k, v in span["strings"].items())
        item += b"".join(field(9, integer(k, v)) for k, v in span["ints"].items())
        item += field(15, varint(3 << 3) + varint(2) if span["error"] else b"")
        items += field(2, item)
    scope = field(1, field(1, "load") + field(2, "1"))
    resource = field(1, field(1, text("service.name", service)))
    return field(1, resource + field(2, scope + items))


BODIES = {
    "application/json": json_body,
    "application/x-protobuf": protobuf_body,
}
