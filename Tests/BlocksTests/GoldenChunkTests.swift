import DossierBlocks
import DossierColumns
import Testing

/// The examples of `docs/format.md`: chunks written by hand, which every version must read.
@Suite struct GoldenChunkTests {
    @Test func constant() throws {
        #expect(try decodeWords([0, 0xac, 0x02], valueCount: 3) == [300, 300, 300])
    }

    @Test func flat() throws {
        // Base 100, 3 bits each: 0, 1, 7, 2.
        #expect(
            try decodeWords([1, 0xc8, 0x01, 3, 0xc8, 0x05], valueCount: 4) == [100, 101, 107, 102]
        )
    }

    @Test func packed() throws {
        // One block: base 0, 2 bits, one exception at 1, which has 5 above its two low bits.
        let bytes: [UInt8] = [2, 0, 0, 0, 2, 0, 1, 0x39, 1, 10]
        #expect(try decodeWords(bytes, valueCount: 3) == [1, 2 + 5 << 2, 3])
    }

    @Test func deltas() throws {
        #expect(try decodeWords([3, 20, 0, 5], valueCount: 4) == [10, 15, 20, 25])
        // Differences -1, 1, -2, as 1, 2, 3 in two bits.
        #expect(try decodeWords([4, 20, 1, 0, 2, 0x39], valueCount: 4) == [10, 9, 10, 8])
    }

    @Test func runs() throws {
        // Values 7 and 8, lengths 1 and 3.
        let bytes: [UInt8] = [5, 2, 1, 14, 1, 0x02, 1, 2, 2, 0x08]
        #expect(try decodeWords(bytes, valueCount: 4) == [7, 8, 8, 8])
    }

    @Test func dictionary() throws {
        // 1000 and 2000; codes 1, 0, 1.
        let bytes: [UInt8] = [6, 2, 3, 0xd0, 0x0f, 0, 0xe8, 0x07, 1, 0, 1, 0x05]
        #expect(try decodeWords(bytes, valueCount: 3) == [2000, 1000, 2000])
    }

    @Test func repeats() throws {
        // One token: two literals 4 and 5, then five words copied from two back.
        let bytes: [UInt8] = [7, 1, 0, 2, 0, 5, 0, 2, 1, 8, 1, 0x02]
        #expect(try decodeWords(bytes, valueCount: 7) == [4, 5, 4, 5, 4, 5, 4])
    }

    @Test func bytesAndPlanes() throws {
        // 0x0102 and 0x0304 of two bytes, in a section of four that is not compressed.
        let rows: [UInt8] = [8, 0, 2, 4, 4, 0x02, 0x01, 0x04, 0x03]
        #expect(try decodeWords(rows, valueCount: 2) == [0x0102, 0x0304])
        let planes: [UInt8] = [9, 0, 2, 4, 4, 0x02, 0x04, 0x01, 0x03]
        #expect(try decodeWords(planes, valueCount: 2) == [0x0102, 0x0304])
    }

    @Test func multiples() throws {
        #expect(try decodeWords([10, 2, 0xe8, 0x07, 0, 3], valueCount: 2) == [3001, 3001])
    }

    @Test func huffman() throws {
        // Widths 1 and 3 have the codes 0 and 1. One word a part: 1, 1, 6, 7.
        let bytes: [UInt8] = [11, 0, 1, 3, 0x01, 0x01, 1, 1, 1, 1, 0, 0, 0x05, 0x07]
        #expect(try decodeWords(bytes, valueCount: 4) == [1, 1, 6, 7])
    }

    @Test func difference() throws {
        let words = try decodeWords(
            [16, 0, 5],
            valueCount: 2,
            type: .time,
            related: .difference(from: [100, 200])
        )
        #expect(words == [105, 205])
    }

    @Test func rowReferences() throws {
        // None, listed, the row before, the row itself: 0, 1, 2 + 2, 2 + 0 in three bits.
        let distances: [UInt8] = [17, 1, 9, 0, 0, 0, 0, 0, 0, 0, 1, 0, 3, 0x08, 0x05]
        let ids: [UInt64] = [50, 60, 70, 80]
        #expect(
            try decodeWords(distances, valueCount: 4, type: .spanID, related: .rows(ids: ids))
                == [0, 9, 60, 80]
        )
        #expect(
            try decodeWords([18, 0, 0, 4], valueCount: 2, type: .spanID, related: .rows(ids: ids))
                == [70, 70]
        )
    }

    @Test func doubles() throws {
        // 1.5, 2.5 and -0.0 as tenths 15, 25, 25 with an exception at 2.
        let decimal: [UInt8] =
            [49, 1, 1, 0, 2, 0, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01]
            + [1, 30, 4, 0xa0, 0x0a]
        let values = try decodeWords(decimal, valueCount: 3, type: .double)
        #expect(values == [1.5, 2.5, -0.0].map { $0.bitPattern })
        // Two segments of one value: a plain word, then one XORed with zero.
        let segments: [UInt8] = [48, 2, 0, 1, 0, 7, 50, 0, 9]
        #expect(try decodeWords(segments, valueCount: 2, type: .double) == [7, 9])
        let repeats: [UInt8] = [51, 1, 0, 1, 0, 2, 0, 1, 0, 7]
        #expect(try decodeWords(repeats, valueCount: 3, type: .double) == [7, 7, 7])
    }

    @Test func text() throws {
        var strings = StringTable()
        var traces = TraceTable()
        // "a" and "bc"; codes 1, 0, 1.
        let dictionary: [UInt8] = [32, 2, 1, 2, 1, 2, 3, 3, 97, 98, 99, 1, 0, 1, 0x05]
        let words = try ChunkRoundTrip.decode(
            dictionary,
            valueCount: 3,
            type: .string,
            strings: &strings,
            traces: &traces
        )
        #expect(words.map { Array(strings[UInt32($0)]) } == [[98, 99], [97], [98, 99]])
        let plain: [UInt8] = [33, 0, 1, 2, 2, 97, 98]
        let others = try ChunkRoundTrip.decode(
            plain,
            valueCount: 2,
            type: .string,
            strings: &strings,
            traces: &traces
        )
        #expect(others.map { Array(strings[UInt32($0)]) } == [[97], [98]])
    }

    @Test func templates() throws {
        var strings = StringTable()
        var traces = TraceTable()
        var traceIDs = TraceTable()
        let trace = traceIDs.intern(TraceID(high: 1, low: 2))
        // Template 0 has no variable: "up"; template 1 has one: "id " "!". One text: "7b".
        let templates: [UInt8] = [35, 2, 1, 0, 1, 2, 1, 0, 2, 0x1e, 6, 6] + Array("upid !".utf8)
        let dictionary: [UInt8] = [1, 0, 2, 2, 2] + Array("7b".utf8)
        // Templates 1, 0, 1, 1; words of template 1: the dictionary's text, own span, own trace.
        let rows: [UInt8] = [1, 0, 1, 0x0d, 1, 0, 2, 0x06]
        let words = try ChunkRoundTrip.decode(
            templates + dictionary + rows,
            valueCount: 4,
            type: .string,
            strings: &strings,
            traces: &traces,
            rowIDs: RowIDs(
                traces: [noTrace, noTrace, noTrace, UInt64(trace)],
                of: traceIDs,
                spanIDs: [0, 0, 255, 0]
            )
        )
        #expect(
            words.map { String(decoding: strings[UInt32($0)], as: UTF8.self) } == [
                "id 7b!", "up", "id 00000000000000ff!",
                "id 00000000000000010000000000000002!",
            ]
        )
    }

    @Test func vectors() throws {
        var strings = StringTable()
        var traces = TraceTable()
        // Two vectors of two words: 1, 2, then 1 and 0 more; by columns: 2, 2, 4, 0.
        let bytes: [UInt8] = [34, 0, 2, 3, 1, 0, 3, 0x12, 0x01]
        let words = try ChunkRoundTrip.decode(
            bytes,
            valueCount: 2,
            type: .words,
            strings: &strings,
            traces: &traces
        )
        #expect(
            words.map { Array(strings[UInt32($0)]) } == [
                [1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0],
                [2, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0],
            ]
        )
    }

    @Test func traces() throws {
        var strings = StringTable()
        var traces = TraceTable()
        let id: [UInt8] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]
        let words = try ChunkRoundTrip.decode(
            [64, 1] + id + [1, 0, 1, 0x05],
            valueCount: 3,
            type: .trace,
            strings: &strings,
            traces: &traces
        )
        #expect(words == [0, noTrace, 0])
        #expect(traces[0].hex == "000102030405060708090a0b0c0d0e0f")
    }
}
