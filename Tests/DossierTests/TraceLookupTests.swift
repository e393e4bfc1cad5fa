import Dossier
import TestSupport
import Testing

/// Traces as a store gives them, compared with the dump they came from.
@Suite struct TraceLookupTests {
    let fixture = StoreFixture()
    let dump = IncidentDump(traceCount: 60, serviceCount: 5)

    init() throws {
        try fixture.ingest(dump.write(to: fixture.folder))
    }

    /// The items of a dump by the trace that they name.
    private func byTrace(_ bytes: [UInt8], _ path: [String]) throws -> [String: [JSON]] {
        var items = try JSON.lines(bytes)
        for key in path { items = items.flatMap { $0[key]?.elements ?? [] } }
        let named = items.filter { !($0["traceId"]?.text ?? "").isEmpty }
        return Dictionary(grouping: named) { $0["traceId"]?.text ?? "" }
    }

    private func spans() throws -> [String: [JSON]] {
        try byTrace(dump.traces, ["resourceSpans", "scopeSpans", "spans"])
    }

    private func logRecords() throws -> [String: [JSON]] {
        try byTrace(dump.logs, ["resourceLogs", "scopeLogs", "logRecords"])
    }

    @Test func tracesAreFoundByASpanAndByTheirSecondHalf() throws {
        let file = try fixture.open()
        for (hex, expected) in try spans() {
            let id = try #require(TraceID(hex: hex))
            let span = try #require(expected.last?["spanId"]?.text.flatMap { SpanID(hex: $0) })
            #expect(try file.traceIDs(withSpan: span, limit: 9) == [id])
            #expect(try file.traceIDs(withSpan: span, limit: 0) == [])
            #expect(try file.traceIDs(endingWith: String(hex.suffix(16)), limit: 9) == [id])
            #expect(try file.traceIDs(endingWith: String(hex.suffix(15)), limit: 9) == [])
        }
    }

    @Test func everyTraceHasItsSpansAndLogRecords() throws {
        let file = try fixture.open()
        let (spans, logRecords) = (try spans(), try logRecords())
        #expect(spans.count == dump.ground.traceCount)
        for (hex, expected) in spans {
            let id = try #require(TraceID(hex: hex))
            let trace = try #require(try file.trace(id))
            #expect(
                trace.spans.compactMap { $0.id?.hex }.sorted()
                    == expected.compactMap { $0["spanId"]?.text }.sorted()
            )
            #expect(
                trace.spans.compactMap { $0.parentID?.hex }.sorted()
                    == expected.compactMap { $0["parentSpanId"]?.text }.sorted()
            )
            #expect(
                trace.spans.map(\.name).sorted()
                    == expected.compactMap { $0["name"]?.text }.sorted()
            )
            let records = logRecords[hex] ?? []
            #expect(trace.logRecords.count == records.count)
            #expect(
                trace.logRecords.compactMap { $0.spanID?.hex }.sorted()
                    == records.compactMap { $0["spanId"]?.text }.sorted()
            )
            #expect(trace.summary.spanCount == expected.count)
            #expect(trace.summary.logRecordCount == records.count)
            #expect(
                trace.summary.errorCount
                    == expected.count { $0["status"]?["code"] == .number("2") }
            )
            #expect(
                trace.spans.map(\.startNanoseconds) == trace.spans.map(\.startNanoseconds).sorted()
            )
        }
    }

    @Test func theListHasEveryTraceNewestFirst() throws {
        let file = try fixture.open()
        let listing = try file.traces(TraceQuery())
        #expect(listing.matchCount == dump.ground.traceCount)
        #expect(Set(listing.traces.map(\.id.hex)) == Set(try spans().keys))
        let starts = listing.traces.compactMap(\.startTime)
        #expect(starts == starts.sorted(by: >))
        #expect(listing.traces.reduce(0) { $0 + $1.spanCount } == dump.ground.spanCount)
        #expect(listing.traces.reduce(0) { $0 + $1.errorCount } == dump.ground.errorSpanCount)
        var query = TraceQuery()
        query.limit = 5
        #expect(try file.traces(query).traces.map(\.id) == Array(listing.traces.map(\.id)[..<5]))
        query.hasErrors = true
        query.limit = nil
        #expect(
            try file.traces(query).traces.map(\.id)
                == listing.traces.filter { $0.errorCount > 0 }.map(\.id)
        )
    }

    @Test func tracesAreFoundByService() throws {
        let file = try fixture.open()
        for service in try file.summary().services.map(\.name) {
            var query = TraceQuery()
            query.service = service
            var expected: Set<String> = []
            for document in try JSON.lines(dump.traces) {
                for entry in document["resourceSpans"]?.elements ?? [] {
                    let attributes = entry["resource"]?["attributes"]?.elements ?? []
                    let name = attributes.first { $0["key"]?.text == "service.name" }
                    guard name?["value"]?["stringValue"]?.text == service else { continue }
                    for scope in entry["scopeSpans"]?.elements ?? [] {
                        expected.formUnion(
                            (scope["spans"]?.elements ?? []).compactMap { $0["traceId"]?.text }
                        )
                    }
                }
            }
            #expect(Set(try file.traces(query).traces.map(\.id.hex)) == expected)
        }
    }

    @Test func seriesAreTiedByExemplarAndLabel() throws {
        let file = try fixture.open()
        var exemplars: [String: Int] = [:]
        var labels: [String: Set<String>] = [:]
        for document in try JSON.lines(dump.metrics) {
            for (point, metric, context) in dataPoints(of: document) {
                for exemplar in point["exemplars"]?.elements ?? [] {
                    exemplars[exemplar["traceId"]?.text ?? "", default: 0] += 1
                }
                let attributes = point["attributes"]?.elements ?? []
                for attribute in attributes where attribute["key"]?.text == "trace_id" {
                    let id = attribute["value"]?["stringValue"]?.text ?? ""
                    let series = JSON.array(attributes + [.text(metric), context])
                    labels[id, default: []].insert(String(decoding: series.bytes, as: UTF8.self))
                }
            }
        }
        #expect(exemplars.values.reduce(0, +) == dump.ground.exemplarCount)
        for hex in try spans().keys {
            let id = try #require(TraceID(hex: hex))
            let metrics = try #require(try file.trace(id)).metrics
            let tied = metrics.flatMap(\.exemplars).count
            #expect(tied == exemplars[hex] ?? 0)
            #expect(
                metrics.contains { $0.ties.contains(.exemplar) } == (exemplars[hex] != nil)
            )
            #expect(metrics.count { $0.ties.contains(.label) } == labels[hex]?.count ?? 0)
            #expect(metrics.contains { $0.ties == [.resource] })
        }
    }

    private func dataPoints(of document: JSON) -> [(point: JSON, metric: String, context: JSON)] {
        (document["resourceMetrics"]?.elements ?? []).flatMap { entry in
            (entry["scopeMetrics"]?.elements ?? []).flatMap { scope in
                (scope["metrics"]?.elements ?? []).flatMap { metric in
                    let data = metric.members.first { $0.value["dataPoints"] != nil }?.value
                    return (data?["dataPoints"]?.elements ?? []).map {
                        ($0, metric["name"]?.text ?? "", entry["resource"] ?? .null)
                    }
                }
            }
        }
    }

    @Test func anUnknownTraceIsNone() throws {
        let file = try fixture.open()
        let id = try #require(TraceID(hex: "ffffffffffffffffffffffffffffffff"))
        #expect(try file.trace(id) == nil)
        #expect(try file.traceJSON(id) == nil)
        #expect(try fixture.export(of: id).isEmpty)
        #expect(TraceID(hex: "abc") == nil)
    }

    @Test func traceIDsAreFoundByTheirBeginning() throws {
        let file = try fixture.open()
        let all = try spans().keys.sorted()
        #expect(try file.traceIDs(startingWith: "", limit: .max).map(\.hex) == all)
        for hex in all.prefix(5) {
            for length in [1, 4, 31, 32] {
                let prefix = String(hex.prefix(length))
                #expect(
                    try file.traceIDs(startingWith: prefix.uppercased(), limit: .max).map(\.hex)
                        == all.filter { $0.hasPrefix(prefix) }
                )
            }
        }
        #expect(try file.traceIDs(startingWith: "", limit: 3).map(\.hex) == Array(all.prefix(3)))
        #expect(try file.traceIDs(startingWith: "xyz", limit: 3).isEmpty)
        #expect(
            try file.traceIDs(startingWith: String(repeating: "0", count: 33), limit: 3).isEmpty
        )
    }

    @Test func aTraceIsExportedByItself() throws {
        let (spans, logRecords) = (try spans(), try logRecords())
        let all = Set(try dump.items())
        for hex in spans.keys.sorted().prefix(10) {
            let id = try #require(TraceID(hex: hex))
            let items = try fixture.items(of: id)
            let own = items.filter { !$0.contains(#""point""#) }
            #expect(own.count == (spans[hex]?.count ?? 0) + (logRecords[hex]?.count ?? 0))
            #expect(own.allSatisfy { all.contains($0) && $0.contains(hex) })
        }
    }

    @Test func theDocumentOfATraceIsJSON() throws {
        let file = try fixture.open()
        let (spans, logRecords) = (try spans(), try logRecords())
        for hex in spans.keys.sorted().prefix(10) {
            let id = try #require(TraceID(hex: hex))
            let document = try JSON(try #require(try file.traceJSON(id)))
            #expect(document["trace_id"]?.text == hex)
            #expect(document["trace"]?["spans"]?.elements.count == spans[hex]?.count)
            #expect(document["logs"]?.elements.count == logRecords[hex]?.count ?? 0)
            #expect(
                document["correlation_summary"]?["total_spans"]
                    == .number("\(spans[hex]?.count ?? 0)")
            )
        }
    }

    /// Names of spans and events that differ by a number are stored as templates.
    @Test func namesAndAttributesThatAreTemplatesAreFound() throws {
        let trace = "0102030405060708090a0b0c0d0e0f10"
        func name(_ number: Int) -> String { "GET /orders/\(number * 7919)/items of a customer" }
        func event(_ number: Int) -> String { "retry \(number * 17) after waiting for a lock" }
        func statement(_ number: Int) -> String { "SELECT * FROM orders WHERE id = \(number * 31)" }
        let spans = (0..<400).map { number in
            #"{"traceId":"\#(trace)","spanId":"00000000000\#(10_000 + number)","#
                + #""name":"\#(name(number))","startTimeUnixNano":"1700000000000\#(100_000 + number)","#
                + #""events":[{"name":"\#(event(number))"}],"attributes":[{"key":"db.statement","#
                + #""value":{"stringValue":"\#(statement(number))"}}]}"#
        }
        let line =
            #"{"resourceSpans":[{"resource":{},"scopeSpans":[{"scope":{},"spans":["#
            + spans.joined(separator: ",") + "]}]}]}"
        let fixture = StoreFixture()
        try fixture.ingest("spans.json", Array(line.utf8))
        let id = try #require(TraceID(hex: trace))
        for _ in 0..<2 {
            let file = try fixture.open()
            let found = try #require(try file.trace(id)).spans
            #expect(found.map(\.name) == (0..<400).map(name))
            #expect(found.map { $0.events.map(\.name) } == (0..<400).map { [event($0)] })
            #expect(
                found.map { $0.attributes.map(\.value) }
                    == (0..<400).map { [.string(statement($0))] }
            )
            let operations = try #require(try file.services().services.first).operations
            #expect(Set(operations.map(\.name)) == Set((0..<400).map(name)))
            try Compaction(store: fixture.store).run()
        }
    }
}
