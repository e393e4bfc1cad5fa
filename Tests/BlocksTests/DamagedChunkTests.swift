import DossierBlocks
import DossierColumns
import TestSupport
import Testing

/// Damaged bytes give an error, or any words, but never a trap, and no more memory than the number
/// of values allows.
@Suite struct DamagedChunkTests {
    struct Sample: Sendable {
        var name: String
        var chunk: EncodedChunk
        var type: ValueType
        var related: RelatedColumn?
        var rowIDs: RowIDs?

        func decode(_ bytes: [UInt8], valueCount: Int, checksum: UInt64? = nil) throws(BlockError)
            -> [UInt64]
        {
            var strings = StringTable()
            var traces = TraceTable()
            return try ChunkRoundTrip.decode(
                bytes,
                valueCount: valueCount,
                checksum: checksum,
                type: type,
                strings: &strings,
                traces: &traces,
                related: related,
                rowIDs: rowIDs
            )
        }
    }

    /// Small chunks of every encoding.
    static let samples: [Sample] = words + doubles + texts + identifiers

    private static func encode(
        _ name: String,
        _ words: [UInt64],
        _ type: ValueType,
        effort: EncodingEffort = .fast,
        strings: StringTable = StringTable(),
        traces: TraceTable = TraceTable(),
        related: RelatedColumn? = nil,
        rowIDs: RowIDs? = nil,
        groupStarts: [Int] = []
    ) -> Sample {
        let encoder = ChunkEncoder(effort: effort)
        let chunk = encoder.encode(
            words,
            type: type,
            strings: strings,
            traces: traces,
            related: related,
            rowIDs: rowIDs,
            groupStarts: groupStarts
        )
        return Sample(name: name, chunk: chunk, type: type, related: related, rowIDs: rowIDs)
    }

    private static var words: [Sample] {
        WordPattern.allCases.flatMap { pattern in
            [EncodingEffort.fast, .high].map { effort in
                encode("\(pattern), \(effort)", pattern.words(count: 300), .int, effort: effort)
            }
        }
    }

    private static var doubles: [Sample] {
        var samples = DoubleChunkTests.Pattern.allCases.map { pattern in
            encode("\(pattern)", pattern.words(count: 300), .double)
        }
        let series = DoubleChunkTests.Pattern.random.words(count: 300)
        let mixed = series + DoubleChunkTests.Pattern.decimals.words(count: 300) + series
        samples.append(encode("equal series", mixed, .double, groupStarts: [300, 600]))
        samples.append(encode("series", Array(mixed[..<600]), .double, groupStarts: [300]))
        return samples
    }

    private static var texts: [Sample] {
        var strings = StringTable()
        let shared = (0..<400).map { row in
            UInt64(strings.intern(Array("operation \(row * row % 17)".utf8)))
        }
        var random = SplitMix64(seed: 8)
        let distinct = (0..<300).map { _ in
            UInt64(strings.intern((0..<20).map { _ in UInt8(97 + random.below(26)) }))
        }
        let vectors = (0..<120).map { _ in
            UInt64(strings.intern((0..<40).map { $0 % 8 < 2 ? UInt8(random.below(9)) : 0 }))
        }
        return [
            encode("shared strings", shared, .string, strings: strings),
            encode("distinct strings", distinct, .bytes, strings: strings),
            encode("bucket counts", vectors, .words, strings: strings),
            encode("quantiles", vectors, .doubles, strings: strings),
            templates,
        ]
    }

    private static var templates: Sample {
        let column = LogBodies(count: 200, seed: 5)
        return encode(
            "log bodies",
            column.words,
            .string,
            strings: column.strings,
            traces: column.traces,
            rowIDs: column.ids
        )
    }

    private static var identifiers: [Sample] {
        var random = SplitMix64(seed: 9)
        var traces = TraceTable()
        for _ in 0..<30 { _ = traces.intern(TraceID(high: random.next(), low: random.next())) }
        let clustered = (0..<400).map { $0 % 90 == 0 ? noTrace : UInt64($0 / 20) }
        let ids = (0..<400).map { _ in random.next() }
        let parents = (0..<400).map { row in
            row % 9 == 0 ? 0 : row % 31 == 0 ? random.next() : ids[max(0, row - random.below(12))]
        }
        let ends = ids.map { $0 &+ random.next() >> 44 }
        return [
            encode("traces", clustered, .trace, traces: traces),
            encode("parents", parents, .spanID, related: .rows(ids: ids)),
            encode("rows of others", Array(parents[..<90]), .spanID, related: .rows(ids: ids)),
            encode("ends", ends, .time, related: .difference(from: ids)),
        ]
    }

    @Test func samplesHoldEveryEncoding() {
        let encodings = Set(Self.samples.map { $0.chunk.bytes[0] })
        #expect(encodings.isSuperset(of: [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 16, 17, 18]))
        #expect(encodings.isSuperset(of: [32, 33, 34, 48, 49, 51, 64]))
    }

    @Test(arguments: samples.indices)
    func rejectsEveryTruncation(of index: Int) {
        let sample = Self.samples[index]
        for count in 0..<sample.chunk.bytes.count {
            #expect(throws: BlockError.self, "\(sample.name), \(count) bytes") {
                try sample.decode(
                    Array(sample.chunk.bytes[..<count]),
                    valueCount: sample.chunk.valueCount
                )
            }
        }
    }

    @Test(arguments: samples.indices)
    func rejectsBytesAfterTheLastValue(of index: Int) {
        let sample = Self.samples[index]
        #expect(throws: BlockError.self, "\(sample.name)") {
            try sample.decode(
                sample.chunk.bytes + [0],
                valueCount: sample.chunk.valueCount
            )
        }
    }

    @Test(arguments: samples.indices)
    func survivesFlippedBits(in index: Int) {
        let sample = Self.samples[index]
        var random = SplitMix64(seed: UInt64(index))
        for round in 0..<300 {
            var bytes = sample.chunk.bytes
            // Most flips near the start, where counts, widths and encodings are.
            let bound = round % 3 == 0 ? bytes.count : min(bytes.count, 48)
            for _ in 0...(round % 4) { bytes[random.below(bound)] ^= 1 << UInt8(random.below(8)) }
            let words = try? sample.decode(bytes, valueCount: sample.chunk.valueCount)
            #expect(words == nil || words?.count == sample.chunk.valueCount)
        }
    }

    @Test(arguments: samples.indices)
    func survivesRandomBytes(as index: Int) {
        let sample = Self.samples[index]
        var random = SplitMix64(seed: UInt64(1000 + index))
        for _ in 0..<150 {
            var bytes = Array(sample.chunk.bytes.prefix(random.below(40)))
            for _ in 0..<random.below(60) { bytes.append(UInt8(truncatingIfNeeded: random.next())) }
            _ = try? sample.decode(bytes, valueCount: random.below(3000))
        }
    }

    @Test(arguments: samples.indices)
    func survivesAWrongNumberOfValues(for index: Int) {
        let sample = Self.samples[index]
        let count = sample.chunk.valueCount
        for wrong in [0, 1, count - 1, count + 1, 2 * count, 1 << 16] {
            _ = try? sample.decode(sample.chunk.bytes, valueCount: wrong)
        }
    }

    @Test(arguments: samples.indices)
    func findsEveryFlippedByteByTheChecksum(in index: Int) {
        let sample = Self.samples[index]
        var bytes = sample.chunk.bytes
        for offset in bytes.indices {
            bytes[offset] ^= 0x10
            #expect(throws: BlockError.self) {
                try sample.decode(
                    bytes,
                    valueCount: sample.chunk.valueCount,
                    checksum: sample.chunk.checksum
                )
            }
            bytes[offset] ^= 0x10
        }
    }
}
