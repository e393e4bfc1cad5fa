/// Spans in OTLP-JSON, put together for a test.
struct SpanDump {
    /// Of one trace, if `trace` does not say another.
    struct Span {
        var service: String? = "shop"
        var name = "work"
        /// Small numbers, 0 for none.
        var id = 0
        var parent = 0
        var trace = 1
        /// As OTLP numbers them: 2 serves, 3 asks, 4 sends a message, 5 receives one.
        var kind = 1
        var status = 0
        /// Seconds since `MetricDump.start`; nil for unknown.
        var start: Double? = 0
        var end: Double? = 0
    }

    private(set) var json = ""

    init(_ spans: Span...) {
        for span in spans { add(span) }
    }

    mutating func add(_ span: Span) {
        let time = { (seconds: Double?) in seconds.map(MetricDump.nanoseconds) ?? "0" }
        let id = { (number: Int) in
            let digits = String(number, radix: 16)
            return number == 0 ? "" : String(repeating: "0", count: 16 - digits.count) + digits
        }
        let service = span.service.map {
            #"{"key":"service.name","value":{"stringValue":"\#($0)"}}"#
        }
        json += """
            {"resourceSpans":[{"resource":{"attributes":[\(service ?? "")]},"scopeSpans":[{"spans":[\
            {"traceId":"0c00000000000000\(id(span.trace))","spanId":"\(id(span.id))",\
            "parentSpanId":"\(id(span.parent))","name":"\(span.name)","kind":\(span.kind),\
            "startTimeUnixNano":"\(time(span.start))","endTimeUnixNano":"\(time(span.end))",\
            "status":{"code":\(span.status)}}]}]}]}

            """
    }
}

extension ViewFixture {
    /// A store of spans; each dump is a commit.
    init(_ dumps: [SpanDump]) throws {
        try self.init()
        for (number, dump) in dumps.enumerated() {
            try fixture.ingest("spans\(number).jsonl", dump.json.utf8)
        }
    }
}
