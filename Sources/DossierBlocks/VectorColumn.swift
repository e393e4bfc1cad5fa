internal import DossierColumns
import DossierPrimitives

/// Encodes and decodes columns of strings that are little-endian 64-bit words or doubles: bucket
/// counts and bounds of histograms, quantiles of summaries.
enum VectorColumn {
    /// How the words of all vectors follow each other.
    ///
    /// Part of the file format, as bits of a byte.
    private struct Layout: OptionSet {
        let rawValue: UInt8
        /// Each vector is stored as the difference to the one before, if that is as long.
        static let differences = Layout(rawValue: 1)
        /// The first words of all vectors, then the second ones; only if all are equally long.
        static let columns = Layout(rawValue: 2)
        /// The words are doubles.
        static let doubles = Layout(rawValue: 4)

        static let all: Layout = [.differences, .columns, .doubles]
    }

    /// Returns the number of bytes of the strings of all rows.
    static func encode(
        _ words: [UInt64],
        areDoubles: Bool,
        _ context: TextContext,
        into out: inout [UInt8]
    ) -> Int {
        let (strings, encoder) = (context.strings, context.encoder)
        let distinct = words.withUnsafeBufferPointer { DistinctStrings($0, strings: strings) }
        let total = distinct.rowByteCount / 8
        let isWhole = distinct.codes.allSatisfy { strings.range($0).count % 8 == 0 }
        let areFew = distinct.codes.count * 16 <= words.count || words.count <= 4
        guard isWhole, !areFew, total <= ChunkLimits.valueCountMax else {
            return TextColumn.encode(words, context, into: &out)
        }
        let codes = words.map { UInt32(truncatingIfNeeded: $0) }
        let lengths = codes.map { UInt64(strings.range($0).count / 8) }
        let flat = flatten(codes, total: total, strings: strings)
        out.append(.vectors)
        encoder.encode(lengths, into: &out)
        if areDoubles {
            out.append(Layout.doubles.rawValue)
            DoubleColumn.encode(flat, groupStarts: [], encoder: encoder, into: &out)
        } else {
            writeSmallest(flat, lengths: lengths, encoder: encoder, into: &out)
        }
        return distinct.rowByteCount
    }

    private static func writeSmallest(
        _ flat: [UInt64],
        lengths: [UInt64],
        encoder: WordEncoder,
        into out: inout [UInt8]
    ) {
        let areEqual = lengths.allSatisfy { $0 == lengths[0] }
        var best: [UInt8]?
        for layout in [[], .differences, .columns, [.differences, .columns]] as [Layout] {
            if layout.contains(.columns), !areEqual { continue }
            var stored = flat
            if layout.contains(.differences) { takeDifferences(&stored, lengths: lengths) }
            if layout.contains(.columns) {
                stored = transposed(stored, rowCount: lengths.count)
            }
            var bytes = [layout.rawValue]
            encoder.encode(stored, into: &bytes)
            if bytes.count < best?.count ?? .max { best = bytes }
        }
        out.append(contentsOf: best ?? [])
    }

    private static func flatten(
        _ codes: [UInt32],
        total: Int,
        strings: StringTable
    ) -> [UInt64] {
        var words: [UInt64] = []
        words.reserveCapacity(total)
        strings.bytes.withUnsafeBytes { arena in
            for code in codes {
                let range = strings.range(code)
                for offset in stride(from: range.lowerBound, to: range.upperBound, by: 8) {
                    let word = arena.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                    words.append(UInt64(littleEndian: word))
                }
            }
        }
        return words
    }

    /// Signed differences with the sign in the lowest bit.
    private static func takeDifferences(_ words: inout [UInt64], lengths: [UInt64]) {
        var end = words.count
        for row in lengths.indices.reversed() {
            let length = Int(lengths[row])
            let start = end - length
            if row > 0, lengths[row - 1] == lengths[row] {
                for index in start..<end {
                    words[index] = zigzag(words[index] &- words[index - length])
                }
            } else {
                for index in start..<end { words[index] = zigzag(words[index]) }
            }
            end = start
        }
    }

    /// The lengths have been checked to add up to the number of words.
    private static func addDifferences(_ words: inout [UInt64], lengths: [UInt64]) {
        var start = 0
        for row in lengths.indices {
            let length = Int(lengths[row])
            let isDifference = row > 0 && lengths[row - 1] == lengths[row]
            for index in start..<(start + length) {
                words[index] = unzigzag(words[index])
                if isDifference { words[index] &+= words[index - length] }
            }
            start += length
        }
    }

    /// The same where the words lie in columns of this many rows.
    private static func addDifferences(_ words: inout [UInt64], rowCount: Int) {
        words.withUnsafeMutableBufferPointer { words in
            for start in stride(from: 0, to: words.count, by: max(1, rowCount)) {
                var word: UInt64 = 0
                for index in start..<(start + rowCount) {
                    word &+= unzigzag(words[index])
                    words[index] = word
                }
            }
        }
    }

    /// Turns rows of equal length into columns, or back if `rowCount` is the number of columns.
    static func transposed(_ words: [UInt64], rowCount: Int) -> [UInt64] {
        guard rowCount > 0 else { return words }
        let columnCount = words.count / rowCount
        var result = words
        for row in 0..<rowCount {
            for column in 0..<columnCount {
                result[column * rowCount + row] = words[row * columnCount + column]
            }
        }
        return result
    }

    /// Reads what follows the encoding.
    static func decode(
        _ reader: inout ByteReader,
        count: Int
    ) throws(BlockError) -> DecodedVectors {
        var (words, lengths, layout) = try readStored(&reader, count: count)
        if layout.contains(.differences) {
            if layout.contains(.columns) {
                addDifferences(&words, rowCount: lengths.count)
            } else {
                addDifferences(&words, lengths: lengths)
            }
        }
        return DecodedVectors(
            words: words,
            lengths: lengths,
            areColumns: layout.contains(.columns)
        )
    }

    /// Words as they are laid out.
    private static func readStored(
        _ reader: inout ByteReader,
        count: Int
    ) throws(BlockError) -> (words: [UInt64], lengths: [UInt64], layout: Layout) {
        let lengths = try WordDecoder.decode(&reader, count: count)
        var total: UInt64 = 0
        for length in lengths {
            let limit = UInt64(ChunkLimits.valueCountMax) - total
            guard length <= limit else { throw reader.error(.outOfBounds(length, limit: limit)) }
            total += length
        }
        let layout = Layout(rawValue: try reader.byte())
        let areEqual = lengths.allSatisfy { $0 == lengths[0] }
        guard Layout.all.isSuperset(of: layout), areEqual || !layout.contains(.columns) else {
            throw reader.error(.outOfBounds(UInt64(layout.rawValue), limit: 1))
        }
        reader.allow(words: Int(total))
        let words =
            layout.contains(.doubles)
            ? try DoubleColumn.decode(&reader, count: Int(total))
            : try WordDecoder.decode(&reader, count: Int(total))
        return (words, lengths, layout)
    }
}
