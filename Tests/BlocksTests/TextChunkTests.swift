import DossierBlocks
import DossierColumns
import TestSupport
import Testing

@Suite struct TextChunkTests {
    /// A table of strings, and a column of codes into it.
    private struct Column {
        var strings = StringTable()
        var words: [UInt64] = []

        mutating func append(_ string: [UInt8], isInterned: Bool = true) {
            let code =
                isInterned
                ? strings.intern(string) : string.withUnsafeBytes { strings.append($0) }
            words.append(UInt64(code))
        }

        var texts: [[UInt8]] { words.map { Array(strings[UInt32($0)]) } }
    }

    private func check(
        _ column: Column,
        type: ValueType = .string,
        effort: EncodingEffort = .fast
    ) throws -> EncodedChunk {
        let result = try ChunkRoundTrip(
            column.words,
            type: type,
            effort: effort,
            strings: column.strings
        )
        #expect(result.words.map { Array(result.strings[UInt32($0)]) } == column.texts)
        #expect(result.chunk.rawByteCount == column.texts.reduce(0) { $0 + $1.count })
        return result.chunk
    }

    @Test(arguments: chunkSizes)
    func givesBackStringsOfAnyNumber(count: Int) throws {
        var shared = Column()
        var distinct = Column()
        var empty = Column()
        for row in 0..<count {
            shared.append(Array("GET /api/v1/orders/\(row % 7)".utf8))
            distinct.append(Array("order \(row &* 7919) confirmed".utf8), isInterned: false)
            empty.append([])
        }
        for column in [shared, distinct, empty] {
            _ = try check(column)
            _ = try check(column, effort: .high)
        }
    }

    @Test(arguments: 1...60)
    func givesBackRandomBytes(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        var column = Column()
        let distinctCount = 1 + random.below(400)
        for _ in 0..<random.below(1500) {
            var bytes = SplitMix64(seed: UInt64(random.below(distinctCount)))
            let count = bytes.below(4) == 0 ? bytes.below(200) : bytes.below(9)
            column.append(
                (0..<count).map { _ in UInt8(truncatingIfNeeded: bytes.next()) },
                isInterned: random.below(2) == 0
            )
        }
        for type in [ValueType.string, .bytes, .composite, .words, .doubles] {
            _ = try check(column, type: type, effort: seed % 3 == 0 ? .high : .fast)
        }
    }

    @Test func storesEqualStringsOnceWhateverTheirCodes() throws {
        var column = Column()
        for _ in 0..<1000 { column.append(Array("connection reset".utf8), isInterned: false) }
        #expect(try check(column).bytes.count < 40)
    }

    @Test func storesTextOfManyBlocks() throws {
        var column = Column()
        for row in 0..<3000 {
            column.append(Array("row \(row) ".utf8) + [UInt8](repeating: 120, count: row % 2000))
        }
        let chunk = try check(column)
        #expect(chunk.rawByteCount > 2 << 20)
        #expect(chunk.bytes.count < chunk.rawByteCount / 20)
    }

    @Test func addsStringsToThoseOfTheTable() throws {
        var column = Column()
        for row in 0..<50 { column.append(Array("name \(row % 3)".utf8)) }
        let encoder = ChunkEncoder(effort: .fast)
        let chunk = encoder.encode(
            column.words,
            type: .string,
            strings: column.strings,
            traces: TraceTable(),
            related: nil
        )
        var strings = StringTable()
        var traces = TraceTable()
        let first = strings.intern(Array("name 1".utf8))
        for _ in 0..<2 {
            let words = try ChunkRoundTrip.decode(
                chunk,
                type: .string,
                strings: &strings,
                traces: &traces
            )
            #expect(words.map { Array(strings[UInt32($0)]) } == column.texts)
        }
        #expect(Array(strings[first]) == Array("name 1".utf8))
    }
}
