import Dossier
import TestSupport
import Testing

/// Spans that came twice.
@Suite struct DuplicateSpanTests {
    private static let trace = "0c000000000000000000000000000001"
    private let fixture = StoreFixture()

    private static func span(
        _ id: Int,
        _ name: String = "work",
        start: UInt64 = 1_700_000_000_000_000_000,
        status: Int = 2,
        service: String = "shop"
    ) -> String {
        """
        {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name",\
        "value":{"stringValue":"\(service)"}}]},"scopeSpans":[{"spans":[{"traceId":"\(trace)",\
        "spanId":"000000000000000\(id)","name":"\(name)","kind":2,"startTimeUnixNano":"\(start)",\
        "endTimeUnixNano":"\(start + 1000)","attributes":[{"key":"a","value":{"intValue":"1"}}],\
        "events":[{"timeUnixNano":"\(start)","name":"e"}],"status":{"code":\(status)}}]}]}]}

        """
    }

    private func expect(spans: Int, duplicates: Int, stored: Int) throws {
        let file = try fixture.open()
        let services = try file.services(selfTimes: true)
        #expect(services.services.map(\.spanCount) == [spans])
        #expect(services.services.map(\.errorCount) == [spans])
        #expect(services.services.map(\.selfTime) == [.nanoseconds(1000 * spans)])
        #expect(services.duplicateSpanCount == duplicates)
        let traces = try file.traces()
        #expect(traces.traces.map(\.spanCount) == [spans])
        #expect(traces.traces.map(\.errorCount) == [spans])
        #expect(traces.duplicateSpanCount == duplicates)
        let statistics = try file.traceStatistics()
        #expect(statistics.traces.first?.spans?.requests.map(\.count) == [Double(spans)])
        #expect(try file.traceErrorRates().map(\.spanCount) == [spans])
        try expectFound(spans: spans, in: file)
        let id = try #require(TraceID(hex: Self.trace))
        let trace = try #require(try file.trace(id))
        #expect(trace.spans.count == spans)
        #expect(trace.duplicateSpanCount == duplicates)
        #expect(trace.summary.spanCount == spans)
        #expect(try file.duplicateSpanCount() == duplicates)
        let document = try JSON.lines(try #require(try file.traceJSON(trace.id)))[0]
        let spanDocuments = document["trace"]?["spans"]?.elements ?? []
        #expect(spanDocuments.count == stored)
        #expect(spanDocuments.count { $0["duplicate"] != nil } == duplicates)
        // What came in comes out.
        #expect(try fixture.items().count == stored)
    }

    /// What TraceQL finds and counts: in blocks, in traces, and by spans alone.
    private func expectFound(spans: Int, in file: DossierFile) throws {
        for query in ["{ status = error }", "{ } | count() = \(spans)", "{ } && { kind = server }"]
        {
            let found = try file.traces(matching: TraceQLExpression(parsing: query))
            #expect(found.traces.map { $0.spansets.map(\.matchCount) } == [[spans]], "\(query)")
            #expect(found.traces.map(\.summary.spanCount) == [spans])
            #expect(found.traces.map { $0.services.map(\.errorCount) } == [[spans]])
        }
        for query in ["{ status = error }", "({ } || { kind = server })", "{ } | by(name)"] {
            let series = try file.traceMetrics(
                TraceQLExpression(parsing: query + " | count_over_time()")
            ).series
            let count = series.flatMap(\.points).reduce(0) { $0 + $1.value }
            #expect(count == Double(spans), "\(query)")
        }
    }

    @Test func withinACommitAreCountedOnce() throws {
        let batch = Self.span(1) + Self.span(2)
        try fixture.ingest("a.jsonl", (batch + batch + Self.span(1)).utf8)
        try expect(spans: 2, duplicates: 3, stored: 5)
    }

    @Test func ofSeveralCommitsAreCountedOnce() throws {
        try fixture.ingest("a.jsonl", (Self.span(1) + Self.span(2)).utf8)
        try fixture.ingest("b.jsonl", (Self.span(2) + Self.span(3)).utf8)
        try expect(spans: 3, duplicates: 1, stored: 4)
        _ = try Compaction(store: fixture.store).run()
        try expect(spans: 3, duplicates: 1, stored: 4)
    }

    @Test func ofAnUnknownStartAreCountedOnce() throws {
        try fixture.ingest("a.jsonl", Self.span(1, start: 0).utf8)
        try fixture.ingest("b.jsonl", (Self.span(2, start: 0) + Self.span(1, start: 0)).utf8)
        #expect(try fixture.open().duplicateSpanCount() == 1)
    }

    @Test func spansOfOtherContentAreNoDuplicates() throws {
        try fixture.ingest("a.jsonl", (Self.span(1) + Self.span(1, "other")).utf8)
        try expect(spans: 2, duplicates: 0, stored: 2)
        try fixture.ingest("b.jsonl", Self.span(1, service: "stock").utf8)
        #expect(try fixture.open().duplicateSpanCount() == 0)
    }

    /// Against a count of equal lines.
    @Test(arguments: [1, 2, 3] as [UInt64])
    func areThoseThatWereWrittenBefore(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var counts: [String: Int] = [:]
        for commit in 0..<3 {
            let lines = (0..<40).map { _ in
                let line = Self.span(
                    1 + random.below(4),
                    ["get", "put"][random.below(2)],
                    start: 1_700_000_000_000_000_000 + UInt64(random.below(3)),
                    status: 2,
                    service: "shop"
                )
                let trace = String(Self.trace.dropLast()) + "\(random.below(4))"
                return line.replacing(Self.trace, with: trace)
            }
            for line in lines { counts[line, default: 0] += 1 }
            try fixture.ingest("\(commit).jsonl", lines.joined().utf8)
        }
        for isCompact in [false, true] {
            if isCompact { _ = try Compaction(store: fixture.store).run() }
            let file = try fixture.open()
            #expect(try file.duplicateSpanCount() == 120 - counts.count)
            let services = try file.services(selfTimes: true).services
            #expect(services.map(\.spanCount) == [counts.count])
            for trace in try file.traces().traces {
                #expect(trace.spanCount == counts.keys.count { $0.contains(trace.id.hex) })
            }
            #expect(try fixture.damage() == [])
        }
    }

    @Test func anIncidentThatCameTwiceIsCountedOnce() throws {
        let dump = IncidentDump(seed: 3, traceCount: 60)
        try fixture.ingest("a.jsonl", dump.traces)
        let file = try fixture.open()
        let (services, traces) = (try file.services(), try file.traces())
        try fixture.ingest(["\(fixture.folder.file("a.jsonl"))"], force: true)
        let again = try fixture.open()
        #expect(try again.services().services == services.services)
        #expect(try again.traces().traces == traces.traces)
        #expect(try again.duplicateSpanCount() == dump.ground.spanCount)
    }
}
