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
    /// The attributes, a comma after each.
    var attributes: [UInt8] = []
    /// The ids of the span in which the record was written; nil outside of one.
    var span: (traceID: SimulatedTrace.ID, spanID: UInt64)?
    /// The name that makes the record an event; nil for an ordinary one.
    var eventName: StaticString?

    /// The collector's agent sees a record so many nanoseconds after it was written.
    private static let observationDelay: UInt64 = 1_500_000

    /// Writes the record as OTLP-JSON, with a body as a member that ends in a comma.
    func write(to json: inout OTLPJSONBuffer, body: (inout OTLPJSONBuffer) -> Void) {
        json.text("{")
        json.member("timeUnixNano", fixed64: time)
        json.member("observedTimeUnixNano", fixed64: time + Self.observationDelay)
        json.text(severity.members)
        body(&json)
        if !attributes.isEmpty {
            json.text(#""attributes":["#)
            json.text(attributes)
            json.close("],")
        }
        if let span {
            json.text(#""flags":1,"#)
            json.member(span.traceID)
            json.member("spanId", spanID: span.spanID)
        }
        if let eventName {
            json.text(#""eventName":""#)
            json.text(eventName)
            json.text(#"","#)
        }
        json.close("},")
    }
}

extension LogRecordFrame.Severity {
    fileprivate var members: StaticString {
        switch self {
        case .debug: #""severityNumber":5,"severityText":"DEBUG","#
        case .info: #""severityNumber":9,"severityText":"INFO","#
        case .warn: #""severityNumber":13,"severityText":"WARN","#
        case .error: #""severityNumber":17,"severityText":"ERROR","#
        }
    }
}

extension OTLPJSONBuffer {
    /// Begins a body that is a string.
    mutating func openTextBody() {
        text(#""body":{"stringValue":""#)
    }

    /// Ends a body that is a string.
    mutating func closeTextBody() {
        text(#""},"#)
    }

    /// Begins a body that is a list of keys and values, written as attributes are.
    mutating func openMapBody() {
        text(#""body":{"kvlistValue":{"values":["#)
    }

    /// Ends a body that is a list of keys and values.
    mutating func closeMapBody() {
        close("]}},")
    }

    /// Appends a time span as milliseconds, to the microsecond.
    mutating func milliseconds(_ nanoseconds: UInt64) {
        decimal(nanoseconds / 1_000, fractionDigits: 3)
        text(" ms")
    }
}
