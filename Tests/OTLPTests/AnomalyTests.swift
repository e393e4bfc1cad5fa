import DossierColumns
import DossierOTLP
import Testing

/// What an input has where OTLP expects a value is counted and named.
@Suite struct AnomalyTests {
    /// The kinds, names and counts of what is unusual in an input.
    private static func found(_ input: String) throws -> [String] {
        let reading = try DumpReading(input)
        let anomalies = reading.batches.flatMap(\.anomalies)
        #expect(Set(anomalies) == Set(reading.outcome.anomalies.all))
        return anomalies.map { anomaly in
            "\(anomaly.kind) \(String(decoding: anomaly.name, as: UTF8.self)) ×\(anomaly.count)"
        }
    }

    private static let id = #""traceId":"5b8efff798038103d269b633813fc60c""#

    private static func span(_ members: String) -> String { Request.spans("{\(id),\(members)}") }

    private static func attributes(_ values: String...) -> String {
        let list = values.map { #"{"key":"k","value":\#($0)}"# }.joined(separator: ",")
        return span(#""attributes":[\#(list)]"#)
    }

    private static func point(_ members: String) -> String {
        Request.metrics(#"{"name":"m","gauge":{"dataPoints":[{\#(members)}]}}"#)
    }

    @Test func validTelemetryHasNone() throws {
        let value = #"{"kvlistValue":{"values":[{"key":"a","value":{}},{"key":"b"}]}}"#
        #expect(try Self.found(Self.attributes("{}", value, "null")) == [])
        #expect(try Self.found(Self.point(#""asInt":"5","asDouble":null"#)) == [])
        #expect(try Self.found(Self.point(#""flags":1,"timeUnixNano":"5""#)) == [])
        #expect(try Self.found(Request.logs(#"{"traceId":"","spanId":"0000000000000000"}"#)) == [])
        #expect(try Self.found(Request.metrics(#"{"name":"m"}"#, #"{"gauge":{}}"#)) == [])
    }

    @Test(
        "A member that no value has is named",
        arguments: [
            #"{"strValue":"a"}"#, #"{"stringValue":"a","strValue":1}"#,
            #"{"arrayValue":{"values":[{"strValue":"a"}]}}"#,
            #"{"kvlistValue":{"values":[{"key":"a","value":{"strValue":[1]}}]}}"#,
            #"{"value":{"strValue":{}}}"#, #"{"arrayValue":{"strValue":[]}}"#,
        ]
    )
    func valueMember(_ value: String) throws {
        #expect(try Self.found(Self.attributes(value)) == ["attributeValueMember strValue ×1"])
        let resource =
            #"{"resourceSpans":[{"resource":{"attributes":[{"key":"a","value":\#(value)}]},"#
        let scopes = #""scopeSpans":[{"scope":{},"spans":[{\#(Self.id)}]}]}]}"#
        #expect(try Self.found(resource + scopes) == ["attributeValueMember strValue ×1"])
        let log = Request.logs(#"{"body":\#(value)}"#, #"{"body":\#(value)}"#)
        #expect(try Self.found(log) == ["bodyMember strValue ×2"])
        let set = Self.point(#""asInt":1,"attributes":[{"key":"a","value":\#(value)}]"#)
        let lines = [set, set, set].joined(separator: "\n")
        #expect(try Self.found(lines) == ["attributeValueMember strValue ×3"])
    }

    @Test func theFirstPlaceIsWhereTheMemberIs() throws {
        let line = Self.attributes(#"{"stringValue":"a"}"#) + "\n"
        let input = line + Self.attributes(#"{"text":"a"}"#, #"{"text":"b"}"#)
        let anomaly = try #require(try DumpReading(input).outcome.anomalies.all.first)
        #expect(anomaly.count == 2)
        #expect(Array(input.utf8)[Int(anomaly.byteOffset)...].starts(with: #""text""#.utf8))
    }

    @Test func membersOfAnAttributeWithoutAValueAreNamed() throws {
        #expect(
            try Self.found(Self.span(#""attributes":[{"key":"a","stringValue":"b"}]"#))
                == ["attributeMember stringValue ×1"]
        )
        let inner = #"{"kvlistValue":{"values":[{"key":"a","val":1}]}}"#
        #expect(try Self.found(Self.attributes(inner)) == ["attributeMember val ×1"])
        let set = Self.point(#""asInt":1,"attributes":[{"k":"a","v":"b"}]"#)
        #expect(try Self.found(set) == ["attributeMember k ×1", "attributeMember v ×1"])
    }

    @Test func aValueThatIsNullIsNamed() throws {
        #expect(
            try Self.found(Self.attributes(#"{"doubleValue":null}"#, #"{"doubleValue":null}"#))
                == ["nullMember doubleValue ×2"]
        )
        #expect(
            try Self.found(Request.logs(#"{"body":{"arrayValue":null}}"#))
                == ["nullMember arrayValue ×1"]
        )
        #expect(try Self.found(Self.point(#""asDouble":null"#)) == ["nullMember asDouble ×1"])
    }

    @Test(
        "A point without a value is named",
        arguments: [
            (#""timeUnixNano":"5""#, "pointMember  ×1"), (#""val":3"#, "pointMember val ×1"),
            (#""value":{}"#, "pointMember  ×1"),
            (#""value":{"as_text":"3"}"#, "pointMember as_text ×1"),
        ]
    )
    func pointWithoutValue(_ members: String, _ expected: String) throws {
        #expect(try Self.found(Self.point(members)) == [expected])
    }

    @Test func anEmptyWrapperIsForgottenWithItsPoint() throws {
        let metric =
            #"{"name":"m","gauge":{"dataPoints":[{"value":{"y":2},"asInt":1},{"val":3},"#
            + #"{"asInt":1,"exemplars":[{"value":{},"asInt":1},{"x":3}]},{"val":3}]}}"#
        #expect(
            try Self.found(Request.metrics(metric))
                == ["pointMember val ×2", "exemplarMember x ×1"]
        )
    }

    @Test func anExemplarWithoutAValueIsNamed() throws {
        let exemplar = #""asInt":1,"exemplars":[{"number":5},{"value":{"as":1}},{"asInt":1,"x":2}]"#
        #expect(
            try Self.found(Self.point(exemplar))
                == ["exemplarMember number ×1", "exemplarMember as ×1"]
        )
    }

    @Test(
        "A metric without data is named",
        arguments: [
            (#""points":[1]"#, "points"), (#""data":{"gage":{"dataPoints":[]}}"#, "gage"),
            (#""data":[1]"#, "data"), (#""gauge":{"points":[{"asInt":1}]}"#, "points"),
        ]
    )
    func metricWithoutData(_ members: String, _ name: String) throws {
        let metric = #"{"name":"m",\#(members)}"#
        #expect(
            try Self.found(Request.metrics(metric, metric)) == ["metricMember \(name) ×2"]
        )
    }

    @Test func entriesWithNothingThatOTLPHasAreNamed() throws {
        let scope = #"{"resourceSpans":[{"scopeSpans":[{"scope":{},"span":[{"name":"a"}]}]}]}"#
        #expect(try Self.found(scope) == ["groupMember span ×1"])
        let entry = #"{"resourceSpans":[{"resource":{},"scope_span":[{"spans":[]}]}]}"#
        #expect(try Self.found(entry) == ["groupMember scope_span ×1"])
        let resource =
            #"{"resourceLogs":[{"resource":{"attrs":[1]},"scopeLogs":[{"logRecords":[{}]}]}]}"#
        #expect(try Self.found(resource) == ["groupMember attrs ×1"])
    }

    @Test func spansOutOfReachAreCountedTogether() throws {
        let input = Request.spans(
            #"{"traceId":"zzz"}"#,
            #"{"traceId":"yyy"}"#,
            "{}",
            "{\(Self.id)}"
        )
        #expect(try Self.found(input) == ["spanWithoutTrace zzz ×3"])
    }

    @Test func idsThatAreNoneAreNamedByTheirMember() throws {
        let input = Self.span(#""spanId":"x","links":[{"traceId":"y","spanId":"z"}]"#)
        #expect(
            try Self.found(input) == ["unreadableID spanId ×2", "unreadableID traceId ×1"]
        )
    }

    @Test func countsThatDoNotFitAreLeftOutAndNamed() throws {
        let members = #""droppedAttributesCount":-1,"droppedLinksCount":"4294967296","flags":257"#
        let reading = try DumpReading(Self.span(members))
        #expect(reading.lines == [Self.span(#""flags":257"#)])
        #expect(
            try Self.found(Self.span(members)) == [
                "numberOutOfRange droppedAttributesCount ×1",
                "numberOutOfRange droppedLinksCount ×1",
            ]
        )
    }

    @Test func aNegativeCountOfAPointIsRejected() throws {
        for member in [#""count":-1"#, #""bucketCounts":["-1","2"]"#, #""scale":4294967296"#] {
            let reading = try DumpReading(
                Request.metrics(#"{"histogram":{"dataPoints":[{\#(member)},{"count":"2"}]}}"#)
            )
            #expect(reading.rejected.count == 1)
            #expect(
                reading.lines == [Request.metrics(#"{"histogram":{"dataPoints":[{"count":"2"}]}}"#)]
            )
        }
    }

    @Test func whatIsRejectedIsNotCountedAsWell() throws {
        let bad = #"{"key":"k","value":{"text":1}}"#
        let input = Self.span(#""attributes":[\#(bad),5]"#) + "\n" + Self.attributes(#"{"text":1}"#)
        #expect(try Self.found(input) == ["attributeValueMember text ×1"])
    }

    @Test func countsAreTheSameInPartsAndWithSmallWindows() throws {
        let line = Self.attributes(#"{"text":"a"}"#, #"{"stringValue":"b"}"#) + "\n"
        let input = Array(String(repeating: line, count: 20_000).utf8)
        for (part, window) in [(DumpReader.partByteCount, 2 << 20), (1 << 18, 4 << 20)] {
            let reading = try DumpReading([input], partByteCount: part, windowByteLimit: window)
            #expect(reading.outcome.anomalies.all.map(\.count) == [20_000])
            var sum = InputAnomalies()
            for anomaly in reading.batches.flatMap(\.anomalies) { sum.add(anomaly) }
            #expect(sum.all == reading.outcome.anomalies.all)
        }
    }

    @Test func resumingCountsNothingTwice() throws {
        let line = Self.attributes(#"{"text":"a"}"#, #"{"text":"b"}"#)
        let head = line.dropLast(6)
        let first = try DumpReading(String(head))
        let point = try #require(first.resumePoint)
        let second = try DumpReading(Array(line.utf8), from: point)
        let counts = [first, second].flatMap { $0.outcome.anomalies.all.map(\.count) }
        #expect(counts.reduce(0, +) == 2)
    }

    @Test func manyNamesAreCountedTogether() throws {
        let values = (0..<1_000).map { #"{"key":"k","value":{"n\#($0)":1}}"# }
        let input = Self.span(#""attributes":[\#(values.joined(separator: ","))]"#)
        let all = try DumpReading(input).outcome.anomalies.all
        #expect(all.count <= InputAnomaly.nameLimit + 1)
        #expect(all.reduce(0) { $0 + $1.count } == 1_000)
        #expect(all.last?.name == [])
    }
}
