import Dossier
import TestSupport
import Testing

/// Spans as dumps have them: values that are no number, and times that can't be.
@Suite struct OddValueTests {
    private let folder = TemporaryFolder()

    private func file(_ spans: [String]) throws -> DossierFile {
        let dump = folder.write(
            "spans.jsonl",
            #"{"resourceSpans":[{"scopeSpans":[{"spans":[\#(spans.joined(separator: ","))]}]}]}"#
        )
        let store = folder.file("spans.dossier")
        _ = try Ingestion(store: store).run([dump])
        return try DossierFile(store)
    }

    private func span(_ number: Int, start: Int, _ attributes: String = "") -> String {
        let trace = String(repeating: "0", count: 30) + String(10 + number % 7)
        return #"{"traceId":"\#(trace)","spanId":"\#(String(1_000_000_000_000_000 + number))","#
            + #""name":"n","startTimeUnixNano":"\#(start)","endTimeUnixNano":"\#(start + 1)","#
            + #""attributes":[\#(attributes)]}"#
    }

    @Test(arguments: [".x", "span.x"])
    func whatIsNoNumberMakesOneGroup(field: String) throws {
        let start = 1_700_000_000_000_000_000
        let file = try file(
            (0..<40).map {
                span($0, start: start + $0, #"{"key":"x","value":{"doubleValue":"NaN"}}"#)
            }
        )
        let query = try TraceQLExpression(parsing: "{ } | count_over_time() by (\(field))")
        let times = TraceMetricsTimes(
            instantFrom: Timestamp(nanoseconds: UInt64(start - 1)),
            to: Timestamp(nanoseconds: UInt64(start + 100))
        )
        let series = try file.traceMetrics(query, times).series
        #expect(series.map { $0.points.map(\.value) } == [[40]])
        let groups = try file.traces(matching: TraceQLExpression(parsing: "{ } | by(\(field))"))
        #expect(groups.traces.allSatisfy { $0.spansets.count == 1 })
    }

    @Test func aSpanIn1970DoesNotWidenTheDefaultRange() throws {
        let start = 1_700_000_000_000_000_000
        let file = try file((0..<100).map { span($0, start: start + $0) } + [span(100, start: 5)])
        let range = try #require(try file.spanTimeRange())
        #expect(range.lowerBound.nanoseconds == UInt64(start))
        #expect(try file.eventTimeOutliers().map(\.count) == [1])
        let query = try TraceQLExpression(parsing: "{ } | count_over_time()")
        let total = try file.traceMetrics(query).series.flatMap(\.points).map(\.value).reduce(0, +)
        #expect(total == 100)
    }
}
