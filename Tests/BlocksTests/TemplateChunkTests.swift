import DossierBlocks
import DossierColumns
import TestSupport
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
            rowIDs: column.ids
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

    @Test(arguments: [0..<1000, 300..<340, 999..<1000, 5..<5])
    func anyTextsCanBePutTogether(values: Range<Int>) throws {
        let column = LogBodies(count: 1000, seed: 2)
        let templates = try templates(bytes(of: try encode(column)))
        let (bytes, lengths) = try templates.texts(values, ids: column.ids[values])
        var found: [[UInt8]] = []
        var start = 0
        for length in lengths {
            found.append(Array(bytes[start..<(start + Int(length))]))
            start += Int(length)
        }
        #expect(found == texts(Array(column.words[values]), column.strings))
    }

    @Test func onlyTextsThatRepeatIDsNeedThem() throws {
        let column = LogBodies(count: 1000, seed: 4)
        let templates = try templates(bytes(of: try encode(column)))
        #expect(throws: BlockError.self) {
            try templates.texts(0..<10, ids: nil)
        }
    }

    @Test func damagedTemplatesAreAnError() throws {
        var chunk = bytes(of: try encode(LogBodies(count: 1000, seed: 5)))
        #expect(throws: Never.self) { try templates(chunk) }
        chunk.bytes[chunk.bytes.count / 2] ^= 1
        #expect(throws: BlockError.self) { try templates(chunk) }
    }

    private func templates(_ chunk: ChunkBytes) throws -> TemplatedTexts {
        let column = try ColumnDecoder.decode(
            chunk,
            type: .string,
            of: .logRecord,
            companion: nil
        )
        guard case .templates(let templates) = column else {
            throw BlockError(.unknownEncoding(chunk.bytes[0]), byteOffset: 0)
        }
        return templates
    }

    private func bytes(of chunk: EncodedChunk) -> ChunkBytes {
        ChunkBytes(
            column: .slot(0),
            valueCount: chunk.valueCount,
            checksum: chunk.checksum,
            bytes: chunk.bytes
        )
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
        let encoder = ChunkEncoder(effort: .fast)
        return encoder.encode(
            column.words,
            type: .string,
            strings: column.strings,
            traces: column.traces,
            rowIDs: column.ids
        )
    }
}
