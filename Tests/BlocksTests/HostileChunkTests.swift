import DossierBlocks
import DossierColumns
import Testing

/// Bytes written to do harm: claims of more than there is.
@Suite struct HostileChunkTests {
    /// 2^63 - 1 as a varint.
    private let huge: [UInt8] = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]

    @Test func rejectsMoreValuesThanAnyChunkHas() {
        for count in [ChunkLimits.valueCountMax + 1, .max, -1, .min] {
            #expect(throws: BlockError.self) { try decodeWords([0, 7], valueCount: count) }
        }
    }

    @Test(arguments: [5, 6, 7, 17, 18, 32, 48, 64] as [UInt8])
    func rejectsHugeCounts(in encoding: UInt8) {
        for type in ValueType.allCases {
            var strings = StringTable()
            var traces = TraceTable()
            #expect(throws: BlockError.self) {
                try ChunkRoundTrip.decode(
                    [encoding] + huge + [0, 0, 0, 0],
                    valueCount: 100,
                    type: type,
                    strings: &strings,
                    traces: &traces,
                    related: .rows(ids: [1])
                )
            }
        }
    }

    @Test func rejectsSectionsLargerThanLZ4CanMakeThem() {
        // Two strings of a gigabyte each, of which there are four bytes.
        let gigabyte: [UInt8] = [0x80, 0x80, 0x80, 0x80, 0x04]
        let bytes: [UInt8] = [33, 0] + gigabyte + [0x80, 0x80, 0x80, 0x80, 0x08, 4, 1, 2, 3, 4]
        #expect(throws: BlockError.self) {
            var strings = StringTable()
            var traces = TraceTable()
            return try ChunkRoundTrip.decode(
                bytes,
                valueCount: 2,
                type: .string,
                strings: &strings,
                traces: &traces
            )
        }
    }

    @Test func rejectsVectorsOfMoreWordsThanAnyChunkHas() {
        #expect(throws: BlockError.self) {
            var strings = StringTable()
            var traces = TraceTable()
            return try ChunkRoundTrip.decode(
                [34, 0] + huge + [0, 0, 0],
                valueCount: 1000,
                type: .words,
                strings: &strings,
                traces: &traces
            )
        }
    }

    @Test func rejectsStreamsNestedWithoutEnd() {
        let deltas = [UInt8](repeating: 0, count: 1000).flatMap { _ in [3, 0] as [UInt8] }
        #expect(throws: BlockError.self) { try decodeWords(deltas + [0, 1], valueCount: 2000) }
        let dictionaries = [UInt8](repeating: 0, count: 1000).flatMap { _ in [6, 10] as [UInt8] }
        #expect(throws: BlockError.self) { try decodeWords(dictionaries, valueCount: 10) }
    }

    @Test func rejectsStreamsThatUnfoldIntoEndlessWork() {
        // Each dictionary of a million values is a dictionary of as many again, nine deep, twice.
        func nested(_ depth: Int) -> [UInt8] {
            depth == 0 ? [0, 0] : [6, 0x80, 0x80, 0x40] + nested(depth - 1) + nested(depth - 1)
        }
        #expect(throws: BlockError.self) { try decodeWords(nested(8), valueCount: 1 << 20) }
    }

    @Test func rejectsReferencesOutOfRange() {
        let ids: [UInt64] = [10, 20, 30]
        // Row number 3 of 0...2; row distances 1 before the first and 1 after the last row.
        for bytes in [[18, 0, 0, 5], [17, 0, 0, 4], [17, 0, 0, 3]] as [[UInt8]] {
            #expect(throws: BlockError.self) {
                try decodeWords(bytes, valueCount: 3, type: .spanID, related: .rows(ids: ids))
            }
        }
        #expect(
            throws: BlockError.self,
            "a listed id without a list",
            performing: {
                try decodeWords(
                    [18, 0, 0, 1],
                    valueCount: 3,
                    type: .spanID,
                    related: .rows(ids: ids)
                )
            }
        )
    }

    @Test func rejectsEncodingsOfOtherTypes() {
        for encoding in UInt8.min...UInt8.max where ![0, 1, 5, 8, 9].contains(encoding) {
            for type in [ValueType.int, .string, .trace, .double, .words] {
                var strings = StringTable()
                var traces = TraceTable()
                #expect(throws: BlockError.self) {
                    try ChunkRoundTrip.decode(
                        [encoding],
                        valueCount: 5,
                        type: type,
                        strings: &strings,
                        traces: &traces
                    )
                }
            }
        }
    }

    @Test func namesTheOffsetAndTheReason() {
        let error = #expect(throws: BlockError.self) {
            try decodeWords([1, 0, 65, 1, 2, 3], valueCount: 3)
        }
        #expect(error?.code == .outOfBounds(65, limit: 64))
        #expect(error?.byteOffset == 3)
        #expect(error.map { "\($0)" } == "byte 3: 65 exceeds the limit of 64")
    }
}
