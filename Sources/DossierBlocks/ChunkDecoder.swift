package import DossierColumns

/// Decodes columns, each by itself.
package enum ChunkDecoder {
    /// The words of a chunk, after its checksum was found right.
    ///
    /// `strings` and `traces` are the tables that the decoded codes refer to; the strings and
    /// traces of the chunk are added to them. Strings of a dictionary are interned, others appended:
    /// equal codes mean equal strings, but different codes don't mean different ones.
    /// `related` has to be what the chunk was encoded with. `areShared` says that the tables are those
    /// of other chunks, too; otherwise strings of a dictionary are not interned either.
    package static func decode(
        _ bytes: UnsafeRawBufferPointer,
        valueCount: Int,
        checksum: UInt64,
        type: ValueType,
        strings: inout StringTable,
        traces: inout TraceTable,
        related: RelatedColumn?,
        areShared: Bool = true
    ) throws(BlockError) -> [UInt64] {
        var reader = try reader(bytes, valueCount: valueCount, checksum: checksum)
        let words: [UInt64]
        switch type {
        case .string, .bytes, .composite, .words, .doubles:
            words = try TextColumn.decode(
                &reader,
                count: valueCount,
                strings: &strings,
                traces: traces,
                ids: related?.rowIDs,
                areShared: areShared
            )
        case .trace:
            words = try TraceColumn.decode(&reader, count: valueCount, traces: &traces)
        case .double:
            words = try DoubleColumn.decode(&reader, count: valueCount)
        case .empty, .bool, .int, .time, .spanID, .reference, .row, .enumeration:
            words = try decodeWords(&reader, count: valueCount, related: related)
        }
        guard reader.remainingCount == 0 else {
            throw reader.error(.trailingBytes(reader.remainingCount))
        }
        return words
    }

    /// A reader of a chunk, after its checksum was found right.
    static func reader(
        _ bytes: UnsafeRawBufferPointer,
        valueCount: Int,
        checksum: UInt64
    ) throws(BlockError) -> ByteReader {
        let computed = DossierBlocks.checksum(of: bytes)
        guard computed == checksum else {
            throw BlockError(
                .checksumMismatch(stored: checksum, computed: computed),
                byteOffset: 0
            )
        }
        guard (0...ChunkLimits.valueCountMax).contains(valueCount) else {
            throw BlockError(
                .outOfBounds(
                    UInt64(bitPattern: Int64(valueCount)),
                    limit: UInt64(ChunkLimits.valueCountMax)
                ),
                byteOffset: 0
            )
        }
        return ByteReader(bytes, valueCount: valueCount)
    }

    private static func decodeWords(
        _ reader: inout ByteReader,
        count: Int,
        related: RelatedColumn?
    ) throws(BlockError) -> [UInt64] {
        let encoding = try reader.peekEncoding()
        switch encoding {
        case .difference:
            guard case .difference(let origin) = related, origin.count == count else {
                throw reader.error(.missingRelatedColumn)
            }
            _ = try reader.byte()
            var words = try WordDecoder.decode(&reader, count: count)
            for index in words.indices { words[index] &+= origin[index] }
            return words
        case .rowDistances, .rowNumbers:
            guard case .rows(let ids) = related else {
                throw reader.error(.missingRelatedColumn)
            }
            _ = try reader.byte()
            return try RowReferences.decode(&reader, encoding: encoding, count: count, ids: ids)
        default:
            return try WordDecoder.decode(&reader, count: count)
        }
    }
}
