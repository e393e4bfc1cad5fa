import DossierBlocks
import DossierColumns
import TestSupport
import Testing

@Suite struct VectorChunkTests {
    private func check(
        _ vectors: [[UInt64]],
        type: ValueType,
        effort: EncodingEffort = .fast
    ) throws -> EncodedChunk {
        var strings = StringTable()
        let words = vectors.map { vector in
            let bytes = vector.flatMap { word in (0..<8).map { UInt8(word >> (8 * $0) & 0xff) } }
            return UInt64(bytes.withUnsafeBytes { strings.append($0) })
        }
        let result = try ChunkRoundTrip(words, type: type, effort: effort, strings: strings)
        #expect(
            result.words.map { Array(result.strings[UInt32($0)]) }
                == words.map { Array(strings[UInt32($0)]) }
        )
        return result.chunk
    }

    /// Bucket counts that grow, of series that follow each other.
    private func buckets(count: Int, seed: UInt64) -> [[UInt64]] {
        var random = SplitMix64(seed: seed)
        var vector = [UInt64](repeating: 0, count: 15)
        return (0..<count).map { row in
            if row % 500 == 0 { vector = [UInt64](repeating: 0, count: 15) }
            for _ in 0..<3 { vector[random.below(15)] += UInt64(random.below(4)) }
            return vector
        }
    }

    @Test(arguments: chunkSizes.filter { $0 < 2000 })
    func givesBackBucketCounts(count: Int) throws {
        let vectors = buckets(count: count, seed: 5)
        for effort in [EncodingEffort.fast, .high] {
            let chunk = try check(vectors, type: .words, effort: effort)
            if count > 1000 { #expect(chunk.bytes.count < count * 12) }
        }
    }

    @Test(arguments: 1...60)
    func givesBackVectorsOfManyLengths(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        let vectors = (0..<random.below(400)).map { _ in
            (0..<random.below(5)).map { _ in random.next() >> UInt64(random.below(60)) }
        }
        _ = try check(vectors, type: .words, effort: seed % 3 == 0 ? .high : .fast)
        _ = try check(vectors, type: .doubles, effort: seed % 3 == 0 ? .high : .fast)
    }

    @Test func storesBoundsThatAllShareOnce() throws {
        let bounds = [0.005, 0.01, 0.25, 1, 10].map { $0.bitPattern }
        let chunk = try check([[UInt64]](repeating: bounds, count: 5000), type: .doubles)
        #expect(chunk.bytes.count < 60)
    }

    @Test func givesBackQuantilesOfDoubles() throws {
        var random = SplitMix64(seed: 9)
        let vectors = (0..<1000).map { _ in
            [0.5, Double(random.below(1000)), 0.99, 1.5].map { $0.bitPattern }
        }
        #expect(try check(vectors, type: .doubles).bytes.count < 1000 * 16)
    }

    /// The columns of vectors of one length are read by index, and so are vectors of any length.
    @Test(arguments: 1...60)
    func wordsByIndexAreThoseOfTheVectors(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        let vectors =
            seed % 2 == 0
            ? buckets(count: 20 + random.below(1500), seed: UInt64(seed))
            : (0..<(20 + random.below(400))).map { _ in
                (0..<random.below(5)).map { _ in random.next() >> UInt64(random.below(60)) }
            }
        let chunk = try check(vectors, type: .words, effort: seed % 3 == 0 ? .high : .fast)
        let column = try ColumnDecoder.decode(
            ChunkBytes(
                column: .slot(3),
                valueCount: chunk.valueCount,
                checksum: chunk.checksum,
                bytes: chunk.bytes
            ),
            type: .words,
            of: .dataPoint,
            companion: nil
        )
        guard case .vectors(let vectorColumn) = column else { return }
        let stored = StoredVectors(vectorColumn)
        #expect(stored.count == vectors.count)
        for offset in 0..<17 {
            let start = random.below(vectors.count)
            let range = start..<(start + random.below(vectors.count - start + 1))
            let words = [UInt64](unsafeUninitializedCapacity: range.count) { target, count in
                stored.copy(wordAt: offset, of: range, into: target)
                count = range.count
            }
            #expect(words == vectors[range].map { offset < $0.count ? $0[offset] : 0 })
        }
    }
}
