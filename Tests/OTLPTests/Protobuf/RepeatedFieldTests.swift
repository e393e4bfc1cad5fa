import DossierColumns
import DossierOTLP
import TestSupport
import Testing

/// Fields that come again in a message: the last one counts, messages are merged, lists go on.
@Suite struct RepeatedFieldTests {
    private typealias Wire = OTLPProtobuf

    /// The first line of a request with one item.
    private static func line(_ item: [UInt8], _ signal: OTLPSignal) throws -> String {
        let scope = Wire.delimited(1, []) + Wire.delimited(2, item)
        let entry = Wire.delimited(1, []) + Wire.delimited(2, scope)
        let reading = try DumpReading(Wire.delimited(1, entry), of: signal)
        #expect(reading.rejected.isEmpty)
        return try #require(reading.lines.first)
    }

    private static func metric(_ kind: Int, _ point: [UInt8]) -> [UInt8] {
        Wire.delimited(1, [0x6d]) + Wire.delimited(kind, Wire.delimited(1, point))
    }

    private static func fixed(_ number: Int, _ word: UInt64) -> [UInt8] {
        Wire.tag(number, 1) + (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
    }

    private static func text(_ number: Int, _ text: String) -> [UInt8] {
        Wire.delimited(number, Array(text.utf8))
    }

    @Test func bucketsAreMerged() throws {
        for field in [8, 9] {
            let twice =
                Wire.delimited(field, Wire.tag(1, 0) + [2] + Wire.delimited(2, [3, 4]))
                + Wire.delimited(field, Wire.tag(1, 0) + [4] + Wire.delimited(2, [5]))
            let once = Wire.delimited(field, Wire.tag(1, 0) + [4] + Wire.delimited(2, [3, 4, 5]))
            let line = try Self.line(Self.metric(10, twice), .metrics)
            #expect(try line == Self.line(Self.metric(10, once), .metrics))
            #expect(line.contains(#""offset":2,"bucketCounts":["3","4","5"]"#))
        }
    }

    @Test func aNumberPointHasOneValue() throws {
        let (double, int) = (Self.fixed(4, (1.5).bitPattern), Self.fixed(6, 7))
        #expect(
            try Self.line(Self.metric(5, double + int), .metrics)
                == Self.line(Self.metric(5, int), .metrics)
        )
        #expect(
            try Self.line(Self.metric(5, int + double), .metrics)
                == Self.line(Self.metric(5, double), .metrics)
        )
        let exemplars = [double.map { $0 == 0x21 ? 0x19 : $0 }, int]
        let both = Wire.delimited(5, exemplars[0] + exemplars[1])
        #expect(
            try Self.line(Self.metric(5, int + both), .metrics)
                == Self.line(Self.metric(5, int + Wire.delimited(5, exemplars[1])), .metrics)
        )
    }

    @Test func aNumberPointOfJSONHasOneValue() throws {
        #expect(
            try Request.pointComingBack(#""asDouble":1.5,"asInt":"7""#) == #""asInt":"7""#
        )
        #expect(
            try Request.pointComingBack(#""asInt":"7","asDouble":1.5"#) == #""asDouble":1.5"#
        )
        let exemplar = try Request.pointComingBack(
            #""asInt":"7","exemplars":[{"asDouble":1.5,"asInt":"7"}]"#
        )
        #expect(exemplar == #""asInt":"7","exemplars":[{"asInt":"7"}]"#)
    }

    @Test func theLastIDCounts() throws {
        let zeros = Wire.delimited(1, [UInt8](repeating: 0, count: 16))
        let id = Wire.delimited(1, [UInt8](repeating: 0x5b, count: 16))
        let none = Wire.delimited(1, [])
        let span = Wire.delimited(2, [UInt8](repeating: 0, count: 8))
        for (fields, last) in [
            (zeros + id, id), (id + zeros, zeros), (id + none, none), (zeros + none, none),
            (
                span + Wire.delimited(2, [1, 2, 3, 4, 5, 6, 7, 8]),
                Wire.delimited(2, [1, 2, 3, 4, 5, 6, 7, 8])
            ),
        ] {
            #expect(try Self.line(fields, .traces) == Self.line(last, .traces))
        }
    }

    @Test func anEmptyTextOr0TakesBackWhatCameBefore() throws {
        let name = Self.text(5, "a")
        let attribute = Wire.delimited(9, Self.text(1, "k") + Wire.delimited(2, Self.text(1, "v")))
        for (some, empty) in [
            (Self.text(3, "state"), Self.text(3, "")),
            (Wire.tag(10, 0) + [3], Wire.tag(10, 0) + [0]),
            (Wire.tag(16, 5) + [1, 0, 0, 0], Wire.tag(16, 5) + [0, 0, 0, 0]),
            (Wire.delimited(15, Self.text(2, "bad")), Wire.delimited(15, Self.text(2, ""))),
        ] {
            let span = name + some + attribute + empty
            #expect(try Self.line(span, .traces) == Self.line(name + attribute, .traces))
            #expect(
                try Self.line(span + some, .traces)
                    == Self.line(name + attribute + some, .traces)
            )
        }
        let record = Self.text(3, "WARN") + Self.text(12, "event")
        #expect(
            try Self.line(record + Self.text(3, "") + Self.text(12, ""), .logs)
                == Self.line([], .logs)
        )
        #expect(
            try Self.line(Self.metric(9, Self.fixed(4, 5) + Self.fixed(4, 0)), .metrics)
                == Self.line(Self.metric(9, []), .metrics)
        )
    }

    @Test func theLastBodyCounts() throws {
        let (text, number) = (Wire.delimited(5, Self.text(1, "a")), Wire.delimited(5, [0x18, 7]))
        #expect(try Self.line(text + number, .logs) == Self.line(number, .logs))
        #expect(try Self.line(number + text, .logs) == Self.line(text, .logs))
    }

    @Test func aMetricWithANameLikeATraceIDIsAMetric() throws {
        let points = Wire.delimited(1, Self.fixed(6, 7))
        let metric = Self.text(1, "http.server.time") + Wire.delimited(5, points)
        let entry = Wire.delimited(2, Wire.delimited(2, metric))
        let reading = try DumpReading(Wire.delimited(1, entry))
        #expect(reading.batches.map(\.dataPoints.rowCount) == [1])
        #expect(reading.batches.map(\.spans.rowCount) == [0])
    }
}
