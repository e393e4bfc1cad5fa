import Dossier
import DossierPromQL
import TestSupport
import Testing

/// Metrics that are computed from spans.
///
/// Samples are at multiples of 15 s, such as 10 s after the start of the tests.
@Suite struct SpanMetricTests {
    private typealias Span = SpanDump.Span

    private func lines(_ name: String, _ dumps: SpanDump...) throws -> [String] {
        try ViewFixture(dumps).lines([("__name__", name)])
    }

    @Test func callsCountFromZeroUntilTheEndOfTheSpans() throws {
        let found = try lines(
            "traces_spanmetrics_calls_total",
            SpanDump(
                Span(id: 1, kind: 2, start: 11, end: 12),
                Span(id: 2, kind: 2, start: 12, end: 25),
                Span(id: 3, kind: 2, status: 2, start: 30, end: 55)
            )
        )
        let labels =
            #"{__name__="traces_spanmetrics_calls_total", service="shop", "#
            + #"span_kind="SPAN_KIND_SERVER", span_name="work", status_code="#
        #expect(
            found == [
                labels + #""STATUS_CODE_ERROR"} 0.0@10.0 0.0@25.0 0.0@40.0 1.0@55.0"#,
                labels + #""STATUS_CODE_UNSET"} 0.0@10.0 2.0@25.0 2.0@40.0 2.0@55.0"#,
            ]
        )
    }

    @Test func durationsCountInBucketsThatEndWithTheirBound() throws {
        let dump = SpanDump(
            Span(id: 1, start: 0, end: 0.002),
            Span(id: 2, start: 0, end: 0.002_000_001),
            Span(id: 3, start: 0, end: 16.384),
            Span(id: 4, start: 0, end: 20)
        )
        let view = try ViewFixture([dump])
        let file = try view.fixture.open()
        let time = Timestamp(milliseconds: MetricDump.start * 1000 + 25_000)
        func values(_ expression: String) throws -> [Double] {
            guard case .vector(let series) = try file.query(PromQLQuery(expression, at: time)).value
            else { return [] }
            return series.compactMap { $0.points.first?.number }
        }
        let bucket = "traces_spanmetrics_latency_bucket"
        #expect(try values("count(\(bucket))") == [15])
        for (bound, count) in [("0.002", 1.0), ("0.004", 2), ("8.192", 2), ("16.384", 3)] {
            #expect(try values(#"\#(bucket){le="\#(bound)"}"#) == [count], "\(bound)")
        }
        #expect(try values(#"\#(bucket){le="+Inf"}"#) == [4])
        #expect(try values("traces_spanmetrics_latency_count") == [4])
        #expect(try values("traces_spanmetrics_latency_sum") == [36.388_000_001])
        #expect(try values("histogram_quantile(0.25, \(bucket))") == [0.002])
        #expect(try values("traces_spanmetrics_latency_sum{le=\"1\"}").isEmpty)
    }

    @Test func spansWithoutADurationCountOnlyAsCalls() throws {
        let dump = SpanDump(
            Span(id: 1, start: 11, end: nil),
            Span(id: 2, start: 30, end: 29),
            Span(id: 3, start: nil, end: nil),
            Span(id: 4, start: nil, end: 35)
        )
        let calls = try lines("traces_spanmetrics_calls_total", dump)
        #expect(calls.map { $0.drop { $0 != "}" } } == ["} 0.0@10.0 1.0@25.0 3.0@40.0"])
        #expect(try lines("traces_spanmetrics_latency_count", dump).isEmpty)
        let file = try ViewFixture([dump]).fixture.open()
        let infos = try file.query(PromQLQuery("traces_spanmetrics_calls_total")).infos
        #expect(
            infos == [
                "metric \"traces_spanmetrics_calls_total\" does not count 1 span that has no time,"
                    + " or one far from all others"
            ]
        )
    }

    @Test func duplicatesCountOnce() throws {
        let dump = SpanDump(Span(id: 1, start: 11, end: 12), Span(id: 2, start: 11, end: 12))
        let view = try ViewFixture([dump])
        try view.fixture.ingest([view.fixture.folder.file("spans0.jsonl")], force: true)
        let calls = try view.lines([("__name__", "traces_spanmetrics_calls_total")])
        #expect(calls.map { $0.hasSuffix("} 0.0@10.0 2.0@25.0") } == [true])
    }

    @Test func kindsAndCodesThatOTLPDoesNotHaveAreNumbers() throws {
        let found = try lines(
            "traces_spanmetrics_calls_total",
            SpanDump(Span(service: nil, name: "", id: 1, kind: 17, status: 9))
        )
        #expect(
            found == [
                #"{__name__="traces_spanmetrics_calls_total", span_kind="17", status_code="9"}"#
                    + " 0.0@-5.0 1.0@10.0"
            ]
        )
    }

    @Test func increasesAreThoseOfTheSpansInTheWindow() throws {
        var dump = SpanDump()
        for index in 0..<240 { dump.add(Span(id: index + 1, start: 0, end: Double(index) + 10.5)) }
        let file = try ViewFixture([dump]).fixture.open()
        let time = Timestamp(milliseconds: MetricDump.start * 1000 + 190_000)
        let result = try file.query(
            PromQLQuery("increase_exact(traces_spanmetrics_calls_total[1m])", at: time)
        )
        guard case .vector(let series) = result.value else {
            Issue.record("no vector")
            return
        }
        #expect(series.map { $0.points.first?.number } == [60])
    }
}
