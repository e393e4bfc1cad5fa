import DossierOTLP
import Testing

/// Push requests of Loki become OTLP, by the inverse of how Loki takes OTLP.
@Suite struct LokiPushTests {
    /// The log records that a stream becomes, with their scopes, in one line.
    private func line(_ stream: String, _ values: String...) throws -> String {
        let lists = values.map { #","values":[\#($0)]"# }.joined()
        let push = #"{"streams":[{"stream":{\#(stream)}\#(lists)}]}"#
        let reading = try DumpReading(otlp(fromLokiJSON: Array(push.utf8)))
        #expect(reading.rejected.isEmpty)
        return try #require(reading.lines.first)
    }

    private func entry(_ metadata: String) -> String { #"["17","line",{\#(metadata)}]"# }

    @Test func metadataThatLokiMakesOfFieldsBecomesTheseAgain() throws {
        let line = try line(
            #""service_name":"shop""#,
            entry(
                #""severity_number":"14","severity_text":"odd","observed_timestamp":"18","#
                    + #""flags":"1","event_name":"e","dropped_attributes_count":"2","#
                    + #""trace_id":"5b8efff798038103d269b633813fc60c","#
                    + #""span_id":"eee19b7ec3c1b174","scope_name":"s","scope_version":"2""#
            )
        )
        let record =
            #"{"timeUnixNano":"17","observedTimeUnixNano":"18","severityNumber":14,"#
            + #""severityText":"odd","body":{"stringValue":"line"},"droppedAttributesCount":2,"#
            + #""flags":1,"traceId":"5b8efff798038103d269b633813fc60c","#
            + #""spanId":"eee19b7ec3c1b174","eventName":"e"}"#
        #expect(line.contains(#""scope":{"name":"s","version":"2"},"logRecords":[\#(record)]"#))
    }

    @Test func whatLokiCanNotHaveMadeOfAFieldStaysAnAttribute() throws {
        for (name, value) in [
            ("severity_number", "0"), ("severity_number", "high"),
            ("severity_number", "4294967296"),
            ("flags", "07"), ("flags", "4294967296"), ("dropped_attributes_count", "-1"),
            ("observed_timestamp", "yesterday"), ("event_name", ""), ("scope_name", ""),
            ("trace_id", "5b8e"), ("span_id", "0000000000000000"), ("user", "u"),
        ] {
            let line = try line(#""a":"b""#, entry(#""\#(name)":"\#(value)""#))
            let attribute = #"{"key":"\#(name)","value":{"stringValue":"\#(value)"}}"#
            #expect(line.contains(#""body":{"stringValue":"line"},"attributes":[\#(attribute)]"#))
        }
    }

    @Test func theSecondOfANameStaysAnAttribute() throws {
        let line = try line(#""a":"b""#, entry(#""flags":"1","flags":"2","event_name":"e""#))
        #expect(line.contains(#""attributes":[{"key":"flags","value":{"stringValue":"2"}}]"#))
        #expect(line.contains(#""flags":1"#))
    }

    @Test func entriesOfAnotherScopeAreInAnother() throws {
        let (a, b) = (entry(#""scope_name":"a""#), entry(#""scope_name":"b""#))
        let line = try line(#""a":"b""#, a, "\(a),\(b)", b)
        let scopes = line.parts(separatedBy: #""scope":{"name":""#).dropFirst()
        #expect(scopes.map { $0.prefix(1) } == ["a", "b"])
        #expect(scopes.map { $0.parts(separatedBy: #""timeUnixNano""#).count - 1 } == [2, 2])
    }

    @Test func aLevelAmongLabelsIsTheSeverityOfEntriesWithoutOne() throws {
        let line = try line(
            #""level":"error""#,
            [entry(""), entry(#""level":"WARN""#), entry(#""severity_number":"1""#)]
                .joined(separator: ",")
        )
        #expect(line.contains(#"{"key":"level","value":{"stringValue":"error"}}"#))
        let records = line.parts(separatedBy: #"{"timeUnixNano""#).dropFirst()
        #expect(
            zip(
                records,
                [
                    #""severityNumber":17,"severityText":"error""#,
                    #""severityNumber":13,"severityText":"WARN""#, #""severityNumber":1,"body""#,
                ]
            ).allSatisfy { $0.contains($1) }
        )
        #expect(records.count == 3)
    }

    @Test func valuesThatComeTwiceAreAllRead() throws {
        let line = try line(#""a":"b""#, #"["1","one"]"#, #"["2","two"],["3","three"]"#)
        #expect(line.parts(separatedBy: #""timeUnixNano""#).count == 4)
    }
}

extension StringProtocol {
    fileprivate func parts(separatedBy separator: String) -> [SubSequence] {
        split(separator: separator, omittingEmptySubsequences: false)
    }
}
