/// The telemetry in OTLP-JSON documents, as the specification reads it: one text for each span, log
/// record and data point, and for each metric without any.
///
/// Each text has the item with its metric, scope, resource and schema URLs; texts are equal exactly
/// if the items are. Fields that have their default count as left out, members have no order.
package func telemetryItems(_ documents: [JSON]) -> [String] {
    documents.flatMap { document in
        TelemetrySignal.all.flatMap { $0.items(of: document) }
    }
}

/// What is in the one list and not in the other, each as often as it is there more.
package func differences(
    _ left: [String],
    _ right: [String]
) -> (onlyLeft: [String], onlyRight: [String]) {
    var counts: [String: Int] = [:]
    for item in left { counts[item, default: 0] += 1 }
    for item in right { counts[item, default: 0] -= 1 }
    func more(_ sign: Int) -> [String] {
        counts.sorted { $0.key < $1.key }.flatMap { item, count in
            Array(repeating: item, count: max(0, count * sign))
        }
    }
    return (more(1), more(-1))
}

private struct TelemetrySignal {
    let entries: String
    let scopes: String
    let items: String

    static let all = [
        TelemetrySignal(entries: "resourceSpans", scopes: "scopeSpans", items: "spans"),
        TelemetrySignal(entries: "resourceLogs", scopes: "scopeLogs", items: "logRecords"),
        TelemetrySignal(entries: "resourceMetrics", scopes: "scopeMetrics", items: "metrics"),
    ]

    private static let dataKeys = [
        "gauge", "sum", "histogram", "exponentialHistogram", "summary",
    ]

    func items(of document: JSON) -> [String] {
        var texts: [String] = []
        for entry in document[entries]?.elements ?? [] {
            for scope in entry[scopes]?.elements ?? [] {
                let context = [
                    ("resource", entry["resource"]), ("resourceSchema", entry["schemaUrl"]),
                    ("scope", scope["scope"]), ("scopeSchema", scope["schemaUrl"]),
                ]
                for item in scope[items]?.elements ?? [] {
                    for parts in items == "metrics" ? points(of: item) : [(items, item)] {
                        texts.append(Self.text(context + [parts]))
                    }
                }
            }
        }
        return texts
    }

    /// Each data point together with what its metric says of all of them.
    private func points(of metric: JSON) -> [(String, JSON?)] {
        let header = metric.members.filter { !Self.dataKeys.contains($0.key) }
        guard let data = metric.members.last(where: { Self.dataKeys.contains($0.key) }) else {
            return [(items, .object(header))]
        }
        let shared = data.value.members.filter { $0.key != "dataPoints" }
        let points = data.value["dataPoints"]?.elements ?? []
        return (points.isEmpty ? [.null] : points).map { point in
            let members = [
                JSON.Member(key: "kind", value: .text(data.key)),
                JSON.Member(key: "data", value: .object(shared)),
                JSON.Member(key: "point", value: point),
            ]
            return (items, .object(header + members))
        }
    }

    private static func text(_ parts: [(String, JSON?)]) -> String {
        let members = parts.compactMap { key, value in
            value.flatMap { normalised($0, key) }.map { JSON.Member(key: key, value: $0) }
        }
        return String(decoding: JSON.object(members).bytes, as: UTF8.self)
    }
}

/// Numbers that are doubles; other numbers are whole.
private let doubleKeys: Set<String> = [
    "asDouble", "sum", "min", "max", "doubleValue", "explicitBounds", "quantile", "value",
    "zeroThreshold",
]
private let wholeKeys: Set<String> = [
    "timeUnixNano", "startTimeUnixNano", "endTimeUnixNano", "observedTimeUnixNano", "flags",
    "severityNumber", "kind", "code", "count", "asInt", "bucketCounts", "scale", "zeroCount",
    "offset", "intValue", "aggregationTemporality", "droppedAttributesCount", "droppedEventsCount",
    "droppedLinksCount",
]
/// Fields that say something even if they have the default of their type.
private let presenceKeys: Set<String> = [
    "asDouble", "asInt", "sum", "min", "max", "stringValue", "boolValue", "intValue", "doubleValue",
    "bytesValue", "arrayValue", "kvlistValue", "gauge", "histogram", "exponentialHistogram",
    "summary", "key",
]
private let idKeys: Set<String> = ["traceId", "spanId", "parentSpanId"]

/// The value of a member in the one form that equal values have; nil for a default.
private func normalised(_ json: JSON, _ key: String) -> JSON? {
    switch json {
    case .null: return nil
    case .bool(let value): return value || presenceKeys.contains(key) ? json : nil
    case .number, .string:
        let scalar = normalisedScalar(json, key)
        return presenceKeys.contains(key) || !isDefault(scalar) ? scalar : nil
    case .array(let elements):
        return elements.isEmpty ? nil : .array(elements.map { normalisedElement($0, key) })
    case .object(let members):
        var kept = members.compactMap { member in
            normalised(member.value, member.key).map { JSON.Member(key: member.key, value: $0) }
        }
        kept.sort { $0.key < $1.key }
        return kept.isEmpty && key != "value" && !presenceKeys.contains(key) ? nil : .object(kept)
    }
}

/// Elements of a list count whatever they are.
private func normalisedElement(_ json: JSON, _ key: String) -> JSON {
    switch json {
    case .number, .string: normalisedScalar(json, key)
    case .object: normalised(json, key) ?? .object([])
    default: json
    }
}

private func normalisedScalar(_ json: JSON, _ key: String) -> JSON {
    let text: String
    switch json {
    case .number(let digits): text = digits
    case .string(let bytes): text = String(decoding: bytes, as: UTF8.self)
    default: return json
    }
    if doubleKeys.contains(key), let value = Double(text) { return .number(value.description) }
    if wholeKeys.contains(key), let digits = Int64(text)?.description ?? UInt64(text)?.description {
        return .number(digits)
    }
    return idKeys.contains(key) ? .text(text.lowercased()) : json
}

private func isDefault(_ json: JSON) -> Bool {
    switch json {
    case .number(let digits): digits == "0" || digits == "0.0"
    case .string(let text): text.isEmpty
    default: false
    }
}
