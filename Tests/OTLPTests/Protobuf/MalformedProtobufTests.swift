import DossierColumns
import DossierOTLP
import TestSupport
import Testing

/// What becomes of requests in protobuf form that are not as they should be.
@Suite struct MalformedProtobufTests {
    private typealias Wire = OTLPProtobuf

    private static let traceID = Wire.delimited(1, [UInt8](repeating: 0x5b, count: 16))
    private static let start = Wire.tag(7, 1) + [1, 0, 0, 0, 0, 0, 0, 0]
    private static let resource = Wire.delimited(1, [])
    private static let span = named("a")

    private static func named(_ name: String) -> [UInt8] {
        traceID + Wire.delimited(5, Array(name.utf8)) + start
    }

    private static func attribute(_ key: String, _ value: [UInt8]) -> [UInt8] {
        Wire.delimited(1, Array(key.utf8)) + Wire.delimited(2, value)
    }

    private static func text(_ text: String) -> [UInt8] { Wire.delimited(1, Array(text.utf8)) }

    /// A request with one scope and spans, some of which are damaged.
    private static func request(_ spans: [UInt8]...) -> [UInt8] {
        let scope = Wire.delimited(1, []) + spans.flatMap { Wire.delimited(2, $0) }
        return Wire.delimited(1, resource + Wire.delimited(2, scope))
    }

    /// Fields that make a span invalid, by why.
    private static let malformed: KeyValuePairs<String, [[UInt8]]> = [
        "trace id that has not 16 bytes": [Wire.delimited(1, [1, 2, 3])],
        "span id that has not 8 bytes": [
            Wire.delimited(2, [1]), Wire.delimited(4, [UInt8](repeating: 1, count: 16)),
        ],
        "invalid field number": [[0], [0x80, 0]],
        "unknown wire type": [Wire.tag(6, 6), Wire.tag(6, 7)],
        "group ends that did not begin": [
            Wire.tag(6, 4), [Wire.tag(90, 3), Wire.tag(91, 4)].flatMap { $0 },
        ],
        "number of more than 64 bits": [
            [Wire.tag(6, 0), [UInt8](repeating: 0xff, count: 10)].flatMap { $0 }
        ],
        "field extends past the end of its message": [
            [0x2a, 9], [0x39, 0], [0x85, 0x01, 0], Wire.tag(90, 3), [0x30, 0x80],
        ],
        "value with more than one type": [
            Wire.delimited(9, attribute("k", [text("a"), [0x18, 1]].flatMap { $0 }))
        ],
        "attribute with two values": [
            Wire.delimited(9, [attribute("k", []), Wire.delimited(2, [])].flatMap { $0 })
        ],
    ]

    @Test func aMalformedItemIsRejectedAlone() throws {
        for (reason, spans) in Self.malformed {
            for span in spans { try expectRejection(of: Self.traceID + span, reason) }
        }
    }

    private func expectRejection(of damaged: [UInt8], _ reason: String) throws {
        let request = Self.request(Self.span, damaged, Self.span)
        let reading = try DumpReading(request)
        #expect(reading.batches.map(\.spans.rowCount) == [2])
        let rejected = try #require(reading.rejected.first)
        #expect(rejected.reason.hasPrefix(reason), "\(rejected.reason)")
        #expect(rejected.bytes == damaged)
        #expect(Array(request[Int(rejected.byteOffset)...].prefix(damaged.count)) == damaged)
        #expect(reading.rejected.count == 1)
        #expect(reading.outcome.rejectedItemCount == 1)
        #expect(reading.outcome.firstRejection == rejected.reason)
    }

    @Test func whatComesBeforeDamagedFramingIsKept() throws {
        let scope =
            Wire.delimited(1, []) + Wire.delimited(2, Self.span) + [0]
            + Wire.delimited(2, Self.span)
        let entry = Self.resource + Wire.delimited(2, scope)
        let reading = try DumpReading(Wire.delimited(1, entry + Wire.delimited(2, scope)))
        #expect(reading.batches.map(\.spans.rowCount) == [2])
        let tail = [0] + Wire.delimited(2, Self.span)
        #expect(reading.rejected.map(\.bytes) == [tail, tail])
    }

    @Test func anEntryWhoseResourceIsDamagedIsRejectedWithAllItsItems() throws {
        let scope = Wire.delimited(2, Self.span) + Wire.delimited(2, Self.span)
        let entry = Wire.delimited(1, [0x0b]) + Wire.delimited(2, scope)
        let request = Wire.delimited(1, entry) + Self.request(Self.span)
        let reading = try DumpReading(request)
        #expect(reading.batches.map(\.spans.rowCount) == [1])
        #expect(reading.rejected.map(\.bytes) == [entry])
        #expect(reading.outcome.rejectedItemCount == 2)
    }

    @Test func whatFollowsADamagedRequestIsRejected() throws {
        let rest = [0] + Self.request(Self.span)
        let reading = try DumpReading(Self.request(Self.span) + rest, of: .traces)
        #expect(reading.batches.map(\.spans.rowCount) == [1])
        #expect(reading.rejected.map(\.bytes) == [rest])
        #expect(!reading.outcome.isCutShort)
        let whole = InputFixtures.lengthPrefixed(Self.request(Self.span))
        let damaged = InputFixtures.lengthPrefixed(Self.request(Self.span) + rest)
        let framed = try DumpReading(whole + damaged + whole)
        #expect(framed.batches.map(\.spans.rowCount) == [3])
        #expect(framed.rejected.map(\.bytes) == [rest])
    }

    @Test func aResourceMayComeLateAndInPieces() throws {
        let scope = Wire.delimited(2, Wire.delimited(2, Self.span))
        let pieces = ["a", "b"].map {
            Wire.delimited(1, Wire.delimited(1, Self.attribute($0, Self.text("1"))))
        }
        let expected = try DumpReading(
            Wire.delimited(1, Wire.delimited(1, pieces.flatMap { $0.dropFirst(2) }) + scope)
        )
        for entry in [pieces[0] + scope + pieces[1], scope + pieces[0] + pieces[1]] {
            let reading = try DumpReading(Wire.delimited(1, entry))
            #expect(reading.rejected.isEmpty)
            #expect(reading.lines == expected.lines)
        }
        #expect(expected.lines[0].contains(#""key":"b""#))
    }

    @Test func theLastOfEqualScalarsCounts() throws {
        let span =
            Self.named("a") + Wire.delimited(5, Array("b".utf8)) + Wire.tag(6, 0) + [1]
            + Wire.tag(6, 0) + [2]
            + Wire.delimited(9, Self.attribute("k", Self.text("x") + Self.text("y")))
        let reading = try DumpReading(Self.request(span))
        let line = try #require(reading.lines.first)
        #expect(line.contains(#""name":"b","kind":2"#))
        #expect(line.contains(#"{"stringValue":"y"}"#))
    }

    @Test func unknownFieldsAreSkippedAndCountedWhereAValueIsMissing() throws {
        let unknown =
            Wire.delimited(500, [1, 2]) + Wire.tag(501, 3) + Wire.tag(502, 0) + [1]
            + Wire.tag(501, 4)
        let strange = Wire.delimited(9, Self.attribute("k", Wire.tag(8, 0) + [3]))
        let reading = try DumpReading(Self.request(Self.span + unknown + strange))
        #expect(reading.rejected.isEmpty)
        let plain = Self.span + Wire.delimited(9, Self.attribute("k", []))
        #expect(try reading.lines == DumpReading(Self.request(plain)).lines)
        let anomalies = reading.outcome.anomalies.all
        #expect(anomalies.map(\.kind) == [.attributeValueMember])
        #expect(anomalies.map(\.name) == [Array("field 8".utf8)])
    }

    @Test func zeroIDsAreKeptAsText() throws {
        let zeros = Wire.delimited(1, [UInt8](repeating: 0, count: 16))
        let reading = try DumpReading(Self.request(zeros + Self.start, Self.start))
        #expect(reading.batches[0].spans.columns[SpanColumn.trace] == [noTrace, noTrace])
        #expect(reading.lines[0].contains(String(repeating: "0", count: 32)))
        #expect(reading.outcome.anomalies.all.map(\.kind) == [.spanWithoutTrace])
        #expect(reading.outcome.anomalies.all.map(\.count) == [2])
    }

    @Test func valuesNestUpTo100LevelsDeep() throws {
        for (depth, isRead) in [(3, true), (63, true), (66, true), (100, true), (101, false)] {
            var value = Self.text("x")
            for level in 0..<depth {
                let item =
                    level % 2 == 0
                    ? Wire.delimited(5, Wire.delimited(1, value))
                    : Wire.delimited(6, Wire.delimited(1, Self.attribute("k", value)))
                value = item
            }
            let span = Self.span + Wire.delimited(9, Self.attribute("deep", value))
            let request = Self.request(span)
            let rowCount = SmallStack.run {
                try? DumpReading(request).batches.reduce(0) { $0 + $1.spans.rowCount }
            }
            #expect(rowCount == (isRead ? 1 : 0))
            guard isRead else { continue }
            let line = try #require(try DumpReading(request).lines.first)
            #expect(line.contains(#""stringValue":"x""#))
            // What was exported is read as the same.
            #expect(try DumpReading(line).lines == [line])
        }
    }

    @Test func anEntryLongerThanTheWindowIsRejected() throws {
        let long = Self.request(Self.named(String(repeating: "x", count: 5 << 20)))
        let input = Self.request(Self.span) + long + Self.request(Self.span)
        let reading = try DumpReading([input], windowByteLimit: 2 << 20)
        #expect(reading.batches.map(\.spans.rowCount) == [2])
        #expect(reading.rejected.map(\.byteOffset) == [UInt64(Self.request(Self.span).count)])
        #expect(reading.rejected[0].reason.contains("exceeds the limit of 2 MiB"))
    }

    @Test func aDeclaredRequestIsTakenAsItIs() throws {
        for bytes in [
            [], Array("{}".utf8), InputFixtures.gzip(Self.request(Self.span)), [0x0a, 127],
        ] {
            let outcome = try DumpReading(bytes, of: .traces).outcome
            #expect(outcome.refusal == nil)
            #expect(outcome.isEmpty == bytes.isEmpty)
            #expect(outcome.rejectedCount == (bytes.isEmpty ? 0 : 1))
        }
    }

    @Test func noDamageStopsTheReading() throws {
        var writer = OTLPProtobuf()
        let requests = try OTLPFixtures.everyField.map { writer.request(try JSON($0)) }
        for seed in UInt64(1)...200 {
            var mutator = Mutator(seed: seed)
            let index = Int(seed) % requests.count
            let damaged = mutator.damaged(requests[index], requests[(index + 1) % requests.count])
            for signal in OTLPSignal.allCases { _ = try DumpReading(damaged, of: signal) }
        }
    }
}
