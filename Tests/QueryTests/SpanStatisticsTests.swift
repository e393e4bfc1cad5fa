import DossierQuery
import Testing

@Suite struct SpanStatisticsTests {
    let fixture = QueryFixture()

    private func span(_ id: Int, _ name: String, _ start: Int, _ end: Int, fails: Bool = false)
        -> String
    {
        """
        {"traceId":"\(QueryFixture.trace)","spanId":"00000000000000\(id + 10)","name":"\(name)",\
        "startTimeUnixNano":"\(start)","endTimeUnixNano":"\(end)"\
        \(fails ? #","status":{"code":2}"# : "")}
        """
    }

    private func ingest() throws {
        let cart = [
            span(1, "get", 100, 110), span(2, "get", 100, 130, fails: true),
            span(3, "put", 100, 120),
        ]
        try fixture.ingest("a.jsonl", QueryFixture.spans(service: "cart", cart))
        // In a later commit: an end before the start, and an unknown start.
        let others = [span(4, "get", 9, 5), span(5, "get", 0, 5, fails: true)]
        try fixture.ingest("b.jsonl", QueryFixture.spans(service: nil, others))
        try fixture.ingest("c.jsonl", QueryFixture.spans(service: "auth", [span(6, "in", 1, 3)]))
    }

    private func text(_ statistics: SpanStatistics) -> String {
        let name = { (bytes: [UInt8]?) in
            bytes.map { String(decoding: $0, as: UTF8.self) } ?? "-"
        }
        let durations = statistics.durations.map { "\($0.p50) \($0.p95) \($0.p99)" } ?? "-"
        return "\(name(statistics.service)) \(name(statistics.operation))"
            + " \(statistics.spanCount) \(statistics.errorCount) \(durations)"
    }

    @Test func servicesComeByNameAndThoseWithoutLast() throws {
        try ingest()
        let statistics = try SpanStatistics.all(by: .service, in: fixture.reader())
        #expect(
            statistics.map(text) == ["auth - 1 0 2 2 2", "cart - 3 1 20 30 30", "- - 2 1 -"]
        )
    }

    @Test func operationsComeAfterTheirService() throws {
        try ingest()
        let expected = [
            "auth - 1 0 2 2 2", "auth in 1 0 2 2 2", "cart - 3 1 20 30 30",
            "cart get 2 1 10 30 30", "cart put 1 0 20 20 20", "- - 2 1 -", "- get 2 1 -",
        ]
        #expect(try SpanStatistics.all(by: .operation, in: fixture.reader()).map(text) == expected)
        try fixture.compact()
        #expect(try SpanStatistics.all(by: .operation, in: fixture.reader()).map(text) == expected)
    }

    @Test func aStoreWithoutSpansHasNoStatistics() throws {
        try fixture.ingest("a.jsonl", QueryFixture.logs(service: "cart", ["{}"]))
        #expect(try SpanStatistics.all(by: .operation, in: fixture.reader()).isEmpty)
    }
}
