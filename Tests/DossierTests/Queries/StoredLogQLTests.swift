import Dossier
import TestSupport
import Testing

/// LogQL over the log records of a store, against what a look at each record tells.
@Suite struct StoredLogQLTests {
    private let fixture = StoreFixture()

    private func file() throws -> DossierFile {
        let dump = IncidentDump(seed: 5, traceCount: 150, serviceCount: 5)
        try fixture.ingest(dump.write(to: fixture.folder))
        return try fixture.open()
    }

    private func service(_ record: LogRecord) -> String {
        record.resource.serviceName ?? "unknown_service"
    }

    private func text(_ record: LogRecord) -> String? {
        if case .string(let text) = record.body { text } else { nil }
    }

    @Test func selectorsAndLineFiltersFindWhatConditionsFind() throws {
        let file = try file()
        let all = try file.logRecords().logRecords
        let services = Set(all.map(service))
        #expect(services.count > 1)
        for service in services {
            var query = LogQuery()
            query.logQL = try LogQLExpression(
                parsing: "{service_name=`\(service)`} |~ `[0-9]` != `GC`"
            )
            let listing = try file.logRecords(query)
            let expected = all.filter { record in
                guard self.service(record) == service, let text = text(record) else { return false }
                return text.contains(/[0-9]/) && !text.contains("GC")
            }
            let found = listing.logRecords.filter { text($0) != nil }
            #expect(found.map(\.effectiveTime) == expected.map(\.effectiveTime))
            #expect(listing.matchCount == listing.logRecords.count)
        }
    }

    @Test func theNewestComeFirstAndAllAreCounted() throws {
        let file = try file()
        var query = LogQuery()
        query.logQL = try LogQLExpression(parsing: "{service_name=~`.+`} | severity_number >= 9")
        query.order = .newest
        let all = try file.logRecords(query)
        query.limit = 3
        let few = try file.logRecords(query)
        #expect(
            few.logRecords.map(\.effectiveTime) == all.logRecords.prefix(3).map(\.effectiveTime)
        )
        #expect(few.matchCount == all.logRecords.count)
        #expect(few.isCut)
        #expect(all.logRecords.allSatisfy { $0.severityNumber >= 9 })
        query.minimumSeverity = .error
        #expect(try file.logRecordCount(query) == all.logRecords.count { $0.severityNumber >= 17 })
    }

    @Test func countsByServiceAddUpToAllRecords() throws {
        let file = try file()
        let all = try file.logRecords().logRecords
        let counts = try LogQLExpression(
            parsing: "sum by (service_name) (count_over_time({service_name=~`.+`}[1s]))"
        )
        guard case .matrix(let series) = try file.logResult(of: counts) else {
            Issue.record("no matrix")
            return
        }
        let expected = Dictionary(all.map { (service($0), 1) }, uniquingKeysWith: +)
        var found: [String: Int] = [:]
        for one in series {
            found[one.labels.first?.value ?? "", default: 0] += Int(
                one.points.reduce(0) { $0 + $1.value }
            )
        }
        #expect(found == expected)
    }

    @Test func stagesSayWhatTheyMade() throws {
        let file = try file()
        var query = LogQuery()
        query.logQL = try LogQLExpression(
            parsing: "{service_name=~`.+`} | pattern `<first> <_>` | line_format `{{.first}}!`"
        )
        query.limit = 5
        for record in try file.logRecords(query).logRecords {
            let first = record.labels.first { $0.name == "first" }?.value
            #expect(record.formattedLine == "\(first ?? "")!")
        }
    }

    @Test func contextIsOfTheSameStream() throws {
        let file = try file()
        let all = try file.logRecords().logRecords
        var query = LogQuery()
        query.minimumSeverity = .error
        query.contextCount = 2
        let listing = try file.logRecords(query)
        #expect(listing.logRecords.contains { $0.isContext })
        #expect(listing.logRecords.count { !$0.isContext } == listing.matchCount)
        #expect(listing.groups.map(\.count).reduce(0, +) == listing.logRecords.count)
        for group in listing.groups {
            let records = listing.logRecords[group]
            let instance = records.first?.resource.serviceInstance
            #expect(records.allSatisfy { $0.resource.serviceInstance == instance })
            let stream = all.filter { $0.resource.serviceInstance == instance }
            let times = records.map(\.effectiveTime)
            #expect(
                stream.indices.contains { start in
                    stream[start...].prefix(records.count).map(\.effectiveTime) == times
                }
            )
        }
    }

    @Test func recordsAreNumberedAsTheyAreStored() throws {
        let file = try file()
        let count = try file.storedLogRecordCount()
        #expect(count == UInt64(try file.logRecordCount()))
        var query = LogQuery()
        query.storedRecords = 5..<count
        #expect(try UInt64(file.logRecordCount(query)) == count - 5)
        query.logQL = try LogQLExpression(parsing: "{service_name=~`.+`}")
        query.storedRecords = 0..<5
        #expect(try file.logRecordCount(query) == 5)
    }

    @Test func expressionsOfConditionsFindTheSame() throws {
        let file = try file()
        var query = LogQuery()
        query.text = "failed"
        query.service = "payment"
        query.minimumSeverity = .error
        let expression = LogQLExpression(query)
        #expect(
            expression.description
                == #"{service_name="payment"} |= "failed" | severity_number>=17"#
        )
        var same = LogQuery()
        same.logQL = expression
        #expect(try file.logRecordCount(same) == file.logRecordCount(query))
    }

    @Test func expressionsForSeriesFindNoRecords() throws {
        var query = LogQuery()
        query.logQL = try LogQLExpression(parsing: "rate({a=`b`}[1m])")
        let error = #expect(throws: DossierError.self) { try file().logRecords(query) }
        #expect(error?.code == .invalidExpression)
    }

    /// A record whose attributes are these members of OTLP-JSON.
    private func record(_ attributes: String, _ others: String = "") -> [UInt8] {
        let text = """
            {"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":\
            {"stringValue":"a"}}]},"scopeLogs":[{"logRecords":[{"timeUnixNano":"1700000000000000000",\
            "body":{"stringValue":"x"}\(others),"attributes":[\(attributes)]}]}]}]}
            """
        return Array(text.utf8)
    }

    private func member(_ key: String, _ value: String) -> String {
        #"{"key":"\#(key)","value":\#(value)}"#
    }

    private func map(_ members: [String]) -> String {
        #"{"kvlistValue":{"values":[\#(members.joined(separator: ","))]}}"#
    }

    private func metadata() throws -> [String: String] {
        guard case .entries(let entries) = try fixture.open().logEntries() else { return [:] }
        let pairs = entries.flatMap(\.metadata).map { ($0.name, $0.value) }
        return Dictionary(pairs) { first, _ in first }
    }

    @Test func membersOfMapsWithLongNamesTakeBoundedTimeAndNoOthersWithThem() throws {
        let long = String(repeating: "q", count: 60_000)
        let members = (0..<2_000).map { member("m\($0)", #"{"stringValue":"1"}"#) }
        let tooLong = member(String(repeating: "z", count: 70_000), #"{"stringValue":"1"}"#)
        let attributes = [
            member(long, map(members)),
            member("m", map([tooLong, member("after", #"{"stringValue":"kept"}"#)])),
        ]
        try fixture.ingest("logs.jsonl", record(attributes.joined(separator: ",")))
        let labels = try metadata()
        #expect(labels["m_after"] == "kept")
        #expect(labels["\(long)_m0"] == "1")
        #expect(labels.count { $0.key.hasPrefix(long) } == (1 << 20) / 60_003)
    }

    @Test func mapsUnderAnEmptyKeyAndThatOfAFieldMakeLabelsOfTheirMembers() throws {
        let value = map([member("b", #"{"stringValue":"1"}"#)])
        let attributes = member("", value) + "," + member("event_name", value)
        try fixture.ingest("logs.jsonl", record(attributes, #","eventName":"e""#))
        let labels = try metadata()
        #expect(labels["b"] == "1")
        #expect(labels["event_name"] == "e")
        #expect(labels["event_name_b"] == "1")
        var query = LogQuery()
        query.logQL = try LogQLExpression(parsing: "{service_name=`a`} | b=`1` | event_name_b=`1`")
        #expect(try fixture.open().logRecordCount(query) == 1)
    }
}
