import DossierColumns
import DossierQuery
import DossierRegularExpressions
import Testing

@Suite struct LogScanTests {
    let fixture = QueryFixture()

    /// Two commits: times 1 to 4 of `cart`, and 5, 6 and an unknown one without a service.
    private func scan(_ change: (inout LogCondition) throws -> Void) throws -> [UInt64] {
        try fixture.ingest(
            "a.jsonl",
            QueryFixture.logs(
                service: "cart",
                [
                    record(3, #""severityNumber":17,"body":{"stringValue":"no room"}"#),
                    record(1, #""severityNumber":9,"body":{"stringValue":"room left: 5"}"#),
                    record(4, #""severityText":"Warning","traceId":"\#(QueryFixture.trace)""#),
                    #"{"observedTimeUnixNano":"2","body":{"kvlistValue":{"values":[{"key":"rooms"}]}}}"#,
                ]
            )
        )
        try fixture.ingest(
            "b.jsonl",
            QueryFixture.logs(
                service: nil,
                [
                    #"{"body":{"stringValue":"no time"}}"#, record(6, #""severityText":"odd""#),
                    record(5, #""traceId":"\#(QueryFixture.trace)""#),
                ]
            )
        )
        var condition = LogCondition()
        try change(&condition)
        let scan = try LogScan(condition, in: fixture.reader())
        let found = try scan.first(.max)
        #expect(found.matchCount == found.records.count)
        #expect(try scan.count() == found.matchCount)
        let first = try scan.first(1)
        #expect(first.matchCount == found.matchCount)
        #expect(first.records == Array(found.records.prefix(1)))
        return found.records.map(\.time)
    }

    private func record(_ time: Int, _ members: String) -> String {
        #"{"timeUnixNano":"\#(time)",\#(members)}"#
    }

    @Test func recordsComeByTimeAndUnknownTimesLast() throws {
        #expect(try scan { _ in } == [1, 2, 3, 4, 5, 6, 0])
    }

    @Test func aRangeOfTimesEndsBeforeItsLimit() throws {
        #expect(
            try scan {
                $0.since = 2
                $0.until = 5
            } == [2, 3, 4]
        )
    }

    @Test func severityIsThatOfTheNumberOrElseOfTheText() throws {
        #expect(try scan { $0.severityMin = SeverityLevel.warn.lowestNumber } == [3, 4])
        #expect(try scan { $0.severityMin = SeverityLevel.info.lowestNumber } == [1, 3, 4])
    }

    @Test func aServiceIsThatOfTheResource() throws {
        #expect(try scan { $0.service = Array("cart".utf8) } == [1, 2, 3, 4])
        #expect(try scan { $0.service = Array("car".utf8) } == [])
    }

    @Test func aTraceIsFoundInAllCommits() throws {
        #expect(try scan { $0.trace = TraceID(hex: QueryFixture.trace) } == [4, 5])
        #expect(try scan { $0.trace = TraceID(hex: QueryFixture.otherTrace) } == [])
    }

    @Test func textIsFoundInStringsAndKeysOfBodies() throws {
        #expect(try scan { $0.texts = [.containing(Array("room".utf8))] } == [1, 2, 3])
        #expect(
            try scan {
                $0.texts = [.containing(Array("room".utf8)), .containing(Array("no ".utf8))]
            } == [3]
        )
        let pattern = try RegularExpression(searching: Array("^no (room|time)$".utf8))
        #expect(try scan { $0.texts = [.matching(SharedExpression(pattern))] } == [3, 0])
    }
}
