import DossierBlocks
import DossierColumns
import TestSupport
import Testing

@Suite struct WordRunsTests {
    private func runs(_ words: [UInt64], effort: EncodingEffort = .fast) throws -> WordRuns {
        let chunk = try ChunkRoundTrip(words, type: .int, effort: effort).chunk
        return try WordRuns(
            ChunkBytes(
                column: .field(.series),
                valueCount: chunk.valueCount,
                checksum: chunk.checksum,
                bytes: chunk.bytes
            )
        )
    }

    private func expanded(_ runs: WordRuns) -> [UInt64] {
        runs.words.indices.flatMap { index in
            [UInt64](
                repeating: runs.words[index],
                count: runs.starts[index + 1] - runs.starts[index]
            )
        }
    }

    @Test(arguments: 0...60)
    func areTheRunsOfTheWordsHoweverTheyAreEncoded(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        var words: [UInt64] = []
        let lengthLimit = [1, 2, 40, 3000][seed % 4]
        for _ in 0..<random.below(200) {
            let word = UInt64(random.below(seed % 3 == 0 ? 4 : 1_000_000))
            words += [UInt64](repeating: word, count: 1 + random.below(lengthLimit))
        }
        let runs = try runs(words, effort: seed % 5 == 0 ? .high : .fast)
        #expect(expanded(runs) == words)
        #expect(runs.count == words.count)
        #expect(zip(runs.words, runs.words.dropFirst()).allSatisfy { $0 != $1 })
    }

    @Test func emptyChunkHasNoRuns() throws {
        let runs = try runs([])
        #expect(runs.words.isEmpty && runs.starts == [0] && runs.count == 0)
    }

    @Test(arguments: 0..<200)
    func damagedChunkThrows(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        let words = (0..<40).flatMap { [UInt64](repeating: UInt64($0), count: 1 + seed % 30) }
        let chunk = try ChunkRoundTrip(words, type: .int).chunk
        var bytes = chunk.bytes
        for _ in 0...(seed % 3) {
            bytes[random.below(bytes.count)] = UInt8(truncatingIfNeeded: random.next())
        }
        let checksum = bytes.withUnsafeBytes { DossierBlocks.checksum(of: $0) }
        let damaged = ChunkBytes(
            column: .field(.series),
            valueCount: chunk.valueCount,
            checksum: checksum,
            bytes: bytes
        )
        // Whatever the bytes say, what is read has as many words as there have to be.
        if let runs = try? WordRuns(damaged) { #expect(runs.count == words.count) }
        #expect(throws: BlockError.self) {
            try WordRuns(
                ChunkBytes(
                    column: .field(.series),
                    valueCount: chunk.valueCount,
                    checksum: checksum &+ 1,
                    bytes: bytes
                )
            )
        }
    }
}
