import DossierBlocks
import DossierColumns
import TestSupport
import Testing

@Suite struct WordChunkTests {
    private static let types: [ValueType] = [
        .empty, .bool, .int, .time, .spanID, .reference, .row, .enumeration,
    ]

    @Test(arguments: WordPattern.allCases, [EncodingEffort.fast, .high])
    func givesBackEveryPatternOfEverySize(_ pattern: WordPattern, _ effort: EncodingEffort) throws {
        for count in chunkSizes where effort == .fast || count < 2000 {
            let words = pattern.words(count: count)
            let result = try ChunkRoundTrip(words, type: .int, effort: effort)
            #expect(result.words == words, "\(pattern), \(count) words")
            #expect(result.chunk.valueCount == count)
            #expect(result.chunk.rawByteCount == 8 * count)
        }
    }

    @Test(arguments: types)
    func givesBackWordsOfEveryType(_ type: ValueType) throws {
        for pattern in WordPattern.allCases {
            let words = pattern.words(count: 1000)
            #expect(try ChunkRoundTrip(words, type: type).words == words, "\(pattern)")
        }
    }

    @Test(arguments: 1...80)
    func givesBackMixedColumns(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        var words: [UInt64] = []
        for _ in 0..<(1 + random.below(6)) {
            let pattern = WordPattern.allCases[random.below(WordPattern.allCases.count)]
            words += pattern.words(count: random.below(900), seed: random.next())
        }
        let effort: EncodingEffort = seed % 4 == 0 ? .high : .fast
        #expect(
            try ChunkRoundTrip(words, type: .int, effort: effort).words == words,
            "seed \(seed)"
        )
    }

    /// The ids are those of `docs/format.md`.
    @Test(arguments: [
        (WordPattern.constant, 0), (.bytes, 1), (.outliers, 2), (.jitteredTimes, 3), (.walk, 4),
        (.runs, 5),
        (.fewWide, 6), (.repeatedWide, 7), (.phrases, 8),
        (.millisecondTimes, 10), (.logUniform, 11),
    ])
    func choosesTheEncodingMadeForThePattern(_ pattern: WordPattern, _ encoding: Int) throws {
        let words = pattern.words(count: 16_384)
        let effort: EncodingEffort = encoding == 7 ? .high : .fast
        let result = try ChunkRoundTrip(words, type: .int, effort: effort)
        #expect(result.chunk.bytes[0] == encoding)
        #expect(result.words == words)
    }

    @Test func storesAscendingNumbersInAFewBytes() throws {
        let words = WordPattern.ascending.words(count: 16_384)
        #expect(try ChunkRoundTrip(words, type: .row).chunk.bytes.count < 20)
    }

    @Test func storesRandomWordsWithoutMakingThemLonger() throws {
        let words = WordPattern.words.words(count: 16_384)
        #expect(try ChunkRoundTrip(words, type: .spanID).chunk.bytes.count <= 8 * 16_384 + 16)
    }

    @Test func findsSequencesThatComeAgainFurtherAwayThanLZ4Sees() throws {
        let sequence = WordPattern.words.words(count: 12_000)
        let result = try ChunkRoundTrip(sequence + sequence, type: .int)
        #expect(result.words == sequence + sequence)
        #expect(result.chunk.bytes.count < 12_100 * 8)
    }

    @Test func spendsLittleOnAFewOutliers() throws {
        var words = [UInt64](repeating: 0, count: 16_384)
        var random = SplitMix64(seed: 3)
        for index in words.indices { words[index] = random.next() >> 61 }
        let clean = try ChunkRoundTrip(words, type: .int).chunk.bytes.count
        for index in stride(from: 0, to: words.count, by: 1000) { words[index] = random.next() }
        let result = try ChunkRoundTrip(words, type: .int)
        #expect(result.words == words)
        #expect(result.chunk.bytes.count < clean + 17 * 80)
    }

    @Test(arguments: [EncodingEffort.fast, .high])
    func storesDifferencesToTheRelatedColumn(_ effort: EncodingEffort) throws {
        let starts = WordPattern.words.words(count: 5000).map { $0 >> 1 }
        let ends = starts.map { $0 &+ 1000 }
        let result = try ChunkRoundTrip(
            ends,
            type: .time,
            effort: effort,
            related: .difference(from: starts)
        )
        #expect(result.words == ends)
        #expect(result.chunk.bytes.count < 10)
    }

    @Test func ignoresARelatedColumnThatTellsNothing() throws {
        let times = WordPattern.ascending.words(count: 5000)
        let result = try ChunkRoundTrip(
            times,
            type: .time,
            related: .difference(from: WordPattern.words.words(count: 5000))
        )
        #expect(result.words == times)
        #expect(result.chunk.bytes.count < 20)
    }

    @Test func wrapsDifferencesAround() throws {
        let words: [UInt64] = [0, .max, 1, .max - 1, 1 << 63, 0, .max >> 1, 1 << 63]
        for related in [words, Array(words.reversed()), Array(repeating: .max, count: 8)] {
            let result = try ChunkRoundTrip(
                words,
                type: .time,
                related: .difference(from: related)
            )
            #expect(result.words == words)
        }
    }
}
