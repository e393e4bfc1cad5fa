import Dossier
import TestSupport
import Testing

@testable import DossierCLI

/// Log records that are found, against those that a look at each one tells.
@Suite struct LogsTests {
    let fixture = StoreFixture()

    private func body(_ record: DumpItems.Item) -> String {
        record.json["body"]?["stringValue"]?.text ?? ""
    }

    /// All strings and keys of a body.
    private func texts(of value: JSON?) -> [String] {
        if let text = value?["stringValue"]?.text { return [text] }
        let elements = value?["arrayValue"]?["values"]?.elements ?? []
        let members = value?["kvlistValue"]?["values"]?.elements ?? []
        return elements.flatMap { texts(of: $0) }
            + members.flatMap { [$0["key"]?.text ?? ""] + texts(of: $0["value"]) }
    }

    private func time(_ record: DumpItems.Item) -> Timestamp {
        let time = record.number("timeUnixNano")
        return Timestamp(
            nanoseconds: time != 0 ? time : record.number("observedTimeUnixNano")
        )
    }

    private func contains(_ text: String, _ part: String) -> Bool {
        let (text, part) = (Array(text.utf8), Array(part.utf8))
        guard !part.isEmpty else { return true }
        guard text.count >= part.count else { return false }
        return (0...(text.count - part.count)).contains { text[$0...].starts(with: part) }
    }

    private func expected(_ query: LogQuery, _ records: [DumpItems.Item]) -> [DumpItems.Item] {
        let severities: [LogSeverity: UInt64] = [
            .trace: 1, .debug: 5, .info: 9, .warn: 13, .error: 17, .fatal: 21,
        ]
        return records.filter { record in
            (query.trace.map { $0.hex == record.text("traceId") } ?? true)
                && (query.text.map { text in
                    texts(of: record.json["body"]).contains { contains($0, text) }
                } ?? true)
                && (query.pattern.map { pattern in
                    let text = String(pattern.source.dropFirst(2).dropLast(2))
                    return texts(of: record.json["body"]).contains { contains($0, text) }
                } ?? true)
                && (query.service.map { $0 == record.service } ?? true)
                && (query.minimumSeverity.flatMap { severities[$0] }
                    .map { record.number("severityNumber") >= $0 } ?? true)
                && (query.since.map { time(record) >= $0 } ?? true)
                && (query.until.map { time(record) < $0 } ?? true)
        }
    }

    /// Random conditions, with texts that occur, and some that don't.
    private func queries(_ records: [DumpItems.Item], seed: UInt64) -> [LogQuery] {
        var generator = SplitMix64(seed: seed)
        return (0..<60).map { _ in
            var query = LogQuery()
            guard let record = records.randomElement(using: &generator) else { return query }
            if Bool.random(using: &generator) {
                let text = Array(body(record))
                let start = Int.random(in: 0...text.count, using: &generator)
                let part = text[start...].prefix(Int.random(in: 0...12, using: &generator))
                query.text =
                    String(part) + (Int.random(in: 0..<5, using: &generator) == 0 ? "~" : "")
            }
            if Int.random(in: 0..<4, using: &generator) == 0, let text = query.text {
                query.pattern = try? LogPattern(#"\Q\#(text)\E"#)
                query.text = nil
            }
            if Int.random(in: 0..<3, using: &generator) == 0 { query.service = record.service }
            if Int.random(in: 0..<3, using: &generator) == 0 {
                query.minimumSeverity = LogSeverity.allCases.randomElement(using: &generator)
            }
            if Int.random(in: 0..<4, using: &generator) == 0 {
                query.trace = TraceID(hex: record.text("traceId"))
            }
            if Int.random(in: 0..<3, using: &generator) == 0 { query.since = time(record) }
            if Int.random(in: 0..<3, using: &generator) == 0 {
                query.until = records.randomElement(using: &generator).map { time($0) }
            }
            return query
        }
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func whatIsFoundIsWhatALookAtEachRecordTells(seed: UInt64) throws {
        let dump = IncidentDump(seed: seed, traceCount: 150, serviceCount: 5)
        try fixture.ingest(dump.write(to: fixture.folder))
        let records = try DumpItems(dump).logRecords
        let file = try fixture.open()
        for query in queries(records, seed: seed) {
            let expected = expected(query, records)
            let listing = try file.logRecords(query)
            #expect(listing.matchCount == expected.count)
            #expect(!listing.isCut)
            #expect(try file.logRecordCount(query) == expected.count)
            #expect(listing.logRecords.map(\.effectiveTime) == expected.map { time($0) }.sorted())
            #expect(
                listing.logRecords.map { "\($0.traceID?.hex ?? "") \($0.spanID?.hex ?? "")" }
                    .sorted()
                    == expected.map { "\($0.text("traceId")) \($0.text("spanId"))" }.sorted()
            )
            let first = try file.logRecords(query.limited(to: 7))
            #expect(first.matchCount == expected.count)
            #expect(first.isCut == (expected.count > 7))
            #expect(
                first.logRecords.map(\.effectiveTime)
                    == listing.logRecords.prefix(7).map(\.effectiveTime)
            )
        }
    }

    @Test func textIsLookedForInThePlaceThatIsNamed() throws {
        let records = [
            #""body":{"stringValue":"in the body"}"#,
            #""attributes":[{"key":"place","value":{"stringValue":"in an attribute"}}]"#,
            #""attributes":[{"key":"list","value":{"arrayValue":{"values":[{"stringValue":"in a list"}]}}}]"#,
            #""attributes":[{"key":"in a key","value":{"boolValue":true}}]"#,
            #""eventName":"in the name""#,
            #""attributes":[{"key":"count","value":{"intValue":"4711"}}]"#,
            #""attributes":[{"key":"share","value":{"doubleValue":0.25}}],"body":{"stringValue":"4711"}"#,
            #""attributes":[{"key":"ratio","value":{"doubleValue":5}}]"#,
        ].enumerated().map { #"{"timeUnixNano":"\#($0 + 1)",\#($1)}"# }.joined(separator: ",")
        try fixture.ingest(
            "a.json",
            #"{"resourceLogs":[{"scopeLogs":[{"logRecords":[\#(records)]}]}]}"#.utf8
        )
        let file = try fixture.open()
        func found(_ text: String, _ place: LogQuery.TextPlace) throws -> [[UInt64]] {
            var plain = LogQuery()
            plain.text = text
            var pattern = LogQuery()
            pattern.pattern = try LogPattern(#"\Q\#(text)\E"#)
            return try [plain, pattern].map { query in
                var query = query
                query.textPlace = place
                return try file.logRecords(query).logRecords.map { $0.timeNanoseconds - 1 }
            }
        }
        #expect(try found("in ", .body) == [[0], [0]])
        #expect(try found("in ", .attributes) == [[1, 2, 3, 4], [1, 2, 3, 4]])
        #expect(try found("in ", .all) == [[0, 1, 2, 3, 4], [0, 1, 2, 3, 4]])
        #expect(try found("4711", .body) == [[6], [6]])
        #expect(try found("4711", .attributes) == [[5], [5]])
        #expect(try found("0.25", .attributes) == [[6], [6]])
        #expect(try found("true", .all) == [[3], [3]])
        var whole = LogQuery()
        whole.pattern = try LogPattern("^5$")
        whole.textPlace = .attributes
        #expect(try file.logRecords(whole).logRecords.map { $0.timeNanoseconds - 1 } == [7])
        #expect(try found("place", .all) == [[1], [1]])
    }

    @Test func aBlockLeftOutForItsTimesHoldsNoMatch() throws {
        // Two commits, hours apart: a range in one must not read the other, and must find all.
        for (name, start) in [("a", "1700000000"), ("b", "1700009000")] {
            try fixture.ingest(
                "\(name).json",
                """
                {"resourceLogs":[{"scopeLogs":[{"logRecords":[
                {"timeUnixNano":"\(start)000000000","body":{"stringValue":"\(name)1"}},
                {"observedTimeUnixNano":"\(start)000000001","body":{"stringValue":"\(name)2"}},
                {"body":{"stringValue":"\(name)3"}}]}]}]}
                """.utf8
            )
        }
        let file = try fixture.open()
        var query = LogQuery()
        query.since = Timestamp(seconds: 1_700_009_000)
        #expect(try texts(file, query) == ["b1", "b2"])
        query.since = nil
        query.until = Timestamp(seconds: 1_700_000_000) + .nanoseconds(1)
        #expect(try texts(file, query) == ["a1"])
        #expect(try texts(file, LogQuery()) == ["a1", "a2", "b1", "b2", "a3", "b3"])
    }

    private func texts(_ file: DossierFile, _ query: LogQuery) throws -> [String] {
        try file.logRecords(query).logRecords.map { AttributeText.text($0.body) }
    }

    @Test func structuredBodiesAreSearchedInTheirStringsAndKeys() throws {
        try fixture.ingest(
            "bodies.json",
            """
            {"resourceLogs":[{"scopeLogs":[{"logRecords":[
            {"timeUnixNano":"1","body":{"kvlistValue":{"values":[{"key":"outer","value":
             {"arrayValue":{"values":[{"intValue":"7"},{"stringValue":"deep down"}]}}},
             {"key":"after","value":{"stringValue":"the array"}}]}}},
            {"timeUnixNano":"2","body":{"stringValue":"deep"}},
            {"timeUnixNano":"3","body":{"stringValue":" down"}},
            {"timeUnixNano":"4","body":{"intValue":"7"}},
            {"timeUnixNano":"5"}]}]}]}
            """.utf8
        )
        let file = try fixture.open()
        func times(_ text: String) throws -> [UInt64] {
            var query = LogQuery()
            query.text = text
            return try file.logRecords(query).logRecords.map(\.timeNanoseconds)
        }
        #expect(try times("deep down") == [1])
        #expect(try times("deep") == [1, 2])
        #expect(try times("after") == [1])
        #expect(try times("the array") == [1])
        #expect(try times("7") == [])
    }

    @Test func aSeverityTextCountsWhereThereIsNoNumber() throws {
        try fixture.ingest(
            "severities.json",
            """
            {"resourceLogs":[{"scopeLogs":[{"logRecords":[
            {"timeUnixNano":"1","severityText":"ERROR"},{"timeUnixNano":"2","severityText":"warning"},
            {"timeUnixNano":"3","severityNumber":9,"severityText":"ERROR"},{"timeUnixNano":"4"},
            {"timeUnixNano":"5","severityNumber":21},{"timeUnixNano":"6","severityText":"odd"}
            ]}]}]}
            """.utf8
        )
        let file = try fixture.open()
        var query = LogQuery()
        query.minimumSeverity = .error
        #expect(try file.logRecords(query).logRecords.map(\.timeNanoseconds) == [1, 5])
        query.minimumSeverity = .warn
        #expect(try file.logRecords(query).logRecords.map(\.timeNanoseconds) == [1, 2, 5])
    }

    @Test func theDocumentHasTheRecordsAsTheTraceDocumentHasThem() throws {
        let dump = IncidentDump(seed: 4, traceCount: 40, serviceCount: 4)
        try fixture.ingest(dump.write(to: fixture.folder))
        let file = try fixture.open()
        let id = try #require(try file.traceErrorRates().map(\.id).first)
        var query = LogQuery()
        query.trace = id
        let logs = try #require(try JSON.lines(file.logRecordsJSON(query)).first)
        let document = try #require(try file.traceJSON(id))
        let trace = try #require(try JSON.lines(document).first)
        #expect(logs["logs"] == trace["logs"])
        #expect(logs["match_count"] == .number("\(trace["logs"]?.elements.count ?? 0)"))
        #expect(logs.members.map(\.key) == ["logs", "match_count"])
    }

    /// More records than are read at once, in the order of the listing and with commas between.
    @Test(arguments: [LogQuery.Order.oldest, .newest])
    func aLongDocumentHasAllRecords(order: LogQuery.Order) throws {
        let count = 9_500
        for part in 0..<2 {
            let records = stride(from: part, to: count, by: 2).map { number in
                #"{"timeUnixNano":"\#(1000 + number)","body":{"stringValue":"record \#(number)"}}"#
            }
            let lines =
                #"{"resourceLogs":[{"scopeLogs":[{"logRecords":["#
                + records.joined(separator: ",") + "]}]}]}\n"
            try fixture.ingest("\(part).jsonl", lines.utf8)
        }
        var query = LogQuery()
        query.limit = nil
        query.order = order
        let file = try fixture.open()
        let document = try #require(try JSON.lines(file.logRecordsJSON(query)).first)
        let times = try file.logRecords(query).logRecords.map { "\($0.timeNanoseconds)" }
        #expect(times.count == count)
        #expect(document["logs"]?.elements.map { $0["timeUnixNano"]?.text } == times)
        #expect(
            document["logs"]?.elements.map { $0["body"]?["stringValue"]?.text }
                == times.map { "record \((Int($0) ?? 0) - 1000)" }
        )
    }

    @Test func theTableShowsTimeSeverityServiceAndTrace() throws {
        try fixture.ingest(
            "one.json",
            """
            {"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":
            {"stringValue":"cart"}}]},"scopeLogs":[{"logRecords":[
            {"timeUnixNano":"1700000000123000000","severityNumber":17,
             "traceId":"0102030405060708090a0b0c0d0e0f10","body":{"stringValue":"no\\nroom"}},
            {"timeUnixNano":"1700000001123000000","body":{"intValue":"5"}}]}]}]}
            """.utf8
        )
        var lines: [String] = []
        let listing = try fixture.open().logRecords()
        let layout = TextLayout(columns: nil)
        listing.table(layout, attributes: false).write(layout) { lines.append($0) }
        #expect(
            lines == [
                "TIME                      SEVERITY  SERVICE  TRACE ID                          BODY",
                "2023-11-14T22:13:20.123Z  ERROR     cart     0102030405060708090a0b0c0d0e0f10  no\\nroom",
                "2023-11-14T22:13:21.123Z            cart                                       5",
            ]
        )
        #expect(listing.cutNote(isTail: false) == nil)
        let cut = try fixture.open().logRecords(LogQuery().limited(to: 1))
        #expect(cut.cutNote(isTail: true) == "1 of 2 log records; --tail N shows more")
    }
}

extension LogQuery {
    fileprivate func limited(to limit: Int) -> LogQuery {
        var query = self
        query.limit = limit
        return query
    }
}
