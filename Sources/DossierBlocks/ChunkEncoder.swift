package import DossierColumns

/// How much time encoding may spend.
package enum EncodingEffort: Sendable {
    /// LZ4's fast compressor, and the encoding that promises most.
    case fast
    /// LZ4 HC, and trials of every encoding that may be smallest: for a compaction.
    case high
}

/// What a column can be encoded relative to.
package enum RelatedColumn: Sendable {
    /// The words are stored as differences to these, row by row, where that is smaller.
    case difference(from: [UInt64])
    /// The words are ids, stored as references to the rows of `ids` that are equal: parent span
    /// ids as references to the span ids of the same block.
    case rows(ids: [UInt64])
}

/// The values of one column of a block, encoded.
package struct EncodedChunk: Sendable {
    package var valueCount: Int
    /// Eight bytes a word; of text, the bytes of the strings of all rows.
    package var rawByteCount: Int
    /// XXH3-64 of `bytes`.
    package var checksum: UInt64
    /// The smallest and largest word where order has a meaning, nil elsewhere.
    ///
    /// Of times, only the known ones count: not 0, not above `Int64.max`. Of ints, nil where there
    /// are some on both sides of zero (as signed numbers): so the bounds are right in the order of
    /// `UInt64` as well as, by their bits, in that of `Int64`, and fit a signed column of SQLite.
    package var range: ClosedRange<UInt64>?
    /// The first byte is the encoding (`docs/format.md`).
    package var bytes: [UInt8]

    package init(
        valueCount: Int,
        rawByteCount: Int,
        checksum: UInt64,
        range: ClosedRange<UInt64>?,
        bytes: [UInt8]
    ) {
        self.valueCount = valueCount
        self.rawByteCount = rawByteCount
        self.checksum = checksum
        self.range = range
        self.bytes = bytes
    }
}

/// Encodes columns, each by itself.
package struct ChunkEncoder: Sendable {
    private let effort: EncodingEffort
    private let encoder: WordEncoder

    package init(effort: EncodingEffort) {
        self.effort = effort
        encoder = WordEncoder(effort: effort)
    }

    /// Encodes at most `ChunkLimits.valueCountMax` words, which are codes of `strings` or `traces`
    /// where the type says so.
    ///
    /// Decoding needs the same `related`, and the same `rowIDs`: the ids of the rows, which texts
    /// may repeat. Strings in `longTexts` are stored as their fragments. `groupStarts` are the rows
    /// where the values of another series begin, ascending: a hint for doubles, which decoding does
    /// not need.
    package func encode(
        _ words: [UInt64],
        type: ValueType,
        strings: StringTable,
        traces: TraceTable,
        related: RelatedColumn? = nil,
        rowIDs: RowIDs? = nil,
        longTexts: LongTexts? = nil,
        groupStarts: [Int] = []
    ) -> EncodedChunk {
        precondition(words.count <= ChunkLimits.valueCountMax, "a block has too many rows")
        var bytes: [UInt8] = []
        var rawByteCount = words.count * 8
        var range: ClosedRange<UInt64>?
        let context = TextContext(
            strings: strings,
            rowIDs: rowIDs,
            longTexts: longTexts,
            encoder: encoder
        )
        switch type {
        case .string, .bytes, .composite:
            rawByteCount = TextColumn.encode(words, context, into: &bytes)
        case .words, .doubles:
            let areDoubles = type == .doubles
            rawByteCount = VectorColumn.encode(words, areDoubles: areDoubles, context, into: &bytes)
        case .trace:
            TraceColumn.encode(words, traces: traces, encoder: encoder, into: &bytes)
        case .double:
            DoubleColumn.encode(words, groupStarts: groupStarts, encoder: encoder, into: &bytes)
        case .empty, .bool, .int, .time, .spanID, .reference, .row, .enumeration:
            range = encodeWords(words, type: type, related: related, into: &bytes)
        }
        return EncodedChunk(
            valueCount: words.count,
            rawByteCount: rawByteCount,
            checksum: bytes.withUnsafeBytes { DossierBlocks.checksum(of: $0) },
            range: range,
            bytes: bytes
        )
    }

    /// Returns the range of the words, where the type has one.
    private func encodeWords(
        _ words: [UInt64],
        type: ValueType,
        related: RelatedColumn?,
        into bytes: inout [UInt8]
    ) -> ClosedRange<UInt64>? {
        if case .rows(let ids) = related, words.contains(where: { $0 != 0 }) {
            RowReferences.encode(words, ids: ids, encoder: encoder, into: &bytes)
            return nil
        }
        guard case .difference(let origin) = related, origin.count == words.count else {
            return range(of: words, type: type, encoder.encode(words, into: &bytes))
        }
        let statistics = encoder.statistics(of: words)
        let differences = zip(words, origin).map { $0 &- $1 }
        let isSmaller = encoder.statistics(of: differences).bitCount < statistics.bitCount
        if effort == .high || !isSmaller {
            encoder.encode(words, into: &bytes)
        }
        if effort == .high || isSmaller {
            var difference = [Encoding.difference.rawValue]
            encoder.encode(differences, into: &difference)
            if bytes.isEmpty || difference.count < bytes.count { bytes = difference }
        }
        return range(of: words, type: type, statistics)
    }

    private func range(
        of words: [UInt64],
        type: ValueType,
        _ statistics: WordStatistics
    ) -> ClosedRange<UInt64>? {
        let (minimum, maximum) = (statistics.minimum, statistics.maximum)
        let isNegative = Int64(bitPattern: minimum) < 0
        switch type {
        case .time where isNegative || minimum == 0:
            return bounds(words.filter { Int64(bitPattern: $0) > 0 })
        case .int where isNegative != (Int64(bitPattern: maximum) < 0):
            return nil
        case .time, .int:
            return words.isEmpty ? nil : minimum...maximum
        case .reference, .row, .enumeration, .bool:
            return isNegative || words.isEmpty ? bounds(words) : minimum...maximum
        default:
            return nil
        }
    }

    private func bounds(_ words: [UInt64]) -> ClosedRange<UInt64>? {
        guard let minimum = words.min(), let maximum = words.max() else { return nil }
        return minimum...maximum
    }
}
