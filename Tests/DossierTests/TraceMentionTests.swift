import Dossier
import TestSupport
import Testing

/// Log records that name a trace without having its id.
@Suite struct TraceMentionTests {
    private static let trace = "5c1d6f0e2b7a4938a1b2c3d4e5f60718"
    private static let low = "a1b2c3d4e5f60718"
    private static let decimalLow = UInt64(low, radix: 16) ?? 0
    private static let other = "00000000000000010000000000000002"
    private let fixture = StoreFixture()

    private var traceID: TraceID {
        get throws { try #require(TraceID(hex: Self.trace)) }
    }

    private static func spans(_ trace: String = trace) -> String {
        """
        {"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"\(trace)",\
        "spanId":"1f2e3d4c5b6a7988","name":"GET /cart","startTimeUnixNano":"1700000000000000000",\
        "endTimeUnixNano":"1700000000030000000"}]}]}]}

        """
    }

    /// A dump of log records, each given as members after its time.
    private static func logs(_ records: [String]) -> String {
        let records = records.enumerated().map { index, members in
            #"{"timeUnixNano":"\#(1_700_000_000_000_000_000 + index)",\#(members)}"#
        }
        return #"{"resourceLogs":[{"scopeLogs":[{"logRecords":["#
            + records.joined(separator: ",") + "]}]}]}\n"
    }

    private static func body(_ text: String) -> String {
        let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return #""body":{"stringValue":"\#(escaped)"}"#
    }

    private static func attribute(_ key: String, _ value: String) -> String {
        #""body":{"stringValue":"x"},"attributes":[{"key":"\#(key)","value":\#(value)}]"#
    }

    private static func text(_ key: String, _ value: String) -> String {
        attribute(key, #"{"stringValue":"\#(value)"}"#)
    }

    private func found(
        _ records: [String]
    ) throws -> [(time: UInt64, place: TraceMention.Place?)] {
        try fixture.ingest("logs.jsonl", (Self.spans() + Self.logs(records)).utf8)
        #expect(try fixture.damage() == [])
        var query = LogQuery()
        query.trace = try traceID
        return try fixture.open().logRecords(query).logRecords.map {
            (
                $0.time.map { UInt64($0.nanoseconds) - 1_700_000_000_000_000_000 } ?? 0,
                $0.mention?.place
            )
        }
    }

    @Test(arguments: [
        text("trace_id", trace), text("traceId", trace), text("TraceID", trace.uppercased()),
        text("dd.trace_id", "\(decimalLow)"), text("dd.trace_id", trace),
        text("otelTraceID", "0x" + trace), text("trace.id", "5c1d6f0e-2b7a-4938-a1b2-c3d4e5f60718"),
        text("traceparent", "00-\(trace)-1f2e3d4c5b6a7988-01"), text("X-B3-TraceId", low),
        text("X-Amzn-Trace-Id", "Root=1-5c1d6f0e-2b7a4938a1b2c3d4e5f60718;Sampled=1"),
        text("uber-trace-id", "\(trace):1f2e3d4c5b6a7988:0:1"),
        text("logging.googleapis.com/trace", "projects/p/traces/" + trace),
        text("trace_id", "XB1vDit6STihssPU5fYHGA=="), text("trace_id", " \(trace) "),
        attribute("dd.trace_id", #"{"intValue":"\#(Int64(bitPattern: decimalLow))"}"#),
        attribute("trace_id", #"{"bytesValue":"XB1vDit6STihssPU5fYHGA=="}"#),
        attribute(
            "http.headers",
            """
            {"kvlistValue":{"values":[{"key":"traceparent","value":{"arrayValue":{"values":\
            [{"stringValue":"00-\(trace)-1f2e3d4c5b6a7988-01"}]}}}]}}
            """
        ),
    ])
    func findsATraceInAnAttribute(record: String) throws {
        let found = try found([record])
        try #require(found.count == 1)
        guard case .attribute = found[0].place else {
            Issue.record("found in \(String(describing: found[0].place))")
            return
        }
    }

    @Test(arguments: [
        #"{"level":"error","msg":"boom","trace_id":"\#(trace)"}"#,
        "traceparent 00-\(trace)-1f2e3d4c5b6a7988-01 payment declined",
        "took 3 ms [\(trace)]", "trace_id=\(low) span_id=1", "TraceId: \(low)",
        "dd.trace_id=\(decimalLow) dd.span_id=7", #"{\"traceId\":\"\#(low)\"}"#,
        "the trace ID is: \(low)".replacing(" is", with: ""), "trace_id=0x\(low)",
        "Root=1-5c1d6f0e-2b7a4938a1b2c3d4e5f60718",
        "trace.id: 5c1d6f0e-2b7a-4938-a1b2-c3d4e5f60718",
    ])
    func findsATraceInTheBody(text: String) throws {
        let found = try found([Self.body(text)])
        try #require(found.count == 1, "\(text)")
        #expect(found[0].place == .body)
    }

    @Test func findsATraceInABodyThatIsAnObject() throws {
        let found = try found([
            """
            "body":{"kvlistValue":{"values":[{"key":"ctx","value":{"kvlistValue":{"values":[\
            {"key":"trace_id","value":{"stringValue":"\(Self.low)"}}]}}}]}}
            """
        ])
        #expect(found.map(\.place) == [.body])
    }

    @Test(arguments: [
        body("checksum \(trace)0"), body("x\(trace)"), body("id \(low)"),
        body(String(trace.dropLast())),
        body("user_id=\(low)"), body("order \(decimalLow)"), text("user_id", trace),
        text("trace_id", "00000000000000000000000000000000"), text("trace_id", "none"),
        body("order_id=5c1d6f0e-2b7a-4938-a1b2-c3d4e5f60718"),
    ])
    func doesNotTakeOtherWordsForTraces(record: String) throws {
        #expect(try found([record]).isEmpty)
    }

    @Test func aRecordWithATraceIDBelongsToThatAlone() throws {
        let found = try found([
            #""traceId":"\#(Self.other)",\#(Self.text("trace_id", Self.trace))"#
        ])
        #expect(found.isEmpty)
    }

    @Test func theTraceShowsTheRecordAtTheSpanThatItNames() throws {
        _ = try found([
            Self.body("nothing"),
            #""attributes":[{"key":"trace_id","value":{"stringValue":"\#(Self.trace)"}},"#
                + #"{"key":"span_id","value":{"stringValue":"1f2e3d4c5b6a7988"}}]"#,
            Self.body("traceparent 00-\(Self.trace)-1f2e3d4c5b6a7988-01 declined"),
            Self.text("trace_id", Self.trace),
        ])
        let trace = try #require(try fixture.open().trace(try traceID))
        let span = try #require(SpanID(hex: "1f2e3d4c5b6a7988"))
        #expect(trace.logRecords.map(\.mention?.spanID) == [span, span, nil])
        #expect(
            trace.logRecords.map(\.mention?.place) == [
                .attribute("trace_id"), .body, .attribute("trace_id"),
            ]
        )
        #expect(trace.logRecords.allSatisfy { $0.traceID == nil })
        #expect(trace.summary.logRecordCount == 0)
    }

    @Test func theOrderOfArrivalMakesNoDifference() throws {
        let record = Self.logs([Self.text("trace_id", Self.trace)])
        try fixture.ingest("logs.jsonl", record.utf8)
        try fixture.ingest("spans.jsonl", Self.spans().utf8)
        // The input grows, and is read on from where it ended.
        try fixture.ingest(
            "logs.jsonl",
            (record + Self.logs([Self.body("at [\(Self.trace)]"), Self.body("no")])).utf8
        )
        let before = try fixture.export()
        #expect(try fixture.open().trace(try traceID)?.logRecords.count == 2)
        #expect(try fixture.damage() == [])
        _ = try Compaction(store: fixture.store).run()
        #expect(
            try fixture.open().trace(try traceID)?.logRecords.map(\.mention?.place) == [
                .attribute("trace_id"), .body,
            ]
        )
        #expect(try fixture.damage() == [])
        #expect(telemetryItems(try JSON.lines(before)).sorted() == (try fixture.items()).sorted())
        #expect(try fixture.items(of: try traceID).count == 1)
    }

    @Test func anIDThatNoTraceHasIsFoundByItsRecords() throws {
        try fixture.ingest("logs.jsonl", Self.logs([Self.text("trace_id", Self.other)]).utf8)
        var query = LogQuery()
        query.trace = TraceID(hex: Self.other)
        let file = try fixture.open()
        #expect(try file.logRecords(query).matchCount == 1)
        #expect(try file.traces().traces.isEmpty)
        let id = try #require(query.trace)
        #expect(try file.trace(id) == nil)
    }

    @Test func conditionsHoldForRecordsThatNameATrace() throws {
        _ = try found([
            #""severityNumber":17,\#(Self.body("a \(Self.trace)"))"#,
            #""severityNumber":9,\#(Self.body("b \(Self.trace)"))"#,
        ])
        var query = LogQuery()
        query.trace = try traceID
        query.minimumSeverity = .error
        #expect(try fixture.open().logRecordCount(query) == 1)
        query.minimumSeverity = nil
        query.text = "b "
        #expect(try fixture.open().logRecordCount(query) == 1)
    }
}
