import Dossier
import DossierColumns
import DossierOTLP
import Glibc
import TestSupport
import Testing

/// Damaged dumps: whatever the damage, nothing crashes or hangs, nothing is lost without a trace,
/// and what comes out is JSON.
///
/// `DOSSIER_MUTATIONS` says how many to try. Each is given by a seed, which a failure names.
@Suite struct MutationTests {
    private static let firstSeed = 20_260_115
    /// Every so many go through a store, which takes longer than all the others together.
    private static let storeInterval = 50

    private static var count: Int {
        getenv("DOSSIER_MUTATIONS").flatMap { Int(String(cString: $0)) } ?? 2000
    }

    /// Valid dumps of a few kilobytes: of a synthetic incident, and with every field there is.
    private static let documents: [[UInt8]] = {
        let incident = IncidentDump(traceCount: 4, serviceCount: 3)
        let parts = incident.signals.flatMap { signal in
            telemetryParts(of: signal, byteCount: 4000)
        }
        return OTLPFixtures.everyField.map { Array($0.utf8) } + parts + wrapped
    }()

    /// Other ways in which telemetry comes.
    private static let wrapped: [[UInt8]] = {
        let traces = OTLPFixtures.traces
        let quoted = String(decoding: JSON.text(OTLPFixtures.logs).bytes, as: UTF8.self)
        let deep =
            String(repeating: #"{"arrayValue":{"values":["#, count: 70)
            + #"{"stringValue":"\n\u00e9"},{"intValue":5}"# + String(repeating: "]}}", count: 70)
        return [
            "[\(traces),\n\(OTLPFixtures.logs)]\r\n",
            "INFO exporter: \(traces)\n2026 no JSON {\n\(traces)",
            #"{"log":\#(quoted.dropLast())\n","stream":"stdout","time":"x"}"#,
            #"{"result":{"batches":[\#(traces.dropFirst(#"{"resourceSpans":["#.count))}"#,
            #"{"scopeLogs":[{"logRecords":[{"body":\#(deep)}]}],"resource":{}}"#,
            "\(traces)\(traces)",
        ].map { Array($0.utf8) }
    }()

    @Test func damagedDumpsAreReadAsFarAsTheyGo() throws {
        for number in 0..<Self.count {
            let seed = UInt64(Self.firstSeed + number)
            let document = damagedDocument(seed)
            let start = ContinuousClock.now
            let reading = try DumpReading(document)
            let duration = ContinuousClock.now - start
            #expect(duration < .seconds(10), "seed \(seed) took \(duration)")
            expectBounded(document, reading, seed)
            guard String(validating: document, as: UTF8.self) != nil else { continue }
            for line in reading.exportedLines { expectJSON(line, seed) }
        }
    }

    @Test func damagedDumpsGoThroughAStore() throws {
        let fixture = StoreFixture()
        for number in stride(from: 0, to: Self.count, by: Self.storeInterval) {
            let seed = UInt64(Self.firstSeed + number)
            let document = damagedDocument(seed)
            try fixture.ingest("\(number % 7).json", document)
            guard
                number % (Self.storeInterval * 20) == 0 || number + Self.storeInterval >= Self.count
            else { continue }
            let damage = try fixture.damage()
            #expect(damage.isEmpty, "seeds up to \(seed): \(damage)")
            for line in try fixture.export().split(separator: 0x0a) {
                guard String(validating: line, as: UTF8.self) != nil else { continue }
                expectJSON(Array(line), seed)
            }
            for id in try fixture.open().traceIDs(startingWith: "", limit: 3) {
                _ = try fixture.open().trace(id)
                _ = try fixture.open().traceJSON(id)
            }
        }
    }

    private func damagedDocument(_ seed: UInt64) -> [UInt8] {
        var random = SplitMix64(seed: seed)
        var mutator = Mutator(seed: random.next())
        let documents = Self.documents
        return mutator.damaged(
            documents[random.below(documents.count)],
            documents[random.below(documents.count)]
        )
    }

    /// The document bounds what is kept and what is rejected.
    private func expectBounded(
        _ document: [UInt8],
        _ reading: DumpReading,
        _ seed: UInt64
    ) {
        let rejectedByteCount = reading.rejected.reduce(0) { $0 + $1.bytes.count }
        let byteLimit = document.count * 64 + (1 << 20)
        for batch in reading.batches {
            let stringByteCount = batch.strings.byteCount + batch.attributeSets.byteCount
            #expect(stringByteCount + batch.rowCount * 128 < byteLimit, "seed \(seed)")
        }
        #expect(rejectedByteCount <= document.count * 2, "seed \(seed)")
    }

    private func expectJSON(_ line: [UInt8], _ seed: UInt64) {
        #expect(throws: Never.self, "seed \(seed): \(String(decoding: line, as: UTF8.self))") {
            _ = try JSON(line)
        }
        #expect(String(validating: line, as: UTF8.self) != nil, "seed \(seed)")
    }
}

/// The items of a dump's beginning, up to about so many bytes, as a request of their own.
private func telemetryParts(of dump: [UInt8], byteCount: Int) -> [[UInt8]] {
    guard let line = dump.split(separator: 0x0a).first, let document = try? JSON(line),
        let signal = document.members.first
    else { return [] }
    return signal.value.elements.prefix(2).map { entry in
        var budget = byteCount
        return JSON.object([
            JSON.Member(key: signal.key, value: .array([entry.trimmed(to: &budget)]))
        ]).bytes
    }
}

extension JSON {
    /// The value without the elements of lists that go past a number of bytes.
    fileprivate func trimmed(to budget: inout Int) -> JSON {
        switch self {
        case .array(let elements):
            var kept: [JSON] = []
            for element in elements where budget > 0 { kept.append(element.trimmed(to: &budget)) }
            return .array(kept)
        case .object(let members):
            return .object(
                members.map { Member(key: $0.key, value: $0.value.trimmed(to: &budget)) }
            )
        default:
            budget -= bytes.count + 12
            return self
        }
    }
}
