import DossierColumns
import DossierOTLP
import TestSupport
import Testing

/// Requests in protobuf form leave what the same requests in JSON leave.
@Suite struct ProtobufTwinTests {
    /// Requests with every field that OTLP has: without two that only JSON has.
    private static let everyField = OTLPFixtures.everyField.map { line in
        line.replacing(#","schemaUrl":"https://inside/1""#, with: "")
            .replacing(#","name":"of old""#, with: "")
    }

    @Test(arguments: everyField) func everyFieldComesBack(_ line: String) throws {
        var writer = OTLPProtobuf()
        let reading = try DumpReading(writer.request(try JSON(line)))
        #expect(reading.rejected.map(\.reason).isEmpty)
        #expect(reading.outcome.anomalies.isEmpty)
        #expect(reading.lines == [line])
    }

    @Test(arguments: everyField)
    func theOrderOfFieldsDoesNotMatter(_ line: String) throws {
        let expected = telemetryItems([try JSON(line)])
        for seed in UInt64(0)..<20 {
            var writer = OTLPProtobuf(shuffling: seed, packing: seed % 2 == 0)
            let reading = try DumpReading(writer.request(try JSON(line)))
            #expect(reading.rejected.map(\.reason).isEmpty)
            let items = telemetryItems(try reading.exportedLines.map { try JSON($0) })
            // Lists are in the order in which they come.
            #expect(items.count == expected.count)
        }
    }

    @Test func listsNeedNotBePacked() throws {
        var writer = OTLPProtobuf(packing: false)
        let line = Self.everyField[2]
        #expect(try DumpReading(writer.request(try JSON(line))).lines == [line])
    }

    @Test func requestsMayFollowOneAnotherBareOrBehindLengths() throws {
        var writer = OTLPProtobuf()
        let lines = Array(Self.everyField.prefix(3))
        let requests = try lines.map { writer.request(try JSON($0)) }
        #expect(try DumpReading(requests.flatMap { $0 }).lines == lines)
        #expect(try DumpReading(requests.flatMap(InputFixtures.lengthPrefixed)).lines == lines)
    }

    @Test func theCollectorsCompressedRequestsAreRead() throws {
        var writer = OTLPProtobuf()
        let request = writer.request(try JSON(OTLPFixtures.traces))
        let message = InputFixtures.lengthPrefixed(InputFixtures.zstd(request))
        let reading = try DumpReading(message + message)
        #expect(reading.rejected.map(\.reason).isEmpty)
        #expect(reading.batches.map(\.spans.rowCount) == [2])
    }

    @Test func readingGoesOnWhereTheInputEnded() throws {
        var writer = OTLPProtobuf()
        let request = writer.request(try JSON(OTLPFixtures.traces))
        let whole = request + request
        for cut in [request.count, request.count + 1, request.count + 40, whole.count - 1] {
            let first = try DumpReading(Array(whole[..<cut]))
            #expect(first.batches.map(\.spans.rowCount) == [1])
            #expect(first.outcome.isCutShort == (cut != request.count))
            #expect(!first.rejected.contains { !$0.isTail })
            let point = try #require(first.resumePoint)
            #expect(point.byteOffset == UInt64(request.count))
            let second = try DumpReading(whole, from: point)
            #expect(second.batches.map(\.spans.rowCount) == [1])
            #expect(second.rejected.isEmpty)
        }
    }

    @Test(arguments: UInt64(1)...60) func randomRequestsAreReadAlike(_ seed: UInt64) throws {
        var random = RandomRequest(seed: seed)
        for signal in ["Spans", "Logs", "Metrics"] {
            let document = random.request(signal)
            let json = try DumpReading(document.bytes)
            var writer = OTLPProtobuf(packing: seed % 2 == 0)
            let reading = try DumpReading(
                writer.request(document),
                of: signal == "Spans" ? .traces : signal == "Logs" ? .logs : .metrics
            )
            #expect(reading.outcome.rejectedCount == json.outcome.rejectedCount)
            #expect(reading.exportedLines == json.exportedLines)
            #expect(
                reading.batches.map(\.shared.resources.count)
                    == json.batches.map(\.shared.resources.count)
            )
        }
    }
}

/// Random OTLP-JSON, by the table of its messages.
private struct RandomRequest {
    private var random: SplitMix64

    init(seed: UInt64) {
        random = SplitMix64(seed: seed)
    }

    mutating func request(_ signal: String) -> JSON {
        let entries = (0...random.below(3)).map { _ in message("Resource\(signal)", depth: 0) }
        return .object([JSON.Member(key: "resource\(signal)", value: .array(entries))])
    }

    private mutating func message(_ name: String, depth: Int) -> JSON {
        var fields = OTLPProtobuf.messages[name] ?? []
        switch name {
        case "AnyValue":
            // One member, and lists only so deep.
            let isScalar = depth > 70 || random.below(8) > 0
            fields = fields.filter { !isScalar || !$0.isList }
            fields = random.below(8) == 0 ? [] : [fields[random.below(fields.count)]]
        case "Metric":
            let kinds = fields.filter { $0.isData }
            let kind = kinds[random.below(kinds.count)].name
            fields = fields.filter { !$0.isData || $0.name == kind }
        default: fields = fields.filter { _ in random.below(4) > 0 }
        }
        let members = fields.map { field in
            JSON.Member(key: field.name, value: value(of: field, depth: depth + 1))
        }
        // Protobuf has no empty lists.
        return .object(members.filter { $0.value != .array([]) })
    }

    private mutating func value(of field: ProtobufField, depth: Int) -> JSON {
        guard field.isRepeated else { return element(of: field, depth: depth) }
        return .array((0..<random.below(4)).map { _ in element(of: field, depth: depth) })
    }

    private mutating func element(of field: ProtobufField, depth: Int) -> JSON {
        switch field.encoding {
        case .message(let name): message(name, depth: depth)
        case .text: .text(["", "a", "service.name", "é\n\"\u{0}"][random.below(4)])
        case .id(let count):
            .text((0..<count).map { _ in ["00", "7f", "a0"][random.below(3)] }.joined())
        case .blob: .text(["", "AA==", "//8="][random.below(3)])
        case .bool: .bool(random.below(2) == 0)
        case .unsigned32, .fixed32: .number("\(random.next() >> (32 + random.below(32)))")
        case .signed where field.name == "intValue", .signedFixed64:
            .text("\(Int64(bitPattern: random.next()) >> random.below(64))")
        case .signed: .number("\(random.below(9) - 1)")
        case .zigzag32: .number("\(Int32(truncatingIfNeeded: random.next()))")
        case .unsigned, .fixed64: .text("\(random.next() >> random.below(64))")
        case .double: .number(["0", "-0.0", "1.5", "1e300", "-7"][random.below(5)])
        }
    }
}

extension ProtobufField {
    /// Whether it holds a list of values.
    fileprivate var isList: Bool {
        encoding == .message("ArrayValue") || encoding == .message("KeyValueList")
    }

    /// Whether it holds the data of a metric.
    fileprivate var isData: Bool {
        ["gauge", "sum", "histogram", "exponentialHistogram", "summary"].contains(name)
    }
}
