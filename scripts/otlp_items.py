"""Spans, log records and data points of OTLP-JSON as comparable tuples.

An item is a tuple in the order of FIELDS. Two items say the same exactly if their tuples are
equal: enums and 64-bit integers are ints, doubles floats, ids lower hex where they are ids and the
text as it was where not, bytes decoded, defaults filled in, array values lists and key-value lists
tuples of pairs in their order. The readers raise Reject for a value of a wrong type.
"""

import base64
import binascii
import calendar
import functools
import math
import re
from datetime import datetime
from decimal import Decimal

LINK = ("traceId", "spanId", "traceState", "attributes", "droppedAttributesCount", "flags")
EVENT = ("timeUnixNano", "name", "attributes", "droppedAttributesCount")
STATUS = ("message", "code")
EXEMPLAR = ("filteredAttributes", "timeUnixNano", "value", "spanId", "traceId")
BUCKETS = ("offset", "bucketCounts")
QUANTILE = ("quantile", "value")
ENTITY = ("schemaUrl", "type", "idKeys", "descriptionKeys")
RESOURCE = ("attributes", "droppedAttributesCount", "entityRefs")
SCOPE = ("name", "version", "attributes", "droppedAttributesCount")
SCHEMA_URLS = ("resource", "scope")
METRIC = (
    "name", "description", "unit", "type", "aggregationTemporality", "isMonotonic", "metadata",
)
SPAN = (
    "traceId", "spanId", "traceState", "parentSpanId", "flags", "name", "kind",
    "startTimeUnixNano", "endTimeUnixNano", "attributes", "droppedAttributesCount",
    "events", "droppedEventsCount", "links", "droppedLinksCount", "status",
)
LOG = (
    "timeUnixNano", "observedTimeUnixNano", "severityNumber", "severityText", "body", "attributes",
    "droppedAttributesCount", "flags", "traceId", "spanId", "eventName",
)
NUMBER = ("attributes", "startTimeUnixNano", "timeUnixNano", "flags", "exemplars", "value")
HISTOGRAM = NUMBER[:5] + ("count", "sum", "min", "max", "bucketCounts", "explicitBounds")
EXPONENTIAL = NUMBER[:5] + (
    "count", "sum", "min", "max", "scale", "zeroCount", "zeroThreshold", "positive", "negative",
)
SUMMARY = NUMBER[:5] + ("count", "sum", "quantileValues")
FIELDS = {
    "span": SPAN, "log": LOG, "gauge": NUMBER, "sum": NUMBER, "histogram": HISTOGRAM,
    "exponentialHistogram": EXPONENTIAL, "summary": SUMMARY,
}
NESTED = {  # the fields that hold objects: their members, and whether they are lists of them
    "events": (EVENT, True), "links": (LINK, True), "status": (STATUS, False),
    "exemplars": (EXEMPLAR, True), "positive": (BUCKETS, False), "negative": (BUCKETS, False),
    "quantileValues": (QUANTILE, True), "entityRefs": (ENTITY, True),
}


class Reject(ValueError):
    """A value that its field cannot hold."""


class Inexact(Exception):
    """An integer field holds a number whose digits the fast JSON parser did not keep."""


class LiteralFloat(float):
    """A float that knows how it was written."""

    def __new__(cls, text):
        number = super().__new__(cls, text)
        number.text = text
        return number


# Scalars


def string(value):
    if type(value) is str:
        return value
    if value is None:
        return ""
    raise Reject("not a string")


def boolean(value):
    if value is None:
        return False
    if type(value) is bool:
        return value
    raise Reject("not a boolean")


INTEGER = re.compile(r"-?[0-9]{1,40}", re.ASCII)
DECIMAL = re.compile(r"[+-]?[0-9]+(\.[0-9]*)?([eE][+-]?[0-9]{1,4})?", re.ASCII)
NOT_FINITE = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}


def any_integer(value, low, high):
    """The exact integer behind a JSON number, a decimal string or a {low, high} pair."""
    if type(value) is float:
        raise Inexact
    if type(value) is LiteralFloat:
        value = value.text
    if type(value) is dict and "low" in value and "high" in value:
        high_half, low_half = (any_integer(value[key], -(2**32), 2**32) for key in ("high", "low"))
        value = (high_half << 32) + (low_half & 0xFFFFFFFF)
    if type(value) is str:
        if INTEGER.fullmatch(value):
            value = int(value)
        elif DECIMAL.fullmatch(value) and abs(number := Decimal(value)) < 1e30:
            value = int(number) if number == int(number) else None
    if type(value) is not int or not low <= value <= high:
        raise Reject("not an integer in range")
    return value


def unsigned64(value):
    """Negative numbers are what printing an unsigned one as signed makes."""
    if type(value) is str and len(value) < 20 and value.isdigit() and value.isascii():
        return int(value)
    if value is None:
        return 0
    return any_integer(value, -(2**63), 2**64 - 1) % 2**64


def signed64(value):
    return any_integer(value, -(2**63), 2**63 - 1)


def signed32(value):
    return 0 if value is None else any_integer(value, -(2**31), 2**31 - 1)


def unsigned32(value):
    return 0 if value is None else any_integer(value, 0, 2**32 - 1)


RFC3339 = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(\.\d{1,9})?\d*([Zz]|[+-]\d\d:\d\d)", re.ASCII
)


def timestamp(value):
    """Nanoseconds since the epoch."""
    if type(value) is str:
        if len(value) < 20 and value.isdigit() and value.isascii():
            return int(value)
        if match := RFC3339.fullmatch(value):
            date, time, fraction, zone = match.groups()
            try:
                moment = datetime.fromisoformat(f"{date}T{time}{zone.upper()}")
            except ValueError:
                raise Reject("not a time") from None
            nanoseconds = int((fraction or ".0")[1:].ljust(9, "0"))
            return (calendar.timegm(moment.utctimetuple()) * 10**9 + nanoseconds) % 2**64
    return unsigned64(value)


def double(value):
    kind = type(value)
    if kind is float:
        return value
    if kind is LiteralFloat:
        value = value.text
    elif kind is int:
        value = str(value)
    if type(value) is str:
        if value in NOT_FINITE:
            return NOT_FINITE[value]
        if DECIMAL.fullmatch(value) and math.isfinite(finite := float(value)):
            return finite
    raise Reject("not a number")


def optional_double(value):
    return None if value is None else double(value)


def plain_double(value):
    return 0.0 if value is None else double(value)


def octets(value):
    if type(value) is not str:
        raise Reject("not base64")
    text = value.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise Reject("not base64") from None


LOWER_HEX = {32: re.compile("[0-9a-f]{32}"), 16: re.compile("[0-9a-f]{16}")}
HEX = re.compile("[0-9a-fA-F]+")


def identifier(value, length):
    """An id of `length` hex digits; any other text is kept as it is."""
    if value is None:
        return ""
    if type(value) is not str:
        raise Reject("not an id")
    if LOWER_HEX[length].fullmatch(value) or not value:
        return value
    return odd_identifier(value, length)


@functools.lru_cache(maxsize=1 << 16)
def odd_identifier(value, length):
    if HEX.fullmatch(value):
        if len(value) == length:
            return value.lower()
        if len(value) == length * 3 // 2:  # hex that was read as base64 and printed as hex again
            original = base64.b64encode(bytes.fromhex(value)).decode()
            return original.lower() if HEX.fullmatch(original) else value
    try:
        decoded = octets(value)
    except Reject:
        return value
    canonical = base64.b64encode(decoded).decode().rstrip("=")
    if canonical != value.rstrip("=").replace("-", "+").replace("_", "/"):
        return value
    if len(decoded) == length // 2:
        return decoded.hex()
    if len(decoded) == length and HEX.fullmatch(text := decoded.decode("latin-1")):
        return text.lower()
    return value


def trace_id(value):
    return identifier(value, 32)


def span_id(value):
    return identifier(value, 16)


def enumeration(*names, prefix):
    """A reader of enum numbers and names, long or short."""
    numbers = {name: number for number, name in enumerate(names)}
    numbers.update({prefix + name: number for name, number in numbers.items()})

    def read(value):
        return numbers[value] if type(value) is str and value in numbers else signed32(value)

    return read


span_kind = enumeration(
    "UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER", prefix="SPAN_KIND_"
)
status_code = enumeration("UNSET", "OK", "ERROR", prefix="STATUS_CODE_")
temporality = enumeration(
    "UNSPECIFIED", "DELTA", "CUMULATIVE", prefix="AGGREGATION_TEMPORALITY_"
)
severity = enumeration(
    "UNSPECIFIED",
    *(level + digit for level in ("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL")
      for digit in ("", "2", "3", "4")),
    prefix="SEVERITY_NUMBER_",
)


def kept_name(value, read, key):
    """The number of an enumeration, and the attribute that a name becomes which it doesn't have."""
    try:
        return read(value), ()
    except Reject:
        if type(value) is not str:
            raise
        return 0, ((key, value),)


# Objects


@functools.lru_cache(maxsize=4096)
def camel_case(key):
    head, *tail = key.split("_")
    return head + "".join(part[:1].upper() + part[1:] for part in tail)


def members(value):
    """An object with its keys in camelCase; a null is an object without members."""
    if value is None:
        return {}
    if type(value) is not dict:
        raise Reject("not an object")
    if "_" not in "".join(value):
        return value
    renamed = {}
    for key, content in value.items():
        if renamed.get(name := camel_case(key)) is None or "_" not in key and content is not None:
            renamed[name] = content
    return renamed


def elements(value, read):
    """A list with `read` applied to each of its elements."""
    if not value:
        if value is None or type(value) is list:
            return ()
    elif type(value) is list:
        return tuple([read(element) for element in value])
    raise Reject("not a list")


def required(read):
    """A reader of list elements, which must not be null."""

    def read_element(value):
        if value is None:
            raise Reject("null in a list")
        return read(value)

    return read_element


def any_value(value):
    """The last member that is not null: unknown ones alone are the empty value."""
    result = None
    for member, content in members(value).items():
        if content is not None and member in ANY_VALUE:
            result = ANY_VALUE[member](content)
    return result


def key_value(pair):
    if type(pair) is not dict:
        raise Reject("not a key and value")
    value = pair.get("value")
    if type(value) is dict and type(text := value.get("stringValue")) is str and len(value) == 1:
        return (string(pair.get("key")), text)
    return (string(pair.get("key")), any_value(value))


def attributes(value):
    return elements(value, key_value)


ANY_VALUE = {
    "stringValue": string,
    "boolValue": boolean,
    "intValue": signed64,
    "doubleValue": double,
    "bytesValue": octets,
    "arrayValue": lambda value: list(elements(members(value).get("values"), any_value)),
    "kvlistValue": lambda value: attributes(members(value).get("values")),
}


def entity(value):
    e = members(value)
    return (
        string(e.get("schemaUrl")), string(e.get("type")),
        elements(e.get("idKeys"), string), elements(e.get("descriptionKeys"), string),
    )


def resource(value):
    r = members(value)
    return (
        attributes(r.get("attributes")),
        unsigned32(r.get("droppedAttributesCount")),
        elements(r.get("entityRefs"), required(entity)),
    )


def scope(value):
    s = members(value)
    return (
        string(s.get("name")),
        string(s.get("version")),
        attributes(s.get("attributes")),
        unsigned32(s.get("droppedAttributesCount")),
    )


def event(value):
    e = members(value)
    return (
        timestamp(e.get("timeUnixNano")), string(e.get("name")),
        attributes(e.get("attributes")), unsigned32(e.get("droppedAttributesCount")),
    )


def link(value):
    i = members(value)
    return (
        trace_id(i.get("traceId")), span_id(i.get("spanId")), string(i.get("traceState")),
        attributes(i.get("attributes")), unsigned32(i.get("droppedAttributesCount")),
        unsigned32(i.get("flags")),
    )


event_element = required(event)
link_element = required(link)


def span(value):
    s = members(value)
    status = members(s.get("status"))
    kind, kind_name = kept_name(s.get("kind"), span_kind, "otlp.kind")
    code, code_name = kept_name(status.get("code"), status_code, "otlp.status.code")
    return (
        trace_id(s.get("traceId")),
        span_id(s.get("spanId")),
        string(s.get("traceState")),
        span_id(s.get("parentSpanId")),
        unsigned32(s.get("flags")),
        string(s.get("name")),
        kind,
        timestamp(s.get("startTimeUnixNano")),
        timestamp(s.get("endTimeUnixNano")),
        attributes(s.get("attributes")) + kind_name + code_name,
        unsigned32(s.get("droppedAttributesCount")),
        elements(s.get("events"), event_element),
        unsigned32(s.get("droppedEventsCount")),
        elements(s.get("links"), link_element),
        unsigned32(s.get("droppedLinksCount")),
        (string(status.get("message")), code),
    )


def log_record(value):
    r = members(value)
    number, name = kept_name(r.get("severityNumber"), severity, "otlp.severityNumber")
    return (
        timestamp(r.get("timeUnixNano")),
        timestamp(r.get("observedTimeUnixNano")),
        number,
        string(r.get("severityText")),
        any_value(r.get("body")),
        attributes(r.get("attributes")) + name,
        unsigned32(r.get("droppedAttributesCount")),
        unsigned32(r.get("flags")),
        trace_id(r.get("traceId")),
        span_id(r.get("spanId")),
        string(r.get("eventName")) or string(r.get("name")),
    )


# Metrics


def label(value):
    pair = members(value)
    return (string(pair.get("key")), string(pair.get("value")))


def number(value, kind):
    """The value of a point or exemplar: an int, a float or None. `kind` is that of `value`, the
    member that dumps had before 0.9."""
    result = None
    for member, content in value.items():
        if content is not None:
            if member == "asDouble" or member == "value" and kind == "double":
                result = double(content)
            elif member == "asInt" or member == "value" and kind == "int":
                result = signed64(content)
    return result


def exemplar_reader(kind):
    def read(value):
        e = members(value)
        filtered = attributes(e.get("filteredAttributes"))
        return (
            filtered or elements(e.get("filteredLabels"), required(label)),
            timestamp(e.get("timeUnixNano")),
            number(e, kind),
            span_id(e.get("spanId")),
            trace_id(e.get("traceId")),
        )

    return required(read)


EXEMPLAR_READERS = {kind: exemplar_reader(kind) for kind in ("int", "double", None)}


def point_head(p, kind):
    return (
        attributes(p.get("attributes")) or elements(p.get("labels"), required(label)),
        timestamp(p.get("startTimeUnixNano")),
        timestamp(p.get("timeUnixNano")),
        unsigned32(p.get("flags")),
        elements(p.get("exemplars"), EXEMPLAR_READERS[kind]),
    )


def number_point(p, kind):
    return *point_head(p, kind), number(p, kind)


def statistics(p):
    return (
        unsigned64(p.get("count")), optional_double(p.get("sum")),
        optional_double(p.get("min")), optional_double(p.get("max")),
    )


required_unsigned64 = required(unsigned64)


def histogram_point(p, kind):
    counts = elements(p.get("bucketCounts"), required_unsigned64)
    return *point_head(p, kind), *statistics(p), counts, elements(p.get("explicitBounds"), double)


def buckets(value):
    b = members(value)
    return signed32(b.get("offset")), elements(b.get("bucketCounts"), required_unsigned64)


def exponential_point(p, kind):
    return (
        *point_head(p, kind), *statistics(p), signed32(p.get("scale")),
        unsigned64(p.get("zeroCount")), plain_double(p.get("zeroThreshold")),
        buckets(p.get("positive")), buckets(p.get("negative")),
    )


def quantile(value):
    q = members(value)
    return plain_double(q.get("quantile")), plain_double(q.get("value"))


def summary_point(p, kind):
    quantiles = elements(p.get("quantileValues"), required(quantile))
    return *point_head(p, kind), unsigned64(p.get("count")), plain_double(p.get("sum")), quantiles


METRIC_DATA = {  # member of a metric: type, reader of its points, kind of `value`
    "gauge": ("gauge", number_point, None),
    "sum": ("sum", number_point, None),
    "histogram": ("histogram", histogram_point, None),
    "exponentialHistogram": ("exponentialHistogram", exponential_point, None),
    "summary": ("summary", summary_point, None),
    "intGauge": ("gauge", number_point, "int"),
    "doubleGauge": ("gauge", number_point, "double"),
    "intSum": ("sum", number_point, "int"),
    "doubleSum": ("sum", number_point, "double"),
    "intHistogram": ("histogram", histogram_point, "int"),
    "doubleHistogram": ("histogram", histogram_point, "double"),
    "doubleSummary": ("summary", summary_point, "double"),
}


def metric_data(metric):
    """The data member of a metric: its name and content, (None, {}) when there is none."""
    chosen = (None, {})
    for member, content in metric.items():
        if member in METRIC_DATA and content is not None:
            chosen = (member, members(content))
    return chosen


def metric_header(metric, kind, data):
    unit = metric.get("unit")
    return (
        string(metric.get("name")),
        string(metric.get("description")),
        str(unit) if type(unit) in (int, float) else string(unit),
        kind,
        temporality(data.get("aggregationTemporality")),
        boolean(data.get("isMonotonic")),
        attributes(metric.get("metadata")),
    )
