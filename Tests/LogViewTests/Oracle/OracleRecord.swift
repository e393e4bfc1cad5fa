import DossierPromQLSyntax
import TestSupport

/// A log record as plain values.
struct OracleRecord {
    /// Nanoseconds; nil if unknown.
    var time: Int64?
    var observedTime: Int64?
    var severityText: String
    var severityNumber: Int
    var body: PlainValue?
    var attributes: [PlainMember]
    var droppedAttributesCount: Int
    var flags: Int
    /// Hexadecimal; empty if there is none.
    var trace: String
    var span: String
    var eventName: String
}

/// An instrumentation scope.
struct OracleScope {
    var name: String
    var version: String
    var attributes: [PlainMember]
    var droppedAttributesCount: Int
    var records: [OracleRecord]
}

/// A resource, with all that was logged by it.
struct OracleResource {
    var attributes: [PlainMember]
    var scopes: [OracleScope]
}

// MARK: - OTLP-JSON

extension OracleRecord {
    var otlp: String {
        var members: [String] = []
        func add(_ name: String, _ value: String?) {
            if let value { members.append("\"\(name)\":\(value)") }
        }
        func text(_ value: String) -> String? {
            value.isEmpty ? nil : PlainValue.string(value).json
        }
        add("timeUnixNano", time.map { "\"\($0)\"" })
        add("observedTimeUnixNano", observedTime.map { "\"\($0)\"" })
        add("severityText", text(severityText))
        add("severityNumber", severityNumber == 0 ? nil : "\(severityNumber)")
        add("body", body?.otlp)
        add("attributes", attributes.isEmpty ? nil : attributes.otlp)
        add(
            "droppedAttributesCount",
            droppedAttributesCount == 0 ? nil : "\(droppedAttributesCount)"
        )
        add("flags", flags == 0 ? nil : "\(flags)")
        add("traceId", text(trace))
        add("spanId", text(span))
        add("eventName", text(eventName))
        return "{\(members.joined(separator: ","))}"
    }
}

extension OracleScope {
    var otlp: String {
        "{\"scope\":{\"name\":\(PlainValue.string(name).json),"
            + "\"version\":\(PlainValue.string(version).json),\"attributes\":\(attributes.otlp),"
            + "\"droppedAttributesCount\":\(droppedAttributesCount)},"
            + "\"logRecords\":[\(records.map(\.otlp).joined(separator: ","))]}"
    }
}

extension OracleResource {
    var otlp: String {
        "{\"resource\":{\"attributes\":\(attributes.otlp)},"
            + "\"scopeLogs\":[\(scopes.map(\.otlp).joined(separator: ","))]}"
    }
}
