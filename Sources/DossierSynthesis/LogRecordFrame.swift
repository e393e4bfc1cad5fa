import DossierPrimitives

/// What surrounds the body of a log record.
struct LogRecordFrame {
    enum Severity {
        case debug
        case info
        case warn
        case error
    }

    let severity: Severity
    /// Nanoseconds since the epoch.
    let time: UInt64
    /// The attributes, in parts rendered before, of which some may be empty.
    var attributes: [[UInt8]] = []
    /// The ids of the span in which the record was written; nil outside of one.
    var span: (traceID: SimulatedTrace.ID, spanID: UInt64)?
    /// The name that makes the record an event; nil for an ordinary one.
    var eventName: StaticString?

    /// The collector's agent sees a record so many nanoseconds after it was written.
    private static let observationDelay: UInt64 = 1_500_000

    /// Writes the record as OTLP-JSON, with a body that writes itself as a member.
    func write(to json: inout JSONWriter, body: (inout JSONWriter) -> Void) {
        json.beginObject()
        json.member("timeUnixNano", fixed64: time)
        json.member("observedTimeUnixNano", fixed64: time + Self.observationDelay)
        json.member("severityNumber", integer: severity.number)
        json.member("severityText", severity.text)
        body(&json)
        if attributes.contains(where: { !$0.isEmpty }) {
            json.key("attributes")
            json.beginArray()
            for part in attributes { json.rendered(part) }
            json.endArray()
        }
        if let span {
            json.member("flags", integer: 1)
            json.member(span.traceID)
            json.member("spanId", spanID: span.spanID)
        }
        if let eventName { json.member("eventName", eventName) }
        json.endObject()
    }
}

extension LogRecordFrame.Severity {
    fileprivate var number: Int {
        switch self {
        case .debug: 5
        case .info: 9
        case .warn: 13
        case .error: 17
        }
    }

    fileprivate var text: StaticString {
        switch self {
        case .debug: "DEBUG"
        case .info: "INFO"
        case .warn: "WARN"
        case .error: "ERROR"
        }
    }
}
