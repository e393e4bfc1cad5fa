import TestSupport

/// A log record as plain values.
struct OracleRecord: Sendable {
    /// Its observed time, by which it is told from others.
    var number: Int
    /// Nanoseconds; 0 if unknown.
    var time: Int64
    var severityText: String?
    var severityNumber: Int64
    var body: PlainValue?
    var attributes: [PlainMember]
    var scopeName: String
    var scopeVersion: String
    var scope: [PlainMember]
    var resource: [PlainMember]
    var trace: String?
    var span: String?
    var eventName: String?
}

extension OracleRecord {
    /// The record in a `ResourceLogs` of its own.
    var otlp: String {
        var members = ["\"observedTimeUnixNano\":\"\(number)\""]
        if time != 0 { members.append("\"timeUnixNano\":\"\(time)\"") }
        if severityNumber != 0 { members.append("\"severityNumber\":\(severityNumber)") }
        if let severityText {
            members.append("\"severityText\":\(PlainValue.string(severityText).json)")
        }
        if let body { members.append("\"body\":\(body.otlp)") }
        if !attributes.isEmpty { members.append("\"attributes\":\(attributes.otlp)") }
        if let trace { members.append("\"traceId\":\"\(trace)\"") }
        if let span { members.append("\"spanId\":\"\(span)\"") }
        if let eventName { members.append("\"eventName\":\(PlainValue.string(eventName).json)") }
        let scope =
            "{\"name\":\"\(scopeName)\",\"version\":\"\(scopeVersion)\",\"attributes\":\(scope.otlp)}"
        return "{\"resource\":{\"attributes\":\(resource.otlp)},\"scopeLogs\":[{\"scope\":\(scope),"
            + "\"logRecords\":[{\(members.joined(separator: ","))}]}]}"
    }
}
