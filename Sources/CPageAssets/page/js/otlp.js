// OTLP-JSON as Tempo's API gives it, into flat lists.

/**
 * @typedef {{id: string, parent: string, name: string, service: string, start: bigint,
 *   end: bigint, isError: boolean, kind: number, resource: Object, scope: Object, raw: Object}} Span
 */

/**
 * The spans of a trace, in its order.
 * @returns {Span[]}
 */
export function spansOfTrace(trace) {
  const spans = [];
  for (const { resource = {}, scopeSpans = [] } of trace.resourceSpans ?? []) {
    const service = serviceName(resource);
    for (const { scope = {}, spans: list = [] } of scopeSpans) {
      for (const raw of list) spans.push(span(raw, service, resource, scope));
    }
  }
  return spans;
}

function span(raw, service, resource, scope) {
  const start = BigInt(raw.startTimeUnixNano ?? 0);
  const end = BigInt(raw.endTimeUnixNano ?? 0);
  return {
    id: raw.spanId ?? "",
    parent: raw.parentSpanId ?? "",
    name: raw.name ?? "",
    service,
    start,
    end: end < start ? start : end,
    isError: raw.status?.code === 2 || raw.status?.code === "STATUS_CODE_ERROR",
    kind: raw.kind ?? 0,
    resource,
    scope,
    raw,
  };
}

export function serviceName(resource) {
  const found = (resource.attributes ?? []).find(({ key }) => key === "service.name");
  const text = found ? valueText(found.value) : "";
  return text === "" ? "unknown_service" : text;
}

/** A value of OTLP as text; what has a structure as JSON. */
export function valueText(value) {
  const plain = plainValue(value);
  return typeof plain === "string" ? plain : JSON.stringify(plain);
}

/** A value of OTLP as one of JSON; integers that a number can't hold stay text. */
export function plainValue(value) {
  if (value === undefined || value === null) return null;
  if ("stringValue" in value) return value.stringValue;
  if ("boolValue" in value) return value.boolValue;
  if ("intValue" in value) {
    const number = Number(value.intValue);
    return Number.isSafeInteger(number) ? number : String(value.intValue);
  }
  if ("doubleValue" in value) return value.doubleValue;
  if ("bytesValue" in value) return value.bytesValue;
  if ("arrayValue" in value) return (value.arrayValue.values ?? []).map(plainValue);
  if ("kvlistValue" in value) {
    return Object.fromEntries(
      (value.kvlistValue.values ?? []).map(({ key, value }) => [key, plainValue(value)]),
    );
  }
  return null;
}

const KINDS = ["", "internal", "server", "client", "producer", "consumer"];

export function kindName(kind) {
  if (typeof kind === "string") return kind.replace("SPAN_KIND_", "").toLowerCase();
  return KINDS[kind] ?? "";
}
