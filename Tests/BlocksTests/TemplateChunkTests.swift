import DossierBlocks
import DossierColumns
import Testing

@Suite struct TemplateChunkTests {
    private func texts(_ words: [UInt64], _ strings: StringTable) -> [[UInt8]] {
        words.map { Array(strings[UInt32($0)]) }
    }

    @Test(arguments: [0, 1, 31, 32, 33, 500, 3000], [EncodingEffort.fast, .high])
    func givesBackLogBodies(count: Int, effort: EncodingEffort) throws {
        let column = LogBodies(count: count, seed: UInt64(count))
        let result = try ChunkRoundTrip(
            column.words,
            type: .string,
            effort: effort,
            strings: column.strings,
            traces: column.traces,
            related: .rowIDs(column.ids)
        )
        #expect(texts(result.words, result.strings) == texts(column.words, column.strings))
    }

    @Test func takesAFractionOfTheTexts() throws {
        let column = LogBodies(count: 4000, seed: 1)
        let result = try encode(column)
        #expect(result.bytes[0] == 35)
        #expect(result.bytes.count * 10 < result.rawByteCount)
    }

    @Test func textsWithoutATemplateAreStoredWhole() throws {
        var column = LogBodies(count: 0, seed: 1)
        var random = SplitMix64(seed: 3)
        for row in 0..<2000 {
            let text = (0..<40).map { _ in UInt8(97 + random.below(26)) } + Array(" \(row)".utf8)
            column.words.append(UInt64(column.strings.intern(text)))
            column.ids.traces.append(noTrace)
            column.ids.spanIDs.append(0)
        }
        #expect(try encode(column).bytes[0] == 33)
    }

    @Test func onlyTheWantedTextsArePutTogether() throws {
        let column = LogBodies(count: 1000, seed: 2)
        let chunk = try encode(column)
        var strings = StringTable()
        var traces = column.traces
        let words = try chunk.bytes.withUnsafeBytes { bytes throws(BlockError) in
            try ChunkDecoder.decode(
                bytes,
                valueCount: 1000,
                checksum: chunk.checksum,
                type: .string,
                strings: &strings,
                traces: &traces,
                related: .rowIDs(column.ids),
                wanted: 300..<340
            )
        }
        let wanted = Array(column.words[300..<340])
        #expect(texts(Array(words[300..<340]), strings) == texts(wanted, column.strings))
        #expect(words[..<300].allSatisfy { strings[UInt32($0)].isEmpty })
    }

    @Test func idsThatWereNotReadAreAnError() throws {
        let column = LogBodies(count: 1000, seed: 4)
        let chunk = try encode(column)
        var strings = StringTable()
        var traces = TraceTable()
        #expect(throws: BlockError.self) {
            try ChunkRoundTrip.decode(
                chunk,
                type: .string,
                strings: &strings,
                traces: &traces
            )
        }
    }

    private func encode(_ column: LogBodies) throws -> EncodedChunk {
        var encoder = ChunkEncoder(effort: .fast)
        return encoder.encode(
            column.words,
            type: .string,
            strings: column.strings,
            traces: column.traces,
            related: .rowIDs(column.ids)
        )
    }
}
