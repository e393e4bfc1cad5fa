#!/usr/bin/env python3
"""Reads OTLP-JSON dumps, whatever their shape, and yields normalised items.

usage: otlp_reader.py FILE...        prints what each file holds

An item is a span, a log record or a data point, normalised as otlp_items says, next to the Context
(resource, scope, schema URLs, metric) that it came in. Equal items in equal contexts have equal
digests; grouping and framing leave no trace.

A value of a wrong type rejects the span, log record or data point around it, or, in a resource,
scope or metric header, everything below; the rest is kept. See Reader.
"""

import contextlib
import gzip
import io
import json
import marshal
import re
import subprocess
import sys
import zlib
from collections import Counter
from hashlib import blake2b

from otlp_items import (
    FIELDS, METRIC_DATA, Inexact, LiteralFloat, Reject, log_record, members, metric_data,
    metric_header, resource, scope, span, string,
)

try:
    import orjson
except ImportError:
    orjson = None

sys.setrecursionlimit(10_000)  # attribute values may be nested deeply


class Context:
    """What the items of one scope, or the points of one metric, have in common."""

    __slots__ = ("signal", "resource", "scope", "schema_urls", "metric", "_prefix")

    def __init__(self, signal, resource, scope, schema_urls, metric=None):
        self.signal = signal
        self.resource = resource
        self.scope = scope
        self.schema_urls = schema_urls
        self.metric = metric
        self._prefix = blake2b(
            marshal.dumps((signal, resource, scope, schema_urls, metric), 2), digest_size=16
        )

    @property
    def fields(self):
        return FIELDS[self.metric[3] if self.metric else self.signal]

    def digest(self, item):
        """Equal for equal items in equal contexts, doubles compared by their bits."""
        hashing = self._prefix.copy()
        hashing.update(marshal.dumps(item, 2))
        return hashing.digest()


def alternatives(*names):
    """The names in camelCase and snake_case."""
    return tuple(
        spelling for name in names
        for spelling in (name, re.sub("[A-Z]", lambda m: "_" + m[0].lower(), name))
    )


class Signal:
    def __init__(self, name, plural, items, read):
        self.name = name
        self.read = read
        self.requests = alternatives("resource" + plural)
        self.scopes = "scope" + plural
        self.old_scopes = ("deprecatedScope" + plural, "instrumentationLibrary" + plural)
        self.bare = alternatives(self.scopes, *self.old_scopes)
        self.items = items


SIGNALS = (
    Signal("span", "Spans", ("spans",), span),
    Signal("log", "Logs", ("logRecords", "logs"), log_record),
    Signal("point", "Metrics", ("metrics",), None),
)
REQUEST_KEYS = {key: signal for signal in SIGNALS for key in signal.requests}
BARE_KEYS = {key: signal for signal in SIGNALS for key in signal.bare}
WRAPPER_DEPTH_LIMIT = 32


def first_filled(value, *names):
    """The first of these members that is more than a null or an empty list."""
    for name in names:
        if (content := value.get(name)) is not None and content != []:
            return content
    return None


class Request:
    """The items of one JSON value and what is to be said about it."""

    def __init__(self):
        self.items = []
        self.counts = Counter()

    def add(self, value, depth=0):
        """Finds OTLP in `value`, however it is wrapped; False when there is none."""
        if type(value) is list:
            return any([self.add(element, depth) for element in value])
        if type(value) is not dict:
            return False
        found = "partialSuccess" in value or "resourceProfiles" in value
        for key, content in value.items():
            if signal := REQUEST_KEYS.get(key):
                found = True
                for entry in self._list(content):
                    self._add_resource(signal, entry)
            elif key == "resourceProfiles" and type(content) is list:
                self.counts["profiles"] += len(content)
        if not found:
            for signal in {BARE_KEYS[key] for key in value if key in BARE_KEYS}:
                found = True
                self._add_resource(signal, value)
        if not found and depth < WRAPPER_DEPTH_LIMIT:
            found = any([
                self.add(content, depth + 1) for content in value.values()
                if type(content) in (dict, list)
            ])
        return found

    def _list(self, value):
        if value is None or type(value) is list:
            return value or ()
        self.counts["rejected_containers"] += 1
        return ()

    def _add_resource(self, signal, entry):
        try:
            entry = members(entry)
        except Reject:
            self.counts["rejected_containers"] += 1
            return
        scopes = first_filled(entry, signal.scopes, *signal.old_scopes)
        try:
            described = members(entry.get("resource"))
            schema_url = string(entry.get("schemaUrl")) or string(described.get("schemaUrl"))
            normalised = resource(described)
        except Reject:
            normalised = None
        before = self._seen()
        for scope_entry in self._list(scopes):
            try:
                scope_entry = members(scope_entry)
            except Reject:
                self.counts["rejected_containers"] += 1
                continue
            self._add_scope(signal, normalised, schema_url if normalised else "", scope_entry)
        self.counts["empty_resources"] += before == self._seen()

    def _seen(self):
        return len(self.items) + self.counts["rejected"] + self.counts["rejected_containers"]

    def _add_scope(self, signal, normalised_resource, schema_url, entry):
        items = first_filled(entry, *signal.items)
        described = entry.get("scope")
        if described is None:
            described = entry.get("instrumentationLibrary")
        try:
            schema_urls = (schema_url, string(entry.get("schemaUrl")))
            head = (normalised_resource, scope(described), schema_urls)
        except Reject:
            normalised_resource = None
        if normalised_resource is None:
            self._reject_all(signal, items)
            return
        self.counts["empty_scopes"] += items is None
        if signal.name == "point":
            for metric in self._list(items):
                self._add_metric(head, metric)
        else:
            context = Context(signal.name, *head)
            self._add_items(context, self._list(items), signal.read)

    def _reject_all(self, signal, items):
        for item in self._list(items):
            if signal.name != "point":
                self.counts["rejected"] += 1
                continue
            try:
                data = metric_data(members(item))[1]
                points = data.get("dataPoints")
            except Reject:
                points = "unknown"
            self.counts["rejected"] += len(self._list(points))

    def _add_metric(self, head, metric):
        try:
            metric = members(metric)
            member, data = metric_data(metric)
        except Reject:
            self.counts["rejected_containers"] += 1
            return
        points = first_filled(data, "dataPoints")
        self.counts["metrics"] += 1
        self.counts["empty_metrics"] += points is None
        points = self._list(points)
        if not points:
            return
        kind, read, number_kind = METRIC_DATA[member]
        try:
            context = Context("point", *head, metric_header(metric, kind, data))
        except Reject:
            self.counts["rejected"] += len(points)
            return
        self._add_items(context, points, lambda point: read(members(point), number_kind))

    def _add_items(self, context, items, read):
        append = self.items.append
        for item in items:
            try:
                if item is None:
                    raise Reject("null in a list")
                append((context, read(item)))
            except Reject:
                self.counts["rejected"] += 1


# Files


GZIP_MAGIC = b"\x1f\x8b"
ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
UNZSTD = ("zstd", "-dcqq")


@contextlib.contextmanager
def opened(path):
    """The bytes of a file: plain, gzip, zstd, or zstd frames after their lengths. Raises EOFError
    at the end of a file that was cut short."""
    with open(path, "rb") as stream:
        head = stream.peek(8)[:8]
        if head.startswith(GZIP_MAGIC):
            yield gzip.open(stream)
        elif head.startswith(ZSTD_MAGIC):
            with subprocess.Popen([*UNZSTD, "--", path], stdout=subprocess.PIPE) as unpacking:
                yield unpacking.stdout
            if unpacking.returncode != 0:
                raise EOFError(path)
        elif head[4:] == ZSTD_MAGIC:
            unpacked = subprocess.run(UNZSTD, input=frames(stream), stdout=subprocess.PIPE)
            yield io.BytesIO(unpacked.stdout)
            if unpacked.returncode != 0:
                raise EOFError(path)
        else:
            yield stream


def frames(stream):
    """What follows the 32-bit big-endian lengths, joined."""
    joined = []
    while len(length := stream.read(4)) == 4:
        joined.append(stream.read(int.from_bytes(length, "big")))
    return b"".join(joined)


def refuse_constant(name):
    raise ValueError(f"{name} is not JSON")


def parse_integer(text):
    return LiteralFloat(text) if text == "-0" else int(text)


EXACT = json.JSONDecoder(
    parse_float=LiteralFloat, parse_int=parse_integer, parse_constant=refuse_constant
)
LONE_SURROGATE = re.compile("[\ud800-\udfff]")
NEGATIVE_ZEROS = (b":-0,", b":-0}", b"[-0,", b",-0,", b",-0]", b"[-0]")
BLANK = re.compile("[\\s\ufeff\x1e\0,]*")
CONTAINER_LINE = re.compile(r"\S+ std(?:out|err) ([FP])(?::\S*)? ")
TRUNCATED_REQUEST = re.compile(r'\{\s*"resource_?(?:[Ss]pans|[Ll]ogs|[Mm]etrics)"\s*:\s*\[')
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def without_lone_surrogates(value):
    if type(value) is str:
        return LONE_SURROGATE.sub("\ufffd", value)
    if type(value) is list:
        return [without_lone_surrogates(element) for element in value]
    if type(value) is dict:
        return {
            without_lone_surrogates(key): without_lone_surrogates(content)
            for key, content in value.items()
        }
    return value


def decode_at(text, position):
    """The JSON value at `position`, every digit kept, and where it ends."""
    try:
        value, end = EXACT.raw_decode(text, position)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if text.find("\\u", position, end) >= 0:
        value = without_lone_surrogates(value)
    return value, end


class Reader:
    """Yields (context, item) of any number of files and counts what it met: spans, span_events,
    span_links, log_records, data_points, exemplars, metrics; rejected (items) and
    rejected_containers; malformed (text that is no JSON value), noise (text between values), other
    (JSON values without OTLP), truncated_files (compressed ones); empty_resources, empty_scopes,
    empty_metrics, profiles. `salvage` reads what is complete in a request that is cut short."""

    def __init__(self, salvage=False):
        self.counts = Counter()
        self.salvage = salvage
        self._partial = []

    def items(self, path):
        try:
            with opened(path) as stream:
                yield from self._items(stream)
        except (EOFError, gzip.BadGzipFile, zlib.error):
            self.counts["truncated_files"] += 1

    def _items(self, stream):
        for line in stream:
            body = line.strip()
            if body.startswith(BYTE_ORDER_MARK):
                body = body[3:].lstrip()
            if not body:
                continue
            try:
                if orjson is None or any(zero in body for zero in NEGATIVE_ZEROS):
                    raise ValueError("needs the exact parser")
                value = orjson.loads(body)
            except ValueError:
                text = body.decode("utf-8", "replace")
                try:
                    value, end = decode_at(text, 0)
                    complete = end == len(text)
                except ValueError:
                    complete = False
                if not complete:
                    rest = line.lstrip(BYTE_ORDER_MARK) + stream.read()
                    yield from self._scan(rest.decode("utf-8", "replace"))
                    break
            try:
                yield from self._request(value)
            except Inexact:
                yield from self._request(decode_at(body.decode(), 0)[0])
        if self._partial:
            yield from self._scan(self._joined())

    def _request(self, value):
        """The items of one JSON value."""
        if type(value) is dict and type(value.get("log")) is str and "stream" in value:
            self._partial.append(value["log"])  # a line of Docker's json-file log driver
            return self._scan(self._joined()) if value["log"].endswith("\n") else ()
        request = Request()
        if not request.add(value):
            self.counts["other"] += 1
        self._count(request)
        return request.items

    def _joined(self):
        text = "".join(self._partial)
        self._partial.clear()
        return text

    def _count(self, request):
        counts = self.counts
        counts.update(request.counts)
        for context, item in request.items:
            if context.signal == "span":
                counts["spans"] += 1
                counts["span_events"] += len(item[11])
                counts["span_links"] += len(item[13])
            elif context.signal == "log":
                counts["log_records"] += 1
            else:
                counts["data_points"] += 1
                counts["exemplars"] += len(item[4])

    def _scan(self, text):
        """Values one after another however they are laid out, and what is between them."""
        position = BLANK.match(text).end()
        while position < len(text):
            try:
                if text[position] not in "{[":
                    raise ValueError("no object or array")
                value, position = decode_at(text, position)
            except ValueError:
                end = text.find("\n", position)
                end = len(text) if end < 0 else end
                yield from self._scan_line(text, position, end)
                position = end
            else:
                yield from self._request(value)
            position = BLANK.match(text, position).end()

    def _scan_line(self, text, position, end):
        """A line that starts no value: noise, a prefix before a value, or a value cut short."""
        if match := CONTAINER_LINE.match(text, position, end):
            self._partial.append(text[match.end() : end])
            if match[1] == "F":
                yield from self._scan(self._joined())
            return
        if text[position] in "{[":
            self.counts["malformed"] += 1
            if self.salvage and TRUNCATED_REQUEST.match(text, position):
                yield from self._salvage(text, position)
            return
        self.counts["noise"] += 1
        start = text.find("{", position, end)
        while start >= 0:
            try:
                value, value_end = decode_at(text[start:end], 0)
                request = Request()
                if text[start + value_end : end].strip() == "" and request.add(value):
                    self._count(request)
                    yield from request.items
                    return
            except ValueError:
                pass
            start = text.find("{", start + 1, end)

    def _salvage(self, text, position):
        """The complete Resource* elements of a request that is cut short."""
        match = TRUNCATED_REQUEST.match(text, position)
        key = re.search('"([^"]+)"', match[0])[1]
        position = match.end()
        try:
            while True:
                element, position = decode_at(text, BLANK.match(text, position).end())
                yield from self._request({key: [element]})
                self.counts["salvaged"] += 1
        except ValueError:
            return


def main():
    if len(sys.argv) < 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    for path in sys.argv[1:]:
        reader = Reader()
        for _ in reader.items(path):
            pass
        counted = ", ".join(f"{count:,} {name}" for name, count in sorted(reader.counts.items())
                            if count)
        print(f"{path}: {counted or 'empty'}")


if __name__ == "__main__":
    main()
