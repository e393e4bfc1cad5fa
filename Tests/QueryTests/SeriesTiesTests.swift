import DossierColumns
import DossierQuery
import Testing

/// The rows of a trace, and the series that are tied to it.
@Suite struct SeriesTiesTests {
    let fixture = QueryFixture()

    private static let second: UInt64 = 1_000_000_000

    private func span(_ id: Int, start: UInt64, end: UInt64) -> String {
        """
        {"traceId":"\(QueryFixture.trace)","spanId":"00000000000000\(id + 10)",\
        "startTimeUnixNano":"\(start * Self.second)","endTimeUnixNano":"\(end * Self.second)"}
        """
    }

    private func point(_ time: UInt64, _ pairs: [(String, String)] = [], exemplar: Bool = false)
        -> String
    {
        let exemplars =
            exemplar
            ? #","exemplars":[{"timeUnixNano":"\#(time)","asDouble":1,"traceId":"\#(QueryFixture.trace)"}]"#
            : ""
        return """
            {"timeUnixNano":"\(time * Self.second)","asDouble":\(time),\
            "attributes":\(QueryFixture.attributes(pairs))\(exemplars)}
            """
    }

    private func ingest() throws {
        try fixture.ingest(
            "spans.jsonl",
            QueryFixture.spans(
                service: "cart",
                [span(2, start: 102, end: 103), span(1, start: 100, end: 104)]
            )
        )
        try fixture.ingest(
            "logs.jsonl",
            QueryFixture.logs(
                service: "cart",
                [
                    #"{"timeUnixNano":"7","traceId":"\#(QueryFixture.trace)"}"#,
                    #"{"observedTimeUnixNano":"5","traceId":"\#(QueryFixture.trace)"}"#,
                    #"{"timeUnixNano":"6","traceId":"\#(QueryFixture.otherTrace)"}"#,
                ]
            )
        )
        try fixture.ingest(
            "metrics.jsonl",
            QueryFixture.gauges(
                service: "cart",
                [("load", [80, 90, 101, 105, 120].map { point($0) })]
            )
                + QueryFixture.gauges(
                    service: "other",
                    [
                        ("labelled", [point(1, [("trace_id", QueryFixture.trace)])]),
                        ("sampled", [point(200), point(201, exemplar: true)]),
                        ("unrelated", [point(101)]),
                    ]
                )
        )
    }

    @Test func theRowsOfATraceComeByTime() throws {
        try ingest()
        let id = try #require(TraceID(hex: QueryFixture.trace))
        let rows = try #require(try TraceRows(id, in: fixture.reader()))
        let (spans, records) = (rows.spans, rows.logRecords)
        #expect(
            spans.places.map { spans.word(SpanColumn.startTime, at: $0) / Self.second }
                == [100, 102]
        )
        #expect(records.places.map { records.word(LogRecordColumn.time, at: $0) } == [0, 7])
        #expect(rows.exemplars.places.count == 1)
        let unknown = try #require(TraceID(hex: "0b000000000000000000000000000001"))
        #expect(try TraceRows(unknown, in: fixture.reader()) == nil)
    }

    @Test func seriesAreTiedByLabelExemplarAndResource() throws {
        try ingest()
        for _ in 0..<2 {
            let reader = try fixture.reader()
            let id = try #require(TraceID(hex: QueryFixture.trace))
            let ties = try SeriesTies(of: try #require(try TraceRows(id, in: reader)), in: reader)
            let points = ties.points
            let found = ties.tied.map { series in
                let times = series.points.map {
                    points.word(DataPointColumn.time, at: $0) / Self.second
                }
                return "\(series.ties.map(\.rawValue)) \(times) \(series.exemplars.count)"
            }
            #expect(
                found == [
                    #"["label"] [1] 0"#, #"["exemplar"] [201] 1"#,
                    // From the last point before the trace to the first one after it.
                    #"["resource"] [90, 101, 105] 0"#,
                ]
            )
            try fixture.compact()
        }
    }

    @Test func seriesOfLaterCommitsAreNotTied() throws {
        try ingest()
        let reader = try fixture.reader()
        let id = try #require(TraceID(hex: QueryFixture.trace))
        let rows = try #require(try TraceRows(id, in: reader))
        try fixture.ingest(
            "later.jsonl",
            QueryFixture.gauges(service: "cart", [("added", [point(101)])])
        )
        // The rows of the trace know no metric of this number.
        #expect(try SeriesTies(of: rows, in: reader).tied.count == 3)
        let anew = try #require(try TraceRows(id, in: reader))
        #expect(try SeriesTies(of: anew, in: reader).tied.count == 4)
    }

    @Test func aViewOfMetricsHasTheSeriesOfEach() throws {
        try ingest()
        let view = try MetricView(fixture.reader())
        #expect(view.metrics.count == 4)
        #expect(view.metrics.indices.map { view.series(of: $0).count } == [1, 1, 1, 1])
        #expect(view.series(of: 4).isEmpty)
        #expect(try view.times().range == Self.second...(201 * Self.second))
        let names = view.resources.map { origin in
            origin.attribute("service.name")?.text.map { String(decoding: $0, as: UTF8.self) }
        }
        #expect(Set(names) == ["cart", "other"])
    }
}
