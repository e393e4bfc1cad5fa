import DossierBlocks
import DossierColumns
import DossierStore
import Glibc
import TestSupport
import Testing

@Suite struct DamageTests {
    let folder = TemporaryFolder()
    var path: String { folder.file("test.dossier") }

    /// Everything that a store answers, as text.
    private func answers(_ reader: StoreReader) throws -> [String] {
        var answers = try RowDescriptions.lines(of: reader)
        for trace in try reader.traces() {
            answers.append("\(trace)")
            if let row = try reader.trace(trace.id) { answers.append("\(row.locations)") }
        }
        answers += try reader.inputs().map { "\($0)" }
        try reader.forEachRejection { rejection in
            answers.append("\(rejection)")
            return true
        }
        answers += try reader.serviceNames().map { "\($0 ?? "-")" }
        let statistics = try reader.statistics()
        answers.append("\(statistics.services) \(statistics.metrics)")
        answers.append("\(statistics.tables) \(statistics.commitCount)")
        for table in Table.allCases { answers.append("\(try reader.blocks(of: table))") }
        return answers
    }

    private func makeStore() throws -> (bytes: [UInt8], answers: [String]) {
        let writer = try StoreWriter(path: path)
        let input = writer.addInput(
            path: "dump.json",
            encoding: "none",
            headByteCount: 9,
            headHash: 1 << 60
        )
        for seed in 0..<2 {
            var batch = sampleBatch(seed: seed)
            batch.progress = [
                InputProgress(
                    input: input,
                    byteOffset: 100,
                    elementCount: 0,
                    prefixHash: 1 << 50,
                    tailByteCount: 0,
                    isFinished: true
                )
            ]
            batch.rejected = [
                RejectedValue(
                    input: input,
                    byteOffset: 3,
                    reason: "not JSON",
                    bytes: Array("###".utf8),
                    isTail: false
                )
            ]
            _ = try writer.commit(batch)
        }
        writer.close()
        let answers = try answers(StoreReader(path: path))
        return (try #require(readFile(path)), answers)
    }

    /// Whether a damaged store says so, or answers as before.
    private func isNoticed(_ bytes: [UInt8], _ expected: [String], _ name: String) throws -> Bool {
        let copy = folder.file(name)
        writeFile(copy, bytes)
        defer {
            unlink(copy)
            unlink(copy + "-journal")
        }
        guard let reader = try? StoreReader(path: copy) else { return true }
        let damages = try? reader.verify()
        if damages != [] { return true }
        return try answers(reader) == expected
    }

    @Test func everyFlippedBitIsNoticedOrHarmless() throws {
        let (bytes, expected) = try makeStore()
        // Every 1999th bit unless asked for more: DOSSIER_FLIP_STEP=1 takes half an hour.
        let step = getenv("DOSSIER_FLIP_STEP").flatMap { Int(String(cString: $0)) } ?? 1999
        for bit in stride(from: 0, to: bytes.count * 8, by: step) {
            var damaged = bytes
            damaged[bit / 8] ^= 1 << UInt8(bit % 8)
            if damaged[bit / 8] == bytes[bit / 8] { continue }
            #expect(
                try isNoticed(damaged, expected, "flipped"),
                "bit \(bit % 8) of byte \(bit / 8)"
            )
        }
    }

    @Test func randomFlippedBitsOfACompactedStoreAreNoticedOrHarmless() throws {
        let writer = try StoreWriter(path: path)
        for seed in 0..<3 { _ = try writer.commit(sampleBatch(seed: seed)) }
        var builder = BatchBuilder()
        _ = builder.resource(service: "a")
        _ = builder.scope("s")
        for row in 0..<300 {
            let body = "took \(row * row) ms for user \(row % 7) in trace \(traceID(row / 9).hex)"
            builder.log(trace: traceID(row / 9), time: UInt64(row + 1), body: .string(body))
        }
        _ = try writer.commit(builder.batch)
        writer.close()
        _ = try StoreCompaction(path: path).run()
        let expected = try answers(StoreReader(path: path))
        let bytes = try #require(readFile(path))
        var random = SplitMix64(seed: 2024)
        // 60 unless asked for more.
        let count = getenv("DOSSIER_FLIP_COUNT").flatMap { Int(String(cString: $0)) } ?? 60
        for _ in 0..<count {
            let bit = random.below(bytes.count * 8)
            var damaged = bytes
            damaged[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(
                try isNoticed(damaged, expected, "flipped"),
                "bit \(bit % 8) of byte \(bit / 8)"
            )
        }
    }

    @Test func everyPageOfZerosIsNoticed() throws {
        let (bytes, expected) = try makeStore()
        for page in 0..<(bytes.count / 4096) {
            var damaged = bytes
            for index in (page * 4096)..<((page + 1) * 4096) { damaged[index] = 0 }
            #expect(try isNoticed(damaged, expected, "zeros"), "page \(page + 1)")
        }
    }

    @Test func swappedPagesAreNoticed() throws {
        let (bytes, expected) = try makeStore()
        for page in 1..<(bytes.count / 4096 - 1) {
            let (first, second) = (page * 4096, (page + 1) * 4096)
            let damaged =
                bytes[..<first] + bytes[second..<(second + 4096)] + bytes[first..<second]
                + bytes[(second + 4096)...]
            #expect(try isNoticed(Array(damaged), expected, "swapped"), "page \(page + 1)")
        }
    }

    @Test func aDamagedChunkIsNamedAndCostsNoOther() throws {
        var builder = BatchBuilder()
        let resource = builder.resource(service: "a")
        let scope = builder.scope("s")
        var random = SplitMix64(seed: 1)
        for number in 0..<2000 {
            // Text that does not compress below the length of the schema's SQL.
            let text = String(random.next(), radix: 36) + String(random.next(), radix: 36)
            builder.log(
                trace: nil,
                time: UInt64(1000 + number),
                body: .string(text),
                resource: resource,
                scope: scope
            )
        }
        let writer = try StoreWriter(path: path)
        _ = try writer.commit(builder.batch)
        writer.close()
        var bytes = try #require(readFile(path))
        // In the middle of the texts, which are by far the largest chunk.
        let middle = try #require(longestRunOfText(bytes))
        bytes[middle] ^= 0x20
        writeFile(path, bytes)

        let reader = try StoreReader(path: path)
        let block = try #require(try reader.blocks(of: .logRecord).first)
        #expect {
            _ = try reader.read(block)
        } throws: { error in
            guard case .damagedChunk(let location, _, _) = (error as? StoreError)?.code else {
                return false
            }
            return location.table == .logRecord && location.block == block.id
        }
        let times = try reader.read(block, columns: [.logRecord: [.field(.time)]])
        #expect(times.rows.columns[LogRecordColumn.time].first == 1000)
        let damages = try reader.verify()
        #expect(damages.count == 1)
        guard case .chunk(let location, let byteCount) = damages.first?.location else {
            Issue.record("not a chunk: \(damages)")
            return
        }
        #expect(location.block == block.id)
        #expect(byteCount > 1000)
    }

    /// The middle of the longest run of printable characters.
    private func longestRunOfText(_ bytes: [UInt8]) -> Int? {
        var (start, best) = (0, 0..<0)
        for (index, byte) in bytes.enumerated() where !(0x20...0x7e).contains(byte) {
            if index - start > best.count { best = start..<index }
            start = index + 1
        }
        return best.isEmpty ? nil : (best.lowerBound + best.upperBound) / 2
    }
}
